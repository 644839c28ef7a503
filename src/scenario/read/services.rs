//! Reading services and what they need.

use super::components::reference;
use super::demand::{demand, overload, sessions};
use super::sla::sla;
use crate::scenario::json::{Item, Reader};
use crate::scenario::limits;
use crate::scenario::types::{Need, Service};
use crate::scenario::values::Span;

pub(super) fn service(reader: &mut Reader, item: &Item, horizon: Span) -> Option<Service> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let needs = fields.need(reader, "needs").and_then(|item| need(reader, &item));
    let asked = fields.take("demand");
    let demand = asked.as_ref().and_then(|item| demand(reader, item));
    let overload = overload(reader, &mut fields, asked.is_some());
    let sessions = fields.take("sessions").and_then(|item| sessions(reader, &item));
    let promised = fields.take("sla");
    let is_promised = promised.is_some();
    let sla = promised.and_then(|item| sla(reader, &item, horizon));
    if is_promised && sla.is_none() {
        // That its metrics are not there would be no news.
        reader.unread.push("sla".into());
    }
    fields.finish(reader);
    Some(Service { place, needs: needs?, demand, overload, sessions, sla })
}

fn need(reader: &mut Reader, item: &Item) -> Option<Need> {
    if item.as_text().is_some() {
        return reference(reader, item).map(Need::Name);
    }
    if item.is_object() {
        return compound(reader, item);
    }
    let hint = "a name, {\"all\": [...]}, {\"any\": [...]} or {\"at_least\": 2, \"of\": \"web\"}";
    reader.problem(item.place(), "this is not a condition", Some(hint.into()));
    None
}

fn compound(reader: &mut Reader, item: &Item) -> Option<Need> {
    let mut fields = reader.fields(item)?;
    let all = fields.take("all");
    let any = fields.take("any");
    let at_least = fields.take("at_least");
    let of = fields.take("of");
    fields.finish(reader);
    match (all, any, at_least, of) {
        (Some(list), None, None, None) => {
            needs(reader, &list).map(|list| Need::All(list.into_iter().flatten().collect()))
        }
        (None, Some(list), None, None) => {
            needs(reader, &list).map(|list| Need::Any(list.into_iter().flatten().collect()))
        }
        (None, None, Some(count), Some(of)) => {
            let count = reader.whole(&count, 1, limits::COMPONENTS as u64)? as u32;
            let of = match of.as_text() {
                Some(_) => vec![Need::Name(reference(reader, &of)?)],
                // With one missing they would be counted wrong.
                None => needs(reader, &of)?.into_iter().collect::<Option<_>>()?,
            };
            Some(Need::AtLeast { count, of, place: item.place() })
        }
        _ => {
            let hint = "exactly one of `all`, `any`, or `at_least` together with `of`";
            reader.problem(item.place(), "this is not a condition", Some(hint.into()));
            None
        }
    }
}

/// Reads a list of needs; those that cannot be read are reported.
fn needs(reader: &mut Reader, item: &Item) -> Option<Vec<Option<Need>>> {
    let items = reader.list(item)?;
    if items.is_empty() {
        reader.problem(item.place(), "an empty list of needs says nothing", None);
        return None;
    }
    // Every element is read, so that all errors are reported.
    Some(items.iter().map(|item| need(reader, item)).collect())
}
