//! Who reaches whom with everything up: a graph for each plane, and a plain search.

use super::domains::around;
use crate::scenario::names::{Kind, Meaning, Names};
use crate::scenario::types::{Plane, Reference, Scenario};

/// The network with everything up.
///
/// Vertices are the components, then `clients`, then two for each declared link or switch: one for
/// each direction, so that a link between two groups joins members of one with members of the other.
/// Switches and domains forward; nodes, disks and `clients` end a path.
pub(super) struct Network {
    planes: [Graph; 3],
    clients: usize,
}

struct Graph {
    /// The neighbours of each vertex.
    next: Vec<Vec<usize>>,
    /// Whether a path goes on behind a vertex.
    forwards: Vec<bool>,
    /// The first link or switch that each vertex hangs on, if it hangs on any.
    wires: Vec<Option<String>>,
}

impl Network {
    pub(super) fn new(scenario: &Scenario, names: &Names) -> Network {
        let around = around(scenario, names);
        let plane = |plane| Builder::new(scenario, names, &around, plane).build();
        let planes = [plane(Plane::Heartbeat), plane(Plane::Client), plane(Plane::Storage)];
        Network { planes, clients: names.components.len() }
    }

    /// Returns the vertex of the outside world.
    pub(super) fn clients(&self) -> usize {
        self.clients
    }

    /// Returns a link or switch that carries this plane's traffic of a component.
    pub(super) fn wire(&self, plane: Plane, vertex: usize) -> Option<&str> {
        self.planes[plane as usize].wires[vertex].as_deref()
    }

    /// Returns, for every vertex, whether it is reached from this one.
    pub(super) fn reached(&self, plane: Plane, from: usize) -> Vec<bool> {
        let graph = &self.planes[plane as usize];
        let mut reached = vec![false; graph.next.len()];
        let mut open = vec![from];
        while let Some(vertex) = open.pop() {
            for next in &graph.next[vertex] {
                if !std::mem::replace(&mut reached[*next], true) && graph.forwards[*next] {
                    open.push(*next);
                }
            }
        }
        reached
    }
}

struct Builder<'s> {
    scenario: &'s Scenario,
    names: &'s Names,
    around: &'s [Option<usize>],
    plane: Plane,
    graph: Graph,
}

impl<'s> Builder<'s> {
    fn new(
        scenario: &'s Scenario,
        names: &'s Names,
        around: &'s [Option<usize>],
        plane: Plane,
    ) -> Builder<'s> {
        let vertices = names.components.len() + 1;
        let graph = Graph {
            next: vec![Vec::new(); vertices],
            forwards: vec![false; vertices],
            wires: vec![None; vertices],
        };
        Builder { scenario, names, around, plane, graph }
    }

    fn build(mut self) -> Graph {
        let scenario = self.scenario;
        for (name, switch) in &scenario.switches {
            if switch.carries.contains(&self.plane) {
                let own: Vec<usize> = self.names.components_of(name, Kind::Switch).collect();
                for i in &own {
                    self.graph.forwards[*i] = true;
                }
                let ends: Vec<usize> =
                    switch.connects.iter().flat_map(|end| self.ends(end)).collect();
                self.link(&own, &ends);
                self.link(&ends, &own);
                for end in ends {
                    self.hang(end, name);
                }
            }
        }
        for (name, link) in &scenario.links {
            if link.carries.contains(&self.plane) {
                let (a, b) = (self.ends(&link.between[0]), self.ends(&link.between[1]));
                self.link(&a, &b);
                self.link(&b, &a);
                a.into_iter().chain(b).for_each(|end| self.hang(end, name));
            }
        }
        self.inside();
        self.graph
    }

    /// Returns the vertices that an end of a link means.
    fn ends(&self, end: &Reference) -> Vec<usize> {
        match self.names.get(&end.name) {
            Some(Meaning::Components(_, range)) => range.clone().collect(),
            _ => vec![self.names.components.len()],
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        self.graph.next[a].push(b);
        self.graph.next[b].push(a);
    }

    /// Adds one direction of a link, or of the ports of a switch.
    fn link(&mut self, from: &[usize], to: &[usize]) {
        let vertex = self.graph.next.len();
        self.graph.next.push(to.to_vec());
        self.graph.forwards.push(true);
        self.graph.wires.push(None);
        for end in from {
            self.graph.next[*end].push(vertex);
        }
    }

    /// Notes that a vertex hangs on a link or switch; a domain that does is one that forwards.
    fn hang(&mut self, end: usize, wire: &str) {
        self.graph.wires[end].get_or_insert_with(|| wire.to_owned());
        if self.names.components.get(end).is_some_and(|entry| entry.kind == Kind::Domain) {
            self.graph.forwards[end] = true;
        }
    }

    /// Joins everything that stands in a domain that is an end, at any depth, to it.
    fn inside(&mut self) {
        for i in 0..self.names.components.len() {
            let mut at = self.around[i];
            while let Some(domain) = at {
                if let Some(wire) = self.graph.wires[domain].clone() {
                    self.join(i, domain);
                    self.graph.wires[i].get_or_insert(wire);
                }
                at = self.around[domain];
            }
        }
    }
}
