//! The types that are the JSON, with every default filled in.

use super::problem::Place;
use super::schema;
use super::values::{Delay, Span};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

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
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::scenario)]
pub struct Scenario {
    /// Its name; the file's stem unless given.
    #[schemars(with = "Option<String>")]
    pub name: String,
    /// What it asks and answers, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What one trial simulates and measures.
    #[schemars(extend("default" = "1y"))]
    pub horizon: Span,
    /// What is simulated before that, and not measured.
    #[schemars(extend("default" = "0s"))]
    pub warmup: Span,
    /// Defaults of the command line.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub simulation: Simulation,
    /// Failure domains: sites, racks, power feeds.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub domains: Map<Domain>,
    /// Machines.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub nodes: Map<Node>,
    /// Switches.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub switches: Map<Switch>,
    /// Links.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub links: Map<Link>,
    /// Shared disks.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub disks: Map<Disk>,
    /// Repair crews.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub crews: Map<Crew>,
    /// Spare parts.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub spares: Map<Spare>,
    /// Nodes that act together.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub clusters: Map<Cluster>,
    /// What users need.
    pub services: Map<Service>,
    /// Events that hit many components at once.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub shocks: Map<Shock>,
    /// What happens at set times in every trial.
    #[schemars(extend("default" = serde_json::json!([])))]
    pub script: Vec<Incident>,
}

/// Defaults of the command line.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Simulation {
    /// How many trials; with a precision, how many at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = 10_000), range(min = 1))]
    pub trials: Option<u64>,
    /// The seed of all streams.
    #[schemars(extend("default" = 1))]
    pub seed: u64,
    /// Stop when the interval of the expected downtime is this narrow, relative to it on either side.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Share>")]
    pub precision: Option<f64>,
}

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
    /// Its faults, by name.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub faults: Map<Fault>,
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
    /// A disk cannot be used; its data are intact.
    Unavailable,
    /// A disk's data are destroyed.
    Loss,
    /// A link, switch or domain does not work.
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
#[schemars(deny_unknown_fields)]
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
    /// How fast its failure clocks run while it is passive, from 0 to 1.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub standby_wear: f64,
}

/// A disk that all members of a cluster share.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Disk {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
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
#[schemars(deny_unknown_fields)]
pub struct Link {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// Its two ends: nodes, groups, switches, disks, domains or `clients`.
    pub between: [Reference; 2],
    /// What it carries.
    #[schemars(extend("default" = serde_json::json!(["heartbeat", "client", "storage"])), length(min = 1))]
    pub carries: Vec<Plane>,
}

/// A switch: it joins its ends by perfect ports.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
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

/// People who repair.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Crew {
    /// Where they are declared.
    #[serde(skip)]
    pub place: Place,
    /// How many repairs at a time.
    #[schemars(extend("default" = 1), range(min = 1, max = 100_000))]
    pub size: u32,
    /// From a free member taking the call to hands on.
    #[schemars(extend("default" = "0s"))]
    pub response: Delay,
    /// When they take calls; always unless given.
    #[serde(serialize_with = "super::explain::hours")]
    #[schemars(extend("default" = "always"), with = "schema::WorkingHours")]
    pub hours: Option<Hours>,
    /// Whose call is taken first.
    #[schemars(extend("default" = "fifo"))]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// That of the fault that has waited longest.
    Fifo,
    /// Any.
    Random,
}

/// Spare parts: every repair that takes one orders the next when it is called for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Spare {
    /// Where they are declared.
    #[serde(skip)]
    pub place: Place,
    /// How many there are at the start.
    #[schemars(range(max = 10_000))]
    pub stock: u32,
    /// From the order to the part.
    pub lead_time: Delay,
}

/// An event that hits many components at once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Shock {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// From one to the next.
    pub mtbf: Delay,
    /// Components and groups.
    #[schemars(length(min = 1))]
    pub hits: Vec<Reference>,
    /// How likely each of them is hit.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub probability: f64,
    /// Whether one draw decides for all of them.
    #[schemars(extend("default" = false))]
    pub together: bool,
    /// What it does; unless given, what a fault of that kind of component does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Time to repair, from hands on.
    pub mttr: Delay,
    /// Whether one repair mends all of them.
    #[serde(rename = "repaired", serialize_with = "super::explain::repaired")]
    #[schemars(extend("default" = "each"), with = "schema::Repairs")]
    pub repaired_together: bool,
    /// Who repairs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crew: Option<Reference>,
    /// The part that each repair takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spare: Option<Reference>,
}

/// Something that happens at a set time in every trial.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Incident {
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
    /// When, from the start of what is measured.
    pub at: Span,
    /// Components and groups.
    #[schemars(length(min = 1))]
    pub hits: Vec<Reference>,
    /// What it does; unless given, what a fault of that kind of component does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// How long it lasts.
    #[serde(rename = "for")]
    pub lasts: Delay,
}

