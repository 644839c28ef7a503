//! The charts, as SVG, drawn at twice the size that they are meant to be seen at.

mod bars;
mod curves;
mod frame;

use super::files::{Folder, WriteError};
use super::summary::{Service, Summary};
use crate::statistics::{Distribution, Estimate};
use crate::study::Study;
use bars::Bar;

/// Draws every chart of every service; a service without any downtime has none to draw.
pub(super) fn write(folder: &Folder, study: &Study, summary: &Summary) -> Result<(), WriteError> {
    let charts = folder.inner("charts")?;
    for ((name, service), yearly) in summary.services.iter().zip(&study.yearly_down) {
        for (kind, svg) in of_service(name, service, yearly) {
            let file = format!("{kind}-{name}.svg");
            match svg {
                Some(svg) => charts.write(&file, svg.as_bytes())?,
                None => charts.remove(&file)?,
            }
        }
    }
    Ok(())
}

fn of_service(
    name: &str,
    service: &Service,
    yearly: &Distribution,
) -> [(&'static str, Option<String>); 4] {
    let down = &service.downtime_s_per_year;
    let any = down.max > 0.0;
    let bar = |label: String, e: &Estimate, share: &Estimate| Bar {
        label,
        mean_s: e.mean,
        limits_s: e.ci95,
        share: share.mean,
    };
    let causes: Vec<Bar> = service
        .causes
        .iter()
        .map(|part| bar(part.cause.clone(), &part.downtime_s_per_year, &part.share))
        .collect();
    let phases: Vec<Bar> = service
        .phases
        .iter()
        .map(|part| bar(part.phase.replace('_', " "), &part.downtime_s_per_year, &part.share))
        .collect();
    let when = |draw: &dyn Fn() -> String| any.then(draw);
    [
        ("downtime", when(&|| curves::downtime(name, down, yearly))),
        ("exceedance", when(&|| curves::exceedance(name, down, yearly))),
        (
            "causes",
            when(&|| bars::draw(&format!("{name}: where the downtime comes from"), &causes)),
        ),
        (
            "phases",
            when(&|| bars::draw(&format!("{name}: what the downtime is spent on"), &phases)),
        ),
    ]
}
