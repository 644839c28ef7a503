//! What load balancers send requests to, and that they reach it.

use super::Check;
use super::network::Network;
use crate::scenario::names::{Kind, Meaning};
use crate::scenario::types::{LoadBalancer, Plane};
use crate::scenario::way;

impl Check<'_> {
    pub(super) fn balancers(&mut self) {
        for (name, balancer) in &self.scenario.load_balancers {
            let sort =
                |m: &Meaning| matches!(m, Meaning::Components(Kind::Node, _) | Meaning::Cluster(_));
            if self.expect(&balancer.balances, "a cluster, a node or a group of nodes", sort) {
                self.weights(name, balancer);
            }
        }
    }

    /// Checks that weights are those of members, each given once, and that somebody has one.
    fn weights(&mut self, name: &str, balancer: &LoadBalancer) {
        let members = self.balanced(balancer);
        let before = self.problems.len();
        let mut weights = vec![None; members.len()];
        for (r, weight) in &balancer.weights {
            if !self.expect_nodes(r, "a node or a group of nodes") {
                continue;
            }
            for node in self.names.components_of(&r.name, Kind::Node) {
                let node_name = &self.names.components[node].name;
                let Some(place) = members.iter().position(|m| *m == node) else {
                    let what = format!("`{name}` does not send anything to `{node_name}`");
                    let hint = format!("it balances `{}`", balancer.balances.name);
                    self.problem(&r.place, what, Some(hint));
                    break;
                };
                if weights[place].replace(*weight).is_some() {
                    self.problem(&r.place, format!("`{node_name}` has a weight already"), None);
                    break;
                }
            }
        }
        let nobody = !members.is_empty() && weights.iter().all(|weight| *weight == Some(0.0));
        if nobody && self.problems.len() == before {
            let what = format!("every weight of `{name}` is 0, so no request is ever answered");
            self.problem(&balancer.common.place, what, None);
        }
    }

    /// Returns the nodes that a balancer sends requests to.
    fn balanced(&self, balancer: &LoadBalancer) -> Vec<usize> {
        way::balanced(self.scenario, self.names, balancer)
    }

    /// Where a balancer reaches one member by declared paths, and clients one of its instances, the others
    /// are seldom meant to be out of reach.
    pub(super) fn balancer_paths(&mut self, network: &Network) {
        let from_clients = network.reached(Plane::Client, network.clients());
        for (name, balancer) in &self.scenario.load_balancers {
            let instances: Vec<usize> =
                self.names.components_of(name, Kind::LoadBalancer).collect();
            let own = |i: usize| &self.names.components[i].name;
            let with = instances.iter().find(|i| from_clients[**i]);
            let without = instances.iter().find(|i| !from_clients[**i]);
            if let (Some(with), Some(without)) = (with, without) {
                let (with, without) = (own(*with), own(*without));
                let what =
                    format!("clients reach `{with}`, but not `{without}`, even with everything up");
                let hint = format!(
                    "once a path from `clients` leads to one instance only declared paths do: add one to `{without}`"
                );
                self.problem(&balancer.common.place, what, Some(hint));
            }
            self.forwards(network, balancer, &instances);
        }
    }

    /// Adds those to which balancers forward over declared paths: they are reached through them.
    pub(super) fn forwarded(&self, network: &Network, reached: &mut [bool]) {
        for (name, balancer) in &self.scenario.load_balancers {
            let members = self.balanced(balancer);
            for instance in self.names.components_of(name, Kind::LoadBalancer) {
                let forwards = network.reached(Plane::Client, instance);
                // Where one is reached all are, or that was said already.
                if members.iter().any(|m| forwards[*m]) {
                    for m in &members {
                        reached[*m] = true;
                    }
                }
            }
        }
    }

    /// Checks that every instance reaches every member, if any path is declared between them.
    fn forwards(&mut self, network: &Network, balancer: &LoadBalancer, instances: &[usize]) {
        let members = self.balanced(balancer);
        let reached: Vec<Vec<bool>> =
            instances.iter().map(|i| network.reached(Plane::Client, *i)).collect();
        let paths = || {
            let pairs = instances.iter().zip(&reached);
            pairs.flat_map(|(i, reached)| members.iter().map(|m| (*i, *m, reached[*m])))
        };
        let with = paths().find(|(.., reached)| *reached);
        let without = paths().find(|(.., reached)| !reached);
        if let (Some((a, b, _)), Some((from, to, _))) = (with, without) {
            let own = |i: usize| &self.names.components[i].name;
            let (from, to) = (own(from), own(to));
            let what = format!("`{from}` cannot reach `{to}` even with everything up");
            let hint = format!(
                "a declared path leads from `{}` to `{}`, so only declared paths do: add one from `{from}` to `{to}`",
                own(a),
                own(b)
            );
            self.problem(&balancer.common.place, what, Some(hint));
        }
    }
}
