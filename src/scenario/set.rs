//! `--set PATH=VALUE`: what the command line changes in a scenario.

use super::problem::{Problem, listed, nearest, shown};
use super::syntax;
use super::tree::{Json, Property, Span, Value, place, removed};
use super::{limits, long_form};

/// A step of a path.
#[derive(Clone, Copy)]
pub(super) enum Step<'t> {
    /// The value of a key; of a list, a number is a place.
    Key(&'t str),
    /// A place in a list.
    Index(usize),
}

/// Sets what an argument says; its text begins at `base`. `null` removes. What stands in a class can be set in part:
/// `explained` returns the scenario with every default filled in, if it is one.
///
/// # Errors
/// If the argument is not `PATH=VALUE`, or the path leads nowhere.
pub(super) fn set(
    root: &mut Json,
    text: &str,
    base: usize,
    explained: impl FnOnce() -> Option<Json>,
) -> Result<(), Problem> {
    let whole = Span { start: base, end: base + text.len() };
    let wrong = |span: Span, what: String| {
        let hint =
            "`--set PATH=VALUE`, such as `--set nodes.db.mtbf=90d` or `--set script[0].at=5s`";
        Problem { place: place(String::new(), span), what, hint: Some(hint.into()) }
    };
    let Some((path, value)) = text.split_once('=') else {
        return Err(wrong(whole, "no `=` in it".into()));
    };
    let mut steps = steps(path, base).map_err(|span| wrong(span, "this is not a path".into()))?;
    if steps.len() > limits::DEPTH {
        return Err(wrong(whole, format!("a path of more than {} steps", limits::DEPTH)));
    }
    let start = base + path.len() + 1;
    let span = Span { start, end: start + value.len() };
    let value = syntax::parse(value, start)
        .unwrap_or_else(|_| Json { value: Value::Text(value.to_owned()), span });
    let takes_all_away = matches!(value.value, Value::Null);
    long_form::say_in_full(root, &mut steps);
    if !takes_all_away && let Some(law) = long_form::law_to_fill_in(root, &steps) {
        long_form::fill_in(root, &steps[..=law], explained);
    }
    let mut at = root;
    for (i, (step, span)) in steps.iter().enumerate() {
        let last = i + 1 == steps.len();
        let indexed = matches!(steps.get(i + 1), Some((Step::Index(_), _)));
        let removes = last && takes_all_away;
        if let (1, false, Step::Key(name)) = (i, last, step) {
            known(at, &steps[0].0, name, *span)?;
        }
        if let ([_, _, (Step::Key("faults"), _), (Step::Key(name), _)], true) =
            (&steps[..], removes)
        {
            take_fault_away(at, name, *span);
            return Ok(());
        }
        long_form::lengthen(at, &steps[i..], i, takes_all_away);
        at = match enter(at, step, *span, indexed, removes) {
            Ok(Some(next)) => next,
            Ok(None) => return Ok(()),
            Err(what) => return Err(wrong(*span, what)),
        };
    }
    *at = value;
    Ok(())
}

/// Takes a fault away for good: it does not come back with the component's class.
fn take_fault_away(faults: &mut Json, name: &str, span: Span) {
    let Value::Object(properties) = &mut faults.value else { return };
    if let Some(there) = properties.iter_mut().find(|p| p.name == name) {
        there.value = removed(span);
        return;
    }
    // It has to be one that the class brings: that is found when the class is read.
    let value = Json { value: Value::Null, span };
    properties.push(Property { name: name.to_owned(), span, value });
}

/// The parts of a scenario that are maps of names.
const NAMED: [&str; 10] = [
    "domains", "nodes", "switches", "links", "disks", "crews", "spares", "clusters", "services",
    "shocks",
];

/// Something that is declared nowhere cannot be changed: a slip of the pen must not declare it.
fn known(map: &Json, part: &Step, name: &str, span: Span) -> Result<(), Problem> {
    let (Step::Key(part), Value::Object(there)) = (part, &map.value) else { return Ok(()) };
    if !NAMED.contains(part) || there.iter().any(|p| p.name == name) {
        return Ok(());
    }
    let names: Vec<&str> = there.iter().map(|p| p.name.as_str()).collect();
    let group = name.rsplit_once('-').map(|(group, _)| group).filter(|g| names.contains(g));
    let hint = match (group, nearest(name, names.iter().copied())) {
        (Some(group), _) => format!(
            "the members of `{group}` are all alike: change `{group}`, or declare one by itself"
        ),
        (None, Some(name)) => format!("did you mean `{name}`? declared: {}", listed(&names)),
        (None, None) if names.is_empty() => "none is declared".into(),
        (None, None) => format!("declared: {}", listed(&names)),
    };
    let what = format!("`{}` is not declared in `{part}`", shown(name));
    Err(Problem { place: place(String::new(), span), what, hint: Some(hint) })
}

/// Reads `a.b[0].c` into steps; the error is what cannot be read.
fn steps(path: &str, base: usize) -> Result<Vec<(Step<'_>, Span)>, Span> {
    let mut steps = Vec::new();
    let mut start = 0;
    for part in path.split('.') {
        let span = |from: usize, to: usize| Span { start: base + from, end: base + to };
        let whole = span(start, start + part.len());
        let (name, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() {
            return Err(whole);
        }
        steps.push((Step::Key(name), span(start, start + name.len())));
        while !indices.is_empty() {
            let index = indices.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let (digits, rest) = index.ok_or(whole)?;
            steps.push((Step::Index(digits.parse().map_err(|_| whole)?), whole));
            indices = rest;
        }
        start += part.len() + 1;
    }
    Ok(steps)
}

/// Goes one step down, making what is not there; `None` if what was there is removed.
pub(super) fn enter<'j>(
    at: &'j mut Json,
    step: &Step,
    span: Span,
    indexed: bool,
    removes: bool,
) -> Result<Option<&'j mut Json>, String> {
    let index = match (&at.value, step) {
        (_, Step::Index(i)) => Some(*i),
        (Value::List(_), Step::Key(key)) => {
            Some(key.parse().map_err(|_| format!("`{}` is not a place in a list", shown(key)))?)
        }
        _ => None,
    };
    let value = if indexed { Value::List(Vec::new()) } else { Value::Object(Vec::new()) };
    let new = Json { value, span };
    match (&mut at.value, index, step) {
        (Value::List(items), Some(i), _) => {
            if removes && i < items.len() {
                items.remove(i);
                return Ok(None);
            }
            let there = items.len();
            if i > there || removes {
                return Err(format!("the list has {there} elements, counted from 0"));
            }
            if i == there {
                items.push(new);
            }
            Ok(Some(&mut items[i]))
        }
        (Value::Object(properties), None, Step::Key(key)) => {
            let there = properties.iter().position(|p| p.name == *key);
            if removes {
                there.map(|there| properties.remove(there));
                return Ok(None);
            }
            let i = there.unwrap_or(properties.len());
            if there.is_none() {
                properties.push(Property { name: (*key).to_owned(), span, value: new });
            }
            Ok(Some(&mut properties[i].value))
        }
        (_, Some(_), _) => Err("this is not a list".into()),
        _ => Err("this is neither an object nor a list, and has no keys".into()),
    }
}
