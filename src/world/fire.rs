//! One event and its consequences.

use super::door::{Door, From};
use super::unsettled::World;
use super::{
    array, balancer, cluster, component, maintenance, network, overload, repair, shock, wear,
};
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
    if model.carries() {
        overload::act(model, world, door);
    }
}

/// Lets everything react that the event touched, then planned work go on, step by step, and at last those
/// who are asked more than before, or less.
#[inline(never)]
fn settle(model: &Model, world: &mut World, door: &mut impl Door) {
    react(model, world, door, None);
    world.killed.clear();
    world.wiped.clear();
    while let Some(cause) = maintenance::step(model, world, door) {
        react(model, world, door, Some(cause));
    }
    if std::mem::take(&mut world.shifted) && model.carries() {
        // Whoever looks has to look again, if what becomes of requests or sessions has changed.
        world.flipped |= model.load.balances_unasked;
        overload::act(model, world, door);
    }
}

/// Lets every array, every address, every plane of the network, every cluster and every health check react that something
/// touched, in the order of the file: to the event, or to planned work that is its own cause.
fn react(model: &Model, world: &mut World, door: &mut impl Door, planned: Option<CauseId>) {
    while let Some(a) = world.shaken.pop() {
        array::settle(model, world, door, a);
    }
    if model.balances() {
        balancer::address(model, world, door);
    }
    while let Some(net) = world.rewired.pop() {
        network::trace(model, world, door, net);
    }
    if std::mem::take(&mut world.readdressed) {
        network::forward(model, world, door);
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
        blame(door, planned);
        cluster::settle(model, world, door, k);
    }
    if model.balances() {
        blame(door, planned);
        balancer::act(model, world, door);
    }
}

/// Says whose doing what follows is: that of planned work, or of the event.
fn blame(door: &mut impl Door, planned: Option<CauseId>) {
    match planned {
        Some(cause) => door.blame(cause),
        None => door.blame_event(),
    }
}

/// Fires an activity and lets its consequences settle.
#[inline(always)]
pub fn fire(model: &Model, world: &mut World, door: &mut impl Door, slot: Slot) {
    world.flipped = false;
    match model.activities[slot as usize].what {
        What::Fail(fault) => component::fail(model, world, door, fault as usize),
        What::Repair(fault) => component::repaired(model, world, door, fault as usize),
        What::Reboot(c) => component::rebooted(model, world, door, c as usize),
        What::Respond(fault) => repair::responded(model, door, fault as usize),
        What::Arrive(spare, i) => repair::arrived(model, world, door, spare as usize, i),
        What::Duty(crew, i) => repair::changed_duty(model, world, door, crew as usize, i),
        What::Rebuilt(a, disk) => array::rebuilt(world, a as usize, disk as usize),
        What::Restored(a) => array::restored(world, a as usize),
        What::Shock(s) => shock::hit(model, world, door, s as usize),
        What::Incident(n) => shock::incident(model, world, door, n as usize),
        What::Takeover(b) => balancer::took_over(model, world, b as usize),
        What::Overload(i) => overload::crashed(model, world, door, i as usize),
        What::TakeOut(check) => balancer::taken_out(model, world, check as usize),
        What::PutIn(check) => balancer::put_in(model, world, check as usize),
        What::Round(n) => maintenance::round(model, world, door, n as usize),
        What::Done(w) => maintenance::done(model, world, door, w as usize),
        What::Cluster(k, act) => cluster::fire(model, world, door, k as usize, act),
    }
    if model.reacts() {
        settle(model, world, door);
    }
}
