//! What is simulated first and not measured.

use super::{PAIR, Scene, causes, phase_s, play, play_parts};
use crate::common::{counted, outages_s};
use quorate::ledger::{Count, Phase};

#[test]
fn measured_time_begins_after_the_warmup() {
    // It fails after 100 h: 10 h into what is measured.
    let parts = r#""warmup": "90h", "nodes": {"a": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "2h"}}},"#;
    let found = play_parts(parts, r#""a""#, "50h");
    assert_eq!(outages_s(&found), [(36_000.0, 7200.0)]);
}

#[test]
fn what_lies_before_is_not_counted() {
    let parts = r#""warmup": "110h", "nodes": {"a": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "2h"}}},"#;
    let found = play_parts(parts, r#""a""#, "50h");
    assert_eq!(outages_s(&found), []);
    assert_eq!((found.failures[0], found.component_down()[0]), (0, 0));
}

#[test]
fn an_outage_that_is_open_then_begins_at_zero() {
    let nodes = r#""a": {"mtbf": {"constant": "100h"}, "mttr": {"constant": "10h"}}, "b": {}"#;
    let others = r#""warmup": "360020s","#;
    let scene = Scene { nodes, others, horizon: "50h", ..PAIR };
    let found = play(&scene);
    assert_eq!(outages_s(&found), [(0.0, 20.0)]);
    assert_eq!(phase_s(&found, Phase::Takeover), 20.0);
    assert_eq!(phase_s(&found, Phase::Detection), 0.0);
    assert_eq!(causes(&scene, &found), ["a.failure"]);
    assert_eq!(counted(&found, Count::Detection), 0);
    assert_eq!(found.component_down()[0], (36_000 - 20) * 1_000_000_000);
}

#[test]
fn an_outage_that_ends_then_is_none() {
    // It ends in the very moment in which the measured time begins; the next one begins 100 h later.
    let parts = r#""warmup": "102h", "nodes": {"a": {"mtbf": {"constant": "100h"},
        "mttr": {"constant": "2h"}}},"#;
    let found = play_parts(parts, r#""a""#, "120h");
    assert_eq!(outages_s(&found), [(360_000.0, 7200.0)]);
    assert_eq!(found.services[0].outages, 1);
}

#[test]
fn the_script_counts_from_what_is_measured() {
    let parts = r#""warmup": "1h", "nodes": {"a": {}},
        "script": [{"at": "10s", "hits": ["a"], "for": "5s"}],"#;
    let found = play_parts(parts, r#""a""#, "1h");
    assert_eq!(outages_s(&found), [(10.0, 5.0)]);
}

#[test]
fn monday_is_when_measured_time_begins() {
    // Measured time begins 100 h in, on a Monday; a fails 16 h later, and is repaired past the hours.
    let parts = r#""warmup": "100h",
        "crews": {"people": {"hours": {"days": "mon", "from": "09:00", "to": "17:00"}}},
        "nodes": {"a": {"faults": {"f": {"mtbf": {"constant": "116h"}, "mttr": {"constant": "4h"},
        "crew": "people"}}}},"#;
    let found = play_parts(parts, r#""a""#, "50h");
    assert_eq!(outages_s(&found), [(16.0 * 3600.0, 4.0 * 3600.0)]);
}

#[test]
fn an_outage_that_is_open_at_the_end_is_cut_off() {
    let parts = r#""nodes": {"a": {"mtbf": {"constant": "100h"}, "mttr": {"constant": "10h"}}},"#;
    let found = play_parts(parts, r#""a""#, "104h");
    assert_eq!(outages_s(&found), [(360_000.0, 4.0 * 3600.0)]);
    assert!(found.outages[0].cut && !found.services[0].up_at_end);
}
