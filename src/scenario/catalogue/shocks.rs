//! Shocks, to be copied: what hits many components at once.

use super::{
    Class, Distribution, Hit, Lognormal, Origin, Preset, Sort, Span, Trust, days, hours,
    lognormal_minutes, minutes, once_in, years,
};

const DEAN: Origin = Origin::new(Trust::Secondary, "Dean, LADIS", 2009);
const LANL: Origin = Origin::new(Trust::Primary, "LANL 1996-2005, LA-UR-05-7318", 2005);

/// One draw hits all, and one repair mends all.
const ALL: Hit = Hit { probability: 1.0, together: true };

fn shock(
    name: &'static str,
    what: &'static str,
    (every, from): (Span, Origin),
    repair: (Distribution, Origin),
    hit: Hit,
) -> Class {
    let preset = Preset::new("failure", (once_in(every), from), Some(repair));
    let faults = vec![Preset { hit: Some(hit), ..preset }];
    Class { name, sort: Sort::Shock, what, faults }
}

pub(super) fn classes() -> Vec<Class> {
    let mut classes = vec![
        shock(
            "bad-deploy",
            "A release, or a change of configuration, that takes all servers down until it is rolled back. Upgrades are the largest single cause of outages of cloud services (Gunawi et al., SoCC 2016).",
            (days(180.0), Origin::assumed("twice a year")),
            (
                Distribution::Lognormal(Lognormal::MedianP95 {
                    median: minutes(15.0),
                    p95: minutes(60.0),
                }),
                Origin::assumed("rolled back in a quarter of an hour, seldom later than in one"),
            ),
            ALL,
        ),
        shock(
            "common-cause",
            "What redundant servers have in common: one failure in ten is not one server's but all of theirs.",
            (
                years(10.0),
                Origin::assumed(
                    "a beta factor of 0.1 (0.05 to 0.2 are usual) of a server that fails once a year",
                ),
            ),
            (lognormal_minutes(60.0, 355.0), LANL.noted("repaired as a server is")),
            Hit { probability: 1.0, together: false },
        ),
    ];
    classes.extend(network());
    classes
}

/// What a new cluster of some thousand machines sees in its first year.
fn network() -> Vec<Class> {
    let constant = |span, note| (Distribution::Constant(span), DEAN.noted(note));
    vec![
        shock(
            "network-maintenance",
            "Work on the network that goes wrong: nothing in the cluster is reached for half an hour.",
            (hours(2190.0), DEAN.noted("four of eight a year")),
            constant(minutes(30.0), "30 minutes"),
            ALL,
        ),
        shock(
            "router-reload",
            "A router that is reloaded: the cluster is not reached from outside for minutes.",
            (hours(730.0), DEAN.noted("12 a year")),
            constant(minutes(2.0), "a couple of minutes"),
            ALL,
        ),
        shock(
            "router-failure",
            "A router that fails: traffic has to be moved away from the cluster at once.",
            (hours(2920.0), DEAN.noted("3 a year")),
            constant(hours(1.0), "an hour"),
            ALL,
        ),
        shock(
            "rewiring",
            "Work on the cables of a cluster: one machine in twenty is gone, now this one, now that one, over two days.",
            (years(1.0), DEAN.noted("one a year")),
            constant(days(2.0), "over two days: the longest that one can be gone"),
            Hit { probability: 0.05, together: false },
        ),
    ]
}
