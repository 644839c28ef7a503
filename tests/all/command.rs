//! The program as it is used: what it prints, what it writes, how it ends.

use assert_cmd::Command;
use std::path::Path;

fn quorate() -> Command {
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.env_remove("NO_COLOR");
    command
}

/// Runs a scenario into a new folder; returns the folder and what was printed.
fn run(arguments: &[&str]) -> (tempfile::TempDir, String) {
    let out = tempfile::tempdir().unwrap();
    let mut command = quorate();
    command.arg("run").args(arguments).arg("--out").arg(out.path());
    let assert = command.assert().success();
    let printed = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    (out, printed)
}

/// Every file below a folder with its bytes, but for the timings.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("timing.json") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_run_leaves_what_it_promises() {
    let (out, printed) = run(&["scenarios/active-passive.json", "--trials", "2000"]);
    assert!(printed.contains("database is available 99.99"), "{printed}");
    assert!(printed.contains("min of downtime a year") && printed.contains("split brains"));
    let names: Vec<String> = files(out.path()).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "active-passive/causes.csv",
        "active-passive/charts/causes-database.svg",
        "active-passive/charts/convergence-database.svg",
        "active-passive/charts/downtime-database.svg",
        "active-passive/charts/exceedance-database.svg",
        "active-passive/charts/phases-database.svg",
        "active-passive/clusters.csv",
        "active-passive/components.csv",
        "active-passive/convergence.csv",
        "active-passive/months.csv",
        "active-passive/outages.csv",
        "active-passive/phases.csv",
        "active-passive/report.html",
        "active-passive/summary.json",
        "active-passive/trials.csv",
    ];
    assert_eq!(names, expected);
}

#[test]
fn pictures_come_when_asked_for_and_go_with_their_run() {
    let out = tempfile::tempdir().unwrap();
    let names = |png: bool| {
        let mut command = quorate();
        command.args(["run", "scenarios/single-server.json", "--trials", "2000", "--quiet"]);
        command.arg("--out").arg(out.path()).args(png.then_some("--png")).assert().success();
        let starts = |(_, bytes): &(String, Vec<u8>)| bytes.starts_with(b"\x89PNG");
        let pictures: Vec<_> = files(out.path()).into_iter().filter(starts).collect();
        assert!(pictures.iter().all(|(name, _)| name.contains(".png")));
        pictures.len()
    };
    assert_eq!((names(true), names(false)), (5, 0));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let scenario = "scenarios/active-passive-no-fencing.json";
    let one = run(&[scenario, "--trials", "3000", "--seed", "7", "--threads", "1"]);
    let two = run(&[scenario, "--trials", "3000", "--seed", "7", "--threads", "3"]);
    assert!(files(one.0.path()) == files(two.0.path()));
    let other = run(&[scenario, "--trials", "3000", "--seed", "8"]);
    assert!(files(one.0.path()) != files(other.0.path()));
}

#[test]
fn the_json_is_the_summary_and_adds_up() {
    let (out, printed) = run(&[
        "scenarios/active-passive.json",
        "--trials",
        "3000",
        "--format",
        "json",
        "--no-charts",
    ]);
    let written = std::fs::read_to_string(out.path().join("active-passive/summary.json")).unwrap();
    assert_eq!(printed, written);
    assert!(!out.path().join("active-passive/charts").exists());
    let summary: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let service = &summary["services"]["database"];
    let mean = |value: &serde_json::Value| value["mean"].as_f64().unwrap();
    let down = mean(&service["downtime_s_per_year"]);
    let sum = |list: &str| -> f64 {
        let parts = service[list].as_array().unwrap().iter();
        parts.map(|part| mean(&part["downtime_s_per_year"])).sum()
    };
    assert!((sum("causes") / down - 1.0).abs() < 1e-9);
    assert!((sum("phases") / down - 1.0).abs() < 1e-9);
    assert!((mean(&service["availability"]) - (1.0 - down / 31_536_000.0)).abs() < 1e-12);
    let every_estimate_has_its_parts = |e: &serde_json::Value| {
        e["mean"].is_number()
            && e["standard_error"].is_number()
            && (e["ci95"].is_array() || e["note"].is_string())
    };
    for key in ["availability", "nines", "outages_per_year", "p_no_outage", "outage_s"] {
        assert!(every_estimate_has_its_parts(&service[key]), "{key}: {}", service[key]);
    }
    for key in ["split_brains_per_year", "fencings_per_year", "p_data_loss"] {
        let e = &summary["clusters"]["pair"][key];
        assert!(every_estimate_has_its_parts(e), "{key}: {e}");
    }
}

