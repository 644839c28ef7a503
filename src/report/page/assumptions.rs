//! What the simulation took for granted, in plain words.

use super::table::{Cell, Table};
use crate::report::console::horizon;
use crate::report::units::span;
use crate::scenario::{Common, Fault, Scenario};
use serde_json::Value;

/// More names than this are counted.
const NAMED: usize = 24;

/// More rows of faults than this, and more tables of settings, are left to the scenario.
const FAULTS: usize = 300;
const SETTINGS: usize = 100;

/// Everything that the page says of what was assumed.
pub(super) struct Assumptions {
    /// What holds for every scenario or follows from what this one has not.
    pub(super) sentences: Vec<String>,
    pub(super) faults: Table,
    /// How each cluster reacts, and all other settings.
    pub(super) settings: Vec<Table>,
}

impl Assumptions {
    pub(super) fn new(scenario: &Scenario) -> Assumptions {
        Assumptions {
            sentences: sentences(scenario),
            faults: faults(scenario),
            settings: all_settings(scenario),
        }
    }
}

/// Calls `see` with the name, the kind and what is common of everything that is declared.
fn each_declared<'s>(
    scenario: &'s Scenario,
    mut see: impl FnMut(&'s str, &'static str, &'s Common),
) {
    scenario.domains.iter().for_each(|(name, x)| see(name, "domain", &x.common));
    scenario.nodes.iter().for_each(|(name, x)| see(name, "node", &x.common));
    scenario.disks.iter().for_each(|(name, x)| see(name, "disk", &x.common));
    scenario.switches.iter().for_each(|(name, x)| see(name, "switch", &x.common));
    scenario.links.iter().for_each(|(name, x)| see(name, "link", &x.common));
    scenario.load_balancers.iter().for_each(|(name, x)| see(name, "load balancer", &x.common));
}

