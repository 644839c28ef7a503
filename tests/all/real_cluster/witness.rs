//! A watcher that keeps who serves, who is shot and who boots in one history.

use super::setup::INJECTED_S;
use quorate::engine::{Ns, Slot, seconds};
use quorate::ledger::{Count, Note, Scene, Watch};
use quorate::model::{Act, CauseId, Members, Model, What, ones};

/// What happened in a history, in seconds after the injection.
pub(super) struct Witness<'m> {
    model: &'m Model,
    /// Who served from when on; the last entry is the end.
    serving: Vec<(f64, Members)>,
    /// Who was shot, in order.
    shot: Vec<usize>,
    /// When `n1` came up again.
    booted: Option<f64>,
    landed: bool,
    detections: u32,
    pub(super) failed_shots: u32,
    pub(super) failed_starts: u32,
}

fn after_injection_s(at: Ns) -> f64 {
    seconds(at) - INJECTED_S
}

impl Watch for Witness<'_> {
    fn open(&mut self) {
        *self = Witness::new(self.model);
    }

    fn event(&mut self, _: Ns, slot: Slot, _: CauseId, _: &impl Scene) {
        if std::mem::take(&mut self.landed)
            && let What::Cluster(_, Act::Landed(victim, _)) =
                self.model.activities[slot as usize].what
        {
            self.shot.push(victim as usize);
        }
    }

    fn look(&mut self, from: Ns, scene: &impl Scene) {
        let serving = scene.serving(0, 0);
        if self.serving.last().is_none_or(|(_, before)| *before != serving) {
            self.serving.push((after_injection_s(from), serving));
        }
    }

    fn note(&mut self, at: Ns, note: Note, _: CauseId) {
        match note {
            Note::Cluster(_, Count::Fencing) => self.landed = true,
            Note::Cluster(_, Count::FailedFencing) => self.failed_shots += 1,
            Note::Cluster(_, Count::FailedFailover) => self.failed_starts += 1,
            Note::Cluster(_, Count::Detection) => self.detections += 1,
            Note::Up(c) if c == self.model.clusters[0].members[0] => {
                self.booted = Some(after_injection_s(at));
            }
            _ => {}
        }
    }

    fn close(&mut self, at: Ns) {
        self.serving.push((after_injection_s(at), 0));
    }
}

impl<'m> Witness<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Witness {
            model,
            serving: Vec::new(),
            shot: Vec::new(),
            booted: None,
            landed: false,
            detections: 0,
            failed_shots: 0,
            failed_starts: 0,
        }
    }

    /// Returns how long so many served as `wanted` says.
    fn served_s(&self, wanted: impl Fn(u32) -> bool) -> f64 {
        let spans = self.serving.windows(2);
        let spans = spans.filter(|w| wanted(w[0].1.count_ones())).map(|w| w[1].0 - w[0].0);
        spans.fold(0.0, |sum, s| sum + s)
    }

    /// Returns how long nobody served.
    pub(super) fn down_s(&self) -> f64 {
        self.served_s(|n| n == 0)
    }

    /// Returns how long two served.
    pub(super) fn double_s(&self) -> f64 {
        self.served_s(|n| n > 1)
    }

    fn first(&self, wanted: impl Fn(f64, Members) -> bool) -> Option<f64> {
        let end = self.serving.len() - 1;
        self.serving[..end].iter().find(|(at, s)| wanted(*at, *s)).map(|(at, _)| *at)
    }

    /// Returns when another than `n1` first served.
    pub(super) fn takeover_s(&self) -> Option<f64> {
        self.first(|_, serving| serving & !1 != 0)
    }

    /// Returns when `n1` first ceased to serve.
    pub(super) fn stopped_s(&self) -> Option<f64> {
        self.first(|_, serving| serving & 1 == 0)
    }

    /// Returns how long after its boot `n1` served again.
    pub(super) fn moved_back_s(&self) -> Option<f64> {
        let booted = self.booted?;
        self.first(|at, serving| at > booted && serving == 1).map(|at| at - booted)
    }

    /// Returns what happened in words: who was shot, whether two served, who serves in the end.
    pub(super) fn outcome(&self) -> String {
        let mut words = Vec::new();
        if self.detections == 0 {
            words.push("unnoticed".to_owned());
        }
        if !self.shot.is_empty() {
            let mut shot = self.shot.clone();
            shot.sort_unstable();
            let names: Vec<_> = shot.iter().map(|m| format!("n{}", m + 1)).collect();
            words.push(format!("{} shot", names.join("+")));
        }
        if self.double_s() > 0.0 {
            words.push("two serve for a time".to_owned());
        }
        let last = self.serving[self.serving.len() - 2].1;
        words.push(match ones(last).collect::<Vec<_>>()[..] {
            [] => "nobody serves".to_owned(),
            [0] => "n1 serves".to_owned(),
            [_] => "another serves".to_owned(),
            _ => "two serve".to_owned(),
        });
        words.join(", ")
    }
}
