//! The way that requests to a service take: through every tier that its needs name, in their order.

use super::names::{Kind, Meaning, Names};
use super::types::{Cluster, LoadBalancer, Need, Scenario};
use std::collections::BTreeSet;

/// The way that requests take, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a node, by the index of the component.
    Node(u32),
    /// Past a component that carries nothing, but must be up.
    Part(u32),
    /// To the members of a cluster that serve, in equal parts; by its index.
    Cluster(u32),
    /// Through the balancers that stand in front of the same, in equal parts through those whose address
    /// works; by index.
    Balanced(Vec<u32>),
    /// Through all of these, one after the other.
    All(Vec<Way>),
    /// Through one of these, in equal parts through those that are there.
    Any {
        /// The condition that says whether enough of them are: which one of its service, counted from its
        /// root.
        condition: u32,
        /// What shares.
        ways: Vec<Way>,
    },
}

impl Way {
    /// Calls `visit` for every place where requests are answered, with the number of its tier; returns the
    /// number of the tier after the last.
    pub fn visit(&self, tier: usize, visit: &mut impl FnMut(usize, &Way)) -> usize {
        match self {
            Way::Part(_) => tier,
            Way::Node(_) | Way::Cluster(_) | Way::Balanced(_) => {
                visit(tier, self);
                tier + 1
            }
            Way::All(ways) => ways.iter().fold(tier, |tier, way| way.visit(tier, visit)),
            Way::Any { ways, .. } => {
                ways.iter().map(|way| way.visit(tier, visit)).max().unwrap_or(tier)
            }
        }
    }

    /// Whether a load balancer stands in it.
    pub fn is_balanced(&self) -> bool {
        let mut balanced = false;
        self.visit(0, &mut |_, way| balanced |= matches!(way, Way::Balanced(_)));
        balanced
    }
}

/// Returns the nodes that are members of a cluster, in order of declaration.
pub fn members(names: &Names, cluster: &Cluster) -> Vec<usize> {
    let nodes = |r: &super::Reference| names.components_of(&r.name, Kind::Node);
    cluster.members.iter().flat_map(nodes).collect()
}

/// Returns the nodes that a balancer sends requests to.
pub(super) fn balanced(scenario: &Scenario, names: &Names, balancer: &LoadBalancer) -> Vec<usize> {
    match names.get(&balancer.balances.name) {
        Some(Meaning::Cluster(k)) => members(names, &scenario.clusters[*k]),
        Some(Meaning::Components(Kind::Node, range)) => range.clone().collect(),
        _ => Vec::new(),
    }
}

/// Returns the nodes of a place where requests are answered.
pub fn nodes(scenario: &Scenario, names: &Names, way: &Way) -> Vec<usize> {
    match way {
        Way::Node(c) => vec![*c as usize],
        Way::Cluster(k) => members(names, &scenario.clusters[*k as usize]),
        // Those in front of the same send to the same.
        Way::Balanced(balancers) => {
            balanced(scenario, names, &scenario.load_balancers[balancers[0] as usize])
        }
        _ => Vec::new(),
    }
}

/// Returns the way that requests take to a service with these needs.
pub fn way(scenario: &Scenario, names: &Names, needs: &Need) -> Way {
    let mut named = Named::default();
    named.gather(names, needs, false);
    let mut walk = Walk { scenario, names, tiers: Vec::new(), clusters: Vec::new(), conditions: 0 };
    walk.tiers = tiers(scenario, names, &named);
    let of_cluster = |k: &usize| (*k, members(names, &scenario.clusters[*k]), false);
    walk.clusters = named.clusters.iter().map(of_cluster).collect();
    let ways = walk.need(needs, &named);
    one_or(ways, Way::All)
}

/// Returns the only one of them, or all of them as one.
fn one_or(mut ways: Vec<Way>, all: impl FnOnce(Vec<Way>) -> Way) -> Way {
    if ways.len() == 1 { ways.remove(0) } else { all(ways) }
}

/// What needs name.
#[derive(Default)]
struct Named<'n> {
    names: BTreeSet<&'n str>,
    components: BTreeSet<usize>,
    /// Nodes of lists that share.
    listed: BTreeSet<usize>,
    clusters: BTreeSet<usize>,
}

impl<'n> Named<'n> {
    fn gather(&mut self, names: &Names, need: &'n Need, shares: bool) {
        match need {
            Need::Name(r) => {
                self.names.insert(&r.name);
                match names.get(&r.name) {
                    Some(Meaning::Cluster(k)) => {
                        self.clusters.insert(*k);
                    }
                    Some(Meaning::Components(_, range)) => {
                        self.components.extend(range.clone());
                        if shares {
                            self.listed.extend(range.clone());
                        }
                    }
                    _ => {}
                }
            }
            Need::All(list) => {
                for need in list {
                    self.gather(names, need, false);
                }
            }
            Need::Any(list) | Need::AtLeast { of: list, .. } => {
                for need in list {
                    self.gather(names, need, true);
                }
            }
        }
    }
}

/// Balancers that stand in front of the same.
struct Tier<'s> {
    balances: &'s str,
    balancers: Vec<u32>,
    members: BTreeSet<usize>,
    seen: bool,
}

