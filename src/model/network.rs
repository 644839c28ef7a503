//! The network as those who use it see it: leaves, hubs that forward, and what joins them.

use super::Members;

/// No component: a perfect port.
pub const PERFECT: u32 = u32::MAX;

/// The leaf that is not a member: the disk, an arbiter, or the outside world.
pub const TARGET: u32 = u32::MAX;

/// A link between two hubs.
#[derive(Clone, Copy, Debug)]
pub struct Trunk {
    /// The link, or [`PERFECT`].
    pub link: u32,
    /// One hub.
    pub a: u32,
    /// The other hub.
    pub b: u32,
}

/// A link between a leaf and a hub.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// The link, or [`PERFECT`].
    pub link: u32,
    /// The leaf, or [`TARGET`].
    pub leaf: u32,
    /// The hub.
    pub hub: u32,
}

/// A link between members, without a hub.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// The link.
    pub link: u32,
    /// The members at one end.
    pub a: Members,
    /// The members at the other end.
    pub b: Members,
}

/// A link between a leaf and the target, without a hub.
#[derive(Clone, Copy, Debug)]
pub struct Direct {
    /// The link.
    pub link: u32,
    /// The leaf.
    pub leaf: u32,
}

/// One plane of the network as some leaves see it.
///
/// Leaves end a path; hubs (switches and domains) forward while they are up. Leaves are members of a
/// cluster by their place in it, or nodes by component where all of them share a net.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// The hubs, by component.
    pub hubs: Vec<u32>,
    /// What joins hubs.
    pub trunks: Vec<Trunk>,
    /// What joins leaves and hubs.
    pub ports: Vec<Port>,
    /// What joins members of a cluster.
    pub hops: Vec<Hop>,
    /// What joins leaves and the target.
    pub directs: Vec<Direct>,
}

/// Whose net it is and what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// The heartbeats of this cluster.
    Heartbeat(u32),
    /// The storage traffic of this cluster.
    Storage(u32),
    /// What keeps the copies of this cluster's data up.
    Replication(u32),
    /// From this cluster to one of its arbiters.
    Arbiter(u32, u32),
    /// From the outside world to the domain where this cluster goes on after a disaster.
    Recovery(u32),
    /// From the outside world to all nodes and load balancers.
    Clients,
    /// From one instance of this balancer to its members.
    Balancer(u32, u32),
}
