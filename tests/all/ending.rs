//! How a run ends: when it is precise enough, when it is interrupted, when nobody reads or nothing can be
//! written, and with which exit code.

use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const SCENARIO: &str = "scenarios/active-passive.json";

fn quorate(arguments: &[&str], out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.arg("run").args(arguments).arg("--out").arg(out);
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn run(arguments: &[&str], out: &Path) -> Output {
    quorate(arguments, out).output().unwrap()
}

fn summary(out: &Path, stem: &str) -> Value {
    let text = std::fs::read_to_string(out.join(stem).join("summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn precision_stops_when_it_is_reached_and_says_when_it_is_not() {
    let (one, two, three) = (folder(), folder(), folder());
    let precise = ["scenarios/single-server.json", "--precision", "2%", "--no-charts", "--threads"];
    for (out, threads) in [(&one, "1"), (&two, "3")] {
        assert!(run(&[&precise[..], &[threads]].concat(), out.path()).status.success());
    }
    let (a, b) = (summary(one.path(), "single-server"), summary(two.path(), "single-server"));
    assert_eq!(a, b);
    assert_eq!(a["warnings"], serde_json::json!([]));
    let down = &a["services"].as_object().unwrap().values().next().unwrap()["downtime_s_per_year"];
    let of = |key: &Value| key.as_f64().unwrap();
    let half = (of(&down["ci95"][1]) - of(&down["ci95"][0])) / 2.0;
    assert!(half <= 0.02 * of(&down["mean"]) && half > 0.015 * of(&down["mean"]), "{down}");
    // As many trials without asking for a precision are the same run.
    let trials = a["trials"].to_string();
    let plain = ["scenarios/single-server.json", "--trials", &trials, "--no-charts"];
    assert!(run(&plain, three.path()).status.success());
    assert_eq!(a, summary(three.path(), "single-server"));

    let short = folder();
    let arguments = [SCENARIO, "--precision", "1%", "--trials", "2000", "--no-charts"];
    assert!(run(&arguments, short.path()).status.success());
    let short = summary(short.path(), "active-passive");
    assert_eq!(short["trials"], 2000);
    let warning = short["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("2000 trials did not reach the precision asked for"), "{warning}");
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_what_is_complete() {
    let plain = folder();
    // A busy machine may not have come to the end of a block; then it gets longer.
    let run_for = |wait_ms: u64| {
        let cut = folder();
        let child = quorate(&[SCENARIO, "--trials", "100000000"], cut.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        interrupt(&child);
        (cut, child.wait_with_output().unwrap())
    };
    let (cut, output) = [500, 3000, 15_000]
        .into_iter()
        .map(run_for)
        .find(|(_, output)| !errors(output).contains("nothing was written"))
        .expect("a block is played within seconds");
    assert_eq!(output.status.code(), Some(130), "{}", errors(&output));
    let mut found = summary(cut.path(), "active-passive");
    let trials = found["trials"].to_string();
    assert_eq!(errors(&output), format!("interrupted after {trials} of 100000000 trials\n"));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(&format!("warning: interrupted after {trials} trials")), "{printed}");

    assert_eq!(run(&[SCENARIO, "--trials", &trials], plain.path()).status.code(), Some(0));
    let whole = summary(plain.path(), "active-passive");
    let marks = found.as_object_mut().unwrap();
    assert_eq!(marks.remove("interrupted"), Some(Value::Bool(true)));
    let warnings = marks["warnings"].as_array_mut().unwrap();
    assert!(warnings.remove(0).as_str().unwrap().starts_with("interrupted after"));
    assert_eq!(found, whole);
    for file in ["trials.csv", "outages.csv", "causes.csv", "charts/downtime-database.svg"] {
        let bytes = |out: &Path| std::fs::read(out.join("active-passive").join(file)).unwrap();
        assert!(bytes(cut.path()) == bytes(plain.path()), "{file}");
    }
}

/// A thousand nodes for a hundred years: one block takes long.
#[cfg(unix)]
#[test]
fn ctrl_c_in_the_first_block_writes_nothing() {
    let place = folder();
    let scenario = place.path().join("large.json");
    let text = r#"{"quorate": 1, "horizon": "100y",
        "nodes": {"n": {"count": 1000, "mtbf": "100h", "mttr": "10h"}},
        "services": {"s": {"needs": {"at_least": 800, "of": "n"}}}}"#;
    std::fs::write(&scenario, text).unwrap();
    let out = place.path().join("out");
    let child = quorate(&[scenario.to_str().unwrap()], &out).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", errors(&output));
    assert!(errors(&output).contains("interrupted after 0 of 10000 trials; nothing was written"));
    assert!(output.stdout.is_empty() && !out.join("large").exists());
}

#[cfg(unix)]
#[test]
fn nobody_need_read_to_the_end() {
    let out = folder();
    let mut child = quorate(&[SCENARIO, "--trials", "500"], out.path()).spawn().unwrap();
    // The reader is gone before anything is printed.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), errors(&output)), (Some(0), String::new()));
    assert_eq!(summary(out.path(), "active-passive")["trials"], 500);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let out = folder();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = quorate(&[SCENARIO, "--trials", "500"], out.path()).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("error: cannot write to standard output: "));
    assert_eq!(summary(out.path(), "active-passive")["trials"], 500);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said_before_the_run() {
    use std::os::unix::fs::PermissionsExt;
    let place = folder();
    let taken = place.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("active-passive"), "a file in its place").unwrap();
    let locked = place.path().join("locked");
    std::fs::create_dir_all(locked.join("active-passive")).unwrap();
    for path in [locked.join("active-passive"), locked.clone()] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o555)).unwrap();
    }
    // Root may write anywhere but where the system itself refuses.
    let root = std::fs::write(locked.join("x"), "").is_ok();
    let locked = if root { Path::new("/proc").to_path_buf() } else { locked };
    for out in [&taken, &locked] {
        // So many trials would take hours.
        let output = run(&[SCENARIO, "--trials", "1000000000"], out);
        assert_eq!(output.status.code(), Some(2));
        let said = errors(&output);
        assert!(said.starts_with("error: cannot write ") && output.stdout.is_empty(), "{said}");
    }
    // A file of the results whose place is taken by a folder: what was there before stays.
    let out = folder();
    assert!(run(&[SCENARIO, "--trials", "300"], out.path()).status.success());
    let results = out.path().join("active-passive");
    std::fs::remove_file(results.join("outages.csv")).unwrap();
    std::fs::create_dir_all(results.join("outages.csv/inside")).unwrap();
    let output = run(&[SCENARIO, "--trials", "600"], out.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("outages.csv"), "{}", errors(&output));
    assert!(results.join("outages.csv/inside").exists());
    let left = std::fs::read_dir(&results).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')));
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let place = folder();
    let bad = place.path().join("bad.json");
    std::fs::write(&bad, r#"{"quorate": 1, "services": {"s": {"needs": "x"}}}"#).unwrap();
    let said = |arguments: &[&str], no_color: Option<&str>| {
        let mut command = quorate(&[bad.to_str().unwrap()], place.path());
        command.args(arguments);
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        errors(&command.output().unwrap())
    };
    assert!(!said(&[], None).contains('\u{1b}'));
    assert!(said(&["--color", "always"], None).contains('\u{1b}'));
    assert!(said(&["--color", "always"], Some("1")).contains('\u{1b}'), "asked for is asked for");
    assert!(!said(&["--color", "never"], None).contains('\u{1b}'));
    // What would be a colourful terminal, but for NO_COLOR.
    let mut command = quorate(&[bad.to_str().unwrap()], place.path());
    command.env("CLICOLOR_FORCE", "1");
    assert!(errors(&command.output().unwrap()).contains('\u{1b}'));
    command.env("NO_COLOR", "1");
    let both = errors(&command.output().unwrap());
    assert!(!both.contains('\u{1b}'), "{both:?}");
}
