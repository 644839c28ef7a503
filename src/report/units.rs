//! Numbers as people say them.

pub(super) use crate::statistics::{count, digits};

use crate::statistics::{Estimate, grouped};

/// Returns a span in the unit that suits it: `41 s`, `12.3 min`, `3.4 h`, `2.1 d`.
pub(crate) fn span(s: f64) -> String {
    let (value, unit) = match s.abs() {
        0.0 => return "0 s".into(),
        x if x < 1e-3 => (s * 1e6, "µs"),
        x if x < 1.0 => (s * 1e3, "ms"),
        x if x < 120.0 => (s, "s"),
        x if x < 7200.0 => (s / 60.0, "min"),
        x if x < 172_800.0 => (s / 3600.0, "h"),
        x if x < 63_072_000.0 => (s / 86_400.0, "d"),
        _ => (s / 31_536_000.0, "y"),
    };
    format!("{} {unit}", digits(value))
}

/// Returns a share in percent, without calling anything 0 or 100 that is not.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".into(),
        x if x < 0.05 => "<0.1 %".into(),
        // Sums of parts may be off by their rounding.
        x if x >= 100.0 - 1e-9 => "100 %".into(),
        x if (99.95..100.0).contains(&x) => ">99.9 %".into(),
        x => format!("{x:.1} %"),
    }
}

/// Returns a share in percent, with three digits where it is small.
pub(super) fn rare(share: f64) -> String {
    if share > 0.0 && share < 0.01 {
        format!("{} %", digits(share * 100.0))
    } else {
        percent(share)
    }
}

/// Returns a share of something and where it lies, with more digits where the ends would read alike:
/// `2.4 % of trials (1.6 % to 3.5 %)`.
pub(super) fn share_of(what: &str, e: &Estimate) -> String {
    let alike = e.ci95.is_some_and(|[low, high]| percent(low) == percent(high));
    let show = |share: f64| match share {
        x if alike && x > 0.9 => availability(x, e.standard_error),
        x if alike => rare(x),
        x => percent(x),
    };
    format!("{}{what} ({})", show(e.mean), e.range(show))
}

/// Returns a share in percent with all of its digits, as it was written: `99.95 %`.
pub(super) fn uptime(share: f64) -> String {
    format!("{} %", (share * 1e14).round() / 1e12)
}

/// Returns an amount of money: whole, with groups of three digits, or with two decimals if it is small.
pub(super) fn money(x: f64) -> String {
    let (whole, decimals) = if x < 100.0 && x.fract() != 0.0 {
        let text = format!("{x:.2}");
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        (whole.to_owned(), format!(".{decimals}"))
    } else {
        (format!("{x:.0}"), String::new())
    };
    grouped(&whole) + &decimals
}

/// Returns a difference of designs, and in brackets where the true one lies, or why that cannot be said.
pub(super) fn change(difference: &Estimate, say: impl Fn(f64) -> String) -> String {
    let range = match (difference.ci95, difference.moments()) {
        (None, Some(m)) if m.n > 1 => format!("{} of {} trials differ", count(m.hits), count(m.n)),
        _ => difference.range(&say),
    };
    format!("{} ({range})", say(difference.mean))
}

/// Returns a text in which no line break parts a number, or a number from its unit.
pub(super) fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, word) in text.split(' ').enumerate() {
        let bare = word.trim_end_matches([',', ';', '.', ':', ')']);
        let is_unit = ["%", "µs", "ms", "s", "min", "h", "d", "y"].contains(&bare)
            || (bare.len() == 3 && bare.bytes().all(|b| b.is_ascii_digit()));
        if i > 0 {
            let joins = is_unit && out.ends_with(|c: char| c.is_ascii_digit());
            out.push(if joins { '\u{a0}' } else { ' ' });
        }
        out.push_str(word);
    }
    out
}

/// Returns at most so many characters; what is too much is left out of the middle, where names differ
/// least.
pub(super) fn shorten(name: &str, most: usize) -> String {
    let count = name.chars().count();
    if count <= most {
        return name.to_owned();
    }
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let begin: String = name.chars().take(head).collect();
    let end: String = name.chars().skip(count - tail).collect();
    format!("{begin}…{end}")
}

/// Returns an availability with as many digits as its unavailability has something to say.
pub(super) fn availability(a: f64, standard_error: f64) -> String {
    if a < 1e-3 {
        return format!("{} %", digits(a * 100.0));
    }
    let finest = if standard_error > 0.0 { standard_error } else { 1.0 - a };
    let decimals = if finest > 0.0 { (-finest.log10()).round() as i32 - 1 } else { 2 };
    format!("{:.*} %", decimals.clamp(2, 12) as usize, a * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_find_their_unit() {
        assert_eq!(span(41.2), "41.2 s");
        assert_eq!(span(738.0), "12.3 min");
        assert_eq!(span(12_240.0), "3.40 h");
        assert_eq!(span(0.0), "0 s");
        assert_eq!(span(0.0021), "2.10 ms");
    }

    #[test]
    fn shares_are_never_rounded_to_all_or_nothing() {
        let said = [0.0, 1e-5, 0.0123, 0.5, 0.9999, 1.0].map(percent);
        assert_eq!(said, ["0 %", "<0.1 %", "1.2 %", "50.0 %", ">99.9 %", "100 %"]);
        assert_eq!(percent(1.0 + 1e-15), "100 %");
    }

    #[test]
    fn an_interval_is_never_a_point() {
        let said = [(500, 1000), (3, 1_000_000), (999_998, 1_000_000)];
        let said = said.map(|(hits, n)| share_of(" of trials", &Estimate::share(hits, n)));
        assert_eq!(said[0], "50.0 % of trials (46.9 % to 53.1 %)");
        assert_eq!(said[1], "0.000300 % of trials (0.000102 % to 0.000882 %)");
        assert_eq!(said[2], "99.99980 % of trials (99.99927 % to 99.99995 %)");
    }

    #[test]
    fn an_uptime_is_said_as_it_was_written() {
        let said = [0.9995, 0.99, 1.0, 0.1, 0.999_999_999].map(uptime);
        assert_eq!(said, ["99.95 %", "99 %", "100 %", "10 %", "99.9999999 %"]);
    }

    #[test]
    fn money_is_whole_and_in_threes() {
        let said = [0.0, 0.5, 12.345, 100.0, 1200.0, 12_345.6, 1_234_567.0].map(money);
        assert_eq!(said, ["0", "0.50", "12.35", "100", "1 200", "12 346", "1 234 567"]);
    }

    #[test]
    fn numbers_stay_with_their_units() {
        let text = "(1.5 % to 2 min 3 s); 4 h. In 5 days, 10 000 times";
        let said = unbroken(text);
        assert_eq!(
            said.replace('\u{a0}', "~"),
            "(1.5~% to 2~min 3~s); 4~h. In 5 days, 10~000 times"
        );
        assert_eq!(said.replace('\u{a0}', " "), text);
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shorten("web.failure", 11), "web.failure");
        assert_eq!(shorten("frankfurt-web.failure", 11), "frank…ilure");
        assert_eq!(shorten("größer", 5).chars().count(), 5);
    }

    #[test]
    fn an_availability_has_the_digits_that_are_known() {
        assert_eq!(availability(0.999_708_3, 2e-6), "99.97083 %");
        assert_eq!(availability(1.0, 0.0), "100.00 %");
    }
}
