//! What lasted how long in a history: who was down, who held what.

use super::History;
use super::change::{Change, Condition};
use crate::engine::Ns;
use crate::ledger::Phase;
use crate::model::Model;
use crate::world::Run;

/// Something that lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// From when.
    pub from: Ns,
    /// Until when.
    pub until: Ns,
    /// What.
    pub what: T,
}

/// What a member does with an instance, as a picture shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It runs it, with the instance's number from 0.
    Runs(u8),
    /// It is about to: it starts it, or gets it back, or restarts it in place.
    Begins(u8),
}

impl Doing {
    fn of(run: Run) -> Option<Doing> {
        match run {
            Run::Holds(i) | Run::Stopping(i, _) | Run::Stuck(i) => Some(Doing::Runs(i)),
            Run::Starting(i) | Run::Moving(i) | Run::Restarting(i) => Some(Doing::Begins(i)),
            Run::Idle | Run::Dead(_) | Run::Gone(_) => None,
        }
    }
}

impl History {
    /// Returns all changes with their moments, those of the start first.
    pub fn changes(&self) -> impl Iterator<Item = (Ns, &Change)> {
        let later = self.events.iter().flat_map(|event| {
            let at = event.at;
            event.changes.iter().map(move |change| (at, change))
        });
        self.at_start.iter().map(|change| (0, change)).chain(later)
    }

    /// Follows something from change to change; spans of no time are left out.
    pub(crate) fn follow<T: Copy + PartialEq>(
        &self,
        first: Option<T>,
        next: impl Fn(&Change) -> Option<Option<T>>,
    ) -> Vec<Span<T>> {
        let mut spans = Vec::new();
        let (mut since, mut what) = (0, first);
        let mut end = |from: Ns, until: Ns, what: Option<T>| {
            if let Some(what) = what.filter(|_| until > from) {
                spans.push(Span { from, until, what });
            }
        };
        for (at, change) in self.changes() {
            if let Some(new) = next(change).filter(|new| *new != what) {
                end(since, at, what);
                (since, what) = (at, new);
            }
        }
        end(since, self.horizon, what);
        spans
    }

    /// Returns when a component was down or hung.
    pub fn down(&self, component: u32) -> Vec<Span<Condition>> {
        self.follow(None, |change| match change {
            Change::Component(c, condition) if *c == component => {
                Some(Some(*condition).filter(|condition| *condition != Condition::Up))
            }
            _ => None,
        })
    }

    /// Returns when a member of a cluster ran an instance, or was about to.
    pub fn doing(&self, model: &Model, cluster: u32, member: u8) -> Vec<Span<Doing>> {
        let k = &model.clusters[cluster as usize];
        let first = match member {
            _ if k.shares => Some(Doing::Runs(0)),
            m if m < k.active => Some(Doing::Runs(m)),
            _ => None,
        };
        self.follow(first, |change| match change {
            Change::Run { cluster: k, member: m, now, .. } if (*k, *m) == (cluster, member) => {
                Some(Doing::of(*now))
            }
            _ => None,
        })
    }

    /// Returns what a service waited for while it was down.
    pub fn phases(&self, service: u32) -> Vec<Span<Phase>> {
        self.follow(None, |change| match change {
            Change::Down(s, _, phase) | Change::Phase(s, phase) if *s == service => {
                Some(Some(*phase))
            }
            Change::Up(s) if *s == service => Some(None),
            _ => None,
        })
    }

    /// Returns when two sides of a cluster served the same.
    pub fn duals(&self, cluster: u32, instance: u8) -> Vec<Span<u64>> {
        self.follow(None, |change| match change {
            Change::Dual(k, i, sides) if (*k, *i) == (cluster, instance) => {
                Some(Some(*sides).filter(|sides| *sides != 0))
            }
            _ => None,
        })
    }
}
