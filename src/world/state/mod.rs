//! Everything discrete: no time, no counters, and not what is armed.

mod cluster;
mod health;
mod parts;

pub use cluster::ClusterState;
pub use health::Health;
pub(super) use parts::NOBODY;
pub use parts::{ArrayState, BalancerState, CheckState, CrewState, SpareState};

use super::cluster::working;
use super::load::is_fit;
use super::maintenance::Stage;
use crate::engine::Hours;
use crate::model::{Bits, Model};
use parts::START;

/// The state of everything at a moment.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// What keeps components down.
    pub health: Health,
    /// By fault: whether it stands.
    pub standing: Vec<bool>,
    /// By component: whether it reboots.
    pub rebooting: Vec<bool>,
    /// By crew.
    pub crews: Vec<CrewState>,
    /// By kind of spare parts.
    pub spares: Vec<SpareState>,
    /// By shock: whether the one repair for all that it hit is called for.
    pub shocks: Vec<bool>,
    /// By target of planned work.
    pub works: Vec<Stage>,
    /// Maintenance of which a round goes on.
    pub rounds: Bits,
    /// Components that clients reach.
    pub clients: Bits,
    /// By array.
    pub arrays: Vec<ArrayState>,
    /// Components that clients reach without a balancer; empty if they reach nothing through one.
    pub direct: Bits,
    /// By cluster.
    pub clusters: Vec<ClusterState>,
    /// By group of load balancers.
    pub balancers: Vec<BalancerState>,
    /// What balancers know of their members.
    pub checks: CheckState,
    /// By node whose capacity matters: the hours of the day in which it is asked too much, if it crashes of
    /// that.
    pub overloaded: Vec<Hours>,
    /// By condition: how many of its children hold beyond its threshold; it holds from 0 on.
    pub margins: Vec<i32>,
    /// Services that are up.
    pub services: Bits,
}

macro_rules! clone_in_place {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        /// Cloning into a state of the same model allocates nothing.
        impl Clone for $type {
            fn clone(&self) -> Self {
                $type { $($field: self.$field.clone()),+ }
            }

            fn clone_from(&mut self, source: &Self) {
                $(self.$field.clone_from(&source.$field);)+
            }
        }
    };
}

pub(super) use clone_in_place;

clone_in_place!(State {
    health,
    standing,
    rebooting,
    crews,
    spares,
    shocks,
    works,
    rounds,
    clients,
    arrays,
    direct,
    clusters,
    balancers,
    checks,
    overloaded,
    margins,
    services,
});

impl State {
    /// Returns the state at time 0: everything up, in sync and quorate.
    pub fn new(model: &Model) -> State {
        let components = model.components.len();
        let mut state = State {
            health: Health::all_up(components),
            standing: vec![false; model.faults.len()],
            rebooting: vec![false; components],
            crews: model.crews.iter().map(CrewState::new).collect(),
            spares: model.spares.iter().map(SpareState::new).collect(),
            shocks: vec![false; model.shocks.len()],
            works: vec![Stage::None; model.works.len()],
            rounds: Bits::none(model.maintenance.len()),
            clients: Bits::all(components),
            arrays: model.arrays.iter().map(ArrayState::new).collect(),
            direct: model.direct.clone(),
            clusters: model.clusters.iter().map(ClusterState::new).collect(),
            balancers: vec![START; model.balancers.len()],
            checks: CheckState {
                reach: Bits::all(model.checks.len()),
                healthy: Bits::none(model.checks.len()),
                believed: Bits::none(model.checks.len()),
            },
            overloaded: vec![0; model.load.members.len()],
            margins: model.needs.all_up(),
            services: Bits::all(model.services.len()),
        };
        for (cluster, own) in model.clusters.iter().zip(&mut state.clusters) {
            own.working = working(cluster, own, &state.health);
        }
        for check in 0..model.checks.len() {
            if is_fit(model, &state, check) {
                state.checks.healthy.add(check);
            }
        }
        state.checks.believed.clone_from(&state.checks.healthy);
        state
    }
}
