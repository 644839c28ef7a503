//! The command line: one file per command.

mod catalog;
mod check;
mod clock;
mod compare;
mod exit;
mod help;
mod interrupt;
mod new;
mod progress;
mod run;
mod sweep;
mod timing;
mod trace;
mod validate;
mod wrap;

pub use exit::Exit;

use crate::scenario::Simulation;
use crate::study::Options;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How available will this cluster be, and why?
///
/// Describe nodes, links, disks and cluster policy in one JSON file; quorate plays thousands of
/// possible years of it and says how much downtime to expect, and what it comes from.
#[derive(Debug, Parser)]
#[command(name = "quorate", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate scenarios; print a summary, of several one table, and write tables and charts.
    Run(RunArguments),
    /// Hold designs against one another, with the same random numbers: which is better, and by how much.
    Compare(compare::CompareArguments),
    /// Tell one trial: what happened, event by event, why, and how each outage went.
    Trace(TraceArguments),
    /// Hold designs to their assertions, or to the design before them: a gate for CI.
    ///
    /// Plays until each is proven or refuted. Ends with 0 if all pass, 1 if one fails, 3 if one stays undecided
    /// within --max-trials. Assertions stand in the scenario, by metrics of summary.json; a wrong name is answered
    /// with all that there are.
    Check(check::CheckArguments),
    /// Vary parameters of a design: tables and charts of what that does, or a ranking of what matters.
    Sweep(sweep::SweepArguments),
    /// Check scenarios: print `ok` and what is odd, or all that is wrong.
    Validate(ValidateArguments),
    /// Print the JSON Schema of scenario files, for editors.
    Schema,
    /// Show how often things fail and how long repairs take, and who says so: presets for `class`.
    Catalog(catalog::CatalogArguments),
    /// Write a scenario to begin with, made of a template.
    ///
    /// On a terminal it asks for what can be chosen and is not given; elsewhere it never asks.
    New(new::NewArguments),
    /// Print a script that lets a shell complete commands and options.
    #[command(
        after_help = "For bash: quorate completions bash > ~/.local/share/bash-completion/completions/quorate"
    )]
    Completions(help::CompletionsArguments),
    /// Print the manual page of the program or of a command.
    Man(help::ManArguments),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How scenarios are played.
#[derive(Debug, clap::Args)]
struct Play {
    /// Change every scenario first, such as `nodes.db.mtbf=90d` or `script[0].at=5s`; `null` removes.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Seed of all random streams [default: the scenario's, else 1].
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// How many threads [default: one on each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Play {
    /// Returns how many threads; 0 for one on each core.
    fn threads(&self) -> usize {
        self.threads.map_or(0, usize::from)
    }

    /// Returns how a scenario is played that says how itself where the command line does not.
    fn options(&self, trials: Option<u64>, simulation: &Simulation) -> Options {
        Options {
            trials: trials.or(simulation.trials).unwrap_or(run::TRIALS),
            seed: self.seed.unwrap_or(simulation.seed),
            threads: self.threads(),
        }
    }
}

/// What is drawn.
#[derive(Debug, clap::Args)]
struct Drawing {
    /// Draw no charts.
    #[arg(long)]
    no_charts: bool,
    /// Write each chart as PNG, too.
    #[arg(long, conflicts_with = "no_charts")]
    png: bool,
}

#[derive(Debug, clap::Args)]
struct RunArguments {
    /// The scenario files; `-` is standard input.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    play: Play,
    /// How many trials [default: the scenario's, else 10000].
    #[arg(long, value_name = "N", value_parser = run::trials)]
    trials: Option<u64>,
    /// Stop when the 95 % interval of the expected downtime is this narrow on either side, such as 2%;
    /// then --trials is the most trials [default: 10 million].
    #[arg(long, value_name = "P", value_parser = run::precision)]
    precision: Option<f64>,
    /// Write results into DIR/<scenario>/.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// What to print: the summary for people or summary.json.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    drawing: Drawing,
    /// Write no report.html.
    #[arg(long)]
    no_report: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
#[derive(Debug, clap::Args)]
struct TraceArguments {
    /// The scenario file; `-` is standard input.
    scenario: PathBuf,
    #[command(flatten)]
    play: Play,
    /// Which trial of those that `run` plays with the same seed.
    #[arg(long, value_name = "K", default_value_t = 0)]
    trial: u64,
    /// The trial with the most downtime, of those that `run` plays; of the first service unless --service
    /// names another.
    #[arg(long, conflicts_with = "trial")]
    worst: bool,
    /// Tell only what concerns this service.
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Also tell events of no consequence, and every outage however short.
    #[arg(long)]
    all: bool,
    /// How many trials to find the worst among [default: as `run`].
    #[arg(long, value_name = "N", value_parser = run::trials, requires = "worst")]
    trials: Option<u64>,
    /// Find the worst among as many trials as `run` plays with this precision.
    #[arg(long, value_name = "P", value_parser = run::precision, requires = "worst")]
    precision: Option<f64>,
    /// Write the timeline and the events into DIR/<scenario>/.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Write the timeline as PNG, too.
    #[arg(long)]
    png: bool,
    /// What to print: a text for people or each event as JSON.
    #[arg(long, value_enum, default_value_t = EventFormat::Text)]
    format: EventFormat,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EventFormat {
    /// For people.
    Text,
    /// One JSON object on each line.
    Jsonl,
}

#[derive(Debug, clap::Args)]
struct ValidateArguments {
    /// The scenario files; `-` is standard input.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Print each scenario as JSON with every default filled in, instead of `ok`.
    #[arg(long)]
    explain: bool,
    /// Change every scenario first, such as `nodes.db.mtbf=90d` or `script[0].at=5s`; `null` removes.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs the command line's command and says how it ended.
pub fn execute(arguments: &Arguments) -> Exit {
    match arguments.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let result = match &arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Compare(arguments) => compare::compare(arguments),
        Command::Sweep(arguments) => sweep::sweep(arguments),
        Command::Trace(arguments) => trace::trace(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Validate(arguments) => validate::validate(arguments),
        Command::Schema => validate::schema(),
        Command::Catalog(arguments) => catalog::catalog(arguments),
        Command::New(arguments) => new::new(arguments),
        Command::Completions(arguments) => help::completions(arguments),
        Command::Man(arguments) => help::man(arguments),
    };
    result.unwrap_or_else(exit::Failure::report)
}
