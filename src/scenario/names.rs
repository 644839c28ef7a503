//! Which name means what, and the dense index of every component.

use super::limits;
use super::problem::{Place, Problem};
use super::types::{Common, Map, Scenario};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A component or a group of them: its kind and indices.
    Components(Kind, Range<usize>),
    /// A cluster, by index.
    Cluster(usize),
    /// A crew, by index.
    Crew(usize),
    /// A kind of spare parts, by index.
    Spare(usize),
    /// A shock, by index.
    Shock(usize),
    /// Planned work, by index.
    Maintenance(usize),
    /// A service, by index.
    Service(usize),
}

impl Meaning {
    /// Returns what it is, such as `is a node`.
    pub(super) fn described(&self) -> String {
        match self {
            Meaning::Components(kind, _) => format!("is a {}", kind.word()),
            Meaning::Cluster(_) => "is a cluster".into(),
            Meaning::Crew(_) => "is a crew".into(),
            Meaning::Spare(_) => "is a kind of spare parts".into(),
            Meaning::Shock(_) => "is a shock".into(),
            Meaning::Maintenance(_) => "is planned work".into(),
            Meaning::Service(_) => "is a service".into(),
        }
    }
}

/// Kinds of components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A failure domain.
    Domain,
    /// A machine.
    Node,
    /// A shared disk.
    Disk,
    /// A switch.
    Switch,
    /// A link.
    Link,
    /// A load balancer.
    LoadBalancer,
}

impl Kind {
    /// Returns the kind's word.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Domain => "domain",
            Kind::Node => "node",
            Kind::Disk => "disk",
            Kind::Switch => "switch",
            Kind::Link => "link",
            Kind::LoadBalancer => "load balancer",
        }
    }
}

/// One component after `count` has been unfolded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its own name, such as `web-2`.
    pub name: String,
    /// The name it was declared under, such as `web`.
    pub group: String,
    /// Its kind.
    pub kind: Kind,
}

/// All names of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Names {
    meanings: BTreeMap<String, Meaning>,
    /// Every component: domains, nodes, disks, switches, links, load balancers, each in the order of the file.
    pub components: Vec<Entry>,
}

impl Names {
    /// Gathers the names of a scenario; those that mean two things are problems.
    pub fn gather(scenario: &Scenario) -> (Names, Vec<Problem>) {
        let mut names = Names::default();
        let mut problems = Vec::new();
        names.group(&scenario.domains, Kind::Domain, |x| &x.common, &mut problems);
        names.group(&scenario.nodes, Kind::Node, |x| &x.common, &mut problems);
        names.group(&scenario.disks, Kind::Disk, |x| &x.common, &mut problems);
        names.group(&scenario.switches, Kind::Switch, |x| &x.common, &mut problems);
        names.group(&scenario.links, Kind::Link, |x| &x.common, &mut problems);
        names.group(&scenario.load_balancers, Kind::LoadBalancer, |x| &x.common, &mut problems);
        for (i, (name, cluster)) in scenario.clusters.iter().enumerate() {
            names.add(name, Meaning::Cluster(i), &cluster.place, &mut problems);
        }
        for (i, (name, crew)) in scenario.crews.iter().enumerate() {
            names.add(name, Meaning::Crew(i), &crew.place, &mut problems);
        }
        for (i, (name, spare)) in scenario.spares.iter().enumerate() {
            names.add(name, Meaning::Spare(i), &spare.place, &mut problems);
        }
        for (i, (name, shock)) in scenario.shocks.iter().enumerate() {
            names.add(name, Meaning::Shock(i), &shock.place, &mut problems);
        }
        for (i, (name, maintenance)) in scenario.maintenance.iter().enumerate() {
            names.add(name, Meaning::Maintenance(i), &maintenance.place, &mut problems);
        }
        for (i, (name, service)) in scenario.services.iter().enumerate() {
            names.add(name, Meaning::Service(i), &service.place, &mut problems);
        }
        (names, problems)
    }

    fn group<T>(
        &mut self,
        map: &Map<T>,
        kind: Kind,
        common: impl Fn(&T) -> &Common,
        problems: &mut Vec<Problem>,
    ) {
        for (name, value) in map {
            let common = common(value);
            let first = self.components.len();
            let count = common.count.unwrap_or(1) as usize;
            if first + count > limits::COMPONENTS {
                problems.push(Problem {
                    place: common.place.clone(),
                    what: format!("more than {} components", limits::COMPONENTS),
                    hint: None,
                });
                return;
            }
            let entry = |name: String, group: &String| Entry { name, group: group.clone(), kind };
            if common.count.is_some() {
                for i in 0..count {
                    let own = format!("{name}-{}", i + 1);
                    let meaning = Meaning::Components(kind, first + i..first + i + 1);
                    self.add(&own, meaning, &common.place, problems);
                    self.components.push(entry(own, name));
                }
            } else {
                self.components.push(entry(name.clone(), name));
            }
            let meaning = Meaning::Components(kind, first..first + count);
            self.add(name, meaning, &common.place, problems);
        }
    }

    fn add(&mut self, name: &str, meaning: Meaning, place: &Place, problems: &mut Vec<Problem>) {
        if let Some(other) = self.meanings.insert(name.to_owned(), meaning) {
            problems.push(Problem {
                place: place.clone(),
                what: format!("the name `{name}` is used twice: it {} already", other.described()),
                hint: Some(
                    "names are unique in the whole scenario, with `web-1` of a group `web` too"
                        .into(),
                ),
            });
        }
    }

    /// Returns what a name means.
    pub fn get(&self, name: &str) -> Option<&Meaning> {
        self.meanings.get(name)
    }

    /// Returns all names that mean something of this sort.
    pub fn all(&self, sort: impl Fn(&Meaning) -> bool) -> impl Iterator<Item = &str> {
        self.meanings.iter().filter(move |(_, m)| sort(m)).map(|(name, _)| name.as_str())
    }

    /// Returns the components of a kind that a name means; nothing if it means something else.
    pub fn components_of(&self, name: &str, kind: Kind) -> Range<usize> {
        match self.get(name) {
            Some(Meaning::Components(k, range)) if *k == kind => range.clone(),
            _ => 0..0,
        }
    }
}
