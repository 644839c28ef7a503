//! Trials cut into periods: how much downtime counts in each, and what that means for what is promised.

use super::forest::Merge;
use crate::engine::{Ns, seconds};
use crate::ledger::Outage;
use crate::model::{Periods, Tier};
use crate::statistics::{Moments, Sums};

/// Adds up downtime by period, of outages in the order in which they began.
///
/// A period without any is never seen, and whole periods down in a row are seen at once: the work is that
/// of the outages, however many periods there are.
#[derive(Clone, Copy, Debug, Default)]
struct Cutter {
    /// Which period the downtime is of.
    period: u64,
    down: Ns,
}

impl Cutter {
    /// Adds downtime; `end` is told how much a period has had that is over, and how many of them.
    fn add(&mut self, from: Ns, to: Ns, length: Ns, mut end: impl FnMut(Ns, u64)) {
        let (first, last) = (from / length, (to - 1) / length);
        if first != self.period {
            self.end(&mut end);
            self.period = first;
        }
        if first == last {
            self.down += to - from;
            return;
        }
        self.down += (first + 1) * length - from;
        self.end(&mut end);
        if last - first > 1 {
            end(length, last - first - 1);
        }
        *self = Cutter { period: last, down: to - last * length };
    }

    /// Ends the period; what follows is of another one.
    fn end(&mut self, mut end: impl FnMut(Ns, u64)) {
        if self.down > 0 {
            end(self.down, 1);
        }
        self.down = 0;
    }
}

/// Periods beyond a limit, in one block.
#[derive(Clone, Copy, Debug)]
struct LimitSums {
    /// The most downtime within it.
    allowed: Ns,
    share: Sums,
    all: u64,
    /// In the current trial.
    now: u64,
}

impl LimitSums {
    fn new(allowed: Ns) -> Self {
        LimitSums { allowed, share: Sums::default(), all: 0, now: 0 }
    }

    fn see(&mut self, down: Ns, times: u64) {
        self.now += if down > self.allowed { times } else { 0 };
    }

    /// Ends a trial of so many periods; returns the share that was beyond.
    fn end_trial(&mut self, count: u64) -> f64 {
        let share = self.now as f64 / count as f64;
        self.share.add(share);
        self.all += u64::from(self.now == count);
        self.now = 0;
        share
    }

    fn take(&mut self, n: u64) -> LimitTally {
        let tally = LimitTally { share: self.share.moments(n), all: self.all };
        *self = LimitSums::new(self.allowed);
        tally
    }
}

/// What is promised, in one block.
#[derive(Clone, Debug)]
struct SlaSums {
    target: LimitSums,
    tiers: Vec<(Tier, LimitSums)>,
    credit: Sums,
    spent_s: Sums,
    /// By name of the cause.
    causes: Vec<Sums>,
    /// In the current trial: counted downtime, and that of each cause.
    spent: Ns,
    spent_by: Vec<Ns>,
    /// The causes that have any.
    spenders: Vec<u32>,
    /// Of the last trial that had outages: the share of periods that missed the target, and the mean credit.
    last: (f64, f64),
}

impl SlaSums {
    fn see(&mut self, down: Ns, times: u64) {
        self.target.see(down, times);
        self.tiers.iter_mut().for_each(|(_, limit)| limit.see(down, times));
    }

    fn spend(&mut self, cause: u32, span: Ns) {
        let by = &mut self.spent_by[cause as usize];
        if *by == 0 {
            self.spenders.push(cause);
        }
        *by += span;
        self.spent += span;
    }

    fn end_trial(&mut self, count: u64) {
        let missed = self.target.end_trial(count);
        let (mut credit, mut before) = (0.0, 0.0);
        for (tier, limit) in &mut self.tiers {
            // Whoever is below the lower border is below the higher one, too.
            credit += (tier.credit - before) * limit.end_trial(count);
            before = tier.credit;
        }
        self.credit.add(credit);
        self.last = (missed, credit);
        self.spent_s.add(seconds(self.spent));
        debug_assert_eq!(self.spent_by.iter().sum::<Ns>(), self.spent, "causes add up");
        self.spent = 0;
        for cause in self.spenders.drain(..) {
            let span = std::mem::take(&mut self.spent_by[cause as usize]);
            self.causes[cause as usize].add(seconds(span));
        }
    }

    fn take(&mut self, n: u64) -> SlaTally {
        let moments = |sums: &mut Sums| std::mem::take(sums).moments(n);
        SlaTally {
            missed: self.target.take(n),
            below: self.tiers.iter_mut().map(|(_, limit)| limit.take(n)).collect(),
            credit: moments(&mut self.credit),
            spent_s: moments(&mut self.spent_s),
            causes: self.causes.iter_mut().map(moments).collect(),
        }
    }
}

/// The periods of one service in one block of trials; reused from block to block.
#[derive(Clone, Debug)]
pub(super) struct PeriodSums {
    periods: Periods,
    cutter: Cutter,
    sla: Option<SlaSums>,
    /// How much downtime counts in a period, and in how many of them, of those that have any.
    down: Vec<(Ns, u64)>,
}