#[test]
fn the_tables_add_up_to_the_summary() {
    let (out, _) = run(&["scenarios/active-passive.json", "--trials", "3000", "--no-charts"]);
    let table = |name: &str| {
        let path = out.path().join("active-passive").join(name);
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        let place = |column: &str| header.iter().position(|h| h == column).unwrap();
        let column = place(if name == "trials.csv" { "downtime_s" } else { "duration_s" });
        reader.records().map(|r| r.unwrap()[column].parse::<f64>().unwrap()).collect::<Vec<f64>>()
    };
    let (trials, outages) = (table("trials.csv"), table("outages.csv"));
    assert_eq!(trials.len(), 3000);
    let (a, b): (f64, f64) = (trials.iter().sum(), outages.iter().sum());
    assert!((a / b - 1.0).abs() < 1e-9, "{a} {b}");
}

#[test]
fn the_tables_tell_planned_from_unplanned() {
    let (out, _) = run(&["scenarios/rolling-maintenance.json", "--trials", "500", "--no-charts"]);
    let folder = out.path().join("rolling-maintenance");
    let table = |name: &str| {
        let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        move |column: &str| -> Vec<String> {
            let place = header.iter().position(|h| h == column).unwrap();
            rows.iter().map(|row| row[place].to_owned()).collect()
        }
    };
    let number = |text: &String| text.parse::<f64>().unwrap();
    let trials: f64 = table("trials.csv")("planned_downtime_s").iter().map(number).sum();
    let outages = table("outages.csv");
    let rows = outages("planned").into_iter().zip(outages("duration_s")).zip(outages("cause"));
    let mut of_outages = 0.0;
    for ((planned, duration), cause) in rows {
        assert_eq!(planned == "true", cause == "patching");
        of_outages += if planned == "true" { number(&duration) } else { 0.0 };
    }
    let causes = table("causes.csv");
    let planned: Vec<_> = causes("cause").into_iter().zip(causes("planned")).collect();
    assert!(planned.contains(&("patching".into(), "true".into())), "{planned:?}");
    assert!(planned.contains(&("db.failure".into(), "false".into())), "{planned:?}");
    let text = std::fs::read_to_string(folder.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mean = &summary["services"]["database"]["planned_downtime_s_per_year"]["mean"];
    for (what, sum) in [("trials", trials), ("outages", of_outages)] {
        let error = sum / 500.0 / mean.as_f64().unwrap() - 1.0;
        assert!(error.abs() < 1e-9, "{what}: {error}");
    }
}

#[test]
fn quiet_is_quiet() {
    let (_, printed) = run(&["scenarios/single-server.json", "--trials", "256", "--quiet"]);
    assert_eq!(printed, "");
}

#[test]
fn a_wrong_scenario_ends_with_2_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("bad.json");
    std::fs::write(&scenario, r#"{"quorate": 1, "nodse": {}, "services": {"s": {"needs": "x"}}}"#)
        .unwrap();
    let mut command = quorate();
    let out = folder.path().join("out");
    let assert = command.arg("run").arg(&scenario).arg("--out").arg(&out).assert().code(2);
    let output = assert.get_output();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.stdout.is_empty());
    assert!(errors.contains("did you mean `nodes`?"), "{errors}");
    assert!(errors.contains("`x` is declared nowhere"), "{errors}");
    assert!(errors.contains("2 errors"), "{errors}");
    assert!(!errors.contains('\u{1b}'), "no colours where there is no terminal");
    assert!(!out.exists());
}

