//! Planned work that waits until the others can spare its target.

use super::maintenance_trouble::patch_and;
use super::{
    PAIR, Scene, TRIO, assert_outage, assert_outages, causes, down_s, hang, hit, kill, play,
};
use crate::common::counted;
use quorate::ledger::Count;

#[test]
fn a_turn_waits_for_a_member_that_is_down() {
    // b is repaired at +900 s and a member at +902 s.
    let others = patch_and(r#""a""#, &[hit("b", -100.0, "1000s")]);
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 902.0, 35.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
}

#[test]
fn a_turn_waits_for_the_witness() {
    let others = patch_and(r#""a""#, &[hit("w", -100.0, "1000s")]);
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "w": {}"#,
        others: &others,
        cluster: r#""quorum": {"witness": "w"}"#,
        ..PAIR
    });
    assert_outage(&found, 902.0, 35.0);
}

#[test]
fn work_on_a_witness_waits_for_the_members() {
    // b is a member at +902 s: until then nobody is left to lose.
    let others = patch_and(r#""w""#, &[hit("b", -100.0, "1000s")]);
    let scene = Scene {
        nodes: r#""a": {}, "b": {}, "w": {}"#,
        others: &others,
        cluster: r#""quorum": {"witness": "w"}"#,
        horizon: "362000s",
        ..PAIR
    };
    let found = play(&scene);
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, 1000.0, 1098.0], "w is off from +902 s to +2000 s");
}

#[test]
fn a_turn_waits_for_a_member_where_a_start_has_failed() {
    // What a runs dies at −60 s and may not be restarted: the start at b takes until −30 s, and fails, for
    // good. Nobody can take over from b before a has been mended half an hour after it was banned.
    let others = patch_and(r#""b""#, &[kill("a", -60.0)]);
    let cluster = r#""quorum": {"policy": "none"}, "monitor": {"interval": "0s", "attempts": 0}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outages(&found, &[(-60.0, 30.0), (1740.0, 35.0)]);
}

#[test]
fn a_turn_waits_until_a_shot_has_landed() {
    // c1 hangs from −20 s to −5 s, is missed at −10 s, and is a member again at −3 s: all are there at 0, but
    // the shot at it lands at +5 s. Up at +125 s, it is taken in at +127 s.
    let others = patch_and(r#""a""#, &[hang("c1", -20.0, "15s")]);
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..TRIO });
    assert_outage(&found, 127.0, 35.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_turn_waits_until_who_was_shot_is_back() {
    // c1 crashes at −1 s, is missed at +9 s, off at +24 s, and a member again at +3602 s.
    let others = patch_and(r#""a""#, &[hit("c1", -1.0, "3601s")]);
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..TRIO });
    assert_outage(&found, 3602.0, 35.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_turn_waits_until_a_silent_member_is_missed_or_back() {
    // b hangs from −2 s for 5 s, unnoticed.
    let others = patch_and(r#""a""#, &[hang("b", -2.0, "5s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 3.0, 35.0);
}

#[test]
fn a_turn_waits_until_the_cluster_serves() {
    // What a runs is being restarted in place until +20 s.
    let others = patch_and(r#""b""#, &[kill("a", -10.0)]);
    let cluster = r#""quorum": {"policy": "none"}, "monitor": {"interval": "0s"}"#;
    let found = play(&Scene { others: &others, cluster, horizon: "363600s", ..PAIR });
    assert_outages(&found, &[(-10.0, 30.0)]);
    assert_eq!(down_s(&found), [0.0, 3580.0]);
}

#[test]
fn a_turn_waits_while_another_member_is_on_its_way_out() {
    // Two of three must serve: b waits until a, which begins to stop at the same moment, is back.
    let others = r#""maintenance": {
        "patch": {"every": "1000h", "first": "100h", "duration": "1h", "targets": ["a"]},
        "board": {"every": "1000h", "first": "100h", "duration": "1h", "targets": ["b"]}},"#;
    let cluster = r#""mode": "active_active", "needs": 2"#;
    assert_outages(&play(&Scene { others, cluster, ..TRIO }), &[]);
}

#[test]
fn a_turn_waits_until_a_crash_has_been_noticed() {
    // b crashes at −2 s and is missed at +8 s: then it is worked on, until +3608 s, and boots.
    let others = patch_and(r#""b""#, &[hit("b", -2.0, "1h")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_eq!(down_s(&found), [0.0, 3730.0]);
    assert_eq!(counted(&found, Count::Detection), 1);
}

#[test]
fn a_turn_waits_until_who_was_lost_must_be_off() {
    // b crashes at −20 s, is missed at −10 s, and its watchdog is trusted from +5 s on.
    let others = patch_and(r#""b""#, &[hit("b", -20.0, "1h")]);
    let cluster = r#""quorum": {"on_loss": "self_fence"}, "fencing": {"time": "15s"}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_eq!(down_s(&found), [0.0, 3745.0, 0.0]);
}

#[test]
fn a_turn_waits_until_a_cut_cluster_is_one_again() {
    // Cut at −100 s, one group again at +902 s; a stops for 5 s.
    let link = r#""links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#;
    let others = [link, &patch_and(r#""a""#, &[hit("hb", -100.0, "1000s")])].concat();
    let cluster = r#""mode": "active_active""#;
    let found = play(&Scene { others: &others, cluster, horizon: "362000s", ..PAIR });
    assert_eq!(down_s(&found)[..2], [1093.0, 0.0]);
}

#[test]
fn a_turn_waits_until_its_target_has_been_taken_in() {
    // b is down from −3 s to −1 s, unnoticed, and a member again at +1 s.
    let others = patch_and(r#""b""#, &[hit("b", -3.0, "2s")]);
    let found = play(&Scene { others: &others, horizon: "360010s", ..PAIR });
    assert_eq!(down_s(&found), [0.0, 2.0 + 9.0]);
}

#[test]
fn a_turn_waits_until_a_double_service_is_over() {
    // a is cut off from −100 s to −3 s; b serves too from −60 s. They meet at −1 s, stop until +29 s, and a
    // has started again at +59 s: then c1 is worked on.
    let link = |name: &str, x: &str, y: &str| {
        format!(r#""{name}": {{"between": ["{x}", "{y}"], "carries": ["heartbeat"]}}"#)
    };
    let links = [link("ab", "a", "b"), link("ac", "a", "c1"), link("bc", "b", "c1")].join(", ");
    let cut = [hit("ab", -100.0, "97s"), hit("ac", -100.0, "97s")];
    let others = [format!(r#""links": {{{links}}},"#), patch_and(r#""c1""#, &cut)].concat();
    let cluster = r#""quorum": {"policy": "none"}, "stop_time": "30s""#;
    let found = play(&Scene { others: &others, cluster, horizon: "360100s", ..TRIO });
    assert_outage(&found, 29.0, 30.0);
    assert_eq!(down_s(&found)[2], 41.0);
}

#[test]
fn a_turn_waits_while_clients_are_cut_off() {
    let others = [
        r#""links": {"out": {"between": ["clients", "a"], "carries": ["client"]},
            "put": {"between": ["clients", "b"], "carries": ["client"]}},"#,
        &patch_and(r#""b""#, &[hit("out", -100.0, "1000s")]),
    ]
    .concat();
    let found = play(&Scene { others: &others, horizon: "361000s", ..PAIR });
    assert_outage(&found, -100.0, 1000.0);
    assert_eq!(down_s(&found)[..2], [0.0, 100.0]);
}
