//! What many histories add up to.

use super::forest::Merge;
use super::periods::SlaTally;
use super::recoveries::RecoveryTally;
use crate::engine::Ns;
use crate::statistics::{Joint, Moments};

/// A part of a service's downtime: of one cause, or in one phase.
#[derive(Clone, Copy, Debug, Default)]
pub struct PartTally {
    /// Seconds in a trial.
    pub downtime_s: Moments,
    /// Outages in a trial; not counted for phases.
    pub outages: Moments,
    /// The service's downtime and this part of it.
    pub share: Joint,
}

/// The trial in which a service was down for longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worst {
    /// Which; of several that were as bad the first.
    pub trial: u64,
    /// How long it was down in it.
    pub down: Ns,
}

/// What all trials left of a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceTally {
    /// Seconds down in a trial.
    pub downtime_s: Moments,
    /// Seconds in a trial in which requests got no answer: those down, and of others the share.
    pub unserved_s: Moments,
    /// Sessions lost in a trial.
    pub sessions_lost: Moments,
    /// Outages in a trial.
    pub outages: Moments,
    /// Outages and seconds down in a trial.
    pub outage_s: Joint,
    /// Seconds down in a trial in outages of planned work.
    pub planned_s: Moments,
    /// Seconds down in a trial in all other outages.
    pub unplanned_s: Moments,
    /// Trials at whose end it was up.
    pub up_at_end: u64,
    /// Trials that were looked into at a random moment.
    pub looks: u64,
    /// Those in which it was up then, but one failure from down.
    pub at_risk: u64,
    /// Outages that the end of a trial cut off.
    pub cut: u64,
    /// The worst trial; none if it was never down.
    pub worst: Option<Worst>,
    /// By name of the cause.
    pub causes: Vec<PartTally>,
    /// By phase.
    pub phases: Vec<PartTally>,
    /// Of what is promised, if anything is.
    pub sla: Option<SlaTally>,
}

/// What all trials left of a cluster.
#[derive(Clone, Debug, Default)]
pub struct ClusterTally {
    /// Events in a trial, by [`Count`](crate::ledger::Count).
    pub counts: Vec<Moments>,
    /// Seconds down in a trial.
    pub downtime_s: Moments,
    /// Seconds of double service on the same data in a trial.
    pub split_brain_s: Moments,
    /// Seconds in which recovery waited for a person to confirm that a member is off.
    pub fencing_blocked_s: Moments,
    /// Seconds whose writes are lost in a trial.
    pub lost_writes_s: Moments,
    /// Times at which writes are lost in a trial.
    pub losses: Moments,
    /// Recoveries from disasters.
    pub recoveries: RecoveryTally,
}

/// What all trials left of a component.
#[derive(Clone, Copy, Debug, Default)]
pub struct ComponentTally {
    /// Seconds down in a trial.
    pub downtime_s: Moments,
    /// Failures in a trial.
    pub failures: Moments,
    /// The downtime of all services and the part of it that this component caused.
    pub share: Joint,
    /// Trials in which it caused any.
    pub hit: u64,
}

/// What all trials left.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many trials.
    pub trials: u64,
    /// How many events.
    pub events: u64,
    /// By service.
    pub services: Vec<ServiceTally>,
    /// By cluster.
    pub clusters: Vec<ClusterTally>,
    /// By component.
    pub components: Vec<ComponentTally>,
}

impl Merge for PartTally {
    fn merge(&mut self, later: Self) {
        self.downtime_s = self.downtime_s.merge(&later.downtime_s);
        self.outages = self.outages.merge(&later.outages);
        self.share = self.share.merge(&later.share);
    }
}

impl Merge for Option<Worst> {
    fn merge(&mut self, later: Self) {
        let is_worse = |later: &Worst| self.is_none_or(|worst| later.down > worst.down);
        if let Some(later) = later.filter(is_worse) {
            *self = Some(later);
        }
    }
}

impl Merge for ServiceTally {
    fn merge(&mut self, later: Self) {
        self.downtime_s = self.downtime_s.merge(&later.downtime_s);
        self.unserved_s = self.unserved_s.merge(&later.unserved_s);
        self.sessions_lost = self.sessions_lost.merge(&later.sessions_lost);
        self.outages = self.outages.merge(&later.outages);
        self.outage_s = self.outage_s.merge(&later.outage_s);
        self.planned_s = self.planned_s.merge(&later.planned_s);
        self.unplanned_s = self.unplanned_s.merge(&later.unplanned_s);
        self.up_at_end += later.up_at_end;
        self.looks += later.looks;
        self.at_risk += later.at_risk;
        self.cut += later.cut;
        self.worst.merge(later.worst);
        merge_all(&mut self.causes, later.causes);
        merge_all(&mut self.phases, later.phases);
        if let (Some(sla), Some(other)) = (&mut self.sla, later.sla) {
            sla.merge(other);
        }
    }
}

impl Merge for ClusterTally {
    fn merge(&mut self, later: Self) {
        for (count, other) in self.counts.iter_mut().zip(&later.counts) {
            *count = count.merge(other);
        }
        self.downtime_s = self.downtime_s.merge(&later.downtime_s);
        self.split_brain_s = self.split_brain_s.merge(&later.split_brain_s);
        self.fencing_blocked_s = self.fencing_blocked_s.merge(&later.fencing_blocked_s);
        self.lost_writes_s = self.lost_writes_s.merge(&later.lost_writes_s);
        self.losses = self.losses.merge(&later.losses);
        self.recoveries.merge(later.recoveries);
    }
}

impl Merge for ComponentTally {
    fn merge(&mut self, later: Self) {
        self.downtime_s = self.downtime_s.merge(&later.downtime_s);
        self.failures = self.failures.merge(&later.failures);
        self.share = self.share.merge(&later.share);
        self.hit += later.hit;
    }
}

impl Merge for Tally {
    fn merge(&mut self, later: Self) {
        self.trials += later.trials;
        self.events += later.events;
        merge_all(&mut self.services, later.services);
        merge_all(&mut self.clusters, later.clusters);
        merge_all(&mut self.components, later.components);
    }
}

fn merge_all<T: Merge>(these: &mut [T], later: Vec<T>) {
    for (this, other) in these.iter_mut().zip(later) {
        this.merge(other);
    }
}
