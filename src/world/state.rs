//! Everything discrete: no time, no counters, and not what is armed.

use super::cluster::working;
use super::copies::Copies;
use super::load::is_fit;
use super::maintenance::Stage;
use super::recovery::RecoveryState;
use super::run::{NO_SHOT, Run, Shot};
use crate::engine::Hours;
use crate::ledger::ClusterLevels;
use crate::model::{Array, Bits, Cluster, Crew, Members, Model, Spare};

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

/// By component: how many things keep it down.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Health {
    reasons: Vec<u32>,
    /// Nodes that are alive but silent: that is their only reason.
    hung: Vec<bool>,
}

impl Health {
    /// Whether nothing keeps a component down.
    #[inline]
    pub fn is_up(&self, c: usize) -> bool {
        self.reasons[c] == 0
    }

    /// Whether a node is alive but silent.
    #[inline]
    pub fn is_hung(&self, c: usize) -> bool {
        self.hung[c]
    }

    /// Whether a component is not off: it is up, or hangs.
    #[inline]
    pub(super) fn is_on(&self, c: usize) -> bool {
        self.reasons[c] == 0 || self.hung[c]
    }

    /// Lets a node that is up fall silent.
    pub(super) fn hang(&mut self, c: usize) {
        debug_assert!(self.is_up(c), "only what is up can hang");
        (self.reasons[c], self.hung[c]) = (1, true);
    }

    /// Ends a hang.
    pub(super) fn wake(&mut self, c: usize) {
        debug_assert!(self.hung[c] && self.reasons[c] == 1, "a hang is the only reason");
        (self.reasons[c], self.hung[c]) = (0, false);
    }

    /// Adds a reason; true if it is the first.
    #[inline]
    pub(super) fn worsen(&mut self, c: usize) -> bool {
        self.reasons[c] += 1;
        self.reasons[c] == 1
    }

    /// Takes a reason away; true if it was the last.
    #[inline]
    pub(super) fn mend(&mut self, c: usize) -> bool {
        self.reasons[c] -= 1;
        self.reasons[c] == 0
    }
}

/// No instance of a balancer has the address.
pub(super) const NOBODY: u32 = u32::MAX;

/// At time 0 the first-declared instance has the address.
const START: BalancerState = BalancerState { holder: 0, waiting: false, works: true };

/// A group of load balancers at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BalancerState {
    /// The instance that has the address, or had it when it failed and another is about to have it;
    /// `u32::MAX` if none is.
    pub holder: u32,
    /// Whether another is about to have it.
    pub waiting: bool,
    /// Whether an instance has it and works, and clients reach it.
    pub works: bool,
}

/// What balancers know of their members, by check.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct CheckState {
    /// Members that the network lets the balancer reach.
    pub reach: Bits,
    /// Members that answer.
    pub healthy: Bits,
    /// Members that get requests: it takes a while until checks have noticed a change.
    pub believed: Bits,
}

/// A crew at a moment.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct CrewState {
    /// Members at work.
    pub busy: u32,
    /// Whether it takes calls now.
    pub on_duty: bool,
    /// Faults that wait, the first called first.
    pub queue: Vec<u32>,
}

/// Spare parts at a moment.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct SpareState {
    /// How many there are.
    pub stock: u32,
    /// Faults that wait for one, the first called first.
    pub waiting: Vec<u32>,
    /// Orders that are on their way.
    pub ordered: Bits,
}

/// An array of disks at a moment; sets are of places in it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ArrayState {
    /// Disks that are not whole: lost, and not rebuilt; all of them while the data are lost.
    pub hollow: Bits,
    /// Disks that cannot be read: not whole, or down.
    pub missing: Bits,
    /// Disks whose rebuild goes on.
    pub rebuilding: Bits,
    /// Whether its data are lost.
    pub lost: bool,
    /// Whether they are being restored.
    pub restoring: bool,
    /// Whether it cannot be used.
    pub down: bool,
}

