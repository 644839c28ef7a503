//! What follows from what, as far as it has been seen: the world as an automaton that is built while it runs.
//!
//! Rules see neither time nor chance. What they do about an event is a function of the state, of what fires and
//! of how the coins fall, so it needs to be found out once: the steps through the door are written down, with
//! the state that they leave, and when the same comes up again they are done without the rules. A cluster
//! spends its years in a few hundred states, so that nearly everything has come up before. Automata for regular
//! expressions are built in the same way, when they are needed ("lazy transition evaluation": Aho, Sethi and Ullman
//! 1986, Compilers, section 3.7).
//!
//! That changes no history: the same goes through the same door in the same order. When the memory is full,
//! nothing more is written down; and where what comes up then is seldom known, it is not asked any more.

use super::scribe::{Scribe, Script, Step, UNTRODDEN};
use crate::engine::{Slot, fingerprint};
use crate::model::Model;
use crate::world::door::Door;
use crate::world::fire::{begin, fire};
use crate::world::load::Loads;
use crate::world::state::State;
use crate::world::unsettled::World;
use hashbrown::HashTable;
use std::hash::{Hash, Hasher};

/// After so many events that were not known, it is asked whether memory pays.
const TERM: u64 = 4096;

/// It does if so many events were known for each that was not: finding out the number of a state costs
/// several times what the rules do.
const LEAST_KNOWN: u64 = 8;

/// The state before time 0.
const BEFORE: u32 = u32::MAX - 1;

/// A state that has no number.
const UNKNOWN: u32 = u32::MAX;

/// What is known of a model's world, and where in it a history is.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    states: Vec<Known>,
    /// The numbers of states, by their hash.
    numbers: HashTable<(u64, u32)>,
    moves: HashTable<Move>,
    script: Script,
    /// About so much is remembered.
    most_bytes: usize,
    /// About how much a state takes, in bytes.
    weight: usize,
    /// The state that the history is in; if that has no number, only the world knows it.
    at: u32,
    /// Whether the last event has changed a level.
    flipped: bool,
    /// Which way each coin has fallen in this event.
    fallen: Vec<u32>,
    /// Whether there is no more room.
    is_full: bool,
    /// Events that were known since it was last asked whether memory pays.
    known: u64,
    unknown: u64,
    /// Whether it does.
    pays: bool,
}

/// A state that has been seen, and what is asked of whom in it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) state: State,
    pub(super) loads: Loads,
}

/// What follows in a state when a slot fires is written down from here on.
#[derive(Clone, Copy, Debug)]
struct Move {
    state: u32,
    slot: Slot,
    start: u32,
}

/// What is not known yet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gap {
    /// What follows at all.
    Move,
    /// What follows along a way.
    Way(u32),
}

#[inline(always)]
fn hash_of(state: u32, slot: Slot) -> u64 {
    let product = u128::from(u64::from(state) << 32 | u64::from(slot)) * 0x9e37_79b9_7f4a_7c15_u128;
    product as u64 ^ (product >> 64) as u64
}

impl Memory {
    /// What fires at time 0.
    pub(super) const BEGIN: Slot = Slot::MAX;

    /// Returns a memory of nothing, with room for about so many bytes.
    pub(super) fn new(model: &Model, most_bytes: usize) -> Memory {
        Memory {
            states: Vec::new(),
            numbers: HashTable::new(),
            moves: HashTable::new(),
            script: Script::default(),
            most_bytes,
            weight: weight(&State::new(model)) + Loads::new(model).weight(),
            at: BEFORE,
            flipped: false,
            fallen: Vec::new(),
            is_full: false,
            known: 0,
            unknown: 0,
            pays: true,
        }
    }

    /// Whether remembering takes less than what rules do, as far as can be told.
    pub(super) fn pays(&self) -> bool {
        self.pays
    }

    /// Returns the state that the history is in, if that has a number.
    #[inline]
    pub(super) fn known(&self) -> Option<&Known> {
        self.states.get(self.at as usize)
    }

    /// Whether the last event has changed a level.
    #[inline]
    pub(super) fn flipped(&self) -> bool {
        self.flipped
    }

    /// Goes back to before time 0.
    pub(super) fn start(&mut self) {
        self.at = BEFORE;
    }

