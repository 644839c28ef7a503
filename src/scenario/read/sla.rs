//! Reading what is promised of a service.

use crate::engine::{HOUR, YEAR};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::problem::{Place, listed, nearest, shown};
use crate::scenario::types::{Credit, Exclusion, MONTH, Preset, Sla};
use crate::scenario::values::Span;

/// The highest fee.
const MOST: f64 = 1e15;

/// Shares count to so many parts: all decimals that a double holds, so that borders are exact.
const PARTS: f64 = 1e15;

/// Reads the name of a preset, or terms.
pub(super) fn sla(reader: &mut Reader, item: &Item, horizon: Span) -> Option<Sla> {
    let sla = if item.is_object() {
        terms(reader, item, horizon)?
    } else if item.as_text().is_some() {
        let sla = preset(reader, item)?.terms();
        fits(reader, item, sla.period, horizon).then_some(sla)?
    } else {
        reader.expected(item, "the name of a preset or an object with terms");
        let names = Preset::ALL.map(|(name, _)| name);
        if let Some(problem) = reader.problems.last_mut() {
            problem.hint =
                Some(format!("such as {{\"target\": \"99.95%\"}}, or one of {}", listed(&names)));
        }
        return None;
    };
    Some(sla)
}

fn preset(reader: &mut Reader, item: &Item) -> Option<Preset> {
    let text = reader.text(item)?;
    if let Some((_, preset)) = Preset::ALL.iter().find(|(name, _)| *name == text) {
        return Some(*preset);
    }
    let names = Preset::ALL.map(|(name, _)| name);
    let meant =
        nearest(&text, names).map_or(String::new(), |name| format!("did you mean `{name}`? "));
    let hint = format!(
        "{meant}presets: {}; terms of your own are an object with a `target`",
        listed(&names)
    );
    reader.problem(item.place(), format!("there is no preset `{}`", shown(&text)), Some(hint));
    None
}

fn terms(reader: &mut Reader, item: &Item, horizon: Span) -> Option<Sla> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let named = fields.take("preset");
    let preset = named.as_ref().and_then(|item| preset(reader, item));
    let base = preset.map(Preset::terms);
    let target = target(reader, &mut fields, named.is_some());
    let period = period(reader, &mut fields, horizon);
    let ignore_under = fields.take("ignore_under").and_then(|item| reader.span(&item));
    let excludes = fields.take("excludes").and_then(|item| excludes(reader, &item));
    let credits = fields.take("credits").and_then(|item| credits(reader, &item));
    let fee = fields.take("fee");
    let has_credits = credits.as_ref().or(base.as_ref().map(|base| &base.credits));
    let has_credits = has_credits.is_some_and(|credits| !credits.is_empty());
    let fee = fee.and_then(|item| self::fee(reader, &item, has_credits));
    fields.finish(reader);
    if reader.problems.len() > before {
        return None;
    }
    let base = base.unwrap_or(Sla {
        preset: None,
        target: 1.0,
        period: MONTH,
        ignore_under: Span::ZERO,
        excludes: Vec::new(),
        credits: Vec::new(),
        fee: None,
    });
    Some(Sla {
        preset,
        target: target.unwrap_or(base.target),
        period,
        ignore_under: ignore_under.unwrap_or(base.ignore_under),
        excludes: excludes.unwrap_or(base.excludes),
        credits: credits.unwrap_or(base.credits),
        fee,
    })
}

/// Reads a share above 0; `what` is said of one that is 0.
fn share(reader: &mut Reader, item: &Item, what: &str) -> Option<f64> {
    let share = (reader.share(item)? * PARTS).round() / PARTS;
    if share > 0.0 {
        return Some(share);
    }
    reader.problem(item.place(), what, None);
    None
}

fn target(reader: &mut Reader, fields: &mut Fields, has_preset: bool) -> Option<f64> {
    let Some(item) = fields.take("target") else {
        if !has_preset {
            let hint =
                "the uptime that is promised, such as \"99.95%\", or the `preset` that says it";
            reader.problem(fields.place.clone(), "`target` is missing", Some(hint.into()));
        }
        return None;
    };
    share(reader, &item, "a target of no uptime at all promises nothing")
}

