//! Service level agreements: periods worked out by hand, and every figure of a study computed again.

use crate::common::study;
use quorate::model::{Model, compile};
use quorate::report::{Estimate, Sla, Summary, summarize};
use quorate::scenario::parse;
use quorate::study::Study;

fn study_of(text: &str, trials: u64) -> (Model, Study, Summary) {
    let source =
        parse("s.json", "s", text.to_owned()).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let model = compile(&source.scenario);
    let study = study(&model, trials);
    let summary = summarize(&model, &source, &study, 1);
    (model, study, summary)
}

/// What is found where node `a` is hit at these hours for so long, in periods of ten hours.
fn hit(hits: &[(&str, &str)], sla: &str, more: &str) -> Sla {
    let script: Vec<String> = hits
        .iter()
        .map(|(at, lasts)| format!(r#"{{"at": "{at}", "hits": ["a"], "for": "{lasts}"}}"#))
        .collect();
    let text = format!(
        r#"{{"quorate": 1, "horizon": "45h", {more} "nodes": {{"a": {{}}}}, "script": [{}],
        "services": {{"s": {{"needs": "a", "sla": {{"period": "10h", {sla}}}}}}}}}"#,
        script.join(", ")
    );
    let (_, _, mut summary) = study_of(&text, 20);
    summary.services["s"].sla.take().unwrap()
}

fn near(what: &str, found: &Estimate, truth: f64) {
    let off = (found.mean - truth).abs();
    assert!(off <= 1e-12 * truth.max(1.0), "{what}: {found:?} against {truth}");
}

/// Share of the periods that meet the target, and of the budget that is spent.
fn assert_found(sla: &Sla, met: f64, spent: f64) {
    near("met", &sla.p_met, met);
    let budget = sla.error_budget.as_ref().unwrap();
    near("spent", &budget.spent_share, spent);
    let causes: f64 = budget.causes.iter().map(|part| part.share.mean).sum();
    assert!((causes - spent).abs() < 1e-12, "{budget:?}");
    near("breach", &sla.p_breach_in_horizon, f64::from(met < 1.0));
}

