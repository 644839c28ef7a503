//! The solver and the simulator on whole pairs.

use super::{YEAR_H, exact};
use crate::common::{assert_near, model, study};
use quorate::ledger::Count;
use quorate::markov::Exact;
use quorate::model::Model;
use quorate::study::Study;

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

/// A pair in which one thing goes wrong, with `more` in the cluster; the warm-up forgets that all of it
/// begins with the instance at the first member.
fn pair_with(nodes: &str, links: &str, more: &str) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let (s30, m2, m10) = (e("30s"), e("2m"), e("10m"));
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "5000h",
        "nodes": {{"n": {{"count": 2, "reboot": {m10}, {nodes}}}}},
        "disks": {{"san": {{}}}}, "switches": {{"core": {{"carries": ["client"],
            "connects": ["n", "clients"]}}}}, "links": {{{links}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", {more},
            "storage": {{"kind": "shared_disk", "disk": "san"}},
            "detection": {m2}, "join": {s30}, "stop_time": {m2},
            "failover": {{"time": {m10}}}, "split_brain": {{"corrupts": 0.5, "repair": {m10}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn the_solver_and_the_simulator_agree_on_hangs_paths_failback_and_wear() {
    let none = r#""quorum": {"policy": "none"}"#;
    let hang = r#""faults": {"hang": {"mtbf": "15h", "mttr": "10m", "effect": "hang"}}"#;
    let crash = r#""mtbf": "20h", "mttr": "1h""#;
    let worn = r#""standby_wear": 0.3, "mtbf": "20h", "mttr": "1h""#;
    let fibre = r#""fibre": {"between": ["n-1", "san"], "carries": ["storage"], "mtbf": "20h",
        "mttr": "1h"}, "other": {"between": ["n-2", "san"], "carries": ["storage"], "mtbf": "40h",
        "mttr": "1h"}"#;
    let failback = r#""quorum": {"policy": "none"}, "failback": {"policy": "auto",
        "after": {"exponential": "20m"}, "time": {"exponential": "5m"}}"#;
    let fencing = r#""quorum": {"policy": "two_node"}, "fencing": {"time": {"exponential": "3m"},
        "in_flight": "0s", "success": 0.7, "attempts": 1, "recheck": {"exponential": "20m"},
        "manual": {"exponential": "30m"}}"#;
    for (nodes, links, more) in [
        (hang, "", none),
        (hang, "", fencing),
        (r#""votes": 1"#, fibre, none),
        (r#""votes": 1"#, fibre, fencing),
        (crash, "", failback),
        (worn, "", failback),
    ] {
        let m = pair_with(nodes, links, more);
        let e = exact(&m);
        println!("{nodes} {links} {more}: {} states", e.states);
        assert_agree(&m, &e);
    }
}

/// Asserts that a study finds what the solver says, of the first service and the first cluster.
pub(super) fn assert_agree(model: &Model, exact: &Exact) -> Study {
    let found = study(model, 8000);
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
    found
}

#[test]
fn the_solver_and_the_simulator_agree_on_witnesses_and_locks() {
    let crash = r#""mtbf": "20h", "mttr": "1h""#;
    let (nodes, disk) =
        (format!(r#""n": {{"count": 2, {crash}}}"#), format!(r#""q": {{{crash}}}"#));
    let line = |name: &str, a: &str, b: &str, fault: &str| {
        format!(r#""{name}": {{"between": ["{a}", "{b}"], "carries": ["heartbeat"]{fault}}}"#)
    };
    let (still, keeper) =
        (r#""n": {"count": 2}"#, format!(r#""n": {{"count": 2}}, "k": {{{crash}}}"#));
    let cut = line("hb", "n-1", "n-2", r#", "mtbf": "15h", "mttr": "30m""#);
    let lines = [
        line("hb", "n-1", "n-2", ""),
        line("ka", "n-1", "k", r#", "mtbf": "15h", "mttr": "30m""#),
        line("kb", "n-2", "k", ""),
    ];
    let lines = lines.join(", ");
    let witness = r#""witness": "q""#;
    let tie = r#""policy": "majority", "tie_breaker": "lowest""#;
    let lock = r#""policy": {"external": "keeper"}"#;
    for (nodes, disk, links, quorum, [join, stop]) in [
        (nodes.as_str(), disk.as_str(), "", witness, ["0s", "0s"]),
        (&nodes, r#""q": {}"#, "", tie, ["30s", "0s"]),
        (still, &disk, &cut, witness, ["30s", "0s"]),
        (&keeper, r#""q": {}"#, &lines, lock, ["0s", "0s"]),
    ] {
        let m = decided(nodes, disk, links, quorum, [join, stop]);
        let e = exact(&m);
        println!("{quorum}: {} states", e.states);
        assert_agree(&m, &e);
    }
}

/// A pair between whose halves something outside decides.
fn decided(nodes: &str, disk: &str, links: &str, quorum: &str, [join, stop]: [&str; 2]) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let or_zero = |span: &str| if span == "0s" { r#""0s""#.to_owned() } else { e(span) };
    let (m2, m10, join, stop) = (e("2m"), e("10m"), or_zero(join), or_zero(stop));
    let keeper = if quorum.contains("keeper") {
        r#", "keeper": {"members": ["k"], "mode": "active_passive", "detection": "0s", "join": "0s",
            "failover": {"time": "0s"}}"#
    } else {
        ""
    };
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "5000h", "nodes": {{{nodes}}},
        "disks": {{{disk}}}, "links": {{{links}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "quorum": {{{quorum}}},
            "detection": {m2}, "join": {join}, "stop_time": {stop}, "failover": {{"time": {m10}}}}}
            {keeper}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}
