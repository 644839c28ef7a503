//! What is wrong with a scenario, where, and what was probably meant.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt::Write;

/// Where something stands in a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its JSON path, dotted: `clusters.db.members[0]`.
    pub path: String,
    /// The first byte of it in the file.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
}

/// One error of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// What is allowed, or what was probably meant.
    pub hint: Option<String>,
}

/// All errors of a scenario, in the order of the file.
#[derive(Debug, thiserror::Error)]
#[error("{} in {file}", count(.list.len()))]
pub struct Problems {
    /// The file's name as it was given.
    pub file: String,
    /// The file's text.
    pub text: String,
    /// The errors, at least one.
    pub list: Vec<Problem>,
}

fn count(n: usize) -> String {
    if n == 1 { "1 error".into() } else { format!("{n} errors") }
}

impl Problems {
    /// Returns every error with its line, column, path and hint, ready to print.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for problem in &self.list {
            let place = &problem.place;
            let title = if place.path.is_empty() {
                problem.what.clone()
            } else {
                format!("{}: {}", place.path, problem.what)
            };
            let end = place.end.min(self.text.len());
            let start = place.start.min(end);
            // An annotation over a whole object would print all of it: its first line is enough.
            let line = self.text[start..end].find('\n').map_or(end, |newline| start + newline);
            let snippet = Snippet::source(&self.text)
                .path(&self.file)
                .annotation(AnnotationKind::Primary.span(start..line));
            let mut group = Level::ERROR.primary_title(&title).element(snippet);
            if let Some(hint) = &problem.hint {
                group = group.element(Level::HELP.message(hint));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
        let _ = writeln!(out, "{self}");
        out
    }
}

/// Returns the candidate nearest to what was written, if any is near enough to have been meant.
pub(super) fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| *distance <= 1 + c.len().max(written.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// Returns `a`, `b` and `c` for a hint; long lists are cut.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 24;
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(|n| format!("`{}`", n.as_ref()))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        let _ = write!(text, " and {} more", names.len() - SHOWN);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("tiem", ["time", "success"]), Some("time"));
        assert_eq!(nearest("fencng", ["fencing", "failover"]), Some("fencing"));
        assert_eq!(nearest("banana", ["fencing", "failover"]), None);
    }
}
