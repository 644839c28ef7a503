//! Confidence limits.

use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal, StudentsT};

/// The normal quantile of a two-sided 95 % interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Returns Hall's skewness-corrected limits for a mean, in units of the standard error from the mean:
/// the interval is `[mean − upper·se, mean − lower·se]` for `(lower, upper)`.
///
/// P. Hall, "On the removal of skewness by transformation", J. R. Statist. Soc. B 54 (1992) 221–228: with
/// κ = skewness/√n, T(x) = (3/κ)(∛(1 + κ(x − κ/6)) − 1).
pub fn hall(skewness: f64, n: u64, z: f64) -> (f64, f64) {
    let kappa = skewness / (n as f64).sqrt();
    let t = |x: f64| {
        let y = x - kappa / 6.0;
        if kappa.abs() < 1e-8 { y } else { 3.0 / kappa * ((1.0 + kappa * y).cbrt() - 1.0) }
    };
    (t(-z), t(z))
}

/// Returns Hall's limits or the normal ones, whichever are wider, for values that may be large on either side.
///
/// Where both tails are heavy the skewness of a sample is that of its largest values, which pull the mean to the same
/// side: correcting for it brings the limit on the other side too near. Two equal designs were then told apart in 15
/// of 100 comparisons at a nominal 5.
pub(super) fn wider(skewness: f64, n: u64, z: f64) -> (f64, f64) {
    let (lower, upper) = hall(skewness, n, z);
    (lower.min(-z), upper.max(z))
}

/// Returns Wilson's score limits for a share of `hits` in `n` trials (Wilson 1927).
pub fn wilson(hits: u64, n: u64, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    score(hits as f64 / n as f64, n, z)
}

/// Returns Wilson's score limits for a share that was found to be `p` in `n` independent values between 0 and
/// 1.
///
/// Such values vary at most as much as zeros and ones do, so that the limits are never too narrow for the
/// spread.
pub(super) fn score(p: f64, n: u64, z: f64) -> (f64, f64) {
    let n = n as f64;
    let zz = z * z / n;
    let center = (p + zz / 2.0) / (1.0 + zz);
    let half = z * (p * (1.0 - p) / n + zz / (4.0 * n)).sqrt() / (1.0 + zz);
    let low = if p == 0.0 { 0.0 } else { (center - half).max(0.0) };
    let high = if p == 1.0 { 1.0 } else { (center + half).min(1.0) };
    (low, high)
}

/// Returns the exact two-sided limits for the expectation behind a Poisson count (Garwood 1936):
/// half the χ² quantiles with 2k and 2k + 2 degrees of freedom.
///
/// For a count of 0 the lower limit is 0 and the upper one the one-sided 3.00 (the rule of three).
pub fn poisson(count: u64, confidence: f64) -> (f64, f64) {
    let alpha = 1.0 - confidence;
    let quantile =
        |k: u64, p: f64| Gamma::new(k as f64, 1.0).map_or(f64::NAN, |gamma| gamma.inverse_cdf(p));
    if count == 0 {
        return (0.0, -alpha.ln());
    }
    (quantile(count, alpha / 2.0), quantile(count + 1, 1.0 - alpha / 2.0))
}

/// Returns the bound, with this one-sided error, for the expectation behind a Poisson count: the upper one or
/// the lower one (Garwood 1936).
pub(super) fn poisson_bound(count: u64, upper: bool, error: f64) -> f64 {
    let quantile =
        |k: u64, p: f64| Gamma::new(k as f64, 1.0).map_or(f64::NAN, |gamma| gamma.inverse_cdf(p));
    match (upper, count) {
        (true, 0) => -error.ln(),
        (true, _) => quantile(count + 1, 1.0 - error),
        (false, 0) => 0.0,
        (false, _) => quantile(count, error),
    }
}

