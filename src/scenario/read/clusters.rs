//! Reading clusters and their policies.

use super::components::{delay_or, reference};
use crate::engine::SECOND;
use crate::scenario::json::{Item, Reader};
use crate::scenario::limits;
use crate::scenario::types::{
    Cluster, Failover, Fencing, Map, Node, OnLoss, Policy, Quorum, Reference, Resolve, SplitBrain,
};
use crate::scenario::values::{Delay, Span};
use jsonc_parser::ast::Value;

/// Keys of a cluster that are in the language but not simulated yet.
const LATER: [&str; 4] = ["failback", "stop_success", "monitor", "disaster_recovery"];

pub(super) fn cluster(reader: &mut Reader, item: &Item, nodes: &Map<Node>) -> Option<Cluster> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let members: Option<Vec<_>> = fields.need(reader, "members").and_then(|item| {
        let items = reader.list(&item)?;
        if items.is_empty() {
            reader.problem(item.place(), "a cluster needs at least one member", None);
        }
        Some(items.iter().filter_map(|item| reference(reader, item)).collect())
    });
    let members = members.unwrap_or_default();
    if let Some(item) = fields.need(reader, "mode") {
        reader.choice_or_later(&item, &[("active_passive", ())], &["active_active"]);
    }
    let size = member_count(&members, nodes);
    let most = size.clamp(1, limits::MEMBERS) as u64;
    let active = fields.take("active").and_then(|item| reader.whole(&item, 1, most)).unwrap_or(1);
    let needs = fields.take("needs").and_then(|item| reader.whole(&item, 1, active));
    let shared_disk = fields.take("storage").and_then(|item| storage(reader, &item));
    let detection = delay_or(reader, &mut fields, "detection", 10);
    let join = delay_or(reader, &mut fields, "join", 2);
    let quorum = quorum(reader, fields.take("quorum").as_ref(), size);
    let fencing = fields.take("fencing").and_then(|item| fencing(reader, &item));
    let failover = failover(reader, fields.take("failover").as_ref());
    let stop_time = delay_or(reader, &mut fields, "stop_time", 5);
    let split_brain = split_brain(reader, fields.take("split_brain").as_ref());
    fields.finish(reader, &LATER);
    Some(Cluster {
        place,
        members,
        active: active as u32,
        needs: needs.unwrap_or(active) as u32,
        shared_disk,
        detection,
        join,
        quorum,
        fencing,
        failover,
        failback: None,
        stop_time,
        split_brain,
    })
}

/// Returns how many nodes the members are; names that match nothing are reported elsewhere.
fn member_count(members: &[Reference], nodes: &Map<Node>) -> usize {
    let size = |r: &Reference| {
        nodes.get(&r.name).and_then(|node| node.common.count).map_or(1, |n| n as usize)
    };
    members.iter().map(size).sum()
}

/// Reads `storage`; the disk it names is what the instance needs.
fn storage(reader: &mut Reader, item: &Item) -> Option<Reference> {
    let mut fields = reader.fields(item)?;
    let kind = fields.need(reader, "kind").and_then(|item| {
        reader.choice_or_later(&item, &[("none", false), ("shared_disk", true)], &["replicated"])
    });
    let disk = fields.take("disk");
    let later = ["mode", "lag", "resync", "on_replica_loss"];
    let shared = match (kind, disk) {
        (Some(true), Some(disk)) => reference(reader, &disk),
        (Some(true), None) => {
            let hint = "name a disk of `disks`: `\"disk\": \"san\"`";
            reader.problem(item.place(), "`disk` is missing", Some(hint.into()));
            None
        }
        (Some(false), Some(disk)) => {
            let hint = "storage of kind `none` has no disk; for one that all members share, the kind is `shared_disk`";
            reader.problem(disk.place(), "`disk` has no meaning here", Some(hint.into()));
            None
        }
        _ => None,
    };
    fields.finish(reader, &later);
    shared
}

