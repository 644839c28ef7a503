//! Locks that are kept in another cluster, as Patroni's in etcd.

use super::{assert_outage, hit, script};
use crate::common::{counted, history, model, outages_s};
use quorate::ledger::{Count, Ledger};

const ETCD: &str = r#""etcd": {"members": ["e"], "mode": "active_passive", "detection": "1s",
    "failover": {"time": "1s"}}"#;

/// A pair whose lock is kept in a cluster of three, which is declared after it.
fn leaning(parts: &str, incidents: &[String]) -> Ledger {
    let lock = r#""quorum": {"policy": {"external": "etcd"}}"#;
    play(&["a", "b"], &format!("{}, {ETCD}", cluster(&["a", "b"], lock)), parts, incidents)
}

fn cluster(members: &[&str], policy: &str) -> String {
    let members = members.join(r#"", ""#);
    format!(r#""c": {{"members": ["{members}"], "mode": "active_passive", {policy}}}"#)
}

fn play(nodes: &[&str], clusters: &str, parts: &str, incidents: &[String]) -> Ledger {
    let nodes: Vec<String> = nodes.iter().map(|n| format!(r#", "{n}": {{}}"#)).collect();
    history(&model(&format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{"e": {{"count": 3}}{}}}, {parts} {}
        "clusters": {{{clusters}}}, "services": {{"s": {{"needs": "c"}}}}}}"#,
        nodes.concat(),
        script(incidents)
    )))
}

/// The first cluster has lost its lock with the other's majority, and gets it back with it.
fn assert_lost(found: &Ledger, cluster: usize) {
    // The survivor is alone at +1 s: missed at +11 s, a stops until +16 s. The others are up at +3600 s and
    // taken in at +3602 s; the instance there is served at +3603 s, counts at +3605 s; a starts in 30 s.
    assert_outage(found, 16.0, 3635.0 - 16.0);
    let counts = found.clusters[cluster].counts;
    assert_eq!(counts[Count::QuorumLoss as usize], 1);
    assert_eq!(counts[Count::Detection as usize], 0, "nobody is lost but the lock");
}

#[test]
fn without_its_lock_a_holder_stops() {
    let gone = [hit("e-2", 0.0, "1h"), hit("e-3", 0.0, "1h")];
    assert_lost(&leaning("", &gone), 0);
}

#[test]
fn the_order_of_declaration_changes_nothing() {
    let gone = [hit("e-2", 0.0, "1h"), hit("e-3", 0.0, "1h")];
    let lock = r#""quorum": {"policy": {"external": "etcd"}}"#;
    let clusters = format!("{ETCD}, {}", cluster(&["a", "b"], lock));
    assert_lost(&play(&["a", "b"], &clusters, "", &gone), 1);
}