/// A cluster at a moment.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ClusterState {
    /// Members that are up and not hung.
    pub live: Members,
    /// Members that are alive but silent.
    pub hung: Members,
    /// By member: whom the network lets it hear, itself too, dead or alive; empty if all is perfect.
    pub heard: Vec<Members>,
    /// Members that the network lets reach the disk.
    pub storage: Members,
    /// Members that clients reach.
    pub clients: Members,
    /// By arbiter: members that the network lets reach it.
    pub paths: Vec<Members>,
    /// Members that reach an arbiter that answers.
    pub reach: Members,
    /// Members that count on the arbiter: those in a view until they have missed it.
    pub sees: Members,
    /// Members that are about to miss it.
    pub missing: Members,
    /// Members that are about to count on it again.
    pub finding: Members,
    /// The group for which the arbiter decided last.
    pub decided: Members,
    /// Members through whom the locks of other clusters are reached, if any are kept here.
    pub keepers: Members,
    /// By member: who it hears, itself too.
    pub groups: Vec<Members>,
    /// By member: its group as it was last agreed; empty if it is no member now.
    pub view: Vec<Members>,
    /// By the member that a detection clock is named after: who it is about; empty if it does not run.
    pub awaited: Vec<Members>,
    /// Members that have booted before anyone declared them lost, and are not taken in yet.
    pub fresh: Members,
    /// Members and first members of groups whose join clock runs.
    pub joining: Members,
    /// Members of quorate groups, and of those that act as if they were.
    pub quorate: Members,
    /// Whether a group is quorate.
    pub has_quorum: bool,
    /// Members that have been quorate without interruption since their boot.
    pub trusted: Members,
    /// Members that had quorum and have lost it.
    pub bereft: Members,
    /// By member: whom its group has lost and not made safe.
    pub unclean: Vec<Members>,
    /// Members that are to be shot though they are in the view.
    pub condemned: Members,
    /// Members that were shot while they were in a view: they are missed, but not shot again.
    pub fenced: Members,
    /// By victim and track.
    pub shots: Vec<Shot>,
    /// Members whose watchdog runs.
    pub watched: Members,
    /// Lost members whose watchdog is waited for.
    pub expiring: Members,
    /// By member.
    pub run: Vec<Run>,
    /// Members that are to be worked on, until they are off: they stop what they run and start nothing.
    pub leaving: Members,
    /// Members at which a start has failed.
    pub banned: Members,
    /// By member: the instance whose start failed last.
    pub failed: Vec<u8>,
    /// By member: how often a process died on it within the last hour.
    pub failures: Vec<u32>,
    /// By instance: the member that last served it alone.
    pub home: Vec<u8>,
    /// Instances that more than one member serves, as bits.
    pub disputed: u64,
    /// Holders without storage whose group has yet to notice.
    pub starving: Members,
    /// Holders without storage whose group has noticed.
    pub starved: Members,
    /// Members that have been back, but not for long enough to get an instance back.
    pub back: Members,
    /// Members that have been, and wait until nobody is being shot.
    pub ripe: Members,
    /// Members that serve nobody because their group waits until lost members are known to be off; only
    /// where they share a disk.
    pub frozen: Members,
    /// By member: the first member of those it serves with, who know of each other; only where every
    /// member serves.
    pub sides: Vec<u8>,
    /// Members that served alone before others began to; only where every member serves.
    pub seniors: Members,
    /// The copies of the data.
    pub copies: Copies,
    /// Members that neither hold nor start an instance.
    pub passive: Members,
    /// Members that serve whoever reaches them; only followed where requests are.
    pub working: Members,
    /// Whether damaged data are being mended.
    pub mending: bool,
    /// Disaster recovery.
    pub recovery: RecoveryState,
    /// What the ledger sees.
    pub levels: ClusterLevels,
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

