//! Components: faults, repairs, crews, reboots.

use super::door::{Door, From};
use super::service::part_changed;
use super::state::World;
use crate::ledger::Note;
use crate::model::Model;

/// A fault strikes.
#[inline(always)]
pub(super) fn fail(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    let c = fault.component as usize;
    door.note(Note::Failure(fault.component));
    world.state.standing[id] = true;
    match fault.crew {
        None => door.arm(fault.repair, From::New),
        Some(crew) => call(model, world, door, crew as usize, id),
    }
    if world.state.health.worsen(c) {
        if !fault.alone {
            pause_others(model, world, door, c);
        }
        moved(model, world, door, c, false);
    }
}

/// A crew arrives.
pub(super) fn respond(model: &Model, door: &mut impl Door, id: usize) {
    door.arm(model.faults[id].repair, From::New);
}

/// A fault is repaired: as good as new.
#[inline(always)]
pub(super) fn repair(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    let c = fault.component as usize;
    world.state.standing[id] = false;
    if let Some(crew) = fault.crew {
        release(model, world, door, crew as usize);
    }
    if world.state.health.mend(c) {
        if fault.alone {
            door.arm(fault.fail, From::New);
        } else {
            resume_all(model, door, c);
        }
        moved(model, world, door, c, true);
    }
}

/// A fault calls its crew: a free member takes it, or it waits.
fn call(model: &Model, world: &mut World, door: &mut impl Door, crew: usize, id: usize) {
    let state = &mut world.state.crews[crew];
    if state.busy < model.crews[crew].size {
        state.busy += 1;
        take(model, door, id);
    } else {
        state.queue.push(id as u32);
    }
}

/// A member of a crew is free again: it takes the fault that has waited longest.
fn release(model: &Model, world: &mut World, door: &mut impl Door, crew: usize) {
    let state = &mut world.state.crews[crew];
    if state.queue.is_empty() {
        state.busy -= 1;
    } else {
        let id = state.queue.remove(0);
        take(model, door, id as usize);
    }
}

fn take(model: &Model, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    door.arm(fault.respond.unwrap_or(fault.repair), From::New);
}

/// A node is switched off and reboots at once; one that reboots begins anew.
pub(super) fn reset(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    let Some(reboot) = model.components[c].reboot else { return };
    if world.state.rebooting[c] {
        door.disarm(reboot);
    } else {
        world.state.rebooting[c] = true;
        if world.state.health.worsen(c) {
            pause_others(model, world, door, c);
            moved(model, world, door, c, false);
        }
    }
    door.arm(reboot, From::New);
}

/// A node has rebooted.
pub(super) fn rebooted(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    world.state.rebooting[c] = false;
    if world.state.health.mend(c) {
        resume_all(model, door, c);
        moved(model, world, door, c, true);
    }
}

/// Stops the failure clocks of a component that goes down, but for faults that stand.
fn pause_others(model: &Model, world: &World, door: &mut impl Door, c: usize) {
    for fault in model.components[c].faults.clone() {
        if !world.state.standing[fault] {
            door.pause(model.faults[fault].fail);
        }
    }
}

/// Lets the failure clocks of a component run on that is up again; none of its faults stands.
fn resume_all(model: &Model, door: &mut impl Door, c: usize) {
    for fault in model.components[c].faults.clone() {
        door.arm(model.faults[fault].fail, From::Left);
    }
}

/// A component has gone down or come up: services and clusters react.
#[inline(always)]
fn moved(model: &Model, world: &mut World, door: &mut impl Door, c: usize, up: bool) {
    door.note(if up { Note::Up(c as u32) } else { Note::Down(c as u32) });
    part_changed(model, world, door, c, up);
    if !model.clusters.is_empty() {
        for &cluster in &model.components[c].clusters {
            world.touched.add(cluster as usize);
        }
    }
}
