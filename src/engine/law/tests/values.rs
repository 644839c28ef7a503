//! Moments, survival, hazard and quantiles against each other and against known numbers.

use super::*;

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
    assert!(error <= tolerance, "{what}: {found} against {expected}");
}

#[test]
fn quantiles_are_those_of_the_tables() {
    // The first five or six digits: Abramowitz and Stegun, tables 26.1, 26.5 and 26.8 (chi-square).
    let chi = |df: f64, p| Law::gamma(df / 2.0, 2.0).unwrap().quantile(p);
    assert_close(chi(10.0, 0.95), 18.307_038_053_275_146, 1e-13, "chi-square");
    assert_close(chi(1.0, 0.99), 6.634_896_601_021_214, 1e-13, "chi-square");
    assert_close(chi(4.0, 0.5), 3.356_693_980_033_321, 1e-13, "chi-square");
    assert_close(chi(2.0, 0.5), 4.0f64.ln(), 1e-13, "chi-square");
    let normal = |p| Law::Lognormal { mu: 0.0, sigma: 1.0 }.quantile(p).ln();
    assert_close(normal(0.95), 1.644_853_626_951_472_7, 1e-10, "normal");
    assert_close(normal(0.001), -3.090_232_306_167_813_5, 1e-10, "normal");
    let list = Law::empirical(vec![30, 10, 20, 40, 50]).unwrap();
    let found = [0.0, 0.2, 0.21, 0.5, 0.8, 1.0].map(|p| list.quantile(p));
    assert_eq!(found, [10.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
    assert_eq!(Law::Constant(7).quantile(0.3), 7.0);
    assert_eq!(Law::Never.quantile(0.3), f64::INFINITY);
    assert_eq!(Law::Exponential { mean: 1.0 }.quantile(1.0), f64::INFINITY);
    assert_eq!(Law::Uniform { low: 1.0, high: 2.0 }.quantile(1.0), 2.0);
    let half = Law::mixture(vec![(1.0, Law::Never), (1.0, Law::Constant(7))]).unwrap();
    assert_eq!((half.quantile(0.4), half.quantile(0.6)), (7.0, f64::INFINITY));
}

#[test]
fn tails_are_right_where_survival_has_underflowed() {
    let normal = Law::Lognormal { mu: 0.0, sigma: 1.0 };
    // -ln Q(x): Abramowitz and Stegun, table 26.2, has them as decimal logarithms with five digits.
    let found = [5.0f64, 10.0, 40.0, 100.0].map(|z| normal.cumulative_hazard(z.exp()));
    let expected = [15.064_998_393_99, 53.231_285_150_51, 804.608_442_013_75, 5_005.524_208_694_2];
    for (found, expected) in found.into_iter().zip(expected) {
        assert_close(found, expected, 1e-10, "normal tail");
    }
    // An Erlang law of three stages survives by exp(-x) (1 + x + x^2/2).
    let erlang = Law::gamma(3.0, 1.0).unwrap();
    for x in [0.1, 1.0, 3.9, 4.1, 50.0, 2000.0, 1e6] {
        let expected = x - (1.0 + x + x * x / 2.0f64).ln();
        assert_close(erlang.cumulative_hazard(x), expected, 1e-11, "Erlang tail");
    }
}

#[test]
fn quantiles_invert_the_survival() {
    let extremes = [0.01, 0.05, 1e4].map(|shape| Law::gamma(shape, H / shape).unwrap());
    let wide = [0.1, 100.0].map(|shape| Law::Weibull { inverse_shape: 1.0 / shape, scale: H });
    let spread = [1e-6, 5.0].map(|sigma| Law::Lognormal { mu: H.ln(), sigma });
    for law in smooth().into_iter().chain(extremes).chain(wide).chain(spread) {
        let what = name(&law);
        for p in [1e-9, 1e-3, 0.2, 0.5, 0.690, 0.696, 0.9, 0.999, 1.0 - 1e-9] {
            let hazard = -f64::ln_1p(-p);
            let t = law.inverse_hazard(hazard);
            // Where the density is steep the last bit of `t` is worth more than the tolerance.
            let slack = law.hazard(t).unwrap().min(1e300) * t * 1e-15 / hazard;
            // What is below the smallest number has no logarithm to come back from.
            if t > 1e-290 {
                let found = law.cumulative_hazard(t);
                assert_close(found, hazard, 1e-9 + 4.0 * slack, &format!("{what} at {p}"));
            }
        }
        for hazard in [50.0, 300.0, 399.0, 401.0, 690.0, 5000.0] {
            let t = law.inverse_hazard(hazard);
            let bounded = law.hazard(t).unwrap() * t > 1e9;
            if t < 1e300 && !bounded {
                assert_close(law.cumulative_hazard(t), hazard, 1e-9, &format!("{what} {hazard}"));
            }
        }
    }
}

#[test]
fn moments_are_the_integrals_of_the_survival() {
    for law in all() {
        let what = name(&law);
        let (mut mean, mut square) = (0.0, 0.0);
        let end = law.inverse_hazard(60.0);
        let cells = 40_000;
        for i in 0..cells {
            // Cells that grow with the cube of their number: the start may be steep, the end is long.
            let [a, b] = [i, i + 1].map(|i| end * (f64::from(i) / f64::from(cells)).powi(3));
            let middle = a.midpoint(b);
            let survival = law.survival(middle);
            mean += survival * (b - a);
            square += survival * middle * (b - a);
        }
        assert_close(mean, law.mean(), 1e-4, &what);
        let second = law.variance() + law.mean().powi(2);
        assert_close(2.0 * square, second, 1e-4, &what);
    }
}

#[test]
fn hazards_are_the_slope_of_the_cumulative_hazard() {
    for law in smooth() {
        let what = name(&law);
        for hazard in [0.01, 0.2, 0.69, 0.7, 3.0, 10.0, 100.0, 1000.0] {
            let t = law.inverse_hazard(hazard);
            let rate = law.hazard(t).unwrap();
            // Narrow against the distance over which the hazard itself changes.
            let d = 1e-4 * t.min(1.0 / rate);
            if d < 1e-7 * t {
                continue;
            }
            let slope = (law.cumulative_hazard(t + d) - law.cumulative_hazard(t - d)) / (2.0 * d);
            assert_close(rate, slope, 1e-5, &format!("{what} at {t}"));
        }
    }
    for law in lumpy() {
        assert_eq!(law.hazard(2.5 * H), None, "{law:?}");
    }
    assert_eq!(Law::Never.hazard(H), Some(0.0));
    assert_eq!(Law::Uniform { low: 1.0, high: 2.0 }.hazard(3.0), Some(f64::INFINITY));
    let shapes = [0.5, 1.0, 2.0].map(|shape| Law::gamma(shape, 4.0).unwrap().hazard(0.0).unwrap());
    assert_eq!(shapes, [f64::INFINITY, 0.25, 0.0]);
}

#[test]
fn nothing_is_odd_at_the_ends() {
    for law in all() {
        let zeros = if law.survival(0.0) < 1.0 { law.quantile(0.0) } else { 0.0 };
        assert_eq!(zeros, 0.0, "{law:?}");
        assert_eq!(law.survival(-1.0), 1.0, "{law:?}");
        assert!(law.survival(1e300) < 1e-300, "{law:?}");
        assert!(law.quantile(1.0) >= law.quantile(0.999), "{law:?}");
    }
}

#[test]
fn extreme_laws_stay_sane() {
    let mut s = stream(3, 3);
    let gammas = [0.01, 0.3, 10_000.0].map(|shape| Law::gamma(shape, H / shape).unwrap());
    let weibulls = [0.1, 100.0].map(|shape| Law::Weibull { inverse_shape: 1.0 / shape, scale: H });
    let normals = [1e-6, 5.0].map(|sigma| Law::Lognormal { mu: H.ln(), sigma });
    let triangle = Law::triangular(H, H, H * (1.0 + 1e-15)).unwrap();
    let extremes = gammas.into_iter().chain(weibulls).chain(normals).chain([triangle]);
    let extremes: Vec<Law> = extremes.collect();
    let mixture = Law::mixture(extremes.iter().map(|law| (1.0, law.clone())).collect()).unwrap();
    for law in extremes.into_iter().chain([mixture]) {
        let what = name(&law);
        let mut survival = 1.0;
        for age in (0..64).map(|exponent| 1_u64 << exponent).chain([HOUR - 1, HOUR, HOUR + 1]) {
            let here = law.survival(age as f64);
            assert!(here <= survival || age + 1 == HOUR, "{what} at {age}");
            survival = if age.is_power_of_two() { here } else { 1.0 };
            assert!(law.hazard(age as f64).unwrap() >= 0.0, "{what} at {age}");
            let mean = (0..20).map(|_| law.sample_residual(age, &mut s) as f64 / 20.0).sum::<f64>();
            assert!(mean < 1e6 * (age as f64 + law.mean()), "{what} at {age}: {mean}");
            law.sample_steady_age(&mut s);
        }
    }
}
