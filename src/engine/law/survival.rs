//! Survival, hazard and quantiles.

use super::special::{
    GammaAt, inverse_gamma_hazard, inverse_normal_hazard, ln_normal_density, normal_hazard,
};
use super::{Law, Mixture, Triangular};

impl Law {
    /// Returns the probability that the delay is longer than `age` nanoseconds.
    pub fn survival(&self, age: f64) -> f64 {
        (-self.cumulative_hazard(age)).exp()
    }

    /// Returns the cumulative hazard, `-ln(survival)`; infinite where nothing survives.
    pub(super) fn cumulative_hazard(&self, age: f64) -> f64 {
        if age < 0.0 {
            return 0.0;
        }
        match self {
            Law::Never => 0.0,
            Law::Constant(span) if age < *span as f64 => 0.0,
            Law::Constant(_) => f64::INFINITY,
            Law::Exponential { mean } => age / mean,
            Law::Uniform { low, .. } if age < *low => 0.0,
            Law::Uniform { high, .. } if age >= *high => f64::INFINITY,
            Law::Uniform { low, high } => -(-(age - low) / (high - low)).ln_1p(),
            Law::Weibull { inverse_shape, scale } => (age / scale).powf(1.0 / inverse_shape),
            Law::Lognormal { mu, sigma } => normal_hazard((age.ln() - mu) / sigma),
            Law::Gamma(g) => GammaAt::new(g.shape, age / g.scale).cumulative_hazard(),
            Law::Triangular(t) => t.cumulative_hazard(age),
            Law::Empirical(e) => {
                let above = e.values.len() - e.rank(age);
                (e.values.len() as f64 / above as f64).ln()
            }
            Law::Mixture(m) => m.cumulative_hazard(age),
            Law::Shifted { by, law } => law.cumulative_hazard(age - *by as f64),
        }
    }

    /// Returns the hazard at `age` nanoseconds, the rate of ending of what has lasted so long, per nanosecond.
    ///
    /// It is the density over the survival: `None` for laws that have no density (constant, a list of
    /// values, and what is made of them), 0 for [`Law::Never`], infinite where nothing survives.
    pub fn hazard(&self, age: f64) -> Option<f64> {
        match self {
            Law::Never => Some(0.0),
            Law::Constant(_) | Law::Empirical(_) => None,
            Law::Mixture(m) => {
                let least = m.strongest(age);
                let (mut ending, mut alive) = (0.0, 0.0);
                for (w, law) in &m.parts {
                    let hazard = law.hazard(age)?;
                    let share = w * (least - law.cumulative_hazard(age)).exp();
                    if share > 0.0 {
                        ending += share * hazard;
                        alive += share;
                    }
                }
                Some(if alive > 0.0 { ending / alive } else { f64::INFINITY })
            }
            Law::Shifted { by, law } => law.hazard(age - *by as f64),
            _ if age < 0.0 => Some(0.0),
            Law::Exponential { mean } => Some(1.0 / mean),
            Law::Uniform { low, .. } if age < *low => Some(0.0),
            Law::Uniform { high, .. } => Some(1.0 / (high - age).max(0.0)),
            Law::Weibull { inverse_shape, scale } => {
                let shape = 1.0 / inverse_shape;
                Some(shape / scale * (age / scale).powf(shape - 1.0))
            }
            Law::Lognormal { .. } if age == 0.0 => Some(0.0),
            Law::Lognormal { mu, sigma } => {
                let z = (age.ln() - mu) / sigma;
                Some((ln_normal_density(z) + normal_hazard(z)).exp() / (sigma * age))
            }
            Law::Gamma(g) if age == 0.0 => Some(match g.shape {
                shape if shape < 1.0 => f64::INFINITY,
                1.0 => 1.0 / g.scale,
                _ => 0.0,
            }),
            Law::Gamma(g) => Some(GammaAt::new(g.shape, age / g.scale).hazard() / age),
            Law::Triangular(t) => Some(t.hazard(age)),
        }
    }

    /// Returns the span that a share `p` of all delays does not exceed, in nanoseconds.
    ///
    /// It is the smallest such span; infinite for `p` = 1 of a law without a longest delay.
    pub fn quantile(&self, p: f64) -> f64 {
        self.inverse_hazard(-(-p).ln_1p())
    }

