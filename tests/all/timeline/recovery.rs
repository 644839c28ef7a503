//! Failed starts, and takeovers that are not alone.

use super::{PAIR, Scene, TRIO, assert_outage, hit, phase_s, play, script};
use crate::common::counted;
use quorate::ledger::{Count, Phase};

const FAILS: &str = r#""quorum": {"policy": "none"}, "failover": {"success": 0}"#;

#[test]
fn the_next_member_is_tried_after_a_failed_start() {
    // b's fails at +40 s, c1's at +70 s; the person who mends b is there at +1840 s.
    let found = play(&Scene { others: &script(&[hit("a", 0.0, "10h")]), cluster: FAILS, ..TRIO });
    assert_outage(&found, 0.0, 1840.0);
    assert_eq!(counted(&found, Count::FailedFailover), 2);
    assert_eq!(phase_s(&found, Phase::ManualRecovery), 1770.0);
}

#[test]
fn a_repair_ends_the_ban() {
    // b's start fails at +40 s; it crashes at +100 s, is back at +160 s and a member at +162 s: its start
    // fails at +192 s, and the person is there at +1992 s.
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 100.0, "60s")]);
    let found = play(&Scene { others: &others, cluster: FAILS, ..PAIR });
    assert_outage(&found, 0.0, 1992.0);
    assert_eq!(counted(&found, Count::FailedFailover), 2);
}

#[test]
fn a_reboot_ends_the_ban() {
    // b's rack is dark from +100 s to +160 s: booted at +280 s, a member at +282 s; its start fails at
    // +312 s, and the person is there at +2112 s.
    let others = format!(
        r#""domains": {{"rack": {{}}}}, {}"#,
        script(&[hit("a", 0.0, "10h"), hit("rack", 100.0, "60s")])
    );
    let nodes = r#""a": {}, "b": {"domain": "rack"}"#;
    let found = play(&Scene { nodes, others: &others, cluster: FAILS, ..PAIR });
    assert_outage(&found, 0.0, 2112.0);
    assert_eq!(counted(&found, Count::FailedFailover), 2);
}

#[test]
fn the_time_of_the_person_is_that_of_the_scenario() {
    let cluster =
        r#""quorum": {"policy": "none"}, "failover": {"time": "3s", "success": 0, "manual": "1h"}"#;
    let found = play(&Scene { others: &script(&[hit("a", 0.0, "10h")]), cluster, ..PAIR });
    assert_outage(&found, 0.0, 13.0 + 3600.0);
}

#[test]
fn a_takeover_goes_on_though_its_group_meets_who_still_runs_the_instance() {
    // b begins at +10 s; they are one at +22 s. Both serve from +40 s, stop until +45 s, and one is started
    // until +75 s: a start once ordered is not recalled.
    let others = format!(
        r#""links": {{"hb": {{"between": ["a", "b"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("hb", 0.0, "20s")])
    );
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 45.0, 30.0);
    assert_eq!(counted(&found, Count::Failover), 2);
    assert_eq!(counted(&found, Count::DualActive), 1);
}

#[test]
fn a_takeover_that_goes_on_takes_over_from_who_stops_meanwhile() {
    // As before, but a crashes at +30 s.
    let others = format!(
        r#""links": {{"hb": {{"between": ["a", "b"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("hb", 0.0, "20s"), hit("a", 30.0, "10h")])
    );
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 30.0, 10.0);
    assert_eq!(counted(&found, Count::DualActive), 0);
}

#[test]
fn a_starter_that_is_back_before_it_is_missed_starts_anew() {
    // b begins at +10 s, crashes at +20 s for 5 s, is a member again at +27 s.
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 20.0, "5s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 57.0);
    assert_eq!(counted(&found, Count::Detection), 1, "a");
}

#[test]
fn a_second_holder_is_taken_over_from_like_the_first() {
    // b holds from +40 s, crashes at +100 s; c1 serves at +140 s.
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 100.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}"#;
    let found = play(&Scene { others: &others, cluster, horizon: "103h", ..TRIO });
    super::assert_outages(&found, &[(0.0, 40.0), (100.0, 40.0)]);
}
