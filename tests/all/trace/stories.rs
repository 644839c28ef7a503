//! Stories of hand-worked histories, word by word: every delay is constant, so every moment is known.

use crate::common::model;
use quorate::report::story;
use quorate::study::trace;

/// Plays a scenario and tells every outage of its services.
fn tell(text: &str) -> Vec<String> {
    let model = model(text);
    let history = trace(&model, 1, 0).unwrap();
    let outages = history.outages(None);
    outages.iter().map(|outage| story(&model, &history, outage)).collect()
}

/// Two nodes `a` and `b`, of which one serves, with this to say about everything else.
fn pair(parts: &str, cluster: &str) -> Vec<String> {
    tell(&format!(
        r#"{{"quorate": 1, "horizon": "10h", "nodes": {{"a": {{}}, "b": {{}}}}, {parts}
        "clusters": {{"pair": {{"members": ["a", "b"], "mode": "active_passive", {cluster}}}}},
        "services": {{"shop": {{"needs": "pair"}}}}}}"#
    ))
}

const SAN: &str = r#""storage": {"kind": "shared_disk", "disk": "san"},"#;
const NO_QUORUM: &str = r#""quorum": {"policy": "none"}"#;

fn assert_story(told: &[String], expected: &[&str]) {
    assert_eq!(told, expected, "\n{}\n", told.join("\n"));
}

#[test]
fn a_component_that_fails() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h",
        "nodes": {"a": {"mtbf": {"constant": "7h"}, "mttr": {"constant": "1h"}}, "b": {}},
        "clusters": {"pair": {"members": ["a", "b"], "mode": "active_passive",
            "quorum": {"policy": "none"}}},
        "services": {"shop": {"needs": "pair"}}}"#,
    );
    assert_story(
        &told,
        &["Node a crashed; a was declared lost at +10 s; b took over at +40 s. \
           That took shop down for 40 s (a.failure): detection 10 s, takeover 30 s."],
    );
}

#[test]
fn a_shock() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h", "nodes": {"web": {"count": 3}},
        "shocks": {"surge": {"mtbf": {"constant": "6h"}, "hits": ["web-1", "web-3"],
            "mttr": {"constant": "90m"}}},
        "services": {"shop": {"needs": {"at_least": 2, "of": "web"}}}}"#,
    );
    assert_story(
        &told,
        &["Shock surge brought down web-1 and web-3; node web-1 was repaired at +1 h 30 min. \
           That took shop down for 1 h 30 min (surge): repair 1 h 30 min."],
    );
}

#[test]
fn a_bad_deploy() {
    let told = pair(
        r#""shocks": {"push": {"mtbf": {"constant": "6h"}, "hits": ["a"], "effect": "process"}},"#,
        r#""quorum": {"policy": "none"}, "monitor": {"interval": "0s", "restart": "20s"}"#,
    );
    assert_story(
        &told,
        &["Shock push killed what ran on a; the process was restarted on a at +20 s. \
           That took shop down for 20 s (push): takeover 20 s."],
    );
}

#[test]
fn a_script_that_lets_a_node_hang() {
    let told = pair(
        r#""script": [{"at": "1h", "hits": ["a"], "effect": "hang", "for": "6s"},
            {"at": "2h", "hits": ["a"], "effect": "hang", "for": "5m"}],"#,
        r#""quorum": {"policy": "none"}, "fencing": {"time": "15s"}"#,
    );
    assert_story(
        &told,
        &[
            "The script made a hang; node a woke up at +6 s. \
             That took shop down for 6 s (script.a): detection 6 s.",
            "The script made a hang; a was declared lost at +10 s and shot at +25 s; \
             b took over at +55 s. \
             That took shop down for 55 s (script.a): detection 10 s, fencing 15 s, takeover 30 s.",
        ],
    );
}

#[test]
fn an_overload() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h",
        "nodes": {"web": {"count": 2, "capacity": 100, "reboot": "3m"}},
        "clusters": {"front": {"members": ["web"], "mode": "active_active"}},
        "script": [{"at": "5h", "hits": ["web-1"], "for": "30m"}],
        "services": {"shop": {"needs": "front", "demand": 150, "overload": {"fail": "1ms"}}}}"#,
    );
    // A member that is asked too much crashes after a random time, of a millisecond on average here. When
    // web-2 is back it crashes again, until web-1 is back too.
    assert!(told.iter().all(|story| story.contains("(shop.overload)")), "{told:#?}");
    let first = "Node web-2 crashed of overload while node web-1 was down; node web-2 was back from its reboot at +3 min. \
        That took shop down for 3 min (shop.overload): reboot 3 min.";
    assert_eq!(told[0], first);
}

