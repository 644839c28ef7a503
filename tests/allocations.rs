//! No event and no trial allocates once a simulator has seen what it has to hold.

use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::model::compile;
use quorate::scenario::load;
use quorate::world::Simulator;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn trials_allocate_nothing_after_the_first_round() {
    let files = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| !path.ends_with("scenario.schema.json")) {
        let name = path.display();
        let model = compile(&load(&path).unwrap().scenario);
        let (mut simulator, mut ledger) = (Simulator::new(&model), Ledger::new(&model));
        let mut round =
            || (0..500).map(|t| simulator.play(trial_key(1, t), &mut ledger).unwrap()).sum();
        let first: u64 = round();
        let region = Region::new(ALLOCATOR);
        let second: u64 = round();
        let change = region.change();
        assert_eq!((change.allocations, change.reallocations), (0, 0), "{name}: {change:?}");
        assert!(first == second && first > 0);
    }
}