/// Returns the balancers that requests go through, tier by tier: those that the needs name, and those of
/// what they name.
fn tiers<'s>(scenario: &'s Scenario, names: &Names, named: &Named) -> Vec<Tier<'s>> {
    let mut tiers: Vec<Tier> = Vec::new();
    for (b, (name, balancer)) in scenario.load_balancers.iter().enumerate() {
        let balances = balancer.balances.name.as_str();
        let members: BTreeSet<usize> = balanced(scenario, names, balancer).into_iter().collect();
        let own = names.components_of(name, Kind::LoadBalancer);
        let of_nodes = names.components_of(balances, Kind::Node);
        let names_all =
            !of_nodes.is_empty() && members.iter().all(|m| named.components.contains(m));
        let is_named = named.names.contains(balances)
            || names_all
            || own.into_iter().any(|i| named.components.contains(&i));
        if !is_named {
            continue;
        }
        match tiers.iter_mut().find(|tier| tier.balances == balances) {
            Some(tier) => tier.balancers.push(b as u32),
            None => tiers.push(Tier { balances, balancers: vec![b as u32], members, seen: false }),
        }
    }
    tiers
}

/// Walks through needs in their order; what was named before is not passed again.
struct Walk<'s> {
    scenario: &'s Scenario,
    names: &'s Names,
    tiers: Vec<Tier<'s>>,
    /// Clusters that are named, their members, and whether they were passed.
    clusters: Vec<(usize, Vec<usize>, bool)>,
    conditions: u32,
}

impl Walk<'_> {
    fn need(&mut self, need: &Need, named: &Named) -> Vec<Way> {
        if let Need::Name(r) = need {
            return self.name(&r.name, false, named);
        }
        // Conditions are numbered as they are compiled: each before those in it.
        let condition = self.conditions;
        self.conditions += 1;
        let (list, shares) = match need {
            Need::Any(list) | Need::AtLeast { of: list, .. } => (&list[..], true),
            Need::All(list) => (&list[..], false),
            Need::Name(_) => (std::slice::from_ref(need), false),
        };
        let mut ways = Vec::new();
        for need in list {
            match need {
                Need::Name(r) => ways.extend(self.name(&r.name, shares, named)),
                need => ways.extend(self.need(need, named)),
            }
        }
        match ways.len() {
            0 => Vec::new(),
            _ if shares => vec![one_or(ways, |ways| Way::Any { condition, ways })],
            _ => vec![one_or(ways, Way::All)],
        }
    }

    fn name(&mut self, name: &str, shares: bool, named: &Named) -> Vec<Way> {
        match self.names.get(name) {
            Some(Meaning::Cluster(k)) => self.cluster(*k).into_iter().collect(),
            Some(Meaning::Components(Kind::Node, range)) => {
                range.clone().filter_map(|c| self.node(c, shares, named)).collect()
            }
            Some(Meaning::Components(Kind::LoadBalancer, range)) => {
                let group = &self.names.components[range.start].group;
                let b = self.scenario.load_balancers.get_index_of(group).map(|b| b as u32);
                let holds = |tier: &Tier| b.is_some_and(|b| tier.balancers.contains(&b));
                let tier = self.tiers.iter().position(holds);
                tier.and_then(|tier| self.tier(tier)).into_iter().collect()
            }
            Some(Meaning::Components(_, range)) => {
                range.clone().map(|c| Way::Part(c as u32)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn tier(&mut self, tier: usize) -> Option<Way> {
        let tier = &mut self.tiers[tier];
        let seen = std::mem::replace(&mut tier.seen, true);
        (!seen).then(|| Way::Balanced(tier.balancers.clone()))
    }

    /// A cluster is reached through the balancer in front of it, or of its members.
    fn cluster(&mut self, k: usize) -> Option<Way> {
        let is_it = |tier: &Tier| matches!(self.names.get(tier.balances), Some(Meaning::Cluster(own)) if *own == k);
        let (_, members, _) = self.clusters.iter().find(|(own, ..)| *own == k)?;
        let is_of_all = |tier: &Tier| members.iter().all(|m| tier.members.contains(m));
        let tier = self.tiers.iter().position(is_it);
        if let Some(tier) = tier.or_else(|| self.tiers.iter().position(is_of_all)) {
            return self.tier(tier);
        }
        let (.., seen) = self.clusters.iter_mut().find(|(own, ..)| *own == k)?;
        let seen = std::mem::replace(seen, true);
        (!seen).then_some(Way::Cluster(k as u32))
    }

    /// A node is reached through what stands in front of it, if that is named too.
    fn node(&mut self, c: usize, shares: bool, named: &Named) -> Option<Way> {
        if let Some(tier) = self.tiers.iter().position(|tier| tier.members.contains(&c)) {
            return self.tier(tier);
        }
        if let Some((k, ..)) = self.clusters.iter().find(|(_, members, _)| members.contains(&c)) {
            return self.cluster(*k);
        }
        let is_listed = !shares && named.listed.contains(&c);
        (!is_listed).then_some(Way::Node(c as u32))
    }
}
