//! What an event can change.

use crate::engine::Ns;
use crate::ledger::{Count, Phase};
use crate::model::{CauseId, Members};
use crate::world::{Plan, Run, Shot, Stage};

/// How a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It is up.
    Up,
    /// It is alive but silent.
    Hung,
    /// It is down.
    Down,
}

/// Something that an event has changed; numbers are indices into the tables of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A fault of a component has struck.
    Failed(u32),
    /// A component goes down, falls silent or is up again.
    Component(u32, Condition),
    /// Something that is counted of a cluster has happened.
    Counted(u32, Count),
    /// Writes of a cluster are lost: those of so long a time.
    LostWrites(u32, Ns),
    /// A member of a cluster does something else with an instance than before.
    Run {
        /// Which cluster.
        cluster: u32,
        /// Which of its members.
        member: u8,
        /// What it did.
        was: Run,
        /// What it does.
        now: Run,
    },
    /// The view of a member has changed: who it counts as being there, itself too; nobody if it is no member.
    View {
        /// Which cluster.
        cluster: u32,
        /// Which of its members.
        member: u8,
        /// Its view.
        was: Members,
        /// Its view from now on.
        now: Members,
    },
    /// Other members of a cluster are quorate than before.
    Quorate {
        /// Which cluster.
        cluster: u32,
        /// Who was.
        was: Members,
        /// Who is.
        now: Members,
    },
    /// A shot at a member has moved on.
    Shot {
        /// Which cluster.
        cluster: u32,
        /// The victim.
        victim: u8,
        /// How far it was.
        was: Shot,
        /// How far it is.
        now: Shot,
    },
    /// No quorate group of a cluster is left, or there is one again.
    Quorum(u32, bool),
    /// A cluster goes down, or is up again.
    Cluster(u32, bool),
    /// Two sides serve the same instance of a cluster: which, and who; nobody if that is over.
    Dual(u32, u8, Members),
    /// Recovery of a cluster waits for a person because no shot has worked, or does so no more.
    Blocked(u32, bool),
    /// Damaged data of a cluster are being mended, or are mended.
    Mending(u32, bool),
    /// The disaster recovery of a cluster has moved on.
    Plan {
        /// Which cluster.
        cluster: u32,
        /// How far it was.
        was: Plan,
        /// How far it is.
        now: Plan,
    },
    /// Members of a cluster that wait until lost ones are known to be off.
    Frozen(u32, Members),
    /// Members of a cluster whose writes hang because no replica in sync is left.
    Stalled(u32, Members),
    /// The copy of a member begins to catch up, or no longer does: cluster, member, instance.
    Resync(u32, u8, u8, bool),
    /// A start has failed on a member, so that a person must mend it, or may be tried there again.
    Banned(u32, u8, bool),
    /// Another instance of a group of load balancers has the address, by its place; none if `None`.
    Address(u32, Option<u32>),
    /// A group of load balancers works for its clients, or does not.
    Balancer(u32, bool),
    /// Requests are sent to the member that a health check is about, or no more.
    Believed(u32, bool),
    /// Planned work on a target has moved on: which, and how far it is.
    Work(u32, Stage),
    /// A service goes down: which, what is to blame, and what it waits for.
    Down(u32, CauseId, Phase),
    /// A service that is down waits for something else.
    Phase(u32, Phase),
    /// A service is up again.
    Up(u32),
}
