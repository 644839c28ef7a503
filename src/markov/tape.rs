//! The solver's side of the door.

use crate::engine::{Hours, Slot};
use crate::ledger::Note;
use crate::model::{Activity, AmountId, CauseId, CoinId, Model};
use crate::world::{Door, From};

/// How a coin falls: which of how many ways.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    way: usize,
    ways: usize,
}

/// The solver's side of the door: clocks are on or off, coins fall as a tape says.
#[derive(Debug)]
pub(super) struct Tape<'m> {
    model: &'m Model,
    /// By slot: 0 if the clock does not run, else its cause plus 1.
    pub(super) armed: Vec<CauseId>,
    /// The clocks that have been started since the last rewinding; some have been stopped again.
    pub(super) started: Vec<(Slot, From)>,
    /// The clocks that take no time.
    immediate: Vec<Slot>,
    cause: CauseId,
    /// How the coins of this replay fall, in the order in which they are tossed.
    outcomes: Vec<Outcome>,
    tossed: usize,
    pub(super) probability: f64,
    pub(super) notes: Vec<Note>,
    pub(super) lost: Vec<(u32, AmountId)>,
    event_cause: CauseId,
    /// By service: the cause of its last way down, plus 1.
    pub(super) pending: Vec<CauseId>,
}

impl<'m> Tape<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let at_once = |(slot, activity): (Slot, &Activity)| activity.is_immediate().then_some(slot);
        Tape {
            model,
            armed: vec![0; model.activities.len()],
            started: Vec::new(),
            immediate: (0..).zip(&model.activities).filter_map(at_once).collect(),
            cause: 0,
            outcomes: Vec::new(),
            tossed: 0,
            probability: 1.0,
            notes: Vec::new(),
            lost: Vec::new(),
            event_cause: 0,
            pending: vec![0; model.services.len()],
        }
    }

    pub(super) fn rewind(&mut self, armed: &[CauseId]) {
        self.armed.copy_from_slice(armed);
        self.started.clear();
        self.tossed = 0;
        self.probability = 1.0;
        self.notes.clear();
        self.lost.clear();
    }

    /// Takes a clock off because it fires.
    pub(super) fn take(&mut self, slot: Slot) {
        self.event_cause = std::mem::take(&mut self.armed[slot as usize]) - 1;
        self.cause = self.event_cause;
    }

    /// Returns the first clock that runs and takes no time.
    pub(super) fn immediate(&self) -> Option<Slot> {
        self.immediate.iter().copied().find(|slot| self.armed[*slot as usize] != 0)
    }

    /// Begins with the first outcomes of the coins.
    pub(super) fn forget_outcomes(&mut self) {
        self.outcomes.clear();
    }

    /// Turns to the next outcomes of the coins; false when all have been seen.
    pub(super) fn next_outcomes(&mut self) -> bool {
        while self.outcomes.pop_if(|last| last.way + 1 == last.ways).is_some() {}
        self.outcomes.last_mut().map(|last| last.way += 1).is_some()
    }

    /// Returns which of so many ways a coin falls in this replay.
    fn fall(&mut self, ways: usize) -> usize {
        if self.tossed == self.outcomes.len() {
            self.outcomes.push(Outcome { way: 0, ways });
        }
        let outcome = self.outcomes[self.tossed];
        self.tossed += 1;
        outcome.way
    }
}

impl Door for Tape<'_> {
    fn arm(&mut self, slot: Slot, from: From) {
        self.started.push((slot, from));
        // What a pause left of an exponential delay is as good as a new one.
        let own = self.model.activities[slot as usize].cause;
        self.armed[slot as usize] = own.unwrap_or(self.cause) + 1;
    }

    fn arm_in(&mut self, slot: Slot, _: Hours) {
        // In which hours it runs is a function of the state, and asked for when it fires.
        self.arm(slot, From::New);
    }

    fn disarm(&mut self, slot: Slot) {
        self.armed[slot as usize] = 0;
    }

    fn pause(&mut self, slot: Slot) {
        self.armed[slot as usize] = 0;
    }

    fn pace(&mut self, _: Slot, _: f64) {
        // The pace of a clock is a function of the state, and asked for when it fires.
    }

    fn chance(&mut self, coin: CoinId) -> bool {
        let outcome = self.fall(2) == 0;
        let p = self.model.coins[coin as usize].probability;
        self.probability *= if outcome { p } else { 1.0 - p };
        outcome
    }

    fn pick(&mut self, _: CoinId, n: usize) -> usize {
        self.probability /= n as f64;
        self.fall(n)
    }

    fn lose(&mut self, cluster: u32, drawn: Option<AmountId>, _: Option<u32>) {
        self.lost.extend(drawn.map(|amount| (cluster, amount)));
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Cluster(..) => self.notes.push(note),
            Note::Service(i) => self.pending[i as usize] = self.cause + 1,
            _ => {}
        }
    }

    fn blame(&mut self, cause: CauseId) {
        self.cause = cause;
    }

    fn blame_event(&mut self) {
        self.cause = self.event_cause;
    }
}
