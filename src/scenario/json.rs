//! JSON with places: the thin layer between the parsed text and the types.

use super::limits;
use super::problem::{Place, Problem, listed, nearest, shown};
use super::tree::{Json, Property, Value, join, place};
use super::values::{Delay, Span, check_share, parse_percent};
use std::path::{Path, PathBuf};

/// The longest text that is looked at as a duration or share.
const LONG: usize = 1000;

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Item<'a> {
    pub(super) json: &'a Json,
    pub(super) path: String,
}

impl Item<'_> {
    pub(super) fn place(&self) -> Place {
        place(self.path.clone(), self.json.span)
    }

    /// Returns the text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.json.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is this text.
    pub(super) fn is_text(&self, text: &str) -> bool {
        self.as_text() == Some(text)
    }

    /// Whether it says that there is nothing.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.json.value, Value::Null | Value::Removed)
    }

    /// Whether a patch has taken away what was here.
    pub(super) fn is_removed(&self) -> bool {
        matches!(self.json.value, Value::Removed)
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.json.value, Value::List(_))
    }

    /// Whether it is an object.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.json.value, Value::Object(_))
    }
}

/// Collects problems while values are read; every reader returns `None` after it has reported one.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
    /// Names of what was declared, but could not be read.
    pub(super) unread: Vec<String>,
    /// Where each text begins, with the folder that the files it names are looked for in.
    pub(super) folders: Vec<(usize, PathBuf)>,
}

/// An object's properties, each of which must be taken or is reported as unknown.
pub(super) struct Fields<'a> {
    pub(super) place: Place,
    properties: Vec<(&'a Property, bool)>,
    known: Vec<&'static str>,
}

fn kind(json: &Json) -> String {
    match &json.value {
        Value::Text(text) => format!("the text \"{}\"", shown(text)),
        Value::Number(number) => format!("the number {}", shown(number)),
        Value::Bool(flag) => flag.to_string(),
        Value::Object(_) => "an object".into(),
        Value::List(_) => "a list".into(),
        Value::Null | Value::Removed => "null".into(),
    }
}

