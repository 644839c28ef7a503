//! Arrays of disks: four of them, rebuilt in 12 h, restored in 8 h; times are told in hours from 100 h on.

use super::{PAIR, SAN, START_S, Scene, causes, down_s, phase_s, play, play_parts};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

const HOUR: f64 = 3600.0;

/// Something happens to a disk: its name, when, for how long, and whether its data are lost.
struct Hit(&'static str, f64, f64, bool);

fn script(hits: &[Hit]) -> String {
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
fn assert_down(found: &Ledger, outages_h: &[(f64, f64)], losses: u32) {
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

/// An array in racks.
fn in_racks(domain: &str, hits: &[Hit]) -> Ledger {
    let hits =
        script(hits).replace(r#""hits": ["x"], "effect": "unavailable""#, r#""hits": ["x"]"#);
    let raid = raid(PARITY, &format!(r#""domain": {domain},"#));
    let raid = if domain.starts_with('[') { raid.replace(PARITY, PAIRS) } else { raid };
    let parts = format!(r#""domains": {{"x": {{}}, "y": {{}}}}, {raid} {hits}"#);
    let mut found = play_parts(&parts, r#""raid""#, "150h");
    // The domains come first.
    found.failures.drain(..2);
    found
}

fn outages_h(found: &Ledger) -> Vec<(f64, f64)> {
    outages_s(found).iter().map(|(at, s)| ((at - START_S) / HOUR, s / HOUR)).collect()
}

#[test]
fn a_rack_that_is_down_takes_its_disks_away_and_breaks_none() {
    let found = in_racks(r#""x""#, &[Hit("x", 0.0, 4.0, false)]);
    assert_eq!((outages_h(&found), found.failures[0]), (vec![(0.0, 4.0)], 0));
    // A rebuild stands still: from +2 h to +5 h and from +9 h to +18 h.
    for (at, losses) in [(17.5, 1), (18.5, 0)] {
        let hits = [
            Hit("raid-1", 0.0, 2.0, true),
            Hit("x", 5.0, 4.0, false),
            Hit("raid-2", at, 2.0, true),
        ];
        assert_eq!(in_racks(r#""x""#, &hits).failures[0], losses);
    }
}

#[test]
fn what_is_replaced_in_the_dark_is_rebuilt_when_there_is_light() {
    // Lost at 0 h and replaced at +2 h, the rack is down from +1 h to +5 h: rebuilt by +17 h.
    for (at, losses) in [(16.5, 1), (17.5, 0)] {
        let hits = [
            Hit("raid-1", 0.0, 2.0, true),
            Hit("x", 1.0, 4.0, false),
            Hit("raid-2", at, 2.0, true),
        ];
        let found = in_racks(r#""x""#, &hits);
        assert_eq!(found.failures[0], losses);
        assert_eq!(outages_h(&found)[0], (1.0, 4.0));
    }
}

#[test]
fn pairs_across_two_sites_outlive_one() {
    let found = in_racks(r#"["x", "y"]"#, &[Hit("x", 0.0, 4.0, false)]);
    assert_eq!(outages_h(&found), []);
    // raid-2 stands in y: lost while raid-1 is in the dark, the pair is away, and its data are intact.
    let hits = [Hit("x", 0.0, 4.0, false), Hit("raid-2", 1.0, 1.0, true)];
    let found = in_racks(r#"["x", "y"]"#, &hits);
    assert_eq!((outages_h(&found), found.failures[0]), (vec![(1.0, 3.0)], 0));
}

#[test]
fn a_cluster_whose_array_has_lost_its_data_counts_it_and_waits() {
    // Lost at +1 h, replaced by +3 h, restored by +11 h; then the instance serves where it was.
    let hits = script(&[Hit("raid-1", 0.0, 2.0, true), Hit("raid-2", 1.0, 2.0, true)]);
    let others = format!("{} {hits}", raid(PARITY, ""));
    let cluster = SAN.replace("san", "raid");
    let scene = Scene { others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_eq!(outages_h(&found), [(1.0, 10.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(phase_s(&found, Phase::Repair), 10.0 * HOUR);
    assert_eq!(causes(&scene, &found), ["script.raid-2"]);
}

#[test]
fn a_cluster_whose_array_is_away_loses_nothing() {
    let hits = script(&[Hit("raid-1", 0.0, 2.0, false), Hit("raid-2", 1.0, 2.0, true)]);
    let others = format!("{} {hits}", raid(PARITY, ""));
    let cluster = SAN.replace("san", "raid");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_h(&found), [(1.0, 1.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

#[test]
fn data_lost_while_the_array_is_away_are_counted_too() {
    let hits = script(&[
        Hit("raid-1", 0.0, 10.0, false),
        Hit("raid-2", 0.0, 10.0, false),
        Hit("raid-3", 1.0, 1.0, true),
        Hit("raid-4", 3.0, 1.0, true),
    ]);
    let others = format!("{} {hits}", raid(PARITY, ""));
    let cluster = SAN.replace("san", "raid");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_h(&found), [(0.0, 18.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
}

#[test]
fn a_path_leads_to_the_array_as_a_whole() {
    // a's path is cut for an hour: b takes over after detection, stop and takeover.
    let links = r#""links": {"path-a": {"between": ["a", "raid"], "carries": ["storage"]},
        "path-b": {"between": ["b", "raid"], "carries": ["storage"]}},"#;
    let cut = r#""script": [{"at": "100h", "hits": ["path-a"], "for": "1h"}],"#;
    let others = format!("{} {links} {cut}", raid(PARITY, ""));
    let cluster = SAN.replace("san", "raid");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), [(START_S, 45.0)]);
}

#[test]
fn a_path_to_a_domain_leads_to_the_array_that_stands_in_it_whole() {
    for (domain, down) in [(r#""x""#, vec![(0.0, 1.0)]), (r#"["x", "y"]"#, vec![])] {
        let others = format!(
            r#"{} "domains": {{"x": {{}}, "y": {{}}}}, "switches": {{"sw": {{"connects": ["a", "b", "x"],
            "carries": ["storage"]}}}}, "script": [{{"at": "100h", "hits": ["sw"], "for": "1h"}}],"#,
            raid(PARITY, &format!(r#""domain": {domain},"#))
        );
        let cluster = SAN.replace("san", "raid");
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(outages_h(&found), down);
    }
}

#[test]
fn an_array_votes_as_a_witness_while_it_is_up() {
    // raid-1 and raid-2 are away for an hour: b is lost at +60 s, when the witness is missed long since.
    let hits = r#""script": [{"at": "100h", "hits": ["raid-1", "raid-2"], "effect": "unavailable",
        "for": "1h"}, {"at": "360060s", "hits": ["b"], "for": "2h"}],"#;
    let others = format!("{} {hits}", raid(PARITY, ""));
    let cluster = r#""quorum": {"witness": "raid"}"#;
    let found = play(&Scene { others: &others, cluster, ..PAIR });
    // b missed at +70 s, stopped by +75 s; the array counts again 2 s after it is back, then a starts.
    assert_eq!(outages_s(&found), [(START_S + 75.0, 3600.0 + 2.0 + 30.0 - 75.0)]);
}

/// Shocks that hit one disk each, once, and repair it in 2 h with a part.
fn spared(stock: u32, losses: &[(&str, f64)]) -> Ledger {
    let shock = |(disk, at): &(&str, f64)| {
        format!(
            r#""loss-of-{disk}": {{"mtbf": {{"constant": "{}h"}}, "hits": ["{disk}"],
            "mttr": {{"constant": "2h"}}, "spare": "drive"}}"#,
            100.0 + at
        )
    };
    let shocks: Vec<_> = losses.iter().map(shock).collect();
    let text = format!(
        r#"{} "shocks": {{{}}}, "spares": {{"drive": {{"stock": {stock}, "lead_time": "24h"}}}},"#,
        raid(PARITY, ""),
        shocks.join(", ")
    );
    play_parts(&text, r#""raid""#, "160h")
}

#[test]
fn a_disk_waits_for_its_spare() {
    // raid-1 takes the part on the shelf and is whole at +14 h; another is ordered, there at +24 h. raid-2,
    // lost at +15 h, is replaced at +26 h and whole at +38 h.
    let first = [("raid-1", 0.0), ("raid-2", 15.0)];
    let found = spared(1, &first);
    assert_down(&found, &[], 0);
    assert_eq!(down_s(&found)[1..3], [2.0 * HOUR, 11.0 * HOUR]);
    let with = |at| [first[0], first[1], ("raid-3", at)];
    // raid-3, lost at +37 h, has the part ordered at +15 h, there at +39 h; restored from +41 h on.
    assert_down(&spared(1, &with(37.0)), &[(37.0, 12.0)], 1);
    assert_down(&spared(1, &with(38.5)), &[], 0);
    // With two on the shelf raid-2 is replaced at +17 h, and whole at +29 h.
    assert_down(&spared(2, &with(37.0)), &[], 0);
    assert_down(&spared(2, &with(28.0)), &[(28.0, 10.0)], 1);
}

#[test]
fn lost_data_wait_for_the_last_spare() {
    // raid-1's part comes at +24 h and it is replaced at +26 h; raid-2's part, ordered at +1 h, comes at
    // +25 h: restored from +27 h to +35 h.
    let found = spared(0, &[("raid-1", 0.0), ("raid-2", 1.0)]);
    assert_down(&found, &[(1.0, 34.0)], 1);
}
