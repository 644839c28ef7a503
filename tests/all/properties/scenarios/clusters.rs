//! What random clusters are made of.

use super::one_of;
use proptest::prelude::*;

/// What the cluster software does.
pub(super) fn policies() -> impl Strategy<Value = String> {
    let quorum = one_of(&[
        r#""policy": "none""#,
        r#""policy": "majority", "on_loss": "stop""#,
        r#""policy": "majority", "on_loss": "freeze""#,
        r#""policy": "majority", "on_loss": "ignore""#,
        r#""policy": "majority", "on_loss": "self_fence""#,
        r#""policy": "majority", "on_loss": "stop", "wait_for_all": true"#,
        r#""policy": "majority", "on_loss": "ignore", "wait_for_all": true"#,
        r#""policy": "majority", "tie_breaker": "lowest""#,
        r#""witness": "w", "tie_breaker": "lowest", "on_loss": "freeze""#,
        r#""witness": "w", "on_loss": "self_fence""#,
        r#""witness": "w", "on_loss": "ignore", "wait_for_all": true"#,
        r#""witness": "san", "wait_for_all": true"#,
        r#""witness": "san", "tie_breaker": "lowest""#,
        r#""policy": {"external": "d"}"#,
        r#""policy": {"external": "d"}, "on_loss": "self_fence", "wait_for_all": true"#,
    ]);
    let fencing = one_of(&[
        "",
        r#""fencing": {},"#,
        r#""fencing": {"success": 0.5, "shares_power": true, "attempts": 2, "recheck": "10m"},"#,
        r#""fencing": {"success": 0.5, "concurrent": false, "retry": "0s", "in_flight": "20s"},"#,
        r#""fencing": {"protect_active": "5s", "random_delay": "10s", "delay": {"n-1": "5s"}},"#,
    ]);
    let failback = one_of(&[
        "",
        r#""failback": {"policy": "auto"},"#,
        r#""failback": {"policy": "auto", "after": "0s", "time": "0s"},"#,
    ]);
    let delays = (
        one_of(&["0s", "10s", "30m"]),
        one_of(&["0s", "2s", "30m"]),
        one_of(&["0s", "5s", "30m"]),
        one_of(&["0s", "30s", "30m"]),
    );
    let rest = (
        1u32..=2,
        one_of(&[
            "",
            r#""storage": {"kind": "shared_disk", "disk": "san"},"#,
            r#""storage": {"kind": "replicated", "mode": "async", "lag": {"exponential": "2s"},
                "resync": {"exponential": "1h"}},"#,
            r#""storage": {"kind": "replicated", "mode": "sync", "resync": "10m"},"#,
            r#""storage": {"kind": "replicated", "mode": "async", "lag": "1s", "resync": "1h",
                "disk": "own"},"#,
            r#""storage": {"kind": "replicated", "mode": "sync", "resync": "20m", "disk": "own"},"#,
            r#""storage": {"kind": "replicated", "mode": "sync", "resync": "0s",
                "on_replica_loss": "block"},"#,
        ]),
        one_of(&["0", "0.5", "1"]),
        one_of(&["restart", "keep"]),
        proptest::bool::ANY,
    );
    (quorum, fencing, failback, delays, rest).prop_map(
        |(quorum, fencing, failback, (detection, join, stop, start), rest)| {
            let (active, storage, works, resolve, shares) = rest;
            let copies = storage.contains("replicated");
            let corrupts = if copies { String::new() } else { format!(r#""corrupts": {works}, "#) };
            let fencing = if quorum.contains("self_fence") { "" } else { fencing };
            if shares {
                let (fencing, split_brain) = shared(fencing, storage, works, resolve);
                return format!(
                    r#""mode": "active_active", "needs": {active}, {storage} {fencing}
                    "quorum": {{{quorum}}}, "stop_success": {works},
                    "monitor": {{"restart": "{start}"}}, "detection": "{detection}",
                    "join": "{join}", "stop_time": "{stop}", "failover": {{"manual": "1h"}}
                    {split_brain}"#
                );
            }
            format!(
                r#""mode": "active_passive", "active": {active}, {storage} {fencing} {failback} "quorum": {{{quorum}}},
                "stop_success": {works}, "monitor": {{"restart": "{start}"}},
                "detection": "{detection}", "join": "{join}", "stop_time": "{stop}",
                "failover": {{"time": "{start}", "success": {works}, "manual": "1h"}},
                "split_brain": {{{corrupts} "resolve": "{resolve}"}}"#
            )
        },
    )
}

/// The shared disk, or an array in its place, and disks that are attached to the members.
pub(super) fn disks() -> impl Strategy<Value = String> {
    let raid = (
        one_of(&[
            r#""count": 4, "array": {"mirrored_pairs": true,"#,
            r#""count": 3, "array": {"tolerates": 1,"#,
            r#""count": 4, "array": {"tolerates": 2,"#,
            r#""count": 2, "array": {"tolerates": 0,"#,
        ]),
        one_of(&["0s", "10h"]),
        one_of(&["0s", "20h"]),
        one_of(&["", r#""domain": "rack-1","#, r#""domain": ["site-1", "site-2"],"#]),
        one_of(&["", r#", "spare": "board""#, r#", "spare": "board", "crew": "people""#]),
        one_of(&["", r#", "while": "always""#]),
    );
    let raid = raid.prop_map(|(array, rebuild, restore, domain, means, clock)| {
        format!(
            r#"{array} "rebuild": "{rebuild}", "restore": {{"exponential": "{restore}"}}}}, {domain}
            "faults": {{"off": {{"mtbf": "200h", "mttr": "1h", "effect": "unavailable" {means}}},
                "lost": {{"mtbf": "150h", "mttr": "5h" {means} {clock}}}}}"#
        )
        .replace(r#"{"exponential": "0s"}"#, r#""0s""#)
    });
    let plain = r#""faults": {"off": {"mtbf": "200h", "mttr": "1h"},
        "lost": {"mtbf": "300h", "mttr": "5h", "effect": "loss"}}"#;
    let attached = one_of(&[
        "",
        r#", "own": {"attached_to": "n", "mtbf": "100h", "mttr": "4h"}"#,
        r#", "own": {"attached_to": "n", "count": 3, "mtbf": "100h", "mttr": "4h",
            "array": {"tolerates": 1, "rebuild": "5h", "restore": "3h"}}"#,
    ]);
    (prop_oneof![Just(plain.to_owned()), raid], attached)
        .prop_map(|(san, own)| format!(r#""san": {{{san}}} {own}"#))
}

/// Returns what fencing and split brain mean where every member serves.
pub(super) fn shared(
    fencing: &'static str,
    storage: &str,
    works: &str,
    resolve: &str,
) -> (&'static str, String) {
    let fencing = if fencing.contains("protect_active") {
        r#""fencing": {"random_delay": "10s", "delay": {"n-1": "5s"}},"#
    } else {
        fencing
    };
    let split_brain = if storage.is_empty() {
        String::new()
    } else if storage.contains("replicated") {
        format!(r#", "split_brain": {{"resolve": "{resolve}"}}"#)
    } else {
        format!(r#", "split_brain": {{"corrupts": {works}, "resolve": "{resolve}"}}"#)
    };
    (fencing, split_brain)
}

/// What is done after a disaster; `DATA` stands for what is said of them where there are any.
pub(super) fn recoveries() -> impl Strategy<Value = String> {
    let domain = one_of(&["site-1", "site-2", "rack-2"]);
    let delays = (
        one_of(&["0s", "10m", "2h"]),
        one_of(&[r#""0s""#, r#""20m""#, r#"{"exponential": "2h"}"#]),
        one_of(&["0s", "1h", "20h"]),
    );
    let rest = (1u32..=3, one_of(&["0", "0.5", "1"]));
    let data = one_of(&[
        r#""restore": "1h", "#,
        r#""restore": "0s", "backup_every": "0s", "#,
        r#""replica_lag": "5s", "#,
    ]);
    let plan = (domain, delays, rest, data).prop_map(
        |(domain, (declare, redeploy, failback), (parallel, success), data)| {
            format!(
                r#", "disaster_recovery": {{"domain": "{domain}", "declare_after": "{declare}", {data}
                "redeploy": {redeploy}, "failback": "{failback}", "parallel": {parallel},
                "success": {success}}}"#
            )
        },
    );
    prop_oneof![Just(String::new()), plan]
}

/// Returns the plan that a cluster with these policies may have.
pub(super) fn recovery_of(policies: &str, placed: bool, recovery: &str) -> String {
    let decided = policies.contains("witness") || policies.contains("external");
    if !placed && !decided && !policies.contains("shared_disk") {
        // Nothing that can happen is a disaster.
        return String::new();
    }
    if policies.contains("shared_disk") || policies.contains("replicated") {
        return recovery.to_owned();
    }
    let said = [
        r#""restore": "1h", "#,
        r#""restore": "0s", "backup_every": "0s", "#,
        r#""replica_lag": "5s", "#,
    ];
    said.iter().fold(recovery.to_owned(), |text, said| text.replace(said, ""))
}
