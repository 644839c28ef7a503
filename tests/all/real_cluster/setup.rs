//! The cluster of the experiments as a scenario: what is faulted, and under which policy.

use super::laws;

/// When faults are injected, in seconds: nothing else ever happens.
pub(super) const INJECTED_S: f64 = 100.0;

/// Longer than any experiment.
const FOR_GOOD: &str = "10h";

/// A cluster of two or three nodes, `n1` first, each with its port on one network.
#[derive(Clone)]
pub(super) struct Setup {
    nodes: usize,
    token_s: f64,
    detection: Option<String>,
    join: String,
    quorum: String,
    fencing: Option<String>,
    start: String,
    start_success: f64,
    stop: String,
    failback: bool,
    reboot: &'static str,
    script: Vec<String>,
}

impl Setup {
    /// So many nodes without fencing; instances move back to `n1`, as a location score makes them.
    pub(super) fn unfenced(nodes: usize) -> Setup {
        let policy = if nodes == 2 { "two_node" } else { "majority" };
        Setup {
            nodes,
            token_s: 3.0,
            detection: None,
            join: laws::LINK_BACK.into(),
            quorum: format!(r#"{{"policy": "{policy}"}}"#),
            fencing: None,
            start: laws::reaction(laws::UNFENCED),
            start_success: 1.0,
            stop: laws::STOP.into(),
            failback: true,
            reboot: FOR_GOOD,
            script: Vec::new(),
        }
    }

    /// So many nodes that shoot each other, one victim after the other.
    pub(super) fn fenced(nodes: usize) -> Setup {
        Setup { start: laws::START.into(), ..Setup::unfenced(nodes) }.shooting(
            &laws::shot(laws::FENCED, 0.1),
            "0.1s",
            "",
        )
    }

    /// Shots that take so long, of which so much in flight, and what else is set about them.
    pub(super) fn shooting(mut self, time: &str, in_flight: &str, more: &str) -> Setup {
        let keys = format!(r#""time": {time}, "in_flight": "{in_flight}", "concurrent": false"#);
        self.fencing = Some(format!("{{{keys}{more}}}"));
        self
    }

    /// The usual shots, and what else is set about them.
    pub(super) fn with(self, more: &str) -> Setup {
        self.shooting(&laws::shot(laws::FENCED, 0.1), "0.1s", &format!(", {more}"))
    }

    pub(super) fn token(self, token_s: f64) -> Setup {
        Setup { token_s, ..self }
    }

    pub(super) fn detection(self, law: String) -> Setup {
        Setup { detection: Some(law), ..self }
    }

    pub(super) fn join(self, law: impl Into<String>) -> Setup {
        Setup { join: law.into(), ..self }
    }

    pub(super) fn quorum(self, quorum: &str) -> Setup {
        Setup { quorum: format!("{{{quorum}}}"), ..self }
    }

    pub(super) fn start(self, law: impl Into<String>) -> Setup {
        Setup { start: law.into(), ..self }
    }

    pub(super) fn starts_work(self, start_success: f64) -> Setup {
        Setup { start_success, ..self }
    }

    pub(super) fn stop(self, law: impl Into<String>) -> Setup {
        Setup { stop: law.into(), ..self }
    }

    /// Instances stay where they are.
    pub(super) fn sticky(self) -> Setup {
        Setup { failback: false, ..self }
    }

    /// Fenced nodes are switched on again.
    pub(super) fn reboots(self) -> Setup {
        Setup { reboot: laws::REBOOT, ..self }
    }

    /// A node loses its power so long after the injection, for good.
    pub(super) fn crash(self, node: &str, after_s: f64) -> Setup {
        self.crash_for(node, after_s, FOR_GOOD)
    }

    pub(super) fn crash_for(mut self, node: &str, after_s: f64, lasts: &str) -> Setup {
        let at = INJECTED_S + after_s;
        self.script.push(format!(r#"{{"at": "{at}s", "hits": ["{node}"], "for": "{lasts}"}}"#));
        self
    }

    /// A node freezes for so long.
    pub(super) fn hang(mut self, node: &str, lasts: &str) -> Setup {
        self.script.push(format!(
            r#"{{"at": "{INJECTED_S}s", "hits": ["{node}"], "effect": "hang", "for": "{lasts}"}}"#
        ));
        self
    }

    /// The port of a node is cut for good.
    pub(super) fn cut(self, node: &str) -> Setup {
        self.cut_for(node, FOR_GOOD)
    }

    pub(super) fn cut_for(self, node: &str, lasts: &str) -> Setup {
        self.crash_for(&format!("port-{node}"), 0.0, lasts)
    }

    /// Writes the scenario of an experiment that is watched for so long after the injection.
    pub(super) fn scenario(&self, watched_s: f64) -> String {
        let each =
            |of: &dyn Fn(usize) -> String| (1..=self.nodes).map(of).collect::<Vec<_>>().join(", ");
        let members = each(&|n| format!(r#""n{n}""#));
        let nodes = each(&|n| format!(r#""n{n}": {{"reboot": "{}"}}"#, self.reboot));
        let ports = each(&|n| {
            format!(r#""port-n{n}": {{"between": ["n{n}", "lan"], "carries": ["heartbeat"]}}"#)
        });
        let detection = self.detection.clone();
        let detection = detection.unwrap_or_else(|| laws::detection(self.token_s, self.nodes));
        let fencing =
            self.fencing.as_ref().map_or(String::new(), |f| format!(r#""fencing": {f},"#));
        let failback = if self.failback { laws::failback() } else { String::new() };
        let Setup { join, quorum, start, start_success, stop, script, .. } = self;
        let (horizon, script) = (INJECTED_S + watched_s, script.join(", "));
        format!(
            r#"{{"quorate": 1, "horizon": "{horizon}s", "nodes": {{{nodes}}},
            "switches": {{"lan": {{"carries": ["heartbeat"]}}}},
            "links": {{{ports}}},
            "clusters": {{"c": {{"members": [{members}], "mode": "active_passive",
                "detection": {detection}, "join": {join}, "quorum": {quorum}, {fencing} {failback}
                "failover": {{"time": {start}, "success": {start_success}}},
                "stop_time": {stop}}}}},
            "services": {{"s": {{"needs": "c"}}}}, "script": [{script}]}}"#
        )
    }
}
