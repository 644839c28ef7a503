//! What a member does with an instance, and how far a shot is.

use crate::model::Members;

/// Why a member stops its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Its group has lost quorum.
    Quorum,
    /// Another member of its group runs it too.
    Dispute,
    /// It does not reach its storage, and another member would.
    Storage,
    /// It is to be worked on.
    Work,
}

/// What a member does with an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Run {
    /// Nothing.
    Idle,
    /// It runs it.
    Holds(u8),
    /// It is starting it.
    Starting(u8),
    /// It gets it back from a later-declared member.
    Moving(u8),
    /// It still runs it, and is stopping it.
    Stopping(u8, Why),
    /// It still runs it, because it could not be stopped.
    Stuck(u8),
    /// It has died on it, and nobody has noticed yet.
    Dead(u8),
    /// It has died on it, and is being restarted in place.
    Restarting(u8),
    /// It crashed with it, and its group has not noticed yet.
    Gone(u8),
}

impl Run {
    /// Returns the instance that a member has in hand, running or about to.
    pub(super) fn instance(self) -> Option<u8> {
        match self {
            Run::Idle => None,
            Run::Holds(i)
            | Run::Starting(i)
            | Run::Moving(i)
            | Run::Stopping(i, _)
            | Run::Stuck(i)
            | Run::Dead(i)
            | Run::Restarting(i)
            | Run::Gone(i) => Some(i),
        }
    }

    /// Whether a member is about to run an instance.
    pub(super) fn begins(self, instance: u8) -> bool {
        matches!(self, Run::Starting(i) | Run::Moving(i) if i == instance)
    }
}

/// How far a shot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// There is none.
    None,
    /// It waits because the victim holds an instance.
    Protect,
    /// It waits for the delay of this victim.
    Delay,
    /// It is being aimed.
    Aim,
    /// It is in flight.
    Flight,
    /// It failed, and waits for the next attempt.
    Wait,
}

/// A series of attempts at one victim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shot {
    /// The live members of the group that began it.
    pub by: Members,
    /// How far the current attempt is.
    pub step: Step,
    /// Attempts begun; not counted on once recovery is blocked.
    pub tries: u32,
    /// Whether recovery waits for a person.
    pub blocked: bool,
}

/// No shot.
pub(super) const NO_SHOT: Shot = Shot { by: 0, step: Step::None, tries: 0, blocked: false };
