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
    door.note(Note::Failure(fault.component));
    world.state.standing[id] = true;
    match fault.crew {
        None => door.arm(fault.repair, From::New),
        Some(crew) => call(model, world, door, crew as usize, id),
    }
    down(model, world, door, fault.component as usize);
}

/// A crew arrives.
pub(super) fn respond(model: &Model, door: &mut impl Door, id: usize) {
    door.arm(model.faults[id].repair, From::New);
}

/// A fault is repaired: as good as new.
#[inline(always)]
pub(super) fn repair(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    world.state.standing[id] = false;
    if let Some(crew) = fault.crew {
        release(model, world, door, crew as usize);
    }
    up(model, world, door, fault.component as usize);
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
        down(model, world, door, c);
    }
    door.arm(reboot, From::New);
}

/// A node has rebooted.
pub(super) fn rebooted(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    world.state.rebooting[c] = false;
    up(model, world, door, c);
}

/// One more thing keeps a component down; the first one stops its failure clocks.
#[inline(always)]
fn down(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    let state = &mut world.state;
    if !state.health.worsen(c) {
        return;
    }
    for other in model.components[c].faults.clone() {
        if !state.standing[other] {
            door.pause(model.faults[other].fail);
        }
    }
    door.note(Note::Down(c as u32));
    moved(model, world, c, false);
}

/// One thing less keeps a component down; with the last one gone its failure clocks run on.
#[inline(always)]
fn up(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    if !world.state.health.mend(c) {
        return;
    }
    for fault in model.components[c].faults.clone() {
        door.arm(model.faults[fault].fail, From::Left);
    }
    door.note(Note::Up(c as u32));
    moved(model, world, c, true);
}

#[inline(always)]
fn moved(model: &Model, world: &mut World, c: usize, up: bool) {
    part_changed(model, world, c, up);
    for &cluster in &model.components[c].clusters {
        world.touched.add(cluster as usize);
    }
}
