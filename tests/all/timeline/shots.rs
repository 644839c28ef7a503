//! More of shots: one after the other, delays that follow the holder, victims that have rejoined.

use super::{
    PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, cut_pair, down_s, hit, phase_s, play,
    script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

#[test]
fn all_lost_members_are_shot_at_once() {
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 0.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}, "fencing": {}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outage(&found, 0.0, 10.0 + 15.0 + 30.0);
    assert_eq!(counted(&found, Count::Fencing), 2);
}

#[test]
fn not_concurrent_is_one_after_the_other() {
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 0.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}, "fencing": {"concurrent": false}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outage(&found, 0.0, 10.0 + 15.0 + 15.0 + 30.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 30.0);
}

#[test]
fn a_passive_member_is_shot_too_and_holds_up_the_start() {
    // b, passive, crashes at -5 s, a at +0 s: there is one clock for the group, so both are missed at
    // +5 s. They are off at +20 s or, with a minute of delay at b, at +80 s.
    let others = script(&[hit("b", -5.0, "10h"), hit("a", 0.0, "10h")]);
    for (delay, off) in [("0s", 20.0), ("60s", 80.0)] {
        let cluster = format!(
            r#""quorum": {{"policy": "none"}}, "fencing": {{"delay": {{"b": "{delay}"}}}}"#
        );
        let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
        assert_outage(&found, 0.0, off + 30.0);
    }
}

#[test]
fn a_second_loss_holds_up_the_start_of_the_first() {
    // If b is silent already when the clock for a fires at +10 s, it is missed with it. If it crashes at
    // +14.9 s it is missed at +24.9 s, just before a is off, and the start waits until b is, at +39.9 s.
    for (b, served) in [(5.0, 55.0), (14.9, 40.0 - 0.1 + 30.0)] {
        let others = script(&[hit("a", 0.0, "10h"), hit("b", b, "10h")]);
        let cluster = r#""quorum": {"policy": "none"}, "fencing": {}"#;
        let found = play(&Scene { others: &others, cluster, ..TRIO });
        assert_outage(&found, 0.0, served);
        assert_eq!(counted(&found, Count::Fencing), 2);
    }
}

