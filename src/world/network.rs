//! Who hears whom: the groups of a cluster.

use super::state::{ClusterState, Health};
use crate::model::{Cluster, Members, ones};

/// Puts every live member into the first group of which it hears every member, in the order of their
/// declaration.
pub(super) fn regroup(cluster: &Cluster, state: &mut ClusterState, health: &Health) {
    let live = state.live;
    if cluster.hops.is_empty() {
        for (member, group) in state.groups.iter_mut().enumerate() {
            *group = if live >> member & 1 == 1 { live } else { 0 };
        }
        return;
    }
    state.groups.fill(0);
    for member in ones(live) {
        let heard = heard(cluster, health, member);
        let own = 1 << member;
        let earlier = live & (own - 1);
        let fits = ones(earlier)
            .map(|m| (m, state.groups[m]))
            .find(|(m, group)| group.trailing_zeros() as usize == *m && group & !heard == 0);
        let group = fits.map_or(0, |(_, group)| group) | own;
        for m in ones(group) {
            state.groups[m] = group;
        }
    }
}

/// Returns the members that a member hears over links that are up; a node ends a path.
fn heard(cluster: &Cluster, health: &Health, member: usize) -> Members {
    let own = 1 << member;
    let mut heard = own;
    for hop in &cluster.hops {
        if health.is_up(hop.component as usize) {
            heard |= if hop.a & own != 0 { hop.b } else { 0 };
            heard |= if hop.b & own != 0 { hop.a } else { 0 };
        }
    }
    heard
}
