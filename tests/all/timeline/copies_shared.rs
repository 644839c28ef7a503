//! Replicated data where every member serves: who goes on, who must catch up, and what is lost.
//!
//! Unless a test says otherwise the copies are 3 s behind and take 5 minutes to catch up.

use super::copies::{NOTHING, lost_s};
use super::maintenance::patch;
use super::{
    PAIR, START_S, Scene, TRIO, assert_outage, assert_outages, hang, hit, phase_s, play, script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

const ASYNC: &str = r#""mode": "active_active",
    "storage": {"kind": "replicated", "mode": "async", "lag": "3s", "resync": "5m"}"#;
const SYNC: &str = r#""mode": "active_active",
    "storage": {"kind": "replicated", "mode": "sync", "resync": "5m"}"#;
const BLOCK: &str = r#""mode": "active_active",
    "storage": {"kind": "replicated", "mode": "sync", "resync": "5m", "on_replica_loss": "block"}"#;

fn trio(storage: &str, needs: u32, incidents: &[String]) -> Ledger {
    let cluster = format!(r#"{storage}, "needs": {needs}"#);
    play(&Scene { others: &script(incidents), cluster: &cluster, ..TRIO })
}

/// A pair that acts whoever is there, joined by one link that is cut from the start for so long.
fn pair(storage: &str, carries: &str, lasts: &str, more: &[String]) -> Ledger {
    let incidents: Vec<_> = [&[hit("ab", 0.0, lasts)], more].concat();
    let link = format!(r#""links": {{"ab": {{"between": ["a", "b"], "carries": [{carries}]}}}}"#);
    let others = format!("{link}, {}", script(&incidents));
    let cluster = format!(r#"{storage}, "quorum": {{"policy": "none"}}"#);
    play(&Scene { others: &others, cluster: &cluster, ..PAIR })
}

const BOTH: &str = r#""heartbeat", "storage""#;

#[test]
fn the_others_go_on_and_the_returned_member_catches_up() {
    // a is missed at +10 s, a member again at +3602 s and in sync at +3902 s.
    let found = trio(ASYNC, 2, &[hit("a", 0.0, "1h")]);
    assert_outages(&found, &[]);
    assert_eq!(lost_s(&found), [3.0]);
    let found = trio(ASYNC, 3, &[hit("a", 0.0, "1h")]);
    assert_outage(&found, 0.0, 3902.0);
    let spent = [Phase::Repair, Phase::Reboot, Phase::Resync].map(|p| phase_s(&found, p));
    assert_eq!(spent, [3600.0, 2.0, 300.0]);
    // b crashes while it catches up.
    let found = trio(ASYNC, 2, &[hit("a", 0.0, "1h"), hit("b", 3800.0, "10h")]);
    assert_outage(&found, 3800.0, 102.0);
    assert_eq!(phase_s(&found, Phase::Resync), 102.0);
    assert_eq!(lost_s(&found), [3.0, 3.0]);
}

#[test]
fn who_is_back_before_it_is_missed_has_missed_nothing() {
    let found = trio(ASYNC, 3, &[hit("a", 0.0, "5s")]);
    assert_outage(&found, 0.0, 7.0);
    assert_eq!(lost_s(&found), NOTHING);
    let found = trio(ASYNC, 3, &[hang("a", 0.0, "5s")]);
    assert_outage(&found, 0.0, 5.0);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn a_woken_member_writes_beside_the_others_until_they_meet() {
    // Missed at +10 s, a wakes at +60 s. They meet at +62 s and stop until +67 s; b and c1 begin again at once,
    // and a has caught up at +367 s.
    let found = trio(ASYNC, 3, &[hang("a", 0.0, "60s")]);
    assert_outages(&found, &[(0.0, 60.0), (67.0, 300.0)]);
    assert_eq!(lost_s(&found), [3.0, 7.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(found.clusters[0].split_brain, 7_000_000_000);
    let found = trio(ASYNC, 1, &[hang("a", 0.0, "60s")]);
    assert_outages(&found, &[]);
}

#[test]
fn nobody_takes_the_writes_of_a_woken_member_where_they_are_synchronous() {
    // It finds out at +62 s and catches up.
    let found = trio(SYNC, 3, &[hang("a", 0.0, "60s")]);
    assert_outage(&found, 0.0, 362.0);
    assert_eq!(lost_s(&found), NOTHING);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn a_cut_off_member_stops_and_catches_up() {
    let link = |a: &str, b: &str| {
        format!(r#""{a}-{b}": {{"between": ["{a}", "{b}"], "carries": [{BOTH}]}}"#)
    };
    let links = [link("a", "b"), link("a", "c1"), link("b", "c1")].join(", ");
    // Without quorum a writes nothing from +10 s; it is back among them at +3602 s. A cut that is over in time
    // leaves nothing.
    for (lasts, outages, lost) in
        [("1h", &[(10.0, 3892.0)][..], &[3.0][..]), ("8s", &[][..], &[][..])]
    {
        let cut = format!(r#"{{"at": "100h", "hits": ["a-b", "a-c1"], "for": "{lasts}"}}"#);
        let others = format!(r#""links": {{{links}}}, {}"#, script(&[cut]));
        let cluster = format!(r#"{ASYNC}, "needs": 3, "quorum": {{"on_loss": "freeze"}}"#);
        let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
        assert_outages(&found, outages);
        assert_eq!(lost_s(&found), lost, "{lasts}");
        assert_eq!(counted(&found, Count::SplitBrain), 0);
    }
}

#[test]
fn sides_that_both_write_have_a_split_brain() {
    // From +10 s each is a group of its own; they meet at +7202 s and stop until +7207 s. a's writes count.
    let found = pair(ASYNC, BOTH, "2h", &[]);
    assert_outages(&found, &[]);
    assert_eq!(lost_s(&found), [7197.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    let needs = format!(r#"{ASYNC}, "needs": 2"#);
    for resolve in ["restart", "keep"] {
        let resolve = format!(r#"{needs}, "split_brain": {{"resolve": "{resolve}"}}"#);
        let found = pair(&resolve, BOTH, "2h", &[]);
        assert_outage(&found, 7207.0, 300.0);
        assert_eq!(phase_s(&found, Phase::Resync), 300.0);
    }
    // Who cannot replicate does not work together, though it is heard.
    let found = pair(ASYNC, r#""storage""#, "2h", &[]);
    assert_eq!(lost_s(&found), [7197.0]);
    assert_eq!(counted(&found, Count::Detection), 1);
}

#[test]
fn the_side_that_is_left_keeps_what_it_wrote() {
    // b is lost at +1000 s, and is behind when it is back alone at +1100 s; or a is, and b serves on.
    let found = pair(ASYNC, BOTH, "2h", &[hit("b", 1000.0, "100s")]);
    assert_eq!(lost_s(&found), [990.0]);
    assert_outages(&found, &[]);
    let found = pair(ASYNC, BOTH, "2h", &[hit("a", 1000.0, "100s"), hit("b", 7400.0, "1h")]);
    assert_eq!(lost_s(&found), [990.0]);
    // a catches up from +7202 s to +7502 s, so that nobody is there who has what b wrote until that is back at
    // +11 000 s and a member at +11 002 s.
    assert_outage(&found, 7400.0, 3602.0);
}

#[test]
fn in_a_race_of_shots_one_side_writes() {
    // b is shot at +25 s, boots into the cut, and waits for a: in sync at +3902 s.
    let link = format!(r#""links": {{"ab": {{"between": ["a", "b"], "carries": [{BOTH}]}}}}"#);
    let others = format!("{link}, {}", script(&[hit("ab", 0.0, "1h")]));
    let cluster = format!(r#"{ASYNC}, "needs": 2, "fencing": {{"delay": {{"a": "10s"}}}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 25.0, 3877.0);
    assert_eq!(lost_s(&found), [3.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    assert_eq!(counted(&found, Count::Fencing), 1);
}

#[test]
fn the_last_copy_is_blocked_once_the_loss_is_noticed() {
    // b is a member again at +3602 s: nothing was written since it was missed.
    let crash = [hit("b", 0.0, "1h")];
    let found = pair(BLOCK, r#""client""#, "0s", &crash);
    assert_outage(&found, 10.0, 3592.0);
    let spent = [Phase::Repair, Phase::Reboot].map(|p| phase_s(&found, p));
    assert_eq!(spent, [3590.0, 2.0]);
    let found = pair(SYNC, r#""client""#, "0s", &crash);
    assert_outages(&found, &[]);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn when_power_fails_all_have_what_was_written() {
    let nodes = r#""a": {"domain": "site"}, "b": {"domain": "site"}, "c1": {"domain": "site"}"#;
    let others = format!(r#""domains": {{"site": {{}}}}, {}"#, script(&[hit("site", 0.0, "100s")]));
    let cluster = format!(r#"{ASYNC}, "needs": 3"#);
    let found = play(&Scene { nodes, others: &others, cluster: &cluster, ..TRIO });
    assert_outage(&found, 0.0, 222.0);
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn without_a_member_in_sync_nobody_serves() {
    // b wrote alone from +10 s to +100 s; a, back at +3600 s, waits for it until +7302 s.
    let crashes = [hit("a", 0.0, "1h"), hit("b", 100.0, "2h")];
    let found = pair(ASYNC, r#""client""#, "0s", &crashes);
    assert_outage(&found, 100.0, 7202.0);
    assert_eq!(lost_s(&found), [3.0]);
}

#[test]
fn planned_work_waits_until_the_last_target_has_caught_up() {
    // a is in sync at +4027 s; two are always there.
    let cluster = format!(r#"{ASYNC}, "needs": 2"#);
    let others = patch(r#""a", "b", "c1""#, "");
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_outages(&found, &[]);
    assert_eq!(lost_s(&found), NOTHING);
    let found =
        play(&Scene { others: &others, cluster: &format!(r#"{ASYNC}, "needs": 3"#), ..TRIO });
    assert_eq!(outages_s(&found)[0].0, START_S);
}
