//! Clusters and their policies.

use super::{DisasterRecovery, Map, Reference, Storage};
use crate::scenario::problem::Place;
use crate::scenario::schema;
use crate::scenario::values::{Delay, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// How the members of a cluster share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Each instance is held by one member; another takes over when that is lost.
    ActivePassive,
    /// Every member serves that is up, in a quorate group and reaches its data.
    ActiveActive,
}

/// Nodes that act together under one policy.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cluster {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// Nodes and node groups.
    #[schemars(length(min = 1))]
    pub members: Vec<Reference>,
    /// How its members share the work.
    pub mode: Mode,
    /// How many instances there are; each member holds at most one. With `active_active` every member
    /// serves.
    #[schemars(extend("default" = 1), range(min = 1, max = 64))]
    pub active: u32,
    /// How many served instances, or, with `active_active` serving members, make the cluster up: all
    /// instances, or one member, unless given.
    #[schemars(with = "Option<u32>", range(min = 1, max = 64))]
    pub needs: u32,
    /// Where the data are.
    #[schemars(with = "schema::Storage", extend("default" = serde_json::json!({"kind": "none"})))]
    pub storage: Storage,
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
    /// Where the cluster goes on after a disaster; without it there is only repair.
    pub disaster_recovery: Option<DisasterRecovery>,
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
    /// How often shared data is damaged; not with replicated data.
    #[schemars(extend("default" = 1.0), with = "schema::Share")]
    pub corrupts: f64,
    /// The outage to mend it; not with replicated data.
    #[schemars(extend("default" = "2h"))]
    pub repair: Delay,
    /// What happens when the sides meet. Of replicated data the writes of the side that began last are
    /// discarded, for as long as both wrote, and it catches up. A side that is lost before they meet loses what
    /// it wrote since they were cut off from each other.
    #[schemars(extend("default" = "restart"))]
    pub resolve: Resolve,
}
