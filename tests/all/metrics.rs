//! Every estimate of a summary has a path, and every path can be asserted.

use crate::common::study;
use quorate::model::compile;
use quorate::report::{Summary, summarize};
use quorate::scenario::metrics::{
    CLUSTER, COMPONENT, ERROR_BUDGET, LOSSES, RECOVERY, SERVICE, SLA, SLA_COST,
};
use quorate::scenario::{load, parse};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

fn summary_of(file: &str) -> Summary {
    let source = load(Path::new(file)).unwrap();
    let model = compile(&source.scenario);
    summarize(&model, &source, &study(&model, 4), 1)
}

/// Gathers the mean of every estimate that a dotted path leads to, and every percentile with it.
fn gather(path: &str, value: &Value, found: &mut BTreeMap<String, f64>) {
    let Some(object) = value.as_object() else { return };
    if let (Some(mean), Some(_)) = (object.get("mean"), object.get("standard_error")) {
        found.insert(path.to_owned(), mean.as_f64().unwrap());
    }
    for (key, value) in object {
        let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if key.starts_with('p') && key[1..].parse::<u32>().is_ok() {
            found.insert(inner, value.as_f64().unwrap());
        } else {
            gather(&inner, value, found);
        }
    }
}

#[test]
fn the_metrics_are_the_estimates_of_the_json() {
    for file in ["tests/maximal.json", "scenarios/disaster-recovery.json"] {
        let summary = summary_of(file);
        let mut written = BTreeMap::new();
        gather("", &serde_json::to_value(&summary).unwrap(), &mut written);
        let metrics: BTreeMap<String, f64> =
            summary.metrics().into_iter().map(|m| (m.path, m.estimate.mean)).collect();
        assert_eq!(metrics, written, "{file}");
        for metric in summary.metrics() {
            let found = summary.metric(&metric.path).unwrap();
            assert_eq!((found.path, found.estimate), (metric.path, metric.estimate));
        }
    }
}

#[test]
fn every_metric_can_be_asserted_in_its_unit() {
    for file in ["tests/maximal.json", "scenarios/disaster-recovery.json"] {
        let text = std::fs::read_to_string(file).unwrap();
        let mut scenario: Value = serde_json::from_str(&text).unwrap();
        for metric in summary_of(file).metrics() {
            let limits = [json!("50%"), json!("1h"), json!(5)];
            let takes = |limit: &Value| {
                scenario["assertions"] = json!([{"metric": metric.path, "at_most": limit}]);
                parse("test.json", "test", scenario.to_string()).is_ok()
            };
            let taken: Vec<bool> = limits.iter().map(takes).collect();
            let name = metric.path.split('.').nth(2).unwrap();
            let is_time = name.ends_with("_s") || name.ends_with("_s_per_year");
            assert_eq!(taken[1], is_time, "{}", metric.path);
            assert!(taken[0] != taken[1], "{}: {taken:?}", metric.path);
        }
    }
}

#[test]
fn every_name_that_can_be_asserted_is_measured() {
    let summary = summary_of("scenarios/disaster-recovery.json");
    let there = |room: &str, name: &str, metrics: &[(&str, _)]| {
        for (metric, _) in metrics {
            let path = format!("{room}.{name}.{metric}");
            assert!(summary.metric(&path).is_some(), "{path}");
        }
    };
    summary.services.keys().for_each(|name| there("services", name, SERVICE));
    summary.components.keys().for_each(|name| there("components", name, COMPONENT));
    for name in summary.clusters.keys() {
        for list in [CLUSTER, LOSSES, RECOVERY] {
            there("clusters", name, list);
        }
    }
    let summary = summary_of("tests/maximal.json");
    for list in [SERVICE, SLA, SLA_COST, ERROR_BUDGET] {
        for (metric, _) in list {
            let path = format!("services.shop.{metric}");
            assert!(summary.metric(&path).is_some(), "{path}");
        }
    }
}
