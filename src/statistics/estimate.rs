//! A number with its uncertainty, or with the reason why that is not known.

use super::evidence::{DIFFER, Evidence, SAME, Side, Wanted};
use super::interval::{Z95, hall, poisson, score, student95, wider, wilson};
use super::moments::{Joint, Moments};
use super::said::{bound, count, digits};
use super::spans::Spans;
use serde::Serialize;
use std::sync::Arc;

/// Fewer trials than this with an event are too few for an interval of a mean.
const ENOUGH: u64 = 10;

/// Why there is no interval after one trial.
const ALONE: &str = "one trial says nothing about the spread";

/// More nines than this cannot be told from 1 in double precision.
pub const MOST_NINES: f64 = 16.0;

/// An estimate: mean, standard error, and a 95 % interval or a note why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate itself.
    pub mean: f64,
    /// Its standard error; 0 where nothing varied.
    pub standard_error: f64,
    /// The 95 % interval, or `None` with a note.
    pub ci95: Option<[f64; 2]>,
    /// Why there is no interval, or what limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it rests on.
    #[serde(skip)]
    evidence: Evidence,
}

/// A number with its uncertainty, before it is said what it rests on.
struct Found {
    mean: f64,
    standard_error: f64,
    ci95: Option<[f64; 2]>,
    note: Option<String>,
}

impl Found {
    fn new(mean: f64, standard_error: f64, (low, high): (f64, f64)) -> Self {
        Found { mean, standard_error, ci95: Some([low, high]), note: None }
    }

    fn refused(mean: f64, standard_error: f64, note: String) -> Self {
        Found { mean, standard_error, ci95: None, note: Some(note) }
    }

    fn by(self, evidence: Evidence) -> Estimate {
        let Found { mean, standard_error, ci95, note } = self;
        Estimate { mean, standard_error, ci95, note, evidence }
    }
}

impl Estimate {
    /// Returns what is known without any doubt.
    pub fn known(value: f64) -> Self {
        Found::new(value, 0.0, (value, value)).by(Evidence::Known(value))
    }

    /// Returns the bound that the truth is beyond, on the other side, with this chance; `None` while there is
    /// too little to say.
    pub fn bound(&self, side: Side, error: f64) -> Option<f64> {
        self.evidence.bound(Wanted { side, error, cautious: false })
    }

    /// Returns this estimate, knowing that a trial may have so much though none had, such as an outage as long as a
    /// repair: cautious bounds are those of one trial more that has.
    ///
    /// It is in the unit of what was measured in a trial; of a ratio, of what is above the line; of a part, also of the
    /// whole.
    #[must_use]
    pub fn allowing(self, unseen: f64) -> Self {
        Estimate { evidence: self.evidence.allowing(unseen), ..self }
    }

    /// Returns the bound as if the next trial had three times the most that any had, or what is known to be possible:
    /// one that the next bad trial does not overturn.
    pub fn cautious_bound(&self, side: Side, error: f64) -> Option<f64> {
        self.evidence.bound(Wanted { side, error, cautious: true })
    }

    /// Returns the moments of what was measured in each trial, if it is a mean of that.
    pub fn moments(&self) -> Option<&Moments> {
        self.evidence.moments()
    }

    /// Returns a quantile in seconds, with its distribution-free interval.
    pub fn quantile(spans: &Arc<Spans>, p: f64) -> Self {
        let (mean, limits) = (spans.quantile_s(p), spans.limits_s(p));
        let evidence = Evidence::Quantile { spans: Arc::clone(spans), p };
        let found = match limits {
            Some([low, high]) => Found::new(mean, (high - low) / (2.0 * Z95), (low, high)),
            None => Found::refused(mean, 0.0, "too few trials to say".into()),
        };
        found.by(evidence)
    }

    /// Returns the mean of skewed values of at least 0 and at most `most`, with Hall's interval.
    ///
    /// Under ten trials with a value above 0 the interval is refused: what was seen says too little
    /// about what was not. None at all: only the chance of one is bounded.
    pub fn mean(m: &Moments, most: f64) -> Self {
        Self::of_mean(m, most).by(Evidence::Mean { moments: *m, most, unseen: 0.0 })
    }

    fn of_mean(m: &Moments, most: f64) -> Found {
        let (mean, se) = (m.mean, m.standard_error());
        if m.hits == 0 {
            let percent = bound(100.0 * (3.0 / m.n as f64).min(1.0));
            let trials = if m.n == 1 { "trial" } else { "trials" };
            let note = format!(
                "none in {} {trials}: its chance in a trial is at most {percent} %",
                count(m.n)
            );
            return Found::refused(mean, se, note);
        }
        if m.n < 2 {
            return Found::refused(mean, se, ALONE.into());
        }
        if se <= SAME * mean {
            return Found::new(mean, se, (mean, mean));
        }
        if m.hits < ENOUGH {
            let note = format!("seen in {} of {} trials: too few to say", m.hits, count(m.n));
            return Found::refused(mean, se, note);
        }
        let (lower, upper) = hall(m.skewness(), m.n, Z95);
        Found::new(mean, se, ((mean - upper * se).max(0.0), (mean - lower * se).min(most)))
    }

