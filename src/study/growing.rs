//! A study that can be played on.

use super::board::{Board, Merged, work};
use super::columns::{Column, Columns};
use super::looks::Look;
use super::monitor::Monitor;
use super::monte_carlo::{BLOCK, End, Options, Study, StudyError};
use super::sums::cause_names;
use crate::model::Model;
use crate::statistics::Moments;

/// A study that can be played on from where it stands.
///
/// Whatever its steps were, at so many trials it is the study of that many trials: every step but the last is
/// a whole number of blocks.
pub struct Growing<'m> {
    model: &'m Model,
    options: Options,
    pool: rayon::ThreadPool,
    merged: Merged,
    columns: Option<Columns>,
}

impl<'m> Growing<'m> {
    /// Returns a study without a trial; `options.trials` is how many there will be at most.
    ///
    /// # Errors
    /// If the system does not give as many threads as were asked for.
    pub fn new(model: &'m Model, options: &Options) -> Result<Self, StudyError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()?;
        let (options, merged) = (*options, Merged::new(model));
        Ok(Growing { model, options, pool, merged, columns: None })
    }

    /// Keeps a sheet with the numbers of each trial, and no rows of trials and outages.
    #[must_use]
    pub fn with_sheet(self) -> Self {
        self.with_columns(|_| true)
    }

    /// Keeps a sheet with those numbers of each trial whose paths are wanted, and no rows of trials and outages.
    #[must_use]
    pub fn with_columns(mut self, wanted: impl Fn(&str) -> bool) -> Self {
        let mut columns = Columns::new(self.model);
        columns.all.retain(|column| wanted(&column.path));
        self.columns = Some(columns);
        self
    }

    /// Returns the columns of the sheet; none if none is kept.
    pub fn columns(&self) -> &[Column] {
        self.columns.as_ref().map_or(&[], |columns| &columns.all)
    }

    /// Returns how many trials it has.
    pub fn trials(&self) -> u64 {
        self.merged.trials()
    }

    /// Plays on until there are so many trials, a multiple of [`BLOCK`] or the last; or until every service's
    /// downtime is known with this relative precision, or the monitor interrupts. Returns why it has stopped.
    ///
    /// # Errors
    /// If a history does not move on.
    pub fn play(
        &mut self,
        trials: u64,
        precision: Option<f64>,
        monitor: &dyn Monitor,
    ) -> Result<End, StudyError> {
        debug_assert!(self.trials().is_multiple_of(BLOCK), "a short block is the last one");
        let options = Options { trials, ..self.options };
        let threads = self.pool.current_num_threads();
        let merged = std::mem::replace(&mut self.merged, Merged::new(self.model));
        let board = Board::new(self.model, &options, precision, monitor, threads, merged);
        let columns = self.columns.as_ref();
        self.pool.broadcast(|_| work(self.model, &options, columns, &board));
        self.merged = board.finish();
        match self.merged.stuck.take() {
            Some(stuck) => Err(stuck.into()),
            None => Ok(self.merged.end),
        }
    }

    /// Returns the sheet of the trials since it was last taken: row by row, as many numbers as columns.
    pub fn take_sheet(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.merged.sheet)
    }

    /// Returns what is known of the downtime of a service: its seconds in a trial.
    pub fn downtime(&self, service: usize) -> Moments {
        self.merged.downtime(service)
    }

    /// Returns the study as it stands.
    pub fn study(&self) -> Study {
        self.merged.clone().into_study(cause_names(self.model))
    }

    /// Returns the study, and ends it.
    pub fn finish(self) -> Study {
        self.merged.into_study(cause_names(self.model))
    }

    /// Returns what was known after how many trials.
    pub fn looks(&self) -> &[Look] {
        &self.merged.looks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::compile;
    use crate::study::{Unattended, run};

    #[test]
    fn a_study_is_the_same_in_steps() {
        let text = r#"{"quorate": 1, "nodes": {"n": {"mtbf": "1000h", "mttr": "1h"}},
            "services": {"s": {"needs": "n"}}}"#;
        let source = crate::scenario::parse("m.json", "m", text.to_owned()).unwrap();
        let model = compile(&source.scenario);
        let options = Options { trials: 5000, seed: 3, threads: 2 };
        let mut growing = Growing::new(&model, &options).unwrap();
        for trials in [256, 1024, 2048, 5000] {
            growing.play(trials, None, &Unattended).unwrap();
            assert_eq!(growing.trials(), trials);
            let whole = run(&model, &Options { trials, threads: 1, ..options }).unwrap();
            assert_eq!(format!("{:?}", growing.study()), format!("{whole:?}"));
        }
    }
}
