//! What arrays and attached disks have to do with planned work and with disaster recovery.
//!
//! Arrays are those of `arrays`, the work is an hour that begins after 100 h, plans are those of `disaster`.

use super::arrays::{PAIRS, PARITY, raid};
use super::disaster::{plans, sites};
use super::maintenance::patch;
use super::{PAIR, SAN, Scene, assert_outages, causes, down_s, hit, phase_s, play, play_parts};
use crate::common::counted;
use quorate::ledger::{Count, Ledger, Phase};

const HOUR: f64 = 3600.0;
const BACKUP: &str = r#""disaster_recovery": {"domain": "there", "restore": "1h"}"#;
const UNTESTED: &str = r#""disaster_recovery": {"domain": "there", "restore": "1h", "success": 0}"#;

/// A pair on an array, where this happens and that is the plan.
fn stored(redundancy: &str, domain: &str, incidents: &[String], plan: &str) -> Ledger {
    let others = format!("{} {}", sites(incidents), raid(redundancy, domain));
    let storage = SAN.replace("san", "raid");
    let cluster = format!(r#"{storage}, "quorum": {{"policy": "none"}}, {plan}"#);
    play(&Scene { others: &others, cluster: &cluster, ..PAIR })
}

fn away(name: &str, after_s: f64, lasts: &str) -> String {
    hit(name, after_s, lasts).replace(r#""for""#, r#""effect": "unavailable", "for""#)
}

#[test]
fn lost_data_are_a_disaster() {
    // Declared at +30 min, one member in 20 min, the backup in 1 h. The array is replaced at +1 h and
    // restored, empty, by +9 h; then the cluster goes home in an hour.
    let lost = [hit("raid-1", 0.0, "1h"), hit("raid-2", 0.0, "1h")];
    let found = stored(PARITY, "", &lost, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (9.0 * HOUR, HOUR)]);
    assert_eq!((counted(&found, Count::DataLoss), plans(&found)), (1, (1, 0)));
    assert_eq!(found.losses.len(), 1);
}

#[test]
fn after_a_plan_that_has_not_worked_the_restore_brings_the_data_back() {
    let lost = [hit("raid-1", 0.0, "1h"), hit("raid-2", 0.0, "1h")];
    let found = stored(PARITY, "", &lost, UNTESTED);
    assert_outages(&found, &[(0.0, 9.0 * HOUR)]);
    assert_eq!((counted(&found, Count::DataLoss), plans(&found)), (1, (1, 1)));
}

#[test]
fn an_array_that_is_merely_away_is_waited_for() {
    let hits = [away("raid-1", 0.0, "10h"), away("raid-2", 0.0, "10h")];
    let found = stored(PARITY, "", &hits, BACKUP);
    assert_outages(&found, &[(0.0, 10.0 * HOUR)]);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn an_array_in_the_dark_is_a_disaster_if_it_cannot_do_without_what_is_dark() {
    let dark = [hit("home", 0.0, "10h")];
    let found = stored(PARITY, r#""domain": "home","#, &dark, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (10.0 * HOUR, HOUR)]);
    assert_eq!((counted(&found, Count::DataLoss), plans(&found)), (0, (1, 0)));
    let halves = r#""domain": ["home", "site"],"#;
    let found = stored(PAIRS, halves, &dark, BACKUP);
    assert_outages(&found, &[]);
    // One half is dark, and of the other one disk is away: that is repaired.
    let hits = [dark[0].clone(), away("raid-2", 0.0, "9h")];
    let found = stored(PAIRS, halves, &hits, BACKUP);
    assert_outages(&found, &[(0.0, 9.0 * HOUR)]);
    assert_eq!(plans(&found), (0, 0));
}

fn worked_on(targets: &str, more: &str, horizon: &str) -> Ledger {
    let parts = format!("{} {} {more}", raid(PARITY, ""), patch(targets, ""));
    play_parts(&parts, r#""raid""#, horizon)
}

#[test]
fn work_on_an_array_takes_it_off_as_a_whole() {
    let found = worked_on(r#""raid""#, "", "150h");
    assert_outages(&found, &[(0.0, HOUR)]);
    assert_eq!(down_s(&found), [HOUR, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), HOUR);
    assert_eq!(found.failures, [0; 5]);
}

#[test]
fn disks_have_their_turns_one_after_the_other() {
    let found = worked_on(r#""raid-1", "raid-2", "raid-4""#, "", "150h");
    assert_outages(&found, &[]);
    assert_eq!(down_s(&found), [0.0, HOUR, HOUR, 0.0, HOUR]);
    let found = worked_on(r#""raid-1", "raid-2", "raid-4""#, "", "102.5h");
    assert_eq!(down_s(&found), [0.0, HOUR, HOUR, 0.0, 0.5 * HOUR]);
}

#[test]
fn a_disk_has_its_turn_when_the_others_are_whole() {
    // raid-1 is lost at -2 h, replaced at -1 h and whole at +11 h.
    let lost = format!(r#""script": [{}],"#, hit("raid-1", -2.0 * HOUR, "1h"));
    let found = worked_on(r#""raid-2""#, &lost, "111.5h");
    assert_eq!(down_s(&found), [0.0, HOUR, 0.5 * HOUR, 0.0, 0.0]);
    // Its own rebuild is no reason to wait.
    let found = worked_on(r#""raid-1""#, &lost, "111.5h");
    assert_eq!(down_s(&found), [0.0, 2.0 * HOUR, 0.0, 0.0, 0.0]);
}

#[test]
fn rebuilds_and_restores_stand_still_while_the_array_is_worked_on() {
    // raid-1 is rebuilt from -1 h to 0 h and from +1 h to +12 h.
    for (at, losses) in [(11.5, 1), (12.5, 0)] {
        let hits = [hit("raid-1", -2.0 * HOUR, "1h"), hit("raid-2", at * HOUR, "1h")];
        let script = format!(r#""script": [{}],"#, hits.join(", "));
        assert_eq!(worked_on(r#""raid""#, &script, "150h").failures[0], losses);
    }
    // Restored from -1 h to 0 h and from +1 h to +8 h.
    let hits = [hit("raid-1", -2.0 * HOUR, "1h"), hit("raid-2", -2.0 * HOUR, "1h")];
    let script = format!(r#""script": [{}],"#, hits.join(", "));
    assert_outages(&worked_on(r#""raid""#, &script, "150h"), &[(-2.0 * HOUR, 10.0 * HOUR)]);
}

#[test]
fn work_on_the_domain_of_an_array_is_planned_downtime() {
    let others = format!(
        r#""domains": {{"x": {{}}}}, {} {}"#,
        raid(PARITY, r#""domain": "x","#),
        patch(r#""x""#, "")
    );
    let cluster = SAN.replace("san", "raid");
    let scene = Scene { others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, HOUR)]);
    assert_eq!(causes(&scene, &found), ["patch"]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), HOUR);
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

#[test]
fn work_on_a_node_is_work_on_its_disk() {
    for (disk, needs) in [
        ("", r#""d@a""#),
        (
            r#", "count": 2, "array": {"tolerates": 1, "rebuild": "1h", "restore": "1h"}"#,
            r#""d@a""#,
        ),
    ] {
        let parts = format!(
            r#""nodes": {{"a": {{}}}}, "disks": {{"d": {{"attached_to": "a" {disk}}}}}, {}"#,
            patch(r#""a""#, "")
        );
        let found = play_parts(&parts, needs, "150h");
        assert_outages(&found, &[(0.0, HOUR + 120.0)]);
        assert_eq!(phase_s(&found, Phase::PlannedWork), HOUR);
        assert_eq!(phase_s(&found, Phase::Reboot), 120.0);
    }
}
