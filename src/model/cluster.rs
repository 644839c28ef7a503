//! A compiled cluster: members as bits of a word, policy as numbers, every clock as a slot.

use super::{AmountId, CauseId, CoinId, Recovery};
use crate::engine::Slot;
use crate::scenario::{OnLoss, Resolve};

/// A set of members of one cluster: bit i is the i-th declared one.
pub type Members = u64;

/// Who may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Everyone always.
    None,
    /// More than half of all votes.
    Majority,
    /// Each half of a pair by itself.
    TwoNode,
    /// Who has the lock that is kept in this cluster.
    External(u32),
}

/// What decides between groups from outside: the witness, or a member of the cluster that keeps the lock.
#[derive(Clone, Copy, Debug)]
pub struct Arbiter {
    /// The component that it is.
    pub component: u32,
    /// The member that is this component itself, if one is.
    pub own: Members,
}

/// How each member's copy of the data is kept up.
#[derive(Clone, Copy, Debug)]
pub struct CopyPolicy {
    /// Whether a write counts only when another member that is in sync has it too.
    pub sync: bool,
    /// Whether a holder without another copy in sync goes on alone.
    pub goes_on_alone: bool,
    /// What a takeover loses that had not arrived; nothing with `sync`.
    pub lag: Option<AmountId>,
    /// By member, by instance: it has caught up.
    pub(super) resync: Slot,
    /// By member: it has noticed that it has no other copy in sync; only with `sync`.
    pub(super) severed: Slot,
}

/// A compiled cluster.
#[expect(clippy::struct_excessive_bools, reason = "a policy is a set of switches")]
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// The components that are its members.
    pub members: Vec<u32>,
    /// By member: its votes.
    pub votes: Vec<u32>,
    /// By member: the domain that it stands in, where that is asked for: a shot at it fails while that
    /// is down.
    pub power: Vec<Option<u32>>,
    /// Whether every member serves (active/active); all of them run instance 0 then.
    pub shares: bool,
    /// How many instances there are.
    pub active: u8,
    /// How many served instances, or serving members if it shares, make it up.
    pub needs: u8,
    /// The disk that an instance needs.
    pub disk: Option<u32>,
    /// Whether declared links carry its heartbeats; otherwise the heartbeat is perfect.
    pub wired: bool,
    /// Who may act.
    pub policy: Policy,
    /// The witness, or every member of the cluster that keeps the lock; none if nothing decides from
    /// outside.
    pub arbiters: Vec<Arbiter>,
    /// What the witness adds to the group that has it.
    pub witness_votes: u32,
    /// Whether the group with the first-declared member needs no more than half of the votes.
    pub breaks_ties: bool,
    /// The clusters whose locks are kept in this one.
    pub leaning: Vec<u32>,
    /// The load balancers that send requests to it.
    pub balancers: Vec<u32>,
    /// Whether requests are followed to it, so that it matters which of its members serve.
    pub carries: bool,
    /// Whether its members may hold sessions.
    pub has_seats: bool,
    /// What a group does that loses quorum.
    pub on_loss: OnLoss,
    /// After a boot, only with all members present.
    pub wait_for_all: bool,
    /// What happens when the sides of a split brain meet.
    pub resolve: Resolve,
    /// Whether shared data are damaged.
    pub corrupts: CoinId,
    /// Whether a start works, by member: the first of as many coins.
    pub start_works: CoinId,
    /// Whether a shot works, by victim: the first of as many coins.
    pub shot_works: CoinId,
    /// Whether an orderly stop works, by member: the first of as many coins.
    pub stop_works: CoinId,
    /// How many restarts in place of a dead process are tried before its instance moves.
    pub restarts: u32,
    /// Attempts before recovery is blocked; 0 without fencing.
    pub attempts: u32,
    /// Whether several victims are shot at the same time.
    pub concurrent: bool,
    /// Whether shots at whoever holds an instance wait.
    pub protects: bool,
    /// How many shots can be under way at one victim.
    pub tracks: u8,
    /// How copies of the data are kept up, if each member holds one.
    pub copies: Option<CopyPolicy>,
    /// By member: the disk, or the array, that its copy is on; none if copies are where their members are.
    pub copy_disks: Vec<u32>,
    /// Whether it is known what a loss costs: how long a time's writes are gone.
    pub counts_lost_writes: bool,
    /// How many stopwatches the ledger keeps of it: they measure writes that may be lost.
    pub stopwatches: u32,
    /// Where it goes on after a disaster.
    pub recovery: Option<Recovery>,
    /// Split brain as a cause.
    pub split_brain: CauseId,
    /// Failback as a cause; without failback that is split brain, which no one asks for.
    pub failback: CauseId,
    pub(super) clocks: ClusterSlots,
}

