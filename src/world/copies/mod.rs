//! Replicated data: whose copy holds what, whose writes count, and what is lost.
//!
//! Of each instance's data there is one line of writes that counts, that of the member that wrote last.
//! Every other member's copy is in sync with it, behind, or adrift: out of reach and of hearing, so that it
//! lacks something and does not know.

mod dispute;
mod loss;
mod resync;
mod shared;
mod stall;
mod state;

pub(super) use dispute::beaten;
pub(super) use resync::{caught_up, follow};
pub(super) use shared::{begun, ended, writers};
pub(super) use stall::noticed;
pub use state::{Copies, DataState};

use super::cluster::{Turn, each};
use super::door::Door;
use super::failover;
use crate::ledger::{Note, Press};
use crate::model::{Members, ones};

/// Finds whose writes come to whom, and who falls behind.
pub(super) fn act<D: Door>(turn: &mut Turn<D>, wiped: Members) {
    if !turn.cluster.replicates() {
        return;
    }
    loss::act(turn, wiped);
    stall::act(turn);
    if turn.cluster.shares {
        shared::leave_behind(turn);
        return;
    }
    for instance in 0..turn.cluster.active {
        refuse(turn, instance);
        dispute::act(turn, instance);
        feed(turn, instance);
        let beaten = turn.state.beginning(instance) & turn.data(instance).behind;
        each(turn, beaten, failover::call_off);
    }
}

/// A start is refused as soon as the writes of who wrote last come again, or that one is back in the group.
fn refuse<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let newest = turn.data(instance).newest as usize;
    let starting = turn.state.beginning(instance);
    if starting == 0 || turn.sources(instance) >> newest & 1 == 0 {
        return;
    }
    let near = turn.reach(newest, instance) | turn.state.view[newest];
    each(turn, starting & near, failover::call_off);
}

/// Returns the members that lack some of an instance's data and know it.
pub(super) fn behind<D>(turn: &Turn<D>, instance: u8) -> Members {
    turn.state.copies.data.get(instance as usize).map_or(0, |data| data.behind)
}

/// A holder stops in order: if it reaches all who are in sync, they have all that it wrote.
pub(super) fn handed_over<D: Door>(turn: &mut Turn<D>, holder: usize, instance: u8) {
    if !turn.cluster.replicates() {
        return;
    }
    if turn.cluster.shares {
        turn.data(instance).unsent &= !(1 << holder);
        return;
    }
    if turn.data(instance).newest as usize != holder {
        return;
    }
    let others = turn.cluster.all() & turn.data(instance).in_sync() & !(1 << holder);
    if others & !turn.reach(holder, instance) == 0 {
        turn.data(instance).unsent = 0;
    }
}

/// All data come anew to these members, and to nobody else.
pub(super) fn renew<D: Door>(turn: &mut Turn<D>, members: Members) {
    let others = turn.cluster.all() & !members;
    for (i, data) in turn.state.copies.data.iter_mut().enumerate() {
        // Who runs what is the first members' business; where they are fewer than instances, the first's.
        let newest = ones(members).nth(i).or(ones(members).next());
        let DataState { resyncing, missing, beside, .. } = *data;
        // What is measured, and who catches up, is looked after when all has settled.
        let running = DataState { resyncing, missing, beside, ..DataState::default() };
        *data = DataState { newest: newest.map_or(0, |m| m as u8), behind: others, ..running };
    }
    turn.state.copies.knows.fill(0);
}