    /// Does again what is known to follow, as far as it is known.
    #[inline(always)]
    pub(super) fn replay(&mut self, door: &mut impl Door, slot: Slot) -> Result<(), Gap> {
        self.fallen.clear();
        let at = self.at;
        let same = |known: &Move| known.state == at && known.slot == slot;
        let Some(known) = self.moves.find(hash_of(at, slot), same) else { return Err(Gap::Move) };
        let mut next = known.start as usize;
        loop {
            let step = self.script.steps[next];
            next += 1;
            let way = match step {
                Step::Do(deed) => {
                    deed.pass(door);
                    continue;
                }
                Step::End { state, flipped } => {
                    (self.at, self.flipped) = (state, flipped);
                    self.known += 1;
                    return Ok(());
                }
                Step::Toss(coin, ways) => {
                    let way = u32::from(!door.chance(coin));
                    self.fallen.push(way);
                    ways + way
                }
                Step::Pick(coin, n, ways) => {
                    let way = door.pick(coin, n as usize) as u32;
                    self.fallen.push(way);
                    ways + way
                }
            };
            next = self.script.ways[way as usize] as usize;
            if next == UNTRODDEN as usize {
                return Err(Gap::Way(way));
            }
        }
    }

    /// Lets the rules find out what follows, and writes it down if there is room.
    #[cold]
    #[inline(never)]
    pub(super) fn find_out(
        &mut self,
        model: &Model,
        world: &mut World,
        door: &mut impl Door,
        slot: Slot,
        gap: Gap,
    ) {
        self.ask_if_it_pays();
        if let Some(known) = self.known() {
            world.recall(model, &known.state, &known.loads);
        }
        let writes = !self.is_full && self.at != UNKNOWN;
        let start = self.script.end();
        let script = writes.then_some(&mut self.script);
        let mut scribe = Scribe::new(door, script, &self.fallen);
        if slot == Self::BEGIN {
            world.reset();
            begin(model, world, &mut scribe);
        } else {
            fire(model, world, &mut scribe, slot);
        }
        debug_assert!(world.loads.are_of(model, &world.state), "who is asked what is known");
        let before = self.at;
        self.at = if self.pays { self.number(world) } else { UNKNOWN };
        self.flipped = world.flipped;
        if writes {
            self.script.steps.push(Step::End { state: self.at, flipped: self.flipped });
            match gap {
                Gap::Way(way) => self.script.ways[way as usize] = start,
                Gap::Move => {
                    let found = Move { state: before, slot, start };
                    let hash = hash_of(before, slot);
                    self.moves.insert_unique(hash, found, |m| hash_of(m.state, m.slot));
                }
            }
            let written = self.script.steps.len() * size_of::<Step>();
            self.is_full = self.states.len() * self.weight + written >= self.most_bytes;
        }
    }

    /// Returns the number of the world's state; gives it one if it has none and there is room.
    fn number(&mut self, world: &World) -> u32 {
        let hash = fingerprint(&world.state) as u64;
        let same = |(_, n): &(u64, u32)| self.states[*n as usize].state == world.state;
        if let Some((_, number)) = self.numbers.find(hash, same) {
            return *number;
        }
        if self.is_full {
            return UNKNOWN;
        }
        let number = self.states.len() as u32;
        self.states.push(Known { state: world.state.clone(), loads: world.loads.clone() });
        self.numbers.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        number
    }

    /// Once the memory is full, asks now and then whether enough of what comes up is known.
    fn ask_if_it_pays(&mut self) {
        self.unknown += 1;
        if !self.is_full {
            (self.known, self.unknown) = (0, 0);
        } else if self.unknown >= TERM {
            self.pays &= self.known >= LEAST_KNOWN * self.unknown;
            (self.known, self.unknown) = (0, 0);
        }
    }
}

/// Returns about how many bytes a state takes: what there is in it, and as much again for where that stands.
fn weight(state: &State) -> usize {
    #[derive(Default)]
    struct Bytes(usize);
    impl Hasher for Bytes {
        fn write(&mut self, bytes: &[u8]) {
            self.0 += bytes.len();
        }
        fn finish(&self) -> u64 {
            self.0 as u64
        }
    }
    let mut bytes = Bytes::default();
    state.hash(&mut bytes);
    2 * bytes.0
}
