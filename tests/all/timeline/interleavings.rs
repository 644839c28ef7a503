//! Histories that the search through all states has found to go wrong, each once.

use super::{
    PAIR, SAN, START_S, Scene, TRIO, assert_outage, assert_outages, hang, hit, play, script,
};
use crate::common::counted;
use quorate::ledger::Count;

const ALONE: &str = r#""quorum": {"policy": "none"}"#;
const SYNC: &str = r#""storage": {"kind": "replicated", "mode": "sync", "resync": "5m"}"#;

fn link(name: &str, a: &str, b: &str, carries: &str) -> String {
    format!(r#""{name}": {{"between": ["{a}", "{b}"], "carries": [{carries}]}}"#)
}

/// Links between three members.
fn triangle(carries: &str, incidents: &[String]) -> String {
    let [ab, ac, bc] = [("ab", "a", "b"), ("ac", "a", "c1"), ("bc", "b", "c1")]
        .map(|(name, a, b)| link(name, a, b, carries));
    format!(r#""links": {{{ab}, {ac}, {bc}}}, "disks": {{"san": {{}}}}, {}"#, script(incidents))
}

fn wired(carries: &str, incidents: &[String]) -> String {
    format!(r#""links": {{{}}}, {}"#, link("ab", "a", "b", carries), script(incidents))
}

#[test]
fn a_start_ends_when_another_has_gone_on_with_the_data() {
    // b reboots, is cut off at -11 s before it has joined, and is missed at -1 s: it lacks what a writes until
    // that crashes. Alone it starts from +1 s, a, back, from +24 s. The link is back at +30 s, so that a sees b
    // serve from +31 s. b crashes at once, is back at +41.5 s and a member at +43.5 s.
    let incidents = [
        hit("b", -20.0, "8s"),
        hit("ab", -11.0, "41s"),
        hit("a", 0.0, "22s"),
        hit("b", 31.5, "10s"),
    ];
    let others = wired(r#""heartbeat""#, &incidents);
    let cluster = format!("{SYNC}, {ALONE}");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(-20.0, 19.0), (0.0, 31.0), (31.5, 42.0)]);
}

#[test]
fn who_is_busy_with_another_instance_lets_others_catch_up() {
    // b, rebooted, runs the first instance from +142 s; a is a member again at +3602 s and lacks the writes of
    // both. Of the second b wrote last, and cannot run it.
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 100.0, "10s")]);
    let cluster = format!(r#"{SYNC}, {ALONE}, "active": 2"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 3602.0 + 300.0 + 30.0);
}

#[test]
fn a_holder_that_lacks_writes_makes_room() {
    // b serves from +40 s; a wakes at +55 s; b crashes at +56 s and is a member again at +58.5 s. a stops from
    // +57 s, when it has formed a group, to +62 s.
    let others = script(&[hang("a", 0.0, "55s"), hit("b", 56.0, "500ms")]);
    let cluster = format!("{SYNC}, {ALONE}");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (56.0, 62.0 + 30.0 - 56.0)]);
}

