//! The numbers of single trials, kept to be held against those of another design.

use super::growing::Growing;
use crate::statistics::Moments;

/// Some numbers of each trial of a design.
#[derive(Clone, Debug)]
pub struct Sheet {
    seed: u64,
    trials: u64,
    paths: Vec<String>,
    /// Trial by trial, as many as paths.
    numbers: Vec<f64>,
}

impl Sheet {
    /// Takes the sheet that a study with this seed has kept.
    pub fn take(study: &mut Growing, seed: u64) -> Sheet {
        let paths = study.columns().iter().map(|column| column.path.clone()).collect();
        Sheet { seed, trials: study.trials(), paths, numbers: study.take_sheet() }
    }

    /// Returns, for each path that both have, the difference of this to the base, trial by trial; nothing if they are not
    /// the same trials.
    pub fn against(&self, base: &Sheet) -> Vec<(String, Moments)> {
        if (self.seed, self.trials) != (base.seed, base.trials) {
            return Vec::new();
        }
        let shared = self.paths.iter().enumerate().filter_map(|(i, path)| {
            let j = base.paths.iter().position(|known| known == path)?;
            let differences: Vec<f64> =
                self.column(i).zip(base.column(j)).map(|(now, base)| now - base).collect();
            Some((path.clone(), Moments::of(&differences)))
        });
        shared.collect()
    }

    fn column(&self, i: usize) -> impl Iterator<Item = f64> {
        self.numbers.iter().copied().skip(i).step_by(self.paths.len())
    }
}
