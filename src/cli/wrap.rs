//! Text in lines that a terminal can show.

/// Longer lines than this are broken between words.
const LINE: usize = 98;

/// Returns a text in lines, each behind an indent.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let more = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && indent.len() + more > LINE {
            out.extend([indent, &line, "\n"]);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.extend([indent, &line, "\n"]);
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
