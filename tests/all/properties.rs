//! What holds for every scenario: conservation, repeatability, independence.
//!
//! Scenarios are drawn at random; a failure prints the scenario and is repeated by its seed in
//! `proptest-regressions`.

use crate::common::{model, study};
use proptest::prelude::*;
use quorate::engine::{Ns, Slot, trial_key};
use quorate::ledger::{Ledger, Note, Scene, Watch};
use quorate::model::{CauseId, Model};
use quorate::study::{Options, run};
use quorate::world::Simulator;

/// Parts of a scenario, each there or not.
fn some(text: &'static str) -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just(text)]
}

/// A delay of the cluster software.
fn delay() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(r#""0s""#.to_owned()),
        Just(r#""10s""#.to_owned()),
        Just(r#""30m""#.to_owned()),
        Just(r#"{"exponential": "1m"}"#.to_owned()),
        Just(r#"{"uniform": ["1s", "5m"]}"#.to_owned()),
    ]
}

/// A distribution with this mean.
fn law(mean: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        Just(format!(r#""{mean}h""#)),
        Just(format!(r#"{{"constant": "{mean}h"}}"#)),
        Just(format!(r#"{{"weibull": {{"shape": 0.8, "mean": "{mean}h"}}}}"#)),
        Just(format!(r#"{{"lognormal": {{"mean": "{mean}h", "cv": 1.5}}}}"#)),
        Just(format!(r#"{{"uniform": ["0s", "{}h"]}}"#, 2 * mean)),
    ]
}

/// The nodes and who repairs them.
fn nodes() -> impl Strategy<Value = String> {
    let more = (
        some(r#", "crew": "people""#),
        some(r#", "spare": "parts""#),
        some(r#", "repair": "minimal""#),
        some(r#", "while": "always""#),
        prop_oneof![Just(""), Just(r#", "age": "50h""#), Just(r#", "age": "steady""#)],
    );
    let own = (
        some(r#""domain": "rack","#),
        some(r#""standby_wear": 0.5,"#),
        some(
            r#""hang": {"mtbf": "60h", "mttr": {"lognormal": {"median": "20s", "p95": "1h"}},
            "effect": "hang", "crew": "people"},"#,
        ),
    );
    (2u32..=4, law(100), law(4), more, own).prop_map(
        |(n, life, repair, (crew, spare, minimal, always, age), (domain, wear, hang))| {
            format!(
                r#""nodes": {{"n": {{"count": {n}, {domain} {wear} "faults": {{ {hang}
                "one": {{"mtbf": {life}, "mttr": {repair} {crew} {spare} {minimal} {always} {age}}},
                "two": {{"mtbf": "200h", "mttr": "10s"}}}}}}}}"#
            )
        },
    )
}

/// Everything around the nodes.
fn surroundings() -> impl Strategy<Value = String> {
    (
        prop_oneof![
            Just(""),
            Just(
                r#""hb": {"count": 2, "between": ["n", "n"], "carries": ["heartbeat"],
                "mtbf": "50h", "mttr": "2h"},"#
            ),
            Just(
                r#""wan": {"between": ["n", "core"], "mtbf": "50h", "mttr": "10m"},
                "out": {"between": ["core", "clients"], "carries": ["client"], "afr": "99%",
                "mttr": "1h"},"#
            ),
        ],
        some(
            r#""fibre": {"between": ["n-1", "san"], "carries": ["storage"], "mtbf": "80h",
            "mttr": "1h"}, "spare-fibre": {"between": ["n", "san"], "carries": ["storage"],
            "mtbf": "30h", "mttr": "20m"},"#,
        ),
        some(r#", "hours": {"days": "mon-fri", "from": "09:00", "to": "17:00"}"#),
        some(r#", "order": "random""#),
        some(
            r#""shocks": {"surge": {"mtbf": "150h", "hits": ["n", "rack-1"], "probability": 0.5,
            "mttr": "1h", "repaired": "together"}, "bug": {"mtbf": "100h", "hits": ["n"],
            "together": true, "effect": "hang", "mttr": "30s"}},"#,
        ),
        some(
            r#""script": [{"at": "100h", "hits": ["n-1"], "for": "2h"},
            {"at": "100h", "hits": ["n"], "effect": "hang", "for": "1m"},
            {"at": "1000h", "hits": ["rack"], "for": "10m"}],"#,
        ),
        some(r#""warmup": "500h","#),
    )
        .prop_map(|(links, storage, hours, order, shocks, script, warmup)| {
            let core = links.contains("core");
            let core = if core { r#""core": {"mtbf": "100h", "mttr": "1h"}"# } else { "" };
            let links = format!("{links}{storage}");
            let links = links.trim_end_matches(',');
            format!(
                r#""quorate": 1, "horizon": "2000h", {warmup} {shocks} {script}
                "crews": {{"people": {{"size": 1, "response": "30m" {hours} {order}}}}},
                "spares": {{"parts": {{"stock": 1, "lead_time": {{"uniform": ["1h", "3d"]}}}}}},
                "domains": {{"site": {{"mtbf": "700h", "mttr": "30m"}},
                    "rack": {{"count": 2, "within": "site", "mtbf": "400h", "mttr": "1h"}}}},
                "disks": {{"san": {{"mtbf": "300h", "mttr": "1h"}}}},
                "switches": {{ {core} }}, "links": {{ {links} }}"#
            )
        })
}

/// Fencing, or none.
fn fencing() -> impl Strategy<Value = String> {
    let more = (some(r#", "concurrent": false"#), some(r#", "protect_active": "8s""#));
    prop_oneof![
        Just(String::new()),
        (0u32..=2, 0u32..=2, 0u32..=1, more).prop_map(
            |(success, lead, random, (concurrent, protect))| format!(
                r#""fencing": {{"success": {}, "delay": {{"n-1": "{}s"}},
                "random_delay": "{}s" {concurrent} {protect}}},"#,
                f64::from(success) / 2.0,
                lead * 5,
                random * 10
            )
        ),
    ]
}

/// A random cluster of two to four members with everything that can go wrong going wrong often.
fn scenarios() -> impl Strategy<Value = String> {
    let policy = prop_oneof![Just("none"), Just("majority"), Just("two_node")];
    let on_loss = prop_oneof![Just("stop"), Just("freeze"), Just("ignore"), Just("self_fence")];
    let cluster = (1u32..=2, any::<bool>(), any::<bool>(), any::<bool>(), 0u32..=2);
    let delays = (delay(), delay(), delay(), delay());
    let failback = some(r#""failback": {"policy": "auto", "after": "5m", "time": "1m"},"#);
    let policies = (policy, on_loss, failback);
    (nodes(), surroundings(), cluster, policies, delays, fencing()).prop_map(
        |(nodes, around, (active, shared, keep, waits, works), policies, delays, fencing)| {
            let (policy, on_loss, failback) = policies;
            let pair = nodes.contains(r#""count": 2"#);
            let policy = if policy == "two_node" && !pair { "majority" } else { policy };
            let majority = policy == "majority";
            let on_loss = if majority { on_loss } else { "stop" };
            let quorum = if majority {
                format!(r#"{{"policy": "majority", "on_loss": "{on_loss}", "wait_for_all": {waits}}}"#)
            } else {
                format!(r#"{{"policy": "{policy}"}}"#)
            };
            let fencing = if on_loss == "self_fence" { "" } else { &fencing };
            let storage =
                if shared { r#""storage": {"kind": "shared_disk", "disk": "san"},"# } else { "" };
            let resolve = if keep { "keep" } else { "restart" };
            let works = f64::from(works) / 2.0;
            let (detection, join, stop, time) = delays;
            format!(
                r#"{{ {around}, {nodes},
                "clusters": {{"c": {{"members": ["n"], "mode": "active_passive",
                    "active": {active}, "needs": 1, {storage} {fencing} {failback}
                    "detection": {detection}, "join": {join}, "stop_time": {stop},
                    "quorum": {quorum},
                    "failover": {{"time": {time}, "success": {works}}},
                    "split_brain": {{"corrupts": {works}, "resolve": "{resolve}"}}}}}},
                "services": {{"s": {{"needs": "c"}}, "t": {{"needs": {{"any": ["n-1", "n-2"]}}}}}}}}"#
            )
        },
    )
}

/// Hashes everything that happens, in order.
#[derive(Default, PartialEq, Eq, Debug)]
struct Fingerprint(u64);

impl Fingerprint {
    fn add(&mut self, x: u64) {
        self.0 = (self.0 ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
}

impl Watch for Fingerprint {
    fn event(&mut self, at: Ns, slot: Slot, cause: CauseId, scene: &impl Scene) {
        self.add(at);
        self.add(u64::from(slot) << 32 | u64::from(cause));
        scene.services().words().iter().for_each(|word| self.add(*word));
    }
    fn look(&mut self, _: Ns, _: &impl Scene) {}
    fn note(&mut self, _: Ns, _: Note, _: CauseId) {}
    fn close(&mut self, at: Ns) {
        self.add(at);
    }
}

fn fingerprint(model: &Model, trial: u64) -> (u64, Fingerprint) {
    let mut print = Fingerprint::default();
    let events = Simulator::new(model).play(trial_key(5, trial), &mut print).unwrap();
    (events, print)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Causes and phases add up to the downtime of every history, to the nanosecond; a component is
    /// down for no longer than the horizon.
    #[test]
    fn downtime_is_conserved(text in scenarios()) {
        let model = model(&text);
        let mut simulator = Simulator::new(&model);
        let mut ledger = Ledger::new(&model);
        for trial in 0..10 {
            simulator.play(trial_key(5, trial), &mut ledger).unwrap();
            prop_assert!(ledger.balances());
            for service in &ledger.services {
                prop_assert!(service.down <= model.horizon);
            }
            for down in ledger.component_down() {
                prop_assert!(*down <= model.horizon);
            }
            prop_assert!(ledger.clusters[0].down <= ledger.services[0].down + 1);
            prop_assert_eq!(ledger.clusters[0].down, ledger.services[0].down);
        }
    }

    /// A trial played twice, on a fresh simulator or a used one, watched or not, is the same trial.
    #[test]
    fn a_trial_is_its_key(text in scenarios()) {
        let model = model(&text);
        let fresh: Vec<_> = (0..4).map(|trial| fingerprint(&model, trial)).collect();
        let mut simulator = Simulator::new(&model);
        let mut ledger = Ledger::new(&model);
        for (trial, (events, print)) in fresh.iter().enumerate().rev() {
            let mut again = Fingerprint::default();
            simulator.play(trial_key(5, trial as u64), &mut again).unwrap();
            prop_assert_eq!(print, &again);
            let watched = simulator.play(trial_key(5, trial as u64), &mut ledger).unwrap();
            prop_assert_eq!(*events, watched);
        }
    }

    /// A component that has nothing to do with the cluster leaves its history as it was.
    #[test]
    fn a_stranger_changes_nothing(text in scenarios()) {
        let with = text.replacen(
            r#""disks": {"#,
            r#""disks": {"stranger": {"mtbf": "10h", "mttr": "1h"}, "#,
            1,
        );
        let (without, with) = (model(&text), model(&with));
        let play = |model: &Model| {
            let mut ledger = Ledger::new(model);
            Simulator::new(model).play(trial_key(5, 1), &mut ledger).unwrap();
            ledger.outages.iter().map(|o| (o.service, o.start, o.duration, o.phases)).collect::<Vec<_>>()
        };
        prop_assert_eq!(play(&without), play(&with));
    }
}

/// The same study on one, two and three threads, with the last block cut short, is the same to the bit.
#[test]
fn threads_change_nothing() {
    let text = std::fs::read_to_string("scenarios/active-passive.json").unwrap();
    let model = model(&text);
    let of = |threads| {
        let study = run(&model, &Options { trials: 70_000, seed: 9, threads }).unwrap();
        let quantiles: Vec<f64> =
            (0..=100).map(|p| study.yearly_down[0].quantile_s(f64::from(p) / 100.0)).collect();
        format!(
            "{:?} {quantiles:?} {:?} {:?}",
            study.tally,
            study.trials.last(),
            study.outages.last()
        )
    };
    let one = of(1);
    assert!(one == of(2) && one == of(3));
}

/// Up and down of a node that is alone add up, and repairs never outnumber failures.
#[test]
fn a_node_is_up_or_down() {
    let model = model(
        r#"{"quorate": 1, "nodes": {"n": {"mtbf": "50h", "mttr": "20h"}},
        "services": {"s": {"needs": "n"}}}"#,
    );
    let found = study(&model, 2000);
    let (node, service) = (&found.tally.components[0], &found.tally.services[0]);
    assert_eq!(node.downtime_s, service.downtime_s, "the service is its node");
    assert_eq!(node.failures, service.outages);
    let ended = found.outage[0].len();
    assert!(ended + service.cut == service.outages.total().round() as u64);
}
