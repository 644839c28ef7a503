//! Many variants of one design: what a parameter does to it.

mod chart;
mod tornado;
mod tornado_chart;

pub use chart::chart;
pub use tornado::{NOTHING, Swing, Tornado, tornado, tornado_csv, tornado_text};
pub use tornado_chart::tornado_chart;

use tornado::signed;

use super::grid::Grid;
use super::summary::Summary;
use super::tables::{cells, columns};
use super::units::{availability, change as said, digits, span};
use crate::scenario::Variation;
use crate::statistics::{Estimate, Moments};
use std::fmt::Write;

/// Paths of parameters stand above columns of about this width.
const HEADING: usize = 16;

/// Variants of a design, in the order of the grid: the last parameter varies fastest.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// What is varied.
    pub variations: Vec<Variation>,
    /// What was found of each variant.
    pub points: Vec<Point>,
}

/// One variant.
#[derive(Clone, Debug)]
pub struct Point {
    /// The values of its parameters.
    pub values: Vec<String>,
    /// Every metric of services and clusters but quantiles, by path.
    pub metrics: Vec<(String, Estimate)>,
    /// By path: how its downtimes differ from those of the first variant, trial by trial; empty for that one itself.
    pub changes: Vec<(String, Estimate)>,
}

impl Point {
    /// Takes what a sweep needs of a summary; and of differences from the first variant, by path.
    pub fn new(values: Vec<String>, summary: &Summary, changes: Vec<(String, Moments)>) -> Point {
        let is_kept = |path: &str| {
            let quantile = path.rsplit('.').next().is_some_and(|last| {
                last.strip_prefix('p').is_some_and(|n| n.parse::<u32>().is_ok())
            });
            !path.starts_with("components.") && !quantile
        };
        let metrics = summary.metrics().into_iter().filter(|metric| is_kept(&metric.path));
        let metrics = metrics.map(|metric| (metric.path, metric.estimate.into_owned())).collect();
        let changes = changes.into_iter().map(|(path, m)| (path, Estimate::difference(&m)));
        Point { values, metrics, changes: changes.collect() }
    }

    /// Returns a metric.
    pub fn metric(&self, path: &str) -> Option<&Estimate> {
        self.metrics.iter().find(|(known, _)| known == path).map(|(_, e)| e)
    }

    /// Returns how a metric differs from that of the first variant.
    pub fn change(&self, path: &str) -> Option<&Estimate> {
        self.changes.iter().find(|(known, _)| known == path).map(|(_, e)| e)
    }
}

impl Sweep {
    /// Returns the names of the services that every variant has.
    pub fn services(&self) -> Vec<String> {
        let of = |path: &str| {
            let name = path.strip_prefix("services.")?.strip_suffix(".downtime_s_per_year")?;
            (!name.contains('.')).then(|| name.to_owned())
        };
        let first = self.points.first().map_or(&[][..], |point| &point.metrics);
        let names = first.iter().filter_map(|(path, _)| of(path));
        let in_all = |name: &String| {
            let path = format!("services.{name}.downtime_s_per_year");
            self.points.iter().all(|point| point.metric(&path).is_some())
        };
        names.filter(in_all).collect()
    }

    /// Returns the sweep as text: for each service a table with a row for each variant.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for service in self.services() {
            let mut grid = Grid::new(&[]);
            let mut header: Vec<String> =
                self.variations.iter().map(|variation| variation.path.clone()).collect();
            header.extend(
                ["availability", "outages", "down a year", "change from the first row"]
                    .map(Into::into),
            );
            grid.heading(header, HEADING);
            for point in &self.points {
                let mut row = point.values.clone();
                let metric = |name: &str| point.metric(&format!("services.{service}.{name}"));
                if let (Some(a), Some(down), Some(outages)) = (
                    metric("availability"),
                    metric("downtime_s_per_year"),
                    metric("outages_per_year"),
                ) {
                    let path = format!("services.{service}.downtime_s_per_year");
                    let more = point.change(&path).map(|change| said(change, signed));
                    row.extend([availability(a.mean, a.standard_error), digits(outages.mean)]);
                    row.push(format!("{} ({})", span(down.mean), down.range(span)));
                    row.push(more.unwrap_or_else(|| NOTHING.into()));
                }
                grid.row(row);
            }
            let _ = writeln!(out, "{service}\n{}", grid.lines(2));
        }
        out
    }

    /// Returns the sweep as CSV: a row for each variant and metric.
    ///
    /// # Errors
    /// Never, in memory.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut header: Vec<String> =
            self.variations.iter().map(|variation| variation.path.clone()).collect();
        header.push("metric".into());
        header.extend(columns("estimate"));
        header.extend(columns("change_from_first"));
        table.write_record(&header)?;
        for point in &self.points {
            for (path, estimate) in &point.metrics {
                let mut row = point.values.clone();
                row.push(path.clone());
                row.extend(cells(estimate));
                let empty = || [const { String::new() }; 4];
                row.extend(point.change(path).map_or_else(empty, cells));
                table.write_record(&row)?;
            }
        }
        Ok(table.into_inner().unwrap_or_default())
    }
}
