//! Who holds sessions, and when they are lost.

use super::door::Door;
use super::run::Run;
use super::state::{State, World};
use crate::ledger::Note;
use crate::model::{Bits, Model, Seat, Sessions, Store};

/// Sessions are counted in millionths, so that their sums are exact whatever their order.
const MILLION: f64 = 1e6;

/// Lets who holds sessions at time 0 hold them.
pub(super) fn begin(model: &Model, state: &mut State) {
    for (s, sessions) in model.sessions.iter().enumerate() {
        let mut held = Bits::none(sessions.seats.len().max(1));
        (0..sessions.seats.len().max(1))
            .filter(|i| holds(sessions, state, *i))
            .for_each(|i| held.add(i));
        state.sessions[s] = held;
    }
}

/// Notes what has been lost since the last event.
pub(super) fn act(model: &Model, world: &mut World, door: &mut impl Door) {
    for (s, sessions) in model.sessions.iter().enumerate() {
        let share = review(sessions, &mut world.state, s);
        if share > 0.0 {
            let lost = (sessions.concurrent as f64 * MILLION * share).round() as u64;
            door.note(Note::SessionsLost(sessions.service, lost));
        }
    }
}

/// Finds anew who holds sessions; returns what share of them is lost by that.
fn review(sessions: &Sessions, state: &mut State, s: usize) -> f64 {
    let (mut before, mut leaving, mut stays) = (0.0, 0.0, false);
    for i in 0..sessions.seats.len().max(1) {
        let weight = sessions.seats.get(i).map_or(1.0, |seat| seat.weight);
        let (held, holds) = (state.sessions[s].has(i), holds(sessions, state, i));
        stays |= holds;
        if held {
            before += weight;
        }
        if held && !holds {
            state.sessions[s].remove(i);
            leaving += weight;
        } else if holds && !held {
            state.sessions[s].add(i);
        }
    }
    match sessions.store {
        _ if leaving == 0.0 => 0.0,
        Store::Local => leaving / before,
        // Whoever is left has all of them.
        Store::Replicated | Store::External(_) => f64::from(u8::from(!stays)),
    }
}

fn holds(sessions: &Sessions, state: &State, i: usize) -> bool {
    match sessions.store {
        Store::Local => holds_own(&sessions.seats[i], state),
        Store::Replicated => holds_copy(&sessions.seats[i], state),
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
