//! Witnesses and tie-breakers: who decides when the votes of the members alone do not.

use super::{PAIR, Scene, TRIO, assert_outage, cut, hang, hit, play, script};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger};

/// A pair with a witness `w`; `b` is down from the start on.
fn alone_with(witness: &str, parts: &str, incidents: &[String]) -> Ledger {
    let nodes = format!(r#""a": {{}}, "b": {{}}{witness}"#);
    let mut all = vec![hit("b", 0.0, "20h")];
    all.extend_from_slice(incidents);
    let others = format!("{parts} {}", script(&all));
    let cluster = r#""quorum": {"witness": "w"}"#;
    play(&Scene { nodes: &nodes, others: &others, cluster, ..PAIR })
}

const NODE: &str = r#", "w": {}"#;
const DISK: &str = r#""disks": {"w": {}},"#;

/// Asserts that `a`, alone since b was lost, stopped for want of the witness, so long after it was lost at
/// +100 s and until so long after it was back at +3700 s.
fn assert_stopped(found: &Ledger, back_s: f64) {
    // Missed at +110 s; a stops until +115 s. What is back counts 2 s later, and then a starts in 30 s.
    assert_outage(found, 115.0, back_s + 2.0 + 30.0 - 115.0);
    assert_eq!(counted(found, Count::QuorumLoss), 1);
    assert_eq!(counted(found, Count::Detection), 1, "only b is a member");
}

#[test]
fn with_a_witness_a_survivor_takes_over() {
    // b and w have two votes of three.
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "w": {}"#,
        others: &script(&[hit("a", 0.0, "1h")]),
        cluster: r#""quorum": {"witness": "w"}"#,
        ..PAIR
    });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn a_lost_witness_is_missed_after_detection() {
    assert_stopped(&alone_with(NODE, "", &[hit("w", 100.0, "1h")]), 3700.0);
    assert_stopped(&alone_with(NODE, "", &[hang("w", 100.0, "1h")]), 3700.0);
    assert_stopped(&alone_with("", DISK, &[hit("w", 100.0, "1h")]), 3700.0);
}

#[test]
fn a_witness_that_is_back_in_time_is_not_missed() {
    for (witness, parts) in [(NODE, ""), ("", DISK)] {
        let found = alone_with(witness, parts, &[hit("w", 100.0, "9s"), hit("w", 112.0, "9s")]);
        assert_eq!(outages_s(&found), []);
        assert_eq!(counted(&found, Count::QuorumLoss), 0);
    }
}

#[test]
fn who_has_a_majority_misses_no_witness() {
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "w": {}"#,
        others: &script(&[hit("w", 0.0, "1h"), hit("b", 7200.0, "1h")]),
        cluster: r#""quorum": {"witness": "w"}"#,
        ..PAIR
    });
    assert_eq!(outages_s(&found), [], "two of three, then one and the witness");
}

