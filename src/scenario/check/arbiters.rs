//! Witnesses, and locks that are kept in other clusters: what they are, and that members reach them.

use super::Check;
use super::network::Network;
use crate::scenario::names::{Kind, Meaning};
use crate::scenario::types::{Cluster, Map, Plane, Policy, Reference};

impl Check<'_> {
    /// Checks that a witness is one node or disk outside the members, and has a vote.
    pub(super) fn witness(&mut self, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(witness) = &cluster.quorum.witness else { return };
        let sort = |m: &Meaning| matches!(m, Meaning::Components(Kind::Node | Kind::Disk, _));
        if !self.expect(witness, "a node or a disk", sort) {
            return;
        }
        let Some(Meaning::Components(kind, range)) = self.names.get(&witness.name) else { return };
        let (kind, range) = (*kind, range.clone());
        if range.len() > 1 {
            self.expect_one(witness, "a witness", kind);
        } else if kind == Kind::Disk {
            if !self.is_attached(witness, "a witness stands outside: every member reaches it") {
                self.undivided(witness);
            }
        } else if range.clone().any(|c| members.contains(&c)) {
            let hint = "a witness stands outside: it votes when the members are divided";
            let what = format!("`{}` is a member of `{name}`", witness.name);
            self.problem(&witness.place, what, Some(hint.into()));
        } else if kind == Kind::Node && self.node(range.start).votes == 0 {
            let hint = "a witness that is a node adds its `votes`";
            let what = format!("the witness `{}` has no vote", witness.name);
            self.problem(&witness.place, what, Some(hint.into()));
        }
    }

    /// Checks that locks are kept in clusters, and that none hangs on itself.
    pub(super) fn locks(&mut self) {
        let clusters = &self.scenario.clusters;
        let kept = clusters.iter().filter_map(|(name, cluster)| Some((name, lock(cluster)?)));
        let mut known = true;
        for (_, lock) in kept.clone() {
            known &= self.expect(lock, "a cluster", |m| matches!(m, Meaning::Cluster(_)));
        }
        for (name, lock) in kept.filter(|_| known) {
            let chain = chain(clusters, name);
            // A circle is told once, of the cluster in it that is declared first.
            let place = |cluster: &&str| clusters.get_index_of(*cluster);
            let closes = chain.last() == Some(&name.as_str());
            if !closes || chain.iter().any(|other| place(other) < place(&name.as_str())) {
                continue;
            }
            let what = if chain.len() == 2 {
                format!("the lock of `{name}` is kept in `{name}` itself")
            } else {
                let way: Vec<String> = chain.iter().map(|c| format!("`{c}`")).collect();
                format!("the lock of `{name}` hangs on itself: {}", way.join(" → "))
            };
            let hint = "a lock is kept in a cluster that decides for itself, by majority say";
            self.problem(&lock.place, what, Some(hint.into()));
        }
    }

    /// Members that cannot reach what decides for them even with everything up were forgotten by mistake.
    pub(super) fn arbiter_paths(
        &mut self,
        network: &Network,
        name: &str,
        cluster: &Cluster,
        members: &[usize],
    ) {
        if let Some(witness) = &cluster.quorum.witness {
            let Some(Meaning::Components(kind, range)) = self.names.get(&witness.name) else {
                return;
            };
            let plane = if *kind == Kind::Disk { Plane::Storage } else { Plane::Heartbeat };
            let what = format!("the witness `{}`", witness.name);
            self.reaches(network, plane, (name, cluster, members), &[range.start], &what);
        }
        if let Policy::External(lock) = &cluster.quorum.policy {
            let keepers = self.members(&self.scenario.clusters[&lock.name]);
            let what = format!("its lock in `{}`", lock.name);
            self.reaches(network, Plane::Heartbeat, (name, cluster, members), &keepers, &what);
        }
    }

    /// Expects that every member reaches one of these components, or is one.
    fn reaches(
        &mut self,
        network: &Network,
        plane: Plane,
        (name, cluster, members): (&str, &Cluster, &[usize]),
        targets: &[usize],
        what: &str,
    ) {
        let ends = if plane == Plane::Heartbeat { members } else { &[] };
        let mut ends = ends.iter().chain(targets);
        let Some(wire) = ends.find_map(|end| network.wire(plane, *end)) else { return };
        let served: Vec<Vec<bool>> = targets.iter().map(|t| network.reached(plane, *t)).collect();
        let is_served = |m: &usize| targets.contains(m) || served.iter().any(|reached| reached[*m]);
        if let Some(member) = members.iter().find(|m| !is_served(m)) {
            let member = &self.names.components[*member].name;
            let traffic = if plane == Plane::Heartbeat { "heartbeats" } else { "storage traffic" };
            let what =
                format!("`{member}` of `{name}` cannot reach {what} even with everything up");
            let hint = format!(
                "`{wire}` carries {traffic}, so only declared paths do: add one from `{member}`"
            );
            self.problem(&cluster.place, what, Some(hint));
        }
    }
}

/// Returns where a cluster's lock is kept.
fn lock(cluster: &Cluster) -> Option<&Reference> {
    match &cluster.quorum.policy {
        Policy::External(lock) => Some(lock),
        _ => None,
    }
}

/// Returns a cluster, the one in which its lock is kept, and so on; a circle ends where it closes.
fn chain<'s>(clusters: &'s Map<Cluster>, name: &'s str) -> Vec<&'s str> {
    let mut chain = vec![name];
    let mut at = name;
    while let Some(next) = clusters.get(at).and_then(lock) {
        let closes = chain.contains(&next.name.as_str());
        chain.push(&next.name);
        if closes {
            break;
        }
        at = &next.name;
    }
    chain
}
