//! What a change of a scenario must do to its results, whatever they are.
//!
//! Comparisons by chance are at four standard errors of the difference with a fixed seed: a correct program
//! fails one of them once in 30 000 (they look to one side).

use crate::common::{history, model, study};
use quorate::ledger::{Count, Ledger};
use quorate::statistics::Moments;
use quorate::study::Study;

/// What can be changed of a cluster with crashes, hangs and cuts.
#[derive(Clone, Copy)]
struct Design {
    members: u32,
    mttr: &'static str,
    detection: &'static str,
    hang: &'static str,
    link: &'static str,
    cluster: &'static str,
}

const TRIO: Design = Design {
    members: 3,
    mttr: "8h",
    detection: "30s",
    hang: "",
    link: r#""hb": {"between": ["n", "n"], "carries": ["heartbeat"]}"#,
    cluster: "",
};

const HANG: &str = r#", "stall": {"mtbf": "100h", "mttr": "1m", "effect": "hang"}"#;

fn text(design: &Design) -> String {
    let Design { members, mttr, detection, hang, link, cluster } = design;
    format!(
        r#"{{"quorate": 1, "horizon": "5000h", "nodes": {{"n": {{"count": {members}, "faults": {{
            "crash": {{"mtbf": "200h", "mttr": "{mttr}"}} {hang}}}}}}},
        "disks": {{"san": {{}}}}, "links": {{{link}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", {cluster}
            "detection": "{detection}", "storage": {{"kind": "shared_disk", "disk": "san"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    )
}

fn downtime(design: &Design) -> Moments {
    study(&model(&text(design)), 4000).tally.services[0].downtime_s
}

/// Asserts that one mean is not above another beyond chance.
fn assert_not_worse(what: &str, better: &Moments, worse: &Moments) {
    let se = better.standard_error().hypot(worse.standard_error());
    let z = (better.mean - worse.mean) / se;
    println!("{what}: {} against {}, z {z:.2}", better.mean, worse.mean);
    assert!(z < 4.0, "{what}: {} against {}, z {z:.2}", better.mean, worse.mean);
}

#[test]
fn what_helps_never_hurts() {
    let base = downtime(&TRIO);
    assert_not_worse("a faster repair", &downtime(&Design { mttr: "4h", ..TRIO }), &base);
    assert_not_worse("a shorter detection", &downtime(&Design { detection: "10s", ..TRIO }), &base);
    // A fourth vote raises the majority to three; a fifth lets two fail.
    assert_not_worse("two more members", &downtime(&Design { members: 5, ..TRIO }), &base);
    for n in 2..6 {
        let k_of = |n: u32| {
            let text = format!(
                r#"{{"quorate": 1, "horizon": "5000h",
                "nodes": {{"n": {{"count": {n}, "mtbf": "200h", "mttr": "8h"}}}},
                "services": {{"s": {{"needs": {{"at_least": 2, "of": "n"}}}}}}}}"#
            );
            study(&model(&text), 2000).tally.services[0].downtime_s
        };
        assert_not_worse("one more of k of n", &k_of(n + 1), &k_of(n));
    }
}

