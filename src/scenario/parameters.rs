//! The numeric parameters of a scenario, and variants in which one of them is changed.

use super::problem::Problems;
use super::values::Span;
use super::{Source, explain, parse};
use serde_json::Value;
use std::fmt::Write;

/// A parameter and its value.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its path, as `--set` and `--vary` take it: that in the scenario with every default filled in, but without the
    /// law that a time by itself stands for.
    pub path: String,
    pointer: Vec<Step>,
    value: Value,
}

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// Keys of the top level that say what is played, not what is designed.
const NOT_DESIGNED: [&str; 7] =
    ["quorate", "name", "description", "horizon", "warmup", "simulation", "assertions"];

/// Keys whose texts are names, even if one looks like a time.
const NAMES: [&str; 18] = [
    "members",
    "needs",
    "of",
    "hits",
    "targets",
    "between",
    "connects",
    "domain",
    "within",
    "crew",
    "spare",
    "disk",
    "balances",
    "class",
    "witness",
    "store",
    "attached_to",
    "metric",
];

/// Returns every time, share and other number of a scenario that can be a little less or more: not those that count
/// something.
///
/// Those that the scenario leaves to their defaults are among them.
pub fn parameters(source: &Source) -> Vec<Parameter> {
    let mut found = Vec::new();
    let json: Value = serde_json::from_str(&explain(&source.scenario)).unwrap_or_default();
    for (key, value) in json.as_object().into_iter().flatten() {
        if !NOT_DESIGNED.contains(&key.as_str()) {
            gather(value, vec![Step::Key(key.clone())], &mut found);
        }
    }
    found
}

fn gather(value: &Value, pointer: Vec<Step>, found: &mut Vec<Parameter>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                if !NAMES.contains(&key.as_str()) {
                    let mut pointer = pointer.clone();
                    pointer.push(Step::Key(key.clone()));
                    gather(value, pointer, found);
                }
            }
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                let mut pointer = pointer.clone();
                pointer.push(Step::Index(i));
                gather(value, pointer, found);
            }
        }
        _ => {
            let path = path(named(&pointer));
            let parameter = Parameter { path, pointer, value: value.clone() };
            if parameter.scaled(1.5).is_some() {
                found.push(parameter);
            }
        }
    }
}

/// Returns what a parameter is named after: lives and repairs are exponential and delays constant unless it is said
/// otherwise.
fn named(pointer: &[Step]) -> &[Step] {
    let [rest @ .., Step::Key(key), Step::Key(law)] = pointer else { return pointer };
    // Delays of shots are by name, and a node may have any.
    if key == "delay" {
        return pointer;
    }
    let usual = if matches!(&**key, "mtbf" | "mttr") { "exponential" } else { "constant" };
    if law == usual { &pointer[..=rest.len()] } else { pointer }
}

fn path(pointer: &[Step]) -> String {
    let mut path = String::new();
    for step in pointer {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.extend([".", key]),
            Step::Index(i) => {
                let _ = write!(path, "[{i}]");
            }
        }
    }
    path
}

impl Parameter {
    /// Returns its value as it is written.
    pub fn written(&self) -> String {
        plain(&self.value)
    }

    /// Returns its value times a factor, if it is one that can be scaled and is not 0.
    fn scaled(&self, factor: f64) -> Option<Value> {
        match &self.value {
            Value::String(text) => {
                let span = Span::parse(text).ok().filter(|span| span.ns() > 0.0)?;
                let ns = (span.ns() * factor).round();
                let written = alike(text, factor, ns);
                Some(Value::from(written.unwrap_or_else(|| Span::from_ns(ns).to_string())))
            }
            // A whole number counts something.
            Value::Number(number) if number.is_f64() => {
                number.as_f64().filter(|x| *x > 0.0).map(|x| Value::from(x * factor))
            }
            _ => None,
        }
    }

    /// Returns the scenario with this parameter times a factor, and the value that it has then; `None` if that is
    /// no scenario, or the same one.
    pub fn vary(&self, source: &Source, factor: f64) -> Option<(Source, String)> {
        let value = self.scaled(factor)?;
        // What cannot be more than 1 is a share, and becomes 1.
        let capped = value.as_f64().filter(|x| *x > 1.0).map(|_| Value::from(1.0));
        let mut tried = std::iter::once(value).chain(capped);
        tried.find_map(|value| self.with(source, value))
    }

    /// Returns the scenario with another value of this parameter, and that value; `None` if that is no scenario, or
    /// the same one.
    fn with(&self, source: &Source, value: Value) -> Option<(Source, String)> {
        if value == self.value {
            return None;
        }
        let mut json: Value = serde_json::from_str(&explain(&source.scenario)).ok()?;
        let mut place = &mut json;
        for step in &self.pointer {
            place = match step {
                Step::Key(key) => place.get_mut(key)?,
                Step::Index(i) => place.get_mut(i)?,
            };
        }
        let written = plain(&value);
        *place = value;
        let varied: Result<Source, Problems> = parse("a variant", &source.stem, json.to_string());
        varied.ok().map(|varied| (varied, written))
    }
}

/// Returns a span of so many nanoseconds in the unit of the one that it is so many times, if that says it in
/// few digits: beside `4380h` stands `3504h`, not `146d`.
fn alike(text: &str, factor: f64, ns: f64) -> Option<String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
    let written = format!("{}{unit}", (number * factor * 1e3).round() / 1e3);
    let is_same = Span::parse(&written).is_ok_and(|span| (span.ns() - ns).abs() < 1.0);
    is_same.then_some(written)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