#[test]
fn validate_checks_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    std::fs::write(&bad, r#"{"quorate": 1}"#).unwrap();
    let mut command = quorate();
    command.arg("validate").arg(&bad).args(["no-such-file.json", "scenarios/single-server.json"]);
    command.arg("scenarios/active-passive-no-fencing.json");
    let assert = command.assert().code(2);
    let output = assert.get_output();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let ok = "scenarios/single-server.json: ok, 1 component, 0 clusters, 1 service\n";
    assert!(printed.starts_with(ok), "{printed}");
    assert!(printed.contains("json: ok, 4 components, 1 cluster, 1 service\nwarning: cluster `"));
    assert!(errors.contains("`services` is missing"), "{errors}");
    assert!(errors.contains("cannot read no-such-file.json"), "{errors}");
}

#[test]
fn a_scenario_explains_itself_and_the_schema_is_printed() {
    let explain = |argument: &str, input: &str| {
        let mut command = quorate();
        command.args(["validate", "--explain", argument]).write_stdin(input);
        String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
    };
    let explained = explain("scenarios/active-passive.json", "");
    assert!(explained.starts_with("{\n  \"quorate\": 1,\n  \"name\": \"Active/passive pair\","));
    assert!(explained.contains("\"stop_time\": {"));
    assert_eq!(explain("-", &explained), explained);
    let committed = std::fs::read("scenarios/scenario.schema.json").unwrap();
    quorate().arg("schema").assert().success().stdout(committed);
}

