//! Arrays and what is around them: racks, clusters, paths, spare parts; times as in `arrays`.

use super::arrays::{HOUR, Hit, PAIRS, PARITY, assert_down, raid, script};
use super::{PAIR, SAN, START_S, Scene, causes, down_s, phase_s, play, play_parts};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

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
