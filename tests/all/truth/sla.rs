//! Service level agreements: rows 40 to 42.
//!
//! The model is solved in closed form: the up time spent until the n-th failure is a gamma, and the downtime
//! until then one too.

use crate::common::{assert_near, study};
use quorate::model::compile;
use quorate::report::{Estimate, Sla, summarize};
use quorate::scenario::parse;
use quorate::study::Study;

const TRIALS: u64 = 400_000;

fn one_node(horizon: &str, sla: &str) -> (Study, Sla) {
    let text = format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", "nodes": {{"n": {{"mtbf": "1000h", "mttr": "1h"}}}},
        "services": {{"s": {{"needs": "n", "sla": {sla}}}}}}}"#
    );
    let source = parse("s.json", "s", text).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let model = compile(&source.scenario);
    let study = study(&model, TRIALS);
    let sla = summarize(&model, &source, &study, 1).services["s"].sla.clone();
    (study, sla.unwrap())
}

fn assert_share(what: &str, e: &Estimate, truth: f64) {
    let z = (e.mean - truth) / (truth * (1.0 - truth) / TRIALS as f64).sqrt();
    println!("{what}: {} against {truth}, z {z:.2}", e.mean);
    assert!(z.abs() < 4.0, "{what}: {e:?} against {truth}, z {z:.2}");
}

#[test]
fn row_40_one_period_of_30_days() {
    let (study, sla) = one_node(
        "720h",
        r#"{"target": "99.95%", "period": "30d", "credits": [{"below": "99.99%", "credit": "10%"},
            {"below": "99%", "credit": "30%"}, {"below": "95%", "credit": 1}]}"#,
    );
    assert_share("99.95 %", &sla.p_met, 0.599_498_947_057);
    let truths = [1.0 - 0.511_446_368_399, 1.0 - 0.997_697_633_247];
    for (tier, truth) in sla.tiers.iter().zip(truths) {
        assert_share("below", &tier.probability, truth);
    }
    let credit = &study.tally.services[0].sla.as_ref().unwrap().credit;
    assert_near("credit", credit, 0.049_315_836_510_6, 0.01);
    assert_eq!(sla.expected_credit.mean, credit.mean);
    let (_, sla) = one_node("720h", r#"{"target": "99.9%", "period": "30d"}"#);
    assert_share("99.9 %", &sla.p_met, 0.688_579_313_558);
}

#[test]
fn row_41_the_downtime_of_a_year() {
    let (study, sla) = one_node("1y", r#"{"target": "99.9%", "period": "year"}"#);
    let hour = 3600.0;
    let spent = &study.tally.services[0].sla.as_ref().unwrap().spent_s;
    assert_near("downtime", spent, 8.750_250_748_253 * hour, 0.002);
    let deviation = spent.standard_deviation() / hour;
    assert!((deviation / 4.178_942_677_42 - 1.0).abs() < 0.01, "{deviation}");
    let share = sla.error_budget.unwrap().spent_share.mean;
    assert!((share * 8.76 * hour / spent.mean - 1.0).abs() < 1e-9, "{share}");
    // Distribution-free limits at four standard errors; the histogram keeps three digits.
    for (p, truth_h) in [(0.5, 8.246_665_928_7), (0.95, 16.382_650_534)] {
        let down = &study.period_down[0];
        let half = 4.0 * (p * (1.0 - p) / TRIALS as f64).sqrt();
        let (low, high) = (down.quantile_s(p - half), down.quantile_s(p + half));
        let truth = truth_h * hour;
        assert!(low * 0.999 <= truth && truth <= high * 1.001, "{p}: {low} to {high}, {truth}");
        assert!(high / low < 1.02);
    }
}

#[test]
fn row_42_what_a_target_allows() {
    for (horizon, sla, truth_s) in [
        ("30d", r#"{"target": "99.95%", "period": "30d"}"#, 21.6 * 60.0),
        ("1y", r#"{"target": "99%", "period": "year"}"#, 3.65 * 86_400.0),
    ] {
        let text = format!(
            r#"{{"quorate": 1, "horizon": "{horizon}", "nodes": {{"n": {{}}}},
            "services": {{"s": {{"needs": "n", "sla": {sla}}}}}}}"#
        );
        let source = parse("s.json", "s", text).unwrap_or_else(|p| panic!("{}", p.render(false)));
        let model = compile(&source.scenario);
        let terms = model.periods[0].sla.as_ref().unwrap();
        assert_eq!((terms.budget_s, terms.allowed), (truth_s, (truth_s * 1e9) as u64));
    }
}
