//! A scenario as JSON, with every default filled in: what is read from it is the same scenario.

use super::read::DAYS;
use super::types::{
    Age, Cluster, Failback, Fencing, Hours, Mode, Need, OnLoss, Policy, Quorum, Reference,
    Replication, Scenario, Storage,
};
use serde::Serialize;
use serde::ser::{Error, SerializeMap, Serializer};
use serde_json::json;

/// Returns the scenario as JSON in which every default stands, in the order of the language.
pub fn explain(scenario: &Scenario) -> String {
    let mut json = serde_json::to_string_pretty(scenario).expect("all keys are texts");
    json.push('\n');
    json
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("quorate", &1)?;
        map.serialize_entry("name", &self.name)?;
        if let Some(description) = &self.description {
            map.serialize_entry("description", description)?;
        }
        map.serialize_entry("horizon", &self.horizon)?;
        map.serialize_entry("warmup", &self.warmup)?;
        map.serialize_entry("simulation", &self.simulation)?;
        map.serialize_entry("domains", &self.domains)?;
        map.serialize_entry("nodes", &self.nodes)?;
        map.serialize_entry("switches", &self.switches)?;
        map.serialize_entry("links", &self.links)?;
        map.serialize_entry("disks", &self.disks)?;
        map.serialize_entry("load_balancers", &self.load_balancers)?;
        map.serialize_entry("crews", &self.crews)?;
        map.serialize_entry("spares", &self.spares)?;
        map.serialize_entry("clusters", &self.clusters)?;
        map.serialize_entry("services", &self.services)?;
        map.serialize_entry("shocks", &self.shocks)?;
        map.serialize_entry("maintenance", &self.maintenance)?;
        map.serialize_entry("script", &self.script)?;
        map.serialize_entry("assertions", &self.assertions)?;
        map.end()
    }
}

impl Serialize for Cluster {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("members", &self.members)?;
        map.serialize_entry("mode", &self.mode)?;
        let shares = self.mode == Mode::ActiveActive;
        if !shares {
            map.serialize_entry("active", &self.active)?;
        }
        map.serialize_entry("needs", &self.needs)?;
        map.serialize_entry("storage", &self.storage)?;
        map.serialize_entry("detection", &self.detection)?;
        map.serialize_entry("join", &self.join)?;
        map.serialize_entry("quorum", &self.quorum)?;
        match &self.fencing {
            None => map.serialize_entry("fencing", &json!({"enabled": false}))?,
            Some(fencing) if self.quorum.on_loss == OnLoss::SelfFence => {
                map.serialize_entry("fencing", &json!({"enabled": true, "time": fencing.time}))?;
            }
            Some(fencing) if shares => {
                let mut fencing = serde_json::to_value(fencing).map_err(S::Error::custom)?;
                fencing.as_object_mut().map(|keys| keys.remove("protect_active"));
                map.serialize_entry("fencing", &fencing)?;
            }
            Some(fencing) => map.serialize_entry("fencing", fencing)?,
        }
        if shares {
            map.serialize_entry("failover", &json!({"manual": self.failover.manual}))?;
        } else {
            map.serialize_entry("failover", &self.failover)?;
        }
        match &self.failback {
            _ if shares => {}
            None => map.serialize_entry("failback", &json!({"policy": "never"}))?,
            Some(failback) => map.serialize_entry("failback", failback)?,
        }
        map.serialize_entry("stop_time", &self.stop_time)?;
        map.serialize_entry("stop_success", &self.stop_success)?;
        map.serialize_entry("monitor", &self.monitor)?;
        if self.storage.replicated().is_some() {
            map.serialize_entry("split_brain", &json!({"resolve": self.split_brain.resolve}))?;
        } else if !shares || self.storage.has_data() {
            map.serialize_entry("split_brain", &self.split_brain)?;
        }
        if let Some(recovery) = &self.disaster_recovery {
            map.serialize_entry("disaster_recovery", recovery)?;
        }
        map.end()
    }
}

