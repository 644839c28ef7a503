//! Models whose answers are known, by simulation and by the exact solver.
//!
//! Every comparison by simulation is at four standard errors with a fixed seed: a correct program fails
//! one of them by chance once in 16 000.

use crate::common::{assert_equal, assert_near, model, study};
use quorate::ledger::Count;
use quorate::markov::{Exact, solve};
use quorate::model::Model;

/// Hours of a year.
const YEAR_H: f64 = 8760.0;

/// Nodes that fail every so often, so many of which are needed; repaired by this crew if any.
fn k_of_n(k: u32, n: u32, mtbf_h: f64, mttr_h: f64, crew: Option<u32>, horizon: &str) -> Model {
    let (by, crews) = match crew {
        None => (String::new(), String::new()),
        Some(size) => (
            r#", "crew": "people""#.into(),
            format!(r#""crews": {{"people": {{"size": {size}}}}},"#),
        ),
    };
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", {crews}
        "nodes": {{"n": {{"count": {n}, "faults": {{"failure":
            {{"mtbf": "{mtbf_h}h", "mttr": "{mttr_h}h"{by}}}}}}}}},
        "services": {{"s": {{"needs": {{"at_least": {k}, "of": "n"}}}}}}}}"#
    ))
}

/// A pair without storage or fencing, quorum none.
fn pair(detection: &str, takeover: &str, horizon: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}",
        "nodes": {{"n": {{"count": 2, "mtbf": "2000h", "mttr": "4h"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "detection": {detection},
            "join": "0s", "quorum": {{"policy": "none"}}, "failover": {{"time": {takeover}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

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

fn year_s() -> f64 {
    YEAR_H * 3600.0
}

fn exact(model: &Model) -> Exact {
    solve(model).unwrap()
}

#[test]
fn row_1_one_node() {
    let m = k_of_n(1, 1, 1000.0, 10.0, None, "1y");
    let found = study(&m, 20_000);
    let truth = (1.0 - 0.990_110_200_513) * year_s();
    assert_near("downtime", &found.tally.services[0].downtime_s, truth, 0.01);
    assert_equal("U", exact(&m).services[0].unavailability, 1.0 - 0.990_099_009_901, 1e-9);
}

#[test]
fn row_2_two_of_three_with_own_crews() {
    let m = k_of_n(2, 3, 1000.0, 10.0, None, "1y");
    let found = study(&m, 400_000);
    let service = &found.tally.services[0];
    let truth = (1.0 - 0.999_708_346_934) * year_s();
    assert_near("downtime", &service.downtime_s, truth, 0.01);
    let with = service.outages.hits as f64 / 400_000.0;
    let p = 0.393_650_777_9;
    let z = (with - p) / (p * (1.0 - p) / 400_000.0).sqrt();
    assert!(z.abs() < 4.0, "years with an outage: {with}, z {z}");
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 2.921_476_345_26e-4, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, 0.510_142_18, 1e-7);
    assert_near("outages", &service.outages, 0.510_142_18, 0.01);
}

#[test]
fn row_3_two_of_three_with_one_crew() {
    let m = k_of_n(2, 3, 1000.0, 10.0, Some(1), "1y");
    let found = study(&m, 400_000);
    let service = &found.tally.services[0];
    let truth = (1.0 - 0.999_413_345_09) * year_s();
    assert_near("downtime", &service.downtime_s, truth, 0.01);
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 5.880_035_629_52e-4, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, 0.509_991_21, 1e-7);
}

#[test]
fn row_4_one_of_two() {
    for (crew, truth) in [(None, 9.802_960_494_07e-5), (Some(1), 1.960_399_921_58e-4)] {
        let m = k_of_n(1, 2, 1000.0, 10.0, crew, "50y");
        let found = study(&m, 6000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near("downtime", downtime, truth * 50.0 * year_s(), 0.01);
        assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
    }
}

#[test]
fn row_5_three_of_five() {
    let m = k_of_n(3, 5, 1000.0, 10.0, None, "100y");
    let truth = 9.562_325_307_02e-6;
    let found = study(&m, 6000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 100.0 * year_s(), 0.015);
    assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
}

#[test]
fn row_12_constant_life_and_repair() {
    let m = model(
        r#"{"quorate": 1, "horizon": "1000h", "nodes": {"n":
            {"mtbf": {"constant": "90h"}, "mttr": {"constant": "10h"}}},
        "services": {"s": {"needs": "n"}}}"#,
    );
    let found = study(&m, 1000);
    let (node, service) = (&found.tally.components[0], &found.tally.services[0]);
    assert_eq!((node.failures.mean, node.failures.m2), (10.0, 0.0));
    assert_equal("downtime", service.downtime_s.mean, 100.0 * 3600.0, 1e-12);
    assert_eq!(service.downtime_s.m2, 0.0);
}

#[test]
fn row_13_mean_up_and_down() {
    let m = k_of_n(1, 1, 5.0, 1.0, None, "5y");
    let found = study(&m, 1000);
    let service = &found.tally.services[0];
    let (down, se) = service.outage_s.ratio().unwrap();
    assert!(((down - 3600.0) / se).abs() < 4.0 && se / down < 0.005, "mean down {down}");
    let rate = 5.0 * YEAR_H / 6.0;
    assert_near("failures", &found.tally.components[0].failures, rate, 0.005);
    let up = (5.0 * year_s() - service.downtime_s.mean) / service.outages.mean;
    assert_equal("mean up", up, 5.0 * 3600.0, 0.01);
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 1.0 / 6.0, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, YEAR_H / 6.0, 1e-9);
}

#[test]
fn row_20_takeover_exponential() {
    let m = pair(r#""0s""#, r#"{"exponential": "60s"}"#, "10y");
    let truth = 1.231_727_856e-5;
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, truth, 1e-9);
    let takeovers = e.counts[0][Count::Failover as usize];
    assert_equal("takeovers", takeovers, 4.379_982_55, 1e-8);
    let found = study(&m, 60_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 10.0 * year_s(), 0.02);
    let failovers = &found.tally.clusters[0].counts[Count::Failover as usize];
    assert_near("takeovers", failovers, 43.799_825_5, 0.005);
}

#[test]
fn row_21_takeover_constant() {
    for (takeover, truth) in
        [("30s", 8.150_689e-6), ("60s", 1.231_731_3e-5), ("300s", 4.564_968e-5)]
    {
        let m = pair(r#""0s""#, &format!(r#""{takeover}""#), "10y");
        let found = study(&m, 60_000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near(takeover, downtime, truth * 10.0 * year_s(), 0.03);
    }
}

#[test]
fn row_22_detection_and_takeover_add_up() {
    // The two differ by 0.4 %, which is less than this can see.
    let m = pair(r#""10s""#, r#""50s""#, "10y");
    let found = study(&m, 60_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, 1.231_731_3e-5 * 10.0 * year_s(), 0.02);
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

/// A pair with every delay exponential, so that both engines can take it. Either its nodes crash, or its
/// link is cut: both at once have more states than the dense solver takes.
fn exponential_pair(node: &str, link: &str, policy: &str, fencing: &str) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let (s30, m2, m10, h1) = (e("30s"), e("2m"), e("10m"), e("1h"));
    model(&format!(
        r#"{{"quorate": 1, "horizon": "5000h",
        "nodes": {{"n": {{"count": 2, {node} "reboot": {m10}}}}}, "disks": {{"san": {{}}}},
        "links": {{"hb": {{"between": ["n-1", "n-2"], "carries": ["heartbeat"] {link}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive",
            "storage": {{"kind": "shared_disk", "disk": "san"}},
            "quorum": {{"policy": "{policy}"}}, {fencing}
            "detection": {m2}, "join": {s30}, "stop_time": {m2},
            "failover": {{"time": {m10}, "success": 0.8, "manual": {h1}}},
            "split_brain": {{"corrupts": 0.5, "repair": {h1}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn the_solver_and_the_simulator_agree_on_whole_pairs() {
    let fencing = r#""fencing": {"time": {"exponential": "3m"}, "in_flight": "0s", "success": 0.6,
        "attempts": 1, "recheck": {"exponential": "20m"}, "manual": {"exponential": "1h"}},"#;
    let (crashes, cuts) = (r#""mtbf": "20h", "mttr": "1h","#, r#", "mtbf": "15h", "mttr": "30m""#);
    for (node, link, policy, fencing) in [
        (crashes, "", "two_node", fencing),
        (crashes, "", "none", ""),
        ("", cuts, "two_node", fencing),
        ("", cuts, "none", ""),
    ] {
        let m = exponential_pair(node, link, policy, fencing);
        let e = exact(&m);
        println!("{policy}: {} states", e.states);
        assert_agree(&m, &e);
    }
}

/// Asserts that a study finds what the solver says, of the first service and the first cluster.
fn assert_agree(model: &Model, exact: &Exact) {
    let found = study(model, 6000);
    let (horizon_s, years) = (5000.0 * 3600.0, 5000.0 / YEAR_H);
    let (service, truth) = (&found.tally.services[0], &exact.services[0]);
    assert_near("downtime", &service.downtime_s, truth.unavailability * horizon_s, 0.02);
    assert_near("outages", &service.outages, truth.outages_per_year * years, 0.02);
    for (phase, part) in service.phases.iter().enumerate() {
        let truth = truth.phases[phase] * horizon_s;
        if truth > 0.0 {
            assert_near(&format!("phase {phase}"), &part.downtime_s, truth, 0.05);
        } else {
            assert_eq!(part.downtime_s.hits, 0, "phase {phase}");
        }
    }
    // Causes of one name are added up in a study.
    for (name, part) in found.causes.iter().zip(&service.causes) {
        let same = model.causes.iter().zip(&truth.causes).filter(|(cause, _)| cause.name == *name);
        let truth: f64 = same.map(|(_, share)| share).sum();
        if truth > 0.0 {
            assert_near(name, &part.downtime_s, truth * horizon_s, 0.05);
        } else {
            assert_eq!(part.downtime_s.hits, 0, "{name}");
        }
    }
    for count in Count::ALL {
        let counts = &found.tally.clusters[0].counts[count as usize];
        let truth = exact.counts[0][count as usize] * years;
        if truth > 0.0 {
            assert_near(count.name(), counts, truth, 0.05);
        } else {
            assert_eq!(counts.hits, 0, "{}", count.name());
        }
    }
}
