//! JSON with places: the thin layer between the parsed text and the types.

use super::problem::{Place, Problem, listed, nearest};
use super::values::{Delay, Span, check_share, parse_percent};
use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Item<'a> {
    pub(super) value: &'a Value<'a>,
    pub(super) path: String,
}

impl Item<'_> {
    pub(super) fn place(&self) -> Place {
        let range = self.value.range();
        Place { path: self.path.clone(), start: range.start, end: range.end }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    pub(super) fn is_text(&self, text: &str) -> bool {
        matches!(self.value, Value::StringLit(s) if s.value == text)
    }
}

/// Collects problems while values are read; every reader returns `None` after it has reported one.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
    /// Where the files that the scenario names are looked for.
    pub(super) folder: std::path::PathBuf,
}

/// An object's properties, each of which must be taken or is reported as unknown.
pub(super) struct Fields<'a> {
    pub(super) place: Place,
    properties: Vec<(&'a ObjectProp<'a>, bool)>,
    known: Vec<&'static str>,
}

fn kind(value: &Value) -> String {
    match value {
        Value::StringLit(s) => format!("the text \"{}\"", s.value),
        Value::NumberLit(n) => format!("the number {}", n.value),
        Value::BooleanLit(b) => b.value.to_string(),
        Value::Object(_) => "an object".into(),
        Value::Array(_) => "a list".into(),
        Value::NullKeyword(_) => "null".into(),
    }
}

impl Reader {
    pub(super) fn problem(&mut self, place: Place, what: impl Into<String>, hint: Option<String>) {
        self.problems.push(Problem { place, what: what.into(), hint });
    }

    fn expected(&mut self, item: &Item, what: &str) {
        let found = kind(item.value);
        self.problem(item.place(), format!("expected {what}, found {found}"), None);
    }

