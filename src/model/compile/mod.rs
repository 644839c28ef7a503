//! From a checked scenario to the model.

mod arbiter;
mod array;
mod balancer;
mod cluster;
mod component;
mod copies;
mod load;
mod maintenance;
mod needs;
mod network;
mod recovery;
mod repair;

use super::activity::{Activity, Age, Amount, Class, Coin, What};
use super::load::Load;
use super::needs::Needs;
use super::{AmountId, Bits, Cause, CauseId, CoinId, Model, Periods};
use crate::engine::{Lane, Law, Slot, hash_name};
use crate::scenario::{self, Names, Scenario};
use std::ops::Range;

/// Compiles a checked scenario.
///
/// Slots are numbered in the order in which ties fire: physical activities first (components in the
/// order of the file, shocks, spare parts, planned work, crashes by overload), then the protocol (clusters, then
/// load balancers, in the order of the file), then
/// what is due at a set time.
pub fn compile(scenario: &Scenario) -> Model {
    let (names, _) = Names::gather(scenario);
    let mut compiler = Compiler::new(scenario, &names);
    compiler.load();
    compiler.components();
    compiler.shocks();
    compiler.spares();
    compiler.works();
    compiler.crashes();
    for (name, cluster) in &scenario.clusters {
        compiler.cluster(name, cluster);
    }
    compiler.lean();
    compiler.balancers();
    compiler.schedule();
    compiler.rounds();
    compiler.services();
    compiler.clients();
    compiler.disasters();
    compiler.carry();
    compiler.mark();
    compiler.model.reacts = compiler.model.has_reactions();
    compiler.model
}

struct Compiler<'s> {
    scenario: &'s Scenario,
    names: &'s Names,
    model: Model,
    /// By shock: what it does to components, as faults.
    shock_blows: Vec<Vec<u32>>,
    /// By incident of the script: likewise.
    script_blows: Vec<Vec<u32>>,
}

impl<'s> Compiler<'s> {
    fn new(scenario: &'s Scenario, names: &'s Names) -> Self {
        let horizon = scenario.horizon.rounded();
        let periods = |service: &scenario::Service| Periods::new(service.sla.as_ref(), horizon);
        let model = Model {
            name: scenario.name.clone(),
            warmup: scenario.warmup.rounded(),
            horizon,
            components: Vec::new(),
            faults: Vec::new(),
            crews: Vec::new(),
            spares: Vec::new(),
            shocks: Vec::new(),
            incidents: Vec::new(),
            maintenance: Vec::new(),
            works: Vec::new(),
            nets: Vec::new(),
            arrays: Vec::new(),
            clusters: Vec::new(),
            balancers: Vec::new(),
            checks: Vec::new(),
            ways: Vec::new(),
            load: Load::default(),
            sessions: Vec::new(),
            direct: Bits::none(0),
            services: scenario.services.keys().cloned().collect(),
            periods: scenario.services.values().map(periods).collect(),
            needs: Needs::default(),
            activities: Vec::new(),
            activity_names: Vec::new(),
            lanes: 0,
            coins: Vec::new(),
            amounts: Vec::new(),
            causes: Vec::new(),
            wears: scenario.nodes.values().any(|node| node.standby_wear < 1.0),
            reacts: false,
        };
        let shock_blows = vec![Vec::new(); scenario.shocks.len()];
        let script_blows = vec![Vec::new(); scenario.script.len()];
        Compiler { scenario, names, model, shock_blows, script_blows }
    }

    fn lane(&mut self) -> Lane {
        self.model.lanes += 1;
        self.model.lanes as Lane - 1
    }

    fn activity(&mut self, lane: Lane, class: Class, what: What, law: Law, name: String) -> Slot {
        self.model.activities.push(Activity {
            law,
            age: Age::New,
            less: 0,
            class,
            what,
            lane,
            hash: hash_name(&name),
            cause: None,
            ages: false,
        });
        self.model.activity_names.push(name);
        self.next_slot() - 1
    }

    /// Returns the slot that the next activity will have.
    fn next_slot(&self) -> Slot {
        self.model.activities.len() as Slot
    }

    fn coin(&mut self, probability: f64, name: String) -> CoinId {
        self.model.coins.push(Coin { probability, hash: hash_name(&name), name });
        self.model.coins.len() as CoinId - 1
    }

    /// Adds something that is drawn though it takes no time.
    fn amount(&mut self, law: Law, name: &str) -> AmountId {
        self.model.amounts.push(Amount { law, hash: hash_name(name) });
        self.model.amounts.len() as AmountId - 1
    }

    fn cause(&mut self, name: String, component: Option<u32>, planned: bool) -> CauseId {
        self.model.causes.push(Cause { name, component, planned });
        self.model.causes.len() as CauseId - 1
    }

    /// Returns the components of any kind that a name means.
    fn components_named(&self, name: &str) -> Range<usize> {
        match self.names.get(name) {
            Some(scenario::Meaning::Components(_, range)) => range.clone(),
            _ => 0..0,
        }
    }

    /// Returns the nodes that are members of a cluster, in order of declaration.
    fn members(&self, cluster: &scenario::Cluster) -> Vec<usize> {
        scenario::members(self.names, cluster)
    }
}
