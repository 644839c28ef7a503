//! What one block of trials adds up to.

use super::forest::Merge;
use super::periods::{PeriodSums, SlaTally};
use super::recoveries::RecoverySums;
use super::tally::{ClusterTally, ComponentTally, PartTally, ServiceTally, Tally, Worst};
use crate::engine::{Ns, seconds};
use crate::ledger::{ClusterBook, Count, Ledger, Phase};
use crate::model::{Bits, Model};
use crate::statistics::{Products, Sums};

/// A part of a service's downtime in one block.
#[derive(Clone, Copy, Debug, Default)]
struct PartSums {
    downtime_s: Sums,
    outages: Sums,
    /// With the whole.
    products: Products,
    /// In the current trial.
    now_s: f64,
    now_outages: u32,
}

impl PartSums {
    /// Ends a trial in which the whole was `whole_s`.
    fn end_trial(&mut self, whole_s: f64) {
        self.downtime_s.add(self.now_s);
        self.outages.add(f64::from(self.now_outages));
        self.products.add(whole_s, self.now_s);
        (self.now_s, self.now_outages) = (0.0, 0);
    }

    fn tally(&self, whole: &Sums, n: u64) -> PartTally {
        PartTally {
            downtime_s: self.downtime_s.moments(n),
            outages: self.outages.moments(n),
            share: whole.joint(&self.downtime_s, &self.products, n),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct ServiceSums {
    downtime_s: Sums,
    /// Only where requests are lost besides: elsewhere it is the downtime.
    unserved_s: Sums,
    sessions_lost: Sums,
    outages: Sums,
    /// Of outages and downtime.
    products: Products,
    planned_s: Sums,
    unplanned_s: Sums,
    /// Planned downtime of the current trial.
    planned: Ns,
    up_at_end: u64,
    looks: u64,
    at_risk: u64,
    cut: u64,
    worst: Option<Worst>,
    causes: Vec<PartSums>,
    phases: [PartSums; Phase::COUNT],
}

#[derive(Clone, Debug, Default)]
struct ClusterSums {
    counts: [Sums; Count::COUNT],
    downtime_s: Sums,
    split_brain_s: Sums,
    fencing_blocked_s: Sums,
    lost_writes_s: Sums,
    losses: Sums,
    recoveries: RecoverySums,
}

#[derive(Clone, Copy, Debug, Default)]
struct ComponentSums {
    downtime_s: Sums,
    failures: Sums,
    caused: PartSums,
}

/// Sums of one block of trials; reused from block to block.
#[derive(Clone, Debug)]
pub(super) struct BlockSums {
    trials: u64,
    events: u64,
    all_downtime_s: Sums,
    services: Vec<ServiceSums>,
    clusters: Vec<ClusterSums>,
    components: Vec<ComponentSums>,
    /// By service.
    periods: Vec<PeriodSums>,
    /// By cause: the index of its name.
    names: Vec<u32>,
    /// By cause: the component that it is a fault of.
    culprits: Vec<Option<u32>>,
    /// By cause: whether it is planned work.
    planned: Vec<bool>,
    /// By service: whether its unanswered requests are not those of its downtime alone.
    losing: Vec<bool>,
}

/// Returns the names of all causes, each once, in order of declaration.
pub(super) fn cause_names(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for cause in &model.causes {
        if seen.insert(&cause.name) {
            names.push(cause.name.clone());
        }
    }
    names
}

impl BlockSums {
    pub(super) fn new(model: &Model) -> Self {
        let names = cause_names(model);
        let places: std::collections::BTreeMap<&str, u32> =
            names.iter().zip(0..).map(|(name, i)| (name.as_str(), i)).collect();
        let count = names.len();
        let service =
            ServiceSums { causes: vec![PartSums::default(); count], ..Default::default() };
        BlockSums {
            trials: 0,
            events: 0,
            all_downtime_s: Sums::default(),
            services: vec![service; model.services.len()],
            clusters: vec![ClusterSums::default(); model.clusters.len()],
            components: vec![ComponentSums::default(); model.components.len()],
            periods: model.periods.iter().map(|p| PeriodSums::new(p, count)).collect(),
            names: model.causes.iter().map(|cause| places[cause.name.as_str()]).collect(),
            culprits: model.causes.iter().map(|cause| cause.component).collect(),
            planned: model.causes.iter().map(|cause| cause.planned).collect(),
            losing: (0..model.services.len()).map(|i| model.loses_requests(i)).collect(),
        }
    }

    /// By cause: whether it is planned work.
    pub(super) fn planned(&self) -> &[bool] {
        &self.planned
    }

    /// Adds the trial that the ledger has just watched.
    pub(super) fn add(&mut self, trial: u64, ledger: &Ledger, events: u64) {
        self.trials += 1;
        self.events += events;
        let mut all_s = 0.0;
        for (i, (sums, book)) in self.services.iter_mut().zip(&ledger.services).enumerate() {
            if self.losing[i] {
                sums.unserved_s.add(book.unserved_s());
            }
            sums.sessions_lost.add(book.sessions_lost as f64 / 1e6);
            sums.up_at_end += u64::from(book.up_at_end);
            if book.outages > 0 {
                let (down, outages) = (seconds(book.down), f64::from(book.outages));
                all_s += down;
                sums.downtime_s.add(down);
                sums.outages.add(outages);
                sums.products.add(outages, down);
                sums.worst.merge(Some(Worst { trial, down: book.down }));
            }
        }
        if !ledger.outages.is_empty() {
            self.all_downtime_s.add(all_s);
            self.add_parts(ledger);
            self.end_parts(ledger, all_s);
            self.add_periods(ledger);
        }
        for (sums, book) in self.clusters.iter_mut().zip(&ledger.clusters) {
            sums.add(book);
        }
        self.add_recoveries(ledger);
        let components = ledger.component_down().iter().zip(&ledger.failures);
        for (sums, (&down, &failures)) in self.components.iter_mut().zip(components) {
            sums.downtime_s.add(seconds(down));
            sums.failures.add(f64::from(failures));
        }
    }

    /// Adds a look at a random moment of a trial: the services that were one failure from down.
    pub(super) fn add_look(&mut self, at_risk: &Bits) {
        for (i, sums) in self.services.iter_mut().enumerate() {
            sums.looks += 1;
            sums.at_risk += u64::from(at_risk.has(i));
        }
    }

    fn add_recoveries(&mut self, ledger: &Ledger) {
        for recovered in &ledger.recoveries {
            self.clusters[recovered.cluster as usize].recoveries.add(recovered);
        }
        if !ledger.recoveries.is_empty() {
            self.clusters.iter_mut().for_each(|sums| sums.recoveries.end_trial());
        }
    }

    /// Shares the downtime of a trial out among causes, phases and components.
    fn add_parts(&mut self, ledger: &Ledger) {
        for outage in &ledger.outages {
            let sums = &mut self.services[outage.service as usize];
            let down = seconds(outage.duration);
            sums.cut += u64::from(outage.cut);
            let cause = &mut sums.causes[self.names[outage.cause as usize] as usize];
            cause.now_s += down;
            cause.now_outages += 1;
            if self.planned[outage.cause as usize] {
                sums.planned += outage.duration;
            }
            for (phase, span) in sums.phases.iter_mut().zip(outage.phases) {
                phase.now_s += seconds(span);
            }
            if let Some(component) = self.culprits[outage.cause as usize] {
                self.components[component as usize].caused.now_s += down;
            }
        }
    }

    /// Ends the trial for every part that had some of its downtime, which was `all_s` in all.
    fn end_parts(&mut self, ledger: &Ledger, all_s: f64) {
        for (sums, book) in self.services.iter_mut().zip(&ledger.services) {
            sums.planned_s.add(seconds(sums.planned));
            sums.unplanned_s.add(seconds(book.down - sums.planned));
            sums.planned = 0;
        }
        for outage in &ledger.outages {
            let sums = &mut self.services[outage.service as usize];
            let whole = seconds(ledger.services[outage.service as usize].down);
            let cause = &mut sums.causes[self.names[outage.cause as usize] as usize];
            if cause.now_outages > 0 {
                cause.end_trial(whole);
            }
            for phase in &mut sums.phases {
                if phase.now_s > 0.0 {
                    phase.end_trial(whole);
                }
            }
            if let Some(component) = self.culprits[outage.cause as usize] {
                let caused = &mut self.components[component as usize].caused;
                if caused.now_s > 0.0 {
                    caused.end_trial(all_s);
                }
            }
        }
    }

    /// Of the last trial that had outages: the share of a service's periods that missed what is promised, and the
    /// mean credit.
    pub(super) fn last_periods(&self, service: usize) -> (f64, f64) {
        self.periods[service].last()
    }

    /// Cuts a trial with outages into the periods of each service.
    fn add_periods(&mut self, ledger: &Ledger) {
        for outage in &ledger.outages {
            let cause = outage.cause as usize;
            let periods = &mut self.periods[outage.service as usize];
            periods.add(outage, self.names[cause], self.planned[cause]);
        }
        self.periods.iter_mut().for_each(PeriodSums::end_trial);
    }

    /// Returns the tally of the block, and by service the downtime of its periods; begins the next.
    pub(super) fn take(&mut self) -> (Tally, Vec<Vec<(Ns, u64)>>) {
        let n = self.trials;
        let whole = self.all_downtime_s;
        let periods = self.periods.iter_mut().map(|sums| sums.take(n));
        let (slas, period_down): (Vec<_>, Vec<_>) = periods.unzip();
        let tally = Tally {
            trials: n,
            events: self.events,
            services: self
                .services
                .iter()
                .zip(&self.losing)
                .zip(slas)
                .map(|((s, losing), sla)| s.tally(n, *losing, sla))
                .collect(),
            clusters: self.clusters.iter().map(|sums| sums.tally(n)).collect(),
            components: self.components.iter().map(|sums| sums.tally(&whole, n)).collect(),
        };
        (self.trials, self.events) = (0, 0);
        self.all_downtime_s = Sums::default();
        for sums in &mut self.services {
            let mut causes = std::mem::take(&mut sums.causes);
            causes.fill(PartSums::default());
            *sums = ServiceSums { causes, ..Default::default() };
        }
        self.clusters.fill(ClusterSums::default());
        self.components.fill(ComponentSums::default());
        (tally, period_down)
    }
}

impl ServiceSums {
    fn tally(&self, n: u64, losing: bool, sla: Option<SlaTally>) -> ServiceTally {
        let part = |part: &PartSums| part.tally(&self.downtime_s, n);
        ServiceTally {
            downtime_s: self.downtime_s.moments(n),
            unserved_s: if losing { &self.unserved_s } else { &self.downtime_s }.moments(n),
            sessions_lost: self.sessions_lost.moments(n),
            outages: self.outages.moments(n),
            outage_s: self.outages.joint(&self.downtime_s, &self.products, n),
            planned_s: self.planned_s.moments(n),
            unplanned_s: self.unplanned_s.moments(n),
            up_at_end: self.up_at_end,
            looks: self.looks,
            at_risk: self.at_risk,
            cut: self.cut,
            worst: self.worst,
            causes: self.causes.iter().map(part).collect(),
            phases: self.phases.iter().map(part).collect(),
            sla,
        }
    }
}

impl ClusterSums {
    fn add(&mut self, book: &ClusterBook) {
        for (sums, count) in self.counts.iter_mut().zip(book.counts) {
            sums.add(f64::from(count));
        }
        self.downtime_s.add(seconds(book.down));
        self.split_brain_s.add(seconds(book.split_brain));
        self.fencing_blocked_s.add(seconds(book.fencing_blocked));
        self.lost_writes_s.add(seconds(book.lost_writes));
        self.losses.add(f64::from(book.losses));
    }

    fn tally(&self, n: u64) -> ClusterTally {
        ClusterTally {
            counts: self.counts.iter().map(|sums| sums.moments(n)).collect(),
            downtime_s: self.downtime_s.moments(n),
            split_brain_s: self.split_brain_s.moments(n),
            fencing_blocked_s: self.fencing_blocked_s.moments(n),
            lost_writes_s: self.lost_writes_s.moments(n),
            losses: self.losses.moments(n),
            recoveries: self.recoveries.tally(n),
        }
    }
}

impl ComponentSums {
    fn tally(&self, whole: &Sums, n: u64) -> ComponentTally {
        ComponentTally {
            downtime_s: self.downtime_s.moments(n),
            failures: self.failures.moments(n),
            share: whole.joint(&self.caused.downtime_s, &self.caused.products, n),
            hit: self.caused.downtime_s.moments(n).hits,
        }
    }
}
