//! Components: their faults, what shocks and the script do to them, their domains.

use super::Compiler;
use crate::engine::Law;
use crate::model::activity::{Age, Class, What};
use crate::model::repair::{Effect, Fault};
use crate::model::{CauseId, Component, UNASKED};
use crate::scenario::{self, Delay, Entry, Kind, OnLoss, Reference, Repaired, Role, While};
use std::collections::BTreeSet;

/// What a fault, a shock or the script does, on the way into the model.
struct Blow<'b> {
    /// What the clocks of its repair are named after.
    name: String,
    effect: Effect,
    capacity: Option<f64>,
    mttr: &'b Delay,
    crew: Option<&'b Reference>,
    spare: Option<&'b Reference>,
    together: Option<u32>,
    cause: CauseId,
}

/// What a shock or the script does to a component unless it says so.
fn usual(entry: &Entry) -> Effect {
    match entry.kind {
        Kind::Node => Effect::Crash,
        Kind::Disk if entry.role != Role::Single => Effect::Loss,
        Kind::Disk => Effect::Unavailable,
        Kind::Domain | Kind::Switch | Kind::Link | Kind::LoadBalancer => Effect::Down,
    }
}

impl Compiler<'_> {
    pub(super) fn components(&mut self) {
        self.common_causes();
        let rebooting = self.rebooting_nodes();
        for (i, entry) in self.names.components.iter().enumerate() {
            let first = self.model.faults.len();
            self.blows(i, entry);
            let domain = self.domain_of(entry);
            let node = (entry.kind == Kind::Node).then(|| &self.scenario.nodes[&entry.group]);
            let reboot = node.filter(|_| domain.is_some() || rebooting.contains(&i)).map(|node| {
                let lane = self.lane();
                let name = format!("{} reboot", entry.name);
                let what = What::Reboot(i as u32);
                self.activity(lane, Class::Restore, what, node.reboot.law(), name)
            });
            self.model.components.push(Component {
                name: entry.name.clone(),
                kind: entry.kind,
                faults: first..self.model.faults.len(),
                reboot,
                domain: domain.map(|d| d as u32),
                inside: Vec::new(),
                capacity: node.and_then(|node| node.capacity).unwrap_or(f64::INFINITY),
                degrades: self.model.faults[first..].iter().any(|f| f.effect == Effect::Degrade),
                standby_wear: node.map_or(1.0, |node| node.standby_wear),
                array: None,
                whole: None,
                works: Vec::new(),
                clusters: Vec::new(),
                nets: Vec::new(),
                balancer: None,
                checks: Vec::new(),
                asked: UNASKED,
                carries: false,
                asks_clients: false,
            });
            if let Role::Array(disks) = &entry.role {
                self.array(i, entry, disks.clone());
            }
        }
        self.disks_of_arrays();
        for i in 0..self.model.components.len() {
            // An array is no thing of its own: it goes down with its disks.
            let is_whole = matches!(self.names.components[i].role, Role::Array(_));
            if let Some(domain) = self.model.components[i].domain.filter(|_| !is_whole) {
                self.model.components[domain as usize].inside.push(i as u32);
            }
        }
    }

    /// Marks the faults that need no bookkeeping, and those that nothing reacts to but services.
    pub(super) fn mark(&mut self) {
        for component in &self.model.components {
            let own = &mut self.model.faults[component.faults.clone()];
            let only = own.len() == 1;
            for fault in own {
                fault.alone = only
                    && fault.fail.is_some()
                    && !fault.minimal
                    && !fault.always
                    && !matches!(
                        fault.effect,
                        Effect::Hang | Effect::Loss | Effect::Process | Effect::Degrade
                    )
                    && component.inside.is_empty()
                    && component.array.is_none();
                fault.unstaffed =
                    fault.crew.is_none() && fault.spare.is_none() && fault.together.is_none();
                fault.noticed = component.asks_clients
                    || !component.clusters.is_empty()
                    || !component.nets.is_empty()
                    || component.carries
                    || component.balancer.is_some()
                    || !component.checks.is_empty();
            }
        }
    }

    /// Returns the domain that a component stands in, or the node that it is attached to; lists and groups
    /// are dealt round-robin.
    fn domain_of(&self, entry: &Entry) -> Option<usize> {
        if entry.node.is_some() || matches!(entry.role, Role::Array(_)) {
            return entry.node;
        }
        let references = match entry.kind {
            Kind::Domain => self.scenario.domains[&entry.group].within.as_slice(),
            kind => &self.scenario.common(kind, &entry.group).domain[..],
        };
        let domains: Vec<usize> = references
            .iter()
            .flat_map(|r| self.names.components_of(&r.name, Kind::Domain))
            .collect();
        (!domains.is_empty()).then(|| domains[entry.place % domains.len()])
    }

    /// Returns the nodes that somebody can switch off without a fault.
    fn rebooting_nodes(&self) -> BTreeSet<usize> {
        let off = |cluster: &&scenario::Cluster| {
            cluster.fencing.is_some() || cluster.quorum.on_loss == OnLoss::SelfFence
        };
        let shot = self.scenario.clusters.values().filter(off).flat_map(|c| self.members(c));
        let targets = self.scenario.maintenance.values().flat_map(|m| &m.targets);
        let worked_on = targets.flat_map(|r| self.names.components_of(&r.name, Kind::Node));
        shot.chain(worked_on).chain(self.crashing()).collect()
    }

    /// Adds everything that can take a component down: its faults, shocks, the script.
    fn blows(&mut self, i: usize, entry: &Entry) {
        if let Role::Array(_) = entry.role {
            // What fails are its disks.
            return;
        }
        let own = &entry.name;
        for (name, fault) in &self.scenario.common(entry.kind, &entry.group).faults {
            self.fault(i, entry, name, fault);
        }
        let scenario = self.scenario;
        for (s, (name, shock)) in scenario.shocks.iter().enumerate() {
            if self.is_hit(&shock.hits, i) {
                let blow = Blow {
                    name: format!("{own} hit by {name}"),
                    effect: shock.effect.unwrap_or(usual(entry)),
                    capacity: shock.capacity,
                    mttr: &shock.mttr,
                    crew: shock.crew.as_ref(),
                    spare: shock.spare.as_ref(),
                    together: (shock.repaired_together == Some(true)).then_some(s as u32),
                    cause: s as CauseId,
                };
                let id = self.blow(i, &blow, None);
                self.shock_blows[s].push(id);
            }
        }
        // Nothing of the script ends a dead process.
        let never = Delay::NEVER;
        for (n, incident) in scenario.script.iter().enumerate() {
            if self.is_hit(&incident.hits, i) {
                let blow = Blow {
                    name: format!("{own} script {n}"),
                    effect: incident.effect.unwrap_or(usual(entry)),
                    capacity: incident.capacity,
                    mttr: incident.lasts.as_ref().unwrap_or(&never),
                    crew: None,
                    spare: None,
                    together: None,
                    cause: (scenario.shocks.len() + n) as CauseId,
                };
                let id = self.blow(i, &blow, None);
                self.script_blows[n].push(id);
            }
        }
    }

    pub(super) fn is_hit(&self, hits: &[Reference], i: usize) -> bool {
        hits.iter().any(|r| self.names.struck(&r.name).contains(&i))
    }

    /// Shocks and the script come first among the causes, so that their numbers tell their causes'.
    fn common_causes(&mut self) {
        let scenario = self.scenario;
        for name in scenario.shocks.keys() {
            self.cause(name.clone(), None, false);
        }
        for incident in &scenario.script {
            let hits: Vec<&str> = incident.hits.iter().map(|r| r.name.as_str()).collect();
            let components: Vec<usize> =
                hits.iter().flat_map(|name| self.components_named(name)).collect();
            let alone = (components.len() == 1).then(|| components[0] as u32);
            self.cause(format!("script.{}", hits.join("+")), alone, false);
        }
    }

    fn fault(&mut self, i: usize, entry: &Entry, name: &str, fault: &scenario::Fault) {
        let full = format!("{}.{name}", entry.name);
        let cause = self.cause(format!("{}.{name}", entry.group), Some(i as u32), false);
        let lane = self.lane();
        let id = self.model.faults.len();
        let what = What::Fail(id as u32);
        let fail = self.activity(lane, Class::Hazard, what, fault.mtbf.law(), full.clone());
        let minimal = fault.repair == Repaired::Minimal;
        let wears = match entry.kind {
            Kind::Node => self.scenario.nodes[&entry.group].standby_wear < 1.0,
            _ => false,
        };
        let activity = &mut self.model.activities[fail as usize];
        activity.age = fault.age;
        activity.ages = minimal || fault.age != Age::New || wears;
        activity.cause = Some(cause);
        let blow = Blow {
            name: full,
            effect: fault.effect,
            capacity: fault.capacity,
            mttr: &fault.mttr,
            crew: fault.crew.as_ref(),
            spare: fault.spare.as_ref(),
            together: None,
            cause,
        };
        let always = fault.runs == While::Always;
        // It strikes again only after its repair, so that the two are never armed together.
        self.blow(i, &blow, Some(lane));
        let fault = &mut self.model.faults[id];
        (fault.fail, fault.minimal, fault.always) = (Some(fail), minimal, always);
    }

    /// Adds a fault with the clocks of its repair; what one repair mends for all has them only once.
    fn blow(&mut self, i: usize, blow: &Blow, lane: Option<u32>) -> u32 {
        let id = self.model.faults.len() as u32;
        let shared = blow.together.and_then(|s| {
            self.model.faults.iter().find(|fault| fault.together == Some(s)).copied()
        });
        let crew = blow.crew.and_then(|r| self.scenario.crews.get_index_of(&r.name));
        let (repair, respond) = if let Some(first) = shared {
            (first.repair, first.respond)
        } else {
            let lane = lane.unwrap_or_else(|| self.lane());
            // What one repair mends for all is nobody's own: its name must not depend on who is hit.
            let whose = match blow.together {
                Some(shock) => self.model.causes[shock as usize].name.clone(),
                None => blow.name.clone(),
            };
            let response = crew.map_or(Law::Constant(0), |c| self.scenario.crews[c].response.law());
            let respond = (!response.is_immediate()).then(|| {
                let name = format!("{whose} response");
                self.activity(lane, Class::Restore, What::Respond(id), response, name)
            });
            let name = format!("{whose} repair");
            let what = What::Repair(id);
            (self.activity(lane, Class::Restore, what, blow.mttr.law(), name), respond)
        };
        // Whatever becomes of a fault, its repair is still part of it.
        for slot in [respond, Some(repair)].into_iter().flatten() {
            self.model.activities[slot as usize].cause = Some(blow.cause);
        }
        let spare = blow.spare.and_then(|r| self.scenario.spares.get_index_of(&r.name));
        self.model.faults.push(Fault {
            component: i as u32,
            fail: None,
            repair,
            respond,
            crew: crew.map(|c| c as u32),
            spare: spare.map(|s| s as u32),
            effect: blow.effect,
            capacity: blow.capacity.unwrap_or(1.0),
            minimal: false,
            always: false,
            alone: false,
            unstaffed: false,
            noticed: false,
            together: blow.together,
            cause: blow.cause,
        });
        id
    }
}
