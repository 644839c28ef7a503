//! Crashes, takeovers, failed starts, disks and crews.

use super::{PAIR, SAN, START_S, Scene, assert_outage, fails, phase_s, play};
use crate::common::{counted, history, model, outages_s};
use quorate::ledger::{Count, Phase};

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
