//! Durations, shares and distributions as people write them.

mod delay;
mod distribution;
mod law;
mod span;
#[cfg(test)]
mod tests;

pub use delay::Delay;
pub use distribution::{Distribution, Lognormal, Part, Weibull};
pub use law::Flaw;
pub use span::Span;
pub(super) use span::nanoseconds;

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
    // As a decimal number: 99.9 / 100 is not 0.999 to the last bit.
    let shifted = format!("{}e-2", number.trim()).parse::<f64>();
    let divided = || number.trim().parse::<f64>().map(|percent| percent / 100.0);
    let share = shifted
        .or_else(|_| divided())
        .map_err(|_| format!("`{text}` is not a share; {allowed}"))?;
    check_share(share).map_err(|e| format!("`{text}` {e}; {allowed}"))
}

/// Checks that a share lies between 0 and 1.
pub(super) fn check_share(share: f64) -> Result<f64, &'static str> {
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("is outside 0 to 1 (0 % to 100 %)") }
}

#[cfg(test)]
mod shares {
    use super::*;

    #[test]
    fn shares_are_shares() {
        assert_eq!(parse_percent("98%"), Ok(0.98));
        let said = ["99.9%", "99.95 %", "0.07%", "1e1%"].map(|text| parse_percent(text).unwrap());
        assert_eq!(said, [0.999, 0.9995, 0.0007, 0.1]);
        assert!(parse_percent("101%").is_err() && parse_percent("-1%").is_err());
        assert!(parse_percent("0.5").is_err() && parse_percent("NaN%").is_err());
    }
}
