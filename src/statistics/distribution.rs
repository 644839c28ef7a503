//! Quantiles from a histogram that adds up exactly.

use super::evidence::Side;
use super::interval::{Z95, normal};
use hdrhistogram::Histogram;

/// A histogram of spans with three significant digits, kept in microseconds.
///
/// Adding is exact and in any order, so it needs no tree of merges.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    counts: Histogram<u64>,
}

impl Default for Distribution {
    fn default() -> Self {
        // 3 digits are within the library's 0..=5, and it grows by itself: neither call can fail.
        let counts = Histogram::new(3).expect("three digits are supported");
        Distribution { counts }
    }
}

impl Distribution {
    /// Adds a span in nanoseconds.
    #[inline]
    pub fn add(&mut self, span_ns: u64) {
        self.counts.record(span_ns / 1000).expect("a histogram that grows takes any value");
    }

    /// Adds a span in nanoseconds so many times.
    pub fn add_times(&mut self, span_ns: u64, times: u64) {
        let added = self.counts.record_n(span_ns / 1000, times);
        added.expect("a histogram that grows takes any value");
    }

    /// Adds all of another one.
    pub fn merge(&mut self, other: &Distribution) {
        self.counts.add(&other.counts).expect("a histogram that grows takes any other");
    }

    /// Returns how many spans were added.
    pub fn len(&self) -> u64 {
        self.counts.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Returns the quantile in seconds; 0 if nothing was added.
    pub fn quantile_s(&self, p: f64) -> f64 {
        if self.is_empty() { 0.0 } else { self.counts.value_at_quantile(p) as f64 * 1e-6 }
    }

    /// Returns, for every span that differs from the one before in its three digits, the seconds and how many
    /// were at most that.
    pub fn cumulated(&self) -> Vec<(f64, u64)> {
        let mut count = 0;
        let bins = self.counts.iter_recorded().map(|bin| {
            count += bin.count_at_value();
            (bin.value_iterated_to() as f64 / 1e6, count)
        });
        bins.collect()
    }

    /// Returns the value of the k-th smallest span in seconds.
    fn ranked_s(&self, k: f64) -> f64 {
        // Half a rank lower, so that rounding cannot reach the next one.
        self.quantile_s((k - 0.5) / self.len() as f64)
    }

    /// Returns distribution-free 95 % limits of a quantile in seconds, from the ranks
    /// `np ± 1.96 √(np(1−p))`; `None` where they fall outside the sample.
    pub fn limits_s(&self, p: f64) -> Option<[f64; 2]> {
        let n = self.len() as f64;
        let half = Z95 * (n * p * (1.0 - p)).sqrt();
        let (low, high) = ((n * p - half).floor(), (n * p + half).ceil());
        (low >= 1.0 && high <= n).then(|| [self.ranked_s(low), self.ranked_s(high)])
    }

    /// Returns a distribution-free bound of a quantile in seconds, on one side and with this error; `None`
    /// where it falls outside the sample.
    pub fn bound_s(&self, p: f64, side: Side, error: f64) -> Option<f64> {
        let n = self.len() as f64;
        let half = normal(error) * (n * p * (1.0 - p)).sqrt();
        match side {
            Side::Above => Some((n * p - half).floor()).filter(|rank| *rank >= 1.0),
            Side::Below => Some((n * p + half).ceil()).filter(|rank| *rank <= n),
        }
        .map(|rank| self.ranked_s(rank))
    }

    /// Returns the share of spans above each of these, given in seconds and rising.
    pub fn shares_above(&self, limits_s: &[f64]) -> Vec<f64> {
        let n = self.len().max(1) as f64;
        limits_s
            .iter()
            .map(|limit| {
                let below = self.counts.count_between(0, (limit * 1e6) as u64);
                1.0 - below as f64 / n
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_keep_three_digits() {
        let mut d = Distribution::default();
        for i in 1..=10_000u64 {
            d.add(i * 1_000_000_000);
        }
        assert!((d.quantile_s(0.5) / 5000.0 - 1.0).abs() < 1e-3);
        let [low, high] = d.limits_s(0.5).unwrap();
        assert!(low < 4910.0 && low > 4890.0 && high > 5090.0 && high < 5110.0);
        assert!((d.shares_above(&[2500.0])[0] - 0.75).abs() < 1e-3);
        assert_eq!(Distribution::default().quantile_s(0.5), 0.0);
        let all = d.cumulated();
        assert!((all[0].0 - 1.0).abs() < 1e-3 && all[0].1 == 1);
        assert!(all.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        let (down_s, count) = all[all.len() / 2];
        assert!(count as f64 <= down_s && count as f64 >= down_s * 0.999);
        assert_eq!(all.last().unwrap().1, 10_000);
    }
}
