//! What is measured of a trial in one number, so that designs can be compared trial by trial.

use super::sums::BlockSums;
use crate::engine::{SECOND, seconds, years};
use crate::ledger::{Count, Ledger};
use crate::model::Model;

/// A number that each trial has, whose mean over trials is a metric.
#[derive(Clone, Debug)]
pub struct Column {
    /// The metric's path, such as `services.shop.downtime_s_per_year`.
    pub path: String,
    of: Of,
}

/// Where the number is found in the ledger.
#[derive(Clone, Copy, Debug)]
enum Of {
    Down(usize),
    Outages(usize),
    Planned(usize),
    Served(usize),
    Sessions(usize),
    Met(usize),
    Credit(usize),
    ClusterDown(usize),
    SplitBrain(usize),
    Blocked(usize),
    LostWrites(usize),
    Count(usize, Count),
}

/// The columns of a model and what one needs to fill them.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    years: f64,
    horizon_s: f64,
    /// By cause: whether it is planned work.
    planned: Vec<bool>,
}

impl Columns {
    pub(super) fn new(model: &Model) -> Columns {
        let mut all = Vec::new();
        let planned: Vec<bool> = model.causes.iter().map(|cause| cause.planned).collect();
        for (i, name) in model.services.iter().enumerate() {
            let mut add = |metric: &str, of| {
                all.push(Column { path: format!("services.{name}.{metric}"), of });
            };
            add("downtime_s_per_year", Of::Down(i));
            add("outages_per_year", Of::Outages(i));
            if planned.contains(&true) {
                add("planned_downtime_s_per_year", Of::Planned(i));
            }
            add("served_fraction", Of::Served(i));
            if model.sessions.iter().any(|sessions| sessions.service as usize == i) {
                add("sessions_lost_per_year", Of::Sessions(i));
            }
            if model.periods[i].sla.is_some() {
                add("sla.p_met", Of::Met(i));
                add("sla.expected_credit", Of::Credit(i));
            }
        }
        for (k, cluster) in model.clusters.iter().enumerate() {
            let mut add = |metric: &str, of| {
                all.push(Column { path: format!("clusters.{}.{metric}", cluster.name), of });
            };
            add("downtime_s_per_year", Of::ClusterDown(k));
            add("split_brain_s_per_year", Of::SplitBrain(k));
            add("fencing_blocked_s_per_year", Of::Blocked(k));
            if cluster.counts_lost_writes {
                add("lost_writes_s_per_year", Of::LostWrites(k));
            }
            for count in Count::ALL {
                add(count.name(), Of::Count(k, count));
            }
        }
        Columns { all, years: years(model.horizon), horizon_s: seconds(model.horizon), planned }
    }

    /// Appends the numbers of the history that a ledger has just watched and the sums have just added.
    pub(super) fn fill(&self, ledger: &Ledger, sums: &BlockSums, sheet: &mut Vec<f64>) {
        sheet.extend(self.all.iter().map(|column| self.value(ledger, sums, column.of)));
    }

    fn value(&self, ledger: &Ledger, sums: &BlockSums, of: Of) -> f64 {
        let quiet = ledger.outages.is_empty();
        let a_year = match of {
            Of::Served(i) => return 1.0 - ledger.services[i].unserved_s() / self.horizon_s,
            Of::Met(i) => return if quiet { 1.0 } else { 1.0 - sums.last_periods(i).0 },
            Of::Credit(i) => return if quiet { 0.0 } else { sums.last_periods(i).1 },
            Of::Down(i) => seconds(ledger.services[i].down),
            Of::Outages(i) => f64::from(ledger.services[i].outages),
            Of::Planned(i) => {
                let own = ledger.outages.iter().filter(|outage| outage.service as usize == i);
                let planned = own.filter(|outage| self.planned[outage.cause as usize]);
                planned.map(|outage| outage.duration as f64 / SECOND as f64).sum()
            }
            Of::Sessions(i) => ledger.services[i].sessions_lost as f64 / 1e6,
            Of::ClusterDown(k) => seconds(ledger.clusters[k].down),
            Of::SplitBrain(k) => seconds(ledger.clusters[k].split_brain),
            Of::Blocked(k) => seconds(ledger.clusters[k].fencing_blocked),
            Of::LostWrites(k) => seconds(ledger.clusters[k].lost_writes),
            Of::Count(k, count) => f64::from(ledger.clusters[k].counts[count as usize]),
        };
        a_year / self.years
    }
}
