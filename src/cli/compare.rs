//! `quorate compare`: designs against one another, with the same random numbers.

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::run::{print, to_json, trials};
use super::{Drawing, Exit, Format, Play};
use crate::model::{Model, compile};
use crate::report::{self, Comparison, Folder, Summary};
use crate::scenario::{Source, load_with};
use crate::study::{Contest, End, Options};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct CompareArguments {
    /// The scenario that the others are held against.
    base: PathBuf,
    /// The others.
    #[arg(required = true)]
    others: Vec<PathBuf>,
    #[command(flatten)]
    play: Play,
    /// How many trials of each [default: the base's, else 10000].
    #[arg(long, value_name = "N", value_parser = trials)]
    trials: Option<u64>,
    /// Write results into DIR/compare-<base>/.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// What to print: what was found for people or comparison.json.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    drawing: Drawing,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let files = std::iter::once(&arguments.base).chain(&arguments.others);
    let load = |file: &PathBuf| load_with(file, &arguments.play.set);
    let mut sources: Vec<Source> = files.map(load).collect::<Result<_, _>>()?;
    tell_apart(&mut sources, arguments);
    let models: Vec<Model> = sources.iter().map(|source| compile(&source.scenario)).collect();
    share_something(&models, &sources)?;
    let options = arguments.play.options(arguments.trials, &sources[0].scenario.simulation);
    let folder = Folder::open(arguments.out.join(format!("compare-{}", sources[0].stem)))?;
    let (comparison, end) = play(&sources, &models, &options, arguments)?;
    let Some(comparison) = comparison else {
        folder.leave();
        anstream::eprintln!("interrupted before anything could be compared; nothing was written");
        return Ok(Exit::Interrupted);
    };
    write(&folder, &comparison, &models, arguments)?;
    if !arguments.quiet {
        show(&folder, &comparison, arguments.format)?;
    }
    Ok(if end == End::Interrupted {
        let (played, asked) = (comparison.trials, options.trials);
        anstream::eprintln!("interrupted after {played} of {asked} trials");
        Exit::Interrupted
    } else {
        Exit::Fine
    })
}

/// Plays all designs in step; `None` if it was interrupted before there was anything to compare.
fn play(
    sources: &[Source],
    models: &[Model],
    options: &Options,
    arguments: &CompareArguments,
) -> Result<(Option<Comparison>, End), Failure> {
    let references: Vec<&Model> = models.iter().collect();
    let mut contest = Contest::new(&references, options)?;
    let interrupt = Interrupt::listen();
    let progress = Progress::new(interrupt, &models[0], options.trials, None, arguments.quiet);
    let end = contest.play(options.trials, &progress);
    progress.finish();
    let end = end?;
    let pairs: Vec<_> = (1..models.len()).map(|design| contest.pairs(design)).collect();
    if pairs.iter().all(Vec::is_empty) {
        return Ok((None, end));
    }
    let designs = sources.iter().zip(models).enumerate();
    let summaries: Vec<Summary> = designs
        .map(|(i, (source, model))| {
            report::summarize(model, source, &contest.study(i), options.seed)
        })
        .collect();
    Ok((Some(report::comparison(&summaries, &pairs)), end))
}

fn show(folder: &Folder, comparison: &Comparison, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => print(&to_json(comparison)),
        Format::Text => {
            print(&report::comparison_text(comparison))?;
            print(&format!("Results are in {}\n", folder.path().display()))
        }
    }
}

/// Names designs of the same name by their files.
fn tell_apart(sources: &mut [Source], arguments: &CompareArguments) {
    let names: Vec<String> = sources.iter().map(|source| source.scenario.name.clone()).collect();
    let files = std::iter::once(&arguments.base).chain(&arguments.others);
    for (source, file) in sources.iter_mut().zip(files) {
        let same = names.iter().filter(|name| **name == source.scenario.name).count();
        if same > 1 {
            source.scenario.name = file.display().to_string();
        }
    }
}

/// Refuses designs that have no service in common with the first.
fn share_something(models: &[Model], sources: &[Source]) -> Result<(), Failure> {
    let base = &models[0].services;
    for (model, source) in models.iter().zip(sources).skip(1) {
        if !model.services.iter().any(|service| base.contains(service)) {
            return Err(Failure::Command(format!(
                "{} has no service in common with {}: there is {} and {}",
                source.scenario.name,
                sources[0].scenario.name,
                model.services.join(", "),
                base.join(", ")
            )));
        }
    }
    Ok(())
}

fn write(
    folder: &Folder,
    comparison: &Comparison,
    models: &[Model],
    arguments: &CompareArguments,
) -> Result<(), Failure> {
    folder.write("comparison.json", to_json(comparison).as_bytes())?;
    let table = report::comparison_csv(comparison)
        .map_err(|e| Failure::Command(format!("comparison.csv: {e}")))?;
    folder.write("comparison.csv", &table)?;
    let services = &models[0].services;
    if arguments.drawing.no_charts {
        report::remove_comparison_charts(folder, services)?;
    } else {
        report::write_comparison_charts(folder, comparison, services, arguments.drawing.png)?;
    }
    Ok(())
}
