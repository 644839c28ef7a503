//! Every metric of the summary against another computation: from the histories themselves, one by one.

use quorate::engine::{YEAR, trial_key};
use quorate::ledger::{Count, Ledger, Phase};
use quorate::model::{Model, compile};
use quorate::report::{Estimate, Summary, summarize};
use quorate::scenario::{Source, parse};
use quorate::study::{Options, run};
use quorate::world::Simulator;

const TRIALS: u64 = 3000;
const SEED: u64 = 3;

/// Seconds of the horizon: not a year, so that nothing can be right by chance.
const HORIZON_S: f64 = 500.0 * 86_400.0;

const TEXT: &str = r#"{
    "quorate": 1, "horizon": "500d",
    "nodes": { "db": { "count": 2, "mtbf": "1500h", "mttr": "6h", "reboot": "5m", "capacity": 100 },
        "kv": { "count": 2, "mtbf": "900h", "mttr": "6h" } },
    "disks": { "san": { "mtbf": "3y", "mttr": "4h" } },
    "links": { "heartbeat": { "between": ["db-1", "db-2"], "carries": ["heartbeat"], "mtbf": "2000h", "mttr": "3h" } },
    "load_balancers": { "lb": { "count": 2, "balances": "pair", "mtbf": "900h", "mttr": "2h", "takeover": "40s" } },
    "clusters": { "pair": {
        "members": ["db"], "mode": "active_passive", "storage": { "kind": "shared_disk", "disk": "san" },
        "detection": "7s", "quorum": { "policy": "none" },
        "failover": { "time": "30s", "success": 0.9, "manual": "30m" },
        "split_brain": { "corrupts": 0.5, "repair": "4h" } },
        "store": { "members": ["kv"], "mode": "active_passive", "storage": { "kind": "replicated", "mode": "async",
            "lag": { "exponential": "3s" }, "resync": "1h" }, "quorum": { "policy": "none" } } },
    "maintenance": { "patch": { "every": "50d", "duration": { "uniform": ["1h", "3h"] },
        "targets": ["db"] } },
    "services": { "database": { "needs": "pair", "sessions": { "concurrent": 900, "store": "local" },
        "demand": { "daily": [10, 10, 10, 10, 10, 20, 40, 60, 90, 110, 110, 110, 90, 90, 90, 90, 90, 90, 80, 70, 50,
            40, 20, 10] } }, "first": { "needs": "db-1" }, "front": { "needs": "lb" } }
}"#;

struct Case {
    model: Model,
    source: Source,
    /// One for each trial.
    books: Vec<Ledger>,
}

fn case() -> Case {
    let source = parse("case.json", "case", TEXT.to_owned())
        .unwrap_or_else(|p| panic!("{}", p.render(false)));
    let model = compile(&source.scenario);
    let mut simulator = Simulator::new(&model);
    let books = (0..TRIALS)
        .map(|trial| {
            let mut ledger = Ledger::new(&model);
            simulator.play(trial_key(SEED, trial), &mut ledger).unwrap();
            ledger
        })
        .collect();
    Case { model, source, books }
}

impl Case {
    fn summary(&self) -> Summary {
        let study = run(&self.model, &Options { trials: TRIALS, seed: SEED, threads: 2 }).unwrap();
        summarize(&self.model, &self.source, &study, SEED)
    }

    /// A number of each trial, for a year.
    fn yearly(&self, of: impl Fn(&Ledger) -> f64) -> Vec<f64> {
        let years = HORIZON_S / 31_536_000.0;
        self.books.iter().map(|book| of(book) / years).collect()
    }

    fn share(&self, of: impl Fn(&Ledger) -> bool) -> f64 {
        self.books.iter().filter(|book| of(book)).count() as f64 / TRIALS as f64
    }
}

fn s(ns: u64) -> f64 {
    ns as f64 / 1e9
}

fn near(what: &str, found: f64, truth: f64) {
    let error = (found - truth).abs();
    assert!(error <= 1e-9 * truth.abs().max(1e-12), "{what}: {found} against {truth}");
}

