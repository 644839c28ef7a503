//! A cluster's turn: its own events, and the order in which its rules settle.

use super::copies::DataState;
use super::door::Door;
use super::run::Run;
use super::service::part_changed;
use super::state::{ClusterState, Health};
use super::storage::with_storage;
use super::unsettled::World;
use super::{
    active_active, arbiter, balancer, component, copies, failback, failover, fencing, maintenance,
    membership, network, process, quorum, recovery, split_brain, storage, watchdog, wear,
};
use crate::ledger::{ClusterLevels, Count, Note};
use crate::model::{Act, Cluster, Members, Model, OnLoss, Policy, ones};

/// What the rules of a cluster see of the world, and all that they may change.
pub(super) struct Turn<'t, D> {
    pub(super) k: usize,
    pub(super) cluster: &'t Cluster,
    pub(super) state: &'t mut ClusterState,
    /// What keeps components down.
    pub(super) health: &'t Health,
    pub(super) door: &'t mut D,
}

impl<D: Door> Turn<'_, D> {
    pub(super) fn note(&mut self, count: Count) {
        self.door.note(Note::Cluster(self.k as u32, count));
    }
}

impl ClusterState {
    /// Returns the groups of the view, by their first member.
    pub(super) fn groups_of_view(&self) -> impl Iterator<Item = Members> + '_ {
        let is_first =
            |(m, group): &(usize, &Members)| **group != 0 && group.trailing_zeros() as usize == *m;
        self.view.iter().enumerate().filter(is_first).map(|(_, group)| *group)
    }

    /// Returns the members that are in a view.
    pub(super) fn viewed(&self) -> Members {
        self.view.iter().enumerate().map(|(m, group)| u64::from(*group != 0) << m).sum()
    }

    /// Returns those of a group who act for it: live, and not waiting to be taken in.
    pub(super) fn acting(&self, group: Members) -> Members {
        group & self.live & !self.fresh
    }

    /// Returns the members of whom something holds.
    pub(super) fn members(&self, holds: impl Fn(Run) -> bool) -> Members {
        self.run.iter().enumerate().map(|(m, run)| u64::from(holds(*run)) << m).sum()
    }

    /// Returns the members that run an instance, stopping it or not.
    pub(super) fn running(&self, instance: u8) -> Members {
        self.members(|run| match run {
            Run::Holds(i) | Run::Stopping(i, _) | Run::Stuck(i) => i == instance,
            _ => false,
        })
    }
}

/// Returns what the rules of a cluster see and may change.
pub(super) fn turn<'t, D: Door>(
    model: &'t Model,
    world: &'t mut World,
    door: &'t mut D,
    k: usize,
) -> Turn<'t, D> {
    let state = &mut world.state;
    Turn {
        k,
        cluster: &model.clusters[k],
        state: &mut state.clusters[k],
        health: &state.health,
        door,
    }
}

/// Fires an event of a cluster; what follows from it settles afterwards.
#[inline(never)]
pub(super) fn fire(model: &Model, world: &mut World, door: &mut impl Door, k: usize, act: Act) {
    let mut turn = turn(model, world, door, k);
    let mut off = None;
    match act {
        Act::Detect(named) => membership::detected(&mut turn, named as usize),
        Act::Missed(member) => arbiter::missed(&mut turn, member as usize),
        Act::Found(member) => arbiter::found(&mut turn, member as usize),
        Act::Join(member) => membership::joined(&mut turn, member as usize),
        Act::Takeover(member) => failover::started(&mut turn, member as usize),
        Act::Stop(member) => process::stopped(&mut turn, member as usize),
        Act::Unstick(member) => process::unstuck(&mut turn, member as usize),
        Act::Monitor(member) => process::noticed(&mut turn, member as usize),
        Act::Restarted(member) => process::restarted(&mut turn, member as usize),
        Act::Forget(member) => process::forgotten(&mut turn, member as usize),
        Act::Unban(member) => failover::mended(&mut turn, member as usize),
        Act::Starved(member) => storage::noticed(&mut turn, member as usize),
        Act::Resync(member, i) => copies::caught_up(&mut turn, member as usize, i),
        Act::Severed(member) => copies::noticed(&mut turn, member as usize),
        Act::Back(member) => failback::ripened(&mut turn, member as usize),
        Act::Moved(member) => failback::over(&mut turn, member as usize),
        Act::Watchdog(member) => {
            watchdog::fired(&mut turn, member as usize);
            off = Some(member as usize);
        }
        Act::Expired(victim) => watchdog::expired(&mut turn, victim as usize),
        Act::Protected(victim, track) => fencing::delay(&mut turn, victim as usize, track as usize),
        Act::Mend => split_brain::mended(&mut turn),
        Act::Declared => recovery::declared(&mut turn),
        Act::Redeployed(member) => recovery::redeployed(&mut turn, member),
        Act::Restored => recovery::over(&mut turn),
        Act::Returned => recovery::returned(&mut turn),
        Act::Delayed(victim, track) => fencing::aim(&mut turn, victim as usize, track as usize),
        Act::Aimed(victim, track) => fencing::launch(&mut turn, victim as usize, track as usize),
        Act::Landed(victim, track) => {
            if fencing::landed(&mut turn, victim as usize, track as usize) {
                off = Some(victim as usize);
            }
        }
        Act::Retry(victim, track) | Act::Recheck(victim, track) => {
            fencing::attempt(&mut turn, victim as usize, track as usize);
        }
        Act::Confirmed(victim, _) => {
            fencing::safe(&mut turn, victim as usize);
            off = Some(victim as usize);
        }
    }
    if let Some(victim) = off {
        // One that is in a view has yet to be missed there, but not to be shot again.
        let state = &mut world.state.clusters[k];
        state.fenced |= if state.view[victim] != 0 { 1 << victim } else { 0 };
        let node = model.clusters[k].members[victim] as usize;
        component::reset(model, world, door, node);
    }
    world.touched.add(k);
}

