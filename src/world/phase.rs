//! What a service that is down waits for.

use super::cluster::serving;
use super::component::counts;
use super::load::{Loads, served};
use super::maintenance::is_off_for_work;
use super::recovery::Plan;
use super::run::{Run, Step, Why};
use super::sessions;
use super::state::{ClusterState, NOBODY, State};
use super::unsettled::World;
use crate::ledger::{ClusterLevels, Phase, Scene};
use crate::model::{Bits, Carries, Child, Cluster, Component, Members, Model, Sessions};

/// A state of a model, as the ledger sees it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'s> {
    model: &'s Model,
    state: &'s State,
    /// What is asked of whom, if that is known already.
    loads: Option<&'s Loads>,
    flipped: bool,
}

impl State {
    /// Shows a state that lasts.
    pub fn shown<'s>(&'s self, model: &'s Model) -> Shown<'s> {
        Shown { model, state: self, loads: None, flipped: false }
    }
}

impl<'s> Shown<'s> {
    /// Shows a state, given what is asked of whom in it, and whether the last event has changed a level.
    #[inline]
    pub(super) fn of(
        model: &'s Model,
        state: &'s State,
        loads: &'s Loads,
        flipped: bool,
    ) -> Shown<'s> {
        Shown { model, state, loads: Some(loads), flipped }
    }
}

impl World {
    /// Shows the state, and whether the last event has changed a level.
    #[inline]
    pub fn shown<'w>(&'w self, model: &'w Model) -> Shown<'w> {
        Shown::of(model, &self.state, &self.loads, self.flipped)
    }
}

impl Scene for Shown<'_> {
    #[inline]
    fn has_flipped(&self) -> bool {
        self.flipped
    }

    #[inline]
    fn services(&self) -> &Bits {
        &self.state.services
    }

    fn clusters(&self) -> impl ExactSizeIterator<Item = ClusterLevels> {
        self.state.clusters.iter().map(|cluster| cluster.levels)
    }

    fn serving(&self, cluster: usize, instance: u8) -> Members {
        let (k, health) = (cluster, &self.state.health);
        serving(&self.model.clusters[k], &self.state.clusters[k], health, instance)
    }

    fn phase(&self, service: usize) -> Phase {
        let part = self.first_unmet(self.model.needs.roots[service] as usize);
        match self.part(part) {
            Part::Component(c) => self.of_component(c),
            Part::Cluster(k) => self.of_cluster(k),
            Part::Balancer(b) => self.of_balancer(b),
        }
    }

    fn holds_sessions(&self, sessions: &Sessions, seat: usize) -> bool {
        sessions::holds(sessions, self.state, seat)
    }

    fn served(&self, service: usize, kind: usize) -> f64 {
        if let Some(loads) = self.loads {
            return served(self.model, self.state, loads, service, kind);
        }
        let mut loads = Loads::new(self.model);
        loads.weigh(self.model, self.state);
        served(self.model, self.state, &loads, service, kind)
    }
}

/// What a part of the needs is.
enum Part {
    Component(usize),
    Cluster(usize),
    Balancer(usize),
}

