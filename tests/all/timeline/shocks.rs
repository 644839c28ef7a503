//! Shocks and the script: what hits many at once.

use super::{
    PAIR, SAN, START_S, Scene, assert_outage, assert_outages, causes, down_s, hang, hit, phase_s,
    play, play_parts, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

/// A shock after 100 h that lasts an hour.
fn shock(hits: &str, more: &str) -> String {
    format!(
        r#""shocks": {{"surge": {{"mtbf": {{"constant": "100h"}}, "hits": [{hits}],
        "mttr": {{"constant": "1h"}}{more}}}}},"#
    )
}

#[test]
fn a_shock_takes_down_all_that_it_hits() {
    // Back at +3600 s, one group at +3602 s.
    let others = shock(r#""a", "b""#, "");
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3632.0);
    assert_eq!(causes(&scene, &found), ["surge"]);
    assert_eq!(down_s(&found), [3600.0, 3600.0]);
}

#[test]
fn a_shock_that_never_hits_does_nothing() {
    for more in [r#", "probability": 0"#, r#", "probability": 0, "together": true"#] {
        let found = play(&Scene { others: &shock(r#""a", "b""#, more), ..PAIR });
        assert_eq!(outages_s(&found), []);
    }
}

#[test]
fn together_all_or_none_are_hit() {
    for seed in 1..=20 {
        let text = format!(
            r#""simulation": {{"seed": {seed}}}, "nodes": {{"a": {{}}, "b": {{}}, "c1": {{}}}}, {}"#,
            shock(r#""a", "b", "c1""#, r#", "probability": "50%", "together": true"#)
        );
        let down = down_s(&play_parts(&text, r#""a""#, "1001h"));
        assert_eq!([down[0]; 3], down[..]);
    }
}

#[test]
fn shocks_come_from_one_to_the_next() {
    // The clock runs on while what it hit is repaired.
    let text = format!(r#""nodes": {{"a": {{}}}}, {}"#, shock(r#""a""#, ""));
    let found = play_parts(&text, r#""a""#, "250h");
    assert_eq!(outages_s(&found), [(START_S, 3600.0), (2.0 * START_S, 3600.0)]);
}

#[test]
fn a_shock_does_not_hit_what_is_already_down() {
    let text = format!(
        r#""nodes": {{"a": {{}}}}, {}
        "script": [{{"at": "99.5h", "hits": ["a"], "for": "40m"}}],"#,
        shock(r#""a""#, "")
    );
    let found = play_parts(&text, r#""a""#, "150h");
    assert_outage(&found, -1800.0, 2400.0);
}

#[test]
fn a_component_hit_by_a_shock_keeps_its_own_clocks() {
    // Its own life of 110 h is an hour late, in which it was off.
    let text = format!(
        r#""nodes": {{"a": {{"mtbf": {{"constant": "110h"}}, "mttr": {{"constant": "1h"}}}}}}, {}"#,
        shock(r#""a""#, "")
    );
    let found = play_parts(&text, r#""a""#, "150h");
    assert_outages(&found, &[(0.0, 3600.0), (11.0 * 3600.0, 3600.0)]);
}

#[test]
fn each_is_repaired_by_itself_or_all_together() {
    let text = |more: &str| {
        format!(
            r#""crews": {{"people": {{}}}}, "nodes": {{"a": {{}}, "b": {{}}}}, {}"#,
            shock(r#""a", "b""#, &format!(r#", "crew": "people"{more}"#))
        )
    };
    let found = play_parts(&text(""), r#""a""#, "150h");
    assert_eq!(down_s(&found), [3600.0, 7200.0]);
    let found = play_parts(&text(r#", "repaired": "together""#), r#""a""#, "150h");
    assert_eq!(down_s(&found), [3600.0, 3600.0]);
}

#[test]
fn a_shock_to_a_domain_is_loss_of_power() {
    let text = format!(
        r#""domains": {{"dc": {{}}}}, "nodes": {{"a": {{"domain": "dc"}}}}, {}"#,
        shock(r#""dc""#, "")
    );
    let found = play_parts(&text, r#""a""#, "150h");
    assert_outage(&found, 0.0, 3720.0);
}

#[test]
fn a_shock_can_make_nodes_hang() {
    // Nobody is left to notice: all go on an hour later.
    let found = play(&Scene { others: &shock(r#""a", "b""#, r#", "effect": "hang""#), ..PAIR });
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn each_kind_is_hit_as_its_faults_do() {
    let text = format!(
        r#""nodes": {{"a": {{}}, "b": {{}}}}, "disks": {{"d": {{}}}},
        "links": {{"l": {{"between": ["a", "b"]}}}}, {}"#,
        shock(r#""a", "d", "l""#, "")
    );
    let found = play_parts(&text, r#""l""#, "150h");
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(down_s(&found).iter().filter(|s| **s == 3600.0).count(), 3);
}

#[test]
fn the_script_hits_at_its_time() {
    let others = script(&[hit("a", 0.25, "10h")]);
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.25, 40.0);
    assert_eq!(causes(&scene, &found), ["script.a"]);
    assert_eq!(down_s(&found), [36_000.0, 0.0]);
}

#[test]
fn the_script_hits_at_time_zero() {
    let text = r#""nodes": {"a": {}}, "script": [{"at": "0s", "hits": ["a"], "for": "5s"}],"#;
    let found = play_parts(text, r#""a""#, "1h");
    assert_eq!(outages_s(&found), [(0.0, 5.0)]);
}

#[test]
fn the_script_can_destroy_data() {
    let others = r#""disks": {"san": {}}, "script": [{"at": "100h", "hits": ["san"], "effect": "loss",
        "for": "4h"}],"#;
    let found = play(&Scene { others, cluster: SAN, ..PAIR });
    assert_outage(&found, 0.0, 4.0 * 3600.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
}

#[test]
fn incidents_on_several_parts_run_side_by_side() {
    // a hangs for 5 s twice, unnoticed.
    let others = script(&[hang("a", 0.0, "5s"), hang("a", 20.0, "5s"), hit("b", 0.0, "1h")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outages(&found, &[(0.0, 5.0), (20.0, 5.0)]);
    assert_eq!(phase_s(&found, Phase::Repair) + phase_s(&found, Phase::Detection), 10.0);
}

#[test]
fn an_outage_that_the_script_begins_is_put_down_to_it() {
    // Whatever else could have been the cause: x is declared before.
    let x = r#""x": {"mtbf": {"constant": "1y"}, "mttr": {"constant": "1h"}}"#;
    let nodes = format!(r#"{x}, "a": {{}}, "b": {{}}"#);
    let others = script(&[hit("b", 50.0, "1h"), hit("a", 100.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}"#;
    let scene = Scene { nodes: &nodes, others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 100.0, 3600.0 - 50.0 + 32.0);
    assert_eq!(causes(&scene, &found), ["script.a"]);
    // A cut is made by the link, and ends in the double service that it has led to.
    let link = r#""hb": {"between": ["a", "b"], "carries": ["heartbeat"]}"#;
    let others = format!(r#""links": {{{link}}}, {}"#, script(&[hit("hb", 0.0, "1h")]));
    let cluster = r#""fencing": {"delay": {"b": "5s"}}"#;
    let scene = Scene { nodes: &nodes, others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 25.0, 30.0);
    assert_eq!(causes(&scene, &found), ["script.hb"]);
}

#[test]
fn hundreds_of_incidents_may_overlap_on_one_component() {
    let incidents: Vec<_> = (0..600).map(|i| hit("a", f64::from(i), "1h")).collect();
    let text = format!(r#""nodes": {{"a": {{}}}}, {}"#, script(&incidents));
    let found = play_parts(&text, r#""a""#, "150h");
    assert_outage(&found, 0.0, 599.0 + 3600.0);
}

#[test]
fn shocks_hit_every_kind_and_whole_groups() {
    // Both racks, and with them four nodes, which then boot for two minutes; both switches; both links.
    let text = format!(
        r#""domains": {{"rack": {{"count": 2}}}}, "nodes": {{"n": {{"count": 4, "domain": ["rack-1", "rack-2"]}}}},
        "disks": {{"d": {{"count": 2}}}}, "switches": {{"w": {{"count": 2}}}},
        "links": {{"l": {{"count": 2, "between": ["n-1", "n-2"]}}}}, {}"#,
        shock(r#""rack", "d", "w", "l""#, "")
    );
    let found = play_parts(&text, r#""n-4""#, "150h");
    assert_outage(&found, 0.0, 3720.0);
    let hour = 3600.0;
    let down = [hour, hour, 3720.0, 3720.0, 3720.0, 3720.0, hour, hour, hour, hour, hour, hour];
    assert_eq!(down_s(&found), down);
    assert_eq!(found.failures, [1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
}
