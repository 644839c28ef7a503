//! A node loses its power.

use super::experiment::{Experiment, Quantity};
use super::laws;
use super::setup::Setup;

const TAKEN_OVER: &str = "n1 shot, another serves";

/// The service runs on the node that crashes. Tables 1, 8 and 9 of the measurements.
pub(super) fn of_the_active_node() -> Vec<Experiment> {
    let crash = |nodes| Setup::fenced(nodes).crash("n1", 0.0);
    // Switching it off and on mends it, which a shot does to a hang, not to a crash.
    let returns = || Setup::fenced(2).hang("n1", "10h").reboots().join(laws::BOOTED);
    vec![
        Experiment::new("crash", crash(2), 16.0)
            .saw(25, TAKEN_OVER)
            .measured(Quantity::Takeover, [7.37, 8.30, 9.04]),
        Experiment::new("crash, token 1 s", crash(2).token(1.0), 16.0)
            .saw(20, TAKEN_OVER)
            .measured(Quantity::Takeover, [3.19, 3.37, 4.47]),
        Experiment::new("crash, three nodes", crash(3), 16.0)
            .saw(10, TAKEN_OVER)
            .measured(Quantity::Takeover, [8.75, 9.27, 10.45]),
        Experiment::new(
            "crash, three nodes, the first start fails",
            crash(3).starts_work(0.5),
            16.0,
        )
        .only(|seen| seen.failed_starts == 1)
        .saw(3, TAKEN_OVER)
        .measured(Quantity::Takeover, [8.81, 8.89, 9.35]),
        Experiment::new("crash, n1 returns, stickiness 0", returns(), 24.0)
            .saw(15, "n1 shot, n1 serves")
            .measured(Quantity::Takeover, [7.40, 7.83, 8.81])
            .measured(Quantity::MovedBack, [2.23, 2.74, 3.54]),
        Experiment::new("crash, n1 returns, stickiness 100", returns().sticky(), 24.0)
            .saw(12, TAKEN_OVER)
            .measured(Quantity::Takeover, [7.27, 8.01, 8.73]),
    ]
}

/// `n3` crashes, and `n1` with the service while that is being detected. Table 10; times from the
/// first crash.
pub(super) fn of_two_nodes() -> Vec<Experiment> {
    let crashes = |after_s| {
        let setup = Setup::fenced(3).quorum(r#""policy": "majority", "on_loss": "ignore""#);
        setup.crash("n3", 0.0).crash("n1", after_s)
    };
    vec![
        Experiment::new("three nodes, ignore: n3 crashes, n1 2 s later", crashes(2.0), 20.0)
            .saw(4, "n1+n3 shot, another serves")
            .measured(Quantity::Takeover, [11.54, 11.85, 12.27]),
        Experiment::new("three nodes, ignore: n3 crashes, n1 5 s later", crashes(5.0), 20.0)
            .saw(4, "n1+n3 shot, another serves")
            .measured(Quantity::Takeover, [14.35, 15.02, 15.62])
            .differs('b'),
    ]
}

/// Shots fail; a person's confirmation is timed from the last of ten failed operations. Table 7: an
/// operation is two calls of the agent, 3.05 s in all, and they follow each other at once.
pub(super) fn that_cannot_be_fenced() -> Vec<Experiment> {
    let failing = |more: &str| {
        let keys = format!(r#", "success": 0, "attempts": 10, "retry": "0s"{more}"#);
        Setup::fenced(2)
            .shooting(r#""3.05s""#, "0.1s", &keys)
            .detection(laws::detection_and_reaction(3.0, 2, laws::FENCED))
            .start(laws::reaction(laws::UNFENCED))
    };
    vec![
        // Confirmed 60 s after the injection; the last call began at 36.74 s and took 1 s.
        Experiment::new(
            "crash, shots fail, confirmed after 60 s",
            failing(r#", "manual": "22.3s""#).crash("n1", 0.0),
            75.0,
        )
        .saw(6, "another serves")
        .measured(Quantity::Takeover, [60.05, 60.58, 61.10])
        .measured(Quantity::FailedShots, [10.0, 10.0, 10.0]),
        // Confirmed 110 s after the injection; the last call of the first ten began at 37.69 s.
        Experiment::new(
            "crash, shots fail, again every 30 s, confirmed after 110 s",
            failing(r#", "recheck": "30s", "manual": "71.3s""#).crash("n1", 0.0),
            125.0,
        )
        .saw(3, "another serves")
        .measured(Quantity::Takeover, [111.18, 111.20, 111.21])
        .measured(Quantity::FailedShots, [12.0, 12.0, 12.0]),
        // Its cluster software is started again at 25.5 s.
        Experiment::new(
            "crash, shots fail, n1 returns after 25.6 s",
            failing("").crash_for("n1", 0.0, "25.56s").join(laws::BOOTED),
            45.0,
        )
        .saw(5, "n1 serves")
        .measured(Quantity::Down, [27.95, 29.05, 29.55])
        .measured(Quantity::FailedShots, [7.0, 7.0, 7.0]),
    ]
}

/// The service runs elsewhere. Tables 4 and 9.
pub(super) fn of_a_passive_node() -> Vec<Experiment> {
    let down = [0.0; 3];
    vec![
        Experiment::new("passive node crashes", Setup::fenced(2).crash("n2", 0.0), 16.0)
            .saw(6, "n2 shot, n1 serves")
            .measured(Quantity::Down, down),
        Experiment::new(
            "no fencing: passive node hangs 20 s",
            Setup::unfenced(2).join(laws::WOKEN).hang("n2", "20s"),
            30.0,
        )
        .saw(5, "n1 serves")
        .measured(Quantity::Down, down),
        Experiment::new(
            "no fencing, three nodes: passive node cut off 13 s",
            Setup::unfenced(3).cut_for("n3", "13s"),
            30.0,
        )
        .saw(4, "n1 serves")
        .measured(Quantity::Down, down),
        Experiment::new(
            "three nodes: passive node cut off 20 s, booted again",
            Setup::fenced(3).reboots().join(laws::BOOTED_INTO_CUT).cut_for("n3", "20s"),
            30.0,
        )
        .saw(3, "n3 shot, n1 serves")
        .measured(Quantity::Down, down),
    ]
}
