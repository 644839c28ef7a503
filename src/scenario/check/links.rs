//! What links and switches lead to, and that those who must reach each other can.

use super::domains::around;
use super::network::Network;
use super::{Check, is_kind};
use crate::scenario::names::{Kind, Meaning};
use crate::scenario::types::{Cluster, Plane, Reference};
use crate::scenario::way;

impl Check<'_> {
    /// Checks the ends of links and switches.
    pub(super) fn wires(&mut self) {
        for link in self.scenario.links.values() {
            let [a, b] = &link.between;
            self.end(a);
            self.end(b);
            let one = |r: &Reference| match self.names.get(&r.name) {
                Some(Meaning::Components(_, range)) if range.len() == 1 => Some(range.clone()),
                _ => None,
            };
            let same = one(a).is_some() && one(a) == one(b);
            if same || a.name == "clients" && b.name == "clients" {
                self.problem(&b.place, "a link has two different ends", None);
            }
        }
        for (name, switch) in &self.scenario.switches {
            for end in &switch.connects {
                self.end(end);
                let own = self.names.components_of(name, Kind::Switch);
                if self.names.components_of(&end.name, Kind::Switch).any(|i| own.contains(&i)) {
                    self.problem(&end.place, "a switch is not plugged into itself", None);
                }
            }
        }
    }

    fn end(&mut self, end: &Reference) {
        if end.name != "clients" {
            let wanted =
                "a node, switch, disk, load balancer, domain, a group of them, or `clients`";
            let sort = |m: &Meaning| matches!(m, Meaning::Components(k, _) if *k != Kind::Link);
            self.expect(end, wanted, sort);
        }
    }

    /// Checks that with everything up those who must reach each other can.
    pub(super) fn paths(&mut self, network: &Network) {
        for (name, cluster) in &self.scenario.clusters {
            let members = self.members(cluster);
            self.heartbeat(network, name, cluster, &members);
            self.storage(network, name, cluster, &members);
            self.replication(network, name, cluster, &members);
            self.arbiter_paths(network, name, cluster, &members);
            self.clients(network, name, cluster, &members);
        }
        self.balancer_paths(network);
    }

    /// Returns the components that are a cluster's members.
    pub(super) fn members(&self, cluster: &Cluster) -> Vec<usize> {
        way::members(self.names, cluster)
    }

    /// Members that cannot hear each other even with everything up were forgotten by mistake.
    fn heartbeat(&mut self, network: &Network, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(wire) = members.iter().find_map(|m| network.wire(Plane::Heartbeat, *m)) else {
            return;
        };
        for (i, a) in members.iter().enumerate() {
            let heard = network.reached(Plane::Heartbeat, *a);
            let Some(b) = members[i + 1..].iter().find(|b| !heard[**b]) else { continue };
            let (a, b) = (&self.names.components[*a].name, &self.names.components[*b].name);
            let what = format!(
                "`{a}` and `{b}` of `{name}` cannot hear each other even with everything up"
            );
            let hint = format!(
                "`{wire}` carries heartbeats of `{name}`, so only declared paths do: add one between the two, or say what `{wire}` carries instead, such as `\"carries\": [\"storage\"]`"
            );
            return self.problem(&cluster.place, what, Some(hint));
        }
    }

    /// Members that cannot reach their disk even with everything up were forgotten by mistake.
    fn storage(&mut self, network: &Network, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(r) = cluster.storage.shared_disk() else { return };
        let disk = self.names.components_of(&r.name, Kind::Disk).start;
        let Some(wire) = network.wire(Plane::Storage, disk) else { return };
        let served = network.reached(Plane::Storage, disk);
        if let Some(member) = members.iter().find(|m| !served[**m]) {
            let (member, disk) = (&self.names.components[*member].name, &r.name);
            let what = format!(
                "`{member}` of `{name}` cannot reach its disk `{disk}` even with everything up"
            );
            let hint = format!(
                "`{wire}` carries storage traffic to `{disk}`, so only declared paths do: add one from `{member}`"
            );
            self.problem(&cluster.place, what, Some(hint));
        }
    }

    /// Members whose copies cannot be kept up even with everything up were forgotten by mistake.
    fn replication(&mut self, network: &Network, name: &str, cluster: &Cluster, members: &[usize]) {
        if cluster.storage.replicated().is_none() {
            return;
        }
        let Some(wire) = self.replication_wire(members) else { return };
        for (i, a) in members.iter().enumerate() {
            let reached = network.reached(Plane::Storage, *a);
            let Some(b) = members[i + 1..].iter().find(|b| !reached[**b]) else { continue };
            let (a, b) = (&self.names.components[*a].name, &self.names.components[*b].name);
            let what = format!(
                "`{a}` and `{b}` of `{name}` cannot replicate to each other even with everything up"
            );
            let hint = format!(
                "`{wire}` carries storage traffic of `{name}`, so only declared paths do: add one between the two, or say what `{wire}` carries instead, such as `\"carries\": [\"heartbeat\"]`"
            );
            return self.problem(&cluster.place, what, Some(hint));
        }
    }

    /// Returns a link or switch that carries storage traffic of members to somewhere else than a disk.
    fn replication_wire(&self, members: &[usize]) -> Option<String> {
        let around = around(self.scenario, self.names);
        let is_inside = |member: usize, end: usize| {
            std::iter::successors(around[member], |d| around[*d]).any(|domain| domain == end)
        };
        // What an end is: whether members are there, and whether paths go on from it.
        let of = |r: &Reference| match self.names.get(&r.name) {
            Some(Meaning::Components(kind, range)) => {
                let inside = |m: &usize| range.clone().any(|end| is_inside(*m, end));
                let leaf = members.iter().any(|m| range.contains(m));
                let hub = matches!(kind, Kind::Switch | Kind::Domain);
                (leaf, hub, hub && members.iter().any(inside))
            }
            _ => (false, false, false),
        };
        let joins = |a: &Reference, b: &Reference| {
            let ((leaf_a, hub_a, around_a), (leaf_b, hub_b, around_b)) = (of(a), of(b));
            leaf_a && (leaf_b || hub_b) || leaf_b && hub_a || around_a || around_b
        };
        let carries = |planes: &[Plane]| planes.contains(&Plane::Storage);
        let links = self.scenario.links.iter().filter(|(_, link)| carries(&link.carries));
        let link = links.into_iter().find(|(_, link)| joins(&link.between[0], &link.between[1]));
        let plugged = |end: &Reference| of(end).0 || of(end).2;
        let switches = self.scenario.switches.iter().filter(|(_, s)| carries(&s.carries));
        let switch = switches.into_iter().find(|(_, s)| s.connects.iter().any(plugged));
        link.map(|(name, _)| name).or(switch.map(|(name, _)| name)).cloned()
    }

    /// Where clients reach one member by declared paths, the others are seldom meant to be out of reach.
    fn clients(&mut self, network: &Network, name: &str, cluster: &Cluster, members: &[usize]) {
        let mut reached = network.reached(Plane::Client, network.clients());
        self.forwarded(network, &mut reached);
        let (with, without): (Vec<usize>, Vec<usize>) = members.iter().partition(|m| reached[**m]);
        if let (Some(with), Some(without)) = (with.first(), without.first()) {
            let own = |i: usize| &self.names.components[i].name;
            let (with, without) = (own(*with), own(*without));
            let what = format!(
                "clients reach `{with}` of `{name}`, but not `{without}`, even with everything up"
            );
            let hint = format!(
                "once a path from `clients` leads to one member only declared paths do: add one to `{without}`"
            );
            self.problem(&cluster.place, what, Some(hint));
        }
    }

    /// Expects nodes: a cluster's members, or those that a delay is for.
    pub(super) fn expect_nodes(&mut self, r: &Reference, wanted: &str) -> bool {
        self.expect(r, wanted, is_kind(Kind::Node))
    }
}
