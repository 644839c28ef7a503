//! Plays trials in blocks on all threads.

use super::forest::{Forest, Merge};
use super::rows::{OutageRow, Rows, TrialRow};
use super::tally::{BlockSums, Tally, cause_names};
use crate::engine::{Ns, YEAR, trial_key};
use crate::ledger::Ledger;
use crate::model::Model;
use crate::statistics::Distribution;
use crate::world::{Simulator, Stuck};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Mutex;

/// Trials of one block; the last block of a study may be shorter.
pub const BLOCK: u64 = 256;

/// How a study is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many trials.
    pub trials: u64,
    /// The seed of all streams.
    pub seed: u64,
    /// How many threads; 0 for one on each core.
    pub threads: usize,
}

/// What a study has found.
#[derive(Debug)]
pub struct Study {
    /// What the trials add up to.
    pub tally: Tally,
    /// By service: the downtime of each trial, scaled to a year.
    pub yearly_down: Vec<Distribution>,
    /// By service: the duration of each outage that ended before its trial did.
    pub outage: Vec<Distribution>,
    /// The first trials, one row for each service.
    pub trials: Vec<TrialRow>,
    /// The first outages.
    pub outages: Vec<OutageRow>,
    /// The names of the causes, in the order of the tallies.
    pub causes: Vec<String>,
}

/// Why a study could not be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A history does not move on.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// The system does not give that many threads.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Plays a study.
///
/// The result depends on the model, the trials and the seed; not on the threads.
///
/// # Errors
/// If a history does not move on, or the system does not give as many threads as were asked for.
pub fn run(model: &Model, options: &Options) -> Result<Study, StudyError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()?;
    Ok(pool.install(|| play(model, options))?)
}

fn play(model: &Model, options: &Options) -> Result<Study, Stuck> {
    let workers = Workers { model, idle: Mutex::new(Vec::new()) };
    let blocks = options.trials.div_ceil(BLOCK);
    // Blocks of one round wait for one another in memory, so a round of a large model is short.
    let round = (1 << 20) / (model.components.len() + 1) as u64;
    let round = round.clamp(rayon::current_num_threads() as u64, 64);
    let mut tallies = Forest::new();
    let mut rows = Rows::default();
    let mut first = 0;
    while first < blocks {
        let last = (first + round).min(blocks);
        let keep_outages = rows.wants_outages();
        let played: Result<Vec<_>, Stuck> = (first..last)
            .into_par_iter()
            .map(|block| {
                let trials = block * BLOCK..((block + 1) * BLOCK).min(options.trials);
                workers.with(|worker| worker.block(options.seed, trials, keep_outages))
            })
            .collect();
        for (tally, block_rows) in played? {
            tallies.push(tally);
            rows.merge(block_rows);
        }
        first = last;
    }
    let services = model.services.len();
    let mut yearly_down = vec![Distribution::default(); services];
    let mut outage = vec![Distribution::default(); services];
    for worker in workers.idle.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        for i in 0..services {
            yearly_down[i].merge(&worker.yearly_down[i]);
            outage[i].merge(&worker.outage[i]);
        }
    }
    Ok(Study {
        tally: tallies.finish().unwrap_or_default(),
        yearly_down,
        outage,
        trials: rows.trials,
        outages: rows.outages,
        causes: cause_names(model),
    })
}

/// Workers that wait for a block; each is used by one thread at a time.
struct Workers<'m> {
    model: &'m Model,
    idle: Mutex<Vec<Worker<'m>>>,
}

impl<'m> Workers<'m> {
    fn with<T>(&self, work: impl FnOnce(&mut Worker<'m>) -> T) -> T {
        let lock = || self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let idle = lock().pop();
        let mut worker = idle.unwrap_or_else(|| Worker::new(self.model));
        let result = work(&mut worker);
        lock().push(worker);
        result
    }
}

/// Everything that one thread needs, allocated once.
struct Worker<'m> {
    horizon: Ns,
    simulator: Simulator<'m>,
    ledger: Ledger,
    sums: BlockSums,
    yearly_down: Vec<Distribution>,
    outage: Vec<Distribution>,
}

impl<'m> Worker<'m> {
    fn new(model: &'m Model) -> Self {
        Worker {
            horizon: model.horizon,
            simulator: Simulator::new(model),
            ledger: Ledger::new(model),
            sums: BlockSums::new(model),
            yearly_down: vec![Distribution::default(); model.services.len()],
            outage: vec![Distribution::default(); model.services.len()],
        }
    }

    fn block(
        &mut self,
        seed: u64,
        trials: Range<u64>,
        keep_outages: bool,
    ) -> Result<(Tally, Rows), Stuck> {
        let mut rows = Rows::default();
        for trial in trials {
            let events = self.simulator.play(trial_key(seed, trial), &mut self.ledger)?;
            self.sums.add(&self.ledger, events);
            self.distribute();
            rows.add(trial, &self.ledger, keep_outages);
        }
        Ok((self.sums.take(), rows))
    }

    fn distribute(&mut self) {
        for (distribution, book) in self.yearly_down.iter_mut().zip(&self.ledger.services) {
            let yearly = u128::from(book.down) * u128::from(YEAR) / u128::from(self.horizon);
            distribution.add(yearly as Ns);
        }
        for outage in self.ledger.outages.iter().filter(|outage| !outage.cut) {
            self.outage[outage.service as usize].add(outage.duration);
        }
    }
}
