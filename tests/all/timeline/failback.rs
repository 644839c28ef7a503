//! Moving back to the member that was declared earlier.

use super::{PAIR, Scene, TRIO, assert_outage, assert_outages, causes, hit, phase_s, play, script};
use crate::common::counted;
use quorate::ledger::{Count, Phase};

const AUTO: &str = r#""quorum": {"policy": "none"}, "failback": {"policy": "auto"}"#;

#[test]
fn an_instance_moves_back_after_a_while() {
    // b serves from +40 s; a is a member again at +3602 s, and the move begins ten minutes later.
    let others = script(&[hit("a", 0.0, "1h")]);
    let scene = Scene { others: &others, cluster: AUTO, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 40.0), (4202.0, 30.0)]);
    assert_eq!(phase_s(&found, Phase::Failback), 30.0);
    assert_eq!((counted(&found, Count::Failback), counted(&found, Count::Failover)), (1, 1));
    assert_eq!(causes(&scene, &found), ["script.a", "c.failback"]);
}

#[test]
fn its_times_are_those_of_the_scenario() {
    let cluster = r#""quorum": {"policy": "none"},
        "failback": {"policy": "auto", "after": "1m", "time": "7s"}"#;
    let found = play(&Scene { others: &script(&[hit("a", 0.0, "1h")]), cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (3662.0, 7.0)]);
}

#[test]
fn without_failback_it_stays() {
    let cluster = r#""quorum": {"policy": "none"}, "failback": {"policy": "never"}"#;
    let found = play(&Scene { others: &script(&[hit("a", 0.0, "1h")]), cluster, ..PAIR });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(counted(&found, Count::Failback), 0);
}

#[test]
fn a_target_lost_meanwhile_is_taken_over_from() {
    // a fails 10 s into the move, is missed at +4222 s; b serves at +4252 s.
    let others = script(&[hit("a", 0.0, "1h"), hit("a", 4212.0, "10h")]);
    let scene = Scene { others: &others, cluster: AUTO, horizon: "105h", ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 40.0), (4202.0, 50.0)]);
    assert_eq!(phase_s(&found, Phase::Failback), 10.0);
    assert_eq!(phase_s(&found, Phase::Detection), 20.0);
    assert_eq!(causes(&scene, &found), ["script.a", "c.failback"]);
    assert_eq!(counted(&found, Count::Failover), 2);
}

#[test]
fn a_source_lost_meanwhile_does_not_stop_the_move() {
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 4212.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: AUTO, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (4202.0, 30.0)]);
}

#[test]
fn a_source_lost_meanwhile_is_shot_beside_the_move() {
    // b is missed at +4222 s, ten seconds before the move is over; what runs goes on.
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 4212.0, "10h")]);
    let cluster = r#""fencing": {}, "failback": {"policy": "auto"}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 55.0), (4202.0, 30.0)]);
    assert_eq!(counted(&found, Count::Fencing), 2);
}

#[test]
fn a_member_that_fails_again_starts_its_time_anew() {
    // Back at +3602 s, down from +3700 s, back at +3802 s.
    let others = script(&[hit("a", 0.0, "1h"), hit("a", 3700.0, "100s")]);
    let found = play(&Scene { others: &others, cluster: AUTO, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (4402.0, 30.0)]);
}

#[test]
fn the_member_between_does_not_start_the_time_anew() {
    // c1 holds; b is back at +1802 s, so the instance goes to b at +2402 s; a is back at +3602 s.
    let cluster = AUTO;
    let others = script(&[hit("a", 0.0, "1h"), hit("b", 0.0, "30m")]);
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (2402.0, 30.0), (4202.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failback), 2);
}

#[test]
fn of_two_instances_only_the_one_that_moved_moves_back() {
    let cluster = r#""active": 2, "quorum": {"policy": "none"}, "failback": {"policy": "auto"}"#;
    let found = play(&Scene { others: &script(&[hit("a", 0.0, "1h")]), cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (4202.0, 30.0)]);
    assert_eq!(counted(&found, Count::Failback), 1);
}

#[test]
fn another_loss_does_not_start_the_time_anew() {
    // a is back at +3602 s. c1 crashes at +3700 s, is missed at +3710 s and off at +3725 s.
    let others = script(&[hit("a", 0.0, "1h"), hit("c1", 3700.0, "10h")]);
    let cluster = r#""fencing": {}, "failback": {"policy": "auto"}"#;
    let found = play(&Scene { others: &others, cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 55.0), (4202.0, 30.0)]);
}

#[test]
fn a_move_waits_until_nobody_is_being_shot() {
    // c1 crashes at +4190 s, is missed at +4200 s and off at +4215 s.
    let others = script(&[hit("a", 0.0, "1h"), hit("c1", 4190.0, "10h")]);
    for after in ["10m", "0s"] {
        let cluster =
            format!(r#""fencing": {{}}, "failback": {{"policy": "auto", "after": "{after}"}}"#);
        let scene = Scene { others: &others, cluster: &cluster, ..TRIO };
        let found = play(&scene);
        let at = if after == "0s" { 3602.0 } else { 4215.0 };
        assert_outages(&found, &[(0.0, 55.0), (at, 30.0)]);
        assert_eq!(causes(&scene, &found), ["script.a", "c.failback"]);
    }
}

#[test]
fn a_target_back_before_it_is_missed_starts_anew() {
    // a fails 10 s into the move for 5 s, is a member again at +4219 s, and is the first-declared.
    let others = script(&[hit("a", 0.0, "1h"), hit("a", 4212.0, "5s")]);
    let found = play(&Scene { others: &others, cluster: AUTO, horizon: "105h", ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (4202.0, 17.0 + 30.0)]);
    assert_eq!((counted(&found, Count::Failback), counted(&found, Count::Failover)), (1, 2));
}
