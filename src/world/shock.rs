//! What hits many components at once: shocks, and the script.

use super::component::strike;
use super::door::{Door, From};
use super::state::World;
use crate::model::{Effect, Model};

/// A shock hits some of its targets, but nothing that is already down.
pub(super) fn hit(model: &Model, world: &mut World, door: &mut impl Door, s: usize) {
    let shock = &model.shocks[s];
    door.arm(shock.hit, From::New);
    let mut all = None;
    for &(id, coin) in &shock.faults {
        let hits = match all {
            Some(hits) if shock.together => hits,
            _ => door.chance(coin),
        };
        all = Some(hits);
        let fault = &model.faults[id as usize];
        let health = &world.state.health;
        let c = fault.component as usize;
        let stands = health.is_up(c) || health.is_hung(c) && fault.effect != Effect::Hang;
        if hits && stands {
            strike(model, world, door, id as usize);
        }
    }
}

/// Something of the script happens, whatever the state of what it hits.
pub(super) fn incident(model: &Model, world: &mut World, door: &mut impl Door, n: usize) {
    for &id in &model.incidents[n].faults {
        door.blame(model.faults[id as usize].cause);
        strike(model, world, door, id as usize);
    }
    door.blame_event();
}
