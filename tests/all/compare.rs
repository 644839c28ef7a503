//! Designs against one another, variants of one, and several in one table.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

const BASE: &str = r#"{"quorate": 1, "name": "one crew",
    "nodes": {"n": {"count": 2, "mtbf": "1000h", "mttr": "10h"}},
    "clusters": {"c": {"members": ["n"], "mode": "active_active"}},
    "services": {"s": {"needs": "c"}}}"#;

/// Writes scenarios into a new folder.
fn folder(scenarios: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in scenarios {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn quorate(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("quorate").unwrap();
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
    (output.status.code().unwrap(), said)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_slower_repair_is_worse_by_what_single_trials_say() {
    let slow = r#"{"extends": "a.json", "name": "slow", "nodes": {"n": {"mttr": "20h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", slow)]);
    let (exit, said) =
        quorate(folder.path(), &["compare", "a.json", "b.json", "--trials", "4000", "--png"]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.starts_with("slow against one crew: 4000 trials of each, seed 1"), "{said}");
    assert!(said.contains("slow is worse: s is down"), "{said}");
    let out = folder.path().join("output/compare-a");
    let found = json(&out.join("comparison.json"));
    let down = &found["others"][0]["metrics"]["services.s.downtime_s_per_year"];
    assert_eq!(down["verdict"], "worse");
    let mean = |key: &str| down[key]["mean"].as_f64().unwrap();
    // The difference of means is the mean of differences.
    assert!((mean("other") - mean("base") - mean("difference")).abs() < 1e-6 * mean("base"));
    assert!(down["variance_reduction"].as_f64().unwrap() > 1.2, "{down}");
    // Each by itself is what a run of it finds.
    for (file, key) in [("a", "base"), ("b", "other")] {
        let name = format!("{file}.json");
        quorate(folder.path(), &["run", &name, "--trials", "4000", "--no-charts", "--quiet"]);
        let summary = json(&folder.path().join(format!("output/{file}/summary.json")));
        let run = &summary["services"]["s"]["downtime_s_per_year"];
        assert_eq!(run["mean"], down[key]["mean"]);
        assert_eq!(run["ci95"], down[key]["ci95"]);
    }
    for file in ["comparison.csv", "charts/designs-s.svg", "charts/designs-s.png"] {
        assert!(out.join(file).exists(), "{file}");
    }
}

#[test]
fn what_never_matters_makes_no_difference() {
    let same = r#"{"extends": "a.json", "name": "with a stranger", "nodes": {"m": {"mtbf": "5h", "mttr": "1h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", same)]);
    let (exit, said) = quorate(folder.path(), &["compare", "a.json", "b.json", "--trials", "2000"]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("s is down the same in both, in every single trial"), "{said}");
    let found = json(&folder.path().join("output/compare-a/comparison.json"));
    let metrics = found["others"][0]["metrics"].as_object().unwrap();
    assert!(metrics.len() > 10);
    for (path, metric) in metrics {
        assert_eq!(metric["verdict"], "same", "{path}");
        assert_eq!(metric["difference"]["mean"], 0.0, "{path}");
        assert_eq!(metric["difference"]["ci95"], serde_json::json!([0.0, 0.0]), "{path}");
    }
}

#[test]
fn too_few_trials_say_how_many_would_tell() {
    let near = r#"{"extends": "a.json", "name": "near", "nodes": {"n": {"mttr": "10.02h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", near)]);
    let compare = |trials: &str| {
        quorate(folder.path(), &["compare", "a.json", "b.json", "--trials", trials, "--no-charts"])
            .1
    };
    let said = compare("40");
    assert!(said.contains("cannot tell yet whether one crew is better"), "{said}");
    let (exit, said) = quorate(folder.path(), &["compare", "a.json"]);
    assert_eq!(exit, 2, "{said}");
    let other = BASE.replace("\"s\":", "\"t\":");
    std::fs::write(folder.path().join("t.json"), other).unwrap();
    let (exit, said) = quorate(folder.path(), &["compare", "a.json", "t.json"]);
    assert_eq!(exit, 2);
    assert!(said.contains("has no service in common with") && said.contains("there is t and s"));
}

#[test]
fn threads_change_no_comparison() {
    let slow = r#"{"extends": "a.json", "name": "slow", "nodes": {"n": {"mttr": "20h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", slow)]);
    let bytes = |threads: &str| {
        let arguments = ["compare", "a.json", "b.json", "--trials", "5000", "--threads", threads];
        assert_eq!(quorate(folder.path(), &arguments).0, 0);
        std::fs::read(folder.path().join("output/compare-a/comparison.json")).unwrap()
    };
    assert!(bytes("1") == bytes("3"));
}

#[test]
fn charts_of_an_earlier_time_do_not_stay_beside_new_tables() {
    let slow = r#"{"extends": "a.json", "name": "slow", "nodes": {"n": {"mttr": "20h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", slow)]);
    let drawn = |arguments: &[&str], chart: &str| {
        let all = [arguments, &["--trials", "300"]].concat();
        let (exit, said) = quorate(folder.path(), &all);
        assert_eq!(exit, 0, "{said}");
        folder.path().join("output").join(chart).exists()
    };
    let (vary, many) = (["--vary", "nodes.n.mttr=1h..3h"], ["--vary", "nodes.n.mtbf=1000h,2000h"]);
    for (command, charts) in [
        (vec!["compare", "a.json", "b.json"], "compare-a/charts/designs-s.svg"),
        ([&["sweep", "a.json"][..], &vary].concat(), "sweep-a/sweep-s.svg"),
        (vec!["sweep", "a.json", "--tornado", "20%"], "sweep-a/tornado-s.svg"),
    ] {
        assert!(drawn(&command, charts), "{command:?}");
        assert!(!drawn(&[&command[..], &["--no-charts"]].concat(), charts), "{command:?}");
    }
    // There is no picture of three parameters.
    let one = [&["sweep", "a.json"][..], &vary].concat();
    let three = [&one[..], &many, &["--vary", "nodes.n.count=2,3"]].concat();
    assert!(drawn(&one, "sweep-a/sweep-s.svg") && !drawn(&three, "sweep-a/sweep-s.svg"));
}

#[test]
fn several_scenarios_are_one_table() {
    let slow = r#"{"extends": "a.json", "name": "slow", "nodes": {"n": {"mttr": "20h"}}}"#;
    let folder = folder(&[("a.json", BASE), ("b.json", slow)]);
    let run = ["run", "a.json", "b.json", "--trials", "3000", "--no-charts"];
    let (exit, said) = quorate(folder.path(), &run);
    assert_eq!(exit, 0, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[1].starts_with("scenario  service  availability  down a year"), "{said}");
    assert!(lines[2].starts_with("one crew  s ") && lines[3].starts_with("slow      s "), "{said}");
    assert_eq!(lines[4], "Results of each are in a folder of output");
    assert!(folder.path().join("output/a/summary.json").exists());
    assert!(folder.path().join("output/b/summary.json").exists());
    // Nothing is simulated if one of them is wrong.
    std::fs::write(folder.path().join("c.json"), "{}").unwrap();
    let (exit, _) = quorate(folder.path(), &["run", "a.json", "c.json", "--out", "other"]);
    assert_eq!((exit, folder.path().join("other").exists()), (2, false));
    let (exit, said) = quorate(folder.path(), &["run", "a.json", "./a.json"]);
    assert_eq!(exit, 2);
    assert!(said.contains("two of the files are named `a`"), "{said}");
}
