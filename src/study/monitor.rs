//! Someone who watches a study and may end it.

use crate::statistics::Moments;

/// Someone who watches a study and may end it; what was merged until then is kept.
pub trait Monitor: Sync {
    /// Whether to end at once; asked before every trial.
    fn interrupted(&self) -> bool {
        false
    }

    /// So many trials are merged; the function tells the downtime of the first service in them.
    ///
    /// Called for every block while others wait, so it should be quick.
    fn merged(&self, trials: u64, downtime_s: &dyn Fn() -> Moments) {
        let _ = (trials, downtime_s);
    }
}

/// Nobody watches, nobody interrupts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unattended;

impl Monitor for Unattended {}
