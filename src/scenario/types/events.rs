//! Who repairs with what, and what hits many components at once.

use super::{Effect, Reference};
use crate::scenario::problem::Place;
use crate::scenario::schema;
use crate::scenario::values::{Delay, Span};
use schemars::JsonSchema;
use serde::Serialize;

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
    #[serde(serialize_with = "crate::scenario::explain::hours")]
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
#[schemars(deny_unknown_fields, transform = schema::shock)]
pub struct Shock {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// From one to the next.
    pub mtbf: Delay,
    /// Components and groups; of an array every disk.
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
    /// Of the `capacity` of each node that it hits, what is left meanwhile; for the effect `degrade`, which
    /// needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Share>")]
    pub capacity: Option<f64>,
    /// Time to repair, from hands on; never for dead processes, which the cluster restarts.
    #[serde(skip_serializing_if = "Delay::is_never")]
    pub mttr: Delay,
    /// Whether one repair mends all of them; not given for dead processes.
    #[serde(
        rename = "repaired",
        skip_serializing_if = "Option::is_none",
        serialize_with = "crate::scenario::explain::repaired"
    )]
    #[schemars(extend("default" = "each"), with = "schema::Repairs")]
    pub repaired_together: Option<bool>,
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
    /// Components and groups; of an array every disk.
    #[schemars(length(min = 1))]
    pub hits: Vec<Reference>,
    /// What it does; unless given, what a fault of that kind of component does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Of the `capacity` of each node that it hits, what is left meanwhile; for the effect `degrade`, which
    /// needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Share>")]
    pub capacity: Option<f64>,
    /// How long it lasts; not given for dead processes, which the cluster restarts.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Delay>,
}

/// Planned work that comes round again and again.
///
/// Before a node is worked on its instances are stopped in order (`stop_time`) and started elsewhere at once
/// (`failover`): it leaves its clusters in order, so nobody has to notice and nobody is shot. A member that
/// is being stopped serves no more. After the work it reboots and is taken in again. A turn once begun is
/// not called off, whatever fails meanwhile.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Maintenance {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// From the beginning of one round to that of the next. While a round goes on none begins: it is left
    /// out.
    pub every: Delay,
    /// How long the work on one target takes. It stands still while the domain around the target has no
    /// power. A node reboots after it.
    pub duration: Delay,
    /// Components and groups: nodes, switches, links, disks, load balancers, domains. With a domain all that
    /// stands in it is off; the instances of its nodes are stopped in order before. The name of an array means
    /// the array as a whole; its disks have names of their own.
    #[schemars(length(min = 1))]
    pub targets: Vec<Reference>,
    /// Whether the targets are worked on one after the other, in their order, or all at once. A turn waits
    /// until all other members of the target's clusters are up, taken in, in sync, safe from fencing and able
    /// to take over, and the clusters serve at home, quorate and in reach of their witness or lock without the
    /// target; until the balancers in front of it send requests to everybody else who answers; and until no
    /// other disk of its array is missing. It does not wait for the target itself: what is down anyway can be
    /// worked on. A target that no cluster depends on waits until all other such targets are up. What is done
    /// all at once waits for nothing.
    #[schemars(extend("default" = true))]
    pub rolling: bool,
    /// When the first round begins, from the start of what is measured: after one `every` unless given. If it
    /// is not later than that, and `every` is constant, a warmup has rounds before it at the same distances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Span>,
}
