//! Hand-worked timelines: constant delays, so every event has one right moment.
//!
//! Unless a test says otherwise: nodes `a` and `b` in cluster `c`, detection 10 s, join 2 s, takeover 30 s,
//! stop 5 s, reboot 2 min; what fails first fails after 100 h, and times are told from then.

mod active_active;
mod arrays;
mod arrays_around;
mod arrays_meet;
mod attached;
mod balancers;
mod clocks;
mod copies;
mod copies_disks;
mod copies_shared;
mod copies_sync;
mod crews;
mod demand;
mod disaster;
mod disaster_data;
mod disaster_seen;
mod domain;
mod failback;
mod failover;
mod fencing;
mod forwarding;
mod hang;
mod interleavings;
mod lock;
mod maintenance;
mod maintenance_trouble;
mod maintenance_waits;
mod network;
mod on_loss;
mod overload;
mod planes;
mod process;
mod recovery;
mod sessions;
mod shocks;
mod shots;
mod split_brain;
mod storage;
mod votes;
mod warmup;
mod witness;

use crate::common::{history, model, outages_s};
use quorate::ledger::{Ledger, Phase};
use quorate::model::Model;

pub(crate) const START_S: f64 = 360_000.0;

/// Who fails, and what the cluster is like.
pub(crate) struct Scene<'s> {
    pub(crate) nodes: &'s str,
    pub(crate) others: &'s str,
    pub(crate) members: &'s str,
    pub(crate) cluster: &'s str,
    pub(crate) horizon: &'s str,
}

pub(crate) const PAIR: Scene = Scene {
    nodes: r#""a": {}, "b": {}"#,
    others: "",
    members: r#""a", "b""#,
    cluster: r#""quorum": {"policy": "none"}"#,
    horizon: "150h",
};

/// Three members that need a majority.
pub(crate) const TRIO: Scene = Scene {
    nodes: r#""a": {}, "b": {}, "c1": {}"#,
    members: r#""a", "b", "c1""#,
    cluster: r#""join": "2s""#,
    ..PAIR
};

/// A script of these incidents.
pub(crate) fn script(incidents: &[String]) -> String {
    format!(r#""script": [{}],"#, incidents.join(", "))
}

/// Something is hit so many seconds after the start, for so long.
pub(crate) fn hit(name: &str, after_s: f64, lasts: &str) -> String {
    let at = START_S + after_s;
    format!(r#"{{"at": "{at}s", "hits": ["{name}"], "for": "{lasts}"}}"#)
}

/// A node hangs so many seconds after the start, for so long.
pub(crate) fn hang(name: &str, after_s: f64, lasts: &str) -> String {
    let at = START_S + after_s;
    format!(r#"{{"at": "{at}s", "hits": ["{name}"], "effect": "hang", "for": "{lasts}"}}"#)
}

/// What a node runs dies so many seconds after the start.
pub(crate) fn kill(name: &str, after_s: f64) -> String {
    let at = START_S + after_s;
    format!(r#"{{"at": "{at}s", "hits": ["{name}"], "effect": "process"}}"#)
}

/// A node that fails after so long and is repaired after so long.
pub(crate) fn fails(name: &str, mtbf: &str, mttr: &str) -> String {
    format!(r#""{name}": {{"mtbf": {{"constant": "{mtbf}"}}, "mttr": {{"constant": "{mttr}"}}}}"#)
}

/// A heartbeat link that is cut after 100 h for so long.
pub(crate) fn cut(name: &str, a: &str, b: &str, mttr: &str) -> String {
    format!(
        r#""{name}": {{"between": ["{a}", "{b}"], "carries": ["heartbeat"],
        "mtbf": {{"constant": "100h"}}, "mttr": {{"constant": "{mttr}"}}}}"#
    )
}

pub(crate) fn cut_pair(mttr: &str) -> String {
    format!(r#""links": {{{}}}, "disks": {{"san": {{}}}},"#, cut("hb", "a", "b", mttr))
}

pub(crate) const SAN: &str = r#""storage": {"kind": "shared_disk", "disk": "san"}"#;

fn stage(scene: &Scene) -> Model {
    let Scene { nodes, others, members, cluster, horizon } = scene;
    let mode = if cluster.contains(r#""mode": "active_active""#) {
        ""
    } else {
        r#""mode": "active_passive","#
    };
    model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", "nodes": {{{nodes}}}, {others}
        "clusters": {{"c": {{"members": [{members}], {mode} {cluster}}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    ))
}

pub(crate) fn play(scene: &Scene) -> Ledger {
    history(&stage(scene))
}

/// Plays a scene without a cluster: components, and a service that needs some of them.
pub(crate) fn play_parts(parts: &str, needs: &str, horizon: &str) -> Ledger {
    history(&model(&format!(
        r#"{{"quorate": 1, "horizon": "{horizon}", {parts}
        "services": {{"s": {{"needs": {needs}}}}}}}"#
    )))
}

/// Returns the names of what caused the outages of a scene.
pub(crate) fn causes(scene: &Scene, ledger: &Ledger) -> Vec<String> {
    let model = stage(scene);
    ledger.outages.iter().map(|o| model.causes[o.cause as usize].name.clone()).collect()
}

/// Returns how long each component was down, in seconds.
pub(crate) fn down_s(ledger: &Ledger) -> Vec<f64> {
    ledger.component_down().iter().map(|ns| *ns as f64 / 1e9).collect()
}

/// Asserts the outages: how long after the start, and how long.
pub(crate) fn assert_outages(ledger: &Ledger, outages: &[(f64, f64)]) {
    let found: Vec<_> = outages_s(ledger).iter().map(|(at, s)| (at - START_S, *s)).collect();
    assert_eq!(found, outages);
}

/// Asserts that there was one outage, so long after the start, so long.
pub(crate) fn assert_outage(ledger: &Ledger, after_s: f64, duration_s: f64) {
    assert_eq!(outages_s(ledger), [(START_S + after_s, duration_s)]);
}

pub(crate) fn phase_s(ledger: &Ledger, phase: Phase) -> f64 {
    ledger.services[0].phases[phase as usize] as f64 / 1e9
}
