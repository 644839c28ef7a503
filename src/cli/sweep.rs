//! `quorate sweep`: what parameters do to a design.

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::run::{precision, print, trials};
use super::{Drawing, Exit, Play};
use crate::model::{Model, compile};
use crate::report::sweep::{self, Point, Sweep, Tornado};
use crate::report::{Folder, summarize, write_chart};
use crate::scenario::{Parameter, Source, Variation, grid, load_each, parameters};
use crate::statistics::Moments;
use crate::study::{Contest, End, Growing, Sheet};
use std::path::PathBuf;

/// More variants than this are a mistake.
const MOST: usize = 10_000;

/// So many variants are played in step with the design as it is.
const TOGETHER: usize = 16;

/// So many parameters of a tornado are printed; all of them are in the table.
const SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["vary", "tornado"]))]
pub(super) struct SweepArguments {
    /// The scenario file; `-` is standard input.
    scenario: PathBuf,
    /// Vary a parameter: `nodes.db.mtbf=30d,90d,1y`, `clusters.db.failover.time=10s..10m:log:7`; of several, every
    /// combination.
    #[arg(long, value_name = "PATH=VALUES", value_parser = Variation::parse)]
    vary: Vec<Variation>,
    /// Vary every numeric parameter by itself by this share, less and more, and rank them by what that does.
    #[arg(long, value_name = "P", value_parser = precision, conflicts_with = "vary")]
    tornado: Option<f64>,
    /// Which service the tornado is about [default: the first].
    #[arg(long, value_name = "NAME", requires = "tornado")]
    service: Option<String>,
    #[command(flatten)]
    play: Play,
    /// How many trials of each variant [default: the scenario's, else 10000].
    #[arg(long, value_name = "N", value_parser = trials)]
    trials: Option<u64>,
    /// Write results into DIR/sweep-<scenario>/.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    drawing: Drawing,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    match arguments.tornado {
        Some(by) => rank(arguments, by),
        None => vary(arguments),
    }
}

fn open(arguments: &SweepArguments, source: &Source) -> Result<Folder, Failure> {
    Ok(Folder::open(arguments.out.join(format!("sweep-{}", source.stem)))?)
}

fn cut_short(played: usize, of: usize) -> Exit {
    anstream::eprintln!("interrupted after {played} of {of} variants");
    Exit::Interrupted
}

/// Plays every combination of values.
fn vary(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let points = grid(&arguments.vary);
    if points.len() > MOST {
        let n = points.len();
        return Err(Failure::Command(format!("{n} variants are more than {MOST}")));
    }
    let with = |point: &Vec<String>| [&arguments.play.set[..], point].concat();
    let sets: Vec<Vec<String>> = points.iter().map(with).collect();
    let sources = load_each(&arguments.scenario, &sets)?;
    let folder = open(arguments, &sources[0])?;
    let interrupt = Interrupt::listen();
    let mut sweep = Sweep { variations: arguments.vary.clone(), points: Vec::new() };
    let mut first: Option<Sheet> = None;
    for (source, point) in sources.iter().zip(&points) {
        let model = compile(&source.scenario);
        let options = arguments.play.options(arguments.trials, &source.scenario.simulation);
        let progress =
            Progress::new(interrupt.clone(), &model, options.trials, None, arguments.quiet);
        let mut study = Growing::new(&model, &options)?
            .with_columns(|path| path.ends_with(".downtime_s_per_year"));
        let end = study.play(options.trials, None, &progress);
        progress.finish();
        if end? == End::Interrupted {
            break;
        }
        let sheet = Sheet::take(&mut study, options.seed);
        let changes = first.as_ref().map_or(Vec::new(), |first| sheet.against(first));
        first.get_or_insert(sheet);
        let values = point.iter().map(|set| set.split_once('=').map_or("", |(_, v)| v).to_owned());
        let summary = summarize(&model, source, &study.finish(), options.seed);
        sweep.points.push(Point::new(values.collect(), &summary, changes));
    }
    let (played, all) = (sweep.points.len(), points.len());
    if played == 0 {
        folder.leave();
        return Ok(cut_short(0, all));
    }
    write(&folder, &sweep, played == all, arguments)?;
    if !arguments.quiet {
        print(&sweep.text())?;
        print(&format!("Results are in {}\n", folder.path().display()))?;
    }
    Ok(if played == all { Exit::Fine } else { cut_short(played, all) })
}

