//! What others see of a cluster that goes on elsewhere: clients, locks, balancers, planned work.
//!
//! The times are those of `disaster`.

use super::disaster::{HOME, PLAN, WHOLE_S, plans, sites};
use super::{PAIR, START_S, Scene, assert_outage, assert_outages, down_s, hit, play};

#[test]
fn the_paths_that_lead_to_the_domain_are_those_of_clients() {
    let others = |links: &str| {
        let incidents = [hit("home", 0.0, "10h"), hit("up", 5000.0, "600s")];
        format!(r#"{} "links": {{{links}}},"#, sites(&incidents))
    };
    let leads_there = r#""up": {"between": ["clients", "there"], "carries": ["client"]}"#;
    let others_there = others(leads_there);
    let found = play(&Scene { nodes: HOME, others: &others_there, cluster: PLAN, ..PAIR });
    assert_outages(&found, &[(0.0, 3000.0), (5000.0, 600.0), (WHOLE_S, 3600.0)]);
    assert_eq!(plans(&found), (1, 0), "a link that is cut is no disaster");
    let leads_home = r#""up": {"between": ["clients", "home"], "carries": ["client"]}"#;
    let others_home = others(leads_home);
    let found = play(&Scene { nodes: HOME, others: &others_home, cluster: PLAN, ..PAIR });
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
}

#[test]
fn home_that_clients_do_not_reach_is_not_whole() {
    // The link home is back at +40000 s.
    let links = r#""up": {"between": ["clients", "home"], "carries": ["client"]}"#;
    let incidents = [hit("home", 0.0, "10h"), hit("up", 5000.0, "35000s")];
    let others = format!(r#"{} "links": {{{links}}},"#, sites(&incidents));
    let found = play(&Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR });
    assert_outages(&found, &[(0.0, 3000.0), (40_000.0, 3600.0)]);
}

#[test]
fn a_lock_in_a_recovered_cluster_is_reached_again() {
    // x misses the lock at +10 s and stops until +15 s; it is back at +3000 s, found +3002 s, started +3032 s.
    // On the way home it is gone again: +36132 s, +36137 s; back at +39722 s, found +39724 s, started +39754 s.
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{HOME}, "x": {{}}, "y": {{}}}}, {}
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive", {PLAN}}},
            "d": {{"members": ["x", "y"], "mode": "active_passive",
                "quorum": {{"policy": {{"external": "c"}}}}}}}},
        "services": {{"s": {{"needs": "d"}}}}}}"#,
        sites(&[hit("home", 0.0, "10h")])
    );
    let found = crate::common::history(&crate::common::model(&text));
    assert_outages(&found, &[(15.0, 3032.0 - 15.0), (36_137.0, 39_754.0 - 36_137.0)]);
}

#[test]
fn who_keeps_its_lock_in_a_lost_site_is_lost_with_it() {
    // x and y stand elsewhere, but their lock is in the dark and nobody recovers that: declared 30 min after x has
    // stopped at +15 s. The lock is back at +36152 s, found at +36154 s.
    let text = format!(
        r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{HOME}, "x": {{}}, "y": {{}}}}, {}
        "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_passive",
            "quorum": {{"policy": "none"}}}},
            "d": {{"members": ["x", "y"], "mode": "active_passive",
                "quorum": {{"policy": {{"external": "c"}}}},
                "disaster_recovery": {{"domain": "there", "declare_after": "1h"}},
                "storage": {{"kind": "none"}}}}}},
        "services": {{"s": {{"needs": "d"}}}}}}"#,
        sites(&[hit("home", 0.0, "10h")])
    );
    let found = crate::common::history(&crate::common::model(&text));
    assert_outages(&found, &[(15.0, 3600.0 + 1200.0), (36_154.0, 3600.0)]);
}

#[test]
fn active_active_recovers_as_many_as_it_needs() {
    // Without data nobody is taken in: home is whole when two have booted, at +36120 s.
    let nodes = format!(r#"{HOME}, "c1": {{"domain": "home"}}"#);
    let text = |parallel| {
        format!(
            r#"{{"quorate": 1, "horizon": "150h", "nodes": {{{nodes}}}, {}
            "clusters": {{"c": {{"members": ["a", "b", "c1"], "mode": "active_active", "needs": 2,
                "disaster_recovery": {{"domain": "there", "parallel": {parallel}}}}}}},
            "services": {{"s": {{"needs": "c"}}}}}}"#,
            sites(&[hit("home", 0.0, "10h")])
        )
    };
    for (parallel, up_s) in [(1, 4200.0), (2, 3000.0)] {
        let found = crate::common::history(&crate::common::model(&text(parallel)));
        assert_outages(&found, &[(0.0, up_s), (36_120.0, 3600.0)]);
    }
}

/// Work on a domain, once, from so many seconds after the start.
fn work(domain: &str, after_s: f64, lasts: &str) -> String {
    let first = START_S + after_s;
    format!(
        r#""maintenance": {{"job": {{"targets": ["{domain}"], "every": "1000h", "first": "{first}s",
        "duration": "{lasts}"}}}},"#
    )
}

#[test]
fn planned_work_on_a_site_is_no_disaster() {
    // The instance is stopped until +5 s, the site is off until +10805 s, its nodes have booted at +10925 s, are a
    // group at +10927 s and have started it at +10957 s.
    let others = format!("{} {}", sites(&[]), work("home", 0.0, "3h"));
    let others = others.replace("\"duration\"", "\"rolling\": false, \"duration\"");
    let found = play(&Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR });
    assert_outage(&found, 0.0, 10_957.0);
    assert_eq!(plans(&found), (0, 0));
}

#[test]
fn a_domain_in_which_a_cluster_goes_on_is_not_worked_on() {
    // Due at +7200 s, it waits until the cluster is home at +39722 s.
    let others = format!("{} {}", sites(&[hit("home", 0.0, "10h")]), work("there", 7200.0, "1h"));
    let found = play(&Scene { nodes: HOME, others: &others, cluster: PLAN, ..PAIR });
    assert_outages(&found, &[(0.0, 3000.0), (WHOLE_S, 3600.0)]);
    assert_eq!(down_s(&found)[1], 3600.0);
}

#[test]
fn balancers_and_tiers_send_requests_to_where_the_cluster_goes_on() {
    for needs in [r#""c""#, r#"{"all": ["lb", "c"]}"#] {
        let text = format!(
            r#"{{"quorate": 1, "horizon": "150h",
                "nodes": {{"a": {{"domain": "home", "capacity": 60}},
                    "b": {{"domain": "home", "capacity": 60}}}}, {}
            "load_balancers": {{"lb": {{"balances": "c", "health_check": {{"interval": "0s"}}}}}},
            "clusters": {{"c": {{"members": ["a", "b"], "mode": "active_active", "needs": 1,
                "disaster_recovery": {{"domain": "there"}}}}}},
            "services": {{"s": {{"needs": {needs}, "demand": 100}}}}}}"#,
            sites(&[hit("home", 0.0, "10h")])
        );
        let found = crate::common::history(&crate::common::model(&text));
        assert_outages(&found, &[(0.0, 3000.0), (36_120.0, 3600.0)]);
        assert_eq!(found.services[0].lost, 0.0, "{needs}");
    }
}
