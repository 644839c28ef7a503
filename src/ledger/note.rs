//! Things that happen in an instant.

use crate::engine::Ns;

/// Something that happens in an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// A fault of this component has struck.
    Failure(u32),
    /// This component goes down.
    Down(u32),
    /// This component is up again.
    Up(u32),
    /// This service goes down.
    Service(u32),
    /// Something has happened in this cluster.
    Cluster(u32, Count),
    /// A stopwatch of this cluster is used.
    Stopwatch(u32, u32, Press),
    /// Writes of this cluster are lost: those of so long a time, and of what a stopwatch shows, which is
    /// cleared.
    LostWrites(u32, Ns, Option<u32>),
    /// This cluster is up again after a disaster, elsewhere; whether the last loss of writes is what that took.
    Recovered(u32, bool),
}

/// What is done to a stopwatch: the ledger's measure of writes that may be lost, because rules see no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Press {
    /// It runs on from what it shows.
    Start,
    /// It stands, and shows what it shows.
    Stop,
    /// It shows 0; if it runs it runs on from there.
    Clear,
}

/// What is counted of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Count {
    /// A takeover was begun.
    Failover,
    /// A takeover failed.
    FailedFailover,
    /// An instance went back to an earlier-declared member.
    Failback,
    /// A member was declared lost.
    Detection,
    /// A member that was alive, hung or cut off, was declared lost.
    SpuriousDetection,
    /// A shot worked.
    Fencing,
    /// A shot failed.
    FailedFencing,
    /// The last quorate group is gone.
    QuorumLoss,
    /// Two members began to serve the same instance on the same data, shared or replicated.
    SplitBrain,
    /// Two members began to serve the same instance, without data to damage.
    DualActive,
    /// Data were damaged or destroyed.
    DataLoss,
    /// A disaster recovery was begun.
    DisasterRecovery,
    /// A disaster recovery has not worked.
    FailedDisasterRecovery,
}

impl Count {
    /// Every count, in order.
    pub const ALL: [Count; 13] = [
        Count::Failover,
        Count::FailedFailover,
        Count::Failback,
        Count::Detection,
        Count::SpuriousDetection,
        Count::Fencing,
        Count::FailedFencing,
        Count::QuorumLoss,
        Count::SplitBrain,
        Count::DualActive,
        Count::DataLoss,
        Count::DisasterRecovery,
        Count::FailedDisasterRecovery,
    ];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Returns its name in results, a rate per year.
    pub const fn name(self) -> &'static str {
        match self {
            Count::Failover => "failovers_per_year",
            Count::FailedFailover => "failed_failovers_per_year",
            Count::Failback => "failbacks_per_year",
            Count::Detection => "detections_per_year",
            Count::SpuriousDetection => "spurious_detections_per_year",
            Count::Fencing => "fencings_per_year",
            Count::FailedFencing => "failed_fencings_per_year",
            Count::QuorumLoss => "quorum_losses_per_year",
            Count::SplitBrain => "split_brains_per_year",
            Count::DualActive => "dual_actives_per_year",
            Count::DataLoss => "data_losses_per_year",
            Count::DisasterRecovery => "disaster_recoveries_per_year",
            Count::FailedDisasterRecovery => "failed_disaster_recoveries_per_year",
        }
    }
}
