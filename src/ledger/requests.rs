//! The ledger's book of requests: how many got no answer, weighed by how many there are at the hour.

use super::watch::Scene;
use crate::engine::{DAY, Hours, Ns, time_in};
use crate::model::Model;

/// What becomes of the requests to one service; in nanoseconds of the mean demand of what is measured.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    /// Which service.
    pub(super) service: usize,
    /// Those that got no answer while it was up.
    pub(super) lost: f64,
    /// Those that came while it was down, if the hour matters.
    down: f64,
    /// The hours of each kind, and what is asked in them against the mean.
    kinds: Vec<(Hours, f64)>,
    /// By kind: which part of that gets no answer.
    losing: Vec<f64>,
    /// What that is to be.
    next: Vec<f64>,
    is_down: bool,
    since: Ns,
    /// How late in the day a history begins.
    midnight: Ns,
}

impl Requests {
    /// Returns the book of a service whose requests matter.
    pub(super) fn new(model: &Model, service: usize) -> Requests {
        let midnight = (DAY - model.warmup % DAY) % DAY;
        let day = model.load.day(service);
        let asked = |(hours, demand): &(Hours, f64)| {
            demand * time_in(*hours, 0, model.horizon) as f64 / model.horizon as f64
        };
        let mean: f64 = day.iter().map(asked).sum();
        // Where nothing is asked in all that is measured nothing is lost.
        let against = |demand: f64| if mean > 0.0 { demand / mean } else { 0.0 };
        let kinds: Vec<_> = day.iter().map(|(hours, d)| (*hours, against(*d))).collect();
        let nothing = vec![0.0; kinds.len()];
        let (losing, next) = (nothing.clone(), nothing);
        let (is_down, since, lost, down) = (false, 0, 0.0, 0.0);
        Requests { service, lost, down, kinds, losing, next, is_down, since, midnight }
    }

    /// Returns those that came while the service was down; `None` if that is as long as it was down.
    pub(super) fn down(&self) -> Option<f64> {
        self.is_daily().then_some(self.down)
    }

    fn is_daily(&self) -> bool {
        self.kinds.len() > 1
    }

    /// A history begins.
    pub(super) fn open(&mut self) {
        self.losing.fill(0.0);
        self.is_down = false;
        self.measure(0);
    }

    /// What is measured begins.
    pub(super) fn measure(&mut self, at: Ns) {
        (self.since, self.lost, self.down) = (at, 0.0, 0.0);
    }

    /// From now on requests fare as the scene shows.
    pub(super) fn show(&mut self, from: Ns, scene: &impl Scene) {
        let is_down = !scene.services().has(self.service);
        for (kind, next) in self.next.iter_mut().enumerate() {
            *next = if is_down { 0.0 } else { 1.0 - scene.served(self.service, kind) };
        }
        if is_down != self.is_down || self.next != self.losing {
            self.advance(from);
            self.is_down = is_down;
            std::mem::swap(&mut self.losing, &mut self.next);
        }
    }

    /// Books the time until now.
    pub(super) fn advance(&mut self, at: Ns) {
        let (from, to) = (self.since + self.midnight, at + self.midnight);
        self.since = at;
        for ((hours, demand), losing) in self.kinds.iter().zip(&self.losing) {
            if self.is_down && self.kinds.len() > 1 {
                self.down += demand * time_in(*hours, from, to) as f64;
            } else if *losing > 0.0 {
                self.lost += losing * demand * time_in(*hours, from, to) as f64;
            }
        }
    }

    /// Whether no more was lost than there was to lose, of a history in which so much was measured and the
    /// service was down for so long.
    pub(super) fn balances(&self, measured: Ns, down: Ns) -> bool {
        let down = self.down().unwrap_or(down as f64);
        let most = measured as f64 - down;
        self.lost >= 0.0 && self.lost <= most.max(0.0) + measured as f64 * 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ALL_HOURS;

    #[test]
    fn a_flat_demand_has_one_kind_of_hours() {
        let text = r#"{"quorate": 1, "nodes": {"n": {"capacity": 5}},
            "services": {"s": {"needs": "n", "demand": 7}, "t": {"needs": "n"}}}"#;
        let source = crate::scenario::parse("test", "test", text.to_owned()).unwrap();
        let model = crate::model::compile(&source.scenario);
        assert_eq!(Requests::new(&model, 0).kinds, [(ALL_HOURS, 1.0)]);
        assert_eq!(Requests::new(&model, 1).kinds, [(ALL_HOURS, 1.0)]);
    }
}
