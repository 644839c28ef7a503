//! Planned work: what it costs where that can be written down, and the two engines on whole pairs.

use super::solver::assert_agree;
use super::{exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::model::Model;

/// A pair that is patched every 30 days for an hour, twelve times a year, in this way.
fn patched(rolling: bool, fails: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": 2 {fails}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "stop_time": "8s",
            "failover": {{"time": "27s"}}}}}},
        "maintenance": {{"patch": {{"every": "30d", "duration": "1h", "targets": ["n"],
            "rolling": {rolling}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn rolling_work_costs_a_stop_and_a_start_for_every_turn() {
    let found = study(&patched(true, ""), 10);
    let service = &found.tally.services[0];
    assert_eq!(service.planned_s.mean, 12.0 * 2.0 * (8.0 + 27.0));
    assert_eq!(service.outages.mean, 24.0);
    assert_eq!(service.downtime_s.mean, service.planned_s.mean);
    assert_eq!(service.unplanned_s.hits, 0);
}

#[test]
fn work_all_at_once_costs_the_work_the_boot_and_the_start() {
    // The stop, an hour, the boot of the member that was stopped, for both wait for each other
    // (`wait_for_all`), the join, and the start.
    let found = study(&patched(false, ""), 10);
    let service = &found.tally.services[0];
    assert_eq!(service.planned_s.mean, 12.0 * (8.0 + 3600.0 + 120.0 + 2.0 + 27.0));
    assert_eq!(service.outages.mean, 12.0);
}

#[test]
fn planned_and_unplanned_downtime_are_all_of_it() {
    // Where a failure has moved the instance to the second member, a round moves it once and not twice.
    let found = study(&patched(true, r#", "mtbf": "2000h", "mttr": "4h""#), 4000);
    let service = &found.tally.services[0];
    let (planned, unplanned) = (service.planned_s.mean, service.unplanned_s.mean);
    assert!((0.8 * 840.0..840.0).contains(&planned), "{planned}");
    assert_equal("sum", planned + unplanned, service.downtime_s.mean, 1e-12);
    let (of_work, _): (Vec<_>, Vec<_>) =
        found.causes.iter().zip(&service.causes).partition(|(name, _)| *name == "patch");
    assert_eq!(of_work[0].1.downtime_s.mean, planned);
}

#[test]
fn a_node_that_is_worked_on_at_random_times() {
    // A renewal process: up for 100 h on average, then off for 5 h and 1 h of boot.
    let m = model(
        r#"{"quorate": 1, "warmup": "1000h", "horizon": "10y",
        "nodes": {"n": {"reboot": {"exponential": "1h"}}},
        "maintenance": {"patch": {"every": {"exponential": "100h"},
            "duration": {"exponential": "5h"}, "targets": ["n"]}},
        "services": {"s": {"needs": "n"}}}"#,
    );
    let truth = 6.0 / 106.0;
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, truth, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, 8760.0 / 106.0, 1e-9);
    let found = study(&m, 4000);
    assert_near("planned", &found.tally.services[0].planned_s, truth * 10.0 * year_s(), 0.005);
}

#[test]
fn work_and_faults_run_side_by_side() {
    // The work comes and goes whatever the fault does; the fault strikes only what is up. With w the share
    // of the time under work, and f that of the fault alone: μ (f + both) = λ (1 − w − f) and
    // α f = (β + μ) both.
    let (lambda, mu, alpha, beta) = (1.0 / 50.0, 1.0 / 10.0, 1.0 / 30.0, 1.0 / 4.0);
    let m = model(
        r#"{"quorate": 1, "warmup": "1000h", "horizon": "10y",
        "nodes": {"n": {"reboot": "0s", "mtbf": "50h", "mttr": "10h"}},
        "maintenance": {"patch": {"every": {"exponential": "30h"},
            "duration": {"exponential": "4h"}, "targets": ["n"]}},
        "services": {"s": {"needs": "n"}}}"#,
    );
    let w = alpha / (alpha + beta);
    let f = lambda * (1.0 - w) / (lambda + mu * (1.0 + alpha / (beta + mu)));
    let truth = w + f;
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, truth, 1e-9);
    assert_equal("U of the node", e.components[0], truth, 1e-9);
    let found = study(&m, 2000);
    let service = &found.tally.services[0];
    assert_near("downtime", &service.downtime_s, truth * 10.0 * year_s(), 0.005);
    // What began as an outage of the fault stays one, also while it is worked on.
    for (cause, part) in found.causes.iter().zip(&service.causes) {
        let own = m.causes.iter().zip(&e.services[0].causes).filter(|(c, _)| c.name == *cause);
        let truth: f64 = own.map(|(_, share)| share).sum();
        assert_near(cause, &part.downtime_s, truth * 10.0 * year_s(), 0.01);
    }
}

/// A pair with every delay exponential, patched at random times.
fn random_pair(nodes: &str, cluster: &str, patch: &str) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let (s30, m2, m10, h1) = (e("30s"), e("2m"), e("10m"), e("1h"));
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "5000h",
        "nodes": {{"n": {{"count": 2, "reboot": {m10} {nodes}}}}},
        "clusters": {{"c": {{"members": ["n"], {cluster}, "detection": {m2}, "join": {s30},
            "stop_time": {m2}}}}},
        "maintenance": {{"patch": {{"every": {{"exponential": "20h"}}, "duration": {h1},
            "targets": ["n"] {patch}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn the_solver_and_the_simulator_agree_on_planned_work() {
    let crash = r#", "mtbf": "30h", "mttr": "1h""#;
    let failover = r#""mode": "active_passive", "failover": {"time": {"exponential": "10m"}}"#;
    let none = format!(r#"{failover}, "quorum": {{"policy": "none"}}"#);
    let both = format!(r#"{failover}, "quorum": {{"policy": "majority"}}"#);
    let serve = r#""mode": "active_active", "needs": 2"#;
    let at_once = r#", "rolling": false"#;
    for (nodes, cluster, patch) in [
        ("", none.as_str(), ""),
        (crash, &none, ""),
        (crash, &none, at_once),
        (crash, &both, ""),
        (crash, serve, ""),
        (crash, serve, at_once),
    ] {
        let m = random_pair(nodes, cluster, patch);
        let e = exact(&m);
        println!("{nodes} {cluster} {patch}: {} states", e.states);
        assert_agree(&m, &e);
    }
}
