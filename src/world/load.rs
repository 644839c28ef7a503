//! What becomes of requests: who is asked how much, and what share of it gets an answer.
//!
//! Both are functions of the state and the hour of the day. How much of what it is asked a node answers
//! depends on all that is asked of it; so that is found first, tier by tier, for each kind of hours.

use super::cluster::working;
use super::component::{capacity, counts};
use super::state::{NOBODY, State};
use crate::engine::Hours;
use crate::model::{Model, UNASKED, Way, ones};

/// What is asked of a node may be over its capacity by the rounding of a few sums.
const ROUNDING: f64 = 1e-9;

/// Whether a member answers what a balancer sends to it: a node that is up and not hung, or a member that
/// serves its cluster, and that the balancer reaches.
pub(super) fn is_fit(model: &Model, state: &State, check: usize) -> bool {
    let (balancer, place) = (model.checks[check].balancer, model.checks[check].place as usize);
    let balancer = &model.balancers[balancer as usize];
    let answers = match balancer.cluster {
        None => state.health.is_up(balancer.members[place] as usize),
        Some(k) => state.clusters[k as usize].working >> place & 1 == 1,
    };
    answers && state.checks.reach.has(check)
}

/// By kind of hours and node whose capacity matters.
#[derive(Clone, Debug)]
pub(super) struct Loads {
    /// What is asked of it.
    asked: Vec<f64>,
    /// Which share of that it answers.
    answered: Vec<f64>,
}

impl Loads {
    /// Returns room for the loads of a model.
    pub(super) fn new(model: &Model) -> Loads {
        let size = model.load.kinds.len() * model.load.members.len();
        Loads { asked: vec![0.0; size], answered: vec![1.0; size] }
    }

    /// Finds what is asked of whom in a state.
    pub(super) fn weigh(&mut self, model: &Model, state: &State) {
        let n = model.load.members.len();
        self.answered.fill(1.0);
        for _ in 0..model.load.tiers {
            self.asked.fill(0.0);
            for (k, kind) in model.load.kinds.iter().enumerate() {
                let answered = &self.answered[k * n..(k + 1) * n];
                let asked = &mut self.asked[k * n..(k + 1) * n];
                let traffic = Traffic { model, state, answered };
                for (way, demand) in model.ways.iter().zip(&kind.demands) {
                    if *demand > 0.0 {
                        traffic.through(way, *demand, &mut |i, load| asked[i] += load);
                    }
                }
            }
            for i in 0..self.asked.len() {
                let component = model.load.members[i % n].component as usize;
                let most = capacity(model, state, component);
                let is_over = self.asked[i] > most * (1.0 + ROUNDING);
                self.answered[i] = if is_over { most / self.asked[i] } else { 1.0 };
            }
        }
    }

    /// Returns the hours in which a node is asked more than it can do.
    pub(super) fn overloaded(&self, model: &Model, i: usize) -> Hours {
        let n = model.load.members.len();
        let kinds = model.load.kinds.iter().enumerate();
        kinds.filter(|(k, _)| self.answered[k * n + i] < 1.0).map(|(_, kind)| kind.hours).sum()
    }
}

/// Returns what share of the requests to a service gets an answer in a kind of hours, if there are any.
///
/// While the service is down it is 0.
pub(super) fn served(
    model: &Model,
    state: &State,
    loads: &Loads,
    service: usize,
    kind: usize,
) -> f64 {
    if !state.services.has(service) {
        return 0.0;
    }
    let n = model.load.members.len();
    let asks = model.load.asks.get(service) == Some(&true);
    let answered = if asks { &loads.answered[kind * n..(kind + 1) * n] } else { &[] };
    Traffic { model, state, answered }.through(&model.ways[service], 0.0, &mut |_, _| {})
}

/// Where requests go in a state.
struct Traffic<'t> {
    model: &'t Model,
    state: &'t State,
    /// By node whose capacity matters: which share of what it is asked it answers; empty if everybody
    /// answers everything.
    answered: &'t [f64],
}

