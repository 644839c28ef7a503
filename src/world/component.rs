//! Components: faults that strike, hang and are repaired; power; reboots.

use super::door::{Door, From};
use super::service::part_changed;
use super::state::State;
use super::unsettled::World;
use super::{maintenance, recovery, repair};
use crate::ledger::Note;
use crate::model::{Effect, Model};

/// A fault's clock has run out.
#[inline(always)]
pub(super) fn fail(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if !fault.alone {
        strike(model, world, door, id);
        return;
    }
    let c = fault.component as usize;
    door.note(Note::Failure(fault.component));
    world.state.standing[id] = true;
    repair::call(model, world, door, id);
    if world.state.health.worsen(c) {
        if fault.noticed {
            moved(model, world, door, c, false);
        } else {
            door.note(Note::Down(fault.component));
            part_changed(model, world, door, c, false);
        }
    }
}

/// A fault, a shock or the script takes a component down, or lets a node hang.
#[inline(never)]
pub(super) fn strike(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    let c = fault.component as usize;
    if fault.effect == Effect::Process {
        // The node lives on; its clusters see what has become of what it ran.
        restart(model, door, id);
        if world.state.health.is_up(c) {
            door.note(Note::Failure(fault.component));
            world.killed.add(c);
            touch(model, world, c);
        }
        return;
    }
    if fault.effect == Effect::Degrade {
        degrade(model, world, door, id);
        return;
    }
    let hangs = fault.effect == Effect::Hang;
    if hangs && !world.state.health.is_up(c) {
        // What is off, or silent already, cannot fall silent.
        if let Some(fail) = fault.fail {
            door.arm(fail, From::New);
        }
        return;
    }
    door.note(Note::Failure(fault.component));
    world.state.standing[id] = true;
    repair::call(model, world, door, id);
    if hangs {
        world.state.health.hang(c);
        moved(model, world, door, c, false);
        return;
    }
    if fault.effect == Effect::Loss {
        match model.components[c].array {
            // The others may stand in for it.
            Some(array) => world.shaken.add(array as usize),
            None => wipe(model, world, door, fault.component),
        }
    }
    recovery::notice(model, world, c);
    lose(model, world, door, c);
}

/// The data of a disk, or of an array, are destroyed.
pub(super) fn wipe(model: &Model, world: &mut World, door: &mut impl Door, c: u32) {
    world.wiped.add(c as usize);
    for &k in &model.components[c as usize].clusters {
        // A witness holds nobody's data.
        if model.clusters[k as usize].disk == Some(c) {
            recovery::lose_data(model, world, door, k as usize);
        }
    }
    touch(model, world, c as usize);
}

/// An array goes down or comes up: what its disks are is what it is.
pub(super) fn put(model: &Model, world: &mut World, door: &mut impl Door, c: usize, up: bool) {
    let flips = if up { world.state.health.mend(c) } else { world.state.health.worsen(c) };
    if flips {
        moved(model, world, door, c, up);
    }
}

/// A node can do less from now on; it does not go down.
fn degrade(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let c = model.faults[id].component;
    door.note(Note::Failure(c));
    world.state.standing[id] = true;
    repair::call(model, world, door, id);
    touch(model, world, c as usize);
}

/// Whether a component is up and, where that matters, clients reach it.
pub(super) fn counts(model: &Model, state: &State, c: usize) -> bool {
    let is_reached = !model.components[c].asks_clients || state.clients.has(c);
    state.health.is_up(c) && is_reached
}

/// Returns how much a component can do now: what all faults that degrade it leave of its capacity.
pub(super) fn capacity(model: &Model, state: &State, c: usize) -> f64 {
    let component = &model.components[c];
    let mut capacity = component.capacity;
    if component.degrades {
        for id in component.faults.clone() {
            if state.standing[id] {
                capacity *= model.faults[id].capacity;
            }
        }
    }
    capacity
}

/// A fault is repaired.
#[inline(always)]
pub(super) fn repaired(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if !fault.alone {
        mend(model, world, door, id);
        return;
    }
    let c = fault.component as usize;
    world.state.standing[id] = false;
    repair::release(model, world, door, id);
    if world.state.health.mend(c) {
        if let Some(fail) = fault.fail {
            door.arm(fail, From::New);
        }
        if fault.noticed {
            moved(model, world, door, c, true);
        } else {
            door.note(Note::Up(fault.component));
            part_changed(model, world, door, c, true);
        }
    }
}

/// One repair mends one fault, or all that a shock has left.
#[inline(never)]
fn mend(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    repair::release(model, world, door, id);
    let Some(shock) = model.faults[id].together else {
        mend_one(model, world, door, id);
        return;
    };
    world.state.shocks[shock as usize] = false;
    for (fault, _) in &model.shocks[shock as usize].faults {
        if world.state.standing[*fault as usize] {
            mend_one(model, world, door, *fault as usize);
        }
    }
}

fn mend_one(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    let c = fault.component as usize;
    world.state.standing[id] = false;
    if fault.effect == Effect::Hang {
        // It goes on as if nothing had happened: its other clocks have never stood still.
        world.state.health.wake(c);
        restart(model, door, id);
        moved(model, world, door, c, true);
        return;
    }
    if fault.effect == Effect::Degrade {
        // What is off begins to wear when it is on again.
        if fault.always || world.state.health.is_on(c) {
            restart(model, door, id);
        }
        touch(model, world, c);
        return;
    }
    if fault.always {
        restart(model, door, id);
    }
    recovery::notice(model, world, c);
    gain(model, world, door, c);
}

