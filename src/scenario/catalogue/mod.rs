//! The catalogue: presets of components, each figure with its source, its year and how far to trust it.
//!
//! A class brings the faults of a component; whatever the scenario says of them overrides it. Shocks stand
//! here too, to be copied: they need names of what they hit.

mod disks;
mod network;
mod nodes;
mod places;
mod shocks;
#[cfg(test)]
mod tests;
mod written;

pub use written::{Written, declaration, law};

use super::names::Kind;
use super::problem::{listed, nearest};
use super::types::Effect;
use super::values::{Delay, Distribution, Lognormal, Span, Weibull, parse_percent};
use crate::engine::{HOUR, YEAR};
use std::sync::LazyLock;

/// An entry of the catalogue.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// What it is a preset of.
    pub sort: Sort,
    /// A sentence or two that say what it is.
    pub what: &'static str,
    /// Its faults, at least one; a shock has one.
    pub faults: Vec<Preset>,
}

/// What a class is a preset of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A kind of components.
    Component(Kind),
    /// A shock.
    Shock,
}

/// One fault of a class.
#[derive(Clone, Debug)]
pub struct Preset {
    /// The fault's name; of the only one always `failure`.
    pub fault: &'static str,
    /// How often it strikes.
    pub often: Often,
    /// Who says so.
    pub often_from: Origin,
    /// How long its repair takes, and who says so; `None` if nobody tells it, or if the cluster restarts
    /// what has died.
    pub repair: Option<(Distribution, Origin)>,
    /// What it does, where that is not what faults of the kind do anyway.
    pub effect: Option<Effect>,
    /// How a shock hits.
    pub hit: Option<Hit>,
}

/// How a shock hits.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// How likely each component is hit.
    pub probability: f64,
    /// Whether one draw decides for all, and one repair mends all.
    pub together: bool,
}

/// How often a fault strikes, as its source has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Often {
    /// An annualized failure rate, in percent.
    AfrPercent(f64),
    /// Up time from repair to the next failure.
    Mtbf(Distribution),
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who says so.
    pub source: &'static str,
    /// When it was published; of an assumption, when it was made.
    pub year: u16,
    /// How far to trust it.
    pub trust: Trust,
    /// What else is to be known of it; may be empty.
    pub note: &'static str,
}

/// How far to trust a figure; what is trusted less is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Read in the source itself, or computed from its data.
    Primary,
    /// Read in somebody else's account of the source.
    Secondary,
    /// Remembered and not looked up: a hint.
    Unverified,
    /// No source: a guess that was thought about, to be replaced by your own figure.
    Assumed,
}

impl Trust {
    /// Returns its word.
    pub const fn word(self) -> &'static str {
        match self {
            Trust::Primary => "primary",
            Trust::Secondary => "secondary",
            Trust::Unverified => "unverified",
            Trust::Assumed => "assumed",
        }
    }

    /// Returns it as one would say it.
    pub const fn in_words(self) -> &'static str {
        match self {
            Trust::Primary => "read in the source",
            Trust::Secondary => "a secondary source",
            Trust::Unverified => "from memory, unverified",
            Trust::Assumed => "assumed",
        }
    }
}

impl Sort {
    /// All sorts, in the order of the language.
    pub const ALL: [Sort; 7] = [
        Sort::Component(Kind::Domain),
        Sort::Component(Kind::Node),
        Sort::Component(Kind::Disk),
        Sort::Component(Kind::Switch),
        Sort::Component(Kind::Link),
        Sort::Component(Kind::LoadBalancer),
        Sort::Shock,
    ];

    /// Returns the key of a scenario under which such things are declared.
    pub const fn key(self) -> &'static str {
        match self {
            Sort::Component(Kind::Domain) => "domains",
            Sort::Component(Kind::Node) => "nodes",
            Sort::Component(Kind::Disk) => "disks",
            Sort::Component(Kind::Switch) => "switches",
            Sort::Component(Kind::Link) => "links",
            Sort::Component(Kind::LoadBalancer) => "load_balancers",
            Sort::Shock => "shocks",
        }
    }

    /// Returns its word.
    pub const fn word(self) -> &'static str {
        match self {
            Sort::Component(kind) => kind.word(),
            Sort::Shock => "shock",
        }
    }
}

impl Often {
    /// Returns the distribution of the time to the next failure.
    pub fn distribution(&self) -> Distribution {
        match self {
            Often::AfrPercent(percent) => {
                // As the text of it is read.
                let share = parse_percent(&format!("{percent}%")).expect("it is a percentage");
                Distribution::Exponential(Span::from_ns(YEAR as f64 / share))
            }
            Often::Mtbf(distribution) => distribution.clone(),
        }
    }
}

impl Preset {
    /// Returns the time to the next failure.
    pub fn mtbf(&self) -> Delay {
        delay(self.often.distribution())
    }

    /// Returns the time to repair, if a source tells it.
    pub fn mttr(&self) -> Option<Delay> {
        self.repair.as_ref().map(|(distribution, _)| delay(distribution.clone()))
    }

    /// Whether it waits for somebody to repair it.
    pub fn is_repaired(&self) -> bool {
        self.effect != Some(Effect::Process)
    }
}

fn delay(distribution: Distribution) -> Delay {
    Delay::new(distribution).expect("a test makes a delay of every law of the catalogue")
}

/// Every class, by sort and in each in the order in which a reader looks for them.
static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let parts = [
        places::classes(),
        nodes::classes(),
        disks::classes(),
        network::classes(),
        shocks::classes(),
    ];
    let mut classes = parts.concat();
    classes.sort_by_key(|class| class.sort);
    classes
});

