//! Compiled load balancers: instances, members, and the clocks by which they learn of each other.

use crate::engine::Slot;
use std::ops::Range;

/// A group of load balancers that shares one address.
#[derive(Clone, Debug)]
pub struct Balancer {
    /// Its name.
    pub name: String,
    /// Its instances, as components.
    pub instances: Range<u32>,
    /// The cluster that it sends requests to, if it is one: to those who serve.
    pub cluster: Option<u32>,
    /// The components that it sends requests to.
    pub members: Vec<u32>,
    /// By member: its part of the requests, against that of the others.
    pub weights: Vec<f64>,
    /// Whether that is how much the member can do at the moment instead.
    pub by_capacity: bool,
    /// Another instance has the address; only in a group.
    pub takeover: Option<Slot>,
    /// Whether declared links lead from it to its members: then each instance checks for itself.
    /// Otherwise all see the same.
    pub wired: bool,
    /// The first of its checks: those of the first instance, a member each, then those of the next.
    pub first_check: u32,
}

impl Balancer {
    /// Returns the checks that decide while this instance has the address.
    #[inline]
    pub fn checks(&self, instance: u32) -> Range<usize> {
        let first = self.first_check as usize;
        let n = self.members.len();
        let view = if self.wired { instance as usize } else { 0 };
        first + view * n..first + (view + 1) * n
    }

    /// Returns the checks of all instances.
    #[inline]
    pub fn all_checks(&self) -> Range<usize> {
        let views = if self.wired { self.instances.len() } else { 1 };
        let first = self.first_check as usize;
        first..first + views * self.members.len()
    }
}

/// The health check of one member, by one instance or by all of them.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Whose check it is.
    pub balancer: u32,
    /// Of which of its members.
    pub place: u32,
    /// A dead member is taken out.
    pub out: Slot,
    /// A returned one is put in.
    pub back: Slot,
}
