//! Split brain: when it begins, what happens when the sides meet, what it leaves.

use super::cluster::{Turn, each};
use super::copies;
use super::door::{Door, From};
use super::failover::{call_off, go_on, resume, stop};
use super::fencing;
use super::run::{Run, Why};
use crate::ledger::Count;
use crate::model::{Members, Resolve, ones};

/// Members of one group that run the same instance learn of each other.
pub(super) fn meet<D: Door>(turn: &mut Turn<D>, acting: Members) {
    for instance in 0..turn.cluster.active {
        let sides = turn.state.running(instance) & acting;
        if sides.count_ones() < 2 {
            step_down(turn, sides, instance);
            continue;
        }
        let senior = senior(turn, instance);
        let stays = match turn.cluster.resolve {
            Resolve::Restart => None,
            Resolve::Keep if sides >> senior & 1 == 1 => Some(senior),
            Resolve::Keep => Some(sides.trailing_zeros() as usize),
        };
        let stays = stays.filter(|m| copies::behind(turn, instance) >> *m & 1 == 0);
        let first =
            if sides >> senior & 1 == 1 { 1 << senior } else { sides & sides.wrapping_neg() };
        copies::beaten(turn, instance, sides & !first);
        for m in ones(sides) {
            if Some(m) != stays {
                if let Run::Holds(_) = turn.state.run[m] {
                    turn.door.blame(turn.cluster.split_brain);
                }
                stop(turn, m, instance, Why::Dispute);
            } else if let Run::Stopping(_, why) = turn.state.run[m]
                && why != Why::Work
            {
                go_on(turn, m, instance);
            }
        }
    }
}

/// Who runs an instance though others have gone on without it has to catch up first, and stops.
fn step_down<D: Door>(turn: &mut Turn<D>, holders: Members, instance: u8) {
    for m in ones(holders & copies::behind(turn, instance)) {
        if let Run::Holds(_) = turn.state.run[m] {
            stop(turn, m, instance, Why::Dispute);
        }
    }
}

/// Returns the member that served before others began to; with copies, the one whose writes count.
fn senior<D>(turn: &Turn<D>, instance: u8) -> usize {
    let copies = turn.state.copies.data.get(instance as usize);
    copies.map_or(turn.state.home[instance as usize], |data| data.newest) as usize
}

/// Notices where double service begins and ends.
pub(super) fn track<D: Door>(turn: &mut Turn<D>) {
    for instance in 0..turn.cluster.active {
        let bit = 1 << instance;
        let members = turn.state.running(instance);
        let running = members.count_ones();
        if turn.cluster.replicates() {
            // Who writes what is followed with the copies.
        } else if turn.state.disputed & bit == 0 {
            // Who writes damages what the other writes, whether or not clients come to it.
            let sides = members & turn.state.live;
            if sides.count_ones() > 1 && (sides & turn.with_storage()).count_ones() > 1 {
                turn.state.disputed |= bit;
                let shared = turn.cluster.disk.is_some();
                turn.note(if shared { Count::SplitBrain } else { Count::DualActive });
            }
        } else if running < 2 {
            turn.state.disputed &= !bit;
            ended(turn);
        }
        let first = members.trailing_zeros();
        if running == 1 && turn.state.run[first as usize] == Run::Holds(instance) {
            turn.state.home[instance as usize] = first as u8;
        }
    }
}

/// Double service has ended: on a shared disk the data may be damaged, and then nothing runs, starts
/// or is shot until they are mended.
pub(super) fn ended<D: Door>(turn: &mut Turn<D>) {
    if turn.cluster.disk.is_none() || !turn.door.chance(turn.cluster.corrupts) {
        return;
    }
    turn.note(Count::DataLoss);
    if turn.state.mending {
        return;
    }
    turn.state.mending = true;
    turn.door.blame(turn.cluster.split_brain);
    turn.door.arm(turn.cluster.mend(), From::New);
    fencing::stand_down(turn);
    let starting = turn.state.members(|run| matches!(run, Run::Starting(_) | Run::Moving(_)));
    each(turn, starting, call_off);
}

/// The data are mended: each instance serves where it was.
pub(super) fn mended<D: Door>(turn: &mut Turn<D>) {
    turn.state.mending = false;
    for instance in 0..turn.cluster.active {
        let home = turn.state.home[instance as usize] as usize;
        resume(turn, home, instance);
    }
}
