//! Delays: a distribution as it is written, with the law that the engine samples.

use super::{Distribution, Flaw, Span};
use crate::engine::{Law, Ns};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A delay with its distribution.
///
/// It serializes as its distribution: always as an object, never as a plain duration, because that is a
/// constant in one place and the mean of an exponential in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    written: Distribution,
    law: Law,
}

impl Delay {
    /// It never comes.
    pub const NEVER: Delay = Delay { written: Distribution::Never, law: Law::Never };

    /// Returns a delay with a distribution.
    ///
    /// # Errors
    /// If there is no such distribution, or none that can be computed with.
    pub fn new(written: Distribution) -> Result<Delay, Flaw> {
        Ok(Delay { law: written.law()?, written })
    }

    /// Returns a constant delay of so many nanoseconds.
    pub const fn constant(ns: Ns) -> Delay {
        // Through the span that is written, so that what is read again is the same.
        let span = ns as f64;
        let written = Distribution::Constant(Span::from_ns(span));
        Delay { written, law: Law::Constant(span as Ns) }
    }

    /// Returns an exponential delay with this mean; a mean of 0 is no delay.
    pub fn exponential(mean: Span) -> Delay {
        let law =
            if mean.ns() > 0.0 { Law::Exponential { mean: mean.ns() } } else { Law::Constant(0) };
        Delay { written: Distribution::Exponential(mean), law }
    }

    /// Whether it never ends.
    pub fn is_never(&self) -> bool {
        *self == Delay::NEVER
    }

    /// Returns the law that the engine samples; its larger parts are shared, not copied.
    pub fn law(&self) -> Law {
        self.law.clone()
    }

    /// Returns the distribution as it is written.
    pub const fn written(&self) -> &Distribution {
        &self.written
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

impl JsonSchema for Delay {
    fn schema_name() -> Cow<'static, str> {
        "Delay".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A duration or a distribution. A plain duration is the mean of an exponential \
                where things fail or are repaired, and a constant everywhere else.",
            "anyOf": [
                generator.subschema_for::<Span>(),
                generator.subschema_for::<Distribution>(),
            ],
        })
    }
}
