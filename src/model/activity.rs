//! Timed transitions and yes/no outcomes.

use super::CauseId;
use crate::engine::{Lane, Law, Ns};

/// What kind of thing an activity is; physical ones fire before protocol among those due together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A failure.
    Hazard,
    /// A component comes back: repair, reboot.
    Restore,
    /// Cluster software reacts.
    Protocol,
}

/// A timed transition.
#[derive(Clone, Debug)]
pub struct Activity {
    /// How long after arming it fires.
    pub law: Law,
    /// Taken off every draw, not below 0; in nanoseconds.
    pub less: Ns,
    /// What kind it is.
    pub class: Class,
    /// What it does.
    pub what: What,
    /// Where it stands in the calendar.
    pub lane: Lane,
    /// The hash of its name, which keys its stream.
    pub hash: u64,
    /// What it is the cause of; `None` if it passes on the cause of what armed it.
    pub cause: Option<CauseId>,
}

impl Activity {
    /// Whether it fires at once, always.
    #[inline]
    pub fn is_immediate(&self) -> bool {
        matches!(self.law, Law::Constant(span) if span <= self.less)
    }
}

/// What an activity does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A fault strikes.
    Fail(u32),
    /// A crew arrives at a fault.
    Respond(u32),
    /// A fault is repaired.
    Repair(u32),
    /// A node has rebooted.
    Reboot(u32),
    /// A cluster reacts.
    Cluster(u32, Act),
}

/// What a cluster does; members and victims are indices into its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The group of a member that has fallen silent has noticed.
    Detect(u8),
    /// A member, or the group whose first member it is, is taken in.
    Join(u8),
    /// A member has started an instance.
    Takeover(u8),
    /// A member has stopped its instance.
    Stop(u8),
    /// A person has mended a failed start.
    Unban(u8),
    /// Damaged data are mended.
    Mend,
    /// A shot: the delay for this victim is over.
    Delayed(u8, u8),
    /// A shot is on its way.
    Aimed(u8, u8),
    /// A shot arrives.
    Landed(u8, u8),
    /// Time for the next attempt after a failed one.
    Retry(u8, u8),
    /// Time for one more attempt while recovery is blocked.
    Recheck(u8, u8),
    /// A person has made sure that the victim is off.
    Confirmed(u8, u8),
}

/// A yes/no outcome.
#[derive(Clone, Debug)]
pub struct Coin {
    /// The probability of yes.
    pub probability: f64,
    /// What it decides.
    pub name: String,
    /// The hash of its name, which keys its stream.
    pub hash: u64,
}
