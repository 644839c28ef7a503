//! A cluster at a moment.

use super::clone_in_place;
use crate::ledger::ClusterLevels;
use crate::model::{Cluster, Members};
use crate::world::copies::Copies;
use crate::world::recovery::RecoveryState;
use crate::world::run::{NO_SHOT, Run, Shot};

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

impl ClusterState {
    pub(super) fn new(cluster: &Cluster) -> ClusterState {
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
