//! Which name means what, and the dense index of every component.

use super::limits;
use super::problem::{Place, Problem};
use super::types::{Common, Disk, Map, Scenario};
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
    /// A disk, or an array of them.
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

impl Scenario {
    /// Returns what the components of a group have in common; the group is one that is declared.
    pub(crate) fn common(&self, kind: Kind, group: &str) -> &Common {
        match kind {
            Kind::Domain => &self.domains[group].common,
            Kind::Node => &self.nodes[group].common,
            Kind::Disk => &self.disks[group].common,
            Kind::Switch => &self.switches[group].common,
            Kind::Link => &self.links[group].common,
            Kind::LoadBalancer => &self.load_balancers[group].common,
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
    /// Which of its group it is, where domains are dealt out: from 0.
    pub place: usize,
    /// What it is to an array.
    pub role: Role,
    /// The node that it is attached to.
    pub node: Option<usize>,
}

/// What a component is to an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Single,
    /// It is one, of these disks.
    Array(Range<usize>),
    /// It is a disk of this one.
    DiskOf(usize),
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
        for (name, disk) in &scenario.disks {
            names.disks(name, disk, &mut problems);
        }
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
            if !self.fits(count, &common.place, problems) {
                return;
            }
            for place in 0..count {
                let own = match common.count {
                    Some(_) => format!("{name}-{}", place + 1),
                    None => name.clone(),
                };
                let (group, role, node) = (name.clone(), Role::Single, None);
                let entry = Entry { name: own, group, kind, place, role, node };
                self.push(entry, common.count.is_some(), &common.place, problems);
            }
            let meaning = Meaning::Components(kind, first..first + count);
            self.add(name, meaning, &common.place, problems);
        }
    }

    /// Whether so many components more are not too many.
    fn fits(&self, count: usize, place: &Place, problems: &mut Vec<Problem>) -> bool {
        let fits = self.components.len() + count <= limits::COMPONENTS;
        if !fits {
            let what = format!("more than {} components", limits::COMPONENTS);
            problems.push(Problem { place: place.clone(), what, hint: None });
        }
        fits
    }

    /// Adds a component, with a name of its own unless that is its group's.
    fn push(&mut self, entry: Entry, named: bool, place: &Place, problems: &mut Vec<Problem>) {
        if named {
            let i = self.components.len();
            self.add(&entry.name, Meaning::Components(entry.kind, i..i + 1), place, problems);
        }
        self.components.push(entry);
    }

    /// Adds disks: one set of them, or one for each node that they are attached to; arrays stand before
    /// their disks, and all of a name together.
    fn disks(&mut self, name: &String, disk: &Disk, problems: &mut Vec<Problem>) {
        let place = &disk.common.place;
        let mut nodes: Vec<Option<usize>> = disk
            .attached_to
            .as_ref()
            .map_or(Vec::new(), |r| self.components_of(&r.name, Kind::Node).map(Some).collect());
        if nodes.is_empty() {
            // Attached to nothing that is known, which is told elsewhere, or shared.
            nodes.push(None);
        }
        let count = disk.common.count.unwrap_or(1) as usize;
        let (first, sets) = (self.components.len(), nodes.len());
        let is_array = disk.array.is_some();
        let arrays = if is_array { sets } else { 0 };
        if !self.fits(arrays + sets.saturating_mul(count), place, problems) {
            return;
        }
        let entry = |own: String, place, role, node| {
            let (name, group, kind) = (own, name.clone(), Kind::Disk);
            Entry { name, group, kind, place, role, node }
        };
        for (set, node) in nodes.iter().enumerate().take(arrays) {
            let disks = first + sets + set * count;
            let own = format!("{name}{}", self.behind(*node));
            let entry = entry(own, set, Role::Array(disks..disks + count), *node);
            self.push(entry, node.is_some(), place, problems);
        }
        let counted = is_array || disk.common.count.is_some();
        for (set, node) in nodes.iter().enumerate() {
            let behind = self.behind(*node);
            let from = self.components.len();
            for i in 0..count {
                let number = if counted { format!("-{}", i + 1) } else { String::new() };
                let role = if is_array { Role::DiskOf(first + set) } else { Role::Single };
                let entry = entry(format!("{name}{number}{behind}"), i, role, *node);
                self.push(entry, counted || node.is_some(), place, problems);
            }
            if counted && !is_array && node.is_some() {
                let meaning = Meaning::Components(Kind::Disk, from..from + count);
                self.add(&format!("{name}{behind}"), meaning, place, problems);
            }
        }
        let end = if is_array { first + sets } else { self.components.len() };
        self.add(name, Meaning::Components(Kind::Disk, first..end), place, problems);
    }

    /// Returns what stands behind the name of a disk that is attached to a node.
    fn behind(&self, node: Option<usize>) -> String {
        node.map_or(String::new(), |node| format!("@{}", self.components[node].name))
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

    /// Returns the components that are hit when a name is: of an array every disk.
    pub fn struck(&self, name: &str) -> Range<usize> {
        let Some(Meaning::Components(_, range)) = self.get(name) else { return 0..0 };
        let disks = |c: usize| match &self.components[c].role {
            Role::Array(disks) => Some(disks.clone()),
            _ => None,
        };
        match (disks(range.start), disks(range.end.saturating_sub(1))) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => range.clone(),
        }
    }

    /// Returns what a node has of the disks that are attached to nodes under a name: one disk or array, or
    /// several disks; nothing if it has none.
    pub fn attached(&self, name: &str, node: usize) -> Range<usize> {
        self.components_of(&format!("{name}{}", self.behind(Some(node))), Kind::Disk)
    }

    /// Returns the components of a kind that a name means; nothing if it means something else.
    pub fn components_of(&self, name: &str, kind: Kind) -> Range<usize> {
        match self.get(name) {
            Some(Meaning::Components(k, range)) if *k == kind => range.clone(),
            _ => 0..0,
        }
    }
}
