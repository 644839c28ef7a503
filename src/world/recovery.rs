//! Disaster recovery: a cluster that home cannot bring back is built up anew elsewhere, and goes home when
//! that is whole again.

use super::cluster::{Turn, each};
use super::copies;
use super::door::{Door, From};
use super::failover::call_off;
use super::quorum;
use super::run::Run;
use super::state::{ClusterState, State};
use super::unsettled::World;
use crate::ledger::{Count, Note};
use crate::model::{Cluster, Kind, Members, Model, OnLoss, Policy, Recovery, ones};

/// How far a cluster's disaster recovery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    /// Nobody thinks of it.
    None,
    /// The cluster is down because of a disaster, but not for long enough yet.
    Pending,
    /// A disaster is declared, and the domain where the cluster shall go on is down.
    Declared,
    /// Members are being redeployed: which, as bits, and how many are there.
    Redeploying(u64, u8),
    /// The data are being restored.
    Restoring,
    /// It has not worked: only home brings the cluster back.
    Failed,
    /// The cluster goes on in the domain.
    Away,
    /// It is on its way home.
    Returning,
}

/// A cluster's disaster recovery at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryState {
    /// How far it is.
    pub plan: Plan,
    /// Whether the data are not at home: destroyed, or written on elsewhere.
    pub gone: bool,
    /// Whether clients reach the domain where the cluster goes on.
    pub reached: bool,
}

impl RecoveryState {
    pub(super) const NONE: RecoveryState =
        RecoveryState { plan: Plan::None, gone: false, reached: true };

    /// Whether the cluster is not at home.
    #[inline]
    pub fn is_away(self) -> bool {
        matches!(self.plan, Plan::Away | Plan::Returning)
    }

    /// Whether the cluster serves, and not at home.
    pub(super) fn serves_away(self) -> bool {
        self.plan == Plan::Away && self.reached
    }

    /// Whether it is being built up anew.
    pub(super) fn is_under_way(self) -> bool {
        matches!(self.plan, Plan::Redeploying(..) | Plan::Restoring)
    }
}

impl ClusterState {
    /// Whether nothing runs at home, and nothing is started there.
    #[inline]
    pub(super) fn rests(&self) -> bool {
        self.mending || self.recovery.is_away()
    }
}

/// The data of a cluster's disk are destroyed. With disaster recovery only that brings them back, unless its plan
/// has already failed: then the repair of the disk does.
pub(super) fn lose_data(model: &Model, world: &mut World, door: &mut impl Door, k: usize) {
    let cluster = &model.clusters[k];
    let state = &mut world.state.clusters[k].recovery;
    if state.gone {
        return;
    }
    door.note(Note::Cluster(k as u32, Count::DataLoss));
    if cluster.recovery.is_some() && state.plan != Plan::Failed {
        state.gone = true;
        // It may have been down already.
        world.touched.add(k);
        // Who keeps a lock here may find that nobody will come back soon.
        cluster.leaning.iter().for_each(|k| world.touched.add(*k as usize));
    }
}

/// No copy of a cluster's data is left: likewise.
pub(super) fn lose_copies<D: Door>(turn: &mut Turn<D>) {
    if turn.state.recovery.gone {
        return;
    }
    turn.note(Count::DataLoss);
    let plan = turn.state.recovery.plan;
    turn.state.recovery.gone = turn.cluster.recovery.is_some() && plan != Plan::Failed;
}

/// Whether a cluster that is down stays down until its sites are back, or has no data.
pub(super) fn is_disaster(model: &Model, state: &State, k: usize) -> bool {
    state.clusters[k].recovery.gone || is_stranded(model, state, k)
}

/// Whether the members that stand in no domain that is down could not make the cluster up, even if they
/// were all up, heard one another and reached what they need.
fn is_stranded(model: &Model, state: &State, k: usize) -> bool {
    let (cluster, own) = (&model.clusters[k], &state.clusters[k]);
    let is_dark = |c: u32| is_dark(model, state, c);
    if cluster.disk.is_some_and(is_dark) {
        return true;
    }
    let members = cluster.members.iter().enumerate();
    let outside: Members = members.map(|(m, c)| u64::from(!is_dark(*c)) << m).sum();
    if outside.count_ones() < fewest(cluster) || lacks_data(cluster, own, outside) {
        return true;
    }
    let decided = match cluster.policy {
        Policy::External(lock) => {
            let lock = lock as usize;
            !state.clusters[lock].levels.down || !is_disaster(model, state, lock)
        }
        _ => cluster.arbiters.iter().any(|witness| !is_dark(witness.component)),
    };
    let trusted = own.trusted;
    cluster.on_loss != OnLoss::Ignore && !quorum::is_quorate(cluster, outside, trusted, decided)
}

