//! Three planes over one graph: who hears whom, and who is reached.

use super::{PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, hit, phase_s, play, script};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

const NO_QUORUM: &str = r#""quorum": {"policy": "none"}"#;

#[test]
fn a_dead_switch_parts_a_pair() {
    // b serves from +40 s; they meet at +3602 s, stop until +3607 s.
    let others = format!(
        r#""switches": {{"sw": {{"connects": ["a", "b"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("sw", 0.0, "1h")])
    );
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::DualActive), 1);
    assert_eq!(counted(&found, Count::SpuriousDetection), 1);
}

/// Two links, the first of which is cut for an hour.
fn two_links(second: &str) -> String {
    let link = r#"{"between": ["a", "b"], "carries": ["heartbeat"]}"#;
    format!(
        r#""links": {{"one": {link}, "two": {link}}}, "script": [{}{second}],"#,
        hit("one", 0.0, "1h")
    )
}

#[test]
fn one_of_two_links_is_enough() {
    let found = play(&Scene { others: &two_links(""), ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn the_silence_begins_when_the_last_link_is_cut() {
    // Cut off from +5 s until +3600 s: noticed at +15 s, met at +3602 s.
    let second = format!(", {}", hit("two", 5.0, "2h"));
    let found = play(&Scene { others: &two_links(&second), ..PAIR });
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::SpuriousDetection), 1);
}

#[test]
fn a_line_between_sites_joins_what_stands_in_them() {
    let others = format!(
        r#""domains": {{"site": {{"count": 2}}}},
        "links": {{"wan": {{"between": ["site-1", "site-2"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("wan", 0.0, "1h")])
    );
    // a and b are in the first site: they hear each other through it, and keep the majority.
    let nodes =
        r#""a": {"domain": "site-1"}, "b": {"domain": "site-1"}, "c1": {"domain": "site-2"}"#;
    let found = play(&Scene { nodes, others: &others, ..TRIO });
    assert_eq!(outages_s(&found), []);
    // With a alone in the first, it stops at +15 s, and b serves at +40 s.
    let nodes =
        r#""a": {"domain": "site-1"}, "b": {"domain": "site-2"}, "c1": {"domain": "site-2"}"#;
    let found = play(&Scene { nodes, others: &others, ..TRIO });
    assert_outage(&found, 15.0, 25.0);
}

/// Three nodes on one switch that is down for an hour.
fn on_a_switch() -> String {
    format!(
        r#""switches": {{"sw": {{"connects": ["a", "b", "c1"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("sw", 0.0, "1h")])
    )
}

#[test]
fn a_group_in_three_parts_has_no_majority() {
    // a stops until +15 s; one group again at +3602 s, a starts.
    let found = play(&Scene { others: &on_a_switch(), ..TRIO });
    assert_outage(&found, 15.0, 3632.0 - 15.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
    assert_eq!(counted(&found, Count::Failover), 1);
}

#[test]
fn in_three_parts_that_all_go_on_three_serve() {
    // b and c1 serve from +40 s beside a: one incident.
    let cluster = r#""quorum": {"on_loss": "ignore"}"#;
    let found = play(&Scene { others: &on_a_switch(), cluster, ..TRIO });
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::DualActive), 1);
}

#[test]
fn frozen_parts_heal_without_loss() {
    let cluster = r#""quorum": {"on_loss": "freeze"}"#;
    let found = play(&Scene { others: &on_a_switch(), cluster, ..TRIO });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
    assert_eq!(counted(&found, Count::Failover), 0);
}

fn clients(incidents: &[String]) -> String {
    format!(
        r#""links": {{"to-a": {{"between": ["clients", "a"], "carries": ["client"]}},
        "to-b": {{"between": ["clients", "b"], "carries": ["client"]}}}}, {}"#,
        script(incidents)
    )
}

#[test]
fn a_holder_out_of_the_clients_reach_is_not_noticed() {
    let found = play(&Scene { others: &clients(&[hit("to-a", 0.0, "1h")]), ..PAIR });
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(phase_s(&found, Phase::Repair), 3600.0);
    assert_eq!(counted(&found, Count::Failover), 0);
    let found = play(&Scene { others: &clients(&[hit("to-b", 0.0, "1h")]), ..PAIR });
    assert_eq!(outages_s(&found), []);
}

#[test]
fn a_new_holder_out_of_the_clients_reach_serves_when_they_reach_it() {
    let others = clients(&[hit("to-b", 20.0, "60s"), hit("a", 0.0, "10h")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 80.0);
}

#[test]
fn a_path_of_one_plane_is_none_of_another() {
    // The heartbeat is cut; storage and clients go on over their own links: both serve.
    let link = |a: &str, b: &str, plane: &str| {
        format!(r#""{a}-{b}": {{"between": ["{a}", "{b}"], "carries": ["{plane}"]}}"#)
    };
    let links = [
        link("a", "b", "heartbeat"),
        link("a", "san", "storage"),
        link("b", "san", "storage"),
        link("clients", "a", "client"),
        link("clients", "b", "client"),
    ];
    let others = format!(
        r#""disks": {{"san": {{}}}}, "links": {{{}}}, {}"#,
        links.join(", "),
        script(&[hit("a-b", 0.0, "1h")])
    );
    let cluster = format!(r#"{SAN}, {NO_QUORUM}, "split_brain": {{"corrupts": 0}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(3607.0, 30.0)]);
    assert_eq!(found.clusters[0].split_brain, 3_567_000_000_000);
}

#[test]
fn a_service_that_needs_a_node_needs_a_way_to_it() {
    let parts = format!(
        r#""nodes": {{"a": {{}}}},
        "links": {{"way": {{"between": ["clients", "a"], "carries": ["client"]}}}}, {}"#,
        script(&[hit("way", 0.0, "1h")])
    );
    for needs in [r#""a""#, r#"{"all": ["way", "a"]}"#, r#"{"all": ["a", "way"]}"#] {
        let found = super::play_parts(&parts, needs, "150h");
        assert_outage(&found, 0.0, 3600.0);
        assert_eq!(phase_s(&found, Phase::Repair), 3600.0, "{needs}");
    }
}
