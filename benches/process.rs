//! The whole program, from the command line to the files: start-up, and 2-of-3 on one thread.
//!
//! `cargo bench --bench process`; prints the median of several runs.

use std::process::Command;
use std::time::{Duration, Instant};

const RUNS: usize = 9;

const TWO_OF_THREE: &str = r#"{"quorate": 1,
    "nodes": {"n": {"count": 3, "mtbf": "1000h", "mttr": "10h"}},
    "services": {"s": {"needs": {"at_least": 2, "of": "n"}}}}"#;

fn main() {
    let folder = tempfile::tempdir().expect("a place for results");
    let scenario = folder.path().join("two-of-three.json");
    std::fs::write(&scenario, TWO_OF_THREE).expect("the scenario is written");
    let run = |trials: u64| {
        let start = now();
        let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
            .arg("run")
            .arg(&scenario)
            .args(["--no-charts", "--quiet", "--threads", "1"])
            .args(["--trials", &trials.to_string()])
            .arg("--out")
            .arg(folder.path())
            .status();
        assert!(status.is_ok_and(|status| status.success()));
        start.elapsed()
    };
    let start_up = median(|| run(1));
    println!("start-up, one trial:         {:8.1} ms", start_up.as_secs_f64() * 1e3);
    let trials = 1_000_000;
    let whole = median(|| run(trials));
    let rate = trials as f64 / whole.as_secs_f64();
    println!("2-of-3, whole, one thread:   {rate:8.0} system-years a second");
}

fn median(mut work: impl FnMut() -> Duration) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..RUNS).map(|_| work()).collect();
    times.sort();
    times[RUNS / 2]
}

#[allow(clippy::disallowed_methods, reason = "a bench is there to look at the clock")]
fn now() -> Instant {
    Instant::now()
}