fn sentences(scenario: &Scenario) -> Vec<String> {
    let mut said = Vec::new();
    let each = horizon(span_s(scenario.horizon));
    said.push(format!(
        "Each trial is one possible history of {each}, from Monday 00:00 on; a year has 365 days."
    ));
    let warmup_s = span_s(scenario.warmup);
    said.push(if warmup_s > 0.0 {
        format!("Before that {} are simulated and not counted.", span(warmup_s))
    } else {
        "At its start everything works, and is new unless an age is given.".into()
    });
    said.push(
        "Nothing fails but what the table below lists; what fails alone fails independently of \
         the rest. What fails together is what a domain, a shock or the script takes down."
            .into(),
    );
    let mut never = Vec::new();
    each_declared(scenario, |name, _, common| {
        if common.faults.is_empty() {
            never.push(name);
        }
    });
    if !never.is_empty() {
        let more = never.len().saturating_sub(NAMED);
        never.truncate(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        said.push(format!("By themselves these never fail: {}{more}.", never.join(", ")));
    }
    said.push(networks(scenario));
    if scenario.crews.is_empty() {
        said.push("Whoever is needed for a repair is there at once, at any hour.".into());
    }
    if scenario.maintenance.is_empty() {
        said.push("No work is planned, and none takes anything down.".into());
    }
    if scenario.services.values().all(|service| service.demand.is_none()) {
        said.push("Load plays no part: whoever serves can answer everything.".into());
    }
    said.push(
        "The intervals say what chance has left open in so many trials. They do not say how good \
         the failure rates are that went in."
            .into(),
    );
    said
}

fn span_s(span: crate::scenario::Span) -> f64 {
    crate::engine::seconds(span.rounded())
}

fn networks(scenario: &Scenario) -> String {
    if scenario.links.is_empty() && scenario.switches.is_empty() {
        "There are no links or switches, so the network is perfect: everybody hears everybody \
         always."
            .into()
    } else {
        "A network is perfect where no link or switch of its kind (heartbeat, client, storage) is \
         declared; the others are only what is declared."
            .into()
    }
}

/// Everything that fails, how often, and how long its repair takes.
fn faults(scenario: &Scenario) -> Table {
    let titles =
        ["What fails", "Kind", "Fault", "Effect", "Time between failures", "Repair", "Who repairs"];
    let mut table = Table::new("What fails, as it was assumed", &titles);
    each_declared(scenario, |name, kind, common| {
        let name = match common.count {
            Some(count) => format!("{name} × {count}"),
            None => name.to_owned(),
        };
        for (fault_name, fault) in &common.faults {
            table.row(name.clone(), fault_cells(kind, fault_name, fault));
        }
    });
    for (name, shock) in &scenario.shocks {
        let hits: Vec<&str> = shock.hits.iter().map(|r| &*r.name).collect();
        let cells = vec![
            Cell::words("shock"),
            Cell::words(format!("hits {}, each with {}", hits.join(", "), shock.probability)),
            Cell::words(shock.effect.map_or("usual".into(), |e| worded(&e))),
            Cell::words(worded(&shock.mtbf)),
            Cell::words(worded(&shock.mttr)),
            Cell::words(shock.crew.as_ref().map_or("at once", |crew| &crew.name)),
        ];
        table.row(name.clone(), cells);
    }
    table.keep(FAULTS, "the scenario below");
    table
}

fn fault_cells(kind: &str, name: &str, fault: &Fault) -> Vec<Cell> {
    let repair = if fault.mttr.is_never() { "restarted".into() } else { worded(&fault.mttr) };
    vec![
        Cell::words(kind),
        Cell::words(name),
        Cell::words(worded(&fault.effect)),
        Cell::words(worded(&fault.mtbf)),
        Cell::words(repair),
        Cell::words(fault.crew.as_ref().map_or("at once", |crew| &crew.name)),
    ]
}

/// Every setting that is not of a component, the defaults too.
fn all_settings(scenario: &Scenario) -> Vec<Table> {
    let mut tables = Vec::new();
    scenario.clusters.iter().for_each(|(name, c)| tables.push(settings("Cluster", name, c)));
    scenario.services.iter().for_each(|(name, s)| tables.push(settings("Service", name, s)));
    scenario.crews.iter().for_each(|(name, c)| tables.push(settings("Crew", name, c)));
    scenario.spares.iter().for_each(|(name, s)| tables.push(settings("Spare parts", name, s)));
    scenario.shocks.iter().for_each(|(name, s)| tables.push(settings("Shock", name, s)));
    scenario
        .maintenance
        .iter()
        .for_each(|(name, m)| tables.push(settings("Planned work", name, m)));
    for (i, incident) in scenario.script.iter().enumerate() {
        tables.push(settings("Script", &(i + 1).to_string(), incident));
    }
    tables.truncate(SETTINGS);
    tables
}

fn settings(kind: &str, name: &str, of: &impl serde::Serialize) -> Table {
    let mut table = Table::new(format!("{kind} {name}"), &["Setting", "Value"]);
    let json = serde_json::to_value(of).expect("all keys are texts");
    let Value::Object(keys) = json else { return table };
    for (key, value) in &keys {
        match value {
            Value::Object(inner) if !inner.is_empty() && !is_distribution(value) => {
                for (inner_key, value) in inner {
                    let setting = format!("{}: {}", plain(key), plain(inner_key));
                    table.row(setting, vec![Cell::words(words(value))]);
                }
            }
            value => table.row(plain(key), vec![Cell::words(words(value))]),
        }
    }
    table
}

fn plain(key: &str) -> String {
    key.replace('_', " ")
}

/// Whether it is a distribution: an object of one key that says which.
fn is_distribution(value: &Value) -> bool {
    const KINDS: [&str; 11] = [
        "exponential",
        "constant",
        "uniform",
        "triangular",
        "weibull",
        "lognormal",
        "gamma",
        "erlang",
        "empirical",
        "mixture",
        "shifted",
    ];
    let keys = value.as_object();
    keys.is_some_and(|keys| keys.len() == 1 && keys.keys().all(|key| KINDS.contains(&&**key)))
}

/// Says what serializes as a distribution or a word.
fn worded(value: &impl serde::Serialize) -> String {
    words(&serde_json::to_value(value).expect("all keys are texts"))
}

/// Says a value of the language in words.
fn words(value: &Value) -> String {
    /// More values than this are counted instead.
    const MOST: usize = 12;
    match value {
        Value::Null => "none".into(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Number(n) => n.to_string(),
        Value::String(text) => plain_word(text),
        Value::Array(list) if list.len() > MOST => format!("{} values", list.len()),
        Value::Array(list) if list.is_empty() => "none".into(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(keys) if keys.is_empty() => "none".into(),
        Value::Object(keys) => match keys.iter().next() {
            Some((key, inner)) if is_distribution(value) => distribution(key, inner),
            _ => {
                let one = |(key, value): (&String, &Value)| format!("{key} {}", words(value));
                keys.iter().map(one).collect::<Vec<_>>().join(", ")
            }
        },
    }
}

/// A word of the language; names keep their underscores.
fn plain_word(text: &str) -> String {
    match text {
        "active_passive" => "active/passive".into(),
        "active_active" => "active/active".into(),
        text => text.to_owned(),
    }
}

fn distribution(kind: &str, of: &Value) -> String {
    let of = words(of);
    match kind {
        "constant" => of,
        "uniform" => format!("uniform between {}", of.replacen(", ", " and ", 1)),
        "exponential" => format!("{of} on average (exponential)"),
        kind => format!("{kind}: {of}"),
    }
}
