//! Spans of many trials, several of which may come together in one.

use super::distribution::Distribution;
use super::evidence::{SEEN, Side, WORSE, Wanted};
use super::interval::normal;
use super::moments::Moments;

/// Spans of many trials, and how many of them come together in one.
///
/// Spans of one trial may be alike: a long repair that ends in many outages, or an overload that comes again and again.
/// Trials are independent, spans need not be. If all of a trial were the same, the variance of ranks would be that of
/// independent spans times Σm²/Σm with m spans in a trial (the design effect of clusters of unequal size: Kish 1965,
/// Survey Sampling, 5.4); so limits are as wide as that.
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    each: Distribution,
    /// How many a trial has; `None` where it has one at most, and every trial counts.
    numbers: Option<Moments>,
}

impl Spans {
    /// Returns spans, of which trials have numbers with these moments.
    pub fn new(each: &Distribution, numbers: &Moments) -> Spans {
        Spans { each: each.clone(), numbers: Some(*numbers) }
    }

    /// Returns spans of which every trial has one.
    pub fn single(each: &Distribution) -> Spans {
        Spans { each: each.clone(), numbers: None }
    }

    /// Returns a quantile in seconds; 0 if there are none.
    pub fn quantile_s(&self, p: f64) -> f64 {
        self.each.quantile_s(p)
    }

    /// Returns 95 % limits of a quantile in seconds; `None` where they fall outside the sample.
    pub fn limits_s(&self, p: f64) -> Option<[f64; 2]> {
        self.each.limits_of(p, self.inflation())
    }

    /// Returns how many times the variance of ranks is that of independent spans, at most.
    fn inflation(&self) -> f64 {
        let Some(numbers) = &self.numbers else { return 1.0 };
        let total = numbers.total();
        let squares = numbers.m2 + total * numbers.mean;
        if total > 0.0 { (squares / total).max(1.0) } else { 1.0 }
    }

    /// Returns a bound of a quantile in seconds, on one side; `None` where it falls outside the sample, or where too few
    /// trials have any span.
    ///
    /// A cautious one holds even if the next trial has three times as many spans as any had, all of them beyond it.
    pub(super) fn bound_s(&self, p: f64, wanted: Wanted) -> Option<f64> {
        let Wanted { side, error, cautious } = wanted;
        let seen = self.numbers.is_none_or(|numbers| numbers.hits >= SEEN);
        let most = self.numbers.map_or(0.0, |numbers| numbers.max);
        let more = if cautious { WORSE * most } else { 0.0 };
        let n = self.each.len() as f64 + more;
        let half = normal(error) * (n * p * (1.0 - p) * self.inflation()).sqrt();
        let (rank, end) = match side {
            Side::Above => ((n * p - half).floor() - more, 0),
            Side::Below => ((n * p + half).ceil(), 1),
        };
        let is_there = rank >= 1.0 && rank <= self.each.len() as f64;
        (seen && is_there).then(|| self.each.ranked_s(rank)[end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rising(n: u64) -> Distribution {
        let mut d = Distribution::default();
        (1..=n).for_each(|i| d.add(i * 1_000_000_000));
        d
    }

    #[test]
    fn spans_that_come_together_say_less() {
        let d = rising(4000);
        // A thousand trials with four spans each: as much is known as from a thousand spans.
        let spans = Spans::new(&d, &Moments::of(&[4.0; 1000]));
        let [low, high] = spans.limits_s(0.5).unwrap();
        let [one, other] = Spans::single(&d).limits_s(0.5).unwrap();
        assert!(((high - low) / (other - one) - 2.0).abs() < 0.05, "{low} to {high}");
        // Of trials with one or none, each is one by itself.
        let single: Vec<f64> = (0..8000).map(|i| f64::from(i % 2)).collect();
        let spans = Spans::new(&d, &Moments::of(&single));
        assert_eq!(spans.limits_s(0.5), Some([one, other]));
    }

    #[test]
    fn a_cautious_bound_leaves_room_for_the_next_trial() {
        let bound = |spans: &Spans, side, cautious| {
            spans.bound_s(0.5, Wanted { side, error: 0.025, cautious })
        };
        let d = rising(4000);
        let spans = Spans::new(&d, &Moments::of(&[4.0; 1000]));
        // Twelve more on one side move the middle by six.
        for (side, way) in [(Side::Below, 1.0), (Side::Above, -1.0)] {
            let [plain, cautious] =
                [false, true].map(|cautious| bound(&spans, side, cautious).unwrap());
            assert!((way * (cautious - plain) - 6.0).abs() < 3.0, "{plain} {cautious}");
        }
        let few = Spans::new(&rising(99), &Moments::of(&[1.0; 99]));
        assert_eq!(bound(&few, Side::Below, false), None);
    }
}
