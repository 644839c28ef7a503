//! Every state that a model can reach, one after another.

use super::explore::Refusal;
use super::tape::Tape;
use crate::engine::{Lane, Slot, fingerprint};
use crate::ledger::Note;
use crate::model::{AmountId, CauseId, Model};
use crate::world::{From, State, World, begin, fire};
use indexmap::IndexSet;
use std::collections::VecDeque;
use std::hash::Hash;

/// More events than this within one instant never end.
const INSTANT: usize = 10_000;

/// A state, the clocks that run in it, and what a visitor knows of them.
#[derive(Clone, Debug, Hash)]
pub struct Node<M> {
    /// The state.
    pub state: State,
    /// By slot: 0 if the clock does not run, else its cause plus 1; 1 if causes do not matter.
    pub armed: Vec<CauseId>,
    /// By service: 0 if it is up or causes do not matter, else the cause of its outage plus 1.
    pub open: Vec<CauseId>,
    /// What the visitor knows besides.
    pub mark: M,
}

/// One clock fires, and everything follows that takes no time.
#[derive(Debug)]
pub struct Step<'w, M> {
    /// The number of the state in which it fires; states are numbered in the order of their discovery.
    pub from: usize,
    /// That state.
    pub before: &'w Node<M>,
    /// What fires.
    pub slot: Slot,
    /// How fast it goes to this end.
    pub rate: f64,
    /// The number of the state in which that ends.
    pub to: usize,
    /// That state.
    pub after: &'w Node<M>,
    /// Whether that state is reached for the first time.
    pub is_new: bool,
    /// What was counted.
    pub notes: &'w [Note],
    /// Writes that were lost: of which cluster, and of what time.
    pub lost: &'w [(u32, AmountId)],
}

/// What looks at the states of a walk, and says where it goes.
pub trait Visitor {
    /// What it knows of a state besides: states with different marks are different.
    type Mark: Clone + Hash;

    /// Returns the mark of the first state.
    fn first(&mut self, node: &Node<()>) -> Self::Mark;

    /// Returns how fast a running clock goes; 0 if something else happens before it.
    ///
    /// # Errors
    /// If the walk cannot go on.
    fn rate(&mut self, node: &Node<Self::Mark>, slot: Slot) -> Result<f64, Refusal>;

    /// Returns the mark of the state that follows; `None` leaves it out. What has been started comes
    /// along, some of it more than once, some of it stopped again.
    fn mark(
        &mut self,
        before: &Node<Self::Mark>,
        slot: Slot,
        after: &Node<()>,
        started: &[(Slot, From)],
    ) -> Option<Self::Mark>;

    /// Looks at a state, once, before the steps out of it.
    fn state(&mut self, number: usize, node: &Node<Self::Mark>);

    /// Looks at a step.
    fn step(&mut self, step: &Step<'_, Self::Mark>);
}

/// What a walk keeps apart, and how far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// More states than this are too many.
    pub states: usize,
    /// Whether states differ in why what is happening happens.
    pub causes: bool,
}

/// Walks through every state that a model can reach, breadth first; returns how many there are.
///
/// Clocks that take no time fire first, in the order of the calendar; of the others each that the visitor
/// gives a rate fires next, whatever its law, and every coin falls each way that it can. A state is kept only
/// until its steps are taken; what is remembered of it is a hash of 128 bits (hash compaction: Wolper and
/// Leroy 1993, CAV, 59-70), which two of a million states share with a probability of 1e-27.
///
/// # Errors
/// If there are too many states, an instant does not end, or the visitor says so.
pub fn walk<V: Visitor>(model: &Model, reach: Reach, visitor: &mut V) -> Result<usize, Refusal> {
    let mut walk = Walk {
        model,
        reach,
        world: World::new(model),
        tape: Tape::new(model),
        lanes: vec![Slot::MAX; model.lanes],
        numbers: IndexSet::new(),
        ahead: VecDeque::new(),
        behind: Vec::new(),
    };
    walk.start(visitor);
    while let Some(node) = walk.ahead.pop_front() {
        walk.visit(&node, visitor)?;
        walk.behind.push(node);
    }
    Ok(walk.numbers.len())
}

struct Walk<'m, M> {
    model: &'m Model,
    reach: Reach,
    world: World,
    tape: Tape<'m>,
    /// By lane: what runs on it.
    lanes: Vec<Slot>,
    /// By number: the hash of a state.
    numbers: IndexSet<u128>,
    /// States whose steps are not yet taken.
    ahead: VecDeque<Node<M>>,
    /// States that are done with; their memory is used again.
    behind: Vec<Node<M>>,
}

