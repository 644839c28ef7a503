//! What a design costs: the components' own costs, summed.

use super::names::{Entry, Names, Role};
use super::types::Scenario;

/// What the components of a scenario cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// By component, in the order of [`Names::components`]: money a year.
    pub components: Vec<f64>,
}

impl Costs {
    /// Returns what all of them cost together.
    pub fn per_year(&self) -> f64 {
        self.components.iter().sum()
    }
}

/// Returns what the components of a scenario cost; `None` if it names no cost at all.
///
/// Each member of a group costs what the group's `cost` says; of an array each disk does, and the array
/// itself nothing more.
pub fn costs(scenario: &Scenario) -> Option<Costs> {
    let (names, _) = Names::gather(scenario);
    let mut given = false;
    let mut cost = |entry: &Entry| {
        let cost = scenario.common(entry.kind, &entry.group).cost;
        given |= cost.is_some();
        if matches!(entry.role, Role::Array(_)) { 0.0 } else { cost.unwrap_or(0.0) }
    };
    let components = names.components.iter().map(&mut cost).collect();
    given.then_some(Costs { components })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    fn costs_of(parts: &str) -> Option<Costs> {
        let text = format!(
            r#"{{"quorate": 1, {parts}, "services": {{"s": {{"needs": {{"at_least": 1, "of": ["n", "m"]}}}}}}}}"#
        );
        costs(&parse("s", "s", text).unwrap_or_else(|e| panic!("{}", e.render(false))).scenario)
    }

    #[test]
    fn every_member_costs_and_an_array_costs_its_disks() {
        let text = r#"
            "nodes": {"n": {"count": 3, "cost": 1000.5}, "m": {"cost": 0}},
            "domains": {"d": {"count": 2, "cost": 10}},
            "disks": {
                "raid": {"count": 4, "cost": 100, "afr": "1%", "mttr": "8h",
                    "array": {"tolerates": 1, "rebuild": "1h", "restore": "1h"}},
                "own": {"attached_to": "n", "cost": 7}
            },
            "links": {"l": {"between": ["n-1", "m"], "cost": 1}}"#;
        let costs = costs_of(text);
        let total = 3.0 * 1000.5 + 2.0 * 10.0 + 4.0 * 100.0 + 3.0 * 7.0 + 1.0;
        assert!((costs.unwrap().per_year() - total).abs() < 1e-9);
    }

    #[test]
    fn without_a_cost_there_is_none() {
        assert_eq!(costs_of(r#""nodes": {"n": {"count": 2}, "m": {}}"#), None);
        let free = costs_of(r#""nodes": {"n": {}, "m": {"cost": 0}}"#);
        assert_eq!(free.map(|costs| costs.per_year()), Some(0.0));
    }
}
