//! Replicated data, synchronous: what waiting for another copy costs, and that nothing is lost.
//!
//! A copy takes 5 minutes to catch up.

use super::copies::{NOTHING, lost_s};
use super::maintenance::patch;
use super::{
    PAIR, Scene, TRIO, assert_outage, assert_outages, causes, hang, hit, phase_s, play, script,
};
use crate::common::counted;
use quorate::ledger::{Count, Ledger, Phase};

const CONTINUE: &str = r#""storage": {"kind": "replicated", "mode": "sync", "resync": "5m"}"#;
const BLOCK: &str = r#""storage": {"kind": "replicated", "mode": "sync", "resync": "5m",
    "on_replica_loss": "block"}"#;
const ALONE: &str = r#""quorum": {"policy": "none"}"#;
const BOTH: &str = r#""heartbeat", "storage""#;

fn pair(storage: &str, more: &str, incidents: &[String]) -> Ledger {
    let cluster = format!("{storage}, {ALONE}{more}");
    play(&Scene { others: &script(incidents), cluster: &cluster, ..PAIR })
}

fn wired(carries: &str, incidents: &[String]) -> String {
    let link = format!(r#""links": {{"ab": {{"between": ["a", "b"], "carries": [{carries}]}}}}"#);
    format!("{link}, {}", script(incidents))
}

fn phases<const N: usize>(found: &Ledger, phases: [Phase; N]) -> [f64; N] {
    phases.map(|phase| phase_s(found, phase))
}

#[test]
fn writes_hang_until_the_loss_of_the_last_replica_is_noticed() {
    // b is back at +3600 s, a member at +3602 s, in sync at +3902 s; a crashes before, and is back at +4700 s.
    let crashes = [hit("b", 0.0, "1h"), hit("a", 3700.0, "1000s")];
    let found = pair(CONTINUE, "", &crashes);
    assert_outages(&found, &[(0.0, 10.0), (3700.0, 1032.0)]);
    assert_eq!(lost_s(&found), NOTHING);
    let scene = format!("{CONTINUE}, {ALONE}");
    let scene = Scene { others: &script(&crashes), cluster: &scene, ..PAIR };
    assert_eq!(causes(&scene, &found), ["script.b", "script.a"]);
    let found = pair(CONTINUE, "", &[hit("b", 0.0, "1h")]);
    assert_eq!(phases(&found, [Phase::Detection]), [10.0]);
    // In sync, b takes over.
    let found = pair(CONTINUE, "", &[hit("b", 0.0, "1h"), hit("a", 3903.0, "1h")]);
    assert_outages(&found, &[(0.0, 10.0), (3903.0, 40.0)]);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn blocked_writes_wait_until_the_replica_is_back() {
    // Nothing was written while b was down, so it is in sync as soon as it is a member.
    let found = pair(BLOCK, "", &[hit("b", 0.0, "1h")]);
    assert_outage(&found, 0.0, 3602.0);
    let spent = phases(&found, [Phase::Detection, Phase::Repair, Phase::Reboot]);
    assert_eq!(spent, [10.0, 3590.0, 2.0]);
    let found = pair(BLOCK, "", &[hit("b", 0.0, "1h"), hit("a", 3610.0, "10m")]);
    assert_outages(&found, &[(0.0, 3602.0), (3610.0, 602.0)]);
}

#[test]
fn a_takeover_loses_nothing() {
    let found = pair(CONTINUE, "", &[hit("a", 0.0, "1h")]);
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(lost_s(&found), NOTHING);
    // With `block` the new holder waits for the old one.
    let found = pair(BLOCK, "", &[hit("a", 0.0, "1h")]);
    assert_outage(&found, 0.0, 3602.0);
    let all = [Phase::Detection, Phase::Takeover, Phase::Repair, Phase::Reboot];
    assert_eq!(phases(&found, all), [10.0, 30.0, 3560.0, 2.0]);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn with_fencing_the_holder_waits_until_the_replica_is_off() {
    let found = pair(CONTINUE, r#", "fencing": {}"#, &[hang("b", 0.0, "1h")]);
    assert_outage(&found, 0.0, 25.0);
    assert_eq!(phases(&found, [Phase::Detection, Phase::Fencing]), [10.0, 15.0]);
    // No shot works: a person has to make sure.
    let fencing = r#", "fencing": {"success": 0}"#;
    let found = pair(CONTINUE, fencing, &[hang("b", 0.0, "10h")]);
    let wait = 10.0 + 15.0 + 60.0 + 15.0 + 60.0 + 15.0 + 1800.0;
    assert_outage(&found, 0.0, wait);
    assert_eq!(phases(&found, [Phase::BlockedFencing]), [1800.0]);
}

#[test]
fn a_replica_that_is_heard_but_not_reached_is_given_up_after_detection() {
    let cluster = format!("{CONTINUE}, {ALONE}");
    for (lasts, down) in [("8s", 8.0), ("1h", 10.0)] {
        let others = wired(r#""storage""#, &[hit("ab", 0.0, lasts)]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_outage(&found, 0.0, down);
        assert_eq!(phases(&found, [Phase::Detection]), [down]);
        assert_eq!(counted(&found, Count::Detection), 0);
    }
    // It catches up until +3900 s.
    for (crash, served) in [(3899.0, 1032.0), (3901.0, 40.0)] {
        let others = wired(r#""storage""#, &[hit("ab", 0.0, "1h"), hit("a", crash, "1000s")]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_outages(&found, &[(0.0, 10.0), (crash, served)]);
    }
    let cluster = format!("{BLOCK}, {ALONE}");
    let others = wired(r#""storage""#, &[hit("ab", 0.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 3600.0);
    assert_eq!(phases(&found, [Phase::Detection, Phase::Repair]), [10.0, 3590.0]);
}

#[test]
fn a_short_hang_of_the_replica_stops_writes_and_leaves_it_in_sync() {
    let found = pair(CONTINUE, "", &[hang("b", 0.0, "5s"), hit("a", 6.0, "10h")]);
    assert_outages(&found, &[(0.0, 5.0), (6.0, 40.0)]);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn a_pair_without_fencing_splits_all_the_same() {
    // a hangs until +10 s and goes on alone; b starts, and writes from +40 s until +7207 s.
    let cluster = format!("{CONTINUE}, {ALONE}");
    let others = wired(BOTH, &[hit("ab", 0.0, "2h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 10.0), (7207.0, 30.0)]);
    assert_eq!(lost_s(&found), [7167.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    // The same with a lost at +1000 s: b has missed what a wrote since +10 s.
    let others = wired(BOTH, &[hit("ab", 0.0, "2h"), hit("a", 1000.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 10.0);
    assert_eq!(lost_s(&found), [990.0]);
    // With `block` nobody writes: that is an outage, but no split brain.
    let cluster = format!("{BLOCK}, {ALONE}");
    let others = wired(BOTH, &[hit("ab", 0.0, "2h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 0.0, 7237.0);
    assert_eq!(lost_s(&found), NOTHING);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn the_side_without_quorum_never_goes_on_alone() {
    let link = |a: &str, b: &str| {
        format!(r#""{a}-{b}": {{"between": ["{a}", "{b}"], "carries": [{BOTH}]}}"#)
    };
    let links = [link("a", "b"), link("a", "c1"), link("b", "c1")].join(", ");
    let cut = r#"{"at": "100h", "hits": ["a-b", "a-c1"], "for": "1h"}"#;
    let cut = script(&[cut.into()]);
    let others = format!(r#""links": {{{links}}}, {cut}"#);
    for quorum in ["stop", "freeze"] {
        let cluster = format!(r#"{CONTINUE}, "quorum": {{"on_loss": "{quorum}"}}"#);
        let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
        assert_eq!(lost_s(&found), NOTHING, "{quorum}");
        assert_eq!(counted(&found, Count::SplitBrain), 0, "{quorum}");
        assert_eq!(crate::common::outages_s(&found)[0], (super::START_S, 40.0), "{quorum}");
    }
}

#[test]
fn one_replica_in_sync_is_enough() {
    let cluster = format!("{CONTINUE}, {ALONE}");
    let crashes = script(&[hit("b", 0.0, "10h"), hit("c1", 100.0, "10h")]);
    let found = play(&Scene { others: &crashes, cluster: &cluster, ..TRIO });
    assert_outage(&found, 100.0, 10.0);
}

#[test]
fn blocked_writes_wait_for_a_replica_that_catches_up() {
    // b falls behind at +0 s; when c1 is lost at +100 s nobody else is in sync. b is back at +3600 s, a member at
    // +3602 s, and catches up from a, which runs though it writes nothing, until +3902 s.
    let cluster = format!("{BLOCK}, {ALONE}");
    let crashes = script(&[hit("b", 0.0, "1h"), hit("c1", 100.0, "10h")]);
    let found = play(&Scene { others: &crashes, cluster: &cluster, ..TRIO });
    assert_outage(&found, 100.0, 3802.0);
    let all = [Phase::Detection, Phase::Repair, Phase::Reboot, Phase::Resync];
    assert_eq!(phases(&found, all), [10.0, 3490.0, 2.0, 300.0]);
}

#[test]
fn a_woken_holder_writes_nothing_any_more() {
    // b serves from +40 s; a wakes at +60 s, but nobody takes its writes. They meet at +62 s and both stop.
    let found = pair(CONTINUE, "", &[hang("a", 0.0, "60s")]);
    assert_outages(&found, &[(0.0, 40.0), (67.0, 30.0)]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn in_a_race_of_shots_nothing_is_lost_whoever_wins() {
    // The other's shot waits 10 s. The winner's lands at +25 s: a goes on, or b starts until +55 s.
    for (delayed, down) in [("a", 25.0), ("b", 55.0)] {
        let cluster = format!(r#"{CONTINUE}, "fencing": {{"delay": {{"{delayed}": "10s"}}}}"#);
        let others = wired(BOTH, &[hit("ab", 0.0, "1h")]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(crate::common::outages_s(&found)[0], (super::START_S, down), "{delayed}");
        assert_eq!(lost_s(&found), NOTHING, "{delayed}");
        assert_eq!(counted(&found, Count::SplitBrain), 0, "{delayed}");
        assert_eq!(counted(&found, Count::Fencing), 1, "{delayed}");
    }
}

#[test]
fn planned_work_on_the_replica_costs_nothing_unless_writes_are_blocked() {
    // b leaves at once, and is a member again at +3722 s: in sync if nothing was written.
    let work = patch(r#""b""#, "");
    let cluster = format!("{CONTINUE}, {ALONE}");
    let found = play(&Scene { others: &work, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[]);
    let cluster = format!("{BLOCK}, {ALONE}");
    let scene = Scene { others: &work, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 3722.0);
    assert_eq!(phases(&found, [Phase::PlannedWork, Phase::Reboot]), [3600.0, 122.0]);
    assert_eq!(causes(&scene, &found), ["patch"]);
}
