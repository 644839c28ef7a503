//! Reading components and crews.

use crate::engine::{Law, SECOND, YEAR};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::limits;
use crate::scenario::types::{
    Age, Common, Crew, Disk, Effect, Fault, Link, Map, Node, Order, Plane, Reference, Repaired,
    While,
};
use crate::scenario::values::{Delay, Span};

/// Keys of every component that are in the language but not simulated yet.
const LATER: [&str; 3] = ["domain", "class", "cost"];

/// Reads a reference to something by name.
pub(super) fn reference(reader: &mut Reader, item: &Item) -> Option<Reference> {
    Some(Reference { name: reader.text(item)?, place: item.place() })
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
        .and_then(|item| reader.delay(&item, |span| Delay::constant(span.rounded())))
        .unwrap_or(Delay::constant(default_s * SECOND))
}

pub(super) fn node(reader: &mut Reader, item: &Item) -> Option<Node> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, "crash", &["process", "hang", "degrade"]);
    let reboot = delay_or(reader, &mut fields, "reboot", 120);
    finish(fields, reader, &["votes", "capacity", "standby_wear"]);
    Some(Node { common, votes: 1, reboot, standby_wear: 1.0 })
}

pub(super) fn disk(reader: &mut Reader, item: &Item) -> Option<Disk> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, "unavailable", &["loss"]);
    finish(fields, reader, &["array", "attached_to"]);
    Some(Disk { common })
}

pub(super) fn link(reader: &mut Reader, item: &Item) -> Option<Link> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, "down", &[]);
    let between = fields.need(reader, "between").and_then(|item| ends(reader, &item));
    if let Some(item) = fields.take("carries") {
        carries(reader, &item);
    } else {
        let hint = "a link without `carries` carries heartbeat, client and storage traffic; write `\"carries\": [\"heartbeat\"]`";
        let what = "links that carry client or storage traffic are not simulated yet";
        reader.problem(fields.place.clone(), what, Some(hint.into()));
    }
    finish(fields, reader, &[]);
    Some(Link { common, between: between?, carries: vec![Plane::Heartbeat] })
}

fn ends(reader: &mut Reader, item: &Item) -> Option<[Reference; 2]> {
    let items = reader.list(item)?;
    let [a, b] = &items[..] else {
        reader.problem(item.place(), "a link has two ends: [a, b]", None);
        return None;
    };
    Some([reference(reader, a)?, reference(reader, b)?])
}

/// Checks the planes of a link: heartbeat is the one that is simulated.
fn carries(reader: &mut Reader, item: &Item) {
    let Some(items) = reader.list(item) else { return };
    if items.is_empty() {
        reader.problem(item.place(), "a link that carries nothing is no link", None);
    }
    for item in &items {
        reader.choice_or_later(item, &[("heartbeat", ())], &["client", "storage"]);
    }
}

pub(super) fn crew(reader: &mut Reader, item: &Item) -> Option<Crew> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let size = fields.take("size").and_then(|item| reader.whole(&item, 1, 100_000)).unwrap_or(1);
    let response = delay_or(reader, &mut fields, "response", 0);
    if let Some(item) = fields.take("order") {
        reader.choice_or_later(&item, &[("fifo", ())], &["random"]);
    }
    fields.finish(reader, &["hours"]);
    Some(Crew { place, size: size as u32, response, hours: None, order: Order::Fifo })
}

