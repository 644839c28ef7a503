//! `docs/language.md`: every key of the language as the schema has it, and every metric, for people.

use quorate::scenario::metrics::{
    CLUSTER, COMPONENT, ERROR_BUDGET, LOSSES, RECOVERY, SERVICE, SLA, SLA_COST, Unit,
};
use quorate::scenario::schema;
use serde_json::Value;
use std::fmt::Write;

const PAGE: &str = "docs/language.md";

/// What stands above what the schema says.
const HEAD: &str = "# The language

Every key of a scenario, and every metric that can be asserted. This page is written from the JSON Schema that
`quorate schema` prints (`UPDATE=1 cargo test reference`). `quorate validate --explain FILE` shows a scenario with
every default filled in; the README begins with an example. Groups have a `count`: `\"db\": { \"count\": 2 }` makes
`db-1` and `db-2`, and `db` means both.
";

/// What metrics mean, by path; those of several kinds once.
const METRICS: &[(&str, &str)] = &[
    ("availability", "Share of the time in which it is up."),
    ("nines", "−log₁₀ of the unavailability: 99.9 % are 3."),
    ("available_at_end", "Share of trials at whose end it is up."),
    ("served_fraction", "Share of the requests that get an answer."),
    ("sessions_lost_per_year", "Sessions lost."),
    ("downtime_s_per_year", "Time down."),
    ("outages_per_year", "Outages."),
    ("outage_s", "How long an outage lasts."),
    ("time_between_outages_s", "Up time between outages."),
    ("p_no_outage", "Share of trials without an outage."),
    ("planned_downtime_s_per_year", "Time down for planned work and moves back."),
    ("unplanned_availability", "Availability but for those."),
    ("at_risk_share", "Share of the time in which one more failure would bring it down."),
    ("sla.p_met", "Share of months, or other periods, that keep the target."),
    ("sla.p_breach_in_horizon", "Share of trials with a period that does not."),
    ("sla.expected_credit", "Mean credit of a period, as a share of its fee."),
    ("sla.expected_credit_cost_per_year", "That in money; with a `fee`."),
    (
        "sla.error_budget.spent_share",
        "Mean share of the allowed downtime that is spent; above 1: overspent.",
    ),
    ("failovers_per_year", "Takeovers begun."),
    ("failed_failovers_per_year", "Of them those that failed."),
    ("failbacks_per_year", "Moves back."),
    ("detections_per_year", "Members declared lost."),
    ("spurious_detections_per_year", "Of them those that were alive."),
    ("fencings_per_year", "Members fenced."),
    ("failed_fencings_per_year", "Attempts at that which failed."),
    ("quorum_losses_per_year", "Times at which nobody had quorum any more who had had it."),
    ("split_brains_per_year", "Times at which two sides began to write the same data."),
    ("dual_actives_per_year", "Times at which two served the same without common data."),
    (
        "data_losses_per_year",
        "Times at which data were damaged or destroyed; writes that are discarded are lost writes.",
    ),
    ("disaster_recoveries_per_year", "Recovery plans begun."),
    ("failed_disaster_recoveries_per_year", "Recovery plans that did not work."),
    ("fencing_blocked_s_per_year", "Time in which a person had to confirm that a member is off."),
    ("split_brain_s_per_year", "Time in which two sides wrote."),
    ("p_split_brain", "Share of trials with a split brain."),
    ("p_data_loss", "Share of trials with a data loss."),
    ("lost_writes_s_per_year", "How long a time's writes are lost."),
    ("lost_writes_s", "How long a time's writes one loss takes."),
    ("recovery_time_s", "How long a recovery takes."),
    ("recovery_point_s", "How long a time's writes it loses."),
    ("failures_per_year", "How often a fault strikes."),
    ("service_downtime_share", "Share of all services' downtime that its faults began."),
];

/// Says what a value may be.
fn kind(value: &Value) -> String {
    if let Some(name) = value["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if !value["const"].is_null() {
        return format!("`{}`", value["const"]);
    }
    if let Some(words) = value["enum"].as_array() {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        return words.join(", ");
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(kinds) = value[choice].as_array() {
            let mut kinds: Vec<String> = kinds.iter().map(kind).collect();
            kinds.dedup();
            return kinds.join(" or ");
        }
    }
    let items = &value["items"];
    let types = value["type"].as_array().map_or_else(
        || value["type"].as_str().unwrap_or("").to_owned(),
        |all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
    );
    match &*types {
        "array" if items.is_object() => format!("list of {}", kind(items)),
        "array" => {
            let items = value["prefixItems"].as_array().cloned().unwrap_or_default();
            format!("[{}]", items.iter().map(kind).collect::<Vec<_>>().join(", "))
        }
        "object" if value["additionalProperties"].is_object() => {
            format!("by name: {}", kind(&value["additionalProperties"]))
        }
        "object" => {
            let keys = value["properties"].as_object().into_iter().flatten();
            let keys = keys.map(|(key, value)| format!("`\"{key}\"`: {}", kind(value)));
            format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
        }
        "string" => "text".into(),
        "integer" => "whole number".into(),
        "boolean" => "`true` or `false`".into(),
        other => other.to_owned(),
    }
}

