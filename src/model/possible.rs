//! What may happen in a trial though no trial so far has seen it.

use super::{Act, Activity, Class, Model, What};
use crate::engine::{Law, seconds};

/// What is longer than this share of all is not counted on.
const PROBABLE: f64 = 0.99;

impl Model {
    /// Returns how long an outage may be that is too rare to have been seen, in seconds: as long as the longest of
    /// all repairs and recoveries, which it does not exceed 99 times in 100, and no longer than the horizon; 0 where
    /// nothing happens by chance.
    pub fn possible_outage_s(&self) -> f64 {
        let ends = self.activities.iter().filter(|activity| ends_outages(activity));
        self.longest_s(ends.map(|activity| &activity.law))
    }

    /// Returns how long a time's writes may be lost at once, in seconds, though none that long has been seen.
    pub fn possible_loss_s(&self) -> f64 {
        self.longest_s(self.amounts.iter().map(|amount| &amount.law))
    }

    fn longest_s<'m>(&self, laws: impl Iterator<Item = &'m Law>) -> f64 {
        if self.is_certain() {
            return 0.0;
        }
        let horizon_s = seconds(self.horizon);
        let each = laws.map(|law| law.quantile(PROBABLE) / 1e9);
        each.filter(|s| s.is_finite()).fold(0.0, f64::max).min(horizon_s)
    }

    /// Whether every trial is the same.
    fn is_certain(&self) -> bool {
        let coins =
            self.coins.iter().all(|coin| coin.probability == 0.0 || coin.probability == 1.0);
        let spans = self.activities.iter().map(|activity| &activity.law);
        let mut laws = spans.chain(self.amounts.iter().map(|amount| &amount.law));
        coins && laws.all(Law::is_certain)
    }
}

/// Whether services may be down until it fires.
fn ends_outages(activity: &Activity) -> bool {
    match activity.what {
        // It moves back while it serves; old failures are forgotten.
        What::Cluster(_, Act::Back(_) | Act::Forget(_)) => false,
        What::Done(_) => true,
        _ => matches!(activity.class, Class::Restore | Class::Protocol),
    }
}
