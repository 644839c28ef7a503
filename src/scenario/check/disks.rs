//! What disks are attached to, and where the name of one disk says too little or too much.

use super::{Check, is_kind};
use crate::scenario::names::{Kind, Meaning, Role};
use crate::scenario::types::Reference;

impl Check<'_> {
    pub(super) fn disks(&mut self) {
        for disk in self.scenario.disks.values() {
            if let Some(node) = &disk.attached_to {
                self.expect(node, "a node or a group of nodes", is_kind(Kind::Node));
            }
        }
    }

    /// Expects one disk, or one array, that is attached to no node.
    pub(super) fn expect_shared(&mut self, r: &Reference) {
        let hint = "a shared disk is attached to no node; with a copy on a disk of each member's own the kind is `replicated`";
        if !self.is_attached(r, hint) {
            self.expect_one(r, "a disk", Kind::Disk);
            self.undivided(r);
        }
    }

    /// Expects disks of which each member of a cluster has one, or one array, of its own.
    pub(super) fn expect_own(&mut self, cluster: &str, r: &Reference, members: &[usize]) {
        if !self.expect(r, "disks that are attached to the members", is_kind(Kind::Disk)) {
            return;
        }
        for &member in members {
            let own = &self.names.components[member].name;
            let (what, hint) = match self.names.attached(&r.name, member).len() {
                1 => continue,
                0 => (
                    format!("`{own}` of `{cluster}` has no disk of `{}`", r.name),
                    format!(
                        "a copy is on a disk of each member's own: `\"attached_to\": \"{own}\"`, or its group"
                    ),
                ),
                n => (
                    format!("`{own}` of `{cluster}` has {n} disks of `{}`", r.name),
                    "a copy is on one disk, or on one `array` of several".to_owned(),
                ),
            };
            return self.problem(&r.place, what, Some(hint));
        }
    }

    /// Reports the name of a disk that only its node reaches.
    pub(super) fn is_attached(&mut self, r: &Reference, hint: &str) -> bool {
        let Some(Meaning::Components(Kind::Disk, range)) = self.names.get(&r.name) else {
            return false;
        };
        let group = &self.names.components[range.start].group;
        let Some(to) = &self.scenario.disks[group].attached_to else { return false };
        let what = format!("`{}` is attached to `{}`: nobody else reaches it", r.name, to.name);
        self.problem(&r.place, what, Some(hint.to_owned()));
        true
    }

    /// Reports the name of one disk of an array where only the array as a whole counts.
    pub(super) fn undivided(&mut self, r: &Reference) {
        let Some(Meaning::Components(Kind::Disk, range)) = self.names.get(&r.name) else { return };
        let entry = &self.names.components[range.start];
        let Role::DiskOf(array) = entry.role else { return };
        let array = &self.names.components[array].name;
        let what = format!("`{}` is one disk of the array `{array}`", r.name);
        let hint = format!("the array as a whole is reached and holds data: `{array}`");
        self.problem(&r.place, what, Some(hint));
    }
}
