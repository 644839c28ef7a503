//! Failover: who runs the instances.

use super::cluster::{Turn, each};
use super::door::{Door, From};
use super::run::{Run, Why};
use super::split_brain;
use super::state::ClusterState;
use crate::ledger::Count;
use crate::model::{Members, OnLoss, ones};

/// Lets every group stop what it may not run and start what nobody runs.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    for first in 0..turn.state.view.len() {
        let group = turn.state.view[first];
        if group == 0 || group.trailing_zeros() as usize != first {
            continue;
        }
        let acting = turn.state.acting(group);
        if turn.state.quorate & group == 0 {
            each(turn, acting, lose_quorum);
            continue;
        }
        each(turn, acting, regain_quorum);
        split_brain::meet(turn, acting);
        // Who is free after this may be needed for any of the instances.
        for instance in 0..turn.cluster.active {
            settle_rivals(turn, group, instance);
        }
        for instance in 0..turn.cluster.active {
            place(turn, group, instance);
        }
    }
}

/// A member without quorum starts nothing, and stops what it runs if that is the policy.
fn lose_quorum<D: Door>(turn: &mut Turn<D>, m: usize) {
    match turn.state.run[m] {
        Run::Holds(i) if turn.cluster.on_loss == OnLoss::Stop => stop(turn, m, i, Why::Quorum),
        Run::Starting(_) | Run::Moving(_) | Run::Dead(_) | Run::Restarting(_) => call_off(turn, m),
        _ => {}
    }
}

/// Quorum regained before the stop is over calls it off, unless the instance is on its way to another.
fn regain_quorum<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Run::Stopping(i, Why::Quorum) = turn.state.run[m]
        && turn.state.beginning(i) & turn.state.view[m] == 0
    {
        go_on(turn, m, i);
    }
}

/// Begins an orderly stop; one that runs already goes on, for this reason now.
pub(super) fn stop<D: Door>(turn: &mut Turn<D>, m: usize, instance: u8, why: Why) {
    match turn.state.run[m] {
        Run::Holds(_) => turn.door.arm(turn.cluster.stop(m), From::New),
        // It has been tried.
        Run::Stuck(_) => return,
        _ => {}
    }
    turn.state.run[m] = Run::Stopping(instance, why);
}

/// Calls off an orderly stop.
pub(super) fn go_on<D: Door>(turn: &mut Turn<D>, m: usize, instance: u8) {
    turn.door.disarm(turn.cluster.stop(m));
    turn.state.run[m] = Run::Holds(instance);
}

/// Calls off what a member is about to do with an instance.
pub(super) fn call_off<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Some(clock) = turn.run_clock(m) {
        turn.door.disarm(clock);
    }
    turn.state.run[m] = Run::Idle;
}

/// Calls off what only made sense before groups merged.
fn settle_rivals<D: Door>(turn: &mut Turn<D>, group: Members, instance: u8) {
    if turn.cluster.monitors() && turn.state.running(instance) & group != 0 {
        // Where another runs it by now, nobody restarts in place what died while it was out of the view.
        let restarts = |run| matches!(run, Run::Dead(i) | Run::Restarting(i) if i == instance);
        let stale = turn.state.acting(turn.state.members(restarts) & group);
        each(turn, stale, call_off);
    }
    // Two groups that merged may each have begun: the first goes on, also if another member turns out to
    // run the instance. When it has started they both do.
    let starting = turn.state.beginning(instance) & group;
    each(turn, starting & starting.wrapping_sub(1), call_off);
}

/// Sees to it that one member of a quorate group runs an instance.
fn place<D: Door>(turn: &mut Turn<D>, group: Members, instance: u8) {
    let in_hand = |run: Run| run.instance() == Some(instance);
    if turn.state.members(in_hand) & group == 0
        && !turn.state.rests()
        && turn.state.is_safe(group)
        && let Some(m) = eligible(turn, group, instance)
    {
        turn.note(Count::Failover);
        turn.state.run[m] = Run::Starting(instance);
        turn.door.arm(turn.cluster.takeover(m), From::New);
    }
}

impl ClusterState {
    /// Whether a group has made sure of everyone it has lost.
    fn is_safe(&self, group: Members) -> bool {
        self.lost_to(group) == 0
    }

    /// Returns the members that are about to run an instance.
    pub(super) fn beginning(&self, instance: u8) -> Members {
        self.members(|run| run.begins(instance))
    }

    /// Whether a member could run an instance now, storage aside.
    pub(super) fn is_ready(&self, m: usize) -> bool {
        self.run[m] == Run::Idle
            && self.leaving >> m & 1 == 0
            && self.acting(self.view[m] & self.quorate) >> m & 1 == 1
            && self.is_safe(self.view[m])
    }
}

/// Returns the first-declared member of a group that could start an instance, or the one that alone may
/// have its last writes.
fn eligible<D: Door>(turn: &Turn<D>, group: Members, instance: u8) -> Option<usize> {
    let newest = turn.with_last_writes(instance);
    let knows = |m: &usize| newest >> *m & 1 == 1;
    able(turn, group, instance).find(knows).or_else(|| able(turn, group, instance).next())
}

/// Returns the members of a group that could start an instance, in the order of their declaration.
pub(super) fn able<D: Door>(
    turn: &Turn<D>,
    group: Members,
    instance: u8,
) -> impl Iterator<Item = usize> {
    let able = turn.may_take_over(instance) & !turn.state.banned;
    ones(group & able).filter(|m| turn.state.is_ready(*m))
}

/// A start is over; a failed one bans the member until a person has mended it.
pub(super) fn started<D: Door>(turn: &mut Turn<D>, m: usize) {
    let Run::Starting(instance) = turn.state.run[m] else { return };
    if turn.door.chance(turn.cluster.start_works(m)) {
        turn.state.run[m] = Run::Holds(instance);
    } else {
        turn.note(Count::FailedFailover);
        ban(turn, m, instance);
    }
}

/// An instance cannot run at a member before a repair, a reboot or a person has mended that.
pub(super) fn ban<D: Door>(turn: &mut Turn<D>, m: usize, instance: u8) {
    turn.state.run[m] = Run::Idle;
    turn.state.banned |= 1 << m;
    turn.state.failed[m] = instance;
    turn.door.arm(turn.cluster.unban(m), From::New);
}

/// A person has mended a failed start: if nobody runs that instance by now, it runs here.
pub(super) fn mended<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.banned &= !(1 << m);
    resume(turn, m, turn.state.failed[m]);
}

/// Lets an instance that nobody runs run at a member without a takeover, if it can.
pub(super) fn resume<D: Door>(turn: &mut Turn<D>, m: usize, instance: u8) {
    let restarting =
        turn.state.members(|run| matches!(run, Run::Dead(i) | Run::Restarting(i) if i == instance));
    let nobody = (turn.state.running(instance) | restarting) == 0;
    // A person knows whose copy lacks something.
    let able = (turn.in_sync(instance) & !turn.state.banned) >> m & 1 == 1;
    if nobody && able && !turn.state.rests() && turn.state.is_ready(m) {
        let starting = turn.state.beginning(instance) & turn.state.view[m];
        each(turn, starting, call_off);
        turn.state.run[m] = Run::Holds(instance);
    }
}
