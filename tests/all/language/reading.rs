//! What is read is what was written, and what was not written is its default.

use super::{assert_answers, good, nodes, pair};
use quorate::scenario::{Age, Effect, Hours, OnLoss, Order, Plane, Repaired, While};

#[test]
fn faults_say_what_they_do() {
    let scenario = good(&nodes(
        r#""a": {"count": 2, "votes": 0, "domain": ["x", "x"], "faults": {
            "f": {"mtbf": "1y", "mttr": "0s", "effect": "hang", "repair": "minimal",
                  "age": "steady", "while": "always", "crew": "us", "spare": "part"},
            "g": {"mtbf": "1y", "mttr": "1h", "age": "90d"}, "h": {"afr": "2%", "mttr": "1h"}}}},
        "domains": {"x": {"within": "y", "mtbf": "9y", "mttr": "1h"}, "y": {}},
        "crews": {"us": {"hours": {"days": "fri-mon,wed", "from": "9:00", "to": "24:00"},
            "order": "random"}},
        "spares": {"part": {"stock": 0, "lead_time": "2w"}},
        "disks": {"d": {"faults": {"head": {"mtbf": "1y", "mttr": "1h", "effect": "loss"}}}"#,
        r#""a-1""#,
    ));
    let node = &scenario.nodes["a"];
    assert_eq!((node.votes, node.standby_wear), (0, 1.0));
    let (f, g, h) = (&node.common.faults["f"], &node.common.faults["g"], &node.common.faults["h"]);
    assert_eq!((f.effect, f.repair, f.runs), (Effect::Hang, Repaired::Minimal, While::Always));
    assert_eq!((h.effect, h.repair, h.runs), (Effect::Crash, Repaired::Renew, While::Operating));
    assert_eq!((f.age, h.age), (Age::Steady, Age::New));
    assert!(matches!(g.age, Age::Given(span) if span.ns() == 90.0 * 86400e9));
    assert_eq!(f.spare.as_ref().map(|r| r.name.as_str()), Some("part"));
    assert_eq!(scenario.disks["d"].common.faults["head"].effect, Effect::Loss);
    assert_eq!(scenario.domains["x"].within.as_ref().map(|r| r.name.as_str()), Some("y"));
    let crew = &scenario.crews["us"];
    let days = [true, false, true, false, true, true, true];
    assert_eq!(crew.hours, Some(Hours { days, from_min: 540, to_min: 1440 }));
    assert_eq!((crew.order, scenario.spares["part"].stock), (Order::Random, 0));
}

#[test]
fn faults_in_an_array_take_data() {
    let scenario = good(&nodes(
        r#""a": {"count": 2}}, "disks": {
            "raid": {"count": 4, "afr": "2%", "mttr": "8h",
                "array": {"mirrored_pairs": true, "rebuild": "12h", "restore": "1d"},
                "faults": {"cable": {"mtbf": "9y", "mttr": "1h", "effect": "unavailable"},
                    "wear": {"mtbf": "9y", "mttr": "1h"}}},
            "data": {"attached_to": "a", "afr": "2%", "mttr": "8h"}"#,
        r#""a-1""#,
    ));
    let (raid, data) = (&scenario.disks["raid"], &scenario.disks["data"]);
    let effects: Vec<Effect> = raid.common.faults.values().map(|f| f.effect).collect();
    assert_eq!(effects, [Effect::Unavailable, Effect::Loss, Effect::Loss]);
    assert_eq!(data.common.faults["failure"].effect, Effect::Unavailable);
    let array = raid.array.as_ref().unwrap();
    assert!(array.mirrored_pairs && array.tolerates.is_none());
    // Like every delay that is not a life or a repair by people, they are constants.
    assert_eq!(array.rebuild.law(), quorate::engine::Law::Constant(12 * quorate::engine::HOUR));
    assert_eq!(data.attached_to.as_ref().map(|r| r.name.as_str()), Some("a"));
}

