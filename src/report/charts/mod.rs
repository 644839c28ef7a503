//! The charts, as SVG, drawn at twice the size that they are meant to be seen at.

mod bars;
mod convergence;
mod curves;
mod designs;
pub(super) mod frame;
mod months;
pub(super) mod ticks;

use super::comparison::Comparison;
use super::files::{Folder, WriteError};
use super::png::png;
use super::summarize::yearly_downtime;
use super::summary::{Service, Summary};
use crate::engine::from_seconds;
use crate::statistics::{Distribution, Estimate};
use crate::study::Study;
use bars::Bar;
use convergence::Point;
pub(super) use frame::{ems, escaped, inlined, themed};
pub(super) use ticks::count;

/// Draws every chart of every service; a service without any downtime has none to draw.
///
/// Charts of an earlier run that this one has not are removed.
pub(super) fn write(
    folder: &Folder,
    study: &Study,
    summary: &Summary,
    wants_png: bool,
) -> Result<(), WriteError> {
    let charts = folder.inner("charts")?;
    for (i, name) in summary.services.keys().enumerate() {
        for Chart { kind, svg } in of(study, summary, i) {
            write_one(&charts, &format!("{kind}-{name}"), svg.as_deref(), wants_png)?;
        }
    }
    Ok(())
}

/// All kinds of charts of a service.
const KINDS: [&str; 6] = ["downtime", "exceedance", "causes", "phases", "convergence", "months"];

/// Removes the charts of an earlier run.
pub(super) fn remove(folder: &Folder, summary: &Summary) -> Result<(), WriteError> {
    let of = |name: &String| KINDS.map(|kind| format!("{kind}-{name}"));
    remove_all(folder, summary.services.keys().flat_map(of))
}

/// Removes the charts of an earlier comparison.
pub(super) fn remove_comparison(folder: &Folder, services: &[String]) -> Result<(), WriteError> {
    remove_all(folder, services.iter().map(|name| format!("designs-{name}")))
}

/// Removes charts, and their folder if nothing else is in it.
fn remove_all(folder: &Folder, names: impl Iterator<Item = String>) -> Result<(), WriteError> {
    if !folder.path().join("charts").is_dir() {
        return Ok(());
    }
    let charts = folder.inner("charts")?;
    for name in names {
        write_one(&charts, &name, None, false)?;
    }
    // What is not ours keeps it.
    let _ = std::fs::remove_dir(charts.path());
    Ok(())
}

/// A chart of a service.
pub(super) struct Chart {
    /// What it shows, as its file is named.
    pub(super) kind: &'static str,
    /// The picture; none where there is nothing to draw.
    pub(super) svg: Option<String>,
}

/// Draws every chart of a service, by its number.
pub(super) fn of(study: &Study, summary: &Summary, i: usize) -> Vec<Chart> {
    let (name, service) = summary.services.get_index(i).expect("a service of the study");
    let horizon = from_seconds(summary.horizon_s);
    let points = study.looks.iter().map(|look| Point {
        trials: look.trials,
        downtime_s: yearly_downtime(&look.downtime_s[i], horizon),
    });
    let points: Vec<Point> = points.collect();
    let months = service.sla.as_ref();
    let months = months.and_then(|sla| months::draw(name, sla, &study.period_down[i]));
    let others = of_service(name, service, &study.yearly_down[i], &points);
    let all = others.into_iter().chain([("months", months)]);
    all.map(|(kind, svg)| Chart { kind, svg }).collect()
}

/// Draws a chart of each service of a comparison.
pub(super) fn write_comparison(
    folder: &Folder,
    comparison: &Comparison,
    services: &[String],
    wants_png: bool,
) -> Result<(), WriteError> {
    let charts = folder.inner("charts")?;
    for service in services {
        let svg = designs::draw(comparison, service);
        write_one(&charts, &format!("designs-{service}"), svg.as_deref(), wants_png)?;
    }
    Ok(())
}

/// Writes one chart, as PNG too if wanted, or removes an earlier one where there is none.
pub(super) fn write_one(
    charts: &Folder,
    name: &str,
    svg: Option<&str>,
    wants_png: bool,
) -> Result<(), WriteError> {
    let file = |end: &str| format!("{name}.{end}");
    match svg {
        Some(svg) => charts.write(&file("svg"), svg.as_bytes())?,
        None => charts.remove(&file("svg"))?,
    }
    match svg.filter(|_| wants_png) {
        Some(svg) => charts.write(&file("png"), &png(svg)),
        None => charts.remove(&file("png")),
    }
}

fn of_service(
    name: &str,
    service: &Service,
    yearly: &Distribution,
    points: &[Point],
) -> [(&'static str, Option<String>); 5] {
    let down = &service.downtime_s_per_year;
    let any = down.max > 0.0;
    let bar = |label: String, e: &Estimate, share: &Estimate| Bar {
        label,
        mean_s: e.mean,
        limits_s: e.ci95,
        share: share.mean,
    };
    let causes: Vec<Bar> = service
        .causes
        .iter()
        .map(|part| bar(part.cause.clone(), &part.downtime_s_per_year, &part.share))
        .collect();
    let phases: Vec<Bar> = service
        .phases
        .iter()
        .map(|part| bar(part.phase.replace('_', " "), &part.downtime_s_per_year, &part.share))
        .collect();
    let when = |draw: &dyn Fn() -> String| any.then(draw);
    let bars = |title: &str, bars: &[Bar]| bars::draw(&format!("{name}: {title}"), bars);
    [
        ("downtime", when(&|| curves::downtime(name, down, yearly))),
        ("exceedance", when(&|| curves::exceedance(name, down, yearly))),
        ("causes", when(&|| bars("where the downtime comes from", &causes))),
        ("phases", when(&|| bars("what the downtime is spent on", &phases))),
        ("convergence", convergence::draw(name, points)),
    ]
}
