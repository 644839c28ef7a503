//! Components and k-of-n: rows 1 to 14.

use super::{YEAR_H, exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::model::Model;

/// Nodes that fail every so often, so many of which are needed; repaired by this crew if any.
fn k_of_n(k: u32, n: u32, mtbf_h: f64, mttr_h: f64, crew: Option<u32>, horizon: &str) -> Model {
    let (by, crews) = match crew {
        None => (String::new(), String::new()),
        Some(size) => (
            r#", "crew": "people""#.into(),
            format!(r#""crews": {{"people": {{"size": {size}}}}},"#),
        ),
    };
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", {crews}
        "nodes": {{"n": {{"count": {n}, "faults": {{"failure":
            {{"mtbf": "{mtbf_h}h", "mttr": "{mttr_h}h"{by}}}}}}}}},
        "services": {{"s": {{"needs": {{"at_least": {k}, "of": "n"}}}}}}}}"#
    ))
}

#[test]
fn row_1_one_node() {
    let m = k_of_n(1, 1, 1000.0, 10.0, None, "1y");
    let found = study(&m, 20_000);
    let truth = (1.0 - 0.990_110_200_513) * year_s();
    assert_near("downtime", &found.tally.services[0].downtime_s, truth, 0.01);
    assert_equal("U", exact(&m).services[0].unavailability, 1.0 - 0.990_099_009_901, 1e-9);
}

#[test]
fn row_2_two_of_three_with_own_crews() {
    let m = k_of_n(2, 3, 1000.0, 10.0, None, "1y");
    let found = study(&m, 400_000);
    let service = &found.tally.services[0];
    let truth = (1.0 - 0.999_708_346_934) * year_s();
    assert_near("downtime", &service.downtime_s, truth, 0.01);
    let with = service.outages.hits as f64 / 400_000.0;
    let p = 0.393_650_777_9;
    let z = (with - p) / (p * (1.0 - p) / 400_000.0).sqrt();
    assert!(z.abs() < 4.0, "years with an outage: {with}, z {z}");
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 2.921_476_345_26e-4, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, 0.510_142_18, 1e-7);
    assert_near("outages", &service.outages, 0.510_142_18, 0.01);
}

#[test]
fn row_3_two_of_three_with_one_crew() {
    let m = k_of_n(2, 3, 1000.0, 10.0, Some(1), "1y");
    let found = study(&m, 400_000);
    let service = &found.tally.services[0];
    let truth = (1.0 - 0.999_413_345_09) * year_s();
    assert_near("downtime", &service.downtime_s, truth, 0.01);
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 5.880_035_629_52e-4, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, 0.509_991_21, 1e-7);
}

#[test]
fn row_4_one_of_two() {
    for (crew, truth) in [(None, 9.802_960_494_07e-5), (Some(1), 1.960_399_921_58e-4)] {
        let m = k_of_n(1, 2, 1000.0, 10.0, crew, "50y");
        let found = study(&m, 6000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near("downtime", downtime, truth * 50.0 * year_s(), 0.01);
        assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
    }
}

#[test]
fn row_5_three_of_five() {
    let m = k_of_n(3, 5, 1000.0, 10.0, None, "100y");
    let truth = 9.562_325_307_02e-6;
    let found = study(&m, 6000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 100.0 * year_s(), 0.015);
    assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
}

#[test]
fn row_6_eight_of_ten_with_weibull_and_lognormal() {
    // A lognormal of sigma 1 has the coefficient of variation √(e − 1).
    let m = model(
        r#"{"quorate": 1, "nodes": {"n": {"count": 10,
            "mtbf": {"weibull": {"shape": 1.5, "mean": "1000h"}},
            "mttr": {"lognormal": {"mean": "10h", "cv": 1.310832494432086}}}},
        "services": {"s": {"needs": {"at_least": 8, "of": "n"}}}}"#,
    );
    let found = study(&m, 400_000);
    let truth = (1.0 - 0.999_896_176_2) * year_s();
    assert_near("downtime", &found.tally.services[0].downtime_s, truth, 0.01);
}

/// One of two with one crew, with any repair time.
fn one_of_two(repair: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "50y", "crews": {{"people": {{}}}},
        "nodes": {{"n": {{"count": 2, "faults": {{"failure":
            {{"mtbf": "1000h", "mttr": {repair}, "crew": "people"}}}}}}}},
        "services": {{"s": {{"needs": {{"any": ["n-1", "n-2"]}}}}}}}}"#
    ))
}

