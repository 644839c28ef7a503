//! The texts that a scenario was read from, laid end to end, so that a place is two numbers.

use super::problem::Place;

/// All texts of a scenario: the file, what it extends, what was set on the command line.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Text>,
}

#[derive(Clone, Debug)]
struct Text {
    name: String,
    content: String,
    base: usize,
}

/// A line of a text.
pub(super) struct Line<'s> {
    /// The text's name.
    pub(super) name: &'s str,
    /// The line, without its end.
    pub(super) content: &'s str,
    /// Its number, from 1.
    pub(super) number: usize,
    /// A stretch of it, in bytes from its beginning.
    pub(super) stretch: std::ops::Range<usize>,
}

impl Sources {
    /// Adds a text and returns where it begins.
    pub(super) fn add(&mut self, name: &str, text: String) -> usize {
        // A byte lies between two texts, so that the end of one is not the beginning of the next.
        let base = self.texts.last().map_or(0, |last| last.base + last.content.len() + 1);
        self.texts.push(Text { name: name.to_owned(), content: text, base });
        base
    }

    /// Returns the text that begins at a base.
    pub(super) fn text(&self, base: usize) -> &str {
        self.texts.iter().find(|text| text.base == base).map_or("", |text| &text.content)
    }

    /// Returns every text, in order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| text.content.as_str())
    }

    /// Returns the file and the line, from 1, where something stands.
    pub fn position(&self, place: &Place) -> Option<(String, usize)> {
        let line = self.line(place.start, place.end)?;
        Some((line.name.to_owned(), line.number))
    }

    /// Returns the first line of a stretch of the texts.
    pub(super) fn line(&self, start: usize, end: usize) -> Option<Line<'_>> {
        let text = self.texts.iter().rev().find(|text| text.base <= start)?;
        let all = text.content.as_str();
        let start = floor(all, start - text.base);
        let end = floor(all, end.saturating_sub(text.base)).max(start);
        // Lines end with \n, \r\n or \r.
        let first = all[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let last = all[start..].find(['\n', '\r']).map_or(all.len(), |at| start + at);
        let before = &all[..first];
        let number = 1 + before.matches(['\n', '\r']).count() - before.matches("\r\n").count();
        let stretch = start - first..end.min(last) - first;
        Some(Line { name: &text.name, content: &all[first..last], number, stretch })
    }
}

/// Returns the nearest place at or before this one that is the beginning of a character.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
