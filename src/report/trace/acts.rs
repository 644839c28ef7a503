//! What a cluster has done, in words.

use super::names::Names;
use crate::ledger::Count;
use crate::model::{Act, Members};
use crate::study::{Change, Event};
use crate::world::{Plan, Run};

impl Names<'_> {
    /// Says what a cluster has done, without its name.
    pub(super) fn acted(self, k: u32, act: Act, event: &Event) -> String {
        let name = |m: u8| self.member(k, m);
        match act {
            Act::Detect(m) => match lost(k, event) {
                0 => format!("the silence of {} is old news", name(m)),
                members => self.lost(k, members),
            },
            Act::Missed(m) => format!("{} missed {}", name(m), self.arbiter(k)),
            Act::Found(m) => format!("{} counts on {} again", name(m), self.arbiter(k)),
            Act::Join(m) => match joined(k, event) {
                0 => format!("{} waited long enough to be taken in", name(m)),
                members => self.joined(k, members, event),
            },
            Act::Takeover(m) if counts(k, event, Count::FailedFailover) => {
                format!("the start on {} failed", name(m))
            }
            Act::Takeover(m) => self.took_over(k, m, event),
            Act::Stop(m) if is_stuck(k, m, event) => format!("{} could not stop", name(m)),
            Act::Stop(m) => format!("{} stopped", name(m)),
            Act::Moved(m) => format!("{} had {} back", name(m), self.thing(k, m, event)),
            Act::Unban(m) => format!("a person had mended the failed start on {}", name(m)),
            Act::Unstick(m) => format!("a person had stopped what {} ran", name(m)),
            Act::Monitor(m) => format!("the dead process on {} was noticed", name(m)),
            Act::Restarted(m) => format!("the process was restarted on {}", name(m)),
            Act::Forget(m) => format!("old failures on {} were forgotten", name(m)),
            Act::Starved(m) => format!("{} was seen to lack its storage", name(m)),
            Act::Resync(m, _) => format!("the copy of {} had caught up", name(m)),
            Act::Severed(m) => format!("{} noticed that no replica is in sync", name(m)),
            Act::Back(m) => format!("{} had been back for long enough", name(m)),
            Act::Watchdog(m) => format!("the watchdog reset {}", name(m)),
            Act::Expired(m) => format!("the watchdog of {} must have fired", name(m)),
            Act::Mend => "the damaged data were mended".into(),
            Act::Protected(v, _) | Act::Delayed(v, _) => {
                format!("the delay of the shot at {} was over", name(v))
            }
            Act::Aimed(v, _) => format!("the shot at {} could no longer be called off", name(v)),
            Act::Landed(v, _) if counts(k, event, Count::Fencing) => {
                format!("{} was shot", name(v))
            }
            Act::Landed(v, _) => format!("the shot at {} failed", name(v)),
            Act::Retry(v, _) | Act::Recheck(v, _) => format!("another shot at {}", name(v)),
            Act::Confirmed(v, _) => format!("a person made sure that {} is off", name(v)),
            Act::Declared | Act::Redeployed(_) | Act::Restored | Act::Returned => {
                self.recovered(k, act, event)
            }
        }
    }

    /// Says how the disaster recovery of a cluster goes on.
    fn recovered(self, k: u32, act: Act, event: &Event) -> String {
        let recovery = self.model.clusters[k as usize].recovery;
        let domain = recovery.map_or("elsewhere", |recovery| self.of(recovery.domain));
        let plan = event.changes.iter().find_map(|change| match change {
            Change::Plan { cluster, now, .. } if *cluster == k => Some(*now),
            _ => None,
        });
        match (act, plan) {
            (Act::Declared, _) => "a disaster was declared".into(),
            (Act::Returned, _) => "it was home again".into(),
            (_, Some(Plan::Away)) => format!("it went on in {domain}"),
            (_, Some(Plan::Failed)) => format!("the recovery in {domain} did not work"),
            (Act::Restored, _) => format!("the data were restored in {domain}"),
            _ => format!("a member was redeployed in {domain}"),
        }
    }

    /// Says which members were taken in.
    pub(super) fn joined(self, k: u32, members: Members, event: &Event) -> String {
        let is_new = event
            .changes
            .iter()
            .any(|change| matches!(change, Change::View { cluster, was: 0, .. } if *cluster == k));
        match members.count_ones() {
            1 => format!("{} was taken in", self.members(k, members)),
            _ if is_new => format!("{} were taken in", self.members(k, members)),
            _ => format!("{} saw each other again", self.members(k, members)),
        }
    }

    /// Says which members were declared lost.
    pub(super) fn lost(self, k: u32, members: Members) -> String {
        let are = if members.is_power_of_two() { "was" } else { "were" };
        format!("{} {are} declared lost", self.members(k, members))
    }

    /// Says who has taken over.
    fn took_over(self, k: u32, member: u8, event: &Event) -> String {
        let name = self.member(k, member);
        match instance(k, member, event) {
            Some(i) => format!("{name} took over{}", self.instance(k, i)),
            None => format!("the start on {name} was over"),
        }
    }

    /// Returns what a member has got.
    fn thing(self, k: u32, member: u8, event: &Event) -> String {
        let number = instance(k, member, event).map_or(String::new(), |i| self.instance(k, i));
        if number.is_empty() { "the service".into() } else { number.trim_start().into() }
    }

    /// Returns what decides from outside.
    fn arbiter(self, k: u32) -> String {
        match self.model.clusters[k as usize].policy {
            crate::model::Policy::External(lock) => format!("the lock in {}", self.cluster(lock)),
            _ => "the witness".into(),
        }
    }
}

/// Whether something was counted of a cluster in an event.
pub(super) fn counts(k: u32, event: &Event, count: Count) -> bool {
    event.changes.contains(&Change::Counted(k, count))
}

/// Returns the members of a cluster that others have just given up.
pub(super) fn lost(k: u32, event: &Event) -> Members {
    views(k, event, |was, now| was & !now)
}

/// Returns the members of a cluster that have just been taken in; where all of them were in a view already,
/// those who see each other again.
pub(super) fn joined(k: u32, event: &Event) -> Members {
    let new = event.changes.iter().map(|change| match change {
        Change::View { cluster, member, was: 0, now } if *cluster == k && *now != 0 => 1 << member,
        _ => 0,
    });
    match new.fold(0, |all: Members, member: Members| all | member) {
        0 => views(k, event, |was, now| now & !was),
        new => new,
    }
}

fn views(k: u32, event: &Event, of: impl Fn(Members, Members) -> Members) -> Members {
    let each = event.changes.iter().map(|change| match change {
        // Who is no member any more gives nobody up.
        Change::View { cluster, was, now, .. } if *cluster == k && *now != 0 => of(*was, *now),
        _ => 0,
    });
    each.fold(0, |all, members| all | members)
}

/// Returns the instance that a member runs from this event on.
fn instance(k: u32, m: u8, event: &Event) -> Option<u8> {
    event.changes.iter().find_map(|change| match change {
        Change::Run { cluster, member, now: Run::Holds(i), .. }
            if (*cluster, *member) == (k, m) =>
        {
            Some(*i)
        }
        _ => None,
    })
}

fn is_stuck(k: u32, m: u8, event: &Event) -> bool {
    event.changes.iter().any(|change| {
        matches!(change, Change::Run { cluster, member, now: Run::Stuck(_), .. }
            if (*cluster, *member) == (k, m))
    })
}
