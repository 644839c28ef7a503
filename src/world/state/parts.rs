//! Balancers and their checks, crews, spare parts and arrays at a moment.

use super::clone_in_place;
use crate::model::{Array, Bits, Crew, Spare};

/// No instance of a balancer has the address.
pub(in crate::world) const NOBODY: u32 = u32::MAX;

/// At time 0 the first-declared instance has the address.
pub(super) const START: BalancerState = BalancerState { holder: 0, waiting: false, works: true };

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

clone_in_place!(ArrayState { hollow, missing, rebuilding, lost, restoring, down });
clone_in_place!(CheckState { reach, healthy, believed });
clone_in_place!(CrewState { busy, on_duty, queue });
clone_in_place!(SpareState { stock, waiting, ordered });

impl CrewState {
    pub(super) fn new(crew: &Crew) -> CrewState {
        let on_duty = crew.duty.first().is_none_or(|(_, comes)| !comes);
        CrewState { busy: 0, on_duty, queue: Vec::new() }
    }
}

impl SpareState {
    pub(super) fn new(spare: &Spare) -> SpareState {
        let ordered = Bits::none(spare.most_orders as usize);
        SpareState { stock: spare.stock, waiting: Vec::new(), ordered }
    }
}

impl ArrayState {
    pub(super) fn new(array: &Array) -> ArrayState {
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
