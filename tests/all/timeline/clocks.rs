//! Failure clocks: when they run, how fast, and how old a component is.

use super::{
    PAIR, SAN, START_S, Scene, assert_outages, cut_pair, down_s, hit, play, play_parts, script,
};
use crate::common::{history, model, outages_s};

/// One node whose fault has these settings, and a script that takes it down for 10 h after 50 h.
fn lone(fault: &str, incidents: &str) -> Vec<(f64, f64)> {
    let text = format!(
        r#""nodes": {{"a": {{"faults": {{"f": {{{fault}}}}}}}}}, "script": [{incidents}],"#
    );
    let hour = 3600.0;
    let found = outages_s(&play_parts(&text, r#""a""#, "300h"));
    found.iter().map(|(at, s)| (at / hour, s / hour)).collect()
}

const LIFE: &str = r#""mtbf": {"constant": "100h"}, "mttr": {"constant": "1h"}"#;
const OFF: &str = r#"{"at": "50h", "hits": ["a"], "for": "10h"}"#;

#[test]
fn a_clock_stands_still_while_its_component_is_off_or_not() {
    let found = lone(LIFE, OFF);
    assert_eq!(found, [(50.0, 10.0), (110.0, 1.0), (211.0, 1.0)]);
    let found = lone(&format!(r#"{LIFE}, "while": "operating""#), OFF);
    assert_eq!(found, [(50.0, 10.0), (110.0, 1.0), (211.0, 1.0)]);
    let found = lone(&format!(r#"{LIFE}, "while": "always""#), OFF);
    assert_eq!(found, [(50.0, 10.0), (100.0, 1.0), (201.0, 1.0)]);
}

#[test]
fn a_clock_that_always_runs_strikes_while_the_component_is_off() {
    // It strikes at 100 h, while a is off from 95 h to 105 h, and is repaired at 101 h.
    let off = r#"{"at": "95h", "hits": ["a"], "for": "10h"}"#;
    let found = lone(&format!(r#"{LIFE}, "while": "always""#), off);
    assert_eq!(found, [(95.0, 10.0), (201.0, 1.0)]);
}

#[test]
fn a_clock_stands_still_during_a_reboot() {
    // b is shot at +25 s, off until +145 s. Its own fault strikes 105 h into its life.
    for (runs, late) in [("operating", 120.0), ("always", 0.0)] {
        let text = format!(
            r#"{{"quorate": 1, "horizon": "150h", "nodes": {{"a": {{}}, "b": {{"faults": {{"f": {{
            "mtbf": {{"constant": "105h"}}, "mttr": {{"constant": "1h"}}, "while": "{runs}"}}}}}}}}, {}
            "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive", {SAN},
            "fencing": {{"delay": {{"a": "5s"}}}}}}}}, "services": {{"s": {{"needs": "b"}}}}}}"#,
            cut_pair("1h")
        );
        let found = history(&model(&text));
        let second = 5.0 * 3600.0 + late;
        // The hour at b includes no reboot; a shoots it again at +25 s after this crash.
        assert_eq!(outages_s(&found)[0], (START_S + 25.0, 120.0));
        assert_eq!(outages_s(&found)[1], (START_S + second, 3600.0), "{runs}");
    }
}