#[test]
fn a_lock_that_is_back_in_time_is_not_missed() {
    // e-1 crashes; another serves 2 s later.
    let found = leaning("", &[hit("e-1", 0.0, "1h")]);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn a_lock_is_there_only_while_its_cluster_is_up() {
    // Its one instance fails over from 0 until +40 s: missed at +10 s, a stops until +15 s; counts at +42 s.
    let lock = r#""quorum": {"policy": {"external": "etcd"}}"#;
    let clusters = format!(
        r#"{}, "etcd": {{"members": ["e"], "mode": "active_passive"}}"#,
        cluster(&["a", "b"], lock)
    );
    let found = play(&["a", "b"], &clusters, "", &[hit("e-1", 0.0, "1h")]);
    assert_outage(&found, 15.0, 72.0 - 15.0);
}

#[test]
fn a_holder_that_crashes_is_followed() {
    let found = leaning("", &[hit("a", 0.0, "1h")]);
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn with_a_lock_one_member_is_enough() {
    let found = leaning("", &[hit("b", 0.0, "1h"), hit("a", 7200.0, "1h")]);
    assert_outage(&found, 7200.0, 40.0);
}

/// Lines between the pair, between it and the others, and among those.
fn lines() -> String {
    let line = |name: &str, a: &str, b: &str| {
        format!(r#""{name}": {{"between": ["{a}", "{b}"], "carries": ["heartbeat"]}}"#)
    };
    let lines =
        [line("ab", "a", "b"), line("ae", "a", "e"), line("be", "b", "e"), line("ee", "e", "e")];
    format!(r#""links": {{{}}},"#, lines.join(", "))
}

#[test]
fn a_member_that_is_cut_from_the_lock_loses_it_to_the_other() {
    // At +10 s a stops, until +15 s; b serves from +40 s, and stays when a is back.
    let found = leaning(&lines(), &[hit("ae", 0.0, "1h")]);
    assert_outage(&found, 15.0, 25.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
    assert_eq!(counted(&found, Count::DualActive), 0);
    assert_eq!(counted(&found, Count::Failover), 1);
    // Nobody misses what b does not do.
    assert_eq!(outages_s(&leaning(&lines(), &[hit("be", 0.0, "1h")])), []);
}

#[test]
fn members_that_reach_the_lock_see_each_other_in_it() {
    let found = leaning(&lines(), &[hit("ab", 0.0, "1h")]);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn the_side_of_the_minority_is_no_lock() {
    // e-3 is cut off from the others, a from all but e-3, which is alone from +1 s on: a is missed at +11 s.
    let parts = r#""switches": {
            "left": {"connects": ["e-1", "e-2", "b"], "carries": ["heartbeat"]},
            "right": {"connects": ["e-3", "a"], "carries": ["heartbeat"]}},
        "links": {"mid": {"between": ["left", "right"], "carries": ["heartbeat"]}},"#;
    let found = leaning(parts, &[hit("mid", 0.0, "1h")]);
    assert_outage(&found, 16.0, 25.0);
    assert_eq!(counted(&found, Count::DualActive), 0);
}

#[test]
fn nodes_that_keep_their_own_lock_reach_it_at_home() {
    // Patroni beside etcd on three nodes: e-1 crashes and both fail over.
    let lock = r#""quorum": {"policy": {"external": "etcd"}}"#;
    let clusters = format!("{}, {ETCD}", cluster(&["e"], lock));
    let parts = r#""links": {"ee": {"between": ["e", "e"], "carries": ["heartbeat"]}},"#;
    let found = play(&[], &clusters, parts, &[hit("e-1", 0.0, "1h")]);
    assert_outage(&found, 0.0, 40.0);
    // One of three is left. At +10 s it declares the others lost and asks for the lock, which has been gone
    // since +1 s: it stops until +15 s.
    let found = play(&[], &clusters, parts, &[hit("e-2", 0.0, "1h"), hit("e-3", 0.0, "1h")]);
    assert_outage(&found, 15.0, 3635.0 - 15.0);
}

#[test]
fn a_lock_may_lean_on_another() {
    // m's lock is in etcd, c's in m: it goes at +1 s, m's at +11 s and c's at +21 s; a stops until +26 s.
    // It is back at +3603 s, +3605 s in m, whose instance is served 30 s later; +3637 s in c.
    let clusters = format!(
        r#"{}, "m": {{"members": ["d"], "mode": "active_passive",
        "quorum": {{"policy": {{"external": "etcd"}}}}}}, {ETCD}"#,
        cluster(&["a", "b"], r#""quorum": {"policy": {"external": "m"}}"#)
    );
    let gone = [hit("e-2", 0.0, "1h"), hit("e-3", 0.0, "1h")];
    let found = play(&["a", "b", "d"], &clusters, "", &gone);
    assert_outage(&found, 26.0, 3667.0 - 26.0);
}

#[test]
fn who_fences_shoots_who_is_cut_from_the_lock() {
    // a is declared lost at +10 s and shot at +25 s, though it has stopped by then; b serves from +55 s.
    let lock = r#""fencing": {}, "quorum": {"policy": {"external": "etcd"}}"#;
    let clusters = format!("{}, {ETCD}", cluster(&["a", "b"], lock));
    let found = play(&["a", "b"], &clusters, &lines(), &[hit("ae", 0.0, "1h")]);
    assert_outage(&found, 15.0, 40.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}