fn finish(fields: Fields, reader: &mut Reader, later: &[&'static str]) {
    let later: Vec<_> = LATER.iter().chain(later).copied().collect();
    fields.finish(reader, &later);
}

/// Reads what every component has: count, faults and the short form of one fault.
fn common(
    reader: &mut Reader,
    fields: &mut Fields,
    effect: &'static str,
    later_effects: &[&str],
) -> Common {
    let place = fields.place.clone();
    let most = limits::COMPONENTS as u64;
    let count = fields.take("count").and_then(|item| reader.whole(&item, 1, most));
    let short = short_fault(reader, fields, effect);
    let mut faults = Map::new();
    if let Some(item) = fields.take("faults") {
        for (name, item) in reader.entries(&item) {
            if let Some(fault) = fault(reader, &item, effect, later_effects) {
                faults.insert(name, fault);
            }
        }
    }
    if let Some(fault) = short
        && faults.insert("failure".into(), fault).is_some()
    {
        let hint = "`mtbf` and `mttr` are short for `faults.failure`; keep one of the two";
        reader.problem(place.clone(), "the fault `failure` is given twice", Some(hint.into()));
    }
    Common { place, count: count.map(|n| n as u32), domain: Vec::new(), faults }
}

/// Reads `mtbf` (or `afr`) and `mttr` of a component, short for one fault.
fn short_fault(reader: &mut Reader, fields: &mut Fields, effect: &'static str) -> Option<Fault> {
    let before = reader.problems.len();
    let mtbf = life(reader, fields);
    let mttr = repair(reader, fields);
    match (mtbf, mttr) {
        (Some(mtbf), Some(mttr)) => {
            Some(plain(fields.place.clone(), mtbf, mttr, effect_of(effect)))
        }
        (None, None) => None,
        (mtbf, _) if reader.problems.len() == before => {
            let missing = if mtbf.is_none() { "mtbf" } else { "mttr" };
            let hint =
                "a fault needs both: how long until it strikes and how long its repair takes";
            reader.problem(
                fields.place.clone(),
                format!("`{missing}` is missing"),
                Some(hint.into()),
            );
            None
        }
        _ => None,
    }
}

fn fault(
    reader: &mut Reader,
    item: &Item,
    effect: &'static str,
    later_effects: &[&str],
) -> Option<Fault> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let mtbf = life(reader, &mut fields);
    let mttr = repair(reader, &mut fields);
    if mtbf.is_none() && reader.problems.len() == before {
        let hint = "`mtbf` or `afr` says how often the fault strikes";
        reader.problem(item.place(), "`mtbf` is missing", Some(hint.into()));
    }
    if mttr.is_none() && reader.problems.len() == before {
        reader.problem(item.place(), "`mttr` is missing", None);
    }
    if let Some(item) = fields.take("effect") {
        reader.choice_or_later(&item, &[(effect, ())], later_effects);
    }
    if let Some(item) = fields.take("repair") {
        reader.choice_or_later(&item, &[("renew", ())], &["minimal"]);
    }
    let crew = fields.take("crew").and_then(|item| reference(reader, &item));
    fields.finish(reader, &["age", "spare", "while", "capacity"]);
    Some(Fault { crew, ..plain(item.place(), mtbf?, mttr?, effect_of(effect)) })
}

fn effect_of(word: &str) -> Effect {
    match word {
        "crash" => Effect::Crash,
        "unavailable" => Effect::Unavailable,
        _ => Effect::Down,
    }
}

fn plain(place: crate::scenario::Place, mtbf: Delay, mttr: Delay, effect: Effect) -> Fault {
    Fault {
        place,
        mtbf,
        mttr,
        effect,
        repair: Repaired::Renew,
        age: Age::New,
        runs: While::Operating,
        crew: None,
        spare: None,
    }
}

/// Reads `mtbf` or `afr`, whichever is there.
fn life(reader: &mut Reader, fields: &mut Fields) -> Option<Delay> {
    let mtbf = fields.take("mtbf");
    let afr = fields.take("afr");
    if let (Some(_), Some(afr)) = (&mtbf, &afr) {
        let hint = "the annualized failure rate is another way to say the MTBF; keep one of them";
        reader.problem(afr.place(), "`mtbf` and `afr` are both given", Some(hint.into()));
        return None;
    }
    if let Some(item) = afr {
        let rate = reader.share(&item)?;
        if rate > 0.0 {
            return Some(Delay::exponential(Span::from_ns(YEAR as f64 / rate)));
        }
        let hint = "a component that never fails has no fault, or `\"mtbf\": \"never\"`";
        reader.problem(item.place(), "a failure rate is above 0", Some(hint.into()));
        return None;
    }
    let item = mtbf?;
    let delay = reader.delay(&item, Delay::exponential)?;
    if delay.law().mean() > 0.0 {
        return Some(delay);
    }
    let hint = "a component that never fails has no fault, or `\"mtbf\": \"never\"`";
    reader.problem(item.place(), "an MTBF is longer than 0", Some(hint.into()));
    None
}

fn repair(reader: &mut Reader, fields: &mut Fields) -> Option<Delay> {
    let item = fields.take("mttr")?;
    let delay = reader.delay(&item, Delay::exponential)?;
    if delay.law() == Law::Never {
        let hint =
            "a part that is never repaired: give an `mttr` longer than the horizon, say \"1000y\"";
        reader.problem(item.place(), "a repair ends some day", Some(hint.into()));
        return None;
    }
    Some(delay)
}
