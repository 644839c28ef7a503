//! Processes that die on a node that lives, and stops that fail.

use super::{
    PAIR, SAN, START_S, Scene, assert_outage, assert_outages, causes, cut, fails, hang, hit, kill,
    phase_s, play, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

/// A node whose processes die after so long each.
fn dies(name: &str, after_s: &[u32]) -> String {
    let fault = |(i, s): (usize, &u32)| {
        format!(r#""app{i}": {{"mtbf": {{"constant": "{s}s"}}, "effect": "process"}}"#)
    };
    let faults: Vec<String> = after_s.iter().enumerate().map(fault).collect();
    format!(r#""{name}": {{"faults": {{{}}}}}"#, faults.join(", "))
}

const AT_ONCE: &str = r#""quorum": {"policy": "none"}, "monitor": {"interval": "0s"}"#;

#[test]
fn a_dead_process_is_restarted_in_place() {
    let nodes = format!(r#"{}, "b": {{}}"#, dies("a", &[360_000]));
    let found = play(&Scene { nodes: &nodes, cluster: AT_ONCE, ..PAIR });
    assert_outage(&found, 0.0, 30.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(found.failures[0], 1);
    assert_eq!(found.component_down()[0], 0, "the node lives");
}

#[test]
fn it_is_noticed_within_the_interval_of_the_monitor() {
    let nodes = format!(r#"{}, "b": {{}}"#, dies("a", &[360_000]));
    let cluster = r#""quorum": {"policy": "none"}, "monitor": {"interval": "1m", "restart": "5s"}"#;
    let found = play(&Scene { nodes: &nodes, cluster, ..PAIR });
    let noticed = phase_s(&found, Phase::Detection);
    assert!(noticed > 0.0 && noticed < 60.0, "{noticed}");
    assert_outage(&found, 0.0, noticed + 5.0);
}

#[test]
fn a_second_failure_within_an_hour_moves_the_instance() {
    let nodes = format!(r#"{}, "b": {{}}"#, dies("a", &[360_000, 360_600]));
    let found = play(&Scene { nodes: &nodes, cluster: AT_ONCE, ..PAIR });
    assert_eq!(outages_s(&found), [(START_S, 30.0), (START_S + 600.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(counted(&found, Count::FailedFailover), 0);
}

#[test]
fn an_hour_without_a_failure_forgets_those_before() {
    let nodes = format!(r#"{}, "b": {{}}"#, dies("a", &[360_000, 363_601]));
    let found = play(&Scene { nodes: &nodes, cluster: AT_ONCE, ..PAIR });
    assert_eq!(outages_s(&found), [(START_S, 30.0), (START_S + 3601.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn without_restarts_the_first_failure_moves_it_and_a_person_mends_the_member() {
    // b serves from +30 s and crashes at +2000 s; a, mended at +1800 s, is noticed to be needed at
    // +2010 s.
    let nodes = format!("{}, {}", dies("a", &[360_000]), fails("b", "362000s", "10h"));
    let cluster = r#""quorum": {"policy": "none"}, "monitor": {"interval": "0s", "attempts": 0}"#;
    let found = play(&Scene { nodes: &nodes, cluster, ..PAIR });
    assert_eq!(outages_s(&found), [(START_S, 30.0), (START_S + 2000.0, 40.0)]);
}

#[test]
fn a_passive_member_has_no_process_to_lose() {
    let nodes = format!(r#""a": {{}}, {}"#, dies("b", &[360_000]));
    let found = play(&Scene { nodes: &nodes, cluster: AT_ONCE, ..PAIR });
    assert_eq!(outages_s(&found), []);
}

#[test]
fn a_crash_during_the_restart_is_a_crash() {
    let nodes = r#""a": {"faults": {
        "app": {"mtbf": {"constant": "100h"}, "effect": "process"},
        "crash": {"mtbf": {"constant": "360010s"}, "mttr": {"constant": "10h"}}}}, "b": {}"#;
    let found = play(&Scene { nodes, cluster: AT_ONCE, ..PAIR });
    assert_outage(&found, 0.0, 10.0 + 10.0 + 30.0);
}

#[test]
fn a_stop_that_fails_waits_for_a_person() {
    // a loses its disk; noticed at +10 s, its stop has failed at +15 s; a person has done it at +1815 s.
    let others = r#""disks": {"san": {}}, "links": {
        "path-a": {"between": ["a", "san"], "carries": ["storage"]},
        "path-b": {"between": ["b", "san"], "carries": ["storage"]}},
        "script": [{"at": "100h", "hits": ["path-a"], "for": "10h"}],"#;
    let cluster = format!(r#"{SAN}, "quorum": {{"policy": "none"}}, "stop_success": 0"#);
    let found = play(&Scene { others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 1815.0 + 30.0);
}

#[test]
fn who_cannot_be_stopped_serves_beside_the_majority() {
    // Without quorum at +10 s, a should have stopped at +15 s; a person does it at +1815 s. b serves from
    // +40 s.
    let bc = r#""bc": {"between": ["b", "c1"], "carries": ["heartbeat"]}"#;
    let links = format!("{}, {}, {bc}", cut("ab", "a", "b", "1h"), cut("ac", "a", "c1", "1h"));
    let others = format!(r#""links": {{{links}}}, "disks": {{"san": {{}}}},"#);
    let cluster = format!(r#"{SAN}, "stop_success": 0, "split_brain": {{"corrupts": 0}}"#);
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "c1": {}"#,
        members: r#""a", "b", "c1""#,
        others: &others,
        cluster: &cluster,
        ..PAIR
    });
    assert_eq!(found.clusters[0].split_brain, 1_775_000_000_000);
}

#[test]
fn a_person_brings_nothing_up_that_is_being_restarted() {
    // a has had two failures by +600 s and is mended at +2400 s; b, which serves from +630 s, is just then
    // restarting what died at +2380 s.
    let nodes = format!("{}, {}", dies("a", &[360_000, 360_600]), dies("b", &[362_380]));
    let found = play(&Scene { nodes: &nodes, cluster: AT_ONCE, ..PAIR });
    let starts: Vec<(f64, f64)> = [0.0, 600.0, 2380.0].map(|s| (START_S + s, 30.0)).into();
    assert_eq!(outages_s(&found), starts);
    assert_eq!(counted(&found, Count::DualActive), 0);
}

#[test]
fn the_script_can_kill_what_a_node_runs() {
    let others = script(&[kill("a", 0.0)]);
    let scene = Scene { others: &others, cluster: AT_ONCE, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 30.0);
    assert_eq!(causes(&scene, &found), ["script.a"]);
    assert_eq!((found.failures[0], found.component_down()[0]), (1, 0));
}

#[test]
fn a_shock_kills_what_runs_wherever_it_hits() {
    // b runs nothing, and has nothing to lose.
    let others = r#""shocks": {"push": {"mtbf": {"constant": "100h"}, "hits": ["a", "b"],
        "effect": "process"}},"#;
    let scene = Scene { others, cluster: AT_ONCE, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 30.0);
    assert_eq!(causes(&scene, &found), ["push"]);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn a_bad_push_to_every_member_stops_all_that_serve() {
    let others = r#""shocks": {"push": {"mtbf": {"constant": "100h"}, "hits": ["a", "b"],
        "effect": "process", "together": true}},"#;
    let cluster = r#""mode": "active_active", "monitor": {"interval": "0s", "restart": "20s"}"#;
    let found = play(&Scene { others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 20.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 20.0);
}

#[test]
fn a_shock_that_kills_counts_towards_a_move() {
    // The second within an hour moves the instance; what b runs dies of the third, and is restarted.
    let others = script(&[kill("a", 0.0), kill("a", 600.0), kill("b", 1200.0)]);
    let found = play(&Scene { others: &others, cluster: AT_ONCE, ..PAIR });
    assert_outages(&found, &[(0.0, 30.0), (600.0, 30.0), (1200.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failover), 1);
}

#[test]
fn nothing_dies_twice_nor_on_who_is_off_or_silent() {
    // The second kill finds a restart under way; the third a node that hangs, the fourth one that is off.
    let others = script(&[
        kill("a", 0.0),
        kill("a", 10.0),
        hang("a", 7200.0, "5s"),
        kill("a", 7202.0),
        hit("b", 10_000.0, "1h"),
        kill("b", 10_001.0),
    ]);
    let found = play(&Scene { others: &others, cluster: AT_ONCE, ..PAIR });
    assert_outages(&found, &[(0.0, 30.0), (7200.0, 5.0)]);
    assert_eq!(found.failures, [3, 1], "two kills and the hang; the crash");
}