impl PeriodSums {
    /// Returns the sums of a service where causes have so many names.
    pub(super) fn new(periods: &Periods, causes: usize) -> Self {
        let sla = periods.sla.as_ref().map(|sla| SlaSums {
            target: LimitSums::new(sla.allowed),
            tiers: sla.tiers.iter().map(|tier| (*tier, LimitSums::new(tier.allowed))).collect(),
            credit: Sums::default(),
            spent_s: Sums::default(),
            causes: vec![Sums::default(); causes],
            spent: 0,
            spent_by: vec![0; causes],
            spenders: Vec::with_capacity(causes),
            last: (0.0, 0.0),
        });
        PeriodSums { periods: periods.clone(), cutter: Cutter::default(), sla, down: Vec::new() }
    }

    /// Adds an outage of the current trial: by name of its cause, and whether somebody has planned it.
    pub(super) fn add(&mut self, outage: &Outage, cause: u32, planned: bool) {
        let is_excluded = planned && self.periods.excludes_planned;
        if is_excluded || outage.duration < self.periods.ignore_under {
            return;
        }
        // An incomplete last period is not judged.
        let to = (outage.start + outage.duration).min(self.periods.judged());
        if outage.start >= to {
            return;
        }
        let PeriodSums { periods, cutter, sla, down } = self;
        if let Some(sla) = sla {
            sla.spend(cause, to - outage.start);
        }
        cutter.add(outage.start, to, periods.length, |span, times| {
            down.push((span, times));
            if let Some(sla) = sla {
                sla.see(span, times);
            }
        });
    }

    /// Ends a trial that had outages.
    pub(super) fn end_trial(&mut self) {
        let PeriodSums { periods, cutter, sla, down } = self;
        cutter.end(|span, times| {
            down.push((span, times));
            if let Some(sla) = sla {
                sla.see(span, times);
            }
        });
        if let Some(sla) = sla {
            sla.end_trial(periods.count);
        }
    }

    /// Of the last trial that had outages: the share of periods that missed what is promised, and the mean credit.
    pub(super) fn last(&self) -> (f64, f64) {
        self.sla.as_ref().map_or((0.0, 0.0), |sla| sla.last)
    }

    /// Returns what the block of `n` trials has found, and begins the next.
    pub(super) fn take(&mut self, n: u64) -> (Option<SlaTally>, Vec<(Ns, u64)>) {
        (self.sla.as_mut().map(|sla| sla.take(n)), std::mem::take(&mut self.down))
    }
}

/// Periods beyond a limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct LimitTally {
    /// The share of them among the periods of a trial.
    pub share: Moments,
    /// Trials all of whose periods were.
    pub all: u64,
}

/// What all trials left of what is promised of a service.
#[derive(Clone, Debug, Default)]
pub struct SlaTally {
    /// Periods that missed the target.
    pub missed: LimitTally,
    /// By tier: periods whose uptime was below its border.
    pub below: Vec<LimitTally>,
    /// The mean credit of a period in a trial.
    pub credit: Moments,
    /// Seconds of counted downtime in the periods of a trial.
    pub spent_s: Moments,
    /// By name of the cause: the part of it.
    pub causes: Vec<Moments>,
}

impl LimitTally {
    fn merge(&self, later: &LimitTally) -> LimitTally {
        LimitTally { share: self.share.merge(&later.share), all: self.all + later.all }
    }
}

impl Merge for SlaTally {
    fn merge(&mut self, later: Self) {
        self.missed = self.missed.merge(&later.missed);
        for (below, other) in self.below.iter_mut().zip(&later.below) {
            *below = below.merge(other);
        }
        self.credit = self.credit.merge(&later.credit);
        self.spent_s = self.spent_s.merge(&later.spent_s);
        for (cause, other) in self.causes.iter_mut().zip(&later.causes) {
            *cause = cause.merge(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts outages into periods of 100; returns the downtime of those that have any.
    fn cut(outages: &[(Ns, Ns)]) -> Vec<(Ns, u64)> {
        let (mut cutter, mut found) = (Cutter::default(), Vec::new());
        for (from, to) in outages {
            cutter.add(*from, *to, 100, |down, times| found.push((down, times)));
        }
        cutter.end(|down, times| found.push((down, times)));
        found
    }

    #[test]
    fn outages_are_cut_at_borders() {
        assert_eq!(cut(&[]), []);
        assert_eq!(cut(&[(10, 20), (30, 45)]), [(25, 1)]);
        assert_eq!(cut(&[(90, 130)]), [(10, 1), (30, 1)]);
        assert_eq!(cut(&[(50, 100), (100, 101)]), [(50, 1), (1, 1)]);
        assert_eq!(
            cut(&[(90, 430), (440, 450), (710, 720)]),
            [(10, 1), (100, 3), (40, 1), (10, 1)]
        );
        assert_eq!(cut(&[(100, 300), (300, 301)]), [(100, 1), (100, 1), (1, 1)]);
    }
}
