//! Quantiles from a histogram that adds up exactly.

use super::interval::Z95;

/// The bins of microseconds below this are one wide, those above a thousandth of what is in them.
const FINE: u64 = 2048;

/// Spans that are alike in their first three digits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    count: u64,
    /// The shortest and the longest of them, in nanoseconds.
    low: u64,
    high: u64,
}

impl Bin {
    const EMPTY: Bin = Bin { count: 0, low: u64::MAX, high: 0 };

    fn add(&mut self, other: Bin) {
        self.count += other.count;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }
}

/// Returns which bin a span in nanoseconds is in.
fn place(span_ns: u64) -> usize {
    let us = span_ns / 1000;
    if us < FINE {
        return us as usize;
    }
    // Eleven binary digits are kept.
    let shift = us.ilog2() - FINE.ilog2() + 1;
    (u64::from(shift) * (FINE / 2) + (us >> shift)) as usize
}

/// A histogram of spans with three significant digits.
///
/// Each bin knows its shortest and its longest span, so that what is always the same, as protocol delays are, is
/// known exactly. Adding is exact and in any order, so it needs no tree of merges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    bins: Vec<Bin>,
    count: u64,
}

impl Distribution {
    /// Adds a span in nanoseconds.
    #[inline]
    pub fn add(&mut self, span_ns: u64) {
        self.add_times(span_ns, 1);
    }

    /// Adds a span in nanoseconds so many times.
    #[inline]
    pub fn add_times(&mut self, span_ns: u64, times: u64) {
        if times == 0 {
            return;
        }
        let place = place(span_ns);
        if place >= self.bins.len() {
            self.bins.resize(place + 1, Bin::EMPTY);
        }
        self.bins[place].add(Bin { count: times, low: span_ns, high: span_ns });
        self.count += times;
    }

    /// Adds all of another one.
    pub fn merge(&mut self, other: &Distribution) {
        if other.bins.len() > self.bins.len() {
            self.bins.resize(other.bins.len(), Bin::EMPTY);
        }
        for (bin, other) in self.bins.iter_mut().zip(&other.bins) {
            bin.add(*other);
        }
        self.count += other.count;
    }

    /// Returns how many spans were added.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the quantile in seconds; 0 if nothing was added.
    pub fn quantile_s(&self, p: f64) -> f64 {
        self.bin((p * self.count as f64).ceil()).map_or(0.0, |bin| seconds(bin.high))
    }

    /// Returns, for every span that differs from the one before in its three digits, the seconds and how many
    /// were at most that.
    pub fn cumulated(&self) -> Vec<(f64, u64)> {
        let mut count = 0;
        let bins = self.bins.iter().filter(|bin| bin.count > 0).map(|bin| {
            count += bin.count;
            (seconds(bin.high), count)
        });
        bins.collect()
    }

    /// Returns the bin of the k-th smallest span; `None` if nothing was added.
    fn bin(&self, k: f64) -> Option<&Bin> {
        let mut count = 0;
        self.bins.iter().filter(|bin| bin.count > 0).find(|bin| {
            count += bin.count;
            count as f64 >= k || count == self.count
        })
    }

    /// Returns what the k-th smallest span is at least, in seconds, and at most.
    pub(super) fn ranked_s(&self, k: f64) -> [f64; 2] {
        self.bin(k).map_or([0.0; 2], |bin| [seconds(bin.low), seconds(bin.high)])
    }

    /// Returns distribution-free 95 % limits of a quantile in seconds, from the ranks
    /// `np ± 1.96 √(np(1−p))`; `None` where they fall outside the sample.
    pub fn limits_s(&self, p: f64) -> Option<[f64; 2]> {
        self.limits_of(p, 1.0)
    }

    /// Returns the same where the variance of ranks is so many times that of independent spans.
    pub(super) fn limits_of(&self, p: f64, inflation: f64) -> Option<[f64; 2]> {
        let n = self.len() as f64;
        let half = Z95 * (n * p * (1.0 - p) * inflation).sqrt();
        let (low, high) = ((n * p - half).floor(), (n * p + half).ceil());
        (low >= 1.0 && high <= n).then(|| [self.ranked_s(low)[0], self.ranked_s(high)[1]])
    }

    /// Returns the share of spans above each of these, given in seconds and rising.
    pub fn shares_above(&self, limits_s: &[f64]) -> Vec<f64> {
        let n = self.len().max(1);
        let mut bins = self.bins.iter().filter(|bin| bin.count > 0).peekable();
        let mut below = 0;
        limits_s
            .iter()
            .map(|limit| {
                while let Some(bin) = bins.next_if(|bin| seconds(bin.low) <= *limit) {
                    below += bin.count;
                }
                (n - below) as f64 / n as f64
            })
            .collect()
    }
}

fn seconds(span_ns: u64) -> f64 {
    span_ns as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::evidence::Wanted;
    use crate::statistics::{Side, Spans};

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

    #[test]
    fn bins_follow_one_another_and_are_a_thousandth_wide() {
        let mut last = 0;
        for us in (0..200_000).chain((0..40_000).map(|i| 200_000 + i * i)) {
            let now = place(us * 1000);
            assert!(now == last || now == last + 1 || us > 200_000, "{us}: {now} after {last}");
            assert!(now >= last);
            last = now;
        }
        let mut d = Distribution::default();
        (0..5_000_000u64).for_each(|i| d.add(i * i * 1000));
        let wide =
            |bin: &Bin| bin.high as f64 > bin.low.max(1) as f64 * 1.001 && bin.high > 2_048_000;
        assert_eq!(d.bins.iter().filter(|bin| bin.count > 0 && wide(bin)).count(), 0);
    }

    #[test]
    fn what_is_always_the_same_is_known_exactly() {
        let mut d = Distribution::default();
        d.add_times(3_600_000_000_000, 900);
        d.add_times(7_200_000_000_000, 100);
        assert_eq!((d.quantile_s(0.5), d.quantile_s(1.0)), (3600.0, 7200.0));
        assert_eq!(d.limits_s(0.5), Some([3600.0, 3600.0]));
        for side in [Side::Above, Side::Below] {
            let wanted = Wanted { side, error: 0.01, cautious: false };
            assert_eq!(Spans::single(&d).bound_s(0.5, wanted), Some(3600.0));
        }
        assert_eq!(d.cumulated(), [(3600.0, 900), (7200.0, 1000)]);
        assert_eq!(d.shares_above(&[3599.0, 3600.0, 7199.9, 7200.0]), [1.0, 0.1, 0.1, 0.0]);
        let mut both = Distribution::default();
        both.merge(&d);
        both.merge(&Distribution::default());
        assert_eq!(both, d);
    }
}
