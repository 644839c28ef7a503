//! The port of the active node of two is cut. Tables 3, 4 and 6 of the measurements.

use super::experiment::{Experiment, Quantity};
use super::laws;
use super::setup::Setup;

const BOTH_OFF: &str = "n1+n2 shot, nobody serves";
const N1_SHOT: &str = "n1 shot, another serves";
const N2_SHOT: &str = "n2 shot, n1 serves";
const UNNOTICED: &str = "unnoticed, n1 serves";
const MET: &str = "two serve for a time, n1 serves";

/// Who shoots first.
pub(super) fn race() -> Vec<Experiment> {
    let cut = |more: &str| Setup::fenced(2).with(more).cut("n1");
    let slow_act = Setup::fenced(2).shooting(&laws::shot(laws::FENCED, 1.0), "1s", "");
    vec![
        Experiment::new("cut, equal delays, 0.1 s in flight", Setup::fenced(2).cut("n1"), 16.0)
            .saw(8, BOTH_OFF)
            .saw(8, N2_SHOT)
            .saw(9, N1_SHOT)
            .measured_in(9, Quantity::Takeover, [7.36, 7.57, 8.31]),
        Experiment::new("cut, equal delays, 1 s in flight", slow_act.cut("n1"), 16.0)
            .saw(17, BOTH_OFF)
            .saw(1, N2_SHOT)
            .saw(1, N1_SHOT)
            .measured_in(9, Quantity::Takeover, [8.27, 8.60, 8.74]),
        Experiment::new("cut, 5 s delay for n1", cut(r#""delay": {"n1": "5s"}"#), 16.0)
            .saw(15, N2_SHOT)
            .measured(Quantity::Down, [0.0; 3]),
        Experiment::new("cut, random delay up to 10 s", cut(r#""random_delay": "10s""#), 24.0)
            .saw(1, BOTH_OFF)
            .saw(3, N2_SHOT)
            .saw(6, N1_SHOT)
            .measured_in(6, Quantity::Takeover, [8.01, 11.03, 14.86]),
        Experiment::new(
            "cut, 5 s delay for the active node",
            cut(r#""protect_active": "5s""#),
            16.0,
        )
        .saw(6, N2_SHOT)
        .measured(Quantity::Down, [0.0; 3]),
    ]
}

/// The port comes back.
pub(super) fn heals() -> Vec<Experiment> {
    let unfenced = || {
        let join = laws::link_back_and_reaction(laws::UNFENCED);
        Setup::unfenced(2).join(join).cut_for("n1", "14s")
    };
    let fenced = |lasts| Setup::fenced(2).cut_for("n1", lasts);
    vec![
        Experiment::new("no fencing: cut of 14 s", unfenced(), 30.0)
            .saw(19, MET)
            .measured(Quantity::Takeover, [6.25, 7.14, 7.67])
            .measured(Quantity::Double, [8.74, 9.93, 11.48]),
        Experiment::new("no fencing: cut of 14 s, no preferred node", unfenced().sticky(), 30.0)
            .saw(7, MET)
            .saw(3, "two serve for a time, another serves")
            .measured(Quantity::Takeover, [6.27, 7.05, 7.53])
            .measured(Quantity::Double, [8.80, 10.33, 11.43])
            .differs('c'),
        Experiment::new("cut of 2 s", fenced("2s"), 24.0)
            .saw(6, UNNOTICED)
            .measured(Quantity::Down, [0.0; 3]),
        Experiment::new("cut of 4 s", fenced("4s"), 24.0)
            .saw(4, UNNOTICED)
            .saw(1, "n1 serves")
            .saw(2, N1_SHOT)
            .saw(1, BOTH_OFF)
            .measured(Quantity::Down, [0.0, 0.0, 14.55])
            .differs('a'),
        Experiment::new("cut of 5.5 s", fenced("5.5s"), 24.0)
            .saw(3, N1_SHOT)
            .saw(2, N2_SHOT)
            .saw(2, BOTH_OFF)
            .measured(Quantity::Down, [0.0, 0.10, 17.07])
            .differs('a'),
    ]
}

/// Who was shot boots into the cut.
pub(super) fn with_reboot() -> Vec<Experiment> {
    let delayed = || {
        let setup = Setup::fenced(2).reboots().with(r#""delay": {"n1": "5s"}"#).cut("n1");
        setup.join(laws::BOOTED_ALONE)
    };
    let both = Setup::fenced(2).shooting(&laws::shot(laws::FENCED, 1.0), "1s", "");
    let both = both.reboots().join(laws::BOOTED_INTO_CUT).cut_for("n1", "45s");
    vec![
        Experiment::new("cut, reboot, wait_for_all", delayed(), 75.0)
            .saw(5, N2_SHOT)
            .measured(Quantity::Down, [0.0; 3]),
        Experiment::new(
            "cut, reboot, no wait_for_all",
            delayed().quorum(r#""policy": "two_node", "wait_for_all": false"#),
            95.0,
        )
        .saw(5, "n1+n2+n2 shot, n1 serves")
        .measured(Quantity::Takeover, [42.17, 42.62, 43.36])
        .measured(Quantity::Down, [0.10, 0.12, 0.66]),
        Experiment::new("cut of 45 s, equal delays, both boot", both, 60.0)
            .saw(5, "n1+n2 shot, n1 serves")
            .measured(Quantity::Down, [36.27, 37.99, 38.63]),
    ]
}
