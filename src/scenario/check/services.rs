//! What services need must be there, and must be possible.

use super::Check;
use crate::scenario::names::{Kind, Meaning, Role};
use crate::scenario::types::Need;

impl Check<'_> {
    pub(super) fn need(&mut self, need: &Need, counted: bool) {
        match need {
            Need::Name(r) => {
                let wanted = "a cluster, a group of load balancers or a component";
                let sort = |m: &Meaning| matches!(m, Meaning::Components(..) | Meaning::Cluster(_));
                if !self.expect(r, wanted, sort) {
                    return;
                }
                if let Some(Meaning::Components(kind, range)) = self.names.get(&r.name)
                    && range.len() > 1
                    // One of the instances of a balancer has the address: they are one thing.
                    && *kind != Kind::LoadBalancer
                    && !counted
                {
                    let (n, name) = (range.len(), &r.name);
                    let hint = format!(
                        "say how many, such as {{\"at_least\": {}, \"of\": \"{name}\"}}",
                        n - 1
                    );
                    self.problem(
                        &r.place,
                        format!("`{name}` is a group of {n}: how many of them?"),
                        Some(hint),
                    );
                }
            }
            Need::All(list) | Need::Any(list) => list.iter().for_each(|n| self.need(n, false)),
            Need::AtLeast { count, of, place } => {
                let before = self.problems.len();
                for need in of {
                    self.need(need, true);
                }
                let there: usize = of.iter().map(|n| self.size(n)).sum();
                if self.problems.len() == before && *count as usize > there {
                    let what = format!("at least {count} of {there} can never hold");
                    let hint = of.iter().find_map(|need| self.array(need)).map(|array| {
                        format!("`{array}` is an array and counts as one: it is up while enough of its disks are")
                    });
                    self.problem(place, what, hint);
                }
            }
        }
    }

    /// Returns the name that a need is, if it is that of an array.
    fn array<'n>(&self, need: &'n Need) -> Option<&'n str> {
        let Need::Name(r) = need else { return None };
        let Some(Meaning::Components(_, range)) = self.names.get(&r.name) else { return None };
        let is_array = matches!(self.names.components[range.start].role, Role::Array(_));
        is_array.then_some(&r.name)
    }

    fn size(&self, need: &Need) -> usize {
        match need {
            Need::Name(r) => match self.names.get(&r.name) {
                Some(Meaning::Components(_, range)) => range.len(),
                _ => 1,
            },
            _ => 1,
        }
    }
}
