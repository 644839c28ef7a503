//! Reading what a design is held to.

use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::{Assertion, Bound, Limit};
use crate::scenario::values::Span;

/// Reads the list of assertions.
pub(super) fn assertions(reader: &mut Reader, item: &Item) -> Vec<Assertion> {
    let items = reader.list(item).unwrap_or_default();
    items.iter().filter_map(|item| assertion(reader, item)).collect()
}

fn assertion(reader: &mut Reader, item: &Item) -> Option<Assertion> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let metric = fields.need(reader, "metric");
    let metric_place = metric.as_ref().map(Item::place);
    let metric = metric.and_then(|item| reader.text(&item));
    let bound = bound(reader, &mut fields);
    let mut confidence = Some(0.95);
    if let Some(item) = fields.take("confidence") {
        confidence = reader.share(&item).filter(|share| {
            let fits = *share > 0.5 && *share < 1.0;
            if !fits {
                let hint = "19 times in 20 is 0.95 or \"95%\", unless given";
                let what = "a confidence lies between one half and 1";
                reader.problem(item.place(), what, Some(hint.into()));
            }
            fits
        });
    }
    fields.finish(reader);
    let (metric, metric_place) = (metric?, metric_place?);
    Some(Assertion { place, metric, metric_place, bound: bound?, confidence: confidence? })
}

fn bound(reader: &mut Reader, fields: &mut Fields) -> Option<Bound> {
    match (fields.take("at_least"), fields.take("at_most")) {
        (Some(item), None) => limit(reader, &item).map(Bound::AtLeast),
        (None, Some(item)) => limit(reader, &item).map(Bound::AtMost),
        _ => {
            let hint = "such as `\"at_least\": \"99.95%\"` or `\"at_most\": 0.01`";
            let what = "exactly one of `at_least` and `at_most`";
            reader.problem(fields.place.clone(), what, Some(hint.into()));
            None
        }
    }
}

/// Reads a limit: a share, a number, or a time.
fn limit(reader: &mut Reader, item: &Item) -> Option<Limit> {
    match item.as_text() {
        Some(text) if text.trim_end().ends_with('%') => reader.share(item).map(Limit::Number),
        Some(text) if Span::parse(text).is_ok() => reader.span(item).map(Limit::Time),
        Some(_) => {
            reader.expected(item, "a number, a share such as \"99.95%\" or a time such as \"30m\"");
            None
        }
        None => reader.number(item).map(Limit::Number),
    }
}
