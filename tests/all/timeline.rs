//! Hand-worked timelines: constant delays, so every event has one right moment.
//!
//! Unless a test says otherwise: nodes `a` and `b` in cluster `c`, detection 10 s, join 2 s, takeover 30 s,
//! stop 5 s, reboot 2 min; what fails first fails after 100 h, and times are told from then.

use crate::common::{counted, history, model, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

const START_S: f64 = 360_000.0;

/// Who fails, and what the cluster is like.
struct Scene<'s> {
    nodes: &'s str,
    others: &'s str,
    members: &'s str,
    cluster: &'s str,
    horizon: &'s str,
}

const PAIR: Scene = Scene {
    nodes: r#""a": {}, "b": {}"#,
    others: "",
    members: r#""a", "b""#,
    cluster: r#""quorum": {"policy": "none"}"#,
    horizon: "150h",
};

/// A node that fails after so long and is repaired after so long.
fn fails(name: &str, mtbf: &str, mttr: &str) -> String {
    format!(r#""{name}": {{"mtbf": {{"constant": "{mtbf}"}}, "mttr": {{"constant": "{mttr}"}}}}"#)
}

/// A heartbeat link that is cut after 100 h for so long.
fn cut(name: &str, a: &str, b: &str, mttr: &str) -> String {
    format!(
        r#""{name}": {{"between": ["{a}", "{b}"], "carries": ["heartbeat"],
        "mtbf": {{"constant": "100h"}}, "mttr": {{"constant": "{mttr}"}}}}"#
    )
}

fn cut_pair(mttr: &str) -> String {
    format!(r#""links": {{{}}}, "disks": {{"san": {{}}}},"#, cut("hb", "a", "b", mttr))
}

const SAN: &str = r#""storage": {"kind": "shared_disk", "disk": "san"}"#;

fn play(scene: &Scene) -> Ledger {
    let Scene { nodes, others, members, cluster, horizon } = scene;
    history(&model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", "nodes": {{{nodes}}}, {others}
        "clusters": {{"c": {{"members": [{members}], "mode": "active_passive", {cluster}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    )))
}

/// Asserts that there was one outage, so long after the start, so long.
fn assert_outage(ledger: &Ledger, after_s: f64, duration_s: f64) {
    assert_eq!(outages_s(ledger), [(START_S + after_s, duration_s)]);
}

fn phase_s(ledger: &Ledger, phase: Phase) -> f64 {
    ledger.services[0].phases[phase as usize] as f64 / 1e9
}

#[test]
fn a_crash_is_detected_and_taken_over() {
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "10h"));
    let found = play(&Scene { nodes: &nodes, ..PAIR });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert_eq!(counted(&found, Count::Failover), 1, "it does not fail back");
    assert_eq!(counted(&found, Count::SpuriousDetection), 0);
}

#[test]
fn a_takeover_goes_on_when_the_failed_holder_comes_back() {
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "20s"));
    let found = play(&Scene { nodes: &nodes, ..PAIR });
    assert_outage(&found, 0.0, 40.0);
}

