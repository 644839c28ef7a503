//! What commands print that say the same every time, word for word: `tests/printed/` has it.

use assert_cmd::Command;

/// Compares what a command prints with what it has always printed; `UPDATE=1` makes the new text the old.
fn assert_prints(arguments: &[&str], file: &str) {
    let mut command = Command::cargo_bin("quorate").unwrap();
    let output = command.args(arguments).assert().success().get_output().stdout.clone();
    let printed = String::from_utf8(output).unwrap();
    let path = format!("tests/printed/{file}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, before, "{arguments:?} printed something else before");
}

#[test]
fn the_catalogue_and_its_entries() {
    assert_prints(&["catalog"], "catalog.txt");
    for name in ["app-server", "hdd-elerath-2007", "ssd-netapp-2020", "link-leased", "rewiring"] {
        assert_prints(&["catalog", name], &format!("catalog-{name}.txt"));
    }
    assert_prints(&["catalog", "rack", "--format", "json"], "catalog-rack.json");
}

#[test]
fn the_templates() {
    assert_prints(&["new"], "new.txt");
    let changed = ["new", "raid-array", "-", "--disks", "12", "--mttr", "2d", "--name", "Shelf"];
    assert_prints(&changed, "new-raid-array.json");
}
