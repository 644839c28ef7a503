//! Holders that cannot reach their storage.

use super::cluster::{Turn, each};
use super::door::{Door, From};
use super::failover::{able, go_on, stop};
use super::run::{Run, Why};
use super::state::{ClusterState, Health};
use crate::model::{Cluster, Members, ones};

impl<D> Turn<'_, D> {
    /// Returns the members that reach their data, if they need any.
    pub(super) fn with_storage(&self) -> Members {
        with_storage(self.cluster, self.state, self.health)
    }

    /// Returns the members that reach the disk, if they need one, whatever is on it.
    pub(super) fn with_disk(&self) -> Members {
        with_disk(self.cluster, self.state, self.health)
    }
}

/// Returns the members that reach their data, if they need any.
#[inline]
pub(super) fn with_storage(cluster: &Cluster, state: &ClusterState, health: &Health) -> Members {
    if state.recovery.gone {
        return 0;
    }
    let with_disk = with_disk(cluster, state, health);
    if cluster.copy_disks.is_empty() || state.copies.data.iter().all(|data| data.empty == 0) {
        return with_disk;
    }
    ones(with_disk).filter(|m| !state.runs_without_data(*m)).map(|m| 1 << m).sum()
}

#[inline]
fn with_disk(cluster: &Cluster, state: &ClusterState, health: &Health) -> Members {
    match cluster.disk {
        Some(disk) if !health.is_up(disk as usize) => return 0,
        Some(_) => return state.storage,
        None => {}
    }
    let mut with = state.storage;
    for (m, disk) in cluster.copy_disks.iter().enumerate() {
        if !health.is_up(*disk as usize) {
            with &= !(1 << m);
        }
    }
    with
}

/// Lets groups notice holders without storage; where another member could start the instance, the holder
/// is shot, or stopped if nobody shoots here.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    let has_disk = turn.cluster.disk.is_some() || !turn.cluster.copy_disks.is_empty();
    if !has_disk || turn.cluster.shares {
        return;
    }
    let holders = turn.state.members(|run| matches!(run, Run::Holds(_)));
    let with = turn.with_storage();
    let without = holders & turn.state.live & !with;
    turn.state.starved &= without;
    let starving = without & !turn.state.starved;
    let before = std::mem::replace(&mut turn.state.starving, starving);
    each(turn, before & !starving, |turn, m| watch(turn, m, false));
    each(turn, starving & !before, |turn, m| watch(turn, m, true));
    each(turn, turn.state.starved, give_up);
    each(turn, with, |turn, m| {
        if let Run::Stopping(i, Why::Storage) = turn.state.run[m] {
            go_on(turn, m, i);
        }
    });
}

fn watch<D: Door>(turn: &mut Turn<D>, m: usize, on: bool) {
    match turn.cluster.starved(m) {
        Some(clock) if on => turn.door.arm(clock, From::New),
        Some(clock) => turn.door.disarm(clock),
        None => {}
    }
}

/// A group has noticed that a holder is without storage.
pub(super) fn noticed<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.starving &= !(1 << m);
    turn.state.starved |= 1 << m;
    turn.state.copies.bare |= if turn.cluster.replicates() { 1 << m } else { 0 };
}

/// Returns how many instances a group has to start, or will have when a holder without storage is off.
fn wanted<D: Door>(turn: &Turn<D>, group: Members) -> usize {
    let stays = group & !turn.state.condemned;
    let has = |run: Run, instance: u8| match run {
        Run::Holds(i) | Run::Stopping(i, Why::Quorum | Why::Dispute) => i == instance,
        run => run.begins(instance),
    };
    let is_wanted = |i: &u8| turn.state.members(|run| has(run, *i)) & stays == 0;
    (0..turn.cluster.active).filter(is_wanted).count()
}

/// If another member could start the instance of a holder without storage, that must be off first.
fn give_up<D: Door>(turn: &mut Turn<D>, m: usize) {
    let group = turn.state.view[m];
    let Run::Holds(instance) = turn.state.run[m] else { return };
    let decides = turn.state.acting(group & turn.state.quorate) >> m & 1 == 1;
    let condemned = turn.state.condemned >> m & 1 == 1;
    if !decides || turn.state.mending || condemned {
        return;
    }
    if able(turn, group, instance).count() <= wanted(turn, group) {
        return;
    }
    if turn.cluster.fences() {
        turn.state.condemned |= 1 << m;
    } else {
        turn.state.starved &= !(1 << m);
        stop(turn, m, instance, Why::Storage);
    }
}
