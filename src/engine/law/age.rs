//! Delays that are already under way: what is left of them, and how old they are found.

use super::special::{inverse_gamma_hazard, inverse_normal_hazard, normal_hazard};
use super::{Law, nearest};
use crate::engine::{Ns, Stream};
use rand::RngExt;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};

impl Law {
    /// Draws what is left of a delay that has lasted `age` so far, rounded to the nearest nanosecond.
    ///
    /// The law of it is `P(T > age + x | T > age)`: the cumulative hazard grows by a standard
    /// exponential until the end (Devroye, *Non-Uniform Random Variate Generation*, 1986, section VI.2),
    /// and its inverse says when that is. Where nothing lasts longer than `age` it is 0. At age 0 the
    /// delay is as new, even one that may be over at once.
    pub fn sample_residual(&self, age: Ns, stream: &mut Stream) -> Ns {
        if age == 0 {
            return self.sample(stream);
        }
        let a = age as f64;
        let left = match self {
            Law::Never => return Ns::MAX,
            Law::Constant(span) => return span.saturating_sub(age),
            Law::Exponential { .. } => return self.sample(stream),
            Law::Uniform { low, high } => {
                let from = low.max(a);
                (from - a) + (high - from) * stream.random::<f64>()
            }
            Law::Weibull { inverse_shape, scale } => {
                let e: f64 = Exp1.sample(stream);
                let spent = self.cumulative_hazard(a);
                if spent > 1e-290 {
                    // scale * ((spent + e)^(1/shape) - spent^(1/shape)), without the cancellation.
                    a * ((e / spent).ln_1p() * inverse_shape).exp_m1()
                } else {
                    scale * e.powf(*inverse_shape) - a
                }
            }
            Law::Lognormal { mu, sigma } => {
                let e: f64 = Exp1.sample(stream);
                let z = (a.ln() - mu) / sigma;
                let end = inverse_normal_hazard(normal_hazard(z) + e);
                a * (sigma * (end - z)).exp_m1()
            }
            Law::Gamma(g) => {
                let e: f64 = Exp1.sample(stream);
                g.scale * inverse_gamma_hazard(g.shape, self.cumulative_hazard(a) + e) - a
            }
            Law::Triangular(t) if a >= t.mode => {
                (t.max - a) * (1.0 - stream.random::<f64>().sqrt())
            }
            Law::Triangular(_) => {
                let e: f64 = Exp1.sample(stream);
                self.inverse_hazard(self.cumulative_hazard(a) + e) - a
            }
            Law::Empirical(sample) => {
                let longer = &sample.values[sample.values.partition_point(|v| *v <= age)..];
                if longer.is_empty() {
                    return 0;
                }
                return longer[stream.random_range(0..longer.len())] - age;
            }
            Law::Mixture(mixture) => {
                let least = mixture.strongest(a);
                let share = |w: f64, law: &Law| w * (least - law.cumulative_hazard(a)).exp();
                let chosen = mixture.choose_by(stream, share);
                return chosen.map_or(0, |law| law.sample_residual(age, stream));
            }
            Law::Shifted { by, law } => {
                return match by.checked_sub(age) {
                    Some(before) => before.saturating_add(law.sample(stream)),
                    None => law.sample_residual(age - by, stream),
                };
            }
        };
        nearest(left.max(0.0))
    }

    /// Draws the age at which a delay is found at a moment long after the first of many began, one
    /// after another; rounded to the nearest nanosecond.
    ///
    /// The law of it is the equilibrium one, with density `survival / mean`: a uniform share of a
    /// delay drawn with a likelihood in proportion to its length (Cox, *Renewal Theory*, 1962, chapter 5).
    /// For a law without a mean, such as [`Law::Never`], every age is the same and it is 0.
    pub fn sample_steady_age(&self, stream: &mut Stream) -> Ns {
        if let Law::Exponential { .. } = self {
            // Without memory the age is as the rest.
            return self.sample(stream);
        }
        let length = self.length_biased(stream);
        nearest((stream.random::<f64>() * length).max(0.0))
    }

    /// Draws a delay with a likelihood in proportion to its length.
    ///
    /// The weight `t` turns most families into themselves with another parameter (Patil and Rao 1978).
    fn length_biased(&self, stream: &mut Stream) -> f64 {
        match self {
            Law::Never => 0.0,
            Law::Constant(span) => *span as f64,
            Law::Exponential { mean } => mean * standard_gamma(2.0, stream),
            Law::Uniform { low, high } => {
                let square = low * low + (high * high - low * low) * stream.random::<f64>();
                square.sqrt()
            }
            Law::Weibull { inverse_shape, scale } => {
                scale * standard_gamma(1.0 + inverse_shape, stream).powf(*inverse_shape)
            }
            Law::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(stream);
                (mu + sigma * (sigma + z)).exp()
            }
            Law::Gamma(g) => g.scale * standard_gamma(g.shape + 1.0, stream),
            // By rejection: the mean is at least a third of the longest, so three tries do or fewer.
            Law::Triangular(t) => loop {
                let draw = t.sampler.sample(stream);
                if stream.random::<f64>() * t.max <= draw {
                    return draw;
                }
            },
            Law::Empirical(sample) => {
                let n = sample.values.len();
                let at = stream.random::<f64>() * sample.sums[n - 1];
                let chosen = sample.sums.partition_point(|sum| *sum <= at);
                sample.values[chosen.min(n - 1)] as f64
            }
            Law::Mixture(mixture) => {
                let chosen = mixture.choose_by(stream, |w, law| w * law.mean());
                chosen.map_or(0.0, |law| law.length_biased(stream))
            }
            Law::Shifted { by, law } => {
                let (by, mean) = (*by as f64, law.mean());
                if stream.random::<f64>() * (by + mean) < by {
                    by + law.sample(stream) as f64
                } else {
                    by + law.length_biased(stream)
                }
            }
        }
    }
}

fn standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    let gamma = Gamma::new(shape, 1.0).expect("the shape of a law is finite, and this one above 1");
    gamma.sample(stream)
}
