//! Arrays: which disks are whole, whether enough of them are there, how lost data come back.
//!
//! A lost disk is replaced by the repair of its fault, and whole after its rebuild. When more disks are not
//! whole than the array can do without, its data are lost; they are restored onto all its disks, as soon as
//! those are there.

use super::component;
use super::door::{Door, From};
use super::maintenance::is_off_for_work;
use super::unsettled::World;
use crate::engine::Slot;
use crate::ledger::Note;
use crate::model::{Array, Bits, Effect, Model};

/// A disk is whole again.
pub(super) fn rebuilt(world: &mut World, a: usize, disk: usize) {
    let state = &mut world.state.arrays[a];
    state.hollow.remove(disk);
    state.rebuilding.remove(disk);
    world.shaken.add(a);
}

/// The data of an array are back, and every disk is whole.
pub(super) fn restored(world: &mut World, a: usize) {
    let state = &mut world.state.arrays[a];
    (state.lost, state.restoring) = (false, false);
    state.hollow.clear();
    world.shaken.add(a);
}

/// Lets an array react to what has happened to its disks.
#[inline(never)]
pub(super) fn settle(model: &Model, world: &mut World, door: &mut impl Door, a: usize) {
    let array = &model.arrays[a];
    observe(model, world, a);
    if !world.state.arrays[a].lost && !does_without(array, &world.state.arrays[a].hollow) {
        lose_data(model, world, door, a);
    }
    if world.state.arrays[a].lost {
        restore(model, world, door, a);
    } else {
        rebuild(model, world, door, a);
    }
    let state = &mut world.state.arrays[a];
    let down = state.lost || !does_without(array, &state.missing);
    if std::mem::replace(&mut state.down, down) != down {
        component::put(model, world, door, array.component as usize, !down);
    }
}

fn does_without(array: &Array, disks: &Bits) -> bool {
    array.does_without(|i| disks.has(i))
}

/// Whether a disk is destroyed and not replaced.
fn is_failed(model: &Model, world: &World, disk: u32) -> bool {
    let mut faults = model.components[disk as usize].faults.clone();
    faults.any(|id| world.state.standing[id] && model.faults[id].effect == Effect::Loss)
}

/// Takes note of the disks that have been lost, and of those that cannot be read.
fn observe(model: &Model, world: &mut World, a: usize) {
    for (i, disk) in model.arrays[a].disks.clone().enumerate() {
        let (failed, up) = (is_failed(model, world, disk), world.state.health.is_up(disk as usize));
        let state = &mut world.state.arrays[a];
        if failed {
            state.hollow.add(i);
        }
        if up && !state.hollow.has(i) {
            state.missing.remove(i);
        } else {
            state.missing.add(i);
        }
    }
}

/// Too many disks are not whole: what all of them held is gone, and rebuilds have nothing to read from.
fn lose_data(model: &Model, world: &mut World, door: &mut impl Door, a: usize) {
    let array = &model.arrays[a];
    let state = &mut world.state.arrays[a];
    state.lost = true;
    state.rebuilding.clear();
    for i in 0..array.disks.len() {
        state.hollow.add(i);
        state.missing.add(i);
        door.disarm(array.rebuild(i));
    }
    door.note(Note::Failure(array.component));
    component::wipe(model, world, door, array.component);
}

/// Lets the data come back onto the disks while all of them are there.
fn restore(model: &Model, world: &mut World, door: &mut impl Door, a: usize) {
    let array = &model.arrays[a];
    let runs = array.disks.clone().all(|disk| world.state.health.is_up(disk as usize))
        && !is_off_for_work(model, &world.state, array.component as usize);
    let anew = array.disks.clone().any(|disk| is_failed(model, world, disk));
    let ran = std::mem::replace(&mut world.state.arrays[a].restoring, runs);
    run(door, array.restore, ran, runs, anew);
}

/// Lets each disk that is not whole be rebuilt while it is there and the array is up.
fn rebuild(model: &Model, world: &mut World, door: &mut impl Door, a: usize) {
    let array = &model.arrays[a];
    let readable = does_without(array, &world.state.arrays[a].missing)
        && !is_off_for_work(model, &world.state, array.component as usize);
    for (i, disk) in array.disks.clone().enumerate() {
        if !world.state.arrays[a].hollow.has(i) {
            continue;
        }
        let runs = readable && world.state.health.is_up(disk as usize);
        let anew = is_failed(model, world, disk);
        let rebuilding = &mut world.state.arrays[a].rebuilding;
        let ran = rebuilding.has(i);
        if runs {
            rebuilding.add(i);
        } else {
            rebuilding.remove(i);
        }
        run(door, array.rebuild(i), ran, runs, anew);
    }
}

/// Starts or stops a clock; what was left of it when it stopped is kept, unless it has to begin anew.
fn run(door: &mut impl Door, clock: Slot, ran: bool, runs: bool, anew: bool) {
    if anew {
        door.disarm(clock);
    } else if ran && !runs {
        door.pause(clock);
    } else if runs && !ran {
        door.arm(clock, From::Left);
    }
}
