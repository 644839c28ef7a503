//! What services need must be there, and must be possible.

use super::Check;
use crate::scenario::names::{Kind, Meaning};
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
                    self.problem(place, what, None);
                }
            }
        }
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
