//! Which events a reader wants to see.

use super::scope::Scope;
use crate::engine::Ns;
use crate::ledger::Outage;
use crate::model::{CauseId, Model, What};
use crate::study::{Change, Event, History};
use crate::world::Step;
use std::collections::BTreeSet;

/// Chooses events: those of consequence, or all of them; those that matter to one service, or to any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only what matters to this service.
    pub service: Option<u32>,
    /// Also what had no consequence.
    pub all: bool,
}

/// Chooses the events of one history.
pub(super) struct Filter<'f> {
    model: &'f Model,
    choice: Choice,
    scope: Option<Scope>,
    /// When there was an outage that is told of, from and until when, one after the other.
    troubled: Vec<(Ns, Ns)>,
    /// Causes of what is shown.
    guilty: BTreeSet<CauseId>,
}

impl<'f> Filter<'f> {
    pub(super) fn new(model: &'f Model, history: &History, choice: Choice) -> Filter<'f> {
        let outages = history.outages(choice.service);
        let guilty = outages.iter().map(|outage| outage.cause).collect();
        let scope = choice.service.map(|service| Scope::of(model, service));
        let mut filter = Filter { model, choice, scope, troubled: merge(&outages), guilty };
        let acting = history.events.iter().filter(|event| filter.acts(event));
        let causes: BTreeSet<CauseId> = acting.map(|event| event.cause).collect();
        filter.guilty.extend(causes);
        filter
    }

    /// Whether an event is shown.
    pub(super) fn shows(&self, event: &Event) -> bool {
        let matters = event.changes.iter().any(|change| self.concerns(change));
        match (self.choice.all, &self.scope) {
            (true, None) => true,
            (true, Some(_)) => matters,
            (false, _) => self.acts(event) || matters && self.is_near(event),
        }
    }

    /// Whether a change is about what is told of.
    fn concerns(&self, change: &Change) -> bool {
        let Some(scope) = &self.scope else { return true };
        match *change {
            Change::Failed(c) | Change::Component(c, _) => scope.components.has(c as usize),
            Change::Counted(k, _)
            | Change::LostWrites(k, _)
            | Change::Run { cluster: k, .. }
            | Change::View { cluster: k, .. }
            | Change::Quorate { cluster: k, .. }
            | Change::Shot { cluster: k, .. }
            | Change::Quorum(k, _)
            | Change::Cluster(k, _)
            | Change::Dual(k, ..)
            | Change::Blocked(k, _)
            | Change::Mending(k, _)
            | Change::Plan { cluster: k, .. }
            | Change::Frozen(k, _)
            | Change::Stalled(k, _)
            | Change::Resync(k, ..)
            | Change::Banned(k, ..) => scope.clusters.has(k as usize),
            Change::Address(b, _) | Change::Balancer(b, _) => scope.balancers.has(b as usize),
            Change::Believed(check, _) => {
                let check = &self.model.checks[check as usize];
                scope.balancers.has(check.balancer as usize)
            }
            Change::Work(w, _) => {
                let component = self.model.works[w as usize].component;
                scope.components.has(component as usize)
            }
            Change::Down(s, ..) | Change::Phase(s, _) | Change::Up(s) => {
                Some(s) == self.choice.service
            }
        }
    }

    /// Whether a cluster, a balancer or a service does something in an event that is told of.
    fn acts(&self, event: &Event) -> bool {
        event.changes.iter().any(|change| {
            let acts = match change {
                Change::Failed(_)
                | Change::Component(..)
                | Change::Quorate { .. }
                | Change::Believed(..)
                | Change::Resync(..)
                | Change::Work(..) => false,
                // How a shot is aimed is of no consequence, that there is one is.
                Change::Shot { was, now, .. } => {
                    was.step == Step::None || now.step == Step::Wait || was.blocked != now.blocked
                }
                _ => true,
            };
            acts && self.concerns(change)
        })
    }

    /// Whether an event falls into an outage, or is what others that are shown go back to.
    fn is_near(&self, event: &Event) -> bool {
        let next = self.troubled.partition_point(|(from, _)| *from <= event.at);
        let is_in = next > 0 && event.at <= self.troubled[next - 1].1;
        let activity = &self.model.activities[event.slot as usize];
        let is_root = match activity.what {
            What::Fail(_) | What::Overload(_) => {
                activity.cause.is_some_and(|cause| self.guilty.contains(&cause))
            }
            What::Shock(_) | What::Incident(_) => true,
            _ => false,
        };
        is_in || is_root
    }
}

/// Returns the times of outages, in the order in which they began, without overlaps.
fn merge(outages: &[Outage]) -> Vec<(Ns, Ns)> {
    let mut merged: Vec<(Ns, Ns)> = Vec::new();
    for outage in outages {
        let end = outage.start + outage.duration;
        match merged.last_mut() {
            Some((_, until)) if outage.start <= *until => *until = end.max(*until),
            _ => merged.push((outage.start, end)),
        }
    }
    merged
}
