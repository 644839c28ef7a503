//! A real cluster: 478 runs of Pacemaker 2.1.5, written as scenarios, against what was measured.
//!
//! `docs/real-cluster.md` says what was done and what is left out; its tables are written here, by
//! `UPDATE=1 cargo test real_cluster`.

mod crash;
mod cut;
mod experiment;
mod hang;
mod laws;
mod majority;
mod page;
mod setup;
mod witness;

use experiment::{Experiment, Played};

const PAGE: &str = "docs/real-cluster.md";

/// Every experiment that is simulated, in the order of the page.
fn experiments() -> impl Iterator<Item = Experiment> {
    let groups = [
        crash::of_the_active_node,
        crash::of_two_nodes,
        crash::that_cannot_be_fenced,
        crash::of_a_passive_node,
        hang::short,
        hang::about_the_timeout,
        hang::long,
        hang::with_a_slow_start,
        cut::race,
        cut::heals,
        cut::with_reboot,
        majority::without_fencing,
        majority::with_fencing,
    ];
    groups.into_iter().flat_map(|group| group())
}

#[test]
fn the_simulator_agrees_with_a_real_cluster_and_the_page_says_so() {
    let played: Vec<Played> = experiments().map(Experiment::play).collect();
    let current = page::page(&played);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &current).unwrap();
    }
    for found in &played {
        let (name, note) = (found.experiment.name, found.experiment.differs);
        assert_eq!(
            found.agrees(),
            note.is_none(),
            "{name}: {:?} {:?}",
            found.outcomes,
            found.spans
        );
    }
    let committed = std::fs::read_to_string(PAGE).unwrap();
    assert!(current == committed, "run `UPDATE=1 cargo test real_cluster` and commit {PAGE}");
}
