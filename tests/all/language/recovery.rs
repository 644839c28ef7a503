//! Disaster recovery: where a plan is no help.

use quorate::scenario::parse;

/// Returns the warnings about two nodes that stand here and recover there.
fn warnings(nodes: &str, there: &str) -> Vec<String> {
    let text = format!(
        r#"{{"quorate": 1, "domains": {{"region": {{}}, "site": {{"count": 2, "within": "region"}},
            "rack": {{"within": "site-1"}}}},
        "nodes": {{"n": {{"count": 2, "domain": {nodes}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive",
            "disaster_recovery": {{"domain": "{there}"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    );
    parse("s", "s", text).unwrap_or_else(|p| panic!("{}", p.render(false))).warnings
}

#[test]
fn a_plan_for_the_domain_that_is_lost_with_the_members_is_warned_of() {
    let lost = |there: &str| {
        format!(
            "cluster `c` recovers in `{there}`, which is lost with its members: then the plan waits until they are back"
        )
    };
    assert_eq!(warnings(r#""site-1""#, "site-1"), [lost("site-1")]);
    assert_eq!(warnings(r#""rack""#, "site-1"), [lost("site-1")]);
    assert_eq!(warnings(r#""site-1""#, "rack"), [lost("rack")]);
    for (nodes, there) in
        [(r#""site-1""#, "site-2"), (r#"["site-1", "site-2"]"#, "site-1"), (r#""rack""#, "site-2")]
    {
        assert_eq!(warnings(nodes, there), [] as [&str; 0], "{nodes} {there}");
    }
}

#[test]
fn a_plan_without_a_disaster_is_an_error_and_one_for_a_distant_lock_is_not() {
    let text = |c: &str, d: &str| {
        format!(
            r#"{{"quorate": 1, "domains": {{"there": {{}}}}, "nodes": {{"n": {{"count": 2}}, "k": {{"count": 3}}}},
            "clusters": {{"c": {{"members": ["n"], "mode": "active_passive" {c},
                "disaster_recovery": {{"domain": "there"}}}} {d}}}, "services": {{"s": {{"needs": "c"}}}}}}"#
        )
    };
    super::assert_answers(&[(text("", ""), &["nothing that can happen to `c` is a disaster"])]);
    super::good(&text(
        r#", "quorum": {"policy": {"external": "lock"}}"#,
        r#", "lock": {"members": ["k"], "mode": "active_passive"}"#,
    ));
}
