//! `quorate check`: hold designs to their assertions, or to the design before them.

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::run::{print, trials};
use super::{Exit, Play};
use crate::model::{Model, compile};
use crate::report::gate::{self, BUDGET, Baseline, Finding, Margin, Position, Refusal, Stored};
use crate::report::write_file;
use crate::scenario::{LoadError, Problem, Source, load_with};
use crate::statistics::Verdict;
use crate::study::{End, Options};
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// With a baseline both are played, and what no trials prove is no regression: fewer are enough.
const BASELINE_BUDGET: u64 = 1 << 17;

#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// The scenario files; `-` is standard input.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    play: Play,
    /// Play at most so many trials [default: 1048576; with a baseline 131072].
    #[arg(long, value_name = "N", value_parser = trials)]
    max_trials: Option<u64>,
    /// Fail if the scenario is proven to be worse than this one: another scenario, which is played with the same
    /// random numbers, or the summary.json of an earlier run.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// What is worse than the baseline by no more than this share of its figure is no regression.
    #[arg(long, value_name = "P", value_parser = share, default_value = "0", requires = "baseline")]
    tolerance: f64,
    /// How likely no regression is reported where none is.
    #[arg(long, value_name = "P", value_parser = confidence, default_value = "95%", requires = "baseline")]
    confidence: f64,
    /// Write the findings as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Print annotations for pull requests on GitHub, too.
    #[arg(long)]
    github: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// A share such as 5% or 0.05.
fn share(text: &str) -> Result<f64, String> {
    let zero = text.trim().trim_end_matches('%').trim_end().parse::<f64>() == Ok(0.0);
    if zero { Ok(0.0) } else { super::run::precision(text) }
}

fn confidence(text: &str) -> Result<f64, String> {
    let wrong = || "a share above one half and below 1, such as 95% or 0.95".to_owned();
    super::run::precision(text).ok().filter(|share| *share > 0.5).ok_or_else(wrong)
}

/// A design that is to be checked.
struct Design {
    file: String,
    source: Source,
    model: Model,
}

pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    decide(arguments).inspect_err(|failure| {
        // The first failure is what is reported; another one may come to it, but takes nothing from it.
        if let Err(another) = refuse(arguments, failure) {
            another.report();
        }
    })
}

fn decide(arguments: &CheckArguments) -> Result<Exit, Failure> {
    // All that can be wrong is found before anything is played.
    let designs = designs(arguments)?;
    let baseline = arguments.baseline.as_deref().map(|file| baseline(file, arguments));
    let baseline = baseline.transpose()?;
    let interrupt = Interrupt::listen();
    let mut all: Vec<(String, Vec<Finding>)> = Vec::new();
    let mut end = End::Complete;
    for design in &designs {
        let (findings, now) = find(design, baseline.as_ref(), arguments, &interrupt)?;
        if !arguments.quiet {
            print(&gate::text(&design.file, &findings))?;
        }
        if arguments.github {
            print(&gate::annotations(&design.file, &findings))?;
        }
        all.push((design.file.clone(), findings));
        end = now;
        if end == End::Interrupted {
            break;
        }
    }
    write_junit(arguments, || gate::junit(&all))?;
    Ok(exit(end, &all))
}

/// Writes the JUnit file, if one is asked for.
fn write_junit<E: Display>(
    arguments: &CheckArguments,
    xml: impl FnOnce() -> Result<String, E>,
) -> Result<(), Failure> {
    let Some(file) = &arguments.junit else { return Ok(()) };
    let xml = xml().map_err(|e| Failure::Command(format!("JUnit: {e}")))?;
    Ok(write_file(file, xml.as_bytes())?)
}

