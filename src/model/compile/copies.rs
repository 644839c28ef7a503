//! Copies of a cluster's data: what keeps them up, and the clocks by which they catch up.

use super::Compiler;
use super::cluster::Owner;
use crate::model::activity::{Act, Class, What};
use crate::model::cluster::CopyPolicy;
use crate::scenario::{self, OnReplicaLoss, Replication};

impl Compiler<'_> {
    /// Adds what keeps copies of the data, if each member holds one.
    pub(super) fn copies(
        &mut self,
        owner: &Owner,
        cluster: &scenario::Cluster,
    ) -> Option<CopyPolicy> {
        let replicated = cluster.storage.replicated()?;
        let active = cluster.active as u8;
        let resync = self.next_slot();
        for (m, own) in owner.own.iter().enumerate() {
            for i in 0..active {
                let lane = self.lane();
                let of = if active > 1 { format!(" of instance {}", i + 1) } else { String::new() };
                let name = format!("{} resync {own}{of}", owner.name);
                let what = What::Cluster(owner.k, Act::Resync(m as u8, i));
                self.activity(lane, Class::Protocol, what, replicated.resync.law(), name);
            }
        }
        let severed = self.next_slot();
        let (sync, goes_on_alone, lag) = match &replicated.mode {
            Replication::Async(lag) => {
                (false, true, Some(self.amount(lag.law(), &format!("{} lag", owner.name))))
            }
            Replication::Sync(on_loss) => {
                let lanes: Vec<_> = owner.own.iter().map(|_| self.lane()).collect();
                let word = "replica detection";
                self.each(owner, &lanes, &cluster.detection, word, Act::Severed);
                (true, *on_loss == OnReplicaLoss::Continue, None)
            }
        };
        Some(CopyPolicy { sync, goes_on_alone, lag, resync, severed })
    }
}
