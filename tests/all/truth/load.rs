//! Demand, overload, degrades and sessions: binomials and small chains solved by hand.

use super::{YEAR_H, exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::markov::{Refusal, solve, stationary};
use quorate::model::Model;

/// Servers that can do 100 each and fail every 50 h for 10 h on average.
const MTBF_H: f64 = 50.0;
const MTTR_H: f64 = 10.0;

fn servers(n: u32, more: &str, crew: &str, service: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "warmup": "30d", "horizon": "1y", {crew} "nodes": {{"n": {{"count": {n}, "capacity": 100,
        {more} "reboot": {{"exponential": "30m"}}}}}},
        "services": {{"s": {{"needs": {{"at_least": 1, "of": "n"}}, {service}}}}}}}"#
    ))
}

const FAILS: &str = r#""mtbf": "50h", "mttr": "10h","#;

/// Returns the probability that k of n independent servers are up.
fn binomial(n: u32, k: u32) -> f64 {
    let up = MTBF_H / (MTBF_H + MTTR_H);
    let ways = (0..k).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1));
    ways * up.powi(k as i32) * (1.0 - up).powi((n - k) as i32)
}

/// Asserts that the solver finds this served fraction, and the simulator something near it.
fn assert_served(what: &str, model: &Model, truth: f64) {
    assert_equal(what, 1.0 - exact(model).services[0].served_fraction, 1.0 - truth, 1e-9);
    let found = study(model, 2000);
    let unserved_s = &found.tally.services[0].unserved_s;
    assert_near(what, unserved_s, (1.0 - truth) * year_s(), 0.02);
}

