//! Who knows what follows from an event: the rules, or a memory of what they have done before.

use super::memory::Memory;
use crate::engine::Slot;
use crate::model::Model;
use crate::world::door::Door;
use crate::world::fire::{begin, fire};
use crate::world::phase::Shown;
use crate::world::state::State;
use crate::world::unsettled::World;

/// One that knows what follows from an event, and where that leads.
pub(super) trait Follow {
    /// Begins a history.
    fn begin(&mut self, model: &Model, world: &mut World, door: &mut impl Door);
    /// Fires an activity and lets its consequences settle.
    fn fire(&mut self, model: &Model, world: &mut World, door: &mut impl Door, slot: Slot);
    /// Returns the state that the history is in.
    fn state<'s>(&'s self, world: &'s World) -> &'s State;
    /// Shows that state, and whether the last event has changed a level.
    fn shown<'s>(&'s self, model: &'s Model, world: &'s World) -> Shown<'s>;
}

/// The rules themselves; the world is in the state that the history is in.
pub(super) struct Rules;

impl Follow for Rules {
    fn begin(&mut self, model: &Model, world: &mut World, door: &mut impl Door) {
        world.reset();
        begin(model, world, door);
    }

    #[inline(always)]
    fn fire(&mut self, model: &Model, world: &mut World, door: &mut impl Door, slot: Slot) {
        fire(model, world, door, slot);
        debug_assert!(world.loads.are_of(model, &world.state), "who is asked what is known");
    }

    fn state<'s>(&'s self, world: &'s World) -> &'s State {
        &world.state
    }

    #[inline(always)]
    fn shown<'s>(&'s self, model: &'s Model, world: &'s World) -> Shown<'s> {
        world.shown(model)
    }
}

impl Follow for Memory {
    fn begin(&mut self, model: &Model, world: &mut World, door: &mut impl Door) {
        self.start();
        self.fire(model, world, door, Memory::BEGIN);
    }

    #[inline(always)]
    fn fire(&mut self, model: &Model, world: &mut World, door: &mut impl Door, slot: Slot) {
        if let Err(gap) = self.replay(door, slot) {
            self.find_out(model, world, door, slot, gap);
        }
    }

    fn state<'s>(&'s self, world: &'s World) -> &'s State {
        self.known().map_or(&world.state, |known| &known.state)
    }

    #[inline(always)]
    fn shown<'s>(&'s self, model: &'s Model, world: &'s World) -> Shown<'s> {
        match self.known() {
            Some(known) => Shown::of(model, &known.state, &known.loads, self.flipped()),
            None => world.shown(model),
        }
    }
}
