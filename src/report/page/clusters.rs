//! What the page says of clusters.

use super::table::{Cell, Table};
use crate::report::console::label;
use crate::report::summary::{Cluster, Loss, Recovery, Summary};
use crate::report::units::{availability, digits, percent, span};
use crate::statistics::Estimate;

/// More clusters than this are left to the CSV file.
const MOST: usize = 100;

/// Returns what people ask first of clusters, in one table.
pub(super) fn glance(summary: &Summary) -> Table {
    let titles = [
        "Cluster",
        "Available#",
        "Split brains a year#",
        "Data losses a year#",
        "Failovers a year#",
    ];
    let mut table = Table::new("Clusters: split brains and data loss", &titles);
    for (name, cluster) in summary.clusters.iter().take(MOST) {
        let up = &cluster.availability;
        let rate = |key: &str| cluster.rates.get(key).map_or(Cell::words(""), seen);
        let available = match up.ci95 {
            Some(_) => Cell::estimate(up, |x| availability(x, up.standard_error)),
            None => Cell::number(up.mean, "not known").with_range(up.range(percent)),
        };
        let cells = vec![
            available,
            rate("split_brains_per_year"),
            rate("data_losses_per_year"),
            rate("failovers_per_year"),
        ];
        table.row(name.clone(), cells);
    }
    table.leave_out(summary.clusters.len().saturating_sub(MOST), "clusters.csv");
    table
}

/// A rate: what was never seen is not 0, but at most so often.
fn seen(rate: &Estimate) -> Cell {
    let note = rate.note.clone();
    let cell = Cell::estimate(rate, digits);
    match note {
        Some(note) if rate.mean == 0.0 => Cell::number(0.0, "none").with_range(note),
        _ => cell,
    }
}

/// Returns everything that is known of each cluster.
pub(super) fn all(summary: &Summary) -> Vec<Table> {
    summary.clusters.iter().take(MOST).map(|(name, cluster)| whole(name, cluster)).collect()
}

fn whole(name: &str, cluster: &Cluster) -> Table {
    let titles = ["What", "In a year, or each#"];
    let mut table = Table::new(format!("Cluster {name}"), &titles);
    let mut row = |what: &str, cell: Cell| table.row(what, vec![cell]);
    row("time down", Cell::estimate(&cluster.downtime_s_per_year, span));
    for (key, rate) in &cluster.rates {
        row(&label(key).0, seen(rate));
    }
    row(
        "blocked until a person confirms",
        Cell::estimate(&cluster.fencing_blocked_s_per_year, span),
    );
    row("both sides write", Cell::estimate(&cluster.split_brain_s_per_year, span));
    row("trials with a split brain", Cell::estimate(&cluster.p_split_brain, percent));
    row("trials with a data loss", Cell::estimate(&cluster.p_data_loss, percent));
    if let Some(lost) = &cluster.lost_writes_s_per_year {
        row("writes lost, in time", Cell::estimate(lost, span));
    }
    if let Some(Loss { p50, p95, max, .. }) = &cluster.lost_writes_s {
        row("writes one loss takes, in time", spread(*p50, *p95, *max));
    }
    let recoveries = [
        ("a disaster recovery takes", &cluster.recovery_time_s),
        ("and loses, in time", &cluster.recovery_point_s),
    ];
    for (what, recovery) in recoveries {
        if let Some(Recovery { mean, p50, p95, max, .. }) = recovery {
            row(what, Cell::estimate(mean, span));
            row(&format!("{what}: spread"), spread(*p50, *p95, *max));
        }
    }
    table
}

fn spread(p50: f64, p95: f64, max: f64) -> Cell {
    if max == 0.0 {
        return Cell::number(0.0, "none seen");
    }
    let range = format!("95 in 100 at most {}, the worst {}", span(p95), span(max));
    Cell::number(p50, format!("half at most {}", span(p50))).with_range(range)
}
