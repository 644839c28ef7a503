//! Disaster recovery of clusters with data: what is restored, what is lost, what home may do meanwhile.
//!
//! The times are those of `disaster`; restoring takes nothing from a replica that is 5 s behind, and 1 h from a
//! backup.

use super::disaster::{HOME, plans, sites};
use super::{
    PAIR, SAN, Scene, assert_outage, assert_outages, causes, cut, hit, phase_s, play, script,
};
use crate::common::counted;
use quorate::ledger::{Count, Ledger, Phase};

const REPLICA: &str = r#""disaster_recovery": {"domain": "there", "replica_lag": "5s"}"#;
const BACKUP: &str = r#""disaster_recovery": {"domain": "there", "restore": "1h"}"#;
const UNTESTED: &str = r#""disaster_recovery": {"domain": "there", "restore": "1h", "success": 0}"#;

fn lost_s(found: &Ledger) -> Vec<f64> {
    found.losses.iter().map(|(_, span)| *span as f64 / 1e9).collect()
}

/// A pair with its disk in a domain, where this happens and that is the plan.
fn with_disk(nodes: &str, domain: &str, incidents: &[String], plan: &str) -> Ledger {
    let others = format!(r#"{} "disks": {{"san": {{{domain}}}}},"#, sites(incidents));
    let cluster = format!(r#"{SAN}, "quorum": {{"policy": "none"}}, {plan}"#);
    play(&Scene { nodes, others: &others, cluster: &cluster, ..PAIR })
}

/// The data are destroyed so many seconds after the start, and the disk is repaired after so long.
fn destroyed(after_s: f64, lasts: &str) -> String {
    hit("san", after_s, lasts).replace(r#""for""#, r#""effect": "loss", "for""#)
}

const AT_HOME: &str = r#""domain": "home""#;

#[test]
fn data_are_restored_from_a_backup_of_some_age() {
    let plan = BACKUP.replace("1h", "4h");
    let found = with_disk(HOME, AT_HOME, &[hit("home", 0.0, "10h")], &plan);
    assert_outages(&found, &[(0.0, 3000.0 + 14_400.0), (36_122.0, 3600.0)]);
    assert_eq!(phase_s(&found, Phase::DisasterRecovery), 1200.0 + 14_400.0);
    assert_eq!(counted(&found, Count::DataLoss), 0, "a site that lost its power keeps its data");
    let lost = lost_s(&found);
    assert!(lost.len() == 1 && 0.0 < lost[0] && lost[0] < 86_400.0, "{lost:?}");
    assert_eq!(found.recoveries[0].point, found.losses[0].1);
    assert_eq!(found.recoveries[0].time, 17_400_000_000_000);
    assert_eq!(found.clusters[0].lost_writes, found.losses[0].1);
}

#[test]
fn a_replica_loses_its_lag_and_has_nothing_to_restore() {
    let found = with_disk(HOME, AT_HOME, &[hit("home", 0.0, "10h")], REPLICA);
    assert_outages(&found, &[(0.0, 3000.0), (36_122.0, 3600.0)]);
    assert_eq!(lost_s(&found), [5.0]);
    // Unless it takes time to make it the one that counts.
    let plan = REPLICA.replace(r#""replica_lag""#, r#""restore": "10m", "replica_lag""#);
    let found = with_disk(HOME, AT_HOME, &[hit("home", 0.0, "10h")], &plan);
    assert_outages(&found, &[(0.0, 3600.0), (36_122.0, 3600.0)]);
    assert_eq!(lost_s(&found), [5.0]);
}

#[test]
fn destroyed_data_are_a_disaster() {
    // Restored at +6600 s; the disk is repaired at +14400 s, and home is whole at once.
    let nodes = r#""a": {}, "b": {}"#;
    let incidents = [destroyed(0.0, "4h")];
    let found = with_disk(nodes, "", &incidents, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (14_400.0, 3600.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(phase_s(&found, Phase::Repair), 1800.0);
    assert_eq!(lost_s(&found).len(), 1);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn a_repaired_disk_is_empty_until_the_plan_is_over() {
    // The disk is repaired after an hour, or ten minutes; the data are there at +6600 s, and go home.
    for mttr in ["1h", "10m"] {
        let found = with_disk(r#""a": {}, "b": {}"#, "", &[destroyed(0.0, mttr)], BACKUP);
        assert_outage(&found, 0.0, 6600.0 + 3600.0);
        assert_eq!(plans(&found), (1, 0));
        assert_eq!(found.recoveries[0].time, 6_600_000_000_000);
    }
}

#[test]
fn after_a_plan_that_has_not_worked_the_repair_brings_the_data_back() {
    for (mttr, up_s) in [("4h", 14_400.0), ("1h", 6600.0)] {
        let found = with_disk(r#""a": {}, "b": {}"#, "", &[destroyed(0.0, mttr)], UNTESTED);
        assert_outage(&found, 0.0, up_s);
        assert_eq!(plans(&found), (1, 1));
        assert_eq!(lost_s(&found).len(), 1, "from a backup too");
        assert!(found.recoveries.is_empty());
    }
    // Where the site was dark the data at home were never lost.
    let found = with_disk(HOME, AT_HOME, &[hit("home", 0.0, "10h")], UNTESTED);
    assert_outage(&found, 0.0, 36_152.0);
    assert_eq!(lost_s(&found), [0.0; 0]);
}

#[test]
fn a_disk_that_is_merely_off_is_repaired() {
    let found = with_disk(r#""a": {}, "b": {}"#, "", &[hit("san", 0.0, "10h")], BACKUP);
    assert_outage(&found, 0.0, 36_000.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn with_the_disk_in_the_dark_nobody_can_serve() {
    // The nodes stand elsewhere and are up; the disk is back with the power, and home is whole.
    let nodes = r#""a": {"domain": "site"}, "b": {"domain": "site"}"#;
    let found = with_disk(nodes, AT_HOME, &[hit("home", 0.0, "10h")], REPLICA);
    assert_outages(&found, &[(0.0, 3000.0), (36_000.0, 3600.0)]);
}

#[test]
fn home_has_old_data_and_waits_for_the_domain_that_has_the_new() {
    // there is down from +7200 s to +43200 s; home is whole at +36122 s. Built up again at +44400 s, and home.
    let incidents = [hit("home", 0.0, "10h"), hit("there", 7200.0, "10h")];
    let found = with_disk(HOME, AT_HOME, &incidents, REPLICA);
    assert_outages(&found, &[(0.0, 3000.0), (7200.0, 44_400.0 + 3600.0 - 7200.0)]);
    assert_eq!(plans(&found), (2, 0));
    assert_eq!(lost_s(&found), [5.0, 5.0]);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn a_disk_that_is_destroyed_while_the_cluster_is_elsewhere_loses_nothing() {
    // Destroyed at +0 s for 20 h, and once more at +10000 s.
    let incidents = [destroyed(0.0, "20h"), destroyed(10_000.0, "1h")];
    let found = with_disk(r#""a": {}, "b": {}"#, "", &incidents, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (72_000.0, 3600.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(lost_s(&found).len(), 1);
}

#[test]
fn data_that_are_destroyed_while_the_plan_is_under_way_are_one_loss_of_writes() {
    let incidents = [hit("home", 0.0, "10h"), destroyed(2400.0, "1h")];
    let found = with_disk(HOME, "", &incidents, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (36_122.0, 3600.0)]);
    assert_eq!(counted(&found, Count::DataLoss), 1);
    assert_eq!(lost_s(&found).len(), 1);
}

#[test]
fn home_does_not_serve_from_an_empty_disk_when_power_is_back() {
    // Power is back at +2400 s, and the disk at +2500 s, but it is empty: the plan goes on.
    let incidents = [hit("home", 0.0, "2400s"), destroyed(0.0, "2500s")];
    let found = with_disk(HOME, "", &incidents, BACKUP);
    assert_outage(&found, 0.0, 6600.0 + 3600.0);
    assert_eq!(counted(&found, Count::Failover), 0);
    // Lost data are a disaster also before the site is, and without it.
    let incidents = [destroyed(0.0, "10h"), hit("home", 1700.0, "60s")];
    let found = with_disk(HOME, "", &incidents, BACKUP);
    assert_outages(&found, &[(0.0, 6600.0), (36_000.0, 3600.0)]);
}

#[test]
fn damage_at_home_does_not_matter_elsewhere() {
    // Cut from +0 s to +60 s without fencing: b starts at +40 s, they meet at +62 s, both have stopped at +67 s and
    // the data are mended for 2 h. The site is lost at +100 s: the cluster is elsewhere at +3100 s.
    let others = format!(
        r#""domains": {{"home": {{}}, "there": {{}}}}, "links": {{{}}},
        "disks": {{"san": {{"domain": "home"}}}}, {}"#,
        cut("hb", "a", "b", "60s"),
        script(&[hit("home", 100.0, "10h")])
    );
    let cluster = format!("{SAN}, {REPLICA}");
    let scene = Scene { nodes: HOME, others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(67.0, 3033.0), (36_222.0, 3600.0)]);
    assert_eq!(causes(&scene, &found), ["c.split_brain", "c.disaster_failback"]);
    assert_eq!(phase_s(&found, Phase::SplitBrainRepair), 3033.0);
    assert_eq!(counted(&found, Count::DataLoss), 1);
}

#[test]
fn active_active_on_a_shared_disk_goes_home_when_nobody_is_frozen() {
    // One group of three at +36122 s; two at a time are redeployed.
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h",
            "nodes": {{{HOME}, "c1": {{"domain": "home"}}}}, {} "disks": {{"san": {{{AT_HOME}}}}},
        "clusters": {{"c": {{"members": ["a", "b", "c1"], "mode": "active_active", "needs": 2, {SAN},
            "disaster_recovery": {{"domain": "there", "parallel": 2, "replica_lag": "5s"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#,
        sites(&[hit("home", 0.0, "10h")])
    );
    let found = crate::common::history(&crate::common::model(&text));
    assert_outages(&found, &[(0.0, 3000.0), (36_122.0, 3600.0)]);
}

#[test]
fn members_that_are_not_safe_yet_keep_the_cluster_away() {
    // Only a boots, b is down by its own fault till the end. a and the witness are quorate, hold b lost and
    // shoot until a shot has landed, at +36137 s.
    let others = format!(
        r#"{} "disks": {{"san": {{{AT_HOME}}}}},"#,
        sites(&[hit("home", 0.0, "10h"), hit("b", 0.0, "40h")])
    );
    let nodes = format!(r#"{HOME}, "w": {{}}"#);
    let cluster = format!(r#"{SAN}, {REPLICA}, "quorum": {{"witness": "w"}}, "fencing": {{}}"#);
    let found = play(&Scene { nodes: &nodes, others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 3000.0), (36_137.0, 3600.0)]);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

/// A pair in two sites with copies of its data, where this happens.
fn with_copies(incidents: &[String], storage: &str) -> Ledger {
    let nodes = r#""a": {"domain": "home"}, "b": {"domain": "site"}"#;
    let cluster = format!(
        r#""storage": {{"kind": "replicated", "resync": "10m", {storage}}}, "quorum": {{"policy": "none"}}, {REPLICA}"#
    );
    play(&Scene { nodes, others: &sites(incidents), cluster: &cluster, ..PAIR })
}

#[test]
fn a_copy_elsewhere_that_lacks_nothing_takes_over() {
    let found = with_copies(&[hit("home", 0.0, "10h")], r#""mode": "async", "lag": "1s""#);
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(plans(&found), (0, 0));
    assert_eq!(lost_s(&found), [1.0]);
}

#[test]
fn a_copy_that_is_behind_those_in_the_dark_cannot_serve() {
    // b crashes at +0 s and a writes on until +60 s, so b is behind when it is back at +3600 s. The cluster is
    // elsewhere at +3060 s; b is a group of its own at +3602 s, and the data can go home to it.
    let incidents = [hit("b", 0.0, "1h"), hit("home", 60.0, "10h")];
    let found = with_copies(&incidents, r#""mode": "async", "lag": "1s""#);
    assert_outages(&found, &[(60.0, 3000.0), (3602.0, 3600.0)]);
    assert_eq!(lost_s(&found), [5.0]);
}

#[test]
fn who_goes_home_has_the_data_and_the_others_are_behind() {
    // As above. a is back in the group at +36182 s and needs 10 min to catch up. b crashes before that is over: a
    // lacks something and may not take over, until b is back at +37300 s (started again at +37332 s). Once a
    // has caught up, it may.
    for (crash_s, outage) in [(36_700.0, (36_700.0, 632.0)), (36_800.0, (36_800.0, 40.0))] {
        let crash = hit("b", crash_s, "600s");
        let incidents = [hit("b", 0.0, "1h"), hit("home", 60.0, "10h"), crash];
        let storage = r#""mode": "async", "lag": "1s""#;
        let found = with_copies(&incidents, storage);
        assert_outages(&found, &[(60.0, 3000.0), (3602.0, 3600.0), outage]);
    }
}

#[test]
fn a_copy_that_may_not_write_alone_cannot_serve() {
    // b takes over and its writes hang, for the other copy is in the dark.
    let storage = r#""mode": "sync", "on_replica_loss": "block""#;
    let found = with_copies(&[hit("home", 0.0, "10h")], storage);
    assert_outages(&found, &[(0.0, 3000.0), (36_122.0, 3600.0)]);
    let storage = r#""mode": "sync", "on_replica_loss": "continue""#;
    let found = with_copies(&[hit("home", 0.0, "10h")], storage);
    assert_outage(&found, 0.0, 40.0);
}
