//! An experiment: how it is written, what was measured, and what many histories make of it.

use super::setup::Setup;
use super::witness::Witness;
use crate::common::model;
use quorate::engine::trial_key;
use quorate::world::Simulator;
use std::collections::BTreeMap;

const TRIALS: u64 = 2000;

/// A simulated median may be so far from the measured one, in seconds or as a share of it.
const BAR_S: f64 = 0.5;
const BAR: f64 = 0.1;

/// An outcome is not theirs if the runs would have missed it with less than this probability.
const MISSED: f64 = 0.01;

/// What is measured of a history.
#[derive(Clone, Copy)]
pub(super) enum Quantity {
    /// From the injection to the service on another node than `n1`.
    Takeover,
    /// How long two served.
    Double,
    /// How long nobody served.
    Down,
    /// From the injection to the end of the service on `n1`.
    Stopped,
    /// From the boot of `n1` to the service on it.
    MovedBack,
    /// How many operations of fencing failed.
    FailedShots,
}

impl Quantity {
    pub(super) fn words(self) -> &'static str {
        match self {
            Quantity::Takeover => "served elsewhere after, s",
            Quantity::Double => "two serve for, s",
            Quantity::Down => "nobody serves for, s",
            Quantity::Stopped => "stopped on n1 after, s",
            Quantity::MovedBack => "boot of n1 until served there, s",
            Quantity::FailedShots => "failed shots",
        }
    }

    fn of(self, seen: &Witness) -> Option<f64> {
        match self {
            Quantity::Takeover => seen.takeover_s(),
            Quantity::Double => Some(seen.double_s()),
            Quantity::Down => Some(seen.down_s()),
            Quantity::Stopped => seen.stopped_s(),
            Quantity::MovedBack => seen.moved_back_s(),
            Quantity::FailedShots => Some(f64::from(seen.failed_shots)),
        }
    }
}

/// The measured minimum, median and maximum of a quantity in so many runs.
pub(super) struct Measured {
    pub(super) quantity: Quantity,
    pub(super) runs: u32,
    pub(super) span: [f64; 3],
}

/// One experiment.
pub(super) struct Experiment {
    pub(super) name: &'static str,
    pub(super) runs: u32,
    setup: Setup,
    watched_s: f64,
    keeps: fn(&Witness) -> bool,
    /// What was seen, and how often.
    pub(super) saw: Vec<(&'static str, u32)>,
    pub(super) measured: Vec<Measured>,
    /// Which note of the page says why it does not agree.
    pub(super) differs: Option<char>,
}

impl Experiment {
    pub(super) fn new(name: &'static str, setup: Setup, watched_s: f64) -> Experiment {
        let keeps = |_: &Witness| true;
        let (saw, measured) = (Vec::new(), Vec::new());
        Experiment { name, runs: 0, setup, watched_s, keeps, saw, measured, differs: None }
    }

    /// Something was seen in so many runs.
    pub(super) fn saw(mut self, runs: u32, outcome: &'static str) -> Experiment {
        self.runs += runs;
        self.saw.push((outcome, runs));
        self
    }

    /// A quantity was measured in all runs seen so far: minimum, median, maximum.
    pub(super) fn measured(self, quantity: Quantity, span: [f64; 3]) -> Experiment {
        let runs = self.runs;
        self.measured_in(runs, quantity, span)
    }

    /// A quantity was measured in some of the runs.
    pub(super) fn measured_in(
        mut self,
        runs: u32,
        quantity: Quantity,
        span: [f64; 3],
    ) -> Experiment {
        self.measured.push(Measured { quantity, runs, span });
        self
    }

    /// Only histories in which this holds are like the experiment.
    pub(super) fn only(self, keeps: fn(&Witness) -> bool) -> Experiment {
        Experiment { keeps, ..self }
    }

    /// It does not agree, and this note says why.
    pub(super) fn differs(self, note: char) -> Experiment {
        Experiment { differs: Some(note), ..self }
    }

    /// Plays it many times.
    pub(super) fn play(self) -> Played {
        let model = model(&self.setup.scenario(self.watched_s));
        let mut simulator = Simulator::new(&model);
        let mut seen = Witness::new(&model);
        let mut outcomes = BTreeMap::new();
        let mut values = vec![Vec::new(); self.measured.len()];
        let mut histories = 0;
        for trial in 0..TRIALS {
            simulator.play(trial_key(1, trial), &mut seen).unwrap();
            if !(self.keeps)(&seen) {
                continue;
            }
            histories += 1;
            *outcomes.entry(seen.outcome()).or_insert(0) += 1;
            for (values, measured) in values.iter_mut().zip(&self.measured) {
                values.extend(measured.quantity.of(&seen));
            }
        }
        let spans = values.into_iter().map(span).collect();
        Played { experiment: self, histories, outcomes, spans }
    }
}

/// Returns minimum, median and maximum, if there are any.
fn span(mut values: Vec<f64>) -> Option<[f64; 3]> {
    values.sort_by(f64::total_cmp);
    let (first, last) = (*values.first()?, *values.last()?);
    let middle = |shift: usize| values[(values.len() - shift) / 2];
    Some([first, f64::midpoint(middle(0).min(last), middle(1)), last])
}

/// An experiment and what the simulator makes of it.
pub(super) struct Played {
    pub(super) experiment: Experiment,
    pub(super) histories: u32,
    pub(super) outcomes: BTreeMap<String, u32>,
    pub(super) spans: Vec<Option<[f64; 3]>>,
}

impl Played {
    /// Returns which share of the histories ended so.
    pub(super) fn share(&self, outcome: &str) -> f64 {
        f64::from(self.outcomes.get(outcome).copied().unwrap_or(0)) / f64::from(self.histories)
    }

    /// Whether whatever was seen happens in the simulator too, and whatever happens there was seen
    /// or could have been missed in so few runs.
    pub(super) fn agrees_in_kind(&self) -> bool {
        let saw = &self.experiment.saw;
        let happens = saw.iter().all(|(outcome, _)| self.outcomes.contains_key(*outcome));
        let may_be_missed = |outcome: &String| {
            let runs = self.experiment.runs as i32;
            (1.0 - self.share(outcome)).powi(runs) > MISSED
        };
        let unseen = |outcome: &&String| saw.iter().all(|(seen, _)| seen != outcome);
        happens && self.outcomes.keys().filter(unseen).all(may_be_missed)
    }

    /// Whether the median of a quantity lies within the bar.
    pub(super) fn is_within(&self, quantity: usize) -> bool {
        let measured = self.experiment.measured[quantity].span[1];
        let bar = BAR_S.max(BAR * measured);
        self.spans[quantity].is_some_and(|span| (span[1] - measured).abs() <= bar)
    }

    pub(super) fn agrees(&self) -> bool {
        self.agrees_in_kind() && (0..self.spans.len()).all(|i| self.is_within(i))
    }
}
