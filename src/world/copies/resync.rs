//! Members that are behind: how they learn of it and catch up.

use super::{DataState, know, shared, stall};
use crate::ledger::Press;
use crate::model::{Members, Policy, ones};
use crate::world::cluster::{Turn, each};
use crate::world::door::{Door, From};
use crate::world::run::Run;

/// Lets members learn that they are behind, and catch up from who wrote last; measures what those miss that
/// cannot learn it.
pub(in crate::world) fn follow<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.replicates() {
        return;
    }
    for instance in 0..turn.cluster.active {
        let near = if turn.cluster.shares {
            // Who has begun to serve in this turn may not write yet.
            stall::act(turn);
            shared::leave_behind(turn);
            near_one_in_sync(turn)
        } else {
            learn(turn, instance);
            near_the_newest(turn, instance)
        };
        watch(turn, instance);
        let data = turn.data(instance);
        let wanted = (data.behind | data.empty) & near;
        let before = std::mem::replace(&mut data.resyncing, wanted);
        each(turn, before & !wanted, |turn, m| turn.door.disarm(turn.cluster.resync(m, instance)));
        each(turn, wanted & !before, |turn, m| {
            turn.door.arm(turn.cluster.resync(m, instance), From::New);
        });
    }
}

/// Returns the members that the one reaches that wrote last, if it runs the instance, or another one and so
/// cannot run this one.
fn near_the_newest<D: Door>(turn: &mut Turn<D>, instance: u8) -> Members {
    let newest = turn.data(instance).newest as usize;
    if turn.holders(instance) >> newest & 1 == 1 {
        return turn.reach(newest, instance);
    }
    let is_there = (turn.state.live & turn.with_storage()) >> newest & 1 == 1;
    let is_busy = matches!(turn.state.run[newest], Run::Holds(other) if other != instance);
    if is_there && is_busy { turn.linked(newest, instance) } else { 0 }
}

/// Returns the members that have one in their group that serves and has everything.
fn near_one_in_sync<D: Door>(turn: &mut Turn<D>) -> Members {
    let sources = turn.holders(0) & turn.data(0).in_sync();
    let near = ones(sources).fold(0, |near, m| near | turn.state.view[m]);
    turn.state.acting(near) & turn.with_storage() & !turn.state.running(0)
}

/// Members adrift that hear one who knows that they lack something, or whom the last writer reaches, know it
/// too; but who writes, or is about to, goes on.
pub(super) fn learn<D: Door>(turn: &mut Turn<D>, instance: u8) {
    if turn.data(instance).adrift == 0 {
        return;
    }
    spread(turn, instance);
    let data = *turn.data(instance);
    let busy = turn.writers(instance) | turn.state.beginning(instance);
    let newest = data.newest as usize;
    let holds = turn.holders(instance) >> newest & 1 == 1;
    let reached = if holds { turn.reach(newest, instance) } else { 0 };
    let told = data.lock_knows & turn.state.reach;
    for m in ones(data.adrift & turn.state.live & !busy) {
        let own = 1 << m;
        if (turn.knows(instance)[m] | reached | told) & own != 0 {
            know(turn, instance, own);
        }
    }
    if turn.writers(instance) >> newest & 1 == 1 {
        // Who is off or silent while others write will know that it was.
        know(turn, instance, data.adrift & !turn.state.live);
    }
}

/// Members that hear each other tell each other whom they know to lack something.
fn spread<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let adrift = turn.data(instance).adrift;
    for m in ones(turn.state.live) {
        let group = turn.state.groups[m];
        if group.trailing_zeros() as usize != m {
            continue;
        }
        let knows = turn.knows(instance);
        let all = ones(group).fold(0, |all, m| all | knows[m]) & adrift;
        ones(group).for_each(|m| knows[m] = all);
    }
}

/// The last writer writes, and whoever is near it knows that those adrift have none of that.
pub(super) fn tell<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let DataState { adrift, newest, .. } = *turn.data(instance);
    if adrift == 0 {
        return;
    }
    let newest = newest as usize;
    let near = turn.state.groups[newest] | turn.reach(newest, instance) | 1 << newest;
    let knows = turn.knows(instance);
    ones(near).for_each(|m| knows[m] |= adrift & !(1 << m));
    let external = matches!(turn.cluster.policy, Policy::External(_));
    if external && turn.state.reach >> newest & 1 == 1 {
        turn.data(instance).lock_knows |= adrift;
    }
}

/// Measures what may be lost: what members adrift miss while the last writer writes, and what others write
/// beside it.
fn watch<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let data = *turn.data(instance);
    let writers = turn.writers(instance);
    let newest = 1 << data.newest;
    let missing = if writers & newest != 0 { data.adrift } else { 0 };
    let disputed = turn.state.disputed >> instance & 1 == 1;
    let beside = disputed
        && if turn.cluster.shares {
            turn.state.count_sides(shared::writers(turn)) > 1
        } else {
            writers & !newest != 0
        };
    for m in ones(data.missing ^ missing) {
        let press = if missing >> m & 1 == 1 { Press::Start } else { Press::Stop };
        turn.press(turn.cluster.missed_writes(m, instance), press);
    }
    if beside != data.beside {
        let press = if beside { Press::Start } else { Press::Stop };
        turn.press(turn.cluster.double_service(instance), press);
    }
    let data = turn.data(instance);
    (data.missing, data.beside) = (missing, beside);
}

/// A member has caught up with an instance's data.
pub(in crate::world) fn caught_up<D: Door>(turn: &mut Turn<D>, m: usize, instance: u8) {
    let data = turn.data(instance);
    data.resyncing &= !(1 << m);
    data.behind &= !(1 << m);
    data.empty &= !(1 << m);
}
