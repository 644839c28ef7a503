//! What a watcher is shown.

use super::note::Note;
use super::phase::Phase;
use crate::engine::{Ns, Slot};
use crate::model::{Bits, CauseId, Members, Sessions};

/// What holds of a cluster at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClusterLevels {
    /// Too few instances are served.
    pub down: bool,
    /// Two members serve the same instance on the same data.
    pub split_brain: bool,
    /// Recovery waits for a person because no shot has worked.
    pub fencing_blocked: bool,
}

/// The levels of a moment, as a watcher sees them.
pub trait Scene {
    /// Whether a service or a cluster has changed its level in this event.
    fn has_flipped(&self) -> bool;
    /// The services that are up.
    fn services(&self) -> &Bits;
    /// What holds of each cluster.
    fn clusters(&self) -> impl ExactSizeIterator<Item = ClusterLevels>;
    /// Which members of a cluster serve one of its instances; more than one is double service.
    fn serving(&self, cluster: usize, instance: u8) -> Members;
    /// What share of the requests to a service gets an answer in a kind of hours.
    fn served(&self, service: usize, kind: usize) -> f64;
    /// Whether someone holds sessions: which of the seats.
    fn holds_sessions(&self, sessions: &Sessions, seat: usize) -> bool;
    /// What a service that is down waits for.
    fn phase(&self, service: usize) -> Phase;
}

/// Someone who watches a history without touching it.
pub trait Watch {
    /// A history begins; everything is up.
    fn open(&mut self) {}

    /// The warm-up ends: what holds goes on, but only from now on is it measured.
    fn measure(&mut self, at: Ns) {
        let _ = at;
    }

    /// An event has fired and its consequences have settled; the cause is why it fired.
    fn event(&mut self, at: Ns, slot: Slot, cause: CauseId, scene: &impl Scene);

    /// Time moves on: what the scene shows has held since `from`.
    fn look(&mut self, from: Ns, scene: &impl Scene);

    /// Something has happened, in the middle of an event, and this is its cause.
    fn note(&mut self, at: Ns, note: Note, cause: CauseId);

    /// The history ends.
    fn close(&mut self, at: Ns);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn event(&mut self, _: Ns, _: Slot, _: CauseId, _: &impl Scene) {}
    fn look(&mut self, _: Ns, _: &impl Scene) {}
    fn note(&mut self, _: Ns, _: Note, _: CauseId) {}
    fn close(&mut self, _: Ns) {}
}
