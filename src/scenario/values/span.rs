//! Spans of time: reading them, and writing them so that they are read as they were.

use crate::engine::{HOUR, Ns, SECOND, YEAR};
use crate::scenario::problem::{listed, nearest};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A span of time; a number of nanoseconds that may exceed the 584 years of [`Ns`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Span(f64);

/// Units with their nanoseconds; a year is 365 days.
const UNITS: [(&str, Ns); 7] = [
    ("ms", SECOND / 1000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", HOUR),
    ("d", 24 * HOUR),
    ("w", 168 * HOUR),
    ("y", YEAR),
];

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0.0);

    /// Returns a span of so many nanoseconds.
    pub const fn from_ns(ns: f64) -> Span {
        Span(ns)
    }

    /// Returns the span in nanoseconds, without rounding.
    pub const fn ns(self) -> f64 {
        self.0
    }

    /// Returns the span rounded to nanoseconds; longer than 584 years is "never".
    pub fn rounded(self) -> Ns {
        self.0.round() as Ns
    }

    /// Reads `"1h30m"`, `"6.5d"`, `"250ms"`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is allowed.
    pub fn parse(text: &str) -> Result<Span, String> {
        let example = "write a number and a unit, such as \"30s\", \"1h30m\" or \"6.5d\"; units are ms, s, m, h, d, w, y";
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(format!("an empty duration; {example}"));
        }
        let mut total = 0.0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number: f64 = rest[..digits]
                .parse()
                .map_err(|_| format!("`{text}` is not a duration; {example}"))?;
            rest = rest[digits..].trim_start();
            let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let unit = &rest[..letters];
            if unit.is_empty() {
                return Err(format!("`{text}` has no unit; {example}"));
            }
            let Some((_, ns)) = UNITS.iter().find(|(name, _)| *name == unit) else {
                let hint = match unit {
                    "min" | "mins" | "minute" | "minutes" => "minutes are written `m`; ".into(),
                    "mo" | "month" | "months" => "a month is `730h`; ".into(),
                    u => UNITS
                        .iter()
                        .find(|(name, _)| u.to_lowercase().starts_with(name))
                        .map_or(String::new(), |(name, _)| format!("did you mean `{name}`? ")),
                };
                return Err(format!("`{unit}` is not a unit of time; {hint}{example}"));
            };
            total += number * *ns as f64;
            rest = rest[letters..].trim_start();
        }
        if total.is_finite() { Ok(Span(total)) } else { Err(format!("`{text}` is too long")) }
    }
}

/// Returns the nanoseconds of a unit.
///
/// # Errors
/// A sentence that says which units there are.
pub(in crate::scenario) fn nanoseconds(unit: &str) -> Result<f64, String> {
    if let Some((_, ns)) = UNITS.iter().find(|(name, _)| *name == unit) {
        return Ok(*ns as f64);
    }
    let names = UNITS.map(|(name, _)| name);
    let meant = nearest(unit, names).map_or(String::new(), |u| format!("did you mean `{u}`? "));
    Err(format!("`{unit}` is not a unit of time; {meant}units are {}", listed(&names)))
}

/// Writes the span as people would: `250ms`, `30s`, `1h30m`, `90d`, `4380h`.
///
/// [`Span::parse`] reads exactly the same span from it, to the last bit, if it is finite and not negative.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let text = self.whole().or_else(|| self.decimal()).unwrap_or_else(|| self.in_two_terms());
        f.pad(&text)
    }
}

impl Span {
    fn is_written(self, text: &str) -> bool {
        Span::parse(text) == Ok(self)
    }

    /// As whole numbers of units, if it is one: of days and hours alone, of what is shorter together.
    fn whole(self) -> Option<String> {
        let count = |ns: Ns| (self.0 % ns as f64 == 0.0).then_some(self.0 / ns as f64);
        let [milli, second, minute, hour, day, _, year] = UNITS.map(|(_, ns)| ns);
        let text = if self.0 == 0.0 {
            "0s".into()
        } else if let Some(years) = count(year) {
            format!("{years}y")
        } else if let Some(days) = count(day) {
            format!("{days}d")
        } else if let Some(hours) = count(hour) {
            format!("{hours}h")
        } else if let Some(minutes) = count(minute).filter(|n| *n < 1e9) {
            hours_and(minutes as u64, "")
        } else if let Some(seconds) = count(second).filter(|n| *n < 1e9) {
            let seconds = seconds as u64;
            let rest = format!("{}s", seconds % 60);
            if seconds < 60 { rest } else { hours_and(seconds / 60, &rest) }
        } else {
            let millis = count(milli).filter(|n| *n < 1000.0)?;
            format!("{millis}ms")
        };
        self.is_written(&text).then_some(text)
    }

