//! What services need, as conditions on parts.

use super::Compiler;
use crate::model::needs::{Child, Condition, Parent};
use crate::scenario::{Meaning, Need};

impl Compiler<'_> {
    pub(super) fn services(&mut self) {
        for (i, service) in self.scenario.services.values().enumerate() {
            let root = self.model.needs.conditions.len() as u32;
            self.model.needs.roots.push(root);
            match &service.needs {
                Need::Name(_) => {
                    let one = std::slice::from_ref(&service.needs);
                    self.condition(Some(1), one, Parent::Service(i as u32), false)
                }
                need => self.need(need, Parent::Service(i as u32)),
            };
        }
        let parts = self.model.balancer_part(self.model.balancers.len());
        self.model.needs.index(parts);
    }

    fn need(&mut self, need: &Need, parent: Parent) -> u32 {
        match need {
            Need::All(list) => self.condition(None, list, parent, false),
            Need::Any(list) => self.condition(Some(1), list, parent, false),
            Need::AtLeast { count, of, .. } => self.condition(Some(*count), of, parent, true),
            Need::Name(_) => self.condition(Some(1), std::slice::from_ref(need), parent, false),
        }
    }

    /// Adds a condition on a list of needs; without a threshold all of them must hold. Where members are
    /// counted, load balancers are counted one by one too; elsewhere their group is one thing.
    fn condition(
        &mut self,
        threshold: Option<u32>,
        list: &[Need],
        parent: Parent,
        counts_members: bool,
    ) -> u32 {
        let id = self.model.needs.conditions.len() as u32;
        let empty = Condition { threshold: 0, children: Vec::new(), parent };
        self.model.needs.conditions.push(empty);
        let mut children = Vec::new();
        for need in list {
            match need {
                Need::Name(r) => match self.names.get(&r.name) {
                    Some(Meaning::Components(..))
                        if !counts_members
                            && let Some(b) = self.scenario.load_balancers.get_index_of(&r.name) =>
                    {
                        children.push(Child::Part(self.model.balancer_part(b) as u32));
                    }
                    Some(Meaning::Cluster(k)) => {
                        children.push(Child::Part(self.model.cluster_part(*k) as u32));
                    }
                    Some(Meaning::Components(_, range)) => {
                        children.extend(range.clone().map(|c| Child::Part(c as u32)));
                    }
                    _ => unreachable!("a checked scenario names clusters and components only"),
                },
                need => children.push(Child::Condition(self.need(need, Parent::Condition(id)))),
            }
        }
        let condition = &mut self.model.needs.conditions[id as usize];
        condition.threshold = threshold.unwrap_or(children.len() as u32);
        condition.children = children;
        id
    }
}
