//! Copies where every member serves and writes: who is out of the view of those who write is behind.
//!
//! Members that cannot replicate to each other do not see each other in a group, so the sides are the groups.

use super::know;
use crate::ledger::Press;
use crate::model::{Members, ones};
use crate::world::cluster::Turn;
use crate::world::door::Door;

/// Returns the members whose writes are accepted: not before their group has settled and lost members are
/// known to be off. Outside of all groups one that woke goes on; where lost members are shot, while it hears
/// all others that serve.
pub(in crate::world) fn writers<D: Door>(turn: &Turn<D>) -> Members {
    let state = &turn.state;
    let settled = |group: &Members| group & state.quorate != 0 && state.lost_to(*group) == 0;
    let groups: Members = state.groups_of_view().filter(settled).sum();
    let running = state.running(0);
    let outside = ones(turn.writers(0) & !state.viewed());
    let waits = |m: usize| turn.cluster.makes_safe() && running & !state.groups[m] != 0;
    let woken = outside.filter(|m| !waits(*m)).map(|m| 1 << m);
    turn.writers(0) & groups | woken.sum::<Members>()
}

/// Who is out of the view of the groups that write falls behind; what it had not sent is lost.
pub(super) fn leave_behind<D: Door>(turn: &mut Turn<D>) {
    let data = *turn.data(0);
    let writers = writers(turn) & data.in_sync() & turn.state.viewed();
    if writers == 0 {
        return;
    }
    let there = ones(writers).fold(0, |there, m| there | turn.state.view[m]);
    let there = there & (turn.with_disk() | !turn.state.live);
    // Whose writes count among those that wrote on two sides is decided when one of them is left.
    let out = turn.cluster.all() & data.trusted() & !there & !data.writers;
    for _ in ones(data.unsent & out) {
        let lag = turn.cluster.copies.and_then(|copies| copies.lag);
        turn.door.lose(turn.k as u32, lag, None);
    }
    let unsent = if turn.is_sync() { 0 } else { data.unsent & !out | writers };
    turn.data(0).unsent = unsent;
    know(turn, 0, out);
}

/// Two sides have begun to write.
pub(in crate::world) fn begun<D: Door>(turn: &mut Turn<D>, writers: Members) {
    turn.data(0).writers |= writers;
    turn.press(turn.cluster.double_service(0), Press::Clear);
}

/// One side is left, or the first one's writes count; what the others wrote meanwhile is discarded.
pub(in crate::world) fn ended<D: Door>(turn: &mut Turn<D>) {
    let left = turn.state.running(0) & !turn.data(0).behind;
    let writers = std::mem::take(&mut turn.data(0).writers);
    let kept = if left == 0 { turn.state.seniors } else { left };
    let side = turn.state.sides[kept.trailing_zeros() as usize];
    let losers: Members =
        ones(writers).filter(|m| turn.state.sides[*m] != side).map(|m| 1 << m).sum();
    turn.door.lose(turn.k as u32, None, Some(turn.cluster.double_service(0)));
    turn.data(0).unsent &= !losers;
    know(turn, 0, losers);
}
