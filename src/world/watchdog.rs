//! Self-fencing: watchdogs reset members without quorum, and the others wait for that.

use super::cluster::{Turn, each};
use super::door::{Door, From};
use super::fencing;
use crate::model::ones;

/// Starts and stops watchdogs, and the clocks by which the survivors trust them.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.self_fences() {
        return;
    }
    let state = &turn.state;
    // Who has lost quorum, and who was quorate until others declared it lost, silent as it is or was.
    let missing = (state.hung | state.live) & !state.viewed() & state.trusted;
    let watched = state.bereft | missing;
    let before = std::mem::replace(&mut turn.state.watched, watched);
    each(turn, before & !watched, |turn, m| turn.door.disarm(turn.cluster.watchdog(m)));
    each(turn, watched & !before, |turn, m| turn.door.arm(turn.cluster.watchdog(m), From::New));

    let acting = turn.state.acting(turn.state.quorate);
    let lost = ones(acting).fold(0, |lost, m| lost | turn.state.unclean[m]);
    let before = std::mem::replace(&mut turn.state.expiring, lost);
    each(turn, before & !lost, |turn, m| turn.door.disarm(turn.cluster.expiry(m)));
    each(turn, lost & !before, |turn, m| turn.door.arm(turn.cluster.expiry(m), From::New));
}

/// A watchdog has fired: its member is off.
pub(super) fn fired<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.watched &= !(1 << m);
    turn.state.bereft &= !(1 << m);
}

/// The watchdog of a lost member must have fired by now.
pub(super) fn expired<D: Door>(turn: &mut Turn<D>, victim: usize) {
    turn.state.expiring &= !(1 << victim);
    fencing::safe(turn, victim);
}
