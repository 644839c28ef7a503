//! Disks: hard disks, flash, volumes of a cloud.

use super::{Class, Distribution, Often, Origin, Trust, exponential, hours, weibull_hours};
use crate::scenario::names::Kind;
use crate::scenario::types::Effect;

const BACKBLAZE: Origin = Origin::new(Trust::Secondary, "Backblaze, Drive Stats for 2025", 2025);
const GOOGLE: Origin = Origin::new(Trust::Secondary, "Google, FAST", 2007);
const CMU: Origin = Origin::new(Trust::Secondary, "Schroeder and Gibson, FAST", 2007);
const ELERATH: Origin = Origin::new(Trust::Unverified, "Elerath and Pecht, DSN", 2007);
const NETAPP_SSD: Origin = Origin::new(Trust::Secondary, "NetApp, FAST", 2020);
const GOOGLE_SSD: Origin = Origin::new(Trust::Secondary, "Google, FAST", 2016);
const NETAPP: Origin = Origin::new(Trust::Secondary, "NetApp, FAST", 2008);
const EBS: Origin = Origin::new(Trust::Primary, "AWS, EBS documentation", 2026);

/// What every entry of a hard disk lacks a source for.
fn replaced() -> (Distribution, Origin) {
    let note = "a day shift that replaces a disk within 8 h; the rebuild of an array, or the restore of a backup, comes on top";
    (exponential(hours(8.0)), Origin::assumed(note))
}

fn hdd(name: &'static str, what: &'static str, percent: f64, from: Origin) -> Class {
    let often = (Often::AfrPercent(percent), from);
    Class::of(Kind::Disk, name, what, often, Some(replaced())).doing(Effect::Loss)
}

pub(super) fn classes() -> Vec<Class> {
    let mut classes = hard_disks();
    classes.extend(others());
    classes
}

fn hard_disks() -> Vec<Class> {
    let elerath = Distribution::Shifted { by: hours(6.0), of: Box::new(weibull_hours(2.0, 12.0)) };
    vec![
        hdd(
            "hdd-backblaze-2025",
            "A hard disk in a large fleet, of any model and age.",
            1.36,
            BACKBLAZE.noted("4,317 failures in 115,638,676 drive-days of 344,196 drives"),
        ),
        hdd(
            "hdd-backblaze-lifetime",
            "A hard disk in the same fleet, over all the years that it has been counted.",
            1.30,
            BACKBLAZE,
        ),
        hdd(
            "hdd-backblaze-best-model",
            "A hard disk of the best model of that fleet.",
            0.22,
            BACKBLAZE,
        ),
        hdd(
            "hdd-backblaze-worst-model",
            "A hard disk of the worst model of that fleet.",
            6.30,
            BACKBLAZE,
        ),
        hdd(
            "hdd-field-2007",
            "A hard disk as it is replaced in the field, at several large sites.",
            3.01,
            CMU.noted("the mean of all; 2 to 4 % are common, and data sheets promise 0.58 to 0.88 %"),
        ),
        hdd("hdd-google-first-year", "A hard disk in its first year.", 1.7, GOOGLE),
        hdd("hdd-google-third-year", "A hard disk in its third year.", 8.6, GOOGLE),
        Class::of(
            Kind::Disk,
            "hdd-elerath-2007",
            "A hard disk of a model of RAID groups: it wears a little, and no repair is shorter than six hours. The repair is the whole restoration of the disk, so let the `rebuild` of an array be what comes on top.",
            (Often::Mtbf(weibull_hours(1.12, 461_386.0)), ELERATH),
            Some((elerath, ELERATH)),
        )
        .doing(Effect::Loss),
    ]
}

fn others() -> Vec<Class> {
    let disk = |name, what, percent, from| {
        Class::of(Kind::Disk, name, what, (Often::AfrPercent(percent), from), None)
    };
    vec![
        disk(
            "ssd-netapp-2020",
            "A solid-state disk of enterprise storage.",
            0.22,
            NETAPP_SSD.noted(
                "the mean replacement rate of 0.07 to 1.2 %; a second one in the same RAID group within a week is far likelier than that makes it",
            ),
        )
        .doing(Effect::Loss),
        disk(
            "ssd-google-2016",
            "A solid-state disk in a data centre, of which one in twenty is replaced within four years.",
            1.28,
            GOOGLE_SSD.noted("5 % in four years, as a rate: -ln(0.95) / 4; of the worst model 10.3 %"),
        )
        .doing(Effect::Loss),
        disk(
            "disk-path-netapp-2008",
            "A disk as its storage system sees it: with the shelf, the cables and the protocols between them, most of the failures are not the disk's own. The data stay intact.",
            3.7,
            NETAPP.noted(
                "4.6 % of the whole subsystem less 0.9 % of the disk itself; 48 % of failures come within 10,000 s of another in the same shelf",
            ),
        ),
        disk(
            "ebs-io2",
            "A cloud volume of the durable kind (AWS EBS io2): how often its data are lost.",
            0.001,
            EBS.noted("durability of 99.999 %: at most so often"),
        )
        .doing(Effect::Loss),
        disk(
            "ebs-gp",
            "A cloud volume of the general kind (AWS EBS gp2, gp3): how often its data are lost.",
            0.2,
            Origin { trust: Trust::Unverified, ..EBS }.noted("0.1 to 0.2 %"),
        )
        .doing(Effect::Loss),
    ]
}
