//! `quorate run`: simulate a scenario, print a summary, write tables and charts.

use super::clock::Clock;
use super::exit::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::timing::Timing;
use super::{Exit, Format, Play, RunArguments};
use crate::model::{Model, compile};
use crate::report::{self, Folder, Run, Summary};
use crate::scenario::{Simulation, Source, load_with};
use crate::study::{self, End, Options};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// With nothing asked for, where a precision plays no part.
pub(super) const TRIALS: u64 = 10_000;

/// With a precision asked for and no number of trials, there are at most so many.
const BUDGET: u64 = 10_000_000;

/// A scenario that is to be run.
struct Job {
    /// As the command line names it.
    file: PathBuf,
    source: Source,
    model: Model,
    folder: Folder,
    options: Options,
    precision: Option<f64>,
}

pub(super) fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    // All that can be wrong is found before anything is simulated.
    let load = |file: &PathBuf| load_with(file, &arguments.play.set);
    let sources: Vec<Source> = arguments.scenarios.iter().map(load).collect::<Result<_, _>>()?;
    apart(&sources)?;
    let files = arguments.scenarios.iter().zip(sources);
    let jobs: Vec<Job> =
        files.map(|(file, source)| job(file, source, arguments)).collect::<Result<_, _>>()?;
    let interrupt = Interrupt::listen();
    let mut summaries = Vec::new();
    let mut exit = Exit::Fine;
    for job in jobs {
        let alone = arguments.scenarios.len() == 1;
        let (summary, end) = play(&job, arguments, &interrupt, alone)?;
        summaries.extend(summary);
        if end == Exit::Interrupted {
            exit = end;
            break;
        }
    }
    if arguments.scenarios.len() > 1 && !arguments.quiet {
        show_all(&summaries, arguments)?;
    }
    Ok(exit)
}

/// Refuses scenarios whose results would go into one folder.
fn apart(sources: &[Source]) -> Result<(), Failure> {
    for (i, source) in sources.iter().enumerate() {
        if sources[..i].iter().any(|other| other.stem == source.stem) {
            return Err(Failure::Command(format!(
                "two of the files are named `{}`: their results would be in one folder; run one of them with another --out",
                source.stem
            )));
        }
    }
    Ok(())
}

fn job(file: &Path, source: Source, arguments: &RunArguments) -> Result<Job, Failure> {
    let model = compile(&source.scenario);
    let RunArguments { play, trials, precision, .. } = arguments;
    let (options, precision) = plan(play, *trials, *precision, &source.scenario.simulation);
    // Opened first: a folder that cannot be written to is no reason to simulate for an hour.
    let folder = Folder::open(arguments.out.join(&source.stem))?;
    Ok(Job { file: file.to_owned(), source, model, folder, options, precision })
}

/// Runs one scenario and writes its files; prints its summary if it is `alone`.
fn play(
    job: &Job,
    arguments: &RunArguments,
    interrupt: &Interrupt,
    alone: bool,
) -> Result<(Option<Summary>, Exit), Failure> {
    let Job { source, model, folder, options, precision, .. } = job;
    let clock = Clock::start();
    let progress =
        Progress::new(interrupt.clone(), model, options.trials, *precision, arguments.quiet);
    let study = study::run_watched(model, options, *precision, &progress);
    progress.finish();
    let study = study?;
    let simulated = clock.elapsed();
    if study.tally.trials == 0 {
        folder.clone().leave();
        return Ok((None, interrupted(0, options)));
    }
    let summary = report::summarize(model, source, &study, options.seed);
    let scenario = scenario(&job.file, arguments);
    let run = Run {
        model,
        source,
        study: &study,
        summary: &summary,
        scenario: &scenario,
        command: &command(&scenario, arguments, &summary),
    };
    let timing = write(folder, &run, arguments, (clock, simulated))?;
    if alone && !arguments.quiet {
        show(folder, &summary, &timing, arguments.format)?;
    }
    let exit = match study.end {
        End::Interrupted => interrupted(summary.trials, options),
        End::Complete | End::Precise | End::Budget => Exit::Fine,
    };
    Ok((Some(summary), exit))
}

/// Prints one table of all.
fn show_all(summaries: &[Summary], arguments: &RunArguments) -> Result<(), Failure> {
    match arguments.format {
        Format::Json => print(&to_json(&summaries)),
        Format::Text => {
            print(&report::overview(summaries))?;
            let warnings = summaries.iter().flat_map(|s| s.warnings.iter().map(move |w| (s, w)));
            for (summary, warning) in warnings {
                print(&format!("warning: {}: {warning}\n", summary.scenario.name))?;
            }
            print(&format!("Results of each are in a folder of {}\n", arguments.out.display()))
        }
    }
}

