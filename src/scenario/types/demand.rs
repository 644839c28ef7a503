//! What is asked of a service, what becomes of members that are asked too much, and sessions.

use super::Reference;
use crate::scenario::values::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// How much is asked of a service, in the unit of the nodes' `capacity`.
///
/// All of it goes through every tier that the service's `needs` name, in the order in which they name them;
/// what a tier does not answer is not asked of the next. A tier is what a load balancer sends requests to, a
/// cluster, a node, or what one `any` or `at_least` names: that shares the demand, each that is up the same.
/// A balancer shares by its algorithm, over those that it believes healthy; a cluster without one in equal
/// parts, over the members that serve. What is named twice is asked once. A node in tiers of several
/// services is asked the sum, and answers the same share of each.
///
/// It is asked whether the service is up or not. The `served_fraction` weighs each moment by what is asked
/// in it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Demand {
    /// The same at all times.
    Always(#[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1e12))] f64),
    /// By hour of the day, the same every day.
    Daily(Daily),
}

/// How much is asked in each hour of a day; a trial starts Monday 00:00.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Daily {
    /// From midnight on; not all of them 0.
    #[schemars(extend("items" = serde_json::json!({"type": "number", "minimum": 0, "maximum": 1e12})))]
    pub daily: [f64; 24],
}

impl Demand {
    /// Returns what is asked in an hour of the day.
    pub fn at(&self, hour: usize) -> f64 {
        match self {
            Demand::Always(demand) => *demand,
            Demand::Daily(Daily { daily }) => daily[hour],
        }
    }
}

/// What becomes of a member that is asked more than its `capacity`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overload {
    /// It answers what it can.
    Shed,
    /// It answers what it can, and crashes after an exponential time of this mean in overload; it needs a
    /// `reboot` then. That is a failure of the member; an outage that it begins has the cause
    /// `<service>.overload`. Its share moves to the others: they may crash in their turn.
    Fail(Span),
}

/// The sessions of a service.
///
/// They are held by the members of the first tier of its needs, and spread over those who hold any as a
/// balancer shares requests, in equal parts without one. How many there are stays the same: whoever has lost
/// theirs logs in again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Sessions {
    /// How many there are at a time.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub concurrent: u64,
    /// Where they are kept.
    pub store: Store,
}

/// Where sessions are kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    /// At one member each. A member loses its share when it stops serving: when it crashes or is switched
    /// off, when its process or its instance is stopped or dies. One that hangs, or that nobody reaches, keeps
    /// it; but not once every balancer in front of it has taken it out, or its cluster has declared it lost
    /// while it hung.
    Local,
    /// At all members, those on standby too. They are lost, all at once, when none is left that is not down.
    Replicated,
    /// In this cluster: all are lost whenever it goes down.
    External(Reference),
}
