//! Membership: the view, detection of silent members, taking in of returned ones.

use super::arbiter;
use super::cluster::{Turn, each};
use super::door::{Door, From};
use super::run::Run;
use super::state::ClusterState;
use crate::engine::Slot;
use crate::ledger::Count;
use crate::model::{Members, ones};

/// Takes note of who has crashed, fallen silent, woken and booted since the last turn; returns whether
/// anybody has.
pub(super) fn observe<D: Door>(turn: &mut Turn<D>) -> bool {
    let (mut live, mut hung): (Members, Members) = (0, 0);
    for (m, c) in turn.cluster.members.iter().enumerate() {
        live |= u64::from(turn.health.is_up(*c as usize)) << m;
        hung |= u64::from(turn.health.is_hung(*c as usize)) << m;
    }
    let was_live = std::mem::replace(&mut turn.state.live, live);
    let was_hung = std::mem::replace(&mut turn.state.hung, hung);
    if was_live == live && was_hung == hung {
        return false;
    }
    let (before, now) = (was_live | was_hung, live | hung);
    each(turn, before & !now, crashed);
    each(turn, now & !before, booted);
    each(turn, hung & !was_hung, fell_silent);
    each(turn, was_hung & live, woke);
    true
}

/// A crashed member runs nothing and knows nothing; who it was in the view with has yet to notice.
fn crashed<D: Door>(turn: &mut Turn<D>, m: usize) {
    let own = 1 << m;
    turn.state.trusted &= !own;
    turn.state.fresh &= !own;
    turn.state.bereft &= !own;
    turn.state.condemned &= !own;
    turn.state.unclean[m] = 0;
    for shot in &mut turn.state.shots {
        shot.by &= !own;
    }
    if let Some(clock) = turn.run_clock(m) {
        turn.door.disarm(clock);
    }
    let noticed = turn.state.view[m] == 0;
    turn.state.run[m] = match turn.state.run[m].instance() {
        Some(instance) if !noticed => Run::Gone(instance),
        _ => Run::Idle,
    };
}

/// What a silent member is about to do stands still, and so do its shots.
fn fell_silent<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Some(clock) = turn.run_clock(m) {
        turn.door.pause(clock);
    }
    for shot in &mut turn.state.shots {
        shot.by &= !(1 << m);
    }
}

/// A member that wakes goes on as if nothing had happened.
fn woke<D: Door>(turn: &mut Turn<D>, m: usize) {
    if let Some(clock) = turn.run_clock(m) {
        turn.door.arm(clock, From::Left);
    }
}

impl<D> Turn<'_, D> {
    /// Returns the clock of what a member is doing with an instance, if that takes time.
    pub(super) fn run_clock(&self, m: usize) -> Option<Slot> {
        match self.state.run[m] {
            Run::Starting(_) => Some(self.cluster.takeover(m)),
            Run::Moving(_) => Some(self.cluster.moved(m)),
            Run::Stopping(..) => Some(self.cluster.stop(m)),
            Run::Stuck(_) => Some(self.cluster.unstick(m)),
            Run::Dead(_) => Some(self.cluster.monitor(m)),
            Run::Restarting(_) => Some(self.cluster.restart(m)),
            Run::Idle | Run::Holds(_) | Run::Gone(_) => None,
        }
    }
}

fn booted<D: Door>(turn: &mut Turn<D>, m: usize) {
    let own = 1 << m;
    turn.state.fenced &= !own;
    if std::mem::take(&mut turn.state.failures[m]) > 0 {
        turn.door.disarm(turn.cluster.forget(m));
    }
    if turn.state.banned & own != 0 {
        turn.state.banned &= !own;
        turn.door.disarm(turn.cluster.unban(m));
    }
    if turn.state.view[m] != 0 {
        turn.state.fresh |= own;
    }
}

