//! Quorum of members that fail independently, with reactions that take no time: counting votes.

use super::{exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::model::Model;

/// Nothing that the cluster software does takes time.
const AT_ONCE: &str = r#""mode": "active_passive", "detection": "0s", "join": "0s", "stop_time": "0s",
    "failover": {"time": "0s"}"#;

/// A cluster of so many nodes that are up 99 % of the time.
fn cluster(members: usize, quorum: &str, others: &str, disks: &str, clusters: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": {members}, "mtbf": "99h", "mttr": "1h"}} {others}}}, "disks": {{{disks}}}, "clusters": {{"c": {{"members": ["n"], {AT_ONCE}, "quorum": {{{quorum}}}}} {clusters}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

/// Returns the probability that of so many nodes, each up 99 % of the time, these are up and no others.
fn probability(members: usize, up: usize) -> f64 {
    (0..members).map(|m| if up >> m & 1 == 1 { 0.99 } else { 0.01 }).product()
}

/// Returns how likely the nodes that are up have no quorum.
fn unavailability(members: usize, has_quorum: impl Fn(usize) -> f64) -> f64 {
    (0..1 << members).map(|up| probability(members, up) * (1.0 - has_quorum(up))).sum()
}

fn majority(members: usize) -> impl Fn(usize) -> f64 {
    move |up| f64::from(u8::from(2 * up.count_ones() as usize > members))
}

/// Asserts the unavailability, by the solver to nine digits and by simulation.
fn assert_unavailable(what: &str, model: &Model, truth: f64, trials: u64, error: f64) {
    let e = exact(model);
    println!("{what}: {} states", e.states);
    assert_equal(what, e.services[0].unavailability, truth, 1e-9);
    let found = study(model, trials);
    assert_near(what, &found.tally.services[0].downtime_s, truth * year_s(), error);
}

#[test]
fn a_majority_of_the_members_is_up() {
    for (members, rounded, trials, error) in
        [(3, 2.98e-4, 2000, 0.02), (4, 5.92e-4, 2000, 0.02), (5, 9.85e-6, 6000, 0.06)]
    {
        let truth = unavailability(members, majority(members));
        assert_equal("rounded", rounded, truth, 1e-3);
        let m = cluster(members, r#""policy": "majority""#, "", "", "");
        assert_unavailable(&format!("{members} members"), &m, truth, trials, error);
    }
}

#[test]
fn a_witness_is_a_third_vote() {
    let truth = unavailability(2, |up| match up.count_ones() {
        2 => 1.0,
        1 => 0.999,
        _ => 0.0,
    });
    assert_equal("rounded", 1.198e-4, truth, 1e-3);
    let node = r#", "w": {"mtbf": "999h", "mttr": "1h"}"#;
    let node = cluster(2, r#""witness": "w""#, node, "", "");
    assert_unavailable("node", &node, truth, 4000, 0.02);
    let disk = r#""q": {"mtbf": "999h", "mttr": "1h"}"#;
    let disk = cluster(2, r#""witness": "q""#, "", disk, "");
    assert_unavailable("disk", &disk, truth, 4000, 0.02);
}

/// With an odd number of votes its own only makes the majority larger.
#[test]
fn a_witness_helps_an_even_number_and_not_an_odd_one() {
    let with_witness = |members: usize| {
        move |up: usize| {
            let quorate = |votes: usize| f64::from(u8::from(2 * votes > members + 1));
            let votes = up.count_ones() as usize;
            0.999 * quorate(votes + 1) + 0.001 * quorate(votes)
        }
    };
    for (members, helps) in [(2, true), (3, false), (4, true), (5, false)] {
        let without = unavailability(members, majority(members));
        let with = unavailability(members, with_witness(members));
        assert_eq!(with < without, helps, "{members} members: {with} against {without}");
        let node = r#", "w": {"mtbf": "999h", "mttr": "1h"}"#;
        let quorum = r#""policy": "majority", "witness": "w""#;
        let model = cluster(members, quorum, node, "", "");
        let what = format!("{members} members and a witness");
        // More members have more states than the solver takes.
        if members <= 3 {
            assert_unavailable(&what, &model, with, 2000, 0.03);
        } else {
            let found = study(&model, 6000);
            assert_near(&what, &found.tally.services[0].downtime_s, with * year_s(), 0.12);
        }
    }
    // Three digits are rounded by up to 1.5 in a thousand.
    assert_equal("rounded", 3.27e-4, unavailability(3, with_witness(3)), 1.53e-3);
}

#[test]
fn an_exact_half_with_the_first_member_is_enough() {
    let truth = unavailability(4, |up| {
        let half = up.count_ones() == 2 && up & 1 == 1;
        if half { 1.0 } else { majority(4)(up) }
    });
    let m = cluster(4, r#""policy": "majority", "tie_breaker": "lowest""#, "", "", "");
    assert_unavailable("four", &m, truth, 2000, 0.02);
}

#[test]
fn a_lock_is_there_while_most_of_its_keepers_are() {
    let lock = 1.0 - unavailability(3, majority(3));
    let truth = unavailability(2, |up| if up == 0 { 0.0 } else { lock });
    let etcd = format!(r#", "etcd": {{"members": ["e"], {AT_ONCE}}}"#);
    let keepers = r#", "e": {"count": 3, "mtbf": "99h", "mttr": "1h"}"#;
    let m = cluster(2, r#""policy": {"external": "etcd"}"#, keepers, "", &etcd);
    assert_unavailable("pair", &m, truth, 2000, 0.02);
}
