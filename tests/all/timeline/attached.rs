//! Disks that are attached to nodes.

use super::{START_S, down_s, phase_s, play_parts};
use crate::common::outages_s;
use quorate::ledger::{Ledger, Phase};

const HOUR: f64 = 3600.0;

/// Nodes `db-1` and `db-2` in a rack, each with its own disk or disks, and what happens.
fn play(disks: &str, needs: &str, script: &str) -> Ledger {
    let text = format!(
        r#""domains": {{"rack": {{}}}}, "nodes": {{"db": {{"count": 2, "domain": "rack"}}}},
        "disks": {{"data": {{"attached_to": "db", {disks}}}}}, "script": [{script}],"#
    );
    play_parts(&text, needs, "150h")
}

fn hit(name: &str, at_h: f64, span: &str, effect: &str) -> String {
    let at = 100.0 + at_h;
    format!(r#"{{"at": "{at}h", "hits": ["{name}"], {effect} "for": "{span}"}}"#)
}

fn outages_h(found: &Ledger) -> Vec<(f64, f64)> {
    outages_s(found).iter().map(|(at, s)| ((at - START_S) / HOUR, s / HOUR)).collect()
}

const ONE: &str = r#""faults": {}"#;
const RAID: &str = r#""count": 3, "array": {"tolerates": 1, "rebuild": "12h", "restore": "8h"}"#;

#[test]
fn a_disk_cannot_be_used_while_its_node_is_down() {
    let found = play(ONE, r#""data@db-1""#, &hit("db-1", 0.0, "1h", ""));
    assert_eq!(outages_h(&found), [(0.0, 1.0)]);
    assert_eq!(phase_s(&found, Phase::Repair), HOUR);
    // rack, db-1, db-2, data@db-1, data@db-2.
    assert_eq!(down_s(&found), [0.0, HOUR, 0.0, HOUR, 0.0]);
    assert_eq!(found.failures, [0, 1, 0, 0, 0]);
}

#[test]
fn a_node_lives_on_without_its_disk() {
    let found = play(ONE, r#""db-1""#, &hit("data@db-1", 0.0, "1h", r#""effect": "loss","#));
    assert_eq!(outages_h(&found), []);
    assert_eq!(down_s(&found), [0.0, 0.0, 0.0, HOUR, 0.0]);
}

#[test]
fn a_disk_stands_where_its_node_stands_and_waits_for_its_boot() {
    let found = play(ONE, r#""data@db-1""#, &hit("rack", 0.0, "10m", ""));
    assert_eq!(outages_s(&found), [(START_S, 600.0 + 120.0)]);
    assert_eq!(phase_s(&found, Phase::Repair), 600.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 120.0);
}

#[test]
fn a_node_that_hangs_keeps_its_disk() {
    let found = play(ONE, r#""data@db-1""#, &hit("db-1", 0.0, "1h", r#""effect": "hang","#));
    assert_eq!(outages_h(&found), []);
}

#[test]
fn a_disk_is_repaired_while_its_node_is_down() {
    let script = [hit("data@db-1", 0.0, "2h", ""), hit("db-1", 1.0, "3h", "")].join(", ");
    let found = play(ONE, r#""data@db-1""#, &script);
    assert_eq!(outages_h(&found), [(0.0, 4.0)]);
    let script = [hit("db-1", 0.0, "3h", ""), hit("data@db-1", 1.0, "4h", "")].join(", ");
    assert_eq!(outages_h(&play(ONE, r#""data@db-1""#, &script)), [(0.0, 5.0)]);
}

#[test]
fn a_failure_clock_stands_still_while_the_node_is_down() {
    // It would fail at 100 h; 2 h without its node make that 102 h.
    let disk = r#""mtbf": {"constant": "100h"}, "mttr": {"constant": "1h"}"#;
    let script = r#"{"at": "50h", "hits": ["db-1"], "for": "2h"}"#;
    let found = play(disk, r#""data@db-1""#, script);
    assert_eq!(outages_h(&found), [(-50.0, 2.0), (2.0, 1.0)]);
}

#[test]
fn every_node_has_a_set_of_its_own() {
    // Two disks each: data-1@db-1, data-2@db-1, data-1@db-2, data-2@db-2; `data@db-2` is the last two.
    let script = [
        hit("data-2@db-1", 0.0, "1h", ""),
        hit("data@db-2", 2.0, "2h", ""),
        hit("data", 5.0, "3h", ""),
    ];
    let needs = r#"{"at_least": 1, "of": "data@db-1"}"#;
    let found = play(r#""count": 2"#, needs, &script.join(", "));
    let down: Vec<f64> = down_s(&found)[3..].iter().map(|s| s / HOUR).collect();
    assert_eq!(down, [3.0, 4.0, 5.0, 5.0]);
    assert_eq!(outages_h(&found), [(5.0, 3.0)]);
}

#[test]
fn every_node_has_an_array_of_its_own() {
    // The arrays come before the disks. Two disks of db-1's array are lost, one of each of the others'.
    let script = [
        hit("data-1@db-1", 0.0, "1h", ""),
        hit("data-3@db-2", 0.5, "1h", ""),
        hit("data-3@db-1", 1.0, "1h", ""),
    ];
    let found = play(RAID, r#"{"at_least": 2, "of": "data"}"#, &script.join(", "));
    // Replaced by +2 h, restored by +10 h.
    assert_eq!(outages_h(&found), [(1.0, 9.0)]);
    assert_eq!(found.failures[3..], [1, 0, 1, 0, 1, 0, 0, 1]);
    let found = play(RAID, r#""data@db-2""#, &script.join(", "));
    assert_eq!(outages_h(&found), []);
}

#[test]
fn an_attached_array_is_rebuilt_while_its_node_is_up() {
    // Replaced at +1 h; its node is down from +3 h to +5 h: rebuilt by +15 h.
    for (at, down) in [(14.5, Some((14.5, 9.0))), (15.5, None)] {
        let script = [
            hit("data-1@db-1", 0.0, "1h", ""),
            hit("db-1", 3.0, "2h", ""),
            hit("data-2@db-1", at, "1h", ""),
        ];
        let found = play(RAID, r#""data@db-1""#, &script.join(", "));
        let outages: Vec<_> = [(3.0, 2.0)].into_iter().chain(down).collect();
        assert_eq!(outages_h(&found), outages);
    }
}

#[test]
fn an_attached_array_waits_for_its_node_to_boot() {
    let found = play(RAID, r#""data@db-1""#, &hit("rack", 0.0, "10m", ""));
    assert_eq!(outages_s(&found), [(START_S, 720.0)]);
    assert_eq!(phase_s(&found, Phase::Reboot), 120.0);
}

#[test]
fn who_hits_all_arrays_hits_every_disk() {
    let found = play(RAID, r#"{"at_least": 1, "of": "data"}"#, &hit("data", 0.0, "1h", ""));
    assert_eq!(outages_h(&found), [(0.0, 9.0)]);
    assert_eq!(found.failures[3..], [1; 8]);
}

#[test]
fn a_node_without_a_rack_takes_its_disk_with_it_too() {
    let text = r#""nodes": {"a": {}}, "disks": {"d": {"attached_to": "a"}},
        "script": [{"at": "100h", "hits": ["a"], "for": "1h"}],"#;
    assert_eq!(outages_h(&play_parts(text, r#""d@a""#, "150h")), [(0.0, 1.0)]);
    // A fenced node is off, and so is its disk.
    let found = super::play(&super::Scene {
        others: &format!(
            r#""disks": {{"d": {{"attached_to": "a"}}}}, {}"#,
            super::script(&[super::hang("a", 0.0, "1h")])
        ),
        cluster: r#""fencing": {}"#,
        ..super::PAIR
    });
    // Missed at +10 s, shot by +25 s, booted by +145 s; a and b come first.
    assert_eq!(down_s(&found)[2], 120.0);
}
