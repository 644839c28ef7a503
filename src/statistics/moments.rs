//! Central moments that merge.

use serde::{Deserialize, Serialize};

/// Count, mean and central moments of a sample, with how many values were not 0 and the largest.
///
/// Merged by the pairwise formulas of Pébay (2008, SAND2008-6212, equations 2.1 and 2.2), so that the
/// result depends on the tree of merges alone, never on who computed the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moments {
    /// How many values.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
    /// Sum of cubed deviations from the mean.
    pub m3: f64,
    /// How many values were above 0.
    pub hits: u64,
    /// The largest value; 0 if there is none above.
    pub max: f64,
}

impl Moments {
    /// Returns the moments of these values, which may be below 0: `hits` are those that are not 0.
    pub fn of(values: &[f64]) -> Moments {
        let n = values.len() as f64;
        if values.is_empty() {
            return Moments::default();
        }
        let mean = values.iter().sum::<f64>() / n;
        let power = |p: i32| values.iter().map(|x| (x - mean).powi(p)).sum::<f64>();
        Moments {
            n: values.len() as u64,
            mean,
            m2: power(2),
            m3: power(3),
            hits: values.iter().filter(|x| **x != 0.0).count() as u64,
            max: values.iter().copied().fold(0.0, f64::max),
        }
    }

    /// Returns the moments of both samples together.
    #[must_use]
    pub fn merge(&self, other: &Moments) -> Moments {
        if self.n == 0 {
            return *other;
        }
        if other.n == 0 {
            return *self;
        }
        let (na, nb) = (self.n as f64, other.n as f64);
        let n = na + nb;
        let delta = other.mean - self.mean;
        let part = delta / n;
        Moments {
            n: self.n + other.n,
            mean: self.mean + part * nb,
            m2: self.m2 + other.m2 + delta * part * na * nb,
            m3: self.m3
                + other.m3
                + delta * part * part * na * nb * (na - nb)
                + 3.0 * part * (na * other.m2 - nb * self.m2),
            hits: self.hits + other.hits,
            max: self.max.max(other.max),
        }
    }

    /// Returns the sample's standard deviation (with n − 1); 0 for fewer than two values.
    pub fn standard_deviation(&self) -> f64 {
        if self.n < 2 { 0.0 } else { (self.m2 / (self.n - 1) as f64).max(0.0).sqrt() }
    }

    /// Returns the standard error of the mean; 0 for fewer than two values.
    pub fn standard_error(&self) -> f64 {
        if self.n < 2 { 0.0 } else { self.standard_deviation() / (self.n as f64).sqrt() }
    }

    /// Returns the sample's skewness, (M3/n) / (M2/n)^1.5; 0 where nothing varies.
    pub fn skewness(&self) -> f64 {
        let n = self.n as f64;
        if self.m2 > 0.0 { (self.m3 / n) / (self.m2 / n).powf(1.5) } else { 0.0 }
    }

    /// Returns the sum of all values.
    pub fn total(&self) -> f64 {
        self.mean * self.n as f64
    }

    /// Returns these moments for values multiplied by a positive factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Moments {
        Moments {
            mean: self.mean * factor,
            m2: self.m2 * factor * factor,
            m3: self.m3 * factor * factor * factor,
            max: self.max * factor,
            ..*self
        }
    }
}

/// Power sums of one block of values that are 0 or more; the zeros need not be added.
///
/// Most downtimes of a good design are exactly 0, and sums about 0 need not hear of them. What varies
/// here varies by more than the rounding of its sums; a spread below that is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    s1: f64,
    s2: f64,
    s3: f64,
    hits: u64,
    max: f64,
}

/// A spread this small against the squares is the rounding of 256 additions, not a spread.
const ROUNDING: f64 = 1e-13;

/// Returns a sum of squared deviations from raw sums.
fn spread(s1: f64, s2: f64, n: f64) -> f64 {
    let spread = s2 - s1 * s1 / n;
    if spread > ROUNDING * s2 { spread } else { 0.0 }
}

impl Sums {
    /// Adds a value; 0 changes nothing.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if x > 0.0 {
            let xx = x * x;
            self.s1 += x;
            self.s2 += xx;
            self.s3 += xx * x;
            self.hits += 1;
            self.max = self.max.max(x);
        }
    }

    /// Returns the moments of a block of `n` values, those that were added and zeros.
    pub fn moments(&self, n: u64) -> Moments {
        if n == 0 {
            return Moments::default();
        }
        let count = n as f64;
        let mean = self.s1 / count;
        let m2 = spread(self.s1, self.s2, count);
        let m3 = if m2 > 0.0 {
            self.s3 - 3.0 * mean * self.s2 + 2.0 * mean * mean * self.s1
        } else {
            0.0
        };
        Moments { n, mean, m2, m3, hits: self.hits, max: self.max }
    }

    /// Returns the joint moments of a block of `n` pairs with these values as the first and those of
    /// `y` as the second; `xy` is the sum of their products.
    pub fn joint(&self, y: &Sums, xy: f64, n: u64) -> Joint {
        if n == 0 {
            return Joint::default();
        }
        let count = n as f64;
        Joint {
            n,
            mean_x: self.s1 / count,
            mean_y: y.s1 / count,
            xx: spread(self.s1, self.s2, count),
            xy: xy - self.s1 * y.s1 / count,
            yy: spread(y.s1, y.s2, count),
        }
    }
}

