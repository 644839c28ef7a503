//! What is worth telling of what happened, and how it is strung together.

use super::Teller;
use super::root::is_hazard;
use crate::engine::Ns;
use crate::ledger::Count;
use crate::model::{Act, What};
use crate::report::trace::acts::{counts, joined, lost};
use crate::report::trace::names::span;
use crate::study::{Change, Condition, Event};
use crate::world::{Plan, Run, Stage, Why};

/// Of more clauses than this some in the middle are only counted.
const MOST: usize = 12;

/// Clauses before and after those that are only counted.
const KEPT: (usize, usize) = (6, 5);

/// A sentence as it grows.
pub(super) struct Clauses {
    begin: Ns,
    told: Vec<Clause>,
}

struct Clause {
    at: Ns,
    words: String,
    /// How often in a row.
    times: u32,
    /// Whether its moment is told though it is that of the one before.
    timed: bool,
}

impl Clauses {
    pub(super) fn new(begin: Ns) -> Clauses {
        Clauses { begin, told: Vec::new() }
    }

    /// Tells what it began with.
    pub(super) fn open(&mut self, words: String) {
        self.add(self.begin, words);
    }

    /// Adds what happened at a moment; the same thing over and over is told once.
    pub(super) fn add(&mut self, at: Ns, words: String) {
        self.push(Clause { at, words, times: 1, timed: false });
    }

    /// Adds what must be told with its moment.
    pub(super) fn add_timed(&mut self, at: Ns, words: String) {
        self.push(Clause { at, words, times: 1, timed: true });
    }

    fn push(&mut self, clause: Clause) {
        match self.told.last_mut() {
            Some(last) if last.words == clause.words => {
                (last.at, last.times) = (clause.at, last.times + 1);
            }
            _ => self.told.push(clause),
        }
    }

    /// Adds what needs no moment.
    pub(super) fn close(&mut self, words: String) {
        self.add(self.begin, words);
    }

    /// Returns the sentence.
    pub(super) fn finish(self) -> String {
        let n = self.told.len();
        let mut words = Vec::new();
        let mut before = self.begin;
        for (i, clause) in self.told.iter().enumerate() {
            if n > MOST && i == KEPT.0 {
                words.push(format!("{} more things happened", n - KEPT.0 - KEPT.1));
            }
            if n > MOST && (KEPT.0..n - KEPT.1).contains(&i) {
                continue;
            }
            let mut text = clause.words.clone();
            match clause.times {
                1 => {}
                2 => text.push_str(" twice"),
                n => text = format!("{text} {n} times"),
            }
            if (clause.timed || clause.at != before) && clause.at != self.begin {
                let by = if clause.times > 1 { "by" } else { "at" };
                text = format!("{text} {by} +{}", span(clause.at - self.begin));
            }
            before = clause.at;
            match (words.last_mut(), goes_on(self.told[..i].last(), clause)) {
                (Some(last), Some(rest)) => {
                    let text = text.replacen(&clause.words, rest, 1);
                    *last = format!("{last} and {text}");
                }
                _ => words.push(text),
            }
        }
        words.join("; ")
    }
}

/// Returns what is left to say of a clause right after one about the same thing.
fn goes_on<'c>(before: Option<&Clause>, clause: &'c Clause) -> Option<&'c str> {
    let (who, _) = before.filter(|before| before.times == 1)?.words.split_once(" was ")?;
    let (same, rest) = clause.words.split_once(" was ")?;
    (who == same
        && clause.times == 1
        && !["the shot", "quorum"].iter().any(|it| who.starts_with(it)))
    .then_some(rest)
}

