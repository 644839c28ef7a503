//! What is remembered of earlier histories changes none: with and without, everything is the same to the bit.

use super::Fingerprint;
use super::scenarios::scenarios;
use crate::common::model;
use proptest::prelude::*;
use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::model::Model;
use quorate::world::Simulator;

/// Enough for a few states: what comes up later is never remembered.
const LITTLE: usize = 20_000;

/// Returns everything that happens in some trials, and what the ledger makes of it.
fn everything(mut simulator: Simulator, model: &Model, trials: u64) -> (Fingerprint, Vec<String>) {
    let (mut print, mut ledger) = (Fingerprint::default(), Ledger::new(model));
    let mut books = Vec::new();
    for trial in 0..trials {
        let key = trial_key(5, trial);
        let events = simulator.play(key, &mut print).unwrap();
        assert_eq!(events, simulator.play(key, &mut ledger).unwrap());
        let Ledger { services, clusters, failures, outages, losses, recoveries, .. } = &ledger;
        let counts = (clusters, failures, ledger.component_down());
        books.push(format!("{services:?} {counts:?} {outages:?} {losses:?} {recoveries:?}"));
    }
    (print, books)
}

fn check(model: &Model, trials: u64) {
    let without = everything(Simulator::with_memory(model, 0), model, trials);
    for simulator in [Simulator::new(model), Simulator::with_memory(model, LITTLE)] {
        let with = everything(simulator, model, trials);
        for (trial, (with, without)) in with.1.iter().zip(&without.1).enumerate() {
            assert_eq!(with, without, "in trial {trial}");
        }
        assert_eq!(with.0, without.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn changes_no_history(text in scenarios()) {
        check(&model(&text), 6);
    }
}

#[test]
fn changes_no_history_of_the_scenarios() {
    let files = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| !path.ends_with("scenario.schema.json")) {
        let scenario = quorate::scenario::load(&path).unwrap().scenario;
        check(&quorate::model::compile(&scenario), 60);
    }
}

/// With much more to remember than there is room for it is given up in the middle, after 4096 events that were
/// not known.
#[test]
fn changes_no_history_where_it_does_not_pay() {
    let text = std::fs::read_to_string("scenarios/kubernetes-three-zones.json").unwrap();
    check(&model(&text), 200);
}
