//! No event and no trial allocates once a simulator has seen what it has to hold; studies do by block.

use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::model::compile;
use quorate::scenario::load;
use quorate::study::{BLOCK, Options, run};
use quorate::world::Simulator;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The counters are those of the whole process, so nobody else runs in it: no harness, and one check at a time.
fn main() {
    trials_allocate_nothing_after_the_first_round();
    studies_allocate_by_block_and_not_by_trial();
    println!("no more is allocated than has to be");
}

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

fn studies_allocate_by_block_and_not_by_trial() {
    // It has an agreement, and outages in every month; after 4096 trials nearly all of its states have been seen.
    let path = std::path::Path::new("scenarios/rolling-maintenance.json");
    let model = compile(&load(path).unwrap().scenario);
    let allocations = |trials: u64| {
        let region = Region::new(ALLOCATOR);
        run(&model, &Options { trials, seed: 1, threads: 1 }).unwrap();
        let change = region.change();
        (change.allocations + change.reallocations) as u64
    };
    let (few, many) = (allocations(16 * BLOCK), allocations(24 * BLOCK));
    let more = many - few;
    assert!(more < 8 * BLOCK / 2, "{more} more for {} trials more", 8 * BLOCK);
}
