//! How often `quorate check` errs at the limit: every metric of every scenario, against a run of many more trials.
//!
//! `cargo bench --bench verdicts [-- SCENARIO…]` prints, for each scenario, the metrics that were misjudged most often.
//! `CHECKS`, `TRIALS` and `TRUTH` set how many checks there are, of how many trials each, and how many trials are
//! taken for the truth.

use quorate::model::{Model, compile};
use quorate::report::gate::looks;
use quorate::report::{Metric, Summary, summarize};
use quorate::scenario::{Source, load};
use quorate::statistics::Side;
use quorate::study::{Growing, Options, Unattended};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All are checked at 95 %.
const ERROR: f64 = 0.05;

/// The bar, with what 2000 checks may be off by chance.
const BAR_PERCENT: f64 = 6.5;

/// What became of the checks of a metric.
#[derive(Default)]
struct Counts {
    /// Proven to be below what it is.
    below: u32,
    /// Proven to be above it.
    above: u32,
}

fn main() {
    let wanted = |name: &str, default| match std::env::var(name) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => default,
    };
    let (checks, trials) = (wanted("CHECKS", 2000), wanted("TRIALS", 4096));
    let truth = wanted("TRUTH", 1 << 21);
    let mut paths: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).map(PathBuf::from).collect();
    if paths.is_empty() {
        let folder = std::fs::read_dir("scenarios").expect("the folder of scenarios");
        paths.extend(folder.map(|entry| entry.expect("an entry").path()));
        paths.retain(|path| !path.to_string_lossy().contains(".schema."));
        paths.sort();
    }
    println!("of {checks} checks of up to {trials} trials, % proven below / above the truth:");
    for path in &paths {
        let source = load(path).expect("a scenario");
        let model = compile(&source.scenario);
        let counts = counted(&model, &source, (checks, trials, truth));
        say(path, checks, &counts);
    }
}

fn summary(study: &Growing, model: &Model, source: &Source) -> Summary {
    summarize(model, source, &study.study(), 0)
}

fn counted(
    model: &Model,
    source: &Source,
    (checks, trials, truth): (u64, u64, u64),
) -> BTreeMap<String, Counts> {
    let options = |trials, seed| Options { trials, seed, threads: 2 };
    let mut long = Growing::new(model, &options(truth, u64::MAX)).expect("threads");
    long.play(truth, None, &Unattended).expect("histories end");
    let truths: BTreeMap<String, f64> = summary(&long, model, source)
        .metrics()
        .into_iter()
        .map(|metric| (metric.path, metric.estimate.mean))
        .collect();
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let looks = looks(trials);
    for seed in 0..checks {
        let mut study = Growing::new(model, &options(trials, seed)).expect("threads");
        let mut open: BTreeMap<&String, f64> = truths.iter().map(|(k, v)| (k, *v)).collect();
        for look in &looks {
            study.play(*look, None, &Unattended).expect("histories end");
            for metric in summary(&study, model, source).metrics() {
                let Some(truth) = open.get(&metric.path) else { continue };
                let error = ERROR / looks.len() as f64;
                let proven = misjudged(&metric, *truth, error);
                let Some(side) = proven else { continue };
                open.remove(&metric.path);
                let counts = counts.entry(metric.path).or_default();
                match side {
                    Side::Below => counts.below += 1,
                    Side::Above => counts.above += 1,
                }
            }
        }
    }
    counts
}

/// Which side of the truth an estimate is held to be on; `None` if on neither.
fn misjudged(metric: &Metric, truth: f64, error: f64) -> Option<Side> {
    let bound = |side| metric.estimate.cautious_bound(side, error);
    // The truth is known to a few digits only, that of a percentile to three: what is always the same is not
    // misjudged.
    let last = metric.path.rsplit('.').next().unwrap_or("");
    let is_percentile = last.strip_prefix('p').is_some_and(|p| p.parse::<u32>().is_ok());
    let slack = if is_percentile { 2e-3 } else { 1e-9 } * truth.abs();
    if bound(Side::Below).is_some_and(|bound| bound < truth - slack) {
        Some(Side::Below)
    } else if bound(Side::Above).is_some_and(|bound| bound > truth + slack) {
        Some(Side::Above)
    } else {
        None
    }
}

fn say(path: &Path, checks: u64, counts: &BTreeMap<String, Counts>) {
    let percent = |count: u32| 100.0 * f64::from(count) / checks as f64;
    let mut worst: Vec<(f64, &String, &Counts)> = counts
        .iter()
        .map(|(path, counts)| (percent(counts.below.max(counts.above)), path, counts))
        .collect();
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let over = worst.iter().filter(|(percent, ..)| *percent > BAR_PERCENT).count();
    println!("{}: {} metrics judged at all, {over} over the bar", path.display(), worst.len());
    for (_, name, counts) in worst.iter().take(over.max(3)) {
        println!("  {:6.2} / {:6.2}  {name}", percent(counts.below), percent(counts.above));
    }
}
