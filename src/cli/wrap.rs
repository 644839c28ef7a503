//! Text in lines that a terminal can show.

use crate::report::broken;

/// Longer lines than this are broken between words.
const LINE: usize = 98;

/// Returns a text in lines, each behind an indent.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    for line in broken(text, LINE - indent.len()) {
        out.extend([indent, &line, "\n"]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let text = wrapped(&"word ".repeat(50), "  ");
        assert!(text.lines().all(|line| line.len() <= LINE && line.starts_with("  word")));
        assert_eq!(text.split_whitespace().count(), 50);
        assert_eq!(wrapped("short", ""), "short\n");
    }
}