#[test]
fn fencing_that_always_works_leaves_no_split_brain() {
    let cut = r#""hb": {"between": ["n-1", "n"], "carries": ["heartbeat"], "mtbf": "50h", "mttr": "1h"},
        "rest": {"between": ["n", "n"], "carries": ["heartbeat"], "mtbf": "70h", "mttr": "10m"}"#;
    let fenced = Design { hang: HANG, link: cut, cluster: r#""fencing": {},"#, ..TRIO };
    for members in [2, 3] {
        let found = study(&model(&text(&Design { members, ..fenced })), 2000);
        let counts = &found.tally.clusters[0].counts;
        assert_eq!(counts[Count::SplitBrain as usize].hits, 0, "{members} members");
        assert!(counts[Count::Fencing as usize].mean > 10.0, "it is shot at");
    }
    let none = Design { cluster: r#""quorum": {"policy": "none"},"#, ..fenced };
    let found = study(&model(&text(&none)), 2000);
    assert!(found.tally.clusters[0].counts[Count::SplitBrain as usize].mean > 1.0, "without it");
}

fn outages(ledger: &Ledger) -> Vec<(u64, u64)> {
    ledger.outages.iter().map(|o| (o.start, o.duration)).collect()
}

#[test]
fn a_perfect_link_beside_a_perfect_link_changes_nothing() {
    let hang = Design { hang: HANG, cluster: r#""fencing": {"success": 0.5},"#, ..TRIO };
    let two = r#""hb": {"count": 2, "between": ["n", "n"], "carries": ["heartbeat"]}"#;
    let one = outages(&history(&model(&text(&hang))));
    assert!(!one.is_empty());
    assert_eq!(one, outages(&history(&model(&text(&Design { link: two, ..hang })))));
}

#[test]
fn balancers_lose_requests_and_no_availability() {
    // Nobody names them, and nothing is said of their network: what is up is what was up without them.
    let plain = text(&Design { hang: HANG, ..TRIO });
    let with = |check: &str| {
        let lb = format!(
            r#""load_balancers": {{"lb": {{"count": 2, "balances": "c", "mtbf": "90h", "mttr": "2h" {check}}}}}, "disks""#
        );
        history(&model(&plain.replace("\"disks\"", &lb)))
    };
    let (often, seldom) =
        (with(""), with(r#", "health_check": {"interval": "1m"}, "takeover": "1h""#));
    assert_eq!(outages(&history(&model(&plain))), outages(&often));
    assert_eq!(outages(&often), outages(&seldom));
    assert!(often.services[0].lost < seldom.services[0].lost && often.services[0].lost > 0.0);
}

#[test]
fn names_change_histories_but_no_estimate() {
    let design = Design { hang: HANG, ..TRIO };
    let renamed = text(&design).replace("\"n\"", "\"server\"");
    let (one, other) = (model(&text(&design)), model(&renamed));
    assert_ne!(outages(&history(&one)), outages(&history(&other)));
    let down = |m| study(m, 4000).tally.services[0].downtime_s;
    let (a, b) = (down(&one), down(&other));
    assert_not_worse("renamed", &a, &b);
    assert_not_worse("named as before", &b, &a);
}

#[test]
fn ten_times_the_time_is_ten_times_the_downtime() {
    // Every span of this scenario, defaults too, with a factor; a second of it counts as well.
    let scaled = |f: u64| {
        let s = |seconds: u64| format!("\"{}s\"", seconds * f);
        let text = format!(
            r#"{{"quorate": 1, "horizon": {}, "nodes": {{"n": {{"count": 3, "reboot": {}, "faults": {{
                "crash": {{"mtbf": {}, "mttr": {}}},
                "stall": {{"mtbf": {}, "mttr": {}, "effect": "hang"}}}}}}}},
            "crews": {{"people": {{"response": {}}}}}, "disks": {{"san": {{"mtbf": {}, "mttr": {}}}}},
            "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "detection": {}, "join": {},
                "stop_time": {}, "storage": {{"kind": "shared_disk", "disk": "san"}},
                "fencing": {{"time": {}, "success": 0.7, "retry": {}, "recheck": {}, "in_flight": {},
                    "manual": {}}},
                "failover": {{"time": {}, "success": 0.8, "manual": {}}},
                "failback": {{"policy": "auto", "after": {}, "time": {}}},
                "split_brain": {{"repair": {}}}}}}},
            "services": {{"s": {{"needs": "c"}}}}}}"#,
            s(18_000_000),
            s(120),
            s(720_000),
            s(28_800),
            s(360_000),
            s(60),
            s(60),
            s(3_600_000),
            s(3600),
            s(10),
            s(2),
            s(5),
            s(15),
            s(60),
            s(900),
            s(1),
            s(1800),
            s(30),
            s(1800),
            s(600),
            s(30),
            s(7200),
        );
        outages(&history(&model(&text)))
    };
    let (one, ten) = (scaled(1), scaled(10));
    assert!(one.len() > 20 && one.len() == ten.len(), "{} {}", one.len(), ten.len());
    for ((start, duration), (later, longer)) in one.iter().zip(&ten) {
        // Each event may be rounded by a nanosecond, ten of them afterwards.
        assert!((start * 10).abs_diff(*later) < 100_000, "{start} {later}");
        assert!((duration * 10).abs_diff(*longer) < 10_000, "{duration} {longer}");
    }
}

/// Members with copies that crash, hang and are cut, with this storage.
fn replicated(storage: &str, members: u32) -> Study {
    replicated_on(r#", "mtbf": "300h", "mttr": "1h""#, storage, members)
}

fn replicated_on(wire: &str, storage: &str, members: u32) -> Study {
    let text = format!(
        r#"{{"quorate": 1, "horizon": "5000h", "nodes": {{"n": {{"count": {members}, "faults": {{
            "crash": {{"mtbf": "200h", "mttr": "8h"}} {HANG}}}}}}},
        "links": {{"wire": {{"between": ["n", "n"], "carries": ["heartbeat", "storage"]{wire}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "fencing": {{}},
            "storage": {{"kind": "replicated", {storage}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    );
    study(&model(&text), 3000)
}

#[test]
fn waiting_for_copies_costs_time_and_saves_writes() {
    let down = |study: &Study| study.tally.services[0].downtime_s;
    let lazy = replicated(r#""mode": "async", "lag": "2s", "resync": "1h""#, 2);
    let slow = replicated(r#""mode": "async", "lag": "2s", "resync": "5h""#, 2);
    let careful = replicated(r#""mode": "sync", "resync": "1h""#, 2);
    let block = r#""mode": "sync", "on_replica_loss": "block", "resync": "1h""#;
    let (strict, three) = (replicated(block, 2), replicated(block, 3));
    assert_not_worse("catching up faster", &down(&lazy), &down(&slow));
    assert_not_worse("waiting for nobody", &down(&lazy), &down(&careful));
    assert_not_worse("going on alone", &down(&careful), &down(&strict));
    assert_not_worse("a second replica", &down(&three), &down(&strict));
    assert!(lazy.lost_writes[0].len() > 1000, "{}", lazy.lost_writes[0].len());
    for study in [&careful, &strict, &three] {
        assert_eq!(study.lost_writes[0].len(), 0);
    }
}

#[test]
fn twice_the_lag_loses_twice_as_much() {
    // Without cuts nobody writes alone: what is lost is the lag.
    let of = |lag: &str| {
        let lag = format!(r#""mode": "async", "lag": {{"exponential": "{lag}"}}, "resync": "1h""#);
        let study = replicated_on("", &lag, 2);
        (study.tally.services[0].downtime_s, study.tally.clusters[0].lost_writes_s)
    };
    let ((down, lost), (same, twice)) = (of("3s"), of("6s"));
    assert_eq!(down, same);
    assert_eq!(lost.hits, twice.hits);
    assert!((twice.mean / lost.mean - 2.0).abs() < 1e-6, "{} and {}", lost.mean, twice.mean);
}
