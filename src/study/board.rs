//! Where threads take blocks and hand in what they have played.

use super::block::{Block, Played, Worker};
use super::columns::Columns;
use super::forest::{Forest, Merge};
use super::looks::{Look, Schedule};
use super::monitor::Monitor;
use super::monte_carlo::{BLOCK, End, Options, Study};
use super::rows::Rows;
use super::tally::Tally;
use crate::model::Model;
use crate::statistics::{Distribution, Moments};
use crate::world::Stuck;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Blocks are taken in order and merged in order, whoever played them: what is merged is at any time
/// what a study of that many trials would have found.
pub(super) struct Board<'a> {
    blocks: u64,
    /// So many blocks may be under way or wait for an earlier one.
    window: u64,
    monitor: &'a dyn Monitor,
    /// Nothing more is wanted.
    over: AtomicBool,
    keep_outages: AtomicBool,
    state: Mutex<Table>,
    moved: Condvar,
}

/// What is under way, and what has come of it.
struct Table {
    taken: u64,
    waiting: BTreeMap<u64, Played>,
    merged: Merged,
}

/// What has been merged so far.
#[derive(Clone)]
pub(super) struct Merged {
    blocks: u64,
    schedule: Schedule,
    precision: Option<f64>,
    pub(super) tallies: Forest<Tally>,
    pub(super) rows: Rows,
    pub(super) yearly_down: Vec<Distribution>,
    pub(super) period_down: Vec<Distribution>,
    pub(super) outage: Vec<Distribution>,
    /// By service: how many periods a trial has.
    periods: Vec<u64>,
    pub(super) lost_writes: Vec<Distribution>,
    pub(super) recovery_time: Vec<Distribution>,
    pub(super) recovery_point: Vec<Distribution>,
    pub(super) looks: Vec<Look>,
    /// The numbers of each trial, if they are wanted.
    pub(super) sheet: Vec<f64>,
    pub(super) stuck: Option<Stuck>,
    pub(super) end: End,
}

impl<'a> Board<'a> {
    pub(super) fn new(
        model: &Model,
        options: &Options,
        precision: Option<f64>,
        monitor: &'a dyn Monitor,
        threads: usize,
        mut merged: Merged,
    ) -> Self {
        merged.precision = precision;
        merged.end = if precision.is_some() { End::Budget } else { End::Complete };
        // A block of a large model is large, so fewer of them may wait.
        let window = (1 << 20) / (model.components.len() + 1) as u64;
        Board {
            blocks: options.trials.div_ceil(BLOCK),
            window: window.clamp(2 * threads as u64, 64.max(2 * threads as u64)),
            monitor,
            over: AtomicBool::new(false),
            keep_outages: AtomicBool::new(merged.rows.wants_outages()),
            state: Mutex::new(Table { taken: merged.blocks, waiting: BTreeMap::new(), merged }),
            moved: Condvar::new(),
        }
    }

    /// Whether the rows of outages are still wanted.
    pub(super) fn wants_outages(&self) -> bool {
        self.keep_outages.load(Relaxed)
    }

