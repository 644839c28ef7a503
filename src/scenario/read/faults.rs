//! Reading faults: how often they strike, what they do, how they are repaired.

use super::components::reference;
use crate::engine::{Law, YEAR};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::problem::Place;
use crate::scenario::types::{Age, Effect, Fault, Map, Reference, Repaired, While};
use crate::scenario::values::{Delay, Span};

/// What faults of a kind of component can do; the first is the default.
pub(super) struct Effects {
    words: &'static [(&'static str, Effect)],
}

impl Effects {
    pub(super) const NODE: Effects = Effects {
        words: &[
            ("crash", Effect::Crash),
            ("hang", Effect::Hang),
            ("process", Effect::Process),
            ("degrade", Effect::Degrade),
        ],
    };
    pub(super) const DISK: Effects =
        Effects { words: &[("unavailable", Effect::Unavailable), ("loss", Effect::Loss)] };
    pub(super) const DOWN: Effects = Effects { words: &[("down", Effect::Down)] };
    /// What an event can do that hits components of all kinds; each has its own default.
    pub(super) const ANY: Effects = Effects {
        words: &[
            ("crash", Effect::Crash),
            ("hang", Effect::Hang),
            ("process", Effect::Process),
            ("degrade", Effect::Degrade),
            ("unavailable", Effect::Unavailable),
            ("loss", Effect::Loss),
            ("down", Effect::Down),
        ],
    };

    fn default(&self) -> Effect {
        self.words[0].1
    }

    /// Reads `effect`, if it is there; also returns whether it degrades, if that is known.
    pub(super) fn read(
        &self,
        reader: &mut Reader,
        fields: &mut Fields,
    ) -> (Option<Effect>, Option<bool>) {
        let Some(item) = fields.take("effect") else { return (None, Some(false)) };
        let effect = reader.choice(&item, self.words);
        (effect, effect.map(|effect| effect == Effect::Degrade))
    }
}

/// Reads the faults of a component: `faults`, and the short form of one.
pub(super) fn faults(reader: &mut Reader, fields: &mut Fields, effects: &Effects) -> Map<Fault> {
    let short = short_fault(reader, fields, effects);
    let mut faults = Map::new();
    if let Some(item) = fields.take("faults") {
        for (name, item) in reader.entries(&item) {
            if let Some(fault) = fault(reader, &item, effects) {
                faults.insert(name, fault);
            }
        }
    }
    if let Some(fault) = short
        && faults.insert("failure".into(), fault).is_some()
    {
        let hint = "`mtbf` and `mttr` are short for `faults.failure`; keep one of the two";
        let place = fields.place.clone();
        reader.problem(place, "the fault `failure` is given twice", Some(hint.into()));
    }
    faults
}

/// Reads `mtbf` (or `afr`) and `mttr` of a component, short for one fault.
fn short_fault(reader: &mut Reader, fields: &mut Fields, effects: &Effects) -> Option<Fault> {
    let before = reader.problems.len();
    let mtbf = life(reader, fields);
    let mttr = repair(reader, fields);
    match (mtbf, mttr) {
        (Some(mtbf), Some(mttr)) => {
            Some(plain(fields.place.clone(), mtbf, mttr, effects.default()))
        }
        (None, None) => None,
        (mtbf, _) if reader.problems.len() == before => {
            let missing = if mtbf.is_none() { "mtbf" } else { "mttr" };
            let hint =
                "a fault needs both: how long until it strikes and how long its repair takes";
            let place = fields.place.clone();
            reader.problem(place, format!("`{missing}` is missing"), Some(hint.into()));
            None
        }
        _ => None,
    }
}

fn fault(reader: &mut Reader, item: &Item, effects: &Effects) -> Option<Fault> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let mtbf = life(reader, &mut fields);
    let mttr = repair(reader, &mut fields);
    if mtbf.is_none() && reader.problems.len() == before {
        let hint = "`mtbf` or `afr` says how often the fault strikes";
        reader.problem(item.place(), "`mtbf` is missing", Some(hint.into()));
    }
    let (effect, degrades) = effects.read(reader, &mut fields);
    let effect = effect.unwrap_or(effects.default());
    if effect == Effect::Process {
        return process(reader, item, fields, mtbf, mttr.as_ref());
    }
    if mttr.is_none() && reader.problems.len() == before {
        reader.problem(item.place(), "`mttr` is missing", None);
    }
    let words = [("renew", Repaired::Renew), ("minimal", Repaired::Minimal)];
    let repair = fields.take("repair").and_then(|item| reader.choice(&item, &words));
    let age = fields.take("age").and_then(|item| age(reader, &item));
    let words = [("operating", While::Operating), ("always", While::Always)];
    let runs = fields.take("while").and_then(|item| reader.choice(&item, &words));
    let (crew, spare) = means(reader, &mut fields);
    let capacity = capacity(reader, &mut fields, degrades);
    fields.finish(reader, &[]);
    Some(Fault {
        capacity,
        repair: repair.unwrap_or(Repaired::Renew),
        age: age.unwrap_or(Age::New),
        runs: runs.unwrap_or(While::Operating),
        crew,
        spare,
        ..plain(item.place(), mtbf?, mttr?, effect)
    })
}