    /// Returns a rate per year from counts per trial of so many years.
    ///
    /// Hall on the counts; under ten trials with an event, Poisson limits on those trials; none: the
    /// rule of three.
    pub fn rate(m: &Moments, years: f64) -> Self {
        Self::of_rate(m, years).by(Evidence::Rate { moments: *m, years })
    }

    fn of_rate(m: &Moments, years: f64) -> Found {
        let (mean, se) = (m.mean / years, m.standard_error() / years);
        if m.hits == 0 {
            let (_, high) = poisson(0, 0.95);
            let high = high / (m.n as f64 * years);
            let mut e = Found::new(mean, se, (0.0, high));
            let (played, high) = (digits(m.n as f64 * years), bound(high));
            e.note = Some(format!("none in {played} years: at most {high} a year"));
            return e;
        }
        if m.n < 2 {
            return Found::refused(mean, se, ALONE.into());
        }
        if se <= SAME * mean {
            return Found::new(mean, se, (mean, mean));
        }
        if m.hits < ENOUGH {
            // Events of one trial come in clusters: the trials are what is counted.
            let each = m.total() / m.hits as f64 / (m.n as f64 * years);
            let (low, high) = poisson(m.hits, 0.95);
            return Found::new(mean, se, (low * each, high * each));
        }
        let (lower, upper) = hall(m.skewness(), m.n, Z95);
        Found::new(mean, se, ((mean - upper * se).max(0.0), mean - lower * se))
    }

    /// Returns the mean of differences of either sign, with Hall's interval or the normal one where that reaches
    /// further.
    ///
    /// Where no trial differs it is 0 without a doubt in these trials; where few do the interval is refused.
    pub fn difference(m: &Moments) -> Self {
        let (mean, se) = (m.mean, m.standard_error());
        let found = if m.hits == 0 {
            Found::new(0.0, 0.0, (0.0, 0.0))
        } else if m.n < 2 {
            Found::refused(mean, se, ALONE.into())
        } else if se <= SAME * mean.abs() {
            Found::new(mean, se, (mean, mean))
        } else if m.hits < DIFFER {
            let note = format!("{} of {} trials differ: too few to say", m.hits, count(m.n));
            Found::refused(mean, se, note)
        } else {
            let (lower, upper) = wider(m.skewness(), m.n, Z95);
            Found::new(mean, se, (mean - upper * se, mean - lower * se))
        };
        found.by(Evidence::Difference { moments: *m })
    }

    /// Returns a share of trials with Wilson's interval.
    pub fn share(hits: u64, n: u64) -> Self {
        let p = if n == 0 { 0.0 } else { hits as f64 / n as f64 };
        let se = if n == 0 { 0.0 } else { (p * (1.0 - p) / n as f64).sqrt() };
        Found::new(p, se, wilson(hits, n, Z95)).by(Evidence::Share { hits, n })
    }

    /// Returns the mean of values between 0 and `most`, each of which is itself a mean over one trial; `full`
    /// of them are `most`.
    ///
    /// Hall's interval, where at least ten trials are above 0 and ten below `most`. Else too little was seen
    /// of one side to know how it is spread: then Wilson's, as if each trial were one draw of 0 or `most`.
    /// Nothing between them varies more, so that it is wide but not too narrow.
    pub fn bounded(m: &Moments, most: f64, full: u64) -> Self {
        let seen = m.hits.min(m.n - full);
        let evidence = Evidence::Bounded { moments: *m, most, full, unseen: 0.0 };
        if seen >= ENOUGH {
            return Self::of_mean(m, most).by(evidence);
        }
        let p = if full == m.n { 1.0 } else { (m.mean / most).clamp(0.0, 1.0) };
        let (low, high) = score(p, m.n, Z95);
        let mut e = Found::new(p * most, m.standard_error(), (low * most, high * most));
        let n = count(m.n);
        e.note = Some(match seen {
            0 => format!("all of {n} trials are the same: each counts as one draw"),
            few => format!("only {few} of {n} trials differ: each counts as one draw"),
        });
        e.by(evidence)
    }

    /// Returns a share Σy/Σx between 0 and 1 of sums over trials, its interval on the logit; y was above
    /// 0 in `hits` trials.
    ///
    /// What varies are the trials with any, and they may be few: hence Student's quantile.
    pub fn part(joint: &Joint, hits: u64) -> Self {
        Self::quotient(joint, hits, |r, se| {
            let logit = (r / (1.0 - r)).ln();
            let half = student95(hits) * se / (r * (1.0 - r));
            let back = |x: f64| 1.0 / (1.0 + (-x).exp());
            (back(logit - half), back(logit + half))
        })
        .by(Evidence::Part { joint: *joint, hits, unseen: 0.0 })
    }

    /// Returns a ratio Σy/Σx of positive sums over trials, its interval on the logarithm and at most
    /// `most`; y was above 0 in `hits` trials.
    pub fn ratio(joint: &Joint, hits: u64, most: f64) -> Self {
        Self::quotient(joint, hits, |r, se| {
            let factor = (student95(hits) * se / r).exp();
            (r / factor, (r * factor).min(most))
        })
        .by(Evidence::Ratio { joint: *joint, hits, most, unseen: 0.0 })
    }

