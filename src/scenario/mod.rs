//! The language: types that are the JSON, reading, checking, defaults.
//!
//! [`load`] reads a file into a [`Scenario`] in which every name resolves, every default is filled in and
//! every number is in range, or returns [`Problems`]: all of them at once, each with its place.

pub mod catalogue;
mod check;
mod cost;
mod explain;
mod extend;
mod json;
mod load;
mod long_form;
pub mod metrics;
mod names;
mod parameters;
mod problem;
mod read;
mod schema;
mod set;
mod sources;
mod syntax;
pub mod templates;
mod tree;
mod types;
mod values;
mod vary;
mod way;

pub use cost::{Costs, costs};
pub use explain::explain;
pub use load::{LoadError, Source, load, load_each, load_with, parse};
pub use names::{Entry, Kind, Meaning, Names, Role};
pub use parameters::{Parameter, parameters};
pub use problem::{Place, Problem, Problems};
pub(crate) use problem::{listed, nearest};
pub use schema::schema;
pub use sources::Sources;
pub use types::*;
pub use values::{Delay, Distribution, Flaw, Lognormal, Part, Span, Weibull};
pub use vary::{Variation, grid, position};
pub use way::{Way, members, nodes, way};

/// Limits of the language; each has an error of its own.
pub mod limits {
    /// Components of all kinds together.
    pub const COMPONENTS: usize = 100_000;
    /// Years that `horizon` may span.
    pub const HORIZON_YEARS: f64 = 500.0;
    /// Members of one cluster.
    pub const MEMBERS: usize = 64;
    /// Parts of one mixture of distributions.
    pub const MIXTURE_PARTS: usize = 1000;
    /// Distributions inside one another.
    pub const DISTRIBUTION_DEPTH: usize = 8;
    /// Values of one empirical distribution.
    pub const EMPIRICAL_VALUES: usize = 1_000_000;
    /// Bytes of a scenario file.
    pub const FILE_BYTES: u64 = 16 << 20;
    /// Levels of nesting of a scenario's JSON.
    pub const DEPTH: usize = 64;
    /// Domains that stand in one another.
    pub const DOMAIN_DEPTH: usize = 16;
    /// Files that extend one another, the first included.
    pub const EXTENDS: usize = 16;
    /// Problems that are looked for.
    pub const PROBLEMS: usize = 10_000;
    /// Problems that are printed.
    pub const PRINTED: usize = 50;
}
