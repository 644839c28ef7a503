//! What becomes of requests: who is asked how much, and what share of it gets an answer.
//!
//! Both are functions of the state and the hour of the day. How much of what it is asked a node answers
//! depends on all that is asked of it; so that is found first, tier by tier, for each kind of hours.

use super::cluster::working;
use super::component::{capacity, counts};
use super::state::{NOBODY, State, clone_in_place};
use crate::engine::Hours;
use crate::model::{Bits, Member, Model, UNASKED, Way, ones};

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

/// What is asked of whom in a state, and what share of it gets an answer.
///
/// While nobody is asked more than it can do, which share of the requests to a service gets an answer, and
/// which part of them comes to which node, does not depend on how many there are: that is found once for all
/// hours. Only for hours in which somebody is asked too much it is found for themselves.
#[derive(Debug)]
pub(super) struct Loads {
    /// By service and node whose capacity matters: which part of the requests comes to it if everybody answers
    /// everything.
    parts: Vec<f64>,
    /// By service: which share of the requests gets an answer then.
    shares: Vec<f64>,
    /// By node whose capacity matters: how much it can do.
    most: Vec<f64>,
    /// By node whose capacity matters: everything.
    everything: Vec<f64>,
    /// Kinds of hours in which somebody may be asked more than it can do; what follows holds of those only.
    crowded: Bits,
    /// By kind of hours and service: which share of the requests gets an answer; and a row to spare.
    served: Vec<f64>,
    /// By kind of hours and node: which share of what it is asked it answers; and a row to spare.
    answered: Vec<f64>,
    /// By node: what it is asked.
    asked: Vec<f64>,
}

clone_in_place!(Loads { parts, shares, most, everything, crowded, served, answered, asked });

impl Loads {
    /// Returns room for the loads of a model.
    pub(super) fn new(model: &Model) -> Loads {
        let (kinds, members) = (model.load.kinds.len(), model.load.members.len());
        let services = if kinds == 0 { 0 } else { model.services.len() };
        Loads {
            parts: vec![0.0; services * members],
            shares: vec![1.0; services],
            most: vec![0.0; members],
            everything: vec![1.0; members],
            crowded: Bits::none(kinds),
            served: vec![1.0; (kinds + 1) * services],
            answered: vec![1.0; (kinds + 1) * members],
            asked: vec![0.0; members],
        }
    }

    /// Returns about how many bytes they take.
    pub(super) fn weight(&self) -> usize {
        let Loads { parts, shares, most, everything, crowded: _, served, answered, asked } = self;
        let lists = [parts, shares, most, everything, served, answered, asked];
        lists.iter().map(|list| size_of_val(&list[..])).sum()
    }

    /// Finds what is asked of whom in a state; returns whether anything may have changed by that.
    pub(super) fn weigh(&mut self, model: &Model, state: &State) -> bool {
        if !model.load.is_any() {
            return false;
        }
        let changes = self.measure(model, state);
        if !changes && self.crowded.is_empty() {
            return false;
        }
        self.crowded.clear();
        if !self.is_crowded(&model.load.peaks) {
            return true;
        }
        for (k, kind) in model.load.kinds.iter().enumerate() {
            if self.is_crowded(&kind.demands) {
                self.crowded.add(k);
                self.weigh_kind(model, state, k, k);
            }
        }
        true
    }

    /// Finds what can be done, and what would be asked of whom if everybody answered everything; returns whether
    /// that has changed.
    fn measure(&mut self, model: &Model, state: &State) -> bool {
        let n = self.most.len();
        let mut changes = false;
        for (most, member) in self.most.iter_mut().zip(&model.load.members) {
            let now = capacity(model, state, member.component as usize);
            changes |= std::mem::replace(most, now) != now;
        }
        let answered = &self.everything[..];
        for (s, way) in model.ways.iter().enumerate().filter(|(s, _)| model.load.asks[*s]) {
            let parts = &mut self.parts[s * n..][..n];
            self.asked.copy_from_slice(parts);
            parts.fill(0.0);
            let traffic = Traffic { model, state, answered };
            let share = traffic.through(way, 1.0, &mut |i, part| parts[i] += part);
            changes |= std::mem::replace(&mut self.shares[s], share) != share;
            changes |= self.asked != parts;
        }
        changes
    }

