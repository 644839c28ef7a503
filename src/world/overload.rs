//! Members that are asked more than they can do, and crash of it.

use super::door::Door;
use super::unsettled::World;
use super::{component, sessions};
use crate::ledger::Note;
use crate::model::Model;

/// Finds anew who is asked how much and who holds sessions; lets the clocks of those that are asked too much
/// run in the hours in which they are.
pub(super) fn act(model: &Model, world: &mut World, door: &mut impl Door) {
    world.flipped |= sessions::take_note(model, world);
    world.flipped |= world.loads.weigh(model, &world.state);
    for (i, member) in model.load.members.iter().enumerate() {
        let Some(crash) = member.crash else { continue };
        let hours = world.loads.overloaded(model, i);
        let before = std::mem::replace(&mut world.state.overloaded[i], hours);
        if hours == before {
            continue;
        }
        // It is exponential: what has passed of it does not matter.
        door.disarm(crash);
        if hours != 0 {
            door.arm_in(crash, hours);
        }
    }
}

/// A member has been asked too much for too long: it crashes, and reboots.
pub(super) fn crashed(model: &Model, world: &mut World, door: &mut impl Door, i: usize) {
    world.state.overloaded[i] = 0;
    let c = model.load.members[i].component;
    door.note(Note::Failure(c));
    component::reset(model, world, door, c as usize);
}
