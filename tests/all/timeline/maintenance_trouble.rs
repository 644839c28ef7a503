//! Planned work when something else happens: failures before, during and after, power, shots, stops that fail.

use super::maintenance::patch;
use super::{
    PAIR, SAN, Scene, TRIO, assert_outage, assert_outages, causes, down_s, hang, hit, phase_s,
    play, script,
};
use crate::common::counted;
use quorate::ledger::{Count, Phase};

/// Work on these targets, and what else happens.
pub(super) fn patch_and(targets: &str, incidents: &[String]) -> String {
    [patch(targets, ""), script(incidents)].concat()
}

#[test]
fn a_failure_during_a_turn_is_no_planned_outage() {
    // b serves from +35 s and crashes at +1000 s; a, off for the work, has booted at +3725 s.
    let others = patch_and(r#""a""#, &[hit("b", 1000.0, "10h")]);
    let scene = Scene { others: &others, horizon: "105h", ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 35.0), (1000.0, 2757.0)]);
    assert_eq!(causes(&scene, &found), ["patch", "script.b"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 5.0 + 2605.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 60.0);
}

#[test]
fn a_failure_beside_a_member_under_work_costs_the_majority() {
    // a has noticed at +1010 s and stopped at +1015 s; c1 has joined at +3722 s.
    let others = patch_and(r#""c1""#, &[hit("b", 1000.0, "10h")]);
    let scene = Scene { others: &others, horizon: "105h", ..TRIO };
    let found = play(&scene);
    assert_outage(&found, 1015.0, 2737.0);
    assert_eq!(causes(&scene, &found), ["script.b"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 2585.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 122.0);
    assert_eq!(counted(&found, Count::QuorumLoss), 1);
}

#[test]
fn who_takes_over_beside_a_member_under_work_waits_for_nothing_else() {
    let others = patch_and(r#""c1""#, &[hit("a", 1000.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}"#;
    let found = play(&Scene { others: &others, cluster, horizon: "105h", ..TRIO });
    assert_outage(&found, 1000.0, 40.0);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 0.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
}

#[test]
fn a_target_that_is_down_anyway_is_worked_on_at_once() {
    // It is broken until +9900 s, so the work and the boot after it cost nothing more.
    let others = patch_and(r#""b""#, &[hit("b", -100.0, "10000s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, 10_000.0]);
    let others = patch_and(r#""b""#, &[hit("b", -100.0, "1000s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_eq!(down_s(&found), [0.0, 3820.0]);
}

#[test]
fn a_fault_that_strikes_meanwhile_stands_beside_the_work() {
    let others = patch_and(r#""a""#, &[hit("a", 1000.0, "10h")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 35.0);
    assert_eq!(down_s(&found), [36_995.0, 0.0]);
    assert_eq!(found.failures, [1, 0]);
    // One that is over before the work is has no effect.
    let others = patch_and(r#""a""#, &[hit("a", 1000.0, "10m")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_eq!(down_s(&found), [3720.0, 0.0]);
}

#[test]
fn failure_clocks_stand_still_meanwhile() {
    // What would fail at +3600 s is off for 3720 s before.
    let nodes = r#""a": {"mtbf": {"constant": "101h"}, "mttr": {"constant": "1h"}}, "b": {}"#;
    let others = patch(r#""a""#, "");
    let failures = |horizon| play(&Scene { nodes, others: &others, horizon, ..PAIR }).failures[0];
    assert_eq!((failures("367319s"), failures("367321s")), (0, 1));
}

#[test]
fn a_shock_does_not_hit_what_is_being_worked_on() {
    let others = format!(
        r#"{} "shocks": {{"surge": {{"mtbf": {{"constant": "100.5h"}}, "hits": ["a", "b"],
        "mttr": {{"constant": "5h"}}}}}},"#,
        patch(r#""a""#, "")
    );
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_eq!(found.failures, [0, 1]);
    assert_outages(&found, &[(0.0, 35.0), (1800.0, 1957.0)]);
    assert_eq!(causes(&scene, &found), ["patch", "surge"]);
}

#[test]
fn without_power_the_work_stands_still() {
    let others =
        [r#""domains": {"rack": {}},"#, &patch_and(r#""a""#, &[hit("rack", 1000.0, "1000s")])]
            .concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {}"#;
    let found = play(&Scene { nodes, others: &others, ..PAIR });
    assert_outage(&found, 0.0, 35.0);
    assert_eq!(down_s(&found), [1000.0, 4720.0, 0.0]);
}

#[test]
fn power_lost_during_the_boot_after_it_starts_the_boot_anew() {
    // Off at +3700 s, on again at +3800 s.
    let others =
        [r#""domains": {"rack": {}},"#, &patch_and(r#""a""#, &[hit("rack", 3700.0, "100s")])]
            .concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {}"#;
    let found = play(&Scene { nodes, others: &others, ..PAIR });
    assert_eq!(down_s(&found), [100.0, 3915.0, 0.0]);
}

#[test]
fn power_lost_during_the_stop_is_a_crash() {
    // At +2 s: b misses a at +12 s and serves at +42 s; the work begins when the power is back at +102 s.
    let others =
        [r#""domains": {"rack": {}},"#, &patch_and(r#""a""#, &[hit("rack", 2.0, "100s")])].concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {}"#;
    let scene = Scene { nodes, others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 42.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 2.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(down_s(&found), [100.0, 3820.0, 0.0]);
    assert_eq!(counted(&found, Count::Detection), 1);
}

#[test]
fn a_crash_during_the_stop_is_worked_on_at_once() {
    let others = patch_and(r#""a""#, &[hit("a", 2.0, "100s")]);
    let found = play(&Scene { others: &others, ..PAIR });
    assert_outage(&found, 0.0, 42.0);
    assert_eq!(down_s(&found), [3720.0, 0.0]);
}

#[test]
fn who_was_to_take_over_crashes() {
    // b crashes at +10 s, in its start, is back at +3610 s, a group at +3612 s and serves at +3642 s.
    let others = patch_and(r#""a""#, &[hit("b", 10.0, "1h")]);
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3642.0);
    assert_eq!(causes(&scene, &found), ["patch"], "it was the work that brought it down");
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3600.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 35.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 7.0);
}

#[test]
fn a_start_that_fails_is_part_of_the_planned_outage() {
    // A person has brought it up on b half an hour after +35 s.
    let others = patch(r#""a""#, "");
    let cluster = r#""quorum": {"policy": "none"}, "failover": {"success": 0}"#;
    let scene = Scene { others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 1835.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(counted(&found, Count::FailedFailover), 1);
}

#[test]
fn who_has_left_is_not_missed() {
    // The link is cut at +2 s and mended at +3602 s; a leaves at +5 s, before anyone has noticed.
    let link = r#""links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#;
    let others = [link, &patch_and(r#""a""#, &[hit("hb", 2.0, "1h")])].concat();
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..PAIR });
    assert_outage(&found, 0.0, 35.0);
    assert_eq!((counted(&found, Count::Fencing), counted(&found, Count::Detection)), (0, 0));
}

#[test]
fn a_member_that_is_shot_while_it_stops_is_worked_on_at_once() {
    // Cut off at +2 s, missed at +12 s, shot at +27 s: off until +3627 s, and then it boots.
    let link = r#""links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#;
    let others = [link, &patch_and(r#""a""#, &[hit("hb", 2.0, "1h")])].concat();
    let cluster = r#""stop_time": "30m", "fencing": {"delay": {"b": "10s"}}"#;
    let scene = Scene { others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 57.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 27.0);
    assert_eq!(down_s(&found)[..2], [3720.0, 0.0]);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_shot_at_a_member_under_work_changes_nothing_there() {
    // a and b crash together and form a group at +1102 s that has not seen c1: shot at +1117 s.
    let both = r#"{"at": "361000s", "hits": ["a", "b"], "for": "100s"}"#.to_owned();
    let others = patch_and(r#""c1""#, &[both]);
    let scene = Scene { others: &others, cluster: r#""fencing": {}"#, ..TRIO };
    let found = play(&scene);
    assert_outage(&found, 1000.0, 147.0);
    assert_eq!(causes(&scene, &found), ["script.a+b"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 102.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
    assert_eq!(down_s(&found), [100.0, 100.0, 3720.0]);
}

#[test]
fn a_stop_that_fails_waits_for_a_person() {
    let others = patch(r#""a""#, "");
    let cluster = r#""quorum": {"policy": "none"}, "stop_success": 0"#;
    let scene = Scene { others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 1835.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 5.0);
    assert_eq!(phase_s(&found, Phase::ManualRecovery), 1800.0);
    assert_eq!(down_s(&found), [3720.0, 0.0]);
}

#[test]
fn a_stop_that_fails_gets_the_member_shot() {
    // Shot at +20 s while it is in the view, so missed at +30 s; then b starts.
    let others = patch(r#""a""#, "");
    let scene = Scene { others: &others, cluster: r#""fencing": {}, "stop_success": 0"#, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 60.0);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 5.0);
    assert_eq!(phase_s(&found, Phase::Fencing), 15.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    assert_eq!(down_s(&found), [3720.0, 0.0]);
}

#[test]
fn who_cannot_stop_and_has_nobody_to_shoot_it_waits_for_a_person() {
    // b has left at once; a stops at +1805 s by hand, is off until +5405 s, and boots until +5525 s.
    // b, back at +3720 s, waits for both to be there (`wait_for_all`): until +5527 s.
    let others = patch(r#""a", "b""#, r#", "rolling": false"#);
    let scene = Scene { others: &others, cluster: r#""fencing": {}, "stop_success": 0"#, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 5557.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(counted(&found, Count::Fencing), 0);
}

#[test]
fn a_hung_target_is_switched_off() {
    // a is silent from −5 s: b misses it at +5 s and serves at +35 s.
    let others =
        [patch(r#""a""#, r#", "rolling": false"#), script(&[hang("a", -5.0, "10h")])].concat();
    let scene = Scene { others: &others, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, -5.0, 40.0);
    assert_eq!(causes(&scene, &found), ["script.a"]);
    assert_eq!(down_s(&found), [3725.0, 0.0]);
    assert_eq!(counted(&found, Count::SpuriousDetection), 0, "it is off by then");
}

#[test]
fn work_on_the_only_heartbeat_link_is_a_planned_cut() {
    // Cut at 0, missed at +10 s, a shot at +25 s: what follows is put down to the work.
    let link = r#""links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#;
    let others = [link, &patch(r#""hb""#, "")].concat();
    let cluster = r#""fencing": {"delay": {"b": "10s"}}"#;
    let scene = Scene { others: &others, cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 25.0, 30.0);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn a_holder_without_storage_can_be_worked_on() {
    // a loses its path at −2 s, and is stopped for the work at 0, before anyone has noticed.
    let others = [
        r#""disks": {"san": {}}, "links": {"pa": {"between": ["a", "san"], "carries": ["storage"]},
            "pb": {"between": ["b", "san"], "carries": ["storage"]}},"#,
        &patch(r#""a""#, r#", "rolling": false"#),
        &script(&[hit("pa", -2.0, "9h")]),
    ]
    .concat();
    let scene = Scene { others: &others, cluster: SAN, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, -2.0, 37.0);
    assert_eq!(causes(&scene, &found), ["script.pa"]);
    assert_eq!(counted(&found, Count::Detection), 0);
}

#[test]
fn a_target_is_shot_just_before_its_work_is_done() {
    // The group that forms at +3542 s shoots c1 at +3557 s: its boot begins again when the work is done.
    let both = r#"{"at": "363440s", "hits": ["a", "b"], "for": "100s"}"#.to_owned();
    let others = patch_and(r#""c1""#, &[both]);
    let found = play(&Scene { others: &others, cluster: r#""fencing": {}"#, ..TRIO });
    assert_eq!(counted(&found, Count::Fencing), 1);
    assert_eq!(down_s(&found), [100.0, 100.0, 3720.0]);
}

#[test]
fn power_that_returns_just_before_the_work_is_done_boots_it_once() {
    // Without power from +3500 s to +3600 s: the last 105 s of the work, and then the boot.
    let others =
        [r#""domains": {"rack": {}},"#, &patch_and(r#""a""#, &[hit("rack", 3500.0, "100s")])]
            .concat();
    let nodes = r#""a": {"domain": "rack"}, "b": {}"#;
    let found = play(&Scene { nodes, others: &others, ..PAIR });
    assert_eq!(down_s(&found), [100.0, 3700.0 + 120.0, 0.0]);
}

#[test]
fn who_is_to_leave_does_not_stay_because_it_began_first() {
    // b serves beside a since the cut, which ends at −1 s. a begins to stop at 0; at +1 s they meet, and b,
    // which began later, has stopped at +6 s and starts again.
    let others = [
        r#""disks": {"san": {}}, "links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},"#,
        &patch(r#""a""#, r#", "rolling": false"#),
        &script(&[hit("hb", -3601.0, "1h")]),
    ]
    .concat();
    let cluster = format!(
        r#"{SAN}, "quorum": {{"policy": "none"}}, "split_brain": {{"corrupts": 0, "resolve": "keep"}}"#
    );
    let found = play(&Scene { others: &others, cluster: &cluster, horizon: "360100s", ..PAIR });
    assert_outage(&found, 6.0, 30.0);
    assert_eq!(down_s(&found)[0], 95.0);
}

#[test]
fn who_leaves_takes_a_detection_clock_along_that_is_named_after_it() {
    // b and c1 lose power from −2 s to −1 s. b is up at once, c1 boots for long; b leaves at 0, so that c1 is
    // missed at +10 s. a has stopped at +15 s. With b, a member at +3602 s, it is quorate again, shoots c1
    // until +3617 s and starts.
    let others = [
        r#""domains": {"rack": {}},"#,
        &patch(r#""b""#, r#", "rolling": false"#),
        &script(&[hit("rack", -2.0, "1s")]),
    ]
    .concat();
    let nodes = r#""a": {}, "b": {"domain": "rack", "reboot": "0s"},
        "c1": {"domain": "rack", "reboot": "10h"}"#;
    let found = play(&Scene { nodes, others: &others, cluster: r#""fencing": {}"#, ..TRIO });
    assert_outage(&found, 15.0, 3632.0);
    assert_eq!(counted(&found, Count::Detection), 1);
}
