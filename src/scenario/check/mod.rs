//! What a scenario must fulfil beyond its form: every name resolves and every combination makes sense.

mod arbiters;
mod assertions;
mod balancers;
mod clusters;
mod demand;
mod disks;
mod domains;
mod events;
mod links;
mod maintenance;
mod network;
mod recovery;
mod services;
mod warnings;

pub(super) use warnings::warnings;

use super::limits;
use super::names::{Kind, Meaning, Names, Role};
use super::problem::{Place, Problem, listed, nearest, shown};
use super::types::{Common, Map, Reference, Scenario};
use network::Network;

/// Returns every problem with what the names of a scenario mean.
///
/// `unread` are names of things that could not be read and were reported: nothing more is said of them;
/// a scenario is `clean` if nothing was reported.
pub(super) fn check(scenario: &Scenario, unread: &[String], clean: bool) -> Vec<Problem> {
    let (names, problems) = Names::gather(scenario);
    let mut check = Check { scenario, names: &names, unread, problems };
    for (_, _, common) in commons(scenario) {
        check.common(common);
    }
    check.domains();
    check.disks();
    check.wires();
    check.clusters();
    check.locks();
    check.balancers();
    for service in scenario.services.values() {
        check.need(&service.needs, false);
        check.sessions(service);
    }
    check.events();
    check.maintenance();
    if unread.is_empty() {
        check.assertions();
    }
    // Who is asked is known when all names mean something.
    if clean && check.problems.is_empty() {
        check.demands();
    }
    // Paths are only looked for in a network whose parts are known.
    if clean && check.problems.is_empty() {
        let network = Network::new(scenario, &names);
        check.paths(&network);
    }
    check.problems
}

struct Check<'s> {
    scenario: &'s Scenario,
    names: &'s Names,
    unread: &'s [String],
    problems: Vec<Problem>,
}

/// Returns every declared group of components: its kind, its name and what every component has.
fn commons(scenario: &Scenario) -> Vec<(Kind, &str, &Common)> {
    fn of<'s, T>(
        all: &mut Vec<(Kind, &'s str, &'s Common)>,
        map: &'s Map<T>,
        kind: Kind,
        common: impl Fn(&'s T) -> &'s Common,
    ) {
        all.extend(map.iter().map(|(name, x)| (kind, name.as_str(), common(x))));
    }
    let mut all = Vec::new();
    of(&mut all, &scenario.domains, Kind::Domain, |x| &x.common);
    of(&mut all, &scenario.nodes, Kind::Node, |x| &x.common);
    of(&mut all, &scenario.disks, Kind::Disk, |x| &x.common);
    of(&mut all, &scenario.switches, Kind::Switch, |x| &x.common);
    of(&mut all, &scenario.links, Kind::Link, |x| &x.common);
    of(&mut all, &scenario.load_balancers, Kind::LoadBalancer, |x| &x.common);
    all
}

fn is_kind(kind: Kind) -> impl Fn(&Meaning) -> bool {
    move |m| matches!(m, Meaning::Components(k, _) if *k == kind)
}

impl Check<'_> {
    fn problem(&mut self, place: &Place, what: impl Into<String>, hint: Option<String>) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(Problem { place: place.clone(), what: what.into(), hint });
        }
    }

    /// Reports a name that does not mean what is wanted here, with the nearest one that does.
    fn expect(&mut self, r: &Reference, wanted: &str, sort: impl Fn(&Meaning) -> bool) -> bool {
        let meaning = self.names.get(&r.name);
        if meaning.is_some_and(&sort) {
            return true;
        }
        if meaning.is_none() && self.unread.contains(&r.name) {
            return false;
        }
        let is = meaning.map_or("is declared nowhere".into(), Meaning::described);
        let found = format!("`{}` {is}; expected {wanted}", shown(&r.name));
        // Names are compared one by one: when nearly everything is wrong it would take long.
        let most = if self.problems.len() < 4 * limits::PRINTED { usize::MAX } else { 0 };
        let candidates: Vec<&str> = self.names.all(&sort).take(most).collect();
        let hint = match nearest(&r.name, candidates.iter().copied()) {
            Some(name) => {
                format!("did you mean `{}`? declared: {}", shown(name), listed(&candidates))
            }
            None if most == 0 => String::new(),
            None if candidates.is_empty() => "none is declared".into(),
            None => format!("declared: {}", listed(&candidates)),
        };
        self.problem(&r.place, found, Some(hint).filter(|hint| !hint.is_empty()));
        false
    }

    /// Expects the name of one component of a kind, not of a group of several.
    fn expect_one(&mut self, r: &Reference, wanted: &str, kind: Kind) {
        if !self.expect(r, wanted, is_kind(kind)) {
            return;
        }
        let range = self.names.components_of(&r.name, kind);
        let several = range.len();
        if several > 1 {
            let entry = &self.names.components[range.start];
            let word = if let Role::Array(_) = entry.role { "array" } else { kind.word() };
            let hint = format!("one of them, such as `{}`", entry.name);
            self.problem(&r.place, format!("`{}` is {several} {word}s", r.name), Some(hint));
        }
    }

    /// Checks what every component has.
    fn common(&mut self, common: &Common) {
        for domain in &common.domain {
            self.expect(domain, "a domain or a group of domains", is_kind(Kind::Domain));
        }
        for fault in common.faults.values() {
            self.means(fault.crew.as_ref(), fault.spare.as_ref());
        }
    }

    /// Checks who repairs, and with what.
    fn means(&mut self, crew: Option<&Reference>, spare: Option<&Reference>) {
        if let Some(crew) = crew {
            self.expect(crew, "a crew", |m| matches!(m, Meaning::Crew(_)));
        }
        if let Some(spare) = spare {
            self.expect(spare, "a kind of spare parts", |m| matches!(m, Meaning::Spare(_)));
        }
    }
}
