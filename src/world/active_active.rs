//! Active/active: every member serves that is up, in a quorate group and reaching its data.
//!
//! All of them run instance 0. On a shared disk a group freezes from the loss of a member until that is
//! known to be off: nobody is granted a lock before. Split brain is two groups, or a group and a member that
//! left it, that both write the shared disk.

use super::cluster::{Turn, each};
use super::copies;
use super::door::{Door, From};
use super::failover::call_off;
use super::run::{Run, Why};
use super::split_brain;
use super::state::ClusterState;
use crate::ledger::Count;
use crate::model::{Cluster, Members, OnLoss, Resolve, ones};

/// Lets every member serve that may, and stops those that may not.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    if turn.cluster.is_loose() {
        each(turn, turn.state.live, start);
        return;
    }
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
        meet(turn, acting);
        step_down(turn, acting);
        if turn.state.ending() & group == 0 {
            each(turn, acting, start);
        }
    }
    turn.state.frozen = frozen(turn.cluster, turn.state);
}

/// Who finds that the others have gone on without it has to catch up first.
fn step_down<D: Door>(turn: &mut Turn<D>, acting: Members) {
    if turn.state.disputed == 0 {
        let holders = turn.state.members(|run| run == Run::Holds(0));
        each(turn, acting & holders & !turn.has_all(), call_off);
    }
}

/// A member begins to serve; that takes no time, for its start is a part of its boot.
fn start<D: Door>(turn: &mut Turn<D>, m: usize) {
    // Where nobody is taken in nobody waits to learn what became of one that crashed.
    let is_free = match turn.state.run[m] {
        Run::Idle => true,
        Run::Gone(_) => turn.cluster.is_loose(),
        _ => false,
    };
    let is_able = (turn.state.banned | turn.state.leaving) >> m & 1 == 0;
    if is_free && is_able && !turn.state.rests() && turn.has_all() >> m & 1 == 1 {
        turn.state.run[m] = Run::Holds(0);
    }
}

/// A member without quorum writes nothing from now on; without data it goes on if that is the policy.
fn lose_quorum<D: Door>(turn: &mut Turn<D>, m: usize) {
    match turn.state.run[m] {
        Run::Holds(_) if turn.cluster.on_loss == OnLoss::Freeze && !turn.cluster.has_data() => {}
        Run::Idle | Run::Stuck(_) => {}
        _ => call_off(turn, m),
    }
}

/// Members of one group that wrote without knowing of each other learn of it: they stop, all or all but
/// those that wrote first.
fn meet<D: Door>(turn: &mut Turn<D>, acting: Members) {
    if turn.state.disputed == 0 {
        return;
    }
    let holders = turn.state.members(|run| run == Run::Holds(0)) & acting;
    let side = |m: usize| turn.state.sides[m];
    let Some(first) = ones(holders).next().map(side) else { return };
    if ones(holders).all(|m| side(m) == first) {
        return;
    }
    let senior = ones(holders & turn.state.seniors).next().map_or(first, side);
    let losers = ones(holders).filter(|m| side(*m) != senior).map(|m| 1 << m).sum();
    let stays = |m: usize| turn.cluster.resolve == Resolve::Keep && side(m) == senior;
    let stopping: Members = ones(holders).filter(|m| !stays(*m)).map(|m| 1 << m).sum();
    copies::beaten(turn, 0, losers);
    turn.door.blame(turn.cluster.split_brain);
    each(turn, stopping, |turn, m| {
        turn.state.run[m] = Run::Stopping(0, Why::Dispute);
        turn.door.arm(turn.cluster.stop(m), From::New);
    });
}

/// Returns the members that a group waits for until they are safe, or that cannot hear the others.
fn frozen(cluster: &Cluster, state: &ClusterState) -> Members {
    if cluster.disk.is_none() {
        return 0;
    }
    let waits = |group: &Members| {
        state.acting(*group) != *group || state.core(*group) != *group || state.lost_to(*group) != 0
    };
    state.groups_of_view().filter(waits).sum()
}

impl ClusterState {
    /// Returns the members that have met others of another side and still write.
    fn ending(&self) -> Members {
        if self.disputed == 0 {
            // What a stuck one waits for is planned work, or quorum: nobody waits for it.
            return 0;
        }
        self.members(|run| matches!(run, Run::Stopping(_, Why::Dispute) | Run::Stuck(_)))
    }

    /// Returns whom a member writes with: its group. Those outside of all groups have woken and believe what
    /// they believed: their locks on a shared disk are from the same time, but copies of their own are in
    /// accord only where they hear each other.
    fn beside(&self, m: usize) -> Members {
        let outside = self.live & !self.viewed();
        match self.view[m] {
            0 if self.copies.data.is_empty() => outside & self.running(0) | 1 << m,
            0 => outside & self.groups[m] | 1 << m,
            group => group,
        }
    }

    /// Returns how many sides these members write on.
    pub(super) fn count_sides(&self, writers: Members) -> usize {
        let is_first = |m: &usize| {
            let earlier = writers & ((1 << *m) - 1);
            ones(earlier).all(|other| self.sides[other] != self.sides[*m])
        };
        ones(writers).filter(is_first).count()
    }
}

/// Notices where double service begins and ends.
pub(super) fn track<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.has_data() {
        return;
    }
    let running = turn.state.running(0);
    // Who stops because it has met others stays on the side that it wrote on.
    for m in ones(running & !turn.state.ending()) {
        turn.state.sides[m] = turn.state.beside(m).trailing_zeros() as u8;
    }
    if turn.state.disputed == 0 {
        let writers = if turn.cluster.replicates() {
            copies::writers(turn)
        } else {
            running & turn.state.live & turn.with_storage() & !turn.state.frozen
        };
        if turn.state.count_sides(writers) > 1 {
            turn.state.disputed = 1;
            turn.note(Count::SplitBrain);
            let sound = writers & turn.has_all();
            let before = sound & turn.state.seniors;
            let first = [before, sound].into_iter().find(|of| *of != 0).unwrap_or(writers);
            let senior = turn.state.sides[first.trailing_zeros() as usize];
            let of_side = |m: &usize| turn.state.sides[*m] == senior;
            turn.state.seniors = ones(writers).filter(of_side).map(|m| 1 << m).sum();
            if turn.cluster.replicates() {
                copies::begun(turn, writers);
            }
        } else if writers & turn.has_all() != 0 {
            // Who has woken and does not know that others went on was not there first.
            turn.state.seniors = writers & turn.has_all();
        }
    } else if turn.state.ending() == 0 && turn.state.count_sides(running) < 2 {
        turn.state.disputed = 0;
        if turn.cluster.replicates() {
            copies::ended(turn);
            step_down(turn, turn.state.acting(turn.state.quorate));
        } else {
            split_brain::ended(turn);
        }
    } else if turn.cluster.replicates() {
        let writers = copies::writers(turn);
        turn.state.copies.data[0].writers |= writers;
    }
}
