//! The CSV files.

use super::files::{Folder, WriteError};
use super::months;
use super::summarize::yearly_downtime;
use super::summary::Summary;
use crate::engine::seconds;
use crate::ledger::Phase;
use crate::model::Model;
use crate::statistics::Estimate;
use crate::study::Study;
use std::io::Write;

/// Writes every table.
pub(super) fn write(
    folder: &Folder,
    model: &Model,
    study: &Study,
    summary: &Summary,
) -> Result<(), WriteError> {
    let table = |name: &str, fill: &dyn Fn(&mut Table) -> csv::Result<()>| {
        folder.write_with(name, |file| {
            let mut table = Table(csv::Writer::from_writer(file));
            fill(&mut table)?;
            table.0.flush()
        })
    };
    table("trials.csv", &|table| trials(table, model, study))?;
    table("months.csv", &|table| months(table, model, study, summary))?;
    table("outages.csv", &|table| outages(table, model, study))?;
    table("causes.csv", &|table| causes(table, summary))?;
    table("phases.csv", &|table| phases(table, summary))?;
    table("components.csv", &|table| components(table, summary))?;
    table("clusters.csv", &|table| clusters(table, summary))?;
    table("convergence.csv", &|table| convergence(table, model, study))
}

/// A table that is being written.
struct Table<'f>(csv::Writer<&'f mut dyn Write>);

impl Table<'_> {
    fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> csv::Result<()> {
        self.0.write_record(cells.iter().map(|cell| cell.as_ref().as_bytes()))
    }
}

/// Returns mean, standard error and limits; the limits are empty where they are not known.
pub(super) fn cells(e: &Estimate) -> [String; 4] {
    let [low, high] = e.ci95.map_or([String::new(), String::new()], |ci| ci.map(|x| x.to_string()));
    [e.mean.to_string(), e.standard_error.to_string(), low, high]
}

/// Returns the columns of an estimate.
pub(super) fn columns(name: &str) -> [String; 4] {
    ["", "_standard_error", "_low", "_high"].map(|end| format!("{name}{end}"))
}

fn trials(table: &mut Table, model: &Model, study: &Study) -> csv::Result<()> {
    let header = [
        "trial",
        "service",
        "downtime_s",
        "planned_downtime_s",
        "outages",
        "availability",
        "served_fraction",
    ];
    table.row(&header)?;
    let horizon_s = seconds(model.horizon);
    for row in &study.trials {
        let down_s = seconds(row.down);
        table.row(&[
            row.trial.to_string(),
            model.services[row.service as usize].clone(),
            down_s.to_string(),
            seconds(row.planned).to_string(),
            row.outages.to_string(),
            (1.0 - down_s / horizon_s).to_string(),
            (1.0 - row.unserved_s / horizon_s).to_string(),
        ])?;
    }
    Ok(())
}

fn outages(table: &mut Table, model: &Model, study: &Study) -> csv::Result<()> {
    let mut header: Vec<String> =
        ["trial", "service", "start_s", "duration_s", "cause", "planned", "cut_by_horizon"]
            .map(Into::into)
            .into();
    header.extend(Phase::ALL.map(|phase| format!("{}_s", phase.name())));
    table.row(&header)?;
    for row in &study.outages {
        let outage = &row.outage;
        let mut cells = vec![
            row.trial.to_string(),
            model.services[outage.service as usize].clone(),
            seconds(outage.start).to_string(),
            seconds(outage.duration).to_string(),
            model.causes[outage.cause as usize].name.clone(),
            model.causes[outage.cause as usize].planned.to_string(),
            outage.cut.to_string(),
        ];
        cells.extend(outage.phases.iter().map(|span| seconds(*span).to_string()));
        table.row(&cells)?;
    }
    Ok(())
}

/// The spread of the uptime of periods.
fn months(table: &mut Table, model: &Model, study: &Study, summary: &Summary) -> csv::Result<()> {
    let header =
        ["service", "period_s", "downtime_at_most_s", "uptime_at_least", "probability", "border"];
    table.row(&header)?;
    for (i, (service, found)) in summary.services.iter().enumerate() {
        let period_s = seconds(model.periods[i].length);
        for row in months::rows(period_s, found.sla.as_ref(), &study.period_down[i]) {
            table.row(&[
                service.clone(),
                period_s.to_string(),
                row.downtime_s.to_string(),
                row.uptime.to_string(),
                row.probability.to_string(),
                row.border,
            ])?;
        }
    }
    Ok(())
}

