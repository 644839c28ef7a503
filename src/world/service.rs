//! Services: conditions that are kept up to date change by change.

use super::state::World;
use crate::model::{Model, Parent};

/// A part has come up or gone down: its conditions, and what hangs on them, follow.
#[inline(always)]
pub(super) fn part_changed(model: &Model, world: &mut World, part: usize, up: bool) {
    for &condition in model.needs.users(part) {
        child_changed(model, world, condition as usize, up);
    }
}

#[inline(always)]
fn child_changed(model: &Model, world: &mut World, mut condition: usize, up: bool) {
    let state = &mut world.state;
    loop {
        let threshold = model.needs.conditions[condition].threshold;
        let holding = &mut state.holding[condition];
        let flips = if up {
            *holding += 1;
            *holding == threshold
        } else {
            *holding -= 1;
            *holding + 1 == threshold
        };
        if !flips {
            return;
        }
        match model.needs.conditions[condition].parent {
            Parent::Condition(parent) => condition = parent as usize,
            Parent::Service(service) => {
                world.flipped = true;
                if up {
                    state.services.add(service as usize);
                } else {
                    state.services.remove(service as usize);
                }
                return;
            }
        }
    }
}