impl Traffic<'_> {
    /// Sends requests on their way; returns what share of them gets through, and tells `load` what is asked
    /// of each node whose capacity matters.
    fn through(&self, way: &Way, asked: f64, load: &mut impl FnMut(usize, f64)) -> f64 {
        match way {
            Way::Part(_) => 1.0,
            Way::Node(c) if counts(self.model, self.state, *c as usize) => {
                self.node(*c, asked, load)
            }
            Way::Node(_) => 0.0,
            Way::Cluster(k) => self.cluster(*k as usize, asked, load),
            Way::Balanced(balancers) => {
                let works = |b: &&u32| self.state.balancers[**b as usize].works;
                let n = balancers.iter().filter(works).count() as f64;
                let each = balancers.iter().filter(works);
                mean(n, each.map(|b| self.balanced(*b as usize, asked / n, load)).sum())
            }
            Way::All(ways) => {
                ways.iter().fold(1.0, |share, way| share * self.through(way, asked * share, load))
            }
            Way::Any { ways, .. } => {
                let there = |way: &&Way| self.is_there(way);
                let n = ways.iter().filter(there).count() as f64;
                let each = ways.iter().filter(there);
                mean(n, each.map(|way| self.through(way, asked / n, load)).sum())
            }
        }
    }

    /// Whether requests are sent here where they could be sent elsewhere.
    fn is_there(&self, way: &Way) -> bool {
        match way {
            Way::Part(c) | Way::Node(c) => counts(self.model, self.state, *c as usize),
            Way::Cluster(k) => !self.state.clusters[*k as usize].levels.down,
            Way::Balanced(balancers) => {
                balancers.iter().any(|b| self.state.balancers[*b as usize].works)
            }
            Way::All(ways) => ways.iter().all(|way| self.is_there(way)),
            Way::Any { condition, .. } => self.state.margins[*condition as usize] >= 0,
        }
    }

    fn node(&self, c: u32, asked: f64, load: &mut impl FnMut(usize, f64)) -> f64 {
        let i = self.model.components[c as usize].asked;
        if i == UNASKED || self.answered.is_empty() {
            return 1.0;
        }
        load(i as usize, asked);
        self.answered[i as usize]
    }

    /// Those members of a cluster that serve get the same each; what goes on elsewhere after a disaster answers
    /// everything.
    fn cluster(&self, k: usize, asked: f64, load: &mut impl FnMut(usize, f64)) -> f64 {
        let (cluster, state) = (&self.model.clusters[k], &self.state.clusters[k]);
        if state.recovery.serves_away() {
            return 1.0;
        }
        let serving = working(cluster, state, &self.state.health) & state.clients;
        let n = f64::from(serving.count_ones());
        mean(n, ones(serving).map(|m| self.node(cluster.members[m], asked / n, load)).sum())
    }

    /// A balancer that works sends requests to those that it believes healthy; of them some answer.
    ///
    /// Where nobody is believed healthy there is nobody to ask. After a disaster it sends requests to where its
    /// cluster goes on, and all get an answer.
    fn balanced(&self, b: usize, asked: f64, load: &mut impl FnMut(usize, f64)) -> f64 {
        let cluster = self.model.balancers[b].cluster.map(|k| &self.state.clusters[k as usize]);
        if cluster.is_some_and(|cluster| cluster.recovery.serves_away()) {
            return 1.0;
        }
        let all: f64 = self.shares(b).map(|(.., weight)| weight).sum();
        let fit = self.shares(b).filter(|(check, ..)| self.state.checks.healthy.has(*check));
        let answers =
            |(_, c, weight): (usize, u32, f64)| weight * self.node(c, asked * weight / all, load);
        if all > 0.0 { fit.map(answers).sum::<f64>() / all } else { 0.0 }
    }

    /// Returns the checks of the members that a balancer believes healthy, each with its member and its part
    /// of the requests against that of the others.
    fn shares(&self, b: usize) -> impl Iterator<Item = (usize, u32, f64)> {
        let balancer = &self.model.balancers[b];
        let holder = self.state.balancers[b].holder;
        let checks = if holder == NOBODY { 0..0 } else { balancer.checks(holder) };
        let believed = |(check, _): &(usize, usize)| self.state.checks.believed.has(*check);
        checks.zip(0..).filter(believed).map(move |(check, place)| {
            let c = balancer.members[place];
            let weight = if balancer.by_capacity {
                capacity(self.model, self.state, c as usize)
            } else {
                balancer.weights[place]
            };
            (check, c, weight)
        })
    }
}

/// Returns the mean of `n` values that add up to this; 0 if there are none.
fn mean(n: f64, sum: f64) -> f64 {
    if n > 0.0 { sum / n } else { 0.0 }
}
