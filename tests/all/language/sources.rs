//! Where a scenario comes from: files that extend others, the command line, texts that are no JSON.

use super::{assert_answers, errors};
use proptest::prelude::*;
use quorate::scenario::{LoadError, Source, load_with};
use std::path::Path;

const BASE: &str = r#"{"quorate": 1, "name": "Base", "description": "d", "horizon": "2y",
 "nodes": {"db": {"count": 3, "mtbf": "90d", "mttr": "4h"}},
 "services": {"site": {"needs": {"at_least": 2, "of": "db"}}}}"#;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn loaded(folder: &Path, file: &str, sets: &[&str]) -> Result<Source, String> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    load_with(&folder.join(file), &sets).map_err(|e| match e {
        LoadError::Wrong(problems) => problems.render(false),
        error => error.to_string(),
    })
}

#[test]
fn a_file_extends_another() {
    let folder = folder(&[
        ("base.json", BASE),
        ("more/mid.json", r#"{"extends": "../base.json", "horizon": "3y", "description": null}"#),
        (
            "top.json",
            r#"{"extends": "more/mid.json", "nodes": {"db": {"count": 5, "mttr": null, "mtbf": null},
                "web": {"votes": 0}}, "horizon": null}"#,
        ),
    ]);
    let source = loaded(folder.path(), "top.json", &[]).unwrap();
    let scenario = &source.scenario;
    assert_eq!((source.stem.as_str(), scenario.name.as_str()), ("top", "top"));
    assert_eq!(scenario.description, None);
    assert_eq!(scenario.nodes["db"].common.count, Some(5));
    assert!(scenario.nodes["db"].common.faults.is_empty());
    assert_eq!(scenario.nodes["web"].votes, 0);
    assert_eq!(scenario.horizon.ns(), 8760.0 * 3600e9);
    let mid = loaded(folder.path(), "more/mid.json", &[]).unwrap();
    assert_eq!(mid.scenario.horizon.ns(), 3.0 * 8760.0 * 3600e9);
    let base = loaded(folder.path(), "base.json", &[]).unwrap();
    let set = loaded(folder.path(), "base.json", &["horizon=1y"]).unwrap();
    assert!(mid.sha256 != source.sha256 && base.sha256 != set.sha256);
    let one = "printf %s \"$0\" | sha256sum";
    let sum = std::process::Command::new("sh").args(["-c", one, BASE]).output().unwrap();
    assert!(String::from_utf8_lossy(&sum.stdout).starts_with(&base.sha256), "of the file's bytes");
}

