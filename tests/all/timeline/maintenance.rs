//! Planned work as it should go: turns, rounds, all at once, on every kind of component.

use super::{
    PAIR, SAN, START_S, Scene, TRIO, assert_outage, assert_outages, causes, down_s, hit, phase_s,
    play, play_parts, script,
};
use crate::common::{counted, history, model, outages_s};
use quorate::ledger::{Count, Phase};

/// Work of an hour on these targets that begins after 100 h, once.
pub(super) fn patch(targets: &str, more: &str) -> String {
    format!(
        r#""maintenance": {{"patch": {{"every": "1000h", "first": "100h", "duration": "1h",
        "targets": [{targets}] {more}}}}},"#
    )
}

/// From the moment a node is off to the end of its reboot.
const OFF_S: f64 = 3720.0;

#[test]
fn a_pair_hands_over_twice() {
    // a stops until +5 s, b has started at +35 s. a is off until +3605 s, has booted at +3725 s and is taken
    // in at +3727 s: then it is b's turn.
    let scene = Scene { others: &patch(r#""a", "b""#, ""), ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0)]);
    assert_eq!(causes(&scene, &found), ["patch", "patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 10.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 60.0);
    assert_eq!((counted(&found, Count::Failover), counted(&found, Count::Detection)), (2, 0));
    assert_eq!(down_s(&found), [OFF_S, OFF_S]);
    assert_eq!(found.failures, [0, 0]);
}

#[test]
fn where_shots_work_nobody_is_shot() {
    let cluster = r#""fencing": {}"#;
    let found = play(&Scene { others: &patch(r#""a", "b""#, ""), cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0)]);
    assert_eq!((counted(&found, Count::Fencing), counted(&found, Count::Detection)), (0, 0));
}

#[test]
fn a_passive_member_is_not_missed() {
    let found = play(&Scene { others: &patch(r#""b""#, ""), ..PAIR });
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, OFF_S]);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn of_three_the_last_is_passive_again() {
    // b hands over to a, the first-declared that can; c1 has nothing to hand over.
    let found = play(&Scene { others: &patch(r#""a", "b", "c1""#, ""), ..TRIO });
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0)]);
    assert_eq!(down_s(&found), [OFF_S, OFF_S, OFF_S]);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn turns_come_in_the_order_of_the_targets() {
    // b is passive and first: off at once, back at +3722 s; then a hands over.
    let found = play(&Scene { others: &patch(r#""b", "a""#, ""), ..PAIR });
    assert_outage(&found, 3722.0, 35.0);
}

#[test]
fn all_at_once_the_cluster_is_down_until_one_is_back() {
    // b is off at once, a at +5 s. b has booted at +3720 s and is a group of its own at +3722 s.
    let scene = Scene { others: &patch(r#""a", "b""#, r#", "rolling": false"#), ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3752.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3605.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 117.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert_eq!(down_s(&found), [OFF_S, OFF_S]);
}

#[test]
fn a_lone_member_has_nobody_to_hand_over_to() {
    let scene = Scene { members: r#""a""#, others: &patch(r#""a""#, ""), ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3757.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3605.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
}

#[test]
fn a_pair_that_needs_a_majority_loses_it_to_planned_work() {
    // b leaves at once; a notices, stops until +5 s, and starts again when b has been taken in.
    let cluster = r#""quorum": {"policy": "majority"}"#;
    let scene = Scene { others: &patch(r#""b""#, ""), cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 5.0, 3747.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3595.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn with_a_spare_each_of_two_instances_moves_on() {
    // a's goes to c1, b's to a, c1's to b.
    let cluster = r#""active": 2, "quorum": {"policy": "none"}"#;
    let found = play(&Scene { others: &patch(r#""a", "b", "c1""#, ""), cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0), (7454.0, 35.0)]);
}

#[test]
fn every_member_serves_but_the_one_that_is_worked_on() {
    // Without data a serves again as soon as it has booted, at +3725 s; b's turn is 2 s later.
    let cluster = r#""mode": "active_active", "needs": 2"#;
    let found = play(&Scene { others: &patch(r#""a", "b""#, ""), cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 3725.0), (3727.0, 3725.0)]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 7210.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 240.0);
    let found = play(&Scene {
        others: &patch(r#""a", "b""#, ""),
        cluster: r#""mode": "active_active""#,
        ..PAIR
    });
    assert_outages(&found, &[]);
}

#[test]
fn an_orderly_leave_freezes_nobody() {
    let others = [r#""disks": {"san": {}},"#, &patch(r#""a", "b", "c1""#, "")].concat();
    let cluster = format!(r#""mode": "active_active", "needs": 2, {SAN}, "fencing": {{}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found)[..3], [OFF_S; 3]);
}

#[test]
fn where_a_quorum_decides_a_member_serves_when_it_is_taken_in() {
    let cluster = r#""mode": "active_active", "needs": 3, "quorum": {"policy": "majority"}"#;
    let found = play(&Scene { others: &patch(r#""a""#, ""), cluster, ..TRIO });
    assert_outage(&found, 0.0, 3727.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
}

#[test]
fn failback_follows_the_work() {
    let cluster = r#""quorum": {"policy": "none"}, "failback": {"policy": "auto"}"#;
    let scene = Scene { others: &patch(r#""a""#, ""), cluster, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 35.0), (4327.0, 30.0)]);
    assert_eq!(causes(&scene, &found), ["patch", "c.failback"]);
}

#[test]
fn a_node_in_two_clusters_is_off_when_both_have_let_it_go() {
    // d's instance takes 20 s to stop.
    let m = model(&format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{"a": {{}}, "b": {{}}}}, {}
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive"}},
            "d": {{"members": ["a", "b"], "mode": "active_passive", "stop_time": "20s"}}}},
        "services": {{"s": {{"needs": "c"}}, "t": {{"needs": "d"}}}}}}"#,
        patch(r#""a""#, "")
    ));
    let found = history(&m);
    let of = |i: u32| {
        let own = found.outages.iter().filter(move |o| o.service == i);
        own.map(|o| (o.start as f64 / 1e9 - START_S, o.duration as f64 / 1e9)).collect::<Vec<_>>()
    };
    assert_eq!((of(0), of(1)), (vec![(0.0, 35.0)], vec![(0.0, 50.0)]));
    assert_eq!(down_s(&found), [OFF_S, 0.0]);
}

#[test]
fn nodes_without_a_cluster_have_their_turns_too() {
    // The second begins at the very moment at which the first has booted.
    let text = format!(r#""nodes": {{"n": {{"count": 2}}}}, {}"#, patch(r#""n""#, ""));
    let found = play_parts(&text, r#"{"at_least": 2, "of": "n"}"#, "150h");
    assert_outage(&found, 0.0, 2.0 * OFF_S);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 7200.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 240.0);
    assert_outages(&play_parts(&text, r#"{"at_least": 1, "of": "n"}"#, "150h"), &[]);
}

/// A node that clients reach through two switches, which are worked on.
fn switched(more: &str, rest: &str) -> String {
    format!(
        r#""nodes": {{"n": {{}}}}, "switches": {{"w": {{"count": 2, "connects": ["n", "clients"],
        "carries": ["client"]}}}}, {} {rest}"#,
        patch(r#""w""#, more)
    )
}

#[test]
fn one_of_two_switches_at_a_time() {
    let found = play_parts(&switched("", ""), r#""n""#, "150h");
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, 3600.0, 3600.0]);
}

#[test]
fn both_switches_at_once_cut_the_node_off() {
    let found = play_parts(&switched(r#", "rolling": false"#, ""), r#""n""#, "150h");
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3600.0);
}

#[test]
fn a_switch_waits_until_the_other_is_repaired() {
    // The second is down until +900 s; then the first is worked on, then the second.
    let broken = script(&[hit("w-2", -100.0, "1000s")]);
    let found = play_parts(&switched("", &broken), r#""n""#, "150h");
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, 3600.0, 4600.0]);
    let found = play_parts(&switched("", &broken), r#""n""#, "362400s");
    assert_eq!(down_s(&found), [0.0, 1500.0, 1000.0], "at +2400 s the first is off since +900 s");
}

#[test]
fn work_on_the_shared_disk_stops_who_writes_it() {
    // The holder stays, and serves again at once.
    let others = [r#""disks": {"san": {}},"#, &patch(r#""san""#, "")].concat();
    let scene = Scene { others: &others, cluster: SAN, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3600.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn before_a_rack_is_switched_off_its_nodes_hand_over() {
    let others = [r#""domains": {"rack": {}},"#, &patch(r#""rack""#, "")].concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {}"#;
    let found = play(&Scene { nodes, others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 35.0);
    assert_eq!(counted(&found, Count::Detection), 0);
    assert_eq!(down_s(&found), [3600.0, OFF_S, 0.0]);
}

#[test]
fn a_rack_with_all_members_takes_all_of_them() {
    let others = [r#""domains": {"rack": {}},"#, &patch(r#""rack""#, "")].concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {"domain": "rack"}"#;
    let scene = Scene { nodes, others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3757.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3605.0);
}

#[test]
fn racks_have_their_turns_when_the_nodes_of_the_last_have_joined() {
    // a's rack is back at +3605 s, a at +3725 s and a member at +3727 s.
    let others = [r#""domains": {"rack": {"count": 2}},"#, &patch(r#""rack""#, "")].concat();
    let nodes = r#""a": {"domain": "rack-1"}, "b": {"domain": "rack-2"}"#;
    let found = play(&Scene { nodes, others: &others, ..PAIR });
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0)]);
    // Without a cluster it is the boot that is waited for.
    let text =
        format!(r#""nodes": {{"n": {{"count": 2, "domain": ["rack-1", "rack-2"]}}}}, {others}"#);
    let found = play_parts(&text, r#"{"at_least": 2, "of": "n"}"#, "150h");
    assert_outage(&found, 0.0, 2.0 * OFF_S);
}

#[test]
fn rounds_follow_one_another() {
    let text = r#""nodes": {"n": {}}, "maintenance": {"patch": {"every": "30h", "duration": "2h",
        "targets": ["n"]}},"#;
    let found = play_parts(text, r#""n""#, "100h");
    let hours = |h: f64| (h * 3600.0, 7320.0);
    assert_eq!(outages_s(&found), [hours(30.0), hours(60.0), hours(90.0)]);
}

#[test]
fn a_round_that_is_not_over_leaves_the_next_out() {
    // a until +3127 s, b until +6252 s: what is due at +3600 s is left out, the next begins at +7200 s.
    let others = r#""maintenance": {"patch": {"every": "1h", "first": "100h", "duration": "50m",
        "targets": ["a", "b"]}},"#;
    let found = play(&Scene { others, horizon: "102.5h", ..PAIR });
    assert_outages(&found, &[(0.0, 35.0), (3127.0, 35.0), (7200.0, 35.0)]);
}

#[test]
fn the_first_round_may_be_at_the_very_start() {
    let text = r#""nodes": {"n": {}}, "maintenance": {"patch": {"every": "30h", "duration": "1h",
        "targets": ["n"], "first": "0s"}},"#;
    let found = play_parts(text, r#""n""#, "50h");
    assert_eq!(outages_s(&found), [(0.0, 3720.0), (108_000.0, 3720.0)]);
}

#[test]
fn a_warmup_has_rounds_before_the_first() {
    // At 5 h, so at −20 h too, until half an hour after the warmup, and its reboot.
    let text = r#""warmup": "20h30m", "nodes": {"n": {}}, "maintenance": {"patch": {"every": "25h",
        "first": "5h", "duration": "20h30m", "targets": ["n"]}},"#;
    let found = play_parts(text, r#""n""#, "29h");
    assert_eq!(outages_s(&found), [(0.0, 1920.0), (18_000.0, 73_920.0)]);
    // What begins later than after one distance has none before it.
    let text = text.replace(r#""first": "5h""#, r#""first": "26h""#);
    let found = play_parts(&text, r#""n""#, "29h");
    assert_eq!(outages_s(&found), [(93_600.0, 10_800.0)]);
}

#[test]
fn two_kinds_of_work_take_turns_in_a_cluster() {
    // Both are due at once: b waits until a is a member again.
    let others = r#""maintenance": {
        "patch": {"every": "1000h", "first": "100h", "duration": "1h", "targets": ["a"]},
        "board": {"every": "1000h", "first": "100h", "duration": "1h", "targets": ["b"]}},"#;
    let scene = Scene { others, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 35.0), (3727.0, 35.0)]);
    assert_eq!(causes(&scene, &found), ["patch", "board"]);
}

#[test]
fn two_kinds_of_work_on_one_node_overlap() {
    // The second begins while the node is off anyway, at +1800 s; it boots once, after +5400 s.
    let others = r#""maintenance": {
        "patch": {"every": "1000h", "first": "100h", "duration": "1h", "targets": ["a"]},
        "board": {"every": "1000h", "first": "100.5h", "duration": "1h", "targets": ["a"]}},"#;
    let found = play(&Scene { others, ..PAIR });
    assert_outage(&found, 0.0, 35.0);
    assert_eq!(down_s(&found), [5515.0, 0.0]);
}