#[test]
fn a_member_back_before_detection_is_taken_in_without_its_instance() {
    // Back after 5 s, known again after 2 s more, and then it starts anew as the first-declared.
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "5s"));
    let found = play(&Scene { nodes: &nodes, ..PAIR });
    assert_outage(&found, 0.0, 37.0);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn a_passive_member_that_crashes_takes_nothing_down() {
    let nodes = format!(r#""a": {{}}, {}"#, fails("b", "100h", "10h"));
    let found = play(&Scene { nodes: &nodes, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!((counted(&found, Count::Detection), counted(&found, Count::Failover)), (1, 0));
}

#[test]
fn a_start_after_a_total_loss_is_a_takeover() {
    // b holds the instance from +40 s, fails 5 h later for 1 h, joins after 2 s and starts in 30 s.
    let nodes = format!("{}, {}", fails("a", "100h", "10h"), fails("b", "105h", "1h"));
    let found = play(&Scene { nodes: &nodes, ..PAIR });
    let hour = 3600.0;
    assert_eq!(outages_s(&found), [(START_S, 40.0), (START_S + 5.0 * hour, hour + 2.0 + 30.0)]);
    assert_eq!(phase_s(&found, Phase::Reboot), 2.0, "being taken in");
}

#[test]
fn the_starter_that_is_lost_is_detected_before_the_next_starts() {
    // b starts at +10 s and crashes at +20 s; noticed at +30 s; c serves at +60 s.
    let b = fails("b", "360020s", "10h");
    let nodes = format!(r#"{}, {b}, "c1": {{}}"#, fails("a", "100h", "10h"));
    let found = play(&Scene { nodes: &nodes, members: r#""a", "b", "c1""#, ..PAIR });
    assert_outage(&found, 0.0, 60.0);
    assert_eq!(counted(&found, Count::Failover), 2);
}

#[test]
fn a_failed_start_waits_for_a_person() {
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "10h"));
    let cluster = r#""quorum": {"policy": "none"}, "failover": {"success": 0}"#;
    let found = play(&Scene { nodes: &nodes, cluster, ..PAIR });
    assert_outage(&found, 0.0, 40.0 + 1800.0);
    assert_eq!(phase_s(&found, Phase::ManualRecovery), 1800.0);
    assert_eq!(counted(&found, Count::FailedFailover), 1);
}

#[test]
fn a_banned_member_is_tried_again_after_its_repair() {
    // b's start fails at +40 s; a is back at +100 s, joins, and its start fails at +132 s; at +1840 s a
    // person has brought the instance up at b.
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "100s"));
    let cluster = r#""quorum": {"policy": "none"}, "failover": {"success": 0}"#;
    let found = play(&Scene { nodes: &nodes, cluster, ..PAIR });
    assert_outage(&found, 0.0, 1840.0);
    assert_eq!(counted(&found, Count::FailedFailover), 2);
    assert_eq!(phase_s(&found, Phase::Takeover), 60.0);
}

#[test]
fn a_lost_member_is_shot_before_its_instance_is_started() {
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "10h"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 10.0 + 15.0 + 30.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_delay_is_added_to_shots_at_its_member() {
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "10h"));
    let cluster = r#""fencing": {"delay": {"a": "10s", "b": "1h"}}"#;
    let found = play(&Scene { nodes: &nodes, cluster, ..PAIR });
    assert_outage(&found, 0.0, 10.0 + 10.0 + 15.0 + 30.0);
}

#[test]
fn failed_shots_block_until_a_person_confirms() {
    // Shots fail at +25, +100 and +175 s; one more, 15 min later, too; the person is there 30 min after
    // the third.
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "10h"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {"success": 0}"#, ..PAIR });
    assert_outage(&found, 0.0, 175.0 + 1800.0 + 30.0);
    assert_eq!(phase_s(&found, Phase::BlockedFencing), 1800.0);
    assert_eq!(found.clusters[0].fencing_blocked, 1_800_000_000_000);
    assert_eq!(counted(&found, Count::FailedFencing), 4);
    assert_eq!(counted(&found, Count::Fencing), 0);
}

#[test]
fn a_victim_that_returns_ends_the_block() {
    // Blocked from +175 s; a is back at +600 s and taken in at +602 s, then starts.
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "600s"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {"success": 0}"#, ..PAIR });
    assert_outage(&found, 0.0, 632.0);
    assert_eq!(phase_s(&found, Phase::BlockedFencing), 427.0);
    assert_eq!(counted(&found, Count::FailedFencing), 3);
}

#[test]
fn a_fenced_node_reboots_beside_its_repair() {
    // a is shot at +25 s and rebooted at +145 s; its repair ends at +60 s: it is up at +145 s.
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "60s"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {}"#, ..PAIR });
    assert_eq!(found.component_down()[0], 145_000_000_000);
}

#[test]
fn a_cut_shorter_than_detection_is_never_noticed() {
    let found = play(&Scene { others: &cut_pair("9s"), ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn a_one_sided_delay_decides_the_race() {
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"a": "5s"}}}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), [], "the holder wins and serves on");
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(counted(&found, Count::SpuriousDetection), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(found.component_down()[1], 120_000_000_000, "b reboots once: it waits for all");
}

#[test]
fn the_holder_that_loses_the_race_is_replaced() {
    // a, whose shots wait, is shot at +25 s; b takes over in 30 s.
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"b": "5s"}}}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 25.0, 30.0);
}

#[test]
fn equal_delays_kill_both_and_both_wait_for_the_link() {
    // Both off at +25 s, booted at +145 s; the link is back at +3600 s, they are one at +3602 s.
    let cluster = format!(r#"{SAN}, "fencing": {{}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 25.0, 3602.0 + 30.0 - 25.0);
    assert_eq!(counted(&found, Count::Fencing), 2);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn nothing_recalls_a_shot_in_flight() {
    // a is shot at half a second later than b, less than the second in flight: both die.
    for (delay, shots) in [("500ms", 2), ("1500ms", 1)] {
        let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"a": "{delay}"}}}}"#);
        let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
        assert_eq!(counted(&found, Count::Fencing), shots, "{delay}");
    }
}

