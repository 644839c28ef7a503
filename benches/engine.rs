//! The event loop with the ledger on, beside a loop written by hand for the same model.
//!
//! `cargo bench --bench engine`; compare within one run only, machines differ and drift.
#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use quorate::engine::{HOUR, Ns, Stream, YEAR, hash_name, stream, trial_key};
use quorate::ledger::Ledger;
use quorate::model::{Model, compile};
use quorate::scenario::parse;
use quorate::world::Simulator;
use rand_distr::{Distribution, Exp1, StandardNormal};
use std::f64::consts::LN_2;
use std::hint::black_box;
use std::marker::PhantomData;

/// Exponential lives and repairs.
const EXPONENTIAL: &str = r#""mtbf": "1000h", "mttr": "10h""#;

/// Lives that wear out, repairs with a tail; the same means.
const WORN: &str = r#""mtbf": {"weibull": {"shape": 1.5, "mean": "1000h"}},
    "mttr": {"lognormal": {"mean": "10h", "cv": 1}}"#;

fn model(text: String) -> Model {
    compile(&parse("bench", "bench", text).expect("a good scenario").scenario)
}

fn k_of_n(k: usize, n: usize, laws: &str) -> Model {
    model(format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": {n}, {laws}}}}},
        "services": {{"s": {{"needs": {{"at_least": {k}, "of": "n"}}}}}}}}"#
    ))
}

/// The same in racks, which fail once a year and take their nodes with them.
fn in_racks(k: usize, n: usize, racks: usize) -> Model {
    model(format!(
        r#"{{"quorate": 1,
        "domains": {{"rack": {{"count": {racks}, "mtbf": "8760h", "mttr": "4h"}}}},
        "nodes": {{"n": {{"count": {n}, "domain": "rack", {EXPONENTIAL}}}}},
        "services": {{"s": {{"needs": {{"at_least": {k}, "of": "n"}}}}}}}}"#
    ))
}

/// How lives and repairs are drawn by hand.
trait Laws {
    fn life(stream: &mut Stream) -> Ns;
    fn repair(stream: &mut Stream) -> Ns;
}

struct Exponential;

impl Laws for Exponential {
    fn life(stream: &mut Stream) -> Ns {
        let e: f64 = Exp1.sample(stream);
        (1000.0 * HOUR as f64 * e + 0.5) as Ns
    }

    fn repair(stream: &mut Stream) -> Ns {
        let e: f64 = Exp1.sample(stream);
        (10.0 * HOUR as f64 * e + 0.5) as Ns
    }
}

struct Worn;

impl Laws for Worn {
    fn life(stream: &mut Stream) -> Ns {
        // The mean of a Weibull of shape 1.5 and scale 1: the gamma function of 5/3.
        const SCALE: f64 = 1000.0 * HOUR as f64 / 0.902_745_292_950_933_6;
        let e: f64 = Exp1.sample(stream);
        (SCALE * e.powf(1.0 / 1.5) + 0.5) as Ns
    }

    fn repair(stream: &mut Stream) -> Ns {
        let (mu, sigma) = ((10.0 * HOUR as f64).ln() - LN_2 / 2.0, LN_2.sqrt());
        let z: f64 = StandardNormal.sample(stream);
        ((mu + sigma * z).exp() + 0.5) as Ns
    }
}

/// k-of-n as one would write it for this purpose alone: no names, no causes, a scan over arrays.
struct ByHand<L> {
    k: usize,
    lives: Vec<Stream>,
    repairs: Vec<Stream>,
    due: Vec<Ns>,
    up: Vec<bool>,
    names: Vec<(u64, u64)>,
    laws: PhantomData<L>,
}

impl<L: Laws> ByHand<L> {
    fn new(k: usize, n: usize) -> Self {
        let name = |i| (hash_name(&format!("n-{i}")), hash_name(&format!("n-{i} repair")));
        ByHand {
            k,
            lives: vec![stream(0, 0); n],
            repairs: vec![stream(0, 0); n],
            due: vec![0; n],
            up: vec![true; n],
            names: (0..n).map(name).collect(),
            laws: PhantomData,
        }
    }

