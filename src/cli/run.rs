//! `quorate run`: simulate a scenario, print a summary, write tables and charts.

use super::exit::Failure;
use super::{Format, RunArguments};
use crate::model::compile;
use crate::report::{self, Folder, Summary};
use crate::scenario::load_with;
use crate::study::{self, Options};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::time::Duration;

pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let source = load_with(&arguments.scenario, &arguments.set)?;
    let model = compile(&source.scenario);
    let options = Options {
        trials: arguments.trials.unwrap_or(source.scenario.simulation.trials),
        seed: arguments.seed.unwrap_or(source.scenario.simulation.seed),
        threads: arguments.threads.map_or(0, usize::from),
    };
    // Opened first: a folder that cannot be written to is no reason to simulate for an hour.
    let folder = Folder::open(arguments.out.join(&source.stem))?;
    let clock = Clock::start();
    let study = study::run(&model, &options)?;
    let simulated = clock.elapsed();
    let summary = report::summarize(&model, &source, &study, options.seed);
    let json = to_json(&summary);
    folder.write("summary.json", json.as_bytes())?;
    report::write_tables(&folder, &model, &study, &summary)?;
    if !arguments.no_charts {
        report::write_charts(&folder, &study, &summary)?;
    }
    let timing = Timing::new(&summary, simulated, clock.elapsed());
    folder.write("timing.json", to_json(&timing).as_bytes())?;
    if arguments.quiet {
        return Ok(());
    }
    match arguments.format {
        Format::Json => print(&json)?,
        Format::Text => {
            print(&report::console(&summary))?;
            print(&format!("Results are in {}\n", folder.path().display()))?;
        }
    }
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{timing}");
    }
    Ok(())
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

/// How long a run took; kept apart from the results, which are the same for every run.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "units come last in names, and these share one")]
struct Timing {
    simulation_s: f64,
    total_s: f64,
    events_per_s: f64,
    trials_per_s: f64,
    system_years_per_s: f64,
}

impl Timing {
    fn new(summary: &Summary, simulated: Duration, total: Duration) -> Timing {
        let seconds = simulated.as_secs_f64();
        let years = summary.horizon_s / 31_536_000.0;
        Timing {
            simulation_s: seconds,
            total_s: total.as_secs_f64(),
            events_per_s: summary.events as f64 / seconds,
            trials_per_s: summary.trials as f64 / seconds,
            system_years_per_s: summary.trials as f64 * years / seconds,
        }
    }
}

impl std::fmt::Display for Timing {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(
            f,
            "{:.2} s, {:.0} simulated years and {:.1} million events a second",
            self.total_s,
            self.system_years_per_s,
            self.events_per_s / 1e6
        )
    }
}

/// The wall clock, which only the command line may look at.
struct Clock(std::time::Instant);

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "timing a run changes nothing in it")]
    fn start() -> Clock {
        Clock(std::time::Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
