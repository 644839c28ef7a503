//! Weighted majorities.

use super::{Scene, TRIO, assert_outage, cut, hit, play, script};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger};

/// Three nodes with these votes of which `a`, the holder, is cut off for an hour.
fn cut_off(votes: [u32; 3]) -> Ledger {
    let [a, b, c] = votes;
    let nodes = format!(r#""a": {{"votes": {a}}}, "b": {{"votes": {b}}}, "c1": {{"votes": {c}}}"#);
    let others = format!(
        r#""links": {{{}, {}, "bc": {{"between": ["b", "c1"], "carries": ["heartbeat"]}}}},"#,
        cut("ab", "a", "b", "1h"),
        cut("ac", "a", "c1", "1h")
    );
    play(&Scene { nodes: &nodes, others: &others, ..TRIO })
}

#[test]
fn a_member_with_most_votes_is_a_majority_alone() {
    let found = cut_off([3, 1, 1]);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn half_of_the_votes_is_no_majority() {
    // Neither a nor b with c1 has more than half: a stops at +15 s and starts anew when all are one.
    for votes in [[2, 1, 1], [1, 1, 0]] {
        let found = cut_off(votes);
        assert_outage(&found, 15.0, 3632.0 - 15.0);
        assert_eq!(counted(&found, Count::QuorumLoss), 1, "{votes:?}");
    }
}

#[test]
fn a_member_without_a_vote_may_take_over() {
    // c1 alone has all the votes; b, which has none, is with it and is declared before it.
    let found = cut_off([0, 0, 1]);
    assert_outage(&found, 15.0, 25.0);
}

#[test]
fn four_of_seven_are_more_than_half() {
    let nodes = r#""a": {"votes": 1}, "b": {"votes": 2}, "c1": {"votes": 4}"#;
    let found = play(&Scene { nodes, others: &script(&[hit("b", 0.0, "1h")]), ..TRIO });
    assert_eq!(outages_s(&found), [], "a and c1 have five");
    let found = play(&Scene { nodes, others: &script(&[hit("c1", 0.0, "1h")]), ..TRIO });
    assert_outage(&found, 15.0, 3632.0 - 15.0);
}
