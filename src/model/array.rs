//! Disks that stand in for one another.

use super::Bits;
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

    /// Whether the array can do without these disks.
    pub fn does_without(&self, disks: &Bits) -> bool {
        const FIRSTS: u64 = 0x5555_5555_5555_5555;
        let words = disks.words().iter();
        match self.redundancy {
            Redundancy::Any(most) => words.map(|word| word.count_ones()).sum::<u32>() <= most,
            Redundancy::OneOfEachPair => {
                words.fold(0, |pairs, word| pairs | word & word >> 1 & FIRSTS) == 0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(redundancy: Redundancy) -> Array {
        Array { component: 0, disks: 1..131, redundancy, rebuild: 0, restore: 130 }
    }

    fn without(array: &Array, disks: &[usize]) -> bool {
        let mut bits = Bits::none(130);
        for disk in disks {
            bits.add(*disk);
        }
        array.does_without(&bits)
    }

    #[test]
    fn any_so_many_can_be_missing() {
        let array = array(Redundancy::Any(2));
        assert!(without(&array, &[]) && without(&array, &[0, 129]));
        assert!(!without(&array, &[0, 64, 129]));
    }

    #[test]
    fn of_a_pair_one_can_be_missing() {
        let array = array(Redundancy::OneOfEachPair);
        assert!(without(&array, &[0, 2, 63, 64, 67, 129]));
        // The second and the third are no pair.
        assert!(without(&array, &[1, 2]));
        assert!(!without(&array, &[0, 1]) && !without(&array, &[62, 63]));
        assert!(!without(&array, &[128, 129]));
    }
}