#[test]
fn planned_work() {
    let told = pair(
        r#""maintenance": {"patching": {"every": "6h", "duration": "10m", "targets": ["a"]}},"#,
        NO_QUORUM,
    );
    assert_story(
        &told,
        &["Work patching on a began; a stopped at +5 s; b took over at +35 s. \
           That took shop down for 35 s (planned: patching): planned work 5 s, takeover 30 s."],
    );
}

#[test]
fn a_failback() {
    let told = pair(
        r#""script": [{"at": "1h", "hits": ["a"], "for": "20m"}],"#,
        r#""quorum": {"policy": "none"}, "failback": {"policy": "auto", "after": "10m", "time": "45s"}"#,
    );
    assert_story(
        &told[1..],
        &["pair moved back to a; a had the service back at +45 s. \
           That took shop down for 45 s (planned: pair.failback): failback 45 s."],
    );
}

#[test]
fn a_split_brain() {
    let parts = r#""disks": {"san": {}}, "links": {"hb": {"between": ["a", "b"], "carries": ["heartbeat"]}},
        "script": [{"at": "1h", "hits": ["hb"], "for": "31m"}],"#;
    let told = pair(parts, &format!("{SAN} {NO_QUORUM}"));
    assert_story(
        &told,
        &[
            "31 min 7 s earlier, the script brought down hb; a and b were declared lost at +10 s; b took over at +40 s; \
           a and b both wrote to san for 30 min 27 s; a and b saw each other again at +31 min 2 s; \
           a stopped at +31 min 7 s; the data of pair were damaged; shop went down at +31 min 7 s; b stopped; \
           the damaged data were mended at +2 h 31 min 7 s. \
           That took shop down for 2 h (pair.split_brain): split brain repair 2 h.",
        ],
    );
}

#[test]
fn blocked_fencing() {
    let told = pair(
        r#""script": [{"at": "1h", "hits": ["a"], "for": "3h"}],"#,
        r#""quorum": {"policy": "none"}, "fencing": {"time": "15s", "success": 0, "attempts": 2}"#,
    );
    assert_story(
        &told,
        &["The script brought down a; a was declared lost at +10 s; \
           the shot at a failed twice by +1 min 40 s; fencing was blocked; \
           the shot at a failed at +16 min 55 s; a person made sure that a is off at +31 min 40 s; \
           b took over at +32 min 10 s. \
           That took shop down for 32 min 10 s (script.a): detection 10 s, fencing 1 min 30 s, \
           blocked fencing 30 min, takeover 30 s."],
    );
}

#[test]
fn a_lost_quorum() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h", "nodes": {"n": {"count": 3}},
        "script": [{"at": "1h", "hits": ["n-2"], "for": "3h"}, {"at": "2h", "hits": ["n-3"], "for": "5m"}],
        "clusters": {"trio": {"members": ["n"], "mode": "active_passive"}},
        "services": {"shop": {"needs": "trio"}}}"#,
    );
    assert_story(
        &told,
        &[
            "15 s earlier, the script brought down n-3 while node n-2 was down; n-3 was declared lost at +10 s; \
           quorum was lost; n-1 stopped at +15 s; shop went down at +15 s; quorum was regained at +5 min 2 s; \
           n-1 took over at +5 min 32 s. \
           That took shop down for 5 min 17 s (script.n-3): repair 4 min 45 s, reboot 2 s, takeover 30 s.",
        ],
    );
}

#[test]
fn lost_data() {
    let told = pair(
        r#""disks": {"san": {}},
        "script": [{"at": "1h", "hits": ["san"], "effect": "loss", "for": "4h"}],"#,
        &format!("{SAN} {NO_QUORUM}"),
    );
    assert_story(
        &told,
        &["The script destroyed the data on san; the data of pair were lost; \
           a was seen to lack its storage at +10 s; disk san was repaired at +4 h. \
           That took shop down for 4 h (script.san): repair 4 h."],
    );
}

