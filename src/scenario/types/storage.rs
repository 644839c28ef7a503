//! Where the data of a cluster are.

use super::Reference;
use crate::scenario::values::Delay;
use schemars::JsonSchema;
use serde::Serialize;

/// Where the data of a cluster are.
#[derive(Clone, Debug)]
pub enum Storage {
    /// There are none that count.
    None,
    /// On a disk that all members share.
    SharedDisk(Reference),
    /// Each member holds a copy.
    Replicated(Replicated),
}

/// How each member's copy of the data is kept up.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// When a write counts.
    pub mode: Replication,
    /// How long a copy that is behind takes to catch up.
    pub resync: Delay,
}

/// When a write counts.
#[derive(Clone, Debug)]
pub enum Replication {
    /// As soon as the holder has it; the others have it so much later.
    Async(Delay),
    /// As soon as another member that is in sync has it too; this is what happens when none is left.
    Sync(OnReplicaLoss),
}

/// What a holder does that has noticed that no other copy is in sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnReplicaLoss {
    /// It goes on alone; the other copies are behind from then on.
    Continue,
    /// Its writes hang until another copy is in sync, as with Patroni's `synchronous_mode_strict`.
    Block,
}

impl Storage {
    /// Returns the disk that all members share, if the data are there.
    pub fn shared_disk(&self) -> Option<&Reference> {
        match self {
            Storage::SharedDisk(disk) => Some(disk),
            _ => None,
        }
    }

    /// Returns how copies are kept up, if each member holds one.
    pub fn replicated(&self) -> Option<&Replicated> {
        match self {
            Storage::Replicated(replicated) => Some(replicated),
            _ => None,
        }
    }

    /// Whether there are data that two members could write at the same time.
    pub fn has_data(&self) -> bool {
        !matches!(self, Storage::None)
    }
}
