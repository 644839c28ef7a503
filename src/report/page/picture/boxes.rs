//! Failure domains as nested boxes over columns.

use crate::model::{Kind, Model};
use std::ops::Range;

/// More siblings than this are drawn as one box.
const SIBLINGS: usize = 8;

/// With more columns than this, inner domains are drawn as one box.
const COLUMNS: usize = 10;

/// A domain, or several that are drawn as one.
pub(super) struct Frame {
    pub(super) label: String,
    /// How many boxes stand around it.
    pub(super) depth: usize,
    /// The columns that it spans.
    pub(super) columns: Range<usize>,
}

/// All boxes, and who stands where.
pub(super) struct Boxes {
    pub(super) frames: Vec<Frame>,
    pub(super) columns: usize,
    /// By component: its column; of a domain the first of its columns.
    pub(super) column: Vec<usize>,
    /// By component: the box that it is or is drawn in as a domain.
    pub(super) frame: Vec<Option<usize>>,
}

impl Boxes {
    /// Lays out every domain: those of the same parent side by side, what stands in none of them before
    /// them, and what stands nowhere last.
    pub(super) fn new(model: &Model) -> Boxes {
        let mut children = vec![Vec::new(); model.components.len()];
        let mut outer = Vec::new();
        for (i, component) in model.components.iter().enumerate() {
            match component.domain {
                Some(parent) => children[parent as usize].push(i),
                // A shared array is where its disks are.
                None if component.whole.is_some() => {}
                None => outer.push(i),
            }
        }
        let lay = |most_depth| {
            let boxes = Boxes {
                frames: Vec::new(),
                columns: 0,
                column: vec![0; children.len()],
                frame: vec![None; children.len()],
            };
            let mut layout = Layout { model, children: &children, most_depth, boxes };
            layout.level(&outer, 0);
            for array in &model.arrays {
                let whole = array.component as usize;
                if model.components[whole].domain.is_none() {
                    layout.boxes.column[whole] = layout.boxes.column[array.disks.start as usize];
                }
            }
            layout.boxes
        };
        // Fewer and fewer levels until they fit.
        (1..16).rev().map(lay).find(|boxes| boxes.columns <= COLUMNS).unwrap_or_else(|| lay(0))
    }

    /// How many boxes stand in one another at most.
    pub(super) fn depth(&self) -> usize {
        self.frames.iter().map(|frame| frame.depth + 1).max().unwrap_or(0)
    }
}

struct Layout<'m> {
    model: &'m Model,
    /// By component: what stands directly in it.
    children: &'m [Vec<usize>],
    /// Domains within so many others are drawn as one.
    most_depth: usize,
    boxes: Boxes,
}

impl Layout<'_> {
    /// Lays out what stands in the same domain, or in none.
    fn level(&mut self, inside: &[usize], depth: usize) {
        let is_domain = |i: &usize| self.model.components[*i].kind == Kind::Domain;
        let (domains, things): (Vec<usize>, Vec<usize>) = inside.iter().partition(|i| is_domain(i));
        let first = self.boxes.columns;
        if depth > 0 && (!things.is_empty() || domains.is_empty()) {
            self.column(&things);
        }
        if domains.len() > SIBLINGS || (depth >= self.most_depth && domains.len() > 1) {
            self.together(&domains, depth);
        } else {
            for domain in domains {
                self.apart(domain, depth);
            }
        }
        if depth == 0 && (!things.is_empty() || self.boxes.columns == first) {
            self.column(&things);
        }
    }

    /// A column of its own for these, with whatever is attached to them.
    fn column(&mut self, things: &[usize]) {
        let column = self.boxes.columns;
        self.boxes.columns += 1;
        for thing in things {
            self.all_in(*thing, column);
        }
    }

    fn all_in(&mut self, thing: usize, column: usize) {
        self.boxes.column[thing] = column;
        for i in 0..self.children[thing].len() {
            self.all_in(self.children[thing][i], column);
        }
    }

    /// A box of its own for a domain.
    fn apart(&mut self, domain: usize, depth: usize) {
        let first = self.boxes.columns;
        let frame = self.boxes.frames.len();
        let label = self.model.components[domain].name.clone();
        self.boxes.frames.push(Frame { label, depth, columns: first..first });
        self.boxes.column[domain] = first;
        self.boxes.frame[domain] = Some(frame);
        let children = self.children;
        self.level(&children[domain], depth + 1);
        self.boxes.frames[frame].columns.end = self.boxes.columns;
    }

    /// One box for several domains and all that stands in them.
    fn together(&mut self, domains: &[usize], depth: usize) {
        let column = self.boxes.columns;
        let frame = self.boxes.frames.len();
        let name = |i: usize| &self.model.components[domains[i]].name;
        let label =
            format!("{} domains: {} to {}", domains.len(), name(0), name(domains.len() - 1));
        self.boxes.frames.push(Frame { label, depth, columns: column..column + 1 });
        self.boxes.columns += 1;
        for domain in domains {
            self.all_in(*domain, column);
            self.mark(*domain, frame);
        }
    }

    fn mark(&mut self, thing: usize, frame: usize) {
        if self.model.components[thing].kind == Kind::Domain {
            self.boxes.frame[thing] = Some(frame);
        }
        for i in 0..self.children[thing].len() {
            self.mark(self.children[thing][i], frame);
        }
    }
}
