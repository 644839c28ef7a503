//! How often the 95 % intervals contain the truth.
//!
//! Each cell repeats a study of made-up trials whose truth is known and counts how many of the intervals
//! that were given contain it. Under ten trials with an outage Hall's interval is refused, and so are those
//! of ratios; such repetitions are in neither count, and their share is printed. Every cell must lie within
//! three standard errors of what is stated, on either side; seeds are fixed.
//!
//! Stated is what the method is known to do. For means (Hall) these are the design's figures: 95, 94 and
//! 94.5 % with 15, 50 and 500 lognormal(1) outages; 93, 92 and 93 % with lognormal(1.5). For all else it is
//! 95 %, or what a run of 200 000 repetitions (`the_long_run`) has found where that is something else:
//!
//! - Rates under ten events have Poisson limits, which are wide: 98.1 % at one event. None seen gives the
//!   one-sided 3.00, so just beyond it, at 3.1 events, it is 94.0 %. Events in bursts are counted by trial
//!   there, with the bursts' mean length taken as known: 92.8 %.
//! - Wilson's interval is known to dip where one hit is expected: 92.1 %.
//! - Shares of a cause (logit) and outage lengths (logarithm) have normal theory behind them, not a correction
//!   for skewness: 94.7 to 96.2 % for shares; for lengths 88.9 % with 15 and 91.8 % with 50 trials that had
//!   outages of lognormal(1) length, 92.2 % with 500 of lognormal(1.5). In the one cell where the interval
//!   is nearly always refused (30 % of 15 trials) those few that are given have a bad choice behind them:
//!   the cause must have been overrepresented to be seen ten times; 85.9 %.
//! - Means over the periods of trials (`bounded`) are Hall's like others, where ten trials or more are not like
//!   the rest: 97.7 % with 15 of them on average, 95.5 % with 50, 95.1 % with 500, 94.6 % for credits a hundredth
//!   of which are ten times the others. Below ten each trial counts as one draw, which is wide: 99.7 % with 3.
//! - Percentiles by ranks are a little wide in the tail, since ranks are whole: 97.6 % for the 99th of 1000.

use quorate::engine::{Stream, stream};
use quorate::statistics::{Distribution, Estimate, Joint, Products, Sums};
use rand_distr::{Binomial, Distribution as _, LogNormal, Poisson};

/// Trials of one repetition.
const N: u64 = 10_000;

/// Repetitions of a cell.
const REPETITIONS: u32 = 2000;

/// What became of a repetition's interval: covered, missed, or refused.
type Outcome = Option<bool>;

/// One kind of estimate in one situation.
struct Cell {
    name: &'static str,
    /// The share of intervals that contain the truth, in percent.
    stated: f64,
    play: Box<dyn Fn(&mut Stream) -> Outcome>,
}

fn cell(name: &'static str, stated: f64, play: impl Fn(&mut Stream) -> Outcome + 'static) -> Cell {
    Cell { name, stated, play: Box::new(play) }
}

fn judge(e: &Estimate, truth: f64) -> Outcome {
    e.ci95.map(|[low, high]| (low..=high).contains(&truth))
}

/// How many trials of `N` have an outage, when so many have one on average.
fn hits(s: &mut Stream, expected: f64) -> u64 {
    Binomial::new(N, expected / N as f64).unwrap().sample(s)
}

fn sums(values: impl Iterator<Item = f64>) -> Sums {
    let mut sums = Sums::default();
    values.for_each(|x| sums.add(x));
    sums
}

/// The mean of downtimes that are lognormal where there are any.
fn mean(expected: f64, sigma: f64) -> impl Fn(&mut Stream) -> Outcome {
    let law = LogNormal::new(0.0, sigma).unwrap();
    let truth = expected / N as f64 * (sigma * sigma / 2.0).exp();
    move |s| {
        let k = hits(s, expected);
        let m = sums((0..k).map(|_| law.sample(s))).moments(N);
        judge(&Estimate::mean(&m, f64::INFINITY), truth)
    }
}

/// A rate of events that come in bursts: each trial that has any has 1 + Poisson(`more`) of them.
fn rate(expected: f64, more: f64) -> impl Fn(&mut Stream) -> Outcome {
    let truth = expected * (1.0 + more) / N as f64;
    move |s| {
        let k = hits(s, expected);
        let burst = Poisson::new(more.max(1e-9)).unwrap();
        let m = sums((0..k).map(|_| 1.0 + burst.sample(s))).moments(N);
        judge(&Estimate::rate(&m, 1.0), truth)
    }
}

fn share(p: f64, n: u64) -> impl Fn(&mut Stream) -> Outcome {
    move |s| {
        let k = Binomial::new(n, p).unwrap().sample(s);
        judge(&Estimate::share(k, n), p)
    }
}