impl<D> Turn<'_, D> {
    /// Returns the members that could go on with an instance's data in a takeover.
    pub(super) fn may_take_over(&self, instance: u8) -> Members {
        if !self.cluster.replicates() {
            return self.with_storage();
        }
        let data = &self.state.copies.data[instance as usize];
        self.with_storage() & !(data.behind | data.fed | data.empty)
    }

    /// Returns the members that have all of an instance's data.
    pub(super) fn in_sync(&self, instance: u8) -> Members {
        if !self.cluster.replicates() {
            return self.with_storage();
        }
        self.with_storage() & self.state.copies.data[instance as usize].in_sync()
    }

    /// Returns the members that have all of the data, where every member serves.
    pub(super) fn has_all(&self) -> Members {
        if self.cluster.replicates() { self.in_sync(0) } else { Members::MAX }
    }

    /// Returns the member that alone may have an instance's last writes, if there is one.
    pub(super) fn with_last_writes(&self, instance: u8) -> Members {
        self.state.copies.data.get(instance as usize).map_or(0, |data| data.unsent)
    }

    fn is_sync(&self) -> bool {
        self.cluster.copies.is_some_and(|copies| copies.sync)
    }

    fn data(&mut self, instance: u8) -> &mut DataState {
        &mut self.state.copies.data[instance as usize]
    }

    /// Returns of whom each member knows that it lacks some of an instance's data.
    fn knows(&mut self, instance: u8) -> &mut [Members] {
        let n = self.cluster.members.len();
        &mut self.state.copies.knows[instance as usize * n..][..n]
    }

    /// Returns the live members that run an instance and have their data.
    fn holders(&self, instance: u8) -> Members {
        self.state.running(instance) & self.state.live & self.with_storage()
    }

    /// Returns the holders of an instance whose writes do not hang.
    fn sources(&self, instance: u8) -> Members {
        self.holders(instance) & !self.state.copies.stalled
    }

    /// Returns the holders that write: whom no client reaches has nothing to write.
    fn writers(&self, instance: u8) -> Members {
        self.sources(instance) & self.state.clients
    }

    /// Returns the members to which a holder's writes of an instance come, if they have what it has: live ones
    /// that a group has taken in and that listen to it.
    fn reach(&self, holder: usize, instance: u8) -> Members {
        let near = ones(self.linked(holder, instance));
        near.filter(|m| self.source(*m, instance) == Some(holder)).map(|m| 1 << m).sum()
    }

    /// Returns the live members that a group has taken in, that a member reaches and that do not run an
    /// instance.
    fn linked(&self, other: usize, instance: u8) -> Members {
        let state = &self.state;
        let acting = state.live & state.viewed() & !state.fresh & self.with_storage();
        state.copies.linked[other] & acting & !state.running(instance) & !(1 << other)
    }

    /// Returns to which of the holders that a member reaches it listens: to who wrote last, or else to the
    /// first-declared. If one in its group runs the instance it listens to nobody outside; if one is about to,
    /// at most to who wrote last.
    fn source(&self, m: usize, instance: u8) -> Option<usize> {
        let state = &self.state;
        let newest = 1 << state.copies.data[instance as usize].newest;
        let (group, running) = (state.view[m], state.running(instance));
        let mut holders = self.holders(instance) & state.copies.linked[m];
        if running & group != 0 {
            holders &= group;
        } else if state.beginning(instance) & group != 0 {
            holders &= newest;
        }
        let first = if holders & newest != 0 { newest } else { holders };
        (first != 0).then(|| first.trailing_zeros() as usize)
    }

    /// Whether a member hears a holder, or its writes come to it.
    fn is_near(&self, m: usize, holder: usize, instance: u8) -> bool {
        (self.state.groups[holder] | self.reach(holder, instance)) >> m & 1 == 1
    }

    /// Returns the members that have what a holder has, as far as it knows; none has if others have gone on
    /// without it.
    fn line_of(&self, holder: usize, instance: u8) -> Members {
        let data = &self.state.copies.data[instance as usize];
        if data.behind >> holder & 1 == 1 {
            0
        } else if data.adrift >> holder & 1 == 1 {
            data.adrift
        } else {
            data.trusted()
        }
    }
}

/// Lets the writes of an instance's holders come to who they reach; the others fall behind.
fn feed<D: Door>(turn: &mut Turn<D>, instance: u8) {
    let writers = turn.writers(instance);
    resync::learn(turn, instance);
    let newest = turn.data(instance).newest as usize;
    if writers >> newest & 1 == 1 {
        turn.data(instance).unsent = if turn.is_sync() { 0 } else { 1 << newest };
        let trusted = turn.cluster.all() & turn.data(instance).trusted();
        let out = trusted & !turn.reach(newest, instance) & !(1 << newest) & !writers;
        for m in ones(out) {
            fall_out(turn, instance, m, newest);
        }
        resync::tell(turn, instance);
    }
    let line = |holder| turn.reach(holder, instance) & turn.line_of(holder, instance);
    let fed = ones(turn.sources(instance)).fold(0, |fed, holder| fed | line(holder));
    let data = turn.data(instance);
    data.fed = fed & !data.empty;
}

/// A member lacks what a holder writes, from now on; it is adrift if it is alive and not near that.
fn fall_out<D: Door>(turn: &mut Turn<D>, instance: u8, m: usize, holder: usize) {
    let own = 1 << m;
    if turn.state.live & own != 0 && !turn.is_near(m, holder, instance) {
        turn.data(instance).adrift |= own;
        turn.press(turn.cluster.missed_writes(m, instance), Press::Clear);
    } else {
        know(turn, instance, own);
    }
}

/// It is known of members that they lack something.
fn know<D: Door>(turn: &mut Turn<D>, instance: u8, members: Members) {
    let data = turn.data(instance);
    data.behind |= members;
    data.fed &= !members;
    forget(turn, instance, members);
}

/// These members are adrift no more.
fn forget<D: Door>(turn: &mut Turn<D>, instance: u8, members: Members) {
    let data = turn.data(instance);
    data.adrift &= !members;
    data.lock_knows &= !members;
    turn.knows(instance).iter_mut().for_each(|of| *of &= !members);
}

impl<D: Door> Turn<'_, D> {
    fn press(&mut self, watch: u32, press: Press) {
        self.door.note(Note::Stopwatch(self.k as u32, watch, press));
    }
}
