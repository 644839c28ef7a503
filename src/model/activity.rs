//! Timed transitions and yes/no outcomes.

use super::CauseId;
use crate::engine::{Lane, Law, Ns};
pub use crate::scenario::Age;

/// What kind of thing an activity is; those due together fire in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A failure.
    Hazard,
    /// A component comes back: repair, reboot.
    Restore,
    /// Cluster software reacts.
    Protocol,
    /// Something is due at a set time.
    Schedule,
}

/// A timed transition.
#[derive(Clone, Debug)]
pub struct Activity {
    /// How long after arming it fires.
    pub law: Law,
    /// How old what it wears out is at time 0.
    pub age: Age,
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
    /// Whether its age or its pace matters: whether it starts old, is repaired to what it was, or wears
    /// less in standby.
    pub ages: bool,
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
    /// A shock hits.
    Shock(u32),
    /// A spare part arrives: which spares, which order.
    Arrive(u32, u32),
    /// A crew comes on duty or goes off: which crew, which of its changes of a week.
    Duty(u32, u32),
    /// Something of the script happens.
    Incident(u32),
    /// A round of planned work is due.
    Round(u32),
    /// The planned work on a target is done.
    Done(u32),
    /// A cluster reacts.
    Cluster(u32, Act),
    /// Another instance of this balancer has the address.
    Takeover(u32),
    /// A member crashes because it is asked too much.
    Overload(u32),
    /// A check has failed often enough: its member is taken out.
    TakeOut(u32),
    /// A check has been good often enough: its member is put in.
    PutIn(u32),
}

/// What a cluster does; members and victims are indices into its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The group of a member that has fallen silent has noticed.
    Detect(u8),
    /// A member misses the witness, or the lock.
    Missed(u8),
    /// A member counts on the witness, or the lock, again.
    Found(u8),
    /// A member, or the group whose first member it is, is taken in.
    Join(u8),
    /// A member has started an instance.
    Takeover(u8),
    /// A member has stopped its instance.
    Stop(u8),
    /// An instance has moved back to a member.
    Moved(u8),
    /// A person has mended a failed start.
    Unban(u8),
    /// A person has stopped what could not be stopped.
    Unstick(u8),
    /// A dead process has been noticed.
    Monitor(u8),
    /// A dead process has been restarted in place.
    Restarted(u8),
    /// Failures of processes are forgotten.
    Forget(u8),
    /// A holder without its storage has been noticed.
    Starved(u8),
    /// A member's copy of an instance's data has caught up.
    Resync(u8, u8),
    /// A holder has noticed that it has no other copy in sync.
    Severed(u8),
    /// A member has been back long enough to get an instance back.
    Back(u8),
    /// The watchdog of a member without quorum fires.
    Watchdog(u8),
    /// By now the watchdog of a lost member has fired.
    Expired(u8),
    /// Damaged data are mended.
    Mend,
    /// A disaster is declared.
    Declared,
    /// A member is redeployed: which of as many as the cluster needs.
    Redeployed(u8),
    /// The data are restored.
    Restored,
    /// The cluster has gone home.
    Returned,
    /// A shot: whoever holds an instance has been spared for long enough.
    Protected(u8, u8),
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

/// What is drawn though it takes no time: how long a time's writes were lost.
#[derive(Clone, Debug)]
pub struct Amount {
    /// How it is spread.
    pub law: Law,
    /// The hash of its name, which keys its stream.
    pub hash: u64,
}

/// A yes/no outcome, or a choice of one among several.
#[derive(Clone, Debug)]
pub struct Coin {
    /// The probability of yes.
    pub probability: f64,
    /// What it decides.
    pub name: String,
    /// The hash of its name, which keys its stream.
    pub hash: u64,
}
