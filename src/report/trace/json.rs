//! The events of a history as JSON, one on each line.

use super::filter::{Choice, Filter};
use super::names::Names;
use crate::engine::seconds;
use crate::model::{Members, Model, ones};
use crate::study::{Change, Condition, Event, History};
use crate::world::{Plan, Run, Shot, Stage, Step, Why};
use serde::Serialize;

/// An event.
#[derive(Serialize)]
struct Line<'m> {
    /// Since the end of the warm-up.
    at_s: f64,
    /// The name of its clock.
    activity: &'m str,
    what: String,
    cause: Option<&'m str>,
    changes: Vec<Told<'m>>,
}

/// A change under its names.
#[derive(Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
enum Told<'m> {
    FaultStrikes { component: &'m str },
    Component { component: &'m str, is: &'static str },
    Counted { cluster: &'m str, count: &'static str },
    WritesLost { cluster: &'m str, lost_s: f64 },
    Member { cluster: &'m str, member: &'m str, was: Does, is: Does },
    View { cluster: &'m str, member: &'m str, was: Vec<&'m str>, is: Vec<&'m str> },
    Quorate { cluster: &'m str, was: Vec<&'m str>, is: Vec<&'m str> },
    Shot { cluster: &'m str, victim: &'m str, was: Aim, is: Aim },
    Quorum { cluster: &'m str, held: bool },
    Cluster { cluster: &'m str, up: bool },
    DoubleService { cluster: &'m str, instance: u8, sides: Vec<&'m str> },
    FencingBlocked { cluster: &'m str, is: bool },
    DataRepair { cluster: &'m str, is: bool },
    DisasterRecovery { cluster: &'m str, was: &'static str, is: &'static str },
    Frozen { cluster: &'m str, members: Vec<&'m str> },
    WritesHang { cluster: &'m str, members: Vec<&'m str> },
    Resync { cluster: &'m str, member: &'m str, instance: u8, is: bool },
    StartFailed { cluster: &'m str, member: &'m str, is: bool },
    Address { balancer: &'m str, holder: Option<&'m str> },
    Balancer { balancer: &'m str, up: bool },
    SentRequests { balancer: &'m str, member: &'m str, is: bool },
    PlannedWork { work: &'m str, target: &'m str, is: &'static str },
    Service { service: &'m str, up: bool, cause: Option<&'m str>, phase: Option<&'static str> },
    Phase { service: &'m str, phase: &'static str },
}

/// What a member does.
#[derive(Serialize)]
struct Does {
    #[serde(rename = "does")]
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

/// How far a shot is.
#[derive(Serialize)]
struct Aim {
    step: &'static str,
    tries: u32,
    blocked: bool,
}

/// Returns the events of a history that are chosen, each as a JSON object on a line of its own.
pub fn events_json(model: &Model, history: &History, choice: Choice) -> String {
    let names = Names { model };
    let filter = Filter::new(model, history, choice);
    let mut out = String::new();
    for event in history.events.iter().filter(|event| filter.shows(event)) {
        let line = line(names, event);
        out.push_str(&serde_json::to_string(&line).expect("events have no keys that are not text"));
        out.push('\n');
    }
    out
}

fn line<'m>(names: Names<'m>, event: &Event) -> Line<'m> {
    Line {
        at_s: seconds(event.at),
        activity: &names.model.activity_names[event.slot as usize],
        what: names.fired(event),
        cause: names.cause(event),
        changes: event.changes.iter().map(|change| told(names, change)).collect(),
    }
}

fn told<'m>(names: Names<'m>, change: &Change) -> Told<'m> {
    match *change {
        Change::Failed(c) => Told::FaultStrikes { component: names.of(c) },
        Change::Component(c, is) => Told::Component { component: names.of(c), is: condition(is) },
        Change::Balancer(b, up) => Told::Balancer { balancer: names.balancer(b), up },
        Change::Address(b, holder) => Told::Address {
            balancer: names.balancer(b),
            holder: holder.map(|place| names.of(names.at(b, place))),
        },
        Change::Believed(check, is) => {
            let (balancer, member) = names.check(check);
            Told::SentRequests { balancer, member, is }
        }
        Change::Work(w, is) => {
            let work = &names.model.works[w as usize];
            let cause = names.model.maintenance[work.maintenance as usize].cause;
            let name = &names.model.causes[cause as usize].name;
            Told::PlannedWork { work: name, target: names.of(work.component), is: stage(is) }
        }
        Change::Down(s, cause, phase) => Told::Service {
            service: &names.model.services[s as usize],
            up: false,
            cause: Some(&names.model.causes[cause as usize].name),
            phase: Some(phase.name()),
        },
        Change::Up(s) => Told::Service {
            service: &names.model.services[s as usize],
            up: true,
            cause: None,
            phase: None,
        },
        Change::Phase(s, phase) => {
            Told::Phase { service: &names.model.services[s as usize], phase: phase.name() }
        }
        _ => of_cluster(names, change),
    }
}

/// Tells of a change of a cluster.
fn of_cluster<'m>(names: Names<'m>, change: &Change) -> Told<'m> {
    let cluster = |k: u32| names.cluster(k);
    let members = |k: u32, members: Members| -> Vec<&'m str> {
        ones(members).map(|m| names.member(k, m as u8)).collect()
    };
    match *change {
        Change::Counted(k, count) => {
            let count = count.name().trim_end_matches("_per_year");
            Told::Counted { cluster: cluster(k), count }
        }
        Change::LostWrites(k, lost) => {
            Told::WritesLost { cluster: cluster(k), lost_s: seconds(lost) }
        }
        Change::Run { cluster: k, member, was, now } => Told::Member {
            cluster: cluster(k),
            member: names.member(k, member),
            was: does(was),
            is: does(now),
        },
        Change::View { cluster: k, member, was, now } => Told::View {
            cluster: cluster(k),
            member: names.member(k, member),
            was: members(k, was),
            is: members(k, now),
        },
        Change::Quorate { cluster: k, was, now } => {
            Told::Quorate { cluster: cluster(k), was: members(k, was), is: members(k, now) }
        }
        Change::Shot { cluster: k, victim, was, now } => Told::Shot {
            cluster: cluster(k),
            victim: names.member(k, victim),
            was: aim(was),
            is: aim(now),
        },
        Change::Quorum(k, held) => Told::Quorum { cluster: cluster(k), held },
        Change::Cluster(k, up) => Told::Cluster { cluster: cluster(k), up },
        Change::Dual(k, i, sides) => {
            Told::DoubleService { cluster: cluster(k), instance: i + 1, sides: members(k, sides) }
        }
        Change::Blocked(k, is) => Told::FencingBlocked { cluster: cluster(k), is },
        Change::Mending(k, is) => Told::DataRepair { cluster: cluster(k), is },
        Change::Plan { cluster: k, was, now } => {
            Told::DisasterRecovery { cluster: cluster(k), was: plan(was), is: plan(now) }
        }
        Change::Frozen(k, all) => Told::Frozen { cluster: cluster(k), members: members(k, all) },
        Change::Stalled(k, all) => {
            Told::WritesHang { cluster: cluster(k), members: members(k, all) }
        }
        Change::Resync(k, m, i, is) => {
            Told::Resync { cluster: cluster(k), member: names.member(k, m), instance: i + 1, is }
        }
        Change::Banned(k, m, is) => {
            Told::StartFailed { cluster: cluster(k), member: names.member(k, m), is }
        }
        Change::Failed(_)
        | Change::Component(..)
        | Change::Address(..)
        | Change::Balancer(..)
        | Change::Believed(..)
        | Change::Work(..)
        | Change::Down(..)
        | Change::Phase(..)
        | Change::Up(_) => unreachable!("told where components and services are"),
    }
}

fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Up => "up",
        Condition::Hung => "hung",
        Condition::Down => "down",
    }
}

fn does(run: Run) -> Does {
    let (action, instance, why) = match run {
        Run::Idle => ("nothing", None, None),
        Run::Holds(i) => ("holds", Some(i), None),
        Run::Starting(i) => ("starts", Some(i), None),
        Run::Moving(i) => ("gets_back", Some(i), None),
        Run::Stopping(i, why) => ("stops", Some(i), Some(why)),
        Run::Stuck(i) => ("cannot_stop", Some(i), None),
        Run::Dead(i) => ("dead_unnoticed", Some(i), None),
        Run::Restarting(i) => ("restarts", Some(i), None),
        Run::Gone(i) => ("gone_unnoticed", Some(i), None),
    };
    let why = why.map(|why| match why {
        Why::Quorum => "quorum_lost",
        Why::Dispute => "split_brain",
        Why::Storage => "storage_lost",
        Why::Work => "planned_work",
    });
    Does { action, instance: instance.map(|i| i + 1), why }
}

fn aim(shot: Shot) -> Aim {
    let step = match shot.step {
        Step::None => "none",
        Step::Protect => "spares_active",
        Step::Delay => "delay",
        Step::Aim => "aims",
        Step::Flight => "in_flight",
        Step::Wait => "waits",
    };
    Aim { step, tries: shot.tries, blocked: shot.blocked }
}

fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::None => "none",
        Plan::Pending => "pending",
        Plan::Declared => "declared",
        Plan::Redeploying(..) => "redeploying",
        Plan::Restoring => "restoring",
        Plan::Failed => "failed",
        Plan::Away => "away",
        Plan::Returning => "returning",
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::None => "none",
        Stage::Due => "due",
        Stage::Leaving => "makes_way",
        Stage::Under => "under_work",
        Stage::Booting => "reboots",
    }
}
