//! Planned work: the clocks of its rounds and of the work on each target.

use super::Compiler;
use crate::engine::{Law, Ns};
use crate::model::activity::{Class, What};
use crate::model::maintenance::{Maintenance, Work};
use crate::model::{CauseId, Members};
use crate::scenario;
use std::collections::BTreeSet;

impl Compiler<'_> {
    /// Adds the work on every target, and the causes.
    pub(super) fn works(&mut self) {
        for (n, (name, maintenance)) in self.scenario.maintenance.iter().enumerate() {
            let cause = self.cause(name.clone(), None, true);
            let first = self.model.works.len();
            // One after the other they never run together.
            let shared = maintenance.rolling.then(|| self.lane());
            for target in &maintenance.targets {
                for c in self.components_named(&target.name) {
                    self.work(n as u32, name, c as u32, shared, maintenance, cause);
                }
            }
            self.model.maintenance.push(Maintenance {
                first: None,
                again: 0,
                works: first..self.model.works.len(),
                rolling: maintenance.rolling,
                cause,
            });
        }
    }

    fn work(
        &mut self,
        n: u32,
        name: &str,
        c: u32,
        shared: Option<u32>,
        maintenance: &scenario::Maintenance,
        cause: CauseId,
    ) {
        let w = self.model.works.len() as u32;
        let lane = shared.unwrap_or_else(|| self.lane());
        let name = format!("{name} at {}", self.model.components[c as usize].name);
        let law = maintenance.duration.law();
        let done = self.activity(lane, Class::Restore, What::Done(w), law, name);
        self.model.activities[done as usize].cause = Some(cause);
        self.model.components[c as usize].works.push(w);
        let mut parts = vec![c];
        for i in 0.. {
            let Some(part) = parts.get(i) else { break };
            parts.extend(self.model.components[*part as usize].inside.clone());
        }
        let work = Work { maintenance: n, component: c, done, parts, clusters: Vec::new() };
        self.model.works.push(work);
    }

    /// Adds the clocks of the rounds, and finds the clusters that each work touches.
    pub(super) fn rounds(&mut self) {
        for (n, (name, maintenance)) in self.scenario.maintenance.iter().enumerate() {
            let lane = self.lane();
            let what = What::Round(n as u32);
            let first = self.first_round(maintenance).map(|at| {
                let name = format!("{name} first round");
                self.activity(lane, Class::Schedule, what, Law::Constant(at), name)
            });
            let law = maintenance.every.law();
            let again =
                self.activity(lane, Class::Schedule, what, law, format!("{name} next round"));
            let cause = self.model.maintenance[n].cause;
            for slot in first.into_iter().chain([again]) {
                self.model.activities[slot as usize].cause = Some(cause);
            }
            (self.model.maintenance[n].first, self.model.maintenance[n].again) = (first, again);
        }
        for w in 0..self.model.works.len() {
            self.model.works[w].clusters = self.touched_by(&self.model.works[w].parts);
        }
    }

    /// Returns when the first round begins, from the start of the warmup; nothing if that is chance.
    fn first_round(&self, maintenance: &scenario::Maintenance) -> Option<Ns> {
        let warmup = self.model.warmup;
        let first = maintenance.first?.rounded();
        let at = warmup.saturating_add(first);
        match maintenance.every.law() {
            // The rhythm does not begin with what is measured.
            Law::Constant(every) if warmup > 0 && first <= every => Some(at % every),
            _ => Some(at),
        }
    }

    /// Returns the clusters that some of these components matter to, with the members among them.
    fn touched_by(&self, parts: &[u32]) -> Vec<(u32, Members)> {
        let clusters = self.model.clusters.iter().zip(0..);
        let touched = clusters.filter(|(_, k)| {
            parts.iter().any(|c| self.model.components[*c as usize].clusters.contains(k))
        });
        let parts: BTreeSet<u32> = parts.iter().copied().collect();
        let is_off = |c: &u32| u64::from(parts.contains(c));
        touched
            .map(|(cluster, k)| {
                let off = cluster.members.iter().enumerate().map(|(m, c)| is_off(c) << m).sum();
                (k, off)
            })
            .collect()
    }
}
