//! Failback: an instance goes back to an earlier-declared member.

use super::cluster::{Turn, each};
use super::copies;
use super::door::{Door, From};
use super::run::Run;
use crate::ledger::Count;
use crate::model::ones;

/// Keeps the clocks of members that are back and could get an instance back.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.fails_back() {
        return;
    }
    let candidates = turn.state.acting(turn.state.quorate);
    let back = ones(candidates).filter(|m| due_to(turn, *m).is_some()).map(|m| 1 << m).sum();
    let before = std::mem::replace(&mut turn.state.back, back);
    each(turn, before & !back, |turn, m| turn.door.disarm(turn.cluster.back(m)));
    each(turn, back & !before, |turn, m| turn.door.arm(turn.cluster.back(m), From::New));
    turn.state.ripe &= back;
    each(turn, turn.state.ripe, begin);
}

/// Returns whose instance a member would get: that of the last-declared holder after it in its group.
fn due_to<D: Door>(turn: &Turn<D>, m: usize) -> Option<(usize, u8)> {
    let able = !turn.state.banned;
    let is_back = turn.state.acting(turn.state.view[m] & turn.state.quorate) >> m & 1 == 1;
    let is_free = is_back && turn.state.run[m] == Run::Idle;
    if able >> m & 1 == 0 || turn.state.mending || !is_free {
        return None;
    }
    let later = turn.state.acting(turn.state.view[m]) & !(u64::MAX >> (63 - m));
    let held = |h: usize| match turn.state.run[h] {
        Run::Holds(instance) if turn.in_sync(instance) >> m & 1 == 1 => Some((h, instance)),
        _ => None,
    };
    let (holder, instance) = ones(later).filter_map(held).last()?;
    let alone = turn.state.running(instance).is_power_of_two()
        && turn.state.beginning(instance) & turn.state.view[m] == 0;
    (alone && turn.state.disputed >> instance & 1 == 0).then_some((holder, instance))
}

/// A member has been back for long enough.
pub(super) fn ripened<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.ripe |= 1 << m;
}

/// The instance moves, as soon as nobody is being shot.
fn begin<D: Door>(turn: &mut Turn<D>, m: usize) {
    let Some((holder, instance)) = due_to(turn, m) else { return };
    if !turn.state.is_ready(m) {
        return;
    }
    turn.state.ripe &= !(1 << m);
    turn.state.back &= !(1 << m);
    turn.door.blame(turn.cluster.failback);
    turn.note(Count::Failback);
    copies::handed_over(turn, holder, instance);
    turn.state.run[holder] = Run::Idle;
    turn.state.run[m] = Run::Moving(instance);
    turn.door.arm(turn.cluster.moved(m), From::New);
}

/// The instance has moved.
pub(super) fn over<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Run::Moving(instance) = turn.state.run[m] {
        turn.state.run[m] = Run::Holds(instance);
    }
}
