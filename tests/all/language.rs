//! The language: what is shipped loads, and what is wrong is answered.

use quorate::scenario::{load, parse};

#[test]
fn every_shipped_scenario_loads_and_explains_itself() {
    let mut seen = 0;
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
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
#[expect(clippy::too_many_lines, reason = "a table, one mistake a line")]
fn every_mistake_has_its_answer() {
    let cases: &[(String, &[&str])] = &[
        (String::new(), &["the file is empty", "the smallest scenario"]),
        ("{".into(), &["this is not JSON"]),
        ("[]".into(), &["expected an object, found a list"]),
        ("{\"quorate\": 1,}".into(), &["this is not JSON"]),
        ("// x\n{\"quorate\": 1}".into(), &["this is not JSON"]),
        (r#"{"quorate": 1}"#.into(), &["`services` is missing"]),
        (r#"{"services": {}}"#.into(), &["`quorate` is missing"]),
        (r#"{"quorate": 1, "services": {}}"#.into(), &["at least one service"]),
        (nodes(r#""a": {}, "a": {}"#, r#""a""#), &["this key is given twice"]),
        (nodes(r#""a b": {}"#, r#""a b""#), &["`a b` is not a name"]),
        (nodes(r#""clients": {}"#, r#""clients""#), &["the outside world"]),
        (nodes(r#""a": {"mtbf": "90"}"#, r#""a""#), &["`90` has no unit"]),
        (nodes(r#""a": {"mtbf": "9 min", "mttr": "1h"}"#, r#""a""#), &["minutes are written `m`"]),
        (nodes(r#""a": {"mtbf": "90d"}"#, r#""a""#), &["`mttr` is missing"]),
        (nodes(r#""a": {"mttr": "90d"}"#, r#""a""#), &["`mtbf` is missing"]),
        (nodes(r#""a": {"mtbf": "1y", "afr": "2%", "mttr": "1h"}"#, r#""a""#), &["both given"]),
        (nodes(r#""a": {"mtbf": "1y", "mttr": "never"}"#, r#""a""#), &["a repair ends some day"]),
        (nodes(r#""a": {"count": 0}"#, r#""a""#), &["a whole number from 1"]),
        (nodes(r#""a": {"count": 200000}"#, r#""a""#), &["from 1 to 100000"]),
        (
            nodes(r#""a": {"count": 99999}, "b": {"count": 9}"#, r#""a-1""#),
            &["more than 100000 components"],
        ),
        (nodes(r#""a": {"count": 2}, "a-1": {}"#, r#""a-2""#), &["`a-1` is used twice"]),
        (nodes(r#""a": {"votes": 2}"#, r#""a""#), &["`votes` is not simulated yet"]),
        (nodes(r#""a": {"vots": 2}"#, r#""a""#), &["unknown key `vots`", "did you mean `votes`?"]),
        (
            nodes(r#""a": {"mtbf": {"gamma": {"shape": 2}}, "mttr": "1h"}"#, r#""a""#),
            &["nodes.a.mtbf.gamma: `mean` is missing"],
        ),
        (
            nodes(r#""a": {"mtbf": {"weibul": {}}, "mttr": "1h"}"#, r#""a""#),
            &["did you mean `weibull`?"],
        ),
        (
            nodes(r#""a": {"mtbf": {"weibull": {"shape": 2}}, "mttr": "1h"}"#, r#""a""#),
            &["give one of `mean` and `scale`"],
        ),
        (
            nodes(r#""a": {"mtbf": "1y", "mttr": {"uniform": ["2h", "1h"]}}"#, r#""a""#),
            &["the shortest end is longer"],
        ),
        (
            nodes(
                r#""a": {"mtbf": "1y", "mttr": {"lognormal": {"median": "2h", "p95": "1h"}}}"#,
                r#""a""#,
            ),
            &["no lognormal distribution has these values"],
        ),
        (
            nodes(r#""a": {"mtbf": "1y", "mttr": {"lognormal": {"median": "2h"}}}"#, r#""a""#),
            &["`median` and `p95`"],
        ),
        (nodes(r#""web": {}"#, r#""wed""#), &["declared nowhere", "did you mean `web`?"]),
        (nodes(r#""web": {"count": 3}"#, r#""web""#), &["a group of 3: how many of them?"]),
        (
            nodes(r#""web": {"count": 3}"#, r#"{"at_least": 4, "of": "web"}"#),
            &["at least 4 of 3 can never hold"],
        ),
        (nodes(r#""web": {}"#, r#"{"all": []}"#), &["an empty list"]),
        (nodes(r#""web": {}"#, r#"{"all": ["web"], "any": ["web"]}"#), &["exactly one of"]),
        (nodes(r#""web": {}"#, "7"), &["this is not a condition"]),
        (
            nodes(
                r#""a": {"faults": {"f": {"mtbf": "1y", "mttr": "1h", "crew": "me"}}}"#,
                r#""a""#,
            ),
            &["`me` is declared nowhere; expected a crew", "none is declared"],
        ),
        (
            nodes(
                r#""a": {"faults": {"f": {"mtbf": "1y", "mttr": "1h", "effect": "hang"}}}"#,
                r#""a""#,
            ),
            &["`hang` is not simulated yet"],
        ),
        (pair(r#""mode": "active_active""#), &["given twice"]),
        (pair(r#""quorum": {"policy": "majorty"}"#), &["did you mean `majority`?"]),
        (
            pair(r#""quorum": {"policy": {"external": "x"}}"#),
            &["external lock is not simulated yet"],
        ),
        (pair(r#""quorum": {"policy": "none", "wait_for_all": true}"#), &["nobody waits here"]),
        (pair(r#""quorum": {"on_loss": "freeze"}"#), &["`freeze` is not simulated yet"]),
        (pair(r#""fencing": {"success": 98}"#), &["outside 0 to 1", "\"98%\""]),
        (pair(r#""fencing": {"success": "98"}"#), &["is not a share"]),
        (pair(r#""fencing": {"attempts": 0}"#), &["a whole number from 1 to 1000"]),
        (pair(r#""fencing": {"delay": {"x": "5s"}}"#), &["`x` is declared nowhere"]),
        (pair(r#""detection": 10"#), &["a number without a unit", "\"10s\""]),
        (pair(r#""storage": {"kind": "shared_disk"}"#), &["`disk` is missing"]),
        (
            pair(r#""storage": {"kind": "shared_disk", "disk": "n"}"#),
            &["is a node; expected a disk"],
        ),
        (pair(r#""storage": {"kind": "replicated"}"#), &["`replicated` is not simulated yet"]),
        (pair(r#""active": 3"#), &["a whole number from 1 to 2"]),
        (pair(r#""failback": {}"#), &["`failback` is not simulated yet"]),
    ];
    for (text, parts) in cases {
        let found = errors(text);
        for part in *parts {
            assert!(found.contains(part), "{part} in the answer to {text}:\n{found}");
        }
    }
}

#[test]
fn members_that_never_hear_each_other_are_an_error() {
    let text = errors(
        r#"{"quorate": 1, "nodes": {"n": {"count": 3}},
        "links": {"a": {"between": ["n-1", "n-2"], "carries": ["heartbeat"]},
                  "b": {"between": ["n-2", "n-3"], "carries": ["heartbeat"]},
                  "c": {"between": ["n-1", "clients"], "carries": ["client"]},
                  "d": {"between": ["n-1", "n-1"], "carries": ["heartbeat"]},
                  "e": {"between": ["n-1", "n-2"]}},
        "clusters": {"c1": {"members": ["n"], "mode": "active_passive"}},
        "services": {"s": {"needs": "c1"}}}"#,
    );
    for part in [
        "`n-1` and `n-3` of `c1` cannot hear each other",
        "links to `clients` are not simulated yet",
        "`client` is not simulated yet",
        "a link has two different ends",
        "write `\"carries\": [\"heartbeat\"]`",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(errors(&text).contains("this is not JSON"));
}
