//! The active node of two is frozen. Table 2 of the measurements.

use super::experiment::{Experiment, Quantity};
use super::laws;
use super::setup::Setup;

const UNNOTICED: &str = "unnoticed, n1 serves";
const TAKEN_OVER: &str = "n1 shot, another serves";
const SHOT_AS_MEMBER: &str = "n1 shot, nobody serves";
const MET: &str = "two serve for a time, n1 serves";

fn unfenced(lasts: &str) -> Setup {
    Setup::unfenced(2).join(laws::woken_and_reaction(laws::UNFENCED)).hang("n1", lasts)
}

fn fenced(lasts: &str) -> Setup {
    Setup::fenced(2).join(laws::WOKEN).hang("n1", lasts)
}

/// Back well before the timeout.
pub(super) fn short() -> Vec<Experiment> {
    vec![
        Experiment::new("no fencing: hang of 2 s", unfenced("2s"), 16.0)
            .saw(6, UNNOTICED)
            .measured(Quantity::Down, [2.0, 2.0, 2.0]),
        Experiment::new("hang of 2 s", fenced("2s"), 16.0)
            .saw(8, UNNOTICED)
            .measured(Quantity::Down, [2.0, 2.0, 2.02]),
        Experiment::new("hang of 4 s", fenced("4s"), 16.0)
            .saw(6, UNNOTICED)
            .measured(Quantity::Down, [3.99, 4.00, 4.02]),
    ]
}

/// Back about when it is declared lost.
pub(super) fn about_the_timeout() -> Vec<Experiment> {
    vec![
        Experiment::new("no fencing: hang of 5 s", unfenced("5s"), 16.0)
            .saw(5, "n1 serves")
            .saw(5, MET)
            .measured(Quantity::Down, [5.00, 5.01, 5.04])
            .measured_in(5, Quantity::Takeover, [6.10, 6.58, 6.60])
            .differs('a'),
        Experiment::new("hang of 5 s", fenced("5s"), 16.0)
            .saw(6, "n1 serves")
            .saw(2, TAKEN_OVER)
            .saw(2, SHOT_AS_MEMBER)
            .measured(Quantity::Down, [5.00, 5.00, 11.61])
            .differs('a'),
        Experiment::new("hang of 6.3 s", fenced("6.3s"), 16.0)
            .saw(8, TAKEN_OVER)
            .saw(1, SHOT_AS_MEMBER)
            .measured(Quantity::Down, [6.34, 6.39, 13.01])
            .differs('a'),
    ]
}

/// Back when it has been declared lost.
pub(super) fn long() -> Vec<Experiment> {
    vec![
        Experiment::new("no fencing: hang of 7 s", unfenced("7s"), 16.0)
            .saw(10, MET)
            .measured(Quantity::Takeover, [6.11, 7.16, 7.60])
            .measured(Quantity::Double, [1.18, 2.05, 2.87])
            .measured(Quantity::Down, [6.14, 7.03, 7.06]),
        // Watched for 16 s; the scenario leaves out a second reaction of up to 1.1 s, after the
        // second detection of a victim that had become a member again.
        Experiment::new("hang of 7 s", fenced("7s"), 15.0)
            .saw(8, TAKEN_OVER)
            .saw(1, SHOT_AS_MEMBER)
            .measured_in(8, Quantity::Takeover, [7.27, 7.76, 8.39])
            .measured(Quantity::Down, [7.04, 7.07, 14.33]),
        Experiment::new("no fencing: hang of 20 s", unfenced("20s"), 30.0)
            .saw(9, MET)
            .measured(Quantity::Takeover, [6.41, 7.25, 7.43])
            .measured(Quantity::Double, [1.79, 1.90, 2.88])
            .measured(Quantity::Down, [6.44, 7.27, 7.49]),
        Experiment::new("hang of 20 s", fenced("20s"), 30.0)
            .saw(7, TAKEN_OVER)
            .measured(Quantity::Takeover, [7.60, 7.78, 8.63])
            .measured(Quantity::Down, [7.60, 7.77, 8.63]),
    ]
}

/// Back before the other node has started, which takes 6 s.
pub(super) fn with_a_slow_start() -> Vec<Experiment> {
    let unfenced = || unfenced("9s").join(laws::WOKEN).start(laws::slower(6.0, laws::UNFENCED));
    vec![
        Experiment::new("no fencing: hang of 9 s, a start takes 6 s", unfenced(), 32.0)
            .saw(6, MET)
            .measured(Quantity::Takeover, [12.12, 12.46, 13.29])
            .measured(Quantity::Double, [0.03, 0.06, 1.12])
            .measured(Quantity::Down, [15.03, 15.06, 15.10]),
        Experiment::new(
            "no fencing: hang of 9 s, a start takes 6 s, no preferred node",
            unfenced().sticky(),
            32.0,
        )
        .saw(5, "two serve for a time, another serves")
        .measured(Quantity::Takeover, [12.13, 13.49, 13.61])
        .measured(Quantity::Double, [0.02, 0.09, 1.05])
        .measured(Quantity::Down, [15.03, 15.03, 15.05])
        .differs('c'),
        Experiment::new("hang of 9 s, a start takes 6 s", fenced("9s").start(r#""6.03s""#), 32.0)
            .saw(3, TAKEN_OVER)
            .measured(Quantity::Takeover, [13.38, 13.55, 13.85]),
    ]
}