    /// Returns the smallest span that has this cumulative hazard, or more.
    pub(super) fn inverse_hazard(&self, hazard: f64) -> f64 {
        match self {
            Law::Never => f64::INFINITY,
            Law::Constant(span) => *span as f64,
            Law::Exponential { mean } => mean * hazard,
            Law::Uniform { low, high } => low - (high - low) * (-hazard).exp_m1(),
            Law::Weibull { inverse_shape, scale } => scale * hazard.powf(*inverse_shape),
            Law::Lognormal { mu, sigma } => (mu + sigma * inverse_normal_hazard(hazard)).exp(),
            Law::Gamma(g) => g.scale * inverse_gamma_hazard(g.shape, hazard),
            Law::Triangular(t) => t.inverse_hazard(hazard),
            Law::Empirical(e) => {
                let n = e.values.len();
                // A whole rank must not be missed by the last bit of the exponential.
                let rank = (-(-hazard).exp_m1() * n as f64 * (1.0 - 1e-12)).ceil() as usize;
                e.values[rank.clamp(1, n) - 1] as f64
            }
            Law::Mixture(m) => {
                let ends = m.parts.iter().map(|(_, law)| law.inverse_hazard(hazard));
                let (low, high) = ends.fold((f64::INFINITY, 0.0f64), |(low, high), end| {
                    (low.min(end), if end.is_finite() { high.max(end) } else { high })
                });
                self.bisect(hazard, low, high)
            }
            Law::Shifted { by, law } => *by as f64 + law.inverse_hazard(hazard),
        }
    }

    /// Finds where the cumulative hazard reaches a level, somewhere from `low` on and likely below `high`.
    fn bisect(&self, hazard: f64, mut low: f64, mut high: f64) -> f64 {
        if low == f64::INFINITY || self.cumulative_hazard(low) >= hazard {
            return low;
        }
        // Rounding, or a part that never ends, may leave the level just out of reach.
        high = high.max(1.0);
        while self.cumulative_hazard(high) < hazard {
            high *= 2.0;
            if high > 1e200 {
                return f64::INFINITY;
            }
        }
        for _ in 0..200 {
            let middle = low.midpoint(high);
            if self.cumulative_hazard(middle) < hazard {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

impl Mixture {
    fn cumulative_hazard(&self, t: f64) -> f64 {
        let gone = |(w, law): &(f64, Law)| w * (-law.cumulative_hazard(t)).exp_m1();
        let gone: f64 = self.parts.iter().map(gone).sum();
        if gone > -0.5 {
            return -gone.ln_1p();
        }
        let least = self.strongest(t);
        if least == f64::INFINITY {
            return f64::INFINITY;
        }
        let share = |(w, law): &(f64, Law)| w * (least - law.cumulative_hazard(t)).exp();
        least - self.parts.iter().map(share).sum::<f64>().ln()
    }
}

impl Triangular {
    /// The cumulative hazard at the mode.
    fn bend(&self) -> f64 {
        -(-(self.mode - self.min) / (self.max - self.min)).ln_1p()
    }

    fn cumulative_hazard(&self, t: f64) -> f64 {
        if t <= self.min {
            0.0
        } else if t < self.mode {
            let (width, rise) = (self.max - self.min, self.mode - self.min);
            -(-(t - self.min).powi(2) / (width * rise)).ln_1p()
        } else if t < self.max {
            self.bend() - 2.0 * (-(t - self.mode) / (self.max - self.mode)).ln_1p()
        } else {
            f64::INFINITY
        }
    }

    fn inverse_hazard(&self, hazard: f64) -> f64 {
        let bend = self.bend();
        if hazard <= bend {
            let below = -(-hazard).exp_m1();
            self.min + (below * (self.max - self.min) * (self.mode - self.min)).sqrt()
        } else {
            self.mode - (self.max - self.mode) * (0.5 * (bend - hazard)).exp_m1()
        }
    }

    fn hazard(&self, t: f64) -> f64 {
        if t < self.min {
            0.0
        } else if t < self.mode {
            let (width, rise) = (self.max - self.min, self.mode - self.min);
            let density = 2.0 * (t - self.min) / (width * rise);
            density * self.cumulative_hazard(t).exp()
        } else {
            2.0 / (self.max - t).max(0.0)
        }
    }
}
