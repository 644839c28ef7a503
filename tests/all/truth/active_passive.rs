//! Active/passive pairs: rows 20 to 24.

use super::{exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::ledger::Count;
use quorate::model::Model;

/// A pair without storage or fencing, quorum none.
fn pair(detection: &str, takeover: &str, horizon: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}",
        "nodes": {{"n": {{"count": 2, "mtbf": "2000h", "mttr": "4h"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "detection": {detection},
            "join": "0s", "quorum": {{"policy": "none"}}, "failover": {{"time": {takeover}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn row_20_takeover_exponential() {
    let m = pair(r#""0s""#, r#"{"exponential": "60s"}"#, "10y");
    let truth = 1.231_727_856e-5;
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, truth, 1e-9);
    let takeovers = e.counts[0][Count::Failover as usize];
    assert_equal("takeovers", takeovers, 4.379_982_55, 1e-8);
    let found = study(&m, 60_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 10.0 * year_s(), 0.02);
    let failovers = &found.tally.clusters[0].counts[Count::Failover as usize];
    assert_near("takeovers", failovers, 43.799_825_5, 0.005);
}

#[test]
fn row_21_takeover_constant() {
    for (takeover, truth) in
        [("30s", 8.150_689e-6), ("60s", 1.231_731_3e-5), ("300s", 4.564_968e-5)]
    {
        let m = pair(r#""0s""#, &format!(r#""{takeover}""#), "10y");
        let found = study(&m, 60_000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near(takeover, downtime, truth * 10.0 * year_s(), 0.03);
    }
}

#[test]
fn row_22_detection_and_takeover_add_up() {
    // The two differ by 0.4 %, which is less than this can see.
    let m = pair(r#""10s""#, r#""50s""#, "10y");
    let found = study(&m, 60_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, 1.231_731_3e-5 * 10.0 * year_s(), 0.02);
}

/// A pair with takeovers that take no time, whose passive member wears less.
fn standby(wear: f64, crew: u32) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "50y", "crews": {{"people": {{"size": {crew}}}}},
        "nodes": {{"n": {{"count": 2, "standby_wear": {wear}, "faults": {{"failure":
            {{"mtbf": "1000h", "mttr": "10h", "crew": "people"}}}}}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", "detection": "0s", "join": "0s",
            "quorum": {{"policy": "none"}}, "failover": {{"time": "0s"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn rows_23_and_24_cold_and_warm_standby() {
    for (wear, crew, truth) in [
        (0.0, 1, 9.900_009_900_01e-5),
        (0.0, 2, 4.950_249_987_62e-5),
        (0.5, 1, 1.477_614_145_69e-4),
    ] {
        let m = standby(wear, crew);
        assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
        let found = study(&m, 12_000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near("downtime", downtime, truth * 50.0 * year_s(), 0.015);
    }
}