#[test]
fn a_disaster_and_the_way_home() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "20h", "domains": {"home": {}, "away": {}},
        "nodes": {"a": {"domain": "home"}, "b": {"domain": "home"}}, "disks": {"san": {"domain": "home"}},
        "script": [{"at": "1h", "hits": ["home"], "for": "6h"}],
        "clusters": {"pair": {"members": ["a", "b"], "mode": "active_passive",
            "storage": {"kind": "shared_disk", "disk": "san"}, "quorum": {"policy": "none"},
            "disaster_recovery": {"domain": "away", "declare_after": "30m", "redeploy": "20m",
                "restore": "2h", "replica_lag": "5m", "failback": "1h"}}},
        "services": {"shop": {"needs": "pair"}}}"#,
    );
    assert_story(
        &told,
        &[
            "The script brought down home; a disaster was declared at +30 min; \
             recovery of pair in away began; pair went on in away at +2 h 50 min; writes of 5 min were lost. \
             That took shop down for 2 h 50 min (script.home): repair 30 min, \
             disaster recovery 2 h 20 min.",
            "pair went home; pair was home again at +1 h. \
             That took shop down for 1 h (planned: pair.disaster_failback): failback 1 h.",
        ],
    );
}

#[test]
fn a_balancer() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h", "nodes": {"web": {"count": 2}},
        "load_balancers": {"lb": {"count": 2, "balances": "web", "takeover": "3s"}},
        "script": [{"at": "1h", "hits": ["lb-1"], "for": "1h"}],
        "services": {"shop": {"needs": "lb"}}}"#,
    );
    assert_story(
        &told,
        &["The script brought down lb-1; lb-2 had the address at +3 s. \
           That took shop down for 3 s (script.lb-1): takeover 3 s."],
    );
}

#[test]
fn what_began_before_and_what_does_not_end() {
    let told = tell(
        r#"{"quorate": 1, "warmup": "2h", "horizon": "2h",
        "nodes": {"n": {"mtbf": {"constant": "1h"}, "mttr": {"constant": "90m"}}},
        "services": {"shop": {"needs": "n"}}}"#,
    );
    assert_story(
        &told,
        &[
            "shop was down already when the measured time began; node n was repaired at +30 min. \
             That took shop down for 30 min (n.failure): repair 30 min.",
            "Node n crashed; at the end of the trial shop was still down. \
             That took shop down for 30 min (n.failure): repair 30 min.",
        ],
    );
}

#[test]
fn one_cluster_of_several() {
    let told = tell(
        r#"{"quorate": 1, "horizon": "10h", "nodes": {"a": {}, "b": {}, "c": {}},
        "script": [{"at": "1h", "hits": ["a"], "for": "1h"}],
        "clusters": {
            "first": {"members": ["a", "b"], "mode": "active_passive", "quorum": {"policy": "none"}},
            "second": {"members": ["a", "c"], "mode": "active_passive", "quorum": {"policy": "none"},
                "failover": {"time": "50s"}}},
        "services": {"shop": {"needs": {"all": ["first", "second"]}}}}"#,
    );
    assert_story(
        &told,
        &[
            "The script brought down a; a was declared lost in first at +10 s and declared lost in second; \
           b took over in first at +40 s; \
           c took over in second at +1 min. \
           That took shop down for 1 min (script.a): detection 10 s, takeover 50 s.",
        ],
    );
}

#[test]
fn writes_that_hang() {
    let told = pair(
        r#""script": [{"at": "1h", "hits": ["b"], "for": "1h"}],"#,
        r#""quorum": {"policy": "none"}, "storage": {"kind": "replicated", "mode": "sync", "resync": "10m"}"#,
    );
    assert_story(
        &told,
        &["The script brought down b; writes on a hung; b was declared lost at +10 s. \
           That took shop down for 10 s (script.b): detection 10 s."],
    );
}

#[test]
fn a_member_that_waits_for_all() {
    let told = pair(
        r#""disks": {"san": {}},
        "script": [{"at": "1h", "hits": ["a"], "for": "3h"}, {"at": "2h", "hits": ["b"], "for": "5m"}],"#,
        SAN.trim_end_matches(','),
    );
    let words = "b, which waits for all members (wait_for_all), was taken in at +5 min 2 s";
    assert_eq!(told.iter().filter(|story| story.contains(words)).count(), 1, "{told:?}");
}
