//! Distributions are what was written, and are read as they were.

use super::*;
use crate::engine::Law;
use crate::scenario::parse;
use proptest::prelude::*;

/// The errors, or the repair of the one node, of a scenario in which it has this one.
fn read(mttr: &str) -> Result<Delay, String> {
    let text = format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"mtbf": "1y", "mttr": {mttr}}}}},
            "services": {{"s": {{"needs": "n"}}}}}}"#
    );
    match parse("s.json", "s", text) {
        Ok(source) => Ok(source.scenario.nodes["n"].common.faults[0].mttr.clone()),
        Err(problems) => Err(problems.render(false)),
    }
}

fn hours(x: f64) -> f64 {
    x / crate::engine::HOUR as f64
}

#[test]
fn every_parametrisation_gives_what_it_says() {
    type Claim = fn(&Law) -> [(f64, f64); 2];
    let claims: [(&str, Claim); 14] = [
        (r#"{"constant": "2h"}"#, |l| [(l.mean(), 2.0), (l.quantile(0.5), 2.0)]),
        (r#"{"exponential": "2h"}"#, |l| [(l.mean(), 2.0), (l.variance().sqrt(), 2.0)]),
        (r#"{"uniform": ["1h", "3h"]}"#, |l| [(l.quantile(0.0), 1.0), (l.quantile(1.0), 3.0)]),
        (r#"{"triangular": ["1h", "2h", "6h"]}"#, |l| [(l.mean(), 3.0), (l.quantile(0.2), 2.0)]),
        (r#"{"weibull": {"shape": 0.8, "mean": "9h"}}"#, |l| [(l.mean(), 9.0); 2]),
        (r#"{"weibull": {"shape": 3, "scale": "9h"}}"#, |l| {
            [
                (l.quantile(-(-1.0f64).exp_m1()), 9.0),
                (9.0 * l.survival(9.0 * 3.6e12), 9.0 / 1f64.exp()),
            ]
        }),
        (r#"{"lognormal": {"median": "30m", "p95": "4h"}}"#, |l| {
            [(l.quantile(0.5), 0.5), (l.quantile(0.95), 4.0)]
        }),
        (r#"{"lognormal": {"mean": "4h", "median": "3h"}}"#, |l| {
            [(l.mean(), 4.0), (l.quantile(0.5), 3.0)]
        }),
        (r#"{"lognormal": {"median": "3h", "sigma": 1}}"#, |l| {
            [(l.quantile(0.5), 3.0), (l.quantile(0.841_344_746_068_542_9), 3.0 * 1f64.exp())]
        }),
        (r#"{"lognormal": {"mean": "3h", "cv": 2}}"#, |l| {
            [(l.mean(), 3.0), (l.variance().sqrt(), 6.0)]
        }),
        (r#"{"gamma": {"shape": 4, "mean": "3h"}}"#, |l| {
            [(l.mean(), 3.0), (l.variance().sqrt(), 1.5)]
        }),
        (r#"{"erlang": {"stages": 9, "mean": "3h"}}"#, |l| {
            [(l.mean(), 3.0), (l.variance().sqrt(), 1.0)]
        }),
        (
            r#"{"mixture": [{"weight": 3, "of": {"constant": "1h"}}, {"weight": 1, "of": "5h"}]}"#,
            |l| [(l.mean(), 2.0), (l.quantile(0.7), 1.0)],
        ),
        (r#"{"shifted": {"by": "2h", "of": "1h"}}"#, |l| [(l.mean(), 3.0), (l.quantile(0.0), 2.0)]),
    ];
    for (text, claim) in claims {
        let law = read(text).unwrap_or_else(|e| panic!("{e}")).law();
        for (found, expected) in claim(&law) {
            // Shares come as such, spans in nanoseconds.
            let found = if found > 1e6 { hours(found) } else { found };
            assert!((found - expected).abs() < 1e-8 * expected, "{text}: {found} not {expected}");
        }
    }
}

