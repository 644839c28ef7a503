//! What the page says of a service.

use super::sla::{self, SlaView};
use super::table::{Cell, Table};
use crate::report::charts::{Chart, themed};
use crate::report::console::{Line, service as console_lines};
use crate::report::summarize::YEAR_S;
use crate::report::summary::{Downtime, Service};
use crate::report::units::{availability, digits, percent, span, unbroken};
use crate::statistics::Estimate;

/// More causes than this are left to the CSV file.
const MOST: usize = 200;

/// A service as the page shows it.
pub(super) struct ServiceView {
    pub(super) name: String,
    /// The answer in a sentence.
    pub(super) headline: String,
    pub(super) tiles: Vec<Tile>,
    /// What is promised, and how often that is kept.
    pub(super) sla: Option<SlaView>,
    /// What else is known.
    pub(super) facts: Vec<(String, String)>,
    pub(super) charts: Charts,
    pub(super) causes: Table,
    pub(super) phases: Table,
    pub(super) quantiles: Table,
}

/// A number that people look for first.
pub(super) struct Tile {
    pub(super) label: &'static str,
    pub(super) figure: String,
    /// Its interval, or why there is none.
    pub(super) range: String,
}

/// The charts of a service, by what they are about; empty where there is nothing to draw.
#[derive(Default)]
pub(super) struct Charts {
    pub(super) causes: String,
    pub(super) phases: String,
    /// How the downtime of a period of the SLA is spread.
    pub(super) months: String,
    /// How the downtime is spread, and how the estimate settled.
    pub(super) spread: Vec<String>,
}

impl Charts {
    fn new(charts: Vec<Chart>) -> Charts {
        let mut sorted = Charts::default();
        for chart in charts {
            let svg = chart.svg.as_deref().map(themed).unwrap_or_default();
            match chart.kind {
                "causes" => sorted.causes = svg,
                "phases" => sorted.phases = svg,
                "months" => sorted.months = svg,
                _ if svg.is_empty() => {}
                _ => sorted.spread.push(svg),
            }
        }
        sorted
    }
}

impl ServiceView {
    pub(super) fn new(name: &str, service: &Service, charts: Vec<Chart>) -> ServiceView {
        let mut headline = String::new();
        let mut facts = Vec::new();
        for line in console_lines(name, service) {
            match line {
                Line::Words(words) if headline.is_empty() => headline = words,
                Line::Words(_) => {}
                Line::Item { label, text } => facts.push((label, unbroken(&text))),
            }
        }
        // They are tiles, and a warning above.
        let told = ["availability", "nines", "downtime", "beware"];
        facts.retain(|(label, _)| !told.contains(&&**label));
        ServiceView {
            name: name.to_owned(),
            headline,
            tiles: tiles(service),
            sla: service.sla.as_ref().map(|sla| SlaView::new(name, sla)),
            facts,
            charts: Charts::new(charts),
            causes: causes(name, service),
            phases: phases(name, service),
            quantiles: quantiles(name, &service.downtime_s_per_year),
        }
    }

    /// Whether it was ever down.
    pub(super) fn was_down(&self) -> bool {
        !self.causes.is_empty()
    }
}

fn tiles(service: &Service) -> Vec<Tile> {
    let a = &service.availability;
    let down = &service.downtime_s_per_year.mean;
    // In minutes, as people compare it, unless the headline says seconds.
    let minutes = |s: f64| if s < 120.0 { span(s) } else { format!("{} min", digits(s / 60.0)) };
    let mut tiles = vec![
        tile("Availability", a, |x| availability(x, a.standard_error)),
        tile("Nines", &service.nines, digits),
        tile("Downtime a year", down, minutes),
        tile("Outages a year", &service.outages_per_year, digits),
    ];
    if let Some(sla) = &service.sla {
        tiles.insert(0, sla::met(sla));
    }
    tiles
}

/// An estimate as a tile; one without an interval is no answer, and its note takes its place.
pub(super) fn tile(label: &'static str, e: &Estimate, show: impl Fn(f64) -> String) -> Tile {
    let figure = match (&e.ci95, e.mean) {
        (Some(_), mean) => show(mean),
        (None, _) => "not known".into(),
    };
    Tile { label, figure: unbroken(&figure), range: unbroken(&e.range(show)) }
}

fn causes(name: &str, service: &Service) -> Table {
    let titles = ["Cause", "Planned", "Downtime a year#", "Share#", "Outages a year#"];
    let mut table = Table::new(format!("{name}: what began its outages"), &titles);
    for part in service.causes.iter().take(MOST) {
        let planned = if part.planned { "yes" } else { "no" };
        table.row(
            part.cause.clone(),
            vec![
                Cell::words(planned),
                Cell::estimate(&part.downtime_s_per_year, span),
                Cell::estimate(&part.share, percent),
                Cell::estimate(&part.outages_per_year, digits),
            ],
        );
    }
    table.leave_out(service.causes.len().saturating_sub(MOST), "causes.csv");
    table
}

fn phases(name: &str, service: &Service) -> Table {
    let titles = ["Phase", "What is waited for", "Downtime a year#", "Share#"];
    let mut table = Table::new(format!("{name}: what its downtime is spent on"), &titles);
    for part in &service.phases {
        table.row(
            part.phase.replace('_', " "),
            vec![
                Cell::words(meaning(part.phase)),
                Cell::estimate(&part.downtime_s_per_year, span),
                Cell::estimate(&part.share, percent),
            ],
        );
    }
    table
}

/// Says what a moment in this phase waits for.
fn meaning(phase: &str) -> &'static str {
    match phase {
        "planned_work" => "an instance is stopped for planned work, or who could serve is under it",
        "split_brain_repair" => "damaged data are mended after a split brain",
        "disaster_recovery" => "the cluster is built up anew at another site",
        "failback" => "an instance moves back, or a recovered cluster goes home",
        "blocked_fencing" => {
            "no shot has worked: a person must make sure that the lost node is off"
        }
        "fencing" => "a lost node is being shot",
        "detection" => "nobody has noticed yet",
        "manual_recovery" => "a start has failed, and a person mends it",
        "takeover" => "the instance is started elsewhere",
        "resync" => "a copy of the data catches up",
        "reboot" => "a node boots, or is taken in",
        "repair" => "a component is repaired",
        _ => "",
    }
}

fn quantiles(name: &str, down: &Downtime) -> Table {
    let titles = ["Of all years", "Downtime at most#", "Availability at least#"];
    let mut table = Table::new(format!("{name}: good and bad years"), &titles);
    let rows = [
        ("half", down.p50, down.p50_ci95),
        ("9 in 10", down.p90, down.p90_ci95),
        ("19 in 20", down.p95, down.p95_ci95),
        ("99 in 100", down.p99, down.p99_ci95),
        ("all that were simulated", down.max, None),
    ];
    for (share, value, limits) in rows {
        let mut cell = Cell::number(value, span(value));
        if let Some([low, high]) = limits {
            cell = cell.with_range(&format!("{} to {}", span(low), span(high)));
        }
        let up = 1.0 - value / YEAR_S;
        table.row(share, vec![cell, Cell::number(up, availability(up, 0.0))]);
    }
    table
}
