//! Every entry is complete, its laws are what is shown, and what is pasted means what the class means.

use super::*;
use crate::scenario::{Problems, Source, explain, parse};
use statrs::function::gamma::gamma;
use std::collections::BTreeSet;

/// Parses a scenario with one declaration in it, its keys in the order in which they are written.
fn with(declaration: &Written) -> Result<Source, Problems> {
    let text = declaration.text(0);
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap();
    let nodes = r#""nodes": {"db": {"count": 2}"#;
    let (inner, members) = match inner.trim().strip_prefix(r#""nodes": {"#) {
        Some(rest) => (format!("{nodes}, {rest}"), r#""db", "my-own""#),
        None => (format!("{nodes}}}, {inner}"), r#""db""#),
    };
    let text = format!(
        r#"{{"quorate": 1, {inner},
        "clusters": {{"c": {{"members": [{members}], "mode": "active_active"}}}},
        "services": {{"s": {{"needs": "c"}}}}}}"#
    );
    parse("s", "s", text)
}

#[test]
fn every_entry_is_complete() {
    let mut names = BTreeSet::new();
    assert!(classes().len() >= 45, "{}", classes().len());
    for sort in Sort::ALL {
        assert!(classes().iter().any(|class| class.sort == sort), "{}", sort.word());
    }
    for class in classes() {
        let name = class.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        assert!(class.what.ends_with('.') && !class.faults.is_empty(), "{name}");
        if let [only] = &class.faults[..] {
            assert!(only.fault == "failure" && only.is_repaired(), "{name}");
        }
        for fault in &class.faults {
            let repair = fault.repair.as_ref().map(|(_, origin)| *origin);
            for origin in repair.into_iter().chain([fault.often_from]) {
                assert!(!origin.source.is_empty(), "{name}");
                assert!((1990..=2026).contains(&origin.year), "{name}: {}", origin.year);
                let assumed = origin.source == "assumed";
                assert!(!assumed || origin.trust == Trust::Assumed, "{name}");
                // Who assumes says what.
                assert!(origin.trust != Trust::Assumed || !origin.note.is_empty(), "{name}");
            }
            assert_eq!(fault.hit.is_some(), class.sort == Sort::Shock, "{name}");
        }
    }
}

/// The mean by the book, from the parameters as they are written.
fn mean_ns(distribution: &Distribution) -> f64 {
    match distribution {
        Distribution::Exponential(mean)
        | Distribution::Constant(mean)
        | Distribution::Lognormal(Lognormal::MeanMedian { mean, .. }) => mean.ns(),
        Distribution::Uniform(low, high) => f64::midpoint(low.ns(), high.ns()),
        Distribution::Weibull(Weibull::Scale { shape, scale }) => {
            scale.ns() * gamma(1.0 + 1.0 / shape)
        }
        Distribution::Lognormal(Lognormal::MedianP95 { median, p95 }) => {
            let sigma = (p95.ns() / median.ns()).ln() / 1.644_853_626_951_472_7;
            median.ns() * (sigma * sigma / 2.0).exp()
        }
        Distribution::Shifted { by, of } => by.ns() + mean_ns(of),
        other => panic!("a law that no entry has had: {other:?}"),
    }
}

#[test]
fn every_law_has_the_mean_that_is_shown() {
    let same = |name: &str, delay: &Delay| {
        let (shown, book) = (delay.law().mean(), mean_ns(delay.written()));
        assert!((shown / book - 1.0).abs() < 1e-9, "{name}: {shown} {book}");
    };
    for class in classes() {
        for fault in &class.faults {
            same(class.name, &fault.mtbf());
            if let Some(mttr) = fault.mttr() {
                same(class.name, &mttr);
            }
        }
    }
}

/// Means in hours that the sources, or who computed from them, give as such.
#[test]
fn the_figures_are_those_of_the_sources() {
    let hours = |name: &str, mttr: bool| {
        let fault = &find(name).unwrap().faults[0];
        let delay = if mttr { fault.mttr().unwrap() } else { fault.mtbf() };
        delay.law().mean() / HOUR as f64
    };
    let near = |found: f64, told: f64| assert!((found / told - 1.0).abs() < 2e-3, "{found} {told}");
    near(hours("hdd-backblaze-2025", false), 644_118.0);
    near(hours("ssd-netapp-2020", false), 3.98e6);
    near(hours("load-balancer", false), 8760.0 / 0.223_144);
    near(hours("switch-top-of-rack", false), 175_200.0);
    near(hours("server-lanl-20", true) * 60.0, 210.0);
    near(hours("server-lanl-8", false), 8760.0 / 0.66);
    near(hours("ups", false), 250_286.0);
    near(hours("gpu-llama3", false), 16_384.0 * 54.0 * 24.0 / 419.0);
    // Products that are measured where their factors are not: down so many days a year.
    let down_days = |name| 365.0 * hours(name, true) / (hours(name, false) + hours(name, true));
    near(down_days("link-lan"), 0.3);
    assert!((down_days("link-leased") - 2.7).abs() < 0.05);
    near(down_days("vm-ec2-at-sla"), 0.005 * 365.0);
    near(down_days("site-tier-3") * 24.0, 1.577);
    // All causes together are a failure a year, but for the share that has no label.
    let causes = &find("server-lanl-causes").unwrap().faults;
    let rate: f64 = causes.iter().map(|fault| YEAR as f64 / fault.mtbf().law().mean()).sum();
    near(rate, 0.981);
}

#[test]
fn what_is_pasted_means_what_the_class_means() {
    for class in classes() {
        let [short, full] = [false, true].map(|in_full| {
            let declaration = declaration(class, in_full);
            let source = with(&declaration);
            let source = source.unwrap_or_else(|e| panic!("{}: {}", class.name, e.render(false)));
            let text: serde_json::Value =
                serde_json::from_str(&declaration.text(0)).expect("the text is the JSON");
            assert_eq!(text, serde_json::to_value(&declaration).unwrap(), "{}", class.name);
            explain(&source.scenario)
        });
        assert_eq!(short, full, "{}", class.name);
    }
}

#[test]
fn a_repair_that_no_source_tells_is_asked_for() {
    let mut asked = 0;
    for class in classes().iter().filter(|class| class.sort != Sort::Shock) {
        let Written::Keys(mut parts) = declaration(class, false) else { panic!() };
        let part = parts.get_mut(class.sort.key());
        let Some(Written::Keys(named)) = part else { panic!() };
        let Some(Written::Keys(keys)) = named.get_mut("my-own") else { panic!() };
        if keys.shift_remove("mttr").is_some() {
            let problems = with(&Written::Keys(parts)).unwrap_err();
            assert_eq!(problems.list.len(), 1);
            assert!(problems.list[0].what.contains("`mttr` is missing"), "{}", class.name);
            asked += 1;
        }
    }
    assert!(asked >= 5, "{asked}");
}

#[test]
fn who_errs_is_told_what_was_meant() {
    let hint = |name| find(name).unwrap_err().1;
    assert!(hint("sever").starts_with("did you mean `server`?"));
    assert!(hint("hdd").starts_with("did you mean one of `hdd-backblaze-2025`"));
    assert_eq!(hint("quantum-computer"), "`quorate catalog` lists all");
}