impl Serialize for Storage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Storage::None => map.serialize_entry("kind", "none")?,
            Storage::SharedDisk(disk) => {
                map.serialize_entry("kind", "shared_disk")?;
                map.serialize_entry("disk", disk)?;
            }
            Storage::Replicated(replicated) => {
                map.serialize_entry("kind", "replicated")?;
                match &replicated.mode {
                    Replication::Async(lag) => {
                        map.serialize_entry("mode", "async")?;
                        map.serialize_entry("lag", lag)?;
                    }
                    Replication::Sync(on_replica_loss) => {
                        map.serialize_entry("mode", "sync")?;
                        map.serialize_entry("on_replica_loss", on_replica_loss)?;
                    }
                }
                map.serialize_entry("resync", &replicated.resync)?;
                if let Some(disk) = &replicated.disk {
                    map.serialize_entry("disk", disk)?;
                }
            }
        }
        map.end()
    }
}

impl Serialize for Quorum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", &self.policy)?;
        if let Some(witness) = &self.witness {
            map.serialize_entry("witness", witness)?;
        }
        map.serialize_entry("tie_breaker", &self.tie_breaker)?;
        if !matches!(self.policy, Policy::None) {
            map.serialize_entry("on_loss", &self.on_loss)?;
        }
        map.serialize_entry("wait_for_all", &self.wait_for_all)?;
        map.end()
    }
}

impl Serialize for Fencing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("enabled", &true)?;
        map.serialize_entry("time", &self.time)?;
        map.serialize_entry("success", &self.success)?;
        map.serialize_entry("retry", &self.retry)?;
        map.serialize_entry("attempts", &self.attempts)?;
        map.serialize_entry("recheck", &self.recheck)?;
        map.serialize_entry("concurrent", &self.concurrent)?;
        let delay: super::Map<_> = self.delay.iter().map(|(r, s)| (r.name.clone(), s)).collect();
        map.serialize_entry("delay", &delay)?;
        map.serialize_entry("random_delay", &self.random_delay)?;
        map.serialize_entry("in_flight", &self.in_flight)?;
        map.serialize_entry("shares_power", &self.shares_power)?;
        map.serialize_entry("protect_active", &self.protect_active)?;
        map.serialize_entry("manual", &self.manual)?;
        map.end()
    }
}

impl Serialize for Failback {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", "auto")?;
        map.serialize_entry("after", &self.after)?;
        map.serialize_entry("time", &self.time)?;
        map.end()
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl Serialize for Age {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Age::New => serializer.serialize_str("new"),
            Age::Steady => serializer.serialize_str("steady"),
            Age::Given(span) => span.serialize(serializer),
        }
    }
}

impl Serialize for Need {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self {
            Need::Name(name) => return name.serialize(serializer),
            _ => serializer.serialize_map(None)?,
        };
        match self {
            Need::Name(_) => {}
            Need::All(list) => map.serialize_entry("all", list)?,
            Need::Any(list) => map.serialize_entry("any", list)?,
            Need::AtLeast { count, of, .. } => {
                map.serialize_entry("at_least", count)?;
                match &of[..] {
                    [Need::Name(name)] => map.serialize_entry("of", name)?,
                    of => map.serialize_entry("of", of)?,
                }
            }
        }
        map.end()
    }
}

/// Writes weights by name.
pub(super) fn weights<S: Serializer>(
    weights: &[(Reference, f64)],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(weights.iter().map(|(member, weight)| (&member.name, weight)))
}

/// Writes working hours; none are all hours.
#[expect(clippy::ref_option, reason = "serde hands out references")]
pub(super) fn hours<S: Serializer>(hours: &Option<Hours>, to: S) -> Result<S::Ok, S::Error> {
    let Some(hours) = hours else { return to.serialize_str("always") };
    let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let (days, from, end) = (days(hours.days), time(hours.from_min), time(hours.to_min));
    json!({"days": days, "from": from, "to": end}).serialize(to)
}

/// Returns days as they are written: each unbroken run by its ends.
fn days(works: [bool; 7]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in (0..7).filter(|day| works[*day]) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    let written = |(first, last): (usize, usize)| match (DAYS[first], DAYS[last]) {
        (first, last) if first == last => first.to_owned(),
        (first, last) => format!("{first}-{last}"),
    };
    runs.into_iter().map(written).collect::<Vec<_>>().join(",")
}

/// Writes whether one repair mends all that a shock hit.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
pub(super) fn repaired<S: Serializer>(together: &Option<bool>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(if *together == Some(true) { "together" } else { "each" })
}
