//! One event and its consequences.

use super::cluster;
use super::component;
use super::door::{Door, From};
use super::state::World;
use crate::engine::Slot;
use crate::model::{Model, What};

/// Starts the clocks that run from time 0: every fault's.
pub fn begin(model: &Model, door: &mut impl Door) {
    for fault in &model.faults {
        door.arm(fault.fail, From::New);
    }
}

/// Lets every cluster react that something touched, in the order of the file.
#[inline(never)]
fn settle(model: &Model, world: &mut World, door: &mut impl Door) {
    while let Some(k) = world.touched.pop() {
        door.blame_event();
        cluster::settle(model, world, door, k);
    }
}

/// Fires an activity and lets its consequences settle.
#[inline]
pub fn fire(model: &Model, world: &mut World, door: &mut impl Door, slot: Slot) {
    world.flipped = false;
    match model.activities[slot as usize].what {
        What::Fail(fault) => component::fail(model, world, door, fault as usize),
        What::Respond(fault) => component::respond(model, door, fault as usize),
        What::Repair(fault) => component::repair(model, world, door, fault as usize),
        What::Reboot(c) => component::rebooted(model, world, door, c as usize),
        What::Cluster(k, act) => cluster::fire(model, world, door, k as usize, act),
    }
    if !model.clusters.is_empty() {
        settle(model, world, door);
    }
}
