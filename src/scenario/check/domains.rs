//! Domains stand in domains, and never in themselves.

use super::{Check, commons};
use crate::scenario::limits;
use crate::scenario::names::{Kind, Names, Role};
use crate::scenario::types::{Reference, Scenario};
use std::collections::BTreeMap;
use std::ops::Range;

/// Returns, for every component, the domain around it: its index.
///
/// A list of domains, or a group of them, is dealt round-robin over the members. An array stands in what
/// is around all of its disks.
pub(super) fn around(scenario: &Scenario, names: &Names) -> Vec<Option<usize>> {
    let domains = |refs: &[Reference]| -> Vec<usize> {
        refs.iter().flat_map(|r| names.components_of(&r.name, Kind::Domain)).collect()
    };
    let mut dealt = BTreeMap::new();
    for (kind, name, common) in commons(scenario) {
        let within = (kind == Kind::Domain).then(|| scenario.domains[name].within.as_ref());
        let own = match within {
            Some(within) => domains(within.map_or(&[], std::slice::from_ref)),
            None => domains(&common.domain),
        };
        dealt.insert((kind, name), own);
    }
    let mut around: Vec<Option<usize>> = vec![None; names.components.len()];
    for (i, entry) in names.components.iter().enumerate() {
        let own = &dealt[&(entry.kind, entry.group.as_str())];
        around[i] = (!own.is_empty()).then(|| own[entry.place % own.len()]);
    }
    for (i, entry) in names.components.iter().enumerate() {
        if let Role::Array(disks) = &entry.role {
            around[i] = around_all(&around, disks.clone());
        }
    }
    around
}

/// Returns the innermost domain that is around all of these; none of theirs may stand in itself.
fn around_all(around: &[Option<usize>], mut disks: Range<usize>) -> Option<usize> {
    let chain =
        |i: usize| std::iter::successors(around[i], |i| around[*i]).take(limits::DOMAIN_DEPTH);
    let first = disks.next()?;
    chain(first).find(|domain| disks.clone().all(|disk| chain(disk).any(|d| d == *domain)))
}

/// Returns a domain that stands deeper than domains may; for domains without a circle.
fn too_deep(around: &[Option<usize>]) -> Option<usize> {
    let depth = |i: usize| std::iter::successors(Some(i), |i| around[*i]);
    (0..around.len()).find(|i| depth(*i).nth(limits::DOMAIN_DEPTH).is_some())
}

/// Returns a domain that stands in itself, however deep, if there is one.
fn circle(around: &[Option<usize>]) -> Option<usize> {
    let mut ends_well = vec![false; around.len()];
    let mut on_way = vec![false; around.len()];
    for start in 0..around.len() {
        let mut way = Vec::new();
        let mut at = Some(start);
        while let Some(i) = at.filter(|i| !ends_well[*i]) {
            if std::mem::replace(&mut on_way[i], true) {
                return Some(i);
            }
            way.push(i);
            at = around[i];
        }
        for i in way {
            ends_well[i] = true;
        }
    }
    None
}

impl Check<'_> {
    pub(super) fn domains(&mut self) {
        for domain in self.scenario.domains.values() {
            if let Some(within) = &domain.within {
                self.expect_one(within, "a domain", Kind::Domain);
            }
        }
        if !self.problems.is_empty() {
            return;
        }
        let around = around(self.scenario, self.names);
        let domains = self.names.components.iter().filter(|x| x.kind == Kind::Domain).count();
        let around = &around[..domains];
        if let Some(i) = circle(around) {
            let entry = &self.names.components[i];
            let within = self.scenario.domains[&entry.group].within.clone().unwrap_or_default();
            let what = format!("`{}` stands within itself", entry.name);
            let hint = "the chain of `within` has to end at a domain without one";
            self.problem(&within.place, what, Some(hint.into()));
        } else if let Some(i) = too_deep(around) {
            let entry = &self.names.components[i];
            let within = self.scenario.domains[&entry.group].within.clone().unwrap_or_default();
            let most = limits::DOMAIN_DEPTH;
            let what = format!("`{}` stands deeper than {most} domains in one another", entry.name);
            self.problem(&within.place, what, None);
        }
    }
}
