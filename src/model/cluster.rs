//! A compiled cluster: members as bits of a word, policy as numbers, every clock as a slot.

use super::{CauseId, CoinId};
use crate::engine::Slot;
use crate::scenario::{Policy, Resolve};

/// A set of members of one cluster: bit i is the i-th declared one.
pub type Members = u64;

/// A link as a cluster sees it.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// The link.
    pub component: u32,
    /// The members at one end.
    pub a: Members,
    /// The members at the other end.
    pub b: Members,
}

/// A compiled cluster.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// The components that are its members.
    pub members: Vec<u32>,
    /// How many instances there are.
    pub active: u8,
    /// How many served instances make it up.
    pub needs: u8,
    /// The disk that an instance needs.
    pub disk: Option<u32>,
    /// The links that carry its heartbeats; with none the heartbeat is perfect.
    pub hops: Vec<Hop>,
    /// Who may act.
    pub policy: Policy,
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
    /// Attempts before recovery is blocked; 0 without fencing.
    pub attempts: u32,
    /// How many shots can be under way at one victim.
    pub tracks: u8,
    /// Split brain as a cause.
    pub split_brain: CauseId,
    pub(super) detect: Slot,
    pub(super) join: Slot,
    pub(super) takeover: Slot,
    pub(super) stop: Slot,
    pub(super) unban: Slot,
    pub(super) shots: Slot,
    pub(super) mend: Slot,
}

/// The clocks of one shot.
#[derive(Clone, Copy, Debug)]
pub struct ShotSlots(Slot);

impl ShotSlots {
    pub(super) const CLOCKS: u32 = 6;

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

    /// Until a person has made sure.
    pub fn manual(self) -> Slot {
        self.0 + 5
    }
}

impl Cluster {
    /// Returns the set of all members.
    #[inline]
    pub fn all(&self) -> Members {
        u64::MAX >> (64 - self.members.len())
    }

    /// Whether lost members are shot.
    #[inline]
    pub fn fences(&self) -> bool {
        self.attempts > 0
    }

    /// The detection clock that is named after a silent member.
    pub fn detect(&self, named: usize) -> Slot {
        self.detect + named as Slot
    }

    /// The join clock of a member, or of the group whose first member it is.
    pub fn join(&self, member: usize) -> Slot {
        self.join + member as Slot
    }

    /// A member starts an instance.
    pub fn takeover(&self, member: usize) -> Slot {
        self.takeover + member as Slot
    }

    /// A member stops its instance.
    pub fn stop(&self, member: usize) -> Slot {
        self.stop + member as Slot
    }

    /// A person mends a failed start.
    pub fn unban(&self, member: usize) -> Slot {
        self.unban + member as Slot
    }

    /// Damaged data are mended.
    pub fn mend(&self) -> Slot {
        self.mend
    }

    /// Returns which of the shots by victim and track this is.
    #[inline]
    pub fn shot_index(&self, victim: usize, track: usize) -> usize {
        victim * self.tracks as usize + track
    }

    /// The clocks of a shot.
    pub fn shot(&self, victim: usize, track: usize) -> ShotSlots {
        ShotSlots(self.shots + ShotSlots::CLOCKS * self.shot_index(victim, track) as Slot)
    }

    /// The coin that decides whether a start at this member works.
    pub fn start_works(&self, member: usize) -> CoinId {
        self.start_works + member as CoinId
    }

    /// The coin that decides whether a shot at this member works.
    pub fn shot_works(&self, victim: usize) -> CoinId {
        self.shot_works + victim as CoinId
    }
}