/// Whether a component stands in a domain that is down by a fault, its own or of one around it; planned work
/// is none. An array does with more disks than it can do without.
fn is_dark(model: &Model, state: &State, c: u32) -> bool {
    if let Some(a) = model.components[c as usize].whole {
        let array = &model.arrays[a as usize];
        return !array.does_without(|i| is_dark(model, state, array.disks.start + i as u32));
    }
    model.components[c as usize].domain.is_some_and(|domain| {
        let mut faults = model.components[domain as usize].faults.clone();
        faults.any(|id| state.standing[id]) || is_dark(model, state, domain)
    })
}

/// A fault of a domain has struck or is repaired: who could stand in the dark by it looks, also if the domain is
/// down for something else too.
pub(super) fn notice(model: &Model, world: &mut World, c: usize) {
    if model.components[c].kind == Kind::Domain {
        model.components[c].clusters.iter().for_each(|k| world.touched.add(*k as usize));
    }
}

/// Whether these members lack the data that they would need, or somebody to keep a copy for them.
fn lacks_data(cluster: &Cluster, state: &ClusterState, outside: Members) -> bool {
    if !cluster.replicates() {
        return false;
    }
    let there =
        state.copies.data.iter().filter(|data| outside & !(data.behind | data.empty) != 0).count();
    let wanted = if cluster.shares { 1 } else { cluster.needs };
    there < wanted as usize
}

/// Returns how many members it takes at least to make a cluster up.
fn fewest(cluster: &Cluster) -> u32 {
    // Where writes hang that nobody else has, one alone is down.
    let blocks = cluster.copies.is_some_and(|copies| copies.sync && !copies.goes_on_alone);
    u32::from(cluster.needs).max(if blocks { 2 } else { 1 })
}

/// Whether a cluster goes on, or is being built up, in one of these components.
pub(super) fn stands_in(model: &Model, state: &State, parts: &[u32]) -> bool {
    let clusters = model.clusters.iter().zip(&state.clusters);
    clusters.filter_map(|(cluster, state)| cluster.recovery.map(|r| (r, state.recovery))).any(
        |(recovery, state)| {
            (state.is_under_way() || state.is_away()) && parts.contains(&recovery.domain)
        },
    )
}

/// What stood in the domain is gone when that goes down; a way home goes on.
pub(super) fn observe<D: Door>(turn: &mut Turn<D>) {
    let Some(recovery) = turn.cluster.recovery else { return };
    let state = turn.state.recovery;
    let stands_there = state.is_under_way() || state.plan == Plan::Away;
    if stands_there && !turn.health.is_up(recovery.domain as usize) {
        drop_plan(turn, recovery);
        turn.state.recovery.plan = Plan::Declared;
    }
}

/// Stops what is being built up.
fn drop_plan<D: Door>(turn: &mut Turn<D>, recovery: Recovery) {
    match turn.state.recovery.plan {
        Plan::Redeploying(busy, _) => {
            for member in ones(busy) {
                turn.door.disarm(recovery.redeploy(member as u8));
            }
        }
        Plan::Restoring => turn.door.disarm(recovery.restore()),
        _ => {}
    }
    turn.state.recovery.plan = Plan::None;
}

/// Goes on with the plan: declares disasters, begins, drops what home makes needless, goes home.
pub(super) fn act<D: Door>(turn: &mut Turn<D>, home_is_up: bool, lost: bool) {
    let Some(recovery) = turn.cluster.recovery else { return };
    let wanted = lost && !home_is_up;
    match turn.state.recovery.plan {
        Plan::None if wanted => {
            turn.state.recovery.plan = Plan::Pending;
            turn.door.arm(recovery.declare(), From::New);
        }
        Plan::Pending if !wanted => {
            turn.state.recovery.plan = Plan::None;
            turn.door.disarm(recovery.declare());
        }
        Plan::Declared if !wanted => turn.state.recovery.plan = Plan::None,
        Plan::Declared if turn.health.is_up(recovery.domain as usize) => begin(turn, recovery),
        Plan::Redeploying(..) | Plan::Restoring if home_is_up => drop_plan(turn, recovery),
        Plan::Failed if home_is_up => turn.state.recovery.plan = Plan::None,
        Plan::Away if whole(turn) != 0 => {
            turn.state.recovery.plan = Plan::Returning;
            turn.door.blame(recovery.failback);
            turn.door.arm(recovery.return_home(), From::New);
        }
        Plan::Returning if whole(turn) == 0 => {
            turn.door.disarm(recovery.return_home());
            turn.state.recovery.plan = Plan::Away;
            // What it left may be lost by now.
            observe(turn);
        }
        _ => {}
    }
}