/// Starts and stops the detection clocks of the groups and the join clocks of who may be taken in.
pub(super) fn watch<D: Door>(turn: &mut Turn<D>) {
    let awaits = turn.state.awaited.iter().any(|awaited| *awaited != 0);
    for first in 0..turn.state.view.len() {
        let group = turn.state.view[first];
        if group == 0 || group.trailing_zeros() as usize != first {
            continue;
        }
        if turn.state.acting(group) == 0 {
            // Nobody is left who knows this view, but for those who are silent and may wake. Who has booted
            // beside them has nobody to be taken in by.
            await_members(turn, group, 0);
            let asleep = group & turn.state.hung;
            let leaving =
                if asleep == 0 { group } else { group & turn.state.fresh & turn.state.live };
            each(turn, leaving, leave);
            each(turn, group & !leaving, |turn, m| turn.state.view[m] = group & !leaving);
        } else {
            let silent = group & !turn.state.core(group);
            if awaits || silent != 0 {
                await_members(turn, group, silent);
            }
        }
    }
    let wanted = turn.state.may_join();
    let before = std::mem::replace(&mut turn.state.joining, wanted);
    each(turn, before & !wanted, |turn, m| turn.door.disarm(turn.cluster.join(m)));
    each(turn, wanted & !before, |turn, m| turn.door.arm(turn.cluster.join(m), From::New));
}

/// Keeps a group's detection clock: it is about the members that were silent when it started; when
/// all those are back it stops, and starts anew if others are silent by then. It is named after the
/// first of them, so it goes on whoever joins the group meanwhile.
fn await_members<D: Door>(turn: &mut Turn<D>, group: Members, silent: Members) {
    if let Some(named) = turn.state.detection(group) {
        turn.state.awaited[named] &= silent;
        if turn.state.awaited[named] != 0 {
            return;
        }
        turn.door.disarm(turn.cluster.detect(named));
    }
    if silent != 0 {
        let named = silent.trailing_zeros() as usize;
        turn.state.awaited[named] = silent;
        turn.door.arm(turn.cluster.detect(named), From::New);
    }
}

/// A detection clock has fired: the view of its group becomes the groups as they are.
pub(super) fn detected<D: Door>(turn: &mut Turn<D>, named: usize) {
    let group = turn.state.view[named];
    let core = turn.state.core(group);
    turn.state.awaited[named] = 0;
    for m in ones(group & !core) {
        turn.note(Count::Detection);
        if (turn.state.live | turn.state.hung) >> m & 1 == 1 {
            turn.note(Count::SpuriousDetection);
        }
    }
    arbiter::ask(turn, group);
    let (live, dead) = (group & turn.state.live, group & !turn.state.live);
    each(turn, dead, leave);
    for m in ones(live) {
        let part = turn.state.groups[m] & group;
        turn.state.view[m] = part;
        if turn.cluster.makes_safe() {
            turn.state.unclean[m] |= group & !part & !turn.state.fenced;
        }
    }
}

/// A member leaves the view, and with it what it was thought to run.
fn leave<D: Door>(turn: &mut Turn<D>, m: usize) {
    turn.state.view[m] = 0;
    turn.state.fresh &= !(1 << m);
    if let Run::Gone(_) = turn.state.run[m] {
        turn.state.run[m] = Run::Idle;
    }
}

/// A member leaves the view in order: the others know, and what it was waited for is over.
///
/// A detection clock that is named after it goes with it; about others who are silent it starts anew, and
/// is put down to the leave.
pub(super) fn leave_in_order<D: Door>(turn: &mut Turn<D>, m: usize) {
    let (own, group) = (1 << m, turn.state.view[m]);
    if let Some(named) = turn.state.detection(group) {
        turn.state.awaited[named] &= !own;
        if named == m || turn.state.awaited[named] == 0 {
            turn.state.awaited[named] = 0;
            turn.door.disarm(turn.cluster.detect(named));
        }
    }
    for other in ones(group) {
        turn.state.view[other] &= !own;
    }
    leave(turn, m);
}

