//! Planned work: what it is done on.

use super::Check;
use crate::scenario::names::Meaning;

impl Check<'_> {
    pub(super) fn maintenance(&mut self) {
        for maintenance in self.scenario.maintenance.values() {
            let mut targets = std::collections::BTreeSet::new();
            for r in &maintenance.targets {
                let wanted = "a component or a group of them";
                if !self.expect(r, wanted, |m| matches!(m, Meaning::Components(..))) {
                    continue;
                }
                let Some(Meaning::Components(_, range)) = self.names.get(&r.name) else { continue };
                if let Some(twice) = range.clone().find(|i| !targets.insert(*i)) {
                    let twice = &self.names.components[twice].name;
                    self.problem(&r.place, format!("`{twice}` is a target twice"), None);
                }
            }
        }
    }
}
