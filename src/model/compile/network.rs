//! The network as each cluster, and the outside world, sees it.

use super::Compiler;
use crate::model::Bits;
use crate::model::cluster::Members;
use crate::model::network::{Carries, Direct, Hop, Net, PERFECT, Port, TARGET, Trunk};
use crate::scenario::{Kind, Plane, Reference};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a link or a switch joins to what, on one plane.
struct Joint<'s> {
    /// The links that do it; none if ports are perfect.
    links: Range<usize>,
    a: End<'s>,
    b: End<'s>,
}

/// One end of a joint.
enum End<'s> {
    /// What a name means.
    Named(&'s Reference),
    /// A hub.
    Hub(usize),
}

/// A net while it is being drawn.
struct Drawing<'n> {
    net: Net,
    /// By component: the place of a hub in the net.
    places: BTreeMap<u32, u32>,
    /// By component: the place of a leaf; the target has [`TARGET`].
    leaves: &'n BTreeMap<u32, u32>,
    target: Option<u32>,
}

/// A vertex of a drawing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vertex {
    Leaf(u32),
    Target,
    Hub(u32),
}

/// The component number of the outside world.
const CLIENTS: u32 = u32::MAX;

impl Compiler<'_> {
    /// Draws the heartbeat plane of a cluster, if anything carries it; returns whether something does.
    pub(super) fn heartbeat(&mut self, k: u32, members: &[u32]) -> bool {
        let net = self.draw(Plane::Heartbeat, members, None);
        let wired = !net.ports.is_empty() || !net.hops.is_empty();
        if wired {
            self.add_net(Carries::Heartbeat(k), net);
        }
        wired
    }

    /// Draws the storage plane between the members of a cluster that keep copies of its data, if anything
    /// carries it.
    pub(super) fn replication(&mut self, k: u32, members: &[u32]) {
        let net = self.draw(Plane::Storage, members, None);
        if !net.ports.is_empty() || !net.hops.is_empty() {
            self.add_net(Carries::Replication(k), net);
        }
    }

    /// Draws the storage plane between a cluster and its disk, if anything leads to that.
    pub(super) fn storage(&mut self, k: u32, members: &[u32], disk: u32) {
        let net = self.draw(Plane::Storage, members, Some(disk));
        if leads_to_target(&net) {
            self.add_net(Carries::Storage(k), net);
        }
    }

    /// Draws the plane between a cluster and what decides for it, if anything carries that: heartbeats
    /// take declared paths only as soon as a member or the arbiter has one, and storage traffic as soon as
    /// one leads to the disk.
    pub(super) fn path_to(
        &mut self,
        k: u32,
        target: u32,
        members: &[u32],
        component: u32,
        plane: Plane,
        wired: bool,
    ) {
        let net = self.draw(plane, members, Some(component));
        let carried = match plane {
            Plane::Heartbeat => wired || !net.ports.is_empty() || !net.directs.is_empty(),
            _ => leads_to_target(&net),
        };
        if carried {
            self.add_net(Carries::Arbiter(k, target), net);
        }
    }

    /// Draws the client plane between each instance of a balancer and its members, if anything joins one
    /// with one; returns whether something does.
    pub(super) fn forwarding(&mut self, b: u32, instances: Range<u32>, members: &[u32]) -> bool {
        let draw = |instance| self.draw(Plane::Client, members, Some(instance));
        let nets: Vec<Net> = instances.map(draw).collect();
        if nets.iter().all(|net| reached_when_up(net).is_empty()) {
            return false;
        }
        for (instance, net) in nets.into_iter().enumerate() {
            self.add_net(Carries::Balancer(b, instance as u32), net);
        }
        true
    }

    /// Draws the client plane to all nodes and load balancers, if anything leads to the outside world.
    ///
    /// A node that no path joins to it, even with everything up, is not asked for one: nobody comes to
    /// it from outside. To what a balancer forwards to, clients come through that.
    pub(super) fn clients(&mut self) {
        let is_end = |c: &u32| {
            matches!(self.names.components[*c as usize].kind, Kind::Node | Kind::LoadBalancer)
        };
        let ends: Vec<u32> = (0..self.model.components.len() as u32).filter(is_end).collect();
        let net = self.draw(Plane::Client, &ends, Some(CLIENTS));
        let mut direct = Bits::none(self.model.components.len());
        if leads_to_target(&net) {
            self.outside(net, &ends, &mut direct);
        }
        let wired: Vec<usize> =
            (0..self.model.balancers.len()).filter(|b| self.model.balancers[*b].wired).collect();
        for b in &wired {
            for member in self.model.balancers[*b].members.clone() {
                self.model.components[member as usize].asks_clients = true;
            }
        }
        if !wired.is_empty() {
            self.model.direct = direct;
        }
    }

    /// Adds the client plane from the outside world; whoever that reaches with everything up is asked for it.
    fn outside(&mut self, mut net: Net, ends: &[u32], direct: &mut Bits) {
        // Leaves are shared by all here: they are known by component.
        for leaf in net.ports.iter_mut().map(|port| &mut port.leaf) {
            *leaf = if *leaf == TARGET { TARGET } else { ends[*leaf as usize] };
        }
        for path in &mut net.directs {
            path.leaf = ends[path.leaf as usize];
        }
        for end in reached_when_up(&net) {
            self.model.components[end as usize].asks_clients = true;
            direct.add(end as usize);
        }
        self.add_net(Carries::Clients, net);
    }

    /// Draws the client plane to the domain where a cluster goes on after a disaster, if anything leads there
    /// from the outside world with everything up; otherwise it is perfect.
    pub(super) fn path_from_clients(&mut self, k: u32, domain: u32) {
        let net = self.draw(Plane::Client, &[domain], Some(CLIENTS));
        if !reached_when_up(&net).is_empty() {
            self.add_net(Carries::Recovery(k), net);
        }
    }

    fn add_net(&mut self, carries: Carries, net: Net) {
        let id = self.model.nets.len() as u32;
        let links = net.trunks.iter().map(|x| x.link).chain(net.ports.iter().map(|x| x.link));
        let links = links.chain(net.hops.iter().map(|x| x.link));
        let links = links.chain(net.directs.iter().map(|x| x.link));
        for c in links.chain(net.hubs.iter().copied()).filter(|c| *c != PERFECT) {
            let nets = &mut self.model.components[c as usize].nets;
            if nets.last() != Some(&id) {
                nets.push(id);
            }
        }
        self.model.nets.push((carries, net));
    }

    /// Returns what links and switches join on a plane.
    fn joints(&self, plane: Plane) -> Vec<Joint<'_>> {
        let mut joints = Vec::new();
        for (name, link) in self.scenario.links.iter().filter(|(_, l)| l.carries.contains(&plane)) {
            let [a, b] = &link.between;
            let links = self.names.components_of(name, Kind::Link);
            joints.push(Joint { links, a: End::Named(a), b: End::Named(b) });
        }
        for (name, switch) in &self.scenario.switches {
            if !switch.carries.contains(&plane) {
                continue;
            }
            for own in self.names.components_of(name, Kind::Switch) {
                let plugged = switch.connects.iter().map(|end| (End::Hub(own), End::Named(end)));
                joints.extend(plugged.map(|(a, b)| Joint { links: 0..0, a, b }));
            }
        }
        joints
    }

    /// Draws one plane of the network as these leaves see it.
    fn draw(&self, plane: Plane, leaves: &[u32], target: Option<u32>) -> Net {
        let leaves: BTreeMap<u32, u32> = leaves.iter().copied().zip(0..).collect();
        let mut drawing =
            Drawing { net: Net::default(), places: BTreeMap::new(), leaves: &leaves, target };
        let mut domains = Vec::new();
        for joint in self.joints(plane) {
            let (a, b) = (self.vertices(&joint.a), self.vertices(&joint.b));
            domains.extend(
                a.iter().chain(&b).copied().filter(|c| self.kind(*c) == Some(Kind::Domain)),
            );
            drawing.join(self, &joint, &a, &b);
        }
        // Everything in a domain that is an end is joined to it.
        domains.sort_unstable();
        domains.dedup();
        for domain in domains {
            for c in self.within(domain) {
                let joint = Joint { links: 0..0, a: End::Hub(0), b: End::Hub(0) };
                drawing.join(self, &joint, &[domain], &[c]);
            }
        }
        drawing.net
    }

    fn kind(&self, c: u32) -> Option<Kind> {
        (c != CLIENTS).then(|| self.names.components[c as usize].kind)
    }

    /// Returns the components at an end.
    fn vertices(&self, end: &End) -> Vec<u32> {
        match end {
            End::Hub(c) => vec![*c as u32],
            End::Named(r) if r.name == "clients" => vec![CLIENTS],
            End::Named(r) => self.components_named(&r.name).map(|c| c as u32).collect(),
        }
    }

    /// Returns everything that stands in a domain, at any depth.
    fn within(&self, domain: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut open = vec![domain];
        while let Some(next) = open.pop() {
            for c in &self.model.components[next as usize].inside {
                found.push(*c);
                open.push(*c);
            }
        }
        found.sort_unstable();
        found
    }
}