impl Reader {
    pub(super) fn problem(&mut self, place: Place, what: impl Into<String>, hint: Option<String>) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(Problem { place, what: what.into(), hint });
        }
    }

    /// Returns the folder that a file named here is looked for in: that of the text it stands in.
    pub(super) fn folder(&self, item: &Item) -> &Path {
        let start = item.json.span.start;
        let folder = self.folders.iter().rev().find(|(base, _)| *base <= start);
        folder.map_or(Path::new(""), |(_, folder)| folder)
    }

    /// Says what was expected instead of what stands here.
    pub(super) fn expected(&mut self, item: &Item, what: &str) {
        let found = kind(item.json);
        self.problem(item.place(), format!("expected {what}, found {found}"), None);
    }

    /// Opens an object.
    pub(super) fn fields<'a>(&mut self, item: &Item<'a>) -> Option<Fields<'a>> {
        let Value::Object(object) = &item.json.value else {
            self.expected(item, "an object");
            return None;
        };
        let properties = object.iter().map(|property| (property, false)).collect();
        Some(Fields { place: item.place(), properties, known: Vec::new() })
    }

    /// Opens a map of names; each name must be one that paths and lists can carry.
    pub(super) fn entries<'a>(&mut self, item: &Item<'a>) -> Vec<(String, Item<'a>)> {
        let Some(fields) = self.fields(item) else { return Vec::new() };
        let mut entries = Vec::new();
        for (property, _) in fields.properties {
            let name = property.name.clone();
            let good = name.len() <= 100
                && name.starts_with(|c: char| c.is_alphanumeric())
                && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if !good {
                let hint = "a name starts with a letter or digit and holds letters, digits, `-` and `_`, at most 100";
                let place = key_place(&item.path, property);
                self.problem(place, format!("`{}` is not a name", shown(&name)), Some(hint.into()));
            } else if name == "clients" {
                let place = key_place(&item.path, property);
                self.problem(
                    place,
                    "`clients` is the outside world",
                    Some("choose another name".into()),
                );
            }
            let path = join(&item.path, &name);
            entries.push((name, Item { json: &property.value, path }));
        }
        entries
    }

    /// Reads a list.
    pub(super) fn list<'a>(&mut self, item: &Item<'a>) -> Option<Vec<Item<'a>>> {
        let Value::List(items) = &item.json.value else {
            self.expected(item, "a list");
            if let (Some(text), Some(problem)) = (item.as_text(), self.problems.last_mut()) {
                problem.hint = Some(format!("a list of one is written [\"{}\"]", shown(text)));
            }
            return None;
        };
        let item_of = |(i, json)| Item { json, path: format!("{}[{i}]", item.path) };
        Some(items.iter().enumerate().map(item_of).collect())
    }

    /// Reads a text.
    pub(super) fn text(&mut self, item: &Item) -> Option<String> {
        if let Some(text) = item.as_text() {
            return Some(text.to_owned());
        }
        self.expected(item, "a text in quotes");
        None
    }

    /// Reads true or false.
    pub(super) fn flag(&mut self, item: &Item) -> Option<bool> {
        if let Value::Bool(flag) = item.json.value {
            return Some(flag);
        }
        self.expected(item, "true or false");
        None
    }

    /// Reads a number as it stands.
    pub(super) fn number(&mut self, item: &Item) -> Option<f64> {
        if let Value::Number(n) = &item.json.value
            && let Ok(x) = n.parse::<f64>()
            && x.is_finite()
        {
            return Some(x);
        }
        self.expected(item, "a number");
        None
    }

    /// Reads a whole number within bounds.
    pub(super) fn whole(&mut self, item: &Item, low: u64, high: u64) -> Option<u64> {
        if let Value::Number(n) = &item.json.value
            && let Ok(x) = n.parse::<u64>()
            && (low..=high).contains(&x)
        {
            return Some(x);
        }
        let one = low == high;
        let wanted =
            if one { format!("{low}") } else { format!("a whole number from {low} to {high}") };
        self.expected(item, &wanted);
        None
    }

    /// Reads a probability or share.
    pub(super) fn share(&mut self, item: &Item) -> Option<f64> {
        let result = match &item.json.value {
            Value::Text(text) if text.len() <= LONG => parse_percent(text),
            _ => check_share(self.number(item)?)
                .map_err(|e| format!("{} {e}; 98 % is written 0.98 or \"98%\"", kind(item.json))),
        };
        self.or_problem(item, result)
    }

    /// Reads a duration.
    pub(super) fn span(&mut self, item: &Item) -> Option<Span> {
        match &item.json.value {
            Value::Text(text) if text.len() <= LONG => self.or_problem(item, Span::parse(text)),
            Value::Number(n) => {
                let n = shown(n);
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
        let text = self.text(item)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let meant = nearest(&text, all.iter().copied());
        let hint = match meant {
            Some(word) => format!("did you mean `{word}`? allowed: {}", listed(&all)),
            None => format!("allowed: {}", listed(&all)),
        };
        self.problem(item.place(), format!("`{}` is not known here", shown(&text)), Some(hint));
        None
    }

    /// Reads a delay: a plain duration through `plain`, or an object with a distribution.
    pub(super) fn delay(&mut self, item: &Item, plain: fn(Span) -> Delay) -> Option<Delay> {
        match &item.json.value {
            Value::Text(text) if text == "never" => Some(Delay::NEVER),
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
        Some(Item { json: &property.value, path: join(&self.place.path, key) })
    }

    /// Takes the value of a key that must be there.
    pub(super) fn need(&mut self, reader: &mut Reader, key: &'static str) -> Option<Item<'a>> {
        self.need_as(reader, key, None)
    }

    /// Takes the value of a key that must be there, and says how it is written if it is not.
    pub(super) fn need_as(
        &mut self,
        reader: &mut Reader,
        key: &'static str,
        hint: Option<&str>,
    ) -> Option<Item<'a>> {
        let item = self.take(key);
        if item.is_none() {
            let hint = hint.map(str::to_owned);
            reader.problem(self.place.clone(), format!("`{key}` is missing"), hint);
        }
        item
    }

    /// Takes a key out of the list of what is allowed here: it was taken to be refused.
    pub(super) fn forget(&mut self, key: &str) {
        self.known.retain(|known| *known != key);
    }

    /// Reports what was not taken as unknown.
    pub(super) fn finish(self, reader: &mut Reader) {
        for (property, taken) in &self.properties {
            let key = property.name.as_str();
            if *taken {
                continue;
            }
            let place = key_place(&self.place.path, property);
            let allowed = listed(&self.known);
            let hint = match nearest(key, self.known.iter().copied()) {
                Some(word) => format!("did you mean `{word}`? allowed: {allowed}"),
                None => format!("allowed: {allowed}"),
            };
            reader.problem(place, format!("unknown key `{}`", shown(key)), Some(hint));
        }
    }
}

fn key_place(path: &str, property: &Property) -> Place {
    place(join(path, &property.name), property.span)
}
