//! Residual lives and steady ages.

use super::*;

#[test]
fn what_is_left_follows_the_conditional_law() {
    for law in all() {
        for p in [0.02, 0.5, 0.97] {
            // Just after a value of a list: a part that is due this very instant counts as alive.
            assert_residual(&law, law.quantile(p) as Ns + 1);
        }
    }
}

#[test]
fn what_is_left_is_right_where_survival_has_underflowed() {
    let lognormal = Law::Lognormal { mu: (SECOND as f64).ln(), sigma: 0.5 };
    let weibull = Law::Weibull { inverse_shape: 0.25, scale: H };
    let gammas = [0.3, 4.0].map(|shape| Law::gamma(shape, H).unwrap());
    for law in [&lognormal, &gammas[0], &gammas[1]] {
        for age in [10, 1000, 100_000] {
            assert_residual(law, age * HOUR);
        }
    }
    for age in [1, 10, 100] {
        assert_residual(&weibull, age * HOUR);
    }
    assert_residual(&lognormal, SECOND * 1_000_000_000);
    let parts = vec![(1.0, gammas[0].clone()), (2.0, gammas[1].clone())];
    assert_residual(&Law::mixture(parts).unwrap(), 10_000 * HOUR);
    assert_residual(&Law::Shifted { by: HOUR, law: weibull.into() }, 50 * HOUR);
}

fn assert_residual(law: &Law, age: Ns) {
    let spent = law.cumulative_hazard(age as f64);
    let what = format!("{} aged {age}", name(law));
    let draws = draws(N / 5, |s| law.sample_residual(age, s));
    if spent == f64::INFINITY {
        assert!(draws.iter().all(|x| *x == 0), "{what}");
        return;
    }
    assert_follow(draws, &what, |x| {
        if x < 0.0 { 0.0 } else { -(spent - law.cumulative_hazard(age as f64 + x)).exp_m1() }
    });
}

#[test]
fn what_is_over_has_nothing_left() {
    let mut s = stream(1, 1);
    let gone = [
        Law::Constant(5),
        Law::Uniform { low: 1.0, high: 5.0 },
        Law::triangular(1.0, 2.0, 5.0).unwrap(),
        Law::empirical(vec![1, 5]).unwrap(),
        Law::mixture(vec![(1.0, Law::Constant(5)), (1.0, Law::Constant(2))]).unwrap(),
        Law::Shifted { by: 2, law: Law::Constant(3).into() },
    ];
    for law in gone {
        assert_eq!(law.sample_residual(5, &mut s), 0, "{law:?}");
        assert_eq!(law.sample_residual(Ns::MAX, &mut s), 0, "{law:?}");
    }
    assert_eq!(Law::Never.sample_residual(5, &mut s), Ns::MAX);
    assert_eq!(Law::Constant(7).sample_residual(5, &mut s), 2);
    assert_eq!(Law::empirical(vec![1, 7, 5]).unwrap().sample_residual(5, &mut s), 2);
}

#[test]
fn ages_in_the_long_run_follow_the_equilibrium_law() {
    for law in all() {
        let what = format!("age of {}", name(&law));
        let draws = draws(N / 5, |s| law.sample_steady_age(s));
        let ages: Vec<f64> = draws.iter().map(|x| *x as f64).collect();
        let (mean, second) = (law.mean(), law.variance() + law.mean().powi(2));
        assert_mean(&ages, &what, second / (2.0 * mean));
        // The integral of the survival from one draw to the next, by Simpson's rule.
        let (mut from, mut area) = (0.0f64, 0.0);
        assert_follow(draws, &what, |x| {
            let to = x.max(0.0);
            let [a, b, c] = [from, from.midpoint(to), to].map(|x| law.survival(x));
            area += (to - from) * (a + 4.0 * b + c) / 6.0;
            from = to;
            area / mean
        });
    }
    assert_eq!(Law::Never.sample_steady_age(&mut stream(1, 1)), 0);
    assert_eq!(Law::Constant(0).sample_steady_age(&mut stream(1, 1)), 0);
}

#[test]
fn an_old_part_lives_on_as_the_renewal_process_says() {
    // In equilibrium age and residual life have the same law, whatever the law of the whole.
    for law in all() {
        let left = draws(N / 5, |s| {
            let age = law.sample_steady_age(s);
            law.sample_residual(age, s)
        });
        let left: Vec<f64> = left.iter().map(|x| *x as f64).collect();
        let second = law.variance() + law.mean().powi(2);
        assert_mean(&left, &name(&law), second / (2.0 * law.mean()));
    }
}
