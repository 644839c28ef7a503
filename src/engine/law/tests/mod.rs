//! Laws against their formulas, and formulas against each other.
//!
//! All streams are fixed, so a test that passes passes always. Had the seed been another one, a
//! Kolmogorov-Smirnov distance over 2.5/sqrt(n) would be met once in 130 000 and a |z| over 4 once in 16 000.

mod age;
mod sample;
mod values;

use super::*;
use crate::engine::{HOUR, SECOND, hash_name, stream, trial_key};

const H: f64 = HOUR as f64;
const N: usize = 200_000;

/// Laws of all kinds with a density.
fn smooth() -> Vec<Law> {
    let gamma = |shape, scale| Law::gamma(shape, scale).unwrap();
    let triangular = |min, mode, max| Law::triangular(min * H, mode * H, max * H).unwrap();
    let exponential = |mean: f64| Law::Exponential { mean: mean * H };
    let lognormal = |median: f64, sigma| Law::Lognormal { mu: (median * H).ln(), sigma };
    let weibull = |shape: f64, scale: f64| Law::Weibull { inverse_shape: 1.0 / shape, scale };
    let shifted = |by: f64, law: Law| Law::Shifted { by: (by * H) as Ns, law: law.into() };
    let both = vec![(9.0, exponential(0.1)), (1.0, lognormal(4.0, 0.5))];
    let nested = Law::mixture(both.clone()).unwrap();
    vec![
        exponential(10.0),
        Law::Uniform { low: H, high: 3.0 * H },
        weibull(1.5, 100.0 * H),
        weibull(0.7, 100.0 * H),
        lognormal(2.0, 0.7),
        lognormal(2.0, 0.05),
        gamma(0.4, H),
        gamma(1.0, H),
        gamma(3.3, 10.0 * H),
        gamma(400.0, 0.1 * H),
        triangular(1.0, 2.0, 6.0),
        triangular(0.0, 0.0, 4.0),
        triangular(1.0, 3.0, 3.0),
        Law::mixture(both).unwrap(),
        Law::mixture(vec![(0.5, nested), (0.2, weibull(3.0, H)), (1.0, gamma(2.0, H))]).unwrap(),
        shifted(0.5, exponential(1.0)),
        shifted(5.0, lognormal(1.0, 0.6)),
    ]
}

/// Laws in which single values have a probability.
fn lumpy() -> Vec<Law> {
    let hours = |list: &[Ns]| Law::empirical(list.iter().map(|h| h * HOUR).collect()).unwrap();
    let constant = Law::Constant(5 * HOUR);
    let exponential = Law::Exponential { mean: H };
    let parts = vec![(3.0, constant.clone()), (2.0, exponential), (1.0, hours(&[1, 9]))];
    vec![
        constant,
        hours(&[3, 4, 50, 4, 0, 7, 7, 7]),
        hours(&[2]),
        Law::mixture(parts).unwrap(),
        Law::Shifted { by: HOUR, law: hours(&[0, 4]).into() },
    ]
}

fn all() -> impl Iterator<Item = Law> {
    smooth().into_iter().chain(lumpy())
}

/// The beginning of what an assertion says about a law.
fn name(law: &Law) -> String {
    format!("{law:?}").chars().take(120).collect()
}

fn draws(n: usize, mut draw: impl FnMut(&mut Stream) -> Ns) -> Vec<Ns> {
    let mut s = stream(trial_key(1, 0), hash_name("law"));
    (0..n).map(|_| draw(&mut s)).collect()
}

/// Holds draws to a distribution function by their Kolmogorov-Smirnov distance.
///
/// Rounding is part of the law: a draw is at most `x` if the span is below `x + 1/2`. So are values that
/// come again and again. The function is asked in ascending order.
fn assert_follow(mut draws: Vec<Ns>, what: &str, mut cdf: impl FnMut(f64) -> f64) {
    draws.sort_unstable();
    let n = draws.len() as f64;
    let (mut distance, mut seen) = (0.0f64, 0);
    for alike in draws.chunk_by(|a, b| a == b) {
        let x = alike[0] as f64;
        distance = distance.max((cdf(x - 0.5) - f64::from(seen) / n).abs());
        seen += alike.len() as u32;
        distance = distance.max((cdf(x + 0.5) - f64::from(seen) / n).abs());
    }
    assert!(distance < 2.5 / n.sqrt(), "{what}: {distance}");
}

/// Holds the mean of draws to what it should be.
fn assert_mean(draws: &[f64], what: &str, expected: f64) {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    // A constant has no error but that of adding it up.
    let bound = 4.0 * (variance / n).sqrt() + 1e-9 * expected;
    let error = mean - expected;
    assert!(error.abs() <= bound, "{what}: {mean} against {expected}, by {error} over {bound}");
}
