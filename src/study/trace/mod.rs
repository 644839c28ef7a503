//! One history, event by event: what fired, why, and what it changed.

mod change;
mod compare;
mod recorder;
mod spans;

pub use change::{Change, Condition};
pub use spans::{Doing, Span};

use crate::engine::{Ns, Slot, trial_key};
use crate::ledger::{Ledger, Outage};
use crate::model::{CauseId, Model};
use crate::world::{Simulator, Stuck};
use recorder::Recorder;

/// Something that happened at a moment of a history, with all that followed from it at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When, since the end of the warm-up.
    pub at: Ns,
    /// The activity that fired.
    pub slot: Slot,
    /// Its root cause: what it goes back to.
    pub cause: CauseId,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// One trial of a study, event by event.
///
/// Times are told from the end of the warm-up. What happened during the warm-up is left out; what it left
/// is in [`at_start`](Self::at_start).
#[derive(Clone, Debug)]
pub struct History {
    /// The seed of the study.
    pub seed: u64,
    /// Which of its trials.
    pub trial: u64,
    /// How long it is.
    pub horizon: Ns,
    /// What was not as it is at time 0 when the warm-up ended.
    pub at_start: Vec<Change>,
    /// Every event, in order.
    pub events: Vec<Event>,
    /// The books of the trial, as a study keeps them.
    pub ledger: Ledger,
}

/// Plays a trial as a study with this seed plays it, and records it.
///
/// # Errors
/// If a million events fall into one instant.
pub fn trace(model: &Model, seed: u64, trial: u64) -> Result<History, Stuck> {
    let mut recorder = Recorder::new(model);
    let mut simulator = Simulator::new(model);
    simulator.play_and_show(trial_key(seed, trial), &mut recorder, Recorder::show)?;
    let (at_start, events, ledger) = recorder.finish();
    Ok(History { seed, trial, horizon: model.horizon, at_start, events, ledger })
}

impl History {
    /// Returns the outages of a service, or of all, in the order in which they began.
    pub fn outages(&self, service: Option<u32>) -> Vec<Outage> {
        let of = |outage: &&Outage| service.is_none_or(|service| outage.service == service);
        let mut outages: Vec<Outage> = self.ledger.outages.iter().filter(of).copied().collect();
        outages.sort_by_key(|outage| (outage.start, outage.service));
        outages
    }
}