impl<M: Clone + Hash> Walk<'_, M> {
    fn start<V: Visitor<Mark = M>>(&mut self, visitor: &mut V) {
        begin(self.model, &mut self.world, &mut self.tape);
        let up = vec![0; self.model.services.len()];
        let mut armed = self.tape.armed.clone();
        self.forget_causes(&mut armed);
        let node = Node { state: self.world.state.clone(), armed, open: up, mark: () };
        let mark = visitor.first(&node);
        let Node { state, armed, open, mark: () } = node;
        let node = Node { state, armed, open, mark };
        self.numbers.insert(fingerprint(&node));
        self.ahead.push_back(node);
    }

    fn visit<V: Visitor<Mark = M>>(
        &mut self,
        node: &Node<M>,
        visitor: &mut V,
    ) -> Result<(), Refusal> {
        if self.numbers.len() > self.reach.states {
            return Err(Refusal::TooManyStates(self.reach.states));
        }
        let number = self.numbers.len() - self.ahead.len() - 1;
        visitor.state(number, node);
        for slot in 0..self.model.activities.len() as Slot {
            if node.armed[slot as usize] == 0 {
                continue;
            }
            let rate = visitor.rate(node, slot)?;
            if rate > 0.0 {
                self.branches(number, node, slot, rate, visitor)?;
            }
        }
        Ok(())
    }

    /// Fires a slot once for every outcome of the coins that are tossed on the way.
    fn branches<V: Visitor<Mark = M>>(
        &mut self,
        from: usize,
        before: &Node<M>,
        slot: Slot,
        rate: f64,
        visitor: &mut V,
    ) -> Result<(), Refusal> {
        self.tape.forget_outcomes();
        loop {
            let unmarked = self.follow(before, slot)?;
            let rate = rate * self.tape.probability;
            let mark = if rate > 0.0 {
                visitor.mark(before, slot, &unmarked, &self.tape.started)
            } else {
                None
            };
            let Node { state, armed, open, mark: () } = unmarked;
            if let Some(mark) = mark {
                let after = Node { state, armed, open, mark };
                let (to, is_new) = self.numbers.insert_full(fingerprint(&after));
                let (notes, lost) = (&self.tape.notes, &self.tape.lost);
                let step =
                    Step { from, before, slot, rate, to, after: &after, is_new, notes, lost };
                visitor.step(&step);
                if is_new {
                    self.ahead.push_back(after);
                } else {
                    self.behind.push(after);
                }
            } else {
                let mark = before.mark.clone();
                self.behind.push(Node { state, armed, open, mark });
            }
            if !self.tape.next_outcomes() {
                return Ok(());
            }
        }
    }

    /// Fires a slot and everything that follows without time passing.
    fn follow(&mut self, node: &Node<M>, slot: Slot) -> Result<Node<()>, Refusal> {
        self.world.state.clone_from(&node.state);
        self.tape.rewind(&node.armed);
        let mut due = Some(slot);
        let mut in_instant = 0;
        while let Some(slot) = due {
            in_instant += 1;
            if in_instant > INSTANT {
                return Err(Refusal::Stuck);
            }
            self.tape.take(slot);
            fire(self.model, &mut self.world, &mut self.tape, slot);
            due = self.tape.immediate();
        }
        Ok(self.arrive(node))
    }

    /// Returns where the tape has led to.
    fn arrive(&mut self, before: &Node<M>) -> Node<()> {
        let mut after = match self.behind.pop() {
            Some(Node { state, armed, open, mark: _ }) => Node { state, armed, open, mark: () },
            None => Node {
                state: before.state.clone(),
                armed: before.armed.clone(),
                open: before.open.clone(),
                mark: (),
            },
        };
        after.state.clone_from(&self.world.state);
        after.armed.copy_from_slice(&self.tape.armed);
        self.forget_causes(&mut after.armed);
        for (service, open) in after.open.iter_mut().enumerate() {
            *open = match before.open[service] {
                _ if after.state.services.has(service) || !self.reach.causes => 0,
                0 => self.tape.pending[service],
                cause => cause,
            };
        }
        debug_assert!(self.has_free_lanes(&after.armed), "one clock on a lane: {after:?}");
        after
    }

    fn forget_causes(&self, armed: &mut [CauseId]) {
        if !self.reach.causes {
            for cause in armed.iter_mut() {
                *cause = (*cause).min(1);
            }
        }
    }

    /// Whether no two of the clocks that run share a lane of the calendar.
    fn has_free_lanes(&mut self, armed: &[CauseId]) -> bool {
        self.lanes.fill(Slot::MAX);
        let running = (0..).zip(armed).filter(|(_, cause)| **cause != 0);
        running.fold(true, |free, (slot, _): (Slot, _)| {
            let lane: Lane = self.model.activities[slot as usize].lane;
            free & (std::mem::replace(&mut self.lanes[lane as usize], slot) == Slot::MAX)
        })
    }
}
