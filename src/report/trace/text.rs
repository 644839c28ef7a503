//! A history as a person reads it: the outages first, each with its story, then the events.

use super::filter::Choice;
use super::names::{moment, span};
use super::story::story;
use super::table::events;
use crate::engine::seconds;
use crate::engine::{Ns, YEAR};
use crate::ledger::Outage;
use crate::model::Model;
use crate::report::console::horizon;
use crate::report::units::unbroken;
use crate::study::History;
use std::fmt::Write;

/// Lines of stories are at most so long; what follows their first is indented to where the story begins.
const LINE: usize = 100;
const INDENT: usize = 21;

/// Of more outages than this only the longest are told of.
const MOST: usize = 10;

/// Returns a history as text.
pub fn history(model: &Model, history: &History, choice: Choice) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: trial {} of {}, seed {}",
        model.name,
        history.trial,
        if history.horizon.is_multiple_of(YEAR) {
            horizon(seconds(history.horizon))
        } else {
            span(history.horizon)
        },
        history.seed
    );
    if model.warmup > 0 {
        let words = "Times are counted from the end of the warm-up of";
        let _ = writeln!(out, "{words} {}, which is not shown.", span(model.warmup));
    }
    let services = 0..model.services.len() as u32;
    let mut told = Vec::new();
    for service in services.filter(|s| choice.service.is_none_or(|wanted| wanted == *s)) {
        let outages = history.outages(Some(service));
        out.push_str(&in_short(&model.services[service as usize], &outages));
        told.extend(outages);
    }
    stories(model, history, told, choice, &mut out);
    let table = events(model, history, choice);
    if !table.is_empty() {
        let _ = write!(out, "\n{table}");
    }
    out
}

/// Says how often and how long a service was down.
fn in_short(service: &str, outages: &[Outage]) -> String {
    let down: Ns = outages.iter().map(|outage| outage.duration).sum();
    match outages.len() {
        0 => format!("{service} had no outage\n"),
        1 => format!("{service} had one outage, of {}\n", span(down)),
        n => format!("{service} had {n} outages, {} in all\n", span(down)),
    }
}

/// Tells each outage, or the longest of them, in the order in which they began.
fn stories(
    model: &Model,
    history: &History,
    mut outages: Vec<Outage>,
    choice: Choice,
    out: &mut String,
) {
    let all = outages.len();
    if !choice.all && all > MOST {
        outages.sort_by_key(|outage| std::cmp::Reverse(outage.duration));
        outages.truncate(MOST);
    }
    outages.sort_by_key(|outage| (outage.start, outage.service));
    for outage in &outages {
        let words = format!("{}  {}", moment(outage.start), story(model, history, outage));
        let _ = writeln!(out, "\n{}", wrap(&words));
    }
    if all > outages.len() {
        let rest = all - outages.len();
        let s = if rest == 1 { "" } else { "s" };
        let _ = writeln!(out, "\n{rest} shorter outage{s} not told (--all tells them)");
    }
}

/// Breaks a story into lines under its moment.
fn wrap(words: &str) -> String {
    let (head, story) = words.split_at(INDENT);
    let mut out = head.to_owned();
    let mut long = INDENT;
    for (i, word) in pieces(story).into_iter().enumerate() {
        let n = word.chars().count();
        if i > 0 && long + 1 + n > LINE {
            let _ = write!(out, "\n{:INDENT$}", "");
            long = INDENT;
        } else if i > 0 {
            out.push(' ');
            long += 1;
        }
        out.push_str(&word);
        long += n;
    }
    out
}

/// Returns the words of a story, numbers with their units.
fn pieces(story: &str) -> Vec<String> {
    unbroken(story).split(' ').map(|piece| piece.replace('\u{a0}', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_stand_under_each_other() {
        let words = format!("{}  {}", moment(0), ["word"; 40].join(" "));
        let text = wrap(&words);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= LINE) && lines.len() == 3);
        assert!(lines[1].starts_with(&format!("{}word", " ".repeat(INDENT))));
        assert_eq!(text.split_whitespace().filter(|word| *word == "word").count(), 40);
        assert_eq!(pieces("at +3 min 4.5 s; 2 h"), ["at", "+3 min", "4.5 s;", "2 h"]);
    }
}
