//! Every member serves: who does, freezing on a shared disk, split brain of whole sides.

use super::{
    PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, cut_pair, hang, hit, phase_s, play,
    script,
};
use crate::common::counted;
use quorate::ledger::{Count, Phase};

const LOOSE: &str = r#""mode": "active_active", "needs": 2"#;
const DISKS: &str = r#""disks": {"san": {}},"#;

/// A pair on a shared disk without fencing.
fn on_disk(rest: &str) -> String {
    format!(r#""mode": "active_active", {SAN} {rest}"#)
}

#[test]
fn members_without_data_serve_while_they_are_up() {
    // a is back at +1 h and serves at once: where everyone is quorate nobody has to be taken in.
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 10.0, "2h")]);
    let found = play(&Scene { others: &others, cluster: LOOSE, ..TRIO });
    assert_outage(&found, 10.0, 3590.0);
    assert_eq!(phase_s(&found, Phase::Repair), 3590.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn one_serving_member_is_enough_unless_more_are_asked_for() {
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 10.0, "2h")]);
    let found = play(&Scene { others: &others, cluster: r#""mode": "active_active""#, ..TRIO });
    assert_outages(&found, &[]);
}

#[test]
fn a_majority_is_missed_after_detection() {
    // c1 serves until it has noticed that b is gone too; a is taken in at +3602 s.
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 100.0, "2h")]);
    let cluster = r#""mode": "active_active", "quorum": {"policy": "majority"}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outage(&found, 110.0, 3492.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
    assert_eq!(phase_s(&found, Phase::Reboot), 2.0);
}

#[test]
fn a_frozen_member_without_data_goes_on() {
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 100.0, "2h")]);
    let cluster =
        r#""mode": "active_active", "quorum": {"policy": "majority", "on_loss": "freeze"}"#;
    assert_outages(&play(&Scene { others: &others, cluster, ..TRIO }), &[]);
}

#[test]
fn a_member_without_quorum_writes_nothing_from_that_moment() {
    // c1 is frozen from +100 s for a lost member, and has lost quorum from +110 s, `freeze` or not.
    for on_loss in ["stop", "freeze"] {
        let others = [DISKS, &script(&[hit("a", 0.0, "1h"), hit("b", 100.0, "2h")])].concat();
        let quorum = format!(r#", "quorum": {{"policy": "majority", "on_loss": "{on_loss}"}}"#);
        let found = play(&Scene { others: &others, cluster: &on_disk(&quorum), ..TRIO });
        assert_outages(&found, &[(0.0, 10.0), (100.0, 3502.0)]);
        assert_eq!(phase_s(&found, Phase::Detection), 20.0);
    }
}

#[test]
fn on_a_shared_disk_all_wait_for_detection() {
    let others = [DISKS, &script(&[hit("a", 0.0, "1h")])].concat();
    let found = play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR });
    assert_outage(&found, 0.0, 10.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
}

#[test]
fn on_a_shared_disk_all_wait_for_fencing() {
    let others = [DISKS, &script(&[hit("a", 0.0, "1h")])].concat();
    let cluster = on_disk(r#", "fencing": {"time": "15s"}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 25.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn blocked_fencing_keeps_all_frozen() {
    // Three shots fail, at +25, +100 and +175 s; a person confirms half an hour after the last.
    let others = [DISKS, &script(&[hit("a", 0.0, "9h")])].concat();
    let cluster = on_disk(r#", "fencing": {"time": "15s", "success": 0, "recheck": "10h"}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 1975.0);
    assert_eq!(phase_s(&found, Phase::BlockedFencing), 1800.0);
}

#[test]
fn without_data_the_others_go_on_while_one_is_shot() {
    let others = script(&[hit("a", 0.0, "1h")]);
    let cluster = r#""mode": "active_active", "quorum": {"policy": "majority"}, "fencing": {}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outages(&found, &[]);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn who_is_back_before_it_is_missed_ends_the_freeze_when_it_is_taken_in() {
    let others = [DISKS, &script(&[hit("a", 0.0, "4s")])].concat();
    let found = play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR });
    assert_outage(&found, 0.0, 6.0);
    assert_eq!(phase_s(&found, Phase::Detection), 4.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 2.0);
}

#[test]
fn a_short_hang_freezes_while_it_lasts() {
    let others = [DISKS, &script(&[hang("a", 0.0, "4s")])].concat();
    assert_outage(&play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR }), 0.0, 4.0);
}

#[test]
fn who_joins_freezes_nobody() {
    let others = [DISKS, &script(&[hit("a", 0.0, "1h"), hit("a", 7200.0, "1h")])].concat();
    let found = play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR });
    assert_outages(&found, &[(0.0, 10.0), (7200.0, 10.0)]);
}

#[test]
fn two_sides_that_both_write_are_a_split_brain() {
    // Both sides unfreeze at +10 s. The cut heals at +1860 s, they meet at +1862 s and both stop, which ends
    // the incident at +1867 s; then the data are mended for two hours.
    let found = play(&Scene { others: &cut_pair("31m"), cluster: &on_disk(""), ..PAIR });
    assert_outages(&found, &[(0.0, 10.0), (1867.0, 7200.0)]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(found.clusters[0].split_brain, 1_857_000_000_000);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 7200.0);
}

