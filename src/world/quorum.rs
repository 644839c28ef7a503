//! Quorum: which groups of the view may act.

use super::arbiter::{self, votes};
use super::cluster::Turn;
use super::door::Door;
use super::state::ClusterState;
use crate::ledger::Count;
use crate::model::{Cluster, Members, OnLoss, Policy};

/// Judges every group of the view.
pub(super) fn judge<D: Door>(turn: &mut Turn<D>) {
    let trusted = turn.state.trusted;
    let quorate = quorate(turn.cluster, turn.state);
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

/// Returns the members of all groups that may act.
fn quorate(cluster: &Cluster, state: &mut ClusterState) -> Members {
    let decided = arbiter::choose(cluster, state);
    let trusted = state.trusted;
    let may_act = |group: &Members| is_quorate(cluster, *group, trusted, *group == decided);
    state.groups_of_view().filter(may_act).sum()
}

/// Whether a group may act, if the arbiter has decided for it or not.
pub(super) fn is_quorate(
    cluster: &Cluster,
    group: Members,
    trusted: Members,
    decided: bool,
) -> bool {
    let enough = match cluster.policy {
        Policy::None | Policy::TwoNode => true,
        Policy::External(_) => decided,
        Policy::Majority => {
            let witness = if decided { cluster.witness_votes } else { 0 };
            let (twice, all) = (2 * (votes(cluster, group) + witness), cluster.all_votes());
            twice > all || twice == all && cluster.breaks_ties && group & 1 == 1
        }
    };
    enough && (!cluster.wait_for_all || group & trusted != 0 || group == cluster.all())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, compile, ones};
    use crate::world::State;
    use proptest::prelude::*;

    fn model(members: usize, quorum: &str) -> Model {
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{"count": {members}}}, "w": {{}}}},
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
                assert_eq!(is_quorate(cluster, group, group, false), 2 * size > members);
            }
        }
    }

    #[test]
    fn a_majority_is_more_than_half_with_a_witness_too() {
        for members in 2..=64 {
            let model = model(members, r#"{"witness": "w"}"#);
            let cluster = &model.clusters[0];
            for size in 1..=members {
                let group = u64::MAX >> (64 - size);
                assert_eq!(is_quorate(cluster, group, group, true), 2 * (size + 1) > members + 1);
                assert_eq!(is_quorate(cluster, group, group, false), 2 * size > members + 1);
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
        assert!(is_quorate(cluster, 0b001, 0b001, false), "three votes of five");
        assert!(!is_quorate(cluster, 0b110, 0b110, false), "two votes of five");
    }

    #[test]
    fn after_a_boot_a_pair_waits_for_all() {
        let model = model(2, r#"{"policy": "two_node"}"#);
        let cluster = &model.clusters[0];
        assert!(is_quorate(cluster, 0b01, 0b01, false), "quorate without interruption");
        assert!(!is_quorate(cluster, 0b01, 0, false), "just booted");
        assert!(is_quorate(cluster, 0b11, 0, false), "all present");
    }

    /// A cluster whose members have these votes.
    fn voters(votes: &[u32], quorum: &str) -> Model {
        let node = |(m, votes): (usize, &u32)| format!(r#""n{m}": {{"votes": {votes}}}, "#);
        let nodes: String = votes.iter().enumerate().map(node).collect();
        let members: Vec<String> = (0..votes.len()).map(|m| format!(r#""n{m}""#)).collect();
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{{nodes} "w": {{"votes": 7}}}}, "disks": {{"q": {{}}}},
            "clusters": {{"c": {{"members": [{}], "mode": "active_passive",
                "quorum": {{"policy": "majority" {quorum}}}}}}},
            "services": {{"s": {{"needs": "c"}}}}}}"#,
            members.join(", ")
        );
        compile(&crate::scenario::parse("test", "test", text).unwrap().scenario)
    }

    proptest! {
        /// However the members are divided, whoever reaches the witness and whoever had it: at most one
        /// group is quorate, and one with more than half of all votes is.
        #[test]
        fn there_is_one_quorum_at_most(
            votes in prop::collection::vec(1u32..=9, 2..=64),
            quorum in prop::sample::select(vec!["", r#", "witness": "w""#, r#", "witness": "q""#,
                r#", "tie_breaker": "lowest""#, r#", "witness": "w", "tie_breaker": "lowest""#]),
            parts in prop::collection::vec(0usize..4, 64),
            sees: u64,
            decided: u64,
        ) {
            let model = voters(&votes, quorum);
            let cluster = &model.clusters[0];
            let state = &mut State::new(&model).clusters[0];
            // Whoever falls into the last part is no member now.
            for (m, part) in parts[..votes.len()].iter().enumerate() {
                let same = |other: &usize| parts[*other] == *part && *part < 3;
                state.view[m] = (0..votes.len()).filter(same).map(|other| 1 << other).sum();
            }
            (state.sees, state.decided) = (sees, decided);
            if !cluster.has_arbiter() {
                state.sees = 0;
            }
            let found = quorate(cluster, state);
            let groups: Vec<Members> = state.groups_of_view().collect();
            let acting: Vec<_> = groups.iter().filter(|group| **group & found != 0).collect();
            prop_assert!(acting.len() <= 1, "{acting:?}");
            for group in groups {
                let own: u32 = ones(group).map(|m| votes[m]).sum();
                if 2 * own > cluster.all_votes() {
                    prop_assert_eq!(group, found);
                }
            }
        }
    }
}
