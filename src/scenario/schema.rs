//! The JSON Schema of the language: made from the types, and mended where their written form differs.

use super::catalogue;
use super::names::Kind;
use super::types::{Age, Fault, Need, OnReplicaLoss, Preset, Reference, Scenario, Sla};
use super::values::Delay;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

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

pub(super) fn scenario(schema: &mut Schema) {
    add(
        schema,
        json!({
            "$schema": {"type": "string", "description": "For editors: where this schema is. It is ignored."},
            "quorate": {"const": 1, "description": "Version of the language."},
        }),
    );
    require(schema, &["quorate"], &["name"]);
}

pub(super) fn common(schema: &mut Schema) {
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

pub(super) fn domain(schema: &mut Schema) {
    // What stands around a domain is its `within`.
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("domain");
    }
    class(schema, Kind::Domain);
}

pub(super) fn node(schema: &mut Schema) {
    class(schema, Kind::Node);
}

pub(super) fn disk(schema: &mut Schema) {
    class(schema, Kind::Disk);
}

pub(super) fn switch(schema: &mut Schema) {
    class(schema, Kind::Switch);
}

pub(super) fn link(schema: &mut Schema) {
    class(schema, Kind::Link);
}

pub(super) fn load_balancer(schema: &mut Schema) {
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
pub(super) fn faults(generator: &mut SchemaGenerator) -> Schema {
    let fault = generator.subschema_for::<Fault>();
    json_schema!({
        "type": "object",
        "description": "Its faults, by name, over those of its class.",
        "default": {},
        "additionalProperties": {"anyOf": [{"type": "null"}, fault]},
    })
}

pub(super) fn fault(schema: &mut Schema) {
    add(schema, json!({"afr": afr()}));
    require(schema, &[], &["mtbf", "mttr"]);
    schema.insert("not".into(), json!({"required": ["mtbf", "afr"]}));
}

pub(super) fn assertion(schema: &mut Schema) {
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

pub(super) fn array(schema: &mut Schema) {
    let pairs = json!({"properties": {"mirrored_pairs": {"const": true}}, "required": ["mirrored_pairs"], "not": {"required": ["tolerates"]}});
    schema.insert("anyOf".into(), json!([{"required": ["tolerates"]}, pairs]));
}

pub(super) fn sla(schema: &mut Schema) {
    require(schema, &[], &["target"]);
    schema.insert("anyOf".into(), json!([{"required": ["target"]}, {"required": ["preset"]}]));
}

pub(super) fn shock(schema: &mut Schema) {
    // Dead processes are restarted by their cluster.
    require(schema, &[], &["mttr"]);
}

pub(super) fn fencing(schema: &mut Schema) {
    let enabled = json!({"type": "boolean", "default": true, "description": "Whether lost members are shot."});
    add(schema, json!({"enabled": enabled}));
}

pub(super) fn failback(schema: &mut Schema) {
    let policy = json!({
        "enum": ["never", "auto"],
        "default": "never",
        "description": "Whether an instance goes back by itself; without it the other keys have no meaning.",
    });
    add(schema, json!({"policy": policy}));
}

/// A probability or share: from 0 to 1, or a percentage.
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) struct Share(f64);

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A probability or share: 0.98 or \"98%\".",
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^\s*[0-9.]+([eE][-+]?[0-9]+)?\s*%\s*$"},
            ],
        })
    }
}

/// A service level agreement.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum Agreement {
    /// Published terms as they are.
    Preset(Preset),
    /// Terms of one's own, or published ones with changes.
    Terms(Sla),
}

/// The period of an agreement.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum Period {
    /// 730 h or 8760 h.
    Named(#[schemars(extend("enum" = ["month", "year"]))] String),
    /// Any other.
    Given(super::Span),
}

/// One domain, or several that are dealt out.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum OneOrMany {
    /// A domain, or a group of them that is dealt round-robin over the members.
    One(Reference),
    /// Dealt round-robin over the members.
    Many(#[schemars(length(min = 1))] Vec<Reference>),
}

