//! The language: what is shipped loads, and what is wrong is answered.

mod balancers;
mod class;
mod demand;
mod events;
mod hostile;
mod mistakes;
mod network;
mod reading;
mod recovery;
mod reference;
mod schema;
mod sources;

use quorate::scenario::{Scenario, load, parse};

#[test]
fn every_shipped_scenario_loads_and_explains_itself() {
    let mut seen = 0;
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("scenario.schema.json") {
            continue;
        }
        let source = load(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let description = source.scenario.description.unwrap_or_default();
        assert!(description.contains('?'), "{}: asks no question", path.display());
        assert!(description.contains("Figures") || description.contains("Timers"));
        seen += 1;
    }
    assert!(seen >= 3);
}

/// Returns the errors of a scenario as they are printed.
fn errors(text: &str) -> String {
    match parse("s.json", "s", text.to_owned()) {
        Ok(_) => panic!("no error in {text}"),
        Err(problems) => problems.render(false),
    }
}

/// Returns a scenario that must be right.
fn good(text: &str) -> Scenario {
    match parse("s.json", "s", text.to_owned()) {
        Ok(source) => source.scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// Asserts that the answer to each scenario holds these parts.
fn assert_answers(cases: &[(String, &[&str])]) {
    for (text, parts) in cases {
        let found = errors(text);
        for part in *parts {
            assert!(found.contains(part), "{part} in the answer to {text}:\n{found}");
        }
    }
}

/// A pair in which `more` stands in the cluster.
fn pair(more: &str) -> String {
    format!(
        "{{\"quorate\": 1,\n \"nodes\": {{\"n\": {{\"count\": 2}}}},\n \"clusters\": {{\"c\": {{\n  \
         \"members\": [\"n\"], \"mode\": \"active_passive\",\n  {more}\n }}}},\n \
         \"services\": {{\"s\": {{\"needs\": \"c\"}}}}}}"
    )
}

/// A scenario with these nodes and this need.
fn nodes(nodes: &str, needs: &str) -> String {
    format!(r#"{{"quorate": 1, "nodes": {{{nodes}}}, "services": {{"s": {{"needs": {needs}}}}}}}"#)
}

#[test]
fn an_error_says_where_what_and_what_was_meant() {
    let text = errors(&pair(r#""fencing": {"tiem": "15s"}"#));
    assert!(text.contains("s.json:5:15"), "{text}");
    assert!(text.contains("clusters.c.fencing.tiem: unknown key `tiem`"), "{text}");
    assert!(text.contains("did you mean `time`?"), "{text}");
}

#[test]
fn all_errors_are_told_at_once() {
    let text = errors(
        r#"{"quorate": 2, "horizon": "600y", "nodes": {"a": {"mtbf": "0s", "mttr": 5}},
        "clusters": {"c": {"members": ["b"], "mode": "passive"}}, "services": {}}"#,
    );
    for part in [
        "unknown version",
        "at most 500 years",
        "an MTBF is longer than 0",
        "did you mean \"5s\"",
        "`b` is declared nowhere",
        "`passive` is not known here",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    for deep in [65, 100_000] {
        let text = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        assert!(errors(&text).contains("nested deeper than 64 levels"));
    }
}