/// Two causes of outages with lognormal(1) durations; `expected` of both, `part` of them the first.
fn causes(s: &mut Stream, expected: f64, part: f64) -> (Joint, u64) {
    let law = LogNormal::new(0.0, 1.0).unwrap();
    let k = hits(s, expected);
    let (mut whole, mut own, mut products) =
        (Sums::default(), Sums::default(), Products::default());
    for _ in 0..k {
        // One or two outages in a trial.
        let mut down = [0.0, 0.0];
        let both = rand::RngExt::random::<f64>(s) < 0.3;
        for _ in 0..=usize::from(both) {
            let first = rand::RngExt::random::<f64>(s) < part;
            down[usize::from(!first)] += law.sample(s);
        }
        whole.add(down[0] + down[1]);
        own.add(down[0]);
        products.add(down[0] + down[1], down[0]);
    }
    let joint = whole.joint(&own, &products, N);
    (joint, own.moments(N).hits)
}

fn cause(expected: f64, part: f64) -> impl Fn(&mut Stream) -> Outcome {
    move |s| {
        judge(
            &{
                let (joint, k) = causes(s, expected, part);
                Estimate::part(&joint, k)
            },
            part,
        )
    }
}

/// How long an outage lasts: downtime over outages of trials that have one or more.
fn length(expected: f64, sigma: f64) -> impl Fn(&mut Stream) -> Outcome {
    let law = LogNormal::new(0.0, sigma).unwrap();
    let truth = (sigma * sigma / 2.0).exp();
    move |s| {
        let k = hits(s, expected);
        let burst = Poisson::new(0.5).unwrap();
        let (mut outages, mut down, mut products) =
            (Sums::default(), Sums::default(), Products::default());
        for _ in 0..k {
            let count = 1.0 + burst.sample(s);
            let spent: f64 = (0..count as u32).map(|_| law.sample(s)).sum();
            outages.add(count);
            down.add(spent);
            products.add(count, spent);
        }
        judge(&Estimate::ratio(&outages.joint(&down, &products, N), k, 1e9), truth)
    }
}

/// The share of the twelve periods of a trial that miss a target. So many trials have a first miss; each of the
/// other periods of it misses with the chance `more`. Or, if `most` do, of those that meet it.
fn periods(expected: f64, more: f64, most: bool) -> impl Fn(&mut Stream) -> Outcome {
    let truth = expected / N as f64 * (1.0 + 11.0 * more) / 12.0;
    move |s| {
        let k = hits(s, expected);
        let others = Binomial::new(11, more).unwrap();
        let mut full = 0;
        let shares = (0..k).map(|_| {
            let share = (1.0 + others.sample(s) as f64) / 12.0;
            full += u64::from(share == 1.0);
            share
        });
        if most {
            let all = sums(shares.map(|x| 1.0 - x).chain((k..N).map(|_| 1.0))).moments(N);
            return judge(&Estimate::bounded(&all, 1.0, N - k), 1.0 - truth);
        }
        let m = sums(shares).moments(N);
        judge(&Estimate::bounded(&m, 1.0, full), truth)
    }
}

/// The mean credit of twelve periods: one of a trial is paid a tenth, or, one time in `rare`, all of it.
fn credit(expected: f64, rare: f64) -> impl Fn(&mut Stream) -> Outcome {
    let truth = expected / N as f64 * (0.1 + 0.9 / rare) / 12.0;
    move |s| {
        let k = hits(s, expected);
        let all = Binomial::new(k, 1.0 / rare).unwrap().sample(s);
        let m = sums((0..k).map(|i| if i < all { 1.0 } else { 0.1 } / 12.0)).moments(N);
        judge(&Estimate::bounded(&m, 1.0, 0), truth)
    }
}

/// A percentile of `n` lognormal(1.5) spans, of which a share `quiet` are 0.
fn percentile(p: f64, n: u64, quiet: f64) -> impl Fn(&mut Stream) -> Outcome {
    use statrs::distribution::{ContinuousCDF, Normal};
    let law = LogNormal::new(8.0, 1.5).unwrap();
    let z = Normal::standard().inverse_cdf((p - quiet) / (1.0 - quiet));
    let truth = (8.0 + 1.5 * z).exp();
    move |s| {
        let mut d = Distribution::default();
        let k = Binomial::new(n, 1.0 - quiet).unwrap().sample(s);
        d.add_times(0, n - k);
        (0..k).for_each(|_| d.add((law.sample(s) * 1e9) as u64));
        // The histogram keeps three digits.
        d.limits_s(p).map(|[low, high]| truth >= low * 0.9995 && truth <= high * 1.0005)
    }
}

