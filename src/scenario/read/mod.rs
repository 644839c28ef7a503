//! From JSON values to the types: one file per part of the language.

mod assertions;
mod balancers;
mod class;
mod clusters;
mod components;
mod demand;
mod disks;
mod distribution;
mod events;
mod faults;
mod maintenance;
mod quorum;
mod recovery;
mod repairs;
mod services;
mod sla;
mod storage;

pub(super) use distribution::{KNOWN as LAWS, distribution};
pub(super) use repairs::DAYS;

use super::json::{Fields, Item, Reader};
use super::limits;
use super::types::{Map, Scenario, Simulation};
use super::values::Span;
use crate::engine::YEAR;

/// Reads a whole scenario; `stem` names it if it does not name itself.
pub(super) fn scenario(reader: &mut Reader, root: &Item, stem: &str) -> Option<Scenario> {
    let mut fields = reader.fields(root)?;
    let hint = "this program speaks version 1 of the language: `\"quorate\": 1`";
    if let Some(item) = fields.need_as(reader, "quorate", Some(hint))
        && reader.number(&item).is_some_and(|version| version != 1.0)
    {
        reader.problem(item.place(), "unknown version of the language", Some(hint.into()));
    }
    let name = fields.take("name").and_then(|item| reader.text(&item));
    let description = fields.take("description").and_then(|item| reader.text(&item));
    let (horizon, warmup) = times(reader, &mut fields);
    let simulation = fields.take("simulation").map(|item| simulation(reader, &item));
    let domains = map(reader, &mut fields, "domains", components::domain);
    let nodes = map(reader, &mut fields, "nodes", components::node);
    let switches = map(reader, &mut fields, "switches", components::switch);
    let links = map(reader, &mut fields, "links", components::link);
    let disks = map(reader, &mut fields, "disks", disks::disk);
    let load_balancers = map(reader, &mut fields, "load_balancers", balancers::balancer);
    let crews = map(reader, &mut fields, "crews", repairs::crew);
    let spares = map(reader, &mut fields, "spares", repairs::spare);
    let clusters = map(reader, &mut fields, "clusters", |reader, item| {
        clusters::cluster(reader, item, &nodes)
    });
    let services = match fields.need(reader, "services") {
        Some(item) => {
            let services =
                entries(reader, &item, |reader, item| services::service(reader, item, horizon));
            if services.is_empty() && reader.problems.is_empty() {
                reader.problem(item.place(), "a scenario needs at least one service", None);
            }
            services
        }
        None => Map::new(),
    };
    let shocks = map(reader, &mut fields, "shocks", events::shock);
    let maintenance = map(reader, &mut fields, "maintenance", |reader, item| {
        maintenance::maintenance(reader, item, horizon)
    });
    let script = fields.take("script").map(|item| events::script(reader, &item, horizon));
    let assertions = fields.take("assertions").map(|item| assertions::assertions(reader, &item));
    if let Some(item) = fields.take("extends") {
        let hint = "what a scenario starts from is said in its file";
        reader.problem(item.place(), "`extends` cannot be set", Some(hint.into()));
    }
    // For editors, which find the schema by it.
    let _ = fields.take("$schema");
    fields.forget("$schema");
    fields.finish(reader);
    Some(Scenario {
        name: name.unwrap_or_else(|| stem.to_owned()),
        description,
        horizon,
        warmup,
        simulation: simulation.unwrap_or_default(),
        domains,
        nodes,
        switches,
        links,
        disks,
        load_balancers,
        crews,
        spares,
        clusters,
        services,
        shocks,
        maintenance,
        script: script.unwrap_or_default(),
        assertions: assertions.unwrap_or_default(),
    })
}

/// Trials of a scenario that asks neither for a number nor for a precision.
const TRIALS: u64 = 10_000;

impl Default for Simulation {
    fn default() -> Self {
        Simulation { trials: Some(TRIALS), seed: 1, precision: None }
    }
}

fn simulation(reader: &mut Reader, item: &Item) -> Simulation {
    let mut simulation = Simulation::default();
    let Some(mut fields) = reader.fields(item) else { return simulation };
    simulation.trials = fields.take("trials").and_then(|item| reader.whole(&item, 1, 1 << 40));
    if let Some(seed) = fields.take("seed").and_then(|item| reader.whole(&item, 0, u64::MAX)) {
        simulation.seed = seed;
    }
    if let Some(item) = fields.take("precision")
        && let Some(share) = reader.share(&item)
    {
        if share > 0.0 && share < 1.0 {
            simulation.precision = Some(share);
        } else {
            let hint = "a precision of 5 % is written 0.05 or \"5%\"";
            reader.problem(item.place(), "a precision lies between 0 and 1", Some(hint.into()));
        }
    }
    if simulation.precision.is_none() {
        simulation.trials = simulation.trials.or(Some(TRIALS));
    }
    fields.finish(reader);
    simulation
}

/// Reads `horizon` and `warmup`; together they are what one trial simulates.
fn times(reader: &mut Reader, fields: &mut Fields) -> (Span, Span) {
    let year = YEAR as f64;
    let most = limits::HORIZON_YEARS;
    let mut horizon = Span::from_ns(year);
    if let Some(item) = fields.take("horizon")
        && let Some(span) = reader.span(&item)
    {
        if span.rounded() == 0 || span.ns() > most * year {
            let hint = format!("a horizon is longer than 0 and at most {most} years");
            reader.problem(item.place(), "this horizon cannot be simulated", Some(hint));
        } else {
            horizon = span;
        }
    }
    let mut warmup = Span::ZERO;
    if let Some(item) = fields.take("warmup")
        && let Some(span) = reader.span(&item)
    {
        if span.ns() + horizon.ns() > most * year {
            let hint = format!("`warmup` and `horizon` together are at most {most} years");
            reader.problem(item.place(), "this warmup cannot be simulated", Some(hint));
        } else {
            warmup = span;
        }
    }
    (horizon, warmup)
}

/// Reads a map of declared things; what cannot be read is reported and left out.
fn map<'a, T>(
    reader: &mut Reader,
    fields: &mut Fields<'a>,
    key: &'static str,
    read: impl FnMut(&mut Reader, &Item<'a>) -> Option<T>,
) -> Map<T> {
    fields.take(key).map_or_else(Map::new, |item| entries(reader, &item, read))
}

fn entries<'a, T>(
    reader: &mut Reader,
    item: &Item<'a>,
    mut read: impl FnMut(&mut Reader, &Item<'a>) -> Option<T>,
) -> Map<T> {
    let mut map = Map::new();
    for (name, item) in reader.entries(item) {
        match read(reader, &item) {
            Some(value) => {
                map.insert(name, value);
            }
            None => reader.unread.push(name),
        }
    }
    map
}
