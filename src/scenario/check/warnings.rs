//! What is allowed but seldom meant.

use crate::scenario::types::{Policy, Scenario, Storage};

/// Returns what is allowed but seldom meant, in sentences.
pub(in crate::scenario) fn warnings(scenario: &Scenario) -> Vec<String> {
    let mut warnings = Vec::new();
    for (name, cluster) in &scenario.clusters {
        if cluster.fencing.is_none() {
            warnings.extend(unfenced(name, &cluster.storage));
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

/// Says what data are in danger where nobody is made safe.
fn unfenced(name: &str, storage: &Storage) -> Option<String> {
    match storage {
        Storage::None => None,
        Storage::SharedDisk(_) => Some(format!(
            "cluster `{name}` shares a disk without fencing: members that lose sight of each other may both write to it"
        )),
        Storage::Replicated(_) => Some(format!(
            "cluster `{name}` replicates its data without fencing: members that lose sight of each other may both write, and what one of them wrote is discarded"
        )),
    }
}
