//! What becomes of requests: a function of the state.

use super::state::{NOBODY, State};
use crate::model::Model;

/// Whether a member answers what a balancer sends to it: a node that is up and not hung, or a member that
/// serves its cluster, and that the balancer reaches.
pub(super) fn is_fit(model: &Model, state: &State, check: usize) -> bool {
    let (balancer, place) = (model.checks[check].balancer, model.checks[check].place as usize);
    let balancer = &model.balancers[balancer as usize];
    let answers = match balancer.cluster {
        None => state.health.is_up(balancer.members[place] as usize),
        Some(k) => state.clusters[k as usize].working >> place & 1 == 1,
    };
    answers && state.checks.reach.has(check)
}

/// Returns what share of the requests to a service gets an answer, if there are any.
///
/// While the service is down it is 0. Otherwise a request goes through one balancer of each tier: shares of
/// tiers multiply.
pub(super) fn served(model: &Model, state: &State, service: usize) -> f64 {
    if !state.services.has(service) {
        return 0.0;
    }
    model.routes[service].iter().map(|tier| through(model, state, tier)).product()
}

/// Returns what share of the requests gets through a tier.
///
/// Clients spread over the balancers whose addresses answer.
fn through(model: &Model, state: &State, tier: &[u32]) -> f64 {
    let working = tier.iter().filter(|b| state.balancers[**b as usize].works);
    let (answered, n) =
        working.fold((0.0, 0), |(sum, n), b| (sum + answered(model, state, *b as usize), n + 1));
    if n > 0 { answered / f64::from(n) } else { 0.0 }
}

/// Returns what share of the requests to a balancer that works is sent to a member that answers.
fn answered(model: &Model, state: &State, b: usize) -> f64 {
    let (mut all, mut good) = (0.0, 0.0);
    for (place, weight) in shares(model, state, b) {
        all += weight;
        if state.checks.healthy.has(place) {
            good += weight;
        }
    }
    // Where nobody is believed healthy there is nobody to ask.
    if all > 0.0 { good / all } else { 0.0 }
}

/// Returns the checks of the members that a balancer believes healthy, each with its part of the requests
/// against that of the others.
fn shares<'s>(
    model: &'s Model,
    state: &'s State,
    b: usize,
) -> impl Iterator<Item = (usize, f64)> + 's {
    let balancer = &model.balancers[b];
    let holder = state.balancers[b].holder;
    let checks = if holder == NOBODY { 0..0 } else { balancer.checks(holder) };
    let believed = |(check, _): &(usize, f64)| state.checks.believed.has(*check);
    checks.zip(balancer.weights.iter().copied()).filter(believed)
}
