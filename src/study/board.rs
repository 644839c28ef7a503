//! Where threads take blocks and hand in what they have played.

use super::block::{Block, Played};
use super::forest::{Forest, Merge};
use super::looks::{Look, Schedule};
use super::monitor::Monitor;
use super::monte_carlo::{BLOCK, End, Options};
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
    state: Mutex<Merged>,
    moved: Condvar,
}

/// What has been merged so far.
pub(super) struct Merged {
    taken: u64,
    blocks: u64,
    waiting: BTreeMap<u64, Played>,
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
    ) -> Self {
        let services = model.services.len();
        // A block of a large model is large, so fewer of them may wait.
        let window = (1 << 20) / (model.components.len() + 1) as u64;
        Board {
            blocks: options.trials.div_ceil(BLOCK),
            window: window.clamp(2 * threads as u64, 64.max(2 * threads as u64)),
            monitor,
            over: AtomicBool::new(false),
            keep_outages: AtomicBool::new(true),
            state: Mutex::new(Merged {
                taken: 0,
                blocks: 0,
                waiting: BTreeMap::new(),
                schedule: Schedule::new(),
                precision,
                tallies: Forest::new(),
                rows: Rows::default(),
                yearly_down: vec![Distribution::default(); services],
                period_down: vec![Distribution::default(); services],
                outage: vec![Distribution::default(); services],
                periods: model.periods.iter().map(|periods| periods.count).collect(),
                lost_writes: vec![Distribution::default(); model.clusters.len()],
                recovery_time: vec![Distribution::default(); model.clusters.len()],
                recovery_point: vec![Distribution::default(); model.clusters.len()],
                looks: Vec::new(),
                stuck: None,
                end: if precision.is_some() { End::Budget } else { End::Complete },
            }),
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
            if state.taken < state.blocks + self.window {
                state.taken += 1;
                return Some(state.taken - 1);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Hands in a block; merges it and those that waited for it.
    pub(super) fn hand_in(&self, block: u64, played: Played) {
        let mut state = self.lock();
        state.waiting.insert(block, played);
        let mut next = state.blocks;
        while let Some(played) = state.waiting.remove(&next) {
            if self.over.load(Relaxed) {
                break;
            }
            let goes_on = state.merge(played);
            if goes_on {
                self.monitor.merged(state.trials(), &|| state.first_service());
            } else {
                self.over.store(true, Relaxed);
            }
            next = state.blocks;
        }
        self.keep_outages.store(state.rows.wants_outages(), Relaxed);
        drop(state);
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
        let mut merged = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if merged.blocks < self.blocks && merged.end != End::Precise && merged.stuck.is_none() {
            merged.end = End::Interrupted;
        }
        merged.look();
        merged
    }

    fn lock(&self) -> MutexGuard<'_, Merged> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Merged {
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

    fn trials(&self) -> u64 {
        self.tallies.read(|tally| tally.trials, |a, b| a + b).unwrap_or(0)
    }

    fn downtime(&self, service: usize) -> Moments {
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
