//! Cumulative hazards `-ln P(X > x)` of the normal and the gamma distribution, and their inverses.
//!
//! They are computed as logarithms wherever a survival would underflow: a lognormal clock that has run to a
//! million times its median still has a right residual life.

use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::ln_gamma;
use std::f64::consts::{LN_2, PI, SQRT_2};

/// Beyond this many standard deviations the asymptotic series is exact to the last bits.
const FAR: f64 = 30.0;

/// Returns the cumulative hazard of the standard normal at `z`.
///
/// In the tail: Abramowitz and Stegun (1964), 26.2.12.
pub(super) fn normal_hazard(z: f64) -> f64 {
    if z < 0.0 {
        -(-0.5 * erfc(-z / SQRT_2)).ln_1p()
    } else if z < FAR {
        -(0.5 * erfc(z / SQRT_2)).ln()
    } else {
        let w = 1.0 / (z * z);
        let series = w * (-1.0 + w * (3.0 + w * (-15.0 + w * 105.0)));
        0.5 * z * z + (z * (2.0 * PI).sqrt()).ln() - series.ln_1p()
    }
}

/// Returns the logarithm of the standard normal density.
pub(super) fn ln_normal_density(z: f64) -> f64 {
    -0.5 * z * z - 0.5 * (2.0 * PI).ln()
}

/// Returns where the standard normal has this cumulative hazard.
pub(super) fn inverse_normal_hazard(hazard: f64) -> f64 {
    if hazard < LN_2 {
        return -SQRT_2 * erfc_inv(-2.0 * (-hazard).exp_m1());
    }
    if hazard < 400.0 {
        return SQRT_2 * erfc_inv(2.0 * (-hazard).exp());
    }
    if hazard == f64::INFINITY {
        return f64::INFINITY;
    }
    // Newton on a convex function from the right of its root: each step stays on that side.
    let mut z = (2.0 * hazard).sqrt();
    for _ in 0..6 {
        let here = normal_hazard(z);
        z -= (here - hazard) / (ln_normal_density(z) + here).exp();
    }
    z
}

/// The standard gamma distribution of one shape at one point.
pub(super) struct GammaAt {
    shape: f64,
    x: f64,
    /// `ln(x * density(x))`.
    kernel: f64,
}

impl GammaAt {
    pub(super) fn new(shape: f64, x: f64) -> GammaAt {
        GammaAt::ln(shape, x.ln())
    }

    /// At the point with this logarithm: the quantiles of a small shape are smaller than any number.
    fn ln(shape: f64, ln_x: f64) -> GammaAt {
        let x = ln_x.exp();
        GammaAt { shape, x, kernel: shape * ln_x - x - ln_gamma(shape) }
    }

    /// Whether the series for the lower tail is the better of the two (Press et al., *Numerical Recipes*,
    /// 3rd edition 2007, section 6.2).
    fn is_low(&self) -> bool {
        self.x < self.shape + 1.0
    }

    /// `P(X <= x)` over `x * density(x)`, by its power series: Abramowitz and Stegun, 6.5.29.
    fn series(&self) -> f64 {
        let (mut denominator, mut term) = (self.shape, 1.0 / self.shape);
        let mut sum = term;
        while term > sum * f64::EPSILON * 0.1 {
            denominator += 1.0;
            term *= self.x / denominator;
            sum += term;
        }
        sum
    }

    /// `P(X > x)` over `x * density(x)`, by its continued fraction: Abramowitz and Stegun, 6.5.31, in the
    /// modified method of Lentz.
    fn fraction(&self) -> f64 {
        const TINY: f64 = 1e-300;
        let mut b = self.x + 1.0 - self.shape;
        let mut c = 1.0 / TINY;
        let mut d = 1.0 / b;
        let mut value = d;
        for i in 1..100_000 {
            let i = f64::from(i);
            let a = -i * (i - self.shape);
            b += 2.0;
            d = 1.0 / not_zero(a * d + b, TINY);
            c = not_zero(b + a / c, TINY);
            value *= c * d;
            if (c * d - 1.0).abs() < f64::EPSILON {
                break;
            }
        }
        value
    }

    /// The cumulative hazard.
    pub(super) fn cumulative_hazard(&self) -> f64 {
        if self.is_low() {
            -(-self.kernel.exp() * self.series()).ln_1p()
        } else {
            -self.kernel - self.fraction().ln()
        }
    }

    /// `x` times the hazard.
    pub(super) fn hazard(&self) -> f64 {
        if self.is_low() {
            (self.kernel + self.cumulative_hazard()).exp()
        } else {
            1.0 / self.fraction()
        }
    }

    /// The logarithm of `P(X <= x)`.
    fn ln_below(&self) -> f64 {
        if self.is_low() {
            self.kernel + self.series().ln()
        } else {
            (-self.kernel.exp() * self.fraction()).ln_1p()
        }
    }
}

fn not_zero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// Returns where the standard gamma of this shape has this cumulative hazard.
pub(super) fn inverse_gamma_hazard(shape: f64, hazard: f64) -> f64 {
    if hazard <= 0.0 {
        return 0.0;
    }
    if hazard == f64::INFINITY {
        return f64::INFINITY;
    }
    let ln_below = (-(-hazard).exp_m1()).ln();
    // The cube root of a gamma is nearly normal (Wilson and Hilferty 1931), but not near 0.
    let z = inverse_normal_hazard(hazard);
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let near_zero = (ln_below + ln_gamma(shape + 1.0)) / shape;
    let mut y = if root > 0.1 { shape.ln() + 3.0 * root.ln() } else { near_zero };
    // Over the logarithm of x both tails are log-concave (that of a gamma is), so Newton's method on the
    // logarithm of the smaller one converges from one side; the bound keeps the first step at home.
    for _ in 0..200 {
        let at = GammaAt::ln(shape, y);
        let step = if hazard < LN_2 {
            let here = at.ln_below();
            (ln_below - here) / (at.kernel - here).exp()
        } else {
            (hazard - at.cumulative_hazard()) / at.hazard()
        };
        y += step.clamp(-3.0, 3.0);
        if step.abs() <= 4.0 * f64::EPSILON * y.abs().max(1.0) {
            break;
        }
    }
    y.exp()
}
