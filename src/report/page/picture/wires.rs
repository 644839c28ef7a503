//! What links and switches join, and the lanes that their lines take between rows and columns.

use super::boxes::Boxes;
use super::chips::Chips;
use crate::model::Kind;
use crate::scenario::{Meaning, Names, Reference, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// Where a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Chip(usize),
    /// Everything in a box.
    Frame(usize),
    /// The outside world.
    Clients,
}

/// All lines of a link or switch.
pub(super) struct Wire {
    pub(super) hub: usize,
    pub(super) ends: Vec<End>,
}

/// Returns a wire for each chip of links or switches.
pub(super) fn wires(scenario: &Scenario, names: &Names, boxes: &Boxes, chips: &Chips) -> Vec<Wire> {
    let is_hub = |chip: &usize| matches!(chips.all[*chip].kind, Kind::Link | Kind::Switch);
    let wire = |hub: usize| {
        let mut ends = BTreeSet::new();
        let declared = |i: &usize| (names.components[*i].kind, &*names.components[*i].group);
        let declared: BTreeSet<(Kind, &str)> = chips.all[hub].of.iter().map(declared).collect();
        for (kind, group) in declared {
            let plugged: &[Reference] = match kind {
                Kind::Link => &scenario.links[group].between,
                _ => &scenario.switches[group].connects,
            };
            for end in plugged {
                ends.extend(places(names, boxes, chips, end));
            }
        }
        ends.remove(&End::Chip(hub));
        Wire { hub, ends: ends.into_iter().collect() }
    };
    (0..chips.all.len()).filter(is_hub).map(wire).collect()
}

/// Returns where an end of a link is drawn.
fn places(names: &Names, boxes: &Boxes, chips: &Chips, end: &Reference) -> Vec<End> {
    match names.get(&end.name) {
        Some(Meaning::Components(Kind::Domain, range)) => {
            range.clone().filter_map(|i| boxes.frame[i].map(End::Frame)).collect()
        }
        Some(Meaning::Components(_, range)) => {
            range.clone().flat_map(|i| chips.of[i].iter().copied().map(End::Chip)).collect()
        }
        _ if end.name == "clients" => vec![End::Clients],
        _ => Vec::new(),
    }
}

/// Which side of a chip a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Bottom,
}

/// A line from one gap between rows into one chip, or to the outside world or a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Drop {
    Chip(usize, Side),
    Clients,
    Frame(usize),
}

/// The way of a wire: it runs through gaps (above the row of that number) and gutters (left of the column
/// of that number), which it enters from those gaps.
#[derive(Default)]
pub(super) struct Path {
    /// By gap: what the wire drops to from there.
    pub(super) gaps: BTreeMap<usize, BTreeSet<Drop>>,
    /// By gutter: the gaps that it joins.
    pub(super) gutters: BTreeMap<usize, BTreeSet<usize>>,
}

/// Returns the way of a wire; rows are numbered from the clients, which are row 0.
pub(super) fn path(chips: &Chips, wire: &Wire, row: impl Fn(usize) -> usize) -> Path {
    let mut path = Path::default();
    let own = &chips.all[wire.hub];
    let from = row(wire.hub);
    for end in &wire.ends {
        let (side, near, far, drop, column) = match end {
            End::Chip(chip) if row(*chip) < from => {
                let drop = Drop::Chip(*chip, Side::Bottom);
                (Side::Top, from, row(*chip) + 1, drop, chips.all[*chip].column)
            }
            End::Chip(chip) if row(*chip) == from => {
                (Side::Top, from, from, Drop::Chip(*chip, Side::Top), own.column)
            }
            End::Chip(chip) => {
                let drop = Drop::Chip(*chip, Side::Top);
                (Side::Bottom, from + 1, row(*chip), drop, chips.all[*chip].column)
            }
            End::Frame(frame) => (Side::Top, from, from, Drop::Frame(*frame), own.column),
            End::Clients => (Side::Top, from, 1, Drop::Clients, own.column),
        };
        path.gaps.entry(near).or_default().insert(Drop::Chip(wire.hub, side));
        path.gaps.entry(far).or_default().insert(drop);
        if near != far {
            path.gutters.entry(column).or_default().extend([near, far]);
        }
    }
    path
}

/// The lanes of each gap or gutter: which wires run there, in order.
pub(super) fn lanes<'p>(
    count: usize,
    ways: impl Iterator<Item = (usize, &'p usize)>,
) -> Vec<Vec<usize>> {
    let mut lanes = vec![Vec::new(); count];
    for (wire, at) in ways {
        lanes[*at].push(wire);
    }
    lanes
}
