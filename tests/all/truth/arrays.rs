//! Arrays of disks: how long until data are lost, in closed form, by the solver and by simulation.

use super::solver::assert_agree;
use super::{YEAR_H, exact};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::ledger::Count;
use quorate::markov::Exact;
use quorate::model::Model;

/// A cluster whose data are on an array; what is not said takes no time.
fn stored(horizon: &str, disks: &str, array: &str, others: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", "nodes": {{"a": {{}}}}, {others}
        "disks": {{"raid": {{{disks}, "array": {{{array}}}}}}},
        "clusters": {{"c": {{"members": ["a"], "mode": "active_passive", "detection": "0s",
            "storage": {{"kind": "shared_disk", "disk": "raid"}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

/// Disks that live so long and are whole again after so long, each by itself.
fn exponential(n: u32, redundancy: &str, life_h: f64, repair_h: f64) -> Model {
    let disks = format!(r#""count": {n}, "mtbf": "{life_h}h", "mttr": "{repair_h}h""#);
    let array = format!(r#"{redundancy}, "rebuild": "0s", "restore": "0s""#);
    stored("1y", &disks, &array, "")
}

fn losses_per_year(exact: &Exact) -> f64 {
    exact.counts[0][Count::DataLoss as usize]
}

/// Returns the mean time from all disks whole to the loss of the data, and from there until all disks are
/// whole again and the restore, which takes no time, is over; in hours.
///
/// Both are hitting times of the chain of failed disks, which goes up with (n − k) λ and down with k μ.
fn cycle_h(n: u32, tolerates: u32, life_h: f64, repair_h: f64) -> (f64, f64) {
    let (n, t) = (n as usize, tolerates as usize);
    let up = |k: usize| (n - k) as f64 / life_h;
    let down = |k: usize| k as f64 / repair_h;
    let (mut data_h, mut next) = (0.0, 0.0);
    for k in 0..=t {
        next = (1.0 + down(k) * next) / up(k);
        data_h += next;
    }
    let (mut back_h, mut next) = (0.0, 0.0);
    for k in (1..=n).rev() {
        next = (1.0 + up(k) * next) / down(k);
        back_h += if k <= t + 1 { next } else { 0.0 };
    }
    (data_h, back_h)
}

#[test]
fn row_16_a_mirror() {
    let (life_h, repair_h) = (1.2e6, 24.0);
    for redundancy in [r#""tolerates": 1"#, r#""mirrored_pairs": true"#] {
        let yearly = losses_per_year(&exact(&exponential(2, redundancy, life_h, repair_h)));
        let (_, back_h) = cycle_h(2, 1, life_h, repair_h);
        let mttdl_y = 1.0 / yearly - back_h / YEAR_H;
        assert!((mttdl_y - 3_424_863.0).abs() < 0.1, "{mttdl_y} years");
        let lambda = 1.0 / life_h;
        let textbook_h = (3.0 * lambda + 1.0 / repair_h) / (2.0 * lambda * lambda);
        assert_equal("MTTDL", mttdl_y, textbook_h / YEAR_H, 1e-9);
    }
}

/// Seven disks and one for parity with the figures of Elerath and Pecht (DSN 2007), whose lives and repairs
/// are taken as exponential by the formula that they set out to correct, MTTF² / (n (n − 1) MTTR).
#[test]
fn the_mttdl_of_eight_disks() {
    let (life_h, repair_h) = (461_386.0, 12.0);
    // A service of its own: which of the eight began an outage would be eight times the states.
    let m = model(
        r#"{"quorate": 1, "nodes": {"a": {}, "b": {}}, "disks": {"raid": {"count": 8,
            "mtbf": "461386h", "mttr": "12h",
            "array": {"tolerates": 1, "rebuild": "0s", "restore": "0s"}}},
        "clusters": {"c": {"members": ["a"], "mode": "active_passive", "detection": "0s",
            "storage": {"kind": "shared_disk", "disk": "raid"}}},
        "services": {"s": {"needs": "b"}}}"#,
    );
    let yearly = losses_per_year(&exact(&m));
    let (data_h, back_h) = cycle_h(8, 1, life_h, repair_h);
    assert_equal("losses a year", yearly, YEAR_H / (data_h + back_h), 1e-9);
    assert_equal("MTTDL", data_h / YEAR_H, 36_162.0, 5e-4);
    let lambda = 1.0 / life_h;
    let textbook_h = (15.0 * lambda + 1.0 / repair_h) / (56.0 * lambda * lambda);
    assert_equal("the whole formula", data_h, textbook_h, 1e-12);
}

#[test]
fn the_mttdl_of_every_small_array() {
    for n in 2..=7 {
        for tolerates in 0..n.min(4) {
            let redundancy = format!(r#""tolerates": {tolerates}"#);
            let (life_h, repair_h) = (1000.0, 50.0);
            let e = exact(&exponential(n, &redundancy, life_h, repair_h));
            let (data_h, back_h) = cycle_h(n, tolerates, life_h, repair_h);
            let what = format!("{n} disks, {tolerates} tolerated, {} states", e.states);
            assert_equal(&what, losses_per_year(&e), YEAR_H / (data_h + back_h), 1e-9);
            let down = back_h / (data_h + back_h);
            assert_equal(&what, e.services[0].unavailability, down, 1e-9);
            assert_equal(&what, e.services[0].outages_per_year, losses_per_year(&e), 1e-9);
        }
    }
}

/// With j of p pairs degraded the data are lost with j λ; the first loss from all whole is the solution of
/// two equations for two pairs.
#[test]
fn the_mttdl_of_two_mirrored_pairs() {
    let (life_h, repair_h) = (1.2e6, 24.0);
    let (l, m) = (1.0 / life_h, 1.0 / repair_h);
    // T0 = 1/4λ + T1; (3λ + μ) T1 = 1 + 2λ T2 + μ T0; (2λ + 2μ) T2 = 1 + 2μ T1.
    let c = 1.0 + 2.0 * l / (2.0 * l + 2.0 * m) + m / (4.0 * l);
    let t1 = c / (3.0 * l - 2.0 * l * 2.0 * m / (2.0 * l + 2.0 * m));
    let data_h = 1.0 / (4.0 * l) + t1;
    let e = exact(&exponential(4, r#""mirrored_pairs": true"#, life_h, repair_h));
    // What follows a loss takes some 36 h: 3e-9 of the whole.
    assert_equal("MTTDL", YEAR_H / losses_per_year(&e), data_h, 1e-8);
}

#[test]
fn data_losses_in_a_thousand_years_are_those_of_the_chain() {
    for (n, tolerates) in [(2, 1), (5, 1), (8, 2), (20, 3)] {
        let (life_h, repair_h) = (4000.0, 100.0);
        let redundancy = format!(r#""tolerates": {tolerates}"#);
        let disks = format!(r#""count": {n}, "mtbf": "{life_h}h", "mttr": "{repair_h}h""#);
        let array = format!(r#"{redundancy}, "rebuild": "0s", "restore": "0s""#);
        let found = study(&stored("500y", &disks, &array, ""), 400);
        let (data_h, back_h) = cycle_h(n, tolerates, life_h, repair_h);
        let truth = 500.0 * YEAR_H / (data_h + back_h);
        let losses = &found.tally.clusters[0].counts[Count::DataLoss as usize];
        assert_near(&format!("{n} disks, {tolerates} tolerated"), losses, truth, 0.02);
    }
}

/// A lost disk is replaced after τ and rebuilt after ρ more, both constant; until then another is lost with the
/// rate a = (n − 1) λ, and while it is rebuilt it can itself be lost again, with b = λ, which begins all anew.
/// So the data are lost in one case with p = x + (1 − x) q (a + b p) / (a + b), where x = 1 − exp(−a τ) and
/// q = 1 − exp(−(a + b) ρ), and the mean time to that is 1 / (n λ p) + 1 / a.
#[test]
fn repairs_of_constant_length() {
    let (n, life_h) = (6_f64, 30_000.0);
    for (mttr_h, rebuild_h) in [(100.0, 0.0), (33.0, 67.0), (0.0, 100.0)] {
        let disks =
            format!(r#""count": {n}, "mtbf": "{life_h}h", "mttr": {{"constant": "{mttr_h}h"}}"#);
        let array = format!(r#""tolerates": 1, "rebuild": "{rebuild_h}h", "restore": "5h""#);
        let found = study(&stored("500y", &disks, &array, ""), 4000);
        let (a, b) = ((n - 1.0) / life_h, 1.0 / life_h);
        let x = 1.0 - (-a * mttr_h).exp();
        let q = (1.0 - (-(a + b) * rebuild_h).exp()) / (a + b);
        let p = (x + (1.0 - x) * q * a) / (1.0 - (1.0 - x) * q * b);
        let data_h = life_h / (n * p) + 1.0 / a;
        let losses = &found.tally.clusters[0].counts[Count::DataLoss as usize];
        // What follows a loss takes 5e-4 of the time.
        assert_near("losses", losses, 500.0 * YEAR_H / data_h, 0.01);
    }
}

const CREW: &str = r#""crews": {"people": {}},"#;

#[test]
fn the_solver_and_the_simulator_agree_on_arrays() {
    let parity = r#""count": 3"#;
    for (disks, redundancy, means, others) in [
        (parity, r#""tolerates": 1"#, "", ""),
        (parity, r#""tolerates": 1"#, r#", "crew": "people""#, CREW),
        (r#""count": 2"#, r#""tolerates": 0"#, r#", "crew": "people""#, CREW),
        (r#""count": 4"#, r#""mirrored_pairs": true"#, "", ""),
        (
            r#""count": 2, "domain": "rack""#,
            r#""tolerates": 1"#,
            "",
            r#""domains": {"rack": {"mtbf": "200h", "mttr": "2h"}},"#,
        ),
    ] {
        let away = if disks.contains('4') {
            // Four disks with two faults each have more states than the dense solver takes.
            ""
        } else {
            r#", "away": {"mtbf": "200h", "mttr": "3h", "effect": "unavailable"}"#
        };
        let disks = format!(
            r#"{disks}, "faults": {{"lost": {{"mtbf": "300h", "mttr": "4h" {means}}} {away}}}"#
        );
        let array = format!(
            r#"{redundancy}, "rebuild": {{"exponential": "5h"}}, "restore": {{"exponential": "8h"}}"#
        );
        let m = stored(r#"5000h", "warmup": "500h"#, &disks, &array, others);
        let e = exact(&m);
        println!("{disks} {redundancy}: {} states", e.states);
        assert!(losses_per_year(&e) > 0.0);
        assert_agree(&m, &e);
    }
}

#[test]
fn the_solver_and_the_simulator_agree_on_attached_arrays() {
    let m = model(
        r#"{"quorate": 1, "warmup": "500h", "horizon": "5000h",
        "nodes": {"a": {"mtbf": "60h", "mttr": "2h"}, "b": {"mtbf": "90h", "mttr": "2h"}},
        "disks": {"own": {"attached_to": "a", "count": 2, "mtbf": "50h", "mttr": "4h",
            "array": {"tolerates": 1, "rebuild": {"exponential": "5h"}, "restore": {"exponential": "8h"}}}},
        "clusters": {"c": {"members": ["b"], "mode": "active_passive", "quorum": {"policy": "none"},
            "detection": "0s", "join": "0s", "failover": {"time": "0s"}}},
        "services": {"s": {"needs": {"any": ["own@a", "c"]}}}}"#,
    );
    assert_agree(&m, &exact(&m));
}
