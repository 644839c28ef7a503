//! Several runs in one table.

use super::grid::Grid;
use super::summary::{Cluster, Service, Summary};
use super::units::{availability, digits, percent, span};

/// Headings are broken to about this width.
const HEADING: usize = 11;

/// Returns one table of several runs: a row for each service.
pub fn overview(summaries: &[Summary]) -> String {
    let has_sla = summaries.iter().flat_map(|s| s.services.values()).any(|s| s.sla.is_some());
    let mut grid = Grid::new(&[1]);
    let mut header = vec!["scenario", "service", "availability", "down a year", "95 % interval"];
    header.extend(["95 in 100 at most", "outages", "split brains", "data losses"]);
    if has_sla {
        header.push("SLA met");
    }
    grid.heading(header, HEADING);
    for summary in summaries {
        for (name, service) in &summary.services {
            grid.row(row(summary, name, service, has_sla));
        }
    }
    grid.lines(0)
}

fn row(summary: &Summary, name: &str, service: &Service, has_sla: bool) -> Vec<String> {
    let down = &service.downtime_s_per_year;
    let a = &service.availability;
    // Split brains and data losses are those of all clusters.
    let all = |rate: &str| {
        let of = |cluster: &Cluster| cluster.rates.get(rate).map_or(0.0, |e| e.mean);
        let sum: f64 = summary.clusters.values().map(of).sum();
        if summary.clusters.is_empty() { "–".to_owned() } else { digits(sum) }
    };
    let mut cells = vec![
        summary.scenario.name.clone(),
        name.to_owned(),
        availability(a.mean, a.standard_error),
        span(down.mean.mean),
        down.mean.range(span),
        span(down.p95),
        digits(service.outages_per_year.mean),
        all("split_brains_per_year"),
        all("data_losses_per_year"),
    ];
    if has_sla {
        let met = service.sla.as_ref().map(|sla| percent(sla.p_met.mean));
        cells.push(met.unwrap_or_else(|| "–".to_owned()));
    }
    cells
}
