//! By which periods a service is judged, and what is promised for one.

use crate::engine::{HOUR, Ns, seconds};
use crate::scenario;

/// A month, for services of which nothing is promised.
const MONTH: Ns = 730 * HOUR;

/// Shares count to so many parts.
const PARTS: u64 = 1_000_000_000_000_000;

/// The periods of a service in what is measured of a trial.
#[derive(Clone, Debug)]
pub struct Periods {
    /// How long one is.
    pub length: Ns,
    /// How many whole ones there are.
    pub count: u64,
    /// Outages shorter than this do not count.
    pub ignore_under: Ns,
    /// Whether outages that somebody has planned do not count.
    pub excludes_planned: bool,
    /// What is promised.
    pub sla: Option<Sla>,
}

/// What is promised for each period.
#[derive(Clone, Debug)]
pub struct Sla {
    /// What people call the period.
    pub period: String,
    /// The uptime that is promised.
    pub target: f64,
    /// The most downtime of a period that meets the target.
    pub allowed: Ns,
    /// The downtime that the target allows, in seconds.
    pub budget_s: f64,
    /// What a low uptime is paid, the highest uptime first.
    pub tiers: Vec<Tier>,
    /// What a period costs.
    pub fee: Option<f64>,
}

/// What an uptime below a border is paid.
#[derive(Clone, Copy, Debug)]
pub struct Tier {
    /// The border.
    pub below: f64,
    /// The most downtime of a period whose uptime is not below it.
    pub allowed: Ns,
    /// The share of the fee that is paid back.
    pub credit: f64,
}

impl Periods {
    pub(super) fn new(sla: Option<&scenario::Sla>, horizon: Ns) -> Periods {
        let length = sla.map_or(MONTH, |sla| sla.period.rounded());
        let excludes =
            |sla: &scenario::Sla| sla.excludes.contains(&scenario::Exclusion::Maintenance);
        Periods {
            length,
            count: horizon / length,
            ignore_under: sla.map_or(0, |sla| sla.ignore_under.rounded()),
            excludes_planned: sla.is_some_and(excludes),
            sla: sla.map(|sla| Sla::new(sla, length)),
        }
    }

    /// How much of a trial is judged, from its start.
    pub fn judged(&self) -> Ns {
        self.length * self.count
    }
}

impl Sla {
    fn new(sla: &scenario::Sla, period: Ns) -> Sla {
        let tier = |credit: &scenario::Credit| Tier {
            below: credit.below,
            allowed: allowed(credit.below, period),
            credit: credit.credit,
        };
        Sla {
            period: sla.period_name(),
            target: sla.target,
            allowed: allowed(sla.target, period),
            budget_s: seconds(period) * missing(sla.target) as f64 / PARTS as f64,
            tiers: sla.credits.iter().map(tier).collect(),
            fee: sla.fee,
        }
    }
}

/// Returns the most whole nanoseconds of downtime in a period with at least this uptime.
///
/// The share is taken as the decimal number that was written: in floating point 1 − 0.9995 is not 0.0005, and
/// an outage of exactly what is allowed might be too long.
fn allowed(uptime: f64, period: Ns) -> Ns {
    let allowed = u128::from(period) * u128::from(missing(uptime)) / u128::from(PARTS);
    allowed as Ns
}

/// Returns how many parts of all time are left out by an uptime.
fn missing(uptime: f64) -> u64 {
    PARTS - ((uptime * PARTS as f64).round() as u64).min(PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{SECOND, YEAR};

    #[test]
    fn what_is_allowed_is_exact() {
        let days = 24 * HOUR;
        assert_eq!(allowed(0.9995, 30 * days), 1296 * SECOND);
        assert_eq!(allowed(0.99, YEAR), 365 * days / 100);
        assert_eq!(allowed(0.9999, MONTH), 262_800_000_000);
        assert_eq!(allowed(1.0, YEAR), 0);
        assert_eq!(allowed(0.999_999_999, 500 * YEAR), YEAR / 2_000_000);
        // What is not a whole number of nanoseconds is rounded down: more would be too much.
        assert_eq!(allowed(2.0 / 3.0, 10), 3);
    }
}
