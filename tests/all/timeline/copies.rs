//! Replicated data, asynchronous: who may take over, who must catch up, and what is lost.
//!
//! The copies are 3 s behind the holder and take 5 minutes to catch up.

use super::maintenance::patch;
use super::{
    PAIR, START_S, Scene, TRIO, assert_outage, assert_outages, causes, hang, hit, phase_s, play,
    script,
};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Ledger, Phase};

const ASYNC: &str =
    r#""storage": {"kind": "replicated", "mode": "async", "lag": "3s", "resync": "5m"}"#;
const ALONE: &str = r#""quorum": {"policy": "none"}"#;

/// No writes are lost.
pub(super) const NOTHING: [f64; 0] = [];

/// Returns how long a time's writes each loss took, in seconds.
pub(super) fn lost_s(ledger: &Ledger) -> Vec<f64> {
    ledger.losses.iter().map(|(_, ns)| *ns as f64 / 1e9).collect()
}

/// A pair that acts whoever is there, and what happens to it.
fn pair(more: &str, incidents: &[String]) -> Ledger {
    let cluster = format!("{ASYNC}, {ALONE}{more}");
    play(&Scene { others: &script(incidents), cluster: &cluster, ..PAIR })
}

/// A link between a and b that carries this, and is cut from the start for so long.
fn wired(carries: &str, lasts: &str, more: &[String]) -> String {
    let incidents: Vec<_> = [&[hit("ab", 0.0, lasts)], more].concat();
    let link = format!(r#""links": {{"ab": {{"between": ["a", "b"], "carries": [{carries}]}}}}"#);
    format!("{link}, {}", script(&incidents))
}

const BOTH: &str = r#""heartbeat", "storage""#;

/// Three members on a network of their own; a is cut off from the start for so long.
fn cut_off(lasts: &str, more: &[String]) -> String {
    let link = |a: &str, b: &str| {
        format!(r#""{a}-{b}": {{"between": ["{a}", "{b}"], "carries": [{BOTH}]}}"#)
    };
    let links = [link("a", "b"), link("a", "c1"), link("b", "c1")].join(", ");
    let cut = format!(r#"{{"at": "{START_S}s", "hits": ["a-b", "a-c1"], "for": "{lasts}"}}"#);
    let incidents: Vec<_> = [&[cut], more].concat();
    format!(r#""links": {{{links}}}, {}"#, script(&incidents))
}

#[test]
fn a_takeover_loses_what_had_not_arrived() {
    let found = pair("", &[hit("a", 0.0, "10h")]);
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(lost_s(&found), [3.0]);
    assert_eq!(found.clusters[0].lost_writes, 3_000_000_000);
    assert_eq!(counted(&found, Count::DataLoss), 0, "a copy is left");
}

#[test]
fn who_was_down_while_others_wrote_must_catch_up() {
    // a is back at +3600 s, a member at +3602 s, in sync at +3902 s. If b crashes before, the cluster waits for
    // it: back at +7400 s, a member at +7402 s, started at +7432 s.
    let found = pair("", &[hit("a", 0.0, "1h"), hit("b", 3800.0, "1h")]);
    assert_outages(&found, &[(0.0, 40.0), (3800.0, 3632.0)]);
    assert_eq!(lost_s(&found), [3.0], "b goes on with what it had");
    assert_eq!(phase_s(&found, Phase::Detection), 20.0);
    assert_eq!(phase_s(&found, Phase::Reboot), 2.0);
    assert_eq!(phase_s(&found, Phase::Takeover), 60.0);
    let found = pair("", &[hit("a", 0.0, "1h"), hit("b", 3901.0, "1h")]);
    assert_outages(&found, &[(0.0, 40.0), (3901.0, 3632.0)]);
    let found = pair("", &[hit("a", 0.0, "1h"), hit("b", 3903.0, "1h")]);
    assert_outages(&found, &[(0.0, 40.0), (3903.0, 40.0)]);
    assert_eq!(lost_s(&found), [3.0, 3.0]);
}

#[test]
fn catching_up_begins_anew_when_its_source_is_back() {
    // Interrupted at +3800 s; b runs again at +7432 s, so a is in sync at +7732 s.
    for (crash, lost) in [(7731.0, 1), (7733.0, 2)] {
        let found =
            pair("", &[hit("a", 0.0, "1h"), hit("b", 3800.0, "1h"), hit("b", crash, "10h")]);
        assert_eq!(lost_s(&found).len(), lost, "{crash}");
    }
}

#[test]
fn a_holder_that_is_back_in_time_goes_on_with_its_data() {
    // Back at +5 s, a member at +7 s.
    let found = pair("", &[hit("a", 0.0, "5s")]);
    assert_outage(&found, 0.0, 37.0);
    assert_eq!(lost_s(&found), NOTHING);
    // b holds the instance from +40 s; a is in sync from +3902 s, but b has the last writes.
    let found = pair("", &[hit("a", 0.0, "1h"), hit("b", 5000.0, "5s"), hit("a", 5100.0, "1h")]);
    assert_outages(&found, &[(0.0, 40.0), (5000.0, 37.0)]);
    assert_eq!(lost_s(&found), [3.0]);
}

#[test]
fn failback_loses_nothing_and_leaves_both_in_sync() {
    // a is in sync at +3902 s and back for 10 minutes at +4502 s.
    let found = pair(
        r#", "failback": {"policy": "auto"}"#,
        &[hit("a", 0.0, "1h"), hit("a", 4540.0, "100h")],
    );
    assert_outages(&found, &[(0.0, 40.0), (4502.0, 30.0), (4540.0, 40.0)]);
    assert_eq!(lost_s(&found), [3.0, 3.0]);
}

#[test]
fn a_cut_off_holder_loses_what_it_wrote_alone_too() {
    // a writes until it has stopped at +15 s; b serves from +40 s.
    let found = play(&Scene { others: &cut_off("1h", &[]), cluster: ASYNC, ..TRIO });
    assert_outage(&found, 15.0, 25.0);
    assert_eq!(lost_s(&found), [18.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
}

#[test]
fn who_was_cut_off_with_the_new_holder_follows_it() {
    // b is lost at +100 s: c1 alone has no quorum until a is back among them at +3602 s, but c1 alone has b's
    // writes.
    let others = cut_off("1h", &[hit("b", 100.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: ASYNC, ..TRIO });
    assert_outages(&found, &[(15.0, 25.0), (100.0, 3532.0)]);
    assert_eq!(lost_s(&found), [18.0, 3.0]);
}

#[test]
fn a_cut_that_is_over_before_anybody_notices_leaves_the_others_behind() {
    // b and c1 catch up from +8 s to +308 s; when a crashes at +100 s they wait for it until +3732 s.
    let others = cut_off("8s", &[hit("a", 100.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: ASYNC, ..TRIO });
    assert_outage(&found, 100.0, 3632.0);
    assert_eq!(lost_s(&found), NOTHING);
    let others = cut_off("8s", &[hit("a", 309.0, "1h")]);
    let found = play(&Scene { others: &others, cluster: ASYNC, ..TRIO });
    assert_outage(&found, 309.0, 40.0);
    assert_eq!(lost_s(&found), [3.0]);
}

#[test]
fn a_replica_that_receives_writes_refuses_a_takeover() {
    // The heartbeat alone is cut: both declare the other lost, and b sees a's writes come. When a crashes it
    // starts at once.
    let cluster = format!("{ASYNC}, {ALONE}");
    let others = wired(r#""heartbeat""#, "1h", &[]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(counted(&found, Count::Detection), 1);
    assert_eq!(counted(&found, Count::Failover), 0);
    let others = wired(r#""heartbeat""#, "1h", &[hit("a", 1000.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 1000.0, 30.0);
    assert_eq!(lost_s(&found), [3.0]);
}

#[test]
fn a_hung_holder_sends_nothing_to_a_replica_that_does_not_hear_it() {
    // a hangs at +1000 s: b, which missed it at +10 s already, starts at once, but not when it wakes before
    // that is over: its writes come again.
    let cluster = format!("{ASYNC}, {ALONE}");
    for (lasts, down, failovers) in [("29s", 29.0, 0), ("31s", 30.0, 1)] {
        let others = wired(r#""heartbeat""#, "2h", &[hang("a", 1000.0, lasts)]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(outages_s(&found)[0], (START_S + 1000.0, down));
        assert_eq!(counted(&found, Count::SplitBrain), failovers, "{lasts}");
        assert_eq!(lost_s(&found).len(), 2 * failovers as usize, "{lasts}");
    }
}

#[test]
fn without_the_storage_plane_a_replica_is_behind_and_knows_it() {
    // It is cut for an hour; a crashes meanwhile and is back at +3000 s.
    let cluster = format!("{ASYNC}, {ALONE}");
    let others = wired(r#""storage""#, "1h", &[hit("a", 1000.0, "2000s")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outage(&found, 1000.0, 2032.0);
    assert_eq!(lost_s(&found), NOTHING);
    let phases = [Phase::Detection, Phase::Repair, Phase::Reboot, Phase::Takeover];
    assert_eq!(phases.map(|phase| phase_s(&found, phase)), [10.0, 1990.0, 2.0, 30.0]);
    // b catches up from +3600 s to +3900 s.
    for (crash, lost) in [(3899.0, 0), (3901.0, 1)] {
        let others = wired(r#""storage""#, "1h", &[hit("a", crash, "10h")]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(lost_s(&found).len(), lost, "{crash}");
    }
}

#[test]
fn a_passive_member_that_hung_must_catch_up() {
    // b hangs for 5 s and catches up until +305 s.
    let found = pair("", &[hang("b", 0.0, "5s"), hit("a", 100.0, "1h")]);
    assert_outage(&found, 100.0, 3632.0);
    let found = pair("", &[hang("b", 0.0, "5s"), hit("a", 306.0, "1h")]);
    assert_outage(&found, 306.0, 40.0);
}

#[test]
fn when_power_fails_nobody_has_written_alone() {
    // Both boot until +220 s and are members at +222 s.
    let nodes = r#""a": {"domain": "site"}, "b": {"domain": "site"}"#;
    let others = format!(r#""domains": {{"site": {{}}}}, {}"#, script(&[hit("site", 0.0, "100s")]));
    let cluster = format!("{ASYNC}, {ALONE}");
    let scene = Scene { nodes, others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 0.0, 252.0);
    assert_eq!(lost_s(&found), NOTHING);
    assert_eq!(causes(&scene, &found), ["script.site"]);
}

#[test]
fn each_instance_has_its_own_data() {
    // a holds the first, b the second. c1 takes over the first at +40 s. a is back at +3600 s and lacks both: when
    // b crashes at +3800 s nobody else has the second, and c1 has its hands full.
    let crashes = [hit("a", 0.0, "1h"), hit("b", 3800.0, "1h")];
    let cluster = format!(r#"{ASYNC}, "active": 2, {ALONE}"#);
    let found = play(&Scene { others: &script(&crashes), cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (3800.0, 3632.0)]);
    assert_eq!(lost_s(&found), [3.0]);
    // In sync from +3902 s, a takes the second.
    let crashes = [hit("a", 0.0, "1h"), hit("b", 3903.0, "1h")];
    let found = play(&Scene { others: &script(&crashes), cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (3903.0, 40.0)]);
    assert_eq!(lost_s(&found), [3.0, 3.0]);
}

#[test]
fn an_instance_that_moves_because_its_process_died_loses_what_had_not_arrived() {
    // Noticed at once; a is there, but behind from +30 s to +330 s.
    let nodes = r#""a": {"faults": {"dies": {"mtbf": {"constant": "100h"}, "effect": "process"}}}, "b": {}"#;
    let cluster = format!(
        r#"{ASYNC}, {ALONE}, "monitor": {{"interval": "0s", "attempts": 0}},
        "failover": {{"manual": "100s"}}"#
    );
    for (crash, served) in [(329.0, 3632.0), (331.0, 40.0)] {
        let others = script(&[hit("b", crash, "1h")]);
        let found = play(&Scene { nodes, others: &others, cluster: &cluster, ..PAIR });
        assert_outages(&found, &[(0.0, 30.0), (crash, served)]);
        assert_eq!(lost_s(&found)[0], 3.0);
    }
}

#[test]
fn a_fenced_holder_leaves_no_second_history() {
    // a hangs, is shot at +25 s; b serves from +55 s. a boots until +145 s and is in sync at +447 s.
    let fencing = r#", "fencing": {}"#;
    let found = pair(fencing, &[hang("a", 0.0, "1h"), hit("b", 446.0, "10h")]);
    assert_eq!(lost_s(&found), [3.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 0);
    let found = pair(fencing, &[hang("a", 0.0, "1h"), hit("b", 448.0, "10h")]);
    assert_outages(&found, &[(0.0, 55.0), (448.0, 55.0)]);
    assert_eq!(lost_s(&found), [3.0, 3.0]);
}

#[test]
fn a_split_brain_discards_what_the_later_side_wrote() {
    // b serves too from +40 s; they meet at +7202 s and stop until +7207 s; then a starts, for b is behind.
    let cluster = format!("{ASYNC}, {ALONE}");
    let others = wired(BOTH, "2h", &[hit("b", 7500.0, "10h")]);
    let scene = Scene { others: &others, cluster: &cluster, ..PAIR };
    let found = play(&scene);
    assert_outage(&found, 7207.0, 30.0);
    assert_eq!(lost_s(&found), [7167.0]);
    assert_eq!(found.clusters[0].split_brain, 7_167_000_000_000);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    assert_eq!(counted(&found, Count::DataLoss), 0);
    assert_eq!(causes(&scene, &found), ["c.split_brain"]);
    // b catches up from +7237 s to +7537 s.
    for (crash, lost) in [(7536.0, 1), (7538.0, 2)] {
        let others = wired(BOTH, "2h", &[hit("a", crash, "10h")]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(lost_s(&found).len(), lost, "{crash}");
    }
}

#[test]
fn with_keep_the_side_that_began_first_goes_on() {
    // b stops until +7207 s and catches up until +7507 s.
    let cluster = format!(r#"{ASYNC}, {ALONE}, "split_brain": {{"resolve": "keep"}}"#);
    for (crash, lost) in [(7506.0, 1), (7508.0, 2)] {
        let others = wired(BOTH, "2h", &[hit("a", crash, "10h")]);
        let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
        assert_eq!(lost_s(&found).len(), lost, "{crash}");
        assert_eq!(lost_s(&found)[0], 7167.0);
        assert_eq!(outages_s(&found)[0].0, START_S + crash);
    }
}

#[test]
fn the_side_that_is_left_goes_on_and_the_other_ones_writes_are_lost() {
    let cluster = format!("{ASYNC}, {ALONE}");
    // a wrote alone from +0 s to +1000 s, and 3 s were on their way when it was cut off.
    let others = wired(BOTH, "2h", &[hit("a", 1000.0, "10h")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(lost_s(&found), [1003.0]);
    assert_eq!(found.clusters[0].split_brain, 960_000_000_000);
    // b wrote from +40 s to +1000 s; it knows that it was off, so it does not start again.
    let others = wired(BOTH, "2h", &[hit("b", 1000.0, "100s")]);
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_eq!(outages_s(&found), []);
    assert_eq!(lost_s(&found), [960.0]);
    assert_eq!(counted(&found, Count::Failover), 1);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
}

#[test]
fn a_woken_holder_loses_to_who_took_over() {
    // b serves from +40 s; a wakes at +60 s, and its writes until it has stopped at +67 s are discarded. Then
    // b, which alone has everything, starts again.
    let found = pair("", &[hang("a", 0.0, "60s")]);
    assert_outages(&found, &[(0.0, 40.0), (67.0, 30.0)]);
    assert_eq!(lost_s(&found), [3.0, 7.0]);
    assert_eq!(counted(&found, Count::SplitBrain), 1);
    let found = pair(r#", "split_brain": {"resolve": "keep"}"#, &[hang("a", 0.0, "60s")]);
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(lost_s(&found), [3.0, 7.0]);
}

#[test]
fn a_stop_for_lack_of_quorum_leaves_nothing_on_its_way() {
    // b and c1 crash, so that a stops at +15 s. b is back at +100 s, and a member at +102 s, but behind: a starts
    // again until +132 s, and b is in sync at +432 s.
    let others = script(&[hit("b", 0.0, "100s"), hit("c1", 0.0, "10h"), hit("a", 433.0, "1h")]);
    let cluster = format!(r#"{ASYNC}, "quorum": {{"on_loss": "stop"}}"#);
    let found = play(&Scene { others: &others, cluster: &cluster, ..TRIO });
    assert_eq!(outages_s(&found)[0], (START_S + 15.0, 117.0));
    assert_eq!(lost_s(&found), NOTHING);
}

#[test]
fn planned_work_hands_everything_over_and_waits_for_the_copy() {
    // a has stopped at +5 s and b serves from +35 s. a is a member again at +3727 s and in sync at +4027 s: then
    // it is b's turn.
    let cluster = format!("{ASYNC}, {ALONE}");
    let found = play(&Scene { others: &patch(r#""a", "b""#, ""), cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 35.0), (4027.0, 35.0)]);
    assert_eq!(lost_s(&found), NOTHING);
}

/// Three members and the clients at a switch; a is cut off from it, from the start for so long.
fn unplugged(lasts: &str, more: &[String]) -> String {
    let incidents: Vec<_> = [&[hit("plug", 0.0, lasts)], more].concat();
    format!(
        r#""switches": {{"sw": {{"connects": ["b", "c1", "clients"]}}}},
        "links": {{"plug": {{"between": ["a", "sw"]}}}}, {}"#,
        script(&incidents)
    )
}

#[test]
fn whom_no_client_reaches_writes_nothing_that_could_be_lost() {
    // With a majority a stops at +15 s; what it had not sent before the cut is lost.
    let found = play(&Scene { others: &unplugged("1h", &[]), cluster: ASYNC, ..TRIO });
    assert_outage(&found, 0.0, 40.0);
    assert_eq!(lost_s(&found), [3.0]);
    // Without, b serves beside it, but a has nothing to write. When it is plugged in again both write until they
    // have met, at +3602 s, and stopped: a, which wrote nothing all that time, loses.
    let cluster = format!("{ASYNC}, {ALONE}");
    let found = play(&Scene { others: &unplugged("1h", &[]), cluster: &cluster, ..TRIO });
    assert_outages(&found, &[(0.0, 40.0), (3607.0, 30.0)]);
    assert_eq!(lost_s(&found), [3.0, 7.0]);
    assert_eq!(found.clusters[0].split_brain, 7_000_000_000);
}

#[test]
fn without_clients_nobody_falls_behind() {
    // The clients are gone for an hour, and b is down for part of it: nothing was written meanwhile.
    let incidents = [hit("out", 0.0, "1h"), hit("b", 100.0, "1000s"), hit("a", 3610.0, "1h")];
    let others = format!(
        r#""links": {{"out": {{"between": ["clients", "a"], "carries": ["client"]}},
        "also": {{"between": ["clients", "b"], "carries": ["client"]}}}}, {}"#,
        script(&incidents)
    );
    let cluster = format!("{ASYNC}, {ALONE}");
    let found = play(&Scene { others: &others, cluster: &cluster, ..PAIR });
    assert_outages(&found, &[(0.0, 3600.0), (3610.0, 40.0)]);
    assert_eq!(lost_s(&found), [3.0]);
}
