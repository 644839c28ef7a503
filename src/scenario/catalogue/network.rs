//! Switches, links and load balancers.

use super::{
    Class, Distribution, Lognormal, Often, Origin, Trust, exponential, hours, minutes, once_in,
};
use crate::scenario::names::Kind;

const MICROSOFT: Origin = Origin::new(Trust::Secondary, "Microsoft, SIGCOMM", 2011);
const META: Origin = Origin::new(Trust::Secondary, "Meta, IMC", 2018);
const CENIC: Origin = Origin::new(Trust::Secondary, "CENIC study, SIGCOMM", 2010);

pub(super) fn classes() -> Vec<Class> {
    let mut classes = vec![
        Class::of(
            Kind::Switch,
            "switch-top-of-rack",
            "A switch on top of a rack.",
            (Often::AfrPercent(5.0), MICROSOFT),
            Some((exponential(hours(2.0)), Origin::assumed("someone goes there and swaps it"))),
        ),
        Class::of(
            Kind::Switch,
            "switch-aggregation",
            "A switch that joins the racks of a row.",
            (Often::AfrPercent(10.0), MICROSOFT),
            None,
        ),
    ];
    classes.extend(links());
    classes.push(balancer());
    classes
}

fn links() -> Vec<Class> {
    vec![
        Class::of(
            Kind::Link,
            "link-lan",
            "A link in a data centre, down 0.3 days a year.",
            (once_in(hours(4380.0)), Origin::assumed("twice a year")),
            Some((
                exponential(hours(3.6)),
                Origin {
                    trust: Trust::Assumed,
                    ..MICROSOFT.noted("only the product of both is measured: 0.3 days a year")
                },
            )),
        ),
        Class::of(
            Kind::Link,
            "link-wan",
            "A wide-area edge of a backbone, as half of them are or better.",
            (once_in(hours(1710.0)), META.noted("the median edge")),
            Some((exponential(hours(10.0)), META.noted("the median edge; one in ten takes 71 h"))),
        ),
        Class::of(
            Kind::Link,
            "link-leased",
            "A leased line, one of the worse: down 2.7 days a year.",
            (once_in(hours(1710.0)), Origin::assumed("as often as a wide-area edge (`link-wan`)")),
            Some((
                exponential(hours(12.6)),
                Origin {
                    trust: Trust::Assumed,
                    ..CENIC.noted("only the product of both is measured: 1.2 to 2.7 days a year")
                },
            )),
        ),
    ]
}

fn balancer() -> Class {
    let spread = Lognormal::MedianP95 { median: minutes(5.0), p95: hours(4.0) };
    Class::of(
        Kind::LoadBalancer,
        "load-balancer",
        "A load balancer: many short faults of its software, a few long ones.",
        (
            once_in(hours(39_257.0)),
            MICROSOFT.noted("1 in 5 fails in a year: a rate of -ln(0.8), 0.223 a year"),
        ),
        Some((
            Distribution::Lognormal(spread),
            Origin {
                trust: Trust::Assumed,
                ..MICROSOFT.noted("the median of 5 min is measured; that 5 in 100 take longer than 4 h is assumed")
            },
        )),
    )
}
