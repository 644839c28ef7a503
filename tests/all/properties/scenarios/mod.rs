//! Random scenarios with everything at once, so that the rules are driven into every corner.

mod clusters;

use clusters::{disks, policies, recoveries, recovery_of};
use proptest::prelude::*;
use proptest::sample::select;

/// Chooses one of these texts.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(texts)
}

/// What fails and who repairs it.
fn parts() -> impl Strategy<Value = String> {
    let node = (
        one_of(&["", r#""domain": "rack", "#, r#""domain": ["rack-1", "site-2"], "#]),
        one_of(&["1", "0.5", "0"]),
        one_of(&["0s", "2m", "1h"]),
        one_of(&[r#""10s""#, r#""2h""#, r#"{"constant": "10s"}"#]),
        one_of(&["", r#", "crew": "people""#, r#", "spare": "board", "crew": "people""#]),
        one_of(&["", r#", "while": "always""#, r#", "repair": "minimal""#]),
        (
            one_of(&[
                r#""60h""#,
                r#"{"constant": "60h"}, "age": "steady""#,
                r#"{"weibull": {"shape": 0.8, "mean": "60h"}}, "age": "50h""#,
                r#"{"mixture": [{"weight": 1, "of": "5h"}, {"weight": 1, "of": {"gamma": {"shape": 2,
                "mean": "90h"}}}]}, "repair": "minimal", "age": "steady""#,
                r#"{"shifted": {"by": "10h", "of": {"lognormal": {"mean": "50h", "cv": 1.5}}}}"#,
            ]),
            one_of(&[
                "",
                r#""app": {"mtbf": "30h", "effect": "process"},"#,
                r#""slow": {"mtbf": "30h", "mttr": "5h", "effect": "degrade", "capacity": "60%"},"#,
                r#""slow": {"mtbf": "9h", "mttr": "5h", "effect": "degrade", "capacity": 0, "while": "always",
                    "repair": "minimal", "crew": "people"},"#,
            ]),
        ),
    );
    let nodes = (2u32..=4, node).prop_map(|(n, (domain, wear, reboot, hang, means, clock, (life, app)))| {
        let witness = if domain.is_empty() { "" } else { r#""domain": "site-2", "# };
        format!(
            r#""nodes": {{"n": {{"count": {n}, {domain} "standby_wear": {wear}, "reboot": "{reboot}",
            "capacity": 100, "faults": {{ {app} "crash": {{"mtbf": {life}, "mttr": "2h" {means}}},
                "hang": {{"mtbf": "40h", "mttr": {hang}, "effect": "hang" {means} {clock}}}}}}},
            "w": {{{witness} "votes": 2, "faults": {{"crash": {{"mtbf": "50h", "mttr": "1h"}},
                "hang": {{"mtbf": "50h", "mttr": {hang}, "effect": "hang"}}}}}}}},"#
        )
    });
    let network = one_of(&[
        "",
        r#""links": {"hb": {"between": ["n", "n"], "carries": ["heartbeat"], "mtbf": "30h",
            "mttr": "1h", "domain": "site-1"},
            "wit": {"between": ["n", "w"], "carries": ["heartbeat"], "mtbf": "30h", "mttr": "1h"}},"#,
        r#""links": {"wire": {"between": ["n", "n"], "carries": ["heartbeat", "storage"], "mtbf": "30h",
            "mttr": "1h", "domain": "site-1"},
            "wit": {"between": ["n", "w"], "carries": ["heartbeat"], "mtbf": "30h", "mttr": "1h"},
            "copy": {"between": ["n-1", "n-2"], "carries": ["storage"], "mtbf": "30h", "mttr": "20s"}},"#,
        r#""links": {"wire": {"between": ["n", "n"], "carries": ["heartbeat", "storage"], "mtbf": "30h",
            "mttr": "30s"},
            "wit": {"between": ["n", "w"], "carries": ["heartbeat"], "mtbf": "30h", "mttr": "1h"}},"#,
        r#""switches": {"sw": {"count": 2, "connects": ["n", "w"], "carries": ["heartbeat"], "mtbf": "20h",
            "mttr": "2h"}},"#,
        r#""switches": {"sw": {"connects": ["n", "w", "san", "clients"], "mtbf": "40h", "mttr": "1h"}},"#,
        r#""links": {"store": {"between": ["n", "san"], "carries": ["storage"], "mtbf": "30h",
            "mttr": "1h"}, "out": {"between": ["clients", "n"], "carries": ["client"], "mtbf": "100h",
            "mttr": "1h"}, "hb": {"between": ["n", "w"], "carries": ["heartbeat"], "mtbf": "40h",
            "mttr": "20m"}, "hw": {"between": ["n", "n"], "carries": ["heartbeat"], "mtbf": "40h",
            "mttr": "20s"}},"#,
    ]);
    let crew = (
        one_of(&["", r#", "hours": {"days": "mon-fri", "from": "09:00", "to": "17:00"}"#]),
        one_of(&["fifo", "random"]),
        one_of(&["0s", "30m"]),
        0u32..=2,
    );
    let crew = crew.prop_map(|(hours, order, response, stock)| {
        format!(
            r#""crews": {{"people": {{"order": "{order}", "response": "{response}" {hours}}}}},
            "spares": {{"board": {{"stock": {stock}, "lead_time": "50h"}}}},"#
        )
    });
    let shock = (
        one_of(&[r#""n""#, r#""n-1", "n-2""#, r#""site-1", "n""#]),
        one_of(&["", r#", "effect": "hang""#, r#", "effect": "process""#]),
        one_of(&["", r#", "repaired": "together""#]),
        one_of(&["", r#", "together": true"#]),
        one_of(&["", r#", "crew": "people""#, r#", "spare": "board""#]),
    );
    let shock = shock.prop_map(|(hits, effect, repaired, together, means)| {
        let effect = if hits.contains("site") { "" } else { effect };
        if effect.contains("process") {
            // Nobody repairs what the cluster restarts.
            return format!(
                r#""shocks": {{"push": {{"mtbf": "20h", "hits": [{hits}], "probability": 0.6 {effect}
                {together}}}}},"#
            );
        }
        format!(
            r#""shocks": {{"surge": {{"mtbf": "70h", "hits": [{hits}], "mttr": "3h",
            "probability": 0.6 {effect} {repaired} {together} {means}}}}},"#
        )
    });
    let script = one_of(&[
        "",
        r#""script": [{"at": "10h", "hits": ["n-1"], "effect": "hang", "for": "1h"},
            {"at": "10h", "hits": ["n"], "for": "10s"},
            {"at": "10h", "hits": ["n-2"], "effect": "process"},
            {"at": "630m", "hits": ["rack-1", "san"], "for": "3h"}],"#,
    ]);
    (nodes, network, crew, shock, script)
        .prop_map(|(a, b, c, d, e)| [a.as_str(), b, c.as_str(), d.as_str(), e].concat())
}

/// What is asked of a service, and the sessions that it has.
fn load() -> impl Strategy<Value = String> {
    let day = r#""demand": {"daily": [0, 0, 0, 0, 0, 0, 50, 90, 150, 150, 150, 220, 220, 220, 150, 150, 150, 150,
        90, 90, 50, 50, 0, 0]},"#;
    let demand = select(vec!["", r#""demand": 120,"#, r#""demand": 250,"#, day]);
    let overload =
        one_of(&["", r#""overload": {"fail": "1h"},"#, r#""overload": {"fail": "20m"},"#]);
    let sessions = one_of(&[
        "",
        r#""sessions": {"concurrent": 1000, "store": "local"},"#,
        r#""sessions": {"concurrent": 1000, "store": "replicated"},"#,
        r#""sessions": {"concurrent": 1000, "store": {"external": "c"}},"#,
    ]);
    (demand, overload, sessions).prop_map(|(demand, overload, sessions)| {
        let overload = if demand.is_empty() { "" } else { overload };
        format!("{demand} {overload} {sessions}")
    })
}

/// Work that is planned on some of it.
fn maintenance() -> impl Strategy<Value = String> {
    let one = (
        one_of(&[
            r#""n""#,
            r#""n-2", "n-1""#,
            r#""w", "n""#,
            r#""san""#,
            r#""site-1", "rack-2""#,
            r#""rack", "n-1""#,
        ]),
        one_of(&[r#""30h""#, r#""7d", "first": "0s""#, r#"{"exponential": "50h"}"#]),
        one_of(&[r#""0s""#, r#""1h""#, r#"{"exponential": "10h"}"#]),
        one_of(&["true", "false"]),
    );
    proptest::collection::vec(one, 0..=2).prop_map(|all| {
        let entry = |(i, (targets, every, duration, rolling))| {
            format!(
                r#""job{i}": {{"targets": [{targets}], "every": {every}, "duration": {duration},
                "rolling": {rolling}}}"#
            )
        };
        let entries: Vec<String> = all.into_iter().enumerate().map(entry).collect();
        format!(r#""maintenance": {{{}}},"#, entries.join(", "))
    })
}

/// Balancers in front of the nodes or the cluster, more or less in the network, and the service's name for
/// them.
fn balancers() -> impl Strategy<Value = String> {
    let group = (
        one_of(&[r#""n""#, r#""c""#]),
        one_of(&["", r#""count": 2, "takeover": "0s", "#, r#""count": 3, "takeover": "20m", "#]),
        one_of(&["", r#", "domain": "site""#, r#", "domain": "rack-2""#]),
        one_of(&[
            "",
            r#", "algorithm": "weighted", "weights": {"n-1": 2.5}"#,
            r#", "algorithm": "least_connections""#,
        ]),
        one_of(&[
            "",
            r#", "health_check": {"interval": "0s"}"#,
            r#", "health_check": {"interval": "30m", "fall": 1, "rise": 5}"#,
        ]),
        one_of(&["", r#", "mtbf": "30h", "mttr": "1h", "faults": {}"#]),
    );
    proptest::collection::vec(group, 0..=2).prop_map(|all| {
        let entry =
            |(i, (of, count, domain, shares, check, fails)): (usize, (_, &str, &str, _, _, _))| {
                format!(
                    r#""lb{i}": {{{count} "balances": {of} {domain} {shares} {check} {fails}}}"#
                )
            };
        let entries: Vec<String> = all.into_iter().enumerate().map(entry).collect();
        format!(r#""load_balancers": {{{}}},"#, entries.join(", "))
    })
}

/// A random cluster of two to four members with everything that can go wrong going wrong often.
pub(crate) fn scenarios() -> impl Strategy<Value = String> {
    // A node may be in two clusters: shot in one it is off in both.
    let second = one_of(&[
        "",
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_passive"}"#,
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_passive", "fencing": {"success": 0.5},
            "failback": {"policy": "auto"}}"#,
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_passive",
            "storage": {"kind": "shared_disk", "disk": "san"},
            "quorum": {"on_loss": "self_fence", "wait_for_all": false}}"#,
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_passive", "failover": {"time": "1s"},
            "quorum": {"witness": "w"}}"#,
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_active",
            "quorum": {"policy": {"external": "c"}, "on_loss": "freeze"}}"#,
        r#", "d": {"members": ["n-2", "n-1"], "mode": "active_passive",
            "quorum": {"policy": {"external": "c"}}, "fencing": {"success": 0.5}}"#,
    ]);
    (parts(), policies(), second, disks(), recoveries(), maintenance(), balancers(), load()).prop_map(
        |(parts, policies, second, disks, recovery, maintenance, balancers, asked)| {
            // A network that has clients has the first balancer too, or nobody needs it.
            let joined = balancers.contains("lb0");
            let needs = if joined { r#""c", "lb0""# } else { r#""c""# };
            let parts = if joined {
                parts
                    .replace(r#""san", "clients"]"#, r#""san", "lb0", "clients"]"#)
                    .replace(r#""links": {"store""#, r#""links": {"in": {"between": ["lb0", "n"], "carries": ["client"], "mtbf": "30h", "mttr": "1h"}, "store""#)
                    .replace(r#"{"between": ["clients", "n"]"#, r#"{"between": ["clients", "lb0"]"#)
            } else {
                parts
            };
            // Two balancers, of the nodes and of the cluster, would ask twice.
            let asked_too = if balancers.contains("lb1") { "" } else { &asked };
            // A lock needs a cluster to be kept in, that does not lean on it in its turn.
            let kept = !second.is_empty() && !second.contains("external");
            let policies = if kept {
                policies
            } else {
                policies.replace(r#"{"external": "d"}"#, r#""majority""#)
            };
            // Where no node stands in a domain nothing shares its power.
            let placed =
                parts.contains(r#""domain": "rack""#) || parts.contains(r#""domain": ["rack-1""#);
            let policies =
                if placed { policies } else { policies.replace(r#""shares_power": true, "#, "") };
            // Where the disk is an array its disks are worked on too.
            let maintenance = if disks.starts_with(r#""san": {"count""#) {
                maintenance.replace(r#""site-1", "rack-2""#, r#""san-2", "rack-2", "san-1""#)
            } else {
                maintenance
            };
            let recovery = recovery_of(&policies, placed, &recovery);
            // Copies on disks need such disks.
            let own = r#", "own": {"attached_to": "n", "faults": {"off": {"mtbf": "90h", "mttr": "20m"},
                "lost": {"mtbf": "90h", "mttr": "3h", "effect": "loss"}}}"#;
            let lacks = policies.contains(r#""disk": "own""#) && !disks.contains(r#""own""#);
            let disks = if lacks { format!("{disks}{own}") } else { disks };
            format!(
                r#"{{"quorate": 1, "horizon": "1000h", "warmup": "20h",
            "domains": {{"site": {{"count": 2, "mtbf": "90h", "mttr": "1h"}},
                "rack": {{"count": 2, "within": "site-1", "mtbf": "90h", "mttr": "30s"}}}},
            "disks": {{{disks}}},
            {parts}
            {maintenance}
            {balancers}
            "clusters": {{"c": {{"members": ["n"], {policies} {recovery}}}{second}}},
            "services": {{"s": {{{asked} "needs": "c"}}, "t": {{{asked_too} "needs": {{"all": ["n-1", {needs}]}}}},
                "u": {{{asked} "needs": {{"at_least": 2, "of": ["n", "san"]}}}}}}}}"#
            )
        },
    )
}
