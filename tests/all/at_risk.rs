//! How much of the time a service is one failure from down, against what probability says.

use crate::common::model;
use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::model::{Bits, Model, compile};
use quorate::report::{Summary, summarize};
use quorate::scenario::{Source, load, parse};
use quorate::study::{Options, run};
use quorate::world::{Risk, Simulator};

/// Up time of a node of 90 h and repair of 10 h: it is up nine tenths of the time.
const P: f64 = 0.9;
const Q: f64 = 1.0 - P;
const NODE: &str = r#""mtbf": "90h", "mttr": "10h""#;

fn summary(parts: &str) -> Summary {
    let text = format!(r#"{{"quorate": 1, "horizon": "500h", "warmup": "1000h", {parts}}}"#);
    let source: Source = parse("test.json", "test", text).unwrap();
    let model = compile(&source.scenario);
    let study = run(&model, &Options { trials: 80_000, seed: 11, threads: 2 }).unwrap();
    summarize(&model, &source, &study, 11)
}

/// Compares a share of 10 000 looks with what it must be: off by four standard errors once in 16 000 times.
fn assert_share(parts: &str, expected: f64) {
    let found = &summary(parts).services["s"].at_risk_share;
    let se = (expected * (1.0 - expected) / 10_000.0).sqrt().max(1e-9);
    let z = (found.mean - expected) / se;
    assert!(z.abs() < 4.0, "{} instead of {expected}: z = {z:.1}", found.mean);
}

#[test]
fn one_machine_is_always_one_failure_from_down() {
    let parts = format!(r#""nodes": {{"n": {{{NODE}}}}}, "services": {{"s": {{"needs": "n"}}}}"#);
    assert_share(&parts, P);
}

#[test]
fn two_of_three_are_at_risk_while_one_is_down() {
    let parts = format!(
        r#""nodes": {{"n": {{"count": 3, {NODE}}}}},
        "services": {{"s": {{"needs": {{"at_least": 2, "of": "n"}}}}}}"#
    );
    assert_share(&parts, 3.0 * P * P * Q);
}

/// A cluster of nodes that fail, whose software takes no time but for a takeover of 30 s.
fn cluster(n: usize, others: &str, policy: &str) -> String {
    format!(
        r#""nodes": {{"n": {{"count": {n}, {NODE}}}}}, {others}
        "clusters": {{"c": {{"members": ["n"], "detection": "0s", "join": "0s", {policy}}}}},
        "services": {{"s": {{"needs": "c"}}}}"#
    )
}

const PASSIVE: &str = r#""mode": "active_passive", "quorum": {"policy": "none"}"#;

#[test]
fn a_takeover_is_no_risk_but_a_lone_member_is() {
    // While the takeover of 30 s runs the service is down: one in 180 000 of the time, far below what shows.
    assert_share(&cluster(2, "", PASSIVE), 2.0 * P * Q);
}

#[test]
fn a_lone_balancer_is_a_risk_and_one_of_a_pair_is_not() {
    let balancers = |count| {
        format!(
            r#""nodes": {{"n": {{}}}}, "load_balancers": {{"lb": {{{count} "balances": "n", {NODE}}}}},
            "services": {{"s": {{"needs": "lb"}}}}"#
        )
    };
    assert_share(&balancers(""), P);
    assert_share(&balancers(r#""count": 2,"#), 2.0 * P * Q);
}

#[test]
fn what_all_share_is_a_risk_as_long_as_it_can_fail() {
    let disk = |fault: &str| format!(r#""disks": {{"san": {{{fault}}}}},"#);
    let policy = format!(r#"{PASSIVE}, "storage": {{"kind": "shared_disk", "disk": "san"}}"#);
    assert_share(&cluster(2, &disk(""), &policy), 2.0 * P * Q);
    let fails = disk(r#""mtbf": "90h", "mttr": "10h""#);
    assert_share(&cluster(2, &fails, &policy), P * (1.0 - Q * Q));
}

#[test]
fn a_majority_of_three_can_lose_one() {
    let policy = r#""mode": "active_active", "quorum": {"policy": "majority"}"#;
    assert_share(&cluster(3, "", policy), 3.0 * P * P * Q);
}

#[test]
fn the_only_switch_takes_the_quorum_of_all() {
    let switch = r#""switches": {"sw": {"connects": ["n"], "carries": ["heartbeat"], "mtbf": "1000y", "mttr": "1h"}},"#;
    let policy = r#""mode": "active_active", "quorum": {"policy": "majority"}"#;
    let up = P * P * P + 3.0 * P * P * Q;
    assert_share(&cluster(3, switch, policy), up);
}

#[test]
fn a_domain_is_one_failure() {
    let parts = format!(
        r#""domains": {{"rack": {{"mtbf": "1000y", "mttr": "1h"}}}},
        "nodes": {{"n": {{"count": 2, "domain": "rack", "reboot": "0s", {NODE}}}}},
        "services": {{"s": {{"needs": {{"any": ["n-1", "n-2"]}}}}}}"#
    );
    assert_share(&parts, 1.0 - Q * Q);
}

#[test]
fn shots_without_power_leave_it_to_a_person() {
    // The node and what would shoot it hang on one rack each: losing a rack blocks recovery.
    let racks = r#""domains": {"rack": {"count": 2, "mtbf": "1000y", "mttr": "1h"}},"#;
    let nodes = |rest: &str| {
        format!(
            r#""nodes": {{"n": {{"count": 2, "domain": "rack"}}}}, {racks}
            "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "fencing": {{{rest}}}}}}},
            "services": {{"s": {{"needs": "c"}}}}"#
        )
    };
    assert_share(&nodes(""), 0.0);
    assert_share(&nodes(r#""shares_power": true"#), 1.0);
}

/// Everything that a history leaves, in one line.
fn left(model: &Model, key: u64, look: bool) -> String {
    let (mut simulator, mut ledger) = (Simulator::new(model), Ledger::new(model));
    let events = if look {
        let mut at_risk = Bits::none(model.services.len());
        let after = model.horizon / 3;
        let risk = &mut Risk::new(model);
        simulator.play_and_look(key, &mut ledger, after, risk, &mut at_risk).unwrap()
    } else {
        simulator.play(key, &mut ledger).unwrap()
    };
    format!("{events} {:?} {:?}", ledger.outages, ledger.component_down())
}

#[test]
fn a_look_changes_nothing() {
    let maximal = model(&std::fs::read_to_string("tests/maximal.json").unwrap());
    let files = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| !path.ends_with("scenario.schema.json"));
    let models = files.map(|path| compile(&load(&path).unwrap().scenario)).chain([maximal]);
    for model in models {
        for trial in 0..20 {
            let key = trial_key(2, trial);
            assert_eq!(left(&model, key, false), left(&model, key, true), "{}", model.name);
        }
    }
}

#[test]
fn a_pair_is_at_risk_while_one_of_it_is_worked_on() {
    // Every 100 h each of both is off for 4 h and boots for an hour, one after the other; until the other
    // has joined nobody could take over. Nothing ever fails by itself but once in a thousand years, so all of
    // the risk is planned: the hand-over of 5 s and 30 s is none, for the work that is due can wait.
    let parts = r#""nodes": {"n": {"count": 2, "reboot": "1h", "mtbf": "1000y", "mttr": "1h"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive", "quorum": {"policy": "none"}}},
        "maintenance": {"patch": {"every": "100h", "duration": "4h", "targets": ["n"]}},
        "services": {"s": {"needs": "c"}}"#;
    // A round begins at 100 h, 200 h and so on; five hours of each turn, and the 2 s of each join, in which
    // the service is up.
    let up_s = 2.0 * (5.0 * 3600.0 + 2.0) - 2.0 * 30.0;
    assert_share(parts, up_s / 360_000.0);
}

#[test]
fn work_that_is_due_is_no_failure() {
    // While n-3 waits for 20 h to be taken in, the work on the disk waits for it. When it is done the service
    // is down; no failure brings that about, and after every one that can happen another member serves.
    let parts = r#""nodes": {"n": {"count": 3, "reboot": "0s", "mtbf": "1000y", "mttr": "1h"}},
        "disks": {"san": {}}, "clusters": {"c": {"members": ["n"], "mode": "active_passive",
            "join": "20h", "quorum": {"policy": "none"},
            "storage": {"kind": "shared_disk", "disk": "san"}}},
        "maintenance": {"patch": {"every": "100h", "duration": "1h", "targets": ["n-3"]},
            "firmware": {"every": "100h", "first": "2h", "duration": "1h", "targets": ["san"]}},
        "services": {"s": {"needs": "c"}}"#;
    assert_share(parts, 0.0);
}

/// Two nodes of which one is needed, and what is asked of them.
fn asked(mttr: &str, demand: &str) -> String {
    format!(
        r#""nodes": {{"n": {{"count": 2, "capacity": 100, "mtbf": "90h", "mttr": "{mttr}",
            "reboot": "1s"}}}}, "services": {{"s": {{"needs": {{"at_least": 1, "of": "n"}}, {demand}}}}}"#
    )
}

#[test]
fn an_overload_that_spreads_makes_one_failure_enough() {
    // Alone each is asked 150, and half of them crash within 42 min: long before half of the repairs. Hardly
    // ever anybody is down for that, because they reboot within a second.
    let fails = r#""demand": 150, "overload": {"fail": "1h"}"#;
    let found = summary(&asked("10h", fails));
    let service = &found.services["s"];
    assert!((service.at_risk_share.mean - service.availability.mean).abs() < 1e-3, "{service:?}");
    // Who sheds goes on: there is a risk while the other is down.
    assert_share(&asked("10h", r#""demand": 150"#), 2.0 * P * Q);
    // So does who would crash only after the repair.
    let found = summary(&asked("30m", fails));
    let alone = 2.0 * 90.0 * 0.5 / (90.5 * 90.5);
    assert!(
        (found.services["s"].at_risk_share.mean - alone).abs() < 4.0 * (alone / 10_000.0).sqrt()
    );
}

#[test]
fn an_overload_is_a_risk_in_the_hours_in_which_it_comes() {
    // 150 is asked in six hours of the day.
    let day = [&["50"; 12][..], &["150"; 6], &["50"; 6]].concat().join(", ");
    let asked =
        asked("10h", &format!(r#""demand": {{"daily": [{day}]}}, "overload": {{"fail": "1h"}}"#));
    // In those any failure is enough; in the others only while the other is down.
    let found = summary(&asked).services["s"].at_risk_share.mean;
    let (by_day, by_night) = (1.0 - Q * Q, 2.0 * P * Q);
    let expected = 0.25 * by_day + 0.75 * by_night;
    assert!((found - expected).abs() < 0.02, "{found} against {expected}");
}

#[test]
fn a_balancer_moves_what_is_too_much() {
    let parts = format!(
        r#""nodes": {{"n": {{"count": 2, "capacity": 100, {NODE}, "reboot": "1s"}}}},
        "load_balancers": {{"lb": {{"balances": "n"}}}},
        "services": {{"s": {{"needs": {{"at_least": 1, "of": "n"}}, "demand": 150,
            "overload": {{"fail": "1h"}}}}}}"#
    );
    let service = &summary(&parts).services["s"];
    assert!((service.at_risk_share.mean - service.availability.mean).abs() < 1e-3, "{service:?}");
}
