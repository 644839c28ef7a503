//! A study becomes its summary.

use super::gate::is_held;
use super::sla::sla;
use super::summary::{
    About, Cluster, Component, Downtime, Loss, OutageLength, Part, PhasePart, Recovery, Service,
    Sla, Summary,
};
use crate::engine::{Ns, seconds, years};
use crate::ledger::{Count, Phase};
use crate::model::Model;
use crate::scenario::{Costs, Source, costs};
use crate::statistics::{Distribution, Estimate, Joint, Moments, Spans};
use crate::study::{
    ClusterTally, ComponentTally, End, Look, PartTally, RecoveryTally, SEEN, ServiceTally, Study,
};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Seconds of a year.
pub(super) const YEAR_S: f64 = 31_536_000.0;

/// Turns a study into its summary.
pub fn summarize(model: &Model, source: &Source, study: &Study, seed: u64) -> Summary {
    let tally = &study.tally;
    let has_sessions = |i: usize| model.sessions.iter().any(|s| s.service as usize == i);
    let planned = model.causes.iter().filter(|cause| cause.planned).map(|cause| &*cause.name);
    let context = Context {
        model,
        horizon: model.horizon,
        possible_outage_s: model.possible_outage_s(),
        possible_loss_s: model.possible_loss_s(),
        planned: planned.collect(),
        sessions: (0..model.services.len()).map(has_sessions).collect(),
    };
    let service =
        |(i, name): (usize, &String)| (name.clone(), context.service(study, i, &tally.services[i]));
    let cluster = |(i, cluster): (usize, &crate::model::Cluster)| {
        let losses = cluster.counts_lost_writes.then(|| &study.lost_writes[i]);
        let mut found = context.cluster(&tally.clusters[i], losses);
        if cluster.recovery.is_some() {
            let tally = &tally.clusters[i].recoveries;
            let (time_s, point_s) = (context.possible_outage_s, context.possible_loss_s);
            let times = recovery(tally, &tally.time_s, &study.recovery_time[i], time_s);
            let points = recovery(tally, &tally.point_s, &study.recovery_point[i], point_s);
            (found.recovery_time_s, found.recovery_point_s) = (Some(times), Some(points));
        }
        (cluster.name.clone(), found)
    };
    let costs = costs(&source.scenario);
    let component = |(i, component): (usize, &crate::model::Component)| {
        let mut found = context.component(&tally.components[i]);
        found.cost_per_year = costs.as_ref().map(|costs| costs.components[i]);
        (component.name.clone(), found)
    };
    let mut warnings = source.warnings.clone();
    warnings.extend(ended_early(study));
    for (name, tally) in model.services.iter().zip(&tally.services) {
        warnings.extend(one_trial_dominates(name, &tally.downtime_s));
    }
    let mut summary = Summary {
        quorate: env!("CARGO_PKG_VERSION"),
        scenario: About {
            name: model.name.clone(),
            sha256: source.sha256.clone(),
            set: source.set.clone(),
        },
        seed,
        trials: tally.trials,
        horizon_s: seconds(model.horizon),
        events: tally.events,
        interrupted: study.end == End::Interrupted,
        method: "plain",
        warnings,
        cost_per_year: costs.as_ref().map(Costs::per_year),
        services: model.services.iter().enumerate().map(service).collect(),
        clusters: model.clusters.iter().enumerate().map(cluster).collect(),
        components: model.components.iter().enumerate().map(component).collect(),
        moments: IndexMap::new(),
    };
    let held = summary.metrics().into_iter().filter(|metric| is_held(&metric.path));
    let moments = held.filter_map(|m| Some((m.path, *m.estimate.moments()?))).collect();
    summary.moments = moments;
    summary
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

/// Where one trial carries a larger share of the downtime than this, its interval is worth little.
pub(super) const DOMINANT: f64 = 0.2;

/// Says so when one trial carries so much of the downtime that the estimate hangs on it.
fn one_trial_dominates(service: &str, downtime_s: &Moments) -> Option<String> {
    let share = downtime_s.max / downtime_s.total();
    (downtime_s.hits >= 10 && share > 0.05).then(|| {
        let percent = share * 100.0;
        let advice = if share > DOMINANT {
            "do not trust its intervals before more trials have been played"
        } else {
            "more trials would steady the estimate, and the interval may be too narrow until then"
        };
        format!("service `{service}`: one trial carries {percent:.0} % of all downtime; {advice}")
    })
}

/// Turns seconds down in a trial into seconds down in a year.
pub(super) fn yearly_downtime(downtime_s: &Moments, horizon: Ns) -> Estimate {
    Estimate::mean(&downtime_s.scaled(1.0 / years(horizon)), YEAR_S)
}

struct Context<'m> {
    model: &'m Model,
    horizon: Ns,
    /// How long an outage may be though none that long was seen.
    possible_outage_s: f64,
    /// How long a time's writes may be lost at once though that was not seen.
    possible_loss_s: f64,
    /// The names of the causes that somebody has planned.
    planned: BTreeSet<&'m str>,
    /// By service: whether it has sessions.
    sessions: Vec<bool>,
}

