//! A study becomes what people read: summary, console text, tables, charts.

mod charts;
mod comparison;
mod comparison_text;
mod console;
mod files;
pub mod gate;
mod grid;
mod metrics;
mod months;
mod overview;
mod page;
mod png;
mod sla;
mod summarize;
mod summary;
pub mod sweep;
mod tables;
mod trace;
mod units;

pub use crate::statistics::Estimate;
pub use comparison::{Comparison, Contrast, Rival, Word, comparison};
pub use comparison_text::{comparison_csv, comparison_text};
pub use console::console;
pub use files::{Folder, WriteError};
pub(crate) use grid::broken;
pub use metrics::Metric;
pub use overview::overview;
pub use page::Run;
pub(crate) use png::png;
pub use summarize::summarize;
pub use summary::{
    About, Cluster, Component, Downtime, Loss, OutageLength, Part, Recovery, Service, Summary,
};
pub use summary::{BudgetPart, ErrorBudget, PhasePart, Sla, SlaTier};
pub use trace::{Choice, events, events_json, history, story, timeline};
pub(crate) use units::span;

use crate::model::Model;
use crate::study::Study;
use std::path::Path;

/// Writes a single file, whole or not at all; its folder is made if need be.
///
/// # Errors
/// If it cannot be written; the old one is still there then.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = Folder::open(folder.unwrap_or(Path::new(".")))?;
    folder.write(&path.file_name().unwrap_or_default().to_string_lossy(), bytes)
}

/// Writes the tables of a study into a folder.
///
/// # Errors
/// If a file cannot be written; those before it are complete.
pub fn write_tables(
    folder: &Folder,
    model: &Model,
    study: &Study,
    summary: &Summary,
) -> Result<(), WriteError> {
    tables::write(folder, model, study, summary)
}

/// Draws a chart for each service that the designs of a comparison share.
///
/// # Errors
/// If a file cannot be written; those before it are complete.
pub fn write_comparison_charts(
    folder: &Folder,
    comparison: &Comparison,
    services: &[String],
    png: bool,
) -> Result<(), WriteError> {
    charts::write_comparison(folder, comparison, services, png)
}

/// Removes the charts of an earlier comparison from a folder.
///
/// # Errors
/// If one cannot be removed.
pub fn remove_comparison_charts(folder: &Folder, services: &[String]) -> Result<(), WriteError> {
    charts::remove_comparison(folder, services)
}

/// Writes one chart, as PNG too if wanted, or removes an earlier one where there is none.
///
/// # Errors
/// If it cannot be written or removed.
pub fn write_chart(
    folder: &Folder,
    name: &str,
    svg: Option<&str>,
    png: bool,
) -> Result<(), WriteError> {
    charts::write_one(folder, name, svg, png)
}

/// Draws the charts of a study into a folder, as SVG and, if wanted, as PNG too.
///
/// # Errors
/// If a file cannot be written; those before it are complete.
pub fn write_charts(
    folder: &Folder,
    study: &Study,
    summary: &Summary,
    png: bool,
) -> Result<(), WriteError> {
    charts::write(folder, study, summary, png)
}

/// Removes the charts of an earlier run from a folder.
///
/// # Errors
/// If one cannot be removed.
pub fn remove_charts(folder: &Folder, summary: &Summary) -> Result<(), WriteError> {
    charts::remove(folder, summary)
}

/// Writes the page of a run into a folder.
///
/// # Errors
/// If it cannot be written; the old one is still there then.
pub fn write_page(folder: &Folder, run: &Run) -> Result<(), WriteError> {
    folder.write("report.html", page::draw(run).as_bytes())
}
