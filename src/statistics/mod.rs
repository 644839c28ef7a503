//! Running moments, intervals and quantiles; knows nothing of simulation.
//!
//! Everything here merges: [`Sums`] fill one block of trials, [`Moments`] and [`Joint`] combine blocks
//! pairwise, [`Distribution`] adds up exactly in any order. Intervals are computed at the end, from
//! what was merged, and are [`Estimate`]s that can also say that there is too little to tell.

mod distribution;
mod estimate;
mod evidence;
mod interval;
mod moments;
mod said;
mod spans;
mod verdict;

pub use distribution::Distribution;
pub use estimate::{Estimate, MOST_NINES};
pub use evidence::Side;
pub use interval::{Z95, clopper_pearson, hall, normal, poisson, wilson};
pub use moments::{Joint, Moments, Products, Sums};
pub(crate) use said::{count, digits, grouped};
pub use spans::Spans;
pub use verdict::{Verdict, judge};
