//! What is wrong with a scenario, where, and what was probably meant.

use super::limits;
use super::sources::Sources;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt::Write;

/// Where something stands in a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its JSON path, dotted: `clusters.db.members[0]`.
    pub path: String,
    /// The first byte of it, in all texts laid end to end: in the file, if nothing else was read.
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

impl Problem {
    /// Returns where it stands in the scenario, if anywhere, and what is wrong.
    pub fn title(&self) -> String {
        match &*self.place.path {
            "" => self.what.clone(),
            path => format!("{path}: {}", self.what),
        }
    }
}

/// All errors of a scenario, in the order of the file.
#[derive(Debug, thiserror::Error)]
#[error("{} in {file}", count(.list.len()))]
pub struct Problems {
    /// The file's name as it was given.
    pub file: String,
    /// The texts that it was read from.
    pub sources: Sources,
    /// The errors, at least one and at most [`limits::PROBLEMS`].
    pub list: Vec<Problem>,
}

fn count(n: usize) -> String {
    match n {
        1 => "1 error".into(),
        limits::PROBLEMS => format!("at least {n} errors"),
        n => format!("{n} errors"),
    }
}

impl Problems {
    /// Returns the errors with line, column, path and hint, ready to print; of many the first.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for problem in self.list.iter().take(limits::PRINTED) {
            out.push_str(&self.one(&renderer, problem));
            out.push_str("\n\n");
        }
        let more = self.list.len().saturating_sub(limits::PRINTED);
        if more > 0 {
            let _ = writeln!(out, "{more} more are not shown");
        }
        let _ = writeln!(out, "{self}");
        out
    }

    fn one(&self, renderer: &Renderer, problem: &Problem) -> String {
        let place = &problem.place;
        let title = problem.title();
        // A whole object would be a screen full: its first line is enough.
        let mut group = match self.sources.line(place.start, place.end) {
            Some(line) => Level::ERROR.primary_title(&title).element(
                Snippet::source(line.content)
                    .line_start(line.number)
                    .path(line.name)
                    .annotation(AnnotationKind::Primary.span(line.stretch)),
            ),
            None => annotate_snippets::Group::with_title(Level::ERROR.primary_title(&title)),
        };
        if let Some(hint) = &problem.hint {
            group = group.element(Level::HELP.message(hint));
        }
        renderer.render(&[group])
    }
}

/// Returns a text for a message: not too long, and nothing in it that a terminal obeys.
pub(super) fn shown(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut short: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Returns the candidate nearest to what was written, if any is near enough to have been meant.
pub(crate) fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // Nobody's slip of the pen is that long.
    if written.len() > 100 {
        return None;
    }
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .take(2000)
        .map(|c| (strsim::damerau_levenshtein(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| {
            // Near, and not another word altogether.
            *distance <= 1 + c.len().max(written.len()) / 4 && *distance < c.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// Returns `a`, `b` and `c` for a hint; long lists are cut.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 24;
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(|n| format!("`{}`", shown(n.as_ref())))
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
        assert_eq!(nearest("m", ["n"]), None);
    }
}
