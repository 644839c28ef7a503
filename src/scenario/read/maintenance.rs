//! Reading planned work.

use super::components::{constant, references};
use crate::scenario::json::{Item, Reader};
use crate::scenario::types::Maintenance;
use crate::scenario::values::{Delay, Distribution, Span};

pub(super) fn maintenance(reader: &mut Reader, item: &Item, horizon: Span) -> Option<Maintenance> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let every = fields.need(reader, "every").and_then(|item| every(reader, &item));
    let duration = fields.need(reader, "duration").and_then(|item| duration(reader, &item));
    let targets = fields
        .need(reader, "targets")
        .and_then(|item| references(reader, &item, "this works on nothing"));
    let rolling = fields.take("rolling").and_then(|item| reader.flag(&item));
    let given = fields.take("first");
    let first = given.as_ref().and_then(|item| reader.span(item));
    fields.finish(reader);
    let every = every?;
    let first = if given.is_some() { first } else { rhythm(&every) };
    if first.is_some_and(|first| first.rounded() >= horizon.rounded()) {
        let place = given.map_or_else(|| item.place(), |item| item.place());
        let hint = "`first` says when it begins, one `every` after the start unless given, and lies within the `horizon`";
        reader.problem(place, "by then the trial is over", Some(hint.into()));
    }
    let rolling = rolling.unwrap_or(true);
    Some(Maintenance { place, every, duration: duration?, targets: targets?, rolling, first })
}

/// Returns the span from round to round, if it is always the same.
pub(in crate::scenario) fn rhythm(every: &Delay) -> Option<Span> {
    match every.written() {
        Distribution::Constant(span) => Some(*span),
        _ => None,
    }
}

fn every(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let every = constant(reader, item)?;
    if every.law().mean() > 0.0 && !every.is_never() {
        return Some(every);
    }
    let hint =
        "work that is never done is left out; patching once a month is `\"every\": \"730h\"`";
    reader.problem(
        item.place(),
        "a round begins some time after the one before",
        Some(hint.into()),
    );
    None
}

fn duration(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let duration = constant(reader, item)?;
    if duration.is_never() {
        let hint = "what goes for good is no planned work: let the `script` take it";
        reader.problem(item.place(), "work ends some day", Some(hint.into()));
        return None;
    }
    Some(duration)
}