/// Lets the clock of a fault run that is not standing.
fn restart(model: &Model, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if let Some(fail) = fault.fail {
        door.arm(fail, if fault.minimal { From::Aged } else { From::Left });
    }
}

/// There is one more thing that keeps a component down; the first one switches it off.
fn lose(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    let hung = world.state.health.is_hung(c);
    if hung {
        forget_hang(model, world, door, c);
    }
    if !world.state.health.worsen(c) {
        return;
    }
    each_clock(model, world, c, |id| {
        if let Some(fail) = model.faults[id].fail {
            door.pause(fail);
        }
    });
    if hung {
        touch(model, world, c);
    } else {
        moved(model, world, door, c, false);
    }
    for &inner in &model.components[c].inside {
        let inner = inner as usize;
        maintenance::pause(model, world, door, inner);
        if world.state.rebooting[inner]
            && let Some(reboot) = model.components[inner].reboot
        {
            door.disarm(reboot);
        }
        lose(model, world, door, inner);
    }
}

/// There is one thing less that keeps a component down; the last one switches it on.
fn gain(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    if !world.state.health.mend(c) {
        return;
    }
    each_clock(model, world, c, |id| restart(model, door, id));
    moved(model, world, door, c, true);
    for &inner in &model.components[c].inside {
        let inner = inner as usize;
        maintenance::go_on(model, world, door, inner);
        match model.components[inner].reboot {
            None => gain(model, world, door, inner),
            Some(reboot) => {
                // The reboot keeps it down now, in place of the power.
                if std::mem::replace(&mut world.state.rebooting[inner], true) {
                    world.state.health.mend(inner);
                }
                door.arm(reboot, From::New);
            }
        }
    }
}

/// Calls `act` for each fault whose clock stands still while its component is off.
fn each_clock(model: &Model, world: &World, c: usize, mut act: impl FnMut(usize)) {
    for id in model.components[c].faults.clone() {
        if !world.state.standing[id] && !model.faults[id].always {
            act(id);
        }
    }
}

/// Loss of power ends a hang: its repair is dropped.
fn forget_hang(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    world.state.health.wake(c);
    for id in model.components[c].faults.clone() {
        if world.state.standing[id] && model.faults[id].effect == Effect::Hang {
            world.state.standing[id] = false;
            repair::cancel(model, world, door, id);
        }
    }
}

/// A node is switched off and reboots as soon as it has power; one that reboots begins anew.
pub(super) fn reset(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    let component = &model.components[c];
    let Some(reboot) = component.reboot else { return };
    if world.state.rebooting[c] {
        door.disarm(reboot);
    } else {
        world.state.rebooting[c] = true;
        lose(model, world, door, c);
    }
    if has_power(model, world, c) {
        door.arm(reboot, From::New);
    }
}

/// Whether the domains around a component are up.
fn has_power(model: &Model, world: &World, c: usize) -> bool {
    model.components[c].domain.is_none_or(|domain| world.state.health.is_up(domain as usize))
}

/// Planned work on a component begins: it is off.
pub(super) fn take_off(model: &Model, world: &mut World, door: &mut impl Door, w: usize) {
    let work = &model.works[w];
    let c = work.component as usize;
    lose(model, world, door, c);
    shake(model, world, c);
    if has_power(model, world, c) {
        door.arm(work.done, From::New);
    }
}

/// Planned work on a component is done: a node reboots, anew if it was about to.
pub(super) fn put_back(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    shake(model, world, c);
    let Some(reboot) = model.components[c].reboot else {
        gain(model, world, door, c);
        return;
    };
    // The reboot keeps it down now, in place of the work.
    if std::mem::replace(&mut world.state.rebooting[c], true) {
        world.state.health.mend(c);
    }
    door.arm(reboot, From::New);
}

/// A node has rebooted.
pub(super) fn rebooted(model: &Model, world: &mut World, door: &mut impl Door, c: usize) {
    world.state.rebooting[c] = false;
    gain(model, world, door, c);
}

/// A component has gone down or come up: services, clusters and the network react.
#[inline(never)]
fn moved(model: &Model, world: &mut World, door: &mut impl Door, c: usize, up: bool) {
    door.note(if up { Note::Up(c as u32) } else { Note::Down(c as u32) });
    if !model.components[c].asks_clients || world.state.clients.has(c) {
        part_changed(model, world, door, c, up);
    }
    touch(model, world, c);
    shake(model, world, c);
}

/// Lets the array look after itself that a component is, or is a disk of.
fn shake(model: &Model, world: &mut World, c: usize) {
    let component = &model.components[c];
    if let Some(array) = component.array.or(component.whole) {
        world.shaken.add(array as usize);
    }
}

fn touch(model: &Model, world: &mut World, c: usize) {
    world.shifted |= model.components[c].carries || model.load.balances_unasked;
    for &cluster in &model.components[c].clusters {
        world.touched.add(cluster as usize);
    }
    for &net in &model.components[c].nets {
        world.rewired.add(net as usize);
    }
    if model.balances() {
        if let Some(b) = model.components[c].balancer {
            world.balanced.add(b as usize);
        }
        model.components[c].checks.iter().for_each(|check| world.probed.add(*check as usize));
    }
}
