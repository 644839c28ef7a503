//! Every estimate of a summary by its path, as assertions and comparisons name it.

use super::summary::{Cluster, Component, Recovery, Service, Sla, Summary};
use crate::statistics::{Estimate, Spans};
use std::borrow::Cow;
use std::sync::Arc;

/// An estimate and where it stands.
#[derive(Clone, Debug)]
pub struct Metric<'s> {
    /// Its dotted path in `summary.json`, such as `services.shop.availability`.
    pub path: String,
    /// What was found.
    pub estimate: Cow<'s, Estimate>,
}

/// The metrics of one thing, as they are gathered.
struct Gather<'s> {
    prefix: String,
    metrics: Vec<Metric<'s>>,
}

impl<'s> Gather<'s> {
    fn all(&mut self, named: impl IntoIterator<Item = (&'static str, &'s Estimate)>) {
        for (name, estimate) in named {
            let path = format!("{}.{name}", self.prefix);
            self.metrics.push(Metric { path, estimate: Cow::Borrowed(estimate) });
        }
    }

    /// Adds quantiles in percent of what is spread like this.
    fn quantiles(&mut self, name: &str, each: &Arc<Spans>, percents: &[u32]) {
        for p in percents {
            let estimate = Estimate::quantile(each, f64::from(*p) / 100.0);
            let path = format!("{}.{name}.p{p}", self.prefix);
            self.metrics.push(Metric { path, estimate: Cow::Owned(estimate) });
        }
    }

    fn service(&mut self, s: &'s Service) {
        self.all([
            ("availability", &s.availability),
            ("nines", &s.nines),
            ("available_at_end", &s.available_at_end),
            ("served_fraction", &s.served_fraction),
            ("sessions_lost_per_year", &s.sessions_lost_per_year),
            ("downtime_s_per_year", &s.downtime_s_per_year.mean),
            ("outages_per_year", &s.outages_per_year),
            ("outage_s", &s.outage_s.mean),
            ("time_between_outages_s", &s.time_between_outages_s),
            ("p_no_outage", &s.p_no_outage),
            ("planned_downtime_s_per_year", &s.planned_downtime_s_per_year),
            ("unplanned_availability", &s.unplanned_availability),
            ("at_risk_share", &s.at_risk_share),
        ]);
        self.quantiles("downtime_s_per_year", &s.downtime_s_per_year.each, &[50, 90, 95, 99]);
        self.quantiles("outage_s", &s.outage_s.each, &[50, 95]);
        if let Some(sla) = &s.sla {
            self.sla(sla);
        }
    }

    fn sla(&mut self, sla: &'s Sla) {
        self.all([
            ("sla.p_met", &sla.p_met),
            ("sla.p_breach_in_horizon", &sla.p_breach_in_horizon),
            ("sla.expected_credit", &sla.expected_credit),
        ]);
        let cost = sla.expected_credit_cost_per_year.iter();
        self.all(cost.map(|e| ("sla.expected_credit_cost_per_year", e)));
        let budget = sla.error_budget.iter();
        self.all(budget.map(|budget| ("sla.error_budget.spent_share", &budget.spent_share)));
    }

    fn cluster(&mut self, k: &'s Cluster) {
        self.all([
            ("availability", &k.availability),
            ("downtime_s_per_year", &k.downtime_s_per_year),
        ]);
        self.all(k.rates.iter().map(|(name, rate)| (*name, rate)));
        self.all([
            ("fencing_blocked_s_per_year", &k.fencing_blocked_s_per_year),
            ("split_brain_s_per_year", &k.split_brain_s_per_year),
            ("p_split_brain", &k.p_split_brain),
            ("p_data_loss", &k.p_data_loss),
        ]);
        self.all(k.lost_writes_s_per_year.iter().map(|e| ("lost_writes_s_per_year", e)));
        if let Some(losses) = &k.lost_writes_s {
            self.quantiles("lost_writes_s", &losses.each, &[50, 95]);
        }
        self.recovery("recovery_time_s", k.recovery_time_s.as_ref());
        self.recovery("recovery_point_s", k.recovery_point_s.as_ref());
    }

    fn recovery(&mut self, name: &'static str, recovery: Option<&'s Recovery>) {
        if let Some(recovery) = recovery {
            self.all([(name, &recovery.mean)]);
            self.quantiles(name, &recovery.each, &[50, 95]);
        }
    }

    fn component(&mut self, c: &'s Component) {
        self.all([
            ("availability", &c.availability),
            ("failures_per_year", &c.failures_per_year),
            ("downtime_s_per_year", &c.downtime_s_per_year),
            ("service_downtime_share", &c.service_downtime_share),
        ]);
    }
}

impl Summary {
    /// Returns every metric of the services, clusters and components, in this order.
    pub fn metrics(&self) -> Vec<Metric<'_>> {
        let mut gather = Gather { prefix: String::new(), metrics: Vec::new() };
        for (name, service) in &self.services {
            gather.prefix = format!("services.{name}");
            gather.service(service);
        }
        for (name, cluster) in &self.clusters {
            gather.prefix = format!("clusters.{name}");
            gather.cluster(cluster);
        }
        for (name, component) in &self.components {
            gather.prefix = format!("components.{name}");
            gather.component(component);
        }
        gather.metrics
    }

    /// Returns the metric with this path.
    pub fn metric(&self, path: &str) -> Option<Metric<'_>> {
        let mut gather = Gather { prefix: String::new(), metrics: Vec::new() };
        let (room, name) = path.split_once('.')?;
        let name = name.split('.').next()?;
        gather.prefix = format!("{room}.{name}");
        match room {
            "services" => gather.service(self.services.get(name)?),
            "clusters" => gather.cluster(self.clusters.get(name)?),
            "components" => gather.component(self.components.get(name)?),
            _ => return None,
        }
        gather.metrics.into_iter().find(|metric| metric.path == path)
    }
}
