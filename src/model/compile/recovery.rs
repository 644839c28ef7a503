//! Disaster recovery: the clocks of the plan, and what makes a disaster.

use super::Compiler;
use super::cluster::Owner;
use crate::engine::{Law, Slot};
use crate::model::activity::{Act, Class, What};
use crate::model::cluster::Policy;
use crate::model::recovery::Recovery;
use crate::scenario::{self, Delay, DisasterRecovery, Kind};
use std::collections::BTreeSet;

impl Compiler<'_> {
    /// Adds the clocks of a cluster's plan; those that are never armed together share a lane.
    pub(super) fn recovery(
        &mut self,
        owner: &Owner,
        cluster: &scenario::Cluster,
    ) -> Option<Recovery> {
        let recovery = cluster.disaster_recovery.as_ref()?;
        let name = owner.name;
        let domain = self.names.components_of(&recovery.domain.name, Kind::Domain).start as u32;
        let lane = self.lane();
        let mut clock = |delay: &Delay, word: &str, act: Act| {
            let name = format!("{name} {word}");
            let what = What::Cluster(owner.k, act);
            self.activity(lane, Class::Protocol, what, delay.law(), name)
        };
        let nothing = Delay::constant(0);
        let restore = recovery.restore.as_ref().unwrap_or(&nothing);
        let declare = clock(&recovery.declare_after, "disaster", Act::Declared);
        let restore = clock(restore, "restore", Act::Restored);
        let home = clock(&recovery.failback, "disaster failback", Act::Returned);
        let redeploy = self.next_slot();
        for member in 0..cluster.needs {
            let lane = self.lane();
            let name = format!("{name} redeploy {}", member + 1);
            let what = What::Cluster(owner.k, Act::Redeployed(member as u8));
            self.activity(lane, Class::Protocol, what, recovery.redeploy.law(), name);
        }
        let failback = self.cause(format!("{name}.disaster_failback"), None, true);
        self.model.activities[home as Slot as usize].cause = Some(failback);
        Some(Recovery {
            domain,
            parallel: recovery.parallel as u8,
            lost: lost(recovery).map(|law| self.amount(law, &format!("{name} restore lacks"))),
            works: self.coin(recovery.success, format!("{name} disaster recovery")),
            failback,
            clocks: [declare, restore, home, redeploy],
        })
    }

    /// Lets every cluster with a plan know when a domain changes that says whether there is a disaster, and
    /// draws the paths from clients to where it goes on.
    pub(super) fn disasters(&mut self) {
        for k in 0..self.model.clusters.len() {
            let Some(recovery) = self.model.clusters[k].recovery else { continue };
            let mut domains = BTreeSet::from([recovery.domain]);
            let mut at = Some(k);
            while let Some(cluster) = at.map(|k| &self.model.clusters[k]) {
                let parts = cluster.members.iter().chain(&cluster.disk);
                let parts = parts.copied().chain(cluster.arbiters.iter().map(|x| x.component));
                domains.extend(parts.filter_map(|c| self.model.components[c as usize].domain));
                at = match cluster.policy {
                    Policy::External(lock) => Some(lock as usize),
                    _ => None,
                };
            }
            for domain in domains {
                let touched = &mut self.model.components[domain as usize].clusters;
                if !touched.contains(&(k as u32)) {
                    touched.push(k as u32);
                }
            }
            self.path_from_clients(k as u32, recovery.domain);
        }
    }
}

/// Returns how long a time's writes a restored cluster lacks.
fn lost(recovery: &DisasterRecovery) -> Option<Law> {
    let backup = recovery.backup_every.map(|every| match every.ns() {
        0.0 => Law::Constant(0),
        high => Law::Uniform { low: 0.0, high },
    });
    recovery.replica_lag.map(|lag| Law::Constant(lag.rounded())).or(backup)
}
