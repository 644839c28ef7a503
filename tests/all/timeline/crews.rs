//! Crews and spare parts: who comes, when, and with what.

use super::{START_S, assert_outage, down_s, play_parts};
use crate::common::outages_s;

const HOUR: f64 = 3600.0;

/// A component that fails after so many hours and is repaired in so many.
fn part(name: &str, after_h: f64, repair_h: f64, means: &str) -> String {
    format!(
        r#""{name}": {{"faults": {{"f": {{"mtbf": {{"constant": "{after_h}h"}},
        "mttr": {{"constant": "{repair_h}h"}}, {means}}}}}}}"#
    )
}

/// Plays so many parts and returns how long each was down, in hours.
fn down_h(means: &str, parts: &[String], horizon: &str) -> Vec<f64> {
    let text = format!(r#"{means}, "nodes": {{{}}},"#, parts.join(", "));
    down_s(&play_parts(&text, r#""x""#, horizon)).iter().map(|s| s / HOUR).collect()
}

const CREW: &str = r#""crew": "people""#;

#[test]
fn a_crew_of_two_repairs_two_at_a_time() {
    let parts =
        [part("x", 100.0, 10.0, CREW), part("y", 100.0, 8.0, CREW), part("z", 100.0, 6.0, CREW)];
    let found = down_h(r#""crews": {"people": {"size": 2}}"#, &parts, "150h");
    assert_eq!(found, [10.0, 8.0, 14.0]);
}

#[test]
fn the_way_is_made_anew_to_every_call() {
    let parts = [part("x", 100.0, 10.0, CREW), part("y", 101.0, 1.0, CREW)];
    let found = down_h(r#""crews": {"people": {"response": "30m"}}"#, &parts, "150h");
    assert_eq!(found, [10.5, 10.5 + 1.5 - 1.0]);
}

const OFFICE: &str =
    r#""crews": {"people": {"hours": {"days": "mon-fri", "from": "09:00", "to": "17:00"}}}"#;

#[test]
fn who_fails_on_friday_evening_waits_for_monday() {
    // Friday 20:00 is 116 h; Monday 09:00 is 177 h.
    let found = down_h(OFFICE, &[part("x", 116.0, 2.0, CREW)], "230h");
    assert_eq!(found, [177.0 + 2.0 - 116.0]);
}

/// Office hours, and half an hour to get there.
const OFFICE_AND_WAY: &str = r#""crews": {"people": {"response": "30m",
    "hours": {"days": "mon-fri", "from": "09:00", "to": "17:00"}}}"#;

#[test]
fn who_fails_on_friday_evening_waits_for_monday_and_the_way() {
    // Friday 20:00 is 116 h; the call is taken on Monday 09:00, at 177 h; hands on at 09:30; done at 11:30.
    let text = format!(r#"{OFFICE_AND_WAY}, "nodes": {{{}}},"#, part("x", 116.0, 2.0, CREW));
    let found = play_parts(&text, r#""x""#, "230h");
    assert_eq!(outages_s(&found), [(116.0 * HOUR, (177.0 + 0.5 + 2.0 - 116.0) * HOUR)]);
    assert_eq!(super::phase_s(&found, quorate::ledger::Phase::Repair), 63.5 * HOUR);
}

#[test]
fn a_call_taken_on_friday_afternoon_is_seen_through() {
    // Friday 16:45 is 112.75 h: the way ends at 17:15, the repair at 19:15. y, called at 16:50, finds the
    // only one busy and waits for Monday 09:00: done at 11:30.
    let parts = [part("x", 112.75, 2.0, CREW), part("y", 112.0 + 50.0 / 60.0, 2.0, CREW)];
    let found = down_h(OFFICE_AND_WAY, &parts, "200h");
    assert_eq!(found[0], 2.5);
    assert!((found[1] - (179.5 - 112.0 - 50.0 / 60.0)).abs() < 1e-9, "{}", found[1]);
}

#[test]
fn what_a_shock_leaves_on_friday_evening_is_mended_on_monday_one_after_the_other() {
    // All three at 116 h; one pair of hands from Monday 09:00: half an hour of way and one of work each.
    let text = format!(
        r#"{OFFICE_AND_WAY}, "nodes": {{"x": {{}}, "y": {{}}, "z": {{}}}},
        "shocks": {{"surge": {{"mtbf": {{"constant": "116h"}}, "hits": ["x", "y", "z"],
            "mttr": {{"constant": "1h"}}, "crew": "people"}}}},"#
    );
    let found = down_s(&play_parts(&text, r#""x""#, "200h"));
    let since = 177.0 - 116.0;
    let found: Vec<f64> = found.iter().map(|s| s / HOUR).collect();
    assert_eq!(found, [since + 1.5, since + 3.0, since + 4.5]);
}

#[test]
fn a_cluster_is_without_a_spare_from_friday_to_monday() {
    // a fails on Friday 20:00 (116 h), b on Saturday 08:00 (128 h): the service is down until a is mended
    // on Monday 09:00, way and two hours later, has joined (2 s) and started (30 s).
    let fails_at = |name: &str, h: f64| part(name, h, 2.0, CREW);
    let nodes = [fails_at("a", 116.0), fails_at("b", 128.0)].join(", ");
    let others = format!("{OFFICE_AND_WAY},");
    let cluster = r#""quorum": {"policy": "none"}"#;
    let scene =
        super::Scene { nodes: &nodes, others: &others, cluster, horizon: "200h", ..super::PAIR };
    let found = super::play(&scene);
    let second = (128.0 * HOUR, (179.5 - 128.0) * HOUR + 32.0);
    assert_eq!(outages_s(&found), [(116.0 * HOUR, 40.0), second]);
    assert_eq!(super::causes(&scene, &found), ["a.f", "b.f"]);
}

#[test]
fn a_repair_begun_is_finished_past_the_hours() {
    let found = down_h(OFFICE, &[part("x", 16.0, 4.0, CREW)], "20.5h");
    assert_eq!(found, [4.0]);
}

#[test]
fn the_way_taken_within_the_hours_is_gone_past_them() {
    // Called on Monday 16:45, there at 17:15.
    let crew = r#""crews": {"people": {"response": "30m",
        "hours": {"days": "mon-fri", "from": "09:00", "to": "17:00"}}}"#;
    let found = down_h(crew, &[part("x", 16.75, 1.0, CREW)], "19h");
    assert_eq!(found, [1.5]);
}

#[test]
fn hours_begin_on_the_minute_and_are_over_on_the_minute() {
    let found = down_h(OFFICE, &[part("x", 9.0, 1.0, CREW)], "12h");
    assert_eq!(found, [1.0]);
    let found = down_h(OFFICE, &[part("x", 24.0, 1.0, CREW)], "36h");
    assert_eq!(found, [10.0], "Tuesday 00:00 until 10:00");
}

#[test]
fn a_call_that_waits_for_the_crew_waits_for_its_hours_too() {
    // Both fail on Monday 16:00; x is done at 18:00, y on Tuesday at 11:00. x has failed again by then, at
    // 10:00 on Tuesday, and is still down at noon.
    let parts = [part("x", 16.0, 2.0, CREW), part("y", 16.0, 2.0, CREW)];
    let found = down_h(OFFICE, &parts, "36h");
    assert_eq!(found, [2.0 + 2.0, 19.0]);
}

#[test]
fn at_night_the_queue_keeps_its_order() {
    // y fails on Monday 20:00, x at 21:00: y is done on Tuesday at 10:00, x at 11:00.
    let parts = [part("x", 21.0, 1.0, CREW), part("y", 20.0, 1.0, CREW)];
    let found = down_h(OFFICE, &parts, "40h");
    assert_eq!(found, [14.0, 14.0]);
}

#[test]
fn in_any_order_all_calls_are_answered() {
    let parts: Vec<_> = ["x", "y", "z"].iter().map(|name| part(name, 100.0, 1.0, CREW)).collect();
    let mut found = down_h(r#""crews": {"people": {"order": "random"}}"#, &parts, "150h");
    found.sort_by(f64::total_cmp);
    assert_eq!(found, [1.0, 2.0, 3.0]);
}

const SPARE: &str = r#""spare": "board""#;

#[test]
fn the_second_repair_waits_for_the_part_that_the_first_ordered() {
    let parts = [part("x", 100.0, 1.0, SPARE), part("y", 110.0, 1.0, SPARE)];
    let found = down_h(r#""spares": {"board": {"stock": 1, "lead_time": "24h"}}"#, &parts, "150h");
    assert_eq!(found, [1.0, 124.0 + 1.0 - 110.0]);
}

#[test]
fn without_stock_every_repair_waits_for_its_order() {
    let parts = [part("x", 100.0, 1.0, SPARE), part("y", 110.0, 1.0, SPARE)];
    let found = down_h(r#""spares": {"board": {"stock": 0, "lead_time": "24h"}}"#, &parts, "150h");
    assert_eq!(found, [25.0, 25.0]);
}

#[test]
fn the_first_to_call_gets_the_first_part() {
    // One in stock, which x takes; y's arrives at 124 h (ordered by x), z's at 125 h (ordered by y).
    let parts =
        [part("x", 100.0, 1.0, SPARE), part("z", 102.0, 1.0, SPARE), part("y", 101.0, 1.0, SPARE)];
    let found = down_h(r#""spares": {"board": {"stock": 1, "lead_time": "24h"}}"#, &parts, "150h");
    assert_eq!(found, [1.0, 125.0 + 1.0 - 102.0, 124.0 + 1.0 - 101.0]);
}

#[test]
fn a_part_is_replaced_in_stock() {
    let parts = [part("x", 100.0, 1.0, SPARE)];
    // x fails again at 201 h: the part ordered at 100 h is there.
    let found = down_h(r#""spares": {"board": {"stock": 1, "lead_time": "24h"}}"#, &parts, "210h");
    assert_eq!(found, [2.0]);
}

#[test]
fn a_repair_begins_when_crew_and_part_are_there() {
    // x takes the part at 100 h and the crew until 130 h; y's part comes at 124 h, the crew at 130 h.
    let both = r#""crew": "people", "spare": "board""#;
    let means = r#""crews": {"people": {}}, "spares": {"board": {"stock": 1, "lead_time": "24h"}}"#;
    let parts = [part("x", 100.0, 30.0, both), part("y", 110.0, 1.0, both)];
    assert_eq!(down_h(means, &parts, "150h"), [30.0, 21.0]);
    // x is done at 105 h; the crew is free, but y's part comes at 124 h.
    let parts = [part("x", 100.0, 5.0, both), part("y", 110.0, 1.0, both)];
    assert_eq!(down_h(means, &parts, "140h"), [5.0, 15.0]);
}

#[test]
fn one_who_waits_for_a_part_does_not_keep_the_crew_from_another() {
    // y waits for its part until 124 h; z, called at 111 h, needs none.
    let both = r#""crew": "people", "spare": "board""#;
    let means = r#""crews": {"people": {}}, "spares": {"board": {"stock": 1, "lead_time": "24h"}}"#;
    let parts =
        [part("x", 100.0, 5.0, both), part("y", 110.0, 1.0, both), part("z", 111.0, 2.0, CREW)];
    assert_eq!(down_h(means, &parts, "140h"), [5.0, 15.0, 2.0]);
}

#[test]
fn an_outage_waits_for_hands_in_the_phase_repair() {
    let text = format!(r#"{OFFICE}, "nodes": {{{}}},"#, part("x", 100.0, 2.0, CREW));
    // Friday 04:00 until 11:00.
    let found = play_parts(&text, r#""x""#, "120h");
    assert_outage(&found, 0.0, 7.0 * HOUR);
    assert_eq!(super::phase_s(&found, quorate::ledger::Phase::Repair), 7.0 * HOUR);
    assert_eq!(outages_s(&found)[0].0, START_S);
}

#[test]
fn a_dropped_repair_gives_its_part_back() {
    // Each hang of a is ended by a shot after 25 s; no part is used, and one order is enough for all.
    let found = super::play(&super::Scene {
        nodes: r#""a": {"faults": {"f": {"mtbf": {"constant": "10h"}, "mttr": {"constant": "1h"},
            "effect": "hang", "spare": "board"}}}, "b": {},
            "x": {"faults": {"f": {"mtbf": {"constant": "100h"}, "mttr": {"constant": "1h"},
            "spare": "board"}}}"#,
        others: r#""spares": {"board": {"stock": 0, "lead_time": "50h"}},"#,
        cluster: r#""fencing": {}"#,
        horizon: "140h",
        ..super::PAIR
    });
    assert!(found.failures[0] >= 13);
    assert_eq!(down_s(&found)[2], HOUR, "the part ordered for a at 10 h is in stock since 60 h");
}
