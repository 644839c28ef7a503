//! Calendar, time, random streams and sampling; knows nothing of clusters.
//!
//! The engine deals in **slots** (one for every activity that can ever be armed) and **lanes** (slots
//! that are never armed together). A [`Calendar`] holds every lane always and tells which is due next;
//! a [`Law`] turns a random stream into delays; [`stream`] gives every activity of every trial a stream
//! of its own, named and not numbered, so that adding one activity changes no other's history.

mod calendar;
mod day;
mod law;
mod print;
mod stream;
mod time;

pub use calendar::{Calendar, Due};
pub use day::{ALL_HOURS, DAY, Hours, after, time_in};
pub use law::{Empirical, Gamma, Law, Mixture, Triangular};
pub use print::fingerprint;
pub use stream::{Stream, hash_name, stream, trial_key};
pub use time::{HOUR, Ns, SECOND, YEAR, from_seconds, hours, seconds, years};

/// An activity's index in the compiled model; a lower slot fires first among those due together.
pub type Slot = u32;

/// A lane's index: slots that are never armed together share one.
pub type Lane = u32;