/// Tells those who read pull requests why nothing was checked: a report of an earlier check would say that all is well.
fn refuse(arguments: &CheckArguments, failure: &Failure) -> Result<(), Failure> {
    let refusals = match failure {
        // Whoever reads our output has seen enough; it says nothing of the design.
        Failure::Print(_) => return Ok(()),
        Failure::Load(LoadError::Wrong(problems)) => {
            let refusal = |problem: &Problem| {
                let position = problems.sources.position(&problem.place);
                let (file, line) = position.unwrap_or((problems.file.clone(), 1));
                Refusal { position: Position { file, line }, what: problem.title() }
            };
            problems.list.iter().map(refusal).collect()
        }
        failure => {
            let file = arguments.scenarios[0].display().to_string();
            vec![Refusal { position: Position { file, line: 1 }, what: failure.to_string() }]
        }
    };
    if arguments.github {
        print(&gate::refusal_annotations(&refusals))?;
    }
    write_junit(arguments, || gate::refusal_junit(&refusals))
}

fn designs(arguments: &CheckArguments) -> Result<Vec<Design>, Failure> {
    let design = |path: &PathBuf| {
        let source = load_with(path, &arguments.play.set)?;
        let file = path.display().to_string();
        if source.scenario.assertions.is_empty() && arguments.baseline.is_none() {
            return Err(Failure::Command(format!(
                "{file} is held to nothing: it has no `assertions`, and there is no --baseline\n  such as \"assertions\": [{{\"metric\": \"services.{}.availability\", \"at_least\": \"99.9%\"}}]",
                source.scenario.services.keys().next().map_or("shop", String::as_str)
            )));
        }
        let model = compile(&source.scenario);
        Ok(Design { file, source, model })
    };
    arguments.scenarios.iter().map(design).collect()
}

/// Reads the baseline: a scenario, or what a run has left.
fn baseline(file: &Path, arguments: &CheckArguments) -> Result<Baseline, Failure> {
    let text = std::fs::read(file).unwrap_or_default();
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(&text)
        && Stored::is_summary(&json)
    {
        let wrong = |e| Failure::Command(format!("{} is no baseline: {e}", file.display()));
        return Ok(Baseline::Stored(Stored::read(&json).map_err(wrong)?));
    }
    let source = load_with(file, &arguments.play.set)?;
    let model = compile(&source.scenario);
    Ok(Baseline::Design(Box::new(source), Box::new(model)))
}

/// Plays a design until all that it is held to is decided.
fn find(
    design: &Design,
    baseline: Option<&Baseline>,
    arguments: &CheckArguments,
    interrupt: &Interrupt,
) -> Result<(Vec<Finding>, End), Failure> {
    let Design { file, source, model } = design;
    let mut found = Vec::new();
    let mut end = End::Complete;
    if !source.scenario.assertions.is_empty() {
        let options = options(arguments, source, BUDGET);
        let progress =
            Progress::new(interrupt.clone(), model, options.trials, None, arguments.quiet);
        let result = gate::check(model, source, &options, &progress);
        progress.finish();
        (found, end) = result?;
    }
    if let Some(baseline) = baseline.filter(|_| end != End::Interrupted) {
        let options = options(arguments, source, BASELINE_BUDGET);
        let margin = Margin { tolerance: arguments.tolerance, confidence: arguments.confidence };
        let progress =
            Progress::new(interrupt.clone(), model, options.trials, None, arguments.quiet);
        let result = gate::regressions(model, source, baseline, &options, margin, &progress);
        progress.finish();
        let (more, now) = result?;
        let missing = gate::missing(source, baseline);
        if more.is_empty() && missing.is_empty() && now != End::Interrupted {
            let what = "has no service or cluster in common with its baseline";
            return Err(Failure::Command(format!("{file} {what}")));
        }
        found.extend(more);
        found.extend(missing);
        end = now;
    }
    Ok((found, end))
}

fn options(arguments: &CheckArguments, source: &Source, budget: u64) -> Options {
    let most = arguments.max_trials.unwrap_or(budget);
    arguments.play.options(Some(most), &source.scenario.simulation)
}

fn exit(end: End, all: &[(String, Vec<Finding>)]) -> Exit {
    let any = |verdict| all.iter().flat_map(|(_, list)| list).any(|f| f.verdict == verdict);
    if end == End::Interrupted {
        anstream::eprintln!("interrupted");
        Exit::Interrupted
    } else if any(Verdict::Fail) {
        Exit::Failed
    } else if any(Verdict::Open) {
        Exit::Undecided
    } else {
        Exit::Fine
    }
}
