//! What is allowed but seldom meant.

use super::recovery::recovered_at_home;
use crate::scenario::names::{Kind, Meaning, Names};
use crate::scenario::types::{
    Algorithm, Cluster, LoadBalancer, Node, OnLoss, Policy, Reference, Scenario, Storage,
};
use crate::scenario::values::Delay;
use crate::scenario::way;
use std::collections::BTreeSet;

/// Returns what is allowed but seldom meant, in sentences.
pub(in crate::scenario) fn warnings(scenario: &Scenario) -> Vec<String> {
    let mut warnings = Vec::new();
    for (name, cluster) in &scenario.clusters {
        if cluster.fencing.is_none() {
            warnings.extend(unfenced(name, cluster));
        }
        if matches!(cluster.quorum.policy, Policy::TwoNode)
            && !cluster.quorum.wait_for_all
            && cluster.fencing.is_some()
        {
            warnings.push(format!(
                "cluster `{name}` has two nodes and fencing without `wait_for_all`: a fenced member that boots into a cut network shoots the other in its turn"
            ));
        }
    }
    warnings.extend(recovered_at_home(scenario));
    warnings.extend(overruns(scenario));
    warnings.extend(balancers(scenario));
    warnings.extend(idle_capacities(scenario));
    warnings
}

/// Says so where a balancer stands in front of nothing that counts, or of nodes whose cluster it ignores.
fn balancers(scenario: &Scenario) -> Vec<String> {
    let (names, _) = Names::gather(scenario);
    let mut named = BTreeSet::new();
    for service in scenario.services.values() {
        service.needs.each_name(&mut |r| {
            named.insert(r.name.as_str());
        });
    }
    let mut found = Vec::new();
    for (name, balancer) in &scenario.load_balancers {
        let of = &balancer.balances.name;
        let mut instances = names.components_of(name, Kind::LoadBalancer);
        let is_named = |name: &str| named.contains(name);
        if !is_named(name)
            && !is_named(of)
            && !instances.any(|i| is_named(&names.components[i].name))
        {
            found.push(format!(
                "load balancer `{name}`: no service needs it or `{of}`, so that no result depends on it"
            ));
        }
        let nodes = names.components_of(of, Kind::Node);
        let is_member = |cluster: &Cluster| {
            let all = |r: &Reference| names.components_of(&r.name, Kind::Node);
            nodes.clone().any(|node| cluster.members.iter().any(|r| all(r).contains(&node)))
        };
        if let Some((cluster, _)) = scenario.clusters.iter().find(|(_, c)| is_member(c)) {
            found.push(format!(
                "load balancer `{name}` balances the nodes `{of}`, whether they serve or not; `\"balances\": \"{cluster}\"` sends requests to members of `{cluster}` that do"
            ));
        }
    }
    found
}

/// Says what data are in danger where nobody is made safe.
fn unfenced(name: &str, cluster: &Cluster) -> Option<String> {
    let quorum = &cluster.quorum;
    let decides = matches!(quorum.policy, Policy::Majority | Policy::External(_));
    let who = if decides && quorum.on_loss == OnLoss::Stop {
        "a member that hangs, or that stops more slowly than another starts, may write beside that one"
    } else {
        "members that lose sight of each other may both write"
    };
    match &cluster.storage {
        Storage::None => None,
        Storage::SharedDisk(_) => {
            Some(format!("cluster `{name}` shares a disk without fencing: {who}"))
        }
        Storage::Replicated(_) => Some(format!(
            "cluster `{name}` replicates its data without fencing: {who}, and what one of them wrote is discarded"
        )),
    }
}

/// Says so where it does not matter how much nodes can do.
fn idle_capacities(scenario: &Scenario) -> Vec<String> {
    let (names, _) = Names::gather(scenario);
    let mut asked = vec![false; names.components.len()];
    for service in scenario.services.values().filter(|service| service.demand.is_some()) {
        way::way(scenario, &names, &service.needs).visit(0, &mut |_, way| {
            for c in way::nodes(scenario, &names, way) {
                asked[c] = true;
            }
        });
    }
    let by_capacity = |balancer: &&LoadBalancer| balancer.algorithm == Algorithm::LeastConnections;
    for balancer in scenario.load_balancers.values().filter(by_capacity) {
        for c in way::balanced(scenario, &names, balancer) {
            asked[c] = true;
        }
    }
    let is_idle = |(name, node): &(&String, &Node)| {
        node.capacity.is_some() && names.components_of(name, Kind::Node).all(|c| !asked[c])
    };
    let says = |(name, _): (&String, &Node)| {
        format!(
            "node `{name}` has a `capacity`, but no `demand` of a service goes through it: it changes nothing"
        )
    };
    scenario.nodes.iter().filter(is_idle).map(says).collect()
}

/// Says so where a round of planned work takes longer, on average, than from one to the next.
fn overruns(scenario: &Scenario) -> Vec<String> {
    let (names, _) = Names::gather(scenario);
    let mean = |delay: &Delay| delay.law().mean();
    let mut found = Vec::new();
    for (name, maintenance) in &scenario.maintenance {
        let turn = |i: usize| {
            let entry = &names.components[i];
            let reboot = scenario.nodes.get(&entry.group).filter(|_| entry.kind == Kind::Node);
            mean(&maintenance.duration) + reboot.map_or(0.0, |node| mean(&node.reboot))
        };
        let range = |r: &Reference| match names.get(&r.name) {
            Some(Meaning::Components(_, range)) => range.clone(),
            _ => 0..0,
        };
        let turns = maintenance.targets.iter().flat_map(range).map(turn);
        let round = if maintenance.rolling { turns.sum() } else { turns.fold(0.0, f64::max) };
        if round > mean(&maintenance.every) {
            found.push(format!(
                "maintenance `{name}`: a round takes longer than its `every`; rounds that would begin meanwhile are left out"
            ));
        }
    }
    found
}
