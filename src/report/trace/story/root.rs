//! What an outage goes back to.

use super::Teller;
use crate::ledger::Count;
use crate::model::{CauseId, What};
use crate::study::{Change, Event};
use crate::world::{Plan, Stage};

impl Teller<'_> {
    /// Returns the event that a cause stands for, the last one up to an event; none if it was before the
    /// measured time.
    pub(super) fn root(&self, cause: CauseId, upto: usize) -> Option<usize> {
        let model = self.names.model;
        for (k, cluster) in model.clusters.iter().enumerate() {
            let k = k as u32;
            if cluster.split_brain == cause {
                let begin = self.last_with(upto, |change| is_dual(change, k))?;
                // Two serve the same for a reason.
                let why = self.history.events[begin].cause;
                let is_new = why != cause;
                return is_new.then(|| self.root(why, begin)).flatten().or(Some(begin));
            }
            if cluster.failback == cause {
                return self
                    .last_with(upto, |change| *change == Change::Counted(k, Count::Failback));
            }
            if cluster.recovery.is_some_and(|recovery| recovery.failback == cause) {
                return self.last_with(upto, |change| {
                    matches!(change, Change::Plan { cluster, now: Plan::Returning, .. } if *cluster == k)
                });
            }
        }
        if let Some(n) = model.maintenance.iter().position(|m| m.cause == cause) {
            return self.work(n as u32, upto);
        }
        let begins = |event: &Event| {
            let activity = &model.activities[event.slot as usize];
            activity.cause == Some(cause) && is_hazard(activity.what)
        };
        self.history.events[..=upto].iter().rposition(begins)
    }

    /// Returns the event with which the planned work began that was under way last.
    fn work(&self, maintenance: u32, upto: usize) -> Option<usize> {
        let works = &self.names.model.works;
        let is_of = |w: u32| works[w as usize].maintenance == maintenance;
        let begins = |stage: Stage| matches!(stage, Stage::Leaving | Stage::Under);
        let last = self.last_with(
            upto,
            |change| matches!(change, Change::Work(w, stage) if is_of(*w) && begins(*stage)),
        )?;
        let under = self.history.events[last].changes.iter().find_map(|change| match change {
            Change::Work(w, stage) if is_of(*w) && begins(*stage) => Some(*w),
            _ => None,
        })?;
        // Its nodes may have made way for it before.
        let done = self.last_with(
            last,
            |change| matches!(change, Change::Work(w, Stage::None) if *w == under),
        );
        let after = done.map_or(0, |done| done + 1);
        let is_begin = |event: &Event| {
            event.changes.iter().any(
                |change| matches!(change, Change::Work(w, stage) if *w == under && begins(*stage)),
            )
        };
        (after..=last).find(|i| is_begin(&self.history.events[*i])).or(Some(last))
    }

    fn last_with(&self, upto: usize, is: impl Fn(&Change) -> bool) -> Option<usize> {
        self.history.events[..=upto].iter().rposition(|event| event.changes.iter().any(&is))
    }
}

/// Whether an activity is a beginning, not a consequence.
pub(super) fn is_hazard(what: What) -> bool {
    matches!(what, What::Fail(_) | What::Shock(_) | What::Incident(_) | What::Overload(_))
}

/// Whether two sides begin to serve the same.
pub(super) fn is_dual(change: &Change, k: u32) -> bool {
    matches!(change, Change::Counted(of, Count::SplitBrain | Count::DualActive) if *of == k)
}
