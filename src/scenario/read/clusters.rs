//! Reading clusters and their policies.

use super::components::{delay_or, references};
use super::quorum::{fencing, quorum};
use super::recovery::recovery;
use super::storage::{split_brain, storage};
use crate::engine::SECOND;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::limits;
use crate::scenario::types::{Cluster, Failback, Failover, Map, Mode, Monitor, Node, Reference};
use crate::scenario::values::{Delay, Span};

pub(super) fn cluster(reader: &mut Reader, item: &Item, nodes: &Map<Node>) -> Option<Cluster> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let members = fields
        .need(reader, "members")
        .and_then(|item| references(reader, &item, "a cluster needs at least one member"));
    let members = members.unwrap_or_default();
    let words = [("active_passive", Mode::ActivePassive), ("active_active", Mode::ActiveActive)];
    let mode = fields.need(reader, "mode").and_then(|item| reader.choice(&item, &words));
    let mode = mode.unwrap_or(Mode::ActivePassive);
    let shares = mode == Mode::ActiveActive;
    let size = member_count(&members, nodes);
    let most = size.clamp(1, limits::MEMBERS) as u64;
    let storage = storage(reader, fields.take("storage").as_ref(), size);
    let (active, needs) = counts(reader, &mut fields, mode, most);
    let detection = delay_or(reader, &mut fields, "detection", 10);
    let join = delay_or(reader, &mut fields, "join", 2);
    let independent = shares && !storage.has_data();
    let quorum = quorum(reader, fields.take("quorum").as_ref(), size, independent);
    let fencing = fencing(reader, fields.take("fencing").as_ref(), quorum.on_loss, shares);
    let failover = failover(reader, fields.take("failover").as_ref(), shares);
    let failback = if shares {
        refuse(reader, &mut fields, "failback", "every member serves where it is");
        None
    } else {
        fields.take("failback").and_then(|item| failback(reader, &item, size))
    };
    let stop_time = delay_or(reader, &mut fields, "stop_time", 5);
    let stop_success = fields.take("stop_success").and_then(|item| reader.share(&item));
    let monitor = monitor(reader, fields.take("monitor").as_ref());
    if independent {
        refuse(reader, &mut fields, "split_brain", "members that share no data cannot damage any");
    }
    let given = if independent { None } else { fields.take("split_brain") };
    let split_brain = split_brain(reader, given.as_ref(), &storage);
    let given = fields.take("disaster_recovery");
    let disaster_recovery = given.and_then(|item| recovery(reader, &item, storage.has_data()));
    fields.finish(reader);
    Some(Cluster {
        place,
        members,
        mode,
        active,
        needs,
        storage,
        detection,
        join,
        quorum,
        fencing,
        failover,
        failback,
        monitor,
        stop_success: stop_success.unwrap_or(1.0),
        stop_time,
        split_brain,
        disaster_recovery,
    })
}

/// Reads how many instances there are, and how many of them, or of the members, make the cluster up.
fn counts(reader: &mut Reader, fields: &mut Fields, mode: Mode, most: u64) -> (u32, u32) {
    let (active, most_needed) = if mode == Mode::ActiveActive {
        refuse(reader, fields, "active", "every member serves; how many must is said by `needs`");
        (1, most)
    } else {
        let given = fields.take("active");
        let active = given.as_ref().map_or(Some(1), |item| reader.whole(item, 1, most));
        (active.unwrap_or(1), active.unwrap_or(most))
    };
    let needs = fields.take("needs").and_then(|item| reader.whole(&item, 1, most_needed));
    (active as u32, needs.unwrap_or(active) as u32)
}

/// Reports a key that has no meaning where every member serves.
fn refuse(reader: &mut Reader, fields: &mut Fields, key: &'static str, hint: &str) {
    if let Some(item) = fields.take(key) {
        let what = format!("`{key}` has no meaning with `mode: active_active`");
        reader.problem(item.place(), what, Some(hint.into()));
    }
    fields.forget(key);
}

/// Returns how many nodes the members are; names that match nothing are reported elsewhere.
fn member_count(members: &[Reference], nodes: &Map<Node>) -> usize {
    let size = |r: &Reference| {
        nodes.get(&r.name).and_then(|node| node.common.count).map_or(1, |n| n as usize)
    };
    members.iter().map(size).sum()
}

/// Reads `failover`; where every member serves nothing is started elsewhere, but a person may have to mend.
fn failover(reader: &mut Reader, item: Option<&Item>, shares: bool) -> Failover {
    let mut failover = Failover {
        time: Delay::constant(30 * SECOND),
        success: 1.0,
        manual: Delay::constant(30 * 60 * SECOND),
    };
    let Some(mut fields) = item.and_then(|item| reader.fields(item)) else { return failover };
    failover.manual = delay_or(reader, &mut fields, "manual", 30 * 60);
    if shares {
        for key in ["time", "success"] {
            refuse(reader, &mut fields, key, "every member serves: nothing is started elsewhere");
        }
        fields.finish(reader);
        return failover;
    }
    failover.time = delay_or(reader, &mut fields, "time", 30);
    if let Some(success) = fields.take("success").and_then(|item| reader.share(&item)) {
        failover.success = success;
    }
    fields.finish(reader);
    failover
}

/// Reads `monitor`.
fn monitor(reader: &mut Reader, item: Option<&Item>) -> Monitor {
    let mut monitor = Monitor {
        interval: Span::from_ns((10 * SECOND) as f64),
        restart: Delay::constant(30 * SECOND),
        attempts: 1,
    };
    let Some(mut fields) = item.and_then(|item| reader.fields(item)) else { return monitor };
    if let Some(interval) = fields.take("interval").and_then(|item| reader.span(&item)) {
        monitor.interval = interval;
    }
    monitor.restart = delay_or(reader, &mut fields, "restart", 30);
    if let Some(n) = fields.take("attempts").and_then(|item| reader.whole(&item, 0, 1000)) {
        monitor.attempts = n as u32;
    }
    fields.finish(reader);
    monitor
}

/// Reads `failback`; only with the policy `auto` an instance moves back. A policy that is switched to
/// `never` may leave the times that it would have.
fn failback(reader: &mut Reader, item: &Item, size: usize) -> Option<Failback> {
    let mut fields = reader.fields(item)?;
    let words = [("never", false), ("auto", true)];
    let policy = fields.take("policy");
    let auto = policy.as_ref().and_then(|item| reader.choice(item, &words)).unwrap_or(false);
    if policy.is_none() {
        let hint = "to move back by itself: `\"policy\": \"auto\"`; to stay where it is: \"never\"";
        reader.problem(item.place(), "`policy` is missing", Some(hint.into()));
    }
    let after = delay_or(reader, &mut fields, "after", 10 * 60);
    let time = delay_or(reader, &mut fields, "time", 30);
    fields.finish(reader);
    if let (Some(item), 0..=1, true) = (policy, size, auto) {
        reader.problem(item.place(), "there is only one member to be at", None);
    }
    auto.then_some(Failback { after, time })
}
