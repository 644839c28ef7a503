//! Load balancers: whom they believe healthy, who has the address, what becomes of requests.
//!
//! Checks come every millisecond, so that what they find has one right moment, to the millisecond: a dead
//! member is out after 4 s, a returned one in after 3 s.

use super::{assert_outages, hang, hit, phase_s, play_parts, script};
use quorate::ledger::{Ledger, Phase};

pub(super) const CHECK: &str = r#""health_check": {"interval": "1ms", "fall": 4000, "rise": 3000}"#;

const ALL: &str = r#"{"all": ["lb", {"at_least": 1, "of": "web"}]}"#;

/// Two web servers behind two balancers; what is said of the balancers, and what happens.
fn pair(balancer: &str, incidents: &[String]) -> String {
    format!(
        r#""nodes": {{"web": {{"count": 2}}}},
        "load_balancers": {{"lb": {{"count": 2, "balances": "web", {CHECK} {balancer}}}}}, {}"#,
        script(incidents)
    )
}

fn play(balancer: &str, incidents: &[String], needs: &str) -> Ledger {
    play_parts(&pair(balancer, incidents), needs, "150h")
}

/// Asserts for how many seconds of all requests there was no answer while the service was up; each of
/// `checks` may have been up to a millisecond faster.
pub(super) fn assert_lost(ledger: &Ledger, lost_s: f64, checks: u32) {
    let found = ledger.services[0].lost / 1e9;
    let early = f64::from(checks) * 1e-3 + 1e-9;
    assert!(found <= lost_s + early && found >= lost_s - early, "{found} against {lost_s}");
}

#[test]
fn a_dead_member_costs_its_share_until_it_is_noticed() {
    let found = play("", &[hit("web-1", 0.0, "1h")], ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0, 1);
}

#[test]
fn a_hung_member_is_as_good_as_dead() {
    let found = play("", &[hang("web-1", 0.0, "1h")], ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0, 1);
}

#[test]
fn who_is_back_before_it_is_taken_out_is_never_noticed() {
    for event in [hit("web-1", 0.0, "3900ms"), hang("web-1", 0.0, "3900ms")] {
        // web-2 dies at +5 s: web-1 takes its share at once.
        let found = play("", &[event, hit("web-2", 5.0, "1h")], ALL);
        assert_lost(&found, 3.9 / 2.0 + 4.0 / 2.0, 1);
    }
}

#[test]
fn who_is_back_gets_nothing_before_it_is_put_in() {
    // web-1 is in at +13 s: until then there is only web-2, which dies at +12 s.
    let found = play("", &[hit("web-1", 0.0, "10s"), hit("web-2", 12.0, "1h")], ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0 + 1.0 + 3.0 / 2.0, 3);
}

#[test]
fn who_dies_again_before_it_is_put_in_begins_anew() {
    // Back at +10 s and at +20 s: in at +23 s, not before. web-2 dies at +22.5 s.
    let events = [hit("web-1", 0.0, "10s"), hit("web-1", 12.0, "8s"), hit("web-2", 22.5, "1h")];
    let found = play("", &events, ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 4.0 / 2.0 + 0.5 + 3.5 / 2.0, 3);
}

#[test]
fn where_nobody_is_believed_healthy_nobody_is_asked() {
    // Both are up again at +10 s, and in at +13 s.
    let found = play("", &[hit("web", 0.0, "10s")], ALL);
    assert_outages(&found, &[(0.0, 10.0)]);
    assert_lost(&found, 3.0, 1);
}

