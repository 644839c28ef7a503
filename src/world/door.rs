//! The narrow door through which rules reach time and chance.

use crate::engine::{Hours, Slot};
use crate::ledger::Note;
use crate::model::{AmountId, CauseId, CoinId};

/// Where an armed clock takes its delay from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// What is left to one as old as it is at time 0.
    Start,
    /// A new draw.
    New,
    /// What a pause left; a new draw if nothing was left.
    Left,
    /// What a pause left; what remains to one as old as it was if nothing was left.
    Aged,
}

/// What rules may ask of time and chance.
pub trait Door {
    /// Starts a clock.
    fn arm(&mut self, slot: Slot, from: From);
    /// Starts a clock anew that only runs in these hours of the day.
    fn arm_in(&mut self, slot: Slot, hours: Hours);
    /// Stops a clock and forgets it; nothing happens if it does not run.
    fn disarm(&mut self, slot: Slot);
    /// Stops a clock and keeps what was left; nothing happens if it does not run.
    fn pause(&mut self, slot: Slot);
    /// Lets a clock run at this pace from now on, armed or not; 1 is its own pace, 0 is a standstill.
    fn pace(&mut self, slot: Slot, pace: f64);
    /// Tosses a coin.
    fn chance(&mut self, coin: CoinId) -> bool;
    /// Chooses one of `n` with equal chances.
    fn pick(&mut self, coin: CoinId, n: usize) -> usize;
    /// Says that writes of a cluster are lost, as one event: those of a time that is drawn, and of the
    /// time that a stopwatch shows, which is cleared.
    fn lose(&mut self, cluster: u32, drawn: Option<AmountId>, stopwatch: Option<u32>);
    /// Counts something.
    fn note(&mut self, note: Note);
    /// Says that what follows has a cause of its own, until the rules turn to something else.
    fn blame(&mut self, cause: CauseId);
    /// Says that what follows has the cause of the event again.
    fn blame_event(&mut self);
}