#[test]
fn a_scenario_comes_through_the_pipe_and_is_changed_on_the_way() {
    let text = std::fs::read_to_string("scenarios/single-server.json").unwrap();
    let mut command = quorate();
    command.args(["validate", "-", "--set", "horizon=2y"]).write_stdin(text.as_str());
    command.assert().success().stdout("-: ok, 1 component, 0 clusters, 1 service\n");
    let out = tempfile::tempdir().unwrap();
    let mut command = quorate();
    command.args(["run", "-", "--trials", "256", "--no-charts", "--set", "horizon=2y", "--out"]);
    command.arg(out.path()).write_stdin(text).assert().success();
    let summary = std::fs::read_to_string(out.path().join("stdin/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let horizon_s = summary["horizon_s"].as_f64().unwrap();
    assert!((horizon_s - 2.0 * 31_536_000.0).abs() < 1e-3);
    let mut command = quorate();
    command.args(["validate", "-"]).write_stdin("{").assert().code(2);
}

#[test]
fn what_cannot_be_read_or_written_is_said() {
    let said = |arguments: &[&std::ffi::OsStr]| {
        let assert = quorate().args(arguments).assert().code(2);
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    let missing = said(&["run".as_ref(), "no-such-file.json".as_ref()]);
    assert!(missing.contains("cannot read no-such-file.json"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let scenario = "scenarios/single-server.json".as_ref();
    let blocked = said(&["run".as_ref(), scenario, "--out".as_ref(), file.as_os_str()]);
    assert!(blocked.contains("cannot write"), "{blocked}");
    said(&["run".as_ref(), scenario, "--trials".as_ref(), "0".as_ref()]);
    said(&["fly".as_ref()]);
}

/// Returns the README's code blocks: what they are of, and their text.
fn blocks(readme: &str) -> Vec<(&str, &str)> {
    let odd = readme.split("```").skip(1).step_by(2);
    odd.map(|block| block.split_once('\n').unwrap()).collect()
}

/// Text without the breaks of its lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every block of text that follows a block of commands is what these print, but for what it leaves out (`...`).
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let out = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for pair in blocks(&readme).windows(2) {
        let [("sh", commands), ("text", sample)] = pair else { continue };
        let mut printed = String::new();
        for line in commands.lines() {
            let arguments = line.strip_prefix("cargo run --release -- ").unwrap();
            let mut command = quorate();
            command.args(arguments.split(' ')).arg("--out").arg(out.path());
            let output = command.assert().success().get_output().stdout.clone();
            printed.push_str(&String::from_utf8(output).unwrap());
        }
        let printed = flat(&printed);
        for piece in sample.split("...").map(flat) {
            assert!(printed.contains(&piece), "{commands}does not print\n{piece}\nbut\n{printed}");
        }
        compared += 1;
    }
    assert!(compared >= 4, "{compared} blocks");
}

/// The rows of a table, by name of the column.
fn table(path: &Path) -> impl Fn(&str) -> Vec<String> + use<> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    move |column| {
        let place = header.iter().position(|name| name == column).unwrap();
        rows.iter().map(|row| row[place].to_owned()).collect()
    }
}

#[test]
fn months_are_those_of_the_outages() {
    let sla = r#"services.database.sla={"target": "99.95%", "excludes": ["maintenance"], "fee": 10,
        "ignore_under": "50s", "credits": [{"below": "99.9%", "credit": "10%"}]}"#;
    let (out, _) = run(&["scenarios/rolling-maintenance.json", "--trials", "600", "--set", sla]);
    let folder = out.path().join("rolling-maintenance");
    let numbers = |texts: Vec<String>| -> Vec<f64> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    };
    let outages = table(&folder.join("outages.csv"));
    let columns = ["trial", "start_s", "duration_s"].map(|name| numbers(outages(name)));
    let mut months = vec![[0.0; 12]; 600];
    for (i, planned) in outages("planned").iter().enumerate() {
        let [trial, start, lasts] = [0, 1, 2].map(|k: usize| columns[k][i]);
        if planned == "true" || lasts < 50.0 {
            continue;
        }
        for (k, down) in months[trial as usize].iter_mut().enumerate() {
            let (from, to) = (k as f64 * 2_628_000.0, (k + 1) as f64 * 2_628_000.0);
            *down += ((start + lasts).min(to) - start.max(from)).max(0.0);
        }
    }
    let share = |most_s: f64| {
        // Seconds of a year are rounded to a tenth of a microsecond.
        months.iter().flatten().filter(|down| **down <= most_s + 1e-6).count() as f64 / 7200.0
    };
    let months = table(&folder.join("months.csv"));
    let (down, uptime) =
        (numbers(months("downtime_at_most_s")), numbers(months("uptime_at_least")));
    let found = numbers(months("probability"));
    assert!(down.len() > 20 && down.is_sorted() && found.is_sorted() && found.last() == Some(&1.0));
    for ((down, uptime), found) in down.iter().zip(&uptime).zip(&found) {
        assert!((found - share(*down)).abs() < 1e-9, "{down}: {found} against {}", share(*down));
        assert!((uptime - (1.0 - down / 2_628_000.0)).abs() < 1e-12);
    }
    let summary = std::fs::read_to_string(folder.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let sla = &summary["services"]["database"]["sla"];
    let borders = months("border");
    for (border, down_s, met) in [
        ("target", 1314.0, sla["p_met"]["mean"].as_f64().unwrap()),
        ("credit 10 %", 2628.0, 1.0 - sla["tiers"][0]["probability"]["mean"].as_f64().unwrap()),
    ] {
        let row = borders.iter().position(|b| b == border).unwrap();
        assert_eq!(down[row], down_s);
        assert!((found[row] - met).abs() < 1e-12 && (met - share(down_s)).abs() < 1e-12);
    }
    let svg = std::fs::read_to_string(folder.join("charts/months-database.svg")).unwrap();
    for words in
        ["target 99.95 % (21.9 min): missed by", "below 99.9 % (43.8 min): ", "credit 10 %"]
    {
        assert!(svg.contains(words), "{words}");
    }
}
