//! Copies that are destroyed, and what is left then.

use super::forget;
use crate::model::{Members, ones};
use crate::world::cluster::Turn;
use crate::world::door::Door;
use crate::world::recovery;

/// The copies of some members have been destroyed; data of which none is left come back with a repair.
pub(super) fn act<D: Door>(turn: &mut Turn<D>, wiped: Members) {
    if turn.cluster.copy_disks.is_empty() {
        return;
    }
    let disks = turn.cluster.copy_disks.iter().enumerate();
    let down = disks.map(|(m, disk)| u64::from(!turn.health.is_up(*disk as usize)) << m);
    turn.state.copies.bare &= down.sum::<Members>();
    let mut lost = false;
    for instance in 0..turn.cluster.active {
        if wiped != 0 {
            lost |= wipe(turn, instance, wiped);
        }
        if turn.data(instance).lost && !turn.state.recovery.gone {
            restore(turn, instance);
        }
    }
    if lost {
        recovery::lose_copies(turn);
    }
}

/// Destroys copies of an instance's data; returns whether the last one is gone that could be gone on with.
/// That others lack something is noticed when they are missed.
fn wipe<D: Door>(turn: &mut Turn<D>, instance: u8, wiped: Members) -> bool {
    let all = turn.cluster.all();
    let data = turn.data(instance);
    data.empty |= wiped;
    data.fed &= !wiped;
    let gone = all & !(data.behind | data.empty) == 0;
    if gone {
        data.unsent = 0;
    }
    gone && !std::mem::replace(&mut data.lost, true)
}

/// The first disk that is there again has the data, as they were restored; the others have to catch up.
fn restore<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let back = |m: &usize| turn.health.is_up(turn.cluster.copy_disks[*m] as usize);
    let Some(m) = ones(turn.state.copies.data[instance as usize].empty).find(back) else { return };
    let all = turn.cluster.all();
    forget(turn, instance, all);
    let data = turn.data(instance);
    data.newest = m as u8;
    data.lost = false;
    data.empty &= !(1 << m);
    data.behind = all & !(1 << m);
}
