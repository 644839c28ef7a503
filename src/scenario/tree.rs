//! JSON as a tree that owns its texts, in which every value knows where it stands.

use super::problem::{Place, Problem};
use std::collections::BTreeSet;

/// A stretch of the texts that a scenario was read from; see [`super::Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Json {
    pub(super) value: Value,
    pub(super) span: Span,
}

/// A JSON value; numbers are kept as they are written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    /// A fault that a patch has taken away: it must not come back with the class.
    Removed,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Property>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) name: String,
    /// Where the key stands.
    pub(super) span: Span,
    pub(super) value: Json,
}

impl Json {
    /// Returns an object without properties.
    pub(super) fn empty(span: Span) -> Json {
        Json { value: Value::Object(Vec::new()), span }
    }

    /// Moves it, and all that is in it, to another place.
    pub(super) fn stand_at(&mut self, span: Span) {
        self.span = span;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.stand_at(span)),
            Value::Object(properties) => properties.iter_mut().for_each(|property| {
                property.span = span;
                property.value.stand_at(span);
            }),
            _ => {}
        }
    }

    /// Takes a property out of an object, if it is one and has it.
    pub(super) fn remove(&mut self, name: &str) -> Option<Property> {
        let Value::Object(properties) = &mut self.value else { return None };
        let at = properties.iter().position(|p| p.name == name)?;
        Some(properties.remove(at))
    }

    /// Applies a JSON merge patch (RFC 7386): `null` removes, objects merge, all else replaces.
    pub(super) fn merge(&mut self, patch: Json) {
        self.merge_at(patch, &mut Vec::new());
    }

    /// Applies a patch to what stands at a path.
    fn merge_at(&mut self, patch: Json, path: &mut Vec<String>) {
        let Value::Object(changes) = patch.value else {
            *self = patch;
            return;
        };
        if !matches!(self.value, Value::Object(_)) {
            *self = Json::empty(patch.span);
        }
        self.span = patch.span;
        let names_faults = matches!(&path[..], [_, _, part] if part == "faults");
        let Value::Object(properties) = &mut self.value else { return };
        for change in changes {
            let there = properties.iter().position(|p| p.name == change.name);
            match (there, &change.value.value) {
                (Some(at), Value::Null) if names_faults => {
                    properties[at] = Property { value: removed(change.value.span), ..change };
                }
                (Some(at), Value::Null) => {
                    properties.remove(at);
                }
                (None, Value::Null) if names_faults => properties.push(change),
                (None, Value::Null) => {}
                (there, _) => {
                    path.push(change.name.clone());
                    if let Some(at) = there {
                        properties[at].span = change.span;
                        properties[at].value.merge_at(change.value, path);
                    } else {
                        let mut value = Json::empty(change.value.span);
                        value.merge_at(change.value, path);
                        properties.push(Property { value, ..change });
                    }
                    path.pop();
                }
            }
        }
    }

    /// Reports keys that are given twice, and keeps the first.
    pub(super) fn single_keys(&mut self, path: &str, problems: &mut Vec<Problem>) {
        match &mut self.value {
            Value::List(items) => {
                for (i, item) in items.iter_mut().enumerate() {
                    item.single_keys(&format!("{path}[{i}]"), problems);
                }
            }
            Value::Object(properties) => {
                let mut seen = BTreeSet::new();
                properties.retain(|p| {
                    let new = seen.insert(p.name.clone());
                    if !new {
                        let hint = Some("keep one of them".into());
                        let place = place(join(path, &p.name), p.span);
                        let what = "this key is given twice".into();
                        problems.push(Problem { place, what, hint });
                    }
                    new
                });
                for p in properties {
                    p.value.single_keys(&join(path, &p.name), problems);
                }
            }
            _ => {}
        }
    }
}

/// Returns what stands where a patch has taken a fault away.
pub(super) fn removed(span: Span) -> Json {
    Json { value: Value::Removed, span }
}

/// Returns the place of a stretch of text at a path.
pub(super) fn place(path: String, span: Span) -> Place {
    Place { path, start: span.start, end: span.end }
}

/// Returns the path of a key.
pub(super) fn join(path: &str, key: &str) -> String {
    let key = super::problem::shown(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
