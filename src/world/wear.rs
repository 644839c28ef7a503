//! How fast failure clocks run: passive members wear less.

use super::door::Door;
use super::run::Run;
use super::state::State;
use super::unsettled::World;
use crate::engine::Slot;
use crate::model::{Members, Model, What, ones};

/// Sets the pace of every clock at time 0.
pub(super) fn begin(model: &Model, world: &mut World, door: &mut impl Door) {
    for k in 0..model.clusters.len() {
        review(model, world, door, k);
    }
}

/// Lets the clocks of a cluster's members run as fast as what they do now wears them.
pub(super) fn review(model: &Model, world: &mut World, door: &mut impl Door, k: usize) {
    let run = &world.state.clusters[k].run;
    let passive: Members =
        run.iter().enumerate().map(|(m, run)| u64::from(is_passive(*run)) << m).sum();
    let before = std::mem::replace(&mut world.state.clusters[k].passive, passive);
    for m in ones(before ^ passive) {
        let c = model.clusters[k].members[m] as usize;
        if model.components[c].standby_wear < 1.0 {
            let pace = pace_of(model, &world.state, c);
            for fault in &model.faults[model.components[c].faults.clone()] {
                if let Some(fail) = fault.fail {
                    door.pace(fail, pace);
                }
            }
        }
    }
}

/// A member that neither holds nor starts an instance is passive.
fn is_passive(run: Run) -> bool {
    matches!(run, Run::Idle | Run::Gone(_))
}

/// Returns how fast the failure clocks of a component run: more slowly where it is passive in all of its
/// clusters.
fn pace_of(model: &Model, state: &State, c: usize) -> f64 {
    let is_active = |k: &u32| {
        let cluster = &model.clusters[*k as usize];
        let place = cluster.members.iter().position(|member| *member as usize == c);
        place.is_some_and(|m| state.clusters[*k as usize].passive >> m & 1 == 0)
    };
    let component = &model.components[c];
    if component.clusters.iter().any(is_active) { 1.0 } else { component.standby_wear }
}

/// Returns the pace of a clock in a state.
pub fn pace(model: &Model, state: &State, slot: Slot) -> f64 {
    match model.activities[slot as usize].what {
        What::Fail(id) => {
            let c = model.faults[id as usize].component as usize;
            if model.components[c].standby_wear < 1.0 { pace_of(model, state, c) } else { 1.0 }
        }
        _ => 1.0,
    }
}
