//! Reading components: domains, nodes, disks, switches, links.

use super::class::Chosen;
use super::faults::{Effects, faults};
use crate::engine::SECOND;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::limits;
use crate::scenario::names::Kind;
use crate::scenario::types::{Common, Domain, Fault, Link, Map, Node, Plane, Reference, Switch};
use crate::scenario::values::Delay;

/// The most that a component can cost a year.
const MOST_COST: f64 = 1e12;

/// All planes, in the order in which they are written.
const PLANES: [(&str, Plane); 3] =
    [("heartbeat", Plane::Heartbeat), ("client", Plane::Client), ("storage", Plane::Storage)];

/// Reads a reference to something by name.
pub(super) fn reference(reader: &mut Reader, item: &Item) -> Option<Reference> {
    Some(Reference { name: reader.text(item)?, place: item.place() })
}

/// Reads a list of references; `what` says what an empty one lacks.
pub(super) fn references(reader: &mut Reader, item: &Item, what: &str) -> Option<Vec<Reference>> {
    let items = reader.list(item)?;
    if items.is_empty() {
        reader.problem(item.place(), what, None);
    }
    Some(items.iter().filter_map(|item| reference(reader, item)).collect())
}

/// Reads a constant protocol delay, or its default.
pub(super) fn delay_or(
    reader: &mut Reader,
    fields: &mut Fields,
    key: &'static str,
    default_s: u64,
) -> Delay {
    fields
        .take(key)
        .and_then(|item| constant(reader, &item))
        .unwrap_or(Delay::constant(default_s * SECOND))
}

/// Reads a delay of which a plain duration is a constant.
pub(super) fn constant(reader: &mut Reader, item: &Item) -> Option<Delay> {
    reader.delay(item, |span| Delay::constant(span.rounded()))
}

pub(super) fn domain(reader: &mut Reader, item: &Item) -> Option<Domain> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let count = count(reader, &mut fields);
    let (faults, cost) = faults_and_cost(reader, &mut fields, Kind::Domain, &Effects::DOWN);
    if let Some(item) = fields.take("domain") {
        let hint = "the domain around a domain is its `within`";
        reader.problem(item.place(), "a domain has no `domain`", Some(hint.into()));
    }
    let within = fields.take("within").and_then(|item| reference(reader, &item));
    fields.forget("domain");
    fields.finish(reader);
    Some(Domain { common: Common { place, count, domain: Vec::new(), faults, cost }, within })
}

pub(super) fn node(reader: &mut Reader, item: &Item) -> Option<Node> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, Kind::Node, &Effects::NODE);
    let votes = fields.take("votes").and_then(|item| reader.whole(&item, 0, 1000));
    let reboot = delay_or(reader, &mut fields, "reboot", 120);
    let standby_wear = fields.take("standby_wear").and_then(|item| reader.share(&item));
    let capacity = fields.take("capacity").and_then(|item| amount(reader, &item));
    fields.finish(reader);
    let votes = votes.unwrap_or(1) as u32;
    let standby_wear = standby_wear.unwrap_or(1.0);
    Some(Node { common, votes, reboot, capacity, standby_wear })
}

/// The most that a node can do, or that is asked of a service.
pub(super) const MOST: f64 = 1e12;

/// Reads how much can be done, or is asked: more than 0.
pub(super) fn amount(reader: &mut Reader, item: &Item) -> Option<f64> {
    let amount = reader.number(item)?;
    if amount > 0.0 && amount <= MOST {
        return Some(amount);
    }
    let hint = "in whatever unit capacities and demands are told in, such as requests a second";
    reader.problem(item.place(), "expected a number above 0, at most 1e12", Some(hint.into()));
    None
}

pub(super) fn switch(reader: &mut Reader, item: &Item) -> Option<Switch> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, Kind::Switch, &Effects::DOWN);
    let connects = fields.take("connects").and_then(|item| {
        references(
            reader,
            &item,
            "this plugs in nothing; a switch that only links lead to has no `connects`",
        )
    });
    let carries = carries(reader, &mut fields);
    fields.finish(reader);
    Some(Switch { common, connects: connects.unwrap_or_default(), carries })
}

