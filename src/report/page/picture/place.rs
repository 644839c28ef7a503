//! Where everything is, in pixels.

use super::boxes::Boxes;
use super::chips::{Chip, Chips};
use super::wires::{Drop, Path, Side, Wire, lanes, path};
use crate::report::charts::ems;
use std::collections::BTreeMap;

/// Sizes of text, in pixels.
pub(super) const NAME: f64 = 13.0;
pub(super) const ROLE: f64 = 11.0;

/// Names are bold, which is so much wider than what is known of the letters.
pub(super) const BOLD: f64 = 1.12;

const CHIP: f64 = 42.0;
const CHIP_WIDTH: (f64, f64) = (76.0, 168.0);
const BETWEEN: f64 = 10.0;
const HEADER: f64 = 20.0;
const CLIENTS: f64 = 28.0;
const LANE: f64 = 7.0;
/// Around what stands in a box.
const PAD: f64 = 10.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

/// The picture, laid out.
pub(super) struct Places {
    pub(super) size: (f64, f64),
    pub(super) chips: Vec<Area>,
    pub(super) frames: Vec<Area>,
    /// Where the outside world is, if a line leads there.
    pub(super) clients: Option<Area>,
    /// By wire: its straight lines, as pairs of points, and where they end.
    pub(super) lines: Vec<Lines>,
}

/// What is drawn of a wire.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) segments: Vec<[(f64, f64); 2]>,
    pub(super) ends: Vec<(f64, f64)>,
}

/// Returns how wide a chip is.
fn chip_width(chip: &Chip) -> f64 {
    let words = (ems(&chip.name) * NAME * BOLD).max(ems(&chip.role) * ROLE);
    (words + 20.0).clamp(CHIP_WIDTH.0, CHIP_WIDTH.1)
}

/// Lays everything out.
pub(super) fn places(boxes: &Boxes, chips: &Chips, wires: &[Wire]) -> Places {
    let depth = boxes.depth();
    let row = |chip: usize| 1 + depth + chips.all[chip].row;
    let rows = 1 + depth + chips.rows;
    let paths: Vec<Path> = wires.iter().map(|wire| path(chips, wire, row)).collect();
    let ways = paths.iter().enumerate();
    let gap_lanes =
        lanes(rows + 1, ways.clone().flat_map(|(w, p)| p.gaps.keys().map(move |g| (w, g))));
    let gutter_lanes =
        lanes(boxes.columns, ways.flat_map(|(w, p)| p.gutters.keys().map(move |g| (w, g))));
    let has_clients = paths.iter().any(|p| p.gaps.values().any(|d| d.contains(&Drop::Clients)));
    let columns = Columns::new(boxes, chips, &gutter_lanes);
    let levels = Levels::new(rows, depth, has_clients, &gap_lanes);

    let frames = boxes.frames.iter().map(|frame| {
        let (first, last) = (frame.columns.start, frame.columns.end - 1);
        let x = columns.left[first] + PAD * starts(boxes, first, frame.depth) - PAD;
        let right = columns.right[last] - PAD * ends(boxes, last, frame.depth) + PAD;
        let y = levels.top[1 + frame.depth] - 4.0;
        let h = levels.bottom + PAD * (depth - frame.depth) as f64 - y;
        Area { x, y, w: right - x, h }
    });
    let clients = Area { x: 1.0, y: levels.top[0], w: columns.end - 2.0, h: CLIENTS };
    let areas = chip_areas(chips, &columns, |chip| levels.top[row(chip)]);
    let mut places = Places {
        size: (columns.end, levels.bottom + PAD * depth as f64 + 2.0),
        frames: frames.collect(),
        clients: has_clients.then_some(clients),
        chips: areas,
        lines: Vec::new(),
    };
    let ports = Ports::new(&paths);
    let lines = paths.iter().enumerate().map(|(w, path)| {
        let gap_y = |g: usize| {
            let lane = gap_lanes[g].iter().position(|own| *own == w).unwrap_or(0);
            levels.gap[g] + LANE * (lane as f64 + 0.5)
        };
        let gutter_x = |c: usize| {
            let lane = gutter_lanes[c].iter().position(|own| *own == w).unwrap_or(0);
            columns.gutter[c] + LANE * (lane as f64 + 0.5)
        };
        let hub = places.chips[wires[w].hub];
        lines(path, gap_y, gutter_x, |drop| places.point(&ports, w, drop, hub))
    });
    places.lines = lines.collect();
    places
}

/// How many boxes of at least this depth begin at a column, as pads.
fn starts(boxes: &Boxes, column: usize, depth: usize) -> f64 {
    let begin = |f: &&super::boxes::Frame| f.columns.start == column && f.depth <= depth;
    boxes.frames.iter().filter(begin).count() as f64
}

/// How many boxes of at most this depth end at a column.
fn ends(boxes: &Boxes, column: usize, depth: usize) -> f64 {
    let end = |f: &&super::boxes::Frame| f.columns.end == column + 1 && f.depth <= depth;
    boxes.frames.iter().filter(end).count() as f64
}

fn chip_areas(chips: &Chips, columns: &Columns, top: impl Fn(usize) -> f64) -> Vec<Area> {
    let mut areas = vec![Area::default(); chips.all.len()];
    let mut cells: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (i, chip) in chips.all.iter().enumerate() {
        cells.entry((chip.row, chip.column)).or_default().push(i);
    }
    for ((_, column), cell) in cells {
        let widths: Vec<f64> = cell.iter().map(|i| chip_width(&chips.all[*i])).collect();
        let all = widths.iter().sum::<f64>() + BETWEEN * (cell.len() - 1) as f64;
        let mut x = columns.content[column] + (columns.width[column] - all) / 2.0;
        for (i, w) in cell.into_iter().zip(widths) {
            areas[i] = Area { x, y: top(i), w, h: CHIP };
            x += w + BETWEEN;
        }
    }
    areas
}

