//! One event and its consequences.

use super::door::{Door, From};
use super::state::World;
use super::{cluster, component, maintenance, network, repair, shock, wear};
use crate::engine::Slot;
use crate::model::{CauseId, Model, Policy, What};

/// Starts the clocks that run from time 0: every fault's, every shock's, what is due at set times.
pub fn begin(model: &Model, world: &mut World, door: &mut impl Door) {
    wear::begin(model, world, door);
    for fail in model.faults.iter().filter_map(|fault| fault.fail) {
        door.arm(fail, From::Start);
    }
    for shock in &model.shocks {
        door.arm(shock.hit, From::New);
    }
    for crew in &model.crews {
        if let Some((first, _)) = crew.duty.first() {
            door.arm(*first, From::New);
        }
    }
    for maintenance in &model.maintenance {
        door.arm(maintenance.first.unwrap_or(maintenance.again), From::New);
    }
    for incident in &model.incidents {
        door.arm(incident.begin, From::New);
    }
}

/// Lets everything react that the event touched, and then planned work go on, step by step.
#[inline(never)]
fn settle(model: &Model, world: &mut World, door: &mut impl Door) {
    react(model, world, door, None);
    world.killed.clear();
    while let Some(cause) = maintenance::step(model, world, door) {
        react(model, world, door, Some(cause));
    }
}

/// Lets every plane of the network and every cluster react that something touched, in the order of the
/// file: to the event, or to planned work that is its own cause.
fn react(model: &Model, world: &mut World, door: &mut impl Door, planned: Option<CauseId>) {
    while let Some(net) = world.rewired.pop() {
        network::trace(model, world, door, net);
    }
    while let Some(mut k) = world.touched.pop() {
        // Where a lock is kept settles before those that lean on it.
        while let Policy::External(lock) = model.clusters[k].policy
            && world.touched.has(lock as usize)
        {
            world.touched.add(k);
            k = lock as usize;
            world.touched.remove(k);
        }
        match planned {
            Some(cause) => door.blame(cause),
            None => door.blame_event(),
        }
        cluster::settle(model, world, door, k);
    }
}

/// Fires an activity and lets its consequences settle.
#[inline]
pub fn fire(model: &Model, world: &mut World, door: &mut impl Door, slot: Slot) {
    world.flipped = false;
    match model.activities[slot as usize].what {
        What::Fail(fault) => component::fail(model, world, door, fault as usize),
        What::Repair(fault) => component::repaired(model, world, door, fault as usize),
        What::Reboot(c) => component::rebooted(model, world, door, c as usize),
        What::Respond(fault) => repair::responded(model, door, fault as usize),
        What::Arrive(spare, i) => repair::arrived(model, world, door, spare as usize, i),
        What::Duty(crew, i) => repair::changed_duty(model, world, door, crew as usize, i),
        What::Shock(s) => shock::hit(model, world, door, s as usize),
        What::Incident(n) => shock::incident(model, world, door, n as usize),
        What::Round(n) => maintenance::round(model, world, door, n as usize),
        What::Done(w) => maintenance::done(model, world, door, w as usize),
        What::Cluster(k, act) => cluster::fire(model, world, door, k as usize, act),
    }
    if model.reacts() {
        settle(model, world, door);
    }
}
