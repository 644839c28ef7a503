//! Members that crash because they are asked too much.
//!
//! They do after an exponential time of a millisecond on average, so that a crash has one right moment to a
//! few hundredths of a second. Unless a test says otherwise: two servers that can do 100 each, of which one
//! is needed, and 150 is asked; a node reboots in 2 min.

use super::{START_S, hang, hit, script};
use crate::common::{history, model, outages_s};
use quorate::ledger::Ledger;
use quorate::model::Model;

/// Nobody waits longer for a crash, but once in e^30 times.
const SOON_S: f64 = 0.03;

const CHECK: &str = r#""health_check": {"interval": "1ms", "fall": 4000, "rise": 3000}"#;

const FAIL: &str = r#""overload": {"fail": "1ms"}"#;

fn stage(parts: &str, incidents: &[String], service: &str) -> Model {
    let script = script(incidents);
    model(&format!(
        r#"{{"quorate": 1, "horizon": "101h", "nodes": {{"a": {{"capacity": 100}}, "b": {{"capacity": 100}}}},
        {parts} {script} "services": {{"s": {{{service}}}}}}}"#
    ))
}

fn pair(incidents: &[String], asked: &str) -> Ledger {
    let service = format!(r#""needs": {{"at_least": 1, "of": ["a", "b"]}}, {asked}"#);
    history(&stage("", incidents, &service))
}

/// Asserts when outages began and ended, to the time that crashes take.
fn assert_about(ledger: &Ledger, outages: &[(f64, f64)]) {
    assert_about_first(ledger, outages);
    assert_eq!(ledger.outages.len(), outages.len());
}

/// Asserts of the first outages when they began and ended.
fn assert_about_first(ledger: &Ledger, outages: &[(f64, f64)]) {
    let found = outages_s(ledger);
    let first = found.iter().take(outages.len());
    let found: Vec<_> = first.map(|(at, s)| (at - START_S, *s)).collect();
    let near = |((at, s), (want_at, want_s)): (&(f64, f64), &(f64, f64))| {
        (at - want_at).abs() < SOON_S && (s - want_s).abs() < SOON_S
    };
    let all = found.len() == outages.len() && found.iter().zip(outages).all(near);
    assert!(all, "{found:?} against {outages:?}");
}

#[test]
fn who_is_left_crashes_in_its_turn() {
    // a is gone for 90 s; b crashes under 150, and is back at +120 s, when a has been crashed by 150 since it
    // came back. They never meet again.
    let found = pair(&[hit("a", 0.0, "90s")], &format!(r#""demand": 150, {FAIL}"#));
    let turns = [0.0, 90.0, 120.0, 210.0, 240.0, 330.0, 360.0];
    let outages = turns.windows(2).map(|at| (at[0], at[1] - at[0]));
    assert_about_first(&found, &outages.collect::<Vec<_>>());
    // Each of them crashes every 2 min until the end.
    assert!(found.failures[0] > 28 && found.failures[1] > 28, "{:?}", found.failures);
    assert!((found.services[0].down as f64 / 1e9 - 3600.0).abs() < 1.0);
}

#[test]
fn an_outage_by_overload_is_put_down_to_it() {
    let asked = format!(r#""demand": 150, {FAIL}"#);
    let service = format!(r#""needs": {{"at_least": 1, "of": ["a", "b"]}}, {asked}"#);
    let stage = stage("", &[hit("a", 0.0, "10m")], &service);
    let found = history(&stage);
    let cause = |o: &quorate::ledger::Outage| stage.causes[o.cause as usize].name.clone();
    assert!(found.outages.iter().all(|o| cause(o) == "s.overload"));
    // The crashes are failures of the members.
    assert_eq!(found.failures.iter().sum::<u32>() as usize, found.outages.len() + 1);
}

#[test]
fn who_can_do_it_goes_on() {
    for asked in [r#""demand": 100"#, r#""demand": 99.9"#] {
        let found = pair(&[hit("a", 0.0, "10m")], &format!("{asked}, {FAIL}"));
        assert_about(&found, &[]);
        assert_eq!(found.failures, [1, 0]);
    }
    // Three thirds of 0.3 are no more than 0.1 each, whatever the rounding.
    let text = format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": 3, "capacity": 0.1}}}}, "services": {{"s": {{
        "needs": {{"at_least": 1, "of": "n"}}, "demand": 0.3, {FAIL}}}}}}}"#
    );
    assert_eq!(history(&model(&text)).failures, [0, 0, 0]);
}