/// Reads the period: a month unless given.
fn period(reader: &mut Reader, fields: &mut Fields, horizon: Span) -> Span {
    let Some(item) = fields.take("period") else {
        let place = fields.place.clone();
        if MONTH > horizon {
            too_long(reader, place, MONTH, horizon);
        }
        return MONTH;
    };
    let span = match item.as_text() {
        Some("month") => Some(MONTH),
        Some("year") => Some(Span::from_ns(YEAR as f64)),
        Some(text) if !text.contains(|c: char| c.is_ascii_digit()) => {
            let _: Option<()> = reader.choice(&item, &[]);
            if let Some(problem) = reader.problems.last_mut() {
                let meant = nearest(text, ["month", "year"]);
                let meant = meant.map_or(String::new(), |word| format!("did you mean `{word}`? "));
                problem.hint =
                    Some(format!("{meant}allowed: `month`, `year`, or a duration such as \"90d\""));
            }
            None
        }
        _ => reader.span(&item),
    };
    let Some(span) = span else { return MONTH };
    if span.rounded() < HOUR {
        let hint = "`month` (730 h), `year` or a duration such as \"7d\"";
        reader.problem(item.place(), "a period is at least an hour long", Some(hint.into()));
    } else {
        fits(reader, &item, span, horizon);
    }
    span
}

/// Whether the horizon holds a whole period; reports it if it does not.
fn fits(reader: &mut Reader, item: &Item, period: Span, horizon: Span) -> bool {
    let fits = period <= horizon;
    if !fits {
        too_long(reader, item.place(), period, horizon);
    }
    fits
}

fn too_long(reader: &mut Reader, place: Place, period: Span, horizon: Span) {
    let period = match period {
        MONTH => format!("month ({MONTH})"),
        period => format!("period of {period}"),
    };
    let what = format!("a horizon of {horizon} holds no whole {period}");
    let hint = "only whole periods are judged: make the `horizon` longer or the `period` shorter";
    reader.problem(place, what, Some(hint.into()));
}

fn excludes(reader: &mut Reader, item: &Item) -> Option<Vec<Exclusion>> {
    let words = [("maintenance", Exclusion::Maintenance)];
    let items = reader.list(item)?;
    // Every one is read, so that all errors are reported.
    let read: Vec<_> = items.iter().map(|item| reader.choice(item, &words)).collect();
    let mut excludes = read.into_iter().collect::<Option<Vec<_>>>()?;
    excludes.dedup();
    Some(excludes)
}

/// Reads the credits, in any order; returns them with the highest uptime first.
fn credits(reader: &mut Reader, item: &Item) -> Option<Vec<Credit>> {
    let items = reader.list(item)?;
    // Every one is read, so that all errors are reported.
    let read: Vec<_> = items.iter().map(|item| credit(reader, item)).collect();
    let mut credits: Vec<(Credit, &Item)> = read
        .into_iter()
        .zip(&items)
        .map(|(credit, item)| Some((credit?, item)))
        .collect::<Option<_>>()?;
    credits.sort_by(|a, b| b.0.below.total_cmp(&a.0.below));
    for pair in credits.windows(2) {
        let ((high, _), (low, item)) = (&pair[0], &pair[1]);
        let percent = |share: f64| format!("{} %", (share * 1e14).round() / 1e12);
        if high.below == low.below {
            let what = format!("two credits below {}", percent(low.below));
            reader.problem(item.place(), what, Some("each has a border of its own".into()));
            return None;
        }
        if low.credit < high.credit {
            let what = format!(
                "an uptime below {} is paid {}, a higher one below {} is paid {}",
                percent(low.below),
                percent(low.credit),
                percent(high.below),
                percent(high.credit)
            );
            let hint = "a lower uptime is not paid less: are the two mixed up?";
            reader.problem(item.place(), what, Some(hint.into()));
            return None;
        }
    }
    Some(credits.into_iter().map(|(credit, _)| credit).collect())
}

fn credit(reader: &mut Reader, item: &Item) -> Option<Credit> {
    let mut fields = reader.fields(item)?;
    let below = fields.need(reader, "below");
    let below = below.and_then(|item| share(reader, &item, "no uptime is below 0"));
    let credit = fields.need(reader, "credit");
    let credit = credit.and_then(|item| share(reader, &item, "a credit of nothing is left out"));
    fields.finish(reader);
    Some(Credit { below: below?, credit: credit? })
}

fn fee(reader: &mut Reader, item: &Item, has_credits: bool) -> Option<f64> {
    let fee = reader.number(item)?;
    if !(0.0..=MOST).contains(&fee) {
        let hint = "what a period costs, in any currency";
        reader.problem(item.place(), "a fee is from 0 to 1e15", Some(hint.into()));
        return None;
    }
    if !has_credits {
        let hint =
            "say what is paid of it: `\"credits\": [{\"below\": \"99.9%\", \"credit\": \"10%\"}]`";
        reader.problem(item.place(), "`fee` has no meaning without `credits`", Some(hint.into()));
        return None;
    }
    Some(fee)
}
