//! What a cluster's settings need to make sense.

use super::Check;
use crate::scenario::limits;
use crate::scenario::names::Kind;
use crate::scenario::types::Effect;
use crate::scenario::types::{Cluster, Node, OnLoss, Policy};

impl Check<'_> {
    pub(super) fn clusters(&mut self) {
        for (name, cluster) in &self.scenario.clusters {
            self.cluster(name, cluster);
        }
        let clustered = self.clustered();
        for (name, node) in &self.scenario.nodes {
            let mut own = self.names.components_of(name, Kind::Node);
            if node.standby_wear < 1.0 && own.any(|i| !clustered[i]) {
                let what = "`standby_wear` has no meaning for a node in no cluster";
                let hint = "it says how fast a member of a cluster wears while it is passive";
                self.problem(&node.common.place, what, Some(hint.into()));
            }
            let degrade = node.common.faults.values().find(|f| f.effect == Effect::Degrade);
            if let Some(fault) = degrade {
                self.degrades(&fault.place, self.names.components_of(name, Kind::Node));
            }
            let mut own = self.names.components_of(name, Kind::Node);
            let process = node.common.faults.values().find(|f| f.effect == Effect::Process);
            if let Some(fault) = process
                && own.any(|i| !clustered[i])
            {
                let what = "a process fault has no meaning for a node in no cluster";
                let hint = "it kills the instance that a member of a cluster runs";
                self.problem(&fault.place, what, Some(hint.into()));
            }
        }
    }

    /// Returns by component whether it is a member of a cluster.
    pub(super) fn clustered(&self) -> Vec<bool> {
        let mut clustered = vec![false; self.names.components.len()];
        for cluster in self.scenario.clusters.values() {
            self.members(cluster).iter().for_each(|m| clustered[*m] = true);
        }
        clustered
    }

    fn cluster(&mut self, name: &str, cluster: &Cluster) {
        let mut members = Vec::new();
        for r in &cluster.members {
            if self.expect_nodes(r, "a node or a group of nodes") {
                for member in self.names.components_of(&r.name, Kind::Node) {
                    if members.contains(&member) {
                        let twice = &self.names.components[member].name;
                        self.problem(&r.place, format!("`{twice}` is a member twice"), None);
                    } else {
                        members.push(member);
                    }
                }
            }
            if members.len() > limits::MEMBERS {
                let all = self.members(cluster).len();
                let what = format!("{all} members; a cluster has at most {}", limits::MEMBERS);
                return self.problem(&cluster.place, what, None);
            }
        }
        if let Some(disk) = cluster.storage.shared_disk() {
            self.expect_one(disk, "a disk", Kind::Disk);
        }
        self.votes(name, cluster, &members);
        self.witness(name, cluster, &members);
        self.fencing(name, cluster, &members);
        self.recovery(name, cluster, &members);
    }

    pub(super) fn node(&self, member: usize) -> &Node {
        &self.scenario.nodes[&self.names.components[member].group]
    }

    fn votes(&mut self, name: &str, cluster: &Cluster, members: &[usize]) {
        let is_majority = matches!(cluster.quorum.policy, Policy::Majority);
        let none = !members.is_empty() && members.iter().all(|m| self.node(*m).votes == 0);
        if none && cluster.quorum.witness.is_none() && is_majority {
            let what = format!("no member of `{name}` has a vote, so none ever has quorum");
            let hint = "give some of the nodes `votes`, or the cluster the policy `none`";
            self.problem(&cluster.place, what, Some(hint.into()));
        }
    }

    fn fencing(&mut self, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(fencing) = &cluster.fencing else { return };
        if cluster.quorum.on_loss == OnLoss::SelfFence {
            return;
        }
        for (r, _) in &fencing.delay {
            let known = self.expect_nodes(r, "a member");
            let nodes = self.names.components_of(&r.name, Kind::Node);
            if known && !nodes.clone().all(|node| members.contains(&node)) {
                self.problem(&r.place, format!("`{}` is not a member of `{name}`", r.name), None);
            }
        }
        let powered = members.iter().any(|m| !self.node(*m).common.domain.is_empty());
        if fencing.shares_power && !members.is_empty() && !powered {
            let what = format!("`shares_power`, but no member of `{name}` stands in a domain");
            let hint = "a shot fails while the victim's domain is down: give the nodes a `domain`";
            self.problem(&cluster.place, what, Some(hint.into()));
        }
    }
}
