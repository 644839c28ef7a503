//! Designs against one another: what is better, what is worse, and what nobody can tell yet.

use super::summary::{About, Summary};
use crate::statistics::{Estimate, Z95};
use crate::study::Pair;
use indexmap::IndexMap;
use serde::Serialize;

/// Everything that a comparison has found, as `comparison.json` has it.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Version of the program.
    pub quorate: &'static str,
    /// The seed of all streams, the same in all designs.
    pub seed: u64,
    /// How many trials of each.
    pub trials: u64,
    /// What the others are held against.
    pub base: About,
    /// The others.
    pub others: Vec<Rival>,
}

/// A design beside the base.
#[derive(Clone, Debug, Serialize)]
pub struct Rival {
    /// Which.
    #[serde(flatten)]
    pub scenario: About,
    /// By path, what both have.
    pub metrics: IndexMap<String, Contrast>,
}

/// A metric of two designs.
#[derive(Clone, Debug, Serialize)]
pub struct Contrast {
    /// That of the base.
    pub base: Estimate,
    /// That of the other.
    pub other: Estimate,
    /// The other's less the base's, from the differences of single trials.
    pub difference: Estimate,
    /// The difference as a share of the base's; not there where that is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// How many times as many trials it would have taken with random numbers of each design's own; not there where
    /// no trial differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variance_reduction: Option<f64>,
    /// What can be said.
    pub verdict: Word,
    /// With about so many trials it could be told, if the difference is what it seems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trials_needed: Option<u64>,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The other is better, 39 times in 40.
    Better,
    /// The other is worse.
    Worse,
    /// It is more, of what is neither good nor bad.
    More,
    /// It is less.
    Less,
    /// No trial differs.
    Same,
    /// Nobody can tell yet.
    Open,
}

impl Word {
    /// Returns it in words.
    pub fn said(self) -> &'static str {
        match self {
            Word::Better => "better",
            Word::Worse => "worse",
            Word::More => "more",
            Word::Less => "less",
            Word::Same => "the same",
            Word::Open => "cannot tell yet",
        }
    }
}

/// Whether more of it is better, worse, or neither.
fn direction(path: &str) -> Option<bool> {
    let metric = path.splitn(3, '.').nth(2).unwrap_or("");
    match metric {
        "served_fraction" | "sla.p_met" => Some(true),
        "failovers_per_year"
        | "failbacks_per_year"
        | "detections_per_year"
        | "fencings_per_year"
        // Who does not shoot never misses, and who needs no quorum never loses it.
        | "failed_fencings_per_year"
        | "quorum_losses_per_year"
        | "disaster_recoveries_per_year"
        | "planned_downtime_s_per_year" => None,
        _ => Some(false),
    }
}

fn word(path: &str, difference: &Estimate, differs: bool) -> Word {
    let Some([low, high]) = difference.ci95 else { return Word::Open };
    if !differs {
        return Word::Same;
    }
    if low <= 0.0 && high >= 0.0 {
        return Word::Open;
    }
    match (direction(path), low > 0.0) {
        (None, true) => Word::More,
        (None, false) => Word::Less,
        (Some(good), up) if good == up => Word::Better,
        (Some(_), _) => Word::Worse,
    }
}

/// Returns with about how many trials the interval would leave 0 out, if the difference is what it seems.
fn trials_needed(difference: &Estimate, n: u64) -> Option<u64> {
    let ratio = Z95 * difference.standard_error / difference.mean.abs();
    // A tenth more, since the spread is only known so well; in two digits, since it is no more than a guess.
    let needed = n as f64 * (ratio * ratio).max(1.0) * 1.1;
    if !needed.is_finite() || needed > 1e15 {
        return None;
    }
    let unit = 10f64.powf(needed.log10().floor() - 1.0);
    Some(((needed / unit).ceil() * unit) as u64)
}

/// Returns a metric of two designs from the pairs of single trials; the estimates are those of the summaries.
fn contrast(pair: &Pair, base: &Summary, other: &Summary) -> Option<(String, Contrast)> {
    let difference = Estimate::difference(&pair.difference);
    let verdict = word(&pair.path, &difference, pair.difference.hits > 0);
    let (base, other) = (base.metric(&pair.path)?.estimate, other.metric(&pair.path)?.estimate);
    let contrast = Contrast {
        relative: (pair.base.mean != 0.0).then(|| difference.mean / pair.base.mean.abs()),
        variance_reduction: (pair.difference.m2 > 0.0)
            .then(|| (pair.base.m2 + pair.other.m2) / pair.difference.m2),
        trials_needed: (verdict == Word::Open)
            .then(|| trials_needed(&difference, pair.difference.n))
            .flatten(),
        base: base.into_owned(),
        other: other.into_owned(),
        difference,
        verdict,
    };
    Some((pair.path.clone(), contrast))
}

/// Returns what pairs of trials say of designs; of each the summary and, but for the first, the pairs.
pub fn comparison(summaries: &[Summary], pairs: &[Vec<Pair>]) -> Comparison {
    let base = &summaries[0];
    let rival = |(other, pairs): (&Summary, &Vec<Pair>)| Rival {
        scenario: other.scenario.clone(),
        metrics: pairs.iter().filter_map(|pair| contrast(pair, base, other)).collect(),
    };
    Comparison {
        quorate: base.quorate,
        seed: base.seed,
        trials: pairs.iter().flatten().map(|pair| pair.difference.n).min().unwrap_or(0),
        base: base.scenario.clone(),
        others: summaries[1..].iter().zip(pairs).map(rival).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Moments;

    fn difference(values: impl Iterator<Item = f64>) -> Estimate {
        Estimate::difference(&Moments::of(&values.collect::<Vec<_>>()))
    }

    #[test]
    fn what_can_be_said_depends_on_the_metric_and_the_interval() {
        let up = difference((0..1000).map(|i| f64::from(i % 3)));
        let none = difference((0..1000).map(|i| f64::from(i % 3 - 1)));
        let few = difference((0..1000).map(|i| if i < 9 { 1.0 } else { 0.0 }));
        let down = "services.s.downtime_s_per_year";
        assert_eq!(word(down, &up, true), Word::Worse);
        assert_eq!(word("services.s.served_fraction", &up, true), Word::Better);
        assert_eq!(word("clusters.c.failovers_per_year", &up, true), Word::More);
        assert_eq!(word(down, &none, true), Word::Open);
        assert_eq!(word(down, &few, true), Word::Open);
        assert_eq!(word(down, &difference((0..9).map(|_| 0.0)), false), Word::Same);
    }

    #[test]
    fn the_trials_that_would_tell_make_the_interval_leave_nothing_out() {
        // 0.1 ± 0.1: four times the trials halve the error.
        let values = (0..400).map(|i| if i % 2 == 0 { 2.1 } else { -1.9 });
        let difference = difference(values);
        let needed = trials_needed(&difference, 400).unwrap();
        let error = difference.standard_error * (400.0 / needed as f64).sqrt();
        assert!(difference.mean > 1.96 * error && difference.mean < 2.3 * error, "{needed}");
    }
}
