//! What is promised of a service, as a person reads it.

use super::{Text, others};
use crate::report::summary::{ErrorBudget, Sla};
use crate::report::units::{availability, money, percent, rare, share_of, span, uptime};
use std::fmt::Write;

/// More causes than this are summed up.
const MOST: usize = 4;

impl Text {
    /// How often what is promised is kept, what it costs when it is not, and what spends the error budget.
    pub(super) fn sla(&mut self, sla: &Sla) {
        self.line(&format!("  Service level: {}", promise(sla)));
        let periods = match &*sla.period {
            "month" | "year" => format!("{}s", sla.period),
            _ => "periods".into(),
        };
        let met = &sla.p_met;
        let show = |x: f64| availability(x, met.standard_error);
        let kept = format!("{} ({})", show(met.mean), met.range(show));
        self.item(&format!("{periods} that keep it"), &kept);
        if sla.periods > 1 {
            let miss = &sla.p_breach_in_horizon;
            self.item("trials with a miss", &share_of("", miss));
        }
        for tier in sla.tiers.iter().filter(|tier| tier.below != sla.target) {
            let below = &tier.probability;
            let of = format!("{} ({})", rare(below.mean), below.range(rare));
            self.item(&format!("{periods} below {}", uptime(tier.below)), &of);
        }
        if !sla.tiers.is_empty() {
            let credit = &sla.expected_credit;
            let of = format!("{} of the fee ({})", rare(credit.mean), credit.range(rare));
            self.item("credit to expect", &of);
        }
        if let Some(cost) = &sla.expected_credit_cost_per_year {
            let of = format!("{} a year ({})", money(cost.mean), cost.range(money));
            self.item("which costs", &of);
        }
        if let Some(budget) = &sla.error_budget {
            self.budget(budget);
        }
        self.line("");
    }

    fn budget(&mut self, budget: &ErrorBudget) {
        let spent = &budget.spent_share;
        let of = format!("{} on average ({})", part(spent.mean), spent.range(part));
        self.item("error budget spent", &of);
        for cause in budget.causes.iter().take(MOST) {
            let planned = if cause.planned { " (planned)" } else { "" };
            self.item("", &format!("{} by {}{planned}", part(cause.share.mean), cause.cause));
        }
        if let Some(rest) = budget.causes.get(MOST..).filter(|rest| !rest.is_empty()) {
            let share: f64 = rest.iter().map(|cause| cause.share.mean).sum();
            self.item("", &format!("{} by {}", part(share), others(rest.len())));
        }
    }
}

/// Returns a share of a budget, which may be overspent.
pub(in crate::report) fn part(share: f64) -> String {
    if share > 1.0 + 1e-9 { format!("{:.0} %", share * 100.0) } else { percent(share) }
}

/// Says what is promised.
pub(in crate::report) fn promise(sla: &Sla) -> String {
    let period = match &*sla.period {
        "month" => "every month (730 h)".into(),
        "year" => "every year".into(),
        other => format!("every {other}"),
    };
    let mut text = format!("{} of {period}", uptime(sla.target));
    let _ = match &sla.error_budget {
        Some(budget) => write!(text, ", at most {} down", span(budget.budget_s)),
        None => write!(text, ", never down"),
    };
    if !sla.excludes.is_empty() {
        text.push_str("; planned work does not count");
    }
    if sla.ignore_under_s > 0.0 {
        let _ = write!(text, "; outages under {} do not count", span(sla.ignore_under_s));
    }
    text
}
