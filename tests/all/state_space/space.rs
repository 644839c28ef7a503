//! The walk, and what is remembered of it: the way to each state, and the ways back.

use super::invariants::{of_state, of_step};
use quorate::engine::{Law, Slot};
use quorate::markov::{Node, Reach, Refusal, Step, Visitor, walk};
use quorate::model::{Class, Model, What};
use quorate::world::{From, State, pace};

/// What a scenario promises besides what every scenario does, and how far the walk goes.
#[derive(Clone, Copy)]
pub(super) struct Promise {
    /// No fault strikes while so many stand.
    pub(super) faults: usize,
    /// Nothing is ever served twice.
    pub(super) one_holder: bool,
    /// More states than this are too many.
    pub(super) states: usize,
}

/// How a state was reached first: from which, and what fired.
type Way = (u32, Slot);

struct Space<'m> {
    model: &'m Model,
    promise: Promise,
    ways: Vec<Way>,
    /// Steps that are no failures: from, to.
    steps: Vec<(u32, u32)>,
    /// By state: whether all is up and serves.
    whole: Vec<bool>,
    /// The state that is looked at.
    at: usize,
}

/// Whether something strikes that nobody has to expect.
fn is_failure(model: &Model, slot: Slot) -> bool {
    let activity = &model.activities[slot as usize];
    let planned = matches!(activity.what, What::Incident(_) | What::Round(_) | What::Duty(..));
    activity.class == Class::Hazard || planned
}

/// Whether everything is up and everyone serves.
fn is_whole(model: &Model, state: &State) -> bool {
    let up = (0..model.components.len()).all(|c| state.health.is_up(c));
    let planned = state.works.iter().any(|stage| *stage != quorate::world::Stage::None);
    let copied = state
        .clusters
        .iter()
        .all(|state| state.copies.data.iter().all(|data| data.behind | data.adrift == 0));
    let believed = (0..model.checks.len()).all(|check| state.checks.believed.has(check));
    if planned || !copied || !believed {
        return false;
    }
    let serves = state.clusters.iter().zip(&model.clusters).all(|(state, cluster)| {
        !state.levels.down && state.disputed == 0 && state.view.iter().all(|v| *v == cluster.all())
    });
    up && serves && (0..model.services.len()).all(|service| state.services.has(service))
}

impl Visitor for Space<'_> {
    type Mark = ();

    fn first(&mut self, _: &Node<()>) {
        self.ways.push((0, Slot::MAX));
    }

    fn rate(&mut self, node: &Node<()>, slot: Slot) -> Result<f64, Refusal> {
        let fails = is_failure(self.model, slot);
        let standing = node.state.standing.iter().filter(|stands| **stands).count();
        if self.model.activities[slot as usize].law == Law::Never
            || fails && standing >= self.promise.faults
        {
            return Ok(0.0);
        }
        Ok(pace(self.model, &node.state, slot))
    }

    fn mark(&mut self, _: &Node<()>, _: Slot, _: &Node<()>, _: &[(Slot, From)]) -> Option<()> {
        Some(())
    }

    fn state(&mut self, number: usize, node: &Node<()>) {
        self.at = number;
        self.whole.push(is_whole(self.model, &node.state));
        of_state(self.model, &self.promise, node);
    }

    fn step(&mut self, step: &Step<'_, ()>) {
        if step.is_new {
            self.ways.push((step.from as u32, step.slot));
        }
        if !is_failure(self.model, step.slot) {
            self.steps.push((step.from as u32, step.to as u32));
        }
        of_step(self.model, step);
    }
}

impl Drop for Space<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.tell(self.at);
        }
    }
}

impl Space<'_> {
    /// Prints the shortest way to a state.
    fn tell(&self, state: usize) {
        let mut way = Vec::new();
        let mut at = state;
        while at != 0 {
            let (from, slot) = self.ways[at];
            way.push((at, &self.model.activity_names[slot as usize]));
            at = from as usize;
        }
        println!("the way to state {state}:");
        for (at, name) in way.iter().rev() {
            println!("  {name} -> {at}");
        }
    }

    /// Returns a state from which nothing leads to where all is up and serves, unless something fails.
    fn dead_end(&self) -> Option<usize> {
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); self.whole.len()];
        for (from, to) in &self.steps {
            before[*to as usize].push(*from);
        }
        let mut returns = self.whole.clone();
        let mut open: Vec<usize> = (0..returns.len()).filter(|state| returns[*state]).collect();
        while let Some(state) = open.pop() {
            for from in &before[state] {
                if !std::mem::replace(&mut returns[*from as usize], true) {
                    open.push(*from as usize);
                }
            }
        }
        returns.iter().position(|returns| !returns)
    }
}

/// Walks through every state of a model and asserts what must hold in each; returns how many there are.
pub(super) fn explore(model: &Model, promise: Promise) -> usize {
    let mut space =
        Space { model, promise, ways: Vec::new(), steps: Vec::new(), whole: Vec::new(), at: 0 };
    let reach = Reach { states: promise.states, causes: false };
    let states = match walk(model, reach, &mut space) {
        Ok(states) => states,
        Err(Refusal::TooManyStates(_)) => {
            return promise.states;
        }
        Err(other) => panic!("{other}"),
    };
    if let Some(state) = space.dead_end() {
        space.at = state;
        panic!("no way back to where all serves from state {state}");
    }
    states
}
