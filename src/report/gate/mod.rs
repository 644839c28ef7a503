//! What a design is held to, decided as trials come in.
//!
//! Looking again and again until something is proven would prove anything in the end. So the looks are few and
//! set beforehand, after 1024 · 2^k trials, and the error that is allowed is shared out among them.

mod assertions;
mod baseline;
mod finding;
mod refusal;
mod stored;
mod text;
mod xml;

pub use assertions::check;
pub use baseline::{Baseline, Margin, is_held, missing, regressions};
pub use finding::{Finding, Position};
pub use refusal::{Refusal, refusal_annotations, refusal_junit};
pub use stored::Stored;
pub use text::{annotations, text};
pub use xml::junit;

/// The first look is after so many trials.
const FIRST: u64 = 1024;

/// With no other number asked for there are at most so many trials.
pub const BUDGET: u64 = 1 << 20;

/// Returns after how many trials to look: 1024 · 2^k below the most, and the most.
pub fn looks(most: u64) -> Vec<u64> {
    let doubled = std::iter::successors(Some(FIRST), |trials| trials.checked_mul(2));
    doubled.take_while(|trials| *trials < most).chain([most]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eleven_looks_at_most_unless_more_is_asked_for() {
        assert_eq!(looks(BUDGET).len(), 11);
        assert_eq!(looks(BUDGET).last(), Some(&1_048_576));
        assert_eq!(looks(500), [500]);
        assert_eq!(looks(1024), [1024]);
        assert_eq!(looks(5000), [1024, 2048, 4096, 5000]);
    }
}
