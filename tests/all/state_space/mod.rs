//! Every state that small clusters can reach, whatever fires next: what must always hold does, and there is
//! always a way back to where everyone serves.
//!
//! Any clock that runs may fire next, however long it takes, and coins fall both ways; so what is asserted
//! must not hang on times. No fault strikes while two stand. `cargo test` walks through a part of the
//! settings, so far into each; all of them, further:
//! `cargo test --test all -- --ignored --nocapture every_setting`.

mod invariants;
mod settings;
mod space;

use crate::common::model;
use settings::{Setting, families};
use space::{Promise, explore};

/// Walks through a setting; returns how many states it has, or so many as were asked for.
fn check(setting: &Setting, states: usize) -> usize {
    let promise = Promise { faults: 2, one_holder: setting.one_holder, states };
    let model = model(&setting.text);
    let found = std::panic::catch_unwind(|| explore(&model, promise));
    found.unwrap_or_else(|_| panic!("what must hold does not in {}", setting.text))
}

#[test]
fn small_clusters_hold_what_must_hold() {
    for family in families() {
        // A stride that is prime to all numbers of choices, so that each choice is met with each other.
        let walked = family.iter().step_by(11).map(|setting| check(setting, 2500));
        let (settings, states) = walked.fold((0, 0), |(n, sum), states| (n + 1, sum + states));
        assert!(settings >= 5 && states > 1000 * settings, "{settings} settings, {states} states");
    }
}

#[test]
#[ignore = "every setting, 60 000 states of each; takes hours"]
fn every_setting_holds_what_must_hold() {
    for setting in families().iter().flatten() {
        println!("{}", setting.text);
        println!("{} states", check(setting, 60_000));
    }
}
