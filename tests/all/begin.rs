//! Help with the first scenario: `catalog`, `new`, `completions`, `man`.

use assert_cmd::Command;
use quorate::scenario::catalogue;
use quorate::scenario::templates::templates;
use std::path::Path;

/// The program in a folder of its own.
fn quorate_in(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("quorate").unwrap();
    command.current_dir(folder);
    command
}

/// Runs a command that must work; returns what it prints.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = quorate_in(folder).args(arguments).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

/// Runs a command that must end with 2; returns what it says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let assert = quorate_in(folder).args(arguments).assert().code(2).stdout("");
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn every_entry_is_listed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let table = printed(folder.path(), &["catalog"]);
    assert!(table.lines().all(|line| line.chars().count() <= 125), "{table}");
    let json = printed(folder.path(), &["catalog", "--format", "json"]);
    let json: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(json.len(), catalogue::classes().len());
    for (class, data) in catalogue::classes().iter().zip(&json) {
        assert!(table.contains(&format!("\n  {}", class.name)), "{}", class.name);
        assert_eq!(data["name"], class.name);
        let one = printed(folder.path(), &["catalog", class.name]);
        assert!(one.contains("In a scenario:\n{\n"), "{one}");
        assert!(one.lines().all(|line| line.chars().count() <= 104), "{one}");
    }
    let said = refused(folder.path(), &["catalog", "hhd-backblaze-2025"]);
    let expected = "error: `hhd-backblaze-2025` is not in the catalogue\nhint: did you mean \
        `hdd-backblaze-2025`? `quorate catalog` lists all\n";
    assert_eq!(said, expected);
}

#[test]
fn every_template_is_written_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    for template in templates() {
        let name = template.name;
        let said = printed(folder.path(), &["new", name]);
        let file = format!("{name}.json");
        assert!(said.ends_with(&format!("Next: quorate run {file}\n")), "{said}");
        let written = std::fs::read_to_string(folder.path().join(&file)).unwrap();
        assert_eq!(written, template.text);
        assert_eq!(printed(folder.path(), &["new", name, "-"]), template.text);
        let ran = printed(folder.path(), &["run", &file, "--trials", "256", "--no-charts"]);
        assert!(ran.contains("trials of") && !ran.contains("warning: cluster"), "{ran}");
    }
}

#[test]
fn no_file_is_overwritten_and_what_makes_no_sense_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
    std::fs::write(path.join("mine.json"), "mine").unwrap();
    let said = refused(path, &["new", "quorum", "mine.json", "--nodes", "5"]);
    let there = "error: mine.json is there already\nhint: name another file, or overwrite it with --force\n";
    assert_eq!((said.as_str(), read("mine.json").as_str()), (there, "mine"));
    let said =
        printed(path, &["new", "quorum", "mine.json", "--force", "--nodes", "5", "--mtbf", "2y"]);
    assert_eq!(said, "mine.json is written: Servers with quorum\nNext: quorate run mine.json\n");
    assert!(
        read("mine.json").contains("\"count\": 5")
            && read("mine.json").contains("\"mtbf\": \"2y\"")
    );
    for (arguments, parts) in [
        (&["new", "quroum"][..], &["no template `quroum`", "did you mean `quorum`?"][..]),
        (
            &["new", "quorum", "x.json", "--nodes", "2"],
            &["--nodes: `2` is not a whole number from 3"],
        ),
        (&["new", "quorum", "x.json", "--mtbf", "90"], &["--mtbf: `90` has no unit"]),
        (&["new", "active-passive", "x.json", "--nodes", "3"], &["has no --nodes to choose"]),
        (&["new", "quorum", "x.json", "--name", ""], &["--name: a name is a line of text"]),
        // Each answer makes sense, and together they are no scenario.
        (&["new", "quorum", "x.json", "--nodes", "65"], &["x.json:22:", "members"]),
    ] {
        let said = refused(path, arguments);
        assert!(parts.iter().all(|part| said.contains(part)), "{arguments:?}: {said}");
    }
    let names: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["mine.json"]);
}

#[test]
fn a_shell_takes_the_completions() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(folder.path(), &["completions", shell]);
        assert!(script.contains("catalog") && script.contains("precision"), "{shell}");
    }
    let script = folder.path().join("quorate.bash");
    std::fs::write(&script, printed(folder.path(), &["completions", "bash"])).unwrap();
    // As a shell completes it: the words so far, and which of them is being written.
    let asks = "source \"$0\" || exit 1
        COMP_WORDS=(quorate cat) COMP_CWORD=1 COMPREPLY=()
        _quorate quorate cat quorate && echo \"${COMPREPLY[@]}\"";
    let bash = std::process::Command::new("bash").args(["-c", asks]).arg(&script).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&bash.stderr), "");
    assert_eq!(String::from_utf8_lossy(&bash.stdout), "catalog\n");
    let said = refused(folder.path(), &["completions", "csh"]);
    assert!(said.contains("powershell"), "{said}");
}

/// The commands that `quorate --help` names.
fn commands(folder: &Path) -> Vec<String> {
    let help = printed(folder, &["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(Into::into).collect()
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let page = printed(path, &["man"]);
    assert!(page.contains(".TH quorate 1") && page.contains(".SH DESCRIPTION"), "{page}");
    assert_eq!(printed(path, &["man", "--out", "pages"]), "");
    assert_eq!(std::fs::read_to_string(path.join("pages/quorate.1")).unwrap(), page);
    let commands = commands(path);
    assert!(commands.len() >= 9 && commands.contains(&"completions".into()), "{commands:?}");
    for command in commands.iter().filter(|command| *command != "help") {
        assert!(page.contains(&format!("quorate\\-{command}(1)")), "{command}");
        let own = printed(path, &["man", command]);
        assert!(own.contains(&format!(".TH quorate-{command} 1")), "{own}");
        let file = path.join(format!("pages/quorate-{command}.1"));
        assert_eq!(std::fs::read_to_string(file).unwrap(), own);
    }
    let said = refused(path, &["man", "fly"]);
    assert!(said.contains("no command `fly`") && said.contains("run, "), "{said}");
}
