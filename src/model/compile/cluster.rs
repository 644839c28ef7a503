//! Clusters: policy as numbers, every clock as a slot.

use super::Compiler;
use crate::engine::{HOUR, Lane, Law, Ns, Slot};
use crate::model::activity::{Act, Class, What};
use crate::model::cluster::{Cluster, ClusterSlots, Policy, ShotSlots};
use crate::model::{CauseId, CoinId};
use crate::scenario::{self, Delay, Effect, Fencing, Kind, Mode, Monitor, OnLoss, TieBreaker};

/// Whose clocks are being added.
pub(super) struct Owner<'c> {
    pub(super) k: u32,
    pub(super) name: &'c str,
    /// By member: its name.
    pub(super) own: &'c [String],
}

impl Compiler<'_> {
    pub(super) fn cluster(&mut self, name: &str, cluster: &scenario::Cluster) {
        let k = self.model.clusters.len() as u32;
        let members: Vec<u32> = self.members(cluster).iter().map(|m| *m as u32).collect();
        let disk = cluster.storage.shared_disk();
        let disk = disk.map(|r| self.names.components_of(&r.name, Kind::Disk).start as u32);
        let copy_disks = self.copy_disks(cluster, &members);
        for component in members.iter().chain(&disk).chain(&copy_disks) {
            self.model.components[*component as usize].clusters.push(k);
        }
        let wired = self.heartbeat(k, &members);
        if let Some(disk) = disk {
            self.storage(k, &members, disk);
        }
        if cluster.storage.replicated().is_some() {
            self.replication(k, &members);
        }
        let policy = self.policy(cluster);
        let arbiters = self.arbiters(k, cluster, &members, wired);
        let own: Vec<String> =
            members.iter().map(|m| self.model.components[*m as usize].name.clone()).collect();
        let split_brain = self.cause(
            // Without data there is nothing that a double service could tear apart.
            format!(
                "{name}.{}",
                if cluster.storage.has_data() { "split_brain" } else { "double_service" }
            ),
            None,
            false,
        );
        let corrupts = self.coin(cluster.split_brain.corrupts, format!("{name} corrupts"));
        let start_works =
            self.coins(&own, cluster.failover.success, |m| format!("{name} start at {m}"));
        let fencing =
            cluster.fencing.as_ref().filter(|_| cluster.quorum.on_loss != OnLoss::SelfFence);
        let stop_works = self.coins(&own, cluster.stop_success, |m| format!("{name} stop at {m}"));
        let shot_works = match fencing {
            Some(fencing) => self.coins(&own, fencing.success, |m| format!("{name} shot at {m}")),
            None => 0,
        };
        // Only where every group may act can several of them shoot at one victim.
        let all_act = policy == Policy::None || cluster.quorum.on_loss == OnLoss::Ignore;
        let tracks = if all_act { (members.len() - 1).max(1) } else { 1 };
        let owner = Owner { k, name, own: &own };
        let clocks = self.clocks(&owner, cluster, &members, fencing, tracks);
        let recovery = self.recovery(&owner, cluster);
        let copies = self.copies(&owner, cluster);
        let failback = clocks.back.and_then(|(back, _)| self.model.activities[back as usize].cause);
        let shares_power = fencing.is_some_and(|f| f.shares_power);
        let domain = |m: &u32| self.model.components[*m as usize].domain.filter(|_| shares_power);
        self.model.clusters.push(Cluster {
            name: name.to_owned(),
            votes: members.iter().map(|m| self.votes(*m)).collect(),
            power: members.iter().map(domain).collect(),
            shares: cluster.mode == Mode::ActiveActive,
            active: cluster.active as u8,
            needs: cluster.needs as u8,
            disk,
            wired,
            policy,
            arbiters,
            witness_votes: self.witness_votes(cluster),
            breaks_ties: cluster.quorum.tie_breaker == TieBreaker::Lowest,
            leaning: Vec::new(),
            balancers: Vec::new(),
            carries: false,
            has_seats: false,
            on_loss: cluster.quorum.on_loss,
            wait_for_all: cluster.quorum.wait_for_all,
            resolve: cluster.split_brain.resolve,
            corrupts,
            start_works,
            shot_works,
            stop_works,
            restarts: cluster.monitor.attempts,
            attempts: fencing.map_or(0, |f| f.attempts),
            concurrent: fencing.is_none_or(|f| f.concurrent),
            protects: fencing.is_some_and(|f| f.protect_active.rounded() > 0),
            tracks: tracks as u8,
            copies,
            copy_disks,
            counts_lost_writes: copies.is_some() || recovery.is_some_and(|r| r.has_data()),
            // What each member misses of each instance, and the double service of each instance.
            stopwatches: copies.map_or(0, |_| (members.len() as u32 + 1) * cluster.active),
            recovery,
            split_brain,
            failback: failback.unwrap_or(split_brain),
            clocks,
            members,
        });
    }

    pub(super) fn votes(&self, member: u32) -> u32 {
        let group = &self.names.components[member as usize].group;
        self.scenario.nodes[group].votes
    }

    /// Adds one coin for each member; returns the first.
    fn coins(&mut self, own: &[String], p: f64, name: impl Fn(&str) -> String) -> CoinId {
        let first = self.model.coins.len() as CoinId;
        for member in own {
            self.coin(p, name(member));
        }
        first
    }

    /// Adds the clocks of a cluster, those that it can use.
    fn clocks(
        &mut self,
        owner: &Owner,
        cluster: &scenario::Cluster,
        members: &[u32],
        fencing: Option<&Fencing>,
        tracks: usize,
    ) -> ClusterSlots {
        let n = members.len();
        let lanes = |c: &mut Self| (0..n).map(|_| c.lane()).collect::<Vec<_>>();
        let (groups, joins, runs, bans) = (lanes(self), lanes(self), lanes(self), lanes(self));
        // What is missed together is missed before its members are: nobody acts on a vote that is gone.
        let arbiter = self.arbiter_clocks(owner, cluster);
        let mut clocks = ClusterSlots {
            arbiter,
            detect: self.each(owner, &groups, &cluster.detection, "detection", Act::Detect),
            join: self.each(owner, &joins, &cluster.join, "join", Act::Join),
            takeover: self.each(owner, &runs, &cluster.failover.time, "takeover", Act::Takeover),
            stop: self.each(owner, &runs, &cluster.stop_time, "stop", Act::Stop),
            unban: self.each(owner, &bans, &cluster.failover.manual, "mending", Act::Unban),
            unstick: self.each(owner, &runs, &cluster.failover.manual, "manual stop", Act::Unstick),
            ..ClusterSlots::default()
        };
        if cluster.storage.is_on_disks() && cluster.mode == Mode::ActivePassive {
            let lanes = lanes(self);
            let word = "storage detection";
            clocks.starved = Some(self.each(owner, &lanes, &cluster.detection, word, Act::Starved));
        }
        if self.processes_die(members) {
            clocks.monitor = Some(self.monitor(owner, &cluster.monitor, &runs));
        }
        if let Some(failback) = &cluster.failback {
            let lanes = lanes(self);
            let back = self.each(owner, &lanes, &failback.after, "back", Act::Back);
            let moved = self.each(owner, &runs, &failback.time, "failback", Act::Moved);
            let cause = self.cause(format!("{}.failback", owner.name), None, true);
            self.blame_all(back, n, cause);
            clocks.back = Some((back, moved));
        }
        if cluster.quorum.on_loss == OnLoss::SelfFence {
            let (own, lost) = (lanes(self), lanes(self));
            let time = cluster.fencing.as_ref().map_or(Fencing::default_time(), |f| f.time.clone());
            let watchdog = self.each(owner, &own, &time, "watchdog", Act::Watchdog);
            let expiry = self.each(owner, &lost, &time, "watchdog wait", Act::Expired);
            clocks.watchdog = Some((watchdog, expiry));
        }
        clocks.shots = self.next_slot();
        if let Some(fencing) = fencing {
            for (victim, node) in members.iter().enumerate() {
                let delay = self.delay_at(fencing, *node as usize);
                for track in 0..tracks {
                    self.shot(owner, fencing, delay, victim as u8, track as u8);
                }
            }
        }
        let lane = self.lane();
        let law = cluster.split_brain.repair.law();
        let what = What::Cluster(owner.k, Act::Mend);
        let name = format!("{} data repair", owner.name);
        clocks.mend = self.activity(lane, Class::Protocol, what, law, name);
        clocks
    }

    /// Whether a member has a fault that kills what it runs.
    fn processes_die(&self, members: &[u32]) -> bool {
        let faults = |m: &u32| self.model.components[*m as usize].faults.clone();
        members.iter().flat_map(faults).any(|f| self.model.faults[f].effect == Effect::Process)
    }

    /// Adds the clocks that watch processes.
    fn monitor(&mut self, owner: &Owner, monitor: &Monitor, runs: &[Lane]) -> [Slot; 3] {
        let lanes: Vec<Lane> = runs.iter().map(|_| self.lane()).collect();
        let interval = Law::Uniform { low: 0.0, high: monitor.interval.ns() };
        let noticed = self.next_slot();
        for (m, lane) in runs.iter().enumerate() {
            let name = format!("{} monitor {}", owner.name, owner.own[m]);
            let what = What::Cluster(owner.k, Act::Monitor(m as u8));
            self.activity(*lane, Class::Protocol, what, interval.clone(), name);
        }
        let restart = self.each(owner, runs, &monitor.restart, "restart", Act::Restarted);
        let hour = Delay::constant(HOUR);
        let forget = self.each(owner, &lanes, &hour, "failures forgotten", Act::Forget);
        [noticed, restart, forget]
    }

    fn blame_all(&mut self, first: Slot, n: usize, cause: CauseId) {
        for activity in &mut self.model.activities[first as usize..first as usize + n] {
            activity.cause = Some(cause);
        }
    }

    /// Returns what is added to shots at a node.
    fn delay_at(&self, fencing: &Fencing, node: usize) -> Ns {
        let at = |name: &str| self.names.components_of(name, Kind::Node).contains(&node);
        fencing.delay.iter().filter(|(r, _)| at(&r.name)).map(|(_, span)| span.rounded()).sum()
    }

    /// Adds one clock for each member, on the lanes given; returns the first.
    pub(super) fn each(
        &mut self,
        owner: &Owner,
        lanes: &[Lane],
        delay: &Delay,
        word: &str,
        act: fn(u8) -> Act,
    ) -> Slot {
        let first = self.next_slot();
        for (m, lane) in lanes.iter().enumerate() {
            let name = format!("{} {word} {}", owner.name, owner.own[m]);
            let what = What::Cluster(owner.k, act(m as u8));
            self.activity(*lane, Class::Protocol, what, delay.law(), name);
        }
        first
    }

    /// Adds the clocks of one shot, in the order of [`ShotSlots`].
    fn shot(&mut self, owner: &Owner, fencing: &Fencing, delay: Ns, v: u8, track: u8) {
        let random = fencing.random_delay.ns();
        let delay = if random > 0.0 {
            Law::Uniform { low: delay as f64, high: delay as f64 + random }
        } else {
            Law::Constant(delay)
        };
        let in_flight = fencing.in_flight.rounded();
        let protect = Law::Constant(fencing.protect_active.rounded());
        let acts: [(Act, Law, &str); ShotSlots::CLOCKS as usize] = [
            (Act::Delayed(v, track), delay, "delay"),
            (Act::Aimed(v, track), fencing.time.law(), "aim"),
            (Act::Landed(v, track), Law::Constant(in_flight), "flight"),
            (Act::Retry(v, track), fencing.retry.law(), "retry"),
            (Act::Recheck(v, track), fencing.recheck.law(), "recheck"),
            (Act::Protected(v, track), protect, "protection"),
            (Act::Confirmed(v, track), fencing.manual.law(), "confirmation"),
        ];
        let (shared, confirmation) = (self.lane(), self.lane());
        for (act, law, word) in acts {
            let lane = if matches!(act, Act::Confirmed(..)) { confirmation } else { shared };
            let name = format!("{} {word} {} {track}", owner.name, owner.own[v as usize]);
            let what = What::Cluster(owner.k, act);
            let slot = self.activity(lane, Class::Protocol, what, law, name);
            if matches!(act, Act::Aimed(..)) {
                self.model.activities[slot as usize].less = in_flight;
            }
        }
    }
}
