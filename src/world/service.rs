//! Services: conditions that are kept up to date change by change.

use super::door::Door;
use super::unsettled::World;
use crate::ledger::Note;
use crate::model::{Model, Parent};

/// A part has come up or gone down: its conditions, and what hangs on them, follow.
#[inline(always)]
pub(super) fn part_changed(
    model: &Model,
    world: &mut World,
    door: &mut impl Door,
    part: usize,
    up: bool,
) {
    for &condition in model.needs.users(part) {
        child_changed(model, world, door, condition as usize, up);
    }
}

#[inline(always)]
fn child_changed(
    model: &Model,
    world: &mut World,
    door: &mut impl Door,
    condition: usize,
    up: bool,
) {
    let margin = &mut world.state.margins[condition];
    *margin += if up { 1 } else { -1 };
    // It flips between −1 and 0, whichever way.
    if *margin == if up { 0 } else { -1 } {
        flipped(model, world, door, condition, up);
    }
}

/// A condition has come to hold or ceased to.
#[inline(never)]
fn flipped(model: &Model, world: &mut World, door: &mut impl Door, condition: usize, up: bool) {
    match model.needs.conditions[condition].parent {
        Parent::Condition(parent) => child_changed(model, world, door, parent as usize, up),
        Parent::Service(service) => {
            world.flipped = true;
            if up {
                world.state.services.add(service as usize);
            } else {
                world.state.services.remove(service as usize);
                door.note(Note::Service(service));
            }
        }
    }
}
