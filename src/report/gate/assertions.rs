//! Assertions, decided one after another.

use super::finding::{Finding, Position, say, say_estimate, say_limit};
use super::looks;
use crate::model::Model;
use crate::report::{Metric, summarize};
use crate::scenario::metrics::{Unit, unit_of};
use crate::scenario::{Assertion, Bound, Source};
use crate::statistics::{Estimate, Side, Verdict, judge};
use crate::study::{End, Growing, Monitor, Options, StudyError};

/// Plays until every assertion of a scenario is decided, all trials are played or the monitor interrupts; returns
/// what was found of each, and whether it was interrupted.
///
/// An assertion is decided at the first look that proves it or the contrary. Its error is shared out equally among
/// the looks, so that an assertion whose metric lies just at its limit passes, or fails, at most as often as its
/// confidence allows.
///
/// # Errors
/// If a history does not move on, or the system does not give as many threads as were asked for.
pub fn check(
    model: &Model,
    source: &Source,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<(Vec<Finding>, End), StudyError> {
    let assertions = &source.scenario.assertions;
    let mut study = Growing::new(model, options)?;
    let mut found: Vec<Finding> = assertions.iter().map(|a| unknown(a, source)).collect();
    let looks = looks(options.trials);
    let mut end = End::Complete;
    for trials in &looks {
        end = study.play(*trials, None, monitor)?;
        if end == End::Interrupted {
            break;
        }
        let summary = summarize(model, source, &study.study(), options.seed);
        let open = assertions.iter().zip(&mut found).filter(|(_, f)| f.verdict == Verdict::Open);
        for (assertion, finding) in open {
            if let Some(metric) = summary.metric(&assertion.metric) {
                decide(finding, assertion, &metric, *trials, looks.len());
            }
        }
        if found.iter().all(|finding| finding.verdict != Verdict::Open) {
            break;
        }
    }
    Ok((found, end))
}

/// Returns what is known of an assertion before the first trial.
fn unknown(assertion: &Assertion, source: &Source) -> Finding {
    let unit = unit_of(&assertion.metric);
    let (side, limit) = match assertion.bound {
        Bound::AtLeast(limit) => ("at least", limit),
        Bound::AtMost(limit) => ("at most", limit),
    };
    let position = source.sources.position(&assertion.place);
    Finding {
        claim: format!("{} {side} {}", assertion.metric, say_limit(unit, limit)),
        verdict: Verdict::Open,
        found: "nothing".into(),
        trials: 0,
        position: position.map(|(file, line)| Position { file, line }),
    }
}

/// Says what is proven of an estimate that is not yet proven to be within its limit.
fn so_far(estimate: &Estimate, unit: Unit, most: bool, error: f64) -> String {
    let (side, word) = if most { (Side::Below, "most") } else { (Side::Above, "least") };
    match estimate.cautious_bound(side, error) {
        Some(bound) => format!(", surely at {word} {}", say(unit, bound, estimate.standard_error)),
        None => ", with too little seen to be sure of anything".into(),
    }
}

fn decide(
    finding: &mut Finding,
    assertion: &Assertion,
    metric: &Metric,
    trials: u64,
    looks: usize,
) {
    let error = (1.0 - assertion.confidence) / looks as f64;
    let most = matches!(assertion.bound, Bound::AtMost(_));
    let limit = assertion.bound.limit().value();
    finding.verdict = judge(&metric.estimate, most, limit, error);
    finding.found = say_estimate(unit_of(&assertion.metric), &metric.estimate);
    if finding.verdict == Verdict::Open {
        finding.found += &so_far(&metric.estimate, unit_of(&assertion.metric), most, error);
    }
    finding.trials = trials;
}
