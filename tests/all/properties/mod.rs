//! What holds for every scenario: conservation, repeatability, independence.
//!
//! Scenarios are drawn at random; a failure prints the scenario and is repeated by its seed in
//! `proptest-regressions`.

mod forwarding;
mod memory;
pub(crate) mod scenarios;

use crate::common::{model, study};
use proptest::prelude::*;
use quorate::engine::{Ns, Slot, fingerprint, trial_key};
use quorate::ledger::{Count, Ledger, Note, Scene, Watch};
use quorate::model::{CauseId, Model};
use quorate::study::{Options, run};
use quorate::world::Simulator;
use scenarios::scenarios;

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
    fn note(&mut self, at: Ns, note: Note, cause: CauseId) {
        self.add(at);
        self.add(u64::from(cause));
        self.add(fingerprint(&note) as u64);
    }
    fn close(&mut self, at: Ns) {
        self.add(at);
    }
}

fn play(model: &Model, trial: u64) -> (u64, Fingerprint) {
    let mut print = Fingerprint::default();
    let events = Simulator::new(model).play(trial_key(5, trial), &mut print).unwrap();
    (events, print)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Nothing breaks, nothing is stuck, and causes and phases add up to the downtime of every history, to
    /// the nanosecond; a component is down for no longer than the horizon.
    #[test]
    fn downtime_is_conserved(text in scenarios()) {
        let model = model(&text);
        let mut simulator = Simulator::new(&model);
        let mut ledger = Ledger::new(&model);
        for trial in 0..5 {
            let played = simulator.play(trial_key(7, trial), &mut ledger);
            prop_assert!(played.is_ok(), "{}", played.unwrap_err());
            prop_assert!(ledger.balances());
            for service in &ledger.services {
                prop_assert!(service.down <= model.horizon);
                prop_assert!(service.lost >= 0.0);
                let most_s = model.horizon as f64 / 1e9 * (1.0 + 1e-9);
                prop_assert!(service.unserved_s() <= most_s, "{}", service.unserved_s());
            }
            for down in ledger.component_down() {
                prop_assert!(*down <= model.horizon);
            }
            prop_assert_eq!(ledger.clusters[0].down, ledger.services[0].down);
        }
    }

    /// A plan ends once at most, and what is lost to disasters is among what is lost; one plan may have begun
    /// before the time that is measured.
    #[test]
    fn plans_are_begun_before_they_are_over(text in scenarios()) {
        let model = model(&text);
        let mut simulator = Simulator::new(&model);
        let mut ledger = Ledger::new(&model);
        for trial in 0..3 {
            simulator.play(trial_key(11, trial), &mut ledger).unwrap();
            let count = |count: Count| ledger.clusters[0].counts[count as usize] as usize;
            let over = ledger.recoveries.len() + count(Count::FailedDisasterRecovery);
            prop_assert!(over <= count(Count::DisasterRecovery) + 1);
            let point: u64 = ledger.recoveries.iter().map(|x| x.point).sum();
            prop_assert!(point <= ledger.clusters[0].lost_writes);
            prop_assert!(ledger.recoveries.iter().all(|x| x.time <= model.warmup + model.horizon));
        }
    }

    /// Where every shot works and a majority decides there is never a split brain.
    #[test]
    fn shots_that_work_leave_no_split_brain(text in scenarios()) {
        let fenced = text.contains(r#""fencing": {},"#) || text.contains("protect_active");
        let decided = text.contains(r#""policy": "majority", "on_loss": "stop""#);
        if fenced && decided {
            let model = model(&text);
            let mut simulator = Simulator::new(&model);
            let mut ledger = Ledger::new(&model);
            for trial in 0..10 {
                simulator.play(trial_key(3, trial), &mut ledger).unwrap();
                let counts = &ledger.clusters[0].counts;
                prop_assert_eq!(counts[Count::SplitBrain as usize], 0);
                prop_assert_eq!(counts[Count::DualActive as usize], 0);
            }
        }
    }

    /// Where a majority of the members decides and knows at once who is there, synchronous copies lose
    /// nothing, whatever fails.
    #[test]
    fn a_majority_with_synchronous_copies_loses_nothing(text in scenarios()) {
        let decided = text.contains(r#""policy": "majority", "on_loss""#) && !text.contains("ignore");
        let detected = text.contains(r#""detection": "0s""#);
        if decided && detected && text.contains(r#""mode": "sync""#) {
            let model = model(&text);
            let mut simulator = Simulator::new(&model);
            let mut ledger = Ledger::new(&model);
            for trial in 0..10 {
                simulator.play(trial_key(3, trial), &mut ledger).unwrap();
                let counts = &ledger.clusters[0].counts;
                // But for what plans after a disaster lose.
                let failed = counts[Count::FailedDisasterRecovery as usize] as usize;
                prop_assert!(ledger.losses.len() <= ledger.recoveries.len() + failed);
                prop_assert_eq!(counts[Count::SplitBrain as usize], 0);
            }
        }
    }

    /// A trial played twice, on a fresh simulator or a used one, watched or not, is the same trial.
    #[test]
    fn a_trial_is_its_key(text in scenarios()) {
        let model = model(&text);
        let fresh: Vec<_> = (0..4).map(|trial| play(&model, trial)).collect();
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

    /// Where members shed what they cannot do, what is asked, and who holds sessions, changes no outage; no
    /// more is lost than there is.
    #[test]
    fn what_is_asked_changes_nothing_where_it_is_shed(text in scenarios()) {
        let plain: String = text.clone();
        let sheds = !text.contains("overload") && !text.contains("daily");
        if sheds {
            let plain = ["120", "250"].iter().fold(plain, |text, n| text.replace(&format!(r#""demand": {n},"#), ""));
            let plain = ["local", "replicated"].iter().fold(plain, |text, store| {
                text.replace(&format!(r#""sessions": {{"concurrent": 1000, "store": "{store}"}},"#), "")
            });
            let (with, without) = (model(&text), model(&plain));
            let play = |model: &Model| {
                let mut ledger = Ledger::new(model);
                Simulator::new(model).play(trial_key(5, 1), &mut ledger).unwrap();
                for service in &ledger.services {
                    assert!(service.unserved_s() <= 1000.0 * 3600.0 * (1.0 + 1e-9));
                }
                ledger.outages.iter().map(|o| (o.service, o.start, o.duration, o.cause, o.phases)).collect::<Vec<_>>()
            };
            prop_assert_eq!(play(&with), play(&without));
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
        let with = with.replacen(
            r#""maintenance": {"#,
            r#""maintenance": {"alien": {"every": "7h", "duration": "3h", "targets": ["stranger"]},"#,
            1,
        );
        // What is listed last has a comma before it only if it is listed.
        let with = with.replace(r#"["stranger"]},}"#, r#"["stranger"]}}"#);
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