/// Returns the members whose processes have died in this event.
fn killed(model: &Model, world: &World, k: usize) -> Members {
    if !model.clusters[k].monitors() {
        return 0;
    }
    let members = model.clusters[k].members.iter().enumerate();
    members.map(|(m, c)| u64::from(world.killed.has(*c as usize)) << m).sum()
}

/// Returns the members whose copies were destroyed in this event.
fn wiped(model: &Model, world: &World, k: usize) -> Members {
    let disks = model.clusters[k].copy_disks.iter().enumerate();
    disks.map(|(m, disk)| u64::from(world.wiped.has(*disk as usize)) << m).sum()
}

/// Lets the rules of a cluster react, in their fixed order.
#[inline(never)]
pub(super) fn settle(model: &Model, world: &mut World, door: &mut impl Door, k: usize) {
    let (killed, wiped) = (killed(model, world, k), wiped(model, world, k));
    let retraced = world.retraced.has(k);
    world.retraced.remove(k);
    arbiter::reach(model, world, k);
    let mut turn = turn(model, world, door, k);
    let was_gone = turn.state.recovery.gone;
    recovery::observe(&mut turn);
    let moved = membership::observe(&mut turn);
    process::observe(&mut turn, killed);
    if moved || retraced || matches!(turn.cluster.policy, Policy::External(_)) {
        network::regroup(turn.cluster, turn.state);
    }
    membership::watch(&mut turn);
    arbiter::watch(&mut turn);
    quorum::judge(&mut turn);
    maintenance::clear(&mut turn);
    copies::act(&mut turn, wiped);
    storage::act(&mut turn);
    fencing::act(&mut turn);
    watchdog::act(&mut turn);
    if turn.cluster.shares {
        active_active::act(&mut turn);
        active_active::track(&mut turn);
    } else {
        failover::act(&mut turn);
        failback::act(&mut turn);
        split_brain::track(&mut turn);
    }
    copies::follow(&mut turn);
    debug_assert!(holds_together(turn.cluster, turn.state), "{:?}", turn.state);
    if turn.state.recovery.gone && !was_gone {
        // Who keeps a lock here may find that nobody will come back soon.
        model.clusters[k].leaning.iter().for_each(|k| world.touched.add(*k as usize));
    }
    if model.clusters[k].recovery.is_some() {
        recover(model, world, door, k);
    }
    let turn = self::turn(model, world, door, k);
    let levels = levels(turn.cluster, turn.state, turn.health);
    let before = std::mem::replace(&mut turn.state.levels, levels);
    world.flipped |= before != levels;
    arbiter::answer(model, world, k);
    shift(model, world, k, before.down != levels.down);
    if before.down != levels.down {
        part_changed(model, world, door, model.cluster_part(k), !levels.down);
    }
    if model.wears() {
        wear::review(model, world, door, k);
    }
}

/// Lets balancers, requests and sessions know of what has become of a cluster.
fn shift(model: &Model, world: &mut World, k: usize, flips: bool) {
    let cluster = &model.clusters[k];
    let matters = flips || cluster.has_seats || cluster.recovery.is_some();
    world.shifted |= matters || model.load.balances_unasked;
    if cluster.carries {
        let state = &mut world.state.clusters[k];
        let working = working(cluster, state, &world.state.health);
        let changed = std::mem::replace(&mut state.working, working) ^ working;
        world.shifted |= changed != 0;
        balancer::probe(model, world, k, changed);
    }
}