    /// Whether to stop, also in the middle of a block.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Relaxed) || self.monitor.interrupted()
    }

    /// Takes the next block, or `None` when there is nothing more to do.
    pub(super) fn take(&self) -> Option<u64> {
        let mut state = self.lock();
        loop {
            if self.is_over() || state.taken >= self.blocks {
                return None;
            }
            if state.taken < state.merged.blocks + self.window {
                state.taken += 1;
                return Some(state.taken - 1);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Hands in a block; merges it and those that waited for it.
    pub(super) fn hand_in(&self, block: u64, played: Played) {
        let mut table = self.lock();
        table.waiting.insert(block, played);
        let Table { waiting, merged, .. } = &mut *table;
        while let Some(played) = waiting.remove(&merged.blocks) {
            if self.over.load(Relaxed) {
                break;
            }
            let goes_on = merged.merge(played);
            if goes_on {
                self.monitor.merged(merged.trials(), &|| merged.first_service());
            } else {
                self.over.store(true, Relaxed);
            }
        }
        self.keep_outages.store(merged.rows.wants_outages(), Relaxed);
        drop(table);
        self.moved.notify_all();
    }

    /// Stops everyone, because a thread has panicked.
    pub(super) fn abandon(&self) {
        // Under the lock, so that nobody falls asleep between looking and waiting.
        let state = self.lock();
        self.over.store(true, Relaxed);
        drop(state);
        self.moved.notify_all();
    }

    /// Returns what was merged.
    pub(super) fn finish(self) -> Merged {
        let mut merged = self.state.into_inner().unwrap_or_else(PoisonError::into_inner).merged;
        if merged.blocks < self.blocks && merged.end != End::Precise && merged.stuck.is_none() {
            merged.end = End::Interrupted;
        }
        merged
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Merged {
    /// Returns what there is before the first block.
    pub(super) fn new(model: &Model) -> Self {
        let (services, clusters) = (model.services.len(), model.clusters.len());
        Merged {
            blocks: 0,
            schedule: Schedule::new(),
            precision: None,
            tallies: Forest::new(),
            rows: Rows::default(),
            yearly_down: vec![Distribution::default(); services],
            period_down: vec![Distribution::default(); services],
            outage: vec![Distribution::default(); services],
            periods: model.periods.iter().map(|periods| periods.count).collect(),
            lost_writes: vec![Distribution::default(); clusters],
            recovery_time: vec![Distribution::default(); clusters],
            recovery_point: vec![Distribution::default(); clusters],
            looks: Vec::new(),
            sheet: Vec::new(),
            stuck: None,
            end: End::Complete,
        }
    }

    /// Returns it as a study.
    pub(super) fn into_study(mut self, causes: Vec<String>) -> Study {
        self.look();
        Study {
            tally: self.tallies.finish().unwrap_or_default(),
            yearly_down: self.yearly_down,
            period_down: self.period_down,
            outage: self.outage,
            lost_writes: self.lost_writes,
            recovery_time: self.recovery_time,
            recovery_point: self.recovery_point,
            trials: self.rows.trials,
            outages: self.rows.outages,
            causes,
            looks: self.looks,
            end: self.end,
        }
    }

    /// Merges the next block; returns whether the study goes on.
    fn merge(&mut self, played: Played) -> bool {
        match played {
            Played::Dropped => return false,
            Played::Stuck(stuck) => {
                self.stuck = Some(stuck);
                return false;
            }
            Played::Whole(block) => self.add(*block),
        }
        if self.schedule.is_due(self.blocks) {
            self.look();
            let half_width = self.looks.last().map_or(f64::INFINITY, Look::half_width);
            if self.precision.is_some_and(|precision| half_width <= precision) {
                self.end = End::Precise;
                return false;
            }
        }
        true
    }

    fn add(&mut self, block: Block) {
        let n = block.tally.trials;
        self.blocks += 1;
        self.tallies.push(block.tally);
        self.rows.merge(block.rows);
        self.sheet.extend(block.sheet);
        for (distribution, spans) in self.yearly_down.iter_mut().zip(&block.yearly_down) {
            distribution.add_times(0, n - spans.len() as u64);
            for span in spans {
                distribution.add(*span);
            }
        }
        let periods = self.period_down.iter_mut().zip(&block.period_down).zip(&self.periods);
        for ((distribution, spans), count) in periods {
            let with: u64 = spans.iter().map(|(_, times)| times).sum();
            distribution.add_times(0, n * count - with);
            for (span, times) in spans {
                distribution.add_times(*span, *times);
            }
        }
        let outages = self.outage.iter_mut().zip(&block.outage);
        let losses = self.lost_writes.iter_mut().zip(&block.lost_writes);
        for (distribution, spans) in outages.chain(losses) {
            for span in spans {
                distribution.add(*span);
            }
        }
        for recovered in &block.recoveries {
            let k = recovered.cluster as usize;
            self.recovery_time[k].add(recovered.time);
            self.recovery_point[k].add(recovered.point);
        }
    }

    pub(super) fn trials(&self) -> u64 {
        self.tallies.read(|tally| tally.trials, |a, b| a + b).unwrap_or(0)
    }

    pub(super) fn downtime(&self, service: usize) -> Moments {
        let of = |tally: &Tally| tally.services[service].downtime_s;
        self.tallies.read(of, |left, right| left.merge(&right)).unwrap_or_default()
    }

    fn first_service(&self) -> Moments {
        if self.yearly_down.is_empty() { Moments::default() } else { self.downtime(0) }
    }

    /// Records what is known now, unless that was recorded already.
    fn look(&mut self) {
        let trials = self.trials();
        if trials == 0 || self.looks.last().is_some_and(|look| look.trials == trials) {
            return;
        }
        let downtime_s = (0..self.yearly_down.len()).map(|i| self.downtime(i)).collect();
        self.looks.push(Look { trials, downtime_s });
    }
}

/// What each thread does: take a block, play it, hand it in.
pub(super) fn work(model: &Model, options: &Options, columns: Option<&Columns>, board: &Board) {
    let _guard = Guard(board);
    let mut worker = None;
    while let Some(block) = board.take() {
        let worker = worker.get_or_insert_with(|| Worker::new(model, columns));
        let trials = block * BLOCK..((block + 1) * BLOCK).min(options.trials);
        let stop = || board.is_over();
        let played = worker.play(options.seed, trials, board.wants_outages(), stop);
        board.hand_in(block, played);
    }
}

/// Lets the others go home when a thread panics: they would wait for its block forever.
struct Guard<'b, 'm>(&'b Board<'m>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.abandon();
        }
    }
}