#[test]
fn what_a_tier_sheds_is_a_binomial() {
    for (n, demand) in [(4, 250.0), (3, 200.0), (2, 40.0)] {
        let share = |k: u32| (f64::from(k) * 100.0 / demand).min(1.0);
        let truth: f64 = (0..=n).map(|k| binomial(n, k) * share(k)).sum();
        let m = servers(n, FAILS, "", &format!(r#""demand": {demand}"#));
        assert_served(&format!("{demand} of {n}"), &m, truth);
    }
}

#[test]
fn what_is_asked_by_the_hour_is_so_many_binomials() {
    let day = [
        20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 90.0, 180.0, 260.0, 260.0, 260.0, 260.0, 300.0, 260.0,
        260.0, 260.0, 260.0, 260.0, 180.0, 180.0, 90.0, 90.0, 20.0, 20.0,
    ];
    let answered = |demand: f64| -> f64 {
        (0..=3).map(|k| binomial(3, k) * (f64::from(k) * 100.0).min(demand)).sum()
    };
    let truth = day.iter().map(|d| answered(*d)).sum::<f64>() / day.iter().sum::<f64>();
    let m = servers(3, FAILS, "", &format!(r#""demand": {{"daily": {day:?}}}"#));
    assert_served("daily", &m, truth);
}

#[test]
fn with_one_crew_it_is_a_birth_and_death_chain() {
    // p of i down is proportional to n!/(n−i)! (λ/μ)^i.
    let n = 4;
    let mut weights = vec![1.0];
    for i in 0..n {
        weights.push(weights[i as usize] * f64::from(n - i) * MTTR_H / MTBF_H);
    }
    let total: f64 = weights.iter().sum();
    let share = |down: usize| ((n as usize - down) as f64 * 100.0 / 350.0).min(1.0);
    let truth: f64 = weights.iter().enumerate().map(|(down, w)| w / total * share(down)).sum();
    let more = r#""faults": {"failure": {"mtbf": "50h", "mttr": "10h", "crew": "people"}},"#;
    let m = servers(n, more, r#""crews": {"people": {}},"#, r#""demand": 350"#);
    assert_served("one crew", &m, truth);
}

#[test]
fn a_node_that_crashes_and_degrades_has_four_states() {
    // Its degrade stands still while it is off, and is repaired all the same.
    let more = r#""faults": {"crash": {"mtbf": "50h", "mttr": "10h"},
        "slow": {"mtbf": "20h", "mttr": "5h", "effect": "degrade", "capacity": "30%"}},"#;
    let (crash, back, slow, mend) = (1.0 / 50.0, 1.0 / 10.0, 1.0 / 20.0, 1.0 / 5.0);
    let [up, off, slowed, both] = [0, 1, 2, 3];
    let rates = [
        (up, off, crash),
        (off, up, back),
        (up, slowed, slow),
        (slowed, up, mend),
        (slowed, both, crash),
        (both, slowed, back),
        (both, off, mend),
    ];
    let p = stationary(4, &rates).unwrap();
    let m = servers(1, more, "", r#""demand": 60"#);
    assert_served("degrades", &m, p[up] + p[slowed] * 0.5);
    // What degrades is a failure, but no downtime.
    let found = study(&m, 2000);
    let node = &found.tally.components[0];
    let failures = (p[up] * (crash + slow) + p[slowed] * crash) * YEAR_H;
    assert_near("failures", &node.failures, failures, 0.01);
    assert_near("downtime", &node.downtime_s, (p[off] + p[both]) * year_s(), 0.02);
}

#[test]
fn a_cascade_of_two_is_a_chain_of_six_states() {
    // Each is up, has failed, or reboots; alone it is asked 150 and crashes after 3 h on average.
    let (fail, repair, crash, boot) = (1.0 / MTBF_H, 1.0 / MTTR_H, 1.0 / 3.0, 2.0);
    let [uu, uf, ur, ff, fr, rr] = [0, 1, 2, 3, 4, 5];
    let rates = [
        (uu, uf, 2.0 * fail),
        (uf, uu, repair),
        (uf, ff, fail),
        (uf, fr, crash),
        (ur, uu, boot),
        (ur, fr, fail),
        (ur, rr, crash),
        (ff, uf, 2.0 * repair),
        (fr, ur, repair),
        (fr, uf, boot),
        (rr, ur, 2.0 * boot),
    ];
    let p = stationary(6, &rates).unwrap();
    let (down, half) = (p[ff] + p[fr] + p[rr], p[uf] + p[ur]);
    let m = servers(2, FAILS, "", r#""demand": 150, "overload": {"fail": "3h"}"#);
    let e = &exact(&m).services[0];
    assert_equal("down", e.unavailability, down, 1e-9);
    let served = p[uu] + half * 100.0 / 150.0;
    assert_equal("served", 1.0 - e.served_fraction, 1.0 - served, 1e-9);
    assert_equal("outages", e.outages_per_year, half * (fail + crash) * YEAR_H, 1e-9);
    let found = study(&m, 2000);
    let s = &found.tally.services[0];
    assert_near("downtime", &s.downtime_s, down * year_s(), 0.01);
    assert_near("unserved", &s.unserved_s, (1.0 - served) * year_s(), 0.01);
    assert_near("outages", &s.outages, half * (fail + crash) * YEAR_H, 0.01);
    let cause = found.causes.iter().position(|cause| cause == "s.overload").unwrap();
    assert_near("by overload", &s.causes[cause].outages, half * crash * YEAR_H, 0.01);
    // A crash by overload is a failure of the server.
    let failures = (p[uu] * fail + half * (fail + crash) / 2.0) * YEAR_H;
    assert_near("failures", &found.tally.components[0].failures, failures, 0.01);
}

#[test]
fn a_pair_that_is_overloaded_by_the_hour_is_not_solved() {
    let day = vec!["50"; 23].join(", ");
    let service = format!(r#""demand": {{"daily": [150, {day}]}}, "overload": {{"fail": "3h"}}"#);
    let m = servers(2, FAILS, "", &service);
    assert!(matches!(solve(&m), Err(Refusal::ByTheHour(_))));
}

#[test]
fn in_units_of_ten_it_is_the_same() {
    let text = |capacity: u32, demand: u32| {
        format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{"count": 3, "capacity": {capacity}, "mtbf": "50h", "mttr": "10h"}}}},
            "services": {{"s": {{"needs": {{"at_least": 1, "of": "n"}}, "demand": {demand}, "overload": {{"fail": "3h"}}}}}}}}"#
        )
    };
    let of = |capacity, demand| format!("{:?}", study(&model(&text(capacity, demand)), 200).tally);
    assert_eq!(of(100, 220), of(10, 22));
    assert_ne!(of(100, 220), of(100, 320));
}

/// Asserts that the solver finds so many sessions lost in a year, and the simulator nearly so many.
fn assert_lost(what: &str, model: &Model, truth: f64) {
    assert_equal(what, exact(model).services[0].sessions_lost_per_year, truth, 1e-6);
    assert_near(what, &study(model, 2000).tally.services[0].sessions_lost, truth, 0.02);
}

#[test]
fn sessions_are_lost_as_often_as_anybody_fails_who_has_some() {
    // Of k that are up each fails with the same rate, and takes a k-th: the rate is that of one, while anybody
    // is up.
    for n in 1..=3 {
        let m = servers(n, FAILS, "", r#""sessions": {"concurrent": 600, "store": "local"}"#);
        let truth = 600.0 / MTBF_H * YEAR_H * (1.0 - binomial(n, 0));
        assert_lost(&format!("local at {n}"), &m, truth);
        let m = servers(n, FAILS, "", r#""sessions": {"concurrent": 600, "store": "replicated"}"#);
        let truth = 600.0 / MTBF_H * YEAR_H * binomial(n, 1);
        assert_lost(&format!("replicated at {n}"), &m, truth);
    }
}

#[test]
fn sessions_elsewhere_are_lost_as_often_as_their_cluster_is() {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let text = format!(
        r#"{{"quorate": 1, "warmup": "30d", "horizon": "1y", "nodes": {{"web": {{}}, "n": {{"count": 2, {FAILS}
        "reboot": "0s"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "detection": {m2}, "join": {m2},
            "quorum": {{"policy": "none"}}, "failover": {{"time": {m10}}}}}}},
        "services": {{"s": {{"needs": "web", "sessions": {{"concurrent": 600, "store": {{"external": "c"}}}}}},
            "t": {{"needs": "c"}}}}}}"#,
        m2 = e("2m"),
        m10 = e("10m")
    );
    let m = model(&text);
    let outages = exact(&m).services[1].outages_per_year;
    assert!(outages > 150.0);
    assert_lost("external", &m, 600.0 * outages);
}
