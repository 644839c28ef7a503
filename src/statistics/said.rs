//! Numbers in notes, and wherever else people read them.

/// Returns a number with three significant digits, or all before its point; no exponent where one can do
/// without, and from five digits on in groups of three.
pub(crate) fn digits(x: f64) -> String {
    let size = x.abs();
    if size == 0.0 {
        "0".into()
    } else if !(1e-5..1e9).contains(&size) {
        format!("{x:.2e}")
    } else if size < 9999.5 {
        let decimals = (2 - size.log10().floor() as i32).clamp(0, 9) as usize;
        format!("{x:.decimals$}")
    } else {
        grouped(&format!("{x:.0}"))
    }
}

/// Returns a bound, which is no more than that: without zeros at its end.
pub(super) fn bound(x: f64) -> String {
    let text = digits(x);
    if !text.contains('.') || text.contains('e') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns a count, in groups of three digits from five digits on.
pub(crate) fn count(n: u64) -> String {
    if n < 10_000 { n.to_string() } else { grouped(&n.to_string()) }
}

/// Returns digits in groups of three.
pub(crate) fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && !out.ends_with('-') {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_have_no_zeros_at_the_end() {
        assert_eq!(
            [0.03, 0.000_299_6, 100.0, 3e-7].map(bound),
            ["0.03", "0.0003", "100", "3.00e-7"]
        );
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!([2048, 10_000, 1_048_576].map(count), ["2048", "10 000", "1 048 576"]);
    }

    #[test]
    fn digits_are_three() {
        let said =
            [8.6912, 17.4, 1234.5, 0.000_012, 0.000_001_2, 498_890.4, -123_456.0].map(digits);
        assert_eq!(said, ["8.69", "17.4", "1234", "0.0000120", "1.20e-6", "498 890", "-123 456"]);
    }
}
