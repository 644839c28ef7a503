//! When a study looks at what it has, and when it has seen enough.

use crate::statistics::{Estimate, Moments};

/// Downtime must have been seen in so many trials before an interval is believed.
pub const SEEN: u64 = 200;

/// What was known after so many trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// How many trials.
    pub trials: u64,
    /// By service: seconds down in a trial.
    pub downtime_s: Vec<Moments>,
}

/// The numbers of blocks after which a study looks: ⌈4 · 1.25^k⌉, so about ten times for each factor
/// of ten, whatever the threads do.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    exact: f64,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Schedule { exact: 4.0 }
    }

    /// Whether to look after so many blocks; asked for each number in turn.
    pub(super) fn is_due(&mut self, blocks: u64) -> bool {
        let due = self.exact.ceil() as u64 == blocks;
        while self.exact.ceil() as u64 <= blocks {
            self.exact *= 1.25;
        }
        due
    }
}

impl Look {
    /// Returns the largest half-width of any service's interval, relative to its mean.
    ///
    /// Infinite while a service was seen down in fewer than [`SEEN`] trials.
    pub fn half_width(&self) -> f64 {
        self.downtime_s.iter().map(half_width).fold(0.0, f64::max)
    }
}

/// Returns the half-width of Hall's interval for a mean, relative to the mean.
fn half_width(downtime_s: &Moments) -> f64 {
    let seen = downtime_s.hits >= SEEN;
    let interval = Estimate::mean(downtime_s, f64::INFINITY).ci95.filter(|_| seen);
    interval.map_or(f64::INFINITY, |[low, high]| (high - low) / 2.0 / downtime_s.mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Sums;

    #[test]
    fn looks_grow_by_a_quarter() {
        let mut schedule = Schedule::new();
        let looks: Vec<u64> = (1..=60).filter(|blocks| schedule.is_due(*blocks)).collect();
        assert_eq!(looks, [4, 5, 7, 8, 10, 13, 16, 20, 24, 30, 38, 47, 59]);
    }

    #[test]
    fn little_seen_is_never_precise() {
        let look = |hits: u32, spread: f64| {
            let mut sums = Sums::default();
            (0..hits).for_each(|i| sums.add(1.0 + spread * f64::from(i % 2)));
            Look { trials: 1000, downtime_s: vec![sums.moments(u64::from(hits).max(1))] }
        };
        assert!(look(0, 0.0).half_width().is_infinite());
        assert!(look(199, 0.0).half_width().is_infinite());
        assert_eq!(look(200, 0.0).half_width(), 0.0);
        let half = look(1000, 1.0).half_width();
        assert!((half - 1.96 * 0.5 / 1.5 / 1000f64.sqrt()).abs() < 1e-4, "{half}");
    }
}