#[test]
fn a_holder_is_protected_by_the_delay_of_shots_at_it() {
    let cluster = format!(r#"{SAN}, "fencing": {{"protect_active": "5s"}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(down_s(&found)[..2], [0.0, 120.0]);
}

#[test]
fn the_protection_follows_the_holder() {
    // a crashes for an hour, its shot waits for the delay: b serves at +60 s. Then the link is cut.
    let link = r#""hb": {"between": ["a", "b"], "carries": ["heartbeat"]}"#;
    let others = format!(
        r#""links": {{{link}}}, "disks": {{"san": {{}}}}, {}"#,
        script(&[hit("a", 0.0, "1h"), hit("hb", 7200.0, "1h")])
    );
    let cluster = format!(r#"{SAN}, "fencing": {{"protect_active": "5s"}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 10.0 + 5.0 + 15.0 + 30.0);
    assert_eq!(down_s(&found)[..2], [3600.0 + 120.0, 0.0], "a is shot in the cut");
}

#[test]
fn a_shot_is_never_shorter_than_its_flight() {
    let others = script(&[hit("a", 0.0, "10h")]);
    for (fencing, time) in [
        (r#"{"time": "0s"}"#, 1.0),
        (r#"{"time": "3s", "in_flight": "5s"}"#, 5.0),
        (r#"{"time": "3s", "in_flight": "0s"}"#, 3.0),
    ] {
        let cluster = format!(r#""fencing": {fencing}"#);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_outage(&found, 0.0, 10.0 + time + 30.0);
    }
}

#[test]
fn each_attempt_waits_for_its_own_delay() {
    // 10 s of delay: shots fail at +35, +120 and +205 s; blocked, one more from +1105 s to +1130 s; the
    // person is there at +2005 s.
    let others = script(&[hit("a", 0.0, "10h")]);
    let cluster = r#""fencing": {"success": 0, "delay": {"a": "10s"}}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 2035.0);
    assert_eq!(counted(&found, Count::FailedFencing), 4);
}

#[test]
fn the_number_of_attempts_is_that_of_the_scenario() {
    // The only shot fails at +25 s; one more every 100 s, each 15 s; the person is there at +625 s.
    let others = script(&[hit("a", 0.0, "10h")]);
    let cluster = r#""fencing": {"success": 0, "attempts": 1, "recheck": "100s", "manual": "10m"}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 655.0);
    assert_eq!(phase_s(&found, Phase::BlockedFencing), 600.0);
    // At +140, +255, +370, +485, +600 s.
    assert_eq!(counted(&found, Count::FailedFencing), 6);
}

#[test]
fn a_member_that_a_person_has_switched_off_counts_as_fenced() {
    // a, cut off, has stopped at +15 s; confirmed at +1975 s, it boots until +2095 s.
    let others = format!(
        r#""links": {{"ab": {{"between": ["a", "b"], "carries": ["heartbeat"]}},
        "ac": {{"between": ["a", "c1"], "carries": ["heartbeat"]}},
        "bc": {{"between": ["b", "c1"], "carries": ["heartbeat"]}}}}, {}"#,
        script(&[hit("ab", 0.0, "2h"), hit("ac", 0.0, "2h")])
    );
    let found = play(&Scene { others: &others, cluster: r#""fencing": {"success": 0}"#, ..TRIO });
    assert_outage(&found, 15.0, 1975.0 + 30.0 - 15.0);
    assert_eq!(down_s(&found)[0], 120.0);
}

#[test]
fn a_shot_kills_a_passive_member_that_has_rejoined() {
    // One again at +22 s; a's shot, begun at +10 s, lands at +25 s. b's aim dies with it.
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"a": "5s"}}}}"#);
    let found = play(&Scene { others: &cut_pair("20s"), cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found)[..2], [0.0, 120.0]);
}

#[test]
fn a_holder_shot_after_it_has_rejoined_is_detected_once_more() {
    // a dies at +25 s as a member; missed at +35 s and not shot again; b serves at +65 s.
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"b": "5s"}}}}"#);
    let found = play(&Scene { others: &cut_pair("20s"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 25.0, 40.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn no_attempt_is_begun_at_a_member_that_is_back() {
    // The first shots fail at +25 s; the link is back at +60 s, before the second ones at +85 s.
    let cluster = format!(r#"{SAN}, "fencing": {{"success": 0}}"#);
    let found = play(&Scene { others: &cut_pair("60s"), cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::FailedFencing), 2);
}

#[test]
fn a_fenced_starter_is_shot_before_the_next_is_tried() {
    // a is off at +25 s; b crashes while it starts, at +40 s, is missed at +50 s, off at +65 s.
    let others = script(&[hit("a", 0.0, "10h"), hit("b", 40.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}, "fencing": {}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 95.0)]);
}

#[test]
fn a_random_delay_is_drawn_for_every_shot() {
    // Between 25 s and 85 s after the crash a is off; the books say when exactly: 30 s before b serves.
    let others = script(&[hit("a", 0.0, "10h")]);
    let cluster = r#""fencing": {"random_delay": "1m"}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    let [(_, down)] = outages_s(&found)[..] else { panic!("one outage") };
    assert!((55.0..=115.0).contains(&down), "{down}");
    assert_eq!(phase_s(&found, Phase::Detection) + phase_s(&found, Phase::Takeover), 40.0);
}

#[test]
fn a_fault_that_strikes_during_a_reboot_runs_beside_it() {
    // b, cut off, is shot at +25 s and boots until +145 s; it is hit from +60 s to +70 s.
    let others = format!("{} {}", cut_pair("1h"), script(&[hit("b", 60.0, "10s")]));
    let cluster = format!(r#"{SAN}, "fencing": {{"delay": {{"a": "5s"}}}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(down_s(&found)[1], 120.0, "both run side by side");
}

#[test]
fn without_time_in_flight_the_first_shot_saves_its_shooter() {
    // Both would fire at +25 s: the shot at the first-declared fires first, and what that aims dies with it.
    let cluster = format!(r#"{SAN}, "fencing": {{"in_flight": "0s"}}"#);
    let found = play(&Scene { others: &cut_pair("1h"), cluster: &cluster, ..PAIR });
    assert_outage(&found, 25.0, 30.0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}
