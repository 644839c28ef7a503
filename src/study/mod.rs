//! Many histories become estimates: Monte Carlo over blocks of trials.
//!
//! Trials are played in blocks of 256 and blocks are merged as a binary tree over their numbers, so the
//! bits of every estimate depend on the scenario, the seed and the number of trials alone: not on the
//! threads, nor on their order.

mod forest;
mod monte_carlo;
mod rows;
mod tally;

pub use monte_carlo::{BLOCK, Options, Study, StudyError, run};
pub use rows::{OUTAGE_ROWS, OutageRow, TRIAL_ROWS, TrialRow};
pub use tally::{ClusterTally, ComponentTally, PartTally, ServiceTally, Tally};
