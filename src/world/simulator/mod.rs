//! The door of the simulator: delays from named streams, events in the order of the calendar.

mod clock;
mod follow;
mod machine;
mod memory;
mod scribe;

use self::follow::{Follow, Rules};
use self::machine::{Behind, Machine};
use self::memory::Memory;
use super::risk::Risk;
use super::state::State;
use super::unsettled::World;
use crate::engine::{DAY, HOUR, Ns, Slot};
use crate::ledger::Watch;
use crate::model::{Bits, Model};

/// A simulator remembers so much, about: what `web-shop` needs in 2000 years.
const MOST_BYTES: usize = 32 << 20;

/// More events than this within one instant never end.
const INSTANT: u32 = 1_000_000;

/// A history that does not move on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a million events within one instant, at {at_s} s; the last ones: {}", .names.join(", "))]
pub struct Stuck {
    /// When, in seconds.
    pub at_s: f64,
    /// The activities that fire over and over.
    pub names: Vec<String>,
}

/// Plays histories of a model, one after another, without allocating for what has been seen before.
#[derive(Clone, Debug)]
pub struct Simulator<'m> {
    model: &'m Model,
    world: World,
    machine: Machine,
    /// What has been seen so far; none where nothing reacts, and the rules are quicker than looking it up.
    memory: Option<Memory>,
}

impl<'m> Simulator<'m> {
    /// Returns a simulator of a model.
    pub fn new(model: &'m Model) -> Self {
        Simulator::with_memory(model, MOST_BYTES)
    }

    /// Returns a simulator that remembers what rules have done in about so many bytes, or asks them whatever
    /// comes up if there are none; it plays the same histories.
    pub fn with_memory(model: &'m Model, bytes: usize) -> Self {
        let memory = (model.reacts() && bytes > 0).then(|| Memory::new(model, bytes));
        Simulator { model, world: World::new(model), machine: Machine::new(model), memory }
    }

    /// Plays the history with this key through warm-up and horizon; returns how many events it had.
    ///
    /// The history ends just before its end: what is due at that very instant does not fire.
    ///
    /// # Errors
    /// If a million events fall into one instant.
    #[inline]
    pub fn play<W: Watch>(&mut self, key: u64, watch: &mut W) -> Result<u64, Stuck> {
        self.play_to_end(key, watch, None, |_, _| ())
    }

    /// Plays a history as [`play`](Self::play) does and, after every event, shows the watcher the whole state
    /// that it has left.
    ///
    /// # Errors
    /// If a million events fall into one instant.
    pub fn play_and_show<W: Watch>(
        &mut self,
        key: u64,
        watch: &mut W,
        show: impl FnMut(&mut W, &State),
    ) -> Result<u64, Stuck> {
        self.play_to_end(key, watch, None, show)
    }

    /// Plays a history as [`play`](Self::play) does and looks once, so long after the warm-up, which
    /// services are one failure from down; the look changes nothing.
    ///
    /// # Errors
    /// If a million events fall into one instant.
    pub fn play_and_look<W: Watch>(
        &mut self,
        key: u64,
        watch: &mut W,
        after: Ns,
        risk: &mut Risk,
        at_risk: &mut Bits,
    ) -> Result<u64, Stuck> {
        let at = self.model.warmup + after.min(self.model.horizon - 1);
        self.play_to_end(key, watch, Some(Glance { at, risk, at_risk }), |_, _| ())
    }

    fn play_to_end<W: Watch>(
        &mut self,
        key: u64,
        watch: &mut W,
        glance: Option<Glance>,
        show: impl FnMut(&mut W, &State),
    ) -> Result<u64, Stuck> {
        let Simulator { model, world, machine, memory } = self;
        machine.reset(key);
        match memory {
            Some(follow) if follow.pays() => {
                Play { model, world, machine, follow }.run(watch, glance, show)
            }
            _ => Play { model, world, machine, follow: &mut Rules }.run(watch, glance, show),
        }
    }
}

/// One history that is being played.
struct Play<'p, F> {
    model: &'p Model,
    world: &'p mut World,
    machine: &'p mut Machine,
    follow: &'p mut F,
}

impl<F: Follow> Play<'_, F> {
    #[inline(never)]
    fn run<W: Watch>(
        self,
        watch: &mut W,
        mut glance: Option<Glance>,
        mut show: impl FnMut(&mut W, &State),
    ) -> Result<u64, Stuck> {
        let Play { model, world, machine, follow } = self;
        watch.open();
        let mut door = Behind { machine, watch };
        follow.begin(model, world, &mut door);
        let end = model.warmup + model.horizon;
        let look = glance.as_ref().map_or(end, |glance| glance.at);
        let mut until = if model.warmup > 0 { model.warmup } else { look };
        let mut warms_up = model.warmup > 0;
        let mut events = 0;
        let mut in_instant = 0;
        loop {
            let due = door.machine.calendar.next();
            if due.at > door.machine.now {
                door.watch.look(door.machine.now, &follow.shown(model, world));
                in_instant = 0;
            }
            if due.at >= until {
                if warms_up {
                    door.watch.measure(until);
                    (warms_up, until) = (false, look);
                } else if let Some(glance) = glance.take() {
                    glance.look(follow.state(world), door.machine);
                    until = end;
                } else {
                    break;
                }
                continue;
            }
            in_instant += 1;
            if in_instant > INSTANT {
                return Err(door.machine.stuck(model));
            }
            let clock = &door.machine.clocks[due.slot as usize];
            let lane = clock.lane;
            door.machine.cause = clock.cause;
            door.machine.event_cause = clock.cause;
            door.machine.now = due.at;
            door.machine.calendar.fire(lane);
            follow.fire(model, world, &mut door, due.slot);
            door.machine.calendar.fired();
            let cause = door.machine.event_cause;
            door.watch.event(due.at, due.slot, cause, &follow.shown(model, world));
            show(door.watch, follow.state(world));
            events += 1;
        }
        door.watch.close(end);
        Ok(events)
    }
}

/// A look at the risk at a moment.
struct Glance<'g, 'm> {
    at: Ns,
    risk: &'g mut Risk<'m>,
    at_risk: &'g mut Bits,
}

impl Glance<'_, '_> {
    fn look(self, state: &State, machine: &Machine) {
        let runs =
            |slot: Slot| machine.calendar.due(machine.clocks[slot as usize].lane, slot).is_some();
        let hour = (self.at + machine.midnight) % DAY / HOUR;
        self.at_risk.clone_from(self.risk.ask(state, 1 << hour, runs));
    }
}
