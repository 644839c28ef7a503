//! Time as integer nanoseconds.

/// A point or a span of time in nanoseconds; [`Ns::MAX`] is "never".
///
/// 64 bits hold 584 years, beyond which a delay never ends.
pub type Ns = u64;

/// One second.
pub const SECOND: Ns = 1_000_000_000;

/// One hour.
pub const HOUR: Ns = 3600 * SECOND;

/// One year of 365 days, 8760 hours.
pub const YEAR: Ns = 8760 * HOUR;

/// Returns a span in seconds.
#[inline]
pub fn seconds(span: Ns) -> f64 {
    // Dividing is exact where the result is a whole number; multiplying with 1e-9 is not.
    span as f64 / 1e9
}

/// Returns a span in hours.
pub fn hours(span: Ns) -> f64 {
    span as f64 / HOUR as f64
}

/// Returns a span in years of 365 days.
pub fn years(span: Ns) -> f64 {
    span as f64 / YEAR as f64
}

/// Returns the nearest span to a number of seconds; negative ones become 0, too long ones "never".
pub fn from_seconds(s: f64) -> Ns {
    (s * 1e9).round() as Ns
}
