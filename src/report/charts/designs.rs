//! Designs side by side: the downtime of each, and the difference to the first.

use super::bars::{Row, rows};
use crate::report::comparison::Comparison;
use crate::report::units::span;
use crate::statistics::Estimate;

/// Draws the yearly downtime of a service in all designs that have it; `None` if only one has.
pub(super) fn draw(comparison: &Comparison, service: &str) -> Option<String> {
    let path = format!("services.{service}.downtime_s_per_year");
    let found = comparison.others.iter().filter_map(|o| Some((o, o.metrics.get(&path)?)));
    let found: Vec<_> = found.collect();
    let (_, first) = found.first()?;
    let row = |label: &str, e: &Estimate, words: String| Row {
        label: label.to_owned(),
        mean_s: e.mean,
        limits_s: e.ci95,
        words,
    };
    let mut all = vec![row(&comparison.base.name, &first.base, span(first.base.mean))];
    for (rival, contrast) in found {
        let d = contrast.difference.mean;
        let sign = if d < 0.0 { "−" } else { "+" };
        let words = format!(
            "{} · {sign}{}, {}",
            span(contrast.other.mean),
            span(d.abs()),
            contrast.verdict.said()
        );
        all.push(row(&rival.scenario.name, &contrast.other, words));
    }
    let title = format!("{service}: downtime of each design");
    let subtitle = "downtime a year, with 95 % intervals, and the difference to the first";
    Some(rows(&title, subtitle, &all))
}
