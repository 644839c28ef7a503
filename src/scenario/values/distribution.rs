//! Distributions as they are written.

use super::{Delay, Span};
use crate::scenario::limits;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// A distribution in the words and parameters of the scenario.
///
/// It serializes to what the language reads; [`Delay::new`] makes it a delay.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(deny_unknown_fields, description = "A distribution of a duration.")]
#[non_exhaustive]
pub enum Distribution {
    /// It never comes.
    Never,
    /// Always the same.
    Constant(Span),
    /// Exponential with this mean: without memory.
    Exponential(Span),
    /// Uniform between the shortest and the longest.
    Uniform(Span, Span),
    /// Triangular: shortest, most likely, longest.
    Triangular(Span, Span, Span),
    /// Weibull: a shape below 1 is infant mortality, above 1 wear.
    Weibull(Weibull),
    /// Lognormal: most are near the median, some take far longer.
    Lognormal(Lognormal),
    /// Gamma.
    Gamma {
        /// Shape; 1 is exponential, more is more regular.
        #[schemars(range(min = 0.01, max = 10_000))]
        shape: f64,
        /// Mean.
        mean: Span,
    },
    /// Erlang: a number of exponential stages, one after another.
    Erlang {
        /// How many.
        #[schemars(range(min = 1, max = 10_000))]
        stages: u32,
        /// Mean of all of them together.
        mean: Span,
    },
    /// One of the values that were measured, each as likely as the others.
    Empirical(#[schemars(schema_with = "measured")] Vec<Span>),
    /// One of several distributions, by weight.
    Mixture(#[schemars(length(min = 1, max = 1000))] Vec<Part>),
    /// A distribution that begins later.
    Shifted {
        /// How much later.
        by: Span,
        /// What is added to it.
        #[schemars(with = "Delay")]
        of: Box<Distribution>,
    },
}

/// A Weibull distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(deny_unknown_fields)]
pub enum Weibull {
    /// By its mean.
    Mean {
        /// Shape.
        #[schemars(range(min = 0.1, max = 100))]
        shape: f64,
        /// Mean.
        mean: Span,
    },
    /// By its scale.
    Scale {
        /// Shape.
        #[schemars(range(min = 0.1, max = 100))]
        shape: f64,
        /// What 63.2 % do not exceed.
        scale: Span,
    },
}

/// A lognormal distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(deny_unknown_fields)]
pub enum Lognormal {
    /// By two quantiles.
    MedianP95 {
        /// What half of all do not exceed.
        median: Span,
        /// What 95 % do not exceed.
        p95: Span,
    },
    /// By mean and median.
    MeanMedian {
        /// Mean, above the median.
        mean: Span,
        /// What half of all do not exceed.
        median: Span,
    },
    /// By the median and the standard deviation of the logarithm.
    MedianSigma {
        /// What half of all do not exceed.
        median: Span,
        /// Standard deviation of the natural logarithm.
        #[schemars(range(min = 0.000_001, max = 5))]
        sigma: f64,
    },
    /// By mean and coefficient of variation.
    MeanCv {
        /// Mean.
        mean: Span,
        /// Standard deviation over mean.
        #[schemars(extend("exclusiveMinimum" = 0))]
        cv: f64,
    },
}

impl From<Weibull> for Distribution {
    fn from(weibull: Weibull) -> Distribution {
        Distribution::Weibull(weibull)
    }
}

impl From<Lognormal> for Distribution {
    fn from(lognormal: Lognormal) -> Distribution {
        Distribution::Lognormal(lognormal)
    }
}

/// One of the distributions of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Part {
    /// How often, relative to the others.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub weight: f64,
    /// What.
    #[schemars(with = "Delay")]
    pub of: Distribution,
}

/// The two ways to give measured values.
fn measured(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            {
                "type": "array",
                "description": "The values.",
                "items": generator.subschema_for::<Span>(),
                "minItems": 1,
                "maxItems": limits::EMPIRICAL_VALUES,
            },
            {
                "type": "object",
                "description": "The values are the rows of a CSV file with a header.",
                "properties": {
                    "csv": {
                        "type": "string",
                        "description": "The file, from the folder of the scenario.",
                    },
                    "column": { "type": "string", "description": "The column's name." },
                    "unit": {
                        "description": "The unit of its numbers.",
                        "enum": ["ms", "s", "m", "h", "d", "w", "y"],
                    },
                },
                "required": ["csv", "column", "unit"],
                "additionalProperties": false,
            },
        ],
    })
}
