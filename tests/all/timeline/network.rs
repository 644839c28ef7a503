//! Cuts: detection, quorum, split brain and how it ends.

use super::{PAIR, SAN, START_S, Scene, assert_outage, cut, cut_pair, fails, phase_s, play};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

#[test]
fn a_cut_shorter_than_detection_is_never_noticed() {
    let found = play(&Scene { others: &cut_pair("9s"), ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Detection), 0);
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
