//! Variants of a design: grids of parameters, and the ranking of all of them.

use assert_cmd::Command;
use quorate::scenario::{Source, explain, load, load_with, parameters, position};
use std::path::Path;

const PAIR: &str = r#"{"quorate": 1,
    "nodes": {"n": {"count": 2, "mtbf": "500h", "mttr": "10h"}},
    "clusters": {"c": {"members": ["n"], "mode": "active_passive"}},
    "services": {"s": {"needs": "c"}}}"#;

fn sweep(arguments: &[&str]) -> (tempfile::TempDir, i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.json"), PAIR).unwrap();
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.current_dir(folder.path()).args(["sweep", "p.json", "--trials", "1500"]);
    let output = command.args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
    (folder, output.status.code().unwrap(), said)
}

/// Rows of a CSV file, by column.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let row = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn a_line_over_one_parameter() {
    let (folder, exit, said) = sweep(&["--vary", "clusters.c.failover.time=10s..1000s:log:3"]);
    assert_eq!(exit, 0, "{said}");
    let out = folder.path().join("output/sweep-p");
    let down: Vec<f64> = rows(&out.join("sweep.csv"))
        .iter()
        .filter(|row| row[1] == "services.s.downtime_s_per_year")
        .map(|row| row[2].parse().unwrap())
        .collect();
    // About 17 takeovers a year, each so much longer, with the same failures in all.
    assert_eq!(down.len(), 3);
    let per_second = (down[2] - down[1]) / 900.0;
    assert!((per_second / ((down[1] - down[0]) / 90.0) - 1.0).abs() < 0.05, "{down:?}");
    assert!((10.0..25.0).contains(&per_second), "{down:?}");
    assert!(said.contains("clusters.c.failover.time  availability"), "{said}");
    assert!(std::fs::read_to_string(out.join("sweep-s.svg")).unwrap().contains("16m40s"));
}

#[test]
fn a_map_over_two_and_a_table_over_more() {
    let two = ["--vary", "nodes.n.mttr=5h,20h", "--vary", "clusters.c.detection=1s,10s,1m"];
    let (folder, exit, said) = sweep(&two);
    assert_eq!(exit, 0, "{said}");
    let out = folder.path().join("output/sweep-p");
    let points = rows(&out.join("sweep.csv"));
    let points: Vec<_> = points.iter().filter(|row| row[2] == "services.s.availability").collect();
    assert_eq!(points.len(), 6);
    assert_eq!((&*points[1][0], &*points[1][1]), ("5h", "10s"));
    assert!(out.join("sweep-s.svg").exists());
    let three = [&two[..], &["--vary", "clusters.c.join=1s,2s"]].concat();
    let (folder, exit, said) = sweep(&three);
    assert_eq!(exit, 0, "{said}");
    assert!(!folder.path().join("output/sweep-p/sweep-s.svg").exists());
}

#[test]
fn a_wrong_value_is_said_before_anything_is_simulated() {
    let (folder, exit, said) = sweep(&["--vary", "clusters.c.detecton=1s,2s"]);
    assert_eq!(exit, 2);
    assert!(said.contains("did you mean `detection`?"), "{said}");
    assert!(!folder.path().join("output").exists());
    let (_, exit, said) = sweep(&["--vary", "clusters.c.detection=2s..1s"]);
    assert_eq!(exit, 2);
    assert!(said.contains("does not rise"), "{said}");
    let (_, exit, said) = sweep(&[]);
    assert_eq!(exit, 2);
    assert!(said.contains("--vary") && said.contains("--tornado"), "{said}");
    let (_, exit, said) = sweep(&["--tornado", "10%", "--service", "x"]);
    assert_eq!(exit, 2);
    assert!(said.contains("there is no service `x`; there is s"), "{said}");
}

#[test]
fn a_tornado_ranks_what_matters() {
    let (folder, exit, said) = sweep(&["--tornado", "20%"]);
    assert_eq!(exit, 0, "{said}");
    let out = folder.path().join("output/sweep-p");
    let swings = rows(&out.join("tornado.csv"));
    let change = |row: &Vec<String>, column: usize| match &*row[column] {
        "" => 0.0,
        number => number.parse::<f64>().unwrap(),
    };
    let size = |row: &Vec<String>| change(row, 4).abs().max(change(row, 8).abs());
    assert!(swings.windows(2).all(|pair| size(&pair[0]) >= size(&pair[1])));
    // Both nodes down at once: that is repair time squared, before any takeover.
    assert!(swings[0][0].contains("nodes.n.faults.failure.mt"), "{swings:?}");
    let takeover = swings.iter().find(|row| row[0] == "clusters.c.failover.time").unwrap();
    assert_eq!(&takeover[1..4], ["30s", "24s", "36s"]);
    // Six seconds more in about 17 takeovers a year.
    assert!((60.0..150.0).contains(&change(takeover, 8)), "{takeover:?}");
    assert!((change(takeover, 4) / change(takeover, 8) + 1.0).abs() < 0.02, "{takeover:?}");
    assert!(std::fs::read_to_string(out.join("tornado-s.svg")).unwrap().contains("failover.time"));
    assert!(said.contains("changed nothing in any trial"), "{said}");
    // A share of 1 cannot be more: there is nothing to say about that, and 0 would be something.
    let success = swings.iter().find(|row| row[0] == "clusters.c.failover.success").unwrap();
    assert_eq!((&*success[1], &*success[3]), ("1.0", "–"));
    assert!(success[8..12].iter().all(String::is_empty), "{success:?}");
    assert!(change(success, 4) > 0.0);
}

