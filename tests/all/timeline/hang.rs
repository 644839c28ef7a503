//! Hangs: alive but silent, and what the others make of it.

use super::{
    PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, causes, down_s, hang, hit, phase_s,
    play, play_parts, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

#[test]
fn a_hang_shorter_than_detection_is_never_noticed() {
    let others = script(&[hang("a", 0.0, "9s")]);
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 9.0);
    assert_eq!(phase_s(&found, Phase::Detection), 9.0);
    assert_eq!(counted(&found, Count::Detection), 0);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(causes(&scene, &found), ["script.a"]);
}

#[test]
fn a_woken_holder_serves_beside_the_new_one_until_they_meet() {
    // b serves from +40 s. a wakes at +60 s, is a member again at +62 s; both stop until +67 s, and one
    // is started until +97 s.
    let others = script(&[hang("a", 0.0, "60s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (67.0, 30.0)]);
    assert_eq!(counted(&found, Count::DualActive), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 60.0);
}

#[test]
fn a_woken_holder_writes_to_the_shared_disk() {
    let san = format!(r#""disks": {{"san": {{}}}}, {}"#, script(&[hang("a", 0.0, "60s")]));
    let scene = Scene { others: &san, cluster: SAN, ..TRIO };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 40.0), (67.0, 7200.0)]);
    assert_eq!(found.clusters[0].split_brain, 7_000_000_000);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 7200.0);
    assert_eq!(causes(&scene, &found), ["script.a", "c.split_brain"]);
}