impl Drawing<'_> {
    /// Returns what a component is here; `None` if no path of these leaves can use it.
    fn vertex(&mut self, compiler: &Compiler, c: u32) -> Option<Vertex> {
        if Some(c) == self.target {
            return Some(Vertex::Target);
        }
        if let Some(leaf) = self.leaves.get(&c) {
            return Some(Vertex::Leaf(*leaf));
        }
        if !matches!(compiler.kind(c), Some(Kind::Switch | Kind::Domain)) {
            return None;
        }
        let next = self.net.hubs.len() as u32;
        let place = *self.places.entry(c).or_insert(next);
        if place == next {
            self.net.hubs.push(c);
        }
        Some(Vertex::Hub(place))
    }

    /// Joins everything at one end of a joint to everything at the other.
    fn join(&mut self, compiler: &Compiler, joint: &Joint, a: &[u32], b: &[u32]) {
        let mut ends = |list: &[u32]| -> Vec<Vertex> {
            list.iter().filter_map(|c| self.vertex(compiler, *c)).collect()
        };
        let (a, b) = (ends(a), ends(b));
        let perfect = joint.links.is_empty();
        let links: Vec<u32> =
            if perfect { vec![PERFECT] } else { joint.links.clone().map(|c| c as u32).collect() };
        for link in links {
            let (x, y) = (members(&a), members(&b));
            // A pair needs two different members, one at each end.
            if self.target.is_none() && x != 0 && y != 0 && (x | y).count_ones() > 1 {
                self.net.hops.push(Hop { link, a: x, b: y });
            }
            for (x, y) in a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y))) {
                self.edge(link, x, y);
            }
        }
    }

    fn edge(&mut self, link: u32, x: Vertex, y: Vertex) {
        match (x, y) {
            (Vertex::Hub(a), Vertex::Hub(b)) if a != b => {
                self.net.trunks.push(Trunk { link, a, b });
            }
            (Vertex::Leaf(leaf), Vertex::Hub(hub)) | (Vertex::Hub(hub), Vertex::Leaf(leaf)) => {
                self.net.ports.push(Port { link, leaf, hub });
            }
            (Vertex::Target, Vertex::Hub(hub)) | (Vertex::Hub(hub), Vertex::Target) => {
                self.net.ports.push(Port { link, leaf: TARGET, hub });
            }
            (Vertex::Target, Vertex::Leaf(leaf)) | (Vertex::Leaf(leaf), Vertex::Target) => {
                self.net.directs.push(Direct { link, leaf });
            }
            _ => {}
        }
    }
}

