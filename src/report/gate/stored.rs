//! What an earlier run has left in its `summary.json`.

use crate::report::summarize::YEAR_S;
use crate::statistics::{Estimate, Moments};
use serde_json::Value;

/// How the figure of lost writes ends; more than a year's may be lost in a year.
pub(super) const LOST_WRITES: &str = ".lost_writes_s_per_year";

/// The figures of an earlier run that a design can be held to.
#[derive(Clone, Debug)]
pub struct Stored {
    /// How many years each of its trials has.
    pub(super) years: f64,
    /// Its services and clusters, as metrics begin.
    pub(super) names: Vec<String>,
    pub(super) metrics: Vec<StoredMetric>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct StoredMetric {
    pub(super) path: String,
    pub(super) estimate: Estimate,
}

impl Stored {
    /// Whether JSON is a summary rather than a scenario: a scenario has a number where it has a version.
    pub fn is_summary(json: &Value) -> bool {
        json["quorate"].is_string() && json["services"].is_object() && json["trials"].is_u64()
    }

    /// Reads the figures of a summary.
    ///
    /// # Errors
    /// What is missing.
    pub fn read(json: &Value) -> Result<Stored, String> {
        let horizon_s = json["horizon_s"].as_f64().ok_or("it has no `horizon_s`")?;
        let years = horizon_s / YEAR_S;
        let moments = json["moments"].as_object().ok_or("it has no `moments`")?;
        let metric = |(path, value): (&String, &Value)| {
            let moments: Moments = serde_json::from_value(value.clone())
                .map_err(|e| format!("`moments.{path}` is not as this version writes it: {e}"))?;
            // Rates rest on counts per trial, all others on figures per year.
            let estimate = if path.ends_with(LOST_WRITES) {
                Estimate::mean(&moments, f64::INFINITY)
            } else if path.ends_with("_s_per_year") {
                Estimate::mean(&moments, YEAR_S)
            } else {
                Estimate::rate(&moments, years)
            };
            Ok(StoredMetric { path: path.clone(), estimate })
        };
        let metrics = moments.iter().map(metric).collect::<Result<_, String>>()?;
        let named = |kind: &'static str| {
            let all = json[kind].as_object().into_iter().flat_map(|all| all.keys());
            all.map(move |name| format!("{kind}.{name}"))
        };
        let names = named("services").chain(named("clusters")).collect();
        Ok(Stored { years, names, metrics })
    }
}
