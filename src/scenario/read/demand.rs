//! Reading what is asked of a service, what happens under overload, and sessions.

use super::components::{MOST, amount, reference};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::{Daily, Demand, Overload, Sessions, Store};

/// The most sessions at a time.
const MOST_SESSIONS: u64 = 1_000_000_000;

/// Reads how much is asked: a number, or one for each hour of the day.
pub(super) fn demand(reader: &mut Reader, item: &Item) -> Option<Demand> {
    if !item.is_object() {
        return amount(reader, item).map(Demand::Always);
    }
    let mut fields = reader.fields(item)?;
    let daily = fields.need(reader, "daily").and_then(|item| daily(reader, &item));
    fields.finish(reader);
    Some(Demand::Daily(Daily { daily: daily? }))
}

fn daily(reader: &mut Reader, item: &Item) -> Option<[f64; 24]> {
    let items = reader.list(item)?;
    if items.len() != 24 {
        let what = format!("a day has 24 hours, here are {}", items.len());
        let hint = "one number for each hour from midnight on";
        reader.problem(item.place(), what, Some(hint.into()));
        return None;
    }
    let mut hours = [0.0; 24];
    for (hour, item) in hours.iter_mut().zip(&items) {
        *hour = reader.number(item)?;
        if !(0.0..=MOST).contains(hour) {
            let what = "expected a number from 0 to 1e12";
            reader.problem(item.place(), what, None);
            return None;
        }
    }
    if hours.iter().all(|hour| *hour == 0.0) {
        let hint = "a service of which nothing is asked has no `demand`";
        reader.problem(item.place(), "nothing is ever asked", Some(hint.into()));
        return None;
    }
    Some(hours)
}

/// Reads `overload`, which needs a demand; with one it is `shed` unless given.
pub(super) fn overload(reader: &mut Reader, fields: &mut Fields, asked: bool) -> Option<Overload> {
    let Some(item) = fields.take("overload") else { return asked.then_some(Overload::Shed) };
    if !asked {
        let hint = "say how much is asked: `demand`, in the unit of the nodes' `capacity`";
        let what = "`overload` has no meaning without `demand`";
        reader.problem(item.place(), what, Some(hint.into()));
    }
    if !item.is_object() {
        let shed = reader.choice(&item, &[("shed", Overload::Shed)]);
        if shed.is_none()
            && let Some(problem) = reader.problems.last_mut()
        {
            problem.hint = Some("allowed: \"shed\", or {\"fail\": \"10m\"}".into());
        }
        return shed;
    }
    let mut fields = reader.fields(&item)?;
    let mean = fields.need(reader, "fail").and_then(|item| {
        let mean = reader.span(&item)?;
        if mean.ns() > 0.0 {
            return Some(mean);
        }
        let hint = "the mean of an exponential time, such as \"1s\" or \"10m\"";
        reader.problem(item.place(), "it takes some time until it crashes", Some(hint.into()));
        None
    });
    fields.finish(reader);
    mean.map(Overload::Fail)
}

/// Reads how many sessions there are and where they are kept.
pub(super) fn sessions(reader: &mut Reader, item: &Item) -> Option<Sessions> {
    let mut fields = reader.fields(item)?;
    let concurrent =
        fields.need(reader, "concurrent").and_then(|item| reader.whole(&item, 1, MOST_SESSIONS));
    let store = fields.need(reader, "store").and_then(|item| store(reader, &item));
    fields.finish(reader);
    Some(Sessions { concurrent: concurrent?, store: store? })
}

fn store(reader: &mut Reader, item: &Item) -> Option<Store> {
    if !item.is_object() {
        let local = reader.choice(item, &[("local", true), ("replicated", false)])?;
        return Some(if local { Store::Local } else { Store::Replicated });
    }
    let mut fields = reader.fields(item)?;
    let cluster = fields.need(reader, "external").and_then(|item| reference(reader, &item));
    fields.finish(reader);
    cluster.map(Store::External)
}
