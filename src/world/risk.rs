//! How far a state is from an outage: whether one more failure would end in one, takeovers aside.
//!
//! Each failure is played with the rules themselves behind a door of its own. There nothing else fails and
//! nothing is repaired, cluster software takes as long as it does half of the time, and coins fall the way
//! that is likelier. What counts is whether a service is up when cluster software has done what it can. Members
//! that are asked too much after it, or before, crash if half of them would within half of all repairs of what
//! has failed, at the hour at which is looked.

use super::door::{Door, From};
use super::fire::fire;
use super::maintenance;
use super::state::State;
use super::unsettled::World;
use crate::engine::{Hours, Law, Slot};
use crate::ledger::Note;
use crate::model::{Act, Activity, AmountId, Bits, CauseId, Class, CoinId, Model, What};

/// More events than this after one failure do not come to an end.
const MOST_EVENTS: usize = 10_000;

/// So many states are remembered with what was found of them.
const MOST_SEEN: usize = 32;

/// Finds the services that are one failure from down.
#[derive(Clone, Debug)]
pub struct Risk<'m> {
    model: &'m Model,
    world: World,
    typical: Typical<'m>,
    /// By component and what a fault does to it: a fault and its clock.
    failures: Vec<(usize, Slot)>,
    seen: Vec<Seen>,
    /// Which of them is overwritten next.
    next: usize,
    /// Clocks that run in the state that is asked about.
    running: Vec<Slot>,
}

/// A state, the clocks of cluster software that run in it, and what was found of it.
#[derive(Clone, Debug)]
struct Seen {
    state: State,
    /// The hours of the day that are like the one in which was looked.
    hours: Hours,
    running: Vec<Slot>,
    at_risk: Bits,
}

impl<'m> Risk<'m> {
    /// Returns one that has seen nothing.
    pub fn new(model: &'m Model) -> Self {
        let mut kinds = std::collections::BTreeSet::new();
        let mut failures = Vec::new();
        for (id, fault) in model.faults.iter().enumerate() {
            if let Some(fail) = fault.fail
                && kinds.insert((fault.component, fault.effect as u8))
            {
                failures.push((id, fail));
            }
        }
        Risk {
            model,
            world: World::new(model),
            typical: Typical::new(model),
            failures,
            seen: Vec::new(),
            next: 0,
            running: Vec::new(),
        }
    }

    /// Returns the services that are up and one failure from down, given which clocks run.
    ///
    /// That is a function of the state and those clocks; what was found of a few is remembered.
    pub(super) fn ask(&mut self, state: &State, hour: Hours, runs: impl Fn(Slot) -> bool) -> &Bits {
        // Hours in which the same is asked are alike.
        let alike = self.model.load.kinds.iter().find(|kind| kind.hours & hour != 0);
        let hours = alike.map_or(0, |kind| kind.hours);
        let mut running = std::mem::take(&mut self.running);
        running.clear();
        running.extend(self.typical.reactions.iter().copied().filter(|slot| runs(*slot)));
        let is_it =
            |seen: &Seen| seen.hours == hours && seen.running == running && seen.state == *state;
        let place = self.seen.iter().position(is_it);
        let place = place.unwrap_or_else(|| self.find(state, hours, &running));
        self.running = running;
        &self.seen[place].at_risk
    }

    /// Lets everything fail that can, one at a time; returns where what was found is remembered.
    fn find(&mut self, state: &State, hours: Hours, running: &[Slot]) -> usize {
        let place = self.place();
        let seen = &mut self.seen[place];
        seen.hours = hours;
        self.typical.hours = hours;
        seen.state.clone_from(state);
        seen.running.clear();
        seen.running.extend_from_slice(running);
        seen.at_risk.clear();
        for (id, fail) in &self.failures {
            let fault = &self.model.faults[*id];
            if state.standing[*id] || !state.health.is_up(fault.component as usize) {
                continue;
            }
            self.world.state.clone_from(state);
            // What is planned can wait.
            maintenance::put_off(&mut self.world.state);
            let repair = &self.model.activities[fault.repair as usize].law;
            self.typical.rewind(running, state, repair.quantile(0.5));
            fire(self.model, &mut self.world, &mut self.typical, *fail);
            self.typical.settle(&mut self.world);
            for service in 0..self.model.services.len() {
                if state.services.has(service) && !self.world.state.services.has(service) {
                    seen.at_risk.add(service);
                }
            }
        }
        place
    }

