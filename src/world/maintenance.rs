//! Planned work: rounds, the turns of their targets, the orderly way out and back.
//!
//! A round makes every target due. A target's turn begins when the others can spare it, or at once where all
//! are worked on together: its nodes stop what they run (they are `leaving`), then leave their clusters in
//! order, and it is off until the work is done and it has rebooted. Everything that follows from a step has
//! the work as its cause.

use super::balancer::have_noticed;
use super::cluster::{Turn, turn};
use super::component;
use super::door::{Door, From};
use super::failover::{call_off, stop};
use super::membership::leave_in_order;
use super::recovery::{self, Plan};
use super::run::{Run, Step, Why};
use super::state::{ClusterState, Health, State};
use super::storage::with_storage;
use super::unsettled::World;
use crate::model::{CauseId, Cluster, Members, Model, ones};

/// How far the work on a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// There is none.
    None,
    /// It waits for its turn.
    Due,
    /// Its nodes stop what they run.
    Leaving,
    /// It is off and being worked on.
    Under,
    /// It is done, and its nodes reboot.
    Booting,
}

/// A round is due. One that still goes on is left to end, and this one left out.
pub(super) fn round(model: &Model, world: &mut World, door: &mut impl Door, n: usize) {
    let maintenance = &model.maintenance[n];
    door.arm(maintenance.again, From::New);
    if !world.state.rounds.has(n) {
        world.state.rounds.add(n);
        world.state.works[maintenance.works.clone()].fill(Stage::Due);
    }
}

/// The work on a target is done.
pub(super) fn done(model: &Model, world: &mut World, door: &mut impl Door, w: usize) {
    world.state.works[w] = Stage::Booting;
    component::put_back(model, world, door, model.works[w].component as usize);
}

/// Takes the next step of a round that anything has to react to, if there is one; returns its cause.
pub(super) fn step(model: &Model, world: &mut World, door: &mut impl Door) -> Option<CauseId> {
    if !model.plans() || world.state.rounds.is_empty() {
        return None;
    }
    let goes_on = |(n, m): (usize, &crate::model::Maintenance)| {
        (world.state.rounds.has(n) && step_of(model, world, door, n)).then_some(m.cause)
    };
    model.maintenance.iter().enumerate().find_map(goes_on)
}

fn step_of(model: &Model, world: &mut World, door: &mut impl Door, n: usize) -> bool {
    let maintenance = &model.maintenance[n];
    let (mut next, mut at_work) = (None, false);
    for w in maintenance.works.clone() {
        match world.state.works[w] {
            Stage::Leaving if has_left(model, &world.state, w) => {
                begin(model, world, door, w);
                return true;
            }
            Stage::Booting if has_booted(model, &world.state, w) => {
                world.state.works[w] = Stage::None;
            }
            Stage::Due => next = next.or(Some(w)),
            Stage::None => {}
            _ => at_work = true,
        }
    }
    match next {
        None if !at_work => world.state.rounds.remove(n),
        Some(_) if !maintenance.rolling => {
            maintenance.works.clone().for_each(|w| ask_to_leave(model, world, door, w));
            return true;
        }
        Some(w) if !at_work && can_spare(model, &world.state, w) => {
            ask_to_leave(model, world, door, w);
            return true;
        }
        _ => {}
    }
    false
}

/// The turn of a target begins: its nodes are to stop what they run.
fn ask_to_leave(model: &Model, world: &mut World, door: &mut impl Door, w: usize) {
    let work = &model.works[w];
    door.blame(model.maintenance[work.maintenance as usize].cause);
    world.state.works[w] = Stage::Leaving;
    for &(k, off) in &work.clusters {
        world.state.clusters[k as usize].leaving |= off;
        world.touched.add(k as usize);
    }
}

/// Members that are to be worked on stop what they run, and begin nothing.
pub(super) fn clear<D: Door>(turn: &mut Turn<D>) {
    for m in ones(turn.state.leaving & turn.state.live) {
        match turn.state.run[m] {
            Run::Holds(i) => stop(turn, m, i, Why::Work),
            Run::Stopping(i, why) if why != Why::Work => stop(turn, m, i, Why::Work),
            Run::Starting(_) | Run::Moving(_) | Run::Dead(_) | Run::Restarting(_) => {
                call_off(turn, m);
            }
            _ => {}
        }
    }
}

/// Whether the nodes of a target have stopped what they ran; who does not answer is not waited for.
fn has_left(model: &Model, state: &State, w: usize) -> bool {
    model.works[w].clusters.iter().all(|(k, off)| {
        let state = &state.clusters[*k as usize];
        ones(off & state.live).all(|m| matches!(state.run[m], Run::Idle | Run::Gone(_)))
    })
}

/// The nodes of a target leave their clusters, and it is off.
fn begin(model: &Model, world: &mut World, door: &mut impl Door, w: usize) {
    let work = &model.works[w];
    door.blame(model.maintenance[work.maintenance as usize].cause);
    world.state.works[w] = Stage::Under;
    for &(k, off) in &work.clusters {
        let mut turn = turn(model, world, door, k as usize);
        turn.state.leaving &= !off;
        for m in ones(off & turn.state.live) {
            leave_in_order(&mut turn, m);
        }
        world.touched.add(k as usize);
    }
    component::take_off(model, world, door, w);
}

