//! Load balancers and how they know whom to send requests to.

use super::{Common, Map, Reference};
use crate::scenario::schema;
use crate::scenario::values::{Delay, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// A load balancer, or a group that shares one address.
///
/// Of a group one instance holds the address. The group, which is what its name means in `needs`, is up
/// while that one works; in `at_least` a group counts as its instances. Every request to what it
/// balances goes through it: those that find no instance, or are sent to a member that does not answer,
/// fail. They lower the `served_fraction` of every service that names the balancer or what it balances
/// in its needs; balancers of several tiers multiply, and those of the same tier share the requests, as do
/// those that one `any` or `at_least` names.
///
/// A member is drained before planned work on it: no request is sent to it from then on. Work on the next
/// one waits until it gets requests again.
///
/// Where links or switches that carry `client` traffic join a balancer with what it balances, clients
/// reach those members through it, and a member that they reach no other way counts as down while they
/// do not. Otherwise it reaches them always.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::load_balancer)]
pub struct LoadBalancer {
    /// Count, domain and faults.
    #[serde(flatten)]
    pub common: Common,
    /// To whom it sends requests: a cluster, a group of nodes or a node. Of a cluster those get them that
    /// serve.
    pub balances: Reference,
    /// How requests are shared among the members that are believed healthy.
    #[schemars(extend("default" = "round_robin"))]
    pub algorithm: Algorithm,
    /// Weights by member or group, for the algorithm `weighted`; 1 for those not named. A member of weight
    /// 0 gets nothing.
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "crate::scenario::explain::weights"
    )]
    #[schemars(with = "Option<Map<f64>>", extend("additionalProperties" = serde_json::json!({"type": "number", "minimum": 0, "maximum": 1_000_000})))]
    pub weights: Vec<(Reference, f64)>,
    /// How it learns that a member is dead, or back.
    #[schemars(extend("default" = serde_json::json!({})))]
    pub health_check: HealthCheck,
    /// How long the address is nowhere before another instance that is up has it, the first-declared one; in
    /// a group only. One that is back before that goes on with it; after a loss of all the first one back
    /// has it at once. It stays where it is, also while clients do not reach that instance; one that goes off
    /// for planned work hands it on at once. Two never have it at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Delay>", extend("default" = "3s"))]
    pub takeover: Option<Delay>,
}

/// How a balancer shares requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// To each the same.
    RoundRobin,
    /// By `weights`.
    Weighted,
    /// To whom has the fewest at the moment: by how much each can do, to all the same if nothing is said
    /// of that.
    LeastConnections,
}

/// How members are polled: each with a phase of its own.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HealthCheck {
    /// From one check of a member to the next; with 0 every change is noticed at once.
    #[schemars(extend("default" = "2s"))]
    pub interval: Span,
    /// Failed checks in a row before a member is taken out: a dead one is believed healthy for a time
    /// that is uniform from `interval` times one less than this to `interval` times this.
    #[schemars(extend("default" = 3), range(min = 1, max = 1_000_000))]
    pub fall: u32,
    /// Good checks in a row before a member is put in again; as `fall`.
    #[schemars(extend("default" = 2), range(min = 1, max = 1_000_000))]
    pub rise: u32,
}
