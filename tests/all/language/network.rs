//! Planes: who reaches whom with everything up, and what is said when nobody does.

use super::{errors, good};

/// Three nodes in two racks with this wiring; a cluster of them, with a shared disk if so.
fn wired(wiring: &str, disk: bool) -> String {
    let storage = if disk { r#", "storage": {"kind": "shared_disk", "disk": "san"}"# } else { "" };
    format!(
        r#"{{"quorate": 1, "domains": {{"hall": {{}}, "rack": {{"count": 2, "within": "hall"}}}},
        "nodes": {{"n": {{"count": 3, "domain": "rack"}}}}, "disks": {{"san": {{}}}}, {wiring},
        "clusters": {{"c1": {{"members": ["n"], "mode": "active_passive"{storage}}}}},
        "services": {{"site": {{"needs": "c1"}}}}}}"#
    )
}

#[test]
fn members_that_never_hear_each_other_are_an_error() {
    let text = errors(&wired(
        r#""links": {"a": {"between": ["n-1", "n-2"], "carries": ["heartbeat"]},
                     "b": {"between": ["n-2", "n-3"], "carries": ["heartbeat"]},
                     "c": {"between": ["n-1", "clients"], "carries": ["storage"]}}"#,
        false,
    ));
    assert!(text.contains("`n-1` and `n-3` of `c1` cannot hear each other"), "{text}");
    assert!(text.contains("`a` carries heartbeats of `c1`"), "{text}");
}

#[test]
fn nodes_and_disks_end_a_path() {
    let text = errors(&wired(r#""links": {"cable": {"between": ["n", "san"]}}"#, true));
    assert!(text.contains("`n-1` and `n-2` of `c1` cannot hear each other"), "{text}");
    assert!(text.contains(r#"such as `"carries": ["storage"]`"#), "{text}");
    good(&wired(r#""links": {"cable": {"between": ["n", "san"], "carries": ["storage"]}}"#, true));
}

#[test]
fn switches_and_domains_forward() {
    good(&wired(r#""switches": {"s": {"connects": ["n"]}}"#, false));
    // The halls' racks are joined to the hall, which is an end.
    good(&wired(r#""switches": {"s": {"connects": ["hall", "clients", "san"]}}"#, true));
    // Each rack is an end: two switches between them, one alone would do.
    good(&wired(
        r#""switches": {"s": {"count": 2}}, "links": {"up": {"between": ["rack", "s"]},
            "out": {"between": ["s-1", "clients"]}, "disk": {"between": ["s-2", "san"]}}"#,
        true,
    ));
    // A switch forwards only what it carries.
    let text = errors(&wired(
        r#""switches": {"s": {"connects": ["clients", "rack"], "carries": ["client"]}},
            "links": {"l": {"between": ["n", "s"], "carries": ["heartbeat"]}}"#,
        false,
    ));
    assert!(text.contains("`n-1` and `n-2` of `c1` cannot hear each other"), "{text}");
}

#[test]
fn a_disk_that_some_cannot_reach_is_an_error() {
    let text = errors(&wired(
        r#""links": {"cable": {"between": ["rack-1", "san"], "carries": ["storage"]}}"#,
        true,
    ));
    assert!(text.contains("`n-2` of `c1` cannot reach its disk `san`"), "{text}");
}

#[test]
fn clients_reach_all_members_or_none() {
    let text = errors(&wired(
        r#""links": {"out": {"between": ["n-2", "clients"], "carries": ["client"]}}"#,
        false,
    ));
    assert!(text.contains("clients reach `n-2` of `c1`, but not `n-1`"), "{text}");
}

#[test]
fn wires_have_ends_of_the_right_kind() {
    let text = errors(
        r#"{"quorate": 1, "nodes": {"n": {"count": 2}},
        "switches": {"sw": {"connects": ["sw", "s"], "carries": ["heartbeet", "client", "client"]}},
        "links": {"d": {"between": ["n-1", "n-1"], "carries": []}, "e": {"between": ["n", "d"]},
                  "f": {"between": ["clients", "clients"]}, "g": {"between": ["n"]}},
        "services": {"s": {"needs": "n-1"}}}"#,
    );
    for part in [
        "a switch is not plugged into itself",
        "`s` is a service; expected a node, switch, disk, load balancer, domain",
        "did you mean `heartbeat`?",
        "links.d.between[1]: a link has two different ends",
        "links.f.between[1]: a link has two different ends",
        "this carries nothing",
        "this plane is given twice",
        "`d` is a link; expected",
        "a link has two ends: [a, b]",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn a_large_network_is_no_trouble() {
    good(&wired(
        r#""switches": {"leaf": {"count": 30000, "connects": ["n"]}},
            "links": {"mesh": {"count": 1000, "between": ["leaf", "leaf"]}}"#,
        false,
    ));
}
