//! The summary: every metric under the name that results have.

use crate::statistics::{Estimate, Moments, Spans};
use indexmap::IndexMap;
use serde::Serialize;
use std::sync::Arc;

/// Everything that a run has found, as `summary.json` has it.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Version of the program.
    pub quorate: &'static str,
    /// Which scenario.
    pub scenario: About,
    /// The seed of all streams.
    pub seed: u64,
    /// How many trials.
    pub trials: u64,
    /// What one trial simulates, in seconds.
    pub horizon_s: f64,
    /// How many events in all.
    pub events: u64,
    /// Whether the run was cut short: it is then one of as many trials as it has.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// How the estimates were made.
    pub method: &'static str,
    /// What the reader should know before trusting the numbers.
    pub warnings: Vec<String>,
    /// What all components cost a year, in the currency of the scenario; not there where it names no cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per_year: Option<f64>,
    /// By name.
    pub services: IndexMap<String, Service>,
    /// By name.
    pub clusters: IndexMap<String, Cluster>,
    /// By name.
    pub components: IndexMap<String, Component>,
    /// What `quorate check --baseline` needs to know of this run: by metric, the moments of what the trials had,
    /// in a year if it is a time.
    pub moments: IndexMap<String, Moments>,
}

/// Which scenario a summary is about.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// SHA-256 of its file, of what that extends and of what was set.
    pub sha256: String,
    /// What the command line changed in it, if anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
}

/// What was found of a service.
#[derive(Clone, Debug, Serialize)]
pub struct Service {
    /// Share of the time in which it is up.
    pub availability: Estimate,
    /// −log₁₀ of the unavailability.
    pub nines: Estimate,
    /// Share of trials at whose end it was up.
    pub available_at_end: Estimate,
    /// What share of the requests gets an answer: none while it is down, and not those that a load balancer
    /// sends to somebody who does not answer, nor those that are more than members can do. Each moment counts
    /// by what is asked in it.
    pub served_fraction: Estimate,
    /// How many sessions are lost in a year.
    pub sessions_lost_per_year: Estimate,
    /// Outages that the end of a trial cut off.
    pub outages_cut_by_horizon: u64,
    /// Seconds down in a year.
    pub downtime_s_per_year: Downtime,
    /// How many outages a year.
    pub outages_per_year: Estimate,
    /// How long an outage lasts.
    pub outage_s: OutageLength,
    /// Up time between outages, in seconds.
    pub time_between_outages_s: Estimate,
    /// Share of trials without an outage.
    pub p_no_outage: Estimate,
    /// Seconds a year in outages of planned work.
    pub planned_downtime_s_per_year: Estimate,
    /// Share of the time in which it is not in an outage of anything but planned work.
    pub unplanned_availability: Estimate,
    /// Share of the time in which it is up but one failure of a component from down, takeovers aside: when
    /// cluster software has done what it can after that failure, and those have crashed who are asked too much
    /// because of it, the service is down. Looked for at a random moment of one trial in eight or more.
    pub at_risk_share: Estimate,
    /// What is promised of it, and how often that is kept; there where it has an `sla`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla: Option<Sla>,
    /// Where the downtime comes from, the largest first.
    pub causes: Vec<Part>,
    /// What the downtime was spent on, the largest first.
    pub phases: Vec<PhasePart>,
}

/// Downtime of a year: its mean and how the trials are spread around it.
#[derive(Clone, Debug, Serialize)]
pub struct Downtime {
    /// The mean.
    #[serde(flatten)]
    pub mean: Estimate,
    /// Half of the trials have at most this.
    pub p50: f64,
    /// The distribution-free 95 % limits of `p50`, where there are enough trials for them.
    pub p50_ci95: Option<[f64; 2]>,
    /// Nine in ten have at most this.
    pub p90: f64,
    /// The limits of `p90`.
    pub p90_ci95: Option<[f64; 2]>,
    /// 19 in 20 have at most this.
    pub p95: f64,
    /// The limits of `p95`.
    pub p95_ci95: Option<[f64; 2]>,
    /// 99 in 100 have at most this.
    pub p99: f64,
    /// The limits of `p99`.
    pub p99_ci95: Option<[f64; 2]>,
    /// The worst trial.
    pub max: f64,
    /// Its number, the first of those that were as bad; `quorate trace` tells its story.
    pub worst_trial: Option<u64>,
    /// Which share of all downtime the worst trial carries.
    pub worst_trial_share: f64,
    /// The trials' yearly figures.
    #[serde(skip)]
    pub each: Arc<Spans>,
}

/// How long an outage lasts, in seconds; quantiles of those that ended before their trial did.
#[derive(Clone, Debug, Serialize)]
pub struct OutageLength {
    /// The mean over all, also those cut off.
    #[serde(flatten)]
    pub mean: Estimate,
    /// Half are shorter.
    pub p50: f64,
    /// 19 in 20 are shorter.
    pub p95: f64,
    /// The longest.
    pub max: f64,
    /// Each of them.
    #[serde(skip)]
    pub each: Arc<Spans>,
}

/// How often what is promised of a service is kept, and what it costs when it is not.
///
/// Each trial is cut into whole periods. Periods of one trial depend on each other, so a mean over periods is
/// one over trials of the mean of their periods.
#[derive(Clone, Debug, Serialize)]
pub struct Sla {
    /// The uptime that is promised for each period.
    pub target: f64,
    /// How long that is: `month` (730 h), `year`, or a duration.
    pub period: String,
    /// The same in seconds.
    pub period_s: f64,
    /// How many whole periods a trial has.
    pub periods: u64,
    /// What does not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<&'static str>,
    /// Outages shorter than this do not count, in seconds.
    pub ignore_under_s: f64,
    /// The share of periods that meet the target.
    pub p_met: Estimate,
    /// The share of trials with a period that does not.
    pub p_breach_in_horizon: Estimate,
    /// The mean credit of a period, as a share of its fee.
    pub expected_credit: Estimate,
    /// That in money; there where there is a `fee`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_credit_cost_per_year: Option<Estimate>,
    /// What is paid below which uptime, the highest first.
    pub tiers: Vec<SlaTier>,
    /// The downtime that the target allows and what it is spent on; not there where it allows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_budget: Option<ErrorBudget>,
}

