//! The event loop with the ledger on, beside a loop written by hand for the same model.
//!
//! `cargo bench --bench engine`; compare within one run only, machines differ and drift.
#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use quorate::engine::{HOUR, Ns, Stream, YEAR, hash_name, stream, trial_key};
use quorate::ledger::Ledger;
use quorate::model::{Model, compile};
use quorate::scenario::parse;
use quorate::world::Simulator;
use rand_distr::{Distribution, Exp1};
use std::hint::black_box;

const MTBF: f64 = 1000.0 * HOUR as f64;
const MTTR: f64 = 10.0 * HOUR as f64;

fn k_of_n(k: usize, n: usize) -> Model {
    let text = format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": {n}, "mtbf": "1000h", "mttr": "10h"}}}},
        "services": {{"s": {{"needs": {{"at_least": {k}, "of": "n"}}}}}}}}"#
    );
    compile(&parse("bench", "bench", text).expect("a good scenario").scenario)
}

/// k-of-n as one would write it for this purpose alone: no names, no causes, a scan over arrays.
struct ByHand {
    k: usize,
    lives: Vec<Stream>,
    repairs: Vec<Stream>,
    due: Vec<Ns>,
    up: Vec<bool>,
    names: Vec<(u64, u64)>,
}

impl ByHand {
    fn new(k: usize, n: usize) -> Self {
        let name = |i| (hash_name(&format!("n-{i}")), hash_name(&format!("n-{i} repair")));
        ByHand {
            k,
            lives: vec![stream(0, 0); n],
            repairs: vec![stream(0, 0); n],
            due: vec![0; n],
            up: vec![true; n],
            names: (0..n).map(name).collect(),
        }
    }

    fn delay(stream: &mut Stream, mean: f64) -> Ns {
        let e: f64 = Exp1.sample(stream);
        (mean * e + 0.5) as Ns
    }

    /// Plays one year; returns events and downtime.
    fn play(&mut self, key: u64) -> (u64, Ns) {
        let n = self.due.len();
        for i in 0..n {
            self.lives[i] = stream(key, self.names[i].0);
            self.repairs[i] = stream(key, self.names[i].1);
            self.due[i] = Self::delay(&mut self.lives[i], MTBF);
            self.up[i] = true;
        }
        let (mut events, mut down, mut since, mut running) = (0, 0, 0, n);
        loop {
            let next = (1..n).fold(0, |b, i| if self.due[i] < self.due[b] { i } else { b });
            let now = self.due[next];
            if now >= YEAR {
                break;
            }
            events += 1;
            self.up[next] = !self.up[next];
            if self.up[next] {
                running += 1;
                if running == self.k {
                    down += now - since;
                }
                self.due[next] = now + Self::delay(&mut self.lives[next], MTBF);
            } else {
                if running == self.k {
                    since = now;
                }
                running -= 1;
                self.due[next] = now + Self::delay(&mut self.repairs[next], MTTR);
            }
        }
        (events, down + if running < self.k { YEAR - since } else { 0 })
    }
}

fn event_loop(c: &mut Criterion) {
    let mut group = c.benchmark_group("event_loop");
    for (k, n) in [(2, 3), (8, 10), (80, 100), (800, 1000)] {
        // Events of a year, so that the figures are per event.
        group.throughput(Throughput::Elements((2.0 * n as f64 * 8760.0 / 1010.0) as u64));
        let model = k_of_n(k, n);
        let (mut simulator, mut ledger) = (Simulator::new(&model), Ledger::new(&model));
        let mut trial = 0;
        group.bench_function(BenchmarkId::new("quorate", n), |b| {
            b.iter(|| {
                trial += 1;
                let events = simulator.play(trial_key(1, trial), &mut ledger);
                black_box((events.is_ok(), ledger.services[0].down))
            });
        });
        // Beyond a hundred lanes a scan by hand is no rival.
        if n <= 100 {
            let mut by_hand = ByHand::new(k, n);
            group.bench_function(BenchmarkId::new("by_hand", n), |b| {
                b.iter(|| {
                    trial += 1;
                    black_box(by_hand.play(trial_key(1, trial)))
                });
            });
        }
    }
    group.finish();
}

/// A pair with everything that is simulated of it: links, quorum, fencing, shared disk.
fn pair(c: &mut Criterion) {
    let text = include_str!("../scenarios/active-passive.json").to_owned();
    let model = compile(&parse("bench", "bench", text).expect("a good scenario").scenario);
    let (mut simulator, mut ledger) = (Simulator::new(&model), Ledger::new(&model));
    let trials = 0..1000;
    let mut events = |trial| simulator.play(trial_key(1, trial), &mut ledger).unwrap_or(0);
    let per_trial = trials.map(&mut events).sum::<u64>() / 1000;
    let mut group = c.benchmark_group("active_passive");
    group.throughput(Throughput::Elements(per_trial));
    let mut trial = 0;
    group.bench_function("quorate", |b| {
        b.iter(|| {
            trial += 1;
            black_box(events(trial))
        });
    });
    group.finish();
}

criterion_group!(benches, event_loop, pair);
criterion_main!(benches);
