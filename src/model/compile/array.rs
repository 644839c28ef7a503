//! Arrays of disks, and the network that leads to them.

use super::Compiler;
use crate::model::activity::{Class, What};
use crate::model::array::{Array, Redundancy};
use crate::scenario::Entry;
use std::ops::Range;

impl Compiler<'_> {
    /// Adds an array: the component that it is as a whole, and the clocks by which its data come back.
    pub(super) fn array(&mut self, component: usize, entry: &Entry, disks: Range<usize>) {
        let a = self.model.arrays.len() as u32;
        let array = self.scenario.disks[&entry.group].array.as_ref();
        let array = array.expect("only what is declared as an array has this role");
        let rebuild = self.next_slot();
        for (i, disk) in disks.clone().enumerate() {
            let lane = self.lane();
            let name = format!("{} rebuild", self.names.components[disk].name);
            let what = What::Rebuilt(a, i as u32);
            self.activity(lane, Class::Restore, what, array.rebuild.law(), name);
        }
        let lane = self.lane();
        let name = format!("{} restore", entry.name);
        let restore =
            self.activity(lane, Class::Restore, What::Restored(a), array.restore.law(), name);
        self.model.arrays.push(Array {
            component: component as u32,
            disks: disks.start as u32..disks.end as u32,
            redundancy: array.tolerates.map_or(Redundancy::OneOfEachPair, Redundancy::Any),
            rebuild,
            restore,
        });
    }

    /// Tells every array, and every disk of one, which that is.
    pub(super) fn disks_of_arrays(&mut self) {
        for (a, array) in self.model.arrays.iter().enumerate() {
            self.model.components[array.component as usize].whole = Some(a as u32);
            for disk in array.disks.clone() {
                self.model.components[disk as usize].array = Some(a as u32);
            }
        }
    }

    /// Returns the arrays of which every disk is among these components, which are sorted.
    pub(super) fn whole_arrays(&self, components: &[u32]) -> Vec<u32> {
        let is_there = |disk: u32| components.binary_search(&disk).is_ok();
        let arrays = self.model.arrays.iter();
        let whole = arrays.filter(|array| array.disks.clone().all(is_there));
        whole.map(|array| array.component).collect()
    }
}
