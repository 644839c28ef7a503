//! Load balancers: who has the address, and which members are believed healthy.

use super::door::{Door, From};
use super::load::is_fit;
use super::maintenance::{is_asked_off, is_off_for_work};
use super::service::part_changed;
use super::state::{BalancerState, NOBODY, State};
use super::unsettled::World;
use crate::model::{Balancer, Members, Model, ones};

/// Passes the address of every touched balancer on.
///
/// It stays with its holder until that goes off for planned work. When that fails another instance that is up has it after the takeover, unless
/// the holder is back before that; if none is up, the first one back has it at once.
pub(super) fn address(model: &Model, world: &mut World, door: &mut impl Door) {
    for i in 0..world.balanced.words().len() {
        for bit in ones(world.balanced.words()[i]) {
            pass_on(model, world, door, i * 64 + bit);
        }
    }
}

fn pass_on(model: &Model, world: &mut World, door: &mut impl Door, b: usize) {
    let balancer = &model.balancers[b];
    let mut instances = balancer.instances.clone();
    let is_up = |c: u32| world.state.health.is_up(c as usize);
    let first = balancer.instances.start;
    let first_up = instances.find(|c| is_up(*c)).map(|c| c - first);
    let state = &world.state.balancers[b];
    let holds = state.holder != NOBODY && is_up(first + state.holder);
    // Who goes off for planned work hands the address on.
    let holder = (state.holder != NOBODY).then(|| (first + state.holder) as usize);
    let fails = holder.is_some_and(|c| !holds && !is_off_for_work(model, &world.state, c));
    let waits = fails && first_up.is_some();
    let state = &mut world.state.balancers[b];
    if let Some(takeover) = balancer.takeover
        && waits != std::mem::replace(&mut state.waiting, waits)
    {
        if waits {
            door.arm(takeover, From::New);
        } else {
            door.disarm(takeover);
        }
    }
    if !holds && !waits {
        state.holder = first_up.unwrap_or(NOBODY);
    }
    world.readdressed |= balancer.wired;
}

/// The address has been nowhere for long enough: the first-declared instance that is up has it.
pub(super) fn took_over(model: &Model, world: &mut World, b: usize) {
    let mut instances = model.balancers[b].instances.clone().zip(0..);
    let up = instances.find(|(c, _)| world.state.health.is_up(*c as usize));
    let state = &mut world.state.balancers[b];
    state.waiting = false;
    state.holder = up.map_or(NOBODY, |(_, instance)| instance);
    world.balanced.add(b);
}

/// A member has not answered for long enough: it gets no more requests.
pub(super) fn taken_out(model: &Model, world: &mut World, check: usize) {
    world.state.checks.believed.remove(check);
    shift(model, world);
}

/// A member has answered for long enough: it gets requests again.
pub(super) fn put_in(model: &Model, world: &mut World, check: usize) {
    world.state.checks.believed.add(check);
    shift(model, world);
}

/// What becomes of requests may have changed.
fn shift(model: &Model, world: &mut World) {
    world.shifted = true;
    world.flipped |= model.load.balances_unasked;
}

/// The members of a cluster that serve are others than before: the checks of its balancers see that.
pub(super) fn probe(model: &Model, world: &mut World, k: usize, changed: Members) {
    for b in &model.clusters[k].balancers {
        let balancer = &model.balancers[*b as usize];
        for view in balancer.all_checks().step_by(balancer.members.len()) {
            ones(changed).for_each(|m| world.probed.add(view + m));
        }
    }
}

/// Lets checks see what has become of members, and services what has become of addresses.
pub(super) fn act(model: &Model, world: &mut World, door: &mut impl Door) {
    while let Some(id) = world.probed.pop() {
        check(model, world, door, id);
    }
    while let Some(b) = world.balanced.pop() {
        let works = works(model, &world.state, b);
        shift(model, world);
        if std::mem::replace(&mut world.state.balancers[b].works, works) != works {
            part_changed(model, world, door, model.balancer_part(b), works);
        }
    }
    debug_assert!(holds_together(model, &world.state), "{:?}", world.state.checks);
}

/// What holds of balancers whenever everything has settled.
fn holds_together(model: &Model, state: &State) -> bool {
    let seen = |id: usize| state.checks.healthy.has(id) == is_fit(model, state, id);
    let up = |b: usize| {
        let mut instances = model.balancers[b].instances.clone();
        instances.any(|c| state.health.is_up(c as usize))
    };
    let addressed = |(b, own): (usize, &BalancerState)| {
        own.works == works(model, state, b) && up(b) == (own.holder != NOBODY)
    };
    (0..model.checks.len()).all(seen) && state.balancers.iter().enumerate().all(addressed)
}

/// A check that sees a change begins to count; one that sees it undone has noticed nothing.
fn check(model: &Model, world: &mut World, door: &mut impl Door, id: usize) {
    let fit = is_fit(model, &world.state, id);
    if world.state.checks.healthy.has(id) == fit {
        return;
    }
    let is_drained = is_asked_off(model, &world.state, member(model, id));
    shift(model, world);
    let checks = &mut world.state.checks;
    let clocks = &model.checks[id];
    if fit {
        checks.healthy.add(id);
    } else {
        checks.healthy.remove(id);
    }
    match (fit, checks.believed.has(id)) {
        // Who is worked on was drained before.
        (false, true) if is_drained => checks.believed.remove(id),
        (false, true) => door.arm(clocks.out, From::New),
        (true, true) => door.disarm(clocks.out),
        (true, false) => door.arm(clocks.back, From::New),
        (false, false) => door.disarm(clocks.back),
    }
}

/// Returns the component that a check is about.
fn member(model: &Model, id: usize) -> usize {
    let check = &model.checks[id];
    model.balancers[check.balancer as usize].members[check.place as usize] as usize
}

/// Whether the balancers in front of these components send requests to everybody else who answers.
pub(super) fn have_noticed(model: &Model, state: &State, parts: &[u32]) -> bool {
    let concerned = model.balancers.iter().filter(|b| b.members.iter().any(|m| parts.contains(m)));
    let mut checks = concerned.flat_map(Balancer::all_checks);
    checks.all(|id| {
        let (healthy, believed) = (state.checks.healthy.has(id), state.checks.believed.has(id));
        !healthy || believed || parts.contains(&(member(model, id) as u32))
    })
}

/// Whether an instance has the address and works, and clients reach it.
fn works(model: &Model, state: &State, b: usize) -> bool {
    let holder = state.balancers[b].holder;
    holder != NOBODY && {
        let c = (model.balancers[b].instances.start + holder) as usize;
        let is_reached = !model.components[c].asks_clients || state.clients.has(c);
        state.health.is_up(c) && is_reached
    }
}
