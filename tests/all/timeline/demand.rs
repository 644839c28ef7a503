//! Demand, capacity, nodes that degrade: what gets an answer.
//!
//! Unless a test says otherwise: three web servers that can do 100 each, of which one is needed, and 200 is
//! asked: one may be missing.

use super::{START_S, assert_outages, down_s, hang, hit, script};
use crate::common::{history, model};
use quorate::ledger::Ledger;
use quorate::model::Model;

/// Checks that find a dead member after 4 s and a returned one after 3 s, to the millisecond.
const CHECK: &str = r#""health_check": {"interval": "1ms", "fall": 4000, "rise": 3000}"#;

/// Compiles parts with one service.
fn one(parts: &str, service: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "150h", {parts} "services": {{"s": {{{service}}}}}}}"#
    ))
}

/// Three servers to which this happens.
fn web(incidents: &[String], service: &str) -> Ledger {
    let parts =
        format!(r#""nodes": {{"web": {{"count": 3, "capacity": 100}}}}, {}"#, script(incidents));
    history(&one(&parts, service))
}

const ASKED: &str = r#""needs": {"at_least": 1, "of": "web"}, "demand": 200"#;

/// A node can do less, so many seconds after the start, for so long.
fn degrade(name: &str, after_s: f64, lasts: &str, capacity: &str) -> String {
    let at = START_S + after_s;
    format!(
        r#"{{"at": "{at}s", "hits": ["{name}"], "effect": "degrade", "capacity": {capacity}, "for": "{lasts}"}}"#
    )
}

/// Asserts for how many seconds of the mean demand a service gave no answer while it was up.
fn assert_lost(ledger: &Ledger, service: usize, lost_s: f64) {
    let found = ledger.services[service].lost / 1e9;
    assert!((found - lost_s).abs() < 1e-6, "{found} against {lost_s}");
}

#[test]
fn the_others_answer_for_one_that_is_missing() {
    let found = web(&[hit("web-2", 0.0, "1h")], ASKED);
    assert_outages(&found, &[]);
    assert_lost(&found, 0, 0.0);
}

#[test]
fn what_the_others_cannot_do_gets_no_answer() {
    // One does 100 of 200.
    let found = web(&[hit("web-1", 0.0, "1h"), hit("web-2", 0.0, "1h")], ASKED);
    assert_outages(&found, &[]);
    assert_lost(&found, 0, 1800.0);
    // From +1800 s to +3600 s.
    let found = web(&[hit("web-1", 0.0, "1h"), hit("web-3", 1800.0, "1h")], ASKED);
    assert_lost(&found, 0, 900.0);
    // One that hangs answers as little as one that is dead.
    let found = web(&[hang("web-1", 0.0, "1h"), hang("web-3", 1800.0, "1h")], ASKED);
    assert_lost(&found, 0, 900.0);
}

#[test]
fn while_the_service_is_down_that_is_downtime_and_nothing_else() {
    let service = r#""needs": {"at_least": 2, "of": "web"}, "demand": 250"#;
    let found = web(&[hit("web-1", 0.0, "1h"), hit("web-2", 1800.0, "1h")], service);
    assert_outages(&found, &[(1800.0, 1800.0)]);
    // Two do 200 of 250, from 0 to 1800 s and from 3600 s to 5400 s.
    assert_lost(&found, 0, 3600.0 * 0.2);
    assert!((found.services[0].unserved_s() - 2520.0).abs() < 1e-6);
}

#[test]
fn a_degraded_node_is_up_and_does_less() {
    // It is asked 200/3, and does 50: a quarter of its third is lost.
    let found = web(&[degrade("web-1", 0.0, "1h", "0.5")], ASKED);
    assert_outages(&found, &[]);
    assert_lost(&found, 0, 300.0);
    assert_eq!(down_s(&found), [0.0; 3]);
    assert_eq!(found.failures, [1, 0, 0]);
}

#[test]
fn several_degrades_multiply_while_both_stand() {
    // 25 of 200/3 from +1800 s to +3600 s, 50 of it before and after that.
    let events =
        [degrade("web-1", 0.0, "1h", r#""50%""#), degrade("web-1", 1800.0, "1h", r#""50%""#)];
    let found = web(&events, ASKED);
    let (one, both) = (0.25 / 3.0, (1.0 - 25.0 / (200.0 / 3.0)) / 3.0);
    assert_lost(&found, 0, 1800.0 * one + 1800.0 * both + 1800.0 * one);
    assert_eq!(found.failures, [2, 0, 0]);
}

#[test]
fn a_node_that_can_do_nothing_any_more_still_counts_as_up() {
    let found = web(&[degrade("web", 0.0, "1h", "0")], ASKED);
    assert_outages(&found, &[]);
    assert_lost(&found, 0, 3600.0);
}

#[test]
fn a_crash_does_not_end_a_degrade() {
    // Down from +1800 s to +3600 s: meanwhile the others do all. Degraded until +7200 s.
    let found = web(&[degrade("web-1", 0.0, "2h", "0.5"), hit("web-1", 1800.0, "30m")], ASKED);
    assert_lost(&found, 0, (1800.0 + 3600.0) * 0.25 / 3.0);
    // Its repair comes while it is down: it is up again, and whole.
    let found = web(&[degrade("web-1", 0.0, "1h", "0.5"), hit("web-1", 1800.0, "2h")], ASKED);
    assert_lost(&found, 0, 1800.0 * 0.25 / 3.0);
    // One that is down is degraded all the same, and back so.
    let found = web(&[hit("web-1", 0.0, "1h"), degrade("web-1", 1800.0, "1h", "0.5")], ASKED);
    assert_lost(&found, 0, 1800.0 * 0.25 / 3.0);
}

#[test]
fn the_clock_of_a_degrade_stands_still_while_its_node_is_off() {
    // It has run for 90 h when the node is off for 20 h: it strikes at 120 h, until 125 h. So does the next
    // one, whose life has begun at 125 h.
    let nodes = r#""nodes": {"web": {"capacity": 100, "faults": {"slow": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "5h"}, "effect": "degrade", "capacity": "25%"}}}},
        "script": [{"at": "90h", "hits": ["web"], "for": "20h"}],"#;
    let found = history(&one(nodes, r#""needs": "web", "demand": 50"#));
    assert_lost(&found, 0, 5.0 * 3600.0 * 0.5);
    assert_eq!(found.failures, [2], "the crash and the degrade");
    // A repair while it is off begins no new life: degraded from 100 h to 105 h, off from 104 h to 124 h.
    let nodes = nodes.replace(r#""at": "90h""#, r#""at": "104h""#);
    let nodes = nodes.replace("100h", "20h");
    // Strikes at 20, 45, 70, 95 h; the next life would end at 120 h, has run for 4 h at 104 h, and goes on
    // at 124 h: it ends at 140 h, for 5 h.
    let found = history(&one(&nodes, r#""needs": "web", "demand": 50"#));
    assert_lost(&found, 0, 5.0 * 5.0 * 3600.0 * 0.5);
    // Off from 97 h to 117 h: repaired at 100 h, it begins to live at 117 h, and strikes at 137 h.
    let nodes = nodes.replace(r#""at": "104h""#, r#""at": "97h""#);
    let found = history(&one(&nodes, r#""needs": "web", "demand": 50"#));
    assert_lost(&found, 0, (3.0 * 5.0 + 2.0 + 5.0) * 3600.0 * 0.5);
}

#[test]
fn a_shock_does_not_degrade_twice() {
    // It strikes every 50 h; the second one finds the node as the first has left it, the third is at the end.
    let text = r#""nodes": {"web": {"capacity": 100}}, "shocks": {"leak": {
        "mtbf": {"constant": "50h"}, "hits": ["web"], "effect": "degrade", "capacity": "50%",
        "mttr": {"constant": "60h"}}},"#;
    let found = history(&one(text, r#""needs": "web", "demand": 100"#));
    assert_lost(&found, 0, 60.0 * 3600.0 * 0.5);
    assert_eq!(found.failures, [1]);
}

#[test]
fn a_shock_degrades_many_and_one_repair_mends_them() {
    let text = r#""nodes": {"web": {"count": 2, "capacity": 100}}, "shocks": {"leak": {
        "mtbf": {"constant": "100h"}, "hits": ["web"], "effect": "degrade", "capacity": "50%",
        "mttr": {"constant": "10h"}, "repaired": "together"}},"#;
    let found = history(&one(text, r#""needs": {"at_least": 1, "of": "web"}, "demand": 200"#));
    assert_lost(&found, 0, 10.0 * 3600.0 * 0.5);
    assert_eq!(found.failures, [1, 1]);
}

/// Three servers behind a balancer.
fn behind(balancer: &str, incidents: &[String], demand: f64) -> Ledger {
    let parts = format!(
        r#""nodes": {{"web": {{"count": 3, "capacity": 100}}}},
        "load_balancers": {{"lb": {{"balances": "web", {CHECK} {balancer}}}}}, {}"#,
        script(incidents)
    );
    history(&one(
        &parts,
        &format!(
            r#""needs": {{"all": ["lb", {{"at_least": 1, "of": "web"}}]}}, "demand": {demand}"#
        ),
    ))
}

/// As [`assert_lost`], but each of so many checks may have come up to a millisecond early.
fn assert_nearly_lost(ledger: &Ledger, lost_s: f64, checks: u32) {
    let found = ledger.services[0].lost / 1e9;
    let most = f64::from(checks) * 1e-3 + 1e-6;
    assert!((found - lost_s).abs() <= most, "{found} against {lost_s}");
}

#[test]
fn behind_a_balancer_the_others_answer_once_it_has_noticed() {
    let found = behind("", &[hit("web-1", 0.0, "1h")], 200.0);
    assert_nearly_lost(&found, 4.0 / 3.0, 1);
    // From +4 s to +3603 s two do 200 of 240; before and after that each of them does its 80.
    let found = behind("", &[hit("web-1", 0.0, "1h")], 240.0);
    assert_nearly_lost(&found, 4.0 / 3.0 + 3599.0 / 6.0, 2);
}

#[test]
fn weights_may_overload_one_and_spare_the_others() {
    // web-1 is asked 120, the others 60 each.
    let weights = r#", "algorithm": "weighted", "weights": {"web-1": 2}"#;
    let found = behind(weights, &[], 240.0);
    assert_nearly_lost(&found, 150.0 * 3600.0 * 20.0 / 240.0, 0);
}

#[test]
fn least_connections_share_by_what_members_can_do_now() {
    // 50, 100 and 100: 40, 80 and 80 are asked.
    let event = [degrade("web-1", 0.0, "1h", "0.5")];
    let found = behind(r#", "algorithm": "least_connections""#, &event, 200.0);
    assert_nearly_lost(&found, 0.0, 0);
    let found = behind("", &event, 200.0);
    assert_nearly_lost(&found, 300.0, 0);
    // A member that can do nothing is asked nothing; 100 each.
    let event = [degrade("web-1", 0.0, "1h", "0")];
    let found = behind(r#", "algorithm": "least_connections""#, &event, 200.0);
    assert_nearly_lost(&found, 0.0, 0);
}

#[test]
fn what_one_tier_does_not_answer_is_not_asked_of_the_next() {
    let incidents = [hit("web-1", 0.0, "1h"), hit("web-2", 0.0, "1h")];
    let parts = |web: &str| {
        format!(
            r#""nodes": {{"web": {{"count": 3, "capacity": {web}}}, "db": {{"capacity": 150}}}}, {}"#,
            script(&incidents)
        )
    };
    // The database does 150 of 200; with one web server it is asked 100, and does them.
    let service = r#""needs": {"all": [{"at_least": 1, "of": "web"}, "db"]}, "demand": 200"#;
    let found = history(&one(&parts("100"), service));
    assert_lost(&found, 0, (150.0 * 3600.0 - 3600.0) * 0.25 + 3600.0 * 0.5);
    // In the other order it is the same: the lesser of both decides.
    let service = r#""needs": {"all": ["db", {"at_least": 1, "of": "web"}]}, "demand": 200"#;
    let found = history(&one(&parts("100"), service));
    assert_lost(&found, 0, (150.0 * 3600.0 - 3600.0) * 0.25 + 3600.0 * 0.5);
}

#[test]
fn what_is_named_twice_is_asked_once() {
    // The cluster's members are those of the list.
    let parts = r#""nodes": {"web": {"count": 3, "capacity": 100}},
        "clusters": {"farm": {"members": ["web"], "mode": "active_active"}},"#;
    for needs in [
        r#"{"all": ["farm", {"at_least": 1, "of": "web"}]}"#,
        r#"{"all": ["web-1", "farm"]}"#,
        r#"{"all": ["web-2", {"at_least": 2, "of": "web"}]}"#,
    ] {
        let found = history(&one(parts, &format!(r#""needs": {needs}, "demand": 400"#)));
        assert_lost(&found, 0, 150.0 * 3600.0 * 0.25);
    }
}

#[test]
fn sides_share_the_demand_while_both_hold() {
    // Each side has two servers that can do 100 each, and needs both; 300 is asked.
    let parts = |incident: String| {
        format!(
            r#""nodes": {{"east": {{"count": 2, "capacity": 100}}, "west": {{"count": 2, "capacity": 100}},
            "back": {{}}}}, {}"#,
            script(&[incident])
        )
    };
    let service = r#""needs": {"any": [{"at_least": 2, "of": "east"},
        {"all": [{"at_least": 2, "of": "west"}, "back"]}]}, "demand": 300"#;
    for who in ["east-1", "west-2", "back"] {
        // The other side does 200 of 300.
        let found = history(&one(&parts(hit(who, 0.0, "1h")), service));
        assert_outages(&found, &[]);
        assert_lost(&found, 0, 1200.0);
    }
}

#[test]
fn a_node_that_has_taken_over_is_asked_for_both() {
    // Each can do 100, and is asked 60 until a crashes. b has both from +40 s on, and keeps them: it does 100
    // of 120, whoever asks.
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{"a": {{"capacity": 100}}, "b": {{"capacity": 100}}}},
        "clusters": {{"x": {{"members": ["a", "b"], "mode": "active_passive"}},
            "y": {{"members": ["b", "a"], "mode": "active_passive"}}}}, {}
        "services": {{"s": {{"needs": "x", "demand": 60}}, "t": {{"needs": "y", "demand": 60}},
            "u": {{"needs": "y"}}}}}}"#,
        script(&[hit("a", 0.0, "1h")])
    );
    let found = history(&model(&text));
    assert_outages(&found, &[(0.0, 40.0)]);
    assert_lost(&found, 0, (50.0 * 3600.0 - 40.0) / 6.0);
    assert_lost(&found, 1, (50.0 * 3600.0 - 40.0) / 6.0);
    // Who says nothing of demand loses nothing.
    assert_lost(&found, 2, 0.0);
}

#[test]
fn members_that_serve_share_what_is_asked_of_a_cluster() {
    // Two of three serve; while the instance of a is served by nobody the other is asked 150, and does 100.
    let parts = format!(
        r#""nodes": {{"n": {{"count": 3, "capacity": 100}}}}, "clusters": {{"c": {{"members": ["n"],
        "mode": "active_passive", "active": 2, "needs": 1}}}}, {}"#,
        script(&[hit("n-1", 0.0, "1h")])
    );
    let found = history(&one(&parts, r#""needs": "c", "demand": 150"#));
    assert_outages(&found, &[]);
    assert_lost(&found, 0, 40.0 / 3.0);
}

/// 50 until eight, then 200 until eight in the evening, then 100: 3200 a day.
const DAY: &str = r#""demand": {"daily": [50, 50, 50, 50, 50, 50, 50, 50, 200, 200, 200, 200, 200, 200, 200,
    200, 200, 200, 200, 200, 100, 100, 100, 100]}"#;

/// One server that can do 100, to which this happens in two days and six hours.
fn daily(capacity: &str, warmup: &str, script: &str) -> Ledger {
    history(&model(&format!(
        r#"{{"quorate": 1, "warmup": "{warmup}", "horizon": "54h", "nodes": {{"n": {{{capacity}}}}},
        "script": [{script}], "services": {{"s": {{"needs": "n", {DAY}}}}}}}"#
    )))
}

/// What is asked an hour on average in two days and six hours.
const MEAN: f64 = (2.0 * 3200.0 + 6.0 * 50.0) / 54.0;

#[test]
fn each_hour_counts_by_what_is_asked_in_it() {
    // 100 of 200 for twelve hours on each of two days; a trial begins at midnight, whatever the warm-up.
    for warmup in ["0s", "5h", "30h20m", "24h"] {
        let found = daily(r#""capacity": 100"#, warmup, "");
        assert_lost(&found, 0, 24.0 * 100.0 / MEAN * 3600.0);
        let share = 1.0 - found.services[0].unserved_s() / (54.0 * 3600.0);
        assert!((share - (1.0 - 2400.0 / 6700.0)).abs() < 1e-12, "{share}");
    }
}

#[test]
fn an_outage_costs_what_is_asked_meanwhile() {
    for (at, asked) in [("2h", 50.0), ("7h30m", 125.0), ("19h30m", 150.0), ("47h30m", 75.0)] {
        let event = format!(r#"{{"at": "{at}", "hits": ["n"], "for": "1h"}}"#);
        let found = daily("", "7h", &event);
        assert_lost(&found, 0, 0.0);
        let down = found.services[0].asked_down.unwrap() / 1e9;
        assert!((down - asked / MEAN * 3600.0).abs() < 1e-6, "{at}: {down}");
        assert!((found.services[0].unserved_s() - down).abs() < 1e-9);
    }
}

#[test]
fn a_degrade_costs_only_in_the_hours_in_which_it_is_too_much() {
    // Half of 200 from 6:00 to 10:00: only the two hours from 8:00 on are too much.
    let event = r#"{"at": "6h", "hits": ["n"], "effect": "degrade", "capacity": 0.5, "for": "4h"}"#;
    let found = daily(r#""capacity": 200"#, "0s", event);
    assert_lost(&found, 0, 2.0 * 100.0 / MEAN * 3600.0);
}
