//! How long a run took; kept apart from the results, which are the same for every run.

use crate::report::Summary;
use serde::Serialize;
use std::time::Duration;

/// What `timing.json` has.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "units come last in names, and these share one")]
pub(super) struct Timing {
    simulation_s: f64,
    total_s: f64,
    events_per_s: f64,
    trials_per_s: f64,
    system_years_per_s: f64,
}

impl Timing {
    pub(super) fn new(summary: &Summary, simulated: Duration, total: Duration) -> Timing {
        let seconds = simulated.as_secs_f64();
        let years = summary.horizon_s / 31_536_000.0;
        Timing {
            simulation_s: seconds,
            total_s: total.as_secs_f64(),
            events_per_s: summary.events as f64 / seconds,
            trials_per_s: summary.trials as f64 / seconds,
            system_years_per_s: summary.trials as f64 * years / seconds,
        }
    }
}

impl std::fmt::Display for Timing {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(
            f,
            "{:.2} s, {:.0} simulated years and {:.1} million events a second",
            self.total_s,
            self.system_years_per_s,
            self.events_per_s / 1e6
        )
    }
}
