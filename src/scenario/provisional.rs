//! How spans and delays are written, until their own module says it.

use super::values::{Delay, Span};
use crate::engine::Law;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::json;
use std::borrow::Cow;

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let units = [
            ("y", 31_536_000e9),
            ("w", 604_800e9),
            ("d", 86_400e9),
            ("h", 3600e9),
            ("m", 60e9),
            ("s", 1e9),
            ("ms", 1e6),
        ];
        let whole = units.iter().find(|(_, ns)| self.ns() % ns == 0.0);
        let (unit, ns) = whole.unwrap_or(&("s", 1e9));
        let text = if self.ns() == 0.0 { "0s".into() } else { format!("{}{unit}", self.ns() / ns) };
        serializer.serialize_str(&text)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^\\s*(\\d+(\\.\\d*)?\\s*(ms|s|m|h|d|w|y)\\s*)+$"})
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let span = Span::from_ns;
        let value = match self.law() {
            Law::Never => json!("never"),
            Law::Constant(ns) => json!({"constant": span(ns as f64)}),
            Law::Exponential { mean } => json!({"exponential": span(mean)}),
            Law::Uniform { low, high } => json!({"uniform": [span(low), span(high)]}),
            Law::Weibull { inverse_shape, scale } => {
                json!({"weibull": {"shape": 1.0 / inverse_shape, "scale": span(scale)}})
            }
            Law::Lognormal { mu, sigma } => {
                json!({"lognormal": {"median": span(mu.exp()), "sigma": sigma}})
            }
        };
        value.serialize(serializer)
    }
}

impl JsonSchema for Delay {
    fn schema_name() -> Cow<'static, str> {
        "Delay".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<Span>(), {"const": "never"}, {"type": "object"}]})
    }
}
