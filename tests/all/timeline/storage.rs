//! The path to the shared disk, and its loss.

use super::{
    PAIR, SAN, Scene, assert_outage, assert_outages, causes, down_s, fails, hit, phase_s, play,
    script,
};
use crate::common::counted;
use quorate::ledger::{Count, Phase};

/// Each node has its own path to the disk.
fn paths(incidents: &[String]) -> String {
    format!(
        r#""disks": {{"san": {{}}}},
        "links": {{"path-a": {{"between": ["a", "san"], "carries": ["storage"]}},
        "path-b": {{"between": ["b", "san"], "carries": ["storage"]}}}}, {}"#,
        script(incidents)
    )
}

#[test]
fn a_short_cut_of_the_path_is_not_noticed() {
    let found = play(&Scene { others: &paths(&[hit("path-a", 0.0, "9s")]), cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 9.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn a_holder_without_its_path_is_stopped_and_another_started() {
    // Noticed at +10 s, stopped at +15 s, started at +45 s.
    let scene = Scene { others: &paths(&[hit("path-a", 0.0, "1h")]), cluster: SAN, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 45.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(causes(&scene, &found), ["script.path-a"]);
}

#[test]
fn with_fencing_a_holder_without_its_path_is_shot() {
    // Noticed at +10 s, off at +25 s. It had never left the view: missed at +35 s, but not shot again.
    let cluster = format!(r#"{SAN}, "fencing": {{}}"#);
    let others = paths(&[hit("path-a", 0.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 65.0);
    assert_eq!(phase_s(&found, Phase::Detection), 20.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found)[0], 120.0);
}

#[test]
fn a_path_that_is_back_while_the_instance_stops_calls_that_off() {
    let others = paths(&[hit("path-a", 0.0, "12s")]);
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 12.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn where_nobody_reaches_the_disk_the_holder_stays() {
    let others = paths(&[hit("path-b", 0.0, "2h"), hit("path-a", 60.0, "1h")]);
    for cluster in [SAN.to_owned(), format!(r#"{SAN}, "fencing": {{}}"#)] {
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_outage(&found, 60.0, 3600.0);
        assert_eq!(counted(&found, Count::Failover), 0);
        assert_eq!(counted(&found, Count::Fencing), 0);
    }
}

#[test]
fn who_reaches_the_disk_first_gets_the_instance() {
    // b reaches it again at +3600 s, long after a was found without: stopped +3605 s, started +3635 s.
    let others = paths(&[hit("path-a", 0.0, "2h"), hit("path-b", 0.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 3635.0);
}

#[test]
fn a_member_without_a_path_takes_nothing_over() {
    // a crashes; b has no path until +600 s.
    let others = paths(&[hit("path-b", 0.0, "600s"), hit("a", 0.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 630.0);
}

#[test]
fn a_lost_disk_is_down_until_its_data_are_restored() {
    let disk = r#""disks": {"san": {"faults": {"head": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "4h"}, "effect": "loss"}}}},"#;
    let scene = Scene { others: disk, cluster: SAN, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 4.0 * 3600.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(phase_s(&found, Phase::Repair), 4.0 * 3600.0);
    assert_eq!(causes(&scene, &found), ["san.head"]);
}

#[test]
fn a_disk_whose_data_are_intact_loses_none() {
    let others = format!(r#""disks": {{{}}},"#, fails("san", "100h", "4h"));
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

#[test]
fn a_holder_lost_while_the_disk_is_down_is_replaced_when_it_is_back() {
    // a crashes at +60 s, is missed at +70 s; the disk is back at +3600 s and b starts.
    let others = format!(
        r#""disks": {{"san": {{}}}}, {}"#,
        script(&[hit("san", 0.0, "1h"), hit("a", 60.0, "10h")])
    );
    let found = play(&Scene { others: &others, cluster: SAN, ..PAIR });
    assert_outages(&found, &[(0.0, 3630.0)]);
}

#[test]
fn a_shot_at_a_holder_whose_path_is_back_is_not_recalled() {
    // Aimed from +10 s; back at +12 s; off at +25 s. It had never left the view: missed at +35 s.
    let cluster = format!(r#"{SAN}, "fencing": {{}}"#);
    let others = paths(&[hit("path-a", 0.0, "12s")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 12.0), (25.0, 40.0)]);
}

#[test]
fn only_as_many_holders_give_up_as_others_can_take_over_from() {
    // a and b are cut off from the disk for an hour; c1 can start one of their instances. The other
    // stays where it is, and serves again the moment the path is back.
    let path = |node: &str| {
        format!(r#""path-{node}": {{"between": ["{node}", "san"], "carries": ["storage"]}}"#)
    };
    let others = format!(
        r#""disks": {{"san": {{}}}}, "links": {{{}, {}, {}}}, {}"#,
        path("a"),
        path("b"),
        path("c1"),
        script(&[hit("path-a", 0.0, "1h"), hit("path-b", 0.0, "1h")])
    );
    for (needs, down) in [(1, 45.0), (2, 3600.0)] {
        let cluster = format!(r#"{SAN}, "active": 2, "needs": {needs}"#);
        let found = play(&Scene { others: &others, cluster: &cluster, ..super::TRIO });
        assert_outage(&found, 0.0, down);
        assert_eq!(counted(&found, Count::Failover), 1);
    }
}
