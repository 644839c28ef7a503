//! Disaster recovery of clusters without data: when a disaster is declared, the plan, the way home.
//!
//! Unless a test says otherwise: both nodes stand in `home`, which is down from the start for 10 h; a disaster
//! is declared after 30 min, one member is redeployed in `there` in 20 min, and the way home takes 1 h. Power is
//! back at +36000 s, the nodes have booted at +36120 s and are one group at +36122 s.

use super::{PAIR, Scene, TRIO, assert_outage, assert_outages, causes, hit, phase_s, play, script};
use crate::common::counted;
use quorate::ledger::{Count, Ledger, Phase};

pub(super) const HOME: &str = r#""a": {"domain": "home"}, "b": {"domain": "home"}"#;
pub(super) const PLAN: &str =
    r#""quorum": {"policy": "none"}, "disaster_recovery": {"domain": "there"}"#;

/// When the nodes are whole again.
pub(super) const WHOLE_S: f64 = 36_122.0;

pub(super) fn sites(incidents: &[String]) -> String {
    format!(r#""domains": {{"home": {{}}, "there": {{}}, "site": {{}}}}, {}"#, script(incidents))
}

/// A history in which home is down from the start for so long, and this happens too.
fn lost(lasts: &str, more: &[String]) -> Ledger {
    let mut incidents = vec![hit("home", 0.0, lasts)];
    incidents.extend_from_slice(more);
    play(&Scene { nodes: HOME, others: &sites(&incidents), cluster: PLAN, ..PAIR })
}

/// Returns how many plans were begun, and how many have not worked.
pub(super) fn plans(found: &Ledger) -> (u32, u32) {
    (counted(found, Count::DisasterRecovery), counted(found, Count::FailedDisasterRecovery))
}

/// Returns the time that each recovery took, in seconds.
pub(super) fn times_s(found: &Ledger) -> Vec<f64> {
    found.recoveries.iter().map(|x| x.time as f64 / 1e9).collect()
}

#[test]
fn a_lost_site_is_built_up_elsewhere_and_the_cluster_goes_home() {
    let others = sites(&[hit("home", 0.0, "10h")]);
    let scene = Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
    assert_eq!(causes(&scene, &found), ["script.home", "c.disaster_failback"]);
    assert_eq!(phase_s(&found, Phase::Repair), 1800.0);
    assert_eq!(phase_s(&found, Phase::DisasterRecovery), 1200.0);
    assert_eq!(phase_s(&found, Phase::Failback), 3600.0);
    assert_eq!(plans(&found), (1, 0));
    assert_eq!(times_s(&found), [3000.0]);
    assert_eq!((found.recoveries[0].point, found.losses.len()), (0, 0));
    assert_eq!(counted(&found, Count::Failover), 0);
    assert_eq!(counted(&found, Count::Failback), 0);
}

#[test]
fn power_that_is_back_before_a_disaster_is_declared_is_no_disaster() {
    // Back at +1740 s, booted +1860 s, a group +1862 s, started +1892 s: 92 s after the 30 min.
    let found = lost("1740s", &[]);
    assert_outage(&found, 0.0, 1892.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn the_time_to_a_declaration_runs_without_a_break() {
    // Power is back for the 100 s from +1000 s, less than a boot: the time starts anew at +1100 s.
    let found = lost("1000s", &[hit("home", 1100.0, "10h")]);
    assert_outages(&found, &[(0.0, 1100.0 + 3000.0), (WHOLE_S + 1100.0, 3600.0)]);
    assert_eq!(phase_s(&found, Phase::Reboot), 100.0);
}

#[test]
fn a_plan_is_dropped_when_home_serves_first() {
    // Begun at +1800 s; power is back at +2400 s and the instance at +2552 s.
    let found = lost("2400s", &[]);
    assert_outage(&found, 0.0, 2552.0);
    assert_eq!(plans(&found), (1, 0));
    assert_eq!(phase_s(&found, Phase::DisasterRecovery), 752.0);
    assert_eq!(times_s(&found), [0.0; 0]);
}

#[test]
fn home_that_is_late_by_a_moment_is_gone_back_to_as_soon_as_it_is_whole() {
    // Power is back at +2900 s, 100 s before the plan is over; a group at +3022 s.
    let found = lost("2900s", &[]);
    assert_outages(&found, &[(0.0, 3000.0), (3022.0, 3600.0)]);
}

#[test]
fn what_home_has_begun_when_the_plan_is_over_is_called_off() {
    // A takeover that takes 10 min runs from +2822 s; at +3000 s the cluster is there, home is whole, and the
    // way home begins at once.
    let cluster = format!(r#"{PLAN}, "failover": {{"time": "10m"}}"#);
    let others = sites(&[hit("home", 0.0, "2700s")]);
    let found = play(&Scene { nodes: HOME, others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 3000.0 + 3600.0);
    assert_eq!(phase_s(&found, Phase::Failback), 3600.0);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(times_s(&found), [3000.0]);
}

#[test]
fn members_are_redeployed_as_many_at_a_time_as_may_be() {
    let nodes = format!(r#"{HOME}, "c1": {{"domain": "home"}}"#);
    for (needs, parallel, redeployed_s) in [
        (1, 1, 1200.0),
        (1, 3, 1200.0),
        (2, 1, 2400.0),
        (2, 2, 1200.0),
        (3, 1, 3600.0),
        (3, 2, 2400.0),
        (3, 3, 1200.0),
        (3, 9, 1200.0),
    ] {
        let cluster = format!(
            r#""quorum": {{"policy": "none"}}, "active": 3, "needs": {needs},
            "disaster_recovery": {{"domain": "there", "parallel": {parallel}}}"#
        );
        let others = sites(&[hit("home", 0.0, "10h")]);
        let found = play(&Scene { nodes: &nodes, others: &others, cluster: &cluster, ..TRIO });
        assert_outages(&found, &[(0.0, 1800.0 + redeployed_s), (WHOLE_S, 3600.0)]);
        assert_eq!(counted(&found, Count::Failover), 0, "all of them are at home at once");
    }
}

#[test]
fn each_member_takes_its_own_time() {
    // Three members, two at a time, of which the draws are known to be 20 min or 40 min each.
    let nodes = format!(r#"{HOME}, "c1": {{"domain": "home"}}"#);
    let mut seen = std::collections::BTreeSet::new();
    for name in ["c", "d", "e", "f", "g", "h"] {
        let text = format!(
            r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{nodes}}}, {}
            "clusters": {{"{name}": {{"members": ["a", "b", "c1"], "mode": "active_passive", "active": 3,
                "quorum": {{"policy": "none"}}, "disaster_recovery": {{"domain": "there",
                "parallel": 2, "redeploy": {{"empirical": ["20m", "40m"]}}}}}}}},
            "services": {{"s": {{"needs": "{name}"}}}}}}"#,
            sites(&[hit("home", 0.0, "10h")])
        );
        let found = crate::common::history(&crate::common::model(&text));
        seen.insert(found.outages[0].duration / 1_000_000_000 - 1800);
    }
    // 20+20|20, 20+20|40 or 20+40|20, 40|20+40 or 40|40+20 …: the third begins when the first is there.
    assert!(seen.len() > 1 && seen.is_subset(&[2400, 3600, 4800].into()), "{seen:?}");
}

#[test]
fn a_plan_that_has_not_worked_leaves_it_to_home() {
    // It is over at +3000 s; power is back at +36000 s, started at +36152 s.
    let cluster = r#""quorum": {"policy": "none"},
        "disaster_recovery": {"domain": "there", "success": 0}"#;
    let others = sites(&[hit("home", 0.0, "10h")]);
    let found = play(&Scene { nodes: HOME, others: &others, cluster, ..PAIR });
    assert_outage(&found, 0.0, 36_152.0);
    assert_eq!(plans(&found), (1, 1));
    assert_eq!(phase_s(&found, Phase::DisasterRecovery), 1200.0);
    assert_eq!(phase_s(&found, Phase::Repair), 1800.0 + 33_000.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 30.0);
    assert_eq!(times_s(&found), [0.0; 0]);
}

#[test]
fn after_a_plan_that_has_not_worked_the_next_disaster_has_a_plan_of_its_own() {
    let cluster = r#""quorum": {"policy": "none"},
        "disaster_recovery": {"domain": "there", "success": 0}"#;
    let others = sites(&[hit("home", 0.0, "10h"), hit("home", 50_000.0, "2h")]);
    let found = play(&Scene { nodes: HOME, others: &others, cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 36_152.0), (50_000.0, 7352.0)]);
    assert_eq!(plans(&found), (2, 2));
}

#[test]
fn nodes_that_are_down_by_their_own_faults_are_no_disaster() {
    let others = sites(&[hit("a", 0.0, "10h"), hit("b", 0.0, "10h")]);
    let found = play(&Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR });
    assert_outage(&found, 0.0, 36_032.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn a_member_elsewhere_that_could_serve_soon_is_waited_for() {
    // b stands elsewhere, and is down by its own fault for five hours.
    let nodes = r#""a": {"domain": "home"}, "b": {"domain": "site"}"#;
    let others = sites(&[hit("home", 0.0, "10h"), hit("b", 0.0, "5h")]);
    let found = play(&Scene { nodes, others: &others, cluster: PLAN, ..PAIR });
    assert_outage(&found, 0.0, 18_032.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn a_minority_elsewhere_cannot_serve_without_those_in_the_dark() {
    // a and b have the majority; c1 elsewhere is alone. They are two again at +36122 s.
    let nodes = format!(r#"{HOME}, "c1": {{"domain": "site"}}"#);
    let others = sites(&[hit("home", 0.0, "10h")]);
    let plan = r#""disaster_recovery": {"domain": "there"}"#;
    let found = play(&Scene { nodes: &nodes, others: &others, cluster: plan, ..TRIO });
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
    // Who acts as if it had quorum takes over.
    let ignores = format!(r#""quorum": {{"on_loss": "ignore"}}, {plan}"#);
    let found = play(&Scene { nodes: &nodes, others: &others, cluster: &ignores, ..TRIO });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn a_witness_in_an_up_domain_counts_and_one_in_the_dark_does_not() {
    let nodes = r#""a": {"domain": "home"}, "b": {"domain": "site"}, "w": {"domain": "WHERE"}"#;
    let cluster = r#""quorum": {"witness": "w"}, "disaster_recovery": {"domain": "there"}"#;
    // b crashes with home, and would be quorate with the witness when it is back: repaired +18000 s, found +18002
    // s, started +18032 s.
    let others = sites(&[hit("home", 0.0, "10h"), hit("b", 0.0, "5h")]);
    let play_with = |domain: &str| {
        let nodes = nodes.replace("WHERE", domain);
        play(&Scene { nodes: &nodes, others: &others, cluster, ..PAIR })
    };
    let found = play_with("site");
    assert_outage(&found, 0.0, 18_032.0);
    let found = play_with("home");
    assert_eq!(plans(&found), (1, 0));
    assert_eq!(found.outages[0].duration, 3_000_000_000_000);
}

#[test]
fn who_waits_for_all_cannot_serve_while_some_are_in_the_dark() {
    // b takes over at +40 s. It crashes at +1000 s and is back at +1600 s, but waits for a: declared at +2800 s.
    let nodes = r#""a": {"domain": "home"}, "b": {"domain": "site"}"#;
    let others = sites(&[hit("home", 0.0, "10h"), hit("b", 1000.0, "600s")]);
    let cluster = r#""disaster_recovery": {"domain": "there"}"#;
    let found = play(&Scene { nodes, others: &others, cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 40.0), (1000.0, 3000.0), (WHOLE_S, 3600.0)]);
}

#[test]
fn who_serves_too_little_is_stopped_when_the_cluster_is_there() {
    // Two instances are needed; b at the other site runs one of them and cannot run both.
    let nodes = r#""a": {"domain": "home"}, "b": {"domain": "site"}"#;
    let others = sites(&[hit("home", 0.0, "10h")]);
    let cluster = r#""quorum": {"policy": "none"}, "active": 2,
        "disaster_recovery": {"domain": "there"}"#;
    let found = play(&Scene { nodes, others: &others, cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 1800.0 + 2400.0), (WHOLE_S, 3600.0)]);
    assert_eq!(counted(&found, Count::Failover), 0);
}

#[test]
fn the_plan_waits_for_its_domain() {
    let found = lost("10h", &[hit("there", 0.0, "2h")]);
    assert_outages(&found, &[(0.0, 7200.0 + 1200.0), (WHOLE_S, 3600.0)]);
    assert_eq!(phase_s(&found, Phase::Repair), 7200.0);
    assert_eq!(times_s(&found), [8400.0]);
}

#[test]
fn a_plan_that_waits_for_its_domain_is_not_begun_when_home_has_power() {
    let found = lost("5000s", &[hit("there", 0.0, "5100s")]);
    assert_outage(&found, 0.0, 5152.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn a_plan_begins_anew_when_its_domain_was_down() {
    // Begun at +1800 s, broken off at +2400 s, begun again at +3000 s.
    let found = lost("10h", &[hit("there", 2400.0, "600s")]);
    assert_outages(&found, &[(0.0, 4200.0), (WHOLE_S, 3600.0)]);
    assert_eq!(plans(&found), (2, 0));
    assert_eq!(phase_s(&found, Phase::Repair), 1800.0 + 600.0);
    assert_eq!(phase_s(&found, Phase::DisasterRecovery), 600.0 + 1200.0);
    assert_eq!(times_s(&found), [4200.0]);
}

#[test]
fn a_domain_that_is_lost_while_the_cluster_is_there_has_a_plan_at_once() {
    let others = sites(&[hit("home", 0.0, "10h"), hit("there", 7200.0, "1h")]);
    let scene = Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR };
    let found = play(&scene);
    assert_outages(&found, &[(0.0, 3000.0), (7200.0, 4800.0), (WHOLE_S, 3600.0)]);
    assert_eq!(causes(&scene, &found), ["script.home", "script.there", "c.disaster_failback"]);
    assert_eq!(plans(&found), (2, 0));
    assert_eq!(times_s(&found), [3000.0, 4800.0]);
}

#[test]
fn home_serves_by_itself_when_the_domain_is_lost() {
    // There is no way home from a domain in the dark: a takeover, from +36122 s to +36152 s.
    let found = lost("10h", &[hit("there", 7200.0, "10h")]);
    assert_outages(&found, &[(0.0, 3000.0), (7200.0, 36_152.0 - 7200.0)]);
    assert_eq!(plans(&found), (1, 0));
    assert_eq!(counted(&found, Count::Failover), 1);
}

#[test]
fn home_that_is_lost_on_the_way_there_is_not_gone_to() {
    // On the way from +36122 s; home is down again from +37000 s to +40600 s, whole at +40722 s.
    let found = lost("10h", &[hit("home", 37_000.0, "1h")]);
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 878.0), (40_722.0, 3600.0)]);
    assert_eq!(plans(&found), (1, 0));
}

#[test]
fn the_way_home_goes_on_when_the_domain_that_is_left_is_lost() {
    let found = lost("10h", &[hit("there", 36_500.0, "10h")]);
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
}

#[test]
fn lost_on_the_way_home_between_two_dark_domains() {
    // there is down from +36500 s; home from +37000 s to +40600 s: started at +40752 s.
    let found = lost("10h", &[hit("there", 36_500.0, "10h"), hit("home", 37_000.0, "1h")]);
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 40_752.0 - WHOLE_S)]);
    assert_eq!(plans(&found), (1, 0));
}

#[test]
fn a_node_of_its_own_fault_is_enough_to_go_home() {
    // a is down by its own fault too, until +50000 s: b alone makes home whole.
    let found = lost("10h", &[hit("a", 0.0, "50000s")]);
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
}

#[test]
fn all_in_no_time() {
    // Declared, built up and home again without time: only the boot of home is seen, by nobody.
    let cluster = r#""quorum": {"policy": "none"}, "disaster_recovery": {"domain": "there",
        "declare_after": "0s", "redeploy": "0s", "failback": "0s"}"#;
    let others = sites(&[hit("home", 0.0, "10h")]);
    let found = play(&Scene { nodes: HOME, others: &others, cluster, ..PAIR });
    assert_outages(&found, &[]);
    assert_eq!((plans(&found), times_s(&found)), ((1, 0), vec![0.0]));
}

#[test]
fn a_recovery_that_began_before_the_measured_time_counts_in_whole() {
    let text = |warmup: &str| {
        format!(
            r#"{{"quorate": 1, "warmup": "{warmup}", "horizon": "50h", "nodes": {{{HOME}}},
            "domains": {{"home": {{"mtbf": {{"constant": "100h"}}, "mttr": {{"constant": "10h"}}}},
                "there": {{}}}},
            "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive", {PLAN}}}}},
            "services": {{"s": {{"needs": "c"}}}}}}"#
        )
    };
    let found = crate::common::history(&crate::common::model(&text("360600s")));
    assert_eq!(times_s(&found), [3000.0]);
    assert_eq!(found.outages[0].duration, 2_400_000_000_000);
    assert_eq!(plans(&found), (1, 0));
}
