//! The types that are the JSON, with every default filled in.

mod assertions;
mod balancers;
mod clusters;
mod components;
mod demand;
mod events;
mod recovery;
mod sla;
mod storage;

pub use assertions::*;
pub use balancers::*;
pub use clusters::*;
pub use components::*;
pub use demand::*;
pub use events::*;
pub use recovery::*;
pub use sla::*;
pub use storage::*;

use super::problem::Place;
use super::schema;
use super::values::Span;
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
    /// Load balancers.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub load_balancers: Map<LoadBalancer>,
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
    /// Planned work.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub maintenance: Map<Maintenance>,
    /// What happens at set times in every trial.
    #[schemars(extend("default" = serde_json::json!([])))]
    pub script: Vec<Incident>,
    /// What `quorate check` holds the design to.
    #[schemars(extend("default" = serde_json::json!([])))]
    pub assertions: Vec<Assertion>,
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

/// What users need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Service {
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// What must hold for it to be up.
    pub needs: Need,
    /// How much is asked of it; unless given, any member that serves can answer everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// What becomes of members that are asked more than they can do; only with a `demand`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Overload>", extend("default" = "shed"))]
    pub overload: Option<Overload>,
    /// Its sessions, if losing them matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Sessions>,
    /// What is promised of it, and what is paid when that is not kept: the name of a preset, or terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Agreement>")]
    pub sla: Option<Sla>,
}

/// A condition of a service.
#[derive(Clone, Debug)]
pub enum Need {
    /// A cluster, a group of load balancers as a whole, or a component (never a group of several).
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

impl Need {
    /// Calls `see` with every name in it.
    pub fn each_name<'n>(&'n self, see: &mut impl FnMut(&'n Reference)) {
        match self {
            Need::Name(r) => see(r),
            Need::All(list) | Need::Any(list) | Need::AtLeast { of: list, .. } => {
                for need in list {
                    need.each_name(see);
                }
            }
        }
    }
}
