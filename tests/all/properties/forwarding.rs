//! Whom clients reach through balancers, in random networks, against a plain search of the graph.

use crate::common::model;
use proptest::prelude::*;
use quorate::engine::{Ns, Slot, trial_key};
use quorate::ledger::{Note, Scene, Watch};
use quorate::model::{CauseId, Model};
use quorate::scenario::parse;
use quorate::world::Simulator;

/// What can be joined: names of one component or of a group.
const JOINTS: [(&str, &str); 12] = [
    ("clients", "lb"),
    ("clients", "sw-1"),
    ("sw-1", "lb"),
    ("sw-1", "sw-2"),
    ("lb", "sw-2"),
    ("sw-2", "web"),
    ("lb", "web"),
    ("clients", "web"),
    ("lb-1", "sw-2"),
    ("sw-1", "web-1"),
    ("lb-2", "web"),
    ("sw", "web"),
];

const NODES: [&str; 3] = ["web-1", "web-2", "web-3"];

const INSTANCES: [&str; 2] = ["lb-1", "lb-2"];

/// A balancer pair that hands over at once, three nodes, two switches and these links between them; a service
/// for each node, each balancer and the pair.
fn scenario(joined: &[bool]) -> String {
    let links: Vec<String> = joints(joined)
        .enumerate()
        .map(|(i, (a, b))| {
            format!(
                r#""l{i}": {{"between": ["{a}", "{b}"], "carries": ["client"], "mtbf": "20h", "mttr": "5h"}}"#
            )
        })
        .collect();
    let needs: Vec<String> = NODES
        .iter()
        .chain(&INSTANCES)
        .chain(&["lb"])
        .map(|name| format!(r#""s-{name}": {{"needs": "{name}"}}"#))
        .collect();
    format!(
        r#"{{"quorate": 1, "horizon": "1000h",
        "nodes": {{"web": {{"count": 3, "mtbf": "40h", "mttr": "5h"}}}},
        "switches": {{"sw": {{"count": 2, "carries": ["client"], "mtbf": "30h", "mttr": "4h"}}}},
        "load_balancers": {{"lb": {{"count": 2, "balances": "web", "takeover": "0s", "mtbf": "15h", "mttr": "5h"}}}},
        "links": {{{}}}, "services": {{{}}}}}"#,
        links.join(", "),
        needs.join(", ")
    )
}

fn joints(joined: &[bool]) -> impl Iterator<Item = (&'static str, &'static str)> {
    JOINTS.into_iter().zip(joined).filter(|(_, joined)| **joined).map(|(joint, _)| joint)
}

/// Whether a name means this component, or a group that it is in.
fn means(name: &str, own: &str) -> bool {
    name == own || own.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
}

/// Follows what is up, and searches the graph whenever time moves on.
struct Searcher<'m> {
    model: &'m Model,
    links: Vec<(&'static str, &'static str)>,
    down: Vec<bool>,
    holder: Option<usize>,
    looks: usize,
}

impl Searcher<'_> {
    fn is_up(&self, name: &str) -> bool {
        let place = self.model.components.iter().position(|c| c.name == name).unwrap();
        !self.down[place]
    }

    /// Whether a path leads from one to the other; with everything up, if so.
    fn reaches(&self, from: &str, to: &str, all_up: bool) -> bool {
        let all = ["clients", "sw-1", "sw-2"];
        let all = || all.into_iter().chain(NODES).chain(INSTANCES);
        let mut seen = vec![from];
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            let forwards = at.starts_with("sw") && (all_up || self.is_up(at));
            if at != from && !forwards {
                continue;
            }
            for (i, (a, b)) in self.links.iter().enumerate() {
                if !all_up && !self.is_up(&format!("l{i}")) {
                    continue;
                }
                for next in all() {
                    let joined = means(a, at) && means(b, next) || means(b, at) && means(a, next);
                    if joined && !seen.contains(&next) {
                        seen.push(next);
                        open.push(next);
                    }
                }
            }
        }
        to != from && seen.contains(&to)
    }

    fn is_wired(&self) -> bool {
        INSTANCES.iter().any(|i| NODES.iter().any(|n| self.reaches(i, n, true)))
    }

    /// Whether a balancer works and clients reach it.
    fn counts(&self, instance: &str) -> bool {
        let asked = self.reaches("clients", instance, true);
        self.is_up(instance) && (!asked || self.reaches("clients", instance, false))
    }

    fn serves(&self, node: &str) -> bool {
        let wired = self.is_wired();
        let asked = wired || self.reaches("clients", node, true);
        let through = |holder: usize| {
            let holder = INSTANCES[holder];
            wired && self.counts(holder) && self.reaches(holder, node, false)
        };
        let reached = self.reaches("clients", node, false) || self.holder.is_some_and(through);
        self.is_up(node) && (!asked || reached)
    }
}

impl Watch for Searcher<'_> {
    fn event(&mut self, _: Ns, _: Slot, _: CauseId, _: &impl Scene) {}

    fn note(&mut self, _: Ns, note: Note, _: CauseId) {
        match note {
            Note::Down(c) => self.down[c as usize] = true,
            Note::Up(c) => self.down[c as usize] = false,
            _ => return,
        }
        let works = |i: &usize| self.is_up(INSTANCES[*i]);
        if !self.holder.is_some_and(|holder| works(&holder)) {
            self.holder = (0..2).find(works);
        }
    }

    fn look(&mut self, from: Ns, scene: &impl Scene) {
        self.looks += 1;
        let nodes = NODES.iter().map(|node| self.serves(node));
        let instances = INSTANCES.iter().map(|instance| self.counts(instance));
        let pair = self.holder.is_some_and(|holder| self.counts(INSTANCES[holder]));
        for (i, expected) in nodes.chain(instances).chain([pair]).enumerate() {
            let name = &self.model.services[i];
            assert_eq!(scene.services().has(i), expected, "{name} at {from}");
        }
    }

    fn close(&mut self, _: Ns) {}
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn clients_reach_what_the_graph_says(joined in proptest::collection::vec(any::<bool>(), 12)) {
        let text = scenario(&joined);
        // Networks that forget somebody are refused.
        if let Err(problems) = parse("s", "s", text.clone()) {
            prop_assert!(problems.render(false).contains("with everything up"));
            return Ok(());
        }
        let model = model(&text);
        let mut searcher = Searcher {
            model: &model,
            links: joints(&joined).collect(),
            down: vec![false; model.components.len()],
            holder: Some(0),
            looks: 0,
        };
        Simulator::new(&model).play(trial_key(3, 0), &mut searcher).unwrap();
        prop_assert!(searcher.looks > 300);
    }
}

#[test]
fn most_kinds_of_networks_are_searched() {
    let all = 0..1 << JOINTS.len();
    let joined = |bits: usize| (0..JOINTS.len()).map(|i| bits >> i & 1 == 1).collect::<Vec<_>>();
    let good = all.step_by(7).filter(|bits| parse("s", "s", scenario(&joined(*bits))).is_ok());
    let good = good.count();
    assert!(good > 200, "{good} of {}", (1 << JOINTS.len()) / 7);
}