    /// Whether somebody may be asked more than it can do when so much is asked of each service, if everybody
    /// answers everything.
    fn is_crowded(&self, demands: &[f64]) -> bool {
        let n = self.most.len();
        let asked = |i: usize| {
            let demands = demands.iter().enumerate();
            demands.map(|(s, demand)| demand * self.parts[s * n + i]).sum::<f64>()
        };
        self.most.iter().enumerate().any(|(i, most)| asked(i) > *most)
    }

    /// Finds what is asked of whom in a kind of hours, tier by tier, and keeps it in a row.
    fn weigh_kind(&mut self, model: &Model, state: &State, k: usize, row: usize) {
        let (n, services) = (self.most.len(), self.shares.len());
        let demands = &model.load.kinds[k].demands;
        let (asked, answered) = (&mut self.asked[..], &mut self.answered[row * n..][..n]);
        answered.fill(1.0);
        for _ in 0..model.load.tiers {
            asked.fill(0.0);
            let traffic = Traffic { model, state, answered };
            for (way, demand) in model.ways.iter().zip(demands) {
                if *demand > 0.0 {
                    traffic.through(way, *demand, &mut |i, load| asked[i] += load);
                }
            }
            let mut changes = false;
            for ((answered, asked), most) in answered.iter_mut().zip(&*asked).zip(&self.most) {
                let is_over = *asked > most * (1.0 + ROUNDING);
                let share = if is_over { most / asked } else { 1.0 };
                changes |= std::mem::replace(answered, share) != share;
            }
            if !changes {
                break;
            }
        }
        let traffic = Traffic { model, state, answered };
        for (s, way) in model.ways.iter().enumerate().filter(|(s, _)| model.load.asks[*s]) {
            self.served[row * services + s] = traffic.through(way, 0.0, &mut |_, _| {});
        }
    }

    /// Returns the hours in which a node is asked more than it can do.
    pub(super) fn overloaded(&self, model: &Model, i: usize) -> Hours {
        let n = self.most.len();
        let kinds = model.load.kinds.iter().enumerate().filter(|(k, _)| self.crowded.has(*k));
        kinds.filter(|(k, _)| self.answered[k * n + i] < 1.0).map(|(_, kind)| kind.hours).sum()
    }

    /// Whether this is what is found in a state in the plain way: for each kind of hours by itself, tier by tier.
    pub(super) fn are_of(&mut self, model: &Model, state: &State) -> bool {
        let (n, services, kinds) = (self.most.len(), self.shares.len(), model.load.kinds.len());
        let able = |(member, most): (&Member, &f64)| {
            capacity(model, state, member.component as usize) == *most
        };
        model.load.members.iter().zip(&self.most).all(able)
            && (0..kinds).all(|k| {
                self.weigh_kind(model, state, k, kinds);
                let is_crowded = self.crowded.has(k);
                let answers = |i| if is_crowded { self.answered[k * n + i] } else { 1.0 };
                (0..n).all(|i| self.answered[kinds * n + i] == answers(i))
                    && (0..services)
                        .filter(|s| model.load.asks[*s])
                        .all(|s| self.served[kinds * services + s] == self.of(s, k))
            })
    }

    /// Returns what share of the requests to a service that has a demand gets an answer in a kind of hours.
    fn of(&self, service: usize, kind: usize) -> f64 {
        if self.crowded.has(kind) {
            self.served[kind * self.shares.len() + service]
        } else {
            self.shares[service]
        }
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
    if model.load.asks.get(service) == Some(&true) {
        return loads.of(service, kind);
    }
    Traffic { model, state, answered: &[] }.through(&model.ways[service], 0.0, &mut |_, _| {})
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
        let is_followed = |set| set == working(cluster, state, &self.state.health);
        debug_assert!(!cluster.carries || is_followed(state.working));
        let working = if cluster.carries {
            state.working
        } else {
            working(cluster, state, &self.state.health)
        };
        let serving = working & state.clients;
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