#[test]
fn a_standby_takes_the_address_and_keeps_it() {
    let events = [hit("lb-1", 0.0, "1h"), hit("lb-2", 7200.0, "1h")];
    let found = play("", &events, ALL);
    assert_outages(&found, &[(0.0, 3.0), (7200.0, 3.0)]);
    assert_eq!(phase_s(&found, Phase::Takeover), 6.0);
    assert_lost(&found, 0.0, 0);
    // Who does not name the balancer loses every request all the same.
    let found = play("", &events, r#"{"at_least": 1, "of": "web"}"#);
    assert_outages(&found, &[]);
    assert_lost(&found, 6.0, 0);
    // Counted one by one they are components.
    let found = play("", &events, r#"{"all": [{"at_least": 1, "of": "lb"}, "web-1"]}"#);
    assert_outages(&found, &[]);
    assert_lost(&found, 6.0, 0);
}

#[test]
fn a_holder_that_is_back_in_time_goes_on() {
    // lb-1 still has the address when lb-2 is gone.
    let events = [hit("lb-1", 0.0, "2s"), hit("lb-2", 100.0, "1h")];
    let found = play(r#", "takeover": "3s""#, &events, ALL);
    assert_outages(&found, &[(0.0, 2.0)]);
    assert_eq!(phase_s(&found, Phase::Takeover), 2.0);
}

#[test]
fn after_a_loss_of_all_the_first_one_back_has_the_address_at_once() {
    // lb-2 has it from +3 s, and again at +70 s.
    let events = [hit("lb-1", 0.0, "100s"), hit("lb-2", 50.0, "20s")];
    let found = play("", &events, ALL);
    assert_outages(&found, &[(0.0, 3.0), (50.0, 20.0)]);
    assert_eq!(phase_s(&found, Phase::Repair), 20.0);
    // lb-2 fails before it has it; lb-1 is back first.
    let events = [hit("lb-1", 0.0, "100s"), hit("lb-2", 1.0, "200s")];
    let found = play("", &events, ALL);
    assert_outages(&found, &[(0.0, 100.0)]);
    assert_eq!(phase_s(&found, Phase::Takeover), 1.0);
    // lb-2 is back first, and keeps it when lb-1 is back.
    let events = [hit("lb-1", 0.0, "100s"), hit("lb-2", 1.0, "50s"), hit("lb-1", 200.0, "1h")];
    let found = play("", &events, ALL);
    assert_outages(&found, &[(0.0, 51.0)]);
}

#[test]
fn a_third_instance_takes_over_from_the_second() {
    // At +3 s lb-2 is down too: lb-3 has it. lb-2 is back at +20 s; the address stays.
    let events = [hit("lb-1", 0.0, "1h"), hit("lb-2", 1.0, "19s"), hit("lb-3", 30.0, "1h")];
    let parts = pair("", &events).replace(r#""count": 2, "balances""#, r#""count": 3, "balances""#);
    let found = play_parts(&parts, ALL, "150h");
    assert_outages(&found, &[(0.0, 3.0), (30.0, 3.0)]);
}

#[test]
fn shares_go_by_weight() {
    let weights = r#", "algorithm": "weighted", "weights": {"web-1": 3}"#;
    let found = play(weights, &[hit("web-1", 0.0, "1h")], ALL);
    assert_lost(&found, 4.0 * 0.75, 1);
    let found = play(weights, &[hit("web-2", 0.0, "1h")], ALL);
    assert_lost(&found, 4.0 * 0.25, 1);
    // A member of weight 0 gets nothing though nobody else is there.
    let weights = r#", "algorithm": "weighted", "weights": {"web-2": 0}"#;
    let found = play(weights, &[hit("web-1", 0.0, "1h")], ALL);
    assert_outages(&found, &[]);
    assert_lost(&found, 3603.0, 2);
    let found = play(weights, &[hit("web-2", 0.0, "1h")], ALL);
    assert_lost(&found, 0.0, 0);
    let found = play(r#", "algorithm": "least_connections""#, &[hit("web-1", 0.0, "1h")], ALL);
    assert_lost(&found, 4.0 / 2.0, 1);
}

#[test]
fn what_is_lost_is_only_measured_after_the_warm_up() {
    // web dies 1 s before the warm-up ends, is up again 9 s after that, and in at +12 s.
    let parts = format!(
        r#""warmup": "100s", "nodes": {{"web": {{"mtbf": {{"constant": "99s"}}, "mttr": {{"constant": "10s"}},
        "faults": {{}}}}}}, "load_balancers": {{"lb": {{"balances": "web", {CHECK}}}}},"#
    );
    let found = play_parts(&parts, r#""lb""#, "90s");
    assert!(found.outages.is_empty());
    assert_lost(&found, 12.0, 1);
}
