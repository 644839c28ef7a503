//! The door of the simulator: delays from named streams, events in the order of the calendar.

use super::door::{Door, From};
use super::fire::{begin, fire};
use super::state::World;
use crate::engine::{Calendar, Lane, Law, Ns, Slot, Stream, stream};
use crate::ledger::{Note, Watch};
use crate::model::{CauseId, CoinId, Model};
use rand::RngExt;

/// More events than this within one instant never end.
const INSTANT: u32 = 1_000_000;

/// Nothing was left by a pause.
const NOTHING: Ns = Ns::MAX;

/// A history that does not move on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a million events within one instant, at {at_s} s; the last ones: {}", .names.join(", "))]
pub struct Stuck {
    /// When, in seconds.
    pub at_s: f64,
    /// The activities that fire over and over.
    pub names: Vec<String>,
}

/// Plays histories of a model, one after another, without allocating after the first.
#[derive(Clone, Debug)]
pub struct Simulator<'m> {
    model: &'m Model,
    world: World,
    machine: Machine,
}

/// One activity's clock and stream.
#[derive(Clone, Debug)]
struct Clock {
    stream: Stream,
    law: Law,
    less: Ns,
    /// The next delay, already drawn.
    ready: Ns,
    /// What a pause left.
    left: Ns,
    /// The trial in which `stream`, `ready` and `left` are valid.
    trial: u32,
    /// What armed it, or itself for a failure.
    cause: CauseId,
    own_cause: bool,
    lane: Lane,
    hash: u64,
}

#[derive(Clone, Debug)]
struct Toss {
    stream: Stream,
    trial: u32,
    probability: f64,
    hash: u64,
}

/// Everything behind the door but the watcher.
#[derive(Clone, Debug)]
struct Machine {
    calendar: Calendar,
    clocks: Vec<Clock>,
    coins: Vec<Toss>,
    now: Ns,
    key: u64,
    trial: u32,
    /// Why what is happening happens: the event's cause, unless a rule has blamed another.
    cause: CauseId,
    event_cause: CauseId,
}

impl<'m> Simulator<'m> {
    /// Returns a simulator of a model.
    pub fn new(model: &'m Model) -> Self {
        let clock = |a: &crate::model::Activity| Clock {
            stream: stream(0, a.hash),
            law: a.law.clone(),
            less: a.less,
            ready: 0,
            left: NOTHING,
            trial: 0,
            cause: a.cause.unwrap_or(0),
            own_cause: a.cause.is_some(),
            lane: a.lane,
            hash: a.hash,
        };
        let toss = |c: &crate::model::Coin| Toss {
            stream: stream(0, c.hash),
            trial: 0,
            probability: c.probability,
            hash: c.hash,
        };
        Simulator {
            model,
            world: World::new(model),
            machine: Machine {
                calendar: Calendar::new(model.lanes),
                clocks: model.activities.iter().map(clock).collect(),
                coins: model.coins.iter().map(toss).collect(),
                now: 0,
                key: 0,
                trial: 0,
                cause: 0,
                event_cause: 0,
            },
        }
    }

    /// Plays the history with this key from time 0 to the horizon; returns how many events it had.
    ///
    /// The history ends just before the horizon: what is due at that very instant does not fire.
    ///
    /// # Errors
    /// If a million events fall into one instant.
    #[inline(never)]
    pub fn play<W: Watch>(&mut self, key: u64, watch: &mut W) -> Result<u64, Stuck> {
        let (model, world) = (self.model, &mut self.world);
        self.machine.reset(key);
        world.reset();
        watch.open();
        let mut door = Behind { machine: &mut self.machine, watch };
        begin(model, &mut door);
        let mut events = 0;
        let mut in_instant = 0;
        loop {
            let due = door.machine.calendar.next();
            if due.at > door.machine.now {
                door.watch.look(door.machine.now, &world.shown(model));
                in_instant = 0;
            }
            if due.at >= model.horizon {
                break;
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
            fire(model, world, &mut door, due.slot);
            door.machine.calendar.fired();
            let cause = door.machine.cause;
            door.watch.event(due.at, due.slot, cause, &world.shown(model));
            events += 1;
        }
        door.watch.close(model.horizon);
        Ok(events)
    }
}

impl Clock {
    #[inline(always)]
    fn draw(&mut self) -> Ns {
        self.law.sample(&mut self.stream).saturating_sub(self.less)
    }

