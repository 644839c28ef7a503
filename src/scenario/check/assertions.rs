//! What can be asserted: metrics that there are, with limits in their units.

use super::Check;
use crate::scenario::metrics::{Unit, unit};
use crate::scenario::types::{Assertion, Limit};

impl Check<'_> {
    pub(super) fn assertions(&mut self) {
        for assertion in &self.scenario.assertions {
            match unit(self.scenario, self.names, &assertion.metric) {
                Ok(unit) => self.limit(assertion, unit),
                Err(no) => self.problem(&assertion.metric_place, no.what, Some(no.hint)),
            }
        }
    }

    fn limit(&mut self, assertion: &Assertion, unit: Unit) {
        let (what, hint) = match (unit, assertion.bound.limit()) {
            (Unit::Share, Limit::Number(x)) if (0.0..=1.0).contains(&x) => return,
            (Unit::Seconds, Limit::Time(_)) => return,
            (Unit::Number, Limit::Number(x)) if x >= 0.0 => return,
            (Unit::Share, _) => ("a share from 0 to 1", "99.95 % is 0.9995 or \"99.95%\""),
            (Unit::Seconds, _) => ("a time", "half an hour is \"30m\", ten seconds are \"10s\""),
            (Unit::Number, _) => ("a number of at least 0", "once in a hundred years is 0.01"),
        };
        let what = format!("`{}` is {what}", assertion.metric);
        self.problem(&assertion.place, what, Some(hint.into()));
    }
}
