//! Fencing: shots at lost members.

use super::cluster::Turn;
use super::door::{Door, From};
use super::run::{NO_SHOT, Run, Step};
use crate::ledger::Count;
use crate::model::{Members, ones};

/// Ends the shots that have lost their reason and begins those that have one.
pub(super) fn act<D: Door>(turn: &mut Turn<D>) {
    if !turn.cluster.fences() {
        return;
    }
    if turn.state.shots.iter().any(|shot| shot.step != Step::None) {
        for victim in 0..turn.cluster.members.len() {
            for track in 0..turn.cluster.tracks as usize {
                review(turn, victim, track);
            }
        }
    }
    if turn.state.mending {
        return;
    }
    if turn.state.condemned != 0 {
        let stuck = turn.state.members(|run| matches!(run, Run::Stuck(_)));
        turn.state.condemned &= turn.state.starved | stuck;
    }
    for first in 0..turn.state.view.len() {
        let group = turn.state.view[first];
        if group.trailing_zeros() as usize != first || turn.state.quorate & group == 0 {
            continue;
        }
        for victim in ones(turn.state.lost_to(group)) {
            if turn.cluster.concurrent || !turn.state.is_shooting(group) {
                shoot(turn, group, victim);
            }
        }
    }
}

impl super::state::ClusterState {
    /// Returns whom a group has lost, or must be rid of, and has not made safe.
    pub(super) fn lost_to(&self, group: Members) -> Members {
        let condemned = self.condemned & group;
        ones(self.acting(group)).fold(condemned, |lost, m| lost | self.unclean[m])
    }

    /// Whether a group shoots at anybody.
    fn is_shooting(&self, group: Members) -> bool {
        self.shots.iter().any(|shot| shot.step != Step::None && shot.by & group != 0)
    }

    /// Returns those who began to shoot and still may.
    fn shooters(&self, by: Members) -> Members {
        self.acting(by) & self.quorate
    }

    /// Whether a victim has returned to those who shoot at it.
    fn is_back(&self, by: Members, victim: usize) -> bool {
        let shooters = self.shooters(by);
        let asked = if shooters != 0 { shooters } else { by & self.live };
        self.condemned >> victim & 1 == 0 && ones(asked).all(|m| self.unclean[m] >> victim & 1 == 0)
    }
}

/// What is not in flight dies with the last live member of the group that began it; nothing is begun
/// at a victim that is back, nor by a group that has lost quorum.
fn review<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    let index = turn.cluster.shot_index(victim, track);
    let shot = turn.state.shots[index];
    if matches!(shot.step, Step::None | Step::Flight) {
        return;
    }
    let orphaned = shot.by & turn.state.live == 0;
    let back = turn.state.is_back(shot.by, victim);
    let idle = shot.step == Step::Wait && (back || turn.state.shooters(shot.by) == 0);
    if orphaned || idle {
        cancel(turn, victim, track);
    } else if back && shot.blocked {
        turn.door.disarm(turn.cluster.shot(victim, track).manual());
        turn.state.shots[index].blocked = false;
    }
}

/// Forgets a shot that is not in flight.
fn cancel<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    let index = turn.cluster.shot_index(victim, track);
    let clocks = turn.cluster.shot(victim, track);
    let waits = [clocks.protect(), clocks.delay(), clocks.aim(), clocks.retry()];
    for clock in waits.into_iter().chain([clocks.recheck(), clocks.manual()]) {
        turn.door.disarm(clock);
    }
    turn.state.shots[index] = NO_SHOT;
}

/// A group begins to shoot at a victim, unless it or, outside a race, another group already does.
fn shoot<D: Door>(turn: &mut Turn<D>, group: Members, victim: usize) {
    let own = 1 << victim;
    let mut free = None;
    for track in 0..turn.cluster.tracks as usize {
        let shot = turn.state.shots[turn.cluster.shot_index(victim, track)];
        let busy = shot.step != Step::None;
        if !busy {
            free = free.or(Some(track));
        } else if shot.by & group != 0 || !turn.state.races(group, own) {
            return;
        }
    }
    let by = turn.state.acting(group) & !own;
    let Some(track) = free.filter(|_| by != 0) else { return };
    let index = turn.cluster.shot_index(victim, track);
    turn.state.shots[index].by = by;
    attempt(turn, victim, track);
}

