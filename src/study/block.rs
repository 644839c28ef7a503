//! One block of trials, played by one thread.

use super::columns::Columns;
use super::rows::Rows;
use super::sums::BlockSums;
use super::tally::Tally;
use crate::engine::{Ns, YEAR, hash_name, stream, trial_key};
use crate::ledger::{Ledger, Recovered};
use crate::model::{Bits, Model};
use crate::world::{Risk, Simulator, Stuck};
use rand::RngExt;
use std::ops::Range;

/// Everything that a block leaves.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) tally: Tally,
    pub(super) rows: Rows,
    /// The numbers of each trial, if they are wanted.
    pub(super) sheet: Vec<f64>,
    /// By service: its downtime scaled to a year, of each trial that had any.
    pub(super) yearly_down: Vec<Vec<Ns>>,
    /// By service: how much downtime counts in a period, and in how many of them, of those that have any.
    pub(super) period_down: Vec<Vec<(Ns, u64)>>,
    /// By service: the duration of each outage that ended before its trial did.
    pub(super) outage: Vec<Vec<Ns>>,
    /// By cluster: how long a time's writes each loss took.
    pub(super) lost_writes: Vec<Vec<Ns>>,
    /// Recoveries from disasters.
    pub(super) recoveries: Vec<Recovered>,
}

/// How a block ended.
#[derive(Debug)]
pub(super) enum Played {
    /// All of its trials were played.
    Whole(Box<Block>),
    /// It was told to stop in the middle; nothing of it counts.
    Dropped,
    /// One of its histories does not move on.
    Stuck(Stuck),
}

/// Everything that one thread needs, allocated once.
pub(super) struct Worker<'m> {
    horizon: Ns,
    simulator: Simulator<'m>,
    ledger: Ledger,
    sums: BlockSums,
    risk: Risk<'m>,
    at_risk: Bits,
    columns: Option<&'m Columns>,
    /// One trial in so many is looked into for services at risk.
    stride: u64,
}

/// Returns how many trials it takes until one is looked into: the more can fail the longer a look takes.
fn stride(model: &Model) -> u64 {
    (model.components.len() as u64 / 2).max(8)
}

impl<'m> Worker<'m> {
    pub(super) fn new(model: &'m Model, columns: Option<&'m Columns>) -> Self {
        Worker {
            horizon: model.horizon,
            simulator: Simulator::new(model),
            ledger: Ledger::new(model),
            sums: BlockSums::new(model),
            risk: Risk::new(model),
            at_risk: Bits::none(model.services.len()),
            stride: stride(model),
            columns,
        }
    }

    /// Plays the trials of a block, unless it is told between two of them to stop.
    pub(super) fn play(
        &mut self,
        seed: u64,
        trials: Range<u64>,
        keep_outages: bool,
        stop: impl Fn() -> bool,
    ) -> Played {
        let mut rows = Rows::default();
        let services = self.ledger.services.len();
        let mut yearly_down = vec![Vec::new(); services];
        let mut outage = vec![Vec::new(); services];
        let mut lost_writes = vec![Vec::new(); self.ledger.clusters.len()];
        let mut recoveries = Vec::new();
        let mut sheet = Vec::new();
        for trial in trials {
            if stop() {
                return Played::Dropped;
            }
            let events = match self.play_one(trial_key(seed, trial), trial % self.stride == 0) {
                Ok(events) => events,
                Err(stuck) => return Played::Stuck(stuck),
            };
            self.sums.add(trial, &self.ledger, events);
            // Who wants the numbers of each trial has them there.
            if self.columns.is_none() {
                rows.add(trial, &self.ledger, self.sums.planned(), keep_outages);
            }
            self.spread(&mut yearly_down, &mut outage);
            for (cluster, span) in &self.ledger.losses {
                lost_writes[*cluster as usize].push(*span);
            }
            recoveries.extend_from_slice(&self.ledger.recoveries);
            if let Some(columns) = self.columns {
                columns.fill(&self.ledger, &self.sums, &mut sheet);
            }
        }
        let (tally, period_down) = self.sums.take();
        let block =
            Block { tally, rows, sheet, yearly_down, period_down, outage, lost_writes, recoveries };
        Played::Whole(Box::new(block))
    }

    /// Plays a trial and, if asked to, looks at a random moment of it which services are at risk.
    fn play_one(&mut self, key: u64, looks: bool) -> Result<u64, Stuck> {
        let Worker { simulator, ledger, risk, at_risk, .. } = self;
        if !looks {
            return simulator.play(key, ledger);
        }
        let after = stream(key, hash_name("look at risk")).random_range(0..self.horizon);
        let events = simulator.play_and_look(key, ledger, after, risk, at_risk)?;
        self.sums.add_look(at_risk);
        Ok(events)
    }

    /// Notes what the distributions need of a trial.
    fn spread(&self, yearly_down: &mut [Vec<Ns>], outage: &mut [Vec<Ns>]) {
        let down = self.ledger.services.iter().zip(yearly_down).filter(|(book, _)| book.down > 0);
        for (book, list) in down {
            list.push((u128::from(book.down) * u128::from(YEAR) / u128::from(self.horizon)) as Ns);
        }
        for ended in self.ledger.outages.iter().filter(|outage| !outage.cut) {
            outage[ended.service as usize].push(ended.duration);
        }
    }
}