/// Where columns are.
struct Columns {
    /// Where each begins, with the borders of boxes.
    left: Vec<f64>,
    gutter: Vec<f64>,
    content: Vec<f64>,
    width: Vec<f64>,
    right: Vec<f64>,
    end: f64,
}

impl Columns {
    fn new(boxes: &Boxes, chips: &Chips, gutter_lanes: &[Vec<usize>]) -> Columns {
        let n = boxes.columns;
        let mut width = vec![24.0f64; n];
        let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for chip in &chips.all {
            *cells.entry((chip.row, chip.column)).or_insert(-BETWEEN) += chip_width(chip) + BETWEEN;
        }
        for ((_, column), w) in cells {
            width[column] = width[column].max(w);
        }
        for frame in &boxes.frames {
            // The label has to fit; what is missing is given to the first column.
            let have: f64 = frame.columns.clone().map(|c| width[c]).sum();
            let missing = ems(&frame.label) * NAME * BOLD + 10.0 - have;
            width[frame.columns.start] += missing.clamp(0.0, 200.0);
        }
        let (mut left, mut gutter, mut content, mut right) = (vec![], vec![], vec![], vec![]);
        let mut x = 1.0;
        for c in 0..n {
            left.push(x);
            x += PAD * starts(boxes, c, usize::MAX);
            gutter.push(x);
            x += LANE * gutter_lanes[c].len() as f64
                + if gutter_lanes[c].is_empty() { 0.0 } else { 5.0 };
            content.push(x);
            x += width[c] + PAD * ends(boxes, c, usize::MAX);
            right.push(x);
            x += 12.0;
        }
        Columns { left, gutter, content, width, right, end: x - 11.0 }
    }
}

/// Where rows are.
struct Levels {
    gap: Vec<f64>,
    top: Vec<f64>,
    bottom: f64,
}

impl Levels {
    fn new(rows: usize, depth: usize, has_clients: bool, gap_lanes: &[Vec<usize>]) -> Levels {
        let (mut gap, mut top, mut y) = (Vec::new(), Vec::new(), 1.0);
        for (row, wires) in gap_lanes.iter().enumerate() {
            let lanes = LANE * wires.len() as f64;
            let air = if row > depth { 5.0 } else { 4.0 };
            y += air;
            gap.push(y);
            y += lanes + if row == 0 { 0.0 } else { air };
            if row < rows {
                top.push(y);
                y += match row {
                    0 if has_clients => CLIENTS,
                    0 => 0.0,
                    row if row <= depth => HEADER,
                    _ => CHIP,
                };
            }
        }
        Levels { gap, top, bottom: y }
    }
}

/// By chip and side: the wires that come there.
struct Ports(BTreeMap<Drop, Vec<usize>>);

impl Ports {
    fn new(paths: &[Path]) -> Ports {
        let mut ports: BTreeMap<Drop, Vec<usize>> = BTreeMap::new();
        for (w, path) in paths.iter().enumerate() {
            for drop in path.gaps.values().flatten() {
                ports.entry(*drop).or_default().push(w);
            }
        }
        Ports(ports)
    }

    /// Returns which part of a side is this wire's.
    fn part(&self, drop: Drop, wire: usize) -> f64 {
        let wires = &self.0[&drop];
        let own = wires.iter().position(|w| *w == wire).unwrap_or(0);
        (own + 1) as f64 / (wires.len() + 1) as f64
    }
}

impl Places {
    /// Returns where a wire ends at what it drops to; a box has no height of its own there.
    fn point(&self, ports: &Ports, wire: usize, drop: Drop, hub: Area) -> (f64, Option<f64>) {
        match drop {
            Drop::Chip(chip, side) => {
                let area = self.chips[chip];
                let y = if side == Side::Top { area.y } else { area.y + area.h };
                (area.x + area.w * ports.part(drop, wire), Some(y))
            }
            Drop::Clients => {
                let area = self.clients.unwrap_or_default();
                (area.x + area.w * ports.part(drop, wire), Some(area.y + area.h))
            }
            Drop::Frame(frame) => {
                let area = self.frames[frame];
                let x = if area.x + area.w < hub.x { area.x + area.w } else { area.x };
                (x, None)
            }
        }
    }
}

/// Returns the lines of a path.
fn lines(
    path: &Path,
    gap_y: impl Fn(usize) -> f64,
    gutter_x: impl Fn(usize) -> f64,
    point: impl Fn(Drop) -> (f64, Option<f64>),
) -> Lines {
    let mut lines = Lines::default();
    for (gap, drops) in &path.gaps {
        let y = gap_y(*gap);
        let mut xs = Vec::new();
        for drop in drops {
            let (x, end) = point(*drop);
            xs.push(x);
            if let Some(end) = end {
                lines.segments.push([(x, y), (x, end)]);
            }
            lines.ends.push((x, end.unwrap_or(y)));
        }
        let joins = path.gutters.iter().filter(|(_, gaps)| gaps.contains(gap));
        xs.extend(joins.map(|(column, _)| gutter_x(*column)));
        let (low, high) = ends_of(&xs);
        lines.segments.push([(low, y), (high, y)]);
    }
    for (column, gaps) in &path.gutters {
        let x = gutter_x(*column);
        let ys: Vec<f64> = gaps.iter().map(|gap| gap_y(*gap)).collect();
        let (low, high) = ends_of(&ys);
        lines.segments.push([(x, low), (x, high)]);
    }
    lines
}

fn ends_of(xs: &[f64]) -> (f64, f64) {
    let low = xs.iter().copied().fold(f64::INFINITY, f64::min);
    (low, xs.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}
