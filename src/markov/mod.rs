//! The exact solver: the same world, explored instead of simulated.
//!
//! [`solve`] follows every branch of every event through the same rules that the simulator fires, and
//! solves the Markov chain that comes out for its long run. It takes models whose delays are all
//! exponential or zero, and refuses the others by name.

mod chain;
mod explore;

pub use chain::{Rate, stationary};
pub use explore::{Exact, ExactService, Refusal, solve};
