//! Means and variances.

use super::Law;
use statrs::function::gamma::gamma;

impl Law {
    /// Returns the mean in nanoseconds; infinite for [`Law::Never`].
    ///
    /// Formulas: Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions* (1994), chapters 14
    /// (lognormal), 17 (gamma), 21 (Weibull) and 26 (triangular).
    pub fn mean(&self) -> f64 {
        match self {
            Law::Never => f64::INFINITY,
            Law::Constant(span) => *span as f64,
            Law::Exponential { mean } => *mean,
            Law::Uniform { low, high } => low.midpoint(*high),
            Law::Weibull { inverse_shape, scale } => scale * gamma(1.0 + inverse_shape),
            Law::Lognormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
            Law::Gamma(g) => g.shape * g.scale,
            Law::Triangular(t) => (t.min + t.mode + t.max) / 3.0,
            Law::Empirical(e) => e.sums[e.sums.len() - 1] / e.values.len() as f64,
            Law::Mixture(m) => m.parts.iter().map(|(w, law)| w * law.mean()).sum(),
            Law::Shifted { by, law } => *by as f64 + law.mean(),
        }
    }

    /// Returns the variance in square nanoseconds; infinite for [`Law::Never`].
    ///
    /// Formulas as for [`Law::mean`]; a mixture's is the mean of the variances plus the variance of the means,
    /// a list's is that of a draw from it (divided by `n`).
    pub fn variance(&self) -> f64 {
        match self {
            Law::Never => f64::INFINITY,
            Law::Constant(_) => 0.0,
            Law::Exponential { mean } => mean * mean,
            Law::Uniform { low, high } => (high - low).powi(2) / 12.0,
            Law::Weibull { inverse_shape, scale } => {
                let first = gamma(1.0 + inverse_shape);
                scale * scale * (gamma(1.0 + 2.0 * inverse_shape) - first * first)
            }
            Law::Lognormal { sigma, .. } => {
                let mean = self.mean();
                (sigma * sigma).exp_m1() * mean * mean
            }
            Law::Gamma(g) => g.shape * g.scale * g.scale,
            Law::Triangular(t) => {
                let (rise, fall) = (t.mode - t.min, t.max - t.mode);
                (rise * rise + rise * fall + fall * fall) / 18.0
            }
            Law::Empirical(e) => {
                let mean = self.mean();
                let squares = e.values.iter().map(|v| (*v as f64 - mean).powi(2));
                squares.sum::<f64>() / e.values.len() as f64
            }
            Law::Mixture(m) => {
                let mean = self.mean();
                let square = |law: &Law| law.variance() + (law.mean() - mean).powi(2);
                m.parts.iter().map(|(w, law)| w * square(law)).sum()
            }
            Law::Shifted { law, .. } => law.variance(),
        }
    }
}
