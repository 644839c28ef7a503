//! What was found of one thing that a design is held to.

use crate::scenario::Limit;
use crate::scenario::metrics::Unit;
use crate::statistics::{Estimate, Verdict};

/// Where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What was found of one thing that a design is held to.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it must be, such as `services.shop.availability at least 99.95 %`.
    pub claim: String,
    /// What is proven.
    pub verdict: Verdict,
    /// What was found, in words.
    pub found: String,
    /// After how many trials; 0 where none is needed to see it.
    pub trials: u64,
    /// Where it is written, if it is.
    pub position: Option<Position>,
}

impl Finding {
    /// Returns what was found and after how many trials, with a mark between.
    pub(super) fn said(&self, mark: &str) -> String {
        match self.trials {
            0 => self.found.clone(),
            trials => format!("{}{mark} after {trials} trials", self.found),
        }
    }
}

/// Returns a value as people say it.
pub(super) fn say(unit: Unit, value: f64, standard_error: f64) -> String {
    use crate::report::units;
    match unit {
        // Near 1 it is what is missing that counts.
        Unit::Share if value > 0.9 => units::availability(value, standard_error),
        Unit::Share => units::rare(value),
        Unit::Seconds => units::span(value),
        Unit::Number => units::digits(value),
    }
}

/// Returns a limit as it was probably written: with as many digits as it has.
pub(super) fn say_limit(unit: Unit, limit: Limit) -> String {
    match (unit, limit) {
        (_, Limit::Time(span)) => span.to_string(),
        (Unit::Share, Limit::Number(x)) => format!("{} %", rounded(x * 100.0)),
        (_, Limit::Number(x)) => rounded(x),
    }
}

/// Returns a number without the rounding of its last bit.
fn rounded(x: f64) -> String {
    let text = format!("{x:.12}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns an estimate with the interval that holds for it by itself, whatever was looked at.
pub(super) fn say_estimate(unit: Unit, e: &Estimate) -> String {
    let show = |x: f64| say(unit, x, e.standard_error);
    format!("{} ({})", show(e.mean), e.range(show))
}
