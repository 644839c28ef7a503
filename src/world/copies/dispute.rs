//! Split brain on replicated data: whose writes count, and what is discarded.

use super::{fall_out, forget, know};
use crate::ledger::{Count, Press};
use crate::model::{Members, ones};
use crate::world::cluster::Turn;
use crate::world::door::Door;

/// Notices where double service begins and ends, and where another member goes on with the data.
pub(super) fn act<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let (bit, writers) = (1 << instance, turn.writers(instance));
    let newest = 1 << turn.data(instance).newest;
    if turn.state.disputed & bit != 0 {
        turn.data(instance).writers |= writers;
        if turn.state.running(instance).count_ones() < 2 {
            turn.state.disputed &= !bit;
            end(turn, instance);
        }
        return;
    }
    if writers & newest == 0 && writers != 0 {
        go_on(turn, instance, writers.trailing_zeros() as usize, None);
    }
    if writers.count_ones() > 1 {
        turn.state.disputed |= bit;
        turn.data(instance).writers = writers;
        turn.note(Count::SplitBrain);
        turn.press(turn.cluster.double_service(instance), Press::Clear);
    }
}

/// One side is left: its writes count, unless it has met the others and lost. What the others wrote is
/// discarded.
fn end<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let watch = turn.cluster.double_service(instance);
    let left = turn.state.running(instance) & !turn.data(instance).behind;
    let writers = std::mem::take(&mut turn.data(instance).writers);
    if left != 0 && left != 1 << turn.data(instance).newest {
        go_on(turn, instance, left.trailing_zeros() as usize, Some(watch));
    } else {
        turn.door.lose(turn.k as u32, None, Some(watch));
    }
    let newest = 1 << turn.data(instance).newest;
    know(turn, instance, writers & !newest);
}

/// A member writes that did not write last: what had not come to it is lost. That is what was on its way
/// when it took over, or was cut off, and what was written since it was; or else what a stopwatch shows.
fn go_on<D: Door>(turn: &mut Turn<D>, instance: u8, m: usize, otherwise: Option<u32>) {
    let own = 1 << m;
    let before = *turn.data(instance);
    let adrift = before.adrift & own != 0;
    let watch = if adrift { Some(turn.cluster.missed_writes(m, instance)) } else { otherwise };
    let lag = turn.cluster.copies.and_then(|copies| copies.lag);
    let lag = lag.filter(|_| adrift || before.unsent != 0);
    if lag.is_some() || watch.is_some() {
        turn.door.lose(turn.k as u32, lag, watch);
    }
    let reached = turn.reach(m, instance);
    let data = turn.data(instance);
    data.newest = m as u8;
    data.behind &= !own;
    // What was known was about the others' line of writes. Who was cut off with it goes on with it.
    data.lock_knows = 0;
    turn.knows(instance).fill(0);
    forget(turn, instance, own | if adrift { reached } else { 0 });
    let left_behind = if adrift {
        // The others have writes that it has not.
        before.in_sync() & turn.cluster.all()
    } else {
        before.unsent
    };
    for other in ones(left_behind & !own) {
        fall_out(turn, instance, other, m);
    }
}

/// Members that wrote the same data learn of each other, and of whom they lose to.
pub(in crate::world) fn beaten<D: Door>(turn: &mut Turn<D>, instance: u8, losers: Members) {
    if turn.cluster.replicates() && turn.state.disputed >> instance & 1 == 1 {
        let writers = turn.data(instance).writers;
        know(turn, instance, losers & writers);
    }
}