#[test]
fn plain_durations_inside_mean_what_they_mean_outside() {
    let repair = read(r#"{"shifted": {"by": "1h", "of": "2h"}}"#).unwrap();
    let json = serde_json::to_string(&repair).unwrap();
    assert_eq!(json, r#"{"shifted":{"by":"1h","of":{"exponential":"2h"}}}"#);
    let plain = serde_json::to_string(&read(r#""2h""#).unwrap()).unwrap();
    assert_eq!(plain, r#"{"exponential":"2h"}"#);
    let constant = serde_json::to_string(&Delay::constant(30_000_000_000)).unwrap();
    assert_eq!(constant, r#"{"constant":"30s"}"#);
    assert_eq!(serde_json::to_string(&Delay::NEVER).unwrap(), r#""never""#);
}

#[test]
fn what_is_no_distribution_is_answered() {
    let wrong = |text: &str, expected: &str| {
        let message = read(text).expect_err(text);
        assert!(message.contains(expected), "{text}: {message}");
    };
    wrong(r#"{"weibul": {}}"#, "did you mean `weibull`?");
    wrong("{}", "no distribution is named");
    wrong(r#"{"constant": "1s", "exponential": "1s"}"#, "more than one distribution");
    wrong(r#"{"triangular": ["1h", "3h", "2h"]}"#, "not in ascending order");
    wrong(r#"{"triangular": ["1h", "1h", "1h"]}"#, "write it as a `constant`");
    wrong(r#"{"triangular": ["1h", "2h"]}"#, "three corners");
    wrong(r#"{"uniform": ["2h", "1h"]}"#, "longer than the longest");
    wrong(r#"{"weibull": {"shape": 0.05, "mean": "1h"}}"#, "it lies from 0.1 to 100");
    wrong(r#"{"weibull": {"mean": "1h"}}"#, "`shape` is missing");
    wrong(r#"{"weibull": {"shape": 1}}"#, "give one of `mean` and `scale`");
    wrong(r#"{"weibull": {"shape": 1, "mean": "0.0000001ms"}}"#, "the grain of time");
    wrong(r#"{"lognormal": {"median": "1h", "sigma": 6}}"#, "it lies from 0.000001 to 5");
    wrong(r#"{"lognormal": {"median": "1h", "p95": "1h"}}"#, "write it as a `constant`");
    wrong(r#"{"lognormal": {"median": "2h", "p95": "1h"}}"#, "above the `median`");
    wrong(r#"{"lognormal": {"mean": "1h", "cv": 1e200}}"#, "too extreme");
    wrong(r#"{"lognormal": {"median": "1h"}}"#, "is not fixed by this");
    wrong(r#"{"gamma": {"shape": 20000, "mean": "1h"}}"#, "it lies from 0.01 to 10000");
    wrong(r#"{"gamma": {"shape": 2}}"#, "`mean` is missing");
    wrong(r#"{"erlang": {"stages": 0, "mean": "1h"}}"#, "a whole number from 1 to 10000");
    wrong(r#"{"empirical": []}"#, "at least one value");
    wrong(r#"{"empirical": ["1h", 2]}"#, "empirical[1]: 2 is a number without a unit");
    wrong(r#"{"empirical": {"csv": "no.csv", "column": "h", "unit": "h"}}"#, "cannot read no.csv");
    wrong(r#"{"mixture": []}"#, "1 to 1000 parts");
    wrong(r#"{"mixture": [{"weight": 0, "of": "1h"}]}"#, "weight: must be above 0");
    wrong(r#"{"mixture": [{"weight": 1}]}"#, "`of` is missing");
    wrong(r#"{"mixture": [{"weight": 1, "of": "never"}]}"#, "`never` is no part of another");
    wrong(r#"{"shifted": {"by": "1h", "of": {"gamma": {"shape": 2}}}}"#, "of.gamma: `mean`");
    let part = r#"{"weight": 1, "of": "1h"}"#;
    wrong(&format!(r#"{{"mixture": [{}]}}"#, [part; 1001].join(",")), "1 to 1000 parts");
    let long = format!("{}y", "9".repeat(150));
    wrong(&format!(r#"{{"uniform": ["1h", "{long}"]}}"#), "too large to compute with");
    let nested = |depth: usize| {
        let open = r#"{"shifted": {"by": "1s", "of": "#.repeat(depth);
        format!(r#"{open}"1h"{}"#, "}}".repeat(depth))
    };
    assert!(read(&nested(8)).is_ok());
    wrong(&nested(9), "more than 8 distributions inside one another");
}

#[test]
fn measured_values_are_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("repairs.csv");
    std::fs::write(&path, "id,hours\n1,0.5\n2,4\n3,48\n").unwrap();
    let path = serde_json::to_string(&path).unwrap();
    let written = format!(r#"{{"empirical": {{"csv": {path}, "column": "hours", "unit": "h"}}}}"#);
    let repair = read(&written).unwrap_or_else(|e| panic!("{e}"));
    let json = serde_json::to_string(&repair).unwrap();
    assert_eq!(json, r#"{"empirical":["30m","4h","2d"]}"#);
    assert_eq!(read(&json), Ok(repair));
    let wrong = written.replace("hours", "hour");
    assert!(read(&wrong).unwrap_err().contains("mttr.empirical: "), "the place is told");
}

fn span() -> impl Strategy<Value = Span> {
    (1.0f64..2.0, 20i32..62).prop_map(|(x, exponent)| Span::from_ns(x * 2f64.powi(exponent)))
}

fn two() -> impl Strategy<Value = (Span, Span)> {
    (span(), 1.01f64..50.0).prop_map(|(low, times)| (low, Span::from_ns(low.ns() * times)))
}

fn distribution() -> impl Strategy<Value = Distribution> {
    let third = |(low, high): (Span, Span)| Span::from_ns(high.ns() + low.ns());
    let leaf = prop_oneof![
        span().prop_map(Distribution::Constant),
        span().prop_map(Distribution::Exponential),
        two().prop_map(|(low, high)| Distribution::Uniform(low, high)),
        two().prop_map(move |(a, b)| Distribution::Triangular(a, b, third((a, b)))),
        (0.1f64..100.0, span()).prop_map(|(shape, mean)| Weibull::Mean { shape, mean }.into()),
        (0.1f64..100.0, span()).prop_map(|(shape, scale)| Weibull::Scale { shape, scale }.into()),
        two().prop_map(|(median, p95)| Lognormal::MedianP95 { median, p95 }.into()),
        two().prop_map(|(median, mean)| Lognormal::MeanMedian { mean, median }.into()),
        (1e-6f64..5.0, span())
            .prop_map(|(sigma, median)| Lognormal::MedianSigma { median, sigma }.into()),
        (1e-3f64..1e5, span()).prop_map(|(cv, mean)| Lognormal::MeanCv { mean, cv }.into()),
        (0.01f64..10_000.0, span()).prop_map(|(shape, mean)| Distribution::Gamma { shape, mean }),
        (1u32..10_000, span()).prop_map(|(stages, mean)| Distribution::Erlang { stages, mean }),
        prop::collection::vec(span(), 1..9).prop_map(Distribution::Empirical),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let part = (1e-3f64..1e3, inner.clone()).prop_map(|(weight, of)| Part { weight, of });
        prop_oneof![
            prop::collection::vec(part, 1..5).prop_map(Distribution::Mixture),
            (span(), inner).prop_map(|(by, of)| Distribution::Shifted { by, of: Box::new(of) }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_written_is_read(written in distribution()) {
        let delay = Delay::new(written.clone()).unwrap();
        let json = serde_json::to_string(&delay).unwrap();
        let again = read(&json).unwrap_or_else(|e| panic!("{e}"));
        prop_assert_eq!(&again, &delay, "{}", json);
        prop_assert_eq!(again.written(), &written);
    }
}

#[test]
fn the_schema_says_what_the_reader_does() {
    let schema = schemars::schema_for!(Delay).to_value();
    let one_of = schema["$defs"]["Distribution"]["oneOf"].as_array().unwrap();
    let keys = |s: &serde_json::Value| s["required"][0].as_str().unwrap_or("never").to_owned();
    let found: Vec<String> = one_of.iter().map(keys).collect();
    let expected = [
        "never",
        "constant",
        "exponential",
        "uniform",
        "triangular",
        "weibull",
        "lognormal",
        "gamma",
        "erlang",
        "empirical",
        "mixture",
        "shifted",
    ];
    assert_eq!(found, expected);
    for branch in one_of {
        assert!(branch["description"].is_string(), "{branch}");
        assert!(branch["const"].is_string() || branch["additionalProperties"] == false, "{branch}");
    }
}
