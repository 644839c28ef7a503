//! What a history leaves: service levels over time become outages with cause and phases.
//!
//! The ledger only watches. It is shown the [`Scene`] after every event and when time moves on, and is
//! told of [`Note`]s; switching it off changes no history.

mod book;
mod note;
mod phase;
mod record;
mod requests;
mod sessions;
mod stopwatch;
mod watch;

pub use book::Ledger;
pub use note::{Count, Note, Press};
pub use phase::Phase;
pub use record::{ClusterBook, Outage, Recovered, ServiceBook};
pub use watch::{ClusterLevels, Scene, Unwatched, Watch};
