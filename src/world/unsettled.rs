//! A state on its way: what must still settle in it.

use super::load::Loads;
use super::network::Scratch;
use super::sessions;
use super::state::State;
use crate::model::{Bits, Model, Sessions};

/// A state and what must still settle in it; between events nothing must.
#[derive(Clone, Debug)]
pub struct World {
    /// The state.
    pub state: State,
    /// Arrays of which something has changed.
    pub(super) shaken: Bits,
    /// Clusters of which something has changed.
    pub(super) touched: Bits,
    /// Planes of the network of which something has changed.
    pub(super) rewired: Bits,
    /// Clusters of which some members may hear or replicate to others than before.
    pub(super) retraced: Bits,
    /// Load balancers of which something has changed.
    pub(super) balanced: Bits,
    /// Health checks of which something has changed.
    pub(super) probed: Bits,
    /// Whether clients may reach others than before through a load balancer.
    pub(super) readdressed: bool,
    /// Nodes on which the processes have died in this event.
    pub(super) killed: Bits,
    /// Disks and arrays whose data were destroyed in this event: components, also those that are attached
    /// to a node.
    pub(super) wiped: Bits,
    /// Where paths are traced.
    pub(super) scratch: Scratch,
    /// Whether the last event has changed who may carry requests or hold sessions.
    pub(super) shifted: bool,
    /// What is asked of whom.
    pub(super) loads: Loads,
    /// By service with sessions and seat: whether it holds some.
    pub(super) held: Vec<bool>,
    /// Whether the last event has changed the level of a service or a cluster.
    pub(super) flipped: bool,
    start: State,
}

impl World {
    /// Returns the world at time 0.
    pub fn new(model: &Model) -> World {
        let start = State::new(model);
        let touched = Bits::none(model.clusters.len());
        let rewired = Bits::none(model.nets.len());
        let shaken = Bits::none(model.arrays.len());
        let killed = Bits::none(model.components.len());
        let wiped = Bits::none(model.components.len());
        let scratch = Scratch::new(model);
        World {
            state: start.clone(),
            shaken,
            touched,
            rewired,
            retraced: Bits::none(model.clusters.len()),
            balanced: Bits::none(model.balancers.len()),
            probed: Bits::none(model.checks.len()),
            readdressed: false,
            killed,
            wiped,
            scratch,
            shifted: false,
            loads: Loads::new(model),
            held: vec![false; model.sessions.iter().map(Sessions::size).sum()],
            flipped: false,
            start,
        }
    }

    /// Goes back to time 0 without allocating.
    pub fn reset(&mut self) {
        self.state.clone_from(&self.start);
        (self.flipped, self.shifted) = (false, false);
    }

    /// Goes to a state in which everything has settled, given what is asked of whom in it, without allocating.
    pub(super) fn recall(&mut self, model: &Model, state: &State, loads: &Loads) {
        self.state.clone_from(state);
        self.loads.clone_from(loads);
        sessions::take_note(model, self);
        (self.flipped, self.shifted) = (false, false);
    }
}