#[test]
fn who_sheds_goes_on_too() {
    for asked in [r#""demand": 150"#, r#""demand": 150, "overload": "shed""#] {
        let found = pair(&[hit("a", 0.0, "10m")], asked);
        assert_about(&found, &[]);
        assert!((found.services[0].lost / 1e9 - 200.0).abs() < 1e-6);
    }
}

#[test]
fn what_is_over_before_it_has_crashed_anybody_is_forgotten() {
    let found = pair(&[hit("a", 0.0, "10m")], r#""demand": 150, "overload": {"fail": "400y"}"#);
    assert_about(&found, &[]);
    assert!((found.services[0].lost / 1e9 - 200.0).abs() < 1e-6, "until then it does what it can");
}

#[test]
fn from_the_start_if_it_is_too_much_from_the_start() {
    // Both crash at once, and come back together for as long as that takes.
    let found = pair(&[], &format!(r#""demand": 250, {FAIL}"#));
    let (first, lasts) = outages_s(&found)[0];
    assert!(first < SOON_S && (lasts - 120.0).abs() < SOON_S);
}

#[test]
fn a_balancer_moves_the_share_when_it_has_noticed() {
    // a is out at +4 s: until then b is asked 75.
    let parts = format!(
        r#""clusters": {{"farm": {{"members": ["a", "b"], "mode": "active_active"}}}},
        "load_balancers": {{"lb": {{"balances": "farm", {CHECK}}}}},"#
    );
    let service = format!(r#""needs": {{"all": ["lb", "farm"]}}, "demand": 150, {FAIL}"#);
    let found = history(&stage(&parts, &[hit("a", 0.0, "1h")], &service));
    let (at, lasts) = outages_s(&found)[0];
    assert!((at - START_S - 4.0).abs() < SOON_S && (lasts - 120.0).abs() < SOON_S);
    // b is up again at +124 s, out at +8 s, and in at +127 s; then it crashes again.
    let (at, _) = outages_s(&found)[1];
    assert!((at - START_S - 127.0).abs() < SOON_S, "{at}");
    // Back before that: nothing has moved.
    let found = history(&stage(&parts, &[hit("a", 0.0, "3900ms")], &service));
    assert_eq!(outages_s(&found), []);
    // One that hangs does nothing, and does not crash of it: b has its share from +4 s to +63 s.
    let service = service.replace("150", "100");
    let found = history(&stage(&parts, &[hang("a", 0.0, "60s")], &service));
    assert_eq!((outages_s(&found), &found.failures[..2]), (Vec::new(), &[1, 0][..]));
}

#[test]
fn a_degraded_node_crashes_under_its_share() {
    // 75 is too much for half of a; then 150 for b.
    let slow = format!(
        r#"{{"at": "{START_S}s", "hits": ["a"], "effect": "degrade", "capacity": 0.5, "for": "1m"}}"#
    );
    let found = pair(std::slice::from_ref(&slow), &format!(r#""demand": 150, {FAIL}"#));
    let (at, _) = outages_s(&found)[0];
    assert!((at - START_S).abs() < SOON_S);
    // The degrade is over when a is back: 75 are not too much for it, but b is not there.
    assert!(found.failures[0] > 2);
    let found = pair(&[slow], &format!(r#""demand": 100, {FAIL}"#));
    assert_about(&found, &[]);
    assert_eq!(found.failures, [1, 0], "50 are not too much for half of it");
}

#[test]
fn a_crash_by_overload_is_one_to_the_cluster_too() {
    // a serves, and crashes under 150; b has it at +40 s, crashes, and a, back at +120 s, is a member again at
    // +122 s and has it at +152 s, for b has been lost at +50 s.
    let parts = r#""clusters": {"c": {"members": ["a", "b"], "mode": "active_passive",
        "quorum": {"policy": "none"}}},"#;
    let slow = |after_s: f64| {
        let at = START_S + after_s;
        format!(
            r#"{{"at": "{at}s", "hits": ["a", "b"], "effect": "degrade", "capacity": 0.5, "for": "155s"}}"#
        )
    };
    let service = format!(r#""needs": "c", "demand": 80, {FAIL}"#);
    let found = history(&stage(parts, &[slow(0.0)], &service));
    // At +40 s b serves for a moment, at +152 s a does; back at +272 s it is not degraded any more. b is back
    // at +160 s, and starts it at +162 s, when a has been lost: detection at +162 s, and 30 s.
    assert_about(&found, &[(0.0, 40.0), (40.0, 112.0), (152.0, 40.0)]);
    assert_eq!(found.failures, [3, 2]);
}

/// A day on which 150 is asked from 12:00 to 13:00, and 50 otherwise.
const NOON: &str = r#""demand": {"daily": [50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 150, 50, 50, 50,
    50, 50, 50, 50, 50, 50, 50, 50]}"#;

/// Plays two days in which a is gone for as long.
fn noon(warmup: &str, from: &str, lasts: &str, mean: &str) -> Vec<(f64, f64)> {
    let text = format!(
        r#"{{"quorate": 1, "warmup": "{warmup}", "horizon": "2d",
        "nodes": {{"a": {{"capacity": 100}}, "b": {{"capacity": 100}}}},
        "script": [{{"at": "{from}", "hits": ["a"], "for": "{lasts}"}}],
        "services": {{"s": {{"needs": {{"at_least": 1, "of": ["a", "b"]}}, {NOON},
            "overload": {{"fail": "{mean}"}}}}}}}}"#
    );
    outages_s(&history(&model(&text)))
}

#[test]
fn it_crashes_in_the_hours_in_which_it_is_too_much() {
    // b crashes at 12:00, and every 2 min until 13:00.
    for warmup in ["0s", "5h", "29h10m"] {
        let found = noon(warmup, "10h", "4h", "1ms");
        assert_eq!(found.len(), 30);
        for (k, (at, lasts)) in (0..).zip(&found) {
            let want = 12.0 * 3600.0 + 120.0 * f64::from(k);
            assert!((at - want).abs() < 1.0 && (lasts - 120.0).abs() < SOON_S, "{at} {lasts}");
        }
    }
    // Gone from 13:00 to 12:00 on the next day: never too much.
    assert_eq!(noon("0s", "13h", "23h", "1ms"), []);
    // Gone in the middle of it.
    let found = noon("0s", "12h30m", "1m", "1ms");
    assert!((found[0].0 - 12.5 * 3600.0).abs() < SOON_S);
    // Gone all the time: twice.
    assert_eq!(noon("7h", "0s", "48h", "1ms").len(), 60);
}

#[test]
fn the_clock_of_an_overload_stands_still_in_the_other_hours() {
    // Half of them crash within the hour at a mean of an hour over ln 2; if it ran all the time nearly all
    // would in the 4 h for which a is gone.
    let text = format!(
        r#"{{"quorate": 1, "horizon": "1d", "nodes": {{"a": {{"capacity": 100}}, "b": {{"capacity": 100,
        "reboot": "1d"}}}}, "script": [{{"at": "10h", "hits": ["a"], "for": "4h"}}],
        "services": {{"s": {{"needs": {{"at_least": 1, "of": ["a", "b"]}}, {NOON},
            "overload": {{"fail": "86.5617m"}}}}}}}}"#
    );
    let study = crate::common::study(&model(&text), 20_000);
    let failures = &study.tally.components[1].failures;
    crate::common::assert_near("crashes", failures, 0.5, 0.01);
}
