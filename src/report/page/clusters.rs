//! What the page says of clusters.

use super::table::{Cell, Table};
use crate::report::console::label;
use crate::report::summarize::YEAR_S;
use crate::report::summary::{Cluster, Loss, Recovery, Summary};
use crate::report::units::{availability, count, digits, percent, span};
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
            None if up.mean == 1.0 => {
                Cell::number(1.0, "never down").with_range(&up.range(percent))
            }
            None => Cell::number(up.mean, "not known").with_range(&up.range(percent)),
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
        Some(note) if rate.mean == 0.0 => Cell::number(0.0, "none").with_range(&note),
        _ => cell,
    }
}

/// Returns everything that is known of each cluster.
pub(super) fn all(summary: &Summary) -> Vec<Table> {
    let whole = |(name, cluster): (&String, &Cluster)| whole(summary, name, cluster);
    summary.clusters.iter().take(MOST).map(whole).collect()
}

/// Everything that has happened in a cluster in a row each; what has not, in one sentence.
fn whole(summary: &Summary, name: &str, cluster: &Cluster) -> Table {
    let mut table = Table::new(format!("Cluster {name}"), &["What", "A year#"]);
    let mut never = Vec::new();
    let mut row = |what: &str, cell: Cell| table.row(what, vec![cell]);
    let times = |e: &Estimate| (e.mean, Cell::estimate(e, span));
    let mut found = vec![("time down".to_owned(), times(&cluster.downtime_s_per_year))];
    found.extend(cluster.rates.iter().map(|(key, rate)| (label(key).0, (rate.mean, seen(rate)))));
    let others = [
        ("blocked until a person confirms", times(&cluster.fencing_blocked_s_per_year)),
        ("both sides write", times(&cluster.split_brain_s_per_year)),
    ];
    found.extend(others.map(|(what, cell)| (what.to_owned(), cell)));
    if let Some(lost) = &cluster.lost_writes_s_per_year {
        found.push(("writes lost, in time".into(), times(lost)));
    }
    for (what, (mean, cell)) in found {
        if mean == 0.0 { never.push(what) } else { row(&what, cell) }
    }
    let shares = [
        ("trials with a split brain", &cluster.p_split_brain),
        ("trials with a data loss", &cluster.p_data_loss),
    ];
    // Where there is none it has been said.
    for (what, share) in shares.into_iter().filter(|(_, share)| share.mean > 0.0) {
        row(what, Cell::estimate(share, percent));
    }
    if let Some(Loss { p50, p95, max, .. }) = cluster.lost_writes_s.as_ref().filter(|l| l.max > 0.0)
    {
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
    if !never.is_empty() {
        let years = count((summary.trials as f64 * summary.horizon_s / YEAR_S).round() as u64);
        table.say(format!("Nothing seen in {years} years of: {}.", never.join(", ")));
    }
    table
}

fn spread(p50: f64, p95: f64, max: f64) -> Cell {
    if max == 0.0 {
        return Cell::number(0.0, "none seen");
    }
    let range = format!("95 in 100 at most {}, the worst {}", span(p95), span(max));
    Cell::number(p50, format!("half at most {}", span(p50))).with_range(&range)
}
