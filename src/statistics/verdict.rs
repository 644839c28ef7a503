//! Whether a limit is proven to hold, or not to.

use super::estimate::Estimate;
use super::evidence::Side;

/// What differs from a limit by this share of it is at the limit.
const ROUNDING: f64 = 1e-12;

/// What is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The limit holds.
    Pass,
    /// It does not.
    Fail,
    /// Neither, yet.
    Open,
}

/// Returns whether an estimate is proven to be at most a limit (`most`), or else at least it, with this chance of
/// an error on either side.
///
/// Bounds are cautious: what is proven is proven even if the next trial has three times the most that any had.
pub fn judge(estimate: &Estimate, most: bool, limit: f64, error: f64) -> Verdict {
    let (holds, breaks) =
        if most { (Side::Below, Side::Above) } else { (Side::Above, Side::Below) };
    // What is always the same is known to its last digits only.
    let slack = ROUNDING * limit.abs();
    let within = |x: f64| if most { x <= limit + slack } else { x >= limit - slack };
    if estimate.cautious_bound(holds, error).is_some_and(within) {
        Verdict::Pass
    } else if estimate.cautious_bound(breaks, error).is_some_and(|x| !within(x)) {
        Verdict::Fail
    } else {
        Verdict::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Moments, Sums};

    fn estimate(hits: u32, n: u64, most: f64) -> Estimate {
        let mut sums = Sums::default();
        (0..hits).for_each(|i| sums.add(1.0 + f64::from(i % 3)));
        Estimate::mean(&sums.moments(n), most)
    }

    #[test]
    fn a_limit_is_proven_on_either_side_or_left_open() {
        // 1000 of 10 000 trials with 2 on average: 0.2 ± 0.007.
        let e = estimate(1000, 10_000, 10.0);
        for (limit, verdict) in [(0.3, Verdict::Pass), (0.2, Verdict::Open), (0.15, Verdict::Fail)]
        {
            assert_eq!(judge(&e, true, limit, 0.01), verdict, "at most {limit}");
        }
        for (limit, verdict) in [(0.15, Verdict::Pass), (0.2, Verdict::Open), (0.3, Verdict::Fail)]
        {
            assert_eq!(judge(&e, false, limit, 0.01), verdict, "at least {limit}");
        }
        // The same of 1 − x.
        let c = e.complement(1.0);
        assert_eq!(judge(&c, false, 0.7, 0.01), Verdict::Pass);
        assert_eq!(judge(&c, false, 0.85, 0.01), Verdict::Fail);
    }

    #[test]
    fn little_seen_passes_only_by_its_chance() {
        // 5 of 100 000: at most 13 in 100 000 at 1 %, each at most 10.
        let e = estimate(5, 100_000, 10.0);
        assert_eq!(judge(&e, true, 0.0015, 0.01), Verdict::Pass);
        assert_eq!(judge(&e, true, 0.0009, 0.01), Verdict::Open);
        // However little the limit is, so few prove nothing against it.
        assert_eq!(judge(&e, true, 0.0, 0.01), Verdict::Open);
        assert_eq!(judge(&estimate(0, 1000, 10.0), true, 0.1, 0.01), Verdict::Pass);
        assert_eq!(judge(&estimate(5, 100, f64::INFINITY), true, 1e9, 0.01), Verdict::Open);
    }

    #[test]
    fn shares_and_rates_are_judged_exactly() {
        assert_eq!(judge(&Estimate::share(0, 1000), true, 0.01, 0.01), Verdict::Pass);
        assert_eq!(judge(&Estimate::share(0, 100), true, 0.01, 0.01), Verdict::Open);
        assert_eq!(judge(&Estimate::share(30, 1000), true, 0.01, 0.01), Verdict::Fail);
        let mut sums = Sums::default();
        (0..20).for_each(|_| sums.add(1.0));
        // 20 in 1000 years: at 1 % above 11.1 and below 33.1 (Garwood).
        let rate = Estimate::rate(&sums.moments(1000), 1.0);
        assert_eq!(judge(&rate, true, 0.0335, 0.01), Verdict::Pass);
        assert_eq!(judge(&rate, true, 0.032, 0.01), Verdict::Open);
        assert_eq!(judge(&rate, true, 0.011, 0.01), Verdict::Fail);
    }

    #[test]
    fn what_is_always_the_same_is_proven_at_its_limit() {
        let always = Estimate::mean(&Moments::of(&[36.0; 1000]), 100.0);
        assert_eq!(judge(&always, true, 36.0, 0.01), Verdict::Pass);
        assert_eq!(judge(&always.complement(100.0), false, 0.64, 0.01), Verdict::Pass);
        assert_eq!(judge(&always, true, 35.9, 0.01), Verdict::Fail);
        // Rounding decides nothing.
        let rounded = Estimate::mean(&Moments::of(&[0.1 + 0.2; 1000]), 100.0);
        assert_eq!(judge(&rounded, true, 0.3, 0.01), Verdict::Pass);
        assert_eq!(judge(&rounded, false, 0.3, 0.01), Verdict::Pass);
    }
}