/// A join clock has fired: a member is taken in, or two groups merge.
pub(super) fn joined<D: Door>(turn: &mut Turn<D>, m: usize) {
    let own = 1 << m;
    turn.state.joining &= !own;
    if turn.state.fresh & own != 0 {
        // It was never missed; now it is known to have come back without its instance, and learns
        // whom its group has lost.
        let acting = turn.state.acting(turn.state.view[m]);
        turn.state.unclean[m] = ones(acting).fold(0, |lost, m| lost | turn.state.unclean[m]);
        turn.state.fresh &= !own;
        if let Run::Gone(_) = turn.state.run[m] {
            turn.state.run[m] = Run::Idle;
        }
        return;
    }
    let group = turn.state.view[m];
    let guest = if group == 0 { own } else { turn.state.acting(group) };
    let heard = ones(guest).fold(0, |heard, m| heard | turn.state.groups[m]);
    let host = turn.state.groups_of_view().find(|g| turn.state.acting(*g) & heard != 0);
    match host {
        Some(host) => merge(turn, host, own | group),
        None => found(turn, heard),
    }
}

/// Booted members that hear each other and nobody else form a group of their own. It has not seen the
/// others since its boot, so it holds them lost (Pacemaker's startup fencing).
fn found<D: Door>(turn: &mut Turn<D>, heard: Members) {
    let out: Members = ones(heard).filter(|m| turn.state.view[*m] == 0).map(|m| 1 << m).sum();
    let unseen = if turn.cluster.makes_safe() { turn.cluster.all() & !(out | heard) } else { 0 };
    for m in ones(out) {
        turn.state.view[m] = out;
        turn.state.unclean[m] = unseen;
    }
}

/// Two groups, or a group and a returned member, become one; who was quorate all the time knows best
/// who is lost.
fn merge<D: Door>(turn: &mut Turn<D>, host: Members, guest: Members) {
    if turn.state.detection(host).is_some() {
        // One clock is enough: the other group's silent members are missed at its end too.
        await_members(turn, guest, 0);
    }
    let union = host | guest;
    // One who comes from outside, booted or woken, has not seen who was lost meanwhile.
    let viewed = union & turn.state.viewed();
    let trusted = viewed & turn.state.trusted;
    let knowing = if trusted != 0 { trusted } else { viewed };
    let lost = ones(knowing).fold(0, |lost, m| lost | turn.state.unclean[m]) & !union;
    for m in ones(union) {
        turn.state.view[m] = union;
        turn.state.unclean[m] = lost;
    }
}

impl ClusterState {
    /// Returns the member after whom the running detection clock of a group is named.
    fn detection(&self, group: Members) -> Option<usize> {
        ones(group).find(|m| self.awaited[*m] != 0)
    }

    /// Returns the largest part of a group whose members still hear each other, the first of equals.
    ///
    /// Those who are waited for, and those who have booted and are not taken in, are in it only if they
    /// hear one who has been there all the time.
    pub(super) fn core(&self, group: Members) -> Members {
        let awaited = self.detection(group).map_or(0, |named| self.awaited[named]);
        let acting = self.acting(group);
        let steady = if acting & !awaited != 0 { acting & !awaited } else { acting };
        let mut core: Members = 0;
        for m in ones(steady) {
            let part = self.groups[m] & group;
            if part == group {
                return group;
            }
            if part.count_ones() > core.count_ones() {
                core = part;
            }
        }
        core
    }

    /// Returns who waits to be taken in: members out of the view, booted ones that hear their group,
    /// and the first members of groups that hear an earlier group.
    fn may_join(&self) -> Members {
        let viewed = self.viewed();
        let is_only = self.view.iter().all(|group| *group == 0 || *group == viewed);
        if is_only && self.live & !viewed | self.fresh == 0 {
            // Everybody is in the only view.
            return 0;
        }
        let mut wanted = 0;
        for m in ones(self.live) {
            let own = 1 << m;
            let heard = self.groups[m] & self.acting(self.view[m]);
            if self.view[m] == 0 || self.fresh & own != 0 && heard != 0 {
                wanted |= own;
            }
        }
        for (i, guest) in self.groups_of_view().enumerate() {
            let meets = |host: Members| {
                ones(self.acting(guest)).any(|m| self.groups[m] & self.acting(host) != 0)
            };
            if self.groups_of_view().take(i).any(meets) {
                wanted |= 1 << guest.trailing_zeros();
            }
        }
        wanted
    }
}
