//! Who repairs, and with what: crews, their hours, spare parts.

use super::door::{Door, From};
use super::unsettled::World;
use crate::model::Model;

/// A fault calls for its repair: first the part, then the crew.
#[inline(always)]
pub(super) fn call(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if fault.unstaffed {
        door.arm(fault.repair, From::New);
    } else {
        call_people(model, world, door, id);
    }
}

#[inline(never)]
fn call_people(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if let Some(shock) = fault.together
        && std::mem::replace(&mut world.state.shocks[shock as usize], true)
    {
        // The repair that is under way, or called for, mends this one too.
        return;
    }
    let Some(spare) = fault.spare else {
        staff(model, world, door, id);
        return;
    };
    order(model, world, door, spare as usize);
    let parts = &mut world.state.spares[spare as usize];
    if parts.stock > 0 {
        parts.stock -= 1;
        staff(model, world, door, id);
    } else {
        parts.waiting.push(id as u32);
    }
}

/// Every call for a part orders the next, unless a dropped repair has left one that was ordered for it.
fn order(model: &Model, world: &mut World, door: &mut impl Door, spare: usize) {
    let parts = &mut world.state.spares[spare];
    let on_the_way: u32 = parts.ordered.words().iter().map(|word| word.count_ones()).sum();
    if parts.stock + on_the_way > model.spares[spare].stock + parts.waiting.len() as u32 {
        return;
    }
    let ordered = &mut parts.ordered;
    let free = (0..model.spares[spare].most_orders).find(|i| !ordered.has(*i as usize));
    let i = free.expect("as many orders as calls that can be open");
    ordered.add(i as usize);
    door.arm(model.spares[spare].orders + i, From::New);
}

/// A part arrives: whoever has waited longest gets it.
pub(super) fn arrived(
    model: &Model,
    world: &mut World,
    door: &mut impl Door,
    spare: usize,
    i: u32,
) {
    world.state.spares[spare].ordered.remove(i as usize);
    hand_out(model, world, door, spare);
}

fn hand_out(model: &Model, world: &mut World, door: &mut impl Door, spare: usize) {
    let parts = &mut world.state.spares[spare];
    if parts.waiting.is_empty() {
        parts.stock += 1;
    } else {
        let id = parts.waiting.remove(0);
        staff(model, world, door, id as usize);
    }
}

/// Everything but hands is there: a free member of the crew takes the call, or it waits.
fn staff(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    match fault.crew {
        None => door.arm(fault.repair, From::New),
        Some(crew) => {
            world.state.crews[crew as usize].queue.push(id as u32);
            dispatch(model, world, door, crew as usize);
        }
    }
}

/// Free members on duty take the calls that wait.
fn dispatch(model: &Model, world: &mut World, door: &mut impl Door, crew: usize) {
    let state = &mut world.state.crews[crew];
    while state.on_duty && state.busy < model.crews[crew].size && !state.queue.is_empty() {
        state.busy += 1;
        let n = state.queue.len();
        let place = match model.crews[crew].choice {
            Some(coin) if n > 1 => door.pick(coin, n),
            _ => 0,
        };
        let fault = &model.faults[state.queue.remove(place) as usize];
        door.arm(fault.respond.unwrap_or(fault.repair), From::New);
    }
}

/// A crew arrives.
pub(super) fn responded(model: &Model, door: &mut impl Door, id: usize) {
    door.arm(model.faults[id].repair, From::New);
}

/// A repair is over: its crew takes the next call.
#[inline(always)]
pub(super) fn release(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    if let Some(crew) = model.faults[id].crew {
        world.state.crews[crew as usize].busy -= 1;
        dispatch(model, world, door, crew as usize);
    }
}

/// A crew comes on duty or goes off; what it has begun it finishes.
pub(super) fn changed_duty(
    model: &Model,
    world: &mut World,
    door: &mut impl Door,
    crew: usize,
    change: u32,
) {
    let duty = &model.crews[crew].duty;
    // The first change of all comes only once; round the week go those after it.
    let next = if change as usize + 1 == duty.len() { 1 } else { change as usize + 1 };
    door.arm(duty[next].0, From::New);
    world.state.crews[crew].on_duty = duty[change as usize].1;
    dispatch(model, world, door, crew);
}

/// The repair of a fault is dropped: whoever waited for it, or was at it, is free; the part goes back.
pub(super) fn cancel(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fault = &model.faults[id];
    if fault.together.is_some() {
        // It is the repair of others too.
        return;
    }
    let id = id as u32;
    if let Some(spare) = fault.spare {
        let waiting = &mut world.state.spares[spare as usize].waiting;
        let before = waiting.len();
        waiting.retain(|waits| *waits != id);
        if waiting.len() < before {
            return;
        }
        hand_out(model, world, door, spare as usize);
    }
    if let Some(crew) = fault.crew {
        let state = &mut world.state.crews[crew as usize];
        let before = state.queue.len();
        state.queue.retain(|waits| *waits != id);
        if state.queue.len() < before {
            return;
        }
        state.busy -= 1;
        dispatch(model, world, door, crew as usize);
    }
    if let Some(respond) = fault.respond {
        door.disarm(respond);
    }
    door.disarm(fault.repair);
}
