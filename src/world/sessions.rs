//! Who holds sessions: a function of the state.

use super::run::Run;
use super::state::State;
use super::unsettled::World;
use crate::model::{Model, Seat, Sessions, Store};

/// Takes note of who holds sessions now; returns whether that has changed.
pub(super) fn take_note(model: &Model, world: &mut World) -> bool {
    let state = &world.state;
    let seats = model.sessions.iter().flat_map(|of| (0..of.size()).map(move |seat| (of, seat)));
    let mut changes = false;
    for ((sessions, seat), held) in seats.zip(&mut world.held) {
        let holds = holds(sessions, state, seat);
        changes |= std::mem::replace(held, holds) != holds;
    }
    changes
}

/// Whether someone holds sessions: which of the seats.
pub(super) fn holds(sessions: &Sessions, state: &State, seat: usize) -> bool {
    match sessions.store {
        Store::Local => holds_own(&sessions.seats[seat], state),
        Store::Replicated => holds_copy(&sessions.seats[seat], state),
        Store::External(k) => !state.clusters[k as usize].levels.down,
    }
}

/// Whether a member serves, or is silent and will go on with what it has as far as anybody knows.
fn holds_own(seat: &Seat, state: &State) -> bool {
    let c = seat.component as usize;
    let runs = seat.member.is_none_or(|(k, m)| {
        let cluster = &state.clusters[k as usize];
        let runs =
            matches!(cluster.run[m as usize], Run::Holds(_) | Run::Stopping(..) | Run::Stuck(_));
        // One that was declared lost while it hung is given up.
        runs && (!state.health.is_hung(c) || cluster.view[m as usize] != 0)
    });
    let is_asked = seat.checks.is_empty()
        || seat.checks.iter().any(|c| state.checks.believed.has(*c as usize));
    state.health.is_on(c) && runs && is_asked
}

/// Whether a member has a copy of all sessions: it is not down, and what keeps them has not died on it.
fn holds_copy(seat: &Seat, state: &State) -> bool {
    let is_dead = |run: Run| matches!(run, Run::Dead(_) | Run::Restarting(_));
    let died = |(k, m): (u32, u8)| is_dead(state.clusters[k as usize].run[m as usize]);
    state.health.is_on(seat.component as usize) && !seat.member.is_some_and(died)
}
