//! What a scenario must fulfil beyond its form: every name resolves and every combination makes sense.

use super::limits;
use super::names::{Kind, Meaning, Names};
use super::problem::{Place, Problem, listed, nearest};
use super::types::{Cluster, Common, Need, Policy, Reference, Scenario};

/// Returns every problem with what the names of a scenario mean.
pub(super) fn check(scenario: &Scenario) -> Vec<Problem> {
    let (names, problems) = Names::gather(scenario);
    let mut check = Check { names: &names, problems };
    for (_, node) in &scenario.nodes {
        check.crews(&node.common);
    }
    for (_, disk) in &scenario.disks {
        check.crews(&disk.common);
    }
    for (_, link) in &scenario.links {
        check.crews(&link.common);
        check.link(&link.between);
    }
    for (name, cluster) in &scenario.clusters {
        check.cluster(scenario, name, cluster);
    }
    for (_, service) in &scenario.services {
        check.need(&service.needs, false);
    }
    check.problems
}

struct Check<'s> {
    names: &'s Names,
    problems: Vec<Problem>,
}

fn is_kind(kind: Kind) -> impl Fn(&Meaning) -> bool {
    move |m| matches!(m, Meaning::Components(k, _) if *k == kind)
}

impl Check<'_> {
    fn problem(&mut self, place: &Place, what: impl Into<String>, hint: Option<String>) {
        self.problems.push(Problem { place: place.clone(), what: what.into(), hint });
    }

    /// Reports a name that does not mean what is wanted here, with the nearest one that does.
    fn expect(&mut self, r: &Reference, wanted: &str, sort: impl Fn(&Meaning) -> bool) -> bool {
        let meaning = self.names.get(&r.name);
        if meaning.is_some_and(&sort) {
            return true;
        }
        let found = match meaning {
            None => format!("`{}` is declared nowhere; expected {wanted}", r.name),
            Some(Meaning::Components(kind, _)) => {
                format!("`{}` is a {}; expected {wanted}", r.name, kind.word())
            }
            Some(Meaning::Cluster(_)) => format!("`{}` is a cluster; expected {wanted}", r.name),
            Some(Meaning::Spare(_)) => format!("`{}` are spares; expected {wanted}", r.name),
            Some(Meaning::Shock(_)) => format!("`{}` is a shock; expected {wanted}", r.name),
            Some(Meaning::Crew(_)) => format!("`{}` is a crew; expected {wanted}", r.name),
            Some(Meaning::Service(_)) => format!("`{}` is a service; expected {wanted}", r.name),
        };
        let candidates: Vec<&str> = self.names.all(&sort).collect();
        let hint = match nearest(&r.name, candidates.iter().copied()) {
            Some(name) => format!("did you mean `{name}`? declared: {}", listed(&candidates)),
            None if candidates.is_empty() => "none is declared".into(),
            None => format!("declared: {}", listed(&candidates)),
        };
        self.problem(&r.place, found, Some(hint));
        false
    }

    fn crews(&mut self, common: &Common) {
        for crew in common.faults.values().filter_map(|fault| fault.crew.as_ref()) {
            self.expect(crew, "a crew", |m| matches!(m, Meaning::Crew(_)));
        }
    }

    fn link(&mut self, ends: &[Reference; 2]) {
        for end in ends {
            if end.name == "clients" {
                let hint = "for now a link joins nodes and carries heartbeats";
                self.problem(
                    &end.place,
                    "links to `clients` are not simulated yet",
                    Some(hint.into()),
                );
            } else {
                self.expect(end, "a node or a group of nodes", is_kind(Kind::Node));
            }
        }
        let [a, b] = ends;
        let (x, y) = (
            self.names.components_of(&a.name, Kind::Node),
            self.names.components_of(&b.name, Kind::Node),
        );
        if x.len() == 1 && x == y {
            self.problem(&b.place, "a link has two different ends", None);
        }
    }

    fn cluster(&mut self, scenario: &Scenario, name: &str, cluster: &Cluster) {
        let mut members = Vec::new();
        for r in &cluster.members {
            if self.expect(r, "a node or a group of nodes", is_kind(Kind::Node)) {
                for member in self.names.components_of(&r.name, Kind::Node) {
                    if members.contains(&member) {
                        let twice = &self.names.components[member].name;
                        self.problem(&r.place, format!("`{twice}` is a member twice"), None);
                    } else {
                        members.push(member);
                    }
                }
            }
        }
        if members.len() > limits::MEMBERS {
            let what =
                format!("{} members; a cluster has at most {}", members.len(), limits::MEMBERS);
            self.problem(&cluster.place, what, None);
            return;
        }
        if let Some(disk) = &cluster.shared_disk
            && self.expect(disk, "a disk", is_kind(Kind::Disk))
            && self.names.components_of(&disk.name, Kind::Disk).len() > 1
        {
            let hint = format!("one of them, such as `{}-1`", disk.name);
            self.problem(&disk.place, format!("`{}` is several disks", disk.name), Some(hint));
        }
        if let Some(fencing) = &cluster.fencing {
            for (r, _) in &fencing.delay {
                let known = self.expect(r, "a member", is_kind(Kind::Node));
                let nodes = self.names.components_of(&r.name, Kind::Node);
                if known && !nodes.clone().all(|node| members.contains(&node)) {
                    let what = format!("`{}` is not a member of `{name}`", r.name);
                    self.problem(&r.place, what, None);
                }
            }
        }
        self.heartbeat(scenario, name, cluster, &members);
    }

    /// Members that cannot hear each other even with everything up were forgotten by mistake.
    fn heartbeat(&mut self, scenario: &Scenario, name: &str, cluster: &Cluster, members: &[usize]) {
        let joins = |a: usize, b: usize| {
            scenario.links.values().any(|link| {
                let [x, y] = &link.between;
                let (x, y) = (
                    self.names.components_of(&x.name, Kind::Node),
                    self.names.components_of(&y.name, Kind::Node),
                );
                x.contains(&a) && y.contains(&b) || x.contains(&b) && y.contains(&a)
            })
        };
        let pairs = || {
            members.iter().enumerate().flat_map(|(i, a)| members[..i].iter().map(move |b| (*b, *a)))
        };
        if !pairs().any(|(a, b)| joins(a, b)) {
            return;
        }
        if let Some((a, b)) = pairs().find(|(a, b)| !joins(*a, *b)) {
            let (a, b) = (&self.names.components[a].name, &self.names.components[b].name);
            let what = format!(
                "`{a}` and `{b}` of `{name}` cannot hear each other even with everything up"
            );
            let hint = "once a link carries heartbeats of a cluster only declared links do: add one between them, or between their groups";
            self.problem(&cluster.place, what, Some(hint.into()));
        }
    }

    fn need(&mut self, need: &Need, counted: bool) {
        match need {
            Need::Name(r) => {
                let wanted = "a cluster or a component";
                let sort = |m: &Meaning| matches!(m, Meaning::Components(..) | Meaning::Cluster(_));
                if !self.expect(r, wanted, sort) {
                    return;
                }
                if let Some(Meaning::Components(_, range)) = self.names.get(&r.name)
                    && range.len() > 1
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

/// Returns what is allowed but seldom meant, in sentences.
pub(super) fn warnings(scenario: &Scenario) -> Vec<String> {
    let mut warnings = Vec::new();
    for (name, cluster) in &scenario.clusters {
        if cluster.shared_disk.is_some() && cluster.fencing.is_none() {
            warnings.push(format!(
                "cluster `{name}` shares a disk without fencing: members that lose sight of each other may both write to it"
            ));
        }
        if cluster.quorum.policy == Policy::TwoNode
            && !cluster.quorum.wait_for_all
            && cluster.fencing.is_some()
        {
            warnings.push(format!(
                "cluster `{name}` has two nodes and fencing without `wait_for_all`: a fenced member that boots into a cut network shoots the other in its turn"
            ));
        }
    }
    warnings
}