#[test]
fn row_7_one_crew_and_repairs_that_are_not_exponential() {
    for (repair, truth) in [
        (r#"{"constant": "10h"}"#, 9.867_582_272_27e-5),
        (r#"{"erlang": {"stages": 4, "mean": "10h"}}"#, 1.231_386_788_36e-4),
        (r#"{"uniform": ["5h", "15h"]}"#, 1.068_437_215_39e-4),
    ] {
        let found = study(&one_of_two(repair), 12_000);
        let downtime = &found.tally.services[0].downtime_s;
        assert_near(repair, downtime, truth * 50.0 * year_s(), 0.01);
    }
}

#[test]
fn rows_8_and_9_several_crews() {
    let cases = [
        (1, 3, 10.0, 2.0, 1, 0.974_576_271_186, 2.0, 0.012_711_864_41),
        (1, 3, 10.0, 2.0, 2, 0.993_071_593_533, 1.0, 0.006_928_406_467),
        (3, 5, 20.0, 1.0, 2, 0.998_456_430_408, 0.525_625, f64::NAN),
    ];
    for (k, n, mtbf_h, mttr_h, crews, availability, outage_h, per_hour) in cases {
        let m = k_of_n(k, n, mtbf_h, mttr_h, Some(crews), "5y");
        let found = study(&m, 1000);
        let service = &found.tally.services[0];
        let unavailability = 1.0 - availability;
        let truth = unavailability * 5.0 * year_s();
        assert_near("downtime", &service.downtime_s, truth, 0.01);
        let (outage, se) = service.outage_s.ratio().unwrap();
        let z = (outage - outage_h * 3600.0) / se;
        assert!(z.abs() < 4.0 && se / outage < 0.01, "mean outage {outage}, z {z}");
        let e = exact(&m);
        assert_equal("U", e.services[0].unavailability, unavailability, 1e-9);
        let rate = e.services[0].outages_per_year / YEAR_H;
        assert_equal("outage", e.services[0].unavailability / rate, outage_h, 1e-9);
        if per_hour.is_finite() {
            assert_equal("outages", rate, per_hour, 1e-9);
        }
    }
}

#[test]
fn row_10_a_whole_chain() {
    let m = model(
        r#"{"quorate": 1, "horizon": "20y", "nodes": {
            "lb": {"count": 2, "mtbf": "8760h", "mttr": "4h"},
            "web": {"count": 4, "mtbf": "1000h", "mttr": "2h"},
            "db": {"count": 2, "mtbf": "4000h", "mttr": "6h"}},
        "switches": {"core": {"connects": ["web"], "mtbf": "50000h", "mttr": "4h"}},
        "services": {"s": {"needs": {"all": [{"at_least": 1, "of": "lb"}, {"at_least": 3, "of": "web"},
            {"at_least": 1, "of": "db"}, "core"]}}}}"#,
    );
    let truth = 1.062_837_333_23e-4;
    let found = study(&m, 20_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 20.0 * year_s(), 0.01);
}

#[test]
fn row_11_a_common_cause() {
    let m = model(
        r#"{"quorate": 1, "horizon": "20y",
        "nodes": {"n": {"count": 2, "mtbf": "1052.6315789473684h", "mttr": "10h"}},
        "shocks": {"surge": {"mtbf": "20000h", "hits": ["n"], "mttr": "10h"}},
        "services": {"s": {"needs": {"at_least": 1, "of": "n"}}}}"#,
    );
    let truth = 3.407_372_180_64e-4;
    let found = study(&m, 20_000);
    let downtime = &found.tally.services[0].downtime_s;
    assert_near("downtime", downtime, truth * 20.0 * year_s(), 0.01);
    assert_equal("U", exact(&m).services[0].unavailability, truth, 1e-9);
}

#[test]
fn row_12_constant_life_and_repair() {
    let m = model(
        r#"{"quorate": 1, "horizon": "1000h", "nodes": {"n":
            {"mtbf": {"constant": "90h"}, "mttr": {"constant": "10h"}}},
        "services": {"s": {"needs": "n"}}}"#,
    );
    let found = study(&m, 1000);
    let (node, service) = (&found.tally.components[0], &found.tally.services[0]);
    assert_eq!((node.failures.mean, node.failures.m2), (10.0, 0.0));
    assert_equal("downtime", service.downtime_s.mean, 100.0 * 3600.0, 1e-12);
    assert_eq!(service.downtime_s.m2, 0.0);
}

#[test]
fn row_13_mean_up_and_down() {
    let m = k_of_n(1, 1, 5.0, 1.0, None, "5y");
    let found = study(&m, 1000);
    let service = &found.tally.services[0];
    let (down, se) = service.outage_s.ratio().unwrap();
    assert!(((down - 3600.0) / se).abs() < 4.0 && se / down < 0.005, "mean down {down}");
    let rate = 5.0 * YEAR_H / 6.0;
    assert_near("failures", &found.tally.components[0].failures, rate, 0.005);
    let up = (5.0 * year_s() - service.downtime_s.mean) / service.outages.mean;
    assert_equal("mean up", up, 5.0 * 3600.0, 0.01);
    let e = exact(&m);
    assert_equal("U", e.services[0].unavailability, 1.0 / 6.0, 1e-9);
    assert_equal("outages", e.services[0].outages_per_year, YEAR_H / 6.0, 1e-9);
}

#[test]
fn row_14_up_at_the_end() {
    for (horizon, truth) in
        [("30m", 0.924_801_939_3), ("1h", 0.883_532_368_7), ("5h", 0.833_746_458_7)]
    {
        let n = 400_000;
        let found = study(&k_of_n(1, 1, 5.0, 1.0, None, horizon), n);
        let share = found.tally.services[0].up_at_end as f64 / n as f64;
        let z = (share - truth) / (truth * (1.0 - truth) / n as f64).sqrt();
        assert!(z.abs() < 4.0, "{horizon}: {share} against {truth}, z {z}");
    }
}
