//! Plays trials in blocks on all threads.

use super::growing::Growing;
use super::looks::Look;
use super::monitor::{Monitor, Unattended};
use super::rows::{OutageRow, TrialRow};
use super::tally::{Tally, Worst};
use crate::model::Model;
use crate::statistics::Distribution;
use crate::world::Stuck;

/// Trials of one block; the last block of a study may be shorter.
pub const BLOCK: u64 = 256;

/// How a study is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many trials.
    pub trials: u64,
    /// The seed of all streams.
    pub seed: u64,
    /// How many threads; 0 for one on each core.
    pub threads: usize,
}

/// Why a study ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All trials were played.
    Complete,
    /// The precision that was asked for is reached.
    Precise,
    /// All trials were played without reaching the precision that was asked for.
    Budget,
    /// It was interrupted; what it has are the first blocks of what was asked for.
    Interrupted,
}

/// What a study has found.
#[derive(Debug)]
pub struct Study {
    /// What the trials add up to.
    pub tally: Tally,
    /// By service: the downtime of each trial, scaled to a year.
    pub yearly_down: Vec<Distribution>,
    /// By service: how much downtime counts in each period of each trial.
    pub period_down: Vec<Distribution>,
    /// By service: the duration of each outage that ended before its trial did.
    pub outage: Vec<Distribution>,
    /// By cluster: how long a time's writes each loss took.
    pub lost_writes: Vec<Distribution>,
    /// By cluster: how long each recovery from a disaster took.
    pub recovery_time: Vec<Distribution>,
    /// By cluster: how long a time's writes each recovery from a disaster lost.
    pub recovery_point: Vec<Distribution>,
    /// The first trials, one row for each service.
    pub trials: Vec<TrialRow>,
    /// The first outages.
    pub outages: Vec<OutageRow>,
    /// The names of the causes, in the order of the tallies.
    pub causes: Vec<String>,
    /// What was known after how many trials; the last is what is known now.
    pub looks: Vec<Look>,
    /// Why it ended.
    pub end: End,
}

impl Study {
    /// Returns the trial in which a service was down for longest; none if it never was.
    pub fn worst(&self, service: usize) -> Option<Worst> {
        self.tally.services.get(service)?.worst
    }
}

/// Why a study could not be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A history does not move on.
    #[error(transparent)]
    Stuck(#[from] Stuck),
    /// The system does not give that many threads.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Plays a study.
///
/// The result depends on the model, the trials and the seed; not on the threads.
///
/// # Errors
/// If a history does not move on, or the system does not give as many threads as were asked for.
pub fn run(model: &Model, options: &Options) -> Result<Study, StudyError> {
    run_watched(model, options, None, &Unattended)
}

/// Plays a study until every service's downtime is known with this relative precision, all trials are
/// played or the monitor interrupts.
///
/// Whether the precision is reached is looked at after 256 · ⌈4 · 1.25^k⌉ trials only, so the result
/// depends on the model, the options and the precision; not on the threads. An interrupted study is
/// the one that was asked for that many trials.
///
/// # Errors
/// If a history does not move on, or the system does not give as many threads as were asked for.
pub fn run_watched(
    model: &Model,
    options: &Options,
    precision: Option<f64>,
    monitor: &dyn Monitor,
) -> Result<Study, StudyError> {
    let mut study = Growing::new(model, options)?;
    study.play(options.trials, precision, monitor)?;
    Ok(study.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::compile;
    use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

    const MODEL: &str = r#"{"quorate": 1, "nodes": {"n": {"count": 3, "mtbf": "1000h", "mttr": "10h"}},
        "services": {"s": {"needs": {"at_least": 2, "of": "n"}}, "one": {"needs": "n-1"}}}"#;

    fn model() -> Model {
        let source = crate::scenario::parse("m.json", "m", MODEL.to_owned()).unwrap();
        compile(&source.scenario)
    }

    fn everything(study: &Study) -> String {
        format!("{study:?}")
    }

    /// Interrupts after so many questions.
    struct Fuse(AtomicI64);

    impl Monitor for Fuse {
        fn interrupted(&self) -> bool {
            self.0.fetch_sub(1, Relaxed) <= 0
        }
    }

    #[test]
    fn an_interrupted_study_is_a_shorter_one() {
        let model = model();
        for (fuse, threads) in [(5000, 1), (5000, 3), (20_000, 2), (301, 2)] {
            let options = Options { trials: 100_000, seed: 5, threads };
            let fuse = Fuse(AtomicI64::new(fuse));
            let cut = run_watched(&model, &options, None, &fuse).unwrap();
            let trials = cut.tally.trials;
            assert!(trials < 25_000 && trials.is_multiple_of(BLOCK) && cut.end == End::Interrupted);
            if trials > 0 {
                let mut plain = run(&model, &Options { trials, threads: 2, ..options }).unwrap();
                plain.end = End::Interrupted;
                assert_eq!(everything(&cut), everything(&plain));
            }
        }
        let none = run_watched(
            &model,
            &Options { trials: 1000, seed: 5, threads: 2 },
            None,
            &Fuse(AtomicI64::new(1)),
        );
        assert_eq!(none.unwrap().tally.trials, 0);
    }

    #[test]
    fn precision_stops_at_a_look_whatever_the_threads() {
        let model = model();
        let options = |threads| Options { trials: 1_000_000, seed: 2, threads };
        let one = run_watched(&model, &options(1), Some(0.05), &Unattended).unwrap();
        let three = run_watched(&model, &options(3), Some(0.05), &Unattended).unwrap();
        assert_eq!(everything(&one), everything(&three));
        assert_eq!(one.end, End::Precise);
        let (last, before) = (&one.looks[one.looks.len() - 1], &one.looks[one.looks.len() - 2]);
        assert!(last.half_width() <= 0.05 && before.half_width() > 0.05);
        let short = Options { trials: 1500, ..options(2) };
        let short = run_watched(&model, &short, Some(1e-4), &Unattended).unwrap();
        assert_eq!((short.end, short.tally.trials), (End::Budget, 1500));
    }
}
