//! Reading load balancers.

use super::components::{common, constant, reference};
use super::faults::Effects;
use crate::engine::SECOND;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::names::Kind;
use crate::scenario::types::{Algorithm, HealthCheck, LoadBalancer, Reference};
use crate::scenario::values::{Delay, Span};

/// Checks in a row that are waited for at most.
const MOST_CHECKS: u64 = 1_000_000;

/// The largest weight.
const MOST_WEIGHT: f64 = 1e6;

pub(super) fn balancer(reader: &mut Reader, item: &Item) -> Option<LoadBalancer> {
    let mut fields = reader.fields(item)?;
    let common = common(reader, &mut fields, Kind::LoadBalancer, &Effects::DOWN);
    let balances = fields.need(reader, "balances").and_then(|item| reference(reader, &item));
    let words = [
        ("round_robin", Algorithm::RoundRobin),
        ("weighted", Algorithm::Weighted),
        ("least_connections", Algorithm::LeastConnections),
    ];
    let algorithm = fields.take("algorithm").and_then(|item| reader.choice(&item, &words));
    let algorithm = algorithm.unwrap_or(Algorithm::RoundRobin);
    let weights = weights(reader, &mut fields, algorithm);
    let health_check = fields.take("health_check").map(|item| health_check(reader, &item));
    let takeover = takeover(reader, &mut fields, common.count.unwrap_or(1));
    fields.finish(reader);
    Some(LoadBalancer {
        common,
        balances: balances?,
        algorithm,
        weights,
        health_check: health_check.unwrap_or_default(),
        takeover,
    })
}

impl Default for HealthCheck {
    fn default() -> Self {
        HealthCheck { interval: Span::from_ns(2.0 * SECOND as f64), fall: 3, rise: 2 }
    }
}

fn health_check(reader: &mut Reader, item: &Item) -> HealthCheck {
    let mut check = HealthCheck::default();
    let Some(mut fields) = reader.fields(item) else { return check };
    if let Some(interval) = fields.take("interval").and_then(|item| reader.span(&item)) {
        check.interval = interval;
    }
    for (key, times) in [("fall", &mut check.fall), ("rise", &mut check.rise)] {
        let given = fields.take(key).and_then(|item| reader.whole(&item, 1, MOST_CHECKS));
        *times = given.map_or(*times, |n| n as u32);
    }
    fields.finish(reader);
    check
}

/// Reads `weights`, which the algorithm `weighted` needs and no other takes.
fn weights(
    reader: &mut Reader,
    fields: &mut Fields,
    algorithm: Algorithm,
) -> Vec<(Reference, f64)> {
    let hint = "`\"algorithm\": \"weighted\"` shares by them: `\"weights\": {\"web-1\": 2}`";
    match (fields.take("weights"), algorithm == Algorithm::Weighted) {
        (Some(item), true) => {
            return reader
                .entries(&item)
                .into_iter()
                .filter_map(|(name, item)| {
                    let weight = weight(reader, &item)?;
                    Some((Reference { name, place: item.place() }, weight))
                })
                .collect();
        }
        (Some(item), false) => {
            let what = "`weights` have no meaning with this algorithm";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        (None, true) => {
            reader.problem(fields.place.clone(), "`weights` are missing", Some(hint.into()));
        }
        (None, false) => {}
    }
    Vec::new()
}

fn weight(reader: &mut Reader, item: &Item) -> Option<f64> {
    let weight = reader.number(item)?;
    if !(0.0..=MOST_WEIGHT).contains(&weight) {
        let what = format!("a weight lies between 0 and {MOST_WEIGHT}");
        reader.problem(item.place(), what, None);
        return None;
    }
    Some(weight)
}

/// Reads `takeover`, which only a group has.
fn takeover(reader: &mut Reader, fields: &mut Fields, count: u32) -> Option<Delay> {
    let given = fields.take("takeover");
    if count > 1 {
        let given = given.and_then(|item| constant(reader, &item));
        return Some(given.unwrap_or(Delay::constant(3 * SECOND)));
    }
    if let Some(item) = given {
        let hint = "give it a standby with `\"count\": 2`";
        let what = "`takeover` has no meaning for a single balancer";
        reader.problem(item.place(), what, Some(hint.into()));
    }
    None
}