/// Returns the exact bound, with this one-sided error, of a share of `hits` in `n` trials: the upper one or the
/// lower one (Clopper and Pearson 1934, by quantiles of the beta distribution).
pub fn clopper_pearson(hits: u64, n: u64, upper: bool, error: f64) -> f64 {
    let quantile = |a: u64, b: u64, p: f64| {
        Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(p))
    };
    match (upper, hits) {
        (true, _) if hits >= n => 1.0,
        // In closed form, to all digits: (1 − p)ⁿ is the error.
        (true, 0) => -(error.ln() / n as f64).exp_m1(),
        (true, _) => quantile(hits + 1, n - hits, 1.0 - error),
        (false, 0) => 0.0,
        (false, _) if hits >= n => (error.ln() / n as f64).exp(),
        (false, _) => quantile(hits, n - hits + 1, error),
    }
}

/// Returns how many standard errors a normal value exceeds with this chance.
pub fn normal(error: f64) -> f64 {
    Normal::standard().inverse_cdf(1.0 - error)
}

/// Returns Student's quantile of a two-sided 95 % interval from so many values; at least two.
pub(super) fn student95(values: u64) -> f64 {
    student(values, 0.025)
}

/// Returns what Student's t from so many values, at least two, exceeds with this chance.
pub(super) fn student(values: u64, error: f64) -> f64 {
    let freedom = values.max(2) - 1;
    // Above this the normal quantile is the same to six digits, and much quicker.
    if freedom > 1_000_000 {
        return normal(error);
    }
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |t| t.inverse_cdf(1.0 - error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_matches_tables() {
        for (values, quantile) in [(2, 12.706), (10, 2.262), (31, 2.042), (1 << 40, 1.960)] {
            assert!((student95(values) - quantile).abs() < 1e-3, "{values}");
        }
    }

    #[test]
    fn hall_without_skew_is_the_normal_interval() {
        let (low, high) = hall(0.0, 100, Z95);
        assert_eq!((low, high), (-Z95, Z95));
        let (low, high) = hall(1e-3, 100, Z95);
        assert!((low + Z95).abs() < 1e-2 && (high - Z95).abs() < 1e-2);
    }

    #[test]
    fn hall_reaches_further_on_the_skewed_side() {
        // The upper limit of the mean is mean − lower·se.
        let (low, high) = hall(5.0, 200, Z95);
        assert!(-low > Z95 && high < Z95);
    }

    #[test]
    fn poisson_limits_match_published_tables() {
        // Garwood's limits as tabulated in Ulm (1990), Am. J. Epidemiol. 131, table 1.
        for (k, low, high) in [(1, 0.025, 5.572), (5, 1.623, 11.668), (9, 4.115, 17.085)] {
            let (l, h) = poisson(k, 0.95);
            assert!((l - low).abs() < 1e-3 && (h - high).abs() < 1e-3, "{k}: {l} {h}");
        }
        assert!((poisson(0, 0.95).1 - 2.9957).abs() < 1e-4);
    }

    #[test]
    fn clopper_and_pearson_match_a_worked_example() {
        // Newcombe (1998), Statist. Med. 17, table I, method 5: 81/263 gives 0.2527 to 0.3676.
        let bounds = [false, true].map(|upper| clopper_pearson(81, 263, upper, 0.025));
        assert!((bounds[0] - 0.2527).abs() < 1e-4 && (bounds[1] - 0.3676).abs() < 1e-4);
        // None in 1000: at most three in a thousand, the rule of three.
        assert!((clopper_pearson(0, 1000, true, 0.05) - 0.002_991).abs() < 1e-6);
        assert!((clopper_pearson(1000, 1000, false, 0.05) - 0.997_009).abs() < 1e-6);
        let many = clopper_pearson(100, 1 << 20, true, 0.05 / 11.0);
        assert!(many > 100.0 / 1_048_576.0 && many < 140.0 / 1_048_576.0, "{many}");
        assert!((normal(0.05 / 11.0) - 2.609).abs() < 1e-3);
    }

    #[test]
    fn wilson_matches_a_worked_example() {
        // Newcombe (1998), Statist. Med. 17, table I, method 3: 81/263 gives 0.2553 to 0.3662.
        let (low, high) = wilson(81, 263, Z95);
        assert!((low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4);
        assert_eq!(wilson(0, 20, Z95).0, 0.0);
        assert_eq!(wilson(20, 20, Z95).1, 1.0);
    }
}
