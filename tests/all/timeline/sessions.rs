//! Sessions: who holds them, and when they are lost.
//!
//! Unless a test says otherwise there are 10 000, at two nodes of which one is needed.

use super::{PAIR, SAN, START_S, Scene, hang, hit, script};
use crate::common::{history, model};
use quorate::ledger::Ledger;

const CHECK: &str = r#""health_check": {"interval": "1ms", "fall": 4000, "rise": 3000}"#;

/// Plays 150 h of these parts and returns how many sessions were lost.
fn lost(parts: &str, needs: &str, store: &str, incidents: &[String]) -> f64 {
    let ledger = history(&model(&format!(
        r#"{{"quorate": 1, "horizon": "150h", {parts} {}
        "services": {{"s": {{"needs": {needs}, "sessions": {{"concurrent": 10000, "store": {store}}}}}}}}}"#,
        script(incidents)
    )));
    count(&ledger)
}

fn count(ledger: &Ledger) -> f64 {
    ledger.services[0].sessions_lost as f64 / 1e6
}

/// Two web servers, without anything in front of them.
fn pair(store: &str, incidents: &[String]) -> f64 {
    let parts = r#""nodes": {"web": {"count": 2}},"#;
    lost(parts, r#"{"at_least": 1, "of": "web"}"#, store, incidents)
}

const LOCAL: &str = r#""local""#;

#[test]
fn a_crash_takes_the_share_of_its_node() {
    assert_eq!(pair(LOCAL, &[hit("web-1", 0.0, "1h")]), 5000.0);
    // web-2 has had all of them since then.
    assert_eq!(pair(LOCAL, &[hit("web-1", 0.0, "1h"), hit("web-2", 1800.0, "1h")]), 15_000.0);
    // Both are back: each has its share again, and web-1 loses it again.
    assert_eq!(pair(LOCAL, &[hit("web-1", 0.0, "1h"), hit("web-1", 7200.0, "1h")]), 10_000.0);
    // Together, in one event or in two.
    assert_eq!(pair(LOCAL, &[hit("web", 0.0, "1h")]), 10_000.0);
    let both = [hit("web-1", 0.0, "1h"), hit("web-2", 0.0, "1h")];
    assert_eq!(pair(LOCAL, &both), 10_000.0);
}

#[test]
fn a_third_is_a_third_to_the_millionth() {
    let parts = r#""nodes": {"web": {"count": 3}},"#;
    let found = lost(parts, r#"{"at_least": 1, "of": "web"}"#, LOCAL, &[hit("web-2", 0.0, "1h")]);
    assert_eq!(found, 3_333.333_333);
}

#[test]
fn what_hangs_keeps_its_sessions_where_nobody_gives_it_up() {
    assert_eq!(pair(LOCAL, &[hang("web-1", 0.0, "1h")]), 0.0);
    // It crashes while it hangs.
    assert_eq!(pair(LOCAL, &[hang("web-1", 0.0, "1h"), hit("web-1", 60.0, "1h")]), 5000.0);
}

/// Two web servers behind a balancer.
fn behind(balancer: &str, store: &str, incidents: &[String]) -> f64 {
    let parts = format!(
        r#""nodes": {{"web": {{"count": 2, "capacity": 10}}}},
        "load_balancers": {{"lb": {{"count": 2, "balances": "web", {CHECK} {balancer}}}}},"#
    );
    lost(&parts, r#"{"all": ["lb", {"at_least": 1, "of": "web"}]}"#, store, incidents)
}

#[test]
fn a_balancer_gives_up_what_hangs_for_too_long() {
    assert_eq!(behind("", LOCAL, &[hang("web-1", 0.0, "3900ms")]), 0.0);
    assert_eq!(behind("", LOCAL, &[hang("web-1", 0.0, "1m")]), 5000.0);
    // Taken out and crashed: lost once. web-2 has had all of them since it was taken out.
    let events = [hang("web-1", 0.0, "1m"), hit("web-1", 30.0, "1m")];
    assert_eq!(behind("", LOCAL, &events), 5000.0);
    let events = [hang("web-1", 0.0, "1m"), hit("web-2", 30.0, "1m")];
    assert_eq!(behind("", LOCAL, &events), 15_000.0);
    // Crashed at once, and taken out afterwards: lost once.
    assert_eq!(behind("", LOCAL, &[hit("web-1", 0.0, "1m")]), 5000.0);
    // Up again at +10 s and in at +13 s: web-2 still has all of them at +12 s.
    let events = [hit("web-1", 0.0, "10s"), hit("web-2", 12.0, "1m")];
    assert_eq!(behind("", LOCAL, &events), 15_000.0);
    // Crashed and up again before it is taken out: it has its share at once.
    let events = [hit("web-1", 0.0, "2s"), hit("web-2", 12.0, "1m")];
    assert_eq!(behind("", LOCAL, &events), 10_000.0);
}

#[test]
fn an_address_that_is_nowhere_loses_no_sessions() {
    assert_eq!(behind("", LOCAL, &[hit("lb-1", 0.0, "1h")]), 0.0);
    assert_eq!(behind("", LOCAL, &[hit("lb", 0.0, "1h")]), 0.0);
}

#[test]
fn sessions_are_where_requests_are_sent() {
    let weights = r#", "algorithm": "weighted", "weights": {"web-1": 3}"#;
    assert_eq!(behind(weights, LOCAL, &[hit("web-1", 0.0, "1h")]), 7500.0);
    assert_eq!(behind(weights, LOCAL, &[hit("web-2", 0.0, "1h")]), 2500.0);
    let weights = r#", "algorithm": "weighted", "weights": {"web-1": 0}"#;
    assert_eq!(behind(weights, LOCAL, &[hit("web-1", 0.0, "1h")]), 0.0);
    assert_eq!(
        behind(r#", "algorithm": "least_connections""#, LOCAL, &[hit("web-1", 0.0, "1h")]),
        5000.0
    );
    let parts = format!(
        r#""nodes": {{"old": {{"capacity": 10}}, "new": {{"capacity": 30}}}},
        "clusters": {{"web": {{"members": ["old", "new"], "mode": "active_active"}}}},
        "load_balancers": {{"lb": {{"balances": "web", {CHECK}, "algorithm": "least_connections"}}}},"#
    );
    assert_eq!(lost(&parts, r#""lb""#, LOCAL, &[hit("new", 0.0, "1h")]), 7500.0);
}

#[test]
fn copies_are_lost_when_nobody_is_left() {
    let replicated = r#""replicated""#;
    assert_eq!(pair(replicated, &[hit("web-1", 0.0, "1h")]), 0.0);
    let both = [hit("web-1", 0.0, "1h"), hit("web-2", 1800.0, "1h")];
    assert_eq!(pair(replicated, &both), 10_000.0);
    // Back, and gone again.
    let again = [&both[..], &[hit("web", 7200.0, "1h")]].concat();
    assert_eq!(pair(replicated, &again), 20_000.0);
    // What hangs has its copy, taken out or not.
    let events = [hang("web-1", 0.0, "1h"), hit("web-2", 1800.0, "1h")];
    assert_eq!(pair(replicated, &events), 0.0);
    assert_eq!(behind("", replicated, &events), 0.0);
}

/// Plays a pair with this said of its cluster.
fn played(cluster: &str, store: &str, incidents: &[String]) -> f64 {
    let parts = format!(
        r#""nodes": {{"a": {{}}, "b": {{}}}},
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive", {cluster}}}}},"#
    );
    lost(&parts, r#""c""#, store, incidents)
}

const ALONE: &str = r#""quorum": {"policy": "none"}"#;

#[test]
fn the_member_that_serves_holds_all_of_them() {
    assert_eq!(played(ALONE, LOCAL, &[hit("a", 0.0, "1h")]), 10_000.0);
    assert_eq!(played(ALONE, LOCAL, &[hit("b", 0.0, "1h")]), 0.0);
    // A standby has a copy; it has all of them when it serves.
    assert_eq!(played(ALONE, r#""replicated""#, &[hit("a", 0.0, "1h")]), 0.0);
    let both = [hit("a", 0.0, "1h"), hit("b", 1800.0, "1h")];
    assert_eq!(played(ALONE, r#""replicated""#, &both), 10_000.0);
    // They die with the process; a restart in place begins without any.
    let killed = format!(r#"{{"at": "{START_S}s", "hits": ["a"], "effect": "process"}}"#);
    assert_eq!(played(ALONE, LOCAL, std::slice::from_ref(&killed)), 10_000.0);
    assert_eq!(played(ALONE, r#""replicated""#, &[killed]), 0.0);
}

#[test]
fn a_cluster_gives_up_who_hangs_when_it_has_declared_it_lost() {
    assert_eq!(played(ALONE, LOCAL, &[hang("a", 0.0, "9s")]), 0.0);
    assert_eq!(played(ALONE, LOCAL, &[hang("a", 0.0, "9s"), hit("b", 0.0, "1h")]), 0.0);
    // Lost at +10 s. It wakes at +11 s, serves again, and gets new ones; b serves beside it from +40 s, and both
    // stop until +45 s.
    assert_eq!(played(ALONE, LOCAL, &[hang("a", 0.0, "11s")]), 20_000.0);
    // Fenced at +25 s: lost once.
    let fencing = r#""fencing": {}, "quorum": {"policy": "none"}"#;
    assert_eq!(played(fencing, LOCAL, &[hang("a", 0.0, "1h")]), 10_000.0);
}

#[test]
fn an_orderly_move_loses_them_too() {
    // To b at +0 s, and back 10 min after a is.
    let failback = r#""failback": {"policy": "auto"}, "quorum": {"policy": "none"}"#;
    assert_eq!(played(failback, LOCAL, &[hit("a", 0.0, "1h")]), 20_000.0);
}

#[test]
fn both_sides_of_a_cut_hold_half_of_them() {
    // b serves too from +40 s to +3607 s: then both stop. Afterwards one of them is started.
    let link = r#""links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#;
    let others = format!("{link} {}", script(&[hit("hb", 0.0, "1h")]));
    let scene = Scene { others: &others, cluster: ALONE, ..PAIR };
    assert_eq!(clustered(&scene), 10_000.0);
    // The side that began first goes on: b loses its half.
    let keep = r#""quorum": {"policy": "none"}, "split_brain": {"resolve": "keep"}"#;
    assert_eq!(clustered(&Scene { others: &others, cluster: keep, ..PAIR }), 5000.0);
}

/// Plays a scene, which has a script of its own.
fn clustered(scene: &Scene) -> f64 {
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{}}}, {} "clusters": {{"c": {{"members": [{}],
        "mode": "active_passive", {}}}}}, "services": {{"s": {{"needs": "c",
        "sessions": {{"concurrent": 10000, "store": "local"}}}}}}}}"#,
        scene.nodes, scene.others, scene.members, scene.cluster
    );
    count(&history(&model(&text)))
}

#[test]
fn a_frozen_group_keeps_its_sessions() {
    // b is lost for 25 s; a, which waits for that, loses nothing. b loses its half.
    let parts = format!(
        r#""nodes": {{"a": {{}}, "b": {{}}}}, "disks": {{"san": {{}}}},
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_active", "fencing": {{}}, {SAN}}}}},"#
    );
    assert_eq!(lost(&parts, r#""c""#, LOCAL, &[hit("b", 0.0, "1h")]), 5000.0);
    // The disk is gone for a while: both wait.
    assert_eq!(lost(&parts, r#""c""#, LOCAL, &[hit("san", 0.0, "1h")]), 0.0);
}

#[test]
fn sessions_elsewhere_go_down_with_their_cluster() {
    let parts = r#""nodes": {"web": {"count": 2}, "store": {"count": 2}},
        "clusters": {"redis": {"members": ["store"], "mode": "active_passive"}},"#;
    let needs = r#"{"at_least": 1, "of": "web"}"#;
    let external = r#"{"external": "redis"}"#;
    assert_eq!(lost(parts, needs, external, &[hit("web", 0.0, "1h")]), 0.0);
    assert_eq!(lost(parts, needs, external, &[hit("store-2", 0.0, "1h")]), 0.0);
    assert_eq!(lost(parts, needs, external, &[hit("store-1", 0.0, "1h")]), 10_000.0);
    let twice = [hit("store-1", 0.0, "1h"), hit("store-2", 7200.0, "1h")];
    assert_eq!(lost(parts, needs, external, &twice), 20_000.0);
}

#[test]
fn the_first_tier_holds_them() {
    let parts = r#""nodes": {"web": {"count": 2}, "db": {"count": 2}},
        "clusters": {"data": {"members": ["db"], "mode": "active_passive"}},"#;
    let needs = r#"{"all": [{"at_least": 1, "of": "web"}, "data"]}"#;
    let events = [hit("web-1", 0.0, "1h"), hit("db-1", 0.0, "1h")];
    assert_eq!(lost(parts, needs, LOCAL, &events), 5000.0);
    let needs = r#"{"all": ["data", {"at_least": 1, "of": "web"}]}"#;
    assert_eq!(lost(parts, needs, LOCAL, &events), 10_000.0);
}

#[test]
fn a_domain_takes_all_of_its_sessions_at_once() {
    let parts = r#""domains": {"east": {}, "west": {}},
        "nodes": {"web": {"count": 4, "domain": ["east", "west"]}},"#;
    let needs = r#"{"at_least": 1, "of": "web"}"#;
    assert_eq!(lost(parts, needs, LOCAL, &[hit("east", 0.0, "1h")]), 5000.0);
    assert_eq!(
        lost(parts, needs, LOCAL, &[hit("web-1", 0.0, "5h"), hit("east", 60.0, "1h")]),
        5_833.333_333
    );
}

#[test]
fn what_is_lost_before_the_warm_up_is_over_does_not_count() {
    let text = r#"{"quorate": 1, "warmup": "10h", "horizon": "20h", "nodes": {"web": {"count": 2,
        "mtbf": {"constant": "9h"}, "mttr": {"constant": "2h"}}},
        "services": {"s": {"needs": {"at_least": 1, "of": "web"},
            "sessions": {"concurrent": 10, "store": "local"}}}}"#;
    // Both fail at 9 h, and at 20 h, which is at 10 h of what is measured.
    assert_eq!(count(&history(&model(text))), 10.0);
}

#[test]
fn who_crashes_of_overload_loses_its_sessions() {
    let parts = r#""nodes": {"web": {"count": 2, "capacity": 100}},"#;
    let text = format!(
        r#"{{"quorate": 1, "horizon": "101h", {parts} {} "services": {{"s": {{"needs": {{"at_least": 1,
        "of": "web"}}, "demand": 150, "overload": {{"fail": "1ms"}},
        "sessions": {{"concurrent": 10, "store": "local"}}}}}}}}"#,
        script(&[hit("web-1", 0.0, "10h")])
    );
    // web-1's half, and all that web-2 has every 2 min: 30 times.
    assert_eq!(count(&history(&model(&text))), 5.0 + 300.0);
}

#[test]
fn planned_work_loses_the_sessions_of_its_turn() {
    // a stops what it runs and is off from 100 h on; then it is b's turn, whose instance goes back to a.
    let work = r#""maintenance": {"patching": {"every": "1y", "first": "100h", "duration": "1h",
        "targets": ["a", "b"]}},"#;
    let parts = |cluster: &str| {
        format!(
            r#"{work} "nodes": {{"a": {{}}, "b": {{}}}}, "clusters": {{"c": {{"members": ["a", "b"], {cluster}}}}},"#
        )
    };
    let passive = parts(r#""mode": "active_passive", "quorum": {"policy": "none"}"#);
    assert_eq!(lost(&passive, r#""c""#, LOCAL, &[]), 20_000.0);
    assert_eq!(lost(&passive, r#""c""#, r#""replicated""#, &[]), 0.0);
    // Where all serve each turn takes half of them.
    let active = parts(r#""mode": "active_active""#);
    assert_eq!(lost(&active, r#""c""#, LOCAL, &[]), 10_000.0);
}
