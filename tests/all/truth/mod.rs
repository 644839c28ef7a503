//! Models whose answers are known, by simulation and by the exact solver.
//!
//! Every comparison by simulation is at four standard errors with a fixed seed: a correct program fails
//! one of them by chance once in 16 000.

mod active_passive;
mod arrays;
mod balancers;
mod components;
mod copies;
mod disaster;
mod load;
mod maintenance;
mod quorum;
mod sla;
mod solver;
mod split_brain;

use quorate::markov::{Exact, solve};
use quorate::model::Model;

/// Hours of a year.
const YEAR_H: f64 = 8760.0;

fn year_s() -> f64 {
    YEAR_H * 3600.0
}

fn exact(model: &Model) -> Exact {
    solve(model).unwrap()
}