    /// Returns a place to remember something at, that of what has been remembered longest if there is no
    /// other.
    fn place(&mut self) -> usize {
        if self.seen.len() < MOST_SEEN {
            self.seen.push(Seen {
                state: State::new(self.model),
                hours: 0,
                running: Vec::with_capacity(self.typical.reactions.len()),
                at_risk: Bits::none(self.model.services.len()),
            });
            return self.seen.len() - 1;
        }
        let place = self.next;
        self.next = (place + 1) % MOST_SEEN;
        place
    }
}

/// A door behind which only cluster software does anything, and everything takes its usual course.
#[derive(Clone, Debug)]
struct Typical<'m> {
    model: &'m Model,
    /// By slot: how long it takes, in nanoseconds; endless for what is not done here.
    delays: Vec<f64>,
    /// What is done here.
    reactions: Vec<Slot>,
    /// What runs: when it is due, and what it is.
    due: Vec<(f64, Slot)>,
    now: f64,
    /// Which hours it is one of.
    hours: Hours,
    /// By when what has failed is repaired, half of the time.
    repaired: f64,
}

/// Whether cluster software does this by itself, and fast enough to be called a takeover; or it is a crash by
/// overload, which is one if it comes before the repair.
fn is_reaction(model: &Model, activity: &Activity) -> bool {
    let act = match activity.what {
        What::Cluster(_, act) => act,
        What::Takeover(_) | What::Overload(_) => return true,
        // Whom a balancer believes healthy makes no service up or down, but for who is asked too much then.
        What::TakeOut(_) | What::PutIn(_) => return model.load.crashes(),
        _ => return false,
    };
    let waits = matches!(
        act,
        Act::Unban(_)
            | Act::Unstick(_)
            | Act::Confirmed(..)
            | Act::Recheck(..)
            | Act::Mend
            | Act::Declared
            | Act::Redeployed(_)
            | Act::Restored
            | Act::Returned
            | Act::Back(_)
            | Act::Resync(..)
    );
    activity.class == Class::Protocol && !waits
}

impl<'m> Typical<'m> {
    fn new(model: &'m Model) -> Self {
        let delay = |activity: &Activity| match activity.law {
            _ if !is_reaction(model, activity) => f64::INFINITY,
            Law::Never => f64::INFINITY,
            ref law => (law.quantile(0.5) - activity.less as f64).max(0.0),
        };
        let delays: Vec<f64> = model.activities.iter().map(delay).collect();
        let is_done = |(slot, delay): (Slot, &f64)| delay.is_finite().then_some(slot);
        let reactions = (0..).zip(&delays).filter_map(is_done).collect();
        let (due, now, hours, repaired) = (Vec::new(), 0.0, 0, 0.0);
        Typical { model, delays, reactions, due, now, hours, repaired }
    }

    fn rewind(&mut self, running: &[Slot], state: &State, repaired: f64) {
        self.due.clear();
        self.now = 0.0;
        self.repaired = repaired;
        for slot in running {
            match self.model.activities[*slot as usize].what {
                What::Overload(i) => self.arm_in(*slot, state.overloaded[i as usize]),
                _ => self.arm(*slot, From::New),
            }
        }
    }

    /// Lets cluster software do all that it can.
    fn settle(&mut self, world: &mut World) {
        for _ in 0..MOST_EVENTS {
            let earlier =
                |a: &(f64, Slot), b: &(f64, Slot)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            let Some((at, slot)) = self.due.iter().copied().min_by(earlier) else { return };
            self.now = at;
            self.disarm(slot);
            fire(self.model, world, self, slot);
        }
    }
}

impl Door for Typical<'_> {
    fn arm(&mut self, slot: Slot, _: From) {
        self.disarm(slot);
        let delay = self.delays[slot as usize];
        if delay.is_finite() {
            self.due.push((self.now + delay, slot));
        }
    }

    fn arm_in(&mut self, slot: Slot, hours: Hours) {
        if hours & self.hours != 0 && self.now + self.delays[slot as usize] < self.repaired {
            self.arm(slot, From::New);
        }
    }

    fn disarm(&mut self, slot: Slot) {
        self.due.retain(|(_, other)| *other != slot);
    }

    fn pause(&mut self, slot: Slot) {
        self.disarm(slot);
    }

    fn pace(&mut self, _: Slot, _: f64) {}

    fn chance(&mut self, coin: CoinId) -> bool {
        self.model.coins[coin as usize].probability >= 0.5
    }

    fn pick(&mut self, _: CoinId, _: usize) -> usize {
        0
    }

    fn lose(&mut self, _: u32, _: Option<AmountId>, _: Option<u32>) {}

    fn note(&mut self, _: Note) {}

    fn blame(&mut self, _: CauseId) {}

    fn blame_event(&mut self) {}
}
