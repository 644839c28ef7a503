//! What commands print that say the same every time, word for word: `tests/printed/` has it.

use assert_cmd::Command;

/// Compares what a command prints with what it has always printed; `UPDATE=1` makes the new text the old.
fn assert_prints(arguments: &[&str], file: &str) {
    let mut command = Command::cargo_bin("quorate").unwrap();
    let output = command.args(arguments).assert().success().get_output().stdout.clone();
    let printed = String::from_utf8(output).unwrap();
    assert_same(&printed, file);
}

fn assert_same(printed: &str, file: &str) {
    let path = format!("tests/printed/{file}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, printed).unwrap();
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, before, "{file} says something else");
}

#[test]
fn the_catalogue_and_its_entries() {
    assert_prints(&["catalog"], "catalog.txt");
    for name in ["app-server", "hdd-elerath-2007", "ssd-netapp-2020", "link-leased", "rewiring"] {
        assert_prints(&["catalog", name], &format!("catalog-{name}.txt"));
    }
    assert_prints(&["catalog", "rack", "--format", "json"], "catalog-rack.json");
}

/// Runs a command in a folder of its own into which it may write, and compares what it prints.
fn assert_finds(arguments: &[&str], file: &str) {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().display().to_string();
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.args(arguments).args(["--out", &place, "--no-charts"]);
    let output = command.assert().success().get_output().stdout.clone();
    assert_same(&String::from_utf8(output).unwrap().replace(&place, "OUT"), file);
}

#[test]
fn comparisons_sweeps_and_tables() {
    let (pair, unfenced) =
        ("scenarios/active-passive.json", "scenarios/active-passive-no-fencing.json");
    let takeover = "clusters.pair.failover.time=10s..10m:log:3";
    let detection = "clusters.pair.detection=5s,30s";
    let few = ["--trials", "1000"];
    let with = |first: &[&'static str]| [first, &few].concat();
    assert_finds(&with(&["run", pair, unfenced]), "run-several.txt");
    assert_finds(&with(&["compare", pair, unfenced]), "compare.txt");
    assert_finds(&with(&["sweep", pair, "--vary", takeover, "--vary", detection]), "sweep.txt");
    assert_finds(&with(&["sweep", pair, "--tornado", "20%"]), "tornado.txt");
}

#[test]
fn checks() {
    let (pair, unfenced) =
        ("scenarios/active-passive.json", "scenarios/active-passive-no-fencing.json");
    assert_prints(&["check", pair], "check.txt");
    assert_prints(&["check", pair, "--baseline", unfenced], "check-baseline.txt");
}

#[test]
fn the_templates() {
    assert_prints(&["new"], "new.txt");
    let changed = ["new", "raid-array", "-", "--disks", "12", "--mttr", "2d", "--name", "Shelf"];
    assert_prints(&changed, "new-raid-array.json");
}
