//! The picture of what there is: failure domains as nested boxes, side by side; in rows from top to bottom
//! what clients come through, balancers, nodes, networks, disks.
//!
//! The rule of the drawing: a component stands in the column of its domain and in the row of what it is for,
//! so that a row read across shows what stands in for what. Lines of links and switches run in the gaps
//! between rows and in the gutters left of columns, each in a lane of its own, never behind a component.
//! Many alike are drawn as one with their number.

mod boxes;
mod chips;
mod draw;
mod place;
mod wires;

pub(super) use draw::draw;
