//! `quorate trace`: tell one trial.

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::run::{interrupted, plan, print};
use super::{EventFormat, Exit, TraceArguments};
use crate::model::{Model, compile};
use crate::report::{self, Choice, Folder};
use crate::scenario::{Simulation, listed, load_with, nearest};
use crate::statistics::count;
use crate::study::{self, End, History, StudyError};

pub(super) fn trace(arguments: &TraceArguments) -> Result<Exit, Failure> {
    let source = load_with(&arguments.scenario, &arguments.play.set)?;
    let model = compile(&source.scenario);
    let choice = Choice { service: service(&model, arguments)?, all: arguments.all };
    let folder = Folder::open(arguments.out.join(&source.stem))?;
    let simulation = &source.scenario.simulation;
    let found = match find(&model, arguments, simulation, choice)? {
        Found::Trial(found) => found,
        Found::Nothing(exit) => {
            folder.leave();
            return Ok(exit);
        }
    };
    let seed = arguments.play.seed.unwrap_or(simulation.seed);
    let history = study::trace(&model, seed, found.trial).map_err(StudyError::from)?;
    let file = write(&folder, &model, &history, arguments.png)?;
    if !arguments.quiet {
        match arguments.format {
            EventFormat::Jsonl => print(&report::events_json(&model, &history, choice))?,
            EventFormat::Text => {
                print(&report::history(&model, &history, choice))?;
                print(&found.words)?;
                let path = folder.path().join(file);
                print(&format!("Timeline and events are in {}.svg and .jsonl\n", path.display()))?;
            }
        }
    }
    Ok(Exit::Fine)
}

/// Returns the service that is asked for.
fn service(model: &Model, arguments: &TraceArguments) -> Result<Option<u32>, Failure> {
    let Some(name) = &arguments.service else { return Ok(None) };
    if let Some(i) = model.services.iter().position(|service| service == name) {
        return Ok(Some(i as u32));
    }
    let names: Vec<&str> = model.services.iter().map(String::as_str).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", listed(&names)),
    };
    Err(Failure::Unknown { what: format!("no service is called `{name}`"), hint })
}

/// The trial to tell, and how it was found.
struct Trial {
    trial: u64,
    words: String,
}

/// What the search has brought.
enum Found {
    Trial(Trial),
    Nothing(Exit),
}

/// Finds the trial to tell: the one that is named, or the worst of those that `run` plays.
fn find(
    model: &Model,
    arguments: &TraceArguments,
    simulation: &Simulation,
    choice: Choice,
) -> Result<Found, Failure> {
    if !arguments.worst {
        return Ok(Found::Trial(Trial { trial: arguments.trial, words: String::new() }));
    }
    let TraceArguments { play, trials, precision, .. } = arguments;
    let (options, precision) = plan(play, *trials, *precision, simulation);
    let interrupt = Interrupt::listen();
    let progress = Progress::new(interrupt, model, options.trials, precision, arguments.quiet);
    let study = study::run_watched(model, &options, precision, &progress);
    progress.finish();
    let study = study?;
    if study.end == End::Interrupted {
        return Ok(Found::Nothing(interrupted(study.tally.trials, &options)));
    }
    let service = choice.service.unwrap_or(0) as usize;
    let (name, trials) = (&model.services[service], count(study.tally.trials));
    Ok(Found::Trial(match study.worst(service) {
        Some(worst) => Trial {
            trial: worst.trial,
            words: format!("\nOf {trials} trials this is the worst for {name}\n"),
        },
        None => Trial {
            trial: 0,
            words: format!("\nIn none of {trials} trials was {name} ever down\n"),
        },
    }))
}

/// Writes the picture and all events; returns what the files are called but for their ends.
fn write(folder: &Folder, model: &Model, history: &History, png: bool) -> Result<String, Failure> {
    let name = format!("trace-{}", history.trial);
    let svg = report::timeline(model, history);
    folder.write(&format!("{name}.svg"), svg.as_bytes())?;
    if png {
        folder.write(&format!("{name}.png"), &report::png(&svg))?;
    } else {
        folder.remove(&format!("{name}.png"))?;
    }
    let all = report::events_json(model, history, Choice { service: None, all: true });
    folder.write(&format!("{name}.jsonl"), all.as_bytes())?;
    Ok(name)
}
