//! From a checked scenario to the model.

use super::activity::{Act, Activity, Class, Coin, What};
use super::cluster::{Cluster, Hop, Members, ShotSlots};
use super::needs::{Child, Condition, Needs, Parent};
use super::{Cause, CoinId, Component, Crew, Fault, Model};
use crate::engine::{Lane, Law, Ns, Slot, hash_name};
use crate::scenario::{
    self, Common, Delay, Entry, Fencing, Kind, Meaning, Names, Need, Policy, Scenario,
};

/// Compiles a checked scenario.
///
/// Slots are numbered in the order in which ties fire: physical activities first (components in the
/// order of the file), then the protocol (clusters in the order of the file).
pub fn compile(scenario: &Scenario) -> Model {
    let (names, _) = Names::gather(scenario);
    let mut compiler = Compiler::new(scenario, &names);
    compiler.components();
    for (name, cluster) in &scenario.clusters {
        compiler.cluster(name, cluster);
    }
    compiler.services();
    compiler.model
}

struct Compiler<'s> {
    scenario: &'s Scenario,
    names: &'s Names,
    model: Model,
}

impl<'s> Compiler<'s> {
    fn new(scenario: &'s Scenario, names: &'s Names) -> Self {
        let model = Model {
            name: scenario.name.clone(),
            horizon: scenario.horizon.rounded(),
            components: Vec::new(),
            faults: Vec::new(),
            crews: scenario.crews.values().map(|crew| Crew { size: crew.size }).collect(),
            clusters: Vec::new(),
            services: scenario.services.keys().cloned().collect(),
            needs: Needs::default(),
            activities: Vec::new(),
            activity_names: Vec::new(),
            lanes: 0,
            coins: Vec::new(),
            causes: Vec::new(),
        };
        Compiler { scenario, names, model }
    }

    fn lane(&mut self) -> Lane {
        self.model.lanes += 1;
        self.model.lanes as Lane - 1
    }

    fn activity(&mut self, lane: Lane, class: Class, what: What, law: Law, name: String) -> Slot {
        self.model.activities.push(Activity {
            law,
            less: 0,
            class,
            what,
            lane,
            hash: hash_name(&name),
            cause: None,
        });
        self.model.activity_names.push(name);
        self.model.activities.len() as Slot - 1
    }

    fn coin(&mut self, probability: f64, name: String) -> CoinId {
        self.model.coins.push(Coin { probability, hash: hash_name(&name), name });
        self.model.coins.len() as CoinId - 1
    }