#[test]
fn an_outage_counts_in_each_period_that_it_lies_in() {
    // Half an hour of the first period and one and a half of the second; an hour is allowed.
    let found = hit(&[("9.5h", "2h")], r#""target": "90%""#, "");
    assert_found(&found, 0.75, 2.0 / 4.0);
    assert_eq!((found.periods, found.period_s, &*found.period), (4, 36_000.0, "10h"));
    assert_eq!(found.error_budget.unwrap().budget_s, 3600.0);
    // The end of the first, all of the second and the third, a part of the fourth.
    let found = hit(&[("9.5h", "21h")], r#""target": "90%""#, "");
    assert_found(&found, 0.5, 21.0 / 4.0);
}

#[test]
fn two_outages_of_a_period_add_up() {
    let each = [("1h", "31m"), ("5h", "31m"), ("11h", "31m")];
    assert_found(&hit(&each, r#""target": "90%""#, ""), 0.75, 93.0 / 240.0);
}

#[test]
fn exactly_what_is_allowed_is_allowed() {
    // A ten-thousandth of ten hours is 3.6 s: in binary floating point 1 − 0.9999 is not 0.0001.
    for (lasts, met) in [("3.6s", 1.0), ("3.6s0.000001ms", 0.75), ("3599ms", 1.0)] {
        let found = hit(&[("1h", lasts)], r#""target": "99.99%""#, "");
        near(lasts, &found.p_met, met);
    }
    let (met, spent) = ("99.99%", r#""target": 1"#);
    let found = hit(&[("1h", "0.000001ms")], spent, "");
    near(met, &found.p_met, 0.75);
    assert!(found.error_budget.is_none(), "where nothing is allowed there is nothing to spend");
}

#[test]
fn borders_of_credits_are_half_open() {
    // Uptimes of 95 % exactly, of a nanosecond less, of 85 %, and of 100 %.
    let hits = [("1h", "30m"), ("11h", "30m0.000001ms"), ("21h", "90m")];
    let sla = r#""target": "99%", "fee": 1000, "credits": [{"below": "85%", "credit": 1},
        {"below": "95%", "credit": "30%"}, {"below": "99%", "credit": "10%"}]"#;
    let found = hit(&hits, sla, "");
    let tiers: Vec<_> =
        found.tiers.iter().map(|t| (t.below, t.credit, t.probability.mean)).collect();
    assert_eq!(tiers, [(0.99, 0.1, 0.75), (0.95, 0.3, 0.5), (0.85, 1.0, 0.0)]);
    // 10 % of the first, 30 % of the second and the third, nothing of the fourth.
    near("credit", &found.expected_credit, 0.7 / 4.0);
    let cost = found.expected_credit_cost_per_year.unwrap();
    assert!((cost.mean - 0.7 / 4.0 * 1000.0 * 876.0).abs() < 1e-6, "{cost:?}");
    assert_eq!(found.p_met.mean, 0.25);
}

#[test]
fn short_outages_do_not_count_by_their_whole_length() {
    let sla = r#""target": "99.99%", "ignore_under": "1m""#;
    assert_found(&hit(&[("1h", "59999ms")], sla, ""), 1.0, 0.0);
    assert_found(&hit(&[("1h", "1m")], sla, ""), 0.75, 60.0 / 14.4);
    // Half a minute on either side of a border is a whole one.
    assert_found(&hit(&[("9h59m30s", "1m")], sla, ""), 0.5, 60.0 / 14.4);
}

#[test]
fn an_incomplete_last_period_is_not_judged() {
    assert_found(&hit(&[("41h", "3h")], r#""target": "90%""#, ""), 1.0, 0.0);
    assert_found(&hit(&[("38h", "4h")], r#""target": "90%""#, ""), 0.75, 0.5);
}

#[test]
fn periods_begin_with_what_is_measured() {
    let warmup = r#""warmup": "7h","#;
    assert_found(&hit(&[("9.5h", "2h")], r#""target": "90%""#, warmup), 0.75, 0.5);
}

#[test]
fn planned_work_can_be_left_out_and_the_period_stays_whole() {
    // The work takes an hour and two minutes of reboot at 20 h; an hour of failure at 22 h.
    let work = r#""maintenance": {"patch": {"every": "900h", "first": "20h", "duration": "1h",
        "targets": ["a"]}},"#;
    let hits = [("22h", "1h")];
    let found = hit(&hits, r#""target": "90%""#, work);
    assert_found(&found, 0.75, 122.0 / 240.0);
    let budget = found.error_budget.unwrap();
    let causes: Vec<_> = budget.causes.iter().map(|part| &*part.cause).collect();
    assert_eq!(causes, ["patch", "script.a"]);
    // An hour of ten is what is allowed; of the nine hours without the work it would be too much.
    let found = hit(&hits, r#""target": "90%", "excludes": ["maintenance"]"#, work);
    assert_found(&found, 1.0, 0.25);
}

#[test]
fn a_long_horizon_has_many_periods() {
    let text = r#"{"quorate": 1, "horizon": "500y", "nodes": {"a": {}},
        "script": [{"at": "365h", "hits": ["a"], "for": "499y"}],
        "services": {"s": {"needs": "a", "sla": {"target": "50%"}},
            "h": {"needs": "a", "sla": {"target": "50%", "period": "1h"}}, "t": {"needs": "a"}}}"#;
    let (_, study, summary) = study_of(text, 300);
    let sla = summary.services["s"].sla.as_ref().unwrap();
    assert_eq!(sla.periods, 6000);
    // Half of the first month, and half of the last one that it touches, are just allowed.
    near("met", &sla.p_met, 1.0 - 5987.0 / 6000.0);
    let hours = summary.services["h"].sla.as_ref().unwrap();
    near("met", &hours.p_met, 1.0 - 499.0 / 500.0);
    assert_eq!(study.period_down[2].len(), 6000 * 300);
    assert!(study.period_down[2].quantile_s(0.999) > 2_627_000.0);
}

/// All outages of so many trials have a row.
const TRIALS: u64 = 500;

const RANDOM: &str = r#"{
    "quorate": 1, "horizon": "500d", "warmup": "10d",
    "nodes": { "db": { "count": 2, "mtbf": "700h", "mttr": { "lognormal": { "median": "2h", "p95": "30h" } } },
        "web": { "mtbf": "300h", "mttr": "30m" } },
    "clusters": { "pair": { "members": ["db"], "mode": "active_passive", "detection": "7s",
        "failover": { "time": "30s", "success": 0.9, "manual": "30m" } } },
    "maintenance": { "patch": { "every": "50d", "duration": { "uniform": ["1h", "3h"] }, "targets": ["db", "web"] } },
    "services": {
        "database": { "needs": "pair", "sla": { "target": "99.9%", "ignore_under": "35s", "excludes": ["maintenance"],
            "credits": [{"below": "99.9%", "credit": "10%"}, {"below": "99%", "credit": "25%"},
                {"below": "95%", "credit": 1}], "fee": 700 } },
        "site": { "needs": "web", "sla": { "target": "99.5%", "period": "7d",
            "credits": [{"below": "99.9%", "credit": "20%"}, {"below": "99%", "credit": "20%"}] } },
        "all": { "needs": { "all": ["pair", "web"] } }
    }
}"#;

/// By trial and period: how much downtime counts; and by cause all of it.
fn downtime(
    model: &Model,
    study: &Study,
    service: usize,
    ignore_s: f64,
    excludes: bool,
    period_s: f64,
    count: usize,
) -> (Vec<Vec<f64>>, Vec<(String, f64)>) {
    let mut periods = vec![vec![0.0; count]; study.tally.trials as usize];
    let mut causes: Vec<(String, f64)> = study.causes.iter().map(|c| (c.clone(), 0.0)).collect();
    for row in study.outages.iter().filter(|row| row.outage.service as usize == service) {
        let cause = &model.causes[row.outage.cause as usize];
        let (start, length) = (row.outage.start as f64 / 1e9, row.outage.duration as f64 / 1e9);
        if excludes && cause.planned || length < ignore_s {
            continue;
        }
        for (k, down) in periods[row.trial as usize].iter_mut().enumerate() {
            let (from, to) = (k as f64 * period_s, (k + 1) as f64 * period_s);
            let inside = ((start + length).min(to) - start.max(from)).max(0.0);
            *down += inside;
            causes.iter_mut().find(|(name, _)| *name == cause.name).unwrap().1 += inside;
        }
    }
    (periods, causes)
}

fn close(what: &str, found: f64, truth: f64) {
    assert!(
        (found - truth).abs() <= 1e-9 * truth.abs().max(1e-3),
        "{what}: {found} against {truth}"
    );
}

/// Mean and standard error over trials of what each makes of its periods.
fn assert_mean(what: &str, e: &Estimate, periods: &[Vec<f64>], of: impl Fn(f64) -> f64) {
    let means: Vec<f64> = periods
        .iter()
        .map(|p| p.iter().map(|down| of(*down)).sum::<f64>() / p.len() as f64)
        .collect();
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    close(what, e.mean, mean);
    assert!(
        (e.standard_error - (variance / n).sqrt()).abs() <= 1e-6 * e.standard_error,
        "{what}: {e:?}"
    );
    let [low, high] = e.ci95.unwrap();
    assert!(low <= mean && mean <= high && high - low < 0.8 * mean, "{what}: {e:?}");
}

#[test]
fn every_figure_is_what_the_outages_say() {
    let (model, study, summary) = study_of(RANDOM, TRIALS);
    assert!(study.outages.len() < quorate::study::OUTAGE_ROWS, "all outages have a row");
    let month_s = 730.0 * 3600.0;
    let cases = [(0, "database", 35.0, true, month_s, 16), (1, "site", 0.0, false, 604_800.0, 71)];
    for (i, name, ignore_s, excludes, period_s, count) in cases {
        let (periods, causes) = downtime(&model, &study, i, ignore_s, excludes, period_s, count);
        let sla = summary.services[name].sla.as_ref().unwrap();
        assert_eq!((sla.periods, sla.period_s), (count as u64, period_s));
        let is_below = |down: f64, border: f64| f64::from(1.0 - down / period_s < border);
        assert_mean("met", &sla.p_met, &periods, |down| 1.0 - is_below(down, sla.target));
        let breach = |p: &&Vec<f64>| p.iter().any(|down| is_below(*down, sla.target) > 0.0);
        let breaches = periods.iter().filter(breach).count() as u64;
        assert_eq!(sla.p_breach_in_horizon, Estimate::share(breaches, TRIALS));
        for tier in &sla.tiers {
            assert_mean("tier", &tier.probability, &periods, |down| is_below(down, tier.below));
        }
        // The credit of the lowest border that the uptime is below.
        let credit = |down: f64| {
            let mut due = sla.tiers.iter().filter(|tier| is_below(down, tier.below) > 0.0);
            due.next_back().map_or(0.0, |tier| tier.credit)
        };
        assert_mean("credit", &sla.expected_credit, &periods, credit);
        assert_eq!(sla.expected_credit_cost_per_year.is_some(), i == 0);
        if let Some(cost) = &sla.expected_credit_cost_per_year {
            assert_mean("cost", cost, &periods, |down| credit(down) * 700.0 * 12.0);
        }
        let budget = sla.error_budget.as_ref().unwrap();
        close("budget", budget.budget_s, period_s * (1.0 - sla.target));
        assert_mean("spent", &budget.spent_share, &periods, |down| down / budget.budget_s);
        let all_s = budget.budget_s * count as f64 * TRIALS as f64;
        for part in &budget.causes {
            let (_, down) = causes.iter().find(|(name, _)| *name == part.cause).unwrap();
            close(&part.cause, part.share.mean, down / all_s);
        }
        assert_eq!(budget.causes.len(), causes.iter().filter(|(_, down)| *down > 0.0).count());
        let sum: f64 = budget.causes.iter().map(|part| part.share.mean).sum();
        close("causes", sum, budget.spent_share.mean);
    }
}

#[test]
fn the_distribution_is_that_of_the_periods() {
    let (model, study, _) = study_of(RANDOM, TRIALS);
    let month_s = 730.0 * 3600.0;
    // Without an agreement: months, and all downtime.
    for (i, ignore_s, excludes, period_s, count) in
        [(0, 35.0, true, month_s, 16), (1, 0.0, false, 604_800.0, 71), (2, 0.0, false, month_s, 16)]
    {
        let (periods, _) = downtime(&model, &study, i, ignore_s, excludes, period_s, count);
        let mut all: Vec<f64> = periods.into_iter().flatten().collect();
        all.sort_by(f64::total_cmp);
        let found = &study.period_down[i];
        assert_eq!(found.len(), all.len() as u64);
        for p in [0.1, 0.5, 0.9, 0.99, 0.999, 1.0] {
            let truth = all[((all.len() as f64 * p).ceil() as usize).max(1) - 1];
            let q = found.quantile_s(p);
            assert!((q - truth).abs() <= 1e-3 * truth + 2e-6, "{i} {p}: {q} against {truth}");
        }
    }
}

#[test]
fn one_period_in_each_trial_is_a_share_of_trials() {
    let text = r#"{"quorate": 1, "horizon": "800h", "nodes": {"n": {"mtbf": "1000h", "mttr": "1h"}},
        "services": {"s": {"needs": "n", "sla": "azure-vm-zones"}}}"#;
    let (_, study, summary) = study_of(text, 2000);
    let sla = summary.services["s"].sla.as_ref().unwrap();
    let missed = study.tally.services[0].sla.as_ref().unwrap().missed.share.hits;
    assert_eq!(sla.p_met, Estimate::share(2000 - missed, 2000));
    assert_eq!(sla.tiers[0].probability, Estimate::share(missed, 2000));
    assert_eq!(sla.p_breach_in_horizon, sla.tiers[0].probability);
}

#[test]
fn presets_can_be_changed() {
    let sla = |sla: &str| {
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{}}}}, "services": {{"s": {{"needs": "n", "sla": {sla}}}}}}}"#
        );
        parse("s.json", "s", text).unwrap().scenario.services["s"].sla.clone().unwrap()
    };
    let named = sla(r#""aws-rds-multi-az""#);
    assert_eq!(named, sla(r#"{"preset": "aws-rds-multi-az"}"#));
    let changed =
        sla(r#"{"preset": "aws-rds-multi-az", "fee": 10, "excludes": [], "target": 0.99}"#);
    assert_eq!((changed.target, changed.fee, changed.excludes.len()), (0.99, Some(10.0), 0));
    assert_eq!((&changed.credits, changed.period), (&named.credits, named.period));
}
