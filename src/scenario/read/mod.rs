//! From JSON values to the types: one file per part of the language.

mod clusters;
mod components;
mod distribution;
mod services;

pub(super) use distribution::distribution;

use super::json::{Fields, Item, Reader};
use super::limits;
use super::types::{Map, Scenario, Simulation};
use super::values::Span;
use crate::engine::YEAR;

/// Keys of the top level that are in the language but not simulated yet.
const LATER: [&str; 10] = [
    "extends",
    "warmup",
    "domains",
    "switches",
    "load_balancers",
    "spares",
    "shocks",
    "maintenance",
    "script",
    "assertions",
];

/// Reads a whole scenario; `stem` names it if it does not name itself.
pub(super) fn scenario(reader: &mut Reader, root: &Item, stem: &str) -> Option<Scenario> {
    let mut fields = reader.fields(root)?;
    if let Some(item) = fields.need(reader, "quorate") {
        let hint = "this program speaks version 1 of the language: `\"quorate\": 1`";
        if reader.number(&item).is_some_and(|version| version != 1.0) {
            reader.problem(item.place(), "unknown version of the language", Some(hint.into()));
        }
    }
    let name = fields.take("name").and_then(|item| reader.text(&item));
    let description = fields.take("description").and_then(|item| reader.text(&item));
    let horizon = fields.take("horizon").and_then(|item| horizon(reader, &item));
    let simulation = fields.take("simulation").map(|item| simulation(reader, &item));
    let nodes = map(reader, &mut fields, "nodes", components::node);
    let disks = map(reader, &mut fields, "disks", components::disk);
    let links = map(reader, &mut fields, "links", components::link);
    let crews = map(reader, &mut fields, "crews", components::crew);
    let clusters = map(reader, &mut fields, "clusters", |reader, item| {
        clusters::cluster(reader, item, &nodes)
    });
    let services = match fields.need(reader, "services") {
        Some(item) => {
            let services = entries(reader, &item, services::service);
            if services.is_empty() && reader.problems.is_empty() {
                reader.problem(item.place(), "a scenario needs at least one service", None);
            }
            services
        }
        None => Map::new(),
    };
    fields.finish(reader, &LATER);
    Some(Scenario {
        name: name.unwrap_or_else(|| stem.to_owned()),
        description,
        horizon: horizon.unwrap_or(Span::from_ns(YEAR as f64)),
        simulation: simulation.unwrap_or_default(),
        warmup: Span::ZERO,
        domains: Map::new(),
        nodes,
        switches: Map::new(),
        links,
        disks,
        crews,
        spares: Map::new(),
        clusters,
        services,
        shocks: Map::new(),
        script: Vec::new(),
    })
}

impl Default for Simulation {
    fn default() -> Self {
        Simulation { trials: 10_000, seed: 1, precision: None }
    }
}

fn simulation(reader: &mut Reader, item: &Item) -> Simulation {
    let mut simulation = Simulation::default();
    let Some(mut fields) = reader.fields(item) else { return simulation };
    if let Some(n) = fields.take("trials").and_then(|item| reader.whole(&item, 1, 1 << 40)) {
        simulation.trials = n;
    }
    if let Some(seed) = fields.take("seed").and_then(|item| reader.whole(&item, 0, u64::MAX)) {
        simulation.seed = seed;
    }
    fields.finish(reader, &["precision"]);
    simulation
}

fn horizon(reader: &mut Reader, item: &Item) -> Option<Span> {
    let span = reader.span(item)?;
    let years = span.ns() / YEAR as f64;
    if span.rounded() == 0 || years > limits::HORIZON_YEARS {
        let hint =
            format!("a horizon is longer than 0 and at most {} years", limits::HORIZON_YEARS);
        reader.problem(item.place(), "this horizon cannot be simulated", Some(hint));
        return None;
    }
    Some(span)
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
        if let Some(value) = read(reader, &item) {
            map.insert(name, value);
        }
    }
    map
}
