//! Many histories become estimates: Monte Carlo over blocks of trials.
//!
//! Trials are played in blocks of 256 and blocks are merged as a binary tree over their numbers, so the
//! bits of every estimate depend on the scenario, the seed and the number of trials alone: not on the
//! threads, nor on their order. Blocks are merged in order as they come, so that a study that is
//! interrupted is one of fewer trials; it looks at itself at set numbers of blocks and can stop there.

mod block;
mod board;
mod columns;
mod contest;
mod forest;
mod growing;
mod looks;
mod monitor;
mod monte_carlo;
mod periods;
mod recoveries;
mod rows;
mod sheet;
mod sums;
mod tally;
mod trace;

pub use columns::Column;
pub use contest::{Contest, Pair};
pub use growing::Growing;
pub use looks::{Look, SEEN};
pub use monitor::{Monitor, Unattended};
pub use monte_carlo::{BLOCK, End, Options, Study, StudyError, run, run_watched};
pub use periods::{LimitTally, SlaTally};
pub use recoveries::RecoveryTally;
pub use rows::{OUTAGE_ROWS, OutageRow, TRIAL_ROWS, TrialRow};
pub use sheet::Sheet;
pub use tally::{ClusterTally, ComponentTally, PartTally, ServiceTally, Tally, Worst};
pub use trace::{Change, Condition, Doing, Event, History, Span, trace};