/// Mean and standard error as every textbook has them.
fn plain(what: &str, e: &Estimate, values: &[f64]) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    near(what, e.mean, mean);
    let error = (variance / n).sqrt();
    // What is the same in every trial has no error but that of rounding.
    let rounding = 1e-12 * mean.abs();
    let off = (e.standard_error - error).abs();
    assert!(off <= 1e-7 * error + rounding, "{what}: {e:?} against {error}");
    if let Some([low, high]) = e.ci95 {
        assert!(low <= e.mean && e.mean <= high, "{what}: {e:?}");
        let hit = values.iter().filter(|x| **x > 0.0).count();
        // Skewness moves the limits, but not far with so many trials that count.
        if hit > 500 && error > rounding {
            let width = (high - low) / (2.0 * 1.96 * error);
            assert!((0.9..1.3).contains(&width), "{what}: {e:?} against {error}");
        }
    }
}

/// As [`plain`], of what is left of 1.
fn plain_complement(what: &str, e: &Estimate, values: &[f64]) {
    let mut missing = e.clone();
    (missing.mean, missing.ci95) = (1.0 - e.mean, None);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    assert!((missing.mean - mean).abs() < 1e-12, "{what}: {missing:?} against {mean}");
    missing.mean = mean;
    plain(what, &missing, values);
}

#[test]
fn every_metric_of_a_service_is_what_the_histories_say() {
    let case = case();
    let summary = case.summary();
    assert_eq!((summary.trials, summary.horizon_s), (TRIALS, HORIZON_S));
    for (i, name) in case.model.services.iter().enumerate() {
        let found = &summary.services[name];
        let down = case.yearly(|b| s(b.services[i].down));
        let lost = found.availability.mean - found.served_fraction.mean;
        assert!(if name == "first" { lost == 0.0 } else { lost > 1e-6 }, "{name}: {lost}");
        let outages: Vec<_> = case
            .books
            .iter()
            .flat_map(|b| b.outages.iter().filter(|o| o.service as usize == i))
            .collect();
        let (all_down_s, count) =
            (outages.iter().map(|o| s(o.duration)).sum::<f64>(), outages.len() as f64);
        let all_s = HORIZON_S * TRIALS as f64;
        plain("downtime", &found.downtime_s_per_year.mean, &down);
        near("availability", found.availability.mean, 1.0 - all_down_s / all_s);
        near("nines", found.nines.mean, -(all_down_s / all_s).log10());
        plain_complement(
            "served",
            &found.served_fraction,
            &case.books.iter().map(|b| b.services[i].unserved_s() / HORIZON_S).collect::<Vec<_>>(),
        );
        let sessions = case.yearly(|b| b.services[i].sessions_lost as f64 / 1e6);
        if i == 0 {
            plain("sessions", &found.sessions_lost_per_year, &sessions);
        } else {
            assert_eq!(found.sessions_lost_per_year, Estimate::known(0.0));
        }
        near("at end", found.available_at_end.mean, case.share(|b| b.services[i].up_at_end));
        let cut = outages.iter().filter(|o| o.cut).count();
        assert_eq!(found.outages_cut_by_horizon, cut as u64);
        near("at end, by cuts", found.available_at_end.mean, 1.0 - cut as f64 / TRIALS as f64);
        plain(
            "outages",
            &found.outages_per_year,
            &case.yearly(|b| b.outages.iter().filter(|o| o.service as usize == i).count() as f64),
        );
        near("outage", found.outage_s.mean.mean, all_down_s / count);
        near("between", found.time_between_outages_s.mean, (all_s - all_down_s) / count);
        let quiet = case.share(|b| b.outages.iter().all(|o| o.service as usize != i));
        near("quiet", found.p_no_outage.mean, quiet);
        let is_planned = |cause: u32| case.model.causes[cause as usize].planned;
        let planned: f64 =
            outages.iter().filter(|o| is_planned(o.cause)).map(|o| s(o.duration)).sum();
        let years = HORIZON_S / 31_536_000.0 * TRIALS as f64;
        // Nobody works on the balancers.
        assert_eq!(planned > 0.0, i < 2);
        assert!(planned < all_down_s);
        near("planned", found.planned_downtime_s_per_year.mean, planned / years);
        let unplanned = found.unplanned_availability.mean;
        near("unplanned", unplanned, 1.0 - (all_down_s - planned) / all_s);
        percentiles(found, down, outages.iter().filter(|o| !o.cut).map(|o| s(o.duration)));
        parts(&case, found, i, all_down_s);
    }
}