/// Returns the leaves at an end as members of a cluster.
fn members(end: &[Vertex]) -> Members {
    let bit = |v: &Vertex| match v {
        Vertex::Leaf(leaf) if *leaf < 64 => 1 << leaf,
        _ => 0,
    };
    end.iter().map(bit).fold(0, |all: Members, bit| all | bit)
}

fn leads_to_target(net: &Net) -> bool {
    !net.directs.is_empty() || net.ports.iter().any(|port| port.leaf == TARGET)
}

/// Returns the leaves that the target reaches with everything up.
fn reached_when_up(net: &Net) -> Vec<u32> {
    let mut reached = vec![false; net.hubs.len()];
    for port in net.ports.iter().filter(|port| port.leaf == TARGET) {
        reached[port.hub as usize] = true;
    }
    let mut grows = true;
    while grows {
        grows = false;
        for trunk in &net.trunks {
            let (a, b) = (trunk.a as usize, trunk.b as usize);
            if reached[a] != reached[b] {
                (reached[a], reached[b], grows) = (true, true, true);
            }
        }
    }
    let at_hub = net.ports.iter().filter(|p| p.leaf != TARGET && reached[p.hub as usize]);
    at_hub.map(|port| port.leaf).chain(net.directs.iter().map(|d| d.leaf)).collect()
}