    fn quotient(joint: &Joint, hits: u64, limits: impl Fn(f64, f64) -> (f64, f64)) -> Found {
        let mean = if joint.mean_x > 0.0 { joint.mean_y / joint.mean_x } else { 0.0 };
        let Some((r, se)) = joint.ratio() else {
            let note = if mean > 0.0 { ALONE } else { "never seen" };
            return Found::refused(mean, 0.0, note.into());
        };
        if hits < ENOUGH {
            return Found::refused(
                r,
                se,
                format!("seen in {hits} of {} trials: too few to say", count(joint.n)),
            );
        }
        if se <= SAME * r {
            return Found::new(r, se, (r, r));
        }
        Found::new(r, se, limits(r, se))
    }

    /// Returns this estimate of x as one of `1 − x / whole`.
    #[must_use]
    pub fn complement(&self, whole: f64) -> Self {
        Estimate {
            mean: 1.0 - self.mean / whole,
            standard_error: self.standard_error / whole,
            ci95: self.ci95.map(|[low, high]| [1.0 - high / whole, 1.0 - low / whole]),
            note: self.note.clone(),
            evidence: Evidence::Complement(Box::new(self.evidence.clone()), whole),
        }
    }

    /// Returns this estimate of x as one of the nines of `1 − x / whole`: −log₁₀(x / whole).
    #[must_use]
    pub fn nines(&self, whole: f64) -> Self {
        let of = |x: f64| (-(x / whole).log10()).clamp(0.0, MOST_NINES);
        // The derivative of −log₁₀(x) carries the standard error over.
        let standard_error = if self.mean > 0.0 {
            self.standard_error / (self.mean * std::f64::consts::LN_10)
        } else {
            0.0
        };
        Estimate {
            mean: of(self.mean),
            standard_error,
            ci95: self.ci95.map(|[low, high]| [of(high), of(low)]),
            note: self.note.clone(),
            evidence: Evidence::Nines(Box::new(self.evidence.clone()), whole, MOST_NINES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Sums;

    fn moments(values: impl IntoIterator<Item = f64>) -> Moments {
        let (mut s, mut n) = (Sums::default(), 0);
        for x in values {
            s.add(x);
            n += 1;
        }
        s.moments(n)
    }

    #[test]
    fn nothing_seen_is_a_bound_and_never_plus_minus_zero() {
        let m = moments([0.0; 1000]);
        assert_eq!(Estimate::mean(&m, 1.0).ci95, None);
        let [low, high] = Estimate::rate(&m, 1.0).ci95.unwrap();
        assert!(low == 0.0 && (high - 0.003).abs() < 1e-4);
        let [low, high] = Estimate::share(0, 1000).ci95.unwrap();
        assert!(low == 0.0 && high > 0.003);
    }

    #[test]
    fn few_events_refuse_a_mean_but_bound_a_rate() {
        let m = moments((0..1000).map(|i| if i < 5 { 1.0 } else { 0.0 }));
        assert!(Estimate::mean(&m, 1.0).note.unwrap().contains("5 of 1000"));
        let [low, high] = Estimate::rate(&m, 1.0).ci95.unwrap();
        assert!(low < 0.002 && high > 0.011);
    }

    #[test]
    fn a_bounded_mean_is_never_sure() {
        let most = 0.25;
        for (value, full) in [(0.0, 0), (most, 1000)] {
            let e = Estimate::bounded(&moments([value; 1000]), most, full);
            let [low, high] = e.ci95.unwrap();
            assert_eq!((e.mean, low == 0.0, high == most), (value, value == 0.0, value == most));
            assert!((high - low - most * 0.003_83).abs() < 1e-5, "{low} to {high}");
        }
        // A few that are not like the others, at either end: as wide as so many that are all or nothing.
        let few = |rare: f64, common: f64| {
            moments((0..1000).map(move |i| if i < 5 { rare } else { common }))
        };
        let (low, high) = wilson(5, 1000, Z95);
        let e = Estimate::bounded(&few(1.0, 0.0), 1.0, 5);
        assert_eq!(e.ci95, Some([low, high]));
        let e = Estimate::bounded(&few(0.0, 1.0), 1.0, 995);
        let [l, h] = e.ci95.unwrap();
        assert!((1.0 - h - low).abs() < 1e-9 && (1.0 - l - high).abs() < 1e-9);
        // Enough of both: as for every other mean.
        let many = moments((0..1000).map(|i| f64::from(i % 4) / 3.0));
        assert_eq!(Estimate::bounded(&many, 1.0, 250).ci95, Estimate::mean(&many, 1.0).ci95);
    }

    #[test]
    fn one_trial_gives_no_interval() {
        assert_eq!(Estimate::mean(&moments([5.0]), 9.0).ci95, None);
        assert_eq!(Estimate::mean(&moments([5.0, 5.0]), 9.0).ci95, Some([5.0, 5.0]));
    }
}
