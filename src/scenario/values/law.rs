//! From the parameters that people know to those that the engine samples by.

use super::{Distribution, Lognormal, Weibull};
use crate::engine::Law;
use statrs::function::gamma::gamma;
use std::ops::RangeInclusive;

/// The standard normal's 95 % quantile.
const Z_P95: f64 = 1.644_853_626_951_472_7;

/// Beyond these the moments lose their digits, and no fit to data has ever been there.
const WEIBULL_SHAPES: RangeInclusive<f64> = 0.1..=100.0;
const GAMMA_SHAPES: RangeInclusive<f64> = 0.01..=10_000.0;
const SIGMAS: RangeInclusive<f64> = 1e-6..=5.0;

/// Why there is no such distribution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Flaw {
    /// What is wrong.
    pub what: String,
    /// What is allowed, or what was probably meant.
    pub hint: Option<String>,
}

fn flaw<T>(what: impl Into<String>, hint: &str) -> Result<T, Flaw> {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    Err(Flaw { what: what.into(), hint })
}

impl Distribution {
    /// Returns the law that the engine samples.
    ///
    /// # Errors
    /// If there is no such distribution, or if its parameters are too extreme to compute with.
    pub fn law(&self) -> Result<Law, Flaw> {
        let law = match self {
            Distribution::Never => return Ok(Law::Never),
            Distribution::Constant(span) => Law::Constant(span.rounded()),
            Distribution::Exponential(mean) if mean.ns() > 0.0 => {
                Law::Exponential { mean: mean.ns() }
            }
            Distribution::Exponential(_) => Law::Constant(0),
            Distribution::Uniform(low, high) if low > high => {
                return flaw("the shortest end is longer than the longest", "");
            }
            Distribution::Uniform(low, high) if low == high => Law::Constant(low.rounded()),
            Distribution::Uniform(low, high) => Law::Uniform { low: low.ns(), high: high.ns() },
            Distribution::Triangular(min, mode, max) => triangular(min.ns(), mode.ns(), max.ns())?,
            Distribution::Weibull(weibull) => weibull.law()?,
            Distribution::Lognormal(lognormal) => lognormal.law()?,
            Distribution::Gamma { shape, mean } => gamma_law(*shape, mean.ns())?,
            Distribution::Erlang { stages, mean } => {
                let whole = within(f64::from(*stages), &(1.0..=10_000.0), "number of stages")?;
                gamma_law(whole, mean.ns())?
            }
            Distribution::Empirical(values) => {
                let values = values.iter().map(|span| span.rounded()).collect();
                Law::empirical(values).map_or_else(
                    || flaw("an empirical distribution has at least one value", ""),
                    Ok,
                )?
            }
            Distribution::Mixture(parts) => {
                let part = |p: &super::Part| Ok((p.weight, p.of.law()?));
                let parts = parts.iter().map(part).collect::<Result<Vec<_>, Flaw>>()?;
                let hint = "give at least one part; weights are finite, and so is their sum";
                Law::mixture(parts)
                    .map_or_else(|| flaw("these parts do not make a mixture", hint), Ok)?
            }
            Distribution::Shifted { by, of } => {
                Law::Shifted { by: by.rounded(), law: of.law()?.into() }
            }
        };
        if law.mean().is_finite() && law.variance().is_finite() {
            return Ok(law);
        }
        flaw("the mean or the variance of this is too large to compute with", "")
    }
}

impl Weibull {
    fn law(self) -> Result<Law, Flaw> {
        let (Weibull::Mean { shape, .. } | Weibull::Scale { shape, .. }) = self;
        let inverse_shape =
            1.0 / within(shape, &WEIBULL_SHAPES, "shape of a Weibull distribution")?;
        let scale = match self {
            Weibull::Mean { mean, .. } => mean.ns() / gamma(1.0 + inverse_shape),
            Weibull::Scale { scale, .. } => scale.ns(),
        };
        measurable(Law::Weibull { inverse_shape, scale })
    }
}

impl Lognormal {
    fn law(self) -> Result<Law, Flaw> {
        let (mu, sigma) = match self {
            Lognormal::MedianP95 { median, p95 } => {
                let mu = median.ns().ln();
                (mu, (p95.ns().ln() - mu) / Z_P95)
            }
            Lognormal::MeanMedian { mean, median } => {
                let mu = median.ns().ln();
                let half_square = mean.ns().ln() - mu;
                (mu, (2.0 * half_square.abs()).sqrt().copysign(half_square))
            }
            Lognormal::MedianSigma { median, sigma } => (median.ns().ln(), sigma),
            Lognormal::MeanCv { mean, cv } => {
                let variance = (cv * cv).ln_1p();
                (mean.ns().ln() - variance / 2.0, variance.sqrt())
            }
        };
        if sigma < 0.0 {
            let hint = "of a lognormal distribution both `mean` and `p95` are above the `median`";
            return flaw("no lognormal distribution has these values", hint);
        }
        if sigma < *SIGMAS.start() {
            let hint = "write it as a `constant`";
            return flaw("this lognormal distribution hardly differs from a constant", hint);
        }
        let sigma = within(sigma, &SIGMAS, "sigma of a lognormal distribution")?;
        measurable(Law::Lognormal { mu, sigma })
    }
}

fn triangular(min: f64, mode: f64, max: f64) -> Result<Law, Flaw> {
    if min == max && min == mode {
        return flaw("a triangle without width is a constant", "write it as a `constant`");
    }
    let order = "a triangular distribution is [shortest, most likely, longest], in this order";
    Law::triangular(min, mode, max).map_or_else(|| flaw("not in ascending order", order), Ok)
}

fn gamma_law(shape: f64, mean: f64) -> Result<Law, Flaw> {
    let shape = within(shape, &GAMMA_SHAPES, "shape of a gamma distribution")?;
    Law::gamma(shape, mean / shape)
        .map_or_else(|| flaw("a gamma distribution has a mean longer than 0", ""), measurable)
}

fn within(x: f64, bounds: &RangeInclusive<f64>, what: &str) -> Result<f64, Flaw> {
    if bounds.contains(&x) {
        return Ok(x);
    }
    let allowed = format!("it lies from {} to {}", bounds.start(), bounds.end());
    flaw(format!("the {what} is {x} here, which is too extreme to simulate"), &allowed)
}

/// Time has a grain: what is shorter on average would mostly be rounded to nothing.
fn measurable(law: Law) -> Result<Law, Flaw> {
    if law.mean() >= 1.0 {
        return Ok(law);
    }
    flaw("the mean of this is not longer than a nanosecond, the grain of time", "")
}