fn write(
    folder: &Folder,
    sweep: &Sweep,
    is_whole: bool,
    arguments: &SweepArguments,
) -> Result<(), Failure> {
    let table = sweep.csv().map_err(|e| Failure::Command(format!("sweep.csv: {e}")))?;
    folder.write("sweep.csv", &table)?;
    let drawn = is_whole && !arguments.drawing.no_charts;
    for service in sweep.services() {
        let svg = sweep::chart(sweep, &service).filter(|_| drawn);
        write_chart(folder, &format!("sweep-{service}"), svg.as_deref(), arguments.drawing.png)?;
    }
    Ok(())
}

/// Varies every parameter by itself.
fn rank(arguments: &SweepArguments, by: f64) -> Result<Exit, Failure> {
    let source =
        load_each(&arguments.scenario, std::slice::from_ref(&arguments.play.set))?.remove(0);
    let model = compile(&source.scenario);
    let service = service(arguments, &model)?;
    let folder = open(arguments, &source)?;
    let Some(tornado) = swings(arguments, &source, &model, &service, by)? else {
        folder.leave();
        anstream::eprintln!("interrupted; nothing was written");
        return Ok(Exit::Interrupted);
    };
    let table =
        sweep::tornado_csv(&tornado).map_err(|e| Failure::Command(format!("tornado.csv: {e}")))?;
    folder.write("tornado.csv", &table)?;
    let svg = sweep::tornado_chart(&tornado).filter(|_| !arguments.drawing.no_charts);
    for name in &model.services {
        let svg = svg.as_deref().filter(|_| *name == service);
        write_chart(&folder, &format!("tornado-{name}"), svg, arguments.drawing.png)?;
    }
    if !arguments.quiet {
        print(&sweep::tornado_text(&tornado, SHOWN))?;
        print(&format!("Results are in {}\n", folder.path().display()))?;
    }
    Ok(Exit::Fine)
}

fn service(arguments: &SweepArguments, model: &Model) -> Result<String, Failure> {
    let first = || model.services.first().cloned().unwrap_or_default();
    let service = arguments.service.clone().unwrap_or_else(first);
    if model.services.contains(&service) {
        return Ok(service);
    }
    let known = model.services.join(", ");
    Err(Failure::Command(format!("there is no service `{service}`; there is {known}")))
}

/// One variant of a parameter.
struct Variant {
    parameter: usize,
    more: bool,
    value: String,
    model: Model,
}

fn variants(source: &Source, all: &[Parameter], by: f64) -> Vec<Variant> {
    let mut variants = Vec::new();
    for (parameter, p) in all.iter().enumerate() {
        for more in [false, true] {
            let factor = if more { 1.0 + by } else { 1.0 - by };
            if let Some((varied, value)) = p.vary(source, factor) {
                let model = compile(&varied.scenario);
                variants.push(Variant { parameter, more, value, model });
            }
        }
    }
    variants
}

/// Plays the variants, some at a time, in step with the design as it is; `None` if it was interrupted.
fn swings(
    arguments: &SweepArguments,
    source: &Source,
    model: &Model,
    service: &str,
    by: f64,
) -> Result<Option<Tornado>, Failure> {
    let all = parameters(source);
    let variants = variants(source, &all, by);
    let options = arguments.play.options(arguments.trials, &source.scenario.simulation);
    let path = format!("services.{service}.downtime_s_per_year");
    let interrupt = Interrupt::listen();
    let unvaried = |p: &Parameter| {
        let nothing = || sweep::NOTHING.to_owned();
        (p.path.clone(), [p.written(), nothing(), nothing()], [None::<Moments>; 2])
    };
    let mut found: Vec<_> = all.iter().map(unvaried).collect();
    let mut base = None;
    for some in variants.chunks(TOGETHER) {
        let models: Vec<&Model> =
            std::iter::once(model).chain(some.iter().map(|v| &v.model)).collect();
        let progress =
            Progress::new(interrupt.clone(), model, options.trials, None, arguments.quiet);
        let mut contest = Contest::new(&models, &options)?;
        let end = contest.play(options.trials, &progress);
        progress.finish();
        if end? == End::Interrupted {
            return Ok(None);
        }
        for (i, variant) in some.iter().enumerate() {
            let pairs = contest.pairs(i + 1);
            if let Some(pair) = pairs.iter().find(|pair| pair.path == path) {
                let (_, values, differences) = &mut found[variant.parameter];
                let side = usize::from(variant.more);
                values[1 + side].clone_from(&variant.value);
                differences[side] = Some(pair.difference);
            }
        }
        if base.is_none() {
            let summary = summarize(model, source, &contest.study(0), options.seed);
            base = summary.metric(&path).map(|metric| metric.estimate.into_owned());
        }
    }
    Ok(base.map(|base| sweep::tornado(service, by, base, found)))
}
