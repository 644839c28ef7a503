//! What recoveries from disasters add up to: how long each took and what it lost.

use super::forest::Merge;
use crate::engine::seconds;
use crate::ledger::Recovered;
use crate::statistics::{Joint, Moments, Products, Sums};

/// What all trials left of a cluster's recoveries that have worked.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecoveryTally {
    /// Recoveries in a trial.
    pub count: Moments,
    /// Recoveries and the seconds that they took in a trial.
    pub time_s: Joint,
    /// Recoveries and the seconds whose writes they lost in a trial.
    pub point_s: Joint,
}

impl Merge for RecoveryTally {
    fn merge(&mut self, later: Self) {
        self.count = self.count.merge(&later.count);
        self.time_s = self.time_s.merge(&later.time_s);
        self.point_s = self.point_s.merge(&later.point_s);
    }
}

/// Sums of one block of trials.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RecoverySums {
    count: Sums,
    time_s: Sums,
    point_s: Sums,
    /// Of the count with the other two.
    products: [Products; 2],
    /// In the current trial: how many, their time and what they lost.
    now: [f64; 3],
}

impl RecoverySums {
    pub(super) fn add(&mut self, recovered: &Recovered) {
        let values = [1.0, seconds(recovered.time), seconds(recovered.point)];
        for (sum, value) in self.now.iter_mut().zip(values) {
            *sum += value;
        }
    }

    /// Ends a trial that had some.
    pub(super) fn end_trial(&mut self) {
        let [count, time_s, point_s] = std::mem::take(&mut self.now);
        self.count.add(count);
        self.time_s.add(time_s);
        self.point_s.add(point_s);
        self.products[0].add(count, time_s);
        self.products[1].add(count, point_s);
    }

    pub(super) fn tally(&self, n: u64) -> RecoveryTally {
        RecoveryTally {
            count: self.count.moments(n),
            time_s: self.count.joint(&self.time_s, &self.products[0], n),
            point_s: self.count.joint(&self.point_s, &self.products[1], n),
        }
    }
}
