//! Load balancers among others: paths to and from them, tiers, clusters behind them, planned work.
//!
//! As in `balancers`, a dead member is out after 4 s and a returned one in after 3 s.

use super::balancers::{CHECK, assert_lost};
use super::maintenance::patch;
use super::{assert_outages, down_s, hit, phase_s, play_parts, script};
use quorate::ledger::{Ledger, Phase};

const WEB: &str = r#"{"at_least": 1, "of": "web"}"#;

const ALL: &str = r#"{"all": ["lb", {"at_least": 1, "of": "web"}]}"#;

/// Two web servers behind two balancers, and what joins them.
fn wired(network: &str, incidents: &[String]) -> String {
    format!(
        r#""nodes": {{"web": {{"count": 2}}}}, {network}
        "load_balancers": {{"lb": {{"count": 2, "balances": "web", {CHECK}}}}}, {}"#,
        script(incidents)
    )
}

fn play(network: &str, incidents: &[String], needs: &str) -> Ledger {
    play_parts(&wired(network, incidents), needs, "150h")
}

/// Clients reach both balancers over one link, and each of these has a link to each server.
const LINKS: &str = r#""links": {
    "up": {"between": ["clients", "lb"], "carries": ["client"]},
    "l11": {"between": ["lb-1", "web-1"], "carries": ["client"]},
    "l12": {"between": ["lb-1", "web-2"], "carries": ["client"]},
    "l21": {"between": ["lb-2", "web-1"], "carries": ["client"]},
    "l22": {"between": ["lb-2", "web-2"], "carries": ["client"]}},"#;

