//! The ledger of one history.

use super::note::Note;
use super::phase::Phase;
use super::record::{ClusterBook, Outage, Recovered, ServiceBook};
use super::requests::Requests;
use super::sessions::Holders;
use super::stopwatch::Stopwatch;
use super::watch::{Scene, Watch};
use crate::engine::{Ns, Slot};
use crate::model::{Bits, CauseId, Model, ones};

/// A component is not down.
const UP: Ns = Ns::MAX;

/// Watches one history after another and keeps the books of the current one.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// By service.
    pub services: Vec<ServiceBook>,
    /// By cluster.
    pub clusters: Vec<ClusterBook>,
    /// Failures by component.
    pub failures: Vec<u32>,
    /// Every outage, in the order in which they ended.
    pub outages: Vec<Outage>,
    /// Every loss of writes: of which cluster, and how long a time's.
    pub losses: Vec<(u32, Ns)>,
    /// Every recovery from a disaster that has worked.
    pub recoveries: Vec<Recovered>,
    /// By cluster.
    stopwatches: Vec<Vec<Stopwatch>>,
    /// Time down by component.
    component_down: Vec<Ns>,
    /// By component: since when it is down; [`UP`] if it is not.
    component_since: Vec<Ns>,
    /// Of services whose requests may be lost while they are up, or matter more at some hours.
    requests: Vec<Requests>,
    /// Who holds sessions.
    sessions: Vec<Holders>,
    /// The levels when time last moved on.
    services_shown: Bits,
    all_services: Bits,
    /// When the warm-up ended.
    origin: Ns,
    /// Whether the next look must be a close one: something has flipped, or a service is down and may
    /// have changed its phase.
    stirred: bool,
}

impl Ledger {
    /// Returns a ledger for histories of a model.
    pub fn new(model: &Model) -> Self {
        let services = Bits::all(model.services.len());
        Ledger {
            services: vec![ServiceBook::default(); model.services.len()],
            clusters: vec![ClusterBook::default(); model.clusters.len()],
            failures: vec![0; model.components.len()],
            outages: Vec::new(),
            losses: Vec::new(),
            recoveries: Vec::new(),
            stopwatches: (model.clusters.iter())
                .map(|k| vec![Stopwatch::default(); k.stopwatches as usize])
                .collect(),
            component_down: vec![0; model.components.len()],
            component_since: vec![UP; model.components.len()],
            requests: (0..model.services.len())
                .filter(|i| model.loses_requests(*i))
                .map(|i| Requests::new(model, i))
                .collect(),
            sessions: Holders::all(model),
            services_shown: services.clone(),
            all_services: services,
            origin: 0,
            stirred: false,
        }
    }

    /// Returns how long each component was down.
    pub fn component_down(&self) -> &[Ns] {
        &self.component_down
    }

    /// Whether causes and phases each add up to the downtime of every service, to the nanosecond.
    pub fn balances(&self) -> bool {
        self.services.iter().enumerate().all(|(i, service)| {
            let own = || self.outages.iter().filter(move |o| o.service as usize == i);
            let durations: Ns = own().map(|o| o.duration).sum();
            let phases: Ns = service.phases.iter().sum();
            let each = own().all(|o| o.phases.iter().sum::<Ns>() == o.duration);
            service.down == durations
                && service.down == phases
                && each
                && own().count() == service.outages as usize
        })
    }

    /// Opens an outage, or moves one on to the phase that the scene shows.
    fn down(&mut self, i: usize, from: Ns, scene: &impl Scene) {
        let service = &mut self.services[i];
        let phase = scene.phase(i);
        match service.phase {
            None => {
                service.since = from;
                service.phase_since = from;
                service.phase = Some(phase);
                service.cause = service.pending;
                service.open = [0; Phase::COUNT];
            }
            Some(before) if before != phase => {
                service.open[before as usize] += from - service.phase_since;
                service.phase_since = from;
                service.phase = Some(phase);
            }
            Some(_) => {}
        }
    }

