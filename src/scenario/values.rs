//! Durations, shares and distributions as people write them.

use crate::engine::{HOUR, Law, Ns, SECOND, YEAR};

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

/// A delay with its distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay(pub Law);

impl Delay {
    /// Returns a constant delay of so many nanoseconds.
    pub const fn constant(ns: Ns) -> Delay {
        Delay(Law::Constant(ns))
    }

    /// Returns an exponential delay with this mean; a mean of 0 is no delay.
    pub fn exponential(mean: Span) -> Delay {
        if mean.ns() > 0.0 {
            Delay(Law::Exponential { mean: mean.ns() })
        } else {
            Delay(Law::Constant(0))
        }
    }

    /// Returns the law that the engine samples.
    pub const fn law(self) -> Law {
        self.0
    }
}

/// Reads a probability or share: `0.98` is handled by the caller, this is `"98%"`.
///
/// # Errors
/// A sentence that says what is allowed.
pub(super) fn parse_percent(text: &str) -> Result<f64, String> {
    let allowed = "write a number from 0 to 1, such as 0.98, or a percentage, such as \"98%\"";
    let number = text
        .trim()
        .strip_suffix('%')
        .ok_or_else(|| format!("`{text}` is not a share; {allowed}"))?;
    let percent: f64 =
        number.trim().parse().map_err(|_| format!("`{text}` is not a share; {allowed}"))?;
    check_share(percent / 100.0).map_err(|e| format!("`{text}` {e}; {allowed}"))
}

/// Checks that a share lies between 0 and 1.
pub(super) fn check_share(share: f64) -> Result<f64, &'static str> {
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("is outside 0 to 1 (0 % to 100 %)") }
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
    fn shares_are_shares() {
        assert_eq!(parse_percent("98%"), Ok(0.98));
        assert!(parse_percent("101%").is_err() && parse_percent("-1%").is_err());
        assert!(parse_percent("0.5").is_err() && parse_percent("NaN%").is_err());
    }
}
