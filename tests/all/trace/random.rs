//! What holds for the traces of random scenarios: they add up, and every outage has a story that does.

use super::same::assert_adds_up;
use crate::common::model;
use crate::properties::scenarios::scenarios;
use proptest::prelude::*;
use quorate::ledger::{Outage, Phase};
use quorate::model::Model;
use quorate::report::{Choice, events, events_json, story, timeline};
use quorate::study::trace;

/// Reads `2 h 3 min 0.5 s` in nanoseconds; `under 1 s` is nothing.
fn read(said: &str) -> u64 {
    if said.starts_with("under ") {
        return 0;
    }
    let words: Vec<&str> = said.split(' ').collect();
    let part = |pair: &[&str]| {
        let unit = match pair[1] {
            "d" => 86_400e9,
            "h" => 3600e9,
            "min" => 60e9,
            "s" => 1e9,
            other => panic!("`{other}` in `{said}` is no unit"),
        };
        (pair[0].parse::<f64>().unwrap() * unit).round() as u64
    };
    assert!(words.len().is_multiple_of(2), "{said}");
    words.chunks(2).map(part).sum()
}

/// Checks what the second sentence of a story says against the outage.
fn check(model: &Model, outage: &Outage, story: &str) {
    let service = &model.services[outage.service as usize];
    let (what, rest) = story.rsplit_once(&format!(". That took {service} down for ")).unwrap();
    assert!(!what.is_empty() && !what.contains("  "), "{story}");
    let (duration, rest) = rest.split_once(" (").unwrap();
    let (cause, phases) = rest.split_once("): ").unwrap();
    let is = &model.causes[outage.cause as usize];
    let named = if is.planned { format!("planned: {}", is.name) } else { is.name.clone() };
    assert_eq!(cause, named, "{story}");
    // To a millisecond, a second or a minute.
    let step = match outage.duration / 1_000_000_000 {
        0..600 => 1_000_000,
        600..2_592_000 => 1_000_000_000,
        _ => 60_000_000_000,
    };
    assert!(read(duration).abs_diff(outage.duration) <= step / 2, "{story}");
    let mut sum = 0;
    let mut seen = 0;
    for said in phases.trim_end_matches('.').split(", ") {
        let begin =
            said.find("under").unwrap_or_else(|| said.find(|c: char| c.is_ascii_digit()).unwrap());
        let name = said[..begin].trim().replace(' ', "_");
        let phase = Phase::ALL.into_iter().find(|phase| phase.name() == name).unwrap();
        let span = outage.phases[phase as usize];
        assert!(span > 0, "{said} of {story}");
        // The rounding of all others falls to the largest.
        assert!(read(&said[begin..]).abs_diff(span) <= step * 7, "{said} of {story}");
        sum += read(&said[begin..]);
        seen += 1;
    }
    assert_eq!(seen, outage.phases.iter().filter(|span| **span > 0).count(), "{story}");
    let whole = if outage.duration < 1_000_000 { outage.duration } else { read(duration) };
    assert!(sum == whole || outage.duration < 1_000_000, "{sum} {whole} {story}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn every_outage_has_a_story_that_adds_up(text in scenarios()) {
        let model = model(&text);
        let history = trace(&model, 7, 0).unwrap();
        assert_adds_up(&model, &history);
        let outages = history.outages(None);
        for outage in outages.iter().take(40) {
            check(&model, outage, &story(&model, &history, outage));
        }
        let svg = timeline(&model, &history);
        prop_assert!(svg.starts_with("<svg ") && !svg.contains("NaN") && !svg.contains("inf"));
        let all = Choice { service: None, all: true };
        let lines = events_json(&model, &history, all);
        prop_assert_eq!(lines.lines().count(), history.events.len());
        let rows = events(&model, &history, all).lines().count();
        prop_assert_eq!(rows, history.events.len() + usize::from(!history.events.is_empty()));
    }
}
