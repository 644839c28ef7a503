//! How a split brain ends, and what it costs.

use super::{
    PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, causes, hang, hit, phase_s, play, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

const NO_QUORUM: &str = r#""quorum": {"policy": "none"}"#;

/// Two nodes on a disk, cut off from one another for two hours; b serves too from +40 s.
fn split(more: &[String]) -> String {
    let incidents: Vec<_> = [&[hit("hb", 0.0, "2h")], more].concat();
    format!(
        r#""links": {{"hb": {{"between": ["a", "b"], "carries": ["heartbeat"]}}}},
        "disks": {{"san": {{}}}}, {}"#,
        script(&incidents)
    )
}

#[test]
fn it_ends_when_one_side_crashes_and_the_other_is_mended() {
    let cluster = format!("{SAN}, {NO_QUORUM}");
    let others = split(&[hit("b", 1000.0, "10h")]);
    let scene = Scene { others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 1000.0, 7200.0);
    assert_eq!(found.clusters[0].split_brain, 960_000_000_000);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(counted(&found, Count::Failover), 1, "it serves where it was");
    assert_eq!(causes(&scene, &found), ["c.split_brain"]);
}

#[test]
fn undamaged_data_are_served_on_by_the_side_that_is_left() {
    let cluster = format!(r#"{SAN}, {NO_QUORUM}, "split_brain": {{"corrupts": 0}}"#);
    let others = split(&[hit("a", 1000.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(found.clusters[0].split_brain, 960_000_000_000);
}

#[test]
fn a_second_double_service_in_one_cut_is_another_incident() {
    // a crashes at +1000 s for 100 s. When it is back it is alone, without quorum to wait for, and starts
    // the instance beside b at +1132 s. They meet at +7202 s.
    let cluster = format!(r#"{SAN}, {NO_QUORUM}, "split_brain": {{"corrupts": 0}}"#);
    let others = split(&[hit("a", 1000.0, "100s")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 7207.0, 30.0);
    assert_eq!(counted(&found, Count::SplitBrain), 2);
    assert_eq!(found.clusters[0].split_brain, (960 + 7207 - 1132) * 1_000_000_000);
}

#[test]
fn with_keep_damaged_data_are_mended_all_the_same() {
    let cluster = format!(r#"{SAN}, {NO_QUORUM}, "split_brain": {{"resolve": "keep"}}"#);
    let found = play(&Scene { others: &split(&[]), cluster: &cluster, ..PAIR });
    assert_outage(&found, 7207.0, 7200.0);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 7200.0);
    assert_eq!(counted(&found, Count::Failover), 1);
}

#[test]
fn nothing_is_started_while_the_data_are_mended() {
    // The repair lasts from +7207 s to +14407 s; a, where the instance was started first, crashes in it at
    // +8000 s, and so does b at +8001 s; b is back at +9001 s.
    let cluster = format!("{SAN}, {NO_QUORUM}");
    let others = split(&[hit("a", 8000.0, "10h"), hit("b", 8001.0, "1000s")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 7207.0, 7200.0 + 30.0);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 7200.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
}

#[test]
fn a_passive_member_lost_while_the_data_are_mended_changes_nothing() {
    // b serves from +40 s; a wakes at +60 s, they meet at +62 s and stop until +67 s; the repair lasts until
    // +7267 s. c1 crashes in it.
    let others = format!(
        r#""disks": {{"san": {{}}}}, {}"#,
        script(&[hang("a", 0.0, "60s"), hit("c1", 3000.0, "10h")])
    );
    let cluster = format!("{SAN}, {NO_QUORUM}");
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (67.0, 7200.0)]);
    assert_eq!(counted(&found, Count::Failover), 1);
}

#[test]
fn a_side_that_fails_while_both_stop_ends_the_incident() {
    // They meet at +7202 s and would stop until +7207 s; b crashes at +7204 s. a stops all the same, and
    // starts when b is missed, at +7214 s.
    let cluster = format!(r#"{SAN}, {NO_QUORUM}, "split_brain": {{"corrupts": 0}}"#);
    let others = split(&[hit("b", 7204.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(found.clusters[0].split_brain, (7204 - 40) * 1_000_000_000);
    assert_outage(&found, 7207.0, 7.0 + 30.0);
    assert_eq!(phase_s(&found, Phase::Detection), 7.0);
}