/// Returns every class, sort by sort.
pub fn classes() -> &'static [Class] {
    &CLASSES
}

/// Returns the class of a name.
///
/// # Errors
/// What is wrong with the name, and what was probably meant.
pub fn find(name: &str) -> Result<&'static Class, (String, String)> {
    classes().iter().find(|class| class.name == name).ok_or_else(|| unknown(name, None))
}

/// Returns the class of a name, for a component of a kind.
///
/// # Errors
/// What is wrong with the name, and what was probably meant.
pub(super) fn find_of(kind: Kind, name: &str) -> Result<&'static Class, (String, String)> {
    let wanted = Sort::Component(kind);
    match classes().iter().find(|class| class.name == name) {
        Some(class) if class.sort == wanted => Ok(class),
        Some(class) if class.sort == Sort::Shock => {
            let what = format!("`{name}` is no class but a shock");
            Err((what, format!("`quorate catalog {name}` shows it, to be copied into `shocks`")))
        }
        Some(class) => {
            let what = format!("`{name}` is a class of {}", spoken(class.sort));
            Err((what, of_sort(wanted)))
        }
        None => Err(unknown(name, Some(wanted))),
    }
}

/// Says that there is no such class, and which was probably meant.
fn unknown(name: &str, sort: Option<Sort>) -> (String, String) {
    let names: Vec<&str> = classes()
        .iter()
        .filter(|c| sort.is_none_or(|sort| c.sort == sort))
        .map(|c| c.name)
        .collect();
    let shown = super::problem::shown(name);
    let what = match sort {
        Some(_) => format!("there is no class `{shown}`"),
        None => format!("`{shown}` is not in the catalogue"),
    };
    let lower = name.to_lowercase();
    // Who asks for `hdd` means one of those.
    let within = names.iter().copied().filter(|n| !lower.is_empty() && n.contains(&lower));
    let meant: Vec<&str> = match nearest(name, names.iter().copied()) {
        Some(near) => vec![near],
        None => within.take(4).collect(),
    };
    let rest = match sort {
        Some(sort) => of_sort(sort),
        None => "`quorate catalog` lists all".into(),
    };
    match &meant[..] {
        [] => (what, rest),
        [one] => (what, format!("did you mean `{one}`? {rest}")),
        some => (what, format!("did you mean one of {}? {rest}", listed(some))),
    }
}

/// Names the classes of a sort.
fn of_sort(sort: Sort) -> String {
    let names: Vec<&str> =
        classes().iter().filter(|class| class.sort == sort).map(|class| class.name).collect();
    format!("classes of {}: {}", spoken(sort), listed(&names))
}

fn spoken(sort: Sort) -> String {
    sort.key().replace('_', " ")
}

/// Returns the names of the classes of a kind of components.
pub(super) fn names(kind: Kind) -> Vec<&'static str> {
    let of_kind = classes().iter().filter(|class| class.sort == Sort::Component(kind));
    of_kind.map(|class| class.name).collect()
}

// What the entries are written with.

const MINUTE: f64 = (HOUR / 60) as f64;

const fn minutes(n: f64) -> Span {
    Span::from_ns(n * MINUTE)
}

const fn hours(n: f64) -> Span {
    Span::from_ns(n * HOUR as f64)
}

const fn days(n: f64) -> Span {
    hours(24.0 * n)
}

const fn years(n: f64) -> Span {
    Span::from_ns(n * YEAR as f64)
}

const fn exponential(mean: Span) -> Distribution {
    Distribution::Exponential(mean)
}

/// Lognormal by median and mean, in minutes.
const fn lognormal_minutes(median: f64, mean: f64) -> Distribution {
    Distribution::Lognormal(Lognormal::MeanMedian { mean: minutes(mean), median: minutes(median) })
}

const fn weibull_hours(shape: f64, scale: f64) -> Distribution {
    Distribution::Weibull(Weibull::Scale { shape, scale: hours(scale) })
}

impl Origin {
    const fn new(trust: Trust, source: &'static str, year: u16) -> Origin {
        Origin { source, year, trust, note: "" }
    }

    /// Nobody says so.
    const fn assumed(note: &'static str) -> Origin {
        Origin { source: "assumed", year: 2026, trust: Trust::Assumed, note }
    }

    /// The same source, with something to know.
    const fn noted(self, note: &'static str) -> Origin {
        Origin { note, ..self }
    }
}

impl Class {
    /// Returns a class with one fault, `failure`.
    fn of(
        kind: Kind,
        name: &'static str,
        what: &'static str,
        often: (Often, Origin),
        repair: Option<(Distribution, Origin)>,
    ) -> Class {
        let faults = vec![Preset::new("failure", often, repair)];
        Class { name, sort: Sort::Component(kind), what, faults }
    }

    /// The same, with what its faults do.
    fn doing(mut self, effect: Effect) -> Class {
        for fault in &mut self.faults {
            fault.effect = Some(effect);
        }
        self
    }
}

impl Preset {
    fn new(
        fault: &'static str,
        (often, often_from): (Often, Origin),
        repair: Option<(Distribution, Origin)>,
    ) -> Preset {
        Preset { fault, often, often_from, repair, effect: None, hit: None }
    }
}

/// An MTBF without memory.
const fn once_in(mean: Span) -> Often {
    Often::Mtbf(exponential(mean))
}