/// Means and second central moments of pairs (x, y).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Joint {
    /// How many pairs.
    pub n: u64,
    /// Mean of the first.
    pub mean_x: f64,
    /// Mean of the second.
    pub mean_y: f64,
    /// Sum of squared deviations of the first.
    pub xx: f64,
    /// Sum of products of deviations.
    pub xy: f64,
    /// Sum of squared deviations of the second.
    pub yy: f64,
}

impl Joint {
    /// Returns the moments of both samples together.
    #[must_use]
    pub fn merge(&self, other: &Joint) -> Joint {
        if self.n == 0 {
            return *other;
        }
        if other.n == 0 {
            return *self;
        }
        let (na, nb) = (self.n as f64, other.n as f64);
        let n = na + nb;
        let (dx, dy) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        let weight = na * nb / n;
        Joint {
            n: self.n + other.n,
            mean_x: self.mean_x + dx * nb / n,
            mean_y: self.mean_y + dy * nb / n,
            xx: self.xx + other.xx + dx * dx * weight,
            xy: self.xy + other.xy + dx * dy * weight,
            yy: self.yy + other.yy + dy * dy * weight,
        }
    }

    /// Returns these moments for `whole − y` in the place of y.
    #[must_use]
    pub fn mirrored(&self, whole: f64) -> Joint {
        Joint { mean_y: whole - self.mean_y, xy: -self.xy, ..*self }
    }

    /// Returns the ratio of sums R = Σy/Σx and its standard error √(Σ(y − R x)²/(n(n−1)))/x̄
    /// (Cochran 1977, equation 6.9), or `None` if x is 0 throughout.
    pub fn ratio(&self) -> Option<(f64, f64)> {
        if self.n < 2 || self.mean_x <= 0.0 {
            return None;
        }
        let n = self.n as f64;
        let r = self.mean_y / self.mean_x;
        // y − R x has mean 0 exactly, so its squares are those of the deviations.
        let squares = self.yy - 2.0 * r * self.xy + r * r * self.xx;
        let squares = if squares > ROUNDING * self.yy { squares } else { 0.0 };
        Some((r, (squares / (n * (n - 1.0))).sqrt() / self.mean_x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moments(values: &[f64]) -> Moments {
        let mut s = Sums::default();
        for &x in values {
            s.add(x);
        }
        s.moments(values.len() as u64)
    }

    fn direct(values: &[f64]) -> (f64, f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let power = |p| values.iter().map(|x| (x - mean).powi(p)).sum::<f64>();
        (mean, power(2), power(3))
    }

    proptest! {
        #[test]
        fn blocks_merge_to_the_whole(
            a in proptest::collection::vec(0.0f64..1e6, 1..60),
            b in proptest::collection::vec(0.0f64..1e6, 1..60),
        ) {
            let merged = moments(&a).merge(&moments(&b));
            let all: Vec<f64> = a.iter().chain(&b).copied().collect();
            let (mean, m2, m3) = direct(&all);
            prop_assert!((merged.mean - mean).abs() <= 1e-9 * mean.abs() + 1e-9);
            prop_assert!((merged.m2 - m2).abs() <= 1e-8 * m2 + 1e-6);
            let scale = 1e18 * all.len() as f64;
            prop_assert!((merged.m3 - m3).abs() <= 1e-9 * scale);
        }

        #[test]
        fn a_ratio_of_proportional_values_is_exact(
            x in proptest::collection::vec(1.0f64..1e3, 2..60),
        ) {
            let (mut sx, mut sy, mut xy) = (Sums::default(), Sums::default(), 0.0);
            for &x in &x {
                sx.add(x);
                sy.add(3.0 * x);
                xy += 3.0 * x * x;
            }
            let (r, se) = sx.joint(&sy, xy, x.len() as u64).ratio().unwrap();
            prop_assert!((r - 3.0).abs() < 1e-9 && se < 1e-6);
        }
    }

    #[test]
    fn equal_values_have_no_spread_at_all() {
        let block = moments(&[360_000.123; 256]);
        let m = block.merge(&block);
        assert_eq!((m.m2, m.m3, m.hits), (0.0, 0.0, 512));
        assert!((m.mean - 360_000.123).abs() < 1e-6);
    }
}