impl super::state::ClusterState {
    /// Whether one of the victims shoots at this group itself.
    fn races(&self, group: Members, victims: Members) -> bool {
        let tracks = self.shots.len() / self.run.len();
        self.shots.iter().enumerate().any(|(i, shot)| {
            shot.step != Step::None && group >> (i / tracks) & 1 == 1 && shot.by & victims != 0
        })
    }
}

/// Begins an attempt, everything drawn anew.
pub(super) fn attempt<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    let index = turn.cluster.shot_index(victim, track);
    let clocks = turn.cluster.shot(victim, track);
    let spared = turn.cluster.protects && turn.state.is_active(victim, turn.state.shots[index].by);
    let shot = &mut turn.state.shots[index];
    shot.tries += u32::from(!shot.blocked);
    shot.step = if spared { Step::Protect } else { Step::Delay };
    turn.door.arm(if spared { clocks.protect() } else { clocks.delay() }, From::New);
}

/// Whoever holds an instance has been spared for long enough.
pub(super) fn delay<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    turn.state.shots[turn.cluster.shot_index(victim, track)].step = Step::Delay;
    turn.door.arm(turn.cluster.shot(victim, track).delay(), From::New);
}

impl super::state::ClusterState {
    /// Whether, as far as those who shoot know, a victim holds an instance: it was the last to serve it
    /// and none of them runs it.
    fn is_active(&self, victim: usize, by: Members) -> bool {
        let held =
            |(i, home): (usize, &u8)| *home as usize == victim && self.running(i as u8) & by == 0;
        self.home.iter().enumerate().any(held)
    }
}

/// The delay for this victim is over.
pub(super) fn aim<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    turn.state.shots[turn.cluster.shot_index(victim, track)].step = Step::Aim;
    turn.door.arm(turn.cluster.shot(victim, track).aim(), From::New);
}

/// The shot is on its way: nothing recalls it.
pub(super) fn launch<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) {
    turn.state.shots[turn.cluster.shot_index(victim, track)].step = Step::Flight;
    turn.door.arm(turn.cluster.shot(victim, track).flight(), From::New);
}

/// A shot arrives; returns whether the victim is off.
pub(super) fn landed<D: Door>(turn: &mut Turn<D>, victim: usize, track: usize) -> bool {
    let index = turn.cluster.shot_index(victim, track);
    let clocks = turn.cluster.shot(victim, track);
    let works = turn.door.chance(turn.cluster.shot_works(victim));
    let powered =
        turn.cluster.power[victim].is_none_or(|domain| turn.health.is_up(domain as usize));
    if works && powered {
        turn.note(Count::Fencing);
        turn.door.disarm(clocks.manual());
        turn.state.shots[index] = NO_SHOT;
        safe(turn, victim);
        return true;
    }
    turn.note(Count::FailedFencing);
    let shot = turn.state.shots[index];
    let over = turn.state.shooters(shot.by) == 0 || turn.state.is_back(shot.by, victim);
    if over || turn.state.mending {
        turn.door.disarm(clocks.manual());
        turn.state.shots[index] = NO_SHOT;
        return false;
    }
    let shot = &mut turn.state.shots[index];
    shot.step = Step::Wait;
    if shot.tries < turn.cluster.attempts {
        turn.door.arm(clocks.retry(), From::New);
    } else {
        if !shot.blocked {
            shot.blocked = true;
            turn.door.arm(clocks.manual(), From::New);
        }
        turn.door.arm(clocks.recheck(), From::New);
    }
    false
}

/// A victim is known to be off: nobody has to fear it or shoot at it any more.
pub(super) fn safe<D: Door>(turn: &mut Turn<D>, victim: usize) {
    turn.state.condemned &= !(1 << victim);
    for unclean in &mut turn.state.unclean {
        *unclean &= !(1 << victim);
    }
    stand_down_at(turn, victim);
}

/// Ends every shot that is not in flight.
pub(super) fn stand_down<D: Door>(turn: &mut Turn<D>) {
    for victim in 0..turn.cluster.members.len() {
        stand_down_at(turn, victim);
    }
}

fn stand_down_at<D: Door>(turn: &mut Turn<D>, victim: usize) {
    if !turn.cluster.fences() {
        // Who waits for a watchdog shoots at nobody.
        return;
    }
    for track in 0..turn.cluster.tracks as usize {
        let index = turn.cluster.shot_index(victim, track);
        let shot = turn.state.shots[index];
        match shot.step {
            Step::None => {}
            Step::Flight => {
                turn.state.shots[index].blocked = false;
                turn.door.disarm(turn.cluster.shot(victim, track).manual());
            }
            _ => cancel(turn, victim, track),
        }
    }
}