    fn common(&self, kind: Kind, group: &str) -> &'s Common {
        match kind {
            Kind::Domain => &self.scenario.domains[group].common,
            Kind::Node => &self.scenario.nodes[group].common,
            Kind::Disk => &self.scenario.disks[group].common,
            Kind::Switch => &self.scenario.switches[group].common,
            Kind::Link => &self.scenario.links[group].common,
        }
    }

    fn components(&mut self) {
        let fenced = self.fenced_nodes();
        for (i, entry) in self.names.components.iter().enumerate() {
            let first = self.model.faults.len();
            for (name, fault) in &self.common(entry.kind, &entry.group).faults {
                self.fault(i, entry, name, fault);
            }
            let reboot = fenced.contains(&i).then(|| {
                let law = self.scenario.nodes[&entry.group].reboot.law();
                let lane = self.lane();
                let name = format!("{} reboot", entry.name);
                self.activity(lane, Class::Restore, What::Reboot(i as u32), law, name)
            });
            self.model.components.push(Component {
                name: entry.name.clone(),
                faults: first..self.model.faults.len(),
                reboot,
                clusters: Vec::new(),
            });
        }
    }

    /// Returns the nodes that can be fenced: only those ever reboot.
    fn fenced_nodes(&self) -> std::collections::BTreeSet<usize> {
        let fencing = self.scenario.clusters.values().filter(|cluster| cluster.fencing.is_some());
        fencing.flat_map(|cluster| self.members(cluster)).collect()
    }

    fn members(&self, cluster: &scenario::Cluster) -> Vec<usize> {
        let nodes = |r: &scenario::Reference| self.names.components_of(&r.name, Kind::Node);
        cluster.members.iter().flat_map(nodes).collect()
    }

    fn fault(&mut self, i: usize, entry: &Entry, name: &str, fault: &scenario::Fault) {
        let (own, group) = (&entry.name, &entry.group);
        let alone = self.common(entry.kind, group).faults.len() == 1;
        let crew = fault.crew.as_ref().and_then(|r| self.scenario.crews.get_index_of(&r.name));
        let id = self.model.faults.len() as u32;
        let lane = self.lane();
        let full = format!("{own}.{name}");
        let fail =
            self.activity(lane, Class::Hazard, What::Fail(id), fault.mtbf.law(), full.clone());
        let response = crew.map_or(Law::Constant(0), |c| self.scenario.crews[c].response.law());
        let respond = (!response.is_immediate()).then(|| {
            let name = format!("{full} response");
            self.activity(lane, Class::Restore, What::Respond(id), response, name)
        });
        let name_of_repair = format!("{full} repair");
        let law = fault.mttr.law();
        let repair = self.activity(lane, Class::Restore, What::Repair(id), law, name_of_repair);
        // Whatever becomes of a fault, its repair is still part of it.
        for slot in [Some(fail), respond, Some(repair)].into_iter().flatten() {
            self.model.activities[slot as usize].cause = Some(self.model.causes.len() as u32);
        }
        let cause = Cause { name: format!("{group}.{name}"), component: Some(i as u32) };
        self.model.causes.push(cause);
        self.model.faults.push(Fault {
            component: i as u32,
            fail,
            repair,
            respond,
            crew: crew.map(|c| c as u32),
            alone,
        });
    }

    fn cluster(&mut self, name: &str, cluster: &scenario::Cluster) {
        let k = self.model.clusters.len() as u32;
        let members: Vec<u32> = self.members(cluster).iter().map(|m| *m as u32).collect();
        let hops = self.hops(&members);
        let disk = cluster.shared_disk.as_ref();
        let disk = disk.map(|r| self.names.components_of(&r.name, Kind::Disk).start as u32);
        for component in members.iter().chain(&disk).chain(hops.iter().map(|hop| &hop.component)) {
            self.model.components[*component as usize].clusters.push(k);
        }
        let split_brain = self.model.causes.len() as u32;
        self.model.causes.push(Cause { name: format!("{name}.split_brain"), component: None });

        let own: Vec<String> =
            members.iter().map(|m| self.model.components[*m as usize].name.clone()).collect();
        let corrupts = self.coin(cluster.split_brain.corrupts, format!("{name} corrupts"));
        let start_works = self.model.coins.len() as CoinId;
        for member in &own {
            self.coin(cluster.failover.success, format!("{name} start at {member}"));
        }
        let shot_works = self.model.coins.len() as CoinId;
        for member in cluster.fencing.iter().flat_map(|f| own.iter().map(move |m| (f.success, m))) {
            self.coin(member.0, format!("{name} shot at {}", member.1));
        }

        let n = members.len();
        let lanes = |c: &mut Self| (0..n).map(|_| c.lane()).collect::<Vec<_>>();
        let (groups, joins, runs, bans) = (lanes(self), lanes(self), lanes(self), lanes(self));
        let clocks = Clocks { k, name, own: &own };
        let detect = self.each(&clocks, &groups, &cluster.detection, "detection", Act::Detect);
        let join = self.each(&clocks, &joins, &cluster.join, "join", Act::Join);
        let takeover = self.each(&clocks, &runs, &cluster.failover.time, "takeover", Act::Takeover);
        let stop = self.each(&clocks, &runs, &cluster.stop_time, "stop", Act::Stop);
        let unban = self.each(&clocks, &bans, &cluster.failover.manual, "mending", Act::Unban);
        // Only where every group may act can several of them shoot at one victim.
        let tracks = if cluster.quorum.policy == Policy::None { (n - 1).max(1) } else { 1 };
        let shots = self.model.activities.len() as Slot;
        if let Some(fencing) = &cluster.fencing {
            for (victim, node) in members.iter().enumerate() {
                let node = *node as usize;
                let delay: Ns = fencing
                    .delay
                    .iter()
                    .filter(|(r, _)| self.names.components_of(&r.name, Kind::Node).contains(&node))
                    .map(|(_, span)| span.rounded())
                    .sum();
                for track in 0..tracks {
                    self.shot(&clocks, fencing, delay, victim as u8, track as u8);
                }
            }
        }
        let lane = self.lane();
        let law = cluster.split_brain.repair.law();
        let what = What::Cluster(k, Act::Mend);
        let mend = self.activity(lane, Class::Protocol, what, law, format!("{name} data repair"));
        self.model.clusters.push(Cluster {
            name: name.to_owned(),
            members,
            active: cluster.active as u8,
            needs: cluster.needs as u8,
            disk,
            hops,
            policy: cluster.quorum.policy,
            wait_for_all: cluster.quorum.wait_for_all,
            resolve: cluster.split_brain.resolve,
            corrupts,
            start_works,
            shot_works,
            attempts: cluster.fencing.as_ref().map_or(0, |f| f.attempts),
            tracks: tracks as u8,
            split_brain,
            detect,
            join,
            takeover,
            stop,
            unban,
            shots,
            mend,
        });
    }

    /// Adds one clock for each member, on the lanes given; returns the first.
    fn each(
        &mut self,
        clocks: &Clocks,
        lanes: &[Lane],
        delay: &Delay,
        word: &str,
        act: fn(u8) -> Act,
    ) -> Slot {
        let first = self.model.activities.len() as Slot;
        for (m, lane) in lanes.iter().enumerate() {
            let name = format!("{} {word} {}", clocks.name, clocks.own[m]);
            let what = What::Cluster(clocks.k, act(m as u8));
            self.activity(*lane, Class::Protocol, what, delay.law(), name);
        }
        first
    }

    /// Adds the clocks of one shot, in the order of [`ShotSlots`].
    fn shot(&mut self, clocks: &Clocks, fencing: &Fencing, delay: Ns, v: u8, track: u8) {
        let random = fencing.random_delay.ns();
        let delay = if random > 0.0 {
            Law::Uniform { low: delay as f64, high: delay as f64 + random }
        } else {
            Law::Constant(delay)
        };
        let in_flight = fencing.in_flight.rounded();
        let manual = fencing.manual.law();
        let acts: [(Act, Law, &str); ShotSlots::CLOCKS as usize] = [
            (Act::Delayed(v, track), delay, "delay"),
            (Act::Aimed(v, track), fencing.time.law(), "aim"),
            (Act::Landed(v, track), Law::Constant(in_flight), "flight"),
            (Act::Retry(v, track), fencing.retry.law(), "retry"),
            (Act::Recheck(v, track), fencing.recheck.law(), "recheck"),
            (Act::Confirmed(v, track), manual, "confirmation"),
        ];
        let (shared, confirmation) = (self.lane(), self.lane());
        for (act, law, word) in acts {
            let lane = if matches!(act, Act::Confirmed(..)) { confirmation } else { shared };
            let name = format!("{} {word} {} {track}", clocks.name, clocks.own[v as usize]);
            let slot =
                self.activity(lane, Class::Protocol, What::Cluster(clocks.k, act), law, name);
            if matches!(act, Act::Aimed(..)) {
                self.model.activities[slot as usize].less = in_flight;
            }
        }
    }

    /// Returns the links between members of a cluster.
    fn hops(&self, members: &[u32]) -> Vec<Hop> {
        let end = |name: &str| -> Members {
            let nodes = self.names.components_of(name, Kind::Node);
            let at_end = |(_, m): &(usize, &u32)| nodes.contains(&(**m as usize));
            members.iter().enumerate().filter(at_end).map(|(i, _)| 1 << i).sum()
        };
        let mut hops = Vec::new();
        for (name, link) in &self.scenario.links {
            let (a, b) = (end(&link.between[0].name), end(&link.between[1].name));
            // A pair needs two different members, one at each end.
            if a != 0 && b != 0 && (a | b).count_ones() > 1 {
                for component in self.names.components_of(name, Kind::Link) {
                    hops.push(Hop { component: component as u32, a, b });
                }
            }
        }
        hops
    }

    fn services(&mut self) {
        for (i, service) in self.scenario.services.values().enumerate() {
            let root = self.model.needs.conditions.len() as u32;
            self.model.needs.roots.push(root);
            match &service.needs {
                Need::Name(_) => {
                    let one = std::slice::from_ref(&service.needs);
                    self.condition(Some(1), one, Parent::Service(i as u32))
                }
                need => self.need(need, Parent::Service(i as u32)),
            };
        }
        let parts = self.model.components.len() + self.model.clusters.len();
        self.model.needs.index(parts);
    }

    fn need(&mut self, need: &Need, parent: Parent) -> u32 {
        match need {
            Need::All(list) => self.condition(None, list, parent),
            Need::Any(list) => self.condition(Some(1), list, parent),
            Need::AtLeast { count, of, .. } => self.condition(Some(*count), of, parent),
            Need::Name(_) => self.condition(Some(1), std::slice::from_ref(need), parent),
        }
    }

    /// Adds a condition on a list of needs; without a threshold all of them must hold.
    fn condition(&mut self, threshold: Option<u32>, list: &[Need], parent: Parent) -> u32 {
        let id = self.model.needs.conditions.len() as u32;
        let empty = Condition { threshold: 0, children: Vec::new(), parent };
        self.model.needs.conditions.push(empty);
        let mut children = Vec::new();
        for need in list {
            match need {
                Need::Name(r) => match self.names.get(&r.name) {
                    Some(Meaning::Cluster(k)) => {
                        children.push(Child::Part(self.model.cluster_part(*k) as u32));
                    }
                    Some(Meaning::Components(_, range)) => {
                        children.extend(range.clone().map(|c| Child::Part(c as u32)));
                    }
                    _ => unreachable!("a checked scenario names clusters and components only"),
                },
                need => children.push(Child::Condition(self.need(need, Parent::Condition(id)))),
            }
        }
        let condition = &mut self.model.needs.conditions[id as usize];
        condition.threshold = threshold.unwrap_or(children.len() as u32);
        condition.children = children;
        id
    }
}

/// Whose clocks are being added.
struct Clocks<'c> {
    k: u32,
    name: &'c str,
    own: &'c [String],
}