#[test]
fn a_component_may_be_old_at_the_start() {
    let found = lone(&format!(r#"{LIFE}, "age": "40h""#), "");
    assert_eq!(found, [(60.0, 1.0), (161.0, 1.0), (262.0, 1.0)]);
}

#[test]
fn a_component_found_long_after_it_was_installed_fails_within_one_life() {
    let found = lone(&format!(r#"{LIFE}, "age": "steady""#), "");
    let first = found[0].0;
    assert!(first > 0.0 && first < 100.0, "{first}");
    assert!((found[1].0 - first - 101.0).abs() < 1e-6, "then it is new");
}

#[test]
fn two_faults_run_side_by_side() {
    // One every 100 h up; the other's clock stands still while the first is repaired.
    let text = r#""nodes": {"a": {"faults": {
        "f": {"mtbf": {"constant": "100h"}, "mttr": {"constant": "1h"}},
        "g": {"mtbf": {"constant": "150h"}, "mttr": {"constant": "2h"}}}}},"#;
    let found = play_parts(text, r#""a""#, "210h");
    let hour = 3600.0;
    let expected = [(100.0, 1.0), (151.0, 2.0), (203.0, 1.0)];
    assert_eq!(outages_s(&found), expected.map(|(at, s)| (at * hour, s * hour)));
}

/// A pair of which a crashes after 40 h for an hour, and b has this life and wear.
fn worn(mtbf: &str, wear: f64, cluster: &str, horizon: &str) -> Vec<(f64, f64)> {
    let nodes = format!(
        r#""a": {{}}, "b": {{"standby_wear": {wear}, "mtbf": {{"constant": "{mtbf}"}},
        "mttr": {{"constant": "1h"}}}}"#
    );
    let others = r#""script": [{"at": "40h", "hits": ["a"], "for": "1h"}],"#;
    let cluster = format!(r#""quorum": {{"policy": "none"}}{cluster}"#);
    outages_s(&play(&Scene { nodes: &nodes, others, cluster: &cluster, horizon, ..PAIR }))
}

#[test]
fn a_standby_wears_at_its_own_pace() {
    // Until it begins to start, at 40 h and 10 s, it has worn 20 h and 5 s of its 50 h.
    let found = worn("50h", 0.5, "", "75h");
    let hour = 3600.0;
    assert_eq!(found[0], (40.0 * hour, 40.0));
    assert_eq!(found[1].0, 70.0 * hour + 5.0);
}

#[test]
fn a_cold_standby_does_not_wear() {
    let found = worn("10h", 0.0, "", "52h");
    assert_eq!(found[1].0, 50.0 * 3600.0 + 10.0);
}

#[test]
fn a_warm_standby_wears_like_the_holder() {
    let found = worn("45h", 1.0, "", "46h");
    assert_eq!(found[1].0, 45.0 * 3600.0);
}

#[test]
fn after_failback_the_standby_wears_slowly_again() {
    // b works from 40 h and 10 s until a is back for ten minutes, 41 h and 602 s: it has worn 21 h and 597 s
    // of 50 h. The rest, 29 h less 597 s, takes twice as long. Passive, it takes nothing down.
    let failback = r#", "failback": {"policy": "auto"}"#;
    let nodes = r#""a": {}, "b": {"standby_wear": 0.5, "mtbf": {"constant": "50h"},
        "mttr": {"constant": "1h"}}"#;
    let others = r#""script": [{"at": "40h", "hits": ["a"], "for": "1h"}],"#;
    let cluster = format!(r#""quorum": {{"policy": "none"}}{failback}"#);
    let hour = 3600;
    let at = 41 * hour + 602 + 2 * (29 * hour - 597);
    for (more, failures) in [(-1, 0), (1, 1)] {
        let horizon = format!("{}s", at + more);
        let found = play(&Scene { nodes, others, cluster: &cluster, horizon: &horizon, ..PAIR });
        assert_eq!(found.failures[1], failures, "{horizon}");
    }
}

#[test]
fn a_standby_that_is_off_does_not_wear() {
    // b is off from 10 h to 20 h, so it has worn half of 30 h and 10 s when it takes over.
    let nodes = r#""a": {}, "b": {"standby_wear": 0.5, "mtbf": {"constant": "50h"},
        "mttr": {"constant": "1h"}}"#;
    let others = r#""script": [{"at": "10h", "hits": ["b"], "for": "10h"},
        {"at": "40h", "hits": ["a"], "for": "100h"}],"#;
    let found = play(&Scene { nodes, others, horizon: "76h", ..PAIR });
    let fails_at = 40 * 3600 + 10 + 50 * 3600 - (15 * 3600 + 5);
    assert_eq!(outages_s(&found)[1].0, f64::from(fails_at));
}

#[test]
fn what_a_shot_ends_is_not_what_a_script_began() {
    // a crashes at +0 s for 60 s and is shot: it boots until +145 s, and its life of 200 h ends that much
    // later.
    let nodes = r#""a": {"mtbf": {"constant": "200h"}, "mttr": {"constant": "1h"}}, "b": {}"#;
    let others = script(&[hit("a", 0.0, "60s")]);
    let found = play(&Scene {
        nodes,
        others: &others,
        cluster: r#""fencing": {}"#,
        horizon: "250h",
        ..PAIR
    });
    assert_outages(&found, &[(0.0, 55.0)]);
    assert_eq!(down_s(&found)[0], 145.0 + 3600.0);
}
