//! Single trials and outages, kept for the tables up to a limit.

use super::forest::Merge;
use crate::engine::Ns;
use crate::ledger::{Ledger, Outage};

/// So many trials have rows of their own.
pub const TRIAL_ROWS: usize = 100_000;

/// So many outages have rows of their own.
pub const OUTAGE_ROWS: usize = 100_000;

/// One service in one trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrialRow {
    /// Which trial.
    pub trial: u64,
    /// Which service.
    pub service: u32,
    /// Its time down.
    pub down: Ns,
    /// Its time down in outages of planned work.
    pub planned: Ns,
    /// For how many seconds requests got no answer.
    pub unserved_s: f64,
    /// How many outages.
    pub outages: u32,
}

/// One outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutageRow {
    /// Which trial.
    pub trial: u64,
    /// The outage.
    pub outage: Outage,
}

/// The rows of some blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) trials: Vec<TrialRow>,
    pub(super) outages: Vec<OutageRow>,
}

impl Rows {
    /// Adds a trial; of every cause it is known whether it is planned work.
    pub(super) fn add(&mut self, trial: u64, ledger: &Ledger, planned: &[bool], outages: bool) {
        if trial < TRIAL_ROWS as u64 {
            let row = |(i, book): (usize, &crate::ledger::ServiceBook)| TrialRow {
                trial,
                service: i as u32,
                down: book.down,
                planned: 0,
                unserved_s: book.unserved_s(),
                outages: book.outages,
            };
            let first = self.trials.len();
            self.trials.extend(ledger.services.iter().enumerate().map(row));
            for outage in ledger.outages.iter().filter(|o| planned[o.cause as usize]) {
                self.trials[first + outage.service as usize].planned += outage.duration;
            }
        }
        if outages {
            let room = OUTAGE_ROWS - self.outages.len();
            let rows = ledger.outages.iter().take(room);
            self.outages.extend(rows.map(|outage| OutageRow { trial, outage: *outage }));
        }
    }

    /// Whether there is room for more outages.
    pub(super) fn wants_outages(&self) -> bool {
        self.outages.len() < OUTAGE_ROWS
    }
}

impl Merge for Rows {
    fn merge(&mut self, later: Self) {
        self.trials.extend(later.trials);
        let room = OUTAGE_ROWS - self.outages.len();
        self.outages.extend(later.outages.into_iter().take(room));
    }
}
