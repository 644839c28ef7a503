//! Distributions of delays, in nanoseconds.
//!
//! A [`Law`] is sampled ([`Law::sample`]), conditioned on an age ([`Law::sample_residual`]), found at an
//! age ([`Law::sample_steady_age`]) and described: moments, survival, hazard, quantiles. Its numbers hang on
//! one pair of functions, the cumulative hazard `H(t) = -ln P(T > t)` and its inverse, which stay accurate
//! where the survival itself has long underflowed.

mod age;
mod moments;
mod parts;
mod special;
mod survival;
#[cfg(test)]
mod tests;

pub use parts::{Empirical, Gamma, Mixture, Triangular};

use super::Ns;
use super::stream::Stream;
use rand::RngExt;
use rand_distr::{Distribution, Exp1, StandardNormal};
use std::sync::Arc;

/// The law of a delay; all parameters are in nanoseconds or without unit.
///
/// It is as small as its commonest kinds need: the others stand behind a pointer, and a clone shares them.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// It never comes.
    Never,
    /// Always the same span.
    Constant(Ns),
    /// Exponential with this mean.
    Exponential {
        /// Mean in nanoseconds.
        mean: f64,
    },
    /// Uniform between two spans.
    Uniform {
        /// Shortest span in nanoseconds.
        low: f64,
        /// Longest span in nanoseconds.
        high: f64,
    },
    /// Weibull: survival `exp(-(t/scale)^shape)`.
    Weibull {
        /// One over the shape, which is what sampling needs.
        inverse_shape: f64,
        /// Scale in nanoseconds.
        scale: f64,
    },
    /// Lognormal: the logarithm of the span (in nanoseconds) is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm, above 0.
        sigma: f64,
    },
    /// Gamma, and Erlang with a whole shape; made by [`Law::gamma`].
    Gamma(Arc<Gamma>),
    /// Triangular; made by [`Law::triangular`].
    Triangular(Arc<Triangular>),
    /// One of a list of spans, each as likely as the others; made by [`Law::empirical`].
    Empirical(Arc<Empirical>),
    /// One of several laws; made by [`Law::mixture`].
    Mixture(Arc<Mixture>),
    /// A law that begins later.
    Shifted {
        /// How much later, in nanoseconds.
        by: Ns,
        /// What is added to it.
        law: Arc<Law>,
    },
}

impl Law {
    /// Draws one delay, rounded to the nearest nanosecond.
    #[inline(always)]
    pub fn sample(&self, stream: &mut Stream) -> Ns {
        // Nearly every draw is exponential: it stays in line, the others do not crowd it.
        if let Law::Exponential { mean } = *self {
            let e: f64 = Exp1.sample(stream);
            return nearest(mean * e);
        }
        self.sample_other(stream)
    }

    #[inline(never)]
    fn sample_other(&self, stream: &mut Stream) -> Ns {
        let span = match self {
            Law::Never => return Ns::MAX,
            Law::Constant(span) => return *span,
            Law::Exponential { mean } => {
                let e: f64 = Exp1.sample(stream);
                mean * e
            }
            Law::Uniform { low, high } => low + (high - low) * stream.random::<f64>(),
            Law::Weibull { inverse_shape, scale } => {
                let e: f64 = Exp1.sample(stream);
                scale * e.powf(*inverse_shape)
            }
            Law::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(stream);
                (mu + sigma * z).exp()
            }
            Law::Gamma(gamma) => gamma.sampler.sample(stream),
            Law::Triangular(triangle) => triangle.sampler.sample(stream),
            Law::Empirical(sample) => {
                return sample.values[stream.random_range(0..sample.values.len())];
            }
            Law::Mixture(mixture) => return mixture.choose(stream).sample(stream),
            Law::Shifted { by, law } => return by.saturating_add(law.sample(stream)),
        };
        nearest(span)
    }

    /// Whether a draw needs no stream.
    #[inline]
    pub fn is_certain(&self) -> bool {
        matches!(self, Law::Never | Law::Constant(_))
    }

    /// Whether the delay is always 0.
    #[inline]
    pub fn is_immediate(&self) -> bool {
        matches!(self, Law::Constant(0))
    }
}

/// Returns the nearest whole number; too large ones become [`Ns::MAX`].
#[inline]
fn nearest(span: f64) -> Ns {
    // `as` would do the same in three times the instructions, and this is done for every event. The
    // leading bit of the fraction goes to the top, and then down to where the exponent wants it.
    let bits = (span + 0.5).to_bits();
    match (bits >> 52).checked_sub(1023) {
        None => 0,
        Some(exponent @ 0..64) => (bits << 11 | 1 << 63) >> (63 - exponent),
        Some(_) => Ns::MAX,
    }
}