fn causes(table: &mut Table, summary: &Summary) -> csv::Result<()> {
    let mut header = ["service", "cause", "planned"].map(str::to_owned).to_vec();
    for name in ["downtime_s_per_year", "share", "outages_per_year"] {
        header.extend(columns(name));
    }
    table.row(&header)?;
    for (service, found) in &summary.services {
        for part in &found.causes {
            let mut row = vec![service.clone(), part.cause.clone(), part.planned.to_string()];
            for e in [&part.downtime_s_per_year, &part.share, &part.outages_per_year] {
                row.extend(cells(e));
            }
            table.row(&row)?;
        }
    }
    Ok(())
}

fn phases(table: &mut Table, summary: &Summary) -> csv::Result<()> {
    let mut header = vec!["service".to_owned(), "phase".to_owned()];
    for name in ["downtime_s_per_year", "share"] {
        header.extend(columns(name));
    }
    table.row(&header)?;
    for (service, found) in &summary.services {
        for part in &found.phases {
            let mut row = vec![service.clone(), part.phase.to_owned()];
            row.extend(cells(&part.downtime_s_per_year));
            row.extend(cells(&part.share));
            table.row(&row)?;
        }
    }
    Ok(())
}

fn components(table: &mut Table, summary: &Summary) -> csv::Result<()> {
    let mut header = vec!["component".to_owned()];
    for name in
        ["availability", "failures_per_year", "downtime_s_per_year", "service_downtime_share"]
    {
        header.extend(columns(name));
    }
    if summary.cost_per_year.is_some() {
        header.push("cost_per_year".into());
    }
    table.row(&header)?;
    for (name, c) in &summary.components {
        let mut row = vec![name.clone()];
        for e in [
            &c.availability,
            &c.failures_per_year,
            &c.downtime_s_per_year,
            &c.service_downtime_share,
        ] {
            row.extend(cells(e));
        }
        row.extend(c.cost_per_year.map(|cost| cost.to_string()));
        table.row(&row)?;
    }
    Ok(())
}

fn clusters(table: &mut Table, summary: &Summary) -> csv::Result<()> {
    let mut header = ["cluster", "metric"].map(str::to_owned).to_vec();
    header.extend(columns("estimate"));
    table.row(&header)?;
    for (name, c) in &summary.clusters {
        let named = [
            ("availability", &c.availability),
            ("downtime_s_per_year", &c.downtime_s_per_year),
            ("fencing_blocked_s_per_year", &c.fencing_blocked_s_per_year),
            ("split_brain_s_per_year", &c.split_brain_s_per_year),
            ("p_split_brain", &c.p_split_brain),
            ("p_data_loss", &c.p_data_loss),
        ];
        let lost = c.lost_writes_s_per_year.iter().map(|e| ("lost_writes_s_per_year", e));
        let time = c.recovery_time_s.iter().map(|r| ("recovery_time_s", &r.mean));
        let point = c.recovery_point_s.iter().map(|r| ("recovery_point_s", &r.mean));
        let lost = lost.chain(time).chain(point);
        let rates = c.rates.iter().map(|(metric, e)| (*metric, e));
        for (metric, e) in named.into_iter().chain(lost).chain(rates) {
            let mut row = vec![name.clone(), metric.to_owned()];
            row.extend(cells(e));
            table.row(&row)?;
        }
    }
    Ok(())
}

/// The expected downtime as it was known after more and more trials.
fn convergence(table: &mut Table, model: &Model, study: &Study) -> csv::Result<()> {
    let mut header = ["service", "trials"].map(str::to_owned).to_vec();
    header.extend(columns("downtime_s_per_year"));
    table.row(&header)?;
    for (i, service) in model.services.iter().enumerate() {
        for look in &study.looks {
            let mut row = vec![service.clone(), look.trials.to_string()];
            row.extend(cells(&yearly_downtime(&look.downtime_s[i], model.horizon)));
            table.row(&row)?;
        }
    }
    Ok(())
}
