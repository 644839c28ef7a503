//! Draws follow their laws.

use super::*;

#[test]
fn draws_follow_their_laws() {
    for law in all() {
        let what = name(&law);
        let draws = draws(N, |s| law.sample(s));
        let spans: Vec<f64> = draws.iter().map(|x| *x as f64).collect();
        assert_mean(&spans, &what, law.mean());
        let mean = law.mean();
        let squares: Vec<f64> = spans.iter().map(|x| (x - mean).powi(2)).collect();
        assert_mean(&squares, &what, law.variance());
        assert_follow(draws, &what, |x| 1.0 - law.survival(x));
    }
}

#[test]
fn rounding_is_that_of_the_language() {
    for span in [0.0, 0.4, 0.5, 1.0, 1.49, 7.5, 1e9 + 0.5, 3.6e12, 4.0e18, 1.2e19, 1e20, 1e300] {
        assert_eq!(nearest(span), (span + 0.5) as Ns, "{span}");
    }
}

#[test]
fn certain_laws_are_certain() {
    let mut s = stream(1, 1);
    assert_eq!(Law::Constant(7).sample(&mut s), 7);
    assert_eq!(Law::Never.sample(&mut s), Ns::MAX);
    let endless = Law::Exponential { mean: 1e30 };
    assert_eq!(endless.sample(&mut s), Ns::MAX, "beyond 584 years a delay never ends");
    let late = Law::Shifted { by: Ns::MAX - 1, law: Law::Constant(5).into() };
    assert_eq!(late.sample(&mut s), Ns::MAX);
}

#[test]
fn laws_stay_small() {
    assert_eq!(size_of::<Law>(), 24, "every clock of a model carries one");
}

#[test]
fn laws_that_do_not_exist_are_not_made() {
    assert!(Law::gamma(0.0, 1.0).is_none() && Law::gamma(1.0, f64::NAN).is_none());
    assert!(Law::gamma(f64::INFINITY, 1.0).is_none() && Law::gamma(2.0, -1.0).is_none());
    assert!(Law::triangular(2.0, 1.0, 3.0).is_none() && Law::triangular(1.0, 1.0, 1.0).is_none());
    assert!(Law::triangular(-1.0, 1.0, 2.0).is_none());
    assert!(Law::triangular(0.0, 1.0, f64::INFINITY).is_none());
    assert!(Law::empirical(vec![]).is_none() && Law::mixture(vec![]).is_none());
    assert!(Law::mixture(vec![(1.0, Law::Never), (0.0, Law::Never)]).is_none());
    assert!(Law::mixture(vec![(f64::MAX, Law::Never), (f64::MAX, Law::Never)]).is_none());
}
