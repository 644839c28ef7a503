//! A design against the one before it: whether a regression is proven.

use super::finding::{Finding, say};
use super::looks;
use super::stored::{LOST_WRITES, Stored, StoredMetric};
use crate::model::Model;
use crate::report::{Summary, summarize};
use crate::scenario::metrics::{Unit, unit_of};
use crate::scenario::{Simulation, Source, explain};
use crate::statistics::{Estimate, Side, Verdict};
use crate::study::{Contest, End, Growing, Monitor, Options, Pair, StudyError};

/// A regression that is surely smaller than this share of the baseline is not looked for any further.
const SMALL: f64 = 0.01;

/// If so many trials do not differ at all they will not.
const ALIKE: u64 = 16_384;

/// What a design must not be worse than.
#[derive(Debug)]
pub enum Baseline {
    /// Another design, which is played with the same random numbers.
    Design(Box<Source>, Box<Model>),
    /// What an earlier run has left.
    Stored(Stored),
}

/// How much worse is a regression, and how sure it must be.
#[derive(Clone, Copy, Debug)]
pub struct Margin {
    /// As a share of the baseline's figure.
    pub tolerance: f64,
    /// How likely no regression is reported where none is.
    pub confidence: f64,
}

/// Plays until it is proven of every figure that it is worse than the baseline's, or surely not by much, or all
/// trials are played; returns what was found of each, and whether it was interrupted.
///
/// Looked at are the downtime of every service, and the split brains, data losses and lost writes of every cluster,
/// that both have. The error is shared out among them and among the looks. What no trial proves is no regression.
///
/// # Errors
/// If a history does not move on, or the system does not give as many threads as were asked for.
pub fn regressions(
    model: &Model,
    source: &Source,
    baseline: &Baseline,
    options: &Options,
    margin: Margin,
    monitor: &dyn Monitor,
) -> Result<(Vec<Finding>, End), StudyError> {
    match baseline {
        Baseline::Design(base, base_model) => {
            let most = if played(base) == played(source) {
                options.trials.min(256)
            } else {
                options.trials
            };
            let mut contest = Contest::new(&[base_model.as_ref(), model], options)?;
            held(most, margin, |trials| {
                let end = contest.play(trials, monitor)?;
                let pairs = contest.pairs(1);
                let figures = pairs.iter().filter(|pair| is_held(&pair.path)).map(paired);
                Ok((end, figures.collect()))
            })
        }
        Baseline::Stored(stored) => {
            let mut study = Growing::new(model, options)?;
            let possible_s = |path: &str| {
                let lost = path.ends_with(LOST_WRITES);
                let s = if lost { model.possible_loss_s() } else { model.possible_outage_s() };
                s / stored.years
            };
            held(options.trials, margin, |trials| {
                let end = study.play(trials, None, monitor)?;
                let summary = summarize(model, source, &study.study(), options.seed);
                let figures = stored
                    .metrics
                    .iter()
                    .filter_map(|m| unpaired(m, &summary, possible_s(&m.path)));
                Ok((end, figures.collect()))
            })
        }
    }
}

/// Returns a finding for every service and cluster that the baseline has and the design has not: what nobody can compare
/// is not said to be no worse.
pub fn missing(source: &Source, baseline: &Baseline) -> Vec<Finding> {
    let here = named(source);
    let there = match baseline {
        Baseline::Design(base, _) => named(base),
        Baseline::Stored(stored) => stored.names.clone(),
    };
    let finding = |name: String| Finding {
        claim: format!("{name} as in the baseline"),
        verdict: Verdict::Fail,
        found: "not there".into(),
        trials: 0,
        position: None,
    };
    there.into_iter().filter(|name| !here.contains(name)).map(finding).collect()
}

/// Returns the services and clusters of a scenario as metrics begin.
fn named(source: &Source) -> Vec<String> {
    let services = source.scenario.services.keys().map(|name| format!("services.{name}"));
    let clusters = source.scenario.clusters.keys().map(|name| format!("clusters.{name}"));
    services.chain(clusters).collect()
}

/// Whether a design is held to the figure of its baseline: the downtime of a service, the split brains, the data losses
/// and the lost writes of a cluster.
pub fn is_held(path: &str) -> bool {
    let (services, clusters) = (path.starts_with("services."), path.starts_with("clusters."));
    let is = |metric: &str| path.ends_with(metric);
    let harms = [".split_brains_per_year", ".data_losses_per_year", LOST_WRITES];
    services && is(".downtime_s_per_year") || clusters && harms.into_iter().any(is)
}

/// Returns what is played of a scenario: all but what people call it, and ask of it.
fn played(source: &Source) -> String {
    let mut scenario = source.scenario.clone();
    (scenario.name, scenario.description) = (String::new(), None);
    (scenario.simulation, scenario.assertions) = (Simulation::default(), Vec::new());
    explain(&scenario)
}

/// From an error to the bounds of a difference, above and below.
type Bounds = dyn Fn(f64) -> (Option<f64>, Option<f64>);

/// A figure of both designs.
struct Figure {
    path: String,
    base: f64,
    now: f64,
    /// The error with which it is bounded -> how much it is surely more than the baseline, and surely less.
    bounds: Box<Bounds>,
    /// Whether no trial differs.
    alike: bool,
}

