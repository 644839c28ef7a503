//! Components and their faults.

use super::{Map, Reference};
use crate::scenario::problem::Place;
use crate::scenario::schema;
use crate::scenario::values::{Delay, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// What every component has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(transform = schema::common)]
pub struct Common {
    /// Where the component is declared.
    #[serde(skip)]
    pub place: Place,
    /// How many alike, if a number was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub count: Option<u32>,
    /// The failure domains it stands in, dealt round-robin over the members; empty if it stands in none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<schema::OneOrMany>")]
    pub domain: Vec<Reference>,
    /// Its faults, by name, those of its class included.
    #[schemars(schema_with = "schema::faults")]
    pub faults: Map<Fault>,
    /// What one such component costs a year, in whatever currency; of an array what one disk costs. It changes
    /// nothing that happens: it is summed up for you to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = 0), range(min = 0, max = 1e12))]
    pub cost: Option<f64>,
}

/// What a fault does to its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// A node goes down.
    Crash,
    /// A node is alive but silent, and comes back believing that nothing happened.
    Hang,
    /// What a node runs dies, and the node lives.
    Process,
    /// A node does less than its `capacity`, and does not go down.
    Degrade,
    /// A disk cannot be used; its data are intact.
    Unavailable,
    /// A disk's data are destroyed.
    Loss,
    /// A link, switch, load balancer or domain does not work.
    Down,
}

/// How old a component is after a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repaired {
    /// As good as new.
    Renew,
    /// As old as it was.
    Minimal,
}

/// How old a component is at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Age {
    /// New.
    New,
    /// So old.
    Given(Span),
    /// As old as one is found at a moment long after it was installed.
    Steady,
}

/// When a failure clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum While {
    /// Only while the component is not off.
    Operating,
    /// Always.
    Always,
}

/// One way in which a component fails.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::fault)]
pub struct Fault {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// Up time from repair to the next failure.
    pub mtbf: Delay,
    /// Time to repair, from hands on; never for a dead process, which the cluster restarts.
    #[serde(skip_serializing_if = "Delay::is_never")]
    pub mttr: Delay,
    /// What it does.
    #[schemars(with = "Option<Effect>")]
    pub effect: Effect,
    /// Of its node's `capacity`, what is left while it stands; for the effect `degrade`, which needs it.
    /// Several that stand at the same time multiply. It is a failure of its node, but no downtime; a crash
    /// does not end it, its repair does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Share>")]
    pub capacity: Option<f64>,
    /// How old the component is after its repair.
    #[schemars(extend("default" = "renew"))]
    pub repair: Repaired,
    /// How old the component is at the start.
    #[schemars(extend("default" = "new"))]
    pub age: Age,
    /// When its clock runs.
    #[schemars(extend("default" = "operating"))]
    #[serde(rename = "while")]
    pub runs: While,
    /// Who repairs it; without it whoever is needed is there at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crew: Option<Reference>,
    /// The part that a repair takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spare: Option<Reference>,
}

/// A failure domain: what goes down together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::domain)]
pub struct Domain {
    /// Count and faults; it stands in no domain but in its parent.
    #[serde(flatten)]
    pub common: Common,
    /// The domain around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Reference>,
}

/// A machine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::node)]
pub struct Node {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// Its votes in a quorum.
    #[schemars(extend("default" = 1), range(max = 1000))]
    pub votes: u32,
    /// From power back to ready to join.
    #[schemars(extend("default" = "2m"))]
    pub reboot: Delay,
    /// How much it can do, in the unit of the services' `demand`; anything unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1e12))]
    pub capacity: Option<f64>,
    /// How fast its failure clocks run while it is passive, from 0 to 1.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub standby_wear: f64,
}

/// A disk, an array of disks, or disks that are attached to nodes.
///
/// A disk that is attached to nothing is shared: all members of a cluster reach it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::disk)]
pub struct Disk {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// The `count` disks are one array. Its name means the whole array, in `needs`, as storage or witness and
    /// at an end of a link, and its disks are `raid-1`, `raid-2` and so on; a shock or the script that hits it
    /// hits every disk. A domain is that of a disk; a list of them is dealt over the disks. Unless they say
    /// so, faults and hits of a disk in an array are a `loss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<Array>,
    /// A node, or a group of nodes, each of which has such a disk of its own, or a set of `count` of them, or
    /// an array: `data@db-1`, with a count `data-1@db-1` and so on. It stands where its node stands. While the
    /// node is down it cannot be used, and counts as down by name too, but its data are intact and what is
    /// repaired goes on; a node that hangs keeps its disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_to: Option<Reference>,
}

/// How the disks of an array stand in for one another.
///
/// A disk is whole until its data are lost, and again when it has been replaced, in the `mttr` of its fault,
/// and rebuilt. The array is up while no more disks than it tolerates are not whole or not available. When
/// more than those are not whole together, its data are lost: it is down until every disk has been replaced,
/// and then for `restore`. Only that counts as a failure of the array, and as a data loss of every cluster
/// whose data it holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::array)]
pub struct Array {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// How many of its disks can be lost together: 1 for RAID 5, 2 for RAID 6, all but one for a mirror.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 99_999))]
    pub tolerates: Option<u32>,
    /// Disks 1 and 2, 3 and 4 and so on are mirrors of each other, and of each pair one can be lost (RAID 10);
    /// given instead of `tolerates`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(extend("default" = false))]
    pub mirrored_pairs: bool,
    /// From the replacement of a disk until it is whole; it stands still while the disk or the array is not up.
    /// Each disk is rebuilt by itself, and may fail meanwhile.
    pub rebuild: Delay,
    /// How lost data come back from a backup, onto all disks: it makes each of them whole, and includes bringing
    /// the service up. It begins when the last lost disk has been replaced, stands still while a disk is
    /// unavailable, and begins anew when one is lost.
    pub restore: Delay,
}

/// Kinds of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Plane {
    /// Between members of a cluster.
    Heartbeat,
    /// From the outside world to whoever serves.
    Client,
    /// From members to their disks.
    Storage,
}

/// A link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::link)]
pub struct Link {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// Its two ends: nodes, groups, switches, disks, load balancers, domains or `clients`.
    pub between: [Reference; 2],
    /// What it carries.
    #[schemars(extend("default" = serde_json::json!(["heartbeat", "client", "storage"])), length(min = 1))]
    pub carries: Vec<Plane>,
}

/// A switch: it joins its ends by perfect ports.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::switch)]
pub struct Switch {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// What is plugged into it: as the ends of a link.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Reference>>")]
    pub connects: Vec<Reference>,
    /// What it carries.
    #[schemars(extend("default" = serde_json::json!(["heartbeat", "client", "storage"])), length(min = 1))]
    pub carries: Vec<Plane>,
}
