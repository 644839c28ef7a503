//! The JSON Schema of the language: made from the types, and mended where their written form differs.

mod forms;

pub(in crate::scenario) use forms::*;

use super::catalogue;
use super::names::Kind;
use super::types::{Fault, Scenario};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// Returns the JSON Schema (draft 2020-12) of scenario files.
///
/// A file that extends another is only a part of a scenario: of it nothing more is asked.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(tidy));
    let mut root = settings.into_generator().into_root_schema_for::<Scenario>().to_value();
    let Some(root) = root.as_object_mut() else { return root };
    let defs = root.remove("$defs").unwrap_or_default();
    let draft = root.remove("$schema").unwrap_or_default();
    root.remove("title");
    let mut defs = defs.as_object().cloned().unwrap_or_default();
    defs.insert("Scenario".into(), Value::Object(root.clone()));
    json!({
        "$schema": draft,
        "title": "A scenario of quorate",
        "if": {"required": ["extends"]},
        "then": {
            "type": "object",
            "properties": {
                "extends": {
                    "type": "string",
                    "description": "Another scenario file to start from, by its path from this file's folder; this file is applied to it as a JSON merge patch (RFC 7386).",
                },
            },
        },
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": defs,
    })
}

/// Takes `null` out, which only patches know, and asks for nothing that has a default.
fn tidy(schema: &mut Schema) {
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array)
        && let [one, null] = &any[..]
        && null.get("type") == Some(&json!("null"))
    {
        let one = one.as_object().cloned().unwrap_or_default();
        schema.remove("anyOf");
        one.into_iter().for_each(|(key, value)| {
            schema.insert(key, value);
        });
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [one] = &types[..] {
            let one = one.clone();
            schema.insert("type".into(), one);
        }
    }
    // The number formats of programming languages mean nothing to who writes a scenario.
    schema.remove("format");
    let optional = |schema: &Schema, name: &Value| {
        let property = schema.pointer(&format!("/properties/{}", name.as_str().unwrap_or("")));
        property.is_some_and(|p| p.get("default").is_some())
    };
    if let Some(Value::Array(required)) = schema.get("required").cloned() {
        let required: Vec<Value> =
            required.into_iter().filter(|name| !optional(schema, name)).collect();
        if required.is_empty() {
            schema.remove("required");
        } else {
            schema.insert("required".into(), Value::Array(required));
        }
    }
}

/// Adds properties to the schema of a type.
fn add(schema: &mut Schema, properties: Value) {
    let all = schema.ensure_object().entry("properties").or_insert(Value::Object(Map::new()));
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), properties) {
        all.extend(more);
    }
}

/// Adds names to what must be there, or takes them out.
fn require(schema: &mut Schema, add: &[&str], remove: &[&str]) {
    let required = schema.ensure_object().entry("required").or_insert(json!([]));
    if let Some(required) = required.as_array_mut() {
        required.extend(add.iter().map(|name| json!(name)));
        required.retain(|name| !remove.iter().any(|removed| name == removed));
    }
}

const AFR: &str = "Annualized failure rate, another way to say the MTBF: an exponential distribution with the mean of a year divided by it.";

fn afr() -> Value {
    json!({"description": AFR, "$ref": "#/$defs/Share"})
}

pub(in crate::scenario) fn scenario(schema: &mut Schema) {
    add(
        schema,
        json!({
            "$schema": {"type": "string", "description": "For editors: where this schema is. It is ignored."},
            "quorate": {"const": 1, "description": "Version of the language."},
        }),
    );
    require(schema, &["quorate"], &["name"]);
}

pub(in crate::scenario) fn common(schema: &mut Schema) {
    add(
        schema,
        json!({
            "mtbf": {
                "description": "Up time from repair to the next failure; with `mttr` short for one fault named `failure`.",
                "$ref": "#/$defs/Delay",
            },
            "afr": afr(),
            "mttr": {"description": "Time to repair, from hands on.", "$ref": "#/$defs/Delay"},
        }),
    );
}

pub(in crate::scenario) fn domain(schema: &mut Schema) {
    // What stands around a domain is its `within`.
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("domain");
    }
    class(schema, Kind::Domain);
}

