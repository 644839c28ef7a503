//! Quorum: which groups of the view may act.

use super::cluster::Turn;
use super::door::Door;
use crate::ledger::Count;
use crate::model::{Cluster, Members, OnLoss, Policy, ones};

/// Judges every group of the view.
pub(super) fn judge<D: Door>(turn: &mut Turn<D>) {
    let trusted = turn.state.trusted;
    let groups = turn.state.groups_of_view();
    let quorate: Members = groups.filter(|group| is_quorate(turn.cluster, *group, trusted)).sum();
    let had_quorum = std::mem::replace(&mut turn.state.has_quorum, quorate != 0);
    if had_quorum && quorate == 0 && turn.cluster.policy != Policy::None {
        turn.note(Count::QuorumLoss);
    }
    turn.state.quorate = quorate;
    // Who is not quorate now has been interrupted; but a silent member, and one that has just woken and
    // that nobody has taken in yet, believes what it believed.
    let state = &mut *turn.state;
    let believing = trusted & (state.hung | state.live & !state.viewed());
    let acting = state.acting(quorate);
    state.bereft = (state.bereft | trusted) & !acting & !believing;
    state.trusted = acting | believing;
    if turn.cluster.on_loss == OnLoss::Ignore {
        turn.state.quorate = turn.state.groups_of_view().sum();
    }
}

fn is_quorate(cluster: &Cluster, group: Members, trusted: Members) -> bool {
    let enough = match cluster.policy {
        Policy::None | Policy::TwoNode => true,
        Policy::Majority => {
            let votes: u32 = ones(group).map(|m| cluster.votes[m]).sum();
            2 * votes > cluster.votes.iter().sum::<u32>()
        }
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
    fn votes_weigh() {
        let text = r#"{"quorate": 1, "nodes": {"a": {"votes": 3}, "b": {}, "c": {}},
            "clusters": {"k": {"members": ["a", "b", "c"], "mode": "active_passive"}},
            "services": {"s": {"needs": "k"}}}"#;
        let source = crate::scenario::parse("test", "test", text.to_owned()).unwrap();
        let model = compile(&source.scenario);
        let cluster = &model.clusters[0];
        assert!(is_quorate(cluster, 0b001, 0b001), "three votes of five");
        assert!(!is_quorate(cluster, 0b110, 0b110), "two votes of five");
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
