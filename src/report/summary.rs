//! The summary: every metric under the name that results have.

use crate::engine::{Ns, seconds, years};
use crate::ledger::{Count, Phase};
use crate::model::Model;
use crate::scenario::Source;
use crate::statistics::{Distribution, Estimate, Joint, Moments};
use crate::study::{ClusterTally, ComponentTally, End, Look, PartTally, SEEN, ServiceTally, Study};
use indexmap::IndexMap;
use serde::Serialize;

/// Seconds of a year.
const YEAR_S: f64 = 31_536_000.0;

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
    /// By name.
    pub services: IndexMap<String, Service>,
    /// By name.
    pub clusters: IndexMap<String, Cluster>,
    /// By name.
    pub components: IndexMap<String, Component>,
}

/// Which scenario a summary is about.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: String,
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
    /// Half of the trials have less.
    pub p50: f64,
    /// Nine in ten have less.
    pub p90: f64,
    /// 19 in 20 have less.
    pub p95: f64,
    /// 99 in 100 have less.
    pub p99: f64,
    /// The worst trial.
    pub max: f64,
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
}

/// What one cause has brought about.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its name.
    pub cause: String,
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
}

/// Turns a study into its summary.
pub fn summarize(model: &Model, source: &Source, study: &Study, seed: u64) -> Summary {
    let tally = &study.tally;
    let context = Context { horizon: model.horizon };
    let service =
        |(i, name): (usize, &String)| (name.clone(), context.service(study, i, &tally.services[i]));
    let cluster = |(i, cluster): (usize, &crate::model::Cluster)| {
        (cluster.name.clone(), context.cluster(&tally.clusters[i]))
    };
    let component = |(i, component): (usize, &crate::model::Component)| {
        (component.name.clone(), context.component(&tally.components[i]))
    };
    let mut warnings = source.warnings.clone();
    warnings.extend(ended_early(study));
    for (name, tally) in model.services.iter().zip(&tally.services) {
        warnings.extend(one_trial_dominates(name, &tally.downtime_s));
    }
    Summary {
        quorate: env!("CARGO_PKG_VERSION"),
        scenario: About { name: model.name.clone(), sha256: source.sha256.clone() },
        seed,
        trials: tally.trials,
        horizon_s: seconds(model.horizon),
        events: tally.events,
        interrupted: study.end == End::Interrupted,
        method: "plain",
        warnings,
        services: model.services.iter().enumerate().map(service).collect(),
        clusters: model.clusters.iter().enumerate().map(cluster).collect(),
        components: model.components.iter().enumerate().map(component).collect(),
    }
}

/// Says so when a study ended before it had what was asked for.
fn ended_early(study: &Study) -> Option<String> {
    let trials = study.tally.trials;
    match study.end {
        End::Complete | End::Precise => None,
        End::Interrupted => {
            Some(format!("interrupted after {trials} trials; they are a run of that many trials"))
        }
        End::Budget => {
            let reached = study.looks.last().map_or(f64::INFINITY, Look::half_width);
            let reached = if reached.is_finite() {
                format!("the interval is ±{:.1} %", reached * 100.0)
            } else {
                format!("fewer than {SEEN} of them saw an outage of every service")
            };
            Some(format!("{trials} trials did not reach the precision asked for: {reached}"))
        }
    }
}

/// Says so when one trial carries so much of the downtime that the estimate hangs on it.
fn one_trial_dominates(service: &str, downtime_s: &Moments) -> Option<String> {
    let share = downtime_s.max / downtime_s.total();
    (downtime_s.hits >= 10 && share > 0.05).then(|| {
        let percent = share * 100.0;
        format!(
            "service `{service}`: one trial carries {percent:.0} % of all downtime; more trials would steady the estimate"
        )
    })
}

struct Context {
    horizon: Ns,
}

impl Context {
    fn years(&self) -> f64 {
        years(self.horizon)
    }

    /// Seconds down in a trial become seconds down in a year.
    fn downtime(&self, moments: &Moments) -> Estimate {
        Estimate::mean(&moments.scaled(1.0 / self.years()), YEAR_S)
    }

    fn rate(&self, moments: &Moments) -> Estimate {
        Estimate::rate(moments, self.years())
    }

