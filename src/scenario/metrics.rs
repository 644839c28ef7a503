//! What can be asserted: the metrics of results, by the names that they have there.

use super::names::{Kind, Meaning, Names};
use super::problem::{listed, nearest, shown};
use super::types::{Cluster, Scenario, Service, Storage};

/// What a metric is measured in, and so how its limit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// From 0 to 1.
    Share,
    /// A time.
    Seconds,
    /// A number of at least 0.
    Number,
}

/// Metrics of a service.
pub const SERVICE: &[(&str, Unit)] = &[
    ("availability", Unit::Share),
    ("nines", Unit::Number),
    ("available_at_end", Unit::Share),
    ("served_fraction", Unit::Share),
    ("sessions_lost_per_year", Unit::Number),
    ("downtime_s_per_year", Unit::Seconds),
    ("downtime_s_per_year.p50", Unit::Seconds),
    ("downtime_s_per_year.p90", Unit::Seconds),
    ("downtime_s_per_year.p95", Unit::Seconds),
    ("downtime_s_per_year.p99", Unit::Seconds),
    ("outages_per_year", Unit::Number),
    ("outage_s", Unit::Seconds),
    ("outage_s.p50", Unit::Seconds),
    ("outage_s.p95", Unit::Seconds),
    ("time_between_outages_s", Unit::Seconds),
    ("p_no_outage", Unit::Share),
    ("planned_downtime_s_per_year", Unit::Seconds),
    ("unplanned_availability", Unit::Share),
    ("at_risk_share", Unit::Share),
];

/// Metrics of a service with an `sla`.
pub const SLA: &[(&str, Unit)] = &[
    ("sla.p_met", Unit::Share),
    ("sla.p_breach_in_horizon", Unit::Share),
    ("sla.expected_credit", Unit::Share),
];

/// Metrics of a service with an `sla` that has a `fee`.
pub const SLA_COST: &[(&str, Unit)] = &[("sla.expected_credit_cost_per_year", Unit::Number)];

/// Metrics of a service with an `sla` that allows some downtime.
pub const ERROR_BUDGET: &[(&str, Unit)] = &[("sla.error_budget.spent_share", Unit::Number)];

/// Metrics of a cluster.
pub const CLUSTER: &[(&str, Unit)] = &[
    ("availability", Unit::Share),
    ("downtime_s_per_year", Unit::Seconds),
    ("failovers_per_year", Unit::Number),
    ("failed_failovers_per_year", Unit::Number),
    ("failbacks_per_year", Unit::Number),
    ("detections_per_year", Unit::Number),
    ("spurious_detections_per_year", Unit::Number),
    ("fencings_per_year", Unit::Number),
    ("failed_fencings_per_year", Unit::Number),
    ("quorum_losses_per_year", Unit::Number),
    ("split_brains_per_year", Unit::Number),
    ("dual_actives_per_year", Unit::Number),
    ("data_losses_per_year", Unit::Number),
    ("disaster_recoveries_per_year", Unit::Number),
    ("failed_disaster_recoveries_per_year", Unit::Number),
    ("fencing_blocked_s_per_year", Unit::Seconds),
    ("split_brain_s_per_year", Unit::Seconds),
    ("p_split_brain", Unit::Share),
    ("p_data_loss", Unit::Share),
];

/// Metrics of a cluster that says what a loss of data costs: by replication or disaster recovery.
pub const LOSSES: &[(&str, Unit)] = &[
    ("lost_writes_s_per_year", Unit::Seconds),
    ("lost_writes_s.p50", Unit::Seconds),
    ("lost_writes_s.p95", Unit::Seconds),
];

/// Metrics of a cluster with disaster recovery.
pub const RECOVERY: &[(&str, Unit)] = &[
    ("recovery_time_s", Unit::Seconds),
    ("recovery_time_s.p50", Unit::Seconds),
    ("recovery_time_s.p95", Unit::Seconds),
    ("recovery_point_s", Unit::Seconds),
    ("recovery_point_s.p50", Unit::Seconds),
    ("recovery_point_s.p95", Unit::Seconds),
];

/// Metrics of a component.
pub const COMPONENT: &[(&str, Unit)] = &[
    ("availability", Unit::Share),
    ("failures_per_year", Unit::Number),
    ("downtime_s_per_year", Unit::Seconds),
    ("service_downtime_share", Unit::Share),
];

/// Returns what a metric that there is is measured in.
pub fn unit_of(path: &str) -> Unit {
    let name = path.splitn(3, '.').nth(2).unwrap_or("");
    let lists = match path.split('.').next() {
        Some("services") => [SERVICE, SLA, SLA_COST, ERROR_BUDGET].as_slice(),
        Some("clusters") => &[CLUSTER, LOSSES, RECOVERY],
        _ => &[COMPONENT],
    };
    let mut all = lists.iter().flat_map(|list| list.iter());
    all.find(|(known, _)| *known == name).map_or(Unit::Number, |(_, unit)| *unit)
}

