//! Watches a history and writes it down.

use super::Event;
use super::change::Change;
use super::compare::compare;
use crate::engine::{Ns, Slot};
use crate::ledger::{Ledger, Note, Phase, Scene, Watch};
use crate::model::{Bits, CauseId, Model};
use crate::world::State;

/// Watches a history, keeps its books and writes it down.
pub(super) struct Recorder<'m> {
    model: &'m Model,
    ledger: Ledger,
    /// The state before the next event.
    before: State,
    /// When the warm-up ended.
    origin: Ns,
    at_start: Vec<Change>,
    events: Vec<Event>,
    /// What the event that goes on has said so far.
    said: Vec<Change>,
    /// The services that are up, as they were shown when time last moved on.
    shown: Bits,
    /// The services that are up after the last event.
    latest: Bits,
    /// By service: the event that flipped it last.
    flips: Vec<usize>,
    /// By service: what is to blame when it goes down.
    blamed: Vec<CauseId>,
    /// By service: what it waits for.
    phases: Vec<Phase>,
}

impl<'m> Recorder<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let services = model.services.len();
        Recorder {
            model,
            ledger: Ledger::new(model),
            before: State::new(model),
            origin: 0,
            at_start: Vec::new(),
            events: Vec::new(),
            said: Vec::new(),
            shown: Bits::all(services),
            latest: Bits::all(services),
            flips: vec![0; services],
            blamed: vec![0; services],
            phases: vec![Phase::Repair; services],
        }
    }

    /// Compares the state that an event has left with the one before.
    pub(super) fn show(&mut self, state: &State) {
        if let Some(event) = self.events.last_mut() {
            compare(self.model, &self.before, state, &mut event.changes);
        }
        self.before.clone_from(state);
    }

    /// Returns what was not as at time 0 at the start, the events, and the books.
    pub(super) fn finish(self) -> (Vec<Change>, Vec<Event>, Ledger) {
        (self.at_start, self.events, self.ledger)
    }
}

impl Watch for Recorder<'_> {
    fn open(&mut self) {
        self.ledger.open();
    }

    fn measure(&mut self, at: Ns) {
        self.ledger.measure(at);
        self.origin = at;
        self.events.clear();
        compare(self.model, &State::new(self.model), &self.before, &mut self.at_start);
        for i in (0..self.phases.len()).filter(|i| !self.shown.has(*i)) {
            self.at_start.push(Change::Down(i as u32, self.blamed[i], self.phases[i]));
        }
    }

    fn event(&mut self, at: Ns, slot: Slot, cause: CauseId, scene: &impl Scene) {
        self.ledger.event(at, slot, cause, scene);
        let changes = std::mem::take(&mut self.said);
        for i in 0..self.flips.len() {
            if scene.services().has(i) != self.latest.has(i) {
                self.flips[i] = self.events.len();
            }
        }
        self.latest.clone_from(scene.services());
        self.events.push(Event { at: at - self.origin, slot, cause, changes });
    }

    /// What lasts no time is no outage: services are looked at when time moves on.
    fn look(&mut self, from: Ns, scene: &impl Scene) {
        self.ledger.look(from, scene);
        let Some(last) = self.events.len().checked_sub(1) else { return };
        for i in 0..self.phases.len() {
            let service = i as u32;
            match (self.shown.has(i), scene.services().has(i)) {
                (true, true) => {}
                (false, true) => self.events[self.flips[i]].changes.push(Change::Up(service)),
                (was_up, false) => {
                    let phase = scene.phase(i);
                    if was_up {
                        let change = Change::Down(service, self.blamed[i], phase);
                        self.events[self.flips[i]].changes.push(change);
                    } else if phase != self.phases[i] {
                        self.events[last].changes.push(Change::Phase(service, phase));
                    }
                    self.phases[i] = phase;
                }
            }
        }
        self.shown.clone_from(scene.services());
    }

    fn note(&mut self, at: Ns, note: Note, cause: CauseId) {
        self.ledger.note(at, note, cause);
        match note {
            Note::Service(i) => self.blamed[i as usize] = cause,
            Note::Failure(c) => self.said.push(Change::Failed(c)),
            Note::Cluster(k, count) => self.said.push(Change::Counted(k, count)),
            Note::LostWrites(k, ..) => {
                let span = self.ledger.losses.last().map_or(0, |(_, span)| *span);
                self.said.push(Change::LostWrites(k, span));
            }
            // The state tells of these, and nobody asks how a stopwatch came to show what it shows.
            Note::Down(_) | Note::Up(_) | Note::Recovered(..) | Note::Stopwatch(..) => {}
        }
    }

    fn close(&mut self, at: Ns) {
        self.ledger.close(at);
    }
}