/// Where the data are.
#[derive(JsonSchema)]
#[schemars(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum Storage {
    /// There are none that count.
    None {},
    /// On a disk that all members share.
    SharedDisk {
        /// The disk.
        disk: Reference,
    },
    /// Each member holds a copy. Copies are kept up over the storage plane between the members; that is
    /// perfect unless a link or switch that carries storage traffic leads to a member (one between a member
    /// and a disk does not count). A live member that its group has taken in receives the writes of a holder
    /// that it reaches; a holder that no client reaches writes nothing. Who receives them not is behind: it was
    /// down, hung or out of reach, or its disk was lost. It knows, unless it is alive and hears nobody who does; then it goes on
    /// as if it had everything, and learns it when it hears or reaches them again. Who is behind starts
    /// nothing and must `resync`; who receives the writes of a holder starts nothing either. So when the last
    /// copy in sync is out, the cluster is down until that member is back.
    ///
    /// With `active_active` every member writes, and who cannot replicate to each other does not see each other
    /// in a group. A member is behind as soon as it is out of the view of a group that writes; until then it
    /// has missed nothing, for writes are not accepted before a group has settled (the service counts as going
    /// on). What it had not sent is lost then (`lag`), unless it left in order. Who is behind serves nobody.
    Replicated {
        /// When a write counts.
        mode: Mode,
        /// How far the copies are behind the holder; only with `async`. A member that takes over loses that
        /// much, and what the holder wrote since they were cut off from each other. Nothing is lost where the
        /// holder stopped in order, nor where it starts again itself: if it is there it is preferred.
        lag: Option<Delay>,
        /// How long a member that is behind takes to catch up, from when it is in a group, reaches the holder
        /// over the storage plane and the holder runs; it begins anew if that ends.
        resync: Delay,
        /// What a holder does that has lost the last other copy in sync; only with `sync`. Until it has noticed
        /// its writes hang: until the other is declared lost or, if it is still heard, for `detection`; with
        /// fencing until the other is off. A holder without quorum never goes on alone. With `active_active`
        /// writes hang only where they are blocked, from when the others are declared lost.
        #[schemars(extend("default" = "continue"))]
        on_replica_loss: Option<OnReplicaLoss>,
        /// The disks that the copies are on: disks that are `attached_to` every member, one or one array each;
        /// without them a copy is where its member is, and never lost. A member whose disk is unavailable
        /// neither serves nor receives writes. One whose disk is lost has no copy until it is repaired and has
        /// caught up, or been restored: when no copy that is in sync is left the data are lost, also if others
        /// are there that are behind; a data loss is counted, and the cluster is down until the first of the
        /// lost disks is repaired, which includes restoring the data.
        disk: Option<Reference>,
    },
}

/// When a write counts.
#[derive(JsonSchema)]
#[schemars(rename = "ReplicationMode", rename_all = "snake_case")]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum Mode {
    /// When the holder has it.
    Async,
    /// When another member that is in sync has it too: a takeover loses nothing.
    Sync,
}

/// When a crew takes calls.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum WorkingHours {
    /// At all hours.
    Always(#[schemars(extend("const" = "always"))] String),
    /// At these.
    At {
        /// "mon-fri", "sat", "mon,wed".
        #[schemars(regex(pattern = DAYS))]
        days: String,
        /// When they begin, such as "09:00"; time 0 of a trial is Monday 00:00.
        #[schemars(regex(pattern = TIME))]
        from: String,
        /// When they end on the same day, "24:00" at the latest.
        #[schemars(regex(pattern = TIME))]
        to: String,
    },
}

const DAYS: &str = r"^[-, a-z]+$";
const TIME: &str = r"^\d?\d:\d?\d$";

/// How what a shock hit is repaired.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(super) enum Repairs {
    /// Each by a repair of its own.
    Each,
    /// All by one.
    Together,
}

impl JsonSchema for Reference {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "The name of something that is declared in the scenario."})
    }
}

impl JsonSchema for Age {
    fn schema_name() -> Cow<'static, str> {
        "Age".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let given = generator.subschema_for::<super::Span>();
        json_schema!({
            "description": "How old a component is at the start: new, so old, or as old as one is found at a moment long after it was installed.",
            "anyOf": [{"enum": ["new", "steady"]}, given],
        })
    }
}

impl JsonSchema for Need {
    fn schema_name() -> Cow<'static, str> {
        "Need".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<Reference>();
        let needs = json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Need"}});
        let one = |key: &str, what: &str| {
            json!({
                "type": "object",
                "description": what,
                "properties": {key: needs},
                "required": [key],
                "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "A condition: a cluster, a group of load balancers or a component by name, or a combination of conditions.",
            "anyOf": [
                name,
                one("all", "All of these."),
                one("any", "At least one of these."),
                {
                    "type": "object",
                    "description": "At least so many of these; a group counts as its members.",
                    "properties": {
                        "at_least": {"type": "integer", "minimum": 1, "description": "How many."},
                        "of": {"anyOf": [{"$ref": "#/$defs/Name"}, needs], "description": "Of what."},
                    },
                    "required": ["at_least", "of"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
