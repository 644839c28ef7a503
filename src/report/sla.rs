//! What was counted of a service level agreement becomes its part of the summary.

use super::summarize::YEAR_S;
use super::summary::{BudgetPart, ErrorBudget, Sla, SlaTier};
use crate::engine::seconds;
use crate::model::{self, Periods};
use crate::statistics::{Estimate, Moments};
use crate::study::{LimitTally, SlaTally};

/// Returns what is promised of a service and how often it is kept, if anything is promised; causes by name, and
/// whether somebody has planned them; how long an outage may be though none that long was seen.
pub(super) fn sla(
    periods: &Periods,
    tally: Option<&SlaTally>,
    causes: &[(&str, bool)],
    possible_outage_s: f64,
) -> Option<Sla> {
    let (terms, tally) = (periods.sla.as_ref()?, tally?);
    let missed = &tally.missed.share;
    let credit = Credit::new(terms, tally, periods.count);
    let periods_per_year = YEAR_S / seconds(periods.length);
    let tiers = terms.tiers.iter().zip(&tally.below).map(|(tier, below)| SlaTier {
        below: tier.below,
        credit: tier.credit,
        probability: share(below, periods.count),
    });
    Some(Sla {
        target: terms.target,
        period: terms.period.clone(),
        period_s: seconds(periods.length),
        periods: periods.count,
        excludes: periods.excludes_planned.then_some("maintenance").into_iter().collect(),
        ignore_under_s: seconds(periods.ignore_under),
        p_met: met(&tally.missed, periods.count),
        p_breach_in_horizon: Estimate::share(missed.hits, missed.n),
        expected_credit: credit.times(1.0),
        expected_credit_cost_per_year: terms.fee.map(|fee| credit.times(fee * periods_per_year)),
        tiers: tiers.collect(),
        error_budget: (terms.target < 1.0)
            .then(|| budget(periods, terms, tally, causes, possible_outage_s)),
    })
}

/// Returns the share of periods beyond a limit; with one period in each trial it is one of trials.
fn share(beyond: &LimitTally, periods: u64) -> Estimate {
    let m = &beyond.share;
    match periods {
        1 => Estimate::share(m.hits, m.n),
        _ => Estimate::bounded(m, 1.0, beyond.all),
    }
}

/// Returns the share of periods within a limit.
fn met(beyond: &LimitTally, periods: u64) -> Estimate {
    let m = &beyond.share;
    match periods {
        1 => Estimate::share(m.n - m.hits, m.n),
        _ => Estimate::bounded(m, 1.0, beyond.all).complement(1.0),
    }
}

/// The mean credit of a period.
struct Credit<'t> {
    moments: &'t Moments,
    /// What is paid at most.
    most: f64,
    /// Trials in which that was due in every period.
    full: u64,
    /// The periods of a trial; in one of them the most may be due though it never was.
    periods: u64,
}

impl<'t> Credit<'t> {
    fn new(terms: &model::Sla, tally: &'t SlaTally, periods: u64) -> Self {
        let most = terms.tiers.last().map_or(0.0, |tier| tier.credit);
        let first = terms.tiers.iter().position(|tier| tier.credit == most);
        let full = first.map_or(0, |i| tally.below[i].all);
        Credit { moments: &tally.credit, most, full, periods }
    }

    /// Returns it times a factor; where nothing is ever paid it is 0 and not merely unseen.
    fn times(&self, factor: f64) -> Estimate {
        if self.most * factor > 0.0 {
            let most = self.most * factor;
            Estimate::bounded(&self.moments.scaled(factor), most, self.full)
                .allowing(most / self.periods as f64)
        } else {
            Estimate::known(0.0)
        }
    }
}

fn budget(
    periods: &Periods,
    terms: &model::Sla,
    tally: &SlaTally,
    causes: &[(&str, bool)],
    possible_outage_s: f64,
) -> ErrorBudget {
    let budget_s = terms.budget_s;
    let (most, all_s) = (seconds(periods.length) / budget_s, budget_s * periods.count as f64);
    let spent = |spent_s: &Moments| {
        Estimate::mean(&spent_s.scaled(1.0 / all_s), most).allowing(possible_outage_s / all_s)
    };
    let seen = causes.iter().zip(&tally.causes).filter(|(_, spent_s)| spent_s.hits > 0);
    let mut parts: Vec<BudgetPart> = seen
        .map(|((cause, planned), spent_s)| BudgetPart {
            cause: (*cause).into(),
            planned: *planned,
            share: spent(spent_s),
        })
        .collect();
    parts.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
    ErrorBudget { budget_s, spent_share: spent(&tally.spent_s), causes: parts }
}