/// The first slot of each kind of clock; those that a cluster never uses are not there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClusterSlots {
    pub(super) detect: Slot,
    pub(super) join: Slot,
    pub(super) takeover: Slot,
    pub(super) stop: Slot,
    pub(super) unban: Slot,
    pub(super) unstick: Slot,
    pub(super) monitor: Option<[Slot; 3]>,
    pub(super) shots: Slot,
    pub(super) mend: Slot,
    pub(super) starved: Option<Slot>,
    pub(super) back: Option<(Slot, Slot)>,
    pub(super) watchdog: Option<(Slot, Slot)>,
    pub(super) arbiter: Option<(Slot, Slot)>,
}

/// The clocks of one shot.
#[derive(Clone, Copy, Debug)]
pub struct ShotSlots(Slot);

impl ShotSlots {
    pub(super) const CLOCKS: u32 = 7;

    /// The delay for this victim.
    pub fn delay(self) -> Slot {
        self.0
    }

    /// Aiming.
    pub fn aim(self) -> Slot {
        self.0 + 1
    }

    /// In flight.
    pub fn flight(self) -> Slot {
        self.0 + 2
    }

    /// Until the next attempt.
    pub fn retry(self) -> Slot {
        self.0 + 3
    }

    /// Until one more attempt while blocked.
    pub fn recheck(self) -> Slot {
        self.0 + 4
    }

    /// While whoever holds an instance is spared.
    pub fn protect(self) -> Slot {
        self.0 + 5
    }

    /// Until a person has made sure.
    pub fn manual(self) -> Slot {
        self.0 + 6
    }
}

impl Cluster {
    /// Returns the set of all members.
    #[inline]
    pub fn all(&self) -> Members {
        u64::MAX >> (64 - self.members.len())
    }

    /// Returns all votes, the witness's too.
    pub fn all_votes(&self) -> u32 {
        self.votes.iter().sum::<u32>() + self.witness_votes
    }

    /// Whether something outside decides between groups.
    #[inline]
    pub fn has_arbiter(&self) -> bool {
        !self.arbiters.is_empty()
    }

    /// Whether each member serves by itself: no data, no quorum, so no membership that it would have to be
    /// taken into.
    #[inline]
    pub fn is_loose(&self) -> bool {
        self.shares && !self.has_data() && self.policy == Policy::None
    }

    /// Whether lost members are shot.
    #[inline]
    pub fn fences(&self) -> bool {
        self.attempts > 0
    }

    /// Whether members without quorum are reset by their watchdogs.
    #[inline]
    pub fn self_fences(&self) -> bool {
        self.clocks.watchdog.is_some()
    }

    /// Whether nothing is started before lost members are known to be off.
    #[inline]
    pub fn makes_safe(&self) -> bool {
        self.fences() || self.self_fences()
    }

    /// Whether instances go back to earlier-declared members.
    #[inline]
    pub fn fails_back(&self) -> bool {
        self.clocks.back.is_some()
    }

    /// The detection clock that is named after a silent member.
    pub fn detect(&self, named: usize) -> Slot {
        self.clocks.detect + named as Slot
    }

    /// The join clock of a member, or of the group whose first member it is.
    pub fn join(&self, member: usize) -> Slot {
        self.clocks.join + member as Slot
    }

    /// A member starts an instance.
    pub fn takeover(&self, member: usize) -> Slot {
        self.clocks.takeover + member as Slot
    }

    /// A member stops its instance.
    pub fn stop(&self, member: usize) -> Slot {
        self.clocks.stop + member as Slot
    }

    /// A person mends a failed start.
    pub fn unban(&self, member: usize) -> Slot {
        self.clocks.unban + member as Slot
    }

    /// Until it is noticed that a holder has lost its storage; `None` without storage.
    pub fn starved(&self, member: usize) -> Option<Slot> {
        self.clocks.starved.map(|first| first + member as Slot)
    }

    /// Whether each member holds a copy of the data.
    #[inline]
    pub fn replicates(&self) -> bool {
        self.copies.is_some()
    }

