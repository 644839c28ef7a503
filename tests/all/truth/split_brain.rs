//! Cuts, hangs and double service: rows 30 to 34.

use super::YEAR_H;
use crate::common::{assert_near, model, study};
use quorate::ledger::Count;
use quorate::model::Model;

/// Two members that never fail behind a heartbeat link that does, on a shared disk; `more` goes into
/// the cluster, `fault` gives the link its repair time.
fn cut_off(more: &str, mttr: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "1y", "nodes": {{"n": {{"count": 2}}}}, "disks": {{"san": {{}}}},
        "links": {{"hb": {{"between": ["n-1", "n-2"], "carries": ["heartbeat"],
            "mtbf": "1000h", "mttr": {mttr}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive",
            "storage": {{"kind": "shared_disk", "disk": "san"}}, "detection": "10s", "join": "0s",
            "stop_time": "0s", "failover": {{"time": "30s"}}, "split_brain": {{"corrupts": 0}},
            {more}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn row_30_split_brains_without_fencing() {
    let m = cut_off(r#""quorum": {"policy": "none"}"#, r#""1h""#);
    let found = study(&m, 20_000);
    let counts = &found.tally.clusters[0].counts;
    let truth = YEAR_H / 1001.0 * (-40.0f64 / 3600.0).exp();
    assert_near("split brains", &counts[Count::SplitBrain as usize], truth, 0.005);
}

#[test]
fn row_31_fencing_leaves_no_split_brain() {
    let cuts = YEAR_H / 1001.0 * (-10.0f64 / 3600.0).exp();
    for (delay, fencings) in [(r#", "delay": {"n-1": "20s"}"#, cuts), ("", 2.0 * cuts)] {
        let more =
            format!(r#""quorum": {{"policy": "two_node"}}, "fencing": {{"enabled": true{delay}}}"#);
        let m = cut_off(&more, r#""1h""#);
        let found = study(&m, 20_000);
        let cluster = &found.tally.clusters[0];
        assert_eq!(cluster.counts[Count::SplitBrain as usize].hits, 0);
        assert_near("fencings", &cluster.counts[Count::Fencing as usize], fencings, 0.005);
        let down = found.tally.services[0].downtime_s.mean / fencings;
        if delay.is_empty() {
            // Both are shot 25 s after the cut. A link mended before they have booted leaves them
            // 120 s of reboot and 30 s of takeover; else they wait for the link. In the mean over
            // the cuts that were noticed: 30 + E[max(125 s after noticing + 10, repair) − 25].
            let wait = |t: f64| (-(t - 10.0) / 3600.0).exp() * 3600.0;
            let truth = (145.0 - 25.0 + wait(145.0) + 30.0) / 2.0;
            let (ratio, se) = found.tally.services[0].outage_s.ratio().unwrap();
            let z = (ratio / 2.0 - truth) / (se / 2.0);
            assert!(z.abs() < 4.0, "outage {ratio} against {}, z {z}", 2.0 * truth);
        } else {
            assert_eq!(down, 0.0, "the holder wins every race");
        }
    }
}

#[test]
fn row_32_a_third_vote_leaves_no_split_brain() {
    let m = model(
        r#"{"quorate": 1, "nodes": {"n": {"count": 3}}, "disks": {"san": {}},
        "links": {
            "hb": {"between": ["n-1", "n-2"], "carries": ["heartbeat"], "mtbf": "1000h", "mttr": "1h"},
            "own-1": {"between": ["n-1", "n-3"], "carries": ["heartbeat"]},
            "own-2": {"between": ["n-2", "n-3"], "carries": ["heartbeat"]}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive",
            "storage": {"kind": "shared_disk", "disk": "san"}, "detection": "10s", "join": "0s",
            "stop_time": "0s", "quorum": {"policy": "majority"}, "split_brain": {"corrupts": 0}}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    let found = study(&m, 20_000);
    assert_eq!(found.tally.clusters[0].counts[Count::SplitBrain as usize].hits, 0);
    assert!(found.tally.clusters[0].counts[Count::Detection as usize].mean > 8.0, "it is cut");
}

#[test]
fn row_33_two_heartbeat_links() {
    let m = model(
        r#"{"quorate": 1, "horizon": "100y", "nodes": {"n": {"count": 2}}, "disks": {"san": {}},
        "links": {"hb": {"count": 2, "between": ["n-1", "n-2"], "carries": ["heartbeat"],
            "mtbf": "1000h", "mttr": "1h"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive",
            "storage": {"kind": "shared_disk", "disk": "san"}, "detection": "10s", "join": "0s",
            "stop_time": "0s", "failover": {"time": "30s"}, "quorum": {"policy": "none"},
            "split_brain": {"corrupts": 0}}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    let found = study(&m, 8000);
    let counts = &found.tally.clusters[0].counts[Count::SplitBrain as usize];
    assert_near("split brains", counts, 1.710_074_214, 0.01);
}

#[test]
fn row_34_hangs_are_taken_for_crashes() {
    let m = model(
        r#"{"quorate": 1, "nodes": {"n": {"count": 3, "faults": {"hang":
            {"mtbf": "500h", "mttr": "20s", "effect": "hang"}}}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive", "detection": "10s",
            "quorum": {"policy": "majority"}}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    let found = study(&m, 6000);
    let counts = &found.tally.clusters[0].counts[Count::SpuriousDetection as usize];
    assert_near("spurious detections", counts, 3.0 * 10.6263, 0.005);
    let all = &found.tally.clusters[0].counts[Count::Detection as usize];
    assert_eq!(counts.mean, all.mean, "nobody dies");
}