pub(super) fn link(reader: &mut Reader, item: &Item) -> Option<Link> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, Kind::Link, &Effects::DOWN);
    let between = fields.need(reader, "between").and_then(|item| ends(reader, &item));
    let carries = carries(reader, &mut fields);
    fields.finish(reader);
    Some(Link { common, between: between?, carries })
}

fn ends(reader: &mut Reader, item: &Item) -> Option<[Reference; 2]> {
    let items = reader.list(item)?;
    let [a, b] = &items[..] else {
        reader.problem(item.place(), "a link has two ends: [a, b]", None);
        return None;
    };
    let (a, b) = (reference(reader, a), reference(reader, b));
    Some([a?, b?])
}

/// Reads the planes that a link or switch carries: all of them unless it says so.
fn carries(reader: &mut Reader, fields: &mut Fields) -> Vec<Plane> {
    let all = || PLANES.iter().map(|(_, plane)| *plane).collect();
    let Some(item) = fields.take("carries") else { return all() };
    let Some(items) = reader.list(&item) else { return all() };
    if items.is_empty() {
        let hint = "any of `heartbeat`, `client`, `storage`; without the key all three";
        reader.problem(item.place(), "this carries nothing", Some(hint.into()));
    }
    let mut planes = Vec::new();
    for item in &items {
        let Some(plane) = reader.choice(item, &PLANES) else { continue };
        if planes.contains(&plane) {
            reader.problem(item.place(), "this plane is given twice", None);
        } else {
            planes.push(plane);
        }
    }
    planes
}

/// Reads what every component but a domain has: count, domain, class, faults and cost.
pub(super) fn common(
    reader: &mut Reader,
    fields: &mut Fields,
    kind: Kind,
    effects: &Effects,
) -> Common {
    let place = fields.place.clone();
    let count = count(reader, fields);
    let domain = fields.take("domain").and_then(|item| domains(reader, &item, count.unwrap_or(1)));
    let (faults, cost) = faults_and_cost(reader, fields, kind, effects);
    Common { place, count, domain: domain.unwrap_or_default(), faults, cost }
}

/// Reads the faults, those of a class too, and what one component costs a year.
fn faults_and_cost(
    reader: &mut Reader,
    fields: &mut Fields,
    kind: Kind,
    effects: &Effects,
) -> (Map<Fault>, Option<f64>) {
    let class = Chosen::read(reader, fields, kind);
    let faults = faults(reader, fields, effects, class.as_ref());
    (faults, fields.take("cost").and_then(|item| cost(reader, &item)))
}

fn cost(reader: &mut Reader, item: &Item) -> Option<f64> {
    let cost = reader.number(item)?;
    if (0.0..=MOST_COST).contains(&cost) {
        // What is written -0 costs nothing.
        return Some(cost.abs());
    }
    let hint = "money a year for one component, in whatever currency; nothing earns money by standing there";
    reader.problem(item.place(), "expected a number from 0 to 1e12", Some(hint.into()));
    None
}

fn count(reader: &mut Reader, fields: &mut Fields) -> Option<u32> {
    let most = limits::COMPONENTS as u64;
    fields.take("count").and_then(|item| reader.whole(&item, 1, most)).map(|n| n as u32)
}

/// Reads the domain that a component stands in, or the list that is dealt out over its members.
fn domains(reader: &mut Reader, item: &Item, members: u32) -> Option<Vec<Reference>> {
    if item.as_text().is_some() {
        return reference(reader, item).map(|r| vec![r]);
    }
    if !item.is_list() {
        reader.expected(item, "a domain or a list of domains");
        return None;
    }
    let what = "an empty list; what stands in no domain has no `domain`";
    let domains = references(reader, item, what)?;
    if let Some(idle) = domains.get(members as usize) {
        let what = format!("no member is left for `{}`", idle.name);
        let hint = "a list of domains is dealt out over the members, one each; a domain inside another says `within`";
        reader.problem(idle.place.clone(), what, Some(hint.into()));
    }
    Some(domains)
}
