//! What the page says of what is promised.

use super::service::{Tile, tile};
use super::table::{Cell, Table};
use crate::report::console::{part, promise};
use crate::report::summary::{ErrorBudget, Sla};
use crate::report::units::{availability, money, percent, rare, span, unbroken, uptime};

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
            promise: promised(sla),
            tiles: tiles(sla),
            tiers: tiers(service, sla),
            budget: budget.map_or_else(|| Table::new("", &[]), |budget| spent_on(service, budget)),
            spent: budget.map(spent).unwrap_or_default(),
        }
    }
}

/// Says what is promised, and how often it is looked at.
fn promised(sla: &Sla) -> String {
    let there_are = match sla.periods {
        1 => "There is one in a trial".to_owned(),
        n => format!("There are {n} in a trial"),
    };
    format!("Promised: {}. {there_are}.", promise(sla))
}

/// The chance to meet the promise, as the first of numbers.
pub(super) fn met(sla: &Sla) -> Tile {
    let label = match &*sla.period {
        "month" => "Months that meet the SLA",
        "year" => "Years that meet the SLA",
        _ => "Periods that meet the SLA",
    };
    let met = &sla.p_met;
    let mut tile = tile(label, met, |x| availability(x, met.standard_error));
    tile.range = format!("{}; promised is {}", tile.range, unbroken(&uptime(sla.target)));
    tile
}

fn tiles(sla: &Sla) -> Vec<Tile> {
    let mut tiles = vec![met(sla)];
    if sla.periods > 1 {
        tiles.push(tile("Trials with a miss", &sla.p_breach_in_horizon, percent));
    }
    if !sla.tiers.is_empty() {
        tiles.push(tile("Expected credit, of the fee", &sla.expected_credit, rare));
    }
    if let Some(cost) = &sla.expected_credit_cost_per_year {
        tiles.push(tile("Expected credits a year, in money", cost, money));
    }
    tiles
}

fn tiers(service: &str, sla: &Sla) -> Table {
    let how_many = match &*sla.period {
        "month" => "How many months#",
        "year" => "How many years#",
        _ => "How many periods#",
    };
    let titles = ["Uptime below", "Credit, of the fee#", how_many];
    let mut table = Table::new(format!("{service}: what is paid below which uptime"), &titles);
    for tier in &sla.tiers {
        let cells = vec![
            Cell::number(tier.credit, percent(tier.credit)),
            Cell::estimate(&tier.probability, rare),
        ];
        table.row(uptime(tier.below), cells);
    }
    table
}

fn spent(budget: &ErrorBudget) -> String {
    let e = &budget.spent_share;
    format!(
        "Of the {} of downtime that are allowed a mean of {} is spent ({}).",
        span(budget.budget_s),
        part(e.mean),
        e.range(part)
    )
}

fn spent_on(service: &str, budget: &ErrorBudget) -> Table {
    let titles = ["Cause", "Planned", "Of the budget#", "Downtime in each#"];
    let mut table =
        Table::new(format!("{service}: what the allowed downtime is spent on"), &titles);
    for cause in &budget.causes {
        let s = cause.share.mean * budget.budget_s;
        let planned = if cause.planned { "yes" } else { "no" };
        let cells = vec![
            Cell::words(planned),
            Cell::estimate(&cause.share, part),
            Cell::number(s, span(s)),
        ];
        table.row(cause.cause.clone(), cells);
    }
    table
}
