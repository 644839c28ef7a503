//! Who reaches whom: paths over links and switches that are up, and the groups of a cluster.

use super::door::Door;
use super::service::part_changed;
use super::state::{ClusterState, Health};
use super::unsettled::World;
use crate::model::{Bits, Carries, Cluster, Members, Model, Net, PERFECT, Policy, TARGET, ones};

/// Where paths are traced: by hub, the lowest hub that it is joined with, and who is joined to that.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    roots: Vec<u32>,
    masks: Vec<Members>,
    targets: Vec<bool>,
    /// By component: whether clients reach it.
    reached: Bits,
}

impl Scratch {
    pub(super) fn new(model: &Model) -> Scratch {
        let most = model.nets.iter().map(|(_, net)| net.hubs.len()).max().unwrap_or(0);
        Scratch {
            roots: vec![0; most],
            masks: vec![0; most],
            targets: vec![false; most],
            reached: Bits::none(model.components.len()),
        }
    }

    fn root(&self, mut hub: u32) -> u32 {
        while self.roots[hub as usize] != hub {
            hub = self.roots[hub as usize];
        }
        hub
    }

    /// Joins the hubs that trunks which are up join.
    fn join_hubs(&mut self, net: &Net, health: &Health) {
        for (hub, root) in self.roots[..net.hubs.len()].iter_mut().enumerate() {
            *root = hub as u32;
        }
        for trunk in &net.trunks {
            let hubs_up = [trunk.a, trunk.b].iter().all(|hub| hub_is_up(net, health, *hub));
            if hubs_up && link_is_up(health, trunk.link) {
                let (a, b) = (self.root(trunk.a), self.root(trunk.b));
                self.roots[a.max(b) as usize] = a.min(b);
            }
        }
    }
}

fn link_is_up(health: &Health, link: u32) -> bool {
    link == PERFECT || health.is_up(link as usize)
}

fn hub_is_up(net: &Net, health: &Health, hub: u32) -> bool {
    health.is_up(net.hubs[hub as usize] as usize)
}

/// Traces the paths of one plane anew.
pub(super) fn trace(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let (carries, net) = &model.nets[id];
    world.scratch.join_hubs(net, &world.state.health);
    match *carries {
        Carries::Heartbeat(k) => {
            let (scratch, health) = (&mut world.scratch, &world.state.health);
            trace_members(net, health, scratch, &mut world.state.clusters[k as usize].heard);
            world.retraced.add(k as usize);
            world.touched.add(k as usize);
        }
        Carries::Storage(k) => {
            let mut storage = 0;
            reach(net, &world.state.health, &mut world.scratch, |leaf| storage |= 1 << leaf);
            world.state.clusters[k as usize].storage = storage;
            world.touched.add(k as usize);
        }
        Carries::Replication(k) => {
            let (scratch, health) = (&mut world.scratch, &world.state.health);
            let linked = &mut world.state.clusters[k as usize].copies.linked;
            trace_members(net, health, scratch, linked);
            world.retraced.add(k as usize);
            world.touched.add(k as usize);
        }
        Carries::Arbiter(k, target) => {
            let mut path = model.clusters[k as usize].arbiters[target as usize].own;
            reach(net, &world.state.health, &mut world.scratch, |leaf| path |= 1 << leaf);
            world.state.clusters[k as usize].paths[target as usize] = path;
            world.touched.add(k as usize);
        }
        Carries::Recovery(k) => {
            let mut reached = false;
            reach(net, &world.state.health, &mut world.scratch, |_| reached = true);
            world.state.clusters[k as usize].recovery.reached = reached;
            world.touched.add(k as usize);
        }
        Carries::Clients => trace_clients(model, world, door, net),
        Carries::Balancer(b, instance) => trace_forwarding(model, world, net, b as usize, instance),
    }
}

/// Finds for each member whom it reaches.
fn trace_members(net: &Net, health: &Health, scratch: &mut Scratch, heard: &mut [Members]) {
    let up = |link| link_is_up(health, link);
    scratch.masks.fill(0);
    let ports = || net.ports.iter().filter(|p| up(p.link) && hub_is_up(net, health, p.hub));
    for port in ports() {
        let root = scratch.root(port.hub) as usize;
        scratch.masks[root] |= 1 << port.leaf;
    }
    for (m, heard) in heard.iter_mut().enumerate() {
        *heard = 1 << m;
    }
    for port in ports() {
        heard[port.leaf as usize] |= scratch.masks[scratch.root(port.hub) as usize];
    }
    for hop in net.hops.iter().filter(|hop| up(hop.link)) {
        for m in ones(hop.a) {
            heard[m] |= hop.b;
        }
        for m in ones(hop.b) {
            heard[m] |= hop.a;
        }
    }
}

