//! How far a study has come, on a terminal.

use super::clock::Clock;
use super::interrupt::Interrupt;
use crate::engine::years;
use crate::report;
use crate::statistics::{Estimate, Moments};
use crate::study::Monitor;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The interval is computed anew so often.
const EVERY_MS: u64 = 250;

/// Watches a study for the one who waits for it.
pub(super) struct Progress {
    interrupt: Interrupt,
    /// `None` where nobody would see it.
    bar: Option<ProgressBar>,
    clock: Clock,
    /// When the interval was last computed, in milliseconds.
    shown_ms: AtomicU64,
    trials: u64,
    precision: Option<f64>,
    /// Name of the first service.
    service: String,
    years: f64,
}

impl Progress {
    /// Returns the progress of a study of at most so many trials; it shows only where standard error
    /// is a terminal, and not if it shall be quiet.
    pub(super) fn new(
        interrupt: Interrupt,
        model: &crate::model::Model,
        trials: u64,
        precision: Option<f64>,
        quiet: bool,
    ) -> Progress {
        let seen = !quiet && std::io::stderr().is_terminal();
        Progress {
            interrupt,
            bar: seen.then(|| bar(trials)),
            clock: Clock::start(),
            shown_ms: AtomicU64::new(0),
            trials,
            precision,
            service: model.services.first().cloned().unwrap_or_default(),
            years: years(model.horizon),
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Shows the interval of the first service, and how many trials the precision will take.
    fn show(&self, bar: &ProgressBar, trials: u64, downtime_s: &Moments) {
        let yearly = Estimate::mean(&downtime_s.scaled(1.0 / self.years), f64::INFINITY);
        let Some([low, high]) = yearly.ci95 else {
            bar.set_message(format!("{}: too few outages yet", self.service));
            return;
        };
        let [low_text, high_text] = [low, high].map(report::span);
        bar.set_message(format!("{}: {low_text} to {high_text} down a year", self.service));
        if let Some(precision) = self.precision {
            // The half-width shrinks with the root of the trials.
            let ratio = (high - low) / 2.0 / yearly.mean / precision;
            let needed = (trials as f64 * ratio * ratio) as u64;
            bar.set_length(needed.clamp(trials, self.trials));
        }
    }
}

fn bar(trials: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:24} {human_pos} of {human_len} trials  {rate}  {eta} left  {wide_msg}",
    )
    .unwrap_or_else(|_| ProgressStyle::default_bar())
    .with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
        let _ = write!(out, "{:.0}/s", state.per_sec());
    });
    let bar = ProgressBar::new(trials).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

impl Monitor for Progress {
    fn interrupted(&self) -> bool {
        self.interrupt.is_asked_for()
    }

    fn merged(&self, trials: u64, downtime_s: &dyn Fn() -> Moments) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(trials);
        let now_ms = self.clock.elapsed().as_millis() as u64;
        if now_ms >= self.shown_ms.load(Relaxed) + EVERY_MS {
            self.shown_ms.store(now_ms, Relaxed);
            self.show(bar, trials, &downtime_s());
        }
    }
}
