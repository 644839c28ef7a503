//! No event and no trial allocates once a simulator has seen what it has to hold.

use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::model::compile;
use quorate::scenario::load;
use quorate::world::Simulator;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::path::Path;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn trials_allocate_nothing_after_the_first_round() {
    for name in ["active-passive", "active-passive-no-fencing", "single-server"] {
        let path = format!("scenarios/{name}.json");
        let model = compile(&load(Path::new(&path)).unwrap().scenario);
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