    /// Opens an object.
    pub(super) fn fields<'a>(&mut self, item: &Item<'a>) -> Option<Fields<'a>> {
        let Value::Object(object) = item.value else {
            self.expected(item, "an object");
            return None;
        };
        let mut seen = std::collections::BTreeSet::new();
        let mut properties = Vec::new();
        for property in &object.properties {
            if seen.insert(property.name.as_str()) {
                properties.push((property, false));
            } else {
                let place = key_place(&item.path, property);
                self.problem(place, "this key is given twice", Some("keep one of them".into()));
            }
        }
        Some(Fields { place: item.place(), properties, known: Vec::new() })
    }

    /// Opens a map of names; each name must be one that paths and lists can carry.
    pub(super) fn entries<'a>(&mut self, item: &Item<'a>) -> Vec<(String, Item<'a>)> {
        let Some(fields) = self.fields(item) else { return Vec::new() };
        let mut entries = Vec::new();
        for (property, _) in fields.properties {
            let name = property.name.as_str().to_owned();
            let good = name.len() <= 100
                && name.starts_with(|c: char| c.is_alphanumeric())
                && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if !good {
                let hint = "a name starts with a letter or digit and holds letters, digits, `-` and `_`, at most 100";
                let place = key_place(&item.path, property);
                self.problem(place, format!("`{name}` is not a name"), Some(hint.into()));
            } else if name == "clients" {
                let place = key_place(&item.path, property);
                self.problem(
                    place,
                    "`clients` is the outside world",
                    Some("choose another name".into()),
                );
            }
            let path = join(&item.path, &name);
            entries.push((name, Item { value: &property.value, path }));
        }
        entries
    }

    /// Reads a list.
    pub(super) fn list<'a>(&mut self, item: &Item<'a>) -> Option<Vec<Item<'a>>> {
        let Value::Array(array) = item.value else {
            self.expected(item, "a list");
            return None;
        };
        let item_of = |(i, value)| Item { value, path: format!("{}[{i}]", item.path) };
        Some(array.elements.iter().enumerate().map(item_of).collect())
    }

    /// Reads a text.
    pub(super) fn text(&mut self, item: &Item) -> Option<String> {
        if let Value::StringLit(s) = item.value {
            return Some(s.value.to_string());
        }
        self.expected(item, "a text in quotes");
        None
    }

    /// Reads true or false.
    pub(super) fn flag(&mut self, item: &Item) -> Option<bool> {
        if let Value::BooleanLit(b) = item.value {
            return Some(b.value);
        }
        self.expected(item, "true or false");
        None
    }

    /// Reads a number as it stands.
    pub(super) fn number(&mut self, item: &Item) -> Option<f64> {
        if let Value::NumberLit(n) = item.value
            && let Ok(x) = n.value.parse::<f64>()
            && x.is_finite()
        {
            return Some(x);
        }
        self.expected(item, "a number");
        None
    }

    /// Reads a whole number within bounds.
    pub(super) fn whole(&mut self, item: &Item, low: u64, high: u64) -> Option<u64> {
        if let Value::NumberLit(n) = item.value
            && let Ok(x) = n.value.parse::<u64>()
            && (low..=high).contains(&x)
        {
            return Some(x);
        }
        self.expected(item, &format!("a whole number from {low} to {high}"));
        None
    }

    /// Reads a probability or share.
    pub(super) fn share(&mut self, item: &Item) -> Option<f64> {
        let result = match item.value {
            Value::StringLit(s) => parse_percent(&s.value),
            _ => check_share(self.number(item)?)
                .map_err(|e| format!("{} {e}; 98 % is written 0.98 or \"98%\"", kind(item.value))),
        };
        self.or_problem(item, result)
    }

    /// Reads a duration.
    pub(super) fn span(&mut self, item: &Item) -> Option<Span> {
        match item.value {
            Value::StringLit(s) => self.or_problem(item, Span::parse(&s.value)),
            Value::NumberLit(n) => {
                let n = n.value;
                let hint =
                    format!("durations have a unit: did you mean \"{n}s\", \"{n}m\" or \"{n}h\"?");
                self.problem(item.place(), format!("{n} is a number without a unit"), Some(hint));
                None
            }
            _ => {
                self.expected(item, "a duration such as \"30s\"");
                None
            }
        }
    }

    /// Reads one of a few words.
    pub(super) fn choice<T: Copy>(&mut self, item: &Item, words: &[(&str, T)]) -> Option<T> {
        self.choice_or_later(item, words, &[])
    }

    /// Reads one of a few words; those for later are recognised and refused.
    pub(super) fn choice_or_later<T: Copy>(
        &mut self,
        item: &Item,
        words: &[(&str, T)],
        later: &[&str],
    ) -> Option<T> {
        let text = self.text(item)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        if later.contains(&text.as_str()) {
            let hint = format!("for now: {}", listed(&all));
            self.problem(item.place(), format!("`{text}` is not simulated yet"), Some(hint));
            return None;
        }
        let meant = nearest(&text, all.iter().copied());
        let hint = match meant {
            Some(word) => format!("did you mean `{word}`? allowed: {}", listed(&all)),
            None => format!("allowed: {}", listed(&all)),
        };
        self.problem(item.place(), format!("`{text}` is not known here"), Some(hint));
        None
    }

    /// Reads a delay: a plain duration through `plain`, or an object with a distribution.
    pub(super) fn delay(&mut self, item: &Item, plain: fn(Span) -> Delay) -> Option<Delay> {
        match item.value {
            Value::StringLit(s) if s.value == "never" => Some(Delay::NEVER),
            Value::Object(_) => super::read::distribution(self, item, plain),
            _ => self.span(item).map(plain),
        }
    }

    fn or_problem<T>(&mut self, item: &Item, result: Result<T, String>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(what) => {
                self.problem(item.place(), what, None);
                None
            }
        }
    }
}

impl<'a> Fields<'a> {
    /// Takes the value of a key, if it is there.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        let (property, taken) = self.properties.iter_mut().find(|(p, _)| p.name.as_str() == key)?;
        *taken = true;
        Some(Item { value: &property.value, path: join(&self.place.path, key) })
    }

    /// Takes the value of a key that must be there.
    pub(super) fn need(&mut self, reader: &mut Reader, key: &'static str) -> Option<Item<'a>> {
        let item = self.take(key);
        if item.is_none() {
            reader.problem(self.place.clone(), format!("`{key}` is missing"), None);
        }
        item
    }

    /// Reports what was not taken: keys for later as not simulated yet, the others as unknown.
    pub(super) fn finish(self, reader: &mut Reader, later: &[&'static str]) {
        for (property, taken) in &self.properties {
            let key = property.name.as_str();
            if *taken {
                continue;
            }
            let place = key_place(&self.place.path, property);
            if later.contains(&key) {
                let hint = format!("simulated here: {}", listed(&self.known));
                reader.problem(place, format!("`{key}` is not simulated yet"), Some(hint));
            } else {
                let candidates = self.known.iter().chain(later).copied();
                let allowed = listed(&self.known);
                let hint = match nearest(key, candidates) {
                    Some(word) => format!("did you mean `{word}`? allowed: {allowed}"),
                    None => format!("allowed: {allowed}"),
                };
                reader.problem(place, format!("unknown key `{key}`"), Some(hint));
            }
        }
    }
}

fn key_place(path: &str, property: &ObjectProp) -> Place {
    let range = property.name.range();
    Place { path: join(path, property.name.as_str()), start: range.start, end: range.end }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.into() } else { format!("{path}.{key}") }
}
