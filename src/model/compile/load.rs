//! What is asked of whom, and who holds sessions.

use super::Compiler;
use crate::engine::{ALL_HOURS, Law};
use crate::model::activity::{Class, What};
use crate::model::load::{HourKind, Load, Member, Seat, Sessions, Store};
use crate::model::{Balancer, CauseId};
use crate::scenario::{self, Overload, Span, Way, nodes, way};
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// Finds the ways that requests take, and the nodes whose capacity matters.
    ///
    /// A node that several services ask crashes for the first-declared one of them.
    pub(super) fn load(&mut self) {
        let mut asked: BTreeMap<u32, u32> = BTreeMap::new();
        for (s, service) in (0..).zip(self.scenario.services.values()) {
            let way = way(self.scenario, self.names, &service.needs);
            if service.demand.is_some() {
                let tiers = way.visit(0, &mut |_, way| {
                    for c in self.nodes_of(way) {
                        asked.entry(c).or_insert(s);
                    }
                });
                self.model.load.tiers = self.model.load.tiers.max(tiers);
            }
            self.model.ways.push(way);
        }
        self.hours();
        asked.retain(|c, _| self.node(*c).capacity.is_some());
        for (component, service) in asked {
            self.model.load.members.push(Member { component, service, crash: None });
        }
    }

    /// Returns the nodes that crash when they are asked too much.
    pub(super) fn crashing(&self) -> impl Iterator<Item = usize> {
        let fails = |member: &&Member| self.overload(member).is_some();
        self.model.load.members.iter().filter(fails).map(|member| member.component as usize)
    }

    /// Returns the mean time until a member crashes that is asked too much, if it does.
    fn overload(&self, member: &Member) -> Option<Span> {
        let (_, service) = self.scenario.services.get_index(member.service as usize)?;
        match service.overload {
            Some(Overload::Fail(mean)) => Some(mean),
            _ => None,
        }
    }

    /// Adds the clocks of crashes by overload.
    pub(super) fn crashes(&mut self) {
        let mut causes: BTreeMap<u32, CauseId> = BTreeMap::new();
        for place in 0..self.model.load.members.len() {
            let member = self.model.load.members[place];
            let Some(mean) = self.overload(&member) else { continue };
            let service = &self.model.services[member.service as usize];
            let cause = match causes.get(&member.service) {
                Some(cause) => *cause,
                None => self.cause(format!("{service}.overload"), None, false),
            };
            causes.insert(member.service, cause);
            let lane = self.lane();
            let law = Law::Exponential { mean: mean.ns() };
            let name =
                format!("{} overload", self.names.components[member.component as usize].name);
            let what = What::Overload(place as u32);
            let slot = self.activity(lane, Class::Hazard, what, law, name);
            self.model.activities[slot as usize].cause = Some(cause);
            self.model.load.members[place].crash = Some(slot);
        }
    }

    fn node(&self, c: u32) -> &scenario::Node {
        &self.scenario.nodes[&self.names.components[c as usize].group]
    }

    /// Sorts the hours of the day by what is asked in them.
    fn hours(&mut self) {
        let demands = || self.scenario.services.values().map(|service| service.demand.as_ref());
        if demands().all(|demand| demand.is_none()) {
            return;
        }
        let mut kinds: Vec<HourKind> = Vec::new();
        for hour in 0..24 {
            let asked: Vec<f64> =
                demands().map(|demand| demand.map_or(0.0, |demand| demand.at(hour))).collect();
            match kinds.iter_mut().find(|kind| kind.demands == asked) {
                Some(kind) => kind.hours |= 1 << hour,
                None => kinds.push(HourKind { hours: 1 << hour, demands: asked }),
            }
        }
        debug_assert_eq!(kinds.iter().map(|kind| kind.hours).sum::<u32>(), ALL_HOURS);
        let asks = demands().map(|demand| demand.is_some()).collect();
        let peak = |s: usize| kinds.iter().map(|kind| kind.demands[s]).fold(0.0, f64::max);
        let peaks = (0..self.scenario.services.len()).map(peak).collect();
        self.model.load = Load { kinds, peaks, asks, ..std::mem::take(&mut self.model.load) };
    }

    fn nodes_of(&self, way: &Way) -> Vec<u32> {
        nodes(self.scenario, self.names, way).into_iter().map(|c| c as u32).collect()
    }

    /// Lets conditions be those of the whole model, and components know that they are asked.
    pub(super) fn carry(&mut self) {
        let mut ways = std::mem::take(&mut self.model.ways);
        for (way, root) in ways.iter_mut().zip(&self.model.needs.roots) {
            shift(way, *root);
        }
        self.model.ways = ways;
        for (i, member) in (0..).zip(&self.model.load.members) {
            self.model.components[member.component as usize].asked = i;
        }
        for (s, service) in self.scenario.services.values().enumerate() {
            if service.demand.is_some() {
                // Whether members of clusters, and those behind balancers, answer is seen there.
                let mut alone = Vec::new();
                let mut members = Vec::new();
                self.model.ways[s].visit(0, &mut |_, way| {
                    let is_node = matches!(way, Way::Node(_));
                    if is_node { &mut alone } else { &mut members }.extend(self.nodes_of(way));
                });
                members.retain(|c: &u32| self.model.components[*c as usize].degrades);
                passed(&self.model.ways[s], &mut alone);
                for c in alone.into_iter().chain(members) {
                    self.model.components[c as usize].carries = true;
                }
            } else {
                self.model.load.balances_unasked |= self.model.ways[s].is_balanced();
            }
        }
        self.sessions();
        self.follow();
    }

    /// Marks the clusters to which requests are followed, and those whose members may hold sessions.
    fn follow(&mut self) {
        let mut carrying = Vec::new();
        for s in (0..self.model.services.len()).filter(|s| self.model.loses_requests(*s)) {
            self.model.ways[s].visit(0, &mut |_, way| {
                carrying.extend(if let Way::Cluster(k) = way { Some(*k) } else { None });
            });
        }
        for (k, cluster) in (0..).zip(&mut self.model.clusters) {
            cluster.carries = carrying.contains(&k) || !cluster.balancers.is_empty();
            let mut seats = self.model.sessions.iter().flat_map(|sessions| &sessions.seats);
            cluster.has_seats = seats.any(|seat| seat.member.is_some_and(|(of, _)| of == k));
        }
    }

    fn sessions(&mut self) {
        for (s, service) in self.scenario.services.values().enumerate() {
            let Some(sessions) = &service.sessions else { continue };
            let store = match &sessions.store {
                scenario::Store::Local => Store::Local,
                scenario::Store::Replicated => Store::Replicated,
                scenario::Store::External(r) => {
                    let k = self.scenario.clusters.get_index_of(&r.name);
                    Store::External(k.map_or(0, |k| k as u32))
                }
            };
            let mut seats = Vec::new();
            if !matches!(store, Store::External(_)) {
                self.seats(&self.model.ways[s], &mut seats);
            }
            for seat in &seats {
                self.model.components[seat.component as usize].carries = true;
            }
            let concurrent = sessions.concurrent;
            self.model.sessions.push(Sessions { service: s as u32, concurrent, store, seats });
        }
    }

    /// Adds who may hold sessions: the members of the first tier.
    fn seats(&self, way: &Way, seats: &mut Vec<Seat>) {
        let plain = |component| Seat { component, member: None, checks: Vec::new(), weight: 1.0 };
        match way {
            Way::Part(_) => {}
            Way::Node(c) => seats.push(plain(*c)),
            Way::Cluster(k) => {
                let members = self.model.clusters[*k as usize].members.iter().zip(0..);
                seats.extend(members.map(|(c, m)| Seat { member: Some((*k, m)), ..plain(*c) }));
            }
            Way::Balanced(balancers) => self.balanced_seats(balancers, seats),
            Way::All(ways) => {
                let before = seats.len();
                for way in ways {
                    if seats.len() == before {
                        self.seats(way, seats);
                    }
                }
            }
            Way::Any { ways, .. } => ways.iter().for_each(|way| self.seats(way, seats)),
        }
    }

    fn balanced_seats(&self, balancers: &[u32], seats: &mut Vec<Seat>) {
        let of = |b: &u32| &self.model.balancers[*b as usize];
        let first = of(&balancers[0]);
        let n = first.members.len();
        // What sessions are held where does not follow what a member can do at the moment.
        let all = |b| (0..n).map(|place| self.usual_weight(of(b), place)).sum();
        let totals: Vec<(&u32, f64)> = balancers.iter().map(|b| (b, all(b))).collect();
        for (place, &component) in first.members.iter().enumerate() {
            let checks = |b| of(b).all_checks().skip(place).step_by(n).map(|check| check as u32);
            let part = |(b, all): &(&u32, f64)| self.usual_weight(of(b), place) / all;
            seats.push(Seat {
                component,
                member: first.cluster.map(|k| (k, place as u8)),
                checks: balancers.iter().flat_map(checks).collect(),
                weight: totals.iter().map(part).sum(),
            });
        }
    }

    /// Returns a member's part of the requests while it can do all that it can.
    fn usual_weight(&self, balancer: &Balancer, place: usize) -> f64 {
        if balancer.by_capacity {
            self.model.components[balancer.members[place] as usize].capacity
        } else {
            balancer.weights[place]
        }
    }
}

/// Adds what carries nothing but must be up for a way to be taken.
fn passed(way: &Way, parts: &mut Vec<u32>) {
    match way {
        Way::Part(c) => parts.push(*c),
        Way::All(ways) | Way::Any { ways, .. } => ways.iter().for_each(|way| passed(way, parts)),
        Way::Node(_) | Way::Cluster(_) | Way::Balanced(_) => {}
    }
}

/// Lets the conditions of a way be counted from elsewhere.
fn shift(way: &mut Way, root: u32) {
    match way {
        Way::Any { condition, ways } => {
            *condition += root;
            for way in ways {
                shift(way, root);
            }
        }
        Way::All(ways) => ways.iter_mut().for_each(|way| shift(way, root)),
        _ => {}
    }
}
