//! Reading who repairs, and with what: crews and spares.

use super::components::{constant, delay_or};
use crate::scenario::json::{Item, Reader};
use crate::scenario::types::{Crew, Hours, Order, Spare};

/// The days of the week.
pub(in crate::scenario) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn crew(reader: &mut Reader, item: &Item) -> Option<Crew> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let size = fields.take("size").and_then(|item| reader.whole(&item, 1, 100_000)).unwrap_or(1);
    let response = delay_or(reader, &mut fields, "response", 0);
    let hours = fields.take("hours").and_then(|item| hours(reader, &item));
    let words = [("fifo", Order::Fifo), ("random", Order::Random)];
    let order = fields.take("order").and_then(|item| reader.choice(&item, &words));
    fields.finish(reader);
    Some(Crew { place, size: size as u32, response, hours, order: order.unwrap_or(Order::Fifo) })
}

pub(super) fn spare(reader: &mut Reader, item: &Item) -> Option<Spare> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let stock = fields.need(reader, "stock").and_then(|item| reader.whole(&item, 0, 10_000));
    let lead_time = fields.need(reader, "lead_time").and_then(|item| constant(reader, &item));
    fields.finish(reader);
    Some(Spare { place, stock: stock? as u32, lead_time: lead_time? })
}

/// Reads `"always"` or `{"days": "mon-fri", "from": "09:00", "to": "17:00"}`.
fn hours(reader: &mut Reader, item: &Item) -> Option<Hours> {
    if item.as_text().is_some() {
        reader.choice(item, &[("always", ())]);
        return None;
    }
    let mut fields = reader.fields(item)?;
    let days = fields.need(reader, "days").and_then(|item| days(reader, &item));
    let from = fields.need(reader, "from").and_then(|item| minute(reader, &item));
    let to = fields.need(reader, "to").and_then(|item| minute(reader, &item));
    fields.finish(reader);
    let hours = Hours { days: days?, from_min: from?, to_min: to? };
    if hours.from_min >= hours.to_min {
        let hint = "hours end on the day they begin, at \"24:00\" at the latest; a night shift is two crews";
        reader.problem(item.place(), "these hours end before they begin", Some(hint.into()));
        return None;
    }
    Some(hours)
}

/// Reads `"mon-fri"`, `"sat"`, `"mon,wed"` and what can be made of these.
fn days(reader: &mut Reader, item: &Item) -> Option<[bool; 7]> {
    let text = reader.text(item)?;
    let day = |word: &str| DAYS.iter().position(|day| *day == word.trim());
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Some(first), Some(last)) = (day(first), day(last)) else {
            let hint = "days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`, written \"mon-fri\", \"sat\" or \"mon,wed\"";
            reader.problem(item.place(), format!("`{text}` are no days"), Some(hint.into()));
            return None;
        };
        let mut at = first;
        days[at] = true;
        while at != last {
            at = (at + 1) % 7;
            days[at] = true;
        }
    }
    Some(days)
}

/// Reads `"09:00"` as minutes of the day.
fn minute(reader: &mut Reader, item: &Item) -> Option<u32> {
    let text = reader.text(item)?;
    let digits = |part: &str| -> Option<u32> {
        let good = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        good.then(|| part.parse().ok())?
    };
    let minute = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute) = (digits(hour)?, digits(minute)?);
        (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    });
    if minute.is_none() {
        let hint = "times of day are written \"09:00\", from \"00:00\" to \"24:00\"";
        reader.problem(item.place(), format!("`{text}` is no time of day"), Some(hint.into()));
    }
    minute
}
