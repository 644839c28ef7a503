//! Load balancers: defaults, what is seldom meant, and who reaches whom through them.

use super::good;
use quorate::scenario::{Algorithm, explain, parse};

/// Three servers in a cluster, a node, these balancers and these services.
fn front(balancers: &str, more: &str, needs: &str) -> String {
    format!(
        r#"{{"quorate": 1, "nodes": {{"web": {{"count": 3}}, "app": {{}}}}, {more}
        "clusters": {{"c": {{"members": ["web"], "mode": "active_active"}}}},
        "load_balancers": {{{balancers}}}, "services": {{"s": {{"needs": {needs}}}}}}}"#
    )
}

#[test]
fn balancers_have_the_defaults_of_the_contract() {
    let pair = r#""lb": {"count": 2, "balances": "c"}, "one": {"balances": "app"}"#;
    let scenario = good(&front(pair, "", r#"{"all": ["lb", "one"]}"#));
    let lb = &scenario.load_balancers["lb"];
    let check = lb.health_check;
    assert_eq!(lb.algorithm, Algorithm::RoundRobin);
    assert_eq!((check.interval.rounded(), check.fall, check.rise), (2_000_000_000, 3, 2));
    assert_eq!(lb.takeover.as_ref().unwrap().law().mean(), 3e9);
    // A single balancer has nobody to take over from.
    assert!(scenario.load_balancers["one"].takeover.is_none());
    let explained = explain(&scenario);
    assert_eq!(explained.matches("takeover").count(), 1, "{explained}");
    assert!(!explained.contains("weights"), "{explained}");
}

#[test]
fn what_is_seldom_meant_is_told() {
    let warnings = |balancers: &str, needs: &str| {
        let text = front(balancers, "", needs);
        parse("s", "s", text).unwrap_or_else(|p| panic!("{}", p.render(false))).warnings
    };
    let nodes = "load balancer `lb` balances the nodes `web`, whether they serve or not; `\"balances\": \"c\"` sends requests to members of `c` that do";
    let web = r#""lb": {"balances": "web"}"#;
    assert_eq!(warnings(web, r#""lb""#), [nodes]);
    assert_eq!(warnings(r#""lb": {"balances": "c"}"#, r#""c""#), [] as [&str; 0]);
    let idle = "load balancer `lb`: no service needs it or `app`, so that no result depends on it";
    assert_eq!(warnings(r#""lb": {"balances": "app"}"#, r#""web-1""#), [idle]);
    let counted = r#"{"at_least": 1, "of": ["lb-1", "lb-2"]}"#;
    assert_eq!(warnings(r#""lb": {"count": 2, "balances": "app"}"#, counted), [] as [&str; 0]);
}

#[test]
fn clients_reach_members_through_balancers() {
    let lb = r#""lb": {"count": 2, "balances": "c"}"#;
    let pair = r#"{"all": ["lb", "c"]}"#;
    // One server is in the clients' network; all three are behind the balancers.
    let links = r#""links": {"up": {"between": ["clients", "lb"], "carries": ["client"]},
        "down": {"between": ["lb", "web"], "carries": ["client"]},
        "side": {"between": ["clients", "web-1"], "carries": ["client"]}},"#;
    good(&front(lb, links, pair));
    // A balancer ends a path, as a node does: what else is joined to it is not reached.
    let links = r#""switches": {"out": {"connects": ["clients", "lb"], "carries": ["client"]},
        "in": {"connects": ["lb", "web", "app"], "carries": ["client"]}},"#;
    let model = quorate::model::compile(&good(&front(lb, links, pair)));
    let asks = |name: &str| {
        model.components.iter().find(|c| c.name == name).is_some_and(|c| c.asks_clients)
    };
    assert!(asks("web-2") && asks("lb-1") && !asks("app"));
}