impl Context<'_> {
    fn years(&self) -> f64 {
        years(self.horizon)
    }

    fn downtime(&self, moments: &Moments) -> Estimate {
        yearly_downtime(moments, self.horizon).allowing(self.possible_outage_s / self.years())
    }

    /// A share of the downtime.
    fn part(&self, joint: &Joint, hits: u64) -> Estimate {
        Estimate::part(joint, hits).allowing(self.possible_outage_s)
    }

    fn rate(&self, moments: &Moments) -> Estimate {
        Estimate::rate(moments, self.years())
    }

    fn service(&self, study: &Study, i: usize, tally: &ServiceTally) -> Service {
        let n = tally.downtime_s.n;
        let downtime = self.downtime(&tally.downtime_s);
        let availability = downtime.complement(YEAR_S);
        let up = tally.outage_s.mirrored(seconds(self.horizon));
        let all_up_s = seconds(self.horizon) * n as f64;
        Service {
            nines: downtime.nines(YEAR_S),
            available_at_end: Estimate::share(tally.up_at_end, n),
            served_fraction: self.downtime(&tally.unserved_s).complement(YEAR_S),
            sessions_lost_per_year: self.sessions_lost(i, tally),
            outages_cut_by_horizon: tally.cut,
            outages_per_year: self.rate(&tally.outages),
            outage_s: self.outage_length(tally, &study.outage[i]),
            time_between_outages_s: Estimate::ratio(&up, tally.outages.hits, all_up_s),
            p_no_outage: Estimate::share(n - tally.outages.hits, n),
            at_risk_share: Estimate::share(tally.at_risk, tally.looks),
            sla: self.sla(study, i),
            causes: self.causes(study, tally),
            phases: self.phases(tally),
            planned_downtime_s_per_year: self.planned(tally),
            unplanned_availability: self.downtime(&tally.unplanned_s).complement(YEAR_S),
            availability,
            downtime_s_per_year: self.spread(downtime, tally, &study.yearly_down[i]),
        }
    }

    fn sla(&self, study: &Study, i: usize) -> Option<Sla> {
        let is_planned = |name: &String| self.planned.contains(name.as_str());
        let causes: Vec<_> = study.causes.iter().map(|c| (c.as_str(), is_planned(c))).collect();
        let tally = study.tally.services[i].sla.as_ref();
        sla(&self.model.periods[i], tally, &causes, self.possible_outage_s)
    }

    /// Where nothing is planned, planned downtime is 0 and not merely unseen.
    fn planned(&self, tally: &ServiceTally) -> Estimate {
        if self.planned.is_empty() { Estimate::known(0.0) } else { self.downtime(&tally.planned_s) }
    }

    /// Where there are no sessions none are lost, and not merely unseen.
    fn sessions_lost(&self, i: usize, tally: &ServiceTally) -> Estimate {
        if self.sessions[i] {
            Estimate::mean(&tally.sessions_lost.scaled(1.0 / self.years()), f64::INFINITY)
        } else {
            Estimate::known(0.0)
        }
    }

    fn spread(&self, mean: Estimate, tally: &ServiceTally, yearly: &Distribution) -> Downtime {
        let trials = &tally.downtime_s;
        Downtime {
            mean,
            p50: yearly.quantile_s(0.5),
            p50_ci95: yearly.limits_s(0.5),
            p90: yearly.quantile_s(0.9),
            p90_ci95: yearly.limits_s(0.9),
            p95: yearly.quantile_s(0.95),
            p95_ci95: yearly.limits_s(0.95),
            p99: yearly.quantile_s(0.99),
            p99_ci95: yearly.limits_s(0.99),
            max: trials.max / self.years(),
            worst_trial: tally.worst.map(|worst| worst.trial),
            worst_trial_share: if trials.max > 0.0 { trials.max / trials.total() } else { 0.0 },
            each: Arc::new(Spans::single(yearly)),
        }
    }

    fn outage_length(&self, tally: &ServiceTally, outage: &Distribution) -> OutageLength {
        OutageLength {
            mean: Estimate::ratio(&tally.outage_s, tally.outages.hits, seconds(self.horizon))
                .allowing(self.possible_outage_s),
            p50: outage.quantile_s(0.5),
            p95: outage.quantile_s(0.95),
            max: outage.quantile_s(1.0),
            each: Arc::new(Spans::new(outage, &tally.outages)),
        }
    }

    fn causes(&self, study: &Study, tally: &ServiceTally) -> Vec<Part> {
        let seen = study.causes.iter().zip(&tally.causes).filter(|(_, part)| part.outages.hits > 0);
        let part = |(name, part): (&String, &PartTally)| Part {
            cause: name.clone(),
            planned: self.planned.contains(name.as_str()),
            downtime_s_per_year: self.downtime(&part.downtime_s),
            share: self.part(&part.share, part.downtime_s.hits),
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
            share: self.part(&part.share, part.downtime_s.hits),
        };
        let mut parts: Vec<PhasePart> = seen.map(part).collect();
        parts.sort_by(|a, b| b.downtime_s_per_year.mean.total_cmp(&a.downtime_s_per_year.mean));
        parts
    }

    fn cluster(&self, tally: &ClusterTally, losses: Option<&Distribution>) -> Cluster {
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
            lost_writes_s_per_year: losses.map(|_| self.lost_writes(&tally.lost_writes_s)),
            lost_writes_s: losses.map(|losses| Loss {
                p50: losses.quantile_s(0.5),
                p95: losses.quantile_s(0.95),
                max: losses.quantile_s(1.0),
                each: Arc::new(Spans::new(losses, &tally.losses)),
            }),
            recovery_time_s: None,
            recovery_point_s: None,
        }
    }

    /// What is lost in a year may be more than a year's writes: a backup can be that old.
    fn lost_writes(&self, lost_s: &Moments) -> Estimate {
        let possible_s = self.possible_loss_s / self.years();
        Estimate::mean(&lost_s.scaled(1.0 / self.years()), f64::INFINITY).allowing(possible_s)
    }

    fn component(&self, tally: &ComponentTally) -> Component {
        let downtime = self.downtime(&tally.downtime_s);
        Component {
            availability: downtime.complement(YEAR_S),
            failures_per_year: self.rate(&tally.failures),
            downtime_s_per_year: downtime,
            service_downtime_share: self.part(&tally.share, tally.hit),
            cost_per_year: None,
        }
    }
}

/// What a recovery takes: its time, or the writes of a time.
fn recovery(tally: &RecoveryTally, sums: &Joint, each: &Distribution, possible_s: f64) -> Recovery {
    Recovery {
        mean: Estimate::ratio(sums, tally.count.hits, f64::INFINITY).allowing(possible_s),
        p50: each.quantile_s(0.5),
        p95: each.quantile_s(0.95),
        max: each.quantile_s(1.0),
        each: Arc::new(Spans::new(each, &tally.count)),
    }
}