/// A description in one line, as a cell of a table may have it.
fn line(value: &Value) -> String {
    let words = value["description"].as_str().unwrap_or("");
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn keys(out: &mut String, value: &Value) {
    let Some(keys) = value["properties"].as_object() else { return };
    let needed: Vec<&str> =
        value["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    out.push_str("\n| key | value | default | what it says |\n|---|---|---|---|\n");
    let mut keys: Vec<_> = keys.iter().filter(|(key, _)| *key != "$schema").collect();
    keys.sort_by_key(|(key, _)| !needed.contains(&key.as_str()));
    for (key, value) in keys {
        let default = match &value["default"] {
            Value::Null if needed.contains(&key.as_str()) => "**needed**".to_owned(),
            Value::Null => String::new(),
            Value::String(text) => format!("`{text}`"),
            default => format!("`{default}`"),
        };
        let _ = writeln!(out, "| `{key}` | {} | {default} | {} |", kind(value), line(value));
    }
}

/// Tells one definition, and gathers those that it names.
fn definition(out: &mut String, name: &str, value: &Value) {
    let _ = writeln!(out, "\n### {name}\n");
    let _ = writeln!(out, "{}", value["description"].as_str().unwrap_or(""));
    keys(out, value);
    for choice in ["oneOf", "anyOf"] {
        let choices = value[choice].as_array().into_iter().flatten();
        let mut choices =
            choices.filter(|choice| choice["required"].is_null() || choice["type"] == "object");
        let mut first = true;
        for choice in &mut choices {
            if std::mem::take(&mut first) {
                out.push('\n');
            }
            let words = line(choice);
            let dash = if words.is_empty() { "" } else { ": " };
            let _ = writeln!(out, "- {}{dash}{words}", kind(choice));
            for (key, value) in choice["properties"].as_object().into_iter().flatten() {
                if !value["description"].is_null() && value["const"].is_null() {
                    let _ = writeln!(out, "  - `{key}`: {}", line(value));
                }
            }
        }
    }
    if value["oneOf"].is_null() && value["anyOf"].is_null() && value["properties"].is_null() {
        let _ = writeln!(out, "\nIt is {}.", kind(value));
    }
}

/// Adds the definitions that a value names and that are not there yet, each before those that it names.
fn gather<'s>(all: &'s Value, value: &'s Value, order: &mut Vec<&'s str>) {
    match value {
        Value::Object(object) => {
            let name = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = name.and_then(|r| r.rsplit('/').next())
                && !order.contains(&name)
            {
                order.push(name);
                gather(all, &all["$defs"][name], order);
            }
            object.values().for_each(|inner| gather(all, inner, order));
        }
        Value::Array(list) => list.iter().for_each(|inner| gather(all, inner, order)),
        _ => {}
    }
}

/// Tells the metrics of one kind of thing.
fn metrics(out: &mut String, title: &str, lists: &[&[(&str, Unit)]]) {
    let _ = writeln!(out, "\n### {title}\n\n| metric | in | what it is |\n|---|---|---|");
    for (path, unit) in lists.iter().flat_map(|list| list.iter()) {
        let unit = match unit {
            Unit::Share => "share",
            Unit::Seconds => "time",
            Unit::Number => "number",
        };
        let whole = METRICS.iter().find(|(known, _)| known == path);
        let quantile = || {
            path.rsplit_once(".p")
                .map(|(of, n)| format!("What {n} in 100 of `{of}` do not exceed."))
        };
        let words = whole.map(|(_, words)| (*words).to_owned()).or_else(quantile);
        let words = words.unwrap_or_else(|| panic!("say what {path} is"));
        let _ = writeln!(out, "| `{path}` | {unit} | {words} |");
    }
}

#[test]
fn the_reference_has_every_key_and_every_metric() {
    let schema = schema();
    let scenario = &schema["$defs"]["Scenario"];
    let mut out = format!("{HEAD}\n## A scenario\n");
    keys(&mut out, scenario);
    out.push_str("| `extends` | text | | Another scenario file to start from, by its path from this file's folder; this file is applied to it as a JSON merge patch (RFC 7386). |\n");
    out.push_str("\n## What they are made of\n");
    let mut order = Vec::new();
    gather(&schema, scenario, &mut order);
    for name in &order {
        definition(&mut out, name, &schema["$defs"][*name]);
    }
    let all = schema["$defs"].as_object().unwrap();
    assert!(all.keys().all(|name| name == "Scenario" || order.contains(&&**name)));
    out.push_str("\n## Metrics\n\nA path is `services.NAME.METRIC`, `clusters.NAME.METRIC` or `components.NAME.METRIC`. A time is written with its unit, a share\nas `0.999` or `\"99.9%\"`.\n");
    metrics(&mut out, "Of a service", &[SERVICE]);
    metrics(&mut out, "Of a service with an `sla`", &[SLA, SLA_COST, ERROR_BUDGET]);
    metrics(&mut out, "Of a cluster", &[CLUSTER]);
    metrics(
        &mut out,
        "Of a cluster with replicated data, or with data and `disaster_recovery`",
        &[LOSSES],
    );
    metrics(&mut out, "Of a cluster with `disaster_recovery`", &[RECOVERY]);
    metrics(&mut out, "Of a component", &[COMPONENT]);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &out).unwrap();
    }
    let committed = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(out == committed, "run `UPDATE=1 cargo test reference` and commit {PAGE}");
}
