//! The compiled scenario: dense indices, the table of activities, the network, needs expressions.
//!
//! Names, units, optional fields and defaults end here. [`compile`] turns a checked scenario, once, into
//! flat tables; after that no string and no map is touched while a history runs.

mod activity;
mod bits;
mod cluster;
mod compile;
mod needs;

pub use activity::{Act, Activity, Class, Coin, What};
pub use bits::{Bits, ones};
pub use cluster::{Cluster, Hop, Members, ShotSlots};
pub use compile::compile;
pub use needs::{Child, Condition, Needs, Parent};

use crate::engine::{Ns, Slot};
pub use crate::scenario::{Policy, Resolve};
use std::ops::Range;

/// Index of a cause in [`Model::causes`].
pub type CauseId = u32;

/// Index of a coin in [`Model::coins`].
pub type CoinId = u32;

/// A compiled scenario.
#[derive(Clone, Debug)]
pub struct Model {
    /// The scenario's name.
    pub name: String,
    /// What one trial simulates, in nanoseconds.
    pub horizon: Ns,
    /// Every node, disk and link.
    pub components: Vec<Component>,
    /// Every fault of every component.
    pub faults: Vec<Fault>,
    /// Every crew.
    pub crews: Vec<Crew>,
    /// Every cluster.
    pub clusters: Vec<Cluster>,
    /// The names of the services.
    pub services: Vec<String>,
    /// What the services need of components and clusters.
    pub needs: Needs,
    /// Everything that can ever be armed, by slot; ties fire in this order.
    pub activities: Vec<Activity>,
    /// The activities' names, by slot.
    pub activity_names: Vec<String>,
    /// How many lanes the activities share.
    pub lanes: usize,
    /// Every yes/no outcome.
    pub coins: Vec<Coin>,
    /// Everything that can bring a service down: the faults first, in their order.
    pub causes: Vec<Cause>,
}

/// A component.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its own name, such as `web-2`.
    pub name: String,
    /// Its faults.
    pub faults: Range<usize>,
    /// Its reboot, if anything can make it reboot.
    pub reboot: Option<Slot>,
    /// The clusters that react when it changes.
    pub clusters: Vec<u32>,
}

/// A fault of one component.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Whose fault it is.
    pub component: u32,
    /// It strikes.
    pub fail: Slot,
    /// It is repaired.
    pub repair: Slot,
    /// Its crew arrives, if it has one with a response time.
    pub respond: Option<Slot>,
    /// Who repairs it.
    pub crew: Option<u32>,
    /// Whether it is the only fault of its component.
    pub alone: bool,
}

/// A crew.
#[derive(Clone, Debug)]
pub struct Crew {
    /// How many repairs at a time.
    pub size: u32,
}

/// What can bring a service down.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its name in results, such as `web.failure`; the members of a group share it.
    pub name: String,
    /// The component that failed, if one did.
    pub component: Option<u32>,
}

impl Model {
    /// Returns the index of a part of the needs that is a cluster.
    #[inline]
    pub fn cluster_part(&self, cluster: usize) -> usize {
        self.components.len() + cluster
    }
}
