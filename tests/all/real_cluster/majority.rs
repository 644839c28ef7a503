//! The active node of three is cut off from the others. Tables 4 and 5 of the measurements.

use super::experiment::{Experiment, Quantity};
use super::laws;
use super::setup::Setup;

const MET: &str = "two serve for a time, n1 serves";
const TAKEN_OVER: &str = "n1 shot, another serves";

fn on_loss(setup: Setup, policy: &str) -> Setup {
    setup.quorum(&format!(r#""policy": "majority", "on_loss": "{policy}""#))
}

/// Nobody shoots, and the port comes back.
pub(super) fn without_fencing() -> Vec<Experiment> {
    let stops = |law: String, lasts| Setup::unfenced(3).stop(law).cut_for("n1", lasts);
    let goes_on = |policy| {
        let join = laws::link_back_and_reaction(laws::UNFENCED);
        on_loss(Setup::unfenced(3).join(join).cut_for("n1", "15s"), policy)
    };
    vec![
        Experiment::new(
            "no fencing, stop: cut of 14 s",
            stops(laws::reaction(laws::ISOLATED), "14s"),
            30.0,
        )
        .saw(12, MET)
        .saw(3, "n1 serves")
        .measured(Quantity::Takeover, [7.42, 8.01, 9.12])
        .measured(Quantity::Stopped, [7.54, 8.79, 9.28])
        .measured(Quantity::Double, [0.0, 1.01, 1.16]),
        Experiment::new(
            "no fencing, stop takes 3 s: cut of 17 s",
            stops(laws::slower(3.0, laws::ISOLATED), "17s"),
            30.0,
        )
        .saw(10, MET)
        .measured(Quantity::Takeover, [7.49, 7.92, 8.79])
        .measured(Quantity::Stopped, [11.45, 11.82, 12.26])
        .measured(Quantity::Double, [2.91, 4.05, 4.15]),
        Experiment::new("no fencing, freeze: cut of 15 s", goes_on("freeze"), 30.0)
            .saw(8, MET)
            .measured(Quantity::Takeover, [7.45, 8.20, 9.00])
            .measured(Quantity::Double, [9.34, 9.71, 12.02]),
        Experiment::new("no fencing, ignore: cut of 15 s", goes_on("ignore"), 30.0)
            .saw(8, MET)
            .measured(Quantity::Takeover, [7.57, 7.89, 9.11])
            .measured(Quantity::Double, [9.05, 10.51, 12.11]),
    ]
}

/// The majority shoots; so does the minority if it ignores its loss of quorum.
pub(super) fn with_fencing() -> Vec<Experiment> {
    let cut = || Setup::fenced(3).cut("n1");
    vec![
        Experiment::new("three nodes, stop: cut", cut().stop(laws::reaction(laws::ISOLATED)), 16.0)
            .saw(15, TAKEN_OVER)
            .measured(Quantity::Takeover, [9.08, 9.92, 10.69])
            .measured_in(14, Quantity::Stopped, [7.55, 8.83, 9.34])
            .measured(Quantity::Down, [0.14, 1.19, 2.39])
            .differs('e'),
        Experiment::new("three nodes, freeze: cut", on_loss(cut(), "freeze"), 16.0)
            .saw(7, TAKEN_OVER)
            .measured(Quantity::Takeover, [8.98, 9.51, 10.37])
            .measured(Quantity::Down, [0.07, 0.08, 0.18]),
        Experiment::new("three nodes, ignore: cut", on_loss(cut(), "ignore"), 16.0)
            .saw(5, TAKEN_OVER)
            .saw(3, "n1+n2 shot, nobody serves")
            .measured_in(5, Quantity::Takeover, [8.77, 8.96, 9.37])
            .differs('d'),
    ]
}