    /// Plays one year; returns events and downtime.
    fn play(&mut self, key: u64) -> (u64, Ns) {
        let n = self.due.len();
        for i in 0..n {
            self.lives[i] = stream(key, self.names[i].0);
            self.repairs[i] = stream(key, self.names[i].1);
            self.due[i] = L::life(&mut self.lives[i]);
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
                self.due[next] = now + L::life(&mut self.lives[next]);
            } else {
                if running == self.k {
                    since = now;
                }
                running -= 1;
                self.due[next] = now + L::repair(&mut self.repairs[next]);
            }
        }
        (events, down + if running < self.k { YEAR - since } else { 0 })
    }
}

type Group<'g> = BenchmarkGroup<'g, WallTime>;

/// Times whole histories; the figures are for each event of them.
fn quorate(group: &mut Group, name: &str, model: &Model) {
    histories(group, name, model, Simulator::new(model));
}

fn histories(group: &mut Group, name: &str, model: &Model, mut simulator: Simulator) {
    let mut ledger = Ledger::new(model);
    let mut play = |trial| {
        let events = simulator.play(trial_key(1, trial), &mut ledger).expect("time moves on");
        (events, ledger.services[0].down)
    };
    let events: u64 = (0..200).map(|trial| play(trial).0).sum();
    group.throughput(Throughput::Elements(events / 200));
    let mut trial = 0;
    group.bench_function(BenchmarkId::new("quorate", name), |b| {
        b.iter(|| {
            trial += 1;
            black_box(play(trial))
        });
    });
}

/// Times the loop by hand, with the throughput that was set for the same model before.
fn by_hand<L: Laws>(group: &mut Group, name: &str, k: usize, n: usize) {
    let mut by_hand = ByHand::<L>::new(k, n);
    let mut trial = 0;
    group.bench_function(BenchmarkId::new("by_hand", name), |b| {
        b.iter(|| {
            trial += 1;
            black_box(by_hand.play(trial_key(1, trial)))
        });
    });
}

fn event_loop(c: &mut Criterion) {
    let mut group = c.benchmark_group("event_loop");
    for (k, n) in [(2, 3), (8, 10), (80, 100), (800, 1000)] {
        let name = format!("{k}-of-{n}");
        quorate(&mut group, &name, &k_of_n(k, n, EXPONENTIAL));
        // Beyond a hundred lanes a scan by hand is no rival.
        if n <= 100 {
            by_hand::<Exponential>(&mut group, &name, k, n);
        }
    }
    quorate(&mut group, "8-of-10-worn", &k_of_n(8, 10, WORN));
    by_hand::<Worn>(&mut group, "8-of-10-worn", 8, 10);
    quorate(&mut group, "8-of-10-in-2-racks", &in_racks(8, 10, 2));
    quorate(&mut group, "800-of-1000-in-40-racks", &in_racks(800, 1000, 40));
    group.finish();
}

/// A pair with everything that is simulated of it (links, quorum, fencing, shared disk), and a whole system; beside
/// them the same without a memory of what has been seen before.
fn systems(c: &mut Criterion) {
    let mut group = c.benchmark_group("systems");
    for (name, text) in [
        ("active-passive", include_str!("../scenarios/active-passive.json")),
        ("web-shop", include_str!("../scenarios/web-shop.json")),
        ("kubernetes-three-zones", include_str!("../scenarios/kubernetes-three-zones.json")),
    ] {
        let model = model(text.to_owned());
        quorate(&mut group, name, &model);
        let asks = Simulator::with_memory(&model, 0);
        histories(&mut group, &format!("{name}-without-memory"), &model, asks);
    }
    group.finish();
}

criterion_group!(benches, event_loop, systems);
criterion_main!(benches);