/// Calls `found` for every leaf that the target reaches, some more than once.
fn reach(net: &Net, health: &Health, scratch: &mut Scratch, mut found: impl FnMut(u32)) {
    scratch.targets.fill(false);
    let works = |link, hub| link_is_up(health, link) && hub_is_up(net, health, hub);
    for port in net.ports.iter().filter(|p| p.leaf == TARGET && works(p.link, p.hub)) {
        let root = scratch.root(port.hub) as usize;
        scratch.targets[root] = true;
    }
    for port in net.ports.iter().filter(|p| p.leaf != TARGET && works(p.link, p.hub)) {
        if scratch.targets[scratch.root(port.hub) as usize] {
            found(port.leaf);
        }
    }
    for direct in net.directs.iter().filter(|direct| link_is_up(health, direct.link)) {
        found(direct.leaf);
    }
}

/// Finds whom clients reach without a balancer.
fn trace_clients(model: &Model, world: &mut World, door: &mut impl Door, net: &Net) {
    let mut reached = std::mem::take(&mut world.scratch.reached);
    reached.clear();
    reach(net, &world.state.health, &mut world.scratch, |c| reached.add(c as usize));
    if model.forwards() {
        world.state.direct.clone_from(&reached);
        world.readdressed = true;
    } else {
        tell(model, world, door, &reached);
    }
    world.scratch.reached = reached;
}

/// Finds which members an instance of a balancer reaches; its checks see that.
fn trace_forwarding(model: &Model, world: &mut World, net: &Net, b: usize, instance: u32) {
    let mut reached = std::mem::take(&mut world.scratch.reached);
    reached.clear();
    reach(net, &world.state.health, &mut world.scratch, |leaf| reached.add(leaf as usize));
    for (place, check) in model.balancers[b].checks(instance).enumerate() {
        let is_reached = reached.has(place);
        if world.state.checks.reach.has(check) == is_reached {
            continue;
        }
        if is_reached {
            world.state.checks.reach.add(check);
        } else {
            world.state.checks.reach.remove(check);
        }
        world.probed.add(check);
        world.readdressed = true;
    }
    world.scratch.reached = reached;
}

/// Finds whom clients reach now that addresses, or the paths to or from balancers, have changed: whom they
/// reach without one, and what the holders of addresses forward to.
pub(super) fn forward(model: &Model, world: &mut World, door: &mut impl Door) {
    let mut reached = std::mem::take(&mut world.scratch.reached);
    let state = &world.state;
    reached.clone_from(&state.direct);
    for (balancer, own) in model.balancers.iter().zip(&state.balancers) {
        let Some(c) = balancer.instances.clone().nth(own.holder as usize) else { continue };
        let c = c as usize;
        let is_reached = !model.components[c].asks_clients || state.direct.has(c);
        if balancer.wired && is_reached && state.health.is_up(c) {
            let paths = balancer.checks(own.holder).zip(&balancer.members);
            let open = paths.filter(|(check, _)| state.checks.reach.has(*check));
            open.for_each(|(_, member)| reached.add(*member as usize));
        }
    }
    tell(model, world, door, &reached);
    world.scratch.reached = reached;
}

/// Lets services, clusters and balancers react to whom clients reach now.
fn tell(model: &Model, world: &mut World, door: &mut impl Door, reached: &Bits) {
    let asked = model.components.iter().enumerate().filter(|(_, c)| c.asks_clients);
    for (c, component) in asked {
        let is_reached = reached.has(c);
        if world.state.clients.has(c) == is_reached {
            continue;
        }
        if is_reached {
            world.state.clients.add(c);
        } else {
            world.state.clients.remove(c);
        }
        world.shifted = true;
        if world.state.health.is_up(c) {
            part_changed(model, world, door, c, is_reached);
        }
        for &k in &component.clusters {
            let k = k as usize;
            let place = model.clusters[k].members.iter().position(|m| *m as usize == c);
            if let Some(m) = place {
                world.state.clusters[k].clients ^= 1 << m;
                world.touched.add(k);
            }
        }
        if let Some(b) = component.balancer {
            world.balanced.add(b as usize);
        }
    }
}

/// Puts every live member into the first group of which it hears every member, in the order of their
/// declaration. Those who reach the cluster that keeps their lock see each other in it. Where every member
/// writes its own copy, who cannot replicate to each other cannot work together either.
pub(super) fn regroup(cluster: &Cluster, state: &mut ClusterState) {
    let together = cluster.shares && cluster.replicates();
    let locked = match cluster.policy {
        Policy::External(_) if !together => state.live & state.reach,
        _ => 0,
    };
    let live = state.live & !locked;
    for (member, group) in state.groups.iter_mut().enumerate() {
        let own = 1 << member;
        *group = if locked & own != 0 {
            locked
        } else if live & own != 0 && state.heard.is_empty() && !together {
            live
        } else {
            0
        };
    }
    if state.heard.is_empty() && !together {
        return;
    }
    for member in ones(live) {
        let heard = state.heard.get(member).copied().unwrap_or(Members::MAX);
        let heard = if together { heard & state.copies.linked[member] } else { heard };
        let own = 1 << member;
        let earlier = live & (own - 1);
        let fits = ones(earlier)
            .map(|m| (m, state.groups[m]))
            .find(|(m, group)| group.trailing_zeros() as usize == *m && group & !heard == 0);
        let group = fits.map_or(0, |(_, group)| group) | own;
        for m in ones(group) {
            state.groups[m] = group;
        }
    }
}
