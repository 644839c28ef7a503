//! What is allowed but seldom meant.

use super::recovery::recovers_at_home;
use crate::scenario::names::Names;
use crate::scenario::types::{Policy, Scenario};

/// Returns what is allowed but seldom meant, in sentences.
pub(in crate::scenario) fn warnings(scenario: &Scenario) -> Vec<String> {
    let mut warnings = Vec::new();
    let (names, _) = Names::gather(scenario);
    for (name, cluster) in &scenario.clusters {
        if cluster.shared_disk.is_some() && cluster.fencing.is_none() {
            warnings.push(format!(
                "cluster `{name}` shares a disk without fencing: members that lose sight of each other may both write to it"
            ));
        }
        if recovers_at_home(scenario, &names, cluster) {
            warnings.push(format!(
                "cluster `{name}` recovers from a disaster where all of its members stand: when that domain is down the plan waits for it"
            ));
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
    warnings
}
