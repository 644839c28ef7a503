//! Replicated data: chains worked out by hand, the solver, and closed forms of what is lost.

use super::solver::assert_agree;
use super::{YEAR_H, exact, year_s};
use crate::common::{assert_equal, assert_near, model, study};
use quorate::ledger::Count;
use quorate::markov::stationary;
use quorate::model::Model;
use quorate::study::Study;

/// Per hour: failures and repairs of each node, takeovers, catching up.
const RATES: [f64; 4] = [1.0 / 100.0, 1.0 / 4.0, 6.0, 2.0];

/// A pair of those rates that notices everything at once.
fn pair(storage: &str) -> Model {
    model(&format!(
        r#"{{"quorate": 1, "warmup": "1000h", "horizon": "10000h",
        "nodes": {{"n": {{"count": 2, "mtbf": "100h", "mttr": "4h"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive",
            "storage": {{"kind": "replicated", {storage}}},
            "quorum": {{"policy": "none"}}, "detection": "0s", "join": "0s",
            "failover": {{"time": {{"exponential": "10m"}}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

const RESYNC: &str = r#""resync": {"exponential": "30m"}"#;

/// The states of a pair with asynchronous copies. "Newest" is who wrote last; the other may be in sync with
/// it or behind, up or down; somebody serves, starts or nobody can.
#[derive(Clone, Copy)]
enum Pair {
    Synced,
    OtherDown,
    Resyncing,
    OtherStarts,
    OtherStartsNewestBack,
    BothDownSynced,
    NewestStartsOtherDownSynced,
    NewestStartsOtherSynced,
    BothDownBehind,
    OtherBehindAlone,
    NewestStartsOtherDownBehind,
    NewestStartsOtherBehind,
}

/// Returns the share of the time in each state.
fn asynchronous_pair() -> Vec<f64> {
    use Pair::*;
    let [fail, repair, start, catch_up] = RATES;
    let rates = [
        (Synced, OtherStarts, fail),
        (Synced, OtherDown, fail),
        (OtherDown, Resyncing, repair),
        (OtherDown, BothDownBehind, fail),
        (Resyncing, Synced, catch_up),
        (Resyncing, OtherDown, fail),
        (Resyncing, OtherBehindAlone, fail),
        // Whoever has started is the newest from then on, and the other is behind.
        (OtherStarts, OtherDown, start),
        (OtherStarts, OtherStartsNewestBack, repair),
        (OtherStarts, BothDownSynced, fail),
        (OtherStartsNewestBack, Resyncing, start),
        (OtherStartsNewestBack, NewestStartsOtherDownSynced, fail),
        (OtherStartsNewestBack, OtherStarts, fail),
        (BothDownSynced, NewestStartsOtherDownSynced, repair),
        (BothDownSynced, OtherStarts, repair),
        (NewestStartsOtherDownSynced, OtherDown, start),
        (NewestStartsOtherDownSynced, NewestStartsOtherSynced, repair),
        (NewestStartsOtherDownSynced, BothDownSynced, fail),
        (NewestStartsOtherSynced, Synced, start),
        (NewestStartsOtherSynced, OtherStarts, fail),
        (NewestStartsOtherSynced, NewestStartsOtherDownSynced, fail),
        (BothDownBehind, NewestStartsOtherDownBehind, repair),
        (BothDownBehind, OtherBehindAlone, repair),
        (OtherBehindAlone, NewestStartsOtherBehind, repair),
        (OtherBehindAlone, BothDownBehind, fail),
        (NewestStartsOtherDownBehind, OtherDown, start),
        (NewestStartsOtherDownBehind, NewestStartsOtherBehind, repair),
        (NewestStartsOtherDownBehind, BothDownBehind, fail),
        (NewestStartsOtherBehind, Resyncing, start),
        (NewestStartsOtherBehind, OtherBehindAlone, fail),
        (NewestStartsOtherBehind, NewestStartsOtherDownBehind, fail),
    ];
    let rates: Vec<_> =
        rates.iter().map(|(a, b, rate)| (*a as usize, *b as usize, *rate)).collect();
    stationary(12, &rates).unwrap()
}

#[test]
fn an_asynchronous_pair_is_a_chain_of_twelve_states() {
    use Pair::*;
    let p = asynchronous_pair();
    let of = |state: Pair| p[state as usize];
    let down = 1.0 - of(Synced) - of(OtherDown) - of(Resyncing);
    let takeovers = RATES[2] * (of(OtherStarts) + of(OtherStartsNewestBack));
    let lost_s = takeovers * YEAR_H * 7.0;

    let m = pair(&format!(
        r#""mode": "async", "lag": {{"lognormal": {{"mean": "7s", "cv": 1.5}}}}, {RESYNC}"#
    ));
    let e = exact(&m);
    println!("{} states", e.states);
    assert_equal("unavailability", e.services[0].unavailability, down, 1e-12);
    assert_equal("lost", e.drawn_losses_s_per_year[0], lost_s, 1e-9);

    let found = study(&m, 8000);
    let (horizon_s, years) = (10_000.0 * 3600.0, 10_000.0 / YEAR_H);
    assert_near("down", &found.tally.services[0].downtime_s, down * horizon_s, 0.01);
    assert_near("lost", &found.tally.clusters[0].lost_writes_s, lost_s * years, 0.01);
    // While the other is down or behind, the failure of the holder is an outage.
    assert_at_risk(&found, of(OtherDown) + of(Resyncing));
    let losses = &found.lost_writes[0];
    let count = losses.len() as f64 / 8000.0 / years;
    assert_equal("losses a year", count, takeovers * YEAR_H, 0.01);
    // The median of a lognormal of mean 7 s and variation 1.5.
    assert_equal("median", losses.quantile_s(0.5), 7.0 / 3.25_f64.sqrt(), 0.01);
}

#[test]
fn a_synchronous_pair_that_blocks_is_up_only_while_both_are() {
    // Synced; the holder blocked; a start with the other down; one with the other up; both down. Nothing is ever
    // written by one alone, so nobody is ever behind.
    let [fail, repair, start, _] = RATES;
    let rates = [
        (0, 1, fail),
        (0, 2, fail),
        (1, 0, repair),
        (1, 4, fail),
        (2, 1, start),
        (2, 3, repair),
        (2, 4, fail),
        (3, 0, start),
        (3, 2, 2.0 * fail),
        (4, 2, 2.0 * repair),
    ];
    let p = stationary(5, &rates).unwrap();
    let m = pair(&format!(r#""mode": "sync", "on_replica_loss": "block", {RESYNC}"#));
    let e = exact(&m);
    println!("{} states", e.states);
    assert_equal("unavailability", e.services[0].unavailability, 1.0 - p[0], 1e-12);
    let found = study(&m, 4000);
    let down = (1.0 - p[0]) * 10_000.0 * 3600.0;
    assert_near("down", &found.tally.services[0].downtime_s, down, 0.01);
    assert_eq!(found.lost_writes[0].len(), 0);
    // Any failure is an outage.
    assert_at_risk(&found, p[0]);
}

/// Asserts how much of the time the service is one failure from down, as it was found at a look in each of
/// some trials.
fn assert_at_risk(found: &Study, truth: f64) {
    let service = &found.tally.services[0];
    let looks = service.looks as f64;
    let share = service.at_risk as f64 / looks;
    let z = (share - truth) / (truth * (1.0 - truth) / looks).sqrt();
    println!("at risk: {share} against {truth}, z {z:.2}");
    assert!(z.abs() < 4.0 && looks >= 500.0, "at risk: {share} against {truth}, z {z:.2}");
}

#[test]
fn a_pair_that_both_serve_is_a_chain_of_five_states() {
    // Both serve; one, the other down; one, the other catching up; both down; the one that is behind alone.
    let [fail, repair, _, catch_up] = RATES;
    let rates = [
        (0, 1, 2.0 * fail),
        (1, 2, repair),
        (1, 3, fail),
        (2, 0, catch_up),
        (2, 1, fail),
        (2, 4, fail),
        (3, 1, repair),
        (3, 4, repair),
        (4, 2, repair),
        (4, 3, fail),
    ];
    let p = stationary(5, &rates).unwrap();
    let text = format!(
        r#"{{"quorate": 1, "warmup": "1000h", "horizon": "10000h",
        "nodes": {{"n": {{"count": 2, "mtbf": "100h", "mttr": "4h"}}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_active",
            "storage": {{"kind": "replicated", "mode": "async", "lag": {{"exponential": "4s"}}, {RESYNC}}},
            "quorum": {{"policy": "none"}}, "detection": "0s", "join": "0s"}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    );
    let m = model(&text);
    let e = exact(&m);
    println!("{} states", e.states);
    assert_equal("unavailability", e.services[0].unavailability, p[3] + p[4], 1e-12);
    // Whoever fails beside another that goes on loses what it had not sent.
    let lost_s = p[0] * 2.0 * fail * YEAR_H * 4.0;
    assert_equal("lost", e.drawn_losses_s_per_year[0], lost_s, 1e-9);
    let found = study(&m, 8000);
    let hours = 10_000.0;
    let down = (p[3] + p[4]) * hours * 3600.0;
    assert_near("down", &found.tally.services[0].downtime_s, down, 0.01);
    assert_near("lost", &found.tally.clusters[0].lost_writes_s, lost_s * hours / YEAR_H, 0.01);
}

/// A pair with every delay exponential and copies, in which one thing goes wrong.
fn exponential_pair(nodes: &str, links: &str, storage: &str, more: &str) -> Model {
    let e = |mean: &str| format!(r#"{{"exponential": "{mean}"}}"#);
    let (s30, m2, m10) = (e("30s"), e("2m"), e("10m"));
    model(&format!(
        r#"{{"quorate": 1, "warmup": "500h", "horizon": "5000h",
        "nodes": {{"n": {{"count": 2, "reboot": {m10}, {nodes}}}}}, "links": {{{links}}},
        "clusters": {{"c": {{"members": ["n"], "mode": "active_passive", {more},
            "storage": {{"kind": "replicated", {storage}, {RESYNC}}},
            "detection": {m2}, "join": {s30}, "stop_time": {m2}, "failover": {{"time": {m10}}}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

#[test]
fn the_solver_and_the_simulator_agree_on_copies() {
    let none = r#""quorum": {"policy": "none"}"#;
    let failback = r#""quorum": {"policy": "none"}, "failback": {"policy": "auto",
        "after": {"exponential": "20m"}, "time": {"exponential": "5m"}}"#;
    let (lazy, sync) = (r#""mode": "async", "lag": {"exponential": "3s"}"#, r#""mode": "sync""#);
    let block = r#""mode": "sync", "on_replica_loss": "block""#;
    let crash = r#""mtbf": "20h", "mttr": "1h""#;
    let still = r#""votes": 1"#;
    let link = |carries: &str| {
        format!(
            r#""ab": {{"between": ["n-1", "n-2"], "carries": [{carries}], "mtbf": "15h",
            "mttr": "30m"}}"#
        )
    };
    let (both, storage) = (link(r#""heartbeat", "storage""#), link(r#""storage""#));
    for (nodes, links, mode, more) in [
        (crash, "", sync, none),
        (crash, "", block, failback),
        (still, &both, lazy, none),
        (still, &storage, sync, none),
        (still, &storage, block, none),
    ] {
        let m = exponential_pair(nodes, links, mode, more);
        let e = exact(&m);
        println!("{nodes} {links} {mode} {more}: {} states", e.states);
        assert_agree(&m, &e);
    }
}

#[test]
fn what_a_year_loses_is_the_failures_of_the_holder_times_the_lag() {
    // The first member alone fails, every 500 h for a constant hour, and gets the instance back 31 minutes after
    // that: the other has what it wrote by then. It loses writes whenever it fails while it holds.
    let m = model(
        r#"{"quorate": 1, "warmup": "2000h", "horizon": "20000h",
        "nodes": {"a": {"mtbf": "500h", "mttr": {"constant": "1h"}}, "b": {}},
        "clusters": {"c": {"members": ["a", "b"], "mode": "active_passive",
            "storage": {"kind": "replicated", "mode": "async", "lag": {"exponential": "3s"}, "resync": "20m"},
            "quorum": {"policy": "none"}, "detection": "0s", "join": "0s", "failover": {"time": "0s"},
            "failback": {"policy": "auto", "after": "10m", "time": "1m"}}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    let (mtbf_h, away_h) = (500.0_f64, 31.0 / 60.0);
    // Back for so long before the next failure; it takes so many returns.
    let stays = (-away_h / mtbf_h).exp();
    let cycle_h = mtbf_h + (1.0 + mtbf_h * (1.0 - stays)) / stays;
    let lost_s = YEAR_H / cycle_h * 3.0;
    let found = study(&m, 4000);
    assert_near("lost", &found.tally.clusters[0].lost_writes_s, lost_s * 20_000.0 / YEAR_H, 0.01);
    // The rule of thumb is close: failures a year times the lag.
    assert_equal("rule of thumb", lost_s, YEAR_H / (mtbf_h + 1.0) * 3.0, 0.003);
}

#[test]
fn a_pair_without_fencing_discards_as_long_as_both_wrote() {
    // As the split brain of a shared disk: a cut that outlasts detection and takeover, 40 s, lasts an hour more
    // on average.
    let m = model(
        r#"{"quorate": 1, "nodes": {"n": {"count": 2}},
        "links": {"both": {"between": ["n-1", "n-2"], "carries": ["heartbeat", "storage"],
            "mtbf": "1000h", "mttr": "1h"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive",
            "storage": {"kind": "replicated", "mode": "async", "lag": "0s", "resync": "0s"},
            "quorum": {"policy": "none"}, "detection": "10s", "join": "0s", "stop_time": "0s"}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    let incidents = YEAR_H / 1001.0 * (-40.0_f64 / 3600.0).exp();
    let found = study(&m, 20_000);
    let cluster = &found.tally.clusters[0];
    assert_near("split brains", &cluster.counts[Count::SplitBrain as usize], incidents, 0.01);
    assert_near("discarded", &cluster.lost_writes_s, incidents * 3600.0, 0.01);
    // What is lost was written by both, but for incidents that the end of a year cuts off.
    let both_s = cluster.split_brain_s.mean;
    let cut_off_s = incidents / year_s() * 3600.0 * 3600.0;
    assert_equal("both wrote", both_s - cut_off_s, cluster.lost_writes_s.mean, 1e-4);
}

#[test]
fn a_cut_off_holder_loses_what_it_wrote_until_it_stopped() {
    // Three members with a majority; the first is cut off every 1000 h for an hour. It writes until quorum is
    // missed after 10 s and its stop is over after 5 s more; a cut that is over within 10 s loses nothing. Then it
    // gets the instance back, so every cut finds it at work again.
    let m = model(
        r#"{"quorate": 1, "horizon": "10y",
        "nodes": {"n": {"count": 3}},
        "switches": {"near": {"carries": ["heartbeat", "storage"], "connects": ["n-2", "n-3"]}},
        "links": {"up": {"between": ["n-1", "near"], "carries": ["heartbeat", "storage"],
            "mtbf": "1000h", "mttr": "1h"}},
        "clusters": {"c": {"members": ["n"], "mode": "active_passive",
            "storage": {"kind": "replicated", "mode": "async", "lag": "2s", "resync": "0s"},
            "failover": {"time": "0s"}, "join": "0s",
            "failback": {"policy": "auto", "after": "0s", "time": "0s"}}},
        "services": {"s": {"needs": "c"}}}"#,
    );
    // The others take over at once, after 10 s; so the first writes beside them until it has stopped, and what
    // it wrote since the cut is lost: 15 s and the lag. A cut mended at t in those last 5 s is a double service
    // that the newcomer loses, from 10 s until both have stopped, at t + 5 s.
    let cuts = 10.0 * YEAR_H / 1001.0;
    let lasts = |s: f64| (-s / 3600.0).exp();
    // ∫ (t − 5) e^(−t/3600)/3600 dt from 10 to 15.
    let mended_s = 3605.0 * lasts(10.0) - 3610.0 * lasts(15.0);
    let found = study(&m, 4000);
    let cluster = &found.tally.clusters[0];
    let split_brains = &cluster.counts[Count::SplitBrain as usize];
    assert_near("split brains", split_brains, cuts * lasts(10.0), 0.01);
    let lost_s = cuts * (17.0 * lasts(15.0) + mended_s);
    assert_near("lost", &cluster.lost_writes_s, lost_s, 0.01);
}
