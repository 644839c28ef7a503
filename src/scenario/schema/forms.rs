//! The schemas of what is written in other forms than its type has.

use crate::scenario::types::{Age, Need, OnReplicaLoss, Preset, Reference, Sla};
use crate::scenario::values::Delay;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;
use std::borrow::Cow;

/// A probability or share: from 0 to 1, or a percentage.
#[expect(dead_code, reason = "its schema is what it is for")]
pub(in crate::scenario) struct Share(f64);

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
pub(in crate::scenario) enum Agreement {
    /// Published terms as they are.
    Preset(Preset),
    /// Terms of one's own, or published ones with changes.
    Terms(Sla),
}

/// The period of an agreement.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(in crate::scenario) enum Period {
    /// 730 h or 8760 h.
    Named(#[schemars(extend("enum" = ["month", "year"]))] String),
    /// Any other.
    Given(crate::scenario::Span),
}

/// One domain, or several that are dealt out.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(in crate::scenario) enum OneOrMany {
    /// A domain, or a group of them that is dealt round-robin over the members.
    One(Reference),
    /// Dealt round-robin over the members.
    Many(#[schemars(length(min = 1))] Vec<Reference>),
}

/// Where the data are.
#[derive(JsonSchema)]
#[schemars(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(in crate::scenario) enum Storage {
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
pub(in crate::scenario) enum Mode {
    /// When the holder has it.
    Async,
    /// When another member that is in sync has it too: a takeover loses nothing.
    Sync,
}

/// When a crew takes calls.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is what it is for")]
pub(in crate::scenario) enum WorkingHours {
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
pub(in crate::scenario) enum Repairs {
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
        let given = generator.subschema_for::<crate::scenario::Span>();
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
