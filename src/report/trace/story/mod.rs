//! An outage in a sentence or two: what began it, what the cluster did, how it ended, where the time went.

mod clauses;
mod root;

use super::names::{Names, parts, span};
use super::scope::Scope;
use crate::engine::Ns;
use crate::ledger::{Outage, Phase};
use crate::model::Model;
use crate::study::{Change, Condition, History};
use clauses::Clauses;

/// Tells the story of an outage of a history.
///
/// The first sentence begins with what the outage goes back to, and how long before it that was, and follows
/// it to its end, with times since then; the second says how long the service was down, what that is put down to, and what it waited for: the
/// phases, as they are said, add up to the duration.
pub fn story(model: &Model, history: &History, outage: &Outage) -> String {
    let teller =
        Teller { names: Names { model }, history, outage, scope: Scope::of(model, outage.service) };
    format!("{}. {}.", capital(&teller.what_happened()), teller.where_it_went())
}

/// Someone who tells a story.
struct Teller<'t> {
    names: Names<'t>,
    history: &'t History,
    outage: &'t Outage,
    scope: Scope,
}

impl Teller<'_> {
    /// Tells what began it and what followed.
    fn what_happened(&self) -> String {
        let flip = self.flip();
        let root = flip.and_then(|flip| self.root(self.outage.cause, flip));
        let last = self.last();
        let first = root.or(flip);
        let begin = first.map_or(0, |first| self.history.events[first].at);
        let mut clauses = Clauses::new(begin);
        match (root, flip) {
            (Some(root), _) => {
                let earlier = match self.outage.start.saturating_sub(begin) {
                    0 => String::new(),
                    before => format!("{} earlier, ", span(before)),
                };
                clauses.open(format!("{earlier}{}{}", self.opening(root), self.already(root)));
            }
            (None, Some(flip)) => clauses.open(format!(
                "{} from before the measured time brought {} down{}",
                self.cause(),
                self.service(),
                self.already(flip)
            )),
            (None, None) => clauses
                .open(format!("{} was down already when the measured time began", self.service())),
        }
        for i in first.unwrap_or(0)..=last {
            let Some(event) = self.history.events.get(i) else { break };
            self.tell(i, event, Some(i) == root, i == last, &mut clauses);
            if Some(i) == flip && Some(i) != root {
                clauses.add_timed(event.at, format!("{} went down", self.service()));
            }
        }
        if self.outage.cut {
            clauses.close(format!("at the end of the trial {} was still down", self.service()));
        }
        clauses.finish()
    }

    /// Says how long it was, what it is put down to, and what it waited for.
    fn where_it_went(&self) -> String {
        let mut order: Vec<Phase> = Vec::new();
        let end = self.outage.start + self.outage.duration;
        for phase in self.history.phases(self.outage.service) {
            let is_ours = phase.from >= self.outage.start && phase.from < end;
            if is_ours && !order.contains(&phase.what) {
                order.push(phase.what);
            }
        }
        let spans: Vec<Ns> = order.iter().map(|p| self.outage.phases[*p as usize]).collect();
        let said = parts(self.outage.duration, &spans);
        let phases: Vec<String> = order
            .iter()
            .zip(said)
            .map(|(phase, said)| format!("{} {said}", phase.name().replace('_', " ")))
            .collect();
        format!(
            "That took {} down for {} ({}): {}",
            self.service(),
            span(self.outage.duration),
            self.cause(),
            phases.join(", ")
        )
    }

    fn service(&self) -> &str {
        &self.names.model.services[self.outage.service as usize]
    }

    fn cause(&self) -> String {
        let cause = &self.names.model.causes[self.outage.cause as usize];
        if cause.planned { format!("planned: {}", cause.name) } else { cause.name.clone() }
    }

    /// Returns the event with which the service went down, if that was in the measured time.
    fn flip(&self) -> Option<usize> {
        self.find_at(
            self.outage.start,
            |change| matches!(change, Change::Down(s, ..) if *s == self.outage.service),
        )
    }

    /// Returns the event with which it was up again; the last of all if it was not.
    fn last(&self) -> usize {
        let end = self.outage.start + self.outage.duration;
        let up = self
            .find_at(end, |change| matches!(change, Change::Up(s) if *s == self.outage.service));
        up.unwrap_or(self.history.events.len().saturating_sub(1))
    }

    fn find_at(&self, at: Ns, is: impl Fn(&Change) -> bool) -> Option<usize> {
        let events = &self.history.events;
        let first = events.partition_point(|event| event.at < at);
        let end = events.partition_point(|event| event.at <= at);
        (first..end).find(|i| events[*i].changes.iter().any(&is))
    }

    /// Says what else was down already, of what matters to the service.
    fn already(&self, before: usize) -> String {
        let model = self.names.model;
        let mut conditions = vec![Condition::Up; model.components.len()];
        let earlier = self.history.events[..before].iter().flat_map(|event| &event.changes);
        for change in self.history.at_start.iter().chain(earlier) {
            if let Change::Component(c, condition) = change {
                conditions[*c as usize] = *condition;
            }
        }
        let is_own = |c: usize| {
            let domain = model.components[c].domain;
            // What is down with its domain is no news.
            self.scope.components.has(c)
                && domain.is_none_or(|domain| conditions[domain as usize] != Condition::Down)
        };
        let named = |wanted: Condition| {
            let own = (0..conditions.len()).filter(|c| conditions[*c] == wanted && is_own(*c));
            own.map(|c| c as u32).collect::<Vec<u32>>()
        };
        let mut words = Vec::new();
        for (condition, one, more) in
            [(Condition::Down, "was down", "were down"), (Condition::Hung, "hung", "hung")]
        {
            let which = named(condition);
            match which[..] {
                [] => {}
                [c] => words.push(format!("{} {one}", self.names.full(c))),
                _ => {
                    let names = super::names::list(which.iter().map(|c| self.names.of(*c)));
                    words.push(format!("{names} {more}"));
                }
            }
        }
        if words.is_empty() { String::new() } else { format!(" while {}", words.join(" and ")) }
    }
}

/// What a sentence may begin with that is nobody's name.
const WORDS: [&str; 10] =
    ["node ", "disk ", "array ", "link ", "switch ", "domain ", "load ", "shock ", "work ", "the "];

/// Returns words as a sentence begins; names stay as they are written.
fn capital(words: &str) -> String {
    if WORDS.iter().any(|word| words.starts_with(word)) {
        format!("{}{}", words[..1].to_uppercase(), &words[1..])
    } else {
        words.to_owned()
    }
}