/// Lets a cluster go on with its disaster recovery.
fn recover(model: &Model, world: &mut World, door: &mut impl Door, k: usize) {
    let lost = recovery::is_disaster(model, &world.state, k);
    let mut turn = turn(model, world, door, k);
    let home_is_up = served(turn.cluster, turn.state, turn.health) >= u32::from(turn.cluster.needs);
    let was_away = turn.state.recovery.is_away();
    recovery::act(&mut turn, home_is_up, lost);
    if was_away && !turn.state.recovery.is_away() {
        // What may run at home again has yet to be started.
        world.touched.add(k);
    }
}

/// What holds of a cluster whenever its rules have settled.
fn holds_together(cluster: &Cluster, state: &ClusterState) -> bool {
    let members = 0..cluster.members.len();
    let in_own_group = |m: usize| state.view[m] == 0 || state.view[m] >> m & 1 == 1;
    let one_view = |m: usize| ones(state.view[m]).all(|other| state.view[other] == state.view[m]);
    let one_clock = |m: usize| {
        ones(state.view[m]).filter(|other| state.awaited[*other] != 0).count() <= 1
            && state.awaited[m] & !state.view[m] == 0
    };
    let crashed_runs_nothing = |m: usize| {
        (state.live | state.hung) >> m & 1 == 1 || matches!(state.run[m], Run::Idle | Run::Gone(_))
    };
    let one_holder = cluster.shares
        || state.groups_of_view().all(|group| {
            let acting = state.acting(group & state.quorate);
            (0..cluster.active).all(|i| {
                let holds = state.members(|run| run == Run::Holds(i)) & acting;
                holds.count_ones() <= 1
            })
        });
    let decides = matches!(cluster.policy, Policy::Majority | Policy::External(_));
    let one_quorum = !decides
        || cluster.on_loss == OnLoss::Ignore
        || state.groups_of_view().filter(|group| group & state.quorate != 0).count() <= 1;
    members
        .into_iter()
        .all(|m| in_own_group(m) && one_view(m) && one_clock(m) && crashed_runs_nothing(m))
        && one_holder
        && one_quorum
        && (!state.recovery.is_away()
            || state.members(|run| !matches!(run, Run::Idle | Run::Gone(_))) == 0)
        && state.fresh & !(state.live | state.hung) == 0
        && state.copies.data.iter().all(|data| copies_hold_together(cluster, data))
}

/// What holds of the copies of an instance's data: nobody is two things at once, and who wrote last is not
/// behind itself.
fn copies_hold_together(cluster: &Cluster, data: &DataState) -> bool {
    data.behind & (data.adrift | data.fed) == 0
        && data.empty & data.fed == 0
        && data.missing & !data.adrift == 0
        && data.resyncing & !(data.behind | data.empty) == 0
        && (cluster.shares
            || data.lost
            || (data.behind & !data.empty | data.adrift) >> data.newest & 1 == 0)
}

/// Returns which members serve an instance to users; where every member serves that is instance 0.
pub(super) fn serving(
    cluster: &Cluster,
    state: &ClusterState,
    health: &Health,
    instance: u8,
) -> Members {
    state.running(instance) & ready(cluster, state, health) & state.clients
}

/// Returns which members could serve what they run to whoever reaches them.
#[inline]
fn ready(cluster: &Cluster, state: &ClusterState, health: &Health) -> Members {
    if state.mending || state.recovery.gone {
        return 0;
    }
    let able = state.live & with_storage(cluster, state, health) & !state.copies.stalled;
    able & !state.frozen & !state.leaving
}

/// Returns which members serve anything to whoever reaches them.
pub(super) fn working(cluster: &Cluster, state: &ClusterState, health: &Health) -> Members {
    let runs = |run| matches!(run, Run::Holds(_) | Run::Stopping(..) | Run::Stuck(_));
    state.members(runs) & ready(cluster, state, health)
}

/// Returns how many instances are served at home, or by how many members if every one serves.
fn served(cluster: &Cluster, state: &ClusterState, health: &Health) -> u32 {
    let ready = ready(cluster, state, health) & state.clients;
    if cluster.shares {
        (state.running(0) & ready).count_ones()
    } else {
        (0..cluster.active).filter(|i| state.running(*i) & ready != 0).count() as u32
    }
}

fn levels(cluster: &Cluster, state: &ClusterState, health: &Health) -> ClusterLevels {
    let at_home = || served(cluster, state, health) >= u32::from(cluster.needs);
    ClusterLevels {
        down: !state.recovery.serves_away() && !at_home(),
        split_brain: cluster.has_data() && state.disputed != 0,
        fencing_blocked: state.shots.iter().any(|shot| shot.blocked),
    }
}

/// Calls `act` for each member of a set, the first-declared first.
pub(super) fn each<D>(turn: &mut Turn<D>, members: Members, act: impl Fn(&mut Turn<D>, usize)) {
    for member in ones(members) {
        act(turn, member);
    }
}
