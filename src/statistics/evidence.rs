//! What an estimate rests on: enough to bound it on one side with any error.

use super::interval::{clopper_pearson, hall, normal, poisson_bound, student, wider};
use super::moments::{Joint, Moments};
use super::spans::Spans;
use std::sync::Arc;

/// Below so many trials with an event a mean is bounded only by the chance of one.
pub(super) const SEEN: u64 = 100;

/// A cautious bound holds even if the next trial has so many times the most that any had, or, where that is more, what
/// is known to be possible.
///
/// Counting the worst twice, which is the bound that a mean is usually given, lets designs pass at their limit in
/// 25 of 100 checks at a nominal 5 where rare repairs take weeks and common takeovers seconds: then the trials
/// that matter are few, however many have some downtime. With the next one three times as bad it is under 3.
pub(super) const WORSE: f64 = 3.0;

/// The same for ratios, whose residuals are small wherever nothing unusual happens: 3 would let them pass in up to 17
/// of 100.
const WORSE_RESIDUAL: f64 = 10.0;

/// A standard error this small against the mean is rounding: nothing varied.
pub(super) const SAME: f64 = 1e-13;

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
    /// A mean of values from 0 to `most`; a trial may have `unseen` though none had.
    Mean {
        moments: Moments,
        most: f64,
        unseen: f64,
    },
    /// A mean of values from 0 to `most`, `full` of which are that; a trial may have `unseen` though none had.
    Bounded {
        moments: Moments,
        most: f64,
        full: u64,
        unseen: f64,
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
    /// Σy/Σx between 0 and 1; a trial may have y of `unseen` though none had.
    Part {
        joint: Joint,
        hits: u64,
        unseen: f64,
    },
    /// Σy/Σx, at most `most`; a trial may have y of `unseen` though none had.
    Ratio {
        joint: Joint,
        hits: u64,
        most: f64,
        unseen: f64,
    },
    /// A mean of differences of either sign.
    Difference {
        moments: Moments,
    },
    Quantile {
        spans: Arc<Spans>,
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
    /// As if the next trial were worse than all before.
    pub(super) cautious: bool,
}

/// What the next trial may have.
#[derive(Clone, Copy)]
struct Next {
    /// In any case no more.
    most: f64,
    /// This, though no trial had it.
    unseen: f64,
}

impl Evidence {
    /// Returns the bound, or `None` while there is too little for one.
    pub(super) fn bound(&self, wanted: Wanted) -> Option<f64> {
        let flipped = Wanted { side: wanted.side.other(), ..wanted };
        match self {
            Evidence::Known(value) => Some(*value),
            Evidence::Mean { moments, most, unseen } => {
                mean(moments, Next { most: *most, unseen: *unseen }, wanted)
            }
            Evidence::Bounded { moments, most, full, unseen } => {
                Some(bounded(moments, Next { most: *most, unseen: *unseen }, *full, wanted))
            }
            Evidence::Rate { moments, years } => rate(moments, *years, wanted),
            Evidence::Share { hits, n } => Some(share(*hits, *n, wanted)),
            Evidence::Part { joint, hits, unseen } => {
                quotient(joint, *hits, [*unseen; 2], wanted, |r, half| {
                    let odds = (r / (1.0 - r)).ln() + half / (r * (1.0 - r));
                    (1.0 / (1.0 + (-odds).exp()), 1.0)
                })
            }
            Evidence::Ratio { joint, hits, most, unseen } => {
                quotient(joint, *hits, [*unseen, 0.0], wanted, |r, half| {
                    (r * (half / r).exp(), *most)
                })
            }
            Evidence::Difference { moments } => match moments.hits {
                0 => Some(0.0),
                hits if hits < DIFFER => None,
                _ => {
                    let m = expected(moments, Next { most: f64::INFINITY, unseen: 0.0 }, wanted);
                    let (lower, upper) = wider(m.skewness(), m.n, normal(wanted.error));
                    Some(limit(&m, (lower, upper), wanted.side))
                }
            },
            Evidence::Quantile { spans, p } => spans.bound_s(*p, wanted),
            Evidence::Complement(of, whole) => of.bound(flipped).map(|x| 1.0 - x / whole),
            Evidence::Nines(of, whole, most) => {
                of.bound(flipped).map(|x| (-(x / whole).log10()).clamp(0.0, *most))
            }
        }
    }

    /// Returns the same, but that a trial may have so much though none had; of counts and shares of trials only what was
    /// seen is known.
    pub(super) fn allowing(mut self, more: f64) -> Evidence {
        match &mut self {
            Evidence::Mean { unseen, .. }
            | Evidence::Bounded { unseen, .. }
            | Evidence::Part { unseen, .. }
            | Evidence::Ratio { unseen, .. } => *unseen = more,
            _ => {}
        }
        self
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
fn mean(m: &Moments, next: Next, wanted: Wanted) -> Option<f64> {
    let most = next.most;
    if m.hits < SEEN {
        return match wanted.side {
            Side::Above => Some(0.0),
            Side::Below if most.is_finite() => Some(share(m.hits, m.n, wanted) * most),
            // What has no most is no more than a cautious bound reckons with.
            Side::Below if wanted.cautious && next.unseen > 0.0 => {
                Some(share(m.hits, m.n, wanted) * next.unseen.max(WORSE * m.max))
            }
            Side::Below => None,
        };
    }
    Some(hall_bound(m, next, wanted).clamp(0.0, most))
}

/// Hall's bound; with little seen at an end, the chance of a trial that is not there.
fn bounded(m: &Moments, next: Next, full: u64, wanted: Wanted) -> f64 {
    let most = next.most;
    match wanted.side {
        // The mean is at most what it would be if all that are above 0 were `most`...
        Side::Below if m.hits < SEEN => share(m.hits, m.n, wanted) * most,
        // ... and at least what it would be if all that are below `most` were 0.
        Side::Above if m.n - full < SEEN => share(full, m.n, wanted) * most,
        Side::Below if m.n - full < SEEN => most,
        Side::Above if m.hits < SEEN => 0.0,
        _ => hall_bound(m, next, wanted).clamp(0.0, most),
    }
}

/// Hall's bound on the counts; with little seen, that of a Poisson count of the trials with any, each with one event
/// at least, and with no more than the most that was seen in one.
fn rate(m: &Moments, years: f64, wanted: Wanted) -> Option<f64> {
    if m.n == 0 {
        return None;
    }
    if m.hits >= SEEN {
        let next = Next { most: f64::INFINITY, unseen: 0.0 };
        return Some(hall_bound(m, next, wanted).max(0.0) / years);
    }
    // Events of one trial come in clusters: the trials are what is counted, and how large clusters are is not known
    // well enough to take their mean.
    let below = wanted.side == Side::Below;
    let each = if below { m.max.max(1.0) } else { 1.0 };
    let bound = poisson_bound(m.hits, below, wanted.error);
    Some(bound * each / (m.n as f64 * years))
}

/// Returns the moments as they are, or with a next trial that is worse than all before. Where all trials are the same
/// so is the next, unless more is known to be possible.
fn expected(m: &Moments, next: Next, wanted: Wanted) -> Moments {
    if !wanted.cautious || wanted.side == Side::Above {
        return *m;
    }
    let same = m.standard_error() <= SAME * m.mean;
    let worse = if same { m.max } else { WORSE * m.max };
    m.merge(&one(worse.max(next.unseen).min(next.most)))
}

/// Returns the moments of one value.
fn one(value: f64) -> Moments {
    Moments { n: 1, mean: value, ..Moments::default() }
}

/// Returns the bound of a mean that is so many standard errors from it, on either side.
fn limit(m: &Moments, (lower, upper): (f64, f64), side: Side) -> f64 {
    m.mean - if side == Side::Below { lower } else { upper } * m.standard_error()
}

fn hall_bound(m: &Moments, next: Next, wanted: Wanted) -> f64 {
    let m = expected(m, next, wanted);
    limit(&m, hall(m.skewness(), m.n, normal(wanted.error)), wanted.side)
}

fn share(hits: u64, n: u64, wanted: Wanted) -> f64 {
    clopper_pearson(hits, n, wanted.side == Side::Below, wanted.error)
}

/// A bound of a ratio R = Σy/Σx from the residuals y − R x: as far as Hall's or Student's on the scale of the ratio or
/// on that of `at`, which is told the ratio and how far from it to go and knows the most that it can be.
///
/// What is rare and large may be in y or in x, so that residuals are skewed to either side. A trial may have so much of
/// one or the other though none had.
fn quotient(
    joint: &Joint,
    hits: u64,
    unseen: [f64; 2],
    wanted: Wanted,
    at: impl Fn(f64, f64) -> (f64, f64),
) -> Option<f64> {
    let (r, se) = joint.ratio().filter(|_| hits >= SEEN)?;
    let below = wanted.side == Side::Below;
    let [unseen_y, unseen_x] = unseen;
    let more = if below { unseen_y > joint.max_y } else { unseen_x > joint.max_x };
    // All that was seen was the same; where not every trial has seen any, another one may be.
    if se <= SAME * r && (!wanted.cautious || hits == joint.n && !more) {
        return Some(r);
    }
    let mut residuals = joint.residuals(r);
    if wanted.cautious {
        // The next trial has far more of one than any had, and nothing of the other.
        let worse = if below {
            (WORSE_RESIDUAL * joint.max_y).max(unseen_y)
        } else {
            -r * (WORSE_RESIDUAL * joint.max_x).max(unseen_x)
        };
        residuals = residuals.merge(&one(worse));
    }
    let limits = wider(residuals.skewness(), residuals.n, student(hits, wanted.error));
    let far = limit(&residuals, limits, wanted.side) / joint.mean_x;
    let (scaled, most) = at(r, far);
    Some(if below { scaled.max(r + far).min(most) } else { scaled.min(r + far).max(0.0) })
}