    #[inline(never)]
    fn lost(&mut self, at: Ns, k: u32, drawn: Ns, watch: Option<u32>) {
        let watched = watch.map(|watch| self.stopwatches[k as usize][watch as usize].take(at));
        let span = drawn.saturating_add(watched.unwrap_or(0));
        let book = &mut self.clusters[k as usize];
        book.lost_writes = book.lost_writes.saturating_add(span);
        book.losses += 1;
        self.losses.push((k, span));
    }

    #[inline(never)]
    fn recovered(&mut self, at: Ns, cluster: u32, lost: bool) {
        let book = &self.clusters[cluster as usize];
        // What lasts no time was never shown to be down.
        let time = if book.levels.down { at - book.down_since } else { 0 };
        let point = self.losses.last().filter(|_| lost).map_or(0, |(_, span)| *span);
        self.recoveries.push(Recovered { cluster, time, point });
    }

    fn up(&mut self, i: usize, at: Ns, cut: bool) {
        let service = &mut self.services[i];
        let Some(phase) = service.phase.take() else { return };
        service.open[phase as usize] += at - service.phase_since;
        let duration = at - service.since;
        if duration == 0 {
            // It ended in the very moment in which the measured time begins.
            return;
        }
        service.down += duration;
        service.outages += 1;
        for (sum, span) in service.phases.iter_mut().zip(service.open) {
            *sum += span;
        }
        self.outages.push(Outage {
            service: i as u32,
            start: service.since - self.origin,
            duration,
            cause: service.cause,
            phases: service.open,
            cut,
        });
    }
}

impl Ledger {
    #[inline(never)]
    fn look_closely(&mut self, from: Ns, scene: &impl Scene) {
        let now = scene.services();
        for i in 0..now.words().len() {
            let (word, before) = (now.words()[i], self.services_shown.words()[i]);
            for bit in ones(word & !before) {
                self.up(i * 64 + bit, from, false);
            }
            for bit in ones(self.all_services.words()[i] & !word) {
                self.down(i * 64 + bit, from, scene);
            }
        }
        self.services_shown.clone_from(now);
        for (book, levels) in self.clusters.iter_mut().zip(scene.clusters()) {
            if book.levels != levels {
                book.advance(from);
                if levels.down && !book.levels.down {
                    book.down_since = from;
                }
                book.levels = levels;
            }
        }
        self.requests.iter_mut().for_each(|requests| requests.show(from, scene));
        for holders in &mut self.sessions {
            let lost = holders.show(scene);
            self.services[holders.sessions.service as usize].sessions_lost += lost;
        }
        self.stirred = self.services_shown != self.all_services;
    }
}

impl Watch for Ledger {
    fn open(&mut self) {
        self.services.fill(ServiceBook::default());
        self.clusters.fill(ClusterBook::default());
        self.failures.fill(0);
        self.outages.clear();
        self.losses.clear();
        self.recoveries.clear();
        self.stopwatches.iter_mut().for_each(|of| of.fill(Stopwatch::default()));
        self.component_down.fill(0);
        self.component_since.fill(UP);
        self.services_shown.clone_from(&self.all_services);
        self.origin = 0;
        self.requests.iter_mut().for_each(Requests::open);
        self.sessions.iter_mut().for_each(Holders::open);
        // What becomes of requests, and who holds sessions, is asked for once at the start.
        self.stirred = !self.requests.is_empty() || !self.sessions.is_empty();
    }

