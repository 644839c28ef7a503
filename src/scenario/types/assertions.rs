//! What a design is held to.

use crate::scenario::problem::Place;
use crate::scenario::schema;
use crate::scenario::values::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that `quorate check` proves or refutes: exactly one of `at_least` and `at_most`.
///
/// It passes when the trials prove it, with an error of at most 1 − `confidence`, and fails when they prove the
/// contrary; more trials are played until one of both, or until there are no more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, transform = schema::assertion)]
pub struct Assertion {
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
    /// A dotted path in `summary.json`, such as `services.shop.availability`.
    pub metric: String,
    /// Where that is written.
    #[serde(skip)]
    pub metric_place: Place,
    /// What the metric must be.
    #[serde(flatten)]
    #[schemars(skip)]
    pub bound: Bound,
    /// How sure it must be.
    #[schemars(with = "schema::Share", extend("default" = 0.95))]
    pub confidence: f64,
}

/// On which side of a limit a metric must be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// No less.
    AtLeast(Limit),
    /// No more.
    AtMost(Limit),
}

/// A limit, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Limit {
    /// Of a metric that is a time.
    Time(Span),
    /// Of any other; shares are from 0 to 1.
    Number(f64),
}

impl Bound {
    /// Returns the limit.
    pub fn limit(self) -> Limit {
        match self {
            Bound::AtLeast(limit) | Bound::AtMost(limit) => limit,
        }
    }
}

impl Limit {
    /// Returns it in the metric's unit: times in seconds.
    pub fn value(self) -> f64 {
        match self {
            Limit::Time(span) => span.ns() / 1e9,
            Limit::Number(x) => x,
        }
    }
}
