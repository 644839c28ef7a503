//! What decides between the groups of a cluster from outside: a witness, or a lock kept in another cluster.

use super::Compiler;
use super::cluster::Owner;
use crate::engine::Slot;
use crate::model::activity::Act;
use crate::model::cluster::{Arbiter, Policy};
use crate::scenario::{self, Kind, Meaning, Plane};

impl Compiler<'_> {
    pub(super) fn policy(&self, cluster: &scenario::Cluster) -> Policy {
        match &cluster.quorum.policy {
            scenario::Policy::None => Policy::None,
            scenario::Policy::Majority => Policy::Majority,
            scenario::Policy::TwoNode => Policy::TwoNode,
            scenario::Policy::External(lock) => match self.names.get(&lock.name) {
                Some(Meaning::Cluster(k)) => Policy::External(*k as u32),
                _ => unreachable!("a checked lock is kept in a cluster"),
            },
        }
    }

    /// Returns the component that is a cluster's witness.
    fn witness(&self, cluster: &scenario::Cluster) -> Option<u32> {
        let witness = cluster.quorum.witness.as_ref()?;
        Some(self.components_named(&witness.name).start as u32)
    }

    /// Returns the votes of a cluster's witness: a disk has one.
    pub(super) fn witness_votes(&self, cluster: &scenario::Cluster) -> u32 {
        match self.witness(cluster) {
            None => 0,
            Some(c) if self.names.components[c as usize].kind == Kind::Node => self.votes(c),
            Some(_) => 1,
        }
    }

    /// Returns what decides between the groups of a cluster, and draws the paths to it.
    pub(super) fn arbiters(
        &mut self,
        k: u32,
        cluster: &scenario::Cluster,
        members: &[u32],
        wired: bool,
    ) -> Vec<Arbiter> {
        let mut components: Vec<u32> = self.witness(cluster).into_iter().collect();
        for c in &components {
            let touched = &mut self.model.components[*c as usize].clusters;
            if !touched.contains(&k) {
                touched.push(k);
            }
        }
        if let Policy::External(lock) = self.policy(cluster) {
            let keeper = &self.scenario.clusters[lock as usize];
            components = self.members(keeper).iter().map(|c| *c as u32).collect();
        }
        for (target, component) in components.iter().enumerate() {
            let kind = self.names.components[*component as usize].kind;
            let plane = if kind == Kind::Disk { Plane::Storage } else { Plane::Heartbeat };
            self.path_to(k, target as u32, members, *component, plane, wired);
        }
        let own = |c: u32| members.iter().position(|m| *m == c).map_or(0, |m| 1 << m);
        components.into_iter().map(|c| Arbiter { component: c, own: own(c) }).collect()
    }

    /// Adds the clocks by which each member misses an arbiter and counts on it again: the first of each.
    pub(super) fn arbiter_clocks(
        &mut self,
        owner: &Owner,
        cluster: &scenario::Cluster,
    ) -> Option<(Slot, Slot)> {
        let lock = matches!(cluster.quorum.policy, scenario::Policy::External(_));
        let what = cluster.quorum.witness.as_ref().map(|_| "witness").or(lock.then_some("lock"))?;
        let lanes: Vec<_> = owner.own.iter().map(|_| self.lane()).collect();
        let (missed, found) = (format!("{what} detection"), format!("{what} join"));
        let missed = self.each(owner, &lanes, &cluster.detection, &missed, Act::Missed);
        let found = self.each(owner, &lanes, &cluster.join, &found, Act::Found);
        Some((missed, found))
    }

    /// Tells every cluster in which locks are kept whose locks they are.
    pub(super) fn lean(&mut self) {
        for k in 0..self.model.clusters.len() {
            if let Policy::External(lock) = self.model.clusters[k].policy {
                self.model.clusters[lock as usize].leaning.push(k as u32);
            }
        }
    }
}