impl Sla {
    /// Returns what to call one of its periods: `month`, `year`, or `period of 90d`.
    pub(super) fn period_word(&self) -> String {
        match &*self.period {
            "month" | "year" => self.period.clone(),
            other => format!("period of {other}"),
        }
    }
}

/// What an uptime below a border is paid, and how often that is due.
#[derive(Clone, Debug, Serialize)]
pub struct SlaTier {
    /// The border.
    pub below: f64,
    /// The share of the fee.
    pub credit: f64,
    /// The share of periods with an uptime below the border; those below lower borders too.
    pub probability: Estimate,
}

/// The downtime that a target allows, and what it is spent on.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorBudget {
    /// The seconds of downtime that the target allows in a period.
    pub budget_s: f64,
    /// The mean downtime of a period that counts, as a share of the budget; above 1 if it is overspent.
    pub spent_share: Estimate,
    /// What it is spent on, the largest first; these shares add up to the one spent.
    pub causes: Vec<BudgetPart>,
}

/// What one cause spends of an error budget.
#[derive(Clone, Debug, Serialize)]
pub struct BudgetPart {
    /// Its name.
    pub cause: String,
    /// Whether somebody has planned it: work, or a move back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// The share of the budget.
    pub share: Estimate,
}

/// What one cause has brought about.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its name.
    pub cause: String,
    /// Whether somebody has planned it: work, or a move back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// Seconds a year.
    pub downtime_s_per_year: Estimate,
    /// Share of the service's downtime.
    pub share: Estimate,
    /// Outages a year.
    pub outages_per_year: Estimate,
}

/// What one phase has taken.
#[derive(Clone, Debug, Serialize)]
pub struct PhasePart {
    /// Its name.
    pub phase: &'static str,
    /// Seconds a year.
    pub downtime_s_per_year: Estimate,
    /// Share of the service's downtime.
    pub share: Estimate,
}

/// What was found of a cluster.
#[derive(Clone, Debug, Serialize)]
pub struct Cluster {
    /// Share of the time in which it serves enough instances.
    pub availability: Estimate,
    /// Seconds a year in which it does not.
    pub downtime_s_per_year: Estimate,
    /// How often what happens, by name.
    #[serde(flatten)]
    pub rates: IndexMap<&'static str, Estimate>,
    /// Seconds a year in which recovery waits for a person to confirm that a member is off.
    pub fencing_blocked_s_per_year: Estimate,
    /// Seconds a year in which two members write the same data.
    pub split_brain_s_per_year: Estimate,
    /// Share of trials with a split brain.
    pub p_split_brain: Estimate,
    /// Share of trials with a data loss.
    pub p_data_loss: Estimate,
    /// Seconds a year whose writes are lost; not there where nothing says what a loss costs: without
    /// replicated data or disaster recovery no backup has an age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_writes_s_per_year: Option<Estimate>,
    /// How long a time's writes one loss takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_writes_s: Option<Loss>,
    /// How long a recovery from a disaster takes that works: from when the cluster goes down until it is up
    /// where it goes on, in seconds; there where the cluster has a plan for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_time_s: Option<Recovery>,
    /// How long a time's writes a recovery from a disaster loses, in seconds; there where the cluster has a plan
    /// for it, 0 where it has no data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_point_s: Option<Recovery>,
}

/// What a recovery from a disaster takes, of those that have worked; 0 where there was none.
#[derive(Clone, Debug, Serialize)]
pub struct Recovery {
    /// The mean.
    #[serde(flatten)]
    pub mean: Estimate,
    /// Half take less.
    pub p50: f64,
    /// 19 in 20 take less.
    pub p95: f64,
    /// The largest.
    pub max: f64,
    /// Each of them.
    #[serde(skip)]
    pub each: Arc<Spans>,
}

/// How long a time's writes one loss takes, in seconds; 0 where there was none.
#[derive(Clone, Debug, Serialize)]
pub struct Loss {
    /// Half take less.
    pub p50: f64,
    /// 19 in 20 take less.
    pub p95: f64,
    /// The largest.
    pub max: f64,
    /// Each of them.
    #[serde(skip)]
    pub each: Arc<Spans>,
}

/// What was found of a component.
#[derive(Clone, Debug, Serialize)]
pub struct Component {
    /// Share of the time in which it is up.
    pub availability: Estimate,
    /// How often one of its faults strikes.
    pub failures_per_year: Estimate,
    /// Seconds a year in which it is down.
    pub downtime_s_per_year: Estimate,
    /// Share of all services' downtime that its faults caused.
    pub service_downtime_share: Estimate,
    /// What it costs a year; there where the scenario names the cost of any component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per_year: Option<f64>,
}

impl Estimate {
    /// Returns the interval as text with a format of the caller's, or the note.
    pub(super) fn range(&self, show: impl Fn(f64) -> String) -> String {
        match (&self.ci95, &self.note) {
            (Some([low, high]), _) => format!("{} to {}", show(*low), show(*high)),
            (None, Some(note)) => note.clone(),
            (None, None) => String::new(),
        }
    }
}
