//! Arrays of disks: four of them, rebuilt in 12 h, restored in 8 h; times are told in hours from 100 h on.

use super::{START_S, down_s, phase_s, play_parts};
use crate::common::outages_s;
use quorate::ledger::{Ledger, Phase};

pub(super) const HOUR: f64 = 3600.0;

/// Something happens to a disk: its name, when, for how long, and whether its data are lost.
pub(super) struct Hit(pub(super) &'static str, pub(super) f64, pub(super) f64, pub(super) bool);

pub(super) fn script(hits: &[Hit]) -> String {
    let incident = |Hit(name, at_h, for_h, lost): &Hit| {
        let at = 100.0 + at_h;
        // In an array a loss need not be said.
        let effect = if *lost { "" } else { r#""effect": "unavailable","# };
        format!(r#"{{"at": "{at}h", "hits": ["{name}"], {effect} "for": "{for_h}h"}}"#)
    };
    format!(r#""script": [{}],"#, hits.iter().map(incident).collect::<Vec<_>>().join(", "))
}

pub(super) const PARITY: &str = r#""tolerates": 1"#;
pub(super) const PAIRS: &str = r#""mirrored_pairs": true"#;

pub(super) fn raid(redundancy: &str, more: &str) -> String {
    format!(
        r#""disks": {{"raid": {{"count": 4, {more}
        "array": {{{redundancy}, "rebuild": "12h", "restore": "8h"}}}}}},"#
    )
}

