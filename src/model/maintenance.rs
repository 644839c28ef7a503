//! Planned work: its rounds, and the work on each target.

use super::{CauseId, Members};
use crate::engine::Slot;
use std::ops::Range;

/// Planned work that comes round again and again.
#[derive(Clone, Debug)]
pub struct Maintenance {
    /// The first round begins; without it that is chance as well.
    pub first: Option<Slot>,
    /// The next round begins.
    pub again: Slot,
    /// The work on its targets, in their order.
    pub works: Range<usize>,
    /// Whether its targets have their turns one after the other.
    pub rolling: bool,
    /// What its downtime is put down to.
    pub cause: CauseId,
}

/// Planned work on one target.
#[derive(Clone, Debug)]
pub struct Work {
    /// Which maintenance it is a part of.
    pub maintenance: u32,
    /// The target.
    pub component: u32,
    /// It is done.
    pub done: Slot,
    /// What is off meanwhile: the target and all that stands in it.
    pub parts: Vec<u32>,
    /// The clusters that any of these matter to, each with the members that are off.
    pub clusters: Vec<(u32, Members)>,
}