#[test]
fn a_member_out_of_the_balancers_reach_is_as_good_as_dead() {
    let found = play(LINKS, &[hit("l11", 0.0, "1h")], ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0, 1);
    let found = play(LINKS, &[hit("l11", 0.0, "2s")], ALL);
    assert_lost(&found, 2.0 / 2.0, 0);
    // lb-2 does not have the address: what it reaches does not matter.
    let found = play(LINKS, &[hit("l21", 0.0, "1h")], ALL);
    assert_lost(&found, 0.0, 0);
    // Clients reach no server but through lb-1.
    let found = play(LINKS, &[hit("l11", 0.0, "1h")], r#"{"at_least": 2, "of": "web"}"#);
    assert_outages(&found, &[(0.0, 3600.0)]);
    assert_eq!(phase_s(&found, Phase::Repair), 3600.0);
    assert_lost(&found, 0.0, 0);
}

#[test]
fn each_instance_has_its_own_opinion() {
    // lb-2 has the address from +103 s, and web-1 has always been healthy to it: when web-2 dies at +200 s half
    // of the requests are lost, not all.
    let events = [hit("l11", 0.0, "1h"), hit("lb-1", 100.0, "1h"), hit("web-2", 200.0, "1h")];
    for needs in [ALL, WEB] {
        let found = play(LINKS, &events, needs);
        assert_outages(&found, &[(100.0, 3.0)]);
        assert_eq!(phase_s(&found, Phase::Takeover), 3.0);
        assert_lost(&found, 4.0 / 2.0 + 4.0 / 2.0, 2);
    }
}

#[test]
fn clients_without_a_way_to_the_balancer_reach_nobody_behind_it() {
    // The balancers go on checking, so that nobody has to be put in when the way is open again.
    let found = play(LINKS, &[hit("up", 0.0, "1h")], WEB);
    assert_outages(&found, &[(0.0, 3600.0)]);
    assert_lost(&found, 0.0, 0);
}

#[test]
fn without_links_to_the_members_only_requests_are_lost() {
    let up = r#""links": {"up": {"between": ["clients", "lb"], "carries": ["client"]}},"#;
    let found = play(up, &[hit("up", 0.0, "1h")], WEB);
    assert_outages(&found, &[]);
    assert_lost(&found, 3600.0, 0);
    let found = play(up, &[hit("up", 0.0, "1h")], ALL);
    assert_outages(&found, &[(0.0, 3600.0)]);
    assert_lost(&found, 0.0, 0);
}

#[test]
fn in_one_flat_network_clients_reach_the_servers_too() {
    // The switch is back at +10 s, the servers are in at +13 s. Without a balancer clients still reach them.
    let flat = r#""switches": {"sw": {"connects": ["clients", "lb", "web"]}},"#;
    let found = play(flat, &[hit("sw", 0.0, "10s"), hit("lb-1", 100.0, "1h")], WEB);
    assert_outages(&found, &[(0.0, 10.0)]);
    assert_lost(&found, 3.0 + 3.0, 1);
}

#[test]
fn a_network_behind_the_balancers_is_the_only_way_in() {
    // Nothing is said of the way from clients to the balancers: it is perfect.
    let lan = r#""switches": {"lan": {"connects": ["lb", "web"]}},"#;
    let found = play(lan, &[hit("lan", 0.0, "10s"), hit("lb", 100.0, "20s")], WEB);
    assert_outages(&found, &[(0.0, 10.0), (100.0, 20.0)]);
    assert_lost(&found, 3.0, 1);
}

#[test]
fn between_two_sites_each_balancer_sees_what_it_can_reach() {
    // Clients reach either site; lb-1 and web-1 stand in the first. While the line is cut lb-1 sends everything to
    // web-1, from +4 s on; when it fails at +100 s lb-2 has long done without web-1, and web-2 is its only one.
    let sites = r#""domains": {"site": {"count": 2}}, "links": {
        "line": {"between": ["site-1", "site-2"], "carries": ["client"]},
        "in": {"between": ["clients", "site"], "carries": ["client"]}},"#;
    let events = [hit("line", 0.0, "1h"), hit("lb-1", 100.0, "1h"), hit("web-1", 200.0, "1h")];
    let play = |events: &[String]| {
        let parts = wired(sites, events)
            .replace(r#""web": {"count": 2}"#, r#""web": {"count": 2, "domain": "site"}"#)
            .replace(r#""lb": {"count": 2,"#, r#""lb": {"count": 2, "domain": "site","#);
        play_parts(&parts, ALL, "150h")
    };
    let found = play(&events);
    assert_outages(&found, &[(100.0, 3.0)]);
    assert_lost(&found, 4.0 / 2.0, 1);
    // With the site goes everything in it; the address is in the other one after 3 s, and web-1 out after 4 s.
    let found = play(&[hit("site-1", 0.0, "90s")]);
    assert_outages(&found, &[(0.0, 3.0)]);
    assert_lost(&found, 1.0 / 2.0, 1);
}

#[test]
fn tiers_multiply() {
    let play = |events: &[String], needs: &str| {
        let parts = format!(
            r#""nodes": {{"web": {{"count": 2}}, "app": {{"count": 2}}}},
            "load_balancers": {{"lb": {{"balances": "web", {CHECK}}},
                "inner": {{"balances": "app", {CHECK}}}}}, {}"#,
            script(events)
        );
        play_parts(&parts, needs, "150h")
    };
    // A half from +0 s, a quarter from +1 s, a half from +4 s, all from +5 s.
    let events = [hit("web-1", 0.0, "1h"), hit("app-1", 1.0, "1h")];
    let found = play(&events, r#"{"all": ["lb", "inner"]}"#);
    assert_lost(&found, 0.5 + 3.0 * 0.75 + 0.5, 2);
    // Who needs one tier only loses there.
    assert_lost(&play(&events, r#"{"at_least": 1, "of": "web"}"#), 4.0 / 2.0, 1);
    assert_lost(&play(&events, r#"{"any": ["inner", "web-1"]}"#), 4.0 / 2.0, 1);
    assert_lost(&play(&events, r#""web-2""#), 0.0, 0);
}

#[test]
fn two_addresses_in_front_of_the_same_share_the_requests() {
    let play = |events: &[String], needs: &str| {
        let parts = format!(
            r#""nodes": {{"web": {{"count": 2}}}},
            "load_balancers": {{"east": {{"balances": "web", {CHECK}}},
                "west": {{"balances": "web", {CHECK}}}}}, {}"#,
            script(events)
        );
        play_parts(&parts, needs, "150h")
    };
    let either = r#"{"any": ["east", "west"]}"#;
    assert_lost(&play(&[hit("east", 0.0, "1h")], either), 0.0, 0);
    assert_lost(&play(&[hit("web-1", 0.0, "1h")], either), 4.0 / 2.0, 2);
    let both = [hit("east", 0.0, "10s"), hit("west", 5.0, "10s")];
    let found = play(&both, either);
    assert_outages(&found, &[(5.0, 5.0)]);
    assert_lost(&found, 0.0, 0);
    assert_lost(&play(&both, r#"{"at_least": 1, "of": "web"}"#), 5.0, 0);
}

/// Two nodes as a cluster behind a balancer.
fn clustered(cluster: &str, events: &[String], needs: &str) -> Ledger {
    let parts = format!(
        r#""nodes": {{"web": {{"count": 2}}}},
        "clusters": {{"c": {{"members": ["web"], {cluster}}}}},
        "load_balancers": {{"lb": {{"balances": "c", {CHECK}}}}}, {}"#,
        script(events)
    );
    play_parts(&parts, needs, "150h")
}

const PASSIVE: &str = r#""mode": "active_passive", "quorum": {"policy": "none"}"#;

#[test]
fn whoever_serves_a_cluster_gets_its_requests() {
    // web-2 serves from +40 s and is in at +43 s; web-1 stays passive when it is back.
    let events = [hit("web-1", 0.0, "1h")];
    let found = clustered(PASSIVE, &events, r#"{"all": ["lb", "c"]}"#);
    assert_outages(&found, &[(0.0, 40.0)]);
    assert_lost(&found, 3.0, 1);
    let found = clustered(PASSIVE, &events, r#""lb""#);
    assert_outages(&found, &[]);
    assert_lost(&found, 43.0, 1);
    // A passive member gets nothing, and nothing is lost with it.
    assert_lost(&clustered(PASSIVE, &[hit("web-2", 0.0, "1h")], r#""lb""#), 0.0, 0);
}

#[test]
fn members_of_a_cluster_that_all_serve_share_its_requests() {
    let active = r#""mode": "active_active""#;
    let found = clustered(active, &[hit("web-1", 0.0, "1h")], r#""c""#);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0, 1);
    // A process that dies on a live node: the check sees it before the monitor has it restarted.
    let dies =
        |name: &str| hit(name, 0.0, "1h").replace(r#", "for": "1h""#, r#", "effect": "process""#);
    let found = clustered(active, &[dies("web-1")], r#""c""#);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0, 1);
}

#[test]
fn planned_work_on_members_loses_no_request() {
    // web-1 is up again at +3720 s and in at +3723 s: then it is the turn of web-2, until +7443 s.
    let parts = |more: &str| wired(&patch(r#""web""#, more), &[]).replace(r#""script": [],"#, "");
    let found = play_parts(&parts(""), ALL, "150h");
    assert_outages(&found, &[]);
    assert_lost(&found, 0.0, 0);
    assert_eq!(down_s(&found), [3720.0, 3720.0, 0.0, 0.0]);
    let found = play_parts(&parts(""), ALL, "363733s");
    let down = down_s(&found)[1];
    assert!((10.0..10.001).contains(&down), "{down}");
    // Both at once: nobody is left to send anything to.
    let found = play_parts(&parts(r#", "rolling": false"#), ALL, "150h");
    assert_outages(&found, &[(0.0, 3720.0)]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3600.0);
    assert_lost(&found, 3.0, 1);
}

#[test]
fn a_member_of_a_cluster_is_drained_before_it_stops() {
    let parts = format!(
        r#""nodes": {{"web": {{"count": 2}}}}, {}
        "clusters": {{"c": {{"members": ["web"], "mode": "active_active"}}}},
        "load_balancers": {{"lb": {{"balances": "c", {CHECK}}}}},"#,
        patch(r#""web""#, "")
    );
    let found = play_parts(&parts, r#""c""#, "150h");
    assert_outages(&found, &[]);
    assert_lost(&found, 0.0, 0);
    assert!(down_s(&found)[1] > 3600.0);
}

#[test]
fn planned_work_on_balancers_hands_the_address_on() {
    let parts = wired(&patch(r#""lb""#, ""), &[]).replace(r#""script": [],"#, "");
    let found = play_parts(&parts, ALL, "150h");
    assert_outages(&found, &[]);
    assert_lost(&found, 0.0, 0);
    assert_eq!(down_s(&found), [0.0, 0.0, 3600.0, 3600.0]);
    // Without a standby the address is nowhere.
    let parts = parts.replace(r#""count": 2, "balances""#, r#""balances""#);
    let found = play_parts(&parts, ALL, "150h");
    assert_outages(&found, &[(0.0, 3600.0)]);
    assert_eq!(phase_s(&found, Phase::PlannedWork), 3600.0);
}