#[test]
fn each_error_points_into_the_text_that_it_is_of() {
    let folder = folder(&[
        ("base.json", &BASE.replace("90d", "90")),
        ("top.json", "{\"extends\": \"base.json\",\n \"horizn\": \"1y\"}"),
    ]);
    let text = loaded(folder.path(), "top.json", &["nodes.db.vots=2", "seed"]).unwrap_err();
    for part in [
        "base.json:2:39",
        "`90` has no unit",
        "top.json:2:2",
        "did you mean `horizon`?",
        "--set:1:10",
        "did you mean `votes`?",
        "--set:1:1",
        "no `=` in it",
        "4 errors in",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn extends_that_lead_nowhere_are_errors() {
    let mut files = vec![
        ("a.json".to_owned(), r#"{"extends": "b.json"}"#.to_owned()),
        ("b.json".to_owned(), r#"{"extends": "./a.json"}"#.to_owned()),
        ("own.json".to_owned(), r#"{"extends": "own.json"}"#.to_owned()),
        ("lost.json".to_owned(), r#"{"extends": "nowhere.json"}"#.to_owned()),
        ("list.json".to_owned(), r#"{"extends": ["a.json"]}"#.to_owned()),
        ("broken.json".to_owned(), r#"{"extends": "open.json"}"#.to_owned()),
        ("open.json".to_owned(), "{".to_owned()),
    ];
    for i in 0..20 {
        files.push((format!("c{i}.json"), format!(r#"{{"extends": "c{}.json"}}"#, i + 1)));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let folder = folder(&files);
    for (file, parts) in [
        ("a.json", ["b.json:1:13", "extends: `./a.json` extends itself"]),
        ("own.json", ["own.json:1:13", "`own.json` extends itself"]),
        ("lost.json", ["lost.json:1:13", "cannot read"]),
        ("list.json", ["expected the path of a scenario file", "list.json:1:13"]),
        ("broken.json", ["open.json:1:1", "it ends in the middle of an object"]),
        ("c0.json", ["more than 16 files extend one another", "c15.json:1:13"]),
    ] {
        let text = loaded(folder.path(), file, &[]).err().unwrap();
        for part in parts {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }
}

#[test]
fn the_command_line_sets() {
    let folder = folder(&[("base.json", BASE)]);
    let set = |sets: &[&str]| loaded(folder.path(), "base.json", sets);
    let scenario = set(&[
        "nodes.db.mtbf=30d",
        "nodes.db.faults.x={\"mtbf\": \"1y\", \"mttr\": \"1h\"}",
        "simulation.seed=7",
        "script[0].at=5s",
        "script.0.hits=[\"db-1\"]",
        "script[0].for=1m",
        "script[1]={\"at\": \"1h\", \"hits\": [\"db\"], \"for\": \"1m\"}",
        "description=null",
        "services.site.needs.at_least=3",
    ])
    .unwrap()
    .scenario;
    assert_eq!(scenario.simulation.seed, 7);
    assert_eq!((scenario.script.len(), scenario.description), (2, None));
    assert_eq!(scenario.nodes["db"].common.faults.len(), 2);
    for (argument, part) in [
        ("nodes.db.mtbf", "no `=` in it"),
        ("=5", "this is not a path"),
        ("a..b=5", "this is not a path"),
        ("script[x]=5", "this is not a path"),
        ("script[0=5", "this is not a path"),
        ("script[2].at=5s", "the list has 0 elements"),
        ("nodes[0]=5", "this is not a list"),
        ("horizon.x=5", "neither an object nor a list"),
        ("extends=base.json", "`extends` cannot be set"),
        ("horizon=5", "a number without a unit"),
        ("nodes.db.mtbf={\"weibul\": 5}", "did you mean `weibull`?"),
        ("services.site.needs=dv", "did you mean `db`?"),
        ("horizon=null", ""),
    ] {
        let text = set(&[argument]).err().unwrap_or_default();
        assert!(text.contains(part), "{argument}: {part} in\n{text}");
        assert!(part.is_empty() || text.contains("--set:1:"), "{text}");
    }
    let deep = format!("{}=5", vec!["x"; 65].join("."));
    assert!(set(&[&deep]).err().unwrap().contains("more than 64 steps"));
}

#[test]
fn files_are_of_bearable_size_and_text() {
    let folder = folder(&[("empty.json", ""), ("bom.json", &format!("\u{feff}{BASE}"))]);
    let path = folder.path();
    std::fs::write(path.join("latin.json"), b"{\n \"name\": \"caf\xe9\"}").unwrap();
    std::fs::write(path.join("wide.json"), b"\xff\xfe{\0}\0").unwrap();
    std::fs::write(path.join("large.json"), " ".repeat((16 << 20) + 1)).unwrap();
    std::fs::write(path.join("mac.json"), BASE.replace('\n', "\r").replace("90d", "90")).unwrap();
    let dos = BASE.replace('\n', "\r\n").replace("90d", "90");
    std::fs::write(path.join("dos.json"), dos).unwrap();
    assert!(loaded(path, "bom.json", &[]).is_ok());
    for (file, part) in [
        ("empty.json", "the file is empty"),
        ("latin.json", "is not UTF-8 text: byte 0xe9 at 15, line 2"),
        ("wide.json", "it looks like UTF-16"),
        ("large.json", "larger than 16 MiB"),
        ("mac.json", "mac.json:2:39"),
        ("dos.json", "dos.json:2:39"),
    ] {
        let text = loaded(path, file, &[]).err().unwrap();
        assert!(text.contains(part), "{file}: {part} in\n{text}");
    }
}

#[test]
fn what_is_no_json_is_explained() {
    let cases: &[(&str, &str)] = &[
        ("{\"a\": 1,}", "no comma stands after the last"),
        ("{\"a\": [1 2]}", "expected `,` or `]`, found `2`"),
        ("{\"a\" 1}", "expected `:`, found `1`"),
        ("{a: 1}", "stand in \"double quotes\""),
        ("{'a': 1}", "stand in \"double quotes\""),
        ("{} // no", "JSON has no comments"),
        ("{} {}", "something follows its end"),
        ("{\"a\": True}", "it is written `true`"),
        ("{\"a\": None}", "leave the key out"),
        ("{\"a\": nulll}", "expected `,` or `}`, found `l`"),
        ("{\"a\": NaN}", "\"never\""),
        ("{\"a\": 01}", "a number does not begin with 0"),
        ("{\"a\": -}", "invalid number"),
        ("{\"a\": 1.}", "has digits behind its point"),
        ("{\"a\": .5}", "expected value, found `.`"),
        ("{\"a\": \"b}", "it ends in the middle of a string"),
        ("{\"a\": \"b\nc\"}", "a line break within quotes is written \\n"),
        (r#"{"a": "\x"}"#, "a backslash within quotes is written \\\\"),
        (r#"{"a": "\ud800"}"#, "unpaired high surrogate"),
        (r#"{"a": "\u12"}"#, "invalid escape"),
        ("{\"a\": \u{201c}b\u{201d}}", "stand in \"double quotes\""),
        ("[", "it ends in the middle of a list"),
    ];
    for (text, part) in cases {
        let answer = errors(text);
        assert!(answer.contains("this is not JSON") && answer.contains(part), "{text}: {answer}");
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
    }
}

#[test]
fn a_flood_of_errors_is_dammed() {
    let many = vec!["5"; 200_000].join(", ");
    let text = format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{}}}}, "services": {{"s": {{"needs": {{"any": [{many}]}}}}}}}}"#
    );
    let answer = errors(&text);
    assert!(answer.contains("9950 more are not shown") && answer.contains("at least 10000 errors"));
    let long = "x".repeat(1 << 20);
    let answer = errors(&format!(r#"{{"quorate": 1, "{long}": "{long}", "services": 5}}"#));
    assert!(answer.len() < 5000, "{}", answer.len());
    assert_answers(&[(r#"{"quorate": "\u001b[31m"}"#.to_owned(), &["the text \"\u{fffd}[31m\""])]);
}

/// JSON, or nearly.
fn nearly_json() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "\"",
        "\"a\"",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\",
        "0",
        "1",
        "-",
        ".",
        "e",
        "E+",
        "12",
        "true",
        "null",
        "é",
        "\u{1f600}",
        "\t",
    ]);
    prop::collection::vec(bit, 0..12).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn json_is_what_others_take_for_json(text in nearly_json()) {
        let ours = quorate::scenario::parse("s", "s", text.clone());
        let ours = !ours.err().unwrap().render(false).contains("this is not JSON");
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        // Of nothing at all we say that it is empty; numbers too large for others are numbers here.
        let large = !theirs && text.contains(['e', 'E']);
        prop_assert!(text.trim().is_empty() || large || ours == theirs, "{text}");
    }
}

#[test]
fn tables_are_looked_for_where_they_are_named() {
    let table = r#"{"quorate": 1, "nodes": {"a": {"mtbf": "1y", "mttr": {"empirical":
        {"csv": "table.csv", "column": "h", "unit": "h"}}}}, "services": {"s": {"needs": "a"}}}"#;
    let folder = folder(&[
        ("deep/base.json", table),
        ("deep/table.csv", "h\n1\n2\n"),
        ("top.json", r#"{"extends": "deep/base.json"}"#),
    ]);
    assert!(loaded(folder.path(), "top.json", &[]).is_ok());
    let set = "nodes.a.mttr={\"empirical\": {\"csv\": \"table.csv\", \"column\": \"h\", \"unit\": \"h\"}}";
    let text = loaded(folder.path(), "top.json", &[set]).err().unwrap();
    assert!(text.contains("--set:1:") && text.contains("cannot read"), "{text}");
}