#[test]
fn without_wait_for_all_a_fenced_member_shoots_in_its_turn() {
    // b, shot at +25 s, boots at +145 s, is alone at +147 s, and shoots a (15 s and 5 s of delay).
    let cluster = format!(
        r#"{SAN}, "quorum": {{"wait_for_all": false}}, "fencing": {{"delay": {{"a": "5s"}}}}"#
    );
    let found = play(&Scene { others: &cut_pair("200s"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 167.0, 30.0);
    assert_eq!(counted(&found, Count::Fencing), 2);
}

#[test]
fn a_cut_without_fencing_is_a_split_brain_that_damages_data() {
    // b serves too from +40 s; the link is back at +3600 s, they meet at +3602 s, stop until +3607 s.
    let cluster =
        format!(r#"{SAN}, "quorum": {{"policy": "none"}}, "split_brain": {{"corrupts": 1}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 3607.0, 7200.0);
    assert_eq!(found.clusters[0].split_brain, 3_567_000_000_000);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 7200.0);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    let split_brain = found.outages[0].cause;
    assert_eq!(split_brain, 1, "the cause after the one fault");
}

#[test]
fn undamaged_sides_stop_and_one_is_started() {
    let cluster =
        format!(r#"{SAN}, "quorum": {{"policy": "none"}}, "split_brain": {{"corrupts": 0}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

#[test]
fn with_keep_the_side_that_began_first_goes_on() {
    let cluster = format!(
        r#"{SAN}, "quorum": {{"policy": "none"}},
        "split_brain": {{"corrupts": 0, "resolve": "keep"}}"#
    );
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(found.clusters[0].split_brain, 3_567_000_000_000);
}

#[test]
fn without_storage_double_service_damages_nothing() {
    let found = play(&Scene { others: &cut_pair("1h"), ..PAIR });
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::DualActive), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(found.clusters[0].split_brain, 0);
}

/// Three nodes of which the holder, `a`, is cut off for an hour.
fn cut_off_holder(stop_time: &str) -> Ledger {
    let bc = r#""bc": {"between": ["b", "c1"], "carries": ["heartbeat"]}"#;
    let others = format!(
        r#""links": {{{}, {}, {bc}}}, "disks": {{"san": {{}}}},"#,
        cut("ab", "a", "b", "1h"),
        cut("ac", "a", "c1", "1h")
    );
    let cluster = format!(r#"{SAN}, "stop_time": "{stop_time}", "split_brain": {{"corrupts": 0}}"#);
    play(&Scene {
        nodes: r#""a": {}, "b": {}, "c1": {}"#,
        members: r#""a", "b", "c1""#,
        others: &others,
        cluster: &cluster,
        ..PAIR
    })
}

#[test]
fn a_holder_without_quorum_stops_and_the_majority_takes_over() {
    // Noticed at +10 s: a stops until +15 s, b serves from +40 s.
    let found = cut_off_holder("5s");
    assert_outage(&found, 15.0, 25.0);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0, "the majority has it");
}

#[test]
fn a_holder_that_stops_too_slowly_serves_beside_the_majority() {
    // a serves until +70 s, b from +40 s.
    let found = cut_off_holder("60s");
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(found.clusters[0].split_brain, 30_000_000_000);
}

#[test]
fn a_member_that_boots_into_a_cut_network_is_lost_as_before() {
    // a crashes and is back at +5 s, but the link has been cut at +1 s: b declares it lost at +10 s and
    // shoots it at +25 s. Alone and booted, a waits for all and shoots nobody.
    let link = r#""hb": {"between": ["a", "b"], "carries": ["heartbeat"],
        "mtbf": {"constant": "360001s"}, "mttr": {"constant": "1h"}}"#;
    let others = format!(r#""links": {{{link}}}, "disks": {{"san": {{}}}},"#);
    let nodes = format!(r#"{}, "b": {{}}"#, fails("a", "100h", "5s"));
    let cluster = format!(r#"{SAN}, "fencing": {{}}"#);
    let found = play(&Scene { nodes: &nodes, others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 10.0 + 15.0 + 30.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn a_second_loss_does_not_put_off_the_first() {
    // a, the holder, is cut off; b crashes at +9 s. At +10 s a is alone all the same, stops until +15 s;
    // b is back at +69 s, joins c1 at +71 s, and serves at +101 s.
    let bc = r#""bc": {"between": ["b", "c1"], "carries": ["heartbeat"]}"#;
    let links = format!("{}, {}, {bc}", cut("ab", "a", "b", "1h"), cut("ac", "a", "c1", "1h"));
    let others = format!(r#""links": {{{links}}}, "disks": {{"san": {{}}}},"#);
    let nodes = format!(r#""a": {{}}, {}, "c1": {{}}"#, fails("b", "360009s", "60s"));
    let found = play(&Scene {
        nodes: &nodes,
        members: r#""a", "b", "c1""#,
        others: &others,
        cluster: SAN,
        ..PAIR
    });
    assert_outage(&found, 15.0, 101.0 - 15.0);
}

#[test]
fn a_member_that_joins_does_not_put_off_a_detection() {
    // b, the holder, crashes; a, up from a long repair at +3 s, is taken in at +5 s. Whoever is declared
    // first, b is missed at +10 s, and its instance goes to a.
    for members in [r#""a", "b", "c1""#, r#""b", "a", "c1""#] {
        let nodes = format!(
            r#"{}, {}, "c1": {{}}"#,
            fails("a", "50h", "180003s"),
            fails("b", "100h", "10h")
        );
        let found = play(&Scene {
            nodes: &nodes,
            members,
            cluster: r#""quorum": {"policy": "none"}, "failover": {"time": "30s"}"#,
            ..PAIR
        });
        let last = *outages_s(&found).last().unwrap();
        assert_eq!(last, (START_S, 40.0), "{members}");
    }
}

#[test]
fn a_disk_that_fails_while_the_sides_stop_has_its_own_blame() {
    // The sides meet at +3602 s and stop until +3607 s; the disk fails at +3604 s for an hour, and then
    // a is started in 30 s.
    let others = format!(
        r#""links": {{{}}}, "disks": {{{}}},"#,
        cut("hb", "a", "b", "1h"),
        fails("san", "363604s", "1h")
    );
    let cluster =
        format!(r#"{SAN}, "quorum": {{"policy": "none"}}, "split_brain": {{"corrupts": 0}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 3604.0, 3630.0);
    assert_eq!(found.outages[0].cause, 0, "the disk, declared before the link");
}

#[test]
fn after_a_total_loss_a_pair_waits_for_all() {
    // b fails 10 h before a, for 20 h; a is back after 2 h and waits for b, then both join.
    let nodes = format!("{}, {}", fails("a", "100h", "2h"), fails("b", "90h", "20h"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 10.0 * 3600.0 + 32.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn a_holder_without_its_disk_serves_when_the_disk_is_back() {
    let others = format!(r#""disks": {{{}}},"#, fails("san", "100h", "4h"));
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 4.0 * 3600.0);
    assert_eq!(phase_s(&found, Phase::Repair), 4.0 * 3600.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn a_spare_node_takes_one_of_two_instances() {
    // Two of three serve; a's instance goes to c1.
    let nodes = format!(r#"{}, "b": {{}}, "c1": {{}}"#, fails("a", "100h", "10h"));
    let found = play(&Scene {
        nodes: &nodes,
        members: r#""a", "b", "c1""#,
        cluster: r#""active": 2, "quorum": {"policy": "none"}"#,
        ..PAIR
    });
    assert_outage(&found, 0.0, 40.0);
    let found = play(&Scene {
        nodes: &nodes,
        members: r#""a", "b", "c1""#,
        cluster: r#""active": 2, "needs": 1, "quorum": {"policy": "none"}"#,
        ..PAIR
    });
    assert_eq!(outages_s(&found), [], "one instance is enough");
}

#[test]
fn one_crew_repairs_in_the_order_of_the_calls() {
    let fault = |mttr: &str| {
        format!(
            r#"{{"faults": {{"failure": {{"mtbf": {{"constant": "100h"}},
            "mttr": {{"constant": "{mttr}"}}, "crew": "people"}}}}}}"#
        )
    };
    let found = history(&model(&format!(
        r#"{{"quorate": 1, "horizon": "150h",
        "crews": {{"people": {{"size": 1, "response": "1h"}}}},
        "nodes": {{"a": {}, "b": {}}},
        "services": {{"s": {{"needs": {{"any": ["a", "b"]}}}}, "t": {{"needs": "b"}}}}}}"#,
        fault("10h"),
        fault("3h")
    )));
    let hour = 3_600_000_000_000;
    assert_eq!(found.component_down(), [11 * hour, 15 * hour]);
    assert_outage(&found, 0.0, 11.0 * 3600.0);
}

#[test]
fn a_failure_clock_stands_still_while_its_node_is_off() {
    // b is shot at +25 s, off for 120 s; its life of 105 h ends 120 s late.
    let nodes = format!(r#""a": {{}}, {}"#, fails("b", "105h", "1h"));
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{nodes}}}, {}
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive", {SAN},
            "fencing": {{"delay": {{"a": "5s"}}}}}}}},
        "services": {{"s": {{"needs": "b"}}}}}}"#,
        cut_pair("1h")
    );
    let found = history(&model(&text));
    let second = START_S + 5.0 * 3600.0 + 120.0;
    assert_eq!(outages_s(&found), [(START_S + 25.0, 120.0), (second, 3600.0)]);
}
