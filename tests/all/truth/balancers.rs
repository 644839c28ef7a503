//! Load balancers: what dead members cost until they are noticed, and what an address costs that passes on.

use super::{YEAR_H, exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::engine::trial_key;
use quorate::ledger::Ledger;
use quorate::markov::stationary;
use quorate::model::Model;
use quorate::world::Simulator;

/// How long 4000 dead members, one in each history, were believed healthy, in seconds.
fn beliefs_s(check: &str) -> Vec<f64> {
    // It dies after 100 h for good, and has half of the requests.
    let m = model(&format!(
        r#"{{"quorate": 1, "horizon": "101h", "nodes": {{"web": {{"count": 2}}}},
        "load_balancers": {{"lb": {{"balances": "web" {check}}}}},
        "script": [{{"at": "100h", "hits": ["web-1"], "for": "10h"}}],
        "services": {{"s": {{"needs": "lb"}}}}}}"#
    ));
    let (mut simulator, mut ledger) = (Simulator::new(&m), Ledger::new(&m));
    let play = |trial| {
        simulator.play(trial_key(1, trial), &mut ledger).unwrap();
        ledger.services[0].lost / 1e9 * 2.0
    };
    (0..4000).map(play).collect()
}

/// Asserts that values are uniform between two limits: all within, and the largest distance of their
/// distribution below the limit that chance exceeds once in 10 000 (Kolmogorov, 2.23/√n).
fn assert_uniform(mut values: Vec<f64>, low: f64, high: f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    assert!(values[0] >= low - 1e-9 && values[values.len() - 1] <= high + 1e-9);
    let place = |x: f64| (x - low) / (high - low);
    let distance = |(i, x): (usize, &f64)| {
        (place(*x) - i as f64 / n).abs().max((place(*x) - (i + 1) as f64 / n).abs())
    };
    let worst = values.iter().enumerate().map(distance).fold(0.0, f64::max);
    let mean = values.iter().sum::<f64>() / n;
    println!("mean {mean}, distance {worst} of {}", 2.23 / n.sqrt());
    assert!(worst < 2.23 / n.sqrt(), "{worst}");
}

#[test]
fn a_dead_server_of_haproxy_is_believed_healthy_for_five_seconds() {
    // Every 2 s, fall 3, rise 2: HAProxy's defaults, and ours.
    assert_uniform(beliefs_s(""), 4.0, 6.0);
    let alb = r#", "health_check": {"interval": "30s", "fall": 2}"#;
    assert_uniform(beliefs_s(alb), 30.0, 60.0);
    let once = r#", "health_check": {"interval": "10s", "fall": 1}"#;
    assert_uniform(beliefs_s(once), 0.0, 10.0);
}

#[test]
fn what_is_lost_in_a_year_is_failures_times_belief_times_share() {
    // Four servers that fail every MTBF + MTTR: a failed one has a quarter of the requests, or more where others
    // are out, for 5 s on average.
    let (mtbf_h, mttr_h) = (200.0, 0.5);
    let m = model(&format!(
        r#"{{"quorate": 1, "warmup": "1000h",
        "nodes": {{"web": {{"count": 4, "mtbf": "{mtbf_h}h", "mttr": {{"constant": "{mttr_h}h"}}}}}},
        "load_balancers": {{"lb": {{"balances": "web"}}}},
        "services": {{"s": {{"needs": {{"at_least": 1, "of": "web"}}}}}}}}"#
    ));
    let found = study(&m, 20_000);
    let service = &found.tally.services[0];
    let up: f64 = mtbf_h / (mtbf_h + mttr_h);
    let failures = 4.0 * YEAR_H / (mtbf_h + mttr_h);
    let share = (1.0 - (1.0 - up).powi(4)) / (4.0 * up);
    assert_near("unserved", &service.unserved_s, failures * 5.0 * share, 0.001);
}

/// What a balancer knows of a server, and what is true of it.
#[derive(Clone, Copy)]
struct Member {
    /// Share of the time in which it is dead and believed healthy.
    wrong: f64,
    /// Share of the time in which it is healthy and believed so.
    right: f64,
}

impl Member {
    /// A server with exponential lives and repairs behind checks of this interval, with fall 3 and rise 2.
    fn new(mtbf: f64, mttr: f64, interval: f64) -> Member {
        let (d, c) = ((2.0 * interval, 3.0 * interval), (interval, 2.0 * interval));
        // Means of e^(−xU) and of min(X, U) for X exponential and U uniform.
        let laplace =
            |x: f64, (a, b): (f64, f64)| ((-x * a).exp() - (-x * b).exp()) / (x * (b - a));
        let least = |mean: f64, u| mean * (1.0 - laplace(1.0 / mean, u));
        let noticed = laplace(1.0 / mttr, d);
        // Out until it is repaired and then lives until it is put in.
        let lives = laplace(1.0 / mtbf, c);
        let out = noticed * (mttr + least(mtbf, c)) / lives;
        let wrong = least(mttr, d);
        let cycle = mtbf + wrong + out;
        Member { wrong: wrong / cycle, right: mtbf / cycle }
    }
}

