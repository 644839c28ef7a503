//! What a design costs stands in what a run prints and writes, and only where the scenario says it.

use assert_cmd::Command;
use serde_json::Value;

/// Runs a scenario; returns what is printed, its summary and its table of components.
fn run(text: &str) -> (String, Value, String) {
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.args(["run", "-", "--trials", "256", "--no-charts", "--out"]).arg(out.path());
    let output = command.write_stdin(text).assert().success().get_output().stdout.clone();
    let read = |name: &str| std::fs::read_to_string(out.path().join("stdin").join(name)).unwrap();
    let summary = serde_json::from_str(&read("summary.json")).unwrap();
    (String::from_utf8(output).unwrap(), summary, read("components.csv"))
}

fn design(web: &str, raid: &str) -> String {
    format!(
        r#"{{"quorate": 1, "nodes": {{"web": {{"count": 3, "class": "server"{web}}}}},
        "disks": {{"raid": {{"count": 4, "class": "hdd-backblaze-2025"{raid},
            "array": {{"tolerates": 1, "rebuild": "12h", "restore": "1d"}}}}}},
        "services": {{"site": {{"needs": {{"at_least": 2, "of": "web"}}}}}}}}"#
    )
}

#[test]
fn the_cost_is_summed_and_stands_by_each_component() {
    let (printed, summary, table) = run(&design(r#", "cost": 12000"#, r#", "cost": 99.5"#));
    assert!(printed.contains("\nAll components together cost 36 398 a year\n"), "{printed}");
    assert_eq!(summary["cost_per_year"], 36_398.0);
    let cost = |name: &str| summary["components"][name]["cost_per_year"].as_f64();
    assert_eq!(
        (cost("web-2"), cost("raid-4"), cost("raid")),
        (Some(12_000.0), Some(99.5), Some(0.0))
    );
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.iter().next_back(), Some("cost_per_year"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let sum: f64 = rows.iter().map(|row| row[header.len() - 1].parse::<f64>().unwrap()).sum();
    assert_eq!((rows.len(), sum), (8, 36_398.0));
}

#[test]
fn money_changes_nothing_that_happens_and_is_not_spoken_of_without() {
    let (printed, free, table) = run(&design("", ""));
    assert!(!printed.contains("together cost") && !table.contains("cost_per_year"));
    assert!(!free.to_string().contains("cost_per_year"));
    let (_, mut dear, _) = run(&design(r#", "cost": 5"#, ""));
    let services = dear["services"].take();
    assert_eq!(services, free["services"]);
    assert_eq!(dear["components"]["raid-1"]["cost_per_year"], 0.0);
}
