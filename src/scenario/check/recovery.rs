//! Disaster recovery: where to, and from what.

use super::Check;
use super::domains::around;
use crate::scenario::names::{Kind, Names};
use crate::scenario::types::{Cluster, Policy, Reference, Scenario};

impl Check<'_> {
    /// Checks that the domain is one, and that there is a disaster to recover from.
    pub(super) fn recovery(&mut self, name: &str, cluster: &Cluster, members: &[usize]) {
        let Some(recovery) = &cluster.disaster_recovery else { return };
        self.expect_one(&recovery.domain, "a domain", Kind::Domain);
        let in_domain = |m: &usize| !self.node(*m).common.domain.is_empty();
        let alone = cluster.quorum.witness.is_none()
            && !matches!(cluster.quorum.policy, Policy::External(_));
        let never = alone && !cluster.storage.is_on_disks() && !members.iter().any(in_domain);
        if never && !members.is_empty() {
            let what = format!("nothing that can happen to `{name}` is a disaster");
            let hint = "it has no data to lose, and no member of it stands in a `domain` that can go down: what fails is repaired";
            self.problem(&recovery.domain.place, what, Some(hint.into()));
        }
    }
}

/// Says so where a cluster is to recover in a domain that is lost with its members.
pub(super) fn recovered_at_home(scenario: &Scenario) -> Vec<String> {
    let planned = || scenario.clusters.iter().filter(|(_, c)| c.disaster_recovery.is_some());
    if planned().next().is_none() {
        return Vec::new();
    }
    let (names, _) = Names::gather(scenario);
    let around = around(scenario, &names);
    let stands_in = |c: usize, domain: usize| {
        std::iter::successors(around[c], |i| around[*i]).any(|i| i == domain)
    };
    let is_lost = |cluster: &Cluster, there: usize| {
        let nodes = |r: &Reference| names.components_of(&r.name, Kind::Node);
        // What stands around several sites is not what is feared.
        let with =
            |m: usize| stands_in(m, there) || around[m].is_some_and(|own| stands_in(there, own));
        cluster.members.iter().flat_map(nodes).all(with)
    };
    let mut warnings = Vec::new();
    for (name, cluster) in planned() {
        let domain = cluster.disaster_recovery.as_ref().map_or("", |r| &r.domain.name);
        if names.components_of(domain, Kind::Domain).any(|there| is_lost(cluster, there)) {
            warnings.push(format!(
                "cluster `{name}` recovers in `{domain}`, which is lost with its members: then the plan waits until they are back"
            ));
        }
    }
    warnings
}
