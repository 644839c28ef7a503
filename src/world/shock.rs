//! What hits many components at once: shocks, and the script.

use super::component::strike;
use super::door::{Door, From};
use super::unsettled::World;
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
        let can_be_hit = match fault.effect {
            Effect::Hang => health.is_up(c),
            // Nor what it has degraded already.
            Effect::Degrade => health.is_on(c) && !world.state.standing[id as usize],
            _ => health.is_on(c),
        };
        if hits && can_be_hit {
            strike(model, world, door, id as usize);
        }
    }
}

/// Something of the script happens, whatever the state of what it hits.
pub(super) fn incident(model: &Model, world: &mut World, door: &mut impl Door, n: usize) {
    for &id in &model.incidents[n].faults {
        strike(model, world, door, id as usize);
    }
}
