//! What keeps components down.

use super::clone_in_place;

/// By component: how many things keep it down.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Health {
    reasons: Vec<u32>,
    /// Nodes that are alive but silent: that is their only reason.
    hung: Vec<bool>,
}

clone_in_place!(Health { reasons, hung });

impl Health {
    /// Returns that of so many components that are up.
    pub(super) fn all_up(components: usize) -> Health {
        Health { reasons: vec![0; components], hung: vec![false; components] }
    }

    /// Whether nothing keeps a component down.
    #[inline]
    pub fn is_up(&self, c: usize) -> bool {
        self.reasons[c] == 0
    }

    /// Whether a node is alive but silent.
    #[inline]
    pub fn is_hung(&self, c: usize) -> bool {
        self.hung[c]
    }

    /// Whether a component is not off: it is up, or hangs.
    #[inline]
    pub(in crate::world) fn is_on(&self, c: usize) -> bool {
        self.reasons[c] == 0 || self.hung[c]
    }

    /// Lets a node that is up fall silent.
    pub(in crate::world) fn hang(&mut self, c: usize) {
        debug_assert!(self.is_up(c), "only what is up can hang");
        (self.reasons[c], self.hung[c]) = (1, true);
    }

    /// Ends a hang.
    pub(in crate::world) fn wake(&mut self, c: usize) {
        debug_assert!(self.hung[c] && self.reasons[c] == 1, "a hang is the only reason");
        (self.reasons[c], self.hung[c]) = (0, false);
    }

    /// Adds a reason; true if it is the first.
    #[inline]
    pub(in crate::world) fn worsen(&mut self, c: usize) -> bool {
        self.reasons[c] += 1;
        self.reasons[c] == 1
    }

    /// Takes a reason away; true if it was the last.
    #[inline]
    pub(in crate::world) fn mend(&mut self, c: usize) -> bool {
        self.reasons[c] -= 1;
        self.reasons[c] == 0
    }
}
