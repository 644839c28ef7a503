//! Distributions of delays, in nanoseconds.

use super::Ns;
use super::stream::Stream;
use rand::RngExt;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// The law of a delay; all parameters are in nanoseconds or without unit.
#[derive(Clone, Copy, Debug, PartialEq)]
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
        /// Standard deviation of the logarithm.
        sigma: f64,
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
        let span = match *self {
            Law::Never => return Ns::MAX,
            Law::Constant(span) => return span,
            Law::Exponential { mean } => {
                let e: f64 = Exp1.sample(stream);
                mean * e
            }
            Law::Uniform { low, high } => low + (high - low) * stream.random::<f64>(),
            Law::Weibull { inverse_shape, scale } => {
                let e: f64 = Exp1.sample(stream);
                scale * e.powf(inverse_shape)
            }
            Law::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(stream);
                (mu + sigma * z).exp()
            }
        };
        nearest(span)
    }

    /// STUB
    pub fn sample_residual(&self, _: Ns, stream: &mut Stream) -> Ns {
        self.sample(stream)
    }
    /// STUB
    pub fn sample_steady_age(&self, _: &mut Stream) -> Ns {
        0
    }

    /// Returns the mean in nanoseconds; infinite for [`Law::Never`].
    pub fn mean(&self) -> f64 {
        match *self {
            Law::Never => f64::INFINITY,
            Law::Constant(span) => span as f64,
            Law::Exponential { mean } => mean,
            Law::Uniform { low, high } => low.midpoint(high),
            Law::Weibull { inverse_shape, scale } => {
                scale * statrs::function::gamma::gamma(1.0 + inverse_shape)
            }
            Law::Lognormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{HOUR, hash_name, stream, trial_key};

    const H: f64 = HOUR as f64;

    /// Kolmogorov-Smirnov distance of 200 000 draws from a distribution function.
    ///
    /// The bound 1.95/sqrt(n) is exceeded by chance once in 1000; the stream is fixed.
    fn assert_follows(law: Law, cdf: impl Fn(f64) -> f64) {
        let n = 200_000_usize;
        let mut draws: Vec<f64> = {
            let mut s = stream(trial_key(1, 0), hash_name("law"));
            (0..n).map(|_| law.sample(&mut s) as f64).collect()
        };
        draws.sort_by(f64::total_cmp);
        let distance = draws.iter().enumerate().fold(0.0f64, |d, (i, &x)| {
            let f = cdf(x);
            d.max((f - i as f64 / n as f64).abs()).max(((i + 1) as f64 / n as f64 - f).abs())
        });
        assert!(distance < 1.95 / (n as f64).sqrt(), "{law:?}: {distance}");
        let mean = draws.iter().sum::<f64>() / n as f64;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
        let z = (mean - law.mean()) / (variance / n as f64).sqrt();
        assert!(z.abs() < 4.0, "{law:?}: mean {mean} against {}", law.mean());
    }

    #[test]
    fn draws_follow_their_laws() {
        assert_follows(Law::Exponential { mean: 10.0 * H }, |x| 1.0 - (-x / (10.0 * H)).exp());
        assert_follows(Law::Uniform { low: H, high: 3.0 * H }, |x| {
            ((x - H) / (2.0 * H)).clamp(0.0, 1.0)
        });
        let (shape, scale) = (1.5, 100.0 * H);
        assert_follows(Law::Weibull { inverse_shape: 1.0 / shape, scale }, |x| {
            1.0 - (-(x / scale).powf(shape)).exp()
        });
        let (mu, sigma) = ((2.0 * H).ln(), 0.7);
        assert_follows(Law::Lognormal { mu, sigma }, |x| {
            let z = (x.ln() - mu) / sigma;
            0.5 * statrs::function::erf::erfc(-z / std::f64::consts::SQRT_2)
        });
    }

    #[test]
    fn rounding_is_that_of_the_language() {
        for span in [0.0, 0.4, 0.5, 1.0, 1.49, 7.5, 1e9 + 0.5, 3.6e12, 4.0e18, 1.2e19, 1e20, 1e300]
        {
            assert_eq!(nearest(span), (span + 0.5) as Ns, "{span}");
        }
    }

    #[test]
    fn certain_laws_are_certain() {
        let mut s = stream(1, 1);
        assert_eq!(Law::Constant(7).sample(&mut s), 7);
        assert_eq!(Law::Never.sample(&mut s), Ns::MAX);
        let endless = Law::Exponential { mean: 1e30 };
        assert_eq!(endless.sample(&mut s), Ns::MAX, "beyond 584 years a delay never ends");
    }
}
