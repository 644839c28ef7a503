//! Every state that a model can reach, and how fast.

use super::chain::{Rate, stationary};
use crate::engine::{Law, SECOND, Slot, YEAR};
use crate::ledger::{Count, Note, Phase, Scene};
use crate::model::{AmountId, CauseId, CoinId, Model};
use crate::world::{Door, From, State, World, begin, fire, pace};
use indexmap::IndexSet;

/// More states than this are too many for the dense solver.
const MOST_STATES: usize = 2000;

/// More events than this within one instant never end.
const INSTANT: usize = 10_000;

/// Exact long-run answers of a model.
#[derive(Clone, Debug)]
pub struct Exact {
    /// How many states were reached.
    pub states: usize,
    /// By service.
    pub services: Vec<ExactService>,
    /// Unavailability by component.
    pub components: Vec<f64>,
    /// By cluster: events a year by [`Count`].
    pub counts: Vec<[f64; Count::COUNT]>,
    /// By cluster: seconds a year whose writes are lost, those that are drawn when they are; what a
    /// stopwatch measures is not in it.
    pub drawn_losses_s_per_year: Vec<f64>,
}

/// Exact long-run answers for a service.
#[derive(Clone, Debug)]
pub struct ExactService {
    /// Share of the time in which it is down.
    pub unavailability: f64,
    /// What share of the requests gets an answer.
    pub served_fraction: f64,
    /// Outages a year.
    pub outages_per_year: f64,
    /// Share of the time in which it is down for a cause, by cause.
    pub causes: Vec<f64>,
    /// Share of the time in which it is down and waits for something, by phase.
    pub phases: [f64; Phase::COUNT],
}

/// Why a model has no exact answer here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A delay is neither exponential nor zero.
    #[error("the delay of `{0}` is neither exponential nor zero")]
    NotExponential(String),
    /// There are too many states.
    #[error("more than {MOST_STATES} states")]
    TooManyStates,
    /// Events follow one another without time passing.
    #[error("events follow one another without end within one instant")]
    Stuck,
    /// The long run depends on the start.
    #[error("the long run depends on chance at the beginning")]
    NotErgodic,
}

/// A state with every running clock's cause and the cause of every open outage.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Node {
    state: State,
    /// By slot: 0 if the clock does not run, else its cause plus 1.
    armed: Vec<CauseId>,
    /// By service: 0 if it is up, else the cause of its outage plus 1.
    open: Vec<CauseId>,
}

/// Solves a model for its long run.
///
/// # Errors
/// If the model is not a Markov chain of a manageable size; the refusal says why.
pub fn solve(model: &Model) -> Result<Exact, Refusal> {
    let mut explorer = Explorer {
        model,
        world: World::new(model),
        tape: Tape::new(model),
        nodes: IndexSet::new(),
        rates: Vec::new(),
        rewards: Vec::new(),
    };
    explorer.explore()?;
    explorer.answers()
}

struct Explorer<'m> {
    model: &'m Model,
    world: World,
    tape: Tape<'m>,
    nodes: IndexSet<Node>,
    rates: Vec<Rate>,
    rewards: Vec<Reward>,
}

/// Something that is counted on the way out of a state.
struct Reward {
    node: usize,
    rate: f64,
    what: Counted,
}

enum Counted {
    Note(Note),
    Outage(usize),
    /// Writes are lost: of which cluster, and of what time.
    Lost(u32, AmountId),
}

