//! The clocks of the simulator: their streams, delays drawn ahead, age and pace.

use crate::engine::{Lane, Law, Ns, Stream, stream};
use crate::model::{Age, Amount, CauseId};

/// Nothing was left by a pause.
pub(super) const NOTHING: Ns = Ns::MAX;

/// One activity's clock and stream; on whole cache lines, because thousands of them are more than fit close by.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Clock {
    pub(super) stream: Stream,
    pub(super) law: Law,
    pub(super) less: Ns,
    /// The next delay, already drawn.
    pub(super) ready: Ns,
    /// What a pause left.
    pub(super) left: Ns,
    /// The trial in which `stream`, `ready` and `left` are valid; never one if age or pace matters.
    pub(super) trial: u32,
    /// What armed it, or itself for a failure.
    pub(super) cause: CauseId,
    pub(super) own_cause: bool,
    pub(super) lane: Lane,
    pub(super) hash: u64,
    /// Where it stands among the clocks whose age or pace matters; [`AGELESS`] if it is not one.
    pub(super) worn: u32,
}

/// A clock whose age and pace do not matter.
pub(super) const AGELESS: u32 = u32::MAX;

/// What matters of a clock whose age or pace does.
#[derive(Clone, Debug)]
pub(super) struct Worn {
    /// The trial in which this, and its clock's stream, are valid.
    pub(super) trial: u32,
    pub(super) start: Age,
    /// How fast it runs.
    pub(super) pace: f64,
    /// When `work` and `age` were true.
    pub(super) since: Ns,
    /// What is left of its delay, at its own pace.
    pub(super) work: Ns,
    /// How long it has run since it was new, at its own pace.
    pub(super) age: Ns,
}

impl Worn {
    /// Books the time that it has run; it goes on from `now`.
    pub(super) fn advance(&mut self, now: Ns) {
        let done = at_pace(now - self.since, self.pace).min(self.work);
        self.age = self.age.saturating_add(done);
        self.work -= done;
        self.since = now;
    }

    /// Returns when it is due.
    pub(super) fn due(&self) -> Ns {
        let wait = if self.pace == 1.0 {
            self.work
        } else if self.pace > 0.0 && self.work != Ns::MAX {
            (self.work as f64 / self.pace).round() as Ns
        } else {
            Ns::MAX
        };
        self.since.saturating_add(wait)
    }
}

fn at_pace(span: Ns, pace: f64) -> Ns {
    if pace == 1.0 { span } else { (span as f64 * pace).round() as Ns }
}

#[derive(Clone, Debug)]
pub(super) struct Toss {
    pub(super) stream: Stream,
    pub(super) trial: u32,
    pub(super) probability: f64,
    pub(super) hash: u64,
}

/// The stream of something that is drawn though it takes no time.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    pub(super) stream: Stream,
    pub(super) law: Law,
    pub(super) trial: u32,
    pub(super) hash: u64,
}

impl Draw {
    pub(super) fn new(amount: &Amount) -> Draw {
        let (law, hash) = (amount.law.clone(), amount.hash);
        Draw { stream: stream(0, hash), law, trial: 0, hash }
    }

    pub(super) fn draw(&mut self, key: u64, trial: u32) -> Ns {
        if self.trial != trial {
            self.trial = trial;
            self.stream = stream(key, self.hash);
        }
        self.law.sample(&mut self.stream)
    }
}

impl Clock {
    #[inline(always)]
    pub(super) fn draw(&mut self) -> Ns {
        self.law.sample(&mut self.stream).saturating_sub(self.less)
    }

    /// Makes a clock whose age and pace do not matter ready for a trial in which it is first drawn from.
    #[cold]
    #[inline(never)]
    pub(super) fn seed(&mut self, key: u64, trial: u32) {
        debug_assert!(self.worn == AGELESS, "it has a trial of its own");
        self.trial = trial;
        self.left = NOTHING;
        if !self.law.is_certain() {
            self.stream = stream(key, self.hash);
        }
        self.ready = self.draw();
    }

    /// Makes a clock whose age or pace matters ready for a trial in which it is first drawn from.
    pub(super) fn seed_worn(&mut self, worn: &mut Worn, key: u64, trial: u32) {
        if worn.trial != trial {
            worn.trial = trial;
            self.left = NOTHING;
            // The age of what is certain may still be chance.
            self.stream = stream(key, self.hash);
        }
    }
}
