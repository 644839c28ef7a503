//! Quorum: which groups of the view may act.

use super::cluster::Turn;
use super::door::Door;
use crate::ledger::Count;
use crate::model::{Cluster, Members, Policy};

/// Judges every group of the view.
pub(super) fn judge<D: Door>(turn: &mut Turn<D>) {
    let trusted = turn.state.trusted;
    let groups = turn.state.groups_of_view();
    let quorate: Members = groups.filter(|group| is_quorate(turn.cluster, *group, trusted)).sum();
    if turn.state.quorate != 0 && quorate == 0 && turn.cluster.policy != Policy::None {
        turn.note(Count::QuorumLoss);
    }
    turn.state.quorate = quorate;
    // Who is not quorate now has been interrupted.
    turn.state.trusted = turn.state.acting(quorate);
}

fn is_quorate(cluster: &Cluster, group: Members, trusted: Members) -> bool {
    let enough = match cluster.policy {
        Policy::None | Policy::TwoNode => true,
        Policy::Majority => 2 * group.count_ones() as usize > cluster.members.len(),
    };
    enough && (!cluster.wait_for_all || group & trusted != 0 || group == cluster.all())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, compile};

    fn model(members: usize, quorum: &str) -> Model {
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{"count": {members}}}}},
            "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "quorum": {quorum}}}}},
            "services": {{"s": {{"needs": "c"}}}}}}"#
        );
        compile(&crate::scenario::parse("test", "test", text).unwrap().scenario)
    }

    #[test]
    fn a_majority_is_more_than_half() {
        for members in 2..=64 {
            let model = model(members, r#"{"policy": "majority"}"#);
            let cluster = &model.clusters[0];
            for size in 1..=members {
                let group = u64::MAX >> (64 - size);
                assert_eq!(is_quorate(cluster, group, group), 2 * size > members);
            }
        }
    }

    #[test]
    fn after_a_boot_a_pair_waits_for_all() {
        let model = model(2, r#"{"policy": "two_node"}"#);
        let cluster = &model.clusters[0];
        assert!(is_quorate(cluster, 0b01, 0b01), "quorate without interruption");
        assert!(!is_quorate(cluster, 0b01, 0), "just booted");
        assert!(is_quorate(cluster, 0b11, 0), "all present");
    }
}
