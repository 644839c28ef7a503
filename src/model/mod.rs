//! The compiled scenario: dense indices, the table of activities, the network, needs expressions.
//!
//! Names, units, optional fields and defaults end here. [`compile`] turns a checked scenario, once, into
//! flat tables; after that no string and no map is touched while a history runs.

mod activity;
mod array;
mod balancer;
mod bits;
mod cluster;
mod compile;
mod load;
mod maintenance;
mod needs;
mod network;
mod possible;
mod recovery;
mod repair;
mod sla;

pub use activity::{Act, Activity, Age, Amount, Class, Coin, What};
pub use array::{Array, Redundancy};
pub use balancer::{Balancer, Check};
pub use bits::{Bits, ones};
pub use cluster::{Arbiter, Cluster, CopyPolicy, Members, Policy, ShotSlots};
pub use compile::compile;
pub use load::{HourKind, Load, Member, Seat, Sessions, Store, UNASKED, Way};
pub use maintenance::{Maintenance, Work};
pub use needs::{Child, Condition, Needs, Parent};
pub use network::{Carries, Direct, Hop, Net, PERFECT, Port, TARGET, Trunk};
pub use recovery::Recovery;
pub use repair::{Crew, Effect, Fault, Incident, Shock, Spare};
pub use sla::{Periods, Sla, Tier};

use crate::engine::{Ns, Slot};
pub use crate::scenario::{Kind, OnLoss, Resolve};
use std::ops::Range;

/// Index of a cause in [`Model::causes`].
pub type CauseId = u32;

/// Index of a coin in [`Model::coins`].
pub type CoinId = u32;

/// Index of an amount in [`Model::amounts`].
pub type AmountId = u32;

/// A compiled scenario.
#[derive(Clone, Debug)]
pub struct Model {
    /// The scenario's name.
    pub name: String,
    /// What one trial simulates before it is measured, in nanoseconds.
    pub warmup: Ns,
    /// What one trial measures, in nanoseconds.
    pub horizon: Ns,
    /// Every domain, node, disk and array of disks, switch, link and load balancer.
    pub components: Vec<Component>,
    /// Every fault of every component, and what shocks and the script do to it.
    pub faults: Vec<Fault>,
    /// Every crew.
    pub crews: Vec<Crew>,
    /// Every kind of spare parts.
    pub spares: Vec<Spare>,
    /// Every shock.
    pub shocks: Vec<Shock>,
    /// What happens at set times.
    pub incidents: Vec<Incident>,
    /// All planned work.
    pub maintenance: Vec<Maintenance>,
    /// Every target of planned work, those of one maintenance together.
    pub works: Vec<Work>,
    /// Every plane of the network that is not perfect.
    pub nets: Vec<(Carries, Net)>,
    /// Every array of disks.
    pub arrays: Vec<Array>,
    /// Every cluster.
    pub clusters: Vec<Cluster>,
    /// Every group of load balancers.
    pub balancers: Vec<Balancer>,
    /// Every health check of every balancer.
    pub checks: Vec<Check>,
    /// By service: the way that requests to it take.
    pub ways: Vec<Way>,
    /// What is asked of whom.
    pub load: Load,
    /// Every service's sessions.
    pub sessions: Vec<Sessions>,
    /// Components that clients reach without a balancer, with everything up; empty if they reach nothing
    /// through one.
    pub direct: Bits,
    /// The names of the services.
    pub services: Vec<String>,
    /// By service: the periods that it is judged by.
    pub periods: Vec<Periods>,
    /// What the services need of components, clusters and balancers.
    pub needs: Needs,
    /// Everything that can ever be armed, by slot; ties fire in this order.
    pub activities: Vec<Activity>,
    /// The activities' names, by slot.
    pub activity_names: Vec<String>,
    /// How many lanes the activities share.
    pub lanes: usize,
    /// Every yes/no outcome.
    pub coins: Vec<Coin>,
    /// Everything that is drawn though it takes no time.
    pub amounts: Vec<Amount>,
    /// Everything that can bring a service down.
    pub causes: Vec<Cause>,
    /// Whether a member of a cluster wears less while it is passive.
    pub(super) wears: bool,
    /// Whether anything reacts to events but the services.
    pub(super) reacts: bool,
}

