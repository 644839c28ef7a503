//! The ledger's stopwatches.

use super::note::Press;
use crate::engine::Ns;

/// Measures a time for the rules, which see none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stopwatch {
    shown: Ns,
    /// Since when it runs, if it does.
    since: Option<Ns>,
}

impl Stopwatch {
    pub(super) fn press(&mut self, at: Ns, press: Press) {
        match press {
            Press::Start => self.since = self.since.or(Some(at)),
            Press::Stop => {
                self.shown += self.since.take().map_or(0, |since| at - since);
            }
            Press::Clear => {
                self.shown = 0;
                self.since = self.since.map(|_| at);
            }
        }
    }

    /// Returns what it shows, and clears it.
    pub(super) fn take(&mut self, at: Ns) -> Ns {
        let shown = self.shown + self.since.map_or(0, |since| at - since);
        self.press(at, Press::Clear);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_adds_up_what_it_ran() {
        let mut watch = Stopwatch::default();
        watch.press(10, Press::Start);
        watch.press(15, Press::Start);
        watch.press(30, Press::Stop);
        watch.press(40, Press::Stop);
        watch.press(50, Press::Start);
        assert_eq!(watch.take(53), 23, "20 and 3");
        assert_eq!(watch.take(60), 7, "it runs on from there");
        watch.press(70, Press::Clear);
        watch.press(75, Press::Stop);
        assert_eq!((watch.take(80), watch.take(90)), (5, 0));
    }
}
