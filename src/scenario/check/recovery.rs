//! Disaster recovery: where to, and from what.

use super::Check;
use super::domains::around;
use crate::scenario::names::{Kind, Names};
use crate::scenario::types::{Cluster, Policy, Scenario};

impl Check<'_> {
    /// Checks that the domain is one, and that there is a disaster to recover from.
    pub(super) fn recovery(&mut self, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(recovery) = &cluster.disaster_recovery else { return };
        self.expect_one(&recovery.domain, "a domain", Kind::Domain);
        let in_domain = |m: &usize| !self.node(*m).common.domain.is_empty();
        let alone = cluster.quorum.witness.is_none()
            && !matches!(cluster.quorum.policy, Policy::External(_));
        let never =
            alone && cluster.storage.shared_disk().is_none() && !members.iter().any(in_domain);
        if never && !members.is_empty() {
            let what = format!("nothing that can happen to `{name}` is a disaster");
            let hint = "it has no data to lose, and no member of it stands in a `domain` that can go down: what fails is repaired";
            self.problem(&recovery.domain.place, what, Some(hint.into()));
        }
    }
}

/// Says so when a cluster recovers where all of it stands.
pub(super) fn recovers_at_home(scenario: &Scenario, names: &Names, cluster: &Cluster) -> bool {
    let Some(recovery) = &cluster.disaster_recovery else { return false };
    let around = around(scenario, names);
    let there = names.components_of(&recovery.domain.name, Kind::Domain);
    let within =
        |m: usize| std::iter::successors(around[m], |i| around[*i]).any(|i| there.contains(&i));
    let nodes = |name: &str| names.components_of(name, Kind::Node);
    cluster.members.iter().flat_map(|r| nodes(&r.name)).all(within)
}
