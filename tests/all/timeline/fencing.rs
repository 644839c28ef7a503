//! Shots: success, retry, block, races, waiting for all.

use super::{PAIR, SAN, START_S, Scene, assert_outage, cut_pair, fails, phase_s, play};
use crate::common::{counted, history, model, outages_s};
use quorate::ledger::{Count, Phase};

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
fn after_a_total_loss_a_pair_waits_for_all() {
    // b fails 10 h before a, for 20 h; a is back after 2 h and waits for b, then both join.
    let nodes = format!("{}, {}", fails("a", "100h", "2h"), fails("b", "90h", "20h"));
    let found = play(&Scene { nodes: &nodes, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 10.0 * 3600.0 + 32.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
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

#[test]
fn a_booted_member_shoots_whom_it_does_not_see_and_nobody_else() {
    // c1, down since 90 h, boots at +6 s and sees a, which has just crashed and booted, but not b: the
    // links of b are cut at +1 s. Alone at +8 s, it shoots b at +23 s; b's own shot at a would land at +25 s.
    let late = |name: &str, x: &str| {
        format!(
            r#""{name}": {{"between": ["{x}", "b"], "carries": ["heartbeat"],
            "mtbf": {{"constant": "360001s"}}, "mttr": {{"constant": "1h"}}}}"#
        )
    };
    let ac = r#""ac": {"between": ["a", "c1"], "carries": ["heartbeat"]}"#;
    let others = format!(r#""links": {{{}, {}, {ac}}},"#, late("ab", "a"), late("bc", "c1"));
    let nodes =
        format!(r#"{}, "b": {{}}, {}"#, fails("a", "100h", "5s"), fails("c1", "90h", "36006s"));
    let found = play(&Scene {
        nodes: &nodes,
        others: &others,
        members: r#""a", "b", "c1""#,
        cluster: r#""quorum": {"policy": "none"}, "fencing": {}"#,
        horizon: "360060s",
    });
    assert_eq!(counted(&found, Count::Fencing), 2, "c1 at 90 h, b at 100 h");
    let second = 1_000_000_000;
    assert_eq!(found.component_down()[0], 5 * second);
    assert_eq!(found.component_down()[1], 37 * second);
}
