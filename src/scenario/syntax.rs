//! From a text to a tree: JSON as RFC 8259 has it, nothing more, and what is wrong with the rest.

use super::limits;
use super::problem::{Problem, shown};
use super::tree::{Json, Property, Span, Value, place};

/// Reads a text whose first byte stands at `base` of all texts.
///
/// # Errors
/// The first thing that is not JSON, or that the nesting is too deep.
pub(super) fn parse(text: &str, base: usize) -> Result<Json, Problem> {
    let mut parser = Parser { text, at: 0, base, depth: 0 };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.blank();
    if parser.peek().is_none() {
        let hint = "the smallest scenario: {\"quorate\": 1, \"nodes\": {\"web\": {\"mtbf\": \"90d\", \"mttr\": \"4h\"}}, \"services\": {\"site\": {\"needs\": \"web\"}}}";
        let what = "the file is empty".into();
        let place = place(String::new(), Span { start: base, end: base });
        return Err(Problem { place, what, hint: Some(hint.into()) });
    }
    let value = parser.value()?;
    parser.blank();
    match parser.peek() {
        None => Ok(value),
        Some('/') => Err(parser.unexpected("the end")),
        Some(_) => Err(parser.wrong("something follows the end", parser.at, None)),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    base: usize,
    depth: usize,
}

type Parsed<T> = Result<T, Problem>;

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn blank(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    fn span(&self, start: usize) -> Span {
        Span { start: self.base + start, end: self.base + self.at }
    }

    /// A problem with what begins at `start`, up to and with the next character.
    fn wrong(&self, what: &str, start: usize, hint: Option<&str>) -> Problem {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        let span = Span { start: self.base + start, end: self.base + end };
        let what = format!("this is not JSON: {what}");
        Problem { place: place(String::new(), span), what, hint: hint.map(Into::into) }
    }

    /// A problem with the next thing, where something else was expected.
    fn unexpected(&mut self, expected: &str) -> Problem {
        let start = self.at;
        let Some(next) = self.peek() else {
            return self.wrong(&format!("it ends where {expected} is expected"), start, None);
        };
        let rest = &self.text[start..];
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let hint = match (next, word.as_str()) {
            ('/' | '#', _) => Some("JSON has no comments; a `description` can say why"),
            ('\'' | '`' | '“' | '”', _) => Some("texts and keys stand in \"double quotes\""),
            (_, "True" | "TRUE") => Some("it is written `true`"),
            (_, "False" | "FALSE") => Some("it is written `false`"),
            (_, "None" | "nil" | "undefined") => Some("leave the key out"),
            (_, "NaN" | "Infinity") => Some("for what never ends there is \"never\""),
            (c, _) if c.is_alphabetic() => Some("texts and keys stand in \"double quotes\""),
            _ => None,
        };
        let found = if word.is_empty() { next.to_string() } else { shown(&word) };
        self.at += word.len().saturating_sub(1);
        while !self.text.is_char_boundary(self.at) {
            self.at -= 1;
        }
        self.wrong(&format!("expected {expected}, found `{found}`"), start, hint)
    }

    fn value(&mut self) -> Parsed<Json> {
        let start = self.at;
        let value = match self.peek() {
            Some('{') => self.nested(Self::object)?,
            Some('[') => self.nested(Self::list)?,
            Some('"') => Value::Text(self.string()?),
            Some(c) if c == '-' || c.is_ascii_digit() => Value::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Json { value, span: self.span(start) })
    }

    fn word(&mut self) -> Parsed<Value> {
        let words =
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)];
        for (word, value) in words {
            let rest = self.text[self.at..].strip_prefix(word);
            if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn nested(&mut self, read: fn(&mut Self) -> Parsed<Value>) -> Parsed<Value> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            let what = format!("nested deeper than {} levels", limits::DEPTH);
            let span = Span { start: self.base + self.at, end: self.base + self.at + 1 };
            return Err(Problem { place: place(String::new(), span), what, hint: None });
        }
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Parsed<Value> {
        let mut items = Vec::new();
        self.blank();
        while !self.take(']') {
            items.push(self.value()?);
            self.next(']')?;
        }
        Ok(Value::List(items))
    }

    fn object(&mut self) -> Parsed<Value> {
        let mut properties = Vec::new();
        self.blank();
        while !self.take('}') {
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in quotes or `}`"));
            }
            let start = self.at;
            let name = self.string()?;
            let span = self.span(start);
            self.blank();
            if !self.take(':') {
                return Err(self.unexpected("`:`"));
            }
            self.blank();
            let value = self.value()?;
            properties.push(Property { name, span, value });
            self.next('}')?;
        }
        Ok(Value::Object(properties))
    }

    /// Goes to the next element: behind a comma, or before the end.
    fn next(&mut self, end: char) -> Parsed<()> {
        self.blank();
        if self.peek() == Some(end) {
            return Ok(());
        }
        let comma = self.at;
        if !self.take(',') {
            return Err(self.unexpected(&format!("`,` or `{end}`")));
        }
        self.blank();
        if self.peek() == Some(end) {
            self.at = comma;
            let hint = format!("no comma stands before `{end}`");
            return Err(self.wrong("a comma, and nothing after it", comma, Some(&hint)));
        }
        Ok(())
    }

    fn number(&mut self) -> Parsed<String> {
        let start = self.at;
        self.take('-');
        let whole = self.digits();
        let padded = whole.len() > 1 && whole.starts_with('0');
        let mut good = !whole.is_empty() && !padded;
        if self.take('.') {
            good &= !self.digits().is_empty();
        }
        if self.take('e') || self.take('E') {
            let _sign = self.take('+') || self.take('-');
            good &= !self.digits().is_empty();
        }
        let number = &self.text[start..self.at];
        if good {
            return Ok(number.to_owned());
        }
        let what = format!("`{}` is not a number", shown(number));
        let hint = padded.then_some("a number does not begin with 0");
        Err(self.wrong(&what, start, hint))
    }

    fn digits(&mut self) -> String {
        let rest = &self.text[self.at..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        self.at += digits;
        rest[..digits].to_owned()
    }

    fn string(&mut self) -> Parsed<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ');
            let Some(plain) = plain else {
                self.at = start;
                return Err(self.wrong("these quotes are never closed", start, None));
            };
            text.push_str(&rest[..plain]);
            self.at += plain;
            if self.take('"') {
                return Ok(text);
            }
            if self.peek() == Some('\\') {
                text.push(self.escape()?);
            } else if matches!(self.peek(), Some('\n' | '\r')) {
                let hint =
                    "are the closing quotes missing? a line break within quotes is written \\n";
                return Err(self.wrong("the line ends within quotes", start, Some(hint)));
            } else {
                let hint = "within quotes a line break is written \\n, a tabulator \\t";
                let what = "a control character within quotes";
                return Err(self.wrong(what, self.at, Some(hint)));
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.peek() else { return Err(self.unexpected("an escape")) };
        let plain = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.at += 1;
                return self.unicode(start);
            }
            _ => {
                let what = "an unknown escape within quotes";
                return Err(self.wrong(what, start, Some("a backslash is written \\\\")));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    /// Reads what follows `\u`: four digits, or twice four for what lies beyond the first plane.
    fn unicode(&mut self, start: usize) -> Parsed<char> {
        let high = self.four(start)?;
        let pair = (0xd800..0xdc00).contains(&high) && self.take('\\') && self.take('u');
        let code = if pair {
            let low = self.four(start)?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(self.wrong("half of a character", start, None));
            }
            0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.wrong("half of a character", start, None))
    }

    fn four(&mut self, start: usize) -> Parsed<u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return Err(self.wrong("\\u is followed by four digits 0 to f", start, None));
        };
        self.at += 4;
        Ok(code)
    }
}
