//! The exact solver: the same world, explored instead of simulated.
//!
//! [`solve`] follows every branch of every event through the same rules that the simulator fires, and
//! solves the Markov chain that comes out for its long run. It takes models whose delays are all
//! exponential or zero, and refuses the others by name. [`walk`] is the way there: it takes every model, and shows each state and each
//! step to a visitor.

mod chain;
mod explore;
mod tape;
mod walk;

pub use chain::{Rate, stationary};
pub use explore::{Exact, ExactService, Refusal, solve};
pub use walk::{Node, Reach, Step, Visitor, walk};