    fn measure(&mut self, at: Ns) {
        self.origin = at;
        for service in &mut self.services {
            (service.down, service.outages) = (0, 0);
            (service.phases, service.open) = ([0; Phase::COUNT], [0; Phase::COUNT]);
            (service.since, service.phase_since) = (at, at);
            service.sessions_lost = 0;
        }
        self.requests.iter_mut().for_each(|requests| requests.measure(at));
        for book in &mut self.clusters {
            let (levels, down_since) = (book.levels, book.down_since);
            *book = ClusterBook { levels, since: at, down_since, ..ClusterBook::default() };
        }
        self.failures.fill(0);
        self.outages.clear();
        // A loss is one event, and counts in whole when it happens: the stopwatches go on.
        self.losses.clear();
        self.recoveries.clear();
        self.component_down.fill(0);
        for since in self.component_since.iter_mut().filter(|since| **since != UP) {
            *since = at;
        }
    }

    #[inline]
    fn event(&mut self, _: Ns, _: Slot, _: CauseId, scene: &impl Scene) {
        self.stirred |= scene.has_flipped();
    }

    #[inline]
    fn look(&mut self, from: Ns, scene: &impl Scene) {
        if self.stirred {
            self.look_closely(from, scene);
        }
    }

    #[inline(always)]
    fn note(&mut self, at: Ns, note: Note, cause: CauseId) {
        match note {
            Note::Service(i) => self.services[i as usize].pending = cause,
            Note::Down(c) => self.component_since[c as usize] = at,
            Note::Up(c) => {
                let since = std::mem::replace(&mut self.component_since[c as usize], UP);
                self.component_down[c as usize] += at - since;
            }
            Note::Failure(component) => self.failures[component as usize] += 1,
            Note::Cluster(k, count) => {
                self.clusters[k as usize].counts[count as usize] += 1;
            }
            Note::Stopwatch(k, watch, press) => {
                self.stopwatches[k as usize][watch as usize].press(at, press);
            }
            Note::LostWrites(k, drawn, watch) => self.lost(at, k, drawn, watch),
            Note::Recovered(k, lost) => self.recovered(at, k, lost),
        }
    }

    fn close(&mut self, at: Ns) {
        for i in 0..self.services.len() {
            self.services[i].up_at_end = self.services_shown.has(i);
            self.up(i, at, true);
        }
        for requests in &mut self.requests {
            requests.advance(at);
            let book = &mut self.services[requests.service];
            (book.lost, book.asked_down) = (requests.lost, requests.down());
            debug_assert!(
                requests.balances(at - self.origin, book.down),
                "no more is lost than there is"
            );
        }
        for book in &mut self.clusters {
            book.advance(at);
        }
        for (down, since) in self.component_down.iter_mut().zip(&self.component_since) {
            *down += at.saturating_sub(*since);
        }
        debug_assert!(self.balances(), "causes and phases add up to the downtime");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Press;

    #[test]
    fn losses_add_up_and_each_is_kept() {
        let text = r#"{"quorate": 1, "nodes": {"n": {"count": 2}},
            "clusters": {"c": {"members": ["n"], "mode": "active_passive"}},
            "services": {"s": {"needs": "c"}}}"#;
        let source = crate::scenario::parse("test", "test", text.to_owned()).unwrap();
        let mut model = crate::model::compile(&source.scenario);
        model.clusters[0].stopwatches = 2;
        let mut ledger = Ledger::new(&model);
        ledger.open();
        ledger.note(10, Note::LostWrites(0, 7, None), 0);
        ledger.note(20, Note::Stopwatch(0, 1, Press::Start), 0);
        // What is measured begins, and the stopwatch goes on.
        ledger.measure(30);
        assert_eq!((ledger.clusters[0].lost_writes, ledger.losses.len()), (0, 0));
        ledger.note(40, Note::LostWrites(0, 5, Some(1)), 0);
        ledger.note(45, Note::LostWrites(0, 0, Some(0)), 0);
        ledger.note(46, Note::LostWrites(0, 1, Some(1)), 0);
        assert_eq!(ledger.losses, [(0, 25), (0, 0), (0, 7)]);
        assert_eq!(ledger.clusters[0].lost_writes, 32);
        ledger.open();
        ledger.note(50, Note::LostWrites(0, 0, Some(1)), 0);
        assert_eq!(ledger.losses, [(0, 0)]);
    }
}
