//! What a service depends on.

use crate::model::{Bits, Carries, Child, Model, Policy};

/// The components, clusters and load balancers that a service depends on.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) components: Bits,
    pub(super) clusters: Bits,
    pub(super) balancers: Bits,
}

impl Scope {
    /// Returns what a service needs, and what that stands in, keeps its data on and talks through.
    pub(super) fn of(model: &Model, service: u32) -> Scope {
        let mut scope = Scope {
            components: Bits::none(model.components.len()),
            clusters: Bits::none(model.clusters.len()),
            balancers: Bits::none(model.balancers.len()),
        };
        scope.add_condition(model, model.needs.roots[service as usize]);
        for c in 0..model.components.len() {
            if scope.matters(model, c) {
                scope.components.add(c);
            }
        }
        // A part stands in domains, an array is made of disks.
        for c in 0..model.components.len() {
            if scope.components.has(c) {
                scope.add_around(model, c);
            }
        }
        scope
    }

    fn add_condition(&mut self, model: &Model, condition: u32) {
        for child in &model.needs.conditions[condition as usize].children {
            match child {
                Child::Condition(inner) => self.add_condition(model, *inner),
                Child::Part(part) => self.add_part(model, *part as usize),
            }
        }
    }

    fn add_part(&mut self, model: &Model, part: usize) {
        let (cluster, balancer) = (model.cluster_part(0), model.balancer_part(0));
        if part < cluster {
            self.components.add(part);
        } else if part < balancer {
            self.add_cluster(model, part - cluster);
        } else {
            self.balancers.add(part - balancer);
            let instances = model.balancers[part - balancer].instances.clone();
            instances.for_each(|c| self.components.add(c as usize));
        }
    }

    fn add_cluster(&mut self, model: &Model, k: usize) {
        if self.clusters.has(k) {
            return;
        }
        self.clusters.add(k);
        if let Policy::External(lock) = model.clusters[k].policy {
            self.add_cluster(model, lock as usize);
        }
    }

    /// Whether a component is a part of what matters, or carries traffic for it.
    fn matters(&self, model: &Model, c: usize) -> bool {
        let component = &model.components[c];
        let concerns = |net: &u32| match model.nets[*net as usize].0 {
            Carries::Clients => true,
            Carries::Balancer(b, _) => self.balancers.has(b as usize),
            Carries::Heartbeat(k)
            | Carries::Storage(k)
            | Carries::Replication(k)
            | Carries::Recovery(k)
            | Carries::Arbiter(k, _) => self.clusters.has(k as usize),
        };
        self.components.has(c)
            || component.clusters.iter().any(|k| self.clusters.has(*k as usize))
            || component.nets.iter().any(concerns)
    }

    fn add_around(&mut self, model: &Model, c: usize) {
        let mut around = model.components[c].domain;
        while let Some(domain) = around {
            self.components.add(domain as usize);
            around = model.components[domain as usize].domain;
        }
        if let Some(a) = model.components[c].whole {
            model.arrays[a as usize]
                .disks
                .clone()
                .for_each(|disk| self.components.add(disk as usize));
        }
    }
}