impl Explorer<'_> {
    fn explore(&mut self) -> Result<(), Refusal> {
        begin(self.model, &mut self.world, &mut self.tape);
        self.nodes.insert(Node {
            state: self.world.state.clone(),
            armed: self.tape.armed.clone(),
            open: vec![0; self.model.services.len()],
        });
        let mut at = 0;
        while at < self.nodes.len() {
            if self.nodes.len() > MOST_STATES {
                return Err(Refusal::TooManyStates);
            }
            let node = self.nodes[at].clone();
            for (slot, activity) in self.model.activities.iter().enumerate() {
                if node.armed[slot] == 0 {
                    continue;
                }
                match activity.law {
                    Law::Never => {}
                    Law::Exponential { mean } if activity.less == 0 => {
                        let rate = pace(self.model, &node.state, slot as Slot) / mean;
                        if rate > 0.0 {
                            self.branches(at, &node, slot as Slot, rate)?;
                        }
                    }
                    _ => {
                        let name = self.model.activity_names[slot].clone();
                        return Err(Refusal::NotExponential(name));
                    }
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Fires a slot once for every outcome of the coins that are tossed on the way.
    fn branches(&mut self, at: usize, node: &Node, slot: Slot, rate: f64) -> Result<(), Refusal> {
        self.tape.outcomes.clear();
        loop {
            let next = self.follow(node, slot)?;
            let rate = rate * self.tape.probability;
            if rate > 0.0 {
                for (service, (before, now)) in node.open.iter().zip(&next.open).enumerate() {
                    if *before == 0 && *now != 0 {
                        self.rewards.push(Reward {
                            node: at,
                            rate,
                            what: Counted::Outage(service),
                        });
                    }
                }
                let notes = self.tape.notes.iter();
                self.rewards.extend(notes.map(|note| Reward {
                    node: at,
                    rate,
                    what: Counted::Note(*note),
                }));
                self.rewards.extend(self.tape.lost.iter().map(|(k, amount)| Reward {
                    node: at,
                    rate,
                    what: Counted::Lost(*k, *amount),
                }));
                let (to, _) = self.nodes.insert_full(next);
                self.rates.push((at, to, rate));
            }
            if !self.tape.next_outcomes() {
                return Ok(());
            }
        }
    }

    /// Fires a slot and everything that follows without time passing.
    fn follow(&mut self, node: &Node, slot: Slot) -> Result<Node, Refusal> {
        let (model, world, tape) = (self.model, &mut self.world, &mut self.tape);
        world.state.clone_from(&node.state);
        tape.rewind(&node.armed);
        let mut due = Some(slot);
        let mut in_instant = 0;
        while let Some(slot) = due {
            in_instant += 1;
            if in_instant > INSTANT {
                return Err(Refusal::Stuck);
            }
            tape.take(slot);
            fire(model, world, tape, slot);
            due = tape.immediate();
        }
        let open = |(service, before): (usize, &CauseId)| match before {
            _ if world.state.services.has(service) => 0,
            0 => tape.pending[service],
            cause => *cause,
        };
        Ok(Node {
            open: node.open.iter().enumerate().map(open).collect(),
            state: world.state.clone(),
            armed: tape.armed.clone(),
        })
    }

    fn answers(mut self) -> Result<Exact, Refusal> {
        let model = self.model;
        let weights = stationary(self.nodes.len(), &self.rates).ok_or(Refusal::NotErgodic)?;
        let service = ExactService {
            unavailability: 0.0,
            served_fraction: 0.0,
            outages_per_year: 0.0,
            causes: vec![0.0; model.causes.len()],
            phases: [0.0; Phase::COUNT],
        };
        let mut exact = Exact {
            states: self.nodes.len(),
            services: vec![service; model.services.len()],
            components: vec![0.0; model.components.len()],
            counts: vec![[0.0; Count::COUNT]; model.clusters.len()],
            drawn_losses_s_per_year: vec![0.0; model.clusters.len()],
        };
        for (node, weight) in self.nodes.iter().zip(&weights) {
            self.world.state.clone_from(&node.state);
            for (i, service) in exact.services.iter_mut().enumerate() {
                service.served_fraction += weight * self.world.shown(model).served(i);
            }
            for (i, open) in node.open.iter().enumerate().filter(|(_, open)| **open != 0) {
                let service = &mut exact.services[i];
                service.unavailability += weight;
                service.causes[*open as usize - 1] += weight;
                service.phases[self.world.shown(model).phase(i) as usize] += weight;
            }
            for (c, down) in exact.components.iter_mut().enumerate() {
                *down += if node.state.health.is_up(c) { 0.0 } else { *weight };
            }
        }
        for reward in &self.rewards {
            let yearly = weights[reward.node] * reward.rate * YEAR as f64;
            match reward.what {
                Counted::Outage(service) => exact.services[service].outages_per_year += yearly,
                Counted::Note(Note::Cluster(k, count)) => {
                    exact.counts[k as usize][count as usize] += yearly;
                }
                Counted::Lost(k, amount) => {
                    let mean_s = model.amounts[amount as usize].law.mean() / SECOND as f64;
                    exact.drawn_losses_s_per_year[k as usize] += yearly * mean_s;
                }
                Counted::Note(_) => {}
            }
        }
        Ok(exact)
    }
}

/// How a coin falls: which of how many ways.
#[derive(Clone, Copy)]
struct Outcome {
    way: usize,
    ways: usize,
}

/// The solver's side of the door: clocks are on or off, coins fall as a tape says.
struct Tape<'m> {
    model: &'m Model,
    armed: Vec<CauseId>,
    cause: CauseId,
    /// How the coins of this replay fall, in the order in which they are tossed.
    outcomes: Vec<Outcome>,
    tossed: usize,
    probability: f64,
    notes: Vec<Note>,
    lost: Vec<(u32, AmountId)>,
    event_cause: CauseId,
    /// By service: the cause of its last way down, plus 1.
    pending: Vec<CauseId>,
}

impl<'m> Tape<'m> {
    fn new(model: &'m Model) -> Self {
        Tape {
            model,
            armed: vec![0; model.activities.len()],
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

    fn rewind(&mut self, armed: &[CauseId]) {
        self.armed.copy_from_slice(armed);
        self.tossed = 0;
        self.probability = 1.0;
        self.notes.clear();
        self.lost.clear();
    }

    /// Takes a clock off because it fires.
    fn take(&mut self, slot: Slot) {
        self.event_cause = std::mem::take(&mut self.armed[slot as usize]) - 1;
        self.cause = self.event_cause;
    }

    /// Returns the first clock that runs and takes no time.
    fn immediate(&self) -> Option<Slot> {
        let runs = self.armed.iter().zip(&self.model.activities);
        runs.zip(0..)
            .find(|((on, activity), _)| **on != 0 && activity.is_immediate())
            .map(|(_, i)| i)
    }

    /// Turns to the next outcomes of the coins; false when all have been seen.
    fn next_outcomes(&mut self) -> bool {
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
    fn arm(&mut self, slot: Slot, _: From) {
        // What a pause left of an exponential delay is as good as a new one.
        let own = self.model.activities[slot as usize].cause;
        self.armed[slot as usize] = own.unwrap_or(self.cause) + 1;
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
