//! Failure domains: power feeds, racks, sites, zones.

use super::{Class, Distribution, Often, Origin, Trust, days, exponential, hours, once_in, years};
use crate::scenario::names::Kind;

const IEEE: Origin = Origin::new(Trust::Secondary, "after IEEE 493", 2007)
    .noted("from a second-hand table: check it before you quote it");
const GOOGLE: Origin = Origin::new(Trust::Secondary, "Google, OSDI", 2010);
const DEAN: Origin = Origin::new(Trust::Secondary, "Dean, LADIS", 2009);
const TIERS: Origin = Origin::new(Trust::Unverified, "Uptime Institute, tiers", 2006);

pub(super) fn classes() -> Vec<Class> {
    let mut classes = racks();
    classes.extend([
        part("ups", "A power feed behind an uninterruptible power supply.", 3.5, 5.0),
        part("generator", "A diesel generator.", 8.2, 20.0),
        part("transformer-liquid", "A liquid-filled transformer.", 0.59, 130.0),
        part("transformer-dry", "A dry transformer.", 0.28, 48.0),
        part("circuit-breaker", "An air circuit breaker.", 0.27, 8.0),
        part("busbar", "A bus bar.", 0.1, 24.0),
        part("power-cable-km", "A kilometre of power cable.", 1.41, 26.5),
    ]);
    classes.extend(sites());
    classes
}

/// A part of the power supply, by failures in a hundred years and hours of repair.
fn part(name: &'static str, what: &'static str, afr_percent: f64, repair_h: f64) -> Class {
    let often = (Often::AfrPercent(afr_percent), IEEE);
    Class::of(Kind::Domain, name, what, often, Some((exponential(hours(repair_h)), IEEE)))
}

fn racks() -> Vec<Class> {
    vec![
        Class::of(
            Kind::Domain,
            "rack",
            "A rack as a whole.",
            (once_in(years(10.2)), GOOGLE.noted("of outages of a quarter of an hour or longer")),
            Some((
                Distribution::Uniform(hours(1.0), hours(6.0)),
                DEAN.noted("rack failures take 1 to 6 h"),
            )),
        ),
        Class::of(
            Kind::Domain,
            "pdu",
            "A power distribution unit that feeds 500 to 1000 machines.",
            (once_in(years(1.0)), DEAN.noted("one a year in a new cluster")),
            Some((exponential(hours(6.0)), DEAN.noted("about 6 h"))),
        ),
        Class::of(
            Kind::Domain,
            "cooling",
            "What keeps a cluster from overheating; when it fails all is switched off.",
            (once_in(years(2.0)), DEAN.noted("0.5 a year in a new cluster")),
            Some((
                Distribution::Uniform(days(1.0), days(2.0)),
                DEAN.noted("1 to 2 days until all is back"),
            )),
        ),
    ]
}

fn sites() -> Vec<Class> {
    let site = |name, what, down_h| {
        let often = (once_in(years(1.0)), Origin::assumed("one outage a year"));
        let sum = TIERS.noted("the hours a year of the tier, no longer published by its makers");
        Class::of(Kind::Domain, name, what, often, Some((exponential(hours(down_h)), sum)))
    };
    vec![
        site(
            "site-tier-1",
            "A data centre of tier I: 99.671 %, one path, nothing redundant.",
            28.82,
        ),
        site("site-tier-2", "A data centre of tier II: 99.741 %, redundant parts.", 22.69),
        site(
            "site-tier-3",
            "A data centre of tier III: 99.982 %, maintained while it runs.",
            1.577,
        ),
        site("site-tier-4", "A data centre of tier IV: 99.995 %, tolerates any one fault.", 0.438),
        Class::of(
            Kind::Domain,
            "zone",
            "An availability zone of a cloud; no provider publishes how often one fails.",
            (once_in(years(5.0)), Origin::assumed("once in five years")),
            Some((exponential(hours(4.0)), Origin::assumed("4 h"))),
        ),
    ]
}
