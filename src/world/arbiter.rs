//! What decides between groups from outside: a witness, or a lock that is kept in another cluster.
//!
//! Each member knows whether it reaches the arbiter: it misses it after `detection` and counts on it again
//! after `join`. A group reaches what one of its members does.

use super::cluster::{Turn, each};
use super::door::{Door, From};
use super::state::ClusterState;
use super::unsettled::World;
use crate::model::{Cluster, Members, Model, Policy, ones};
use std::cmp::Reverse;

/// Finds which members the network and the arbiter's state let reach it.
pub(super) fn reach(model: &Model, world: &mut World, k: usize) {
    let cluster = &model.clusters[k];
    if !cluster.has_arbiter() {
        return;
    }
    let state = &world.state;
    if let Policy::External(lock) = cluster.policy
        && state.clusters[lock as usize].recovery.is_away()
    {
        // From where it goes on everyone reaches it.
        let serves = state.clusters[lock as usize].keepers != 0;
        world.state.clusters[k].reach = if serves { cluster.all() } else { 0 };
        return;
    }
    let answers = |target: usize| match cluster.policy {
        Policy::External(lock) => state.clusters[lock as usize].keepers >> target & 1 == 1,
        _ => state.health.is_up(cluster.arbiters[target].component as usize),
    };
    let paths = state.clusters[k].paths.iter().enumerate();
    let reach = paths.filter(|(target, _)| answers(*target)).fold(0, |all, (_, path)| all | path);
    world.state.clusters[k].reach = reach;
}

/// Lets the clusters whose locks are kept in this one know whether it still answers, and through whom.
pub(super) fn answer(model: &Model, world: &mut World, k: usize) {
    let cluster = &model.clusters[k];
    if cluster.leaning.is_empty() {
        return;
    }
    let state = &mut world.state.clusters[k];
    let keepers = match state.levels.down {
        true => 0,
        false if state.recovery.is_away() => cluster.all(),
        false => state.acting(state.quorate),
    };
    if std::mem::replace(&mut state.keepers, keepers) != keepers {
        cluster.leaning.iter().for_each(|k| world.touched.add(*k as usize));
    }
}

/// Starts and stops the clocks by which members miss the arbiter and count on it again.
pub(super) fn watch<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.has_arbiter() {
        return;
    }
    let reach = turn.state.reach & turn.state.live;
    let viewed = turn.state.viewed();
    // Who is in no view has nothing to miss, and brings what it reaches to those it joins.
    turn.state.sees = turn.state.sees & viewed | reach & !viewed;
    let sees = turn.state.sees;
    let (missing, finding) = (sees & !reach, reach & !sees);
    let before = std::mem::replace(&mut turn.state.missing, missing);
    each(turn, before & !missing, |turn, m| turn.door.disarm(turn.cluster.missed(m)));
    let found = std::mem::replace(&mut turn.state.finding, finding);
    each(turn, found & !finding, |turn, m| turn.door.disarm(turn.cluster.found(m)));
    each(turn, missing & !before, |turn, m| turn.door.arm(turn.cluster.missed(m), From::New));
    each(turn, finding & !found, |turn, m| turn.door.arm(turn.cluster.found(m), From::New));
}

/// A member has missed the arbiter for long enough.
pub(super) fn missed<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.missing &= !(1 << m);
    turn.state.sees &= !(1 << m);
}

/// A member has reached the arbiter again for long enough.
pub(super) fn found<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.finding &= !(1 << m);
    turn.state.sees |= 1 << m;
}

/// Who declares members lost asks the arbiter anew: what does not answer then is missed too.
pub(super) fn ask<D: Door>(turn: &mut Turn<D>, group: Members) {
    turn.state.sees &= turn.state.reach | !group;
}

/// Returns the group for which the arbiter decides; nothing if none reaches it.
///
/// A witness goes to the group with more votes, then to the one that had it before, then to the one with
/// the first member; a lock stays with whoever had it.
pub(super) fn choose(cluster: &Cluster, state: &mut ClusterState) -> Members {
    if state.sees == 0 {
        return 0;
    }
    let rank = |group: &Members| {
        let is_lock = matches!(cluster.policy, Policy::External(_));
        let votes = if is_lock { 0 } else { votes(cluster, *group) };
        (votes, group & state.decided != 0, Reverse(group.trailing_zeros()))
    };
    let reaching = state.groups_of_view().filter(|group| group & state.sees != 0);
    let Some(chosen) = reaching.max_by_key(rank) else { return 0 };
    state.decided = chosen;
    chosen
}

/// Returns the votes of the members of a group.
pub(super) fn votes(cluster: &Cluster, group: Members) -> u32 {
    ones(group).map(|m| cluster.votes[m]).sum()
}
