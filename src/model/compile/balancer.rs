//! Load balancers: who sends what to whom, and on whom services depend for their answers.

use super::Compiler;
use crate::engine::Law;
use crate::model::activity::{Class, What};
use crate::model::balancer::{Balancer, Check};
use crate::scenario::{self, Algorithm, Kind, LoadBalancer, Meaning, Span};

impl Compiler<'_> {
    pub(super) fn balancers(&mut self) {
        let scenario = self.scenario;
        for (name, balancer) in &scenario.load_balancers {
            self.balancer(name, balancer);
        }
    }

    fn balancer(&mut self, name: &str, balancer: &LoadBalancer) {
        let b = self.model.balancers.len() as u32;
        let cluster = match self.names.get(&balancer.balances.name) {
            Some(Meaning::Cluster(k)) => Some(*k as u32),
            _ => None,
        };
        let members: Vec<u32> = if let Some(k) = cluster {
            self.model.clusters[k as usize].members.clone()
        } else {
            let nodes = self.names.components_of(&balancer.balances.name, Kind::Node);
            nodes.map(|c| c as u32).collect()
        };
        let instances = self.names.components_of(name, Kind::LoadBalancer);
        let instances = instances.start as u32..instances.end as u32;
        for c in instances.clone() {
            self.model.components[c as usize].balancer = Some(b);
        }
        if let Some(k) = cluster {
            self.model.clusters[k as usize].balancers.push(b);
        }
        let takeover = balancer.takeover.as_ref().map(|takeover| {
            let lane = self.lane();
            let name = format!("{name} takeover");
            self.activity(lane, Class::Protocol, What::Takeover(b), takeover.law(), name)
        });
        let wired = self.forwarding(b, instances.clone(), &members);
        let compiled = Balancer {
            name: name.to_owned(),
            instances,
            cluster,
            weights: self.weights(balancer, &members),
            by_capacity: balancer.algorithm == Algorithm::LeastConnections
                && members.iter().all(|m| self.model.components[*m as usize].capacity.is_finite()),
            members,
            takeover,
            wired,
            first_check: self.model.checks.len() as u32,
        };
        self.checks(b, &compiled, &balancer.health_check);
        self.model.balancers.push(compiled);
    }

    /// Adds the checks of a balancer: of every member once, or once for each instance.
    fn checks(&mut self, b: u32, balancer: &Balancer, health_check: &scenario::HealthCheck) {
        let views: Vec<String> = if balancer.wired {
            let name = |c: u32| self.model.components[c as usize].name.clone();
            balancer.instances.clone().map(name).collect()
        } else {
            vec![balancer.name.clone()]
        };
        let out = polled(health_check.interval, health_check.fall);
        let back = polled(health_check.interval, health_check.rise);
        for view in views {
            for (place, member) in balancer.members.iter().enumerate() {
                let check = self.model.checks.len() as u32;
                let lane = self.lane();
                let member_name = &self.model.components[*member as usize].name;
                let (takes, puts) = (
                    format!("{view} takes {member_name} out"),
                    format!("{view} puts {member_name} in"),
                );
                let class = Class::Protocol;
                let out = self.activity(lane, class, What::TakeOut(check), out.clone(), takes);
                let back = self.activity(lane, class, What::PutIn(check), back.clone(), puts);
                self.model.checks.push(Check { balancer: b, place: place as u32, out, back });
                if balancer.cluster.is_none() {
                    self.model.components[*member as usize].checks.push(check);
                }
            }
        }
    }

    /// Returns each member's part of the requests.
    fn weights(&self, balancer: &LoadBalancer, members: &[u32]) -> Vec<f64> {
        let given = |member: u32| {
            let is_of = |r: &scenario::Reference| {
                self.names.components_of(&r.name, Kind::Node).contains(&(member as usize))
            };
            balancer.weights.iter().find(|(r, _)| is_of(r)).map(|(_, weight)| *weight)
        };
        let weight = |member: &u32| match balancer.algorithm {
            Algorithm::RoundRobin | Algorithm::LeastConnections => 1.0,
            Algorithm::Weighted => given(*member).unwrap_or(1.0),
        };
        members.iter().map(weight).collect()
    }
}

/// Returns how long it takes until so many checks in a row, at intervals whose phase is anything, have
/// seen a change.
fn polled(interval: Span, times: u32) -> Law {
    if interval.rounded() == 0 {
        return Law::Constant(0);
    }
    let times = f64::from(times);
    Law::Uniform { low: (times - 1.0) * interval.ns(), high: times * interval.ns() }
}
