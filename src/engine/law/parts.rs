//! The laws that need more room than a few numbers, and how they are made.

use super::Law;
use crate::engine::{Ns, Stream};
use rand::RngExt;
use std::sync::Arc;

/// A gamma law: density `t^(shape-1) exp(-t/scale)`, up to a factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    pub(super) shape: f64,
    pub(super) scale: f64,
    pub(super) sampler: rand_distr::Gamma<f64>,
}

/// A triangular law: its density rises from `min` to `mode` and falls to `max`.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangular {
    pub(super) min: f64,
    pub(super) mode: f64,
    pub(super) max: f64,
    pub(super) sampler: rand_distr::Triangular<f64>,
}

/// Spans, each as likely as the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    /// In ascending order, at least one.
    pub(super) values: Box<[Ns]>,
    /// The sums of the values up to each.
    pub(super) sums: Box<[f64]>,
}

/// Laws, of which each draw chooses one.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// How likely each is, and what it is; at least one.
    pub(super) parts: Box<[(f64, Law)]>,
    /// The probabilities up to each; the last is 1.
    bounds: Box<[f64]>,
}

impl Law {
    /// Returns a gamma law with a mean of `shape * scale` nanoseconds.
    ///
    /// `None` unless both are finite and above 0.
    pub fn gamma(shape: f64, scale: f64) -> Option<Law> {
        let sampler = rand_distr::Gamma::new(shape, scale).ok()?;
        let good = shape.is_finite() && scale.is_finite();
        good.then(|| Law::Gamma(Arc::new(Gamma { shape, scale, sampler })))
    }

    /// Returns a triangular law between `min` and `max` nanoseconds.
    ///
    /// `None` unless `0 <= min <= mode <= max`, `min < max`, and `max` is finite.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Option<Law> {
        let sampler = rand_distr::Triangular::new(min, max, mode).ok()?;
        let good = min >= 0.0 && min < max && max.is_finite();
        good.then(|| Law::Triangular(Arc::new(Triangular { min, mode, max, sampler })))
    }

    /// Returns the law of a value picked at random from a list, in nanoseconds.
    ///
    /// `None` if the list is empty.
    pub fn empirical(mut values: Vec<Ns>) -> Option<Law> {
        if values.is_empty() {
            return None;
        }
        values.sort_unstable();
        let mut sum = 0.0;
        let sums = values.iter().map(|v| {
            sum += *v as f64;
            sum
        });
        let sums = sums.collect();
        Some(Law::Empirical(Arc::new(Empirical { values: values.into(), sums })))
    }

    /// Returns the law of a delay that follows each of these with a likelihood in proportion to its weight.
    ///
    /// `None` if there are none, or if a weight or their sum is not finite and above 0.
    pub fn mixture(parts: Vec<(f64, Law)>) -> Option<Law> {
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        let good = parts.iter().all(|(weight, _)| *weight > 0.0);
        if !good || total <= 0.0 || !total.is_finite() {
            return None;
        }
        let parts: Box<[_]> = parts.into_iter().map(|(w, law)| (w / total, law)).collect();
        let mut sum = 0.0;
        let bound = |(weight, _): &(f64, Law)| {
            sum += weight;
            sum
        };
        let mut bounds: Box<[f64]> = parts.iter().map(bound).collect();
        *bounds.last_mut()? = 1.0;
        Some(Law::Mixture(Arc::new(Mixture { parts, bounds })))
    }
}

impl Empirical {
    /// How many of the values are not above this one.
    pub(super) fn rank(&self, value: f64) -> usize {
        self.values.partition_point(|v| *v as f64 <= value)
    }
}

impl Mixture {
    /// Chooses a part.
    pub(super) fn choose(&self, stream: &mut Stream) -> &Law {
        let u: f64 = stream.random();
        let chosen = self.bounds.partition_point(|bound| *bound <= u);
        &self.parts[chosen.min(self.parts.len() - 1)].1
    }

    /// Chooses a part by other weights than its own; `None` if they do not sum to a positive number.
    pub(super) fn choose_by(
        &self,
        stream: &mut Stream,
        weight: impl Fn(f64, &Law) -> f64,
    ) -> Option<&Law> {
        let total: f64 = self.parts.iter().map(|(w, law)| weight(*w, law)).sum();
        let mut left = stream.random::<f64>() * total;
        let mut last = None;
        for (w, law) in &self.parts {
            let weight = weight(*w, law);
            if weight > 0.0 {
                last = Some(law);
                if left < weight {
                    break;
                }
                left -= weight;
            }
        }
        last.filter(|_| total.is_finite())
    }

    /// The smallest of `H - ln(weight)` over the parts: what their shares of the survivors are taken
    /// relative to, so that they do not underflow together.
    pub(super) fn strongest(&self, age: f64) -> f64 {
        let exponent = |(w, law): &(f64, Law)| law.cumulative_hazard(age) - w.ln();
        self.parts.iter().map(exponent).fold(f64::INFINITY, f64::min)
    }
}