impl Shown<'_> {
    fn holds(&self, child: Child) -> bool {
        match child {
            Child::Condition(c) => self.state.margins[c as usize] >= 0,
            Child::Part(part) => match self.part(part as usize) {
                Part::Component(c) => counts(self.model, self.state, c),
                Part::Cluster(k) => !self.state.clusters[k].levels.down,
                Part::Balancer(b) => self.state.balancers[b].works,
            },
        }
    }

    fn part(&self, part: usize) -> Part {
        let clusters = part.checked_sub(self.model.components.len());
        match clusters.map(|k| (k, k.checked_sub(self.model.clusters.len()))) {
            None => Part::Component(part),
            Some((k, None)) => Part::Cluster(k),
            Some((_, Some(b))) => Part::Balancer(b),
        }
    }

    /// Whether a node is booting; without power it waits for that first.
    fn boots(&self, c: usize) -> bool {
        let domain = self.model.components[c].domain;
        self.state.rebooting[c] && domain.is_none_or(|d| self.state.health.is_up(d as usize))
    }

    /// Returns the first part, in the order of the file, that a condition which does not hold misses.
    fn first_unmet(&self, condition: usize) -> usize {
        let children = &self.model.needs.conditions[condition].children;
        let unmet = children.iter().find(|child| !self.holds(**child));
        match unmet.expect("a condition that does not hold misses one of its children") {
            Child::Part(part) => *part as usize,
            Child::Condition(inner) => self.first_unmet(*inner as usize),
        }
    }

    fn of_component(&self, c: usize) -> Phase {
        // A disk waits for its node to boot, if it is attached to one.
        let node = self.model.components[c].domain;
        let is_cut_off = self.state.health.is_up(c);
        if self.is_off_for_work(c) || is_cut_off && self.is_net_off_for_work(None) {
            Phase::PlannedWork
        } else if is_cut_off {
            self.of_way_to(&[c as u32])
        } else if self.boots(c) || node.is_some_and(|node| self.boots(node as usize)) {
            Phase::Reboot
        } else {
            Phase::Repair
        }
    }

    fn of_balancer(&self, b: usize) -> Phase {
        let state = &self.state.balancers[b];
        let mut instances = self.model.balancers[b].instances.clone();
        if state.waiting {
            Phase::Takeover
        } else if instances.any(|c| self.is_off_for_work(c as usize))
            || state.holder != NOBODY && self.is_net_off_for_work(None)
        {
            Phase::PlannedWork
        } else {
            Phase::Repair
        }
    }

    /// Returns what is waited for where clients do not reach nodes that are there: a balancer that forwards
    /// to them, or a repair.
    fn of_way_to(&self, nodes: &[u32]) -> Phase {
        let leads = |b: &usize| {
            let balancer = &self.model.balancers[*b];
            balancer.wired && balancer.members.iter().any(|m| nodes.contains(m))
        };
        let mut fronts = (0..self.model.balancers.len()).filter(leads);
        let failed = fronts.find(|b| !self.state.balancers[*b].works);
        failed.map_or(Phase::Repair, |b| self.of_balancer(b))
    }

    fn of_cluster(&self, k: usize) -> Phase {
        let (cluster, state) = (&self.model.clusters[k], &self.state.clusters[k]);
        let health = &self.state.health;
        let unserved = (0..cluster.active).find(|i| serving(cluster, state, health, *i) == 0);
        let instance = unserved.unwrap_or(0);
        if self.waits_for_work(cluster, state, instance) {
            return Phase::PlannedWork;
        }
        if state.mending {
            return Phase::SplitBrainRepair;
        }
        match state.recovery.plan {
            Plan::Redeploying(..) | Plan::Restoring => return Phase::DisasterRecovery,
            Plan::Returning => return Phase::Failback,
            // It serves, but clients do not reach it.
            Plan::Away if self.is_net_off_for_work(Some(k)) => return Phase::PlannedWork,
            Plan::Away => return Phase::Repair,
            Plan::None | Plan::Pending | Plan::Declared | Plan::Failed => {}
        }
        if cluster.shares {
            return self.of_shared(k);
        }
        let begins = |wanted: Run| state.run.contains(&wanted);
        // Who could not be stopped for planned work serves no more; whose writes hang waits for what the
        // others wait for.
        let idle = state.leaving | state.copies.stalled;
        let holders = state.running(instance) & state.live & !idle;
        let condemned = state.condemned & holders != 0;
        if begins(Run::Moving(instance)) {
            Phase::Failback
        } else if holders != 0 && !condemned {
            // Its holder is there: what it misses is the storage, or the clients.
            let is_there =
                !state.recovery.gone && cluster.disk.is_none_or(|disk| health.is_up(disk as usize));
            if is_there && state.starving & holders != 0 {
                Phase::Detection
            } else {
                self.of_path(k)
            }
        } else if state.levels.fencing_blocked {
            Phase::BlockedFencing
        } else if is_shooting(state) {
            Phase::Fencing
        } else if state.awaited.iter().any(|awaited| *awaited != 0)
            || begins(Run::Dead(instance))
            || state.copies.severing & state.running(instance) != 0
        {
            Phase::Detection
        } else if begins(Run::Starting(instance)) || begins(Run::Restarting(instance)) {
            // A person is waited for only while nobody is starting.
            Phase::Takeover
        } else {
            self.of_absent(k)
        }
    }

    /// Returns what a cluster waits for in which every member serves: of shots and detection only where its
    /// members are frozen until those are over.
    fn of_shared(&self, k: usize) -> Phase {
        let (cluster, state) = (&self.model.clusters[k], &self.state.clusters[k]);
        let begins = |wanted: Run| state.run.contains(&wanted);
        let has_disk = !state.recovery.gone
            && cluster.disk.is_none_or(|disk| self.state.health.is_up(disk as usize));
        let frozen = has_disk && state.frozen & state.running(0) & state.live & state.storage != 0;
        let awaits = state.awaited.iter().any(|awaited| *awaited != 0);
        if frozen && state.levels.fencing_blocked {
            Phase::BlockedFencing
        } else if frozen && is_shooting(state) {
            Phase::Fencing
        } else if frozen && awaits || begins(Run::Dead(0)) {
            Phase::Detection
        } else if begins(Run::Restarting(0)) && state.banned & state.live == 0 {
            Phase::Takeover
        } else {
            self.of_absent(k)
        }
    }

    /// Returns what a cluster waits for whose members are not there, or cannot start what they should.
    fn of_absent(&self, k: usize) -> Phase {
        let (cluster, state) = (&self.model.clusters[k], &self.state.clusters[k]);
        let boots = cluster.members.iter().any(|m| self.boots(*m as usize));
        let stuck = state.leaving & state.members(|run| matches!(run, Run::Stuck(_)));
        if self.has_member_off_for_work(cluster) {
            Phase::PlannedWork
        } else if (state.banned | stuck) & state.live != 0 {
            Phase::ManualRecovery
        } else if (cluster.shares || state.copies.stalled != 0)
            && state.copies.data.iter().any(|data| data.resyncing != 0)
        {
            Phase::Resync
        } else if state.joining | state.finding != 0 || boots {
            Phase::Reboot
        } else {
            self.of_path(k)
        }
    }

    /// Returns what a cluster waits for whose paths are broken, or whose members are down.
    fn of_path(&self, k: usize) -> Phase {
        if self.is_net_off_for_work(Some(k)) {
            Phase::PlannedWork
        } else {
            self.of_way_to(&self.model.clusters[k].members)
        }
    }

    /// Whether a component, or a domain around it, is being worked on.
    fn is_off_for_work(&self, c: usize) -> bool {
        is_off_for_work(self.model, self.state, c)
    }

    fn has_member_off_for_work(&self, cluster: &Cluster) -> bool {
        cluster.members.iter().any(|m| self.is_off_for_work(*m as usize))
    }

    /// Whether a link or a switch is being worked on that clients, or this cluster, come through.
    fn is_net_off_for_work(&self, k: Option<usize>) -> bool {
        let concerns = |net: &u32| match self.model.nets[*net as usize].0 {
            Carries::Clients | Carries::Balancer(..) => true,
            Carries::Heartbeat(own)
            | Carries::Storage(own)
            | Carries::Replication(own)
            | Carries::Recovery(own)
            | Carries::Arbiter(own, _) => Some(own as usize) == k,
        };
        let is_off = |(c, component): (usize, &Component)| {
            component.nets.iter().any(concerns) && self.is_off_for_work(c)
        };
        self.model.plans() && self.model.components.iter().enumerate().any(is_off)
    }

    /// Whether a cluster waits for nothing but planned work: a member stops what it runs for it, the disk is
    /// being worked on, or nobody is left and somebody is.
    fn waits_for_work(&self, cluster: &Cluster, state: &ClusterState, instance: u8) -> bool {
        let stops = state.members(|run| run == Run::Stopping(instance, Why::Work));
        state.leaving & state.live & stops != 0
            || cluster.disk.is_some_and(|disk| self.is_off_for_work(disk as usize))
            || state.live == 0 && self.has_member_off_for_work(cluster)
    }
}

/// Whether a member is being shot, or a watchdog is waited for.
fn is_shooting(state: &ClusterState) -> bool {
    state.expiring != 0 || state.shots.iter().any(|shot| shot.step != Step::None)
}
