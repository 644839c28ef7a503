//! The ledger's book of sessions.

use super::watch::Scene;
use crate::model::{Model, Sessions};

/// Sessions are counted in millionths, so that their sums are exact.
const MILLION: f64 = 1e6;

/// Who has held the sessions of a service.
#[derive(Clone, Debug)]
pub(super) struct Holders {
    pub(super) sessions: Sessions,
    /// By seat: whether it held some when time last moved on.
    held: Vec<bool>,
    /// Whether it holds some now.
    now: Vec<bool>,
}

impl Holders {
    pub(super) fn all(model: &Model) -> Vec<Holders> {
        let of = |sessions: &Sessions| {
            let nobody = vec![false; sessions.size()];
            Holders { sessions: sessions.clone(), held: nobody.clone(), now: nobody }
        };
        model.sessions.iter().map(of).collect()
    }

    /// A history begins.
    pub(super) fn open(&mut self) {
        self.held.fill(false);
    }

    /// Looks who holds sessions now; returns how many millionths of one are lost by that.
    pub(super) fn show(&mut self, scene: &impl Scene) -> u64 {
        for (seat, now) in self.now.iter_mut().enumerate() {
            *now = scene.holds_sessions(&self.sessions, seat);
        }
        let lost = self.sessions.lost(&self.held, &self.now);
        std::mem::swap(&mut self.held, &mut self.now);
        (lost * MILLION).round() as u64
    }
}
