//! The way that requests take, and capacities that do not matter.

use super::good;
use quorate::scenario::{Names, Way, parse, way};

/// Four web servers and two for data; clusters, and balancers in front of some of them.
fn way_to(needs: &str) -> Way {
    let scenario = good(&format!(
        r#"{{"quorate": 1, "nodes": {{"web": {{"count": 2}}, "app": {{"count": 2}}, "db": {{"count": 2}}}},
        "disks": {{"san": {{}}}},
        "clusters": {{"data": {{"members": ["db"], "mode": "active_passive"}},
            "apps": {{"members": ["app"], "mode": "active_active"}}}},
        "load_balancers": {{"edge": {{"count": 2, "balances": "web"}}, "other": {{"balances": "web"}},
            "inner": {{"balances": "apps"}}}},
        "services": {{"s": {{"needs": {needs}}}}}}}"#
    ));
    let (names, _) = Names::gather(&scenario);
    way(&scenario, &names, &scenario.services["s"].needs)
}

fn edge() -> Way {
    Way::Balanced(vec![0])
}

#[test]
fn requests_go_through_balancers_that_are_named_or_stand_in_front_of_what_is() {
    let inner = || Way::Balanced(vec![2]);
    for needs in [r#""edge""#, r#"{"all": ["web-1", "edge"]}"#, r#"{"at_least": 2, "of": "edge"}"#]
    {
        assert_eq!(way_to(needs), edge(), "{needs}");
    }
    for needs in [
        r#"{"all": ["edge", {"at_least": 1, "of": "web"}]}"#,
        r#"{"at_least": 1, "of": "web"}"#,
        r#"{"at_least": 1, "of": ["web-2", "web-1"]}"#,
        r#"{"all": [{"any": ["edge", "other"]}, "edge"]}"#,
    ] {
        assert_eq!(way_to(needs), Way::Balanced(vec![0, 1]), "{needs}");
    }
    for needs in [r#""apps""#, r#"{"all": ["inner", "apps", {"at_least": 2, "of": "app"}]}"#] {
        assert_eq!(way_to(needs), inner(), "{needs}");
    }
    // A server that is named alone is reached alone.
    assert_eq!(way_to(r#""web-2""#), Way::Node(1));
    assert_eq!(way_to(r#"{"all": ["web-2", "inner"]}"#), Way::All(vec![Way::Node(1), inner()]));
}

#[test]
fn tiers_follow_one_another_and_alternatives_share() {
    let data = || Way::Cluster(0);
    assert_eq!(
        way_to(r#"{"all": ["edge", "apps", "data", "san", "db-1"]}"#),
        Way::All(vec![edge(), Way::Balanced(vec![2]), data(), Way::Part(6)])
    );
    assert_eq!(way_to(r#"{"at_least": 1, "of": "db"}"#), any(0, vec![Way::Node(4), Way::Node(5)]));
    // Conditions are counted from the root, each before those in it.
    assert_eq!(
        way_to(r#"{"all": [{"all": ["san"]}, {"any": [{"at_least": 2, "of": "db"}, "edge"]}]}"#),
        Way::All(vec![
            Way::Part(6),
            any(2, vec![any(3, vec![Way::Node(4), Way::Node(5)]), edge()])
        ])
    );
    // A node of a list is reached in it, wherever else it is named.
    let listed = way_to(r#"{"all": ["db-1", {"at_least": 1, "of": "db"}]}"#);
    assert_eq!(listed, any(1, vec![Way::Node(4), Way::Node(5)]));
}

fn any(condition: u32, ways: Vec<Way>) -> Way {
    Way::Any { condition, ways }
}

#[test]
fn a_capacity_that_nobody_asks_for_is_told() {
    let warnings = |balancer: &str, service: &str| {
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"web": {{"count": 2, "capacity": 5}}, "db": {{"capacity": 5}}}},
            "load_balancers": {{"lb": {{"balances": "web" {balancer}}}}},
            "services": {{"s": {{"needs": {{"all": ["lb", "db"]}} {service}}}}}}}"#
        );
        parse("s", "s", text).unwrap_or_else(|p| panic!("{}", p.render(false))).warnings
    };
    let idle = |name| {
        format!(
            "node `{name}` has a `capacity`, but no `demand` of a service goes through it: it changes nothing"
        )
    };
    assert_eq!(warnings("", ""), [idle("web"), idle("db")]);
    assert_eq!(warnings(r#", "algorithm": "least_connections""#, ""), [idle("db")]);
    assert_eq!(warnings("", r#", "demand": 4"#), [] as [String; 0]);
}