fn paired(pair: &Pair) -> Figure {
    let difference = Estimate::difference(&pair.difference);
    Figure {
        path: pair.path.clone(),
        base: pair.base.mean,
        now: pair.other.mean,
        alike: pair.difference.hits == 0,
        bounds: Box::new(move |error| {
            let above = difference.bound(Side::Above, error);
            (above, difference.cautious_bound(Side::Below, error))
        }),
    }
}

/// The difference of two estimates that know nothing of each other, bounded by those of both (the method of
/// variance estimates recovery: Zou and Donner 2008, Statist. Med. 27, equation 2).
///
/// Runs with the same seed share the lives of what they have in common. That they then rise and fall together makes
/// these bounds wider than they need be.
///
/// Outages are as long in the baseline as they may be here, and losses as large: it does not tell itself.
fn unpaired(stored: &StoredMetric, summary: &Summary, possible_s: f64) -> Option<Figure> {
    let metric = summary.metric(&stored.path)?;
    let (a, b) = (stored.estimate.clone().allowing(possible_s), metric.estimate.into_owned());
    Some(Figure {
        path: stored.path.clone(),
        base: a.mean,
        now: b.mean,
        alike: false,
        bounds: Box::new(move |error| {
            let d = b.mean - a.mean;
            let away = |e: &Estimate, side| e.cautious_bound(side, error).map(|x| x - e.mean);
            let above = away(&b, Side::Above).zip(away(&a, Side::Below));
            let below = away(&b, Side::Below).zip(away(&a, Side::Above));
            (above.map(|(x, y)| d - x.hypot(y)), below.map(|(x, y)| d + x.hypot(y)))
        }),
    })
}

/// Looks until every figure is decided.
fn held(
    most: u64,
    margin: Margin,
    mut play: impl FnMut(u64) -> Result<(End, Vec<Figure>), StudyError>,
) -> Result<(Vec<Finding>, End), StudyError> {
    let looks = looks(most);
    let mut found: Vec<Finding> = Vec::new();
    let mut end = End::Complete;
    for trials in &looks {
        let (now, figures) = play(*trials)?;
        end = now;
        if end == End::Interrupted {
            break;
        }
        found.resize_with(figures.len(), nothing);
        let error = (1.0 - margin.confidence) / (looks.len() * figures.len().max(1)) as f64;
        let is_last = *trials == most;
        for (finding, figure) in found.iter_mut().zip(&figures) {
            if finding.verdict == Verdict::Open {
                decide(finding, figure, margin, error, (*trials, is_last));
            }
        }
        if found.iter().all(|finding| finding.verdict != Verdict::Open) {
            break;
        }
    }
    Ok((found, end))
}

fn nothing() -> Finding {
    let (claim, found) = (String::new(), String::new());
    Finding { claim, verdict: Verdict::Open, found, trials: 0, position: None }
}

fn decide(
    finding: &mut Finding,
    figure: &Figure,
    margin: Margin,
    error: f64,
    (trials, is_last): (u64, bool),
) {
    let unit = unit_of(&figure.path);
    let (above, below) = (figure.bounds)(error);
    let allowed = margin.tolerance * figure.base;
    let small = margin.tolerance.max(SMALL) * figure.base;
    let worse = above.is_some_and(|above| above > allowed);
    let surely_not = below.is_some_and(|below| below <= small) && !figure.alike;
    let alike = figure.alike && (trials >= ALIKE || is_last);
    finding.claim = format!("{} no worse than the baseline{}", figure.path, by(margin.tolerance));
    finding.trials = trials;
    let change = figure.now - figure.base;
    let bounds = (above.filter(|_| change > 0.0), below);
    finding.found = if figure.alike {
        format!("{} in both, no trial differs", say(unit, figure.base, 0.0))
    } else {
        described(unit, figure, bounds)
    };
    finding.verdict = if worse {
        Verdict::Fail
    } else if surely_not || alike || is_last {
        Verdict::Pass
    } else {
        Verdict::Open
    };
}

fn by(tolerance: f64) -> String {
    if tolerance > 0.0 { format!(" by more than {} %", tolerance * 100.0) } else { String::new() }
}

fn described(unit: Unit, figure: &Figure, (above, below): (Option<f64>, Option<f64>)) -> String {
    let show = |x: f64| {
        let sign = if x < 0.0 { "−" } else { "+" };
        format!("{sign}{}", say(unit, x.abs(), 0.0))
    };
    let (base, now) = (say(unit, figure.base, 0.0), say(unit, figure.now, 0.0));
    let change = show(figure.now - figure.base);
    let bounds = match (above, below) {
        (Some(above), Some(below)) if above > 0.0 => {
            format!("proven: {} to {}", show(above), show(below))
        }
        (_, Some(below)) if below < 0.0 => {
            format!("proven: at least {} less", say(unit, -below, 0.0))
        }
        (_, Some(below)) => format!("proven: at most {}", show(below)),
        _ => "too few trials differ to say more".into(),
    };
    format!("{base} before, {now} now: {change} ({bounds})")
}