#[test]
fn a_witness_in_a_dark_domain_has_to_boot() {
    let witness = r#", "w": {"domain": "room"}"#;
    let found = alone_with(witness, r#""domains": {"room": {}},"#, &[hit("room", 100.0, "1h")]);
    assert_stopped(&found, 3700.0 + 120.0);
}

#[test]
fn a_witness_is_reached_over_its_plane() {
    let link = |to: &str, plane: &str| {
        format!(
            r#""wa": {{"between": ["a", "{to}"], "carries": ["{plane}"]}},
            "wb": {{"between": ["b", "{to}"], "carries": ["{plane}"]}}"#
        )
    };
    let parts = format!(r#"{DISK} "links": {{{}}},"#, link("w", "storage"));
    assert_stopped(&alone_with("", &parts, &[hit("wa", 100.0, "1h")]), 3700.0);
    let hb = r#""hb": {"between": ["a", "b"], "carries": ["heartbeat"]}"#;
    let parts = format!(r#""links": {{{}, {hb}}},"#, link("w", "heartbeat"));
    assert_stopped(&alone_with(NODE, &parts, &[hit("wa", 100.0, "1h")]), 3700.0);
}

#[test]
fn a_witness_disk_holds_no_data() {
    let lost = r#"{"at": "360100s", "hits": ["w"], "effect": "loss", "for": "1h"}"#;
    let found = alone_with("", DISK, &[lost.into()]);
    assert_stopped(&found, 3700.0);
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

/// Two sites with two nodes each, a line between them, and a witness that stands in one of three sites and
/// hangs on a line to each of the first two.
fn stretched(site: &str, quorum: &str, incidents: &[String]) -> Ledger {
    let line = |a: &str, b: &str| {
        format!(r#""{a}-{b}": {{"between": ["{a}", "{b}"], "carries": ["heartbeat"]}}"#)
    };
    let third = format!("{}, {}", line("site-1", "site-3"), line("site-2", "site-3"));
    let links = format!("{}{}", line("site-1", "site-2"), if site == "site-3" { ", " } else { "" });
    let others = format!(
        r#""domains": {{"site": {{"count": 3}}}}, "links": {{{links}{}}}, {}"#,
        if site == "site-3" { third.as_str() } else { "" },
        script(incidents)
    );
    let nodes = format!(
        r#""a": {{"domain": "site-1"}}, "b": {{"domain": "site-1"}}, "c1": {{"domain": "site-2"}},
        "d": {{"domain": "site-2"}}, "w": {{"domain": "{site}"}}"#
    );
    let cluster = format!(r#""quorum": {{{quorum}}}"#);
    let members = r#""a", "b", "c1", "d""#;
    play(&Scene { nodes: &nodes, others: &others, members, cluster: &cluster, ..PAIR })
}

const WITNESS: &str = r#""witness": "w""#;

/// `a` stops until +15 s; `c1` serves from +40 s, and still when all are one again.
fn assert_moved(found: &Ledger) {
    assert_outage(found, 15.0, 25.0);
    assert_eq!(counted(found, Count::Failover), 1);
    assert_eq!(counted(found, Count::QuorumLoss), 0);
    assert_eq!(counted(found, Count::DualActive), 0);
}

#[test]
fn halves_without_a_witness_both_stop() {
    let found = stretched("site-1", r#""policy": "majority""#, &[hit("site-1-site-2", 0.0, "1h")]);
    assert_outage(&found, 15.0, 3632.0 - 15.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn the_half_with_the_witness_goes_on() {
    let cut = [hit("site-1-site-2", 0.0, "1h")];
    assert_eq!(outages_s(&stretched("site-1", WITNESS, &cut)), []);
    assert_moved(&stretched("site-2", WITNESS, &cut));
}

#[test]
fn of_halves_that_both_reach_it_the_first_has_the_witness() {
    let found = stretched("site-3", WITNESS, &[hit("site-1-site-2", 0.0, "1h")]);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn a_half_that_is_cut_from_the_witness_too_stops() {
    // One line less is nothing: the way over the other site is open.
    let found = stretched("site-3", WITNESS, &[hit("site-1-site-3", 0.0, "1h")]);
    assert_eq!(outages_s(&found), []);
    let cuts = [hit("site-1-site-2", 0.0, "1h"), hit("site-1-site-3", 0.0, "1h")];
    assert_moved(&stretched("site-3", WITNESS, &cuts));
}

#[test]
fn a_tie_goes_to_who_had_the_witness_before() {
    // The first half reaches it again at +3600 s, still cut off from the second, which has it.
    let cuts = [hit("site-1-site-2", 0.0, "2h"), hit("site-1-site-3", 0.0, "1h")];
    assert_moved(&stretched("site-3", WITNESS, &cuts));
}

#[test]
fn a_half_that_loses_the_witness_hands_it_over_after_detection() {
    // Cut at 0, the first half has it; at +1000 s its line to it is cut: missed at +1010 s, when the other
    // half gets it. a serves until +1015 s, c1 from +1040 s.
    let cuts = [hit("site-1-site-2", 0.0, "1h"), hit("site-1-site-3", 1000.0, "1h")];
    let found = stretched("site-3", WITNESS, &cuts);
    assert_outage(&found, 1015.0, 25.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn a_site_that_takes_the_witness_with_it_leaves_no_majority() {
    // a, b and w are off at 0; power is back at +3600 s, they have booted at +3720 s.
    let found = stretched("site-1", WITNESS, &[hit("site-1", 0.0, "1h")]);
    assert_outage(&found, 0.0, 3722.0 + 30.0);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn the_lowest_gets_an_exact_half() {
    let lowest = r#""policy": "majority", "tie_breaker": "lowest""#;
    let found = stretched("site-1", lowest, &[hit("site-1-site-2", 0.0, "1h")]);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
    // The other half gets nothing, though the first is off.
    let found = stretched("site-2", lowest, &[hit("site-1", 0.0, "1h")]);
    assert_outage(&found, 0.0, 3722.0 + 30.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn of_a_pair_the_lowest_goes_on_alone() {
    let cluster = r#""quorum": {"policy": "majority", "tie_breaker": "lowest"}"#;
    let others = script(&[hit("b", 0.0, "1h"), hit("a", 7200.0, "1h")]);
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outage(&found, 7200.0, 3600.0 + 2.0 + 30.0);
}

/// Three nodes and a witness with these votes; all paths between members are cut for good.
fn scattered(votes: [u32; 4]) -> Ledger {
    let [a, b, c, w] = votes;
    let nodes = format!(
        r#""a": {{"votes": {a}}}, "b": {{"votes": {b}}}, "c1": {{"votes": {c}}}, "w": {{"votes": {w}}}"#
    );
    let cuts =
        [cut("ab", "a", "b", "90h"), cut("ac", "a", "c1", "90h"), cut("bc", "b", "c1", "90h")];
    let to_w =
        |m: &str| format!(r#""{m}w": {{"between": ["{m}", "w"], "carries": ["heartbeat"]}}"#);
    let others = format!(
        r#""links": {{{}, {}, {}, {}}},"#,
        cuts.join(", "),
        to_w("a"),
        to_w("b"),
        to_w("c1")
    );
    let cluster = r#""quorum": {"witness": "w"}"#;
    play(&Scene { nodes: &nodes, others: &others, cluster, ..TRIO })
}

#[test]
fn a_witness_goes_to_who_has_more_votes() {
    // c1 and w have five of nine: a stops until +15 s, c1 serves from +40 s.
    assert_moved(&scattered([2, 2, 3, 2]));
    // a and b have as many: the first; four of seven.
    assert_eq!(outages_s(&scattered([2, 2, 1, 2])), []);
    // c1 has more, but with w only four of eight.
    let found = scattered([2, 2, 3, 1]);
    assert_outage(&found, 15.0, 50.0 * 3600.0 - 15.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn members_without_a_heavy_witness_are_no_majority() {
    let found = play(&Scene {
        nodes: r#""a": {}, "b": {}, "w": {"votes": 3}"#,
        others: &script(&[hit("w", 0.0, "1h")]),
        cluster: r#""quorum": {"witness": "w"}"#,
        ..PAIR
    });
    assert_outage(&found, 15.0, 3632.0 - 15.0);
}
