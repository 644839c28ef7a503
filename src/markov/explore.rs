//! The exact solver: every state that a model can reach, and how fast.

use super::chain::{Rate, stationary};
use super::walk::{Node, Reach, Step, Visitor, walk};
use crate::engine::{ALL_HOURS, Law, SECOND, Slot, YEAR};
use crate::ledger::{Count, Note, Phase, Scene};
use crate::model::{AmountId, CauseId, Model, Sessions, What};
use crate::world::{From, State, pace};

/// More states than this are too many for the dense solver.
const MOST_STATES: usize = 2000;

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
    /// Sessions that are lost in a year.
    pub sessions_lost_per_year: f64,
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
    /// A clock runs in some hours of the day only.
    #[error("`{0}` comes in some hours of the day only")]
    ByTheHour(String),
    /// There are too many states.
    #[error("more than {0} states")]
    TooManyStates(usize),
    /// Events follow one another without time passing.
    #[error("events follow one another without end within one instant")]
    Stuck,
    /// The long run depends on the start.
    #[error("the long run depends on chance at the beginning")]
    NotErgodic,
}

/// Solves a model for its long run.
///
/// # Errors
/// If the model is not a Markov chain of a manageable size; the refusal says why.
pub fn solve(model: &Model) -> Result<Exact, Refusal> {
    let mut solver = Solver { model, rates: Vec::new(), rewards: Vec::new(), levels: Vec::new() };
    let reach = Reach { states: MOST_STATES, causes: true };
    let states = walk(model, reach, &mut solver)?;
    solver.answers(states)
}

struct Solver<'m> {
    model: &'m Model,
    rates: Vec<Rate>,
    rewards: Vec<Reward>,
    levels: Vec<(usize, Level)>,
}

/// What a state is counted for as long as it lasts.
enum Level {
    /// A service is down, for a cause, and waits for something.
    Service(usize, CauseId, Phase),
    /// This share of the requests to a service gets no answer.
    Unserved(usize, f64),
    /// A component is down.
    Component(usize),
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
    /// Sessions of a service are lost, so many.
    Sessions(usize, f64),
    /// Writes are lost: of which cluster, and of what time.
    Lost(u32, AmountId),
}

impl Visitor for Solver<'_> {
    type Mark = ();

    fn first(&mut self, _: &Node<()>) {}

    fn rate(&mut self, node: &Node<()>, slot: Slot) -> Result<f64, Refusal> {
        let activity = &self.model.activities[slot as usize];
        if let What::Overload(i) = activity.what
            && node.state.overloaded[i as usize] != ALL_HOURS
        {
            let name = self.model.activity_names[slot as usize].clone();
            return Err(Refusal::ByTheHour(name));
        }
        match activity.law {
            Law::Never => Ok(0.0),
            Law::Exponential { mean } if activity.less == 0 => {
                Ok(pace(self.model, &node.state, slot) / mean)
            }
            _ => {
                let name = self.model.activity_names[slot as usize].clone();
                Err(Refusal::NotExponential(name))
            }
        }
    }

    fn mark(&mut self, _: &Node<()>, _: Slot, _: &Node<()>, _: &[(Slot, From)]) -> Option<()> {
        Some(())
    }

    fn state(&mut self, number: usize, node: &Node<()>) {
        let shown = node.state.shown(self.model);
        for (service, open) in node.open.iter().enumerate().filter(|(_, open)| **open != 0) {
            let level = Level::Service(service, open - 1, shown.phase(service));
            self.levels.push((number, level));
        }
        for service in 0..self.model.services.len() {
            let parts = self.model.load.parts(service).into_iter().enumerate();
            let unserved = |(kind, part)| part * (1.0 - shown.served(service, kind));
            let share: f64 = parts.map(unserved).sum();
            if share > 0.0 {
                self.levels.push((number, Level::Unserved(service, share)));
            }
        }
        for c in (0..self.model.components.len()).filter(|c| !node.state.health.is_up(*c)) {
            self.levels.push((number, Level::Component(c)));
        }
    }

    fn step(&mut self, step: &Step<'_, ()>) {
        let (node, rate) = (step.from, step.rate);
        let mut count = |what| self.rewards.push(Reward { node, rate, what });
        let open = step.before.open.iter().zip(&step.after.open).enumerate();
        for (service, _) in open.filter(|(_, (before, now))| **before == 0 && **now != 0) {
            count(Counted::Outage(service));
        }
        step.notes.iter().for_each(|note| count(Counted::Note(*note)));
        for sessions in &self.model.sessions {
            let before = held(self.model, sessions, &step.before.state);
            let after = held(self.model, sessions, &step.after.state);
            let lost = sessions.lost(&before, &after);
            if lost > 0.0 {
                count(Counted::Sessions(sessions.service as usize, lost));
            }
        }
        step.lost.iter().for_each(|(k, amount)| count(Counted::Lost(*k, *amount)));
        self.rates.push((node, step.to, rate));
    }
}

/// Returns by seat who holds sessions in a state.
fn held(model: &Model, sessions: &Sessions, state: &State) -> Vec<bool> {
    let shown = state.shown(model);
    (0..sessions.size()).map(|seat| shown.holds_sessions(sessions, seat)).collect()
}

impl Solver<'_> {
    fn answers(self, states: usize) -> Result<Exact, Refusal> {
        let model = self.model;
        let weights = stationary(states, &self.rates).ok_or(Refusal::NotErgodic)?;
        let service = ExactService {
            unavailability: 0.0,
            served_fraction: 1.0,
            sessions_lost_per_year: 0.0,
            outages_per_year: 0.0,
            causes: vec![0.0; model.causes.len()],
            phases: [0.0; Phase::COUNT],
        };
        let mut exact = Exact {
            states,
            services: vec![service; model.services.len()],
            components: vec![0.0; model.components.len()],
            counts: vec![[0.0; Count::COUNT]; model.clusters.len()],
            drawn_losses_s_per_year: vec![0.0; model.clusters.len()],
        };
        for (state, level) in &self.levels {
            let weight = weights[*state];
            match *level {
                Level::Service(i, cause, phase) => {
                    let service = &mut exact.services[i];
                    service.unavailability += weight;
                    service.causes[cause as usize] += weight;
                    service.phases[phase as usize] += weight;
                }
                Level::Unserved(i, share) => exact.services[i].served_fraction -= weight * share,
                Level::Component(c) => exact.components[c] += weight,
            }
        }
        for reward in &self.rewards {
            let yearly = weights[reward.node] * reward.rate * YEAR as f64;
            match reward.what {
                Counted::Outage(service) => exact.services[service].outages_per_year += yearly,
                Counted::Note(Note::Cluster(k, count)) => {
                    exact.counts[k as usize][count as usize] += yearly;
                }
                Counted::Sessions(service, n) => {
                    exact.services[service].sessions_lost_per_year += yearly * n;
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