/// Plays an array alone, and a service that needs it.
fn array(redundancy: &str, hits: &[Hit]) -> Ledger {
    play_parts(&format!("{} {}", raid(redundancy, ""), script(hits)), r#""raid""#, "150h")
}

/// Asserts when the array was down and for how long, and how often its data were lost.
pub(super) fn assert_down(found: &Ledger, outages_h: &[(f64, f64)], losses: u32) {
    let hours = |(at, s): &(f64, f64)| ((at - START_S) / HOUR, s / HOUR);
    let outages: Vec<_> = outages_s(found).iter().map(hours).collect();
    assert_eq!(outages, outages_h);
    assert_eq!(found.failures[0], losses, "the array is the first component");
    let down: f64 = outages_h.iter().map(|(_, h)| h).sum();
    assert_eq!(down_s(found)[0], down * HOUR);
}

#[test]
fn one_lost_disk_is_stood_in_for() {
    let found = array(PARITY, &[Hit("raid-1", 0.0, 2.0, true)]);
    assert_down(&found, &[], 0);
    assert_eq!(down_s(&found), [0.0, 2.0 * HOUR, 0.0, 0.0, 0.0], "until it is replaced");
    assert_eq!(found.failures, [0, 1, 0, 0, 0]);
}

#[test]
fn a_second_one_lost_before_the_first_is_replaced_takes_the_data() {
    // Replaced at +2 h and +3 h; restored from then to +11 h.
    let found = array(PARITY, &[Hit("raid-1", 0.0, 2.0, true), Hit("raid-2", 1.0, 2.0, true)]);
    assert_down(&found, &[(1.0, 10.0)], 1);
    assert_eq!(phase_s(&found, Phase::Repair), 10.0 * HOUR);
}

#[test]
fn a_second_one_lost_before_the_first_is_rebuilt_takes_the_data() {
    // Rebuilt from +2 h to +14 h. Replaced at +15 h, restored by +23 h.
    let found = array(PARITY, &[Hit("raid-1", 0.0, 2.0, true), Hit("raid-4", 13.0, 2.0, true)]);
    assert_down(&found, &[(13.0, 10.0)], 1);
}

#[test]
fn a_second_one_lost_when_the_first_is_whole_again_is_stood_in_for() {
    // At the very moment the rebuild comes first.
    for at in [14.0, 15.0] {
        let found = array(PARITY, &[Hit("raid-1", 0.0, 2.0, true), Hit("raid-2", at, 2.0, true)]);
        assert_down(&found, &[], 0);
    }
}

#[test]
fn restored_data_make_every_disk_whole() {
    // Restored by +9 h: raid-1 and raid-2 need no rebuild, so raid-3 may be lost at +10 h.
    let hits = [
        Hit("raid-1", 0.0, 1.0, true),
        Hit("raid-2", 0.0, 1.0, true),
        Hit("raid-3", 10.0, 1.0, true),
    ];
    assert_down(&array(PARITY, &hits), &[(0.0, 9.0)], 1);
    // Its rebuild ends at +23 h.
    for (at, down) in [(22.0, Some((22.0, 9.0))), (23.5, None)] {
        let mut hits = Vec::from(hits.each_ref().map(|h| Hit(h.0, h.1, h.2, h.3)));
        hits.push(Hit("raid-1", at, 1.0, true));
        let outages: Vec<_> = [(0.0, 9.0)].into_iter().chain(down).collect();
        assert_down(&array(PARITY, &hits), &outages, outages.len() as u32);
    }
}

#[test]
fn unavailable_disks_need_no_rebuild() {
    let hits = [Hit("raid-1", 0.0, 2.0, false), Hit("raid-2", 3.0, 2.0, false)];
    assert_down(&array(PARITY, &hits), &[], 0);
    let hits = [Hit("raid-1", 0.0, 2.0, false), Hit("raid-2", 1.0, 3.0, false)];
    assert_down(&array(PARITY, &hits), &[(1.0, 1.0)], 0);
}

#[test]
fn a_rebuild_stands_still_while_the_array_cannot_be_read() {
    // raid-1 is rebuilt from +2 h to +5 h and from +9 h to +18 h.
    let first = [Hit("raid-1", 0.0, 2.0, true), Hit("raid-2", 5.0, 4.0, false)];
    for (at, losses) in [(17.5, 1), (18.5, 0)] {
        let mut hits = Vec::from(first.each_ref().map(|h| Hit(h.0, h.1, h.2, h.3)));
        hits.push(Hit("raid-3", at, 2.0, true));
        let mut outages = vec![(5.0, 4.0)];
        if losses == 1 {
            outages.push((at, 10.0));
        }
        assert_down(&array(PARITY, &hits), &outages, losses);
    }
}

#[test]
fn a_rebuild_stands_still_while_its_disk_is_unavailable() {
    // With two tolerated the array is up all the time; raid-1 is rebuilt by +18 h. raid-2, lost at +17 h, is
    // the second, raid-3, lost at +17.5 h or +18.5 h, the third or again the second.
    for (at, losses) in [(17.5, 1), (18.5, 0)] {
        let hits = [
            Hit("raid-1", 0.0, 2.0, true),
            Hit("raid-1", 5.0, 4.0, false),
            Hit("raid-2", 17.0, 2.0, true),
            Hit("raid-3", at, 2.0, true),
        ];
        let outages = if losses == 1 { vec![(at, 10.0)] } else { vec![] };
        assert_down(&array(r#""tolerates": 2"#, &hits), &outages, losses);
    }
}

#[test]
fn a_disk_lost_while_it_is_rebuilt_is_replaced_and_rebuilt_anew() {
    // Rebuilt from +2 h to +5 h, lost again, replaced at +7 h, rebuilt by +19 h.
    for (at, losses) in [(18.5, 1), (19.5, 0)] {
        let hits = [
            Hit("raid-1", 0.0, 2.0, true),
            Hit("raid-1", 5.0, 2.0, true),
            Hit("raid-2", at, 2.0, true),
        ];
        let outages = if losses == 1 { vec![(at, 10.0)] } else { vec![] };
        assert_down(&array(PARITY, &hits), &outages, losses);
    }
}

#[test]
fn a_disk_lost_while_its_rebuild_stands_still_is_rebuilt_from_the_beginning() {
    // raid-1 is rebuilt from +2 h; raid-2 is away from +5 h to +9 h, raid-1 lost at +6 h and replaced at +7 h.
    for (at, losses) in [(20.5, 1), (21.5, 0)] {
        let hits = [
            Hit("raid-1", 0.0, 2.0, true),
            Hit("raid-2", 5.0, 4.0, false),
            Hit("raid-1", 6.0, 1.0, true),
            Hit("raid-3", at, 2.0, true),
        ];
        let mut outages = vec![(5.0, 4.0)];
        if losses == 1 {
            outages.push((at, 10.0));
        }
        assert_down(&array(PARITY, &hits), &outages, losses);
    }
}

#[test]
fn a_restore_begins_anew_when_a_disk_is_lost_in_it() {
    // Restored from +1 h; raid-3 is lost at +5 h and replaced at +7 h; restored by +15 h. The data were lost
    // once.
    let hits = [
        Hit("raid-1", 0.0, 1.0, true),
        Hit("raid-2", 0.0, 1.0, true),
        Hit("raid-3", 5.0, 2.0, true),
    ];
    assert_down(&array(PARITY, &hits), &[(0.0, 15.0)], 1);
}

#[test]
fn a_restore_stands_still_while_a_disk_is_unavailable() {
    // Restored from +1 h to +5 h and from +7 h to +11 h.
    let hits = [
        Hit("raid-1", 0.0, 1.0, true),
        Hit("raid-2", 0.0, 1.0, true),
        Hit("raid-3", 5.0, 2.0, false),
    ];
    assert_down(&array(PARITY, &hits), &[(0.0, 11.0)], 1);
}

#[test]
fn a_restore_that_stood_still_begins_anew_after_a_loss() {
    // raid-3 is away from +5 h to +7 h and lost at +6 h, replaced at +6.5 h: restored from +7 h to +15 h.
    let hits = [
        Hit("raid-1", 0.0, 1.0, true),
        Hit("raid-2", 0.0, 1.0, true),
        Hit("raid-3", 5.0, 2.0, false),
        Hit("raid-3", 6.0, 0.5, true),
    ];
    assert_down(&array(PARITY, &hits), &[(0.0, 15.0)], 1);
}

#[test]
fn data_can_be_lost_while_the_array_is_away() {
    // Two disks are away until +10 h, the others are lost meanwhile; restored by +18 h.
    let hits = [
        Hit("raid-1", 0.0, 10.0, false),
        Hit("raid-2", 0.0, 10.0, false),
        Hit("raid-3", 1.0, 1.0, true),
        Hit("raid-4", 3.0, 1.0, true),
    ];
    assert_down(&array(PARITY, &hits), &[(0.0, 18.0)], 1);
}

#[test]
fn who_hits_the_array_hits_every_disk() {
    let found = array(PARITY, &[Hit("raid", 0.0, 3.0, true)]);
    assert_down(&found, &[(0.0, 11.0)], 1);
    assert_eq!(found.failures, [1, 1, 1, 1, 1]);
    assert_eq!(down_s(&found)[1..], [3.0 * HOUR; 4]);
    let found = array(PARITY, &[Hit("raid", 0.0, 3.0, false)]);
    assert_down(&found, &[(0.0, 3.0)], 0);
}

#[test]
fn without_redundancy_the_first_lost_disk_takes_the_data() {
    let found = array(r#""tolerates": 0"#, &[Hit("raid-3", 0.0, 2.0, true)]);
    assert_down(&found, &[(0.0, 10.0)], 1);
}

#[test]
fn two_parity_disks_stand_in_for_two() {
    let mut hits = vec![Hit("raid-1", 0.0, 2.0, true), Hit("raid-2", 1.0, 2.0, true)];
    assert_down(&array(r#""tolerates": 2"#, &hits), &[], 0);
    // raid-1 is whole at +14 h, raid-2 at +15 h.
    hits.push(Hit("raid-3", 13.5, 2.0, true));
    assert_down(&array(r#""tolerates": 2"#, &hits), &[(13.5, 10.0)], 1);
    hits[2].1 = 14.5;
    assert_down(&array(r#""tolerates": 2"#, &hits), &[], 0);
}

#[test]
fn of_mirrored_pairs_each_stands_in_for_its_other() {
    for (a, b, losses) in [
        ("raid-1", "raid-2", 1),
        ("raid-1", "raid-3", 0),
        ("raid-2", "raid-3", 0),
        ("raid-1", "raid-4", 0),
        ("raid-4", "raid-3", 1),
    ] {
        let found = array(PAIRS, &[Hit(a, 0.0, 2.0, true), Hit(b, 1.0, 2.0, true)]);
        let outages: &[_] = if losses == 1 { &[(1.0, 10.0)] } else { &[] };
        assert_down(&found, outages, losses);
        let found = array(PAIRS, &[Hit(a, 0.0, 2.0, false), Hit(b, 1.0, 2.0, true)]);
        let outages: &[_] = if losses == 1 { &[(1.0, 1.0)] } else { &[] };
        // One is away and the other lost: when the first is back, nothing is lost.
        assert_down(&found, outages, 0);
    }
}