/// A disaster is declared; the plan begins as soon as its domain is up.
pub(super) fn declared<D: Door>(turn: &mut Turn<D>) {
    turn.state.recovery.plan = Plan::Declared;
}

/// The plan begins: as many members as may be at the same time.
fn begin<D: Door>(turn: &mut Turn<D>, recovery: Recovery) {
    turn.note(Count::DisasterRecovery);
    let first = recovery.parallel.min(turn.cluster.needs);
    turn.state.recovery.plan = Plan::Redeploying(u64::MAX >> (64 - first), 0);
    for member in 0..first {
        turn.door.arm(recovery.redeploy(member), From::New);
    }
}

/// A member is there: the next one, or the data.
pub(super) fn redeployed<D: Door>(turn: &mut Turn<D>, member: u8) {
    let Some(recovery) = turn.cluster.recovery else { return };
    let Plan::Redeploying(busy, done) = turn.state.recovery.plan else { return };
    let (mut busy, done) = (busy & !(1 << member), done + 1);
    let next = done + busy.count_ones() as u8;
    if next < turn.cluster.needs {
        busy |= 1 << next;
        turn.door.arm(recovery.redeploy(next), From::New);
    }
    turn.state.recovery.plan = Plan::Redeploying(busy, done);
    if done == turn.cluster.needs {
        if recovery.has_data() {
            turn.state.recovery.plan = Plan::Restoring;
            turn.door.arm(recovery.restore(), From::New);
        } else {
            over(turn);
        }
    }
}

/// The plan is over: the cluster goes on in the domain, or waits for home.
pub(super) fn over<D: Door>(turn: &mut Turn<D>) {
    let Some(recovery) = turn.cluster.recovery else { return };
    let k = turn.k as u32;
    let works = turn.door.chance(recovery.works);
    // Where it has not worked home goes on from a backup too, if its own data are gone.
    if works && recovery.has_data() || turn.state.recovery.gone {
        turn.door.lose(k, recovery.lost, None);
    }
    if works {
        turn.door.note(Note::Recovered(k, recovery.has_data()));
        leave_home(turn);
        turn.state.recovery.plan = Plan::Away;
    } else {
        turn.note(Count::FailedDisasterRecovery);
        turn.state.recovery.plan = Plan::Failed;
    }
    turn.state.recovery.gone = works && recovery.has_data();
}

/// What still runs at home is stopped, and what is wrong with its data does not matter any more.
fn leave_home<D: Door>(turn: &mut Turn<D>) {
    let running = turn.state.members(|run| !matches!(run, Run::Idle | Run::Gone(_)));
    each(turn, running, call_off);
    turn.state.disputed = 0;
    turn.state.copies.data.iter_mut().for_each(|data| data.writers = 0);
    if std::mem::take(&mut turn.state.mending) {
        turn.door.disarm(turn.cluster.mend());
    }
}

/// Returns the members at home that could serve together, if they are enough to make the cluster up.
fn whole<D: Door>(turn: &Turn<D>) -> Members {
    let (cluster, state) = (turn.cluster, &*turn.state);
    let able = state.live & !state.banned & !state.frozen & !state.leaving;
    let reached = able & turn.with_disk() & state.clients;
    let enough = |group: &Members| group.count_ones() >= fewest(cluster);
    if cluster.is_loose() {
        return Some(reached).filter(enough).unwrap_or(0);
    }
    let ready = ones(reached).filter(|m| state.is_ready(*m)).map(|m| 1 << m).sum::<Members>();
    state.groups_of_view().map(|group| group & ready).find(enough).unwrap_or(0)
}

/// The cluster is home again: each instance runs there, on the members that were declared first, and those
/// who are there have its data.
pub(super) fn returned<D: Door>(turn: &mut Turn<D>) {
    let whole = whole(turn);
    turn.state.recovery.plan = Plan::None;
    turn.state.recovery.gone = false;
    copies::renew(turn, whole);
    if !turn.cluster.shares {
        for (instance, m) in (0..turn.cluster.active).zip(ones(whole)) {
            turn.state.run[m] = Run::Holds(instance);
        }
    }
}
