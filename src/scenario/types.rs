//! The types that are the JSON, with every default filled in.

use super::problem::Place;
use super::values::{Delay, Span};
use indexmap::IndexMap;

/// A name that points at something declared elsewhere in the scenario.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The name.
    pub name: String,
    /// Where it is written.
    pub place: Place,
}

/// What is declared under a name, in the order of the file.
pub type Map<T> = IndexMap<String, T>;

/// A whole scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name; the file's stem unless given.
    pub name: String,
    /// What it asks and answers, for people.
    pub description: Option<String>,
    /// What one trial simulates.
    pub horizon: Span,
    /// Defaults of the command line.
    pub simulation: Simulation,
    /// Machines.
    pub nodes: Map<Node>,
    /// Shared disks.
    pub disks: Map<Disk>,
    /// Links between nodes.
    pub links: Map<Link>,
    /// Repair crews.
    pub crews: Map<Crew>,
    /// Nodes that act together.
    pub clusters: Map<Cluster>,
    /// What users need.
    pub services: Map<Service>,
}

/// Defaults of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Simulation {
    /// How many trials.
    pub trials: u64,
    /// The seed of all streams.
    pub seed: u64,
}

/// What every component has.
#[derive(Clone, Debug)]
pub struct Common {
    /// Where the component is declared.
    pub place: Place,
    /// How many alike, if a number was given.
    pub count: Option<u32>,
    /// Its faults, by name.
    pub faults: Map<Fault>,
}

/// One way in which a component fails.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Up time from repair to the next failure.
    pub mtbf: Delay,
    /// Time to repair, from hands on.
    pub mttr: Delay,
    /// Who repairs it; `None` is unlimited repair.
    pub crew: Option<Reference>,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Node {
    /// Count and faults.
    pub common: Common,
    /// From power back to ready to join.
    pub reboot: Delay,
}

/// A disk that all members of a cluster share.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Count and faults.
    pub common: Common,
}

/// A link that carries heartbeats.
#[derive(Clone, Debug)]
pub struct Link {
    /// Count and faults.
    pub common: Common,
    /// Its two ends: nodes or node groups.
    pub between: [Reference; 2],
}

/// People who repair.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Where they are declared.
    pub place: Place,
    /// How many repairs at a time.
    pub size: u32,
    /// From a free member taking the call to hands on.
    pub response: Delay,
}

/// Nodes that act together under one policy: active/passive.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Where it is declared.
    pub place: Place,
    /// Nodes and node groups.
    pub members: Vec<Reference>,
    /// How many instances there are; each member holds at most one.
    pub active: u32,
    /// How many served instances make the cluster up.
    pub needs: u32,
    /// The shared disk, if the instance needs one.
    pub shared_disk: Option<Reference>,
    /// How long a member is silent before it is declared lost.
    pub detection: Delay,
    /// How long a returned member takes to be a member again.
    pub join: Delay,
    /// Who may act.
    pub quorum: Quorum,
    /// How lost members are made safe; `None` if they are not.
    pub fencing: Option<Fencing>,
    /// How an instance is started elsewhere.
    pub failover: Failover,
    /// How long an orderly stop takes.
    pub stop_time: Delay,
    /// What double service costs.
    pub split_brain: SplitBrain,
}

/// Who may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Everyone always.
    None,
    /// More than half of all votes.
    Majority,
    /// Each half of a pair by itself.
    TwoNode,
}

/// Quorum settings.
#[derive(Clone, Copy, Debug)]
pub struct Quorum {
    /// Who may act.
    pub policy: Policy,
    /// After a boot, only with all members present.
    pub wait_for_all: bool,
}

/// Fencing settings.
#[derive(Clone, Debug)]
pub struct Fencing {
    /// One attempt, from aiming to the victim being off.
    pub time: Delay,
    /// How often an attempt works.
    pub success: f64,
    /// From a failed attempt to the next.
    pub retry: Delay,
    /// Attempts before recovery is blocked.
    pub attempts: u32,
    /// From one attempt to the next while blocked.
    pub recheck: Delay,
    /// Added to shots at a member, by member or group.
    pub delay: Vec<(Reference, Span)>,
    /// A uniform part of this is added to every shot.
    pub random_delay: Span,
    /// The last part of an attempt, which nothing recalls.
    pub in_flight: Span,
    /// Until a person has made sure that the victim is off.
    pub manual: Delay,
}

/// Failover settings.
#[derive(Clone, Copy, Debug)]
pub struct Failover {
    /// How long a start elsewhere takes.
    pub time: Delay,
    /// How often it works.
    pub success: f64,
    /// Until a person has mended a failed start.
    pub manual: Delay,
}

/// What happens when the sides of a split brain meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// Both stop, one is started.
    Restart,
    /// The side that began first goes on.
    Keep,
}

/// Split brain settings.
#[derive(Clone, Copy, Debug)]
pub struct SplitBrain {
    /// How often shared data is damaged.
    pub corrupts: f64,
    /// The outage to mend it.
    pub repair: Delay,
    /// What happens when the sides meet.
    pub resolve: Resolve,
}

/// What users need.
#[derive(Clone, Debug)]
pub struct Service {
    /// Where it is declared.
    pub place: Place,
    /// What must hold for it to be up.
    pub needs: Need,
}

/// A condition of a service.
#[derive(Clone, Debug)]
pub enum Need {
    /// A cluster or a component (never a group of several).
    Name(Reference),
    /// All of these.
    All(Vec<Need>),
    /// At least one of these.
    Any(Vec<Need>),
    /// At least so many of these; a group counts as its members.
    AtLeast {
        /// How many.
        count: u32,
        /// Of what.
        of: Vec<Need>,
        /// Where it is written.
        place: Place,
    },
}