/// Percentiles are kept to three digits; those of sorted lists are exact.
fn percentiles(
    found: &quorate::report::Service,
    mut down: Vec<f64>,
    durations: impl Iterator<Item = f64>,
) {
    let mut durations: Vec<f64> = durations.collect();
    let close = |what: &str, found: f64, truth: f64| {
        assert!((found - truth).abs() <= 2e-3 * truth + 1e-6, "{what}: {found} against {truth}");
    };
    let ranked = |sorted: &[f64], k: f64| sorted[(k as usize).clamp(1, sorted.len()) - 1];
    down.sort_by(f64::total_cmp);
    durations.sort_by(f64::total_cmp);
    let n = down.len() as f64;
    let d = &found.downtime_s_per_year;
    for (p, value, limits) in [
        (0.5, d.p50, d.p50_ci95),
        (0.9, d.p90, d.p90_ci95),
        (0.95, d.p95, d.p95_ci95),
        (0.99, d.p99, d.p99_ci95),
    ] {
        close("percentile", value, ranked(&down, (n * p).ceil()));
        let half = 1.959_964 * (n * p * (1.0 - p)).sqrt();
        let [low, high] = limits.unwrap();
        close("low", low, ranked(&down, (n * p - half).floor()));
        close("high", high, ranked(&down, (n * p + half).ceil()));
        assert!(low <= value && value <= high);
    }
    near("worst", d.max, *down.last().unwrap());
    let n = durations.len() as f64;
    close("outage median", found.outage_s.p50, ranked(&durations, (n * 0.5).ceil()));
    close("outage p95", found.outage_s.p95, ranked(&durations, (n * 0.95).ceil()));
    close("longest", found.outage_s.max, *durations.last().unwrap());
}

/// Causes and phases, and that each add up to the whole.
fn parts(case: &Case, found: &quorate::report::Service, i: usize, all_down_s: f64) {
    let of = |o: &&quorate::ledger::Outage| o.service as usize == i;
    let total = found.downtime_s_per_year.mean.mean;
    for part in &found.causes {
        let own = |o: &&quorate::ledger::Outage| {
            of(o) && case.model.causes[o.cause as usize].name == part.cause
        };
        let down = case.yearly(|b| b.outages.iter().filter(own).map(|o| s(o.duration)).sum());
        let outages = case.yearly(|b| b.outages.iter().filter(own).count() as f64);
        plain(&part.cause, &part.downtime_s_per_year, &down);
        plain(&part.cause, &part.outages_per_year, &outages);
        assert_eq!(part.planned, part.cause == "patch");
        near(&part.cause, part.share.mean, part.downtime_s_per_year.mean / total);
    }
    for part in &found.phases {
        let phase = Phase::ALL.iter().position(|p| p.name() == part.phase).unwrap();
        let down = case.yearly(|b| s(b.services[i].phases[phase]));
        plain(part.phase, &part.downtime_s_per_year, &down);
        near(part.phase, part.share.mean, part.downtime_s_per_year.mean / total);
    }
    assert!(all_down_s > 0.0);
    let sums = [
        found.causes.iter().map(|p| p.share.mean).sum::<f64>(),
        found.phases.iter().map(|p| p.share.mean).sum::<f64>(),
    ];
    assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-9), "{sums:?}");
}