/// A component.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its own name, such as `web-2`.
    pub name: String,
    /// What kind it is.
    pub kind: Kind,
    /// Its faults.
    pub faults: Range<usize>,
    /// Its reboot, if anything can make it reboot.
    pub reboot: Option<Slot>,
    /// The domain that it stands in; of an attached disk its node.
    pub domain: Option<u32>,
    /// What goes down with it: what stands in a domain, and the disks that are attached to a node.
    pub inside: Vec<u32>,
    /// The array that it is a disk of.
    pub array: Option<u32>,
    /// The array that it is as a whole.
    pub whole: Option<u32>,
    /// How much it can do; infinite if anything.
    pub capacity: f64,
    /// Whether a fault may take some of its capacity.
    pub degrades: bool,
    /// How fast its failure clocks run while it is passive.
    pub standby_wear: f64,
    /// The planned work that is done on it, as indices of [`Model::works`].
    pub works: Vec<u32>,
    /// The clusters that react when it changes.
    pub clusters: Vec<u32>,
    /// The nets that it is a part of.
    pub nets: Vec<u32>,
    /// The group of load balancers that it is an instance of.
    pub balancer: Option<u32>,
    /// The health checks that are about it.
    pub checks: Vec<u32>,
    /// Which of those it is whose capacity matters; [`UNASKED`] if it is none.
    pub asked: u32,
    /// Whether its own state changes what becomes of a demand, or it may hold sessions.
    pub carries: bool,
    /// Whether it counts for services only while clients reach it.
    pub asks_clients: bool,
}

/// What can bring a service down.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its name in results, such as `web.failure`; the members of a group share it.
    pub name: String,
    /// The component that failed, if one did.
    pub component: Option<u32>,
    /// Whether somebody has planned it.
    pub planned: bool,
}

impl Model {
    /// Returns the index of a part of the needs that is a cluster.
    #[inline]
    pub fn cluster_part(&self, cluster: usize) -> usize {
        self.components.len() + cluster
    }

    /// Returns the index of a part of the needs that is a group of load balancers.
    #[inline]
    pub fn balancer_part(&self, balancer: usize) -> usize {
        self.components.len() + self.clusters.len() + balancer
    }

    /// Whether there are load balancers.
    #[inline]
    pub fn balances(&self) -> bool {
        !self.balancers.is_empty()
    }

    /// Whether clients reach anything through a load balancer.
    #[inline]
    pub fn forwards(&self) -> bool {
        !self.direct.words().is_empty()
    }

    /// Whether requests to a service may get no answer while it is up, or matter more at some hours than at
    /// others.
    pub fn loses_requests(&self, service: usize) -> bool {
        self.load.asks.get(service) == Some(&true) || self.ways[service].is_balanced()
    }

    /// Whether it matters who carries how much, or who holds sessions.
    #[inline]
    pub fn carries(&self) -> bool {
        self.load.is_any() || !self.sessions.is_empty()
    }

    /// Whether what members do changes how fast they fail.
    #[inline]
    pub fn wears(&self) -> bool {
        self.wears
    }

    /// Whether anything reacts to events but the services.
    #[inline]
    pub fn reacts(&self) -> bool {
        self.reacts
    }

    /// Finds whether anything reacts to events but the services.
    fn has_reactions(&self) -> bool {
        let parts_react = !self.clusters.is_empty() || !self.nets.is_empty();
        parts_react || !self.arrays.is_empty() || self.balances() || self.plans() || self.carries()
    }

    /// Whether any work is planned.
    #[inline]
    pub fn plans(&self) -> bool {
        !self.maintenance.is_empty()
    }
}
