//! Disks that stand in for one another.

use crate::engine::Slot;
use std::ops::Range;

/// An array of disks.
#[derive(Clone, Debug)]
pub struct Array {
    /// The component that it is as a whole.
    pub component: u32,
    /// The components that are its disks.
    pub disks: Range<u32>,
    /// How many of them it can do without.
    pub redundancy: Redundancy,
    /// The first of the clocks by which its disks are rebuilt, one for each.
    pub(super) rebuild: Slot,
    /// Its data are restored from a backup.
    pub restore: Slot,
}

/// How many disks an array can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redundancy {
    /// Any so many.
    Any(u32),
    /// One of each pair: the first and the second, the third and the fourth, and so on.
    OneOfEachPair,
}

impl Array {
    /// Until a disk is whole again, by its place in the array.
    pub fn rebuild(&self, disk: usize) -> Slot {
        self.rebuild + disk as Slot
    }

    /// Whether the array can do without those of its disks of which this holds, by their places.
    pub fn does_without(&self, is_missing: impl Fn(usize) -> bool) -> bool {
        let disks = 0..self.disks.len();
        match self.redundancy {
            Redundancy::Any(most) => disks.filter(|i| is_missing(*i)).count() <= most as usize,
            Redundancy::OneOfEachPair => {
                disks.step_by(2).all(|first| !(is_missing(first) && is_missing(first + 1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(redundancy: Redundancy, disks: &[usize]) -> bool {
        let array = Array { component: 0, disks: 1..131, redundancy, rebuild: 0, restore: 130 };
        array.does_without(|disk| disks.contains(&disk))
    }

    #[test]
    fn any_so_many_can_be_missing() {
        assert!(without(Redundancy::Any(2), &[]) && without(Redundancy::Any(2), &[0, 129]));
        assert!(!without(Redundancy::Any(2), &[0, 64, 129]));
    }

    #[test]
    fn of_a_pair_one_can_be_missing() {
        let pairs = Redundancy::OneOfEachPair;
        assert!(without(pairs, &[0, 2, 63, 64, 67, 129]));
        // The second and the third are no pair.
        assert!(without(pairs, &[1, 2]));
        assert!(!without(pairs, &[0, 1]) && !without(pairs, &[128, 129]));
    }
}
