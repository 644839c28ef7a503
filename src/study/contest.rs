//! Designs against one another, trial by trial with the same random numbers.

use super::forest::{Forest, Merge};
use super::growing::Growing;
use super::monitor::Monitor;
use super::monte_carlo::{BLOCK, End, Options, Study, StudyError};
use crate::model::Model;
use crate::statistics::Moments;

/// So many trials of one design are played before those of the next: what they leave until then is kept.
const STRETCH: u64 = 16 * BLOCK;

/// A metric of two designs, and how it differs between them in the same trial.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The metric's path, which both have.
    pub path: String,
    /// That of the first design.
    pub base: Moments,
    /// That of the other.
    pub other: Moments,
    /// The other's less the first's, trial by trial; its `max` is the largest rise.
    pub difference: Moments,
}

/// Pairs of one block, and of what blocks add up to.
#[derive(Clone, Debug)]
struct Pairs(Vec<Pair>);

impl Merge for Pairs {
    fn merge(&mut self, later: Self) {
        for (pair, later) in self.0.iter_mut().zip(later.0) {
            pair.base = pair.base.merge(&later.base);
            pair.other = pair.other.merge(&later.other);
            pair.difference = pair.difference.merge(&later.difference);
        }
    }
}

/// Several designs that are played in step: each trial with the same key, so that what they have in common has
/// the same lives and the same repairs in all of them (common random numbers).
pub struct Contest<'m> {
    designs: Vec<Growing<'m>>,
    /// By design but for the first: the columns that it shares with the first, and what they add up to.
    rivals: Vec<Rival>,
    end: End,
}

struct Rival {
    shared: Vec<(usize, usize)>,
    pairs: Forest<Pairs>,
}

