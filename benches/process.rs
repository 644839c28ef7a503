//! The whole program, from the command line to the files: start-up, 2-of-3 on one thread and on two, memory.
//!
//! `cargo bench --bench process`; prints medians of several runs, and ratios of runs that took turns.

use std::fs::{read_to_string, write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

const TWO_OF_THREE: &str = r#"{"quorate": 1,
    "nodes": {"n": {"count": 3, "mtbf": "1000h", "mttr": "10h"}},
    "services": {"s": {"needs": {"at_least": 2, "of": "n"}}}}"#;

fn main() {
    let folder = tempfile::tempdir().expect("a place for results");
    write(folder.path().join("two-of-three.json"), TWO_OF_THREE).expect("the scenario is written");
    let run = |trials, threads| seconds(folder.path(), trials, threads);

    let (start_up, _) = medians(4 * RUNS, || (run(1, 1), 0.0));
    println!("start-up, one trial:         {:8.1} ms", start_up * 1e3);

    let trials = 1_000_000;
    let (one, two) = medians(RUNS, || (run(trials, 1), run(trials, 2)));
    println!("2-of-3, whole, one thread:   {:8.0} system-years a second", trials as f64 / one);
    println!("2-of-3, whole, two threads:  {:8.2} times as fast", one / two);

    if let (Some(few), Some(many)) =
        (peak_mib(folder.path(), 10_000), peak_mib(folder.path(), 10_000_000))
    {
        println!("memory, 10 k trials:         {few:8.1} MiB");
        println!("memory, 10 M trials:         {many:8.1} MiB");
    }
}

fn quorate(folder: &Path, trials: u64, threads: usize) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.arg("run").arg(folder.join("two-of-three.json")).args(["--no-charts", "--quiet"]);
    command.args(["--trials", &trials.to_string(), "--threads", &threads.to_string()]);
    command.arg("--out").arg(folder);
    command
}

/// How long a whole run takes.
fn seconds(folder: &Path, trials: u64, threads: usize) -> f64 {
    let start = now();
    let status = quorate(folder, trials, threads).status();
    assert!(status.is_ok_and(|status| status.success()));
    start.elapsed().as_secs_f64()
}

/// The most memory that a run holds; `None` where the system does not tell in `/proc`.
fn peak_mib(folder: &Path, trials: u64) -> Option<f64> {
    let mut run = quorate(folder, trials, 2);
    let mut child = run.stdout(Stdio::null()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().expect("the program runs").is_none() {
        // What is seen last is seen up to a millisecond before the end.
        let text = read_to_string(&status);
        let line =
            text.as_deref().unwrap_or_default().lines().find(|line| line.starts_with("VmHWM"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        peak = kib.map(|kib| kib / 1024.0).or(peak);
        sleep(Duration::from_millis(1));
    }
    peak
}

/// Medians of pairs of figures that are taken in turns, after a first pair that does not count.
fn medians(runs: usize, mut work: impl FnMut() -> (f64, f64)) -> (f64, f64) {
    work();
    let (firsts, seconds): (Vec<f64>, Vec<f64>) = (0..runs).map(|_| work()).unzip();
    (median(firsts), median(seconds))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[allow(clippy::disallowed_methods, reason = "a bench is there to look at the clock")]
fn now() -> Instant {
    Instant::now()
}