#[test]
fn every_metric_of_clusters_and_components_is_what_the_histories_say() {
    let case = case();
    let summary = case.summary();
    let found = &summary.clusters["pair"];
    assert_eq!(found.rates.len(), Count::COUNT);
    for count in Count::ALL {
        let counted = case.yearly(|b| f64::from(b.clusters[0].counts[count as usize]));
        plain(count.name(), &found.rates[count.name()], &counted);
    }
    plain("down", &found.downtime_s_per_year, &case.yearly(|b| s(b.clusters[0].down)));
    let both = case.yearly(|b| s(b.clusters[0].split_brain));
    plain("split", &found.split_brain_s_per_year, &both);
    let blocked = case.yearly(|b| s(b.clusters[0].fencing_blocked));
    plain("blocked", &found.fencing_blocked_s_per_year, &blocked);
    let has = |count: Count| case.share(|b| b.clusters[0].counts[count as usize] > 0);
    near("p_split_brain", found.p_split_brain.mean, has(Count::SplitBrain));
    near("p_data_loss", found.p_data_loss.mean, has(Count::DataLoss));
    assert!(found.p_split_brain.mean > 0.5 && found.p_data_loss.mean > 0.3);

    let all: f64 = case.books.iter().flat_map(|b| &b.outages).map(|o| s(o.duration)).sum();
    let mut shares = 0.0;
    for (i, component) in case.model.components.iter().enumerate() {
        let found = &summary.components[&component.name];
        let down = case.yearly(|b| s(b.component_down()[i]));
        plain(&component.name, &found.downtime_s_per_year, &down);
        near(
            &component.name,
            found.availability.mean,
            1.0 - found.downtime_s_per_year.mean / s(YEAR),
        );
        plain(
            &component.name,
            &found.failures_per_year,
            &case.yearly(|b| f64::from(b.failures[i])),
        );
        let own = |o: &&quorate::ledger::Outage| {
            case.model.causes[o.cause as usize].component == Some(i as u32)
        };
        let caused: f64 = case
            .books
            .iter()
            .flat_map(|b| b.outages.iter().filter(own))
            .map(|o| s(o.duration))
            .sum();
        near(&component.name, found.service_downtime_share.mean, caused / all);
        shares += caused / all;
    }
    assert!(shares > 0.5 && shares <= 1.0 + 1e-9);
}

#[test]
fn what_is_lost_is_what_the_histories_say() {
    let case = case();
    let summary = case.summary();
    let pair = &summary.clusters["pair"];
    assert!(pair.lost_writes_s_per_year.is_none() && pair.lost_writes_s.is_none(), "{pair:?}");
    let found = &summary.clusters["store"];
    let lost = case.yearly(|b| s(b.clusters[1].lost_writes));
    plain("lost", found.lost_writes_s_per_year.as_ref().unwrap(), &lost);
    let all = case.books.iter().flat_map(|b| &b.losses);
    let mut losses: Vec<f64> = all.map(|(cluster, span)| s(*span) * f64::from(*cluster)).collect();
    losses.sort_by(f64::total_cmp);
    near("sum", losses.iter().sum(), lost.iter().sum::<f64>() * HORIZON_S / 31_536_000.0);
    let ranked = |p: f64| losses[(losses.len() as f64 * p).ceil() as usize - 1];
    let each = found.lost_writes_s.as_ref().unwrap();
    for (found, p) in [(each.p50, 0.5), (each.p95, 0.95), (each.max, 1.0)] {
        assert!((found - ranked(p)).abs() <= 2e-3 * ranked(p), "{found} against {}", ranked(p));
    }
}

#[test]
fn the_record_of_convergence_ends_at_the_estimate() {
    let case = case();
    let study = run(&case.model, &Options { trials: TRIALS, seed: SEED, threads: 2 }).unwrap();
    let at: Vec<u64> = study.looks.iter().map(|look| look.trials).collect();
    assert_eq!(at, [1024, 1280, 1792, 2048, 2560, 3000]);
    for look in &study.looks {
        let first = &case.books[..look.trials as usize];
        for (i, m) in look.downtime_s.iter().enumerate() {
            let down: f64 = first.iter().map(|b| s(b.services[i].down)).sum();
            near("mean so far", m.mean, down / look.trials as f64);
        }
    }
    let last = study.looks.last().unwrap();
    assert!(last.downtime_s.iter().zip(&study.tally.services).all(|(m, t)| *m == t.downtime_s));
}
