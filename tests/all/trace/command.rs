//! `quorate trace` as it is used: what it prints, what it writes, how it ends.

use assert_cmd::Command;
use std::path::Path;

/// A pair whose story is the same in every trial.
const PAIR: &str = r#"{"quorate": 1, "name": "A pair", "horizon": "30d",
    "nodes": {"a": {}, "b": {}, "idle": {}},
    "clusters": {"pair": {"members": ["a", "b"], "mode": "active_passive", "quorum": {"policy": "none"}}},
    "script": [{"at": "1d", "hits": ["a"], "for": "1h"}, {"at": "12d", "hits": ["b"], "for": "90s"},
        {"at": "20d", "hits": ["idle"], "for": "5h"}],
    "services": {"shop": {"needs": "pair"}, "lab": {"needs": "idle"}}}"#;

fn trace(input: &str, out: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.args(["trace", "-", "--out"]).arg(out).args(arguments).write_stdin(input);
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn a_history_is_told() {
    let out = tempfile::tempdir().unwrap();
    let printed = trace(PAIR, out.path(), &["--service", "shop"]);
    let expected = "\
A pair: trial 0 of 30 d, seed 1
shop had 2 outages, 1 min 20 s in all

+  1 d 00:00:00.000  The script brought down a; a was declared lost at +10 s; b took over at +40 s.
                     That took shop down for 40 s (script.a): detection 10 s, takeover 30 s.

+ 12 d 00:00:00.000  The script brought down b; b was declared lost at +10 s; a took over at +40 s.
                     That took shop down for 40 s (script.b): detection 10 s, takeover 30 s.

time                 what                       cause     what follows
+  1 d 00:00:00.000  the script brought down a  script.a  a down; a serves no more; cluster pair down; shop DOWN: detection
+  1 d 00:00:10.000  pair: a was declared lost  script.a  b starts; shop waits: takeover
+  1 d 00:00:40.000  pair: b took over          script.a  b serves; cluster pair up; shop UP
+  1 d 01:00:02.000  pair: a was taken in       script.a
+ 12 d 00:00:00.000  the script brought down b  script.b  b down; b serves no more; cluster pair down; shop DOWN: detection
+ 12 d 00:00:10.000  pair: b was declared lost  script.b  a starts; shop waits: takeover
+ 12 d 00:00:40.000  pair: a took over          script.b  a serves; cluster pair up; shop UP
+ 12 d 00:01:32.000  pair: b was taken in       script.b
4 more events of no consequence for this service (--all shows them)
";
    let (text, last) = printed.rsplit_once("Timeline and events are in ").unwrap();
    assert_eq!(text, expected, "\n{text}");
    assert!(last.ends_with("trace-0.svg and .jsonl\n"), "{last}");
    let all = trace(PAIR, out.path(), &["--all"]);
    assert!(all.contains("lab had one outage, of 5 h"), "{all}");
    assert!(all.contains("node idle was repaired"), "{all}");
    assert!(!all.contains("of no consequence"), "{all}");
}

#[test]
fn events_are_json_lines_and_all_of_them_are_in_the_file() {
    let out = tempfile::tempdir().unwrap();
    let printed = trace(PAIR, out.path(), &["--format", "jsonl", "--all"]);
    let file = std::fs::read_to_string(out.path().join("stdin/trace-0.jsonl")).unwrap();
    assert_eq!(printed, file);
    let lines: Vec<serde_json::Value> =
        file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 12);
    assert_eq!(lines[0]["at_s"], 86_400.0);
    assert_eq!(lines[0]["cause"], "script.a");
    assert_eq!(lines[0]["what"], "the script brought down a");
    let down = serde_json::json!({"change": "service", "service": "shop", "up": false,
        "cause": "script.a", "phase": "detection"});
    assert!(lines[0]["changes"].as_array().unwrap().contains(&down), "{}", lines[0]);
    // Without --all those of no consequence are missing.
    assert!(trace(PAIR, out.path(), &["--format", "jsonl"]).lines().count() < lines.len());
    let svg = std::fs::read_to_string(out.path().join("stdin/trace-0.svg")).unwrap();
    assert!(
        svg.contains(">takeover<") && svg.contains("<title>A pair: trial 0. seed 1; 3 outages")
    );
    assert_eq!(trace(PAIR, out.path(), &["--quiet", "--png"]), "");
    let picture = std::fs::read(out.path().join("stdin/trace-0.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn the_worst_is_that_of_the_run() {
    let out = tempfile::tempdir().unwrap();
    let scenario = "scenarios/n-plus-one.json";
    let mut run = Command::cargo_bin("quorate").unwrap();
    run.args([
        "run",
        scenario,
        "--trials",
        "700",
        "--seed",
        "3",
        "--format",
        "json",
        "--no-charts",
    ]);
    let assert = run.arg("--out").arg(out.path()).assert().success();
    let summary: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    // The second service, so that it is not the first by chance.
    let name = "half-the-capacity";
    let mut table = csv::Reader::from_path(out.path().join("n-plus-one/trials.csv")).unwrap();
    let rows = table.records().map(Result::unwrap).filter(|row| &row[1] == name);
    let downtimes: Vec<f64> = rows.map(|row| row[2].parse().unwrap()).collect();
    let most = downtimes.iter().copied().fold(0.0, f64::max);
    let first = downtimes.iter().position(|s| *s == most).unwrap();
    assert_eq!(downtimes.len(), 700);
    for threads in ["1", "3"] {
        let mut command = Command::cargo_bin("quorate").unwrap();
        command.args(["trace", scenario, "--worst", "--service", name, "--trials", "700"]);
        command.args(["--seed", "3", "--threads", threads, "--out"]).arg(out.path());
        let assert = command.assert().success();
        let printed = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        assert!(
            printed.starts_with(&format!("Three servers and a spare: trial {first} of")),
            "{printed}"
        );
        let words = if most > 0.0 { "this is the worst for" } else { "ever down" };
        assert!(printed.contains(words), "{printed}");
    }
    let down = &summary["services"]["all-three"]["downtime_s_per_year"];
    let worst = down["worst_trial"].as_u64().unwrap();
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.args([
        "trace",
        scenario,
        "--seed",
        "3",
        "--trial",
        &worst.to_string(),
        "--format",
        "jsonl",
    ]);
    let assert = command.arg("--out").arg(out.path()).assert().success();
    let printed = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    let mut down_since = None;
    let mut sum = 0.0;
    for line in printed.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let at = event["at_s"].as_f64().unwrap();
        for change in event["changes"].as_array().unwrap() {
            if change["change"] == "service" && change["service"] == "all-three" {
                if change["up"].as_bool().unwrap() {
                    sum += at - down_since.take().unwrap();
                } else {
                    down_since = Some(at);
                }
            }
        }
    }
    sum += down_since.map_or(0.0, |since| 31_536_000.0 - since);
    assert!((sum - down["max"].as_f64().unwrap()).abs() < 1e-3, "{sum} {down}");
}

#[test]
fn what_is_wrong_is_said() {
    let out = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("quorate").unwrap();
        command.args(["trace", "-", "--out"]).arg(out.path()).args(arguments).write_stdin(PAIR);
        let assert = command.assert().code(2);
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    let unknown = said(&["--service", "shpo"]);
    assert!(
        unknown.contains("no service is called `shpo`\nhint: did you mean `shop`?"),
        "{unknown}"
    );
    assert!(said(&["--service", "xyzzy"]).contains("there is `shop`, `lab`"));
    assert!(said(&["--worst", "--trial", "3"]).contains("cannot be used with"));
    assert!(said(&["--trials", "3"]).contains("--worst"));
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}
