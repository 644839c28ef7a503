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
    /// What one trial simulates and measures.
    pub horizon: Span,
    /// What is simulated before that, and not measured.
    pub warmup: Span,
    /// Defaults of the command line.
    pub simulation: Simulation,
    /// Failure domains: sites, racks, power feeds.
    pub domains: Map<Domain>,
    /// Machines.
    pub nodes: Map<Node>,
    /// Switches.
    pub switches: Map<Switch>,
    /// Links.
    pub links: Map<Link>,
    /// Shared disks.
    pub disks: Map<Disk>,
    /// Repair crews.
    pub crews: Map<Crew>,
    /// Spare parts.
    pub spares: Map<Spare>,
    /// Nodes that act together.
    pub clusters: Map<Cluster>,
    /// What users need.
    pub services: Map<Service>,
    /// Events that hit many components at once.
    pub shocks: Map<Shock>,
    /// What happens at set times in every trial.
    pub script: Vec<Incident>,
}

/// Defaults of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Simulation {
    /// How many trials.
    pub trials: u64,
    /// The seed of all streams.
    pub seed: u64,
    /// Stop when the interval of the expected downtime is this narrow, relative to it on either side.
    pub precision: Option<f64>,
}

/// What every component has.
#[derive(Clone, Debug)]
pub struct Common {
    /// Where the component is declared.
    pub place: Place,
    /// How many alike, if a number was given.
    pub count: Option<u32>,
    /// The failure domains it stands in, dealt round-robin over the members; empty if it stands in none.
    pub domain: Vec<Reference>,
    /// Its faults, by name.
    pub faults: Map<Fault>,
}

/// What a fault does to its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A node goes down.
    Crash,
    /// A node is alive but silent, and comes back believing that nothing happened.
    Hang,
    /// A disk cannot be used; its data are intact.
    Unavailable,
    /// A disk's data are destroyed.
    Loss,
    /// A link, switch or domain does not work.
    Down,
}

/// How old a component is after a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum While {
    /// Only while the component is not off.
    Operating,
    /// Always.
    Always,
}

/// One way in which a component fails.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where it is declared.
    pub place: Place,
    /// Up time from repair to the next failure.
    pub mtbf: Delay,
    /// Time to repair, from hands on.
    pub mttr: Delay,
    /// What it does.
    pub effect: Effect,
    /// How old the component is after its repair.
    pub repair: Repaired,
    /// How old the component is at the start.
    pub age: Age,
    /// When its clock runs.
    pub runs: While,
    /// Who repairs it; `None` is unlimited repair.
    pub crew: Option<Reference>,
    /// The part that a repair takes.
    pub spare: Option<Reference>,
}

/// A failure domain: what goes down together.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Count and faults; it stands in no domain but in its parent.
    pub common: Common,
    /// The domain around it.
    pub within: Option<Reference>,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Node {
    /// Count, domain and faults.
    pub common: Common,
    /// Its votes in a quorum.
    pub votes: u32,
    /// From power back to ready to join.
    pub reboot: Delay,
    /// How fast its failure clocks run while it is passive, from 0 to 1.
    pub standby_wear: f64,
}

/// A disk that all members of a cluster share.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Count, domain and faults.
    pub common: Common,
}

/// Kinds of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// Between members of a cluster.
    Heartbeat,
    /// From the outside world to whoever serves.
    Client,
    /// From members to their disks.
    Storage,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// Count, domain and faults.
    pub common: Common,
    /// Its two ends: nodes, groups, switches, disks, domains or `clients`.
    pub between: [Reference; 2],
    /// What it carries.
    pub carries: Vec<Plane>,
}

/// A switch: it joins its ends by perfect ports.
#[derive(Clone, Debug)]
pub struct Switch {
    /// Count, domain and faults.
    pub common: Common,
    /// What is plugged into it: as the ends of a link.
    pub connects: Vec<Reference>,
    /// What it carries.
    pub carries: Vec<Plane>,
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
    /// When they take calls; `None` is always.
    pub hours: Option<Hours>,
    /// Whose call is taken first.
    pub order: Order,
}

/// Working hours; time 0 is Monday 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// By day of the week from Monday: whether they work.
    pub days: [bool; 7],
    /// When they begin, in minutes of the day.
    pub from_min: u32,
    /// When they end, in minutes of the day; after `from_min`, at most 1440.
    pub to_min: u32,
}

/// Whose call a free crew member takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// That of the fault that has waited longest.
    Fifo,
    /// Any.
    Random,
}

/// Spare parts: every repair that takes one orders the next when it is called for.
#[derive(Clone, Debug)]
pub struct Spare {
    /// Where they are declared.
    pub place: Place,
    /// How many there are at the start.
    pub stock: u32,
    /// From the order to the part.
    pub lead_time: Delay,
}

/// An event that hits many components at once.
#[derive(Clone, Debug)]
pub struct Shock {
    /// Where it is declared.
    pub place: Place,
    /// From one to the next.
    pub mtbf: Delay,
    /// Components and groups.
    pub hits: Vec<Reference>,
    /// How likely each of them is hit.
    pub probability: f64,
    /// Whether one draw decides for all of them.
    pub together: bool,
    /// What it does; `None` is what a fault of that kind of component does.
    pub effect: Option<Effect>,
    /// Time to repair, from hands on.
    pub mttr: Delay,
    /// Whether one repair mends all of them.
    pub repaired_together: bool,
    /// Who repairs it.
    pub crew: Option<Reference>,
    /// The part that each repair takes.
    pub spare: Option<Reference>,
}

/// Something that happens at a set time in every trial.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Where it is written.
    pub place: Place,
    /// When, from the start of what is measured.
    pub at: Span,
    /// Components and groups.
    pub hits: Vec<Reference>,
    /// What it does; `None` is what a fault of that kind of component does.
    pub effect: Option<Effect>,
    /// How long it lasts.
    pub lasts: Delay,
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
    /// When an instance goes back to an earlier-declared member; `None` is never.
    pub failback: Option<Failback>,
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

/// What the members of a group do that loses quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLoss {
    /// They stop what they run.
    Stop,
    /// They go on with what they run and take over nothing.
    Freeze,
    /// They act as if they had it.
    Ignore,
    /// A watchdog resets them.
    SelfFence,
}

/// Quorum settings.
#[derive(Clone, Copy, Debug)]
pub struct Quorum {
    /// Who may act.
    pub policy: Policy,
    /// What a group does that loses quorum.
    pub on_loss: OnLoss,
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
    /// Whether several members are shot at the same time.
    pub concurrent: bool,
    /// Whether an attempt fails that ends while the victim's domain is down.
    pub shares_power: bool,
    /// Added to shots at whoever holds an instance.
    pub protect_active: Span,
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
#[derive(Clone, Debug)]
pub struct Failover {
    /// How long a start elsewhere takes.
    pub time: Delay,
    /// How often it works.
    pub success: f64,
    /// Until a person has mended a failed start.
    pub manual: Delay,
}

/// Failback settings.
#[derive(Clone, Debug)]
pub struct Failback {
    /// How long the member must be back.
    pub after: Delay,
    /// How long the move takes; the service is lost meanwhile.
    pub time: Delay,
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
#[derive(Clone, Debug)]
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
