//! What an estimate rests on: enough to bound it on one side with any error.

use super::distribution::Distribution;
use super::interval::{clopper_pearson, hall, normal, poisson_bound, student};
use super::moments::{Joint, Moments};

/// Below so many trials with an event a mean is bounded only by the chance of one.
const SEEN: u64 = 100;

/// Below so many trials that differ nothing is said of a difference.
pub(super) const DIFFER: u64 = 30;

/// A side of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The truth is above the bound.
    Above,
    /// The truth is below it.
    Below,
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Above => Side::Below,
            Side::Below => Side::Above,
        }
    }
}

/// What an estimate was made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Evidence {
    Known(f64),
    /// A mean of values from 0 to `most`.
    Mean {
        moments: Moments,
        most: f64,
    },
    /// A mean of values from 0 to `most`, `full` of which are that.
    Bounded {
        moments: Moments,
        most: f64,
        full: u64,
    },
    /// Events per trial of so many years.
    Rate {
        moments: Moments,
        years: f64,
    },
    Share {
        hits: u64,
        n: u64,
    },
    /// Σy/Σx between 0 and 1.
    Part {
        joint: Joint,
        hits: u64,
    },
    /// Σy/Σx, at most `most`.
    Ratio {
        joint: Joint,
        hits: u64,
        most: f64,
    },
    /// A mean of differences of either sign.
    Difference {
        moments: Moments,
    },
    Quantile {
        distribution: Box<Distribution>,
        p: f64,
    },
    /// 1 − x / whole.
    Complement(Box<Evidence>, f64),
    /// −log₁₀(x / whole), from 0 to so many.
    Nines(Box<Evidence>, f64, f64),
}

/// How a bound is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) side: Side,
    /// The chance that the truth is beyond the bound.
    pub(super) error: f64,
    /// As if the trial with most had come twice.
    pub(super) cautious: bool,
}

impl Evidence {
    /// Returns the bound, or `None` while there is too little for one.
    pub(super) fn bound(&self, wanted: Wanted) -> Option<f64> {
        let flipped = Wanted { side: wanted.side.other(), ..wanted };
        match self {
            Evidence::Known(value) => Some(*value),
            Evidence::Mean { moments, most } => mean(moments, *most, wanted),
            Evidence::Bounded { moments, most, full } => {
                Some(bounded(moments, *most, *full, wanted))
            }
            Evidence::Rate { moments, years } => rate(moments, *years, wanted),
            Evidence::Share { hits, n } => Some(share(*hits, *n, wanted)),
            Evidence::Part { joint, hits } => quotient(joint, *hits, wanted, |r, half| {
                let odds = (r / (1.0 - r)).ln() + half / (r * (1.0 - r));
                1.0 / (1.0 + (-odds).exp())
            }),
            Evidence::Ratio { joint, hits, most } => {
                quotient(joint, *hits, wanted, |r, half| (r * (half / r).exp()).min(*most))
            }
            Evidence::Difference { moments } => match moments.hits {
                0 => Some(0.0),
                hits if hits < DIFFER => None,
                _ => Some(hall_bound(moments, wanted)),
            },
            Evidence::Quantile { distribution, p } => {
                distribution.bound_s(*p, wanted.side, wanted.error)
            }
            Evidence::Complement(of, whole) => of.bound(flipped).map(|x| 1.0 - x / whole),
            Evidence::Nines(of, whole, most) => {
                of.bound(flipped).map(|x| (-(x / whole).log10()).clamp(0.0, *most))
            }
        }
    }

    /// Returns the moments of what was measured in each trial, if it is a mean of that.
    pub(super) fn moments(&self) -> Option<&Moments> {
        match self {
            Evidence::Mean { moments, .. }
            | Evidence::Rate { moments, .. }
            | Evidence::Difference { moments }
            | Evidence::Bounded { moments, .. } => Some(moments),
            Evidence::Complement(of, _) | Evidence::Nines(of, ..) => of.moments(),
            _ => None,
        }
    }
}

/// Hall's bound; with little seen, the chance of a trial with any times the most that it can have.
fn mean(m: &Moments, most: f64, wanted: Wanted) -> Option<f64> {
    if m.hits < SEEN {
        return match wanted.side {
            Side::Above => Some(0.0),
            Side::Below if most.is_finite() => Some(share(m.hits, m.n, wanted) * most),
            Side::Below => None,
        };
    }
    Some(hall_bound(m, wanted).clamp(0.0, most))
}

/// Hall's bound; with little seen at an end, the chance of a trial that is not there.
fn bounded(m: &Moments, most: f64, full: u64, wanted: Wanted) -> f64 {
    match wanted.side {
        // The mean is at most what it would be if all that are above 0 were `most`...
        Side::Below if m.hits < SEEN => share(m.hits, m.n, wanted) * most,
        // ... and at least what it would be if all that are below `most` were 0.
        Side::Above if m.n - full < SEEN => share(full, m.n, wanted) * most,
        Side::Below if m.n - full < SEEN => most,
        Side::Above if m.hits < SEEN => 0.0,
        _ => hall_bound(m, wanted).clamp(0.0, most),
    }
}

/// Hall's bound on the counts; with little seen, that of a Poisson count of the trials with any, each with one event
/// at least, and with no more than the most that was seen in one.
fn rate(m: &Moments, years: f64, wanted: Wanted) -> Option<f64> {
    if m.n == 0 {
        return None;
    }
    if m.hits >= SEEN {
        return Some(hall_bound(m, wanted).max(0.0) / years);
    }
    // Events of one trial come in clusters: the trials are what is counted, and how large clusters are is not known
    // well enough to take their mean.
    let below = wanted.side == Side::Below;
    let each = if below { m.max.max(1.0) } else { 1.0 };
    let bound = poisson_bound(m.hits, below, wanted.error);
    Some(bound * each / (m.n as f64 * years))
}

fn hall_bound(m: &Moments, wanted: Wanted) -> f64 {
    let twice = Moments { n: 1, mean: m.max, m2: 0.0, m3: 0.0, hits: 1, max: m.max };
    let below = wanted.side == Side::Below;
    let m = if wanted.cautious && below { m.merge(&twice) } else { *m };
    let (lower, upper) = hall(m.skewness(), m.n, normal(wanted.error));
    m.mean - if below { lower } else { upper } * m.standard_error()
}

fn share(hits: u64, n: u64, wanted: Wanted) -> f64 {
    clopper_pearson(hits, n, wanted.side == Side::Below, wanted.error)
}

/// A bound of a ratio on a scale of `at`, which is told the ratio and how far from it to go.
fn quotient(joint: &Joint, hits: u64, wanted: Wanted, at: impl Fn(f64, f64) -> f64) -> Option<f64> {
    let (r, se) = joint.ratio().filter(|_| hits >= SEEN)?;
    if se == 0.0 {
        return Some(r);
    }
    let half = student(hits, wanted.error) * se;
    Some(at(r, if wanted.side == Side::Below { half } else { -half }))
}