#[test]
fn a_hung_node_is_shot_and_boots() {
    let others = script(&[hang("a", 0.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 55.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found), [145.0, 0.0], "it is back long before the hang would have ended");
}

#[test]
fn a_shot_renews_the_clock_of_the_hang_that_it_ends() {
    // Off from +25 s to +145 s; the renewed life of 100 h runs from there.
    let nodes = r#""a": {"faults": {"freeze": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "1h"}, "effect": "hang"}}}, "b": {}"#;
    for (horizon, hangs) in [("720144.9s", 1), ("720145.1s", 2)] {
        let found = play(&Scene { nodes, cluster: r#""fencing": {}"#, horizon, ..PAIR });
        assert_eq!(found.failures[0], hangs, "{horizon}");
    }
}

#[test]
fn a_hung_passive_member_is_missed_and_taken_in_again() {
    let others = script(&[hang("b", 0.0, "60s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!((counted(&found, Count::Detection), counted(&found, Count::Failover)), (1, 0));
    assert_eq!(counted(&found, Count::DualActive), 0);
}

#[test]
fn a_hung_starter_is_detected_before_the_next_starts() {
    // b begins at +10 s and hangs at +20 s; missed at +30 s; c1 serves at +60 s. b wakes at +3620 s and
    // goes on with its start: from +3640 s both serve, and stop until +3645 s.
    let others = script(&[hit("a", 0.0, "10h"), hang("b", 20.0, "1h")]);
    let found =
        play(&Scene { others: &others, cluster: r#""quorum": {"policy": "none"}"#, ..TRIO });
    assert_outages(&found, &[(0.0, 60.0), (3645.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failover), 3);
    assert_eq!(counted(&found, Count::DualActive), 1);
}

#[test]
fn a_hung_starter_is_shot_before_the_next_starts() {
    // a is shot at +25 s; b begins and hangs at +30 s, is missed at +40 s, shot at +55 s; c1 serves at
    // +85 s.
    let others = script(&[hit("a", 0.0, "10h"), hang("b", 30.0, "1h")]);
    let cluster = r#""quorum": {"policy": "none"}, "fencing": {}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outage(&found, 0.0, 85.0);
    assert_eq!(counted(&found, Count::Fencing), 2);
}

#[test]
fn when_all_hang_nobody_notices() {
    let both = r#"{"at": "100h", "hits": ["a", "b"], "effect": "hang", "for": "1h"}"#;
    let others = script(&[both.into()]);
    for cluster in [r#""quorum": {"policy": "none"}"#, r#""fencing": {}"#] {
        let found = play(&Scene { others: &others, cluster, ..PAIR });
        assert_outage(&found, 0.0, 3600.0);
        assert_eq!(counted(&found, Count::Fencing), 0, "{cluster}");
        assert_eq!(counted(&found, Count::Failover), 0, "{cluster}");
    }
}

#[test]
fn a_node_may_crash_while_it_hangs() {
    let others = script(&[hang("a", 0.0, "1h"), hit("a", 5.0, "10h")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(counted(&found, Count::DualActive), 0, "it wakes without the instance");
    assert_eq!(down_s(&found)[0], 5.0 + 36_000.0);
}

#[test]
fn a_hang_lasts_until_the_crew_has_come() {
    // The crew is at x until +3600 s, then a minute at a.
    let parts = r#""crews": {"people": {}}, "nodes": {
        "x": {"faults": {"f": {"mtbf": {"constant": "99h"}, "mttr": {"constant": "2h"},
            "crew": "people"}}},
        "a": {"faults": {"f": {"mtbf": {"constant": "100h"}, "mttr": {"constant": "60s"},
            "crew": "people", "effect": "hang"}}}},"#;
    let found = play_parts(parts, r#""a""#, "150h");
    assert_outage(&found, 0.0, 3660.0);
}

#[test]
fn a_shot_takes_back_the_call_for_the_hung_node() {
    // The crew is at x until +3600 s. a hangs and calls at +0 s, is shot at +25 s; y fails at +60 s and
    // is the next in the queue: the crew is there from +3600 s to +7200 s.
    let node = |name: &str, mtbf: &str, mttr: &str, effect: &str| {
        format!(
            r#""{name}": {{"faults": {{"f": {{"mtbf": {{"constant": "{mtbf}"}},
            "mttr": {{"constant": "{mttr}"}}, "crew": "people", "effect": "{effect}"}}}}}}"#
        )
    };
    let nodes = [
        node("x", "99h", "2h", "crash"),
        node("a", "100h", "5h", "hang"),
        node("y", "360060s", "1h", "crash"),
    ];
    let nodes = format!(r#"{}, "b": {{}}"#, nodes.join(", "));
    let found = play(&Scene {
        nodes: &nodes,
        others: r#""crews": {"people": {}},"#,
        cluster: r#""fencing": {}"#,
        ..PAIR
    });
    assert_eq!(down_s(&found), [7200.0, 145.0, 7140.0, 0.0]);
}

#[test]
fn a_member_that_boots_beside_a_hung_one_is_alone() {
    // Nobody is left who could miss a; b, back at +105 s, forms a group of its own and starts. a wakes much
    // later and serves beside it until they meet.
    let others = script(&[hang("a", 0.0, "1h"), hit("b", 5.0, "100s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outages(&found, &[(0.0, 137.0), (3607.0, 30.0)]);
    assert_eq!(counted(&found, Count::DualActive), 1);
    // With fencing it holds a lost and shoots it first.
    let cluster = r#""quorum": {"policy": "none"}, "fencing": {}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 152.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    // A pair that waits for all does neither.
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(counted(&found, Count::Fencing), 0);
}

#[test]
fn a_hung_member_that_wakes_alone_misses_who_crashed_meanwhile() {
    // b crashes while a hangs; a wakes at +60 s and serves on.
    let others = script(&[hang("a", 0.0, "60s"), hit("b", 5.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 60.0);
    assert_eq!(counted(&found, Count::Fencing), 1, "b, shot at +85 s");
}

#[test]
fn a_start_stands_still_during_a_short_hang() {
    let others = script(&[hit("a", 0.0, "10h"), hang("b", 20.0, "5s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 45.0);
}

#[test]
fn a_booted_member_may_hang_before_it_is_taken_in() {
    // a is back at +5 s, so that nobody misses it; silent again from +6 s it is missed at +16 s. If it wakes at
    // +7 s it is taken in at +9 s, and starts anew.
    for (lasts, served) in [("10h", 46.0), ("1s", 39.0)] {
        let others = script(&[hit("a", 0.0, "5s"), hang("a", 6.0, lasts)]);
        let found = play(&Scene { others: &others, ..PAIR });
        assert_outage(&found, 0.0, served);
    }
}

#[test]
fn who_wakes_does_not_know_better_who_is_lost() {
    // a, the holder, hangs, and c1 from +5 s: at +10 s b holds both lost and has no quorum. c1 wakes at
    // +65 s and joins at +67 s. Together they shoot a, which lands at +82 s, before b serves at +112 s.
    let hang = |who: &str, at_s: u32, lasts: &str| {
        format!(r#"{{"at": "{at_s}s", "hits": ["{who}"], "effect": "hang", "for": "{lasts}"}}"#)
    };
    let others = format!(
        r#""disks": {{"san": {{}}}}, "script": [{}, {}],"#,
        hang("a", 360_000, "200s"),
        hang("c1", 360_005, "60s")
    );
    let cluster = format!(r#"{SAN}, "fencing": {{}}"#);
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "c1": {}"#,
        members: r#""a", "b", "c1""#,
        others: &others,
        cluster: &cluster,
        ..PAIR
    });
    assert_outage(&found, 0.0, 112.0);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}
