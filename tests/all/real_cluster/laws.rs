//! The laws of the measured cluster, each from all runs in which its phase occurs, none fitted to an
//! experiment.
//!
//! `docs/real-cluster.md` says the same in words.

/// How often (of so many reactions) a reaction was fast and slow.
pub(super) type Lottery = (u32, u32);

/// From the membership to the first shot: 277 runs with fencing, 3 of them between fast and slow.
pub(super) const FENCED: Lottery = (169, 108);

/// From the membership to the start: 100 runs without fencing.
pub(super) const UNFENCED: Lottery = (55, 45);

/// From the membership to the stop at a node that is cut off from two others: 25 runs.
pub(super) const ISOLATED: Lottery = (2, 23);

/// The 10, 25, 50, 75 and 90 % points of fast reactions (157 first shots), in seconds.
const FAST_S: [f64; 5] = [0.06, 0.09, 0.11, 0.17, 0.29];

/// The same of slow ones (130 first shots).
const SLOW_S: [f64; 5] = [1.05, 1.07, 1.09, 1.16, 1.25];

/// From a victim off to the service started: medians 0.024 to 0.043 s.
pub(super) const START: &str = r#""30ms""#;

/// A stop takes no time but its way.
pub(super) const STOP: &str = r#""20ms""#;

/// From a victim off until its cluster software runs again: 60 boots, 5.41 to 5.77 s.
pub(super) const REBOOT: &str = "5.5s";

/// From waking to member: 1.60 to 1.66 s.
pub(super) const WOKEN: &str = r#""1.62s""#;

/// From a healed link to one membership.
pub(super) const LINK_BACK: &str = r#"{"uniform": ["1.8s", "3.5s"]}"#;

/// From a booted cluster software to membership.
pub(super) const BOOTED: &str = r#"{"uniform": ["1.7s", "2.5s"]}"#;

/// From a healed link to one membership of nodes that had booted into the cut.
pub(super) const BOOTED_INTO_CUT: &str = r#"{"uniform": ["0.6s", "1.8s"]}"#;

/// A node that has booted alone waits 20 s for a coordinator before it is one.
pub(super) const BOOTED_ALONE: &str = r#"{"uniform": ["21.7s", "22.5s"]}"#;

/// Token loss and consensus: 2.0 to 2.2 times the token, more with the third node, and 0.05 s.
pub(super) fn detection(token_s: f64, nodes: usize) -> String {
    let [from, to] = detected_s(token_s, nodes);
    format!(r#"{{"uniform": ["{from:.3}s", "{to:.3}s"]}}"#)
}

fn detected_s(token_s: f64, nodes: usize) -> [f64; 2] {
    let token_s = token_s + 0.65 * (nodes - 2) as f64;
    [2.0 * token_s + 0.05, 2.2 * token_s + 0.05]
}

/// Detection and the first reaction in one, where an attempt must not draw its own reaction.
pub(super) fn detection_and_reaction(token_s: f64, nodes: usize, lottery: Lottery) -> String {
    let [from, to] = detected_s(token_s, nodes);
    mixture(lottery, |[fast, .., slow]| {
        let middle = f64::midpoint(fast, slow);
        format!(r#"{{"uniform": ["{:.3}s", "{:.3}s"]}}"#, from + middle, to + middle)
    })
}

/// From a healed link to what the merged cluster does about it.
pub(super) fn link_back_and_reaction(lottery: Lottery) -> String {
    mixture(lottery, |points| {
        let middle = points[2];
        format!(r#"{{"uniform": ["{:.3}s", "{:.3}s"]}}"#, 1.8 + middle, 3.5 + middle)
    })
}

/// From waking to what the merged cluster does about it.
pub(super) fn woken_and_reaction(lottery: Lottery) -> String {
    format!(r#"{{"shifted": {{"by": "1.62s", "of": {}}}}}"#, reaction(lottery))
}

/// A reaction to a membership.
pub(super) fn reaction(lottery: Lottery) -> String {
    mixture(lottery, |points| format!(r#"{{"empirical": {:?}}}"#, points.map(|s| format!("{s}s"))))
}

/// A reaction that takes so much longer.
pub(super) fn slower(by_s: f64, lottery: Lottery) -> String {
    format!(r#"{{"shifted": {{"by": "{by_s}s", "of": {}}}}}"#, reaction(lottery))
}

/// A shot: the reaction, 1.0 s to log in at the device, and so long until it acts.
pub(super) fn shot(lottery: Lottery, act_s: f64) -> String {
    slower(1.0 + act_s, lottery)
}

/// Back to `n1` after a reaction; 0.04 to 0.16 s without service.
pub(super) fn failback() -> String {
    let after = reaction(UNFENCED);
    format!(r#""failback": {{"policy": "auto", "after": {after}, "time": "55ms"}},"#)
}

fn mixture((fast, slow): Lottery, of: impl Fn([f64; 5]) -> String) -> String {
    let (first, second) = (of(FAST_S), of(SLOW_S));
    format!(
        r#"{{"mixture": [{{"weight": {fast}, "of": {first}}},
            {{"weight": {slow}, "of": {second}}}]}}"#
    )
}