impl Teller<'_> {
    /// Says what the outage goes back to.
    pub(super) fn opening(&self, root: usize) -> String {
        let event = &self.history.events[root];
        let what = self.names.model.activities[event.slot as usize].what;
        if is_hazard(what) {
            return self.names.fired(event);
        }
        let begun = |change: &Change| match *change {
            Change::Work(w, Stage::Leaving | Stage::Under) => {
                Some(format!("{} began", self.names.work(w)))
            }
            Change::Run { cluster, member, now: Run::Moving(i), .. } => Some(format!(
                "{}{} moved back to {}",
                self.names.cluster(cluster),
                self.names.instance(cluster, i),
                self.names.member(cluster, member)
            )),
            Change::Plan { cluster, now: Plan::Returning, .. } => {
                Some(format!("{} went home", self.names.cluster(cluster)))
            }
            _ => None,
        };
        event.changes.iter().find_map(begun).unwrap_or_else(|| self.names.fired(event))
    }

    /// Tells what is worth telling of an event.
    pub(super) fn tell(
        &self,
        i: usize,
        event: &Event,
        is_root: bool,
        is_last: bool,
        to: &mut Clauses,
    ) {
        let before = to.told.len();
        let what = self.names.model.activities[event.slot as usize].what;
        if !is_root && is_hazard(what) && self.concerns(event) {
            to.add(event.at, self.names.fired(event));
        }
        for k in 0..self.names.model.clusters.len() as u32 {
            if self.scope.clusters.has(k as usize) {
                self.tell_cluster(k, what, i, to);
            }
        }
        for change in &event.changes {
            if let Some(words) = self.tell_change(i, event, change) {
                to.add(event.at, words);
            }
        }
        // What ended it is told in any case.
        if is_last && !self.outage.cut && !is_root && to.told.len() == before {
            to.add(event.at, self.names.fired(event));
        }
    }

    /// Whether an event takes away something that matters to the service.
    fn concerns(&self, event: &Event) -> bool {
        event.changes.iter().any(|change| match change {
            Change::Component(c, condition) => {
                *condition != Condition::Up && self.scope.components.has(*c as usize)
            }
            Change::Run { cluster, now: Run::Dead(_), .. } => {
                self.scope.clusters.has(*cluster as usize)
            }
            _ => false,
        })
    }

    /// Says in which cluster something happened, where the service needs several.
    fn within(&self, k: u32, words: String) -> String {
        let clusters = self.names.model.clusters.len();
        let several = (0..clusters).filter(|k| self.scope.clusters.has(*k)).count() > 1;
        if several { format!("{words} in {}", self.names.cluster(k)) } else { words }
    }

    /// Tells what a cluster has done.
    fn tell_cluster(&self, k: u32, what: What, i: usize, to: &mut Clauses) {
        let event = &self.history.events[i];
        let lost = lost(k, event);
        // Who makes way for planned work leaves in order.
        if lost != 0 && counts(k, event, Count::Detection) {
            to.add(event.at, self.within(k, self.names.lost(k, lost)));
        }
        let What::Cluster(of, act) = what else { return };
        if of == k && matches!(act, Act::Join(_)) && self.must_wait(k, i) {
            let who = joined(k, event);
            let (must, were) =
                if who.is_power_of_two() { ("waits", "was") } else { ("wait", "were") };
            let names = self.names.members(k, who);
            let words =
                format!("{names}, which {must} for all members (wait_for_all), {were} taken in");
            to.add(event.at, self.within(k, words));
            return;
        }
        let matters = match act {
            Act::Landed(..)
            | Act::Confirmed(..)
            | Act::Unban(_)
            | Act::Unstick(_)
            | Act::Starved(_)
            | Act::Watchdog(_)
            | Act::Mend
            | Act::Declared
            | Act::Returned
            | Act::Resync(..)
            | Act::Stop(_) => true,
            Act::Takeover(_) | Act::Moved(_) | Act::Restarted(_) => {
                counts(k, event, Count::FailedFailover) || has_run(k, event)
            }
            Act::Redeployed(_) | Act::Restored => ends_plan(k, event),
            Act::Join(_) => joined(k, event) != 0 && begins_to_stop(k, event),
            _ => false,
        };
        if of == k && matters {
            let words = self.names.acted(k, act, event);
            let words = match words.strip_prefix("it ") {
                Some(rest) => format!("{} {rest}", self.names.cluster(k)),
                None => self.within(k, words),
            };
            to.add(event.at, words);
        }
    }

    /// Whether a member that is taken in could act but for those who are not there.
    fn must_wait(&self, k: u32, i: usize) -> bool {
        let held = |change: &Change| match *change {
            Change::Quorum(of, held) if of == k => Some(held),
            _ => None,
        };
        let so_far = self.history.events[..=i].iter().rev();
        let so_far = so_far.flat_map(|event| event.changes.iter().rev());
        let at_start = self.history.at_start.iter().rev();
        let is_lost = so_far.chain(at_start).find_map(held) == Some(false);
        is_lost
            && self.names.model.clusters[k as usize].wait_for_all
            && joined(k, &self.history.events[i]) != 0
    }

    /// Tells of a change that is worth it.
    fn tell_change(&self, i: usize, event: &Event, change: &Change) -> Option<String> {
        let has = |k: u32| self.scope.clusters.has(k as usize);
        let names = self.names;
        Some(match *change {
            Change::Quorum(k, held) if has(k) => {
                self.within(k, format!("quorum was {}", if held { "regained" } else { "lost" }))
            }
            Change::Blocked(k, true) if has(k) => self.within(k, "fencing was blocked".into()),
            Change::Dual(k, instance, sides) if has(k) && sides != 0 => {
                self.within(k, self.dual(k, instance, sides, i))
            }
            Change::Counted(k, Count::DataLoss) if has(k) => {
                let damaged =
                    event.changes.iter().any(|c| matches!(c, Change::Dual(of, _, 0) if *of == k));
                format!(
                    "the data of {} were {}",
                    names.cluster(k),
                    if damaged { "damaged" } else { "lost" }
                )
            }
            Change::LostWrites(k, lost) if has(k) && lost > 0 => {
                self.within(k, format!("writes of {} were lost", span(lost)))
            }
            Change::Frozen(k, members) if has(k) && members != 0 => {
                self.within(k, format!("{} froze", names.members(k, members)))
            }
            Change::Stalled(k, members) if has(k) && members != 0 => {
                self.within(k, format!("writes on {} hung", names.members(k, members)))
            }
            Change::Plan { cluster, was, now: Plan::Redeploying(..) }
                if has(cluster) && !matches!(was, Plan::Redeploying(..)) =>
            {
                let domain = names.model.clusters[cluster as usize].recovery?.domain;
                format!("recovery of {} in {} began", names.cluster(cluster), names.of(domain))
            }
            Change::Address(b, Some(place)) if self.scope.balancers.has(b as usize) => {
                format!("{} had the address", names.of(names.at(b, place)))
            }
            _ => return None,
        })
    }

    /// Says who served the same, and for how long.
    fn dual(&self, k: u32, instance: u8, sides: u64, from: usize) -> String {
        let events = &self.history.events[from..];
        let is_over = |event: &&Event| event.changes.contains(&Change::Dual(k, instance, 0));
        let end = events.iter().find(is_over).map_or(self.history.horizon, |event| event.at);
        let cluster = &self.names.model.clusters[k as usize];
        let verb = match cluster.disk {
            Some(disk) => format!("wrote to {}", self.names.of(disk)),
            None if cluster.replicates() => "wrote".into(),
            None => "served".into(),
        };
        let who = match sides.count_ones() {
            0 | 1 => "two sides".into(),
            2 => format!("{} both", self.names.members(k, sides)),
            _ => format!("{} all", self.names.members(k, sides)),
        };
        format!("{who} {verb} for {}", span(end - self.history.events[from].at))
    }
}

fn has_run(k: u32, event: &Event) -> bool {
    event.changes.iter().any(
        |change| matches!(change, Change::Run { cluster, now: Run::Holds(_), .. } if *cluster == k),
    )
}

fn ends_plan(k: u32, event: &Event) -> bool {
    event.changes.iter().any(|change| {
        matches!(change, Change::Plan { cluster, now: Plan::Away | Plan::Failed, .. } if *cluster == k)
    })
}

/// Whether sides that have met begin to stop.
fn begins_to_stop(k: u32, event: &Event) -> bool {
    event.changes.iter().any(|change| {
        matches!(change, Change::Run { cluster, now: Run::Stopping(_, Why::Dispute), .. }
            if *cluster == k)
    })
}