fn quorum(reader: &mut Reader, item: Option<&Item>, size: usize) -> Quorum {
    let default = if size == 2 { Policy::TwoNode } else { Policy::Majority };
    let on_loss = OnLoss::Stop;
    let plain = |policy| Quorum { policy, on_loss, wait_for_all: policy == Policy::TwoNode };
    let Some(item) = item else { return plain(default) };
    let Some(mut fields) = reader.fields(item) else { return plain(default) };
    let policy = fields.take("policy").and_then(|item| {
        if let Value::Object(_) = item.value {
            let hint = "for now: `none`, `majority`, `two_node`";
            reader.problem(
                item.place(),
                "an external lock is not simulated yet",
                Some(hint.into()),
            );
            return None;
        }
        let words =
            [("none", Policy::None), ("majority", Policy::Majority), ("two_node", Policy::TwoNode)];
        let policy = reader.choice(&item, &words)?;
        if policy == Policy::TwoNode && size != 2 {
            let what = format!("`two_node` is for two members, here are {size}");
            reader.problem(item.place(), what, Some("for more than two: `majority`".into()));
        }
        Some(policy)
    });
    let policy = policy.unwrap_or(default);
    if let Some(item) = fields.take("on_loss") {
        reader.choice_or_later(&item, &[("stop", ())], &["freeze", "ignore", "self_fence"]);
    }
    let wait_for_all = fields.take("wait_for_all").and_then(|item| {
        let waits = reader.flag(&item)?;
        if waits && policy == Policy::None {
            let hint = "with the policy `none` everyone is always quorate";
            reader.problem(item.place(), "nobody waits here", Some(hint.into()));
        }
        Some(waits)
    });
    fields.finish(reader, &["witness", "tie_breaker"]);
    Quorum { policy, on_loss, wait_for_all: wait_for_all.unwrap_or(policy == Policy::TwoNode) }
}

fn fencing(reader: &mut Reader, item: &Item) -> Option<Fencing> {
    let mut fields = reader.fields(item)?;
    let enabled = fields.take("enabled").and_then(|item| reader.flag(&item)).unwrap_or(true);
    let time = delay_or(reader, &mut fields, "time", 15);
    let success = fields.take("success").and_then(|item| reader.share(&item)).unwrap_or(1.0);
    let retry = delay_or(reader, &mut fields, "retry", 60);
    let attempts = fields.take("attempts").and_then(|item| reader.whole(&item, 1, 1000));
    let recheck = delay_or(reader, &mut fields, "recheck", 15 * 60);
    if recheck.law().is_immediate() {
        let hint = "while recovery is blocked, one more attempt is made every `recheck`";
        reader.problem(item.place(), "`recheck` is longer than 0", Some(hint.into()));
    }
    let mut delay = Vec::new();
    if let Some(item) = fields.take("delay") {
        for (name, item) in reader.entries(&item) {
            if let Some(span) = reader.span(&item) {
                delay.push((Reference { name, place: item.place() }, span));
            }
        }
    }
    let mut span = |key, default: u64| {
        let item = fields.take(key);
        item.and_then(|item| reader.span(&item)).unwrap_or(Span::from_ns((default * SECOND) as f64))
    };
    let random_delay = span("random_delay", 0);
    let in_flight = span("in_flight", 1);
    let manual = delay_or(reader, &mut fields, "manual", 30 * 60);
    fields.finish(reader, &["concurrent", "shares_power", "protect_active"]);
    enabled.then_some(Fencing {
        time,
        success,
        retry,
        attempts: attempts.unwrap_or(3) as u32,
        concurrent: true,
        shares_power: false,
        protect_active: Span::ZERO,
        recheck,
        delay,
        random_delay,
        in_flight,
        manual,
    })
}

fn failover(reader: &mut Reader, item: Option<&Item>) -> Failover {
    let mut failover = Failover {
        time: Delay::constant(30 * SECOND),
        success: 1.0,
        manual: Delay::constant(30 * 60 * SECOND),
    };
    let Some(mut fields) = item.and_then(|item| reader.fields(item)) else { return failover };
    failover.time = delay_or(reader, &mut fields, "time", 30);
    failover.manual = delay_or(reader, &mut fields, "manual", 30 * 60);
    if let Some(success) = fields.take("success").and_then(|item| reader.share(&item)) {
        failover.success = success;
    }
    fields.finish(reader, &[]);
    failover
}

fn split_brain(reader: &mut Reader, item: Option<&Item>) -> SplitBrain {
    let mut split_brain = SplitBrain {
        corrupts: 1.0,
        repair: Delay::constant(2 * 3600 * SECOND),
        resolve: Resolve::Restart,
    };
    let Some(mut fields) = item.and_then(|item| reader.fields(item)) else { return split_brain };
    if let Some(share) = fields.take("corrupts").and_then(|item| reader.share(&item)) {
        split_brain.corrupts = share;
    }
    split_brain.repair = delay_or(reader, &mut fields, "repair", 2 * 3600);
    let words = [("restart", Resolve::Restart), ("keep", Resolve::Keep)];
    if let Some(resolve) = fields.take("resolve").and_then(|item| reader.choice(&item, &words)) {
        split_brain.resolve = resolve;
    }
    fields.finish(reader, &[]);
    split_brain
}