/// Nodes that act together under one policy: active/passive.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::cluster)]
pub struct Cluster {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// Nodes and node groups.
    #[schemars(length(min = 1))]
    pub members: Vec<Reference>,
    /// How many instances there are; each member holds at most one.
    #[schemars(extend("default" = 1), range(min = 1, max = 64))]
    pub active: u32,
    /// How many served instances make the cluster up.
    #[schemars(with = "Option<u32>", range(min = 1, max = 64))]
    pub needs: u32,
    /// The shared disk, if the instance needs one.
    #[schemars(rename = "storage", with = "schema::Storage", extend("default" = serde_json::json!({"kind": "none"})))]
    pub shared_disk: Option<Reference>,
    /// How long a member is silent before it is declared lost.
    #[schemars(extend("default" = "10s"))]
    pub detection: Delay,
    /// How long a returned member takes to be a member again.
    #[schemars(extend("default" = "2s"))]
    pub join: Delay,
    /// Who may act.
    #[schemars(with = "Option<Quorum>")]
    pub quorum: Quorum,
    /// How lost members are made safe; they are not unless it is given.
    pub fencing: Option<Fencing>,
    /// How an instance is started elsewhere.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub failover: Failover,
    /// When an instance goes back to an earlier-declared member; never unless given.
    pub failback: Option<Failback>,
    /// How a dead process on a live node is noticed and restarted.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub monitor: Monitor,
    /// How often an orderly stop works; a failed one gets the member fenced, or waits for a person.
    #[schemars(with = "schema::Share", extend("default" = 1.0))]
    pub stop_success: f64,
    /// How long an orderly stop takes.
    #[schemars(extend("default" = "5s"))]
    pub stop_time: Delay,
    /// What double service costs.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub split_brain: SplitBrain,
}

/// Who may act.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Everyone always.
    None,
    /// More than half of all votes.
    Majority,
    /// Each half of a pair by itself.
    TwoNode,
    /// Who reaches this cluster while it is up: a lock is kept in it, as Patroni's in etcd. A member reaches
    /// it if it hears a live member of its quorate group; those who do see each other in it.
    External(Reference),
}

/// Who gets quorum with an exact half of the votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TieBreaker {
    /// Nobody.
    None,
    /// The group with the first-declared member.
    Lowest,
}

/// What the members of a group do that loses quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Quorum {
    /// Who may act.
    #[schemars(with = "Option<Policy>")]
    pub policy: Policy,
    /// A node or a disk outside the members that adds its votes, a disk one, to one group that reaches it: a
    /// node over the heartbeat plane, a disk over the storage plane. A member that has lost it misses it
    /// after `detection`, or when it declares others lost, and counts on it again after `join`.
    pub witness: Option<Reference>,
    /// Who gets quorum with an exact half of the votes.
    #[schemars(extend("default" = "none"))]
    pub tie_breaker: TieBreaker,
    /// What a group does that loses quorum.
    #[schemars(extend("default" = "stop"))]
    pub on_loss: OnLoss,
    /// After a boot, only with all members present.
    #[schemars(with = "Option<bool>")]
    pub wait_for_all: bool,
}

/// Fencing settings.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::fencing)]
pub struct Fencing {
    /// One attempt, from aiming to the victim being off.
    #[schemars(extend("default" = "15s"))]
    pub time: Delay,
    /// How often an attempt works.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub success: f64,
    /// From a failed attempt to the next.
    #[schemars(extend("default" = "60s"))]
    pub retry: Delay,
    /// Attempts before recovery is blocked.
    #[schemars(extend("default" = 3), range(min = 1, max = 1000))]
    pub attempts: u32,
    /// Whether several members are shot at the same time.
    #[schemars(extend("default" = true))]
    pub concurrent: bool,
    /// Whether an attempt fails that ends while the victim's domain is down.
    #[schemars(extend("default" = false))]
    pub shares_power: bool,
    /// Added to shots at whoever holds an instance.
    #[schemars(extend("default" = "0s"))]
    pub protect_active: Span,
    /// From one attempt to the next while blocked.
    #[schemars(extend("default" = "15m"))]
    pub recheck: Delay,
    /// Added to shots at a member, by member or group.
    #[schemars(extend("default" = serde_json::json!({})), with = "Map<Span>")]
    pub delay: Vec<(Reference, Span)>,
    /// A uniform part of this is added to every shot.
    #[schemars(extend("default" = "0s"))]
    pub random_delay: Span,
    /// The last part of an attempt, which nothing recalls.
    #[schemars(extend("default" = "1s"))]
    pub in_flight: Span,
    /// Until a person has made sure that the victim is off.
    #[schemars(extend("default" = "30m"))]
    pub manual: Delay,
}

impl Fencing {
    /// Returns how long an attempt, or a watchdog, takes unless the scenario says so.
    pub fn default_time() -> Delay {
        Delay::constant(15 * crate::engine::SECOND)
    }
}

/// Failover settings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Failover {
    /// How long a start elsewhere takes.
    #[schemars(extend("default" = "30s"))]
    pub time: Delay,
    /// How often it works.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub success: f64,
    /// Until a person has mended a failed start.
    #[schemars(extend("default" = "30m"))]
    pub manual: Delay,
}

/// How a dead process on a live node is noticed and restarted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Monitor {
    /// It is noticed after a uniform part of this.
    #[schemars(extend("default" = "10s"))]
    pub interval: Span,
    /// How long a restart in place takes.
    #[schemars(extend("default" = "30s"))]
    pub restart: Delay,
    /// Restarts in place until an hour has passed without a failure; then the instance moves.
    #[schemars(extend("default" = 1), range(min = 0, max = 1000))]
    pub attempts: u32,
}

/// Failback settings.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::failback)]
pub struct Failback {
    /// How long the member must be back.
    #[schemars(extend("default" = "10m"))]
    pub after: Delay,
    /// How long the move takes; the service is lost meanwhile.
    #[schemars(extend("default" = "30s"))]
    pub time: Delay,
}

/// What happens when the sides of a split brain meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolve {
    /// Both stop, one is started.
    Restart,
    /// The side that began first goes on.
    Keep,
}

/// Split brain settings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SplitBrain {
    /// How often shared data is damaged.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub corrupts: f64,
    /// The outage to mend it.
    #[schemars(extend("default" = "2h"))]
    pub repair: Delay,
    /// What happens when the sides meet.
    #[schemars(extend("default" = "restart"))]
    pub resolve: Resolve,
}

/// What users need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Service {
    /// Where it is declared.
    #[serde(skip)]
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