clone_in_place!(Health { reasons, hung });
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
clone_in_place!(ArrayState { hollow, missing, rebuilding, lost, restoring, down });
clone_in_place!(CheckState { reach, healthy, believed });
clone_in_place!(CrewState { busy, on_duty, queue });
clone_in_place!(SpareState { stock, waiting, ordered });
clone_in_place!(ClusterState {
    live,
    hung,
    heard,
    storage,
    clients,
    paths,
    reach,
    sees,
    missing,
    finding,
    decided,
    keepers,
    groups,
    view,
    awaited,
    fresh,
    joining,
    quorate,
    has_quorum,
    trusted,
    bereft,
    unclean,
    condemned,
    fenced,
    shots,
    watched,
    expiring,
    run,
    leaving,
    banned,
    failed,
    failures,
    home,
    disputed,
    starving,
    starved,
    back,
    ripe,
    frozen,
    sides,
    seniors,
    copies,
    passive,
    working,
    mending,
    recovery,
    levels,
});

impl State {
    /// Returns the state at time 0: everything up, in sync and quorate.
    pub fn new(model: &Model) -> State {
        let components = model.components.len();
        let mut state = State {
            health: Health { reasons: vec![0; components], hung: vec![false; components] },
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

impl CrewState {
    fn new(crew: &Crew) -> CrewState {
        let on_duty = crew.duty.first().is_none_or(|(_, comes)| !comes);
        CrewState { busy: 0, on_duty, queue: Vec::new() }
    }
}

impl SpareState {
    fn new(spare: &Spare) -> SpareState {
        let ordered = Bits::none(spare.most_orders as usize);
        SpareState { stock: spare.stock, waiting: Vec::new(), ordered }
    }
}

impl ArrayState {
    fn new(array: &Array) -> ArrayState {
        let none = || Bits::none(array.disks.len());
        ArrayState {
            hollow: none(),
            missing: none(),
            rebuilding: none(),
            lost: false,
            restoring: false,
            down: false,
        }
    }
}

impl ClusterState {
    fn new(cluster: &Cluster) -> ClusterState {
        let (n, all) = (cluster.members.len(), cluster.all());
        let arbiter = if cluster.has_arbiter() { all } else { 0 };
        let run = |m| match m {
            _ if cluster.shares => Run::Holds(0),
            m if m < cluster.active as usize => Run::Holds(m as u8),
            _ => Run::Idle,
        };
        ClusterState {
            live: all,
            hung: 0,
            heard: if cluster.wired { vec![all; n] } else { Vec::new() },
            storage: all,
            clients: all,
            paths: vec![all; cluster.arbiters.len()],
            reach: arbiter,
            sees: arbiter,
            missing: 0,
            finding: 0,
            decided: arbiter,
            keepers: if cluster.leaning.is_empty() { 0 } else { all },
            groups: vec![all; n],
            view: vec![all; n],
            awaited: vec![0; n],
            fresh: 0,
            joining: 0,
            quorate: all,
            has_quorum: true,
            trusted: all,
            bereft: 0,
            unclean: vec![0; n],
            condemned: 0,
            fenced: 0,
            watched: 0,
            expiring: 0,
            shots: if cluster.fences() {
                vec![NO_SHOT; n * cluster.tracks as usize]
            } else {
                Vec::new()
            },
            run: (0..n).map(run).collect(),
            leaving: 0,
            banned: 0,
            failed: vec![0; n],
            failures: vec![0; n],
            home: (0..cluster.active).collect(),
            disputed: 0,
            starving: 0,
            starved: 0,
            back: 0,
            ripe: 0,
            frozen: 0,
            sides: if cluster.shares { vec![0; n] } else { Vec::new() },
            seniors: if cluster.shares { all } else { 0 },
            copies: Copies::new(cluster),
            passive: 0,
            working: 0,
            mending: false,
            recovery: RecoveryState::NONE,
            levels: ClusterLevels::default(),
        }
    }
}