/// Whether everything that was off for the work has rebooted.
fn has_booted(model: &Model, state: &State, w: usize) -> bool {
    model.works[w].parts.iter().all(|c| !state.rebooting[*c as usize])
}

/// Whether those who stay can do without a target for a while.
fn can_spare(model: &Model, state: &State, w: usize) -> bool {
    let work = &model.works[w];
    if model.balances() && !have_noticed(model, state, &work.parts) {
        return false;
    }
    if recovery::stands_in(model, state, &work.parts) {
        return false;
    }
    if !work.parts.iter().all(|c| is_spared(model, state, *c, &work.parts)) {
        return false;
    }
    if work.clusters.is_empty() {
        let round = &model.works[model.maintenance[work.maintenance as usize].works.clone()];
        let others = round.iter().filter(|o| o.clusters.is_empty());
        let mut parts = others.filter(|o| o.component != work.component).flat_map(|o| &o.parts);
        return parts.all(|c| work.parts.contains(c) || state.health.is_up(*c as usize));
    }
    work.clusters.iter().all(|(k, off)| {
        let (cluster, own) = (&model.clusters[*k as usize], &state.clusters[*k as usize]);
        let stay = cluster.all() & !off;
        let fit = fit(cluster, own, &state.health);
        let there = off & own.live & !own.fresh;
        is_calm(own)
            && stay & !fit == 0
            && off & own.live == there
            && ones(stay | there).all(|m| own.view[m] & stay == stay)
            && (off == &0 || stay == 0 || !cluster.has_arbiter() || own.sees & stay != 0)
    })
}

/// Whether an array can spare one of its disks, if this is one: when it misses no other.
fn is_spared(model: &Model, state: &State, c: u32, parts: &[u32]) -> bool {
    let Some(a) = model.components[c as usize].array else { return true };
    let (disks, missing) = (&model.arrays[a as usize].disks, &state.arrays[a as usize].missing);
    disks.clone().enumerate().all(|(i, disk)| !missing.has(i) || parts.contains(&disk))
}

/// Returns the members that could take over what one of them runs.
fn fit(cluster: &Cluster, state: &ClusterState, health: &Health) -> Members {
    let in_sync = state.copies.data.iter().fold(Members::MAX, |all, data| all & data.in_sync());
    state.acting(state.quorate) & with_storage(cluster, state, health) & !state.banned & in_sync
}

/// Whether nothing is going on in a cluster: it serves, nobody starts or stops anything, is missed, shot or
/// on the way out.
fn is_calm(state: &ClusterState) -> bool {
    !state.levels.down
        && state.recovery.plan == Plan::None
        && state.disputed == 0
        && state.run.iter().all(|run| matches!(run, Run::Idle | Run::Holds(_)))
        && state.leaving | state.condemned == 0
        && state.awaited.iter().all(|awaited| *awaited == 0)
        && ones(state.viewed()).all(|m| state.unclean[m] == 0)
        && state.shots.iter().all(|shot| shot.step == Step::None)
}

/// Whether a component, or a domain around it, is being worked on; an array is where its disks are, if it
/// cannot do without those.
pub(super) fn is_off_for_work(model: &Model, state: &State, c: usize) -> bool {
    is_in(model, state, c, |stage| stage == Stage::Under)
}

/// Whether a component, or a domain around it, is being worked on or about to be.
pub(super) fn is_asked_off(model: &Model, state: &State, c: usize) -> bool {
    is_in(model, state, c, |stage| matches!(stage, Stage::Leaving | Stage::Under))
}

fn is_in(model: &Model, state: &State, c: usize, wanted: fn(Stage) -> bool) -> bool {
    let own = |w: &u32| wanted(state.works[*w as usize]);
    let inner = |c: u32| is_in(model, state, c as usize, wanted);
    let disks = |a: u32| {
        let array = &model.arrays[a as usize];
        !array.does_without(|i| inner(array.disks.start + i as u32))
    };
    let component = &model.components[c];
    model.plans()
        && (component.works.iter().any(own)
            || component.domain.is_some_and(inner)
            || component.whole.is_some_and(disks))
}

/// A component has lost power: the work on it stands still.
pub(super) fn pause(model: &Model, world: &World, door: &mut impl Door, c: usize) {
    for &w in &model.components[c].works {
        if world.state.works[w as usize] == Stage::Under {
            door.pause(model.works[w as usize].done);
        }
    }
}

/// A component has power again: the work on it goes on.
pub(super) fn go_on(model: &Model, world: &World, door: &mut impl Door, c: usize) {
    for &w in &model.components[c].works {
        if world.state.works[w as usize] == Stage::Under {
            door.arm(model.works[w as usize].done, From::Left);
        }
    }
}

/// Puts off what has not begun.
pub(super) fn put_off(state: &mut State) {
    for stage in state.works.iter_mut().filter(|stage| **stage == Stage::Due) {
        *stage = Stage::None;
    }
}
