//! What the page says of components, those first that cost most.

use super::table::{Cell, Table};
use crate::model::Model;
use crate::report::summary::{Component, Summary};
use crate::report::units::{availability, digits, money, percent, span};

/// More components than this are left to the CSV file.
const MOST: usize = 300;

/// Returns all components by what they cost.
pub(super) fn table(model: &Model, summary: &Summary) -> Table {
    let mut titles = vec![
        "Component",
        "Kind",
        "Costs, of downtime a year#",
        "Share of all downtime#",
        "Failures a year#",
        "Down itself, a year#",
        "Available#",
    ];
    if summary.cost_per_year.is_some() {
        titles.push("Money a year#");
    }
    let mut table = Table::new("Components, by the downtime that their faults began", &titles);
    let whole_s: f64 = summary.services.values().map(|s| s.downtime_s_per_year.mean.mean).sum();
    let mut ranked: Vec<(usize, &String, &Component)> =
        summary.components.iter().enumerate().map(|(i, (name, c))| (i, name, c)).collect();
    let cost = |c: &Component| (c.service_downtime_share.mean, c.downtime_s_per_year.mean);
    ranked.sort_by(|(.., a), (.., b)| {
        let ((a, own_a), (b, own_b)) = (cost(a), cost(b));
        b.total_cmp(&a).then(own_b.total_cmp(&own_a))
    });
    for (i, name, c) in ranked.into_iter().take(MOST) {
        let mut row = cells(model.components[i].kind.word(), c, whole_s);
        if summary.cost_per_year.is_some() {
            let cost = c.cost_per_year.unwrap_or_default();
            row.push(Cell::number(cost, money(cost)));
        }
        table.row(name.clone(), row);
    }
    table.leave_out(summary.components.len().saturating_sub(MOST), "components.csv");
    table
}

/// Says what all components cost in money, where the scenario names that.
pub(super) fn price(summary: &Summary) -> String {
    let told = |all: f64| format!("All components together cost {} a year.", money(all));
    summary.cost_per_year.map(told).unwrap_or_default()
}

fn cells(kind: &str, c: &Component, whole_s: f64) -> Vec<Cell> {
    let share = &c.service_downtime_share;
    let up = &c.availability;
    let cost = share.mean * whole_s;
    vec![
        Cell::words(kind),
        Cell::number(cost, span(cost)),
        Cell::estimate(share, percent),
        Cell::estimate(&c.failures_per_year, digits),
        Cell::estimate(&c.downtime_s_per_year, span),
        Cell::number(up.mean, availability(up.mean, up.standard_error)),
    ]
}
