//! From a text to a tree: JSON as RFC 8259 has it, nothing more, and what is wrong with the rest.
//!
//! Two libraries do it: `serde_json` is the judge of what is JSON, `jsonc_parser` tells where everything
//! stands.

use super::limits;
use super::problem::{Problem, shown};
use super::tree::{Json, Property, Span, Value, place};
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// The parser knows JSON with comments and more; none of that is the language.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a text whose first byte stands at `base` of all texts.
///
/// # Errors
/// The first thing that is not JSON, or that the nesting is too deep.
pub(super) fn parse(text: &str, base: usize) -> Result<Json, Problem> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source { text: plain, base: base + text.len() - plain.len() };
    if plain.trim_start().is_empty() {
        let hint = "the smallest scenario: {\"quorate\": 1, \"nodes\": {\"web\": {\"mtbf\": \"90d\", \"mttr\": \"4h\"}}, \"services\": {\"site\": {\"needs\": \"web\"}}}";
        let place = place(String::new(), Span { start: base, end: base });
        return Err(Problem { place, what: "the file is empty".into(), hint: Some(hint.into()) });
    }
    source.check_depth()?;
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(plain) {
        return Err(source.not_json(&error));
    }
    match parse_to_ast(plain, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => match parsed.value {
            Some(value) => Ok(source.tree(value)),
            None => Err(source.problem(Range { start: 0, end: 0 }, "it is empty".into(), None)),
        },
        Err(error) => {
            let what = format!("this is not JSON: {}", error.kind());
            Err(source.problem(error.range(), what, None))
        }
    }
}

/// A text and where it stands among all texts.
struct Source<'t> {
    text: &'t str,
    base: usize,
}

impl Source<'_> {
    fn span(&self, range: Range) -> Span {
        Span { start: self.base + range.start, end: self.base + range.end }
    }

    fn problem(&self, range: Range, what: String, hint: Option<&str>) -> Problem {
        let place = place(String::new(), self.span(range));
        Problem { place, what, hint: hint.map(Into::into) }
    }

    /// Returns the tree that owns its texts.
    fn tree(&self, value: ast::Value) -> Json {
        let span = self.span(value.range());
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
            ast::Value::StringLit(literal) => Value::Text(literal.value.into_owned()),
            ast::Value::Array(array) => {
                Value::List(array.elements.into_iter().map(|item| self.tree(item)).collect())
            }
            ast::Value::Object(object) => {
                let property = |property: ast::ObjectProp| Property {
                    span: self.span(property.name.range()),
                    name: property.name.into_string(),
                    value: self.tree(property.value),
                };
                Value::Object(object.properties.into_iter().map(property).collect())
            }
        };
        Json { value, span }
    }

    /// Says what is not JSON, and what was probably meant where people stumble often.
    fn not_json(&self, error: &serde_json::Error) -> Problem {
        let at = self.offset(error.line(), error.column());
        let rest = &self.text[at..];
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let next = rest.chars().next();
        let length = if word.is_empty() { next.map_or(0, char::len_utf8) } else { word.len() };
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let found = match next {
            Some(c) if !c.is_control() && word.is_empty() => format!(", found `{c}`"),
            Some(_) if !word.is_empty() => format!(", found `{}`", shown(&word)),
            _ => String::new(),
        };
        // What the library says in a programmer's words is said in plain ones.
        let what = match message {
            "trailing characters" => "something follows its end".into(),
            _ if message.starts_with("control character") => "a line ends within quotes".into(),
            _ => match message.strip_prefix("EOF while parsing ") {
                Some(within) => format!("it ends in the middle of {within}"),
                None => format!("{message}{found}"),
            },
        };
        let what = format!("this is not JSON: {what}");
        self.problem(Range { start: at, end: at + length }, what, hint_for(message, next, &word))
    }

    /// Returns the byte that a line and a column of `serde_json` mean: columns count bytes from 1.
    fn offset(&self, line: usize, column: usize) -> usize {
        let before: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let mut at = (before + column.saturating_sub(1)).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Counts brackets outside quotes, so that neither parser nor reader meets their limits.
    fn check_depth(&self) -> Result<(), Problem> {
        let (mut depth, mut quoted, mut escaped) = (0, false, false);
        for (at, byte) in self.text.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = quoted,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth -= 1,
                _ => {}
            }
            if depth > limits::DEPTH as i64 {
                let what = format!("nested deeper than {} levels", limits::DEPTH);
                return Err(self.problem(Range { start: at, end: at + 1 }, what, None));
            }
        }
        Ok(())
    }
}

/// Returns what was probably meant by something that is no JSON.
fn hint_for(message: &str, next: Option<char>, word: &str) -> Option<&'static str> {
    if message.starts_with("control character") {
        return Some("are the closing quotes missing? a line break within quotes is written \\n");
    }
    if message == "invalid escape" {
        return Some("a backslash within quotes is written \\\\");
    }
    if message == "invalid number" {
        return Some("a number does not begin with 0, and has digits behind its point");
    }
    match (next?, word) {
        ('/' | '#', _) => Some("JSON has no comments; a `description` can say why"),
        ('\'' | '`' | '“' | '”', _) => Some("texts and keys stand in \"double quotes\""),
        (_, "True" | "TRUE") => Some("it is written `true`"),
        (_, "False" | "FALSE") => Some("it is written `false`"),
        (_, "None" | "nil" | "undefined") => Some("leave the key out"),
        (_, "NaN" | "Infinity") => Some("for what never ends there is \"never\""),
        ('}' | ']', _) if message != "expected `:`" => {
            Some("no comma stands after the last of a list or an object")
        }
        (c, _) if c.is_alphabetic() => Some("texts and keys stand in \"double quotes\""),
        _ => None,
    }
}
