//! Every state that small clusters can reach, whatever fires next: what must always hold does, and there is
//! always a way back to where everyone serves.

mod invariants;
mod space;

use crate::common::model;
use space::{Promise, explore};

struct Setting<'s> {
    count: usize,
    faults: &'s str,
    parts: &'s str,
    more: &'s str,
    cluster: &'s str,
    mode: &'s str,
}

fn text(setting: &Setting) -> String {
    let Setting { count, faults, parts, more, cluster, mode } = setting;
    format!(
        r#"{{"quorate": 1, "nodes": {{"n": {{"count": {count}, "faults": {{{faults}}}}} {more}}}, {parts}
        "clusters": {{"c": {{"members": ["n"], "mode": "{mode}", {cluster} "join": "2s"}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    )
}

const CRASH: &str = r#""crash": {"mtbf": "100h", "mttr": "1h"}"#;
const HANG: &str = r#""hang": {"mtbf": "100h", "mttr": "1h", "effect": "hang"}"#;
const PROCESS: &str = r#""p": {"mtbf": "100h", "effect": "process"}"#;
const HB: &str =
    r#""hb": {"between": ["n", "n"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}"#;
const DISK: &str = r#""disks": {"san": {}},"#;
const SAN: &str = r#""storage": {"kind": "shared_disk", "disk": "san"},"#;

fn check(name: &str, text: &str, promise: Promise) -> bool {
    println!("{name}: {text}");
    let model = model(text);
    let found = std::panic::catch_unwind(|| explore(&model, promise));
    match &found {
        Ok(states) => println!("OK {states} states"),
        Err(_) => println!("FAILED {name}"),
    }
    found.is_ok()
}

fn env(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |n| n.parse().unwrap())
}

struct Sweep {
    at: usize,
    failed: usize,
}
impl Sweep {
    fn one(&mut self, setting: &Setting, promise: Promise) {
        self.at += 1;
        let (from, step) = (env("FROM", 0), env("STEP", 1));
        if self.at < from || (self.at - from) % step != 0 {
            return;
        }
        let promise = Promise { states: env("MOST", 60_000), faults: env("FAULTS", 2), ..promise };
        if !check(&self.at.to_string(), &text(setting), promise) {
            self.failed += 1;
            assert!(self.failed < env("FAILS", 3));
        }
    }
}

const FENCINGS: [&str; 4] = [
    "",
    r#""fencing": {},"#,
    r#""fencing": {"success": 0.5, "attempts": 1, "protect_active": "3s"},"#,
    r#""fencing": {"concurrent": false, "success": 0.5, "in_flight": "0s", "attempts": 1},"#,
];
const MORES: [&str; 5] = [
    "",
    r#""failback": {"policy": "auto"},"#,
    r#""active": 2, "stop_success": 0.5, "failover": {"success": 0.5},"#,
    r#""split_brain": {"corrupts": 0, "resolve": "keep"}, "stop_success": 0.5,"#,
    r#""failback": {"policy": "auto"}, "stop_success": 0.5, "failover": {"success": 0.5},"#,
];

#[test]
fn pairs() {
    let mut sweep = Sweep { at: 0, failed: 0 };
    let both = format!("{CRASH}, {HANG}");
    let process = format!("{CRASH}, {PROCESS}");
    let all = format!("{both}, {PROCESS}");
    let link = format!(r#""links": {{{HB}}}, {DISK}"#);
    let fibre = format!(
        r#""links": {{{HB}, "f": {{"between": ["n", "san"], "carries": ["storage"], "mtbf": "100h", "mttr": "1h"}}}}, "disks": {{"san": {{"mtbf": "100h", "mttr": "1h"}}}},"#
    );
    for faults in [&both, &process, &all] {
        for parts in [&link, &fibre] {
            for storage in ["", SAN] {
                for quorum in [
                    "",
                    r#""policy": "none""#,
                    r#""policy": "majority""#,
                    r#""wait_for_all": false"#,
                    r#""policy": "majority", "tie_breaker": "lowest""#,
                    r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "freeze""#,
                    r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "ignore""#,
                    r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "self_fence""#,
                    r#""policy": "majority", "tie_breaker": "lowest", "wait_for_all": true"#,
                ] {
                    for fencing in FENCINGS {
                        for more in MORES {
                            if fencing != "" && quorum.contains("self_fence")
                                || more.contains("split") && storage == ""
                                || *parts == fibre && storage == ""
                            {
                                continue;
                            }
                            let cluster =
                                format!("{storage} {fencing} {more} \"quorum\": {{{quorum}}},");
                            let one_holder = fencing != "" && !quorum.contains("ignore");
                            sweep.one(
                                &Setting {
                                    count: 2,
                                    faults,
                                    parts,
                                    more: "",
                                    cluster: &cluster,
                                    mode: "active_passive",
                                },
                                Promise { one_holder, ..Promise::default() },
                            );
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sweep.failed, 0);
}

#[test]
fn witness() {
    let mut sweep = Sweep { at: 0, failed: 0 };
    let both = format!("{CRASH}, {HANG}");
    let link = format!(
        r#""links": {{{HB}, "w1": {{"between": ["n-1", "w"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}, "w2": {{"between": ["n-2", "w"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}}}, {DISK}"#
    );
    let switch = format!(
        r#""links": {{{HB}}}, "switches": {{"sw": {{"connects": ["n", "w"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}}}, {DISK}"#
    );
    let w = r#", "w": {"mtbf": "100h", "mttr": "1h"}"#;
    for count in [2, 3] {
        for faults in [CRASH, HANG, &both] {
            for parts in [&link, &switch] {
                for storage in ["", SAN] {
                    for quorum in [
                        r#""witness": "w""#,
                        r#""witness": "w", "on_loss": "freeze""#,
                        r#""witness": "w", "on_loss": "ignore""#,
                        r#""witness": "w", "on_loss": "self_fence""#,
                        r#""witness": "w", "wait_for_all": true"#,
                        r#""witness": "w", "tie_breaker": "lowest""#,
                    ] {
                        for fencing in FENCINGS {
                            for more in MORES {
                                if count == 3 && parts == &link
                                    || fencing != "" && quorum.contains("self_fence")
                                    || more.contains("split") && storage == ""
                                {
                                    continue;
                                }
                                let cluster =
                                    format!("{storage} {fencing} {more} \"quorum\": {{{quorum}}},");
                                let one_holder = fencing != "" && !quorum.contains("ignore");
                                sweep.one(
                                    &Setting {
                                        count,
                                        faults,
                                        parts,
                                        more: w,
                                        cluster: &cluster,
                                        mode: "active_passive",
                                    },
                                    Promise { one_holder, ..Promise::default() },
                                );
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sweep.failed, 0);
}

#[test]
fn trios() {
    let mut sweep = Sweep { at: 0, failed: 0 };
    let both = format!("{CRASH}, {HANG}");
    let link = format!(r#""links": {{{HB}}}, {DISK}"#);
    let links = format!(
        r#""links": {{"a": {{"between": ["n-1", "n-2"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}, "b": {{"between": ["n-1", "n-3"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}, "c2": {{"between": ["n-2", "n-3"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}}}}, {DISK}"#
    );
    for faults in [CRASH, HANG, &both, PROCESS] {
        for parts in [&link, &links] {
            for storage in ["", SAN] {
                for quorum in [
                    "",
                    r#""policy": "none""#,
                    r#""on_loss": "freeze""#,
                    r#""on_loss": "ignore""#,
                    r#""on_loss": "self_fence""#,
                    r#""wait_for_all": true"#,
                ] {
                    for fencing in FENCINGS {
                        for more in MORES {
                            if fencing != "" && quorum.contains("self_fence")
                                || more.contains("split") && storage == ""
                            {
                                continue;
                            }
                            let cluster =
                                format!("{storage} {fencing} {more} \"quorum\": {{{quorum}}},");
                            let one_holder = fencing != "" && !quorum.contains("ignore");
                            sweep.one(
                                &Setting {
                                    count: 3,
                                    faults,
                                    parts,
                                    more: "",
                                    cluster: &cluster,
                                    mode: "active_passive",
                                },
                                Promise { one_holder, ..Promise::default() },
                            );
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sweep.failed, 0);
}

#[test]
fn copies() {
    let mut sweep = Sweep { at: 0, failed: 0 };
    let both = format!("{CRASH}, {HANG}");
    let link = format!(r#""links": {{{HB}}},"#);
    let apart = format!(
        r#""links": {{{HB}, "st": {{"between": ["n", "n"], "carries": ["storage"], "mtbf": "100h", "mttr": "1h"}}}},"#
    );
    let joint = format!(
        r#""links": {{"x": {{"between": ["n", "n"], "carries": ["heartbeat", "storage"], "mtbf": "100h", "mttr": "1h"}}}},"#
    );
    for count in [2, 3] {
        for faults in [CRASH, HANG, &both, PROCESS] {
            for parts in [&link, &apart, &joint] {
                for storage in [
                    r#""storage": {"kind": "replicated", "mode": "async", "lag": "1s", "resync": "5m"},"#,
                    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "continue", "resync": "5m"},"#,
                    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "block", "resync": "5m"},"#,
                ] {
                    for quorum in [
                        r#""policy": "none""#,
                        r#""policy": "majority""#,
                        r#""policy": "majority", "tie_breaker": "lowest""#,
                        r#""on_loss": "freeze", "policy": "majority", "tie_breaker": "lowest""#,
                        r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "self_fence""#,
                    ] {
                        for fencing in FENCINGS {
                            for more in MORES {
                                if fencing != "" && quorum.contains("self_fence") {
                                    continue;
                                }
                                let more = more.replace(r#""corrupts": 0, "#, "");
                                let cluster =
                                    format!("{storage} {fencing} {more} \"quorum\": {{{quorum}}},");
                                let one_holder = fencing != "" && !quorum.contains("ignore");
                                sweep.one(
                                    &Setting {
                                        count,
                                        faults,
                                        parts,
                                        more: "",
                                        cluster: &cluster,
                                        mode: "active_passive",
                                    },
                                    Promise { one_holder, ..Promise::default() },
                                );
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sweep.failed, 0);
}

#[test]
fn actives() {
    let mut sweep = Sweep { at: 0, failed: 0 };
    let both = format!("{CRASH}, {HANG}");
    let link = format!(r#""links": {{{HB}}}, {DISK}"#);
    let joint = format!(
        r#""links": {{"x": {{"between": ["n", "n"], "carries": ["heartbeat", "storage"], "mtbf": "100h", "mttr": "1h"}}}}, {DISK}"#
    );
    for count in [2, 3] {
        for faults in [CRASH, HANG, &both] {
            for parts in [&link, &joint] {
                for storage in [
                    "",
                    SAN,
                    r#""storage": {"kind": "replicated", "mode": "async", "lag": "1s", "resync": "5m"},"#,
                    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "continue", "resync": "5m"},"#,
                    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "block", "resync": "5m"},"#,
                ] {
                    for quorum in [
                        r#""policy": "none""#,
                        r#""policy": "majority""#,
                        r#""policy": "majority", "tie_breaker": "lowest""#,
                        r#""on_loss": "freeze", "policy": "majority", "tie_breaker": "lowest""#,
                        r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "self_fence""#,
                    ] {
                        for fencing in FENCINGS {
                            for more in [
                                "",
                                r#""stop_success": 0.5,"#,
                                r#""split_brain": {"resolve": "keep"},"#,
                            ] {
                                if fencing != "" && (quorum.contains("self_fence") || storage == "")
                                {
                                    continue;
                                }
                                if storage == ""
                                    && (more != ""
                                        || quorum.contains("none")
                                        || quorum.contains("self_fence"))
                                    || parts.contains("storage") != storage.contains("replicated")
                                {
                                    continue;
                                }
                                let fencing = fencing.replace(r#", "protect_active": "3s""#, "");
                                let cluster =
                                    format!("{storage} {fencing} {more} \"quorum\": {{{quorum}}},");
                                let one_holder = fencing != "" && !quorum.contains("ignore");
                                sweep.one(
                                    &Setting {
                                        count,
                                        faults,
                                        parts,
                                        more: "",
                                        cluster: &cluster,
                                        mode: "active_active",
                                    },
                                    Promise { one_holder, ..Promise::default() },
                                );
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(sweep.failed, 0);
}
