//! What a member runs dies though the member lives: noticed, restarted in place, at last moved; and stops
//! that fail.

use super::cluster::Turn;
use super::copies;
use super::door::{Door, From};
use super::failover;
use super::run::{Run, Why};
use crate::model::{Members, ones};

/// Takes note of whose processes have died in this event; who only starts or stops has nothing to lose.
pub(super) fn observe<D: Door>(turn: &mut Turn<D>, killed: Members) {
    for m in ones(killed & turn.state.live) {
        if let Run::Holds(instance) = turn.state.run[m] {
            turn.state.run[m] = Run::Dead(instance);
            turn.door.arm(turn.cluster.monitor(m), From::New);
        }
    }
}

/// The monitor has noticed a dead process: it is restarted in place, or, after too many failures, the
/// instance moves as after a failed start.
pub(super) fn noticed<D: Door>(turn: &mut Turn<D>, m: usize) {
    let Run::Dead(instance) = turn.state.run[m] else { return };
    turn.state.failures[m] += 1;
    turn.door.disarm(turn.cluster.forget(m));
    if turn.state.failures[m] <= turn.cluster.restarts {
        turn.door.arm(turn.cluster.forget(m), From::New);
        turn.state.run[m] = Run::Restarting(instance);
        turn.door.arm(turn.cluster.restart(m), From::New);
    } else {
        turn.state.failures[m] = 0;
        failover::ban(turn, m, instance);
    }
}

/// A restart in place is over.
pub(super) fn restarted<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Run::Restarting(instance) = turn.state.run[m] {
        turn.state.run[m] = Run::Holds(instance);
    }
}

/// An hour has passed without a failure.
pub(super) fn forgotten<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.failures[m] = 0;
}

/// A stop is over; if it has failed the member must be shot, or a person must do it.
pub(super) fn stopped<D: Door>(turn: &mut Turn<D>, m: usize) {
    let Run::Stopping(instance, why) = turn.state.run[m] else { return };
    if turn.door.chance(turn.cluster.stop_works(m)) {
        if why != Why::Storage {
            copies::handed_over(turn, m, instance);
        }
        turn.state.run[m] = Run::Idle;
        return;
    }
    turn.state.run[m] = Run::Stuck(instance);
    // Who has lost quorum is shot by those who have it, if anybody.
    let is_shot = turn.cluster.fences() && why != Why::Quorum;
    if is_shot {
        turn.state.condemned |= 1 << m;
    }
    // Where work is planned somebody is there, and perhaps nobody left to shoot.
    if !is_shot || why == Why::Work {
        turn.door.arm(turn.cluster.unstick(m), From::New);
    }
}

/// A person has stopped what could not be stopped.
pub(super) fn unstuck<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Run::Stuck(_) = turn.state.run[m] {
        turn.state.run[m] = Run::Idle;
    }
}