fn cells() -> Vec<Cell> {
    vec![
        cell("mean, lognormal 1, 15 outages", 95.0, mean(15.0, 1.0)),
        cell("mean, lognormal 1, 50 outages", 94.0, mean(50.0, 1.0)),
        cell("mean, lognormal 1, 500 outages", 94.5, mean(500.0, 1.0)),
        cell("mean, lognormal 1.5, 15 outages", 93.0, mean(15.0, 1.5)),
        cell("mean, lognormal 1.5, 50 outages", 92.0, mean(50.0, 1.5)),
        cell("mean, lognormal 1.5, 500 outages", 93.0, mean(500.0, 1.5)),
        cell("rate, 1 event", 98.1, rate(1.0, 0.0)),
        cell("rate, 2.9 events", 99.0, rate(2.9, 0.0)),
        cell("rate, 3.1 events", 94.0, rate(3.1, 0.0)),
        cell("rate, 6 events", 96.2, rate(6.0, 0.0)),
        cell("rate, 15 events", 96.2, rate(15.0, 0.0)),
        cell("rate, 50 events", 95.0, rate(50.0, 0.0)),
        cell("rate, 500 events", 95.0, rate(500.0, 0.0)),
        cell("rate, 6 bursts", 92.8, rate(6.0, 1.0)),
        cell("rate, 15 bursts", 95.0, rate(15.0, 1.0)),
        cell("rate, 50 bursts", 95.0, rate(50.0, 1.0)),
        cell("share, 0.1 % of 1000", 92.1, share(0.001, 1000)),
        cell("share, 2 % of 1000", 95.0, share(0.02, 1000)),
        cell("share, 50 % of 1000", 95.0, share(0.5, 1000)),
        cell("cause, 30 % of 15 trials", 85.9, cause(15.0, 0.3)),
        cell("cause, 30 % of 50 trials", 95.0, cause(50.0, 0.3)),
        cell("cause, 30 % of 500 trials", 95.0, cause(500.0, 0.3)),
        cell("cause, 2 % of 500 trials", 96.2, cause(500.0, 0.02)),
        cell("outage length 1, 15 trials", 88.9, length(15.0, 1.0)),
        cell("outage length 1, 50 trials", 91.8, length(50.0, 1.0)),
        cell("outage length 1.5, 500 trials", 92.2, length(500.0, 1.5)),
        cell("periods, 3 trials", 99.7, periods(3.0, 0.2, false)),
        cell("periods, 15 trials", 97.7, periods(15.0, 0.2, false)),
        cell("periods, 50 trials", 95.0, periods(50.0, 0.2, false)),
        cell("periods, 500 trials", 95.0, periods(500.0, 0.2, false)),
        cell("periods, all but 3 trials", 99.7, periods(3.0, 0.2, true)),
        cell("periods, all but 50 trials", 95.0, periods(50.0, 0.2, true)),
        cell("credit, 500 trials, 50 in full", 95.0, credit(500.0, 10.0)),
        cell("credit, 500 trials, 5 in full", 95.0, credit(500.0, 100.0)),
        cell("median of 1000", 95.0, percentile(0.5, 1000, 0.0)),
        cell("p95 of 1000", 95.9, percentile(0.95, 1000, 0.0)),
        cell("p99 of 1000", 97.6, percentile(0.99, 1000, 0.0)),
        cell("p95 of 1000, 80 % quiet", 95.9, percentile(0.95, 1000, 0.8)),
    ]
}

/// Plays a cell; returns the covered share of the intervals that were given in percent, and the share of
/// those that were refused.
fn measure(cell: &Cell, repetitions: u32, seed: u64) -> (f64, f64) {
    let mut s = stream(seed, 17);
    let (mut given, mut covered) = (0, 0);
    for _ in 0..repetitions {
        if let Some(is_covered) = (cell.play)(&mut s) {
            given += 1;
            covered += u32::from(is_covered);
        }
    }
    let percent = |k: u32, n: u32| 100.0 * f64::from(k) / f64::from(n.max(1));
    (percent(covered, given), percent(repetitions - given, repetitions))
}

#[test]
fn intervals_cover_as_often_as_is_stated() {
    let mut off = Vec::new();
    for cell in cells() {
        let (covered, refused) = measure(&cell, REPETITIONS, 1);
        let p = cell.stated / 100.0;
        let given = f64::from(REPETITIONS) * (1.0 - refused / 100.0);
        let error = 100.0 * (p * (1.0 - p) / given).sqrt();
        let line = format!(
            "{}: {covered:.1} % against {} ± {:.1}; {refused:.1} % refused",
            cell.name,
            cell.stated,
            3.0 * error
        );
        println!("{line}");
        if (covered - cell.stated).abs() > 3.0 * error {
            off.push(line);
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

#[test]
#[ignore = "the long run behind the figures in the head of this file; takes half a minute"]
fn the_long_run() {
    for cell in cells() {
        let (covered, refused) = measure(&cell, 100 * REPETITIONS, 2);
        println!("{}: {covered:.2} %, {refused:.2} % refused", cell.name);
    }
}
