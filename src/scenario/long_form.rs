//! Paths that lead through the long form of what a scenario says in a short one.
//!
//! So the paths that `validate --explain` and a tornado show can be set, however the file is written.

use super::read::LAWS;
use super::set::{Step, enter};
use super::tree::{Json, Property, Span, Value};

/// The keys of a component that are short for those of its fault `failure`.
const SHORT: [&str; 3] = ["mtbf", "afr", "mttr"];

/// Makes `mtbf` of a component that of its fault `failure`, if the component has that one written out.
pub(super) fn say_in_full(root: &Json, steps: &mut Vec<(Step, Span)>) {
    let Some((Step::Key(key), span)) = steps.get(2).copied() else { return };
    let fault = [(Step::Key("faults"), span), (Step::Key("failure"), span)];
    let component = find(root, &steps[..2]);
    let is_object = |json: &Json| matches!(json.value, Value::Object(_));
    if SHORT.contains(&key)
        && component.and_then(|component| find(component, &fault)).is_some_and(is_object)
    {
        steps.splice(2..2, fault);
    }
}

/// Writes what a path leads into in its long form, if it stands there in its short one: `mtbf` and `mttr` of a component
/// as `faults.failure`, a time as a law of that time.
pub(super) fn lengthen(at: &mut Json, ahead: &[(Step, Span)], depth: usize, removes: bool) {
    match (&mut at.value, ahead) {
        (
            Value::Object(component),
            [(Step::Key("faults"), span), (Step::Key("failure"), _), ..],
        ) if depth == 2 => write_out(component, *span),
        // An annual failure rate is another way to say it.
        (Value::Object(fault), [(Step::Key("mtbf"), _), ..])
            if [2, 4].contains(&depth) && !removes =>
        {
            fault.retain(|p| p.name != "afr");
        }
        (short @ Value::Text(_), [(Step::Key("exponential" | "constant"), _)]) => {
            *short = Value::Object(Vec::new());
        }
        _ => {}
    }
}

/// Writes the short form of a component's fault as `faults.failure`, unless that is there too: then it is for the reader
/// to say that it is given twice.
fn write_out(component: &mut Vec<Property>, span: Span) {
    let is_short = |p: &Property| SHORT.contains(&&*p.name);
    if !component.iter().any(is_short) {
        return;
    }
    if !component.iter().any(|p| p.name == "faults") {
        component.push(property("faults", span, Value::Object(Vec::new())));
    }
    let faults = component.iter().find(|p| p.name == "faults").map(|p| &p.value.value);
    let Some(Value::Object(faults)) = faults else { return };
    if faults.iter().any(|p| p.name == "failure") {
        return;
    }
    let short: Vec<Property> = component.extract_if(.., |p| is_short(p)).collect();
    let faults = component.iter_mut().find(|p| p.name == "faults").map(|p| &mut p.value.value);
    if let Some(Value::Object(faults)) = faults {
        faults.push(property("failure", span, Value::Object(short)));
    }
}

/// Returns which step of a path is a law of which one number is to be set, but which is not written in the scenario: it
/// comes from a class.
pub(super) fn law_to_fill_in(root: &Json, steps: &[(Step, Span)]) -> Option<usize> {
    let is_law = |(step, _): &(Step, Span)| matches!(step, Step::Key(key) if LAWS.contains(key));
    // Before that are a part, a name and a key; after a law of one number nothing is.
    let law = steps.iter().skip(3).position(is_law)? + 3;
    (law + 1 < steps.len() && find(root, &steps[..=law]).is_none()).then_some(law)
}

/// Writes into a scenario what stands at a path when all defaults are filled in, if anything does.
pub(super) fn fill_in(
    root: &mut Json,
    steps: &[(Step, Span)],
    explained: impl FnOnce() -> Option<Json>,
) {
    let Some(mut law) = explained().and_then(|all| find(&all, steps).cloned()) else { return };
    let Some((_, span)) = steps.last() else { return };
    law.stand_at(*span);
    let mut at = root;
    for (i, (step, span)) in steps.iter().enumerate() {
        lengthen(at, &steps[i..], i, false);
        match enter(at, step, *span, false, false) {
            Ok(Some(next)) => at = next,
            _ => return,
        }
    }
    *at = law;
}

fn find<'j>(root: &'j Json, steps: &[(Step, Span)]) -> Option<&'j Json> {
    steps.iter().try_fold(root, |at, (step, _)| match (&at.value, step) {
        (Value::Object(properties), Step::Key(key)) => {
            properties.iter().find(|p| p.name == *key).map(|p| &p.value)
        }
        (Value::List(items), Step::Index(i)) => items.get(*i),
        _ => None,
    })
}

fn property(name: &str, span: Span, value: Value) -> Property {
    Property { name: name.to_owned(), span, value: Json { value, span } }
}
