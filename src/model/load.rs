//! Compiled demand: what is asked when, who answers it; and who holds sessions.

use crate::engine::{ALL_HOURS, Hours, Slot};
pub use crate::scenario::Way;

/// A component that nothing is asked of, or whose capacity does not matter.
pub const UNASKED: u32 = u32::MAX;

/// What is asked of the nodes that can do only so much.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// Kinds of hours: in those of one kind everything that is asked is the same.
    pub kinds: Vec<HourKind>,
    /// By service: the most that is asked of it in any hour.
    pub peaks: Vec<f64>,
    /// By service: whether it has a demand.
    pub asks: Vec<bool>,
    /// How many tiers the longest way has: what is answered in one depends on those before it.
    pub tiers: usize,
    /// Nodes whose capacity matters.
    pub members: Vec<Member>,
    /// Whether a service without a demand has balancers in its way: what becomes of its requests is found
    /// whenever something may have changed.
    pub balances_unasked: bool,
}

/// Hours of the day in which everything that is asked is the same.
#[derive(Clone, Debug, PartialEq)]
pub struct HourKind {
    /// Which they are.
    pub hours: Hours,
    /// By service: what is asked of it; 0 if it has no demand.
    pub demands: Vec<f64>,
}

/// A node whose capacity matters.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The component that it is.
    pub component: u32,
    /// The first-declared service that asks it.
    pub service: u32,
    /// It crashes because it is asked too much, if it does that.
    pub crash: Option<Slot>,
}

impl Load {
    /// Whether anything is asked of anybody.
    #[inline]
    pub fn is_any(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// Whether anybody crashes who is asked too much.
    pub fn crashes(&self) -> bool {
        self.members.iter().any(|member| member.crash.is_some())
    }

    /// Returns the hours of each kind, with what is asked of a service in them: 1 in all hours if it has no
    /// demand.
    pub fn day(&self, service: usize) -> Vec<(Hours, f64)> {
        if self.asks.get(service) == Some(&true) {
            self.kinds.iter().map(|kind| (kind.hours, kind.demands[service])).collect()
        } else {
            vec![(ALL_HOURS, 1.0)]
        }
    }

    /// Returns which part of all requests to a service comes in each kind of hours.
    pub fn parts(&self, service: usize) -> Vec<f64> {
        let day = self.day(service);
        let asked = |(hours, demand): &(Hours, f64)| f64::from(hours.count_ones()) * demand;
        let all: f64 = day.iter().map(asked).sum();
        day.iter().map(|kind| asked(kind) / all).collect()
    }
}

/// The sessions of a service.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// Whose they are.
    pub service: u32,
    /// How many there are.
    pub concurrent: u64,
    /// Where they are kept.
    pub store: Store,
    /// Who may hold some; nobody if a cluster keeps them.
    pub seats: Vec<Seat>,
}

impl Sessions {
    /// Returns how many there are who may hold some; a cluster that keeps all of them is one.
    pub fn size(&self) -> usize {
        self.seats.len().max(1)
    }

    /// Returns how many are lost when those who held them before are not all there afterwards.
    pub fn lost(&self, before: &[bool], after: &[bool]) -> f64 {
        let (mut held, mut leaving, mut stays) = (0.0, 0.0, false);
        for (i, (before, after)) in before.iter().zip(after).enumerate() {
            let weight = self.seats.get(i).map_or(1.0, |seat| seat.weight);
            held += if *before { weight } else { 0.0 };
            leaving += if *before && !after { weight } else { 0.0 };
            stays |= after;
        }
        let share = match self.store {
            _ if leaving == 0.0 => 0.0,
            Store::Local => leaving / held,
            // Whoever is left has all of them.
            Store::Replicated | Store::External(_) => f64::from(u8::from(!stays)),
        };
        self.concurrent as f64 * share
    }
}

/// Where sessions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// At one member each.
    Local,
    /// At all members.
    Replicated,
    /// In a cluster, by its index.
    External(u32),
}

/// Someone who may hold sessions.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The node that it is.
    pub component: u32,
    /// Which member of which cluster it is, if it is one.
    pub member: Option<(u32, u8)>,
    /// The checks of the balancers in front of it.
    pub checks: Vec<u32>,
    /// How many sessions it holds, against the others who hold some.
    pub weight: f64,
}