/// Returns how to play and how precisely: the command line goes before the scenario, and a precision of it
/// before the trials of that.
pub(super) fn plan(
    play: &Play,
    trials: Option<u64>,
    precision: Option<f64>,
    simulation: &Simulation,
) -> (Options, Option<f64>) {
    let own = simulation.trials.filter(|_| precision.is_none());
    let precision = precision.or(simulation.precision);
    (play.options(trials.or(own).or(Some(BUDGET)), simulation), precision)
}

/// Writes every file.
fn write(
    folder: &Folder,
    run: &Run,
    arguments: &RunArguments,
    (clock, simulated): (Clock, Duration),
) -> Result<Timing, Failure> {
    let Run { model, study, summary, .. } = *run;
    folder.write("summary.json", to_json(summary).as_bytes())?;
    report::write_tables(folder, model, study, summary)?;
    // Charts and a report of an earlier run would tell of other numbers.
    if arguments.drawing.no_charts {
        report::remove_charts(folder, summary)?;
    } else {
        report::write_charts(folder, study, summary, arguments.drawing.png)?;
    }
    if arguments.no_report {
        folder.remove("report.html")?;
    } else {
        report::write_page(folder, run)?;
    }
    let timing = Timing::new(summary, simulated, clock.elapsed());
    folder.write("timing.json", to_json(&timing).as_bytes())?;
    Ok(timing)
}

/// Returns the scenario as a command line names it, with what it sets.
fn scenario(file: &Path, arguments: &RunArguments) -> String {
    let mut words = vec![quoted(&file.display().to_string())];
    for set in &arguments.play.set {
        words.extend(["--set".to_owned(), quoted(set)]);
    }
    words.join(" ")
}

/// Returns the command that repeats a run, whatever defaults it was run with.
fn command(scenario: &str, arguments: &RunArguments, summary: &Summary) -> String {
    let precision =
        arguments.precision.map_or(String::new(), |precision| format!(" --precision {precision}"));
    let Summary { trials, seed, .. } = summary;
    format!("quorate run {scenario} --trials {trials}{precision} --seed {seed}")
}

/// Returns a word as a shell reads it, in quotes if it needs them.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,%@+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Prints what was found.
fn show(
    folder: &Folder,
    summary: &Summary,
    timing: &Timing,
    format: Format,
) -> Result<(), Failure> {
    match format {
        Format::Json => print(&to_json(summary))?,
        Format::Text => {
            print(&report::console(summary))?;
            let place = folder.path();
            let report = place.join("report.html");
            let report = if report.exists() {
                format!("; to read in a browser: {}", report.display())
            } else {
                String::new()
            };
            print(&format!("Results are in {}{report}\n", place.display()))?;
        }
    }
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{timing}");
    }
    Ok(())
}

/// Says that a run was cut short, and returns the code for that.
pub(super) fn interrupted(trials: u64, options: &Options) -> Exit {
    let rest = if trials == 0 { "; nothing was written" } else { "" };
    anstream::eprintln!("interrupted after {trials} of {} trials{rest}", options.trials);
    Exit::Interrupted
}

pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Print)
}

pub(super) fn to_json(value: &impl Serialize) -> String {
    let mut json =
        serde_json::to_string_pretty(value).expect("results have no keys that JSON cannot carry");
    json.push('\n');
    json
}

/// Reads a number of trials: `100000`, `1e5` or `100k`.
pub(super) fn trials(text: &str) -> Result<u64, String> {
    let plain = text.replace(['_', ' '], "");
    let (digits, factor) = match plain.strip_suffix(['k', 'M']) {
        Some(digits) => (digits, if plain.ends_with('k') { 1e3 } else { 1e6 }),
        None => (plain.as_str(), 1.0),
    };
    match digits.parse::<f64>().map(|x| x * factor) {
        Ok(n) if (1.0..=1_099_511_627_776.0).contains(&n) && n.fract() == 0.0 => Ok(n as u64),
        _ => Err("a whole number from 1 to 2^40, such as 100000, 1e5 or 100k".into()),
    }
}

/// Reads a precision: `2%` or `0.02`.
pub(super) fn precision(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 0.01),
        None => (text.trim(), 1.0),
    };
    match number.parse::<f64>().map(|x| x * unit) {
        Ok(x) if x > 0.0 && x < 1.0 => Ok(x),
        _ => Err("a share above 0 and below 1, such as 2% or 0.02".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::precision;

    #[test]
    fn a_precision_is_a_share_or_a_percentage() {
        assert_eq!(precision("2%"), Ok(0.02));
        assert_eq!(precision("0.5 %"), Ok(0.005));
        assert_eq!(precision("0.02"), Ok(0.02));
        for wrong in ["0", "0%", "100%", "-2%", "1", "two", "", "NaN", "%"] {
            assert!(precision(wrong).is_err(), "{wrong}");
        }
    }
}
