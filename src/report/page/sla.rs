//! What the page says of what is promised.

use super::service::{Tile, tile};
use super::table::{Cell, Table};
use crate::report::summary::{ErrorBudget, Sla};
use crate::report::units::{digits, money, percent, span};

/// An SLA as the page shows it.
pub(super) struct SlaView {
    /// The promise in a sentence.
    pub(super) promise: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) tiers: Table,
    /// What the downtime that is allowed is spent on; empty where none is.
    pub(super) budget: Table,
    /// How much of it is spent in all.
    pub(super) spent: String,
}

impl SlaView {
    pub(super) fn new(service: &str, sla: &Sla) -> SlaView {
        let budget = sla.error_budget.as_ref();
        SlaView {
            promise: promise(sla),
            tiles: tiles(sla),
            tiers: tiers(service, sla),
            budget: budget.map_or_else(|| Table::new("", &[]), |budget| spent_on(service, budget)),
            spent: budget.map(spent).unwrap_or_default(),
        }
    }
}

/// Returns what a period is called, alone and many.
fn period(sla: &Sla) -> (String, String) {
    match &*sla.period {
        "month" | "year" => (sla.period.clone(), format!("{}s", sla.period)),
        length => (format!("period of {length}"), format!("periods of {length}")),
    }
}

/// Returns a target or border as it was written: without digits that say nothing.
fn uptime(share: f64) -> String {
    let text = format!("{:.6}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

fn promise(sla: &Sla) -> String {
    let (one, many) = period(sla);
    let allows = sla.error_budget.as_ref().map_or(String::new(), |budget| {
        format!(", which allows {} of downtime", span(budget.budget_s))
    });
    let count = sla.periods;
    let has = if count == 1 { format!("one {one}") } else { format!("{count} {many}") };
    format!("Promised are {} of each {one}{allows}. A trial has {has}.", uptime(sla.target))
}

/// The chance to meet the promise, as the first of numbers.
pub(super) fn met(sla: &Sla) -> Tile {
    let label = match &*sla.period {
        "month" => "Months that meet the SLA",
        "year" => "Years that meet the SLA",
        _ => "Periods that meet the SLA",
    };
    let mut tile = tile(label, &sla.p_met, percent);
    tile.range = format!("{}; promised is {}", tile.range, uptime(sla.target));
    tile
}

fn tiles(sla: &Sla) -> Vec<Tile> {
    let mut tiles = vec![met(sla)];
    if sla.periods > 1 {
        tiles.push(tile("Trials with a miss", &sla.p_breach_in_horizon, percent));
    }
    if !sla.tiers.is_empty() {
        tiles.push(tile("Expected credit, of the fee", &sla.expected_credit, percent));
    }
    if let Some(cost) = &sla.expected_credit_cost_per_year {
        tiles.push(tile("Expected credits a year, in money", cost, money));
    }
    tiles
}

fn tiers(service: &str, sla: &Sla) -> Table {
    let titles = ["Uptime below", "Credit, of the fee#", "How many periods#"];
    let mut table = Table::new(format!("{service}: what is paid below which uptime"), &titles);
    for tier in &sla.tiers {
        let cells = vec![
            Cell::number(tier.credit, percent(tier.credit)),
            Cell::estimate(&tier.probability, percent),
        ];
        table.row(uptime(tier.below), cells);
    }
    table
}

fn spent(budget: &ErrorBudget) -> String {
    let e = &budget.spent_share;
    let share = |x: f64| format!("{} %", digits(x * 100.0));
    format!(
        "Of the {} of downtime that are allowed a mean of {} is spent ({}).",
        span(budget.budget_s),
        share(e.mean),
        e.range(share)
    )
}

fn spent_on(service: &str, budget: &ErrorBudget) -> Table {
    let titles = ["Cause", "Of the budget#", "Downtime in a period#"];
    let mut table =
        Table::new(format!("{service}: what the allowed downtime is spent on"), &titles);
    for part in &budget.causes {
        let s = part.share.mean * budget.budget_s;
        let share = |x: f64| format!("{} %", digits(x * 100.0));
        let cells = vec![Cell::estimate(&part.share, share), Cell::number(s, span(s))];
        table.row(part.cause.clone(), cells);
    }
    table
}