    /// Whether there are data that two members could write at the same time.
    #[inline]
    pub fn has_data(&self) -> bool {
        self.disk.is_some() || self.replicates()
    }

    /// A member's copy of an instance's data catches up; only with replicated data.
    pub fn resync(&self, member: usize, instance: u8) -> Slot {
        let index = member * self.active as usize + instance as usize;
        self.copies.map_or(Slot::MAX, |copies| copies.resync + index as Slot)
    }

    /// Until a holder notices that it has no other copy in sync; only with synchronous replication.
    pub fn severed(&self, member: usize) -> Slot {
        self.copies.map_or(Slot::MAX, |copies| copies.severed + member as Slot)
    }

    /// The stopwatch of what a member misses of an instance's writes; only with replicated data.
    pub fn missed_writes(&self, member: usize, instance: u8) -> u32 {
        (member * self.active as usize + instance as usize) as u32
    }

    /// The stopwatch of an instance's double service; only with replicated data.
    pub fn double_service(&self, instance: u8) -> u32 {
        self.missed_writes(self.members.len(), instance)
    }

    /// Until a member has been back for long enough; only with failback.
    pub fn back(&self, member: usize) -> Slot {
        self.clocks.back.map_or(Slot::MAX, |(back, _)| back + member as Slot)
    }

    /// An instance moves back to a member; only with failback.
    pub fn moved(&self, member: usize) -> Slot {
        self.clocks.back.map_or(Slot::MAX, |(_, moved)| moved + member as Slot)
    }

    /// Until a member misses the arbiter; only with one.
    pub fn missed(&self, member: usize) -> Slot {
        self.clocks.arbiter.map_or(Slot::MAX, |(missed, _)| missed + member as Slot)
    }

    /// Until a member counts on the arbiter again; only with one.
    pub fn found(&self, member: usize) -> Slot {
        self.clocks.arbiter.map_or(Slot::MAX, |(_, found)| found + member as Slot)
    }

    /// Until the watchdog of a member fires; only with self-fencing.
    pub fn watchdog(&self, member: usize) -> Slot {
        self.clocks.watchdog.map_or(Slot::MAX, |(watchdog, _)| watchdog + member as Slot)
    }

    /// Until the watchdog of a lost member must have fired; only with self-fencing.
    pub fn expiry(&self, victim: usize) -> Slot {
        self.clocks.watchdog.map_or(Slot::MAX, |(_, expiry)| expiry + victim as Slot)
    }

    /// A person stops what could not be stopped.
    pub fn unstick(&self, member: usize) -> Slot {
        self.clocks.unstick + member as Slot
    }

    /// Until a dead process is noticed; only where processes die.
    pub fn monitor(&self, member: usize) -> Slot {
        self.clocks.monitor.map_or(Slot::MAX, |[monitor, ..]| monitor + member as Slot)
    }

    /// A dead process is restarted in place; only where processes die.
    pub fn restart(&self, member: usize) -> Slot {
        self.clocks.monitor.map_or(Slot::MAX, |[_, restart, _]| restart + member as Slot)
    }

    /// Until failures of processes are forgotten; only where processes die.
    pub fn forget(&self, member: usize) -> Slot {
        self.clocks.monitor.map_or(Slot::MAX, |[.., forget]| forget + member as Slot)
    }

    /// Whether processes die here.
    #[inline]
    pub fn monitors(&self) -> bool {
        self.clocks.monitor.is_some()
    }

    /// Damaged data are mended.
    pub fn mend(&self) -> Slot {
        self.clocks.mend
    }

    /// Returns which of the shots by victim and track this is.
    #[inline]
    pub fn shot_index(&self, victim: usize, track: usize) -> usize {
        victim * self.tracks as usize + track
    }

    /// The clocks of a shot.
    pub fn shot(&self, victim: usize, track: usize) -> ShotSlots {
        let index = self.shot_index(victim, track) as Slot;
        ShotSlots(self.clocks.shots + ShotSlots::CLOCKS * index)
    }

    /// The coin that decides whether a start at this member works.
    pub fn start_works(&self, member: usize) -> CoinId {
        self.start_works + member as CoinId
    }

    /// The coin that decides whether an orderly stop at this member works.
    pub fn stop_works(&self, member: usize) -> CoinId {
        self.stop_works + member as CoinId
    }

    /// The coin that decides whether a shot at this member works.
    pub fn shot_works(&self, victim: usize) -> CoinId {
        self.shot_works + victim as CoinId
    }
}
