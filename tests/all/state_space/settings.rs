//! The clusters that are walked through: families of settings, every combination of some choices.

/// A small cluster.
pub(super) struct Setting {
    pub(super) text: String,
    /// Whether nothing may ever be served twice: members are shot before anything is started.
    pub(super) one_holder: bool,
}

const CRASH: &str = r#""crash": {"mtbf": "100h", "mttr": "1h"}"#;
const HANG: &str = r#""hang": {"mtbf": "100h", "mttr": "1h", "effect": "hang"}"#;
const BOTH: &str = r#""crash": {"mtbf": "100h", "mttr": "1h"},
    "hang": {"mtbf": "100h", "mttr": "1h", "effect": "hang"}"#;
const PROCESS: &str = r#""p": {"mtbf": "100h", "effect": "process"}"#;
const ALL: &str = r#""crash": {"mtbf": "100h", "mttr": "1h"},
    "hang": {"mtbf": "100h", "mttr": "1h", "effect": "hang"}, "p": {"mtbf": "100h", "effect": "process"}"#;

const DISK: &str = r#""disks": {"san": {}},"#;
const SAN: &str = r#""storage": {"kind": "shared_disk", "disk": "san"},"#;
const HB: &str =
    r#""hb": {"between": ["n", "n"], "carries": ["heartbeat"], "mtbf": "100h", "mttr": "1h"}"#;

const COPIES: [&str; 3] = [
    r#""storage": {"kind": "replicated", "mode": "async", "lag": "1s", "resync": "5m"},"#,
    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "continue", "resync": "5m"},"#,
    r#""storage": {"kind": "replicated", "mode": "sync", "on_replica_loss": "block", "resync": "5m"},"#,
];

const FENCINGS: [&str; 4] = [
    "",
    r#""fencing": {},"#,
    r#""fencing": {"success": 0.5, "attempts": 1, "protect_active": "3s"},"#,
    r#""fencing": {"concurrent": false, "success": 0.5, "in_flight": "0s", "attempts": 1},"#,
];

const MORE: [&str; 5] = [
    "",
    r#""failback": {"policy": "auto"},"#,
    r#""active": 2, "stop_success": 0.5, "failover": {"success": 0.5},"#,
    r#""split_brain": {"corrupts": 0, "resolve": "keep"}, "stop_success": 0.5,"#,
    r#""failback": {"policy": "auto"}, "stop_success": 0.5, "failover": {"success": 0.5},"#,
];

const HALVES: [&str; 3] = [
    r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "freeze""#,
    r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "self_fence""#,
    r#""policy": "majority", "tie_breaker": "lowest""#,
];

/// What a family chooses from.
struct Family<'f> {
    mode: &'f str,
    counts: &'f [usize],
    faults: &'f [&'f str],
    /// Other nodes.
    others: &'f str,
    parts: Vec<String>,
    storage: Vec<&'f str>,
    quorum: Vec<&'f str>,
    more: &'f [&'f str],
}

/// Whether choices go together.
fn makes_sense(parts: &str, storage: &str, quorum: &str, fencing: &str, more: &str) -> bool {
    let has_data = !storage.is_empty();
    let paths_go = parts.contains("san\": {\"mtbf");
    (fencing.is_empty() || !quorum.contains("self_fence"))
        && (!more.contains("split_brain") || has_data)
        && (!paths_go || storage == SAN)
}