    /// As one decimal number of one unit: the shortest if it is short, rather of a unit that it fills; else of the
    /// largest that it fills.
    fn decimal(self) -> Option<String> {
        let mut texts = Vec::new();
        for (unit, ns) in UNITS.iter().rev().filter(|(unit, _)| *unit != "w") {
            let number = self.0 / *ns as f64;
            let candidates = [number, number.next_down(), number.next_up()];
            let texts_of_unit = candidates.map(|number| format!("{number}{unit}"));
            let exact = texts_of_unit.into_iter().find(|text| self.is_written(text));
            texts.extend(exact.map(|text| (number, text)));
        }
        let (_, shortest) =
            texts.iter().min_by_key(|(number, text)| (text.len(), *number < 1.0))?;
        let full = texts.iter().find(|(number, _)| *number >= 1.0 && shortest.len() > 12);
        Some(full.map_or(shortest, |(_, text)| text).clone())
    }

    /// As a sum. The products of a unit with all numbers leave gaps between them, and a span may fall
    /// into those of every unit; what is missing then is as small as the last bit.
    fn in_two_terms(self) -> String {
        let milli = (SECOND / 1000) as f64;
        let mut number = self.0 / milli;
        while number * milli > self.0 {
            number = number.next_down();
        }
        format!("{number}ms{}ms", (self.0 - number * milli) / milli)
    }
}

fn hours_and(minutes: u64, rest: &str) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m}m{rest}"),
        (h, 0) => format!("{h}h{rest}"),
        (h, m) => format!("{h}h{m}m{rest}"),
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A duration: numbers with units (ms, s, m, h, d, w, y). A year is 365 days.",
            "pattern": r"^\s*(([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*(ms|s|m|h|d|w|y)\s*)+$",
            "examples": ["30s", "1h30m", "6.5d"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_add_up() {
        let ns = |t| Span::parse(t).unwrap().rounded();
        assert_eq!(ns("250ms"), SECOND / 4);
        assert_eq!(ns("1h30m"), 90 * 60 * SECOND);
        assert_eq!(ns("6.5d"), 156 * HOUR);
        assert_eq!(ns("1y"), 8760 * HOUR);
        assert_eq!(ns("2w"), 14 * 24 * HOUR);
        assert_eq!(ns("0s"), 0);
        assert_eq!(ns(" 1h 30m "), 90 * 60 * SECOND);
    }

    #[test]
    fn what_is_no_duration_says_what_is() {
        for bad in ["", "10", "s", "10 parsecs", "1.2.3s", "-5s", "5min", "h1", "1e3s", "٣s"] {
            let message = Span::parse(bad).unwrap_err();
            assert!(message.contains("units are ms"), "{bad}: {message}");
        }
    }

    #[test]
    fn durations_are_written_as_people_like_them() {
        for text in ["0s", "250ms", "30s", "1.5s", "1m30s", "10m", "1h30m", "4380h", "90d", "1y"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        for (written, shown) in [
            ("24h", "1d"),
            ("2w", "14d"),
            ("90m", "1h30m"),
            ("3605s", "1h5s"),
            ("1.5083333333333333m", "90.5s"),
        ] {
            assert_eq!(Span::parse(written).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn long_decimals_are_written_in_the_largest_unit() {
        assert_eq!(Span::from_ns(YEAR as f64 / 0.014).to_string(), "71.42857142857143y");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn every_span_is_read_as_it_was(bits in 1.0f64..2.0, exponent in -30i32..90) {
            let span = Span(bits * 2f64.powi(exponent));
            assert_eq!(Span::parse(&span.to_string()), Ok(span), "{span}");
        }
    }
}