impl<'m> Contest<'m> {
    /// Returns a contest of a first design with others, without a trial yet.
    ///
    /// # Errors
    /// If the system does not give as many threads as were asked for.
    pub fn new(models: &[&'m Model], options: &Options) -> Result<Self, StudyError> {
        let design = |model: &&'m Model| Ok(Growing::new(model, options)?.with_sheet());
        let designs: Vec<Growing> = models.iter().map(design).collect::<Result<_, StudyError>>()?;
        let shared = |other: &Growing| {
            let place = |path: &str| other.columns().iter().position(|column| column.path == path);
            let first = designs[0].columns().iter().enumerate();
            first.filter_map(|(i, column)| Some((i, place(&column.path)?))).collect()
        };
        let rival = |other| Rival { shared: shared(other), pairs: Forest::new() };
        let rivals = designs.iter().skip(1).map(rival).collect();
        Ok(Contest { designs, rivals, end: End::Complete })
    }

    /// Returns how many trials each has.
    pub fn trials(&self) -> u64 {
        self.designs[0].trials()
    }

    /// Plays on until each has so many trials, a multiple of [`BLOCK`] or the last; after an interruption all
    /// have those that the last one has.
    ///
    /// # Errors
    /// If a history does not move on.
    pub fn play(&mut self, trials: u64, monitor: &dyn Monitor) -> Result<End, StudyError> {
        while self.trials() < trials {
            let next = (self.trials() + STRETCH).min(trials);
            let mut sheets = Vec::new();
            for design in &mut self.designs {
                if design.play(next, None, monitor)? == End::Interrupted {
                    self.end = End::Interrupted;
                    return Ok(End::Interrupted);
                }
                sheets.push(design.take_sheet());
            }
            self.pair(&sheets);
        }
        Ok(self.end)
    }

    /// Adds what the sheets of the same trials say.
    fn pair(&mut self, sheets: &[Vec<f64>]) {
        let widths: Vec<usize> = self.designs.iter().map(|d| d.columns().len()).collect();
        let columns = self.designs[0].columns();
        for (k, rival) in self.rivals.iter_mut().enumerate() {
            let (a, b) = (&sheets[0], &sheets[k + 1]);
            let blocks =
                |sheet: &'_ [f64], width: usize| sheet.len().div_ceil(width * BLOCK as usize);
            for block in 0..blocks(a, widths[0]) {
                let pair = |(i, j): &(usize, usize)| {
                    let base = column(a, widths[0], *i, block);
                    let other = column(b, widths[k + 1], *j, block);
                    let difference: Vec<f64> =
                        other.iter().zip(&base).map(|(other, base)| other - base).collect();
                    Pair {
                        path: columns[*i].path.clone(),
                        base: Moments::of(&base),
                        other: Moments::of(&other),
                        difference: Moments::of(&difference),
                    }
                };
                rival.pairs.push(Pairs(rival.shared.iter().map(pair).collect()));
            }
        }
    }

    /// Returns the metrics that a design, counted from 1, shares with the first.
    pub fn pairs(&self, design: usize) -> Vec<Pair> {
        self.rivals[design - 1].pairs.clone().finish().map_or(Vec::new(), |pairs| pairs.0)
    }

    /// Returns the study of a design, counted from 0, as it stands; after an interruption it may have more
    /// trials than the pairs.
    pub fn study(&self, design: usize) -> Study {
        self.designs[design].study()
    }
}

/// Returns a column of a block of a sheet.
fn column(sheet: &[f64], width: usize, column: usize, block: usize) -> Vec<f64> {
    let rows = sheet.chunks_exact(width).skip(block * BLOCK as usize).take(BLOCK as usize);
    rows.map(|row| row[column]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::compile;
    use crate::study::{Unattended, run};

    fn model(mttr: &str, more: &str) -> Model {
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{"mtbf": "1000h", "mttr": "{mttr}"}}{more}}},
                "services": {{"s": {{"needs": "n"}}}}}}"#
        );
        compile(&crate::scenario::parse("m.json", "m", text).unwrap().scenario)
    }

    fn contest(models: &[&Model], steps: &[u64]) -> Vec<Pair> {
        let options = Options { trials: 3000, seed: 1, threads: 2 };
        let mut contest = Contest::new(models, &options).unwrap();
        for trials in steps {
            contest.play(*trials, &Unattended).unwrap();
        }
        contest.pairs(1)
    }

    #[test]
    fn a_stranger_makes_no_difference_at_all() {
        let (base, other) =
            (model("1h", ""), model("1h", r#", "m": {"mtbf": "10h", "mttr": "1h"}"#));
        for pair in contest(&[&base, &other], &[3000]) {
            let d = pair.difference;
            assert_eq!((d.n, d.hits, d.mean, d.m2), (3000, 0, 0.0, 0.0), "{}", pair.path);
        }
    }

    #[test]
    fn pairs_are_those_of_the_trials_whatever_the_steps() {
        let (base, other) = (model("1h", ""), model("2h", ""));
        let (one, two) =
            (contest(&[&base, &other], &[3000]), contest(&[&base, &other], &[512, 2048, 3000]));
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
        let rows = |model: &Model| {
            run(model, &Options { trials: 3000, seed: 1, threads: 1 }).unwrap().trials
        };
        let down = |row: &crate::study::TrialRow| row.down as f64 / 1e9;
        let (a, b) = (rows(&base), rows(&other));
        let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| down(b) - down(a)).collect();
        let direct = Moments::of(&differences);
        let pair = one.iter().find(|pair| pair.path == "services.s.downtime_s_per_year").unwrap();
        assert!((pair.difference.mean / direct.mean - 1.0).abs() < 1e-12);
        assert!((pair.difference.m2 / direct.m2 - 1.0).abs() < 1e-9);
        // Twice the repair time with the same lives: nearly all of the spread is common.
        let apart = pair.base.m2 + pair.other.m2;
        assert!(apart / pair.difference.m2 > 3.0, "{}", apart / pair.difference.m2);
    }
}
