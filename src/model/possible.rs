//! What may happen in a trial though no trial so far has seen it.

use super::{Act, Activity, Class, Model, What};
use crate::engine::{Law, seconds};

/// What is longer than this share of all is not counted on.
const PROBABLE: f64 = 0.99;

impl Model {
    /// Returns how long an outage may be that is too rare to have been seen, in seconds: as long as the longest of
    /// all repairs and recoveries, which it does not exceed 99 times in 100, after the longest wait for a crew to come on
    /// duty, and no longer than the horizon; 0 where nothing happens by chance.
    ///
    /// Waits for a crew that is busy are not counted.
    pub fn possible_outage_s(&self) -> f64 {
        let ends = self.activities.iter().filter(|activity| ends_outages(activity));
        let repair_s = self.longest_s(ends.map(|activity| &activity.law));
        let changes = self.crews.iter().flat_map(|crew| &crew.duty);
        let begins = changes.filter(|(_, on)| *on).map(|(slot, _)| *slot);
        let wait_s = self.longest_s(begins.map(|slot| &self.activities[slot as usize].law));
        (repair_s + wait_s).min(seconds(self.horizon))
    }

    /// Returns how long a time's writes may be lost at once, in seconds, though none that long has been seen: what a copy or
    /// a backup lacks, or what two sides write until what has parted them is repaired.
    pub fn possible_loss_s(&self) -> f64 {
        let lacks_s = self.longest_s(self.amounts.iter().map(|amount| &amount.law));
        lacks_s.max(self.possible_outage_s())
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

#[cfg(test)]
mod tests {
    use crate::model::compile;
    use crate::scenario::parse;

    #[test]
    fn two_sides_may_write_for_as_long_as_a_repair_takes() {
        let text = std::fs::read_to_string("scenarios/shared-nothing-replicated.json").unwrap();
        let model = compile(&parse("m.json", "m", text).unwrap().scenario);
        assert!(model.possible_loss_s() >= model.possible_outage_s());
    }

    fn possible_s(nodes: &str) -> f64 {
        let text = format!(
            r#"{{"quorate": 1, "crews": {{"c": {{"hours": {{"days": "mon", "from": "08:00", "to": "09:00"}}}}}},
                "nodes": {{"n": {nodes}}}, "services": {{"s": {{"needs": "n"}}}}}}"#
        );
        compile(&parse("m.json", "m", text).unwrap().scenario).possible_outage_s()
    }

    #[test]
    fn an_outage_may_be_as_long_as_a_wait_and_a_repair() {
        let short = possible_s(
            r#"{"faults": {"f": {"mtbf": "1y", "mttr": {"uniform": ["1h", "2h"]}, "crew": "c"}}}"#,
        );
        // All but an hour of a week; 99 repairs in 100 take less than 1 h 59 min 24 s; reboots are short.
        assert!((short - 167.0 * 3600.0 - 1.99 * 3600.0).abs() < 1.0, "{short}");
    }
}
