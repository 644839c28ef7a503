//! What an event has changed, in words.

use super::acts::{counts, joined, lost};
use super::names::{Names, list};
use crate::ledger::Count;
use crate::model::{Act, What};
use crate::study::{Change, Condition, Event};
use crate::world::{Plan, Run, Stage, Step};

impl Names<'_> {
    /// Says what an event has changed, each thing by itself, the most important last.
    pub(crate) fn effects(self, event: &Event) -> Vec<String> {
        let mut words = Vec::new();
        self.components(event, &mut words);
        let what = self.model.activities[event.slot as usize].what;
        for k in 0..self.model.clusters.len() as u32 {
            if matches!(what, What::Cluster(of, Act::Detect(_) | Act::Join(_)) if of == k) {
                // That is what has fired.
                continue;
            }
            let lost = lost(k, event);
            if lost != 0 && counts(k, event, Count::Detection) {
                words.push(self.lost(k, lost));
            } else if lost != 0 {
                words.push(format!("{} left in order", self.members(k, lost)));
            }
            let joined = joined(k, event);
            if joined != 0 {
                words.push(self.joined(k, joined, event));
            }
        }
        words.extend(event.changes.iter().filter_map(|change| self.effect(change)));
        words
    }

    /// Says which components are up, down or silent from now on.
    fn components(self, event: &Event, words: &mut Vec<String>) {
        for (condition, word) in
            [(Condition::Down, "down"), (Condition::Hung, "silent"), (Condition::Up, "up")]
        {
            let of = |change: &Change| match change {
                Change::Component(c, now) if *now == condition => Some(self.of(*c)),
                _ => None,
            };
            let names: Vec<&str> = event.changes.iter().filter_map(of).collect();
            if !names.is_empty() {
                words.push(format!("{} {word}", list(names.into_iter())));
            }
        }
    }

    /// Says what a change means, if that needs saying.
    fn effect(self, change: &Change) -> Option<String> {
        let service = |s: u32| &self.model.services[s as usize];
        Some(match *change {
            Change::Failed(_)
            | Change::Component(..)
            | Change::View { .. }
            | Change::Quorate { .. }
            | Change::Mending(_, false)
            | Change::Resync(.., false)
            | Change::Banned(..) => return None,
            Change::Counted(k, count) => self.counted(k, count)?,
            Change::LostWrites(k, span) => {
                format!("{}: writes of {} lost", self.cluster(k), super::names::span(span))
            }
            Change::Run { cluster, member, was, now } => self.run(cluster, member, was, now)?,
            Change::Shot { cluster, victim, was, now } => {
                let name = self.member(cluster, victim);
                match (was.step, now.step) {
                    (Step::None, _) => format!("a shot at {name} begins"),
                    (_, Step::Wait) if !now.blocked => format!("another shot at {name} to come"),
                    _ => return None,
                }
            }
            Change::Quorum(k, held) => {
                format!("{} {} quorum", self.cluster(k), if held { "regains" } else { "loses" })
            }
            Change::Cluster(k, up) => {
                format!("cluster {} {}", self.cluster(k), if up { "up" } else { "down" })
            }
            Change::Dual(k, _, 0) => format!("{}: double service ends", self.cluster(k)),
            Change::Dual(k, _, sides) => {
                format!("{} both serve {}", self.members(k, sides), self.cluster(k))
            }
            Change::Blocked(k, true) => format!("{}: fencing is blocked", self.cluster(k)),
            Change::Blocked(k, false) => format!("{}: fencing is blocked no more", self.cluster(k)),
            Change::Mending(k, true) => format!("{}: damaged data are mended", self.cluster(k)),
            Change::Plan { cluster, was, now } => self.plan(cluster, was, now)?,
            Change::Frozen(k, 0) => format!("{} goes on", self.cluster(k)),
            Change::Frozen(k, members) => format!("{} frozen", self.members(k, members)),
            Change::Stalled(k, 0) => format!("{}: writes go on", self.cluster(k)),
            Change::Stalled(k, members) => format!("writes on {} hang", self.members(k, members)),
            Change::Resync(k, m, _, true) => format!("{} catches up", self.member(k, m)),
            Change::Address(b, None) => format!("nobody has the address of {}", self.balancer(b)),
            Change::Address(b, Some(place)) => {
                format!("{} has the address of {}", self.of(self.at(b, place)), self.balancer(b))
            }
            Change::Balancer(b, up) => {
                format!("balancer {} {}", self.balancer(b), if up { "up" } else { "down" })
            }
            Change::Believed(check, is) => {
                let (balancer, member) = self.check(check);
                format!("{balancer} sends {} requests to {member}", if is { "new" } else { "no" })
            }
            Change::Work(w, stage) => self.stage(w, stage)?,
            Change::Down(s, _, phase) => {
                format!("{} DOWN: {}", service(s), phase.name().replace('_', " "))
            }
            Change::Phase(s, phase) => {
                format!("{} waits: {}", service(s), phase.name().replace('_', " "))
            }
            Change::Up(s) => format!("{} UP", service(s)),
        })
    }

    /// Says what was counted, where the change of the state does not say it already.
    fn counted(self, k: u32, count: Count) -> Option<String> {
        let words = match count {
            Count::SplitBrain => "split brain begins",
            Count::DataLoss => "data loss",
            Count::DualActive
            | Count::Failover
            | Count::FailedFailover
            | Count::Failback
            | Count::Detection
            | Count::SpuriousDetection
            | Count::Fencing
            | Count::FailedFencing
            | Count::QuorumLoss
            | Count::DisasterRecovery
            | Count::FailedDisasterRecovery => return None,
        };
        Some(format!("{}: {words}", self.cluster(k)))
    }

    /// Says what a member does from now on.
    fn run(self, k: u32, m: u8, was: Run, now: Run) -> Option<String> {
        let name = self.member(k, m);
        let of = |i: u8| self.instance(k, i);
        Some(match (was, now) {
            (Run::Stopping(..), Run::Holds(i)) => format!("{name} goes on{}", of(i)),
            (_, Run::Holds(i)) => format!("{name} serves{}", of(i)),
            (_, Run::Starting(i)) => format!("{name} starts{}", of(i)),
            (_, Run::Moving(i)) => format!("moves back to {name}{}", of(i)),
            (Run::Stopping(..), Run::Stopping(..))
            | (Run::Idle | Run::Dead(_) | Run::Gone(_), Run::Idle) => return None,
            (_, Run::Stopping(i, _)) => format!("{name} is stopping{}", of(i)),
            (_, Run::Stuck(i)) => format!("{name} cannot stop{}", of(i)),
            (_, Run::Dead(i)) => format!("what {name} ran is dead{}", of(i)),
            (_, Run::Restarting(i)) => format!("{name} restarts{}", of(i)),
            (_, Run::Gone(i)) => format!("{name} serves no more{}", of(i)),
            (Run::Holds(i) | Run::Stopping(i, _) | Run::Stuck(i), Run::Idle) => {
                format!("{name} serves no more{}", of(i))
            }
            (Run::Starting(i) | Run::Moving(i) | Run::Restarting(i), Run::Idle) => {
                format!("no start on {name}{}", of(i))
            }
        })
    }

    /// Says how far disaster recovery is.
    fn plan(self, k: u32, was: Plan, now: Plan) -> Option<String> {
        let recovery = self.model.clusters[k as usize].recovery?;
        let (cluster, domain) = (self.cluster(k), self.of(recovery.domain));
        Some(match (was, now) {
            (Plan::Redeploying(..), Plan::Redeploying(..)) => return None,
            (_, Plan::Pending) => format!("{cluster}: a disaster, if it lasts"),
            (_, Plan::Declared) => format!("{cluster}: disaster declared"),
            (_, Plan::Redeploying(..)) => format!("{cluster} is redeployed in {domain}"),
            (_, Plan::Restoring) => format!("the data of {cluster} are restored in {domain}"),
            (_, Plan::Away) => format!("{cluster} goes on in {domain}"),
            (_, Plan::Failed) => format!("{cluster}: the recovery has not worked"),
            (_, Plan::Returning) => format!("{cluster} goes home"),
            (_, Plan::None) => format!("{cluster} is at home"),
        })
    }

    /// Says how far planned work is.
    fn stage(self, w: u32, stage: Stage) -> Option<String> {
        let name = self.of(self.model.works[w as usize].component);
        Some(match stage {
            Stage::None | Stage::Due => return None,
            Stage::Leaving => format!("{name} makes way for work"),
            Stage::Under => format!("work on {name} begins"),
            Stage::Booting => format!("work on {name} ends"),
        })
    }
}
