//! Finds what has changed between two states.

use super::change::{Change, Condition};
use crate::model::{Members, Model, Policy, ones};
use crate::world::{ClusterState, Health, Run, State};

/// Adds every change of components, clusters, load balancers and planned work; services are the business of
/// whoever looks when time moves on.
pub(super) fn compare(model: &Model, was: &State, now: &State, changes: &mut Vec<Change>) {
    for c in 0..model.components.len() {
        let condition = condition(&now.health, c);
        if condition != self::condition(&was.health, c) {
            changes.push(Change::Component(c as u32, condition));
        }
    }
    for (w, (before, after)) in was.works.iter().zip(&now.works).enumerate() {
        if before != after {
            changes.push(Change::Work(w as u32, *after));
        }
    }
    for (k, (before, after)) in was.clusters.iter().zip(&now.clusters).enumerate() {
        if before != after {
            cluster(k as u32, before, after, changes);
            // Where nothing decides who may act nobody speaks of quorum.
            if before.has_quorum != after.has_quorum && model.clusters[k].policy != Policy::None {
                changes.push(Change::Quorum(k as u32, after.has_quorum));
            }
        }
    }
    balancers(model, was, now, changes);
}

/// Returns how a component is.
fn condition(health: &Health, c: usize) -> Condition {
    match (health.is_up(c), health.is_hung(c)) {
        (true, _) => Condition::Up,
        (false, true) => Condition::Hung,
        (false, false) => Condition::Down,
    }
}

fn cluster(k: u32, was: &ClusterState, now: &ClusterState, changes: &mut Vec<Change>) {
    for (m, (before, after)) in was.view.iter().zip(&now.view).enumerate() {
        if before != after {
            let (was, now) = (*before, *after);
            changes.push(Change::View { cluster: k, member: m as u8, was, now });
        }
    }
    if was.quorate != now.quorate {
        changes.push(Change::Quorate { cluster: k, was: was.quorate, now: now.quorate });
    }
    let tracks = now.shots.len() / now.run.len();
    for (i, (before, after)) in was.shots.iter().zip(&now.shots).enumerate() {
        if (before.step, before.tries, before.blocked) != (after.step, after.tries, after.blocked) {
            let (victim, was, now) = ((i / tracks) as u8, *before, *after);
            changes.push(Change::Shot { cluster: k, victim, was, now });
        }
    }
    for (m, (before, after)) in was.run.iter().zip(&now.run).enumerate() {
        if before != after {
            let (was, now) = (*before, *after);
            changes.push(Change::Run { cluster: k, member: m as u8, was, now });
        }
    }
    for m in ones(was.banned ^ now.banned) {
        changes.push(Change::Banned(k, m as u8, now.banned >> m & 1 == 1));
    }
    data(k, was, now, changes);
    levels(k, was, now, changes);
}

/// What has become of the data of a cluster.
fn data(k: u32, was: &ClusterState, now: &ClusterState, changes: &mut Vec<Change>) {
    for instance in ones(was.disputed ^ now.disputed) {
        let begins = now.disputed >> instance & 1 == 1;
        let sides = if begins { writers(now, instance as u8) } else { 0 };
        changes.push(Change::Dual(k, instance as u8, sides));
    }
    if was.frozen != now.frozen {
        changes.push(Change::Frozen(k, now.frozen));
    }
    if was.copies.stalled != now.copies.stalled {
        changes.push(Change::Stalled(k, now.copies.stalled));
    }
    for (i, (before, after)) in was.copies.data.iter().zip(&now.copies.data).enumerate() {
        for m in ones(before.resyncing ^ after.resyncing) {
            let begins = after.resyncing >> m & 1 == 1;
            changes.push(Change::Resync(k, m as u8, i as u8, begins));
        }
    }
    if was.mending != now.mending {
        changes.push(Change::Mending(k, now.mending));
    }
    if was.recovery.plan != now.recovery.plan {
        let (was, now) = (was.recovery.plan, now.recovery.plan);
        changes.push(Change::Plan { cluster: k, was, now });
    }
}

fn levels(k: u32, was: &ClusterState, now: &ClusterState, changes: &mut Vec<Change>) {
    if was.levels.fencing_blocked != now.levels.fencing_blocked {
        changes.push(Change::Blocked(k, now.levels.fencing_blocked));
    }
    if was.levels.down != now.levels.down {
        changes.push(Change::Cluster(k, !now.levels.down));
    }
}

/// Returns the live members that run an instance.
fn writers(state: &ClusterState, instance: u8) -> Members {
    let runs = |run: &Run| match run {
        Run::Holds(i) | Run::Stopping(i, _) | Run::Stuck(i) => *i == instance,
        _ => false,
    };
    let running: Members =
        state.run.iter().enumerate().map(|(m, run)| u64::from(runs(run)) << m).sum();
    running & state.live & !state.frozen
}

fn balancers(model: &Model, was: &State, now: &State, changes: &mut Vec<Change>) {
    for (b, (before, after)) in was.balancers.iter().zip(&now.balancers).enumerate() {
        // Until another has the address it is nobody's.
        let holder = |state: &crate::world::BalancerState| {
            (!state.waiting && state.holder != u32::MAX).then_some(state.holder)
        };
        if holder(before) != holder(after) {
            changes.push(Change::Address(b as u32, holder(after)));
        }
        if before.works != after.works {
            changes.push(Change::Balancer(b as u32, after.works));
        }
    }
    for check in 0..model.checks.len() {
        let believed = now.checks.believed.has(check);
        if believed != was.checks.believed.has(check) {
            changes.push(Change::Believed(check as u32, believed));
        }
    }
}