/// Why a path is no metric, and what was probably meant.
#[derive(Debug)]
pub(super) struct NoMetric {
    pub(super) what: String,
    pub(super) hint: String,
}

type List = Vec<(&'static str, Unit)>;

fn of_service(service: &Service) -> List {
    let mut list = SERVICE.to_vec();
    if let Some(sla) = &service.sla {
        list.extend(SLA);
        list.extend(SLA_COST.iter().filter(|_| sla.fee.is_some()));
        list.extend(ERROR_BUDGET.iter().filter(|_| sla.target < 1.0));
    }
    list
}

fn of_cluster(cluster: &Cluster) -> List {
    let has_data = !matches!(cluster.storage, Storage::None);
    let recovered = cluster.disaster_recovery.is_some();
    let mut list = CLUSTER.to_vec();
    if cluster.storage.replicated().is_some() || recovered && has_data {
        list.extend(LOSSES);
    }
    if recovered {
        list.extend(RECOVERY);
    }
    list
}

/// Returns what a metric of this scenario is measured in; it is a dotted path in `summary.json`, such as
/// `services.shop.availability`.
pub(super) fn unit(scenario: &Scenario, names: &Names, path: &str) -> Result<Unit, NoMetric> {
    let mut parts = path.splitn(3, '.');
    let (room, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let metric = parts.next().unwrap_or("");
    let rooms = ["services", "clusters", "components"];
    let (known, list): (Vec<&str>, Option<List>) = match room {
        "services" => {
            let services = &scenario.services;
            (services.keys().map(String::as_str).collect(), services.get(name).map(of_service))
        }
        "clusters" => {
            let clusters = &scenario.clusters;
            (clusters.keys().map(String::as_str).collect(), clusters.get(name).map(of_cluster))
        }
        "components" => {
            let known: Vec<&str> = names.components.iter().map(|c| c.name.as_str()).collect();
            let is_one = known.contains(&name);
            (known, is_one.then(|| COMPONENT.to_vec()))
        }
        _ => return Err(unknown("kind of metrics", room, &rooms, &hint_of_group(names, room))),
    };
    let Some(list) = list else {
        let what = room.trim_end_matches('s');
        return Err(unknown(what, name, &known, &hint_of_group(names, name)));
    };
    if let Some((_, unit)) = list.iter().find(|(known, _)| *known == metric) {
        return Ok(*unit);
    }
    let metrics: Vec<&str> = list.iter().map(|(name, _)| *name).collect();
    if let Some(others) = elsewhere(room, metric) {
        let what = format!("`{metric}` is a metric of {others}");
        let hint = format!("`{}` is none; known: {}", shown(name), listed(&metrics));
        return Err(NoMetric { what, hint });
    }
    Err(unknown("metric", metric, &metrics, ""))
}

/// Returns what has a metric that not everything of its kind has.
fn elsewhere(room: &str, metric: &str) -> Option<&'static str> {
    let lists: &[(&[(&str, Unit)], &str)] = match room {
        "services" => &[
            (SLA, "a service with an `sla`"),
            (SLA_COST, "a service with an `sla` that has a `fee`"),
            (ERROR_BUDGET, "a service with an `sla` that allows some downtime"),
        ],
        "clusters" => &[
            (LOSSES, "a cluster with replicated data or with data and `disaster_recovery`"),
            (RECOVERY, "a cluster with `disaster_recovery`"),
        ],
        _ => &[],
    };
    let has = |list: &[(&str, Unit)]| list.iter().any(|(known, _)| *known == metric);
    lists.iter().find(|(list, _)| has(list)).map(|(_, others)| *others)
}

/// A group of components has no metrics of its own.
fn hint_of_group(names: &Names, name: &str) -> String {
    match names.get(name) {
        Some(Meaning::Components(kind, range)) if range.len() > 1 && *kind != Kind::Domain => {
            format!("`{name}` is a group: name one of it, such as `{name}-1`; ")
        }
        _ => String::new(),
    }
}

fn unknown(sort: &str, found: &str, known: &[&str], first: &str) -> NoMetric {
    let meant = match nearest(found, known.iter().copied()) {
        Some(name) => format!("did you mean `{}`? ", shown(name)),
        None => String::new(),
    };
    let what = if found.is_empty() {
        format!("the {sort} is missing; a metric is written such as `services.shop.availability`")
    } else {
        format!("there is no {sort} `{}`", shown(found))
    };
    NoMetric { what, hint: format!("{first}{meant}known: {}", listed(known)) }
}
