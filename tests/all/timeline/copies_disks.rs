//! Copies on disks of their members' own: what a lost or unavailable disk does to a copy.
//!
//! Asynchronous copies are 3 s behind; all take 5 minutes to catch up.

use super::copies::{NOTHING, lost_s};
use super::{PAIR, Scene, assert_outage, assert_outages, causes, hit, phase_s, play, script};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

const LAZY: &str = r#""mode": "async", "lag": "3s""#;
const SYNC: &str = r#""mode": "sync""#;
const BLOCK: &str = r#""mode": "sync", "on_replica_loss": "block""#;
const PASSIVE: &str = r#""mode": "active_passive""#;

/// A disk fails so many seconds after the start, for so long.
fn disk(member: u32, after_s: f64, effect: &str, lasts: &str) -> String {
    let at = super::START_S + after_s;
    format!(
        r#"{{"at": "{at}s", "hits": ["data@n-{member}"], "effect": "{effect}", "for": "{lasts}"}}"#
    )
}

/// So many members, each with a disk of its own, that act whoever is there.
fn cluster(members: u32, mode: &str, storage: &str, incidents: &[String]) -> Ledger {
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{"n": {{"count": {members}}}}},
        "disks": {{"data": {{"attached_to": "n"}}}}, {}
        "clusters": {{"c": {{"members": ["n"], {mode}, "quorum": {{"policy": "none"}},
            "storage": {{"kind": "replicated", {storage}, "resync": "5m", "disk": "data"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#,
        script(incidents)
    );
    crate::common::history(&crate::common::model(&text))
}

fn pair(storage: &str, incidents: &[String]) -> Ledger {
    cluster(2, PASSIVE, storage, incidents)
}

#[test]
fn a_passive_members_disk_is_replaced_and_filled_again() {
    // Repaired at +3600 s, in sync at +3900 s.
    let lost = disk(2, 0.0, "loss", "1h");
    let found = pair(LAZY, &[lost.clone(), hit("n-1", 3899.0, "1h")]);
    assert_outage(&found, 3899.0, 3632.0);
    assert_eq!(lost_s(&found), NOTHING);
    let found = pair(LAZY, &[lost, hit("n-1", 3901.0, "1h")]);
    assert_outage(&found, 3901.0, 40.0);
    assert_eq!(lost_s(&found), [3.0]);
    assert_eq!(counted(&found, Count::DataLoss), 0);
}

#[test]
fn a_holder_without_its_disk_is_given_up() {
    // Noticed at +10 s, stopped at +15 s; the other serves from +45 s. Its own copy, gone or only out of
    // date, is in sync again at +3900 s.
    for effect in ["loss", "unavailable"] {
        let failed = disk(1, 0.0, effect, "1h");
        for (crash, outage) in [(3899.0, 3632.0), (3901.0, 40.0)] {
            let found = pair(LAZY, &[failed.clone(), hit("n-2", crash, "1h")]);
            assert_outages(&found, &[(0.0, 45.0), (crash, outage)]);
            assert_eq!(lost_s(&found)[0], 3.0, "{effect}");
            assert_eq!(counted(&found, Count::DataLoss), 0);
        }
        let found = pair(LAZY, &[failed]);
        assert_eq!(phase_s(&found, Phase::Detection), 10.0);
        assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    }
}

#[test]
fn a_disk_that_is_back_in_time_has_its_data() {
    let found = pair(LAZY, &[disk(1, 0.0, "unavailable", "5s"), hit("n-1", 6.0, "1h")]);
    assert_outages(&found, &[(0.0, 5.0), (6.0, 40.0)]);
    assert_eq!(lost_s(&found), [3.0]);
    // An empty one has not: it is given up all the same.
    let found = pair(LAZY, &[disk(1, 0.0, "loss", "5s")]);
    assert_outage(&found, 0.0, 45.0);
}

#[test]
fn the_last_copy_in_sync_takes_the_data_with_it() {
    // The second member's is lost at +0 s, the holder's at +100 s. The first repair, at +3600 s, brings the data
    // back there: the holder, which has none, stops until +3605 s, and the other has started at +3635 s.
    let found = pair(LAZY, &[disk(2, 0.0, "loss", "1h"), disk(1, 100.0, "loss", "2h")]);
    assert_outage(&found, 100.0, 3535.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(lost_s(&found), NOTHING, "no backup has an age");
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    // The holder's is back first, and served at once.
    let found = pair(LAZY, &[disk(2, 0.0, "loss", "10h"), disk(1, 100.0, "loss", "1h")]);
    assert_outage(&found, 100.0, 3600.0);
    // Both at once are one loss.
    let both = r#"{"at": "100h", "hits": ["data"], "effect": "loss", "for": "1h"}"#.to_owned();
    let found = pair(LAZY, &[both, hit("n-1", 3899.0, "1h")]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_outages(&found, &[(0.0, 3600.0), (3899.0, 3632.0)]);
}

#[test]
fn a_copy_that_is_behind_is_no_copy_to_go_on_with() {
    // n-2 was down and catches up from +3602 s; the holder's disk is lost at +3700 s and repaired at +7300 s.
    let found = pair(LAZY, &[hit("n-2", 0.0, "1h"), disk(1, 3700.0, "loss", "1h")]);
    assert_outage(&found, 3700.0, 3600.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
}

#[test]
fn synchronous_writes_hang_until_a_lost_copy_is_noticed() {
    let lost = disk(2, 0.0, "loss", "1h");
    let found = pair(SYNC, std::slice::from_ref(&lost));
    assert_outage(&found, 0.0, 10.0);
    assert_eq!(phase_s(&found, Phase::Detection), 10.0);
    // With `block` until it is filled again.
    let found = pair(BLOCK, &[lost]);
    assert_outage(&found, 0.0, 3900.0);
    let spent = [Phase::Detection, Phase::Repair, Phase::Resync].map(|p| phase_s(&found, p));
    assert_eq!(spent, [10.0, 3590.0, 300.0]);
    assert_eq!(lost_s(&found), NOTHING);
    // One that was only unavailable has missed nothing.
    let found = pair(BLOCK, &[disk(2, 0.0, "unavailable", "1h")]);
    assert_outage(&found, 0.0, 3600.0);
    // A lost holder's copy costs no writes.
    let found = pair(SYNC, &[disk(1, 0.0, "loss", "1h")]);
    assert_outage(&found, 0.0, 45.0);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn where_all_serve_one_without_its_copy_serves_nobody() {
    let shared = |needs: u32, incidents: &[String]| {
        cluster(3, &format!(r#""mode": "active_active", "needs": {needs}"#), LAZY, incidents)
    };
    let lost = disk(1, 0.0, "loss", "1h");
    let found = shared(3, std::slice::from_ref(&lost));
    assert_outage(&found, 0.0, 3900.0);
    let spent = [Phase::Repair, Phase::Resync].map(|p| phase_s(&found, p));
    assert_eq!(spent, [3600.0, 300.0]);
    assert_eq!(lost_s(&found), [3.0]);
    assert_outages(&shared(2, std::slice::from_ref(&lost)), &[]);
    // All copies lost, the first is back after an hour.
    let all = [lost, disk(2, 1.0, "loss", "2h"), disk(3, 2.0, "loss", "3h")];
    let found = shared(1, &all);
    assert_outage(&found, 2.0, 3598.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
}

#[test]
fn with_disaster_recovery_only_that_brings_lost_copies_back() {
    // Declared after half an hour, redeployed after 20 minutes more, restored after another hour: it serves from
    // +6600 s, with what a copy elsewhere had 7 s before. The disks are repaired at +10 h, and it goes home for
    // an hour.
    let lost = r#"{"at": "100h", "hits": ["data"], "effect": "loss", "for": "10h"}"#.to_owned();
    let others = format!(
        r#""domains": {{"far": {{}}}}, "disks": {{"data": {{"attached_to": "n"}}}}, {}"#,
        script(&[lost])
    );
    let cluster = format!(
        r#""storage": {{"kind": "replicated", {LAZY}, "resync": "5m", "disk": "data"}},
        "quorum": {{"policy": "none"}}, "disaster_recovery": {{"domain": "far",
            "declare_after": "30m", "redeploy": "20m", "restore": "1h", "replica_lag": "7s",
            "failback": "1h"}}"#
    );
    let scene = Scene {
        nodes: r#""n": {"count": 2}"#,
        members: r#""n""#,
        others: &others,
        cluster: &cluster,
        ..PAIR
    };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 6600.0), (36_000.0, 3600.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(counted(&found, Count::DisasterRecovery), 1);
    assert_eq!(lost_s(&found), [7.0]);
}

#[test]
fn a_copy_on_an_array_lives_on_without_one_of_its_disks() {
    let array = r#""count": 2, "array": {"tolerates": 1, "rebuild": "1h", "restore": "0s"}"#;
    let play = |disks: &str| {
        let others = format!(
            r#""disks": {{"data": {{"attached_to": "n", {array}}}}},
            "script": [{{"at": "100h", "hits": [{disks}], "effect": "loss", "for": "1h"}}],"#
        );
        let cluster = format!(
            r#""storage": {{"kind": "replicated", {LAZY}, "resync": "5m", "disk": "data"}},
            "quorum": {{"policy": "none"}}"#
        );
        let scene = Scene {
            nodes: r#""n": {"count": 2}"#,
            members: r#""n""#,
            others: &others,
            cluster: &cluster,
            ..PAIR
        };
        (play(&scene), causes(&scene, &play(&scene)))
    };
    let (found, _) = play(r#""data-1@n-1""#);
    assert_eq!(outages_s(&found), []);
    let (found, causes) = play(r#""data@n-1""#);
    assert_outage(&found, 0.0, 45.0);
    assert_eq!(lost_s(&found), [3.0]);
    assert_eq!(causes, ["script.data@n-1"]);
}
