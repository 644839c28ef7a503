//! What a history leaves of each service and cluster.

use super::note::Count;
use super::phase::Phase;
use super::watch::ClusterLevels;
use crate::engine::{Ns, SECOND, seconds};
use crate::model::CauseId;

/// One outage of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Which service.
    pub service: u32,
    /// When it began.
    pub start: Ns,
    /// How long it lasted, or was seen to last.
    pub duration: Ns,
    /// What brought the service down.
    pub cause: CauseId,
    /// How long it waited for what, by phase.
    pub phases: [Ns; Phase::COUNT],
    /// Whether the end of the history cut it off.
    pub cut: bool,
}

/// What a history left of one service.
#[derive(Clone, Debug, Default)]
pub struct ServiceBook {
    /// Time down.
    pub down: Ns,
    /// How many outages.
    pub outages: u32,
    /// Time down by phase.
    pub phases: [Ns; Phase::COUNT],
    /// Requests that got no answer while it was up, in nanoseconds of the mean demand.
    pub lost: f64,
    /// Requests that came while it was down, in nanoseconds of the mean demand, if demand changes with the
    /// hour; else they are as many as it was down.
    pub asked_down: Option<f64>,
    /// Millionths of sessions that were lost.
    pub sessions_lost: u64,
    /// Whether it was up when the history ended.
    pub up_at_end: bool,
    /// What brought it down last, before time has moved on from it.
    pub(super) pending: CauseId,
    pub(super) since: Ns,
    pub(super) phase_since: Ns,
    pub(super) phase: Option<Phase>,
    pub(super) open: [Ns; Phase::COUNT],
    pub(super) cause: CauseId,
}

impl ServiceBook {
    /// Returns for how many seconds of the mean demand requests got no answer: those in which it was down,
    /// and of the others the share that was lost.
    pub fn unserved_s(&self) -> f64 {
        let down_s = self.asked_down.map_or(seconds(self.down), |asked| asked / SECOND as f64);
        down_s + self.lost / SECOND as f64
    }
}

/// One recovery from a disaster that has worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Which cluster.
    pub cluster: u32,
    /// From when it went down until it was up again, also what of that was before the measured time.
    pub time: Ns,
    /// How long a time's writes that took; 0 without data.
    pub point: Ns,
}

/// What a history left of one cluster.
#[derive(Clone, Debug, Default)]
pub struct ClusterBook {
    /// How often what happened.
    pub counts: [u32; Count::COUNT],
    /// Time down.
    pub down: Ns,
    /// Time of double service on the same data.
    pub split_brain: Ns,
    /// Time in which recovery waited for a person to confirm that a member is off.
    pub fencing_blocked: Ns,
    /// Time whose writes are lost.
    pub lost_writes: Ns,
    /// How often writes were lost.
    pub losses: u32,
    pub(super) levels: ClusterLevels,
    pub(super) since: Ns,
    /// When it last went down.
    pub(super) down_since: Ns,
}

impl ClusterBook {
    /// Books the time since the levels last changed.
    pub(super) fn advance(&mut self, at: Ns) {
        let span = at - self.since;
        self.since = at;
        self.down += if self.levels.down { span } else { 0 };
        self.split_brain += if self.levels.split_brain { span } else { 0 };
        self.fencing_blocked += if self.levels.fencing_blocked { span } else { 0 };
    }
}
