//! The schema, the reader and the types say the same: none can drift away from the others.

use super::good;
use quorate::scenario::{Scenario, explain, load, parse, schema};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SCHEMA: &str = "scenarios/scenario.schema.json";

/// Every shipped scenario and the one that uses every key.
fn scenarios() -> Vec<(String, String, Scenario)> {
    let files = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| !path.ends_with("scenario.schema.json"))
        .chain(["tests/maximal.json".into()])
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.display().to_string(), text, load(&path).unwrap().scenario)
        })
        .collect()
}

/// Asserts that the schema takes a text, or does not.
fn assert_takes(validator: &jsonschema::Validator, name: &str, text: &str, takes: bool) {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors.is_empty(), takes, "{name}: {errors:?}\n{text}");
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

/// A scenario without the places, as text.
fn content(scenario: &Scenario) -> String {
    let mut debug = format!("{scenario:?}");
    while let Some(start) = debug.find("place: Place {") {
        let end = start + debug[start..].find('}').unwrap();
        debug.replace_range(start..=end, "");
    }
    debug
}

#[test]
fn what_is_explained_is_the_same_scenario() {
    for (name, _, scenario) in scenarios() {
        let explained = explain(&scenario);
        assert_eq!(content(&scenario), content(&good(&explained)), "{name}:\n{explained}");
    }
}

#[test]
fn the_committed_schema_is_the_one_of_the_types() {
    let mut current = serde_json::to_string_pretty(&schema()).unwrap();
    current.push('\n');
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(SCHEMA, &current).unwrap();
    }
    let committed = std::fs::read_to_string(SCHEMA).unwrap();
    assert!(current == committed, "run `UPDATE=1 cargo test schema` and commit {SCHEMA}");
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let validator = validator();
    for (name, text, scenario) in scenarios() {
        assert_takes(&validator, &name, &text, true);
        assert_takes(&validator, &name, &explain(&scenario), true);
    }
    let variant = r#"{"extends": "base.json", "nodes": {"db": null}}"#;
    assert_takes(&validator, "a variant", variant, true);
}

/// Calls `see` with every object of a value and its path.
fn objects(value: &Value, path: &mut Vec<String>, see: &mut impl FnMut(&[String])) {
    match value {
        Value::Object(map) => {
            see(path);
            for (key, value) in map {
                path.push(key.clone());
                objects(value, path, see);
                path.pop();
            }
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                path.push(i.to_string());
                objects(value, path, see);
                path.pop();
            }
        }
        _ => {}
    }
}

#[test]
fn the_schema_refuses_a_wrong_key_wherever_the_reader_does() {
    let text = std::fs::read_to_string("tests/maximal.json").unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let validator = validator();
    let mut paths = Vec::new();
    objects(&whole, &mut Vec::new(), &mut |path| paths.push(path.to_vec()));
    let mut refused = 0;
    for path in paths {
        let mut wrong = whole.clone();
        let at = path.iter().fold(&mut wrong, |at, step| match at {
            Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
            value => &mut value[step],
        });
        at.as_object_mut().unwrap().insert("no_such_key".into(), json!("5s"));
        let text = wrong.to_string();
        if let Err(problems) = parse("s", "s", text.clone()) {
            let answer = problems.render(false);
            // Where names are declared every key is a name, and what is wrong is its value.
            if answer.contains("unknown key `no_such_key`") {
                assert_takes(&validator, &path.join("."), &text, false);
                refused += 1;
            }
        }
    }
    assert!(refused > 60, "{refused}");
}

#[test]
fn one_scenario_uses_every_key() {
    let text = std::fs::read_to_string("tests/maximal.json").unwrap();
    let mut used = BTreeSet::new();
    objects(&serde_json::from_str(&text).unwrap(), &mut Vec::new(), &mut |path| {
        used.extend(path.last().cloned());
    });
    let used_key = |key: &str| text.contains(&format!("\"{key}\":"));
    let schema = schema();
    let mut missing = Vec::new();
    for (name, part) in schema["$defs"].as_object().unwrap() {
        let laws = ["Delay", "Distribution", "Lognormal", "Weibull", "Part"];
        let properties = part["properties"].as_object().into_iter().flatten();
        for (key, _) in properties.filter(|_| !laws.contains(&name.as_str())) {
            if !used_key(key) && key != "extends" {
                missing.push(format!("{name}.{key}"));
            }
        }
    }
    assert!(missing.is_empty(), "tests/maximal.json lacks {missing:?}");
}

/// Compares what an explained scenario holds with the defaults that the schema names.
fn defaults(schema: &Value, part: &Value, value: &Value, seen: &mut usize) {
    if let Some(name) = part["$ref"].as_str() {
        defaults(schema, schema.pointer(&name[1..]).unwrap(), value, seen);
    }
    // A fault, or `null`.
    for part in
        part["anyOf"].as_array().into_iter().flatten().filter(|p| p["$ref"] == "#/$defs/Fault")
    {
        defaults(schema, part, value, seen);
    }
    let Some(map) = value.as_object() else { return };
    for (key, value) in map {
        let property = &part["properties"][key];
        if let Some(default) = property.get("default")
            && *default != json!({})
            // Given in the scenario, so that the other keys have a meaning.
            && value != "auto"
        {
            // A plain duration is a constant where protocols are concerned.
            let value = value.get("constant").unwrap_or(value);
            let same =
                value == default || duration(value).is_some_and(|x| Some(x) == duration(default));
            assert!(same, "{key}: {default} in the schema, {value} in the reader");
            *seen += 1;
        }
        let entries = &part["additionalProperties"];
        defaults(schema, if entries.is_object() { entries } else { property }, value, seen);
    }
}

fn duration(value: &Value) -> Option<u64> {
    quorate::scenario::Span::parse(value.as_str()?).ok().map(quorate::scenario::Span::rounded)
}

#[test]
fn the_defaults_of_the_schema_are_those_of_the_reader() {
    let plain = r#"{"quorate": 1, "nodes": {"n": {"count": 3, "mtbf": "1y", "mttr": "1h"}},
        "links": {"l": {"between": ["n", "n"]}}, "switches": {"w": {}}, "domains": {"d": {}},
        "crews": {"us": {}}, "disks": {"k": {}}, "load_balancers": {"lb": {"count": 2, "balances": "n"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive", "fencing": {},
            "failback": {"policy": "auto"}}},
        "shocks": {"x": {"mtbf": "1y", "hits": ["n"], "mttr": "1h"}},
        "maintenance": {"m": {"every": "30d", "duration": "1h", "targets": ["n"]}},
        "services": {"s": {"needs": "c"}}}"#;
    let explained: Value = serde_json::from_str(&explain(&good(plain))).unwrap();
    let schema = schema();
    let mut seen = 0;
    defaults(&schema, &schema["$defs"]["Scenario"], &explained, &mut seen);
    assert!(seen > 35, "{seen}");
}