#[test]
fn links_carry_everything_unless_they_say_so() {
    let links = r#""a": {}, "b": {}}, "links": {"l": {"between": ["a", "b"]},
        "m": {"between": ["a", "b"], "carries": ["client"]}"#;
    let scenario = good(&nodes(links, r#""a""#));
    let all = [Plane::Heartbeat, Plane::Client, Plane::Storage];
    assert_eq!(scenario.links["l"].carries, all);
    assert_eq!(scenario.links["m"].carries, [Plane::Client]);
}

#[test]
fn clusters_have_the_defaults_of_the_contract() {
    let plain = good(&pair(r#""active": 1"#)).clusters["c"].clone();
    assert!(plain.fencing.is_none() && plain.failback.is_none());
    assert_eq!(plain.quorum.on_loss, OnLoss::Stop);
    let dressed = good(&pair(
        r#""quorum": {"on_loss": "self_fence"}, "failback": {"policy": "auto", "time": "5s"}"#,
    ));
    let dressed = &dressed.clusters["c"];
    let seconds = |delay: &quorate::scenario::Delay| delay.law().mean() / 1e9;
    let failback = dressed.failback.as_ref().unwrap();
    assert_eq!((seconds(&failback.after), seconds(&failback.time)), (600.0, 5.0));
    assert_eq!(seconds(&dressed.fencing.as_ref().unwrap().time), 15.0, "the watchdog");
    let shooting = good(&pair(r#""fencing": {"concurrent": false, "protect_active": "15s"}"#));
    let fencing = shooting.clusters["c"].fencing.clone().unwrap();
    assert!(!fencing.concurrent && !fencing.shares_power);
    assert_eq!(fencing.protect_active.ns(), 15e9);
}

/// A node with a crew that works these hours.
fn hours(hours: &str) -> String {
    nodes(&format!(r#""a": {{}}}}, "crews": {{"c": {{"hours": {hours}}}"#), r#""a""#)
}

#[test]
fn every_mistake_has_its_answer() {
    let day = |days: &str| hours(&format!(r#"{{"days": {days}, "from": "09:00", "to": "17:00"}}"#));
    let time =
        |from: &str, to: &str| hours(&format!(r#"{{"days": "mon", "from": {from}, "to": {to}}}"#));
    let fault = |more: &str| {
        nodes(
            &format!(r#""a": {{"faults": {{"f": {{"mtbf": "1y", "mttr": "1h", {more}}}}}}}"#),
            r#""a""#,
        )
    };
    let domain = |a: &str, b: &str| {
        nodes(&format!(r#""n": {{{a}}}}}, "domains": {{"r": {{"count": 2}}, {b}"#), r#""n""#)
    };
    let top = |more: &str| nodes(&format!(r#""a": {{}}}}, {more}, "crews": {{"#), r#""a""#);
    assert_answers(&[
        (hours(r#""sometimes""#), &["allowed: `always`"]),
        (hours(r#"{"days": "mon"}"#), &["`from` is missing", "`to` is missing"]),
        (day(r#""mon-fry""#), &["`mon-fry` are no days", "\"mon-fri\""]),
        (day("5"), &["expected a text in quotes, found the number 5"]),
        (time(r#""9""#, r#""25:00""#), &["`9` is no time of day", "`25:00` is no time of day"]),
        (time(r#""22:00""#, r#""06:00""#), &["these hours end before they begin"]),
        (fault(r#""age": "stedy""#), &["did you mean `steady`?"]),
        (fault(r#""age": 5"#), &["a number without a unit"]),
        (fault(r#""repair": "old""#), &["`renew`, `minimal`"]),
        (fault(r#""while": "off""#), &["`operating`, `always`"]),
        (fault(r#""spare": "x""#), &["`x` is declared nowhere; expected a kind of spare parts"]),
        (
            fault(r#""capacity": "50%""#),
            &["`capacity` has no meaning without the effect `degrade`"],
        ),
        (domain(r#""domain": []"#, r#""x": {}"#), &["no `domain`"]),
        (domain(r#""domain": ["r-1", "r-2"]"#, r#""x": {}"#), &["no member is left for `r-2`"]),
        (domain(r#""domain": "n""#, r#""x": {}"#), &["`n` is a node; expected a domain"]),
        (domain("", r#""x": {"within": "r"}"#), &["`r` is 2 domains", "such as `r-1`"]),
        (domain("", r#""x": {"domain": "r"}"#), &["the domain around a domain is its `within`"]),
        (domain("", r#""x": {"within": "y"}, "y": {"within": "x"}"#), &["stands within itself"]),
        (top(r#""warmup": "499.5y""#), &["`warmup` and `horizon` together are at most 500 years"]),
        (top(r#""simulation": {"precision": 0}"#), &["a precision lies between 0 and 1"]),
        (top(r#""simulation": {"precision": 5}"#), &["outside 0 to 1"]),
        (top(r#""spares": {"x": {"stock": 0.5}}"#), &["a whole number", "`lead_time` is missing"]),
        (top(r#""assertions": {}"#), &["expected a list, found an object"]),
        (nodes(r#""a": {"standby_wear": 0.5}"#, r#""a""#), &["a node in no cluster"]),
        (nodes(r#""a": {"votes": 1001}"#, r#""a""#), &["a whole number from 0 to 1000"]),
    ]);
}

#[test]
fn nobody_has_a_vote() {
    let text = super::errors(
        r#"{"quorate": 1, "nodes": {"n": {"count": 3, "votes": 0}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive"}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    assert!(text.contains("no member of `c` has a vote"), "{text}");
}
