//! The CSV files.

use super::files::{Folder, WriteError};
use super::summary::Summary;
use crate::engine::seconds;
use crate::ledger::Phase;
use crate::model::Model;
use crate::statistics::Estimate;
use crate::study::Study;

/// Writes every table.
pub(super) fn write(
    folder: &Folder,
    model: &Model,
    study: &Study,
    summary: &Summary,
) -> Result<(), WriteError> {
    folder.write("trials.csv", &trials(model, study))?;
    folder.write("outages.csv", &outages(model, study))?;
    folder.write("causes.csv", &causes(summary))?;
    folder.write("phases.csv", &phases(summary))?;
    folder.write("components.csv", &components(summary))?;
    folder.write("clusters.csv", &clusters(summary))
}

/// A table in memory: writing to it cannot fail.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new<S: AsRef<str>>(header: &[S]) -> Table {
        let mut table = Table(csv::Writer::from_writer(Vec::new()));
        table.row(header);
        table
    }

    fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        let cells = cells.iter().map(|cell| cell.as_ref().as_bytes());
        self.0.write_record(cells).expect("writing to memory cannot fail");
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory cannot fail")
    }
}

/// Returns mean, standard error and limits; the limits are empty where they are not known.
fn cells(e: &Estimate) -> [String; 4] {
    let [low, high] = e.ci95.map_or([String::new(), String::new()], |ci| ci.map(|x| x.to_string()));
    [e.mean.to_string(), e.standard_error.to_string(), low, high]
}

/// Returns the columns of an estimate.
fn columns(name: &str) -> [String; 4] {
    ["", "_standard_error", "_low", "_high"].map(|end| format!("{name}{end}"))
}

fn trials(model: &Model, study: &Study) -> Vec<u8> {
    let mut table = Table::new(&["trial", "service", "downtime_s", "outages", "availability"]);
    let horizon_s = seconds(model.horizon);
    for row in &study.trials {
        let down_s = seconds(row.down);
        table.row(&[
            row.trial.to_string(),
            model.services[row.service as usize].clone(),
            down_s.to_string(),
            row.outages.to_string(),
            (1.0 - down_s / horizon_s).to_string(),
        ]);
    }
    table.bytes()
}

fn outages(model: &Model, study: &Study) -> Vec<u8> {
    let mut header: Vec<String> =
        ["trial", "service", "start_s", "duration_s", "cause", "cut_by_horizon"]
            .map(Into::into)
            .into();
    header.extend(Phase::ALL.map(|phase| format!("{}_s", phase.name())));
    let mut table = Table::new(&header);
    for row in &study.outages {
        let outage = &row.outage;
        let mut cells = vec![
            row.trial.to_string(),
            model.services[outage.service as usize].clone(),
            seconds(outage.start).to_string(),
            seconds(outage.duration).to_string(),
            model.causes[outage.cause as usize].name.clone(),
            outage.cut.to_string(),
        ];
        cells.extend(outage.phases.iter().map(|span| seconds(*span).to_string()));
        table.row(&cells);
    }
    table.bytes()
}

fn causes(summary: &Summary) -> Vec<u8> {
    let mut header = vec!["service".to_owned(), "cause".to_owned()];
    for name in ["downtime_s_per_year", "share", "outages_per_year"] {
        header.extend(columns(name));
    }
    let mut table = Table::new(&header);
    for (service, found) in &summary.services {
        for part in &found.causes {
            let mut row = vec![service.clone(), part.cause.clone()];
            for e in [&part.downtime_s_per_year, &part.share, &part.outages_per_year] {
                row.extend(cells(e));
            }
            table.row(&row);
        }
    }
    table.bytes()
}

fn phases(summary: &Summary) -> Vec<u8> {
    let mut header = vec!["service".to_owned(), "phase".to_owned()];
    for name in ["downtime_s_per_year", "share"] {
        header.extend(columns(name));
    }
    let mut table = Table::new(&header);
    for (service, found) in &summary.services {
        for part in &found.phases {
            let mut row = vec![service.clone(), part.phase.to_owned()];
            row.extend(cells(&part.downtime_s_per_year));
            row.extend(cells(&part.share));
            table.row(&row);
        }
    }
    table.bytes()
}

fn components(summary: &Summary) -> Vec<u8> {
    let mut header = vec!["component".to_owned()];
    for name in
        ["availability", "failures_per_year", "downtime_s_per_year", "service_downtime_share"]
    {
        header.extend(columns(name));
    }
    let mut table = Table::new(&header);
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
        table.row(&row);
    }
    table.bytes()
}

fn clusters(summary: &Summary) -> Vec<u8> {
    let mut header = ["cluster", "metric"].map(str::to_owned).to_vec();
    header.extend(columns("estimate"));
    let mut table = Table::new(&header);
    for (name, c) in &summary.clusters {
        let named = [
            ("availability", &c.availability),
            ("downtime_s_per_year", &c.downtime_s_per_year),
            ("fencing_blocked_s_per_year", &c.fencing_blocked_s_per_year),
            ("split_brain_s_per_year", &c.split_brain_s_per_year),
            ("p_split_brain", &c.p_split_brain),
            ("p_data_loss", &c.p_data_loss),
        ];
        let rates = c.rates.iter().map(|(metric, e)| (*metric, e));
        for (metric, e) in named.into_iter().chain(rates) {
            let mut row = vec![name.clone(), metric.to_owned()];
            row.extend(cells(e));
            table.row(&row);
        }
    }
    table.bytes()
}
