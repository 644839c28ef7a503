//! Synchronous replication: writes that hang because nobody else has them.

use crate::model::{CopyPolicy, Members, ones};
use crate::world::cluster::{Turn, each};
use crate::world::door::{Door, From};

/// What becomes of the writes of a holder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// Another copy in sync has them too.
    Kept,
    /// It has decided to go on without one.
    Alone,
    /// They hang.
    Hang,
    /// They do, and a clock runs until it notices: membership will not tell it.
    HangUnnoticed,
}

/// Finds the holders whose writes hang, and lets them notice why.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    let Some(policy) = turn.cluster.copies.filter(|copies| copies.sync) else { return };
    let (mut alone, mut stalled, mut severing): (Members, Members, Members) = (0, 0, 0);
    for instance in 0..turn.cluster.active {
        for holder in ones(turn.holders(instance)) {
            let own = 1 << holder;
            let writes = if turn.cluster.shares {
                judge_shared(turn, policy, holder)
            } else {
                judge(turn, policy, holder, instance)
            };
            match writes {
                Writes::Kept => {}
                Writes::Alone => alone |= own,
                Writes::Hang => stalled |= own,
                Writes::HangUnnoticed => (stalled, severing) = (stalled | own, severing | own),
            }
        }
    }
    let copies = &mut turn.state.copies;
    (copies.alone, copies.stalled) = (alone, stalled);
    copies.severed &= stalled;
    let before = std::mem::replace(&mut copies.severing, severing);
    each(turn, before & !severing, |turn, m| turn.door.disarm(turn.cluster.severed(m)));
    each(turn, severing & !before, |turn, m| turn.door.arm(turn.cluster.severed(m), From::New));
}

fn judge<D: Door>(turn: &Turn<D>, policy: CopyPolicy, holder: usize, instance: u8) -> Writes {
    let (state, own) = (&turn.state, 1 << holder);
    let line = turn.line_of(holder, instance);
    if line == 0 {
        // Others have gone on without it, and wait for nothing from it.
        return Writes::Hang;
    }
    let others = line & turn.cluster.all() & !own;
    if others & turn.reach(holder, instance) != 0 {
        return Writes::Kept;
    }
    if state.copies.alone & own != 0 {
        return Writes::Alone;
    }
    let group = state.view[holder];
    let newest = 1 << state.copies.data[instance as usize].newest;
    if newest != own && state.running(instance) & group & newest != 0 {
        // It has met who wrote last.
        return Writes::Hang;
    }
    // Silent ones are missed by the group; of those that are heard only the holder can tell.
    let silent = others & group & !state.groups[holder];
    let heard = others & group & state.groups[holder];
    if heard != 0 && state.copies.severed & own == 0 {
        return Writes::HangUnnoticed;
    }
    let decides = state.quorate & own != 0;
    let safe = silent | state.lost_to(group) & others == 0;
    if policy.goes_on_alone && decides && safe { Writes::Alone } else { Writes::Hang }
}

/// Where every member serves the others go on while one is missed; but nobody writes alone where that is
/// not allowed, nor outside of all groups.
fn judge_shared<D: Door>(turn: &Turn<D>, policy: CopyPolicy, holder: usize) -> Writes {
    let own = 1 << holder;
    let in_sync = turn.state.copies.data[0].in_sync();
    let group = turn.state.view[holder] & in_sync;
    match group & !own {
        _ if group & own == 0 => Writes::Hang,
        0 if !policy.goes_on_alone => Writes::Hang,
        0 => Writes::Alone,
        _ => Writes::Kept,
    }
}

/// A holder has noticed that no copy in sync is left but its own.
pub(in crate::world) fn noticed<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.copies.severing &= !(1 << m);
    turn.state.copies.severed |= 1 << m;
}
