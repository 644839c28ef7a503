//! `class`: what a component has that it does not say itself, and what it makes of that.

use super::{errors, good, nodes};
use quorate::scenario::{Scenario, explain, load_with};

/// A node with these keys.
fn node(keys: &str) -> Scenario {
    good(&nodes(&format!(r#""n": {{{keys}}}"#), r#""n""#))
}

/// Asserts that two nodes are the same.
fn assert_same(class: &str, written: &str) {
    assert_eq!(explain(&node(class)), explain(&node(written)), "{class}");
}

const REPAIR: &str = r#"{"lognormal": {"median": "60m", "mean": "355m"}}"#;

#[test]
fn a_class_is_what_it_brings_and_what_is_given_goes_before() {
    let plain = format!(r#""mtbf": "1y", "mttr": {REPAIR}"#);
    assert_same(r#""class": "server-hardware""#, &plain);
    let other = format!(r#""mtbf": {{"weibull": {{"shape": 2, "mean": "2y"}}}}, "mttr": {REPAIR}"#);
    let given = r#""class": "server-hardware", "mtbf": {"weibull": {"shape": 2, "mean": "2y"}}"#;
    assert_same(given, &other);
    assert_same(r#""class": "server-hardware", "mttr": "4h""#, r#""mtbf": "1y", "mttr": "4h""#);
    let rate = format!(r#""afr": "3%", "mttr": {REPAIR}"#);
    assert_same(r#""class": "server-hardware", "afr": "3%""#, &rate);
    let hang =
        r#""class": "server-hardware", "faults": {"failure": {"effect": "hang", "afr": "3%"}}"#;
    let rate = format!(r#""faults": {{"failure": {{{rate}, "effect": "hang"}}}}"#);
    assert_same(hang, &rate);
    assert_same(
        r#""class": "server-google-2010", "mttr": "1h""#,
        r#""mtbf": "3140h", "mttr": "1h""#,
    );
}

#[test]
fn faults_merge_by_name_and_key_by_key() {
    let class = r#""class": "server", "faults": {
        "os": {"mttr": "10m", "age": "steady"}, "flood": {"mtbf": "50y", "mttr": "90d"}}"#;
    let written = format!(
        r#""faults": {{"hardware": {{"mtbf": "1y", "mttr": {REPAIR}}},
            "os": {{"mtbf": "4380h", "mttr": "10m", "age": "steady"}},
            "flood": {{"mtbf": "50y", "mttr": "90d"}}}}"#
    );
    assert_same(class, &written);
    let without = r#""class": "server", "faults": {"hardware": null}"#;
    assert_same(without, r#""faults": {"os": {"mtbf": "4380h", "mttr": "5m"}}"#);
    // In an array a disk that fails is lost, with or without a class that says so.
    let disk = |keys: &str| {
        format!(
            r#"{{"quorate": 1, "disks": {{"d": {{{keys}, "count": 2,
            "array": {{"tolerates": 1, "rebuild": "1h", "restore": "1h"}}}}}},
            "services": {{"s": {{"needs": "d"}}}}}}"#
        )
    };
    let class = good(&disk(r#""class": "hdd-backblaze-2025""#));
    let written = good(&disk(r#""afr": "1.36%", "mttr": "8h""#));
    assert_eq!(explain(&class), explain(&written));
}

/// Returns the names of the faults of the node `n`, and what their effects are.
fn faults(scenario: &Scenario) -> Vec<&str> {
    scenario.nodes["n"].common.faults.keys().map(String::as_str).collect()
}

#[test]
fn variants_and_settings_reach_what_a_class_brings() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let own = r#""n": {"class": "server", "faults": {"os": {"mttr": "9m"}, "own": {"afr": "1%", "mttr": "1h"}}}"#;
    write("base.json", &nodes(own, r#""n""#));
    let loaded = |text: &str, sets: &[&str]| {
        write("variant.json", text);
        let sets: Vec<String> = sets.iter().map(|&set| set.into()).collect();
        load_with(&folder.path().join("variant.json"), &sets).map(|source| source.scenario)
    };
    let variant =
        |keys: &str| format!(r#"{{"extends": "base.json", "nodes": {{"n": {{{keys}}}}}}}"#);
    let of = |keys: &str, sets: &[&str]| {
        let scenario = loaded(&variant(keys), sets).unwrap_or_else(|e| panic!("{keys}: {e:?}"));
        faults(&scenario).join(" ")
    };
    assert_eq!(of("", &[]), "hardware os own");
    // What is taken away does not come back with the class, be it changed in the base or not.
    assert_eq!(of(r#""faults": {"os": null, "hardware": null}"#, &[]), "own");
    assert_eq!(of(r#""faults": {"own": null}"#, &[]), "hardware os");
    assert_eq!(of("", &["nodes.n.faults.os=null", "nodes.n.faults.hardware=null"]), "own");
    assert_eq!(of("", &["nodes.n.faults.own=null"]), "hardware os");
    // Another class brings others; without one there is what is given.
    let bare = &["nodes.n.faults=null", "nodes.n.class=vm"];
    assert_eq!(of("", bare), "failure");
    assert_eq!(of(r#""faults": {"os": null}, "class": null"#, &[]), "own");
    assert_eq!(of("", &["nodes.n.faults.hardware.mtbf=2y"]), "hardware os own");
    let twice = loaded(&variant(""), &["nodes.n.faults.disk=null"]).unwrap_err().to_string();
    assert_eq!(twice, format!("1 error in {}", folder.path().join("variant.json").display()));
}

#[test]
fn null_takes_away_only_what_is_there() {
    let text = errors(&nodes(r#""n": {"class": "server", "faults": {"disk": null}}"#, r#""n""#));
    assert!(text.contains("nodes.n.faults.disk: there is no such fault"), "{text}");
    let text = errors(&nodes(r#""n": {"faults": {"os": null}}"#, r#""n""#));
    assert!(text.contains("nodes.n.faults.os: there is no such fault"), "{text}");
    // A node may be called so.
    let odd = good(&nodes(r#""faults": {"mtbf": "1y", "mttr": "1h"}"#, r#""faults""#));
    assert_eq!(odd.nodes["faults"].common.faults.len(), 1);
}
