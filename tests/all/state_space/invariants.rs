//! What must hold in every state and of every step.

use super::space::Promise;
use quorate::engine::Slot;
use quorate::markov::{Node, Step};
use quorate::model::{Cluster, Members, Model, OnLoss, Policy, ones};
use quorate::world;
use quorate::world::{ClusterState, Run};

/// Returns those of a group who act for it.
fn acting(state: &ClusterState, group: Members) -> Members {
    group & state.live & !state.fresh
}

/// Returns the groups of the view.
fn groups(state: &ClusterState) -> Vec<Members> {
    let mut groups: Vec<Members> = state.view.iter().copied().filter(|group| *group != 0).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Returns whom a group has lost and not made safe.
fn feared(state: &ClusterState, group: Members) -> Members {
    let own = ones(acting(state, group)).fold(0, |lost, m| lost | state.unclean[m]);
    own | state.condemned & group
}

fn members(state: &ClusterState, holds: impl Fn(Run) -> bool) -> Members {
    state.run.iter().enumerate().filter(|(_, run)| holds(**run)).map(|(m, _)| 1 << m).sum()
}

fn runs(state: &ClusterState, instance: u8) -> Members {
    members(state, |run| match run {
        Run::Holds(i) | Run::Stopping(i, _) | Run::Stuck(i) => i == instance,
        _ => false,
    })
}

fn begins(run: Run) -> Option<u8> {
    match run {
        Run::Starting(i) | Run::Moving(i) => Some(i),
        _ => None,
    }
}

/// Asserts what must hold of a state that lasts.
pub(super) fn of_state(model: &Model, promise: &Promise, node: &Node<()>) {
    for (cluster, state) in model.clusters.iter().zip(&node.state.clusters) {
        membership(cluster, state);
        service(cluster, state);
        clocks(cluster, state, &node.armed);
        if promise.one_holder {
            assert_eq!(state.disputed, 0, "served twice");
        }
        let acts = |slot: usize| {
            node.armed[slot] != 0 && model.activities[slot].class == quorate::model::Class::Protocol
        };
        if !(0..node.armed.len()).any(acts) {
            rest(model, cluster, node, state);
        }
    }
}

fn membership(cluster: &Cluster, state: &ClusterState) {
    let groups = groups(state);
    let viewed: Members = groups.iter().sum();
    assert_eq!(
        viewed.count_ones(),
        groups.iter().map(|g| g.count_ones()).sum::<u32>(),
        "a partition"
    );
    for (m, group) in state.view.iter().enumerate() {
        assert!(*group == 0 || group >> m & 1 == 1, "a member of its group");
        assert_eq!(state.unclean[m] >> m & 1, 0, "nobody fears itself");
    }
    let decides = matches!(cluster.policy, Policy::Majority | Policy::External(_));
    if decides && cluster.on_loss != OnLoss::Ignore {
        let quorate = groups.iter().filter(|group| **group & state.quorate != 0).count();
        assert!(quorate <= 1, "one quorum");
    }
}

fn service(cluster: &Cluster, state: &ClusterState) {
    if cluster.shares {
        return;
    }
    for group in groups(state) {
        let acting = acting(state, group) & state.quorate;
        for i in 0..cluster.active {
            let holders = members(state, |run| run == Run::Holds(i)) & acting;
            assert!(holders.count_ones() <= 1, "one holder in a group");
            let begin = members(state, |run| begins(run) == Some(i)) & acting;
            assert!(begin.count_ones() <= 1, "one start in a group");
            if begin != 0
                && !cluster.self_fences()
                && cluster.makes_safe()
                && cluster.on_loss != OnLoss::Ignore
            {
                let lost = feared(state, group) & !group;
                assert_eq!(runs(state, i) & lost, 0, "who is feared runs what is being started");
            }
        }
    }
}

fn is_on(armed: &[u32], slot: Slot) -> bool {
    armed.get(slot as usize).is_some_and(|cause| *cause != 0)
}

fn assert_clock(armed: &[u32], slot: Slot, runs: bool, what: &str) {
    assert_eq!(is_on(armed, slot), runs, "{what}: the clock and the state say the same");
}

/// The clocks that run are those that the state speaks of.
fn clocks(cluster: &Cluster, state: &ClusterState, armed: &[u32]) {
    let has = |set: Members, m: usize| set >> m & 1 == 1;
    for m in 0..cluster.members.len() {
        assert_clock(armed, cluster.detect(m), state.awaited[m] != 0, "detection");
        assert_clock(armed, cluster.join(m), has(state.joining, m), "join");
        if cluster.has_arbiter() {
            assert_clock(armed, cluster.missed(m), has(state.missing, m), "missed");
            assert_clock(armed, cluster.found(m), has(state.finding, m), "found");
        }
        let awake = !has(state.hung, m);
        let run = state.run[m];
        if !cluster.shares {
            let starts = matches!(run, Run::Starting(_)) && awake;
            assert_clock(armed, cluster.takeover(m), starts, "takeover");
            assert_clock(armed, cluster.unban(m), has(state.banned, m), "unban");
        }
        let stops = matches!(run, Run::Stopping(..)) && awake;
        assert_clock(armed, cluster.stop(m), stops, "stop");
        if !matches!(run, Run::Stuck(_)) {
            assert!(!is_on(armed, cluster.unstick(m)), "unstick");
        }
        if cluster.monitors() {
            let dead = matches!(run, Run::Dead(_)) && awake;
            assert_clock(armed, cluster.monitor(m), dead, "monitor");
            let restarts = matches!(run, Run::Restarting(_)) && awake;
            assert_clock(armed, cluster.restart(m), restarts, "restart");
            assert_clock(armed, cluster.forget(m), state.failures[m] != 0, "forget");
        }
        if cluster.replicates() {
            for i in 0..cluster.active {
                let catches_up = has(state.copies.data[i as usize].resyncing, m);
                assert_clock(armed, cluster.resync(m, i), catches_up, "resync");
            }
            if cluster.copies.is_some_and(|copies| copies.sync) {
                assert_clock(armed, cluster.severed(m), has(state.copies.severing, m), "severed");
            }
        }
        if let Some(clock) = cluster.starved(m) {
            assert_clock(armed, clock, has(state.starving, m), "starved");
        }
        if cluster.fails_back() {
            let waits = has(state.back & !state.ripe, m);
            assert_clock(armed, cluster.back(m), waits, "back");
            let moves = matches!(run, Run::Moving(_)) && awake;
            assert_clock(armed, cluster.moved(m), moves, "moved");
        }
        if cluster.self_fences() {
            assert_clock(armed, cluster.watchdog(m), has(state.watched, m), "watchdog");
            assert_clock(armed, cluster.expiry(m), has(state.expiring, m), "expiry");
        }
        if cluster.fences() {
            shots(cluster, state, armed, m);
        }
    }
    assert_clock(armed, cluster.mend(), state.mending, "mend");
}

fn shots(cluster: &Cluster, state: &ClusterState, armed: &[u32], victim: usize) {
    use world::Step as At;
    for track in 0..cluster.tracks as usize {
        let shot = state.shots[cluster.shot_index(victim, track)];
        let clocks = cluster.shot(victim, track);
        assert_clock(armed, clocks.protect(), shot.step == At::Protect, "protect");
        assert_clock(armed, clocks.delay(), shot.step == At::Delay, "delay");
        assert_clock(armed, clocks.aim(), shot.step == At::Aim, "aim");
        assert_clock(armed, clocks.flight(), shot.step == At::Flight, "flight");
        assert_clock(armed, clocks.manual(), shot.blocked, "manual");
        let waits = is_on(armed, clocks.retry()) ^ is_on(armed, clocks.recheck());
        assert_eq!(waits, shot.step == At::Wait, "one wait for the next attempt");
    }
}

/// Where cluster software has done all that it can, every group that may serves what it can.
fn rest(model: &Model, cluster: &Cluster, node: &Node<()>, state: &ClusterState) {
    assert_eq!(state.fresh & state.live, 0, "all are taken in");
    for group in groups(state) {
        if group & state.live == 0 {
            continue;
        }
        assert_eq!(acting(state, group), group & !state.hung, "all that are dead are missed");
        for m in ones(acting(state, group)) {
            assert_eq!(
                state.groups[m] & state.live,
                group & state.live,
                "the view is what is heard"
            );
        }
        let acting = acting(state, group);
        if group & state.quorate == 0 {
            if cluster.on_loss == OnLoss::Stop && !cluster.shares {
                let holds = members(state, |run| matches!(run, Run::Holds(_)));
                assert_eq!(holds & acting, 0, "who has no quorum runs nothing");
            }
            continue;
        }
        let feared = feared(state, group);
        if feared == acting {
            // Alone, and to be shot: that waits until another is back.
            continue;
        }
        assert_eq!(feared, 0, "nobody is feared for ever");
        if state.mending {
            continue;
        }
        let disk_is_up = cluster.disk.is_none_or(|disk| node.state.health.is_up(disk as usize));
        let able =
            if disk_is_up { acting & state.storage & !state.banned & !state.leaving } else { 0 };
        let holders = members(state, |run| matches!(run, Run::Holds(_)));
        if cluster.shares {
            let in_sync = state
                .copies
                .data
                .iter()
                .fold(u64::MAX, |all, data| all & !data.behind & !data.adrift);
            let able = acting & !state.banned & !state.leaving & in_sync;
            if disk_is_up && state.disputed == 0 {
                assert_eq!(holders & acting & !state.leaving, able, "everyone serves");
            }
            continue;
        }
        if cluster.replicates() {
            for i in 0..cluster.active {
                let data = state.copies.data[i as usize];
                let holds = members(state, |run| run == Run::Holds(i));
                let free = able & !holders;
                let idle = holds == 0 && free & !data.behind & !data.adrift != 0;
                assert!(!idle, "who has all data serves");
            }
            continue;
        }
        let wanted = able.count_ones().min(u32::from(cluster.active));
        assert!((holders & able).count_ones() >= wanted, "who can serves; {}", model.name);
    }
}

/// Asserts what must hold of a step.
pub(super) fn of_step(model: &Model, step: &Step<'_, ()>) {
    let clusters = step.before.state.clusters.iter().zip(&step.after.state.clusters);
    for (cluster, (before, after)) in model.clusters.iter().zip(clusters) {
        if cluster.shares || !cluster.makes_safe() {
            continue;
        }
        for m in 0..cluster.members.len() {
            let starts = begins(after.run[m]).is_some() && begins(before.run[m]).is_none();
            if starts {
                assert_ne!(after.quorate >> m & 1, 0, "who starts is quorate");
                assert_eq!(feared(after, after.view[m]), 0, "a start before fencing is complete");
            }
        }
    }
}
