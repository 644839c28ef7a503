//! The events of a history as a table.

use super::filter::{Choice, Filter};
use super::names::{Names, moment};
use crate::model::Model;
use crate::report::units::shorten;
use crate::study::{Event, History};
use std::fmt::Write;

/// Causes longer than this lose their middle.
const CAUSE: usize = 24;

/// What fired takes at most so much room before what it changed begins further right.
const FIRED: usize = 44;

/// Returns the events of a history that are chosen as a table, and below it how many are hidden.
pub fn events(model: &Model, history: &History, choice: Choice) -> String {
    let names = Names { model };
    let filter = Filter::new(model, history, choice);
    let shown: Vec<&Event> = history.events.iter().filter(|event| filter.shows(event)).collect();
    let rows: Vec<[String; 4]> = shown.iter().map(|event| row(names, event)).collect();
    let widest = |i: usize, most: usize| {
        rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0).min(most)
    };
    let (fired, cause) = (widest(1, FIRED).max(4), widest(2, CAUSE).max(5));
    let mut out = String::new();
    if !rows.is_empty() {
        let _ =
            writeln!(out, "{:<19}  {:<fired$}  {:<cause$}  what follows", "time", "what", "cause");
    }
    for row in &rows {
        let line = format!("{}  {:<fired$}  {:<cause$}  {}", row[0], row[1], row[2], row[3]);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let hidden = history.events.len() - shown.len();
    if hidden > 0 {
        let words = match choice {
            Choice { all: true, .. } => "that do not concern this service",
            Choice { service: Some(_), .. } => {
                "of no consequence for this service (--all shows them)"
            }
            Choice { service: None, .. } => "of no consequence (--all shows them)",
        };
        let s = if hidden == 1 { "" } else { "s" };
        let _ = writeln!(out, "{hidden} more event{s} {words}");
    }
    out
}

fn row(names: Names<'_>, event: &Event) -> [String; 4] {
    [
        moment(event.at),
        names.fired(event),
        shorten(names.cause(event).unwrap_or("-"), CAUSE),
        names.effects(event).join("; "),
    ]
}
