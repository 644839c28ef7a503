//! Shocks, the script and planned work: what they may hit, and how.

use super::{assert_answers, good};
use quorate::scenario::{Effect, parse};

/// Two nodes, a disk and a link, with these shocks or this script.
fn events(more: &str) -> String {
    format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": 2}}}}, "disks": {{"san": {{}}}},
        "links": {{"hb": {{"between": ["n", "n"]}}}}, {more}, "services": {{"s": {{"needs": "n-1"}}}}}}"#
    )
}

#[test]
fn the_script_of_the_contract_is_read() {
    let scenario = good(&events(
        r#""script": [{"at": "10s", "hits": ["hb"], "for": "90s"},
            {"at": "1h", "hits": ["n-1"], "effect": "hang", "for": "20s"}],
           "shocks": {"surge": {"mtbf": "1y", "hits": ["n", "san", "hb"], "mttr": "1h",
            "probability": "30%", "repaired": "together"}}"#,
    ));
    assert_eq!(scenario.script[0].effect, None);
    assert_eq!(scenario.script[1].effect, Some(Effect::Hang));
    assert_eq!(scenario.script[1].at.ns(), 3600e9);
    let surge = &scenario.shocks["surge"];
    assert!(surge.repaired_together == Some(true) && !surge.together && surge.probability == 0.3);
}

#[test]
fn every_mistake_has_its_answer() {
    let shock = |more: &str| {
        events(&format!(r#""shocks": {{"x": {{"mtbf": "1y", "mttr": "1h", {more}}}}}"#))
    };
    let incident = |more: &str| events(&format!(r#""script": [{{"at": "1h", {more}}}]"#));
    assert_answers(&[
        (shock(r#""hits": []"#), &["this hits nothing"]),
        (shock(r#""hit": ["n"]"#), &["`hits` is missing", "did you mean `hits`?"]),
        (shock(r#""hits": ["m"]"#), &["`m` is declared nowhere", "declared: `hb`, `n`"]),
        (shock(r#""hits": ["s"]"#), &["`s` is a service; expected a component"]),
        (shock(r#""hits": ["n", "n-2"]"#), &["`n-2` is hit twice"]),
        (
            shock(r#""hits": ["n", "san"], "effect": "hang""#),
            &["`hang` cannot happen to `san`, a disk", "to a disk: `unavailable`, `loss`"],
        ),
        (shock(r#""hits": ["hb"], "effect": "crash""#), &["`crash` cannot happen to `hb`, a link"]),
        (
            shock(r#""hits": ["n"], "effect": "process""#),
            &["`mttr` has no meaning with the effect `process`", "cluster's `monitor`"],
        ),
        (
            events(r#""shocks": {"x": {"mtbf": "1y", "hits": ["n"], "effect": "process"}}"#),
            &["`process` has no meaning for `n`, which is in no cluster"],
        ),
        (
            events(
                r#""shocks": {"x": {"mtbf": "1y", "hits": ["san"], "effect": "process",
                "repaired": "together"}}"#,
            ),
            &["`repaired` has no meaning", "`process` cannot happen to `san`, a disk"],
        ),
        (shock(r#""hits": ["n"], "repaired": "all""#), &["`each`, `together`"]),
        (shock(r#""hits": ["n"], "crew": "n""#), &["`n` is a node; expected a crew"]),
        (shock(r#""hits": ["n"], "spare": "x""#), &["`x` is a shock; expected a kind of spare"]),
        (shock(r#""hits": ["n"], "probability": 30"#), &["outside 0 to 1"]),
        (
            events(r#""shocks": {"x": {"mtbf": "0s", "hits": ["n"]}}"#),
            &["an MTBF is longer than 0", "`mttr` is missing"],
        ),
        (incident(r#""hits": ["n"]"#), &["`for` is missing"]),
        (incident(r#""hits": ["n"], "for": "5s", "mttr": "5s""#), &["unknown key `mttr`"]),
        (
            incident(r#""hits": ["n"], "for": "5s", "effect": "process""#),
            &["`for` has no meaning with the effect `process`"],
        ),
        (
            events(r#""script": [{"at": "1y", "hits": ["n"], "for": "5s"}]"#),
            &["by then the trial is over"],
        ),
        (events(r#""script": {"at": "1y"}"#), &["expected a list, found an object"]),
    ]);
}

#[test]
fn planned_work_begins_after_one_of_its_distances() {
    let first = |more: &str| {
        let work = format!(r#""w": {{"duration": "1h", "targets": ["n"], {more}}}"#);
        let scenario = good(&events(&format!(r#""maintenance": {{{work}}}"#)));
        scenario.maintenance["w"].first.map(|first| first.ns() / 3600e9)
    };
    assert_eq!(first(r#""every": "30d""#), Some(720.0));
    assert_eq!(first(r#""every": "30d", "first": "0s""#), Some(0.0));
    assert_eq!(first(r#""every": {"exponential": "30d"}"#), None, "that is chance");
    assert!(
        good(&events(
            r#""maintenance": {"w": {"every": "1w", "duration": "1h", "targets": ["n",
        "san", "hb"]}}"#
        ))
        .maintenance["w"]
            .rolling
    );
}

#[test]
fn rounds_that_overrun_are_told() {
    let warnings = |every: &str, more: &str| {
        let work = format!(
            r#""maintenance": {{"w": {{"every": "{every}", "duration": "1h", "targets": ["n", "hb"] {more}}}}}"#
        );
        parse("s", "s", events(&work)).unwrap_or_else(|p| panic!("{}", p.render(false))).warnings
    };
    // Two nodes that reboot for two minutes, and a link.
    assert_eq!(warnings("184m", ""), [] as [&str; 0]);
    let overrun = "maintenance `w`: a round takes longer than its `every`; rounds that would begin meanwhile are left out";
    assert_eq!(warnings("183m", ""), [overrun]);
    assert_eq!(warnings("62m", r#", "rolling": false"#), [] as [&str; 0]);
    assert_eq!(warnings("61m", r#", "rolling": false"#), [overrun]);
}