/// The share of requests that is lost to members who are independent of each other, with these weights.
fn lost_share(members: &[(Member, f64)]) -> f64 {
    let ways = 3usize.pow(members.len() as u32);
    let way = |mut way: usize| {
        let (mut p, mut all, mut bad) = (1.0, 0.0, 0.0);
        for (member, weight) in members {
            match way % 3 {
                0 => p *= 1.0 - member.right - member.wrong,
                1 => (p, all) = (p * member.right, all + weight),
                _ => (p, all, bad) = (p * member.wrong, all + weight, bad + weight),
            }
            way /= 3;
        }
        p * if all > 0.0 { bad / all } else { 1.0 }
    };
    (0..ways).map(way).sum()
}

/// Servers that often fail behind checks that come seldom.
fn slow_checks(count: u32, shares: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "8000h",
        "nodes": {{"web": {{"count": {count}, "mtbf": "20h", "mttr": "1h"}}}},
        "load_balancers": {{"lb": {{"balances": "web", "health_check": {{"interval": "20m"}} {shares}}}}},
        "services": {{"s": {{"needs": "lb"}}}}}}"#
    ))
}

#[test]
fn beliefs_are_a_renewal_process_of_each_member() {
    let member = Member::new(20.0, 1.0, 1.0 / 3.0);
    let weighted = r#", "algorithm": "weighted", "weights": {"web-1": 3}"#;
    for (count, shares, weights) in
        [(1, "", &[1.0][..]), (3, "", &[1.0, 1.0, 1.0]), (2, weighted, &[3.0, 1.0])]
    {
        let members: Vec<_> = weights.iter().map(|w| (member, *w)).collect();
        let found = study(&slow_checks(count, shares), 2000);
        let unserved_s = &found.tally.services[0].unserved_s;
        assert_near("unserved", unserved_s, lost_share(&members) * 8000.0 * 3600.0, 0.005);
    }
}

/// A pair of balancers with a takeover of so many hours on average, in front of three servers.
fn pair(needs: &str, takeover_h: f64) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "warmup": "2000h", "nodes": {{"web": {{"count": 3, "mtbf": "300h", "mttr": "10h"}}}},
        "load_balancers": {{"lb": {{"count": 2, "balances": "web", "mtbf": "500h", "mttr": "20h",
            "takeover": {{"exponential": "{takeover_h}h"}}, "health_check": {{"interval": "0s"}}}}}},
        "services": {{"s": {{"needs": {needs}}}}}}}"#
    ))
}

/// How much of the time the address of such a pair is nowhere.
fn nowhere(takeover_h: f64) -> f64 {
    let (l, m, t) = (1.0 / 500.0, 1.0 / 20.0, 1.0 / takeover_h);
    // 0: both up; 1: the holder is down and the other about to have the address; 2: the holder is up and the
    // other down; 3: both are down, and the first one back has it at once.
    let rates = [
        (0, 1, l),
        (0, 2, l),
        (1, 2, t),
        (1, 0, m),
        (1, 3, l),
        (2, 0, m),
        (2, 3, l),
        (3, 2, 2.0 * m),
    ];
    let p = stationary(4, &rates).unwrap();
    p[1] + p[3]
}

#[test]
fn a_pair_of_balancers_and_two_of_three_behind_it() {
    let dead: f64 = 10.0 / 310.0;
    let few = 3.0 * dead * dead * (1.0 - dead) + dead.powi(3);
    for takeover_h in [0.5, 20.0] {
        let nowhere = nowhere(takeover_h);
        let web = r#"{"at_least": 2, "of": "web"}"#;
        let both = exact(&pair(&format!(r#"{{"all": ["lb", {web}]}}"#), takeover_h));
        let up = (1.0 - nowhere) * (1.0 - few);
        assert_equal("U", both.services[0].unavailability, 1.0 - up, 1e-9);
        assert_equal("served", both.services[0].served_fraction, up, 1e-9);
        // Not needed, it takes the answers all the same.
        let m = pair(web, takeover_h);
        let solved = &exact(&m).services[0];
        assert_equal("U", solved.unavailability, few, 1e-9);
        assert_equal("served", solved.served_fraction, up, 1e-9);
        let found = study(&m, 4000);
        let service = &found.tally.services[0];
        assert_near("unserved", &service.unserved_s, (1.0 - up) * year_s(), 0.01);
        assert_near("down", &service.downtime_s, few * year_s(), 0.01);
    }
}

#[test]
fn row_10_as_a_pair_that_hands_over_at_once() {
    let m = model(
        r#"{"quorate": 1, "horizon": "20y", "nodes": {"web": {"count": 4, "mtbf": "1000h", "mttr": "2h"},
            "db": {"count": 2, "mtbf": "4000h", "mttr": "6h"}},
        "switches": {"sw": {"mtbf": "50000h", "mttr": "4h"}},
        "load_balancers": {"lb": {"count": 2, "balances": "web", "mtbf": "8760h", "mttr": "4h",
            "takeover": "0s", "health_check": {"interval": "0s"}}},
        "services": {"s": {"needs": {"all": ["lb", {"at_least": 3, "of": "web"},
            {"at_least": 1, "of": "db"}, "sw"]}}}}"#,
    );
    let truth = 1.062_837_333_23e-4 * 20.0 * year_s();
    let found = study(&m, 20_000);
    let service = &found.tally.services[0];
    assert_near("downtime", &service.downtime_s, truth, 0.01);
    // The checks see everything at once: nothing is lost but what is down.
    assert_near("unserved", &service.unserved_s, truth, 0.01);
    assert_equal("unserved", service.unserved_s.mean, service.downtime_s.mean, 1e-12);
}
