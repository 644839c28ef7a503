//! Nodes: servers and virtual machines.

use super::{
    Class, Distribution, Effect, Often, Origin, Preset, Sort, Trust, exponential, hours,
    lognormal_minutes, minutes, once_in, weibull_hours, years,
};
use crate::scenario::names::Kind;

const LANL: Origin = Origin::new(Trust::Primary, "LANL 1996-2005, LA-UR-05-7318", 2005);
const GOOGLE: Origin = Origin::new(Trust::Secondary, "Google, OSDI", 2010);
const DEAN: Origin = Origin::new(Trust::Secondary, "Dean, LADIS", 2009);
const LLAMA: Origin = Origin::new(Trust::Secondary, "Llama 3, 54 days of training", 2024);
const EC2: Origin = Origin::new(Trust::Secondary, "AWS, EC2 SLA (instance)", 2022);
const AZURE: Origin = Origin::new(Trust::Secondary, "Azure, VM SLA (single, Premium)", 2026);
const GCE: Origin = Origin::new(Trust::Primary, "Google, Compute Engine SLA", 2026);

/// All repairs of the LANL records.
fn lanl_repair() -> (Distribution, Origin) {
    (lognormal_minutes(60.0, 355.0), LANL.noted("23,739 failures: median 60 min, mean 355 min"))
}

/// One failure a year: inside what LANL's systems had.
fn yearly() -> (Often, Origin) {
    let note = "one a year; LANL's ordinary clusters had 0.27 to 1.3 a node-year";
    (once_in(years(1.0)), Origin::assumed(note))
}

fn hardware() -> Preset {
    Preset::new("hardware", yearly(), Some(lanl_repair()))
}

fn os() -> Preset {
    let often = DEAN.noted("servers crash at least twice a year");
    let repair = (exponential(minutes(5.0)), Origin::assumed("a reboot of five minutes"));
    Preset::new("os", (once_in(hours(4380.0)), often), Some(repair))
}

fn app() -> Preset {
    let often = (once_in(hours(2000.0)), Origin::assumed("every twelve weeks"));
    Preset { effect: Some(Effect::Process), ..Preset::new("app", often, None) }
}

fn node(name: &'static str, what: &'static str, faults: Vec<Preset>) -> Class {
    Class { name, sort: Sort::Component(Kind::Node), what, faults }
}

pub(super) fn classes() -> Vec<Class> {
    let mut classes = typical();
    classes.extend(measured());
    classes.extend(clouds());
    classes
}

fn typical() -> Vec<Class> {
    vec![
        node(
            "server",
            "An ordinary server: its hardware fails, and its operating system crashes.",
            vec![hardware(), os()],
        ),
        node(
            "app-server",
            "An ordinary server with an application that dies now and then and is restarted in place.",
            vec![hardware(), os(), app()],
        ),
        Class::of(
            Kind::Node,
            "server-hardware",
            "The hardware of an ordinary server alone.",
            yearly(),
            Some(lanl_repair()),
        ),
    ]
}

/// A node of one of LANL's systems, by failures a node-year and by its repairs' median and mean in minutes.
fn lanl(
    name: &'static str,
    what: &'static str,
    mtbf_h: f64,
    note: &'static str,
    (median, mean): (f64, f64),
) -> Class {
    let often = (once_in(hours(mtbf_h)), LANL.noted(note));
    Class::of(Kind::Node, name, what, often, Some((lognormal_minutes(median, mean), LANL)))
}

fn measured() -> Vec<Class> {
    vec![
        by_cause(),
        lanl(
            "server-lanl-20",
            "A node of LANL's system 20, one of 512, with quick repairs.",
            6738.5,
            "1.30 failures a node-year",
            (75.0, 210.0),
        ),
        lanl(
            "server-lanl-8",
            "A node of LANL's system 8, one of 164, with slow repairs.",
            13_273.0,
            "0.66 failures a node-year",
            (336.0, 2058.0),
        ),
        Class::of(
            Kind::Node,
            "server-lanl-numa",
            "A large NUMA machine of 128 processors, LANL's system 2: it fails every ten days, and soonest after a repair.",
            (
                Often::Mtbf(weibull_hours(0.735, 209.6)),
                LANL.noted("node 22, 2000-2005: Weibull fit of the times between failures"),
            ),
            Some((lognormal_minutes(53.0, 142.0), LANL.noted("all of system 2"))),
        ),
        Class::of(
            Kind::Node,
            "server-google-2010",
            "A machine in a large fleet: how often it is gone for a quarter of an hour or longer.",
            (once_in(hours(3140.0)), GOOGLE.noted("4.3 months; planned reboots dominate")),
            None,
        ),
        Class::of(
            Kind::Node,
            "gpu-llama3",
            "One GPU (H100) of a training run: how often it, or what it hangs on, stops the run. A node with eight of them fails eight times as often.",
            (once_in(hours(50_677.0)), LLAMA.noted("419 unexpected interruptions of 16,384 GPUs")),
            None,
        ),
    ]
}

/// LANL's node with a fault for each root cause: one failure a year, dealt out by the causes' shares.
fn by_cause() -> Class {
    let cause = |fault, percent: f64, note, median, mean| {
        let often = (once_in(hours((876_000.0 / percent).round())), Origin { note, ..yearly().1 });
        Preset::new(fault, often, Some((lognormal_minutes(median, mean), LANL)))
    };
    node(
        "server-lanl-causes",
        "A node with a fault for each root cause that LANL's operators wrote down.",
        vec![
            cause("hardware", 60.4, "60.4 % (LANL) of one failure a year", 69.0, 345.0),
            cause("software", 22.6, "22.6 % (LANL) of one failure a year", 44.0, 350.0),
            cause("undetermined", 11.2, "11.2 % (LANL) of one failure a year", 30.0, 458.0),
            cause("network", 1.8, "1.8 % (LANL) of one failure a year", 70.0, 250.0),
            cause("environment", 1.5, "1.5 % (LANL) of one failure a year", 276.0, 572.0),
            cause("human", 0.6, "0.6 % (LANL) of one failure a year", 44.0, 164.0),
        ],
    )
}

fn clouds() -> Vec<Class> {
    let mut classes = vec![node(
        "vm",
        "A virtual machine as its operating system makes it. The host below it is not in it: let it stand in a domain that fails like one.",
        vec![Preset { fault: "failure", ..os() }],
    )];
    classes.extend([
        at_sla(
            "vm-ec2-at-sla",
            "An AWS EC2 instance that is just as bad as its SLA allows, 99.5 % of a month: a bound, not a forecast.",
            3.65,
            EC2,
        ),
        at_sla(
            "vm-gce-at-sla",
            "A Google Compute Engine instance that is just as bad as its SLA allows, 99.9 % of a month: a bound, not a forecast.",
            0.73,
            GCE,
        ),
        at_sla(
            "vm-azure-at-sla",
            "A single Azure VM on Premium disks that is just as bad as its SLA allows, 99.9 % of a month: a bound, not a forecast.",
            0.73,
            AZURE,
        ),
    ]);
    classes
}

/// A machine with one outage in each month of 730 h that takes all that an SLA allows.
fn at_sla(name: &'static str, what: &'static str, down_h: f64, from: Origin) -> Class {
    let often = Origin::assumed("one outage a month, the period of the SLA");
    let repair = Origin {
        trust: Trust::Assumed,
        ..from.noted("only the sum is the SLA's: all that it allows in a month, in one outage")
    };
    Class::of(
        Kind::Node,
        name,
        what,
        (once_in(hours(730.0 - down_h)), often),
        Some((exponential(hours(down_h)), repair)),
    )
}