#[test]
fn who_is_free_after_a_merge_is_used_at_once() {
    // c1 runs the first instance from +40 s. The process on b dies at +100 s and takes an hour to restart; b is
    // cut off meanwhile, so that a runs the second from +150 s. c1 crashes at +200 s. When b is one of them
    // again, at +312 s, it has nothing to restart, and starts the first.
    let dies = format!(r#"{{"at": "{}s", "hits": ["b"], "effect": "process"}}"#, START_S + 100.0);
    let incidents = [
        hit("a", 0.0, "60s"),
        dies,
        hit("ab", 110.0, "200s"),
        hit("bc", 110.0, "200s"),
        hit("c1", 200.0, "2h"),
    ];
    let others = triangle(r#""heartbeat""#, &incidents);
    let cluster =
        format!(r#"{ALONE}, "active": 2, "monitor": {{"interval": "1s", "restart": "1h"}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (100.0, 50.0), (200.0, 142.0)]);
}

#[test]
fn who_joins_does_not_learn_to_fear_a_member() {
    // a, without its disk, is to be shot from +10 s, after b, back from a crash, has begun to join: at +10.5 s.
    // a crashes at +12 s and is a member again at +17 s, harmless. The shot at it fails at +25 s.
    let links = r#""links": {"fa": {"between": ["a", "san"], "carries": ["storage"]},
        "fb": {"between": ["b", "san"], "carries": ["storage"]},
        "fc": {"between": ["c1", "san"], "carries": ["storage"]}}, "disks": {"san": {}}"#;
    let incidents = [hit("fa", 0.0, "2h"), hit("b", 5.5, "3s"), hit("a", 12.0, "3s")];
    let others = format!("{links}, {}", script(&incidents));
    let cluster = format!(r#"{SAN}, "fencing": {{"success": 0}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outage(&found, 0.0, 17.0 + 30.0);
    assert_eq!(counted(&found, Count::FailedFencing), 1);
}

#[test]
fn nothing_moves_back_while_a_group_starts_it() {
    // b serves from +40 s, and a, a member again, would get it back 275 s later. c1, cut off from +50 s, starts
    // it from +60 s, hangs from +70 s to +305 s, and is one of them again at +307 s. It has started at +325 s:
    // both stop until +330 s, and a starts it.
    let incidents = [
        hit("a", 0.0, "30s"),
        hit("ac", 50.0, "250s"),
        hit("bc", 50.0, "250s"),
        hang("c1", 70.0, "235s"),
    ];
    let others = triangle(r#""heartbeat""#, &incidents);
    let cluster = format!(r#"{ALONE}, "failback": {{"policy": "auto", "after": "275s"}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (330.0, 30.0)]);
    assert_eq!((counted(&found, Count::Failback), counted(&found, Count::DualActive)), (0, 1));
}

#[test]
fn who_may_not_write_leaves_nobody_behind() {
    // a is back at +4 s, the links are cut at +5 s, before it has joined: from +15 s b waits for its copy, and
    // from +17 s a waits as well. One again at +107 s they lack nothing.
    let others = wired(r#""heartbeat", "storage""#, &[hit("a", 0.0, "4s"), hit("ab", 5.0, "100s")]);
    let cluster = r#""mode": "active_active", "quorum": {"policy": "none"}, "storage": {"kind":
        "replicated", "mode": "sync", "resync": "5m", "on_replica_loss": "block"}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outage(&found, 15.0, 92.0);
}

const ASYNC: &str = r#""mode": "active_active",
    "storage": {"kind": "replicated", "mode": "async", "lag": "3s", "resync": "5m"}"#;

#[test]
fn who_was_left_behind_was_not_there_first() {
    // b hangs until +39 s, and a goes on without it until it hangs as well, from +20 s to +40 s. They meet at
    // +41 s: what a wrote counts.
    let others = script(&[hang("b", 0.0, "39s"), hang("a", 20.0, "20s")]);
    let cluster = format!(
        r#"{ASYNC}, "quorum": {{"policy": "majority", "tie_breaker": "lowest"}},
        "split_brain": {{"resolve": "keep"}}"#
    );
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 20.0, 19.0);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
}

#[test]
fn who_has_lost_a_dispute_to_one_that_is_gone_stops_at_once() {
    // a hangs, cut off, until +20 s; b goes on. From then on both write, until b crashes, from +100 s to +700 s.
    let incidents = [hit("ab", 0.0, "1h"), hang("a", 0.0, "20s"), hit("b", 100.0, "10m")];
    let others = wired(r#""heartbeat", "storage""#, &incidents);
    let cluster = format!("{ASYNC}, {ALONE}");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 100.0, 602.0);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
}

#[test]
fn two_that_wake_side_by_side_are_one_side() {
    // a and b hang until +12 s, and are cut off at +13 s, before they have learned that they were lost: what
    // they may write on the disk was agreed between them. At +14 s each is a group of its own and waits; they
    // are shot at +25 s.
    let cut = ["ab", "ac", "bc"].map(|link| hit(link, 13.0, "1m"));
    let hung = [hang("a", 0.0, "12s"), hang("b", 0.0, "12s")];
    let incidents = [hung.as_slice(), &cut].concat();
    let on_disk = format!(r#""mode": "active_active", {SAN}, {ALONE}, "fencing": {{}}"#);
    let others = triangle(r#""heartbeat""#, &incidents);
    let found = play(&Scene { others: &others, cluster: &on_disk, ..TRIO });
    assert_outages(&found, &[(0.0, 12.0), (14.0, 11.0)]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(counted(&found, Count::Fencing), 2);
    // Of copies of their own none of them accepts writes while it hears nobody.
    let copied = format!(r#"{ASYNC}, {ALONE}, "fencing": {{}}"#);
    let others = triangle(r#""heartbeat", "storage""#, &incidents);
    let found = play(&Scene { others: &others, cluster: &copied, ..TRIO });
    assert_outages(&found, &[]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}
