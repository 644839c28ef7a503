//! What a moment of an outage waits for.

/// What a moment of an outage waits for, in the order in which they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// An instance is being stopped for planned work, or who could serve is under it.
    PlannedWork,
    /// Damaged data are being mended after a split brain.
    SplitBrainRepair,
    /// The cluster is being built up anew elsewhere after a disaster.
    DisasterRecovery,
    /// An instance moves back to an earlier-declared member, or a recovered cluster goes home.
    Failback,
    /// No shot has worked: a person must make sure that the lost member is off.
    BlockedFencing,
    /// A lost member is being shot.
    Fencing,
    /// A silent member has not been declared lost yet.
    Detection,
    /// A start has failed and a person must mend it.
    ManualRecovery,
    /// The instance is being started.
    Takeover,
    /// A copy of the data is catching up.
    Resync,
    /// A node is booting or being taken in.
    Reboot,
    /// A component is being repaired.
    Repair,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Phase; 12] = [
        Phase::PlannedWork,
        Phase::SplitBrainRepair,
        Phase::DisasterRecovery,
        Phase::Failback,
        Phase::BlockedFencing,
        Phase::Fencing,
        Phase::Detection,
        Phase::ManualRecovery,
        Phase::Takeover,
        Phase::Resync,
        Phase::Reboot,
        Phase::Repair,
    ];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Returns its name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::PlannedWork => "planned_work",
            Phase::SplitBrainRepair => "split_brain_repair",
            Phase::DisasterRecovery => "disaster_recovery",
            Phase::Failback => "failback",
            Phase::BlockedFencing => "blocked_fencing",
            Phase::Fencing => "fencing",
            Phase::Detection => "detection",
            Phase::ManualRecovery => "manual_recovery",
            Phase::Takeover => "takeover",
            Phase::Resync => "resync",
            Phase::Reboot => "reboot",
            Phase::Repair => "repair",
        }
    }
}
