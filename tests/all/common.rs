//! Scenarios in a line, studies of them, and comparisons with known answers.

use quorate::ledger::{Count, Ledger, Outage};
use quorate::model::{Model, compile};
use quorate::scenario::parse;
use quorate::statistics::Moments;
use quorate::study::{Options, Study, run};
use quorate::world::Simulator;

/// Compiles a scenario's text.
pub(crate) fn model(text: &str) -> Model {
    match parse("test.json", "test", text.to_owned()) {
        Ok(source) => compile(&source.scenario),
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// Plays so many trials with seed 1 on two threads.
pub(crate) fn study(model: &Model, trials: u64) -> Study {
    run(model, &Options { trials, seed: 1, threads: 2 }).unwrap()
}

/// Plays one history and returns its ledger.
pub(crate) fn history(model: &Model) -> Ledger {
    let mut ledger = Ledger::new(model);
    Simulator::new(model).play(quorate::engine::trial_key(1, 0), &mut ledger).unwrap();
    ledger
}

/// Asserts that a mean is within four standard errors of the truth (by chance missed once in 16 000),
/// and that the standard error is small enough for that to mean something.
pub(crate) fn assert_near(what: &str, moments: &Moments, truth: f64, relative_error: f64) {
    let se = moments.standard_error();
    let z = (moments.mean - truth) / se;
    println!(
        "{what}: {} against {truth}, z {z:.2}, relative error {:.2e}",
        moments.mean,
        se / truth
    );
    assert!(z.abs() < 4.0, "{what}: {} against {truth}, z {z:.2}", moments.mean);
    assert!(se / truth < relative_error, "{what}: relative error {:.2e}", se / truth);
}

/// Asserts that a number agrees with the truth to so many relative parts.
pub(crate) fn assert_equal(what: &str, found: f64, truth: f64, relative: f64) {
    let error = (found / truth - 1.0).abs();
    assert!(error < relative, "{what}: {found} against {truth}, relative error {error:.2e}");
}

/// Returns what was counted of the first cluster.
pub(crate) fn counted(ledger: &Ledger, count: Count) -> u32 {
    ledger.clusters[0].counts[count as usize]
}

/// Returns the outages of the first service as (start, duration) in seconds.
pub(crate) fn outages_s(ledger: &Ledger) -> Vec<(f64, f64)> {
    let s = |ns: u64| ns as f64 / 1e9;
    let of = |outage: &&Outage| outage.service == 0;
    ledger.outages.iter().filter(of).map(|o| (s(o.start), s(o.duration))).collect()
}
