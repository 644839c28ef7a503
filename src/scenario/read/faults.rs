//! Reading faults: how often they strike, what they do, how they are repaired.

use super::class::{Chosen, nothing_to_take, refuse_short};
use super::components::reference;
use crate::engine::{Law, YEAR};
use crate::scenario::catalogue::Preset;
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
    /// In an array.
    pub(super) const ARRAY: Effects =
        Effects { words: &[("loss", Effect::Loss), ("unavailable", Effect::Unavailable)] };
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

    pub(super) fn default(&self) -> Effect {
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

/// Reads the faults of a component: `faults`, and the short form of one, over those that its class brings.
pub(super) fn faults(
    reader: &mut Reader,
    fields: &mut Fields,
    effects: &Effects,
    chosen: Option<&Chosen>,
) -> Map<Fault> {
    let brought = chosen.map_or(&[][..], Chosen::faults);
    let only = match brought {
        [only] => Some(only),
        _ => None,
    };
    let short = if brought.len() > 1 {
        refuse_short(reader, fields, brought);
        None
    } else {
        short_fault(reader, fields, effects, chosen, only)
    };
    let mut given = match fields.take("faults") {
        Some(item) => reader.entries(&item),
        None => Vec::new(),
    };
    let is_short = |name: &str| name == "failure" && short.is_some();
    if given.iter().any(|(name, _)| is_short(name)) {
        let hint = "`mtbf` and `mttr` are short for `faults.failure`; keep one of the two";
        let place = fields.place.clone();
        reader.problem(place, "the fault `failure` is given twice", Some(hint.into()));
    }
    let mut faults = Map::new();
    for preset in brought {
        let at = given.iter().position(|(name, _)| name == preset.fault);
        let fault = match at.map(|at| given.remove(at).1) {
            Some(item) if item.is_null() => None,
            Some(item) => fault(reader, &item, effects, chosen, Some(preset)),
            None if is_short(preset.fault) => continue,
            None => chosen.and_then(|chosen| chosen.fault(reader, effects, preset)),
        };
        faults.extend(fault.map(|fault| (preset.fault.to_owned(), fault)));
    }
    for (name, item) in given {
        if item.is_null() {
            nothing_to_take(reader, &item, brought);
        } else if let Some(fault) = fault(reader, &item, effects, chosen, None) {
            faults.insert(name, fault);
        }
    }
    if let Some(Some(fault)) = short {
        faults.insert("failure".into(), fault);
    }
    faults
}

/// Reads `mtbf` (or `afr`) and `mttr` of a component, short for one fault, over those of the only one that
/// its class brings; `None` if none of the keys is there, `Some(None)` if they could not be read.
#[expect(clippy::option_option, reason = "not there and not readable are two things")]
fn short_fault(
    reader: &mut Reader,
    fields: &mut Fields,
    effects: &Effects,
    chosen: Option<&Chosen>,
    base: Option<&Preset>,
) -> Option<Option<Fault>> {
    let before = reader.problems.len();
    let mtbf = life(reader, fields);
    let mttr = repair(reader, fields);
    if mtbf.is_none() && mttr.is_none() {
        return (reader.problems.len() > before).then_some(None);
    }
    let mtbf = mtbf.or_else(|| base.map(Preset::mtbf));
    let mttr = mttr.or_else(|| base.and_then(Preset::mttr));
    let effect = base.and_then(|base| base.effect).unwrap_or(effects.default());
    match (mtbf, mttr) {
        (Some(mtbf), Some(mttr)) => Some(Some(plain(fields.place.clone(), mtbf, mttr, effect))),
        (mtbf, _) if reader.problems.len() == before => {
            let missing = if mtbf.is_none() { "mtbf" } else { "mttr" };
            let place = fields.place.clone();
            if let Some(chosen) = chosen {
                chosen.tells_no_repair(reader, place);
            } else {
                let hint =
                    "a fault needs both: how long until it strikes and how long its repair takes";
                reader.problem(place, format!("`{missing}` is missing"), Some(hint.into()));
            }
            Some(None)
        }
        _ => Some(None),
    }
}

/// Reads a fault; what it does not say, a fault that the class brings may say for it.
fn fault(
    reader: &mut Reader,
    item: &Item,
    effects: &Effects,
    chosen: Option<&Chosen>,
    base: Option<&Preset>,
) -> Option<Fault> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let mtbf = life(reader, &mut fields).or_else(|| base.map(Preset::mtbf));
    let mttr = repair(reader, &mut fields);
    if mtbf.is_none() && reader.problems.len() == before {
        let hint = chosen.map_or_else(String::new, Chosen::brings);
        let hint = format!("{hint}`mtbf` or `afr` says how often the fault strikes");
        reader.problem(item.place(), "`mtbf` is missing", Some(hint));
    }
    let (effect, degrades) = effects.read(reader, &mut fields);
    let effect = effect.or(base.and_then(|base| base.effect)).unwrap_or(effects.default());
    if effect == Effect::Process {
        return process(reader, item, fields, mtbf, mttr.as_ref());
    }
    let mttr = mttr.or_else(|| base.and_then(Preset::mttr));
    if mttr.is_none() && reader.problems.len() == before {
        match (chosen, base) {
            (Some(chosen), Some(_)) => chosen.tells_no_repair(reader, item.place()),
            _ => reader.problem(item.place(), "`mttr` is missing", None),
        }
    }
    let words = [("renew", Repaired::Renew), ("minimal", Repaired::Minimal)];
    let repair = fields.take("repair").and_then(|item| reader.choice(&item, &words));
    let age = fields.take("age").and_then(|item| age(reader, &item));
    let words = [("operating", While::Operating), ("always", While::Always)];
    let runs = fields.take("while").and_then(|item| reader.choice(&item, &words));
    let (crew, spare) = means(reader, &mut fields);
    let capacity = capacity(reader, &mut fields, degrades);
    fields.finish(reader);
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
    fields.finish(reader);
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

pub(super) fn plain(place: Place, mtbf: Delay, mttr: Delay, effect: Effect) -> Fault {
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