/// Every parameter of the scenario with every key can be varied, or is left out; none breaks the scenario.
#[test]
fn parameters_are_all_times_and_shares() {
    let source = load(Path::new("tests/maximal.json")).unwrap();
    let all = parameters(&source);
    let mut varied = 0;
    for parameter in &all {
        for factor in [0.9, 1.1] {
            if let Some((_, value)) = parameter.vary(&source, factor) {
                assert_ne!(value, parameter.written(), "{}", parameter.path);
                varied += 1;
            }
        }
    }
    assert!(all.len() > 100 && varied > 3 * all.len() / 2, "{varied} of {}", all.len());
    let paths: Vec<&str> = all.iter().map(|p| p.path.as_str()).collect();
    assert!(!paths.iter().any(|path| path.ends_with("count") || path.starts_with("horizon")));
}

/// How many laws of which kinds a scenario has.
fn laws(source: &Source) -> Vec<usize> {
    let text = explain(&source.scenario);
    let kinds = ["exponential", "constant", "lognormal", "weibull", "uniform"];
    kinds.iter().map(|kind| text.matches(&format!("\"{kind}\"")).count()).collect()
}

/// Short and long names mean the same, in any order; what is given twice in a file is not quietly decided.
#[test]
fn short_and_long_names_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let set = |node: &str, sets: &[&str]| {
        let file = folder.path().join("n.json");
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {node}}}, "services": {{"s": {{"needs": "n"}}}}}}"#
        );
        std::fs::write(&file, text).unwrap();
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let source = load_with(&file, &sets).map_err(|e| e.to_string())?;
        let all: Vec<(String, String)> =
            parameters(&source).iter().map(|p| (p.path.clone(), p.written())).collect();
        let named = |key: &str| {
            let path = format!("nodes.n.faults.failure.{key}");
            all.iter().find(|(path_, _)| *path_ == path).map(|(_, value)| value.clone())
        };
        Ok::<_, String>((named("mtbf").unwrap_or_default(), named("mttr").unwrap_or_default()))
    };
    let short = r#"{"mtbf": "1y", "mttr": "4h"}"#;
    let long = r#"{"faults": {"failure": {"mtbf": "1y", "mttr": "4h"}}}"#;
    let rate = r#"{"afr": "10%", "mttr": "4h"}"#;
    let sets = [
        ["nodes.n.mtbf=3y", "nodes.n.faults.failure.mttr=5h"],
        ["nodes.n.faults.failure.mttr=5h", "nodes.n.mtbf=3y"],
    ];
    for node in [short, long, rate] {
        for sets in &sets {
            assert_eq!(set(node, sets), Ok(("3y".into(), "5h".into())), "{node} {sets:?}");
        }
    }
    assert_eq!(set(rate, &["nodes.n.mtbf=null"]), Ok(("10y".into(), "4h".into())));
    assert_eq!(set(short, &["nodes.n.faults.failure=null"]), Ok((String::new(), String::new())));
    let twice =
        r#"{"mtbf": "1y", "mttr": "4h", "faults": {"failure": {"mtbf": "9y", "mttr": "3h"}}}"#;
    for sets in [&[][..], &["nodes.n.faults.failure.mtbf=3y"], &["nodes.n.mttr=1h"]] {
        assert!(set(twice, sets).is_err(), "{sets:?}");
    }
    assert!(set(short, &["nodes.n.faults=5", "nodes.n.faults.failure.mtbf=1y"]).is_err());
}

/// What other trials have says nothing of a change.
#[test]
fn only_the_same_trials_are_held_against_each_other() {
    for vary in ["simulation.trials=500,800", "simulation.seed=1,2"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.json"), PAIR).unwrap();
        let mut command = Command::cargo_bin("quorate").unwrap();
        command.current_dir(folder.path()).args(["sweep", "p.json", "--vary", vary]);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.lines().filter(|line| line.ends_with(" –")).count(), 2, "{said}");
    }
}

/// Whatever name a parameter has, `--set` takes it.
#[test]
fn what_a_tornado_names_can_be_set() {
    let classes = r#"{"quorate": 1, "domains": {"r": {"class": "rack"}},
        "disks": {"d": {"class": "hdd-elerath-2007"}}, "services": {"s": {"needs": {"any": ["r", "d"]}}}}"#;
    let written = tempfile::tempdir().unwrap();
    std::fs::write(written.path().join("classes.json"), classes).unwrap();
    let mut files = vec!["tests/maximal.json".into(), written.path().join("classes.json")];
    let folder = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    files.extend(folder.filter(|path| !path.to_string_lossy().contains(".schema.")));
    let mut set = 0;
    for file in files {
        let source = load(&file).unwrap();
        for parameter in parameters(&source) {
            let Some((_, value)) = parameter.vary(&source, 1.25) else { continue };
            let argument = format!("{}={value}", parameter.path);
            let found = load_with(&file, std::slice::from_ref(&argument));
            let found = found.unwrap_or_else(|e| panic!("{}: {argument}: {e}", file.display()));
            assert_eq!(laws(&found), laws(&source), "{argument}");
            let found = parameters(&found).into_iter().find(|p| p.path == parameter.path);
            let found = found.and_then(|p| position(&p.written()));
            assert_eq!(found, position(&value), "{argument}");
            set += 1;
        }
    }
    assert!(set > 400, "{set}");
}