    /// Makes the stream ready for a trial in which it is first drawn from.
    #[cold]
    #[inline(never)]
    fn seed(&mut self, key: u64, trial: u32) {
        self.trial = trial;
        self.left = NOTHING;
        if !self.law.is_certain() {
            self.stream = stream(key, self.hash);
        }
        self.ready = self.draw();
    }
}

impl Machine {
    fn reset(&mut self, key: u64) {
        self.now = 0;
        self.key = key;
        self.trial = self.trial.wrapping_add(1);
        if self.trial == 0 {
            // Four billion trials later stale marks could look fresh: wipe them.
            self.clocks.iter_mut().for_each(|clock| clock.trial = 0);
            self.coins.iter_mut().for_each(|coin| coin.trial = 0);
            self.trial = 1;
        }
        self.calendar.clear();
    }

    fn stuck(&self, model: &Model) -> Stuck {
        let due = |slot: &Slot| {
            let clock = &self.clocks[*slot as usize];
            self.calendar.due(clock.lane, *slot) == Some(self.now)
        };
        let slots = 0..model.activities.len() as Slot;
        let names = slots.filter(due).map(|slot| model.activity_names[slot as usize].clone());
        Stuck { at_s: crate::engine::seconds(self.now), names: names.take(8).collect() }
    }
}

/// The simulator's side of the door.
struct Behind<'b, W> {
    machine: &'b mut Machine,
    watch: &'b mut W,
}

impl<W: Watch> Door for Behind<'_, W> {
    #[inline(always)]
    fn arm(&mut self, slot: Slot, from: From) {
        let Machine { clocks, calendar, now, key, trial, cause, .. } = &mut *self.machine;
        let clock = &mut clocks[slot as usize];
        if clock.trial != *trial {
            clock.seed(*key, *trial);
        }
        let delay = if from == From::Left && clock.left != NOTHING {
            std::mem::replace(&mut clock.left, NOTHING)
        } else {
            let delay = clock.ready;
            clock.ready = clock.draw();
            delay
        };
        if !clock.own_cause {
            clock.cause = *cause;
        }
        calendar.arm(clock.lane, slot, now.saturating_add(delay));
    }

    #[inline(always)]
    fn disarm(&mut self, slot: Slot) {
        let clock = &mut self.machine.clocks[slot as usize];
        clock.left = NOTHING;
        if self.machine.calendar.due(clock.lane, slot).is_some() {
            self.machine.calendar.disarm(clock.lane);
        }
    }

    #[inline(always)]
    fn pause(&mut self, slot: Slot) {
        let clock = &mut self.machine.clocks[slot as usize];
        if let Some(at) = self.machine.calendar.due(clock.lane, slot) {
            clock.left = if at == Ns::MAX { Ns::MAX - 1 } else { at - self.machine.now };
            self.machine.calendar.disarm(clock.lane);
        }
    }

    #[inline]
    fn chance(&mut self, coin: CoinId) -> bool {
        let coin = &mut self.machine.coins[coin as usize];
        if coin.trial != self.machine.trial {
            coin.trial = self.machine.trial;
            coin.stream = stream(self.machine.key, coin.hash);
        }
        coin.stream.random::<f64>() < coin.probability
    }

    #[inline(always)]
    fn note(&mut self, note: Note) {
        self.watch.note(self.machine.now, note, self.machine.cause);
    }

    #[inline]
    fn blame(&mut self, cause: CauseId) {
        self.machine.cause = cause;
    }

    #[inline]
    fn blame_event(&mut self) {
        self.machine.cause = self.machine.event_cause;
    }
}
