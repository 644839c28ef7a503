//! Faults, what else takes components down, and who repairs them with what.

use super::{CauseId, CoinId};
use crate::engine::Slot;
pub use crate::scenario::Effect;

/// A fault of one component, or what a shock or the script does to it.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a flat table")]
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Whose fault it is.
    pub component: u32,
    /// It strikes by itself; `None` if a shock or the script does it.
    pub fail: Option<Slot>,
    /// It is repaired.
    pub repair: Slot,
    /// Its crew arrives, if it has one with a response time.
    pub respond: Option<Slot>,
    /// Who repairs it.
    pub crew: Option<u32>,
    /// The parts that a repair takes one of.
    pub spare: Option<u32>,
    /// What it does.
    pub effect: Effect,
    /// What it leaves of its component's capacity.
    pub capacity: f64,
    /// Whether its component is as old after the repair as it was.
    pub minimal: bool,
    /// Whether its clock runs while its component is off.
    pub always: bool,
    /// Whether it is the only fault of its component and of the simplest kind.
    pub alone: bool,
    /// Whether its repair needs neither people nor parts.
    pub unstaffed: bool,
    /// Whether anything but services reacts when its component changes.
    pub noticed: bool,
    /// The shock whose one repair mends it.
    pub together: Option<u32>,
    /// What an outage that it begins is put down to.
    pub cause: CauseId,
}

/// A crew.
#[derive(Clone, Debug)]
pub struct Crew {
    /// How many repairs at a time.
    pub size: u32,
    /// Chooses among those who wait; `None` takes the one that has waited longest.
    pub choice: Option<CoinId>,
    /// Its changes of a week, in their order: when, and whether it is on duty from then on. Empty if it
    /// always is.
    pub duty: Vec<(Slot, bool)>,
}

/// Spare parts.
#[derive(Clone, Debug)]
pub struct Spare {
    /// How many there are at the start.
    pub stock: u32,
    /// The first of the clocks of orders, each for one part on its way.
    pub orders: Slot,
    /// How many parts can be on their way at most.
    pub most_orders: u32,
}

/// A shock.
#[derive(Clone, Debug)]
pub struct Shock {
    /// It hits.
    pub hit: Slot,
    /// What it does to whom, and the coin that decides whether.
    pub faults: Vec<(u32, CoinId)>,
    /// Whether the first coin decides for all.
    pub together: bool,
}

/// Something that happens at a set time.
#[derive(Clone, Debug)]
pub struct Incident {
    /// When.
    pub begin: Slot,
    /// What it does to whom.
    pub faults: Vec<u32>,
}