pub(in crate::scenario) fn node(schema: &mut Schema) {
    class(schema, Kind::Node);
}

pub(in crate::scenario) fn disk(schema: &mut Schema) {
    class(schema, Kind::Disk);
}

pub(in crate::scenario) fn switch(schema: &mut Schema) {
    class(schema, Kind::Switch);
}

pub(in crate::scenario) fn link(schema: &mut Schema) {
    class(schema, Kind::Link);
}

pub(in crate::scenario) fn load_balancer(schema: &mut Schema) {
    class(schema, Kind::LoadBalancer);
}

const CLASS: &str = "A preset of the built-in catalogue, which brings faults (`quorate catalog` lists all, with their sources). What is given here overrides it: `mtbf` or `afr` and `mttr` replace those of a class with one fault; of `faults` each goes over the class' fault of the same name key by key, `null` takes it away, and other names come in addition.";

/// Adds the classes of a kind. Without one a fault has to say how often it strikes, and is not `null`.
fn class(schema: &mut Schema, kind: Kind) {
    let classes = catalogue::names(kind);
    add(schema, json!({"class": {"description": CLASS, "enum": classes}}));
    let whole = json!({
        "type": "object",
        "anyOf": [{"required": ["mtbf"]}, {"required": ["afr"]}],
    });
    schema.insert("if".into(), json!({"not": {"required": ["class"]}}));
    let faults = json!({"properties": {"faults": {"additionalProperties": whole}}});
    schema.insert("then".into(), faults);
}

/// Faults by name; with a class `null` takes one away.
pub(in crate::scenario) fn faults(generator: &mut SchemaGenerator) -> Schema {
    let fault = generator.subschema_for::<Fault>();
    json_schema!({
        "type": "object",
        "description": "Its faults, by name, over those of its class.",
        "default": {},
        "additionalProperties": {"anyOf": [{"type": "null"}, fault]},
    })
}

pub(in crate::scenario) fn fault(schema: &mut Schema) {
    add(schema, json!({"afr": afr()}));
    require(schema, &[], &["mtbf", "mttr"]);
    schema.insert("not".into(), json!({"required": ["mtbf", "afr"]}));
}

pub(in crate::scenario) fn assertion(schema: &mut Schema) {
    let limit = |what: &str| {
        let percent = r"^\s*[0-9.]+([eE][-+]?[0-9]+)?\s*%\s*$";
        json!({
            "description": format!("The metric must be {what}: a number, a share such as \"99.95%\", or a time for metrics with `_s` in their name."),
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": percent},
                {"$ref": "#/$defs/Duration"},
            ],
        })
    };
    add(schema, json!({"at_least": limit("no less"), "at_most": limit("no more")}));
    let either = json!([{"required": ["at_least"]}, {"required": ["at_most"]}]);
    schema.insert("oneOf".into(), either);
}

pub(in crate::scenario) fn array(schema: &mut Schema) {
    let pairs = json!({"properties": {"mirrored_pairs": {"const": true}}, "required": ["mirrored_pairs"], "not": {"required": ["tolerates"]}});
    schema.insert("anyOf".into(), json!([{"required": ["tolerates"]}, pairs]));
}

pub(in crate::scenario) fn sla(schema: &mut Schema) {
    require(schema, &[], &["target"]);
    schema.insert("anyOf".into(), json!([{"required": ["target"]}, {"required": ["preset"]}]));
}

pub(in crate::scenario) fn shock(schema: &mut Schema) {
    // Dead processes are restarted by their cluster.
    require(schema, &[], &["mttr"]);
}

pub(in crate::scenario) fn fencing(schema: &mut Schema) {
    let enabled = json!({"type": "boolean", "default": true, "description": "Whether lost members are shot."});
    add(schema, json!({"enabled": enabled}));
}

pub(in crate::scenario) fn failback(schema: &mut Schema) {
    let policy = json!({
        "enum": ["never", "auto"],
        "default": "never",
        "description": "Whether an instance goes back by itself; without it the other keys have no meaning.",
    });
    add(schema, json!({"policy": policy}));
}
