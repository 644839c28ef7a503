//! Files that are wrong in every way that the language knows, each with its answer beside it.
//!
//! `UPDATE=1 cargo test hostile` writes the answers anew; read them before they are committed.

use proptest::prelude::*;
use quorate::scenario::{LoadError, load, parse};
use std::path::{Path, PathBuf};

/// Returns every file that ends like this, in order.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == end)).collect();
    files.sort();
    files
}

fn answer(path: &Path) -> String {
    match load(path) {
        Ok(_) => panic!("{}: nothing is wrong", path.display()),
        Err(LoadError::Wrong(problems)) => problems.render(false),
        Err(error) => format!("error: {error}\n"),
    }
}

#[test]
fn every_file_has_its_answer() {
    let files = files("tests/hostile", "json");
    assert!(files.len() >= 80, "{}", files.len());
    let mut different = Vec::new();
    for path in files {
        let found = answer(&path);
        let beside = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&beside, &found).unwrap();
        }
        if std::fs::read_to_string(&beside).unwrap_or_default() != found {
            different.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(different.is_empty(), "other answers than before:\n{}", different.join("\n"));
}

#[test]
fn every_answer_has_its_file() {
    for path in files("tests/hostile", "txt") {
        assert!(path.with_extension("json").exists(), "{}", path.display());
    }
}

#[test]
fn the_program_ends_with_2_and_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    for path in files("tests/hostile", "json") {
        let mut command = assert_cmd::Command::cargo_bin("quorate").unwrap();
        command.arg("run").arg(&path).arg("--out").arg(&out);
        let assert = command.assert().code(2).stdout("");
        let errors = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        let beside = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        assert_eq!(errors, beside, "{}", path.display());
        assert!(!out.exists(), "{}", path.display());
    }
}

#[test]
fn the_schema_refuses_unknown_keys_too() {
    let validator = jsonschema::draft202012::new(&quorate::scenario::schema()).unwrap();
    let mut refused = 0;
    for path in files("tests/hostile", "json") {
        let answer = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let text = std::fs::read(&path).unwrap();
        if let Ok(value) = serde_json::from_slice(&text)
            && answer.contains("unknown key")
        {
            assert!(!validator.is_valid(&value), "{}", path.display());
            refused += 1;
        }
    }
    assert!(refused > 10, "{refused}");
}

/// A scenario with a few bytes cut, doubled or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let mut texts: Vec<Vec<u8>> =
        files("scenarios", "json").iter().map(|path| std::fs::read(path).unwrap()).collect();
    texts.push(std::fs::read("tests/maximal.json").unwrap());
    let bits = "{}[],:\"\\0159eE-.%smhdy truefalsenullé\n";
    let bit = prop::sample::select(bits.chars().collect::<Vec<_>>());
    let change = (any::<prop::sample::Index>(), 0usize..3, 0usize..40, bit);
    (prop::sample::select(texts), prop::collection::vec(change, 1..6)).prop_map(
        |(mut text, changes)| {
            for (at, how, length, bit) in changes {
                let start = at.index(text.len().max(1)).min(text.len());
                let end = (start + length).min(text.len());
                match how {
                    0 => drop(text.drain(start..end)),
                    1 => {
                        let double = text[start..end].to_vec();
                        text.splice(start..start, double);
                    }
                    _ => {
                        let end = (start + 1).min(text.len());
                        text.splice(start..end, bit.to_string().into_bytes());
                    }
                }
            }
            String::from_utf8_lossy(&text).into_owned()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_nearly_a_scenario_is_answered(text in mutated()) {
        match parse("s.json", "s", text) {
            Ok(source) => {
                // What is right is right once it has been explained, too.
                let explained = quorate::scenario::explain(&source.scenario);
                let again = parse("s.json", "s", explained.clone());
                let again = again.unwrap_or_else(|e| panic!("{}\n{explained}", e.render(false)));
                prop_assert_eq!(quorate::scenario::explain(&again.scenario), explained);
            }
            Err(problems) => {
                prop_assert!(!problems.list.is_empty());
                prop_assert!(problems.render(true).contains("error"));
            }
        }
    }
}
