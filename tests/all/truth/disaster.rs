//! Disaster recovery: a closed form, and the solver beside the simulator.

use super::solver::assert_agree;
use super::{YEAR_H, exact};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::engine::trial_key;
use quorate::ledger::{Count, Ledger};
use quorate::model::Model;
use quorate::report::{Recovery, summarize};
use quorate::scenario::parse;
use quorate::study::{Options, run};
use quorate::world::Simulator;

/// Hours: home fails, is repaired, a disaster is declared, the plan takes, the way home takes.
const MTBF_H: f64 = 10_000.0;
const MTTR_H: f64 = 5.0;
const DECLARED_H: f64 = 0.5;
const PLAN_H: f64 = 3.0;
const FAILBACK_H: f64 = 1.0;
const HORIZON_H: f64 = 50.0 * YEAR_H;

/// One node in a site that is lost, which takes nothing to be back when its power is; two members are
/// redeployed in an hour each, and their data restored in an hour.
fn site(success: f64) -> String {
    format!(
        r#"{{"quorate": 1, "horizon": "50y",
        "domains": {{"home": {{"mtbf": "{MTBF_H}h", "mttr": "{MTTR_H}h"}}, "there": {{}}}},
        "nodes": {{"n": {{"count": 2, "domain": "home", "reboot": "0s"}}}},
        "disks": {{"san": {{"domain": "home"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "active": 2, "join": "0s",
            "failover": {{"time": "0s"}}, "quorum": {{"policy": "none"}},
            "storage": {{"kind": "shared_disk", "disk": "san"}},
            "disaster_recovery": {{"domain": "there", "declare_after": "30m", "redeploy": "1h",
                "restore": "1h", "success": {success}, "backup_every": "12h", "failback": "1h"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    )
}

/// Returns how often home is lost in the horizon, from a start at which it is up.
fn disasters() -> f64 {
    let (lambda, mu) = (1.0 / MTBF_H, 1.0 / MTTR_H);
    let (rate, part) = (lambda * mu / (lambda + mu), lambda / (lambda + mu));
    rate * HORIZON_H + part * part
}

#[test]
fn the_expected_downtime_of_a_disaster_has_a_closed_form() {
    for success in [0.0, 0.5, 1.0] {
        let m = model(&site(success));
        let found = study(&m, 3000);
        let over_h = DECLARED_H + PLAN_H;
        // An outage of home of which T is exponential: min(T, plan's end), and if T is longer the way home or,
        // where the plan has not worked, the rest of T.
        let lasts = |hours: f64| (-hours / MTTR_H).exp();
        let down_h = MTTR_H * (1.0 - lasts(over_h))
            + lasts(over_h) * (success * FAILBACK_H + (1.0 - success) * MTTR_H);
        let truth_s = disasters() * down_h * 3600.0;
        assert_near("downtime", &found.tally.services[0].downtime_s, truth_s, 0.005);

        let cluster = &found.tally.clusters[0];
        let counted = |count: Count| &cluster.counts[count as usize];
        let begun = disasters() * lasts(DECLARED_H);
        assert_near("begun", counted(Count::DisasterRecovery), begun, 0.005);
        let over = disasters() * lasts(over_h);
        let failed = counted(Count::FailedDisasterRecovery);
        if success < 1.0 {
            assert_near("failed", failed, over * (1.0 - success), 0.01);
        } else {
            assert_eq!(failed.hits, 0);
        }
        if success > 0.0 {
            // Every backup is six hours old in the mean, and every recovery takes as long as the plan.
            let lost_s = over * success * 6.0 * 3600.0;
            assert_near("lost", &cluster.lost_writes_s, lost_s, 0.01);
            assert_near("recoveries", &cluster.recoveries.count, over * success, 0.01);
            let (time_s, _) = cluster.recoveries.time_s.ratio().unwrap();
            assert_equal("recovery time", time_s, over_h * 3600.0, 1e-12);
            let (point_s, se) = cluster.recoveries.point_s.ratio().unwrap();
            assert!((point_s - 6.0 * 3600.0).abs() < 4.0 * se && se < 100.0, "{point_s} {se}");
        }
        let planned_s = over * success * FAILBACK_H * 3600.0;
        if success > 0.0 {
            assert_near("planned", &found.tally.services[0].planned_s, planned_s, 0.01);
        }
    }
}

#[test]
fn what_recoveries_take_is_what_the_histories_say() {
    const TRIALS: u64 = 2000;
    // Plans that differ, so that there is a spread.
    let text = site(0.7).replace(r#""redeploy": "1h""#, r#""redeploy": {"exponential": "1h"}"#);
    let source = parse("case.json", "case", text).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let m = quorate::model::compile(&source.scenario);
    let found = run(&m, &Options { trials: TRIALS, seed: 3, threads: 2 }).unwrap();
    let summary = summarize(&m, &source, &found, 3);
    let (mut times, mut points) = (Vec::new(), Vec::new());
    let (mut simulator, mut ledger) = (Simulator::new(&m), Ledger::new(&m));
    for trial in 0..TRIALS {
        simulator.play(trial_key(3, trial), &mut ledger).unwrap();
        let s = |ns: u64| ns as f64 / 1e9;
        times.extend(ledger.recoveries.iter().map(|x| s(x.time)));
        points.extend(ledger.recoveries.iter().map(|x| s(x.point)));
        let losses: Vec<u64> = ledger.losses.iter().map(|(_, span)| *span).collect();
        let lost: Vec<u64> = ledger.recoveries.iter().map(|x| x.point).collect();
        assert_eq!(losses, lost, "a plan that has not worked loses nothing: home has its data");
    }
    let cluster = &summary.clusters["c"];
    assert_same("time", cluster.recovery_time_s.as_ref().unwrap(), times);
    assert_same("point", cluster.recovery_point_s.as_ref().unwrap(), points);
    let years = 50.0 * TRIALS as f64;
    let lost = cluster.lost_writes_s_per_year.as_ref().unwrap().mean * years;
    let point = cluster.recovery_point_s.as_ref().unwrap().mean.mean;
    let recoveries = found.tally.clusters[0].recoveries.count.total();
    assert_equal("lost", lost, point * recoveries, 1e-9);
}

/// Percentiles are kept to three digits.
fn assert_same(what: &str, found: &Recovery, mut all: Vec<f64>) {
    all.sort_by(f64::total_cmp);
    let n = all.len() as f64;
    let ranked = |p: f64| all[((n * p).ceil() as usize).clamp(1, all.len()) - 1];
    let mean = all.iter().sum::<f64>() / n;
    assert_equal(what, found.mean.mean, mean, 1e-9);
    let [low, high] = found.mean.ci95.unwrap();
    assert!(low < mean && mean < high && high / low < 1.1, "{what}: {found:?}");
    assert_equal(what, found.p50, ranked(0.5), 2e-3);
    assert_equal(what, found.p95, ranked(0.95), 2e-3);
    assert_equal(what, found.max, ranked(1.0), 2e-3);
}

/// Two sites whose power fails, a cluster in the first, every delay exponential.
fn exponential(nodes: &str, disk: &str, mode: &str, plan: &str) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let (m20, m30) = (e("20m"), e("30m"));
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "5000h",
        "domains": {{"home": {{"mtbf": "40h", "mttr": "2h"}},
            "there": {{"mtbf": "60h", "mttr": "1h"}}}},
        "nodes": {{"n": {{"domain": "home", {nodes}}}}},
        "disks": {{"san": {{{disk}}}}},
        "clusters": {{"c": {{"members": ["n"], "detection": "0s", "join": "0s", {mode},
            "quorum": {{"policy": "none"}},
            "disaster_recovery": {{"domain": "there", "declare_after": {m30}, "redeploy": {m20},
                "success": 0.7, "failback": {m30} {plan}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn the_solver_and_the_simulator_agree_on_disasters() {
    let shared = r#""mode": "active_passive", "failover": {"time": {"exponential": "10m"}},
        "storage": {"kind": "shared_disk", "disk": "san"}"#;
    let bare = r#""mode": "active_passive", "failover": {"time": {"exponential": "10m"}}"#;
    let crash = r#""mtbf": "30h", "mttr": "1h", "reboot": {"exponential": "10m"}"#;
    let burns = r#""faults": {"fire": {"mtbf": "50h", "mttr": "2h", "effect": "loss"}}"#;
    let at_home =
        r#""domain": "home", "faults": {"fire": {"mtbf": "50h", "mttr": "2h", "effect": "loss"}}"#;
    let backup = r#", "restore": {"exponential": "1h"}"#;
    let still = r#""count": 2, "reboot": "0s""#;
    let two = r#""count": 2, "mtbf": "30h", "mttr": "1h", "reboot": "0s""#;
    let shares = r#""mode": "active_active", "needs": 2"#;
    for (nodes, disk, mode, plan) in [
        (crash, "", bare, ""),
        (still, burns, shared, backup),
        (crash, at_home, shared, backup),
        (two, "", shares, r#", "parallel": 2"#),
    ] {
        let m = exponential(nodes, disk, mode, plan);
        let e = exact(&m);
        println!("{nodes} {disk} {mode} {plan}: {} states", e.states);
        let found = assert_agree(&m, &e);
        let lost = &found.tally.clusters[0].lost_writes_s;
        let truth = e.drawn_losses_s_per_year[0] * 5000.0 / YEAR_H;
        if plan.contains("restore") {
            assert_near("lost writes", lost, truth, 0.02);
            let events = |count: Count| e.counts[0][count as usize];
            assert!(events(Count::DataLoss) > 0.0 && events(Count::DisasterRecovery) > 0.0);
        } else {
            assert_eq!((lost.hits, truth), (0, 0.0));
        }
    }
}
