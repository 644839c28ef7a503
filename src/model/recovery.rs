//! Where a cluster goes on after a disaster, and the clocks of its plan.

use super::{AmountId, CauseId, CoinId};
use crate::engine::Slot;

/// Disaster recovery of a cluster.
#[derive(Clone, Copy, Debug)]
pub struct Recovery {
    /// Where it goes on.
    pub domain: u32,
    /// How many members are redeployed at the same time.
    pub parallel: u8,
    /// How long a time's writes a restored cluster lacks; `None` if it has no data.
    pub lost: Option<AmountId>,
    /// Whether the plan works.
    pub works: CoinId,
    /// The way home as a cause.
    pub failback: CauseId,
    pub(super) clocks: [Slot; 4],
}

impl Recovery {
    /// Whether there are data to restore.
    #[inline]
    pub fn has_data(&self) -> bool {
        self.lost.is_some()
    }

    /// Until a disaster is declared.
    pub fn declare(&self) -> Slot {
        self.clocks[0]
    }

    /// The data are restored.
    pub fn restore(&self) -> Slot {
        self.clocks[1]
    }

    /// The cluster goes home.
    pub fn return_home(&self) -> Slot {
        self.clocks[2]
    }

    /// A member is redeployed: which of as many as the cluster needs.
    pub fn redeploy(&self, member: u8) -> Slot {
        self.clocks[3] + Slot::from(member)
    }
}
