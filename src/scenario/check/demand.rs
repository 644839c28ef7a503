//! What is asked must be asked of somebody who can say how much that is, and in one way only.

use super::Check;
use crate::scenario::names::{Kind, Meaning};
use crate::scenario::types::{Algorithm, Demand, Overload, Service, Store};
use crate::scenario::way;
use std::collections::BTreeSet;

/// Where a node is asked: by which service, in which tier of it.
type Asked = (usize, usize);

impl Check<'_> {
    /// Checks what can be said of a service without its needs.
    pub(super) fn sessions(&mut self, service: &Service) {
        if let Some(sessions) = &service.sessions
            && let Store::External(cluster) = &sessions.store
        {
            self.expect(cluster, "a cluster", |m| matches!(m, Meaning::Cluster(_)));
        }
    }

    /// Checks what is asked of whom, once all names mean something.
    pub(super) fn demands(&mut self) {
        let mut asked: Vec<Vec<Asked>> = vec![Vec::new(); self.names.components.len()];
        for (s, service) in self.scenario.services.values().enumerate() {
            let way = way::way(self.scenario, self.names, &service.needs);
            let mut places = Vec::new();
            way.visit(0, &mut |tier, way| {
                let nodes = way::nodes(self.scenario, self.names, way);
                places.extend(nodes.into_iter().map(|c| (c, tier)));
            });
            if places.is_empty() && service.sessions.as_ref().is_some_and(|s| is_inside(&s.store)) {
                let what = "no node is needed here that could hold sessions";
                self.problem(&service.place, what, None);
            }
            if service.demand.is_some() {
                self.demand(service, &places);
                for (c, tier) in places {
                    asked[c].push((s, tier));
                }
            }
        }
        // A group would say the same of every member.
        let mut told = BTreeSet::new();
        for (c, places) in asked.iter().enumerate() {
            self.asked(c, places, &mut told);
        }
        self.least_connections();
    }

    fn demand(&mut self, service: &Service, places: &[(usize, usize)]) {
        if places.iter().any(|(c, _)| self.can_be_full(*c)) {
            return;
        }
        if matches!(service.demand, Some(Demand::Always(_))) {
            let what = "`demand` has no meaning where no node has a `capacity`";
            let hint = "every node can answer everything: give those that cannot a `capacity`";
            self.problem(&service.place, what, Some(hint.into()));
        } else if matches!(service.overload, Some(Overload::Fail(_))) {
            let what = "nobody is overloaded where no node has a `capacity`";
            let hint = "every node can answer everything: give those that cannot a `capacity`";
            self.problem(&service.place, what, Some(hint.into()));
        }
    }

    fn can_be_full(&self, c: usize) -> bool {
        self.names.components[c].kind == Kind::Node && self.node(c).capacity.is_some()
    }

    /// Checks that what several services ask of a node adds up to something.
    fn asked(&mut self, c: usize, places: &[Asked], told: &mut BTreeSet<(usize, usize)>) {
        let Some((&(first, tier), others)) = places.split_first() else { return };
        if !self.can_be_full(c) {
            return;
        }
        let name = &self.names.components[c].name;
        let of = |s: usize| &self.scenario.services[s];
        let called = |s: usize| self.scenario.services.get_index(s).map_or("", |(name, _)| name);
        if let Some(&(s, other)) = others.iter().find(|(_, other)| *other != tier) {
            if !told.insert((first, s)) {
                return;
            }
            let (a, b) = (tier + 1, other + 1);
            let what = if s == first {
                format!("`{name}` is asked twice, in tier {a} and in tier {b}")
            } else {
                let (one, two) = (called(first), called(s));
                format!("`{name}` is asked in tier {a} of `{one}` and in tier {b} of `{two}`")
            };
            let hint = "what the first tier does not answer is not asked of the next: a node with a `capacity` stands in one tier only, tiers counted in the order in which `needs` name them";
            self.problem(&of(s).place, what, Some(hint.into()));
        } else if let Some(&(s, _)) =
            others.iter().find(|(s, _)| of(*s).overload != of(first).overload)
            && told.insert((first, s))
        {
            let (one, two) = (called(first), called(s));
            let what =
                format!("`{name}` is asked by `{one}` and by `{two}`, whose `overload` differs");
            let hint = "what becomes of a node that is asked too much is the same whoever asks";
            self.problem(&of(s).place, what, Some(hint.into()));
        }
    }

    /// Checks that a balancer that shares by how much members can do knows that of all of them, or of none.
    fn least_connections(&mut self) {
        for (name, balancer) in &self.scenario.load_balancers {
            if balancer.algorithm != Algorithm::LeastConnections {
                continue;
            }
            let members = way::balanced(self.scenario, self.names, balancer);
            let with = members.iter().find(|c| self.can_be_full(**c));
            let without = members.iter().find(|c| !self.can_be_full(**c));
            if let (Some(with), Some(without)) = (with, without) {
                let own = |c: usize| &self.names.components[c].name;
                let (with, without) = (own(*with), own(*without));
                let what = format!(
                    "`{name}` shares by how much members can do: `{with}` has a `capacity`, `{without}` has none"
                );
                let hint = "give all of them a `capacity`, or none: then each gets the same";
                self.problem(&balancer.common.place, what, Some(hint.into()));
            }
        }
    }
}

/// Whether sessions are kept by the members themselves.
fn is_inside(store: &Store) -> bool {
    !matches!(store, Store::External(_))
}
