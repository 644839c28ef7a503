//! What a group does that loses quorum: stop, freeze, ignore, or be reset.

use super::{
    SAN, Scene, TRIO, assert_outage, assert_outages, cut, down_s, hang, hit, phase_s, play, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

/// Three nodes on a disk of which the holder, `a`, is cut off for so long.
fn cut_off(on_loss: &str, lasts: &str, settings: &str) -> Ledger {
    let others = format!(
        r#""links": {{{}, {}, "bc": {{"between": ["b", "c1"], "carries": ["heartbeat"]}}}},
        "disks": {{"san": {{}}}},"#,
        cut("ab", "a", "b", lasts),
        cut("ac", "a", "c1", lasts)
    );
    let cluster = format!(r#"{SAN}, "quorum": {{"on_loss": "{on_loss}"}}{settings}"#);
    play(&Scene { others: &others, cluster: &cluster, ..TRIO })
}

const UNDAMAGED: &str = r#", "split_brain": {"corrupts": 0}"#;

#[test]
fn a_frozen_holder_serves_beside_the_majority() {
    // b serves from +40 s, they meet at +3602 s and stop until +3607 s.
    let found = cut_off("freeze", "1h", UNDAMAGED);
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(found.clusters[0].split_brain, 3_567_000_000_000);
    assert_eq!(counted(&found, Count::QuorumLoss), 0);
}

#[test]
fn a_frozen_minority_shoots_nobody_and_is_shot() {
    // a goes on until it is shot at +25 s; b serves at +55 s.
    let found = cut_off("freeze", "1h", r#", "fencing": {}"#);
    assert_outage(&found, 25.0, 30.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_stopped_minority_is_shot_all_the_same() {
    // a stops at +15 s, is shot at +25 s; b serves at +55 s.
    let found = cut_off("stop", "1h", r#", "fencing": {}"#);
    assert_outage(&found, 15.0, 40.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 10.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found)[0], 120.0);
}

#[test]
fn a_minority_that_ignores_it_shoots_and_is_shot() {
    // All three die at +25 s, boot at +145 s, are one again at +147 s; the links are back at +100 s.
    let found = cut_off("ignore", "100s", r#", "fencing": {}"#);
    assert_outage(&found, 25.0, 147.0 + 30.0 - 25.0);
    assert_eq!(counted(&found, Count::Fencing), 3);
}

#[test]
fn those_whom_a_minority_shot_shoot_back_after_their_boot() {
    // b and c1 die at +25 s and what they aimed with them; booted at +145 s and one group at +147 s, they
    // shoot a at +167 s and b serves at +197 s. The links are back at +200 s.
    let found = cut_off("ignore", "200s", r#", "fencing": {"delay": {"a": "5s"}}"#);
    assert_outage(&found, 167.0, 30.0);
    assert_eq!(counted(&found, Count::Fencing), 3);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn a_minority_that_ignores_it_goes_on() {
    let found = cut_off("ignore", "1h", UNDAMAGED);
    assert_outage(&found, 3607.0, 30.0);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
}

#[test]
fn a_watchdog_resets_the_minority_and_the_majority_waits_for_it() {
    // Noticed at +10 s, reset at +25 s; b serves at +55 s.
    let found = cut_off("self_fence", "1h", "");
    assert_outage(&found, 25.0, 30.0);
    assert_eq!(down_s(&found)[0], 120.0);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn the_time_of_the_watchdog_is_that_of_fencing() {
    let found = cut_off("self_fence", "1h", r#", "fencing": {"time": "40s"}"#);
    assert_outage(&found, 50.0, 30.0);
}

#[test]
fn quorum_back_in_time_calls_the_watchdog_off() {
    // One group again at +22 s, before +25 s; at +26 s it is too late.
    let found = cut_off("self_fence", "20s", "");
    assert_eq!(outages_s(&found), []);
    assert_eq!(down_s(&found)[0], 0.0);
    let found = cut_off("self_fence", "24s", "");
    assert_outage(&found, 25.0, 30.0);
}

#[test]
fn quorum_back_in_time_calls_the_stop_off() {
    // Noticed at +10 s, stopping until +15 s; back at +11 s, one group at +13 s.
    // The majority, which shoots first, has started nothing yet.
    let found = cut_off("stop", "11s", r#", "fencing": {"success": 0}"#);
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::FailedFencing), 1, "begun at +10 s");
}

#[test]
fn quorum_back_in_time_does_not_recall_a_stop_while_another_starts() {
    // The majority has begun to start it at +10 s: a stops until +15 s, b starts until +40 s.
    let found = cut_off("stop", "11s", "");
    assert_outage(&found, 15.0, 25.0);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

const SELF: &str = r#""quorum": {"on_loss": "self_fence"}"#;

#[test]
fn the_watchdog_resets_a_hung_member() {
    let others = script(&[hang("a", 0.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: SELF, ..TRIO });
    assert_outage(&found, 0.0, 55.0);
    assert_eq!(down_s(&found)[0], 145.0);
    assert_eq!(counted(&found, Count::DualActive), 0);
}

#[test]
fn a_hung_member_that_wakes_in_time_goes_on() {
    // Awake at +20 s and a member again at +22 s, before the watchdog at +25 s.
    let others = script(&[hang("a", 0.0, "20s")]);
    let found = play(&Scene { others: &others, cluster: SELF, ..TRIO });
    assert_outage(&found, 0.0, 20.0);
    assert_eq!(down_s(&found)[0], 20.0);
}

#[test]
fn survivors_of_a_crash_wait_for_its_watchdog_too() {
    let others = script(&[hit("a", 0.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: SELF, ..TRIO });
    assert_outage(&found, 0.0, 55.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
}

#[test]
fn where_nobody_has_quorum_all_are_reset_once() {
    // Reset at +25 s, booted at +145 s into a dead switch: nobody has quorum to lose. The switch is back
    // at +3600 s.
    let others = format!(
        r#""switches": {{"sw": {{"connects": ["a", "b", "c1"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("sw", 0.0, "1h")])
    );
    let found = play(&Scene { others: &others, cluster: SELF, ..TRIO });
    assert_outage(&found, 25.0, 3632.0 - 25.0);
    assert_eq!(down_s(&found)[..3], [120.0; 3]);
}

#[test]
fn the_last_of_three_stops_or_goes_on() {
    // b and c1 crash for an hour: a stops until +15 s, or is frozen; all are one at +3602 s.
    let others = script(&[hit("b", 0.0, "1h"), hit("c1", 0.0, "1h")]);
    let found = play(&Scene { others: &others, ..TRIO });
    assert_outages(&found, &[(15.0, 3632.0 - 15.0)]);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
    let cluster = r#""quorum": {"on_loss": "freeze"}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn quorum_is_lost_once_though_it_is_ignored() {
    let others = format!(
        r#""switches": {{"sw": {{"connects": ["a", "b", "c1"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("sw", 0.0, "1h")])
    );
    let cluster = r#""quorum": {"on_loss": "ignore"}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}