impl Family<'_> {
    fn settings(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        let shares = self.mode == "active_active";
        for count in self.counts {
            for faults in self.faults {
                for parts in &self.parts {
                    for storage in &self.storage {
                        for quorum in &self.quorum {
                            for fencing in FENCINGS {
                                for more in self.more {
                                    if makes_sense(parts, storage, quorum, fencing, more) {
                                        let fencing = if shares {
                                            fencing.replace(r#", "protect_active": "3s""#, "")
                                        } else {
                                            fencing.to_owned()
                                        };
                                        let policy = [*storage, &fencing, more].concat();
                                        settings.push(
                                            self.setting(*count, faults, parts, &policy, quorum),
                                        );
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        settings
    }

    fn setting(&self, n: usize, faults: &str, parts: &str, policy: &str, quorum: &str) -> Setting {
        let (mode, others) = (self.mode, self.others);
        // Without shared data there is nothing to damage.
        let policy = if policy.contains("replicated") {
            policy.replace(r#""corrupts": 0, "#, "")
        } else {
            policy.to_owned()
        };
        let text = format!(
            r#"{{"quorate": 1, "nodes": {{"n": {{"count": {n}, "faults": {{{faults}}}}} {others}}}, {parts}
            "clusters": {{"c": {{"members": ["n"], "mode": "{mode}", {policy} "quorum": {{{quorum}}},
            "join": "2s"}}}}, "services": {{"s": {{"needs": "c"}}}}}}"#
        );
        let one_holder = policy.contains("fencing") && !quorum.contains("ignore");
        Setting { text, one_holder }
    }
}

fn links(links: &str) -> String {
    format!(r#""links": {{{links}}}, {DISK}"#)
}

fn carried(name: &str, a: &str, b: &str, carries: &str) -> String {
    format!(
        r#""{name}": {{"between": ["{a}", "{b}"], "carries": [{carries}], "mtbf": "100h", "mttr": "1h"}}"#
    )
}

fn pairs() -> Vec<Setting> {
    let fibre = format!(
        r#""links": {{{HB}, {}}}, "disks": {{"san": {{"mtbf": "100h", "mttr": "1h"}}}},"#,
        carried("f", "n", "san", r#""storage""#)
    );
    let mut quorum = vec![
        "",
        r#""policy": "none""#,
        r#""policy": "majority""#,
        r#""wait_for_all": false"#,
        r#""policy": "majority", "tie_breaker": "lowest", "on_loss": "ignore""#,
        r#""policy": "majority", "tie_breaker": "lowest", "wait_for_all": true"#,
    ];
    quorum.extend(HALVES);
    Family {
        mode: "active_passive",
        counts: &[2],
        faults: &[BOTH, PROCESS, ALL],
        others: "",
        parts: vec![links(HB), fibre],
        storage: vec!["", SAN],
        quorum,
        more: &MORE,
    }
    .settings()
}

fn with_witness() -> Vec<Setting> {
    let switch = format!(
        r#""links": {{{HB}}}, "switches": {{"sw": {{"connects": ["n", "w"], "carries": ["heartbeat"],
        "mtbf": "100h", "mttr": "1h"}}}}, {DISK}"#
    );
    let wires = |n: usize| -> String {
        let wire = |i: usize| carried(&format!("w{i}"), &format!("n-{i}"), "w", r#""heartbeat""#);
        let wires: Vec<String> = (1..=n).map(wire).collect();
        links(&[HB.to_owned(), wires.join(", ")].join(", "))
    };
    let family = |counts, parts| Family {
        mode: "active_passive",
        counts,
        faults: &[CRASH, HANG, BOTH],
        others: r#", "w": {"mtbf": "100h", "mttr": "1h"}"#,
        parts,
        storage: vec!["", SAN],
        quorum: vec![
            r#""witness": "w""#,
            r#""witness": "w", "on_loss": "freeze""#,
            r#""witness": "w", "on_loss": "ignore""#,
            r#""witness": "w", "on_loss": "self_fence""#,
            r#""witness": "w", "wait_for_all": true"#,
            r#""witness": "w", "tie_breaker": "lowest""#,
        ],
        more: &MORE,
    };
    let mut settings = family(&[2], vec![wires(2), switch.clone()]).settings();
    settings.extend(family(&[3], vec![switch]).settings());
    settings
}

fn trios() -> Vec<Setting> {
    let each = [
        carried("a", "n-1", "n-2", r#""heartbeat""#),
        carried("b", "n-1", "n-3", r#""heartbeat""#),
        carried("c2", "n-2", "n-3", r#""heartbeat""#),
    ];
    Family {
        mode: "active_passive",
        counts: &[3],
        faults: &[CRASH, HANG, BOTH, PROCESS],
        others: "",
        parts: vec![links(HB), links(&each.join(", "))],
        storage: vec!["", SAN],
        quorum: vec![
            "",
            r#""policy": "none""#,
            r#""on_loss": "freeze""#,
            r#""on_loss": "ignore""#,
            r#""on_loss": "self_fence""#,
            r#""wait_for_all": true"#,
        ],
        more: &MORE,
    }
    .settings()
}

/// Returns the networks of members that keep copies: one that carries both, and two planes.
fn copy_networks() -> Vec<String> {
    let apart = format!("{HB}, {}", carried("st", "n", "n", r#""storage""#));
    vec![links(HB), links(&apart), links(&carried("x", "n", "n", r#""heartbeat", "storage""#))]
}

fn with_copies() -> Vec<Setting> {
    let mut quorum = vec![r#""policy": "none""#, r#""policy": "majority""#];
    quorum.extend(HALVES);
    Family {
        mode: "active_passive",
        counts: &[2, 3],
        faults: &[CRASH, HANG, BOTH, PROCESS],
        others: "",
        parts: copy_networks(),
        storage: COPIES.to_vec(),
        quorum,
        more: &MORE,
    }
    .settings()
}

fn active_active() -> Vec<Setting> {
    let more: &[&str] = &["", r#""stop_success": 0.5,"#, r#""split_brain": {"resolve": "keep"},"#];
    let mut quorum = vec![r#""policy": "none""#, r#""policy": "majority""#];
    quorum.extend(HALVES);
    let family = |parts, storage| Family {
        mode: "active_active",
        counts: &[2, 3],
        faults: &[CRASH, HANG, BOTH],
        others: "",
        parts,
        storage,
        quorum: quorum.clone(),
        more,
    };
    let mut settings = family(vec![links(HB)], vec![SAN]).settings();
    settings.extend(
        family(vec![links(&carried("x", "n", "n", r#""heartbeat", "storage""#))], COPIES.to_vec())
            .settings(),
    );
    settings
}

/// Returns all families.
pub(super) fn families() -> [Vec<Setting>; 5] {
    [pairs(), with_witness(), trios(), with_copies(), active_active()]
}
