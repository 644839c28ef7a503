//! Writing down what rules do, so that it can be done again without them.

use crate::engine::{Hours, Slot};
use crate::ledger::Note;
use crate::model::{AmountId, CauseId, CoinId};
use crate::world::door::{Door, From};

/// What goes through the door and asks for no answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Arm(Slot, From),
    ArmIn(Slot, Hours),
    Disarm(Slot),
    Pause(Slot),
    Pace(Slot, f64),
    Lose(u32, Option<AmountId>, Option<u32>),
    Note(Note),
    /// A cause of its own is blamed; the event's if there is none.
    Blame(Option<CauseId>),
}

impl Deed {
    /// Goes through a door.
    #[inline(always)]
    pub(super) fn pass(self, door: &mut impl Door) {
        match self {
            Deed::Arm(slot, from) => door.arm(slot, from),
            Deed::ArmIn(slot, hours) => door.arm_in(slot, hours),
            Deed::Disarm(slot) => door.disarm(slot),
            Deed::Pause(slot) => door.pause(slot),
            Deed::Pace(slot, pace) => door.pace(slot, pace),
            Deed::Lose(cluster, drawn, stopwatch) => door.lose(cluster, drawn, stopwatch),
            Deed::Note(note) => door.note(note),
            Deed::Blame(Some(cause)) => door.blame(cause),
            Deed::Blame(None) => door.blame_event(),
        }
    }
}

/// One thing after another that follows from an event, and where it ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Do(Deed),
    /// A coin is tossed; it goes on along one of two ways, heads first.
    Toss(CoinId, u32),
    /// One of so many is chosen; it goes on along one of as many ways.
    Pick(CoinId, u32, u32),
    /// It is over: which state is left, and whether a level has changed.
    End {
        state: u32,
        flipped: bool,
    },
}

/// Where a way goes on that has not been taken yet.
pub(super) const UNTRODDEN: u32 = u32::MAX;

/// Everything that has been written down.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) steps: Vec<Step>,
    /// Where it goes on after a coin was tossed.
    pub(super) ways: Vec<u32>,
}

impl Script {
    /// Returns where the next step will stand.
    pub(super) fn end(&self) -> u32 {
        self.steps.len() as u32
    }

    /// Writes down a step from which it goes on along one of so many ways, and which is being taken.
    fn fork(&mut self, step: impl FnOnce(u32) -> Step, ways: usize, taken: usize) {
        let first = self.ways.len();
        self.steps.push(step(first as u32));
        self.ways.resize(first + ways, UNTRODDEN);
        self.ways[first + taken] = self.end();
    }
}

/// A door that writes down what goes through it.
///
/// What has been done already, up to the last of the coins that have fallen, is not done again.
#[derive(Debug)]
pub(super) struct Scribe<'s, D> {
    door: &'s mut D,
    /// Where it is written down; nowhere if there is no more room.
    script: Option<&'s mut Script>,
    /// Which way each coin has fallen that was tossed already.
    fallen: &'s [u32],
    /// Who is blamed; the event if nobody is.
    blamed: Option<CauseId>,
}

impl<'s, D: Door> Scribe<'s, D> {
    pub(super) fn new(
        door: &'s mut D,
        script: Option<&'s mut Script>,
        fallen: &'s [u32],
    ) -> Scribe<'s, D> {
        Scribe { door, script, fallen, blamed: None }
    }

    /// Does it and writes it down, unless it has been done.
    fn act(&mut self, deed: Deed) {
        if self.fallen.is_empty() {
            deed.pass(self.door);
            if let Some(script) = &mut self.script {
                script.steps.push(Step::Do(deed));
            }
        }
    }

    /// Returns which of so many ways it goes, as it went or as the door says now.
    fn fork(
        &mut self,
        step: impl FnOnce(u32) -> Step,
        ways: usize,
        ask: impl FnOnce(&mut D) -> usize,
    ) -> usize {
        if let Some((way, rest)) = self.fallen.split_first() {
            self.fallen = rest;
            return *way as usize;
        }
        let way = ask(self.door);
        if let Some(script) = &mut self.script {
            script.fork(step, ways, way);
        }
        way
    }

    /// Blames a cause; to blame the same twice is nothing to write down.
    fn turn_to(&mut self, cause: Option<CauseId>) {
        if std::mem::replace(&mut self.blamed, cause) != cause {
            self.act(Deed::Blame(cause));
        }
    }
}

impl<D: Door> Door for Scribe<'_, D> {
    fn arm(&mut self, slot: Slot, from: From) {
        self.act(Deed::Arm(slot, from));
    }

    fn arm_in(&mut self, slot: Slot, hours: Hours) {
        self.act(Deed::ArmIn(slot, hours));
    }

    fn disarm(&mut self, slot: Slot) {
        self.act(Deed::Disarm(slot));
    }

    fn pause(&mut self, slot: Slot) {
        self.act(Deed::Pause(slot));
    }

    fn pace(&mut self, slot: Slot, pace: f64) {
        self.act(Deed::Pace(slot, pace));
    }

    fn chance(&mut self, coin: CoinId) -> bool {
        self.fork(|ways| Step::Toss(coin, ways), 2, |door| usize::from(!door.chance(coin))) == 0
    }

    fn pick(&mut self, coin: CoinId, n: usize) -> usize {
        self.fork(|ways| Step::Pick(coin, n as u32, ways), n, |door| door.pick(coin, n))
    }

    fn lose(&mut self, cluster: u32, drawn: Option<AmountId>, stopwatch: Option<u32>) {
        self.act(Deed::Lose(cluster, drawn, stopwatch));
    }

    fn note(&mut self, note: Note) {
        self.act(Deed::Note(note));
    }

    fn blame(&mut self, cause: CauseId) {
        self.turn_to(Some(cause));
    }

    fn blame_event(&mut self) {
        self.turn_to(None);
    }
}
