//! Behind the door: clocks, coins, the calendar, and who watches.

use super::Stuck;
use super::clock::{AGELESS, Clock, Draw, NOTHING, Toss, Worn};
use crate::engine::{Calendar, DAY, Hours, Ns, Slot, after, stream};
use crate::ledger::{Note, Watch};
use crate::model::{Age, AmountId, CauseId, CoinId, Model};
use crate::world::door::{Door, From};
use rand::RngExt;

/// Everything behind the door but the watcher.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) calendar: Calendar,
    pub(super) clocks: Vec<Clock>,
    pub(super) worn: Vec<Worn>,
    pub(super) coins: Vec<Toss>,
    pub(super) draws: Vec<Draw>,
    pub(super) now: Ns,
    /// How late in the day a history begins, so that what is measured begins at midnight.
    pub(super) midnight: Ns,
    pub(super) key: u64,
    pub(super) trial: u32,
    /// Why what is happening happens: the event's cause, unless a rule has blamed another.
    pub(super) cause: CauseId,
    pub(super) event_cause: CauseId,
}

impl Machine {
    /// Returns a machine for histories of a model.
    pub(super) fn new(model: &Model) -> Self {
        let mut worn = Vec::new();
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
            worn: if a.ages {
                worn.push(Worn { trial: 0, start: a.age, pace: 1.0, since: 0, work: 0, age: 0 });
                worn.len() as u32 - 1
            } else {
                AGELESS
            },
        };
        let clocks = model.activities.iter().map(clock).collect();
        let toss = |c: &crate::model::Coin| Toss {
            stream: stream(0, c.hash),
            trial: 0,
            probability: c.probability,
            hash: c.hash,
        };
        Machine {
            calendar: Calendar::new(model.lanes),
            clocks,
            worn,
            coins: model.coins.iter().map(toss).collect(),
            draws: model.amounts.iter().map(Draw::new).collect(),
            now: 0,
            midnight: (DAY - model.warmup % DAY) % DAY,
            key: 0,
            trial: 0,
            cause: 0,
            event_cause: 0,
        }
    }

    /// Starts a clock whose age or pace matters.
    #[inline(never)]
    fn arm_worn(&mut self, slot: Slot, from: From) {
        let clock = &mut self.clocks[slot as usize];
        let worn = &mut self.worn[clock.worn as usize];
        clock.seed_worn(worn, self.key, self.trial);
        let left = std::mem::replace(&mut clock.left, NOTHING);
        worn.work = match from {
            From::Left | From::Aged if left != NOTHING => left,
            From::Aged => {
                // It has run out: all that it had to do is done.
                worn.age = worn.age.saturating_add(worn.work);
                clock.law.sample_residual(worn.age, &mut clock.stream)
            }
            From::New | From::Left => {
                worn.age = 0;
                clock.law.sample(&mut clock.stream)
            }
            From::Start => {
                worn.age = match worn.start {
                    Age::New => 0,
                    Age::Given(age) => age.rounded(),
                    Age::Steady => clock.law.sample_steady_age(&mut clock.stream),
                };
                clock.law.sample_residual(worn.age, &mut clock.stream)
            }
        };
        worn.since = self.now;
        if !clock.own_cause {
            clock.cause = self.cause;
        }
        self.calendar.arm(clock.lane, slot, worn.due());
    }

    #[inline(never)]
    fn pause_worn(&mut self, slot: Slot) {
        let clock = &mut self.clocks[slot as usize];
        let worn = &mut self.worn[clock.worn as usize];
        worn.advance(self.now);
        clock.left = worn.work.min(NOTHING - 1);
        self.calendar.disarm(clock.lane);
    }

    fn pace(&mut self, slot: Slot, pace: f64) {
        let clock = &mut self.clocks[slot as usize];
        let Some(worn) = self.worn.get_mut(clock.worn as usize) else { return };
        clock.seed_worn(worn, self.key, self.trial);
        let armed = self.calendar.due(clock.lane, slot).is_some();
        if armed {
            worn.advance(self.now);
        }
        worn.pace = pace;
        if armed {
            self.calendar.arm(clock.lane, slot, worn.due());
        }
    }

    fn toss(&mut self, coin: CoinId) -> &mut Toss {
        let coin = &mut self.coins[coin as usize];
        if coin.trial != self.trial {
            coin.trial = self.trial;
            coin.stream = stream(self.key, coin.hash);
        }
        coin
    }

    pub(super) fn reset(&mut self, key: u64) {
        self.now = 0;
        (self.cause, self.event_cause) = (0, 0);
        self.key = key;
        self.trial = self.trial.wrapping_add(1);
        if self.trial == 0 {
            // Four billion trials later stale marks could look fresh: wipe them.
            self.clocks.iter_mut().for_each(|clock| clock.trial = 0);
            self.worn.iter_mut().for_each(|worn| worn.trial = 0);
            self.coins.iter_mut().for_each(|coin| coin.trial = 0);
            self.draws.iter_mut().for_each(|draw| draw.trial = 0);
            self.trial = 1;
        }
        for worn in &mut self.worn {
            worn.pace = 1.0;
        }
        self.calendar.clear();
    }

    pub(super) fn stuck(&self, model: &Model) -> Stuck {
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
pub(super) struct Behind<'b, W> {
    pub(super) machine: &'b mut Machine,
    pub(super) watch: &'b mut W,
}

impl<W: Watch> Door for Behind<'_, W> {
    #[inline(always)]
    fn arm(&mut self, slot: Slot, from: From) {
        let Machine { clocks, calendar, now, key, trial, cause, .. } = &mut *self.machine;
        let clock = &mut clocks[slot as usize];
        if clock.trial != *trial {
            if clock.worn != AGELESS {
                self.machine.arm_worn(slot, from);
                return;
            }
            clock.seed(*key, *trial);
        }
        let goes_on = matches!(from, From::Left | From::Aged);
        let delay = if goes_on && clock.left != NOTHING {
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

    fn arm_in(&mut self, slot: Slot, hours: Hours) {
        let machine = &mut *self.machine;
        let clock = &mut machine.clocks[slot as usize];
        if clock.trial != machine.trial {
            clock.seed(machine.key, machine.trial);
        }
        let delay = clock.ready;
        clock.ready = clock.draw();
        if !clock.own_cause {
            clock.cause = machine.cause;
        }
        let due = after(hours, machine.now.saturating_add(machine.midnight), delay);
        let due = if due == Ns::MAX { due } else { due - machine.midnight };
        machine.calendar.arm(clock.lane, slot, due);
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
            if clock.worn != AGELESS {
                self.machine.pause_worn(slot);
                return;
            }
            clock.left = if at == Ns::MAX { Ns::MAX - 1 } else { at - self.machine.now };
            self.machine.calendar.disarm(clock.lane);
        }
    }

    fn pace(&mut self, slot: Slot, pace: f64) {
        self.machine.pace(slot, pace);
    }

    #[inline]
    fn chance(&mut self, coin: CoinId) -> bool {
        let coin = self.machine.toss(coin);
        coin.stream.random::<f64>() < coin.probability
    }

    fn pick(&mut self, coin: CoinId, n: usize) -> usize {
        self.machine.toss(coin).stream.random_range(0..n)
    }

    fn lose(&mut self, cluster: u32, drawn: Option<AmountId>, stopwatch: Option<u32>) {
        let Machine { draws, key, trial, .. } = &mut *self.machine;
        let drawn = drawn.map_or(0, |amount| draws[amount as usize].draw(*key, *trial));
        self.note(Note::LostWrites(cluster, drawn, stopwatch));
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