/// Who mends a dead process.
const RESTARTS: &str = "a dead process is noticed and restarted as the cluster's `monitor` says";

/// Reports what is said of a repair where processes die: nobody repairs them.
pub(super) fn refuse_repair(reader: &mut Reader, fields: &mut Fields, keys: &[&'static str]) {
    for key in keys {
        if let Some(item) = fields.take(key) {
            let what = format!("`{key}` has no meaning with the effect `process`");
            reader.problem(item.place(), what, Some(RESTARTS.into()));
        }
        fields.forget(key);
    }
}

/// Reads a fault that kills what a node runs: the cluster's `monitor` mends it, nobody else.
fn process(
    reader: &mut Reader,
    item: &Item,
    mut fields: Fields,
    mtbf: Option<Delay>,
    mttr: Option<&Delay>,
) -> Option<Fault> {
    if mttr.is_some() {
        let what = "`mttr` has no meaning with the effect `process`";
        reader.problem(item.place(), what, Some(RESTARTS.into()));
    }
    refuse_repair(reader, &mut fields, &["crew", "spare"]);
    let words = [("renew", Repaired::Renew), ("minimal", Repaired::Minimal)];
    let repair = fields.take("repair").and_then(|item| reader.choice(&item, &words));
    let age = fields.take("age").and_then(|item| age(reader, &item));
    let words = [("operating", While::Operating), ("always", While::Always)];
    let runs = fields.take("while").and_then(|item| reader.choice(&item, &words));
    capacity(reader, &mut fields, Some(false));
    fields.finish(reader, &[]);
    Some(Fault {
        repair: repair.unwrap_or(Repaired::Renew),
        age: age.unwrap_or(Age::New),
        runs: runs.unwrap_or(While::Operating),
        ..plain(item.place(), mtbf?, Delay::NEVER, Effect::Process)
    })
}

/// Reads what is left of a node's capacity by what degrades it; nothing else has that key.
pub(super) fn capacity(
    reader: &mut Reader,
    fields: &mut Fields,
    degrades: Option<bool>,
) -> Option<f64> {
    let item = fields.take("capacity");
    if !degrades? {
        fields.forget("capacity");
        let hint = "it says what the effect `degrade` leaves of a node's `capacity`";
        if let Some(item) = item {
            let what = "`capacity` has no meaning without the effect `degrade`";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        return None;
    }
    let Some(item) = item else {
        let hint = "say what is left of the node's capacity: `\"capacity\": \"50%\"`";
        reader.problem(fields.place.clone(), "`capacity` is missing", Some(hint.into()));
        return None;
    };
    let left = reader.share(&item)?;
    if left == 1.0 {
        let hint = "what is degraded can do less than its whole capacity, such as \"50%\"";
        reader.problem(item.place(), "this leaves everything", Some(hint.into()));
    }
    Some(left)
}

/// Reads who repairs, and with what.
pub(super) fn means(
    reader: &mut Reader,
    fields: &mut Fields,
) -> (Option<Reference>, Option<Reference>) {
    let crew = fields.take("crew").and_then(|item| reference(reader, &item));
    let spare = fields.take("spare").and_then(|item| reference(reader, &item));
    (crew, spare)
}

fn age(reader: &mut Reader, item: &Item) -> Option<Age> {
    match item.as_text() {
        Some("new") => Some(Age::New),
        Some("steady") => Some(Age::Steady),
        Some(word) if word.starts_with(|c: char| c.is_alphabetic()) => {
            reader.choice(item, &[("new", Age::New), ("steady", Age::Steady)])
        }
        _ => reader.span(item).map(Age::Given),
    }
}

fn plain(place: Place, mtbf: Delay, mttr: Delay, effect: Effect) -> Fault {
    Fault {
        place,
        mtbf,
        mttr,
        effect,
        capacity: None,
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
    between(reader, &mtbf?)
}

/// Reads an MTBF: longer than 0.
pub(super) fn between(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let delay = reader.delay(item, Delay::exponential)?;
    if delay.law().mean() > 0.0 {
        return Some(delay);
    }
    let hint = "what never happens is left out, or has the MTBF `\"never\"`";
    reader.problem(item.place(), "an MTBF is longer than 0", Some(hint.into()));
    None
}

/// Reads `mttr`, if it is there.
pub(super) fn repair(reader: &mut Reader, fields: &mut Fields) -> Option<Delay> {
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