#[test]
fn sides_that_did_no_harm_serve_again_when_both_have_stopped() {
    let cluster = on_disk(r#", "split_brain": {"corrupts": 0}"#);
    let found = play(&Scene { others: &cut_pair("31m"), cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 10.0)]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(found.clusters[0].split_brain, 1_857_000_000_000);
}

#[test]
fn two_cuts_are_two_incidents() {
    let others = format!(
        r#"{} "links": {{"hb": {{"between": ["a", "b"], "carries": ["heartbeat"]}}}}, {DISKS}"#,
        script(&[hit("hb", 0.0, "1h"), hit("hb", 7200.0, "1h")])
    );
    let cluster = on_disk(r#", "split_brain": {"corrupts": 0, "resolve": "keep"}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 10.0), (7200.0, 10.0)]);
    assert_eq!(counted(&found, Count::SplitBrain), 2);
}

#[test]
fn a_cut_without_a_winner_is_down_until_it_heals() {
    // Both shots land at +25 s; both have booted at +145 s and wait for each other until +1862 s.
    let cluster = on_disk(r#", "fencing": {"time": "15s"}"#);
    let found = play(&Scene { others: &cut_pair("31m"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 1862.0);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(counted(&found, Count::Fencing), 2);
}

#[test]
fn a_delay_decides_who_goes_on() {
    // b is shot at +25 s, and a goes on; b's own shot would have landed at +30 s.
    let cluster = on_disk(r#", "fencing": {"time": "15s", "delay": {"a": "5s"}}"#);
    let found = play(&Scene { others: &cut_pair("31m"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 25.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn the_majority_goes_on_without_who_is_cut_off() {
    // c1 stops writing at +10 s, when both sides have noticed; so the others need not fear it.
    let others = format!(
        r#"{} "switches": {{"sw": {{"connects": ["a", "b"], "carries": ["heartbeat"]}}}},
        "links": {{"wire": {{"between": ["c1", "sw"], "carries": ["heartbeat"]}}}}, {DISKS}"#,
        script(&[hit("wire", 0.0, "1h")])
    );
    let cluster = on_disk(r#", "quorum": {"policy": "majority"}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outage(&found, 0.0, 10.0);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn who_wakes_writes_on_until_it_is_taken_in_and_stopped() {
    // a is lost at +10 s and wakes at +20 s: it writes beside b. It is taken in at +22 s, both stop until
    // +27 s; `keep` lets b go on, who wrote first.
    let others = [DISKS, &script(&[hang("a", 0.0, "20s")])].concat();
    for (resolve, outages) in [("restart", 2), ("keep", 2)] {
        let cluster = on_disk(&format!(r#", "split_brain": {{"resolve": "{resolve}"}}"#));
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_outages(&found, &[(0.0, 10.0), (27.0, 7200.0)][..outages]);
        assert_eq!(found.clusters[0].split_brain, 7_000_000_000);
    }
}

#[test]
fn who_was_first_goes_on() {
    // With stops that take an hour, and b the one that wrote alone before a woke: only a stops.
    let others = [DISKS, &script(&[hang("a", 0.0, "20s"), hit("b", 100.0, "5m")])].concat();
    let rest = r#", "stop_time": "1h", "split_brain": {"corrupts": 0, "resolve": "keep"}"#;
    let found = play(&Scene { others: &others, cluster: &on_disk(rest), ..PAIR });
    // a still writes while it stops; b's crash freezes it for ten seconds.
    assert_outages(&found, &[(0.0, 10.0), (100.0, 10.0)]);
    // b's crash ends it no sooner than a's stop does.
    assert_eq!(found.clusters[0].split_brain, 3_602_000_000_000);
}

#[test]
fn the_disk_is_needed_by_all() {
    let others = [DISKS, &script(&[hit("san", 0.0, "1h")])].concat();
    let found = play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR });
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(phase_s(&found, Phase::Repair), 3600.0);
}

#[test]
fn a_member_without_its_path_to_the_disk_serves_nobody() {
    let others = format!(
        r#"{} {DISKS} "links": {{"pa": {{"between": ["a", "san"], "carries": ["storage"]}},
        "pb": {{"between": ["b", "san"], "carries": ["storage"]}}}},"#,
        script(&[hit("pa", 0.0, "1h"), hit("pb", 60.0, "1m")])
    );
    let found = play(&Scene { others: &others, cluster: &on_disk(""), ..PAIR });
    assert_outage(&found, 60.0, 60.0);
}

#[test]
fn a_dead_process_is_restarted_in_place() {
    // Noticed within 10 s, restarted in 30 s.
    let nodes =
        r#""a": {"faults": {"app": {"mtbf": {"constant": "100h"}, "effect": "process"}}}, "b": {}"#;
    let cluster = r#""mode": "active_active", "needs": 2"#;
    let found = play(&Scene { nodes, cluster, ..PAIR });
    assert_eq!(found.outages.len(), 1);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert!((0.0..=10.0).contains(&phase_s(&found, Phase::Detection)));
}

#[test]
fn a_process_that_dies_too_often_waits_for_a_person() {
    let nodes =
        r#""a": {"faults": {"app": {"mtbf": {"constant": "100h"}, "effect": "process"}}}, "b": {}"#;
    let cluster = r#""mode": "active_active", "needs": 2, "monitor": {"attempts": 0},
        "failover": {"manual": "20m"}"#;
    let found = play(&Scene { nodes, cluster, ..PAIR });
    assert_eq!(phase_s(&found, Phase::ManualRecovery), 1200.0);
}