    fn service(&self, study: &Study, i: usize, tally: &ServiceTally) -> Service {
        let n = tally.downtime_s.n;
        let downtime = self.downtime(&tally.downtime_s);
        let availability = downtime.complement(YEAR_S);
        let (yearly, outage) = (&study.yearly_down[i], &study.outage[i]);
        Service {
            nines: nines(&downtime),
            available_at_end: Estimate::share(tally.up_at_end, n),
            outages_cut_by_horizon: tally.cut,
            outages_per_year: self.rate(&tally.outages),
            outage_s: outage_length(&tally.outage_s, tally.outages.hits, outage),
            time_between_outages_s: Estimate::ratio(
                &self.uptime(&tally.outage_s),
                tally.outages.hits,
            ),
            p_no_outage: Estimate::share(n - tally.outages.hits, n),
            causes: self.causes(study, tally),
            phases: self.phases(tally),
            availability,
            downtime_s_per_year: Downtime {
                p50: yearly.quantile_s(0.5),
                p90: yearly.quantile_s(0.9),
                p95: yearly.quantile_s(0.95),
                p99: yearly.quantile_s(0.99),
                max: tally.downtime_s.max / self.years(),
                mean: downtime,
            },
        }
    }

    /// Turns outages and downtime of a trial into outages and up time.
    fn uptime(&self, joint: &Joint) -> Joint {
        Joint { mean_y: seconds(self.horizon) - joint.mean_y, xy: -joint.xy, ..*joint }
    }

    fn causes(&self, study: &Study, tally: &ServiceTally) -> Vec<Part> {
        let seen = study.causes.iter().zip(&tally.causes).filter(|(_, part)| part.outages.hits > 0);
        let part = |(name, part): (&String, &PartTally)| Part {
            cause: name.clone(),
            downtime_s_per_year: self.downtime(&part.downtime_s),
            share: Estimate::part(&part.share),
            outages_per_year: self.rate(&part.outages),
        };
        let mut parts: Vec<Part> = seen.map(part).collect();
        parts.sort_by(|a, b| b.downtime_s_per_year.mean.total_cmp(&a.downtime_s_per_year.mean));
        parts
    }

    fn phases(&self, tally: &ServiceTally) -> Vec<PhasePart> {
        let seen =
            Phase::ALL.iter().zip(&tally.phases).filter(|(_, part)| part.downtime_s.hits > 0);
        let part = |(phase, part): (&Phase, &PartTally)| PhasePart {
            phase: phase.name(),
            downtime_s_per_year: self.downtime(&part.downtime_s),
            share: Estimate::part(&part.share),
        };
        let mut parts: Vec<PhasePart> = seen.map(part).collect();
        parts.sort_by(|a, b| b.downtime_s_per_year.mean.total_cmp(&a.downtime_s_per_year.mean));
        parts
    }

    fn cluster(&self, tally: &ClusterTally) -> Cluster {
        let downtime = self.downtime(&tally.downtime_s);
        let rates = Count::ALL.iter().zip(&tally.counts);
        let share = |count: Count| {
            let moments = &tally.counts[count as usize];
            Estimate::share(moments.hits, moments.n)
        };
        Cluster {
            availability: downtime.complement(YEAR_S),
            downtime_s_per_year: downtime,
            rates: rates.map(|(count, moments)| (count.name(), self.rate(moments))).collect(),
            fencing_blocked_s_per_year: self.downtime(&tally.fencing_blocked_s),
            split_brain_s_per_year: self.downtime(&tally.split_brain_s),
            p_split_brain: share(Count::SplitBrain),
            p_data_loss: share(Count::DataLoss),
        }
    }

    fn component(&self, tally: &ComponentTally) -> Component {
        let downtime = self.downtime(&tally.downtime_s);
        Component {
            availability: downtime.complement(YEAR_S),
            failures_per_year: self.rate(&tally.failures),
            downtime_s_per_year: downtime,
            service_downtime_share: Estimate::part(&tally.share),
        }
    }
}

/// More nines than this cannot be told from 1 in double precision.
const MOST_NINES: f64 = 16.0;

fn nines(downtime: &Estimate) -> Estimate {
    let of = |down_s: f64| (-(down_s / YEAR_S).log10()).clamp(0.0, MOST_NINES);
    // The derivative of −log₁₀(x) carries the standard error over.
    let standard_error = if downtime.mean > 0.0 {
        downtime.standard_error / (downtime.mean * std::f64::consts::LN_10)
    } else {
        0.0
    };
    downtime.mapped(standard_error, of)
}

fn outage_length(joint: &Joint, hits: u64, outage: &Distribution) -> OutageLength {
    OutageLength {
        mean: Estimate::ratio(joint, hits),
        p50: outage.quantile_s(0.5),
        p95: outage.quantile_s(0.95),
        max: outage.quantile_s(1.0),
    }
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
