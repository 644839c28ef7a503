//! Where axes have their ticks, and what they say.

/// Spans that people name, in seconds.
pub(super) const SPANS: [(f64, &str); 16] = [
    (1e-3, "1 ms"),
    (1e-2, "10 ms"),
    (0.1, "100 ms"),
    (1.0, "1 s"),
    (10.0, "10 s"),
    (60.0, "1 min"),
    (600.0, "10 min"),
    (3600.0, "1 h"),
    (14_400.0, "4 h"),
    (43_200.0, "12 h"),
    (86_400.0, "1 d"),
    (345_600.0, "4 d"),
    (1_209_600.0, "2 weeks"),
    (5_184_000.0, "60 d"),
    (15_768_000.0, "half a year"),
    (31_536_000.0, "a year"),
];

/// The unit in which spans up to this are said: its name and its seconds.
pub(in crate::report) fn unit(most_s: f64) -> (&'static str, f64) {
    match most_s {
        x if x < 1e-3 => ("µs", 1e-6),
        x if x < 1.0 => ("ms", 1e-3),
        x if x < 120.0 => ("s", 1.0),
        x if x < 7200.0 => ("min", 60.0),
        x if x < 172_800.0 => ("h", 3600.0),
        _ => ("d", 86_400.0),
    }
}

/// Returns ticks of a linear axis from 0, or from a low end, to `high`: about so many, at 1, 2 or 5
/// times a power of ten.
pub(in crate::report) fn linear(low: f64, high: f64, about: f64) -> Vec<f64> {
    let rough = (high - low) / about;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(rough);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Returns a number of an axis without digits that say nothing.
pub(in crate::report) fn plain(x: f64) -> String {
    if x != 0.0 && x.abs() < 1e-9 {
        return format!("{x:.0e}");
    }
    let text = format!("{x:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".into() } else { text.into() }
}

/// Returns a count as people say it: `500`, `20 000`, `5 million`.
pub(super) fn count(n: f64) -> String {
    if n >= 1e12 {
        format!("{} trillion", plain(n / 1e12))
    } else if n >= 1e9 {
        format!("{} billion", plain(n / 1e9))
    } else if n >= 1e6 {
        format!("{} million", plain((n / 1e3).round() / 1e3))
    } else if n >= 1e4 {
        format!("{:.0} {:03.0}", (n / 1e3).floor(), n % 1e3)
    } else {
        plain(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(linear(0.0, 47.0, 5.0), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(linear(0.0, 1.0, 5.0).len(), 6);
        assert_eq!(linear(38.0, 44.0, 6.0), [38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0]);
    }

    #[test]
    fn counts_are_said() {
        let said = [1024.0, 20_000.0, 1e6, 5e7, 2e9].map(count);
        assert_eq!(said, ["1024", "20 000", "1 million", "50 million", "2 billion"]);
        assert_eq!(plain(0.0001), "0.0001");
        assert_eq!(plain(1e-12), "1e-12");
    }
}
