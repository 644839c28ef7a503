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

/// Sums of products of two values of the same trial.
#[derive(Clone, Copy, Debug, Default)]
pub struct Products {
    xy: f64,
    xxy: f64,
    xyy: f64,
}

impl Products {
    /// Adds a pair.
    #[inline]
    pub fn add(&mut self, x: f64, y: f64) {
        let xy = x * y;
        self.xy += xy;
        self.xxy += xy * x;
        self.xyy += xy * y;
    }
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
    /// `y` as the second; `products` are theirs.
    pub fn joint(&self, y: &Sums, products: &Products, n: u64) -> Joint {
        if n == 0 {
            return Joint::default();
        }
        let count = n as f64;
        let (a, b) = (self.s1 / count, y.s1 / count);
        let Products { xy, xxy, xyy } = *products;
        Joint {
            n,
            mean_x: a,
            mean_y: b,
            xx: spread(self.s1, self.s2, count),
            xy: xy - self.s1 * b,
            yy: spread(y.s1, y.s2, count),
            xxx: self.moments(n).m3,
            xxy: xxy - 2.0 * a * xy - b * self.s2 + 2.0 * a * a * y.s1,
            xyy: xyy - 2.0 * b * xy - a * y.s2 + 2.0 * b * b * self.s1,
            yyy: y.moments(n).m3,
            max_x: self.max,
            max_y: y.max,
        }
    }
}

/// Means and central moments of pairs (x, y).
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
    /// Sum of cubed deviations of the first, ...
    pub xxx: f64,
    /// ... of products of three, ...
    pub xxy: f64,
    /// ... of products of three, ...
    pub xyy: f64,
    /// ... and of cubed deviations of the second.
    pub yyy: f64,
    /// The largest of the first.
    pub max_x: f64,
    /// The largest of the second.
    pub max_y: f64,
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
        // As for the third moment of one variable, of which each may be another one.
        let skewed = weight * (na - nb) / n;
        let cross = |mine: f64, others: f64| (na * others - nb * mine) / n;
        let (xx, xy, yy) =
            (cross(self.xx, other.xx), cross(self.xy, other.xy), cross(self.yy, other.yy));
        Joint {
            n: self.n + other.n,
            mean_x: self.mean_x + dx * nb / n,
            mean_y: self.mean_y + dy * nb / n,
            xx: self.xx + other.xx + dx * dx * weight,
            xy: self.xy + other.xy + dx * dy * weight,
            yy: self.yy + other.yy + dy * dy * weight,
            xxx: self.xxx + other.xxx + 3.0 * dx * xx + dx * dx * dx * skewed,
            xxy: self.xxy + other.xxy + 2.0 * dx * xy + dy * xx + dx * dx * dy * skewed,
            xyy: self.xyy + other.xyy + 2.0 * dy * xy + dx * yy + dx * dy * dy * skewed,
            yyy: self.yyy + other.yyy + 3.0 * dy * yy + dy * dy * dy * skewed,
            max_x: self.max_x.max(other.max_x),
            max_y: self.max_y.max(other.max_y),
        }
    }

    /// Returns these moments for `whole − y` in the place of y.
    #[must_use]
    pub fn mirrored(&self, whole: f64) -> Joint {
        Joint {
            mean_y: whole - self.mean_y,
            xy: -self.xy,
            xxy: -self.xxy,
            yyy: -self.yyy,
            max_y: whole,
            ..*self
        }
    }

    /// Returns the ratio of sums R = Σy/Σx and its standard error √(Σ(y − R x)²/(n(n−1)))/x̄
    /// (Cochran 1977, equation 6.9), or `None` if x is 0 throughout.
    pub fn ratio(&self) -> Option<(f64, f64)> {
        if self.n < 2 || self.mean_x <= 0.0 {
            return None;
        }
        let r = self.mean_y / self.mean_x;
        Some((r, self.residuals(r).standard_error() / self.mean_x))
    }

    /// Returns the moments of y − R x, which has mean 0 if R is the ratio of sums.
    pub(super) fn residuals(&self, r: f64) -> Moments {
        let squares = self.yy - 2.0 * r * self.xy + r * r * self.xx;
        let m2 = if squares > ROUNDING * self.yy { squares } else { 0.0 };
        let cubes = self.yyy - 3.0 * r * self.xyy + 3.0 * r * r * self.xxy - r * r * r * self.xxx;
        let m3 = if m2 > 0.0 { cubes } else { 0.0 };
        Moments { n: self.n, m2, m3, ..Moments::default() }
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

    fn joint(x: &[f64], y: &[f64]) -> Joint {
        let (mut sx, mut sy) = (Sums::default(), Sums::default());
        let mut products = Products::default();
        for (&x, &y) in x.iter().zip(y) {
            sx.add(x);
            sy.add(y);
            products.add(x, y);
        }
        sx.joint(&sy, &products, x.len() as u64)
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
            let (r, se) = joint(&x, &x.iter().map(|x| 3.0 * x).collect::<Vec<_>>()).ratio().unwrap();
            prop_assert!((r - 3.0).abs() < 1e-9 && se < 1e-6);
        }

        #[test]
        fn residuals_are_those_of_the_pairs(
            x in proptest::collection::vec(0.0f64..10.0, 40),
            y in proptest::collection::vec(0.0f64..10.0, 40),
            r in 0.0f64..3.0,
            cut in 1usize..39,
        ) {
            let merged = joint(&x[..cut], &y[..cut]).merge(&joint(&x[cut..], &y[cut..]));
            let rest = |y: &[f64]| x.iter().zip(y).map(|(x, y)| y - r * x).collect::<Vec<_>>();
            let (_, m2, m3) = direct(&rest(&y));
            let found = merged.residuals(r);
            prop_assert!((found.m2 - m2).abs() < 1e-9 * m2.max(1.0), "{found:?} {m2}");
            prop_assert!((found.m3 - m3).abs() < 1e-6, "{found:?} {m3}");
            let up: Vec<f64> = y.iter().map(|y| 10.0 - y).collect();
            let (_, _, m3) = direct(&rest(&up));
            prop_assert!((merged.mirrored(10.0).residuals(r).m3 - m3).abs() < 1e-6);
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
