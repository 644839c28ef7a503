//! Reading distributions.

mod csv;

use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::limits;
use crate::scenario::problem::listed;
use crate::scenario::values::{Delay, Distribution, Lognormal, Part, Span, Weibull};

/// The laws, by the names that they have in a scenario.
pub(in crate::scenario) const KNOWN: [&str; 11] = [
    "exponential",
    "constant",
    "uniform",
    "triangular",
    "weibull",
    "lognormal",
    "gamma",
    "erlang",
    "empirical",
    "mixture",
    "shifted",
];

/// What a plain duration means where it stands.
type Plain = fn(Span) -> Delay;

/// Reads `{"weibull": {"shape": 0.8, "mean": "90d"}}` and its like.
pub(in crate::scenario) fn distribution(
    reader: &mut Reader,
    item: &Item,
    plain: Plain,
) -> Option<Delay> {
    object(reader, item, plain, 1)
}

/// Reads an object that names one distribution, inside `depth - 1` others.
fn object(reader: &mut Reader, item: &Item, plain: Plain, depth: usize) -> Option<Delay> {
    if depth > limits::DISTRIBUTION_DEPTH {
        let what = format!("more than {} distributions inside one another", depth - 1);
        reader.problem(item.place(), what, None);
        return None;
    }
    let mut fields = reader.fields(item)?;
    let mut found = Vec::new();
    for name in KNOWN {
        if let Some(item) = fields.take(name) {
            found.push((name, item));
        }
    }
    let place = item.place();
    let before = reader.problems.len();
    fields.finish(reader);
    let [(name, inner)] = &found[..] else {
        if !found.is_empty() {
            reader.problem(place, "more than one distribution", Some("keep one of them".into()));
        } else if reader.problems.len() == before {
            let hint = format!("one of {}, such as {{\"exponential\": \"90d\"}}", listed(&KNOWN));
            reader.problem(place, "no distribution is named", Some(hint));
        }
        return None;
    };
    let written = match *name {
        "exponential" => reader.span(inner).map(Distribution::Exponential),
        "constant" => reader.span(inner).map(Distribution::Constant),
        "uniform" => {
            let what = "a uniform distribution has two ends: [shortest, longest]";
            let [low, high] = spans(reader, inner, what)?;
            Some(Distribution::Uniform(low, high))
        }
        "triangular" => {
            let what =
                "a triangular distribution has three corners: [shortest, most likely, longest]";
            let [min, mode, max] = spans(reader, inner, what)?;
            Some(Distribution::Triangular(min, mode, max))
        }
        "weibull" => weibull(reader, inner),
        "lognormal" => lognormal(reader, inner),
        "gamma" => gamma(reader, inner),
        "erlang" => erlang(reader, inner),
        "empirical" => empirical(reader, inner),
        "mixture" => mixture(reader, inner, plain, depth),
        _ => shifted(reader, inner, plain, depth),
    };
    match Delay::new(written?) {
        Ok(delay) => Some(delay),
        Err(flaw) => {
            reader.problem(inner.place(), flaw.what, flaw.hint);
            None
        }
    }
}

/// Reads a list of so many durations.
fn spans<const N: usize>(reader: &mut Reader, item: &Item, what: &str) -> Option<[Span; N]> {
    let items = reader.list(item)?;
    if items.len() != N {
        reader.problem(item.place(), what, None);
        return None;
    }
    let spans: Vec<Span> = items.iter().filter_map(|item| reader.span(item)).collect();
    spans.try_into().ok()
}

fn weibull(reader: &mut Reader, item: &Item) -> Option<Distribution> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let shape = needed(reader, &mut fields, "shape", positive_number);
    let mean = fields.take("mean").and_then(|item| positive_span(reader, &item));
    let scale = fields.take("scale").and_then(|item| positive_span(reader, &item));
    fields.finish(reader);
    let shape = shape?;
    let weibull = match (mean, scale) {
        (Some(mean), None) => Weibull::Mean { shape, mean },
        (None, Some(scale)) => Weibull::Scale { shape, scale },
        _ if reader.problems.len() > before => return None,
        _ => {
            let hint = Some("give one of `mean` and `scale`".into());
            reader.problem(item.place(), "a Weibull distribution is not fixed by this", hint);
            return None;
        }
    };
    Some(Distribution::Weibull(weibull))
}

fn lognormal(reader: &mut Reader, item: &Item) -> Option<Distribution> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let mut span = |key| fields.take(key).and_then(|item| positive_span(reader, &item));
    let (median, mean, p95) = (span("median"), span("mean"), span("p95"));
    let mut number = |key| fields.take(key).and_then(|item| positive_number(reader, &item));
    let (sigma, cv) = (number("sigma"), number("cv"));
    fields.finish(reader);
    if reader.problems.len() > before {
        return None;
    }
    let lognormal = match (median, mean, p95, sigma, cv) {
        (Some(median), None, Some(p95), None, None) => Lognormal::MedianP95 { median, p95 },
        (Some(median), Some(mean), None, None, None) => Lognormal::MeanMedian { mean, median },
        (Some(median), None, None, Some(sigma), None) => Lognormal::MedianSigma { median, sigma },
        (None, Some(mean), None, None, Some(cv)) => Lognormal::MeanCv { mean, cv },
        _ => {
            let hint = "give `median` and `p95`, `mean` and `median`, `median` and `sigma`, or `mean` and `cv`";
            let what = "a lognormal distribution is not fixed by this";
            reader.problem(item.place(), what, Some(hint.into()));
            return None;
        }
    };
    Some(Distribution::Lognormal(lognormal))
}

fn gamma(reader: &mut Reader, item: &Item) -> Option<Distribution> {
    let mut fields = reader.fields(item)?;
    let shape = needed(reader, &mut fields, "shape", positive_number);
    let mean = needed(reader, &mut fields, "mean", positive_span);
    fields.finish(reader);
    Some(Distribution::Gamma { shape: shape?, mean: mean? })
}

fn erlang(reader: &mut Reader, item: &Item) -> Option<Distribution> {
    let mut fields = reader.fields(item)?;
    let stages = needed(reader, &mut fields, "stages", |r, item| r.whole(item, 1, 10_000));
    let mean = needed(reader, &mut fields, "mean", positive_span);
    fields.finish(reader);
    Some(Distribution::Erlang { stages: stages? as u32, mean: mean? })
}

fn empirical(reader: &mut Reader, item: &Item) -> Option<Distribution> {
    if item.is_object() {
        return csv::empirical(reader, item).map(Distribution::Empirical);
    }
    let items = reader.list(item)?;
    if items.len() > limits::EMPIRICAL_VALUES {
        let what = format!("more than {} values", limits::EMPIRICAL_VALUES);
        reader.problem(item.place(), what, None);
        return None;
    }
    let values: Vec<Span> = items.iter().filter_map(|item| reader.span(item)).collect();
    (values.len() == items.len()).then_some(Distribution::Empirical(values))
}

fn mixture(reader: &mut Reader, item: &Item, plain: Plain, depth: usize) -> Option<Distribution> {
    let items = reader.list(item)?;
    if items.is_empty() || items.len() > limits::MIXTURE_PARTS {
        let what = format!("a mixture has 1 to {} parts", limits::MIXTURE_PARTS);
        reader.problem(item.place(), what, None);
        return None;
    }
    let mut parts = Vec::new();
    for item in &items {
        let Some(mut fields) = reader.fields(item) else { continue };
        let weight = needed(reader, &mut fields, "weight", positive_number);
        let of = needed(reader, &mut fields, "of", |r, item| inside(r, item, plain, depth));
        fields.finish(reader);
        if let (Some(weight), Some(of)) = (weight, of) {
            parts.push(Part { weight, of });
        }
    }
    (parts.len() == items.len()).then_some(Distribution::Mixture(parts))
}

fn shifted(reader: &mut Reader, item: &Item, plain: Plain, depth: usize) -> Option<Distribution> {
    let mut fields = reader.fields(item)?;
    let by = needed(reader, &mut fields, "by", Reader::span);
    let of = needed(reader, &mut fields, "of", |r, item| inside(r, item, plain, depth));
    fields.finish(reader);
    Some(Distribution::Shifted { by: by?, of: Box::new(of?) })
}

/// Reads a distribution inside another; a plain duration means what it would mean outside.
fn inside(reader: &mut Reader, item: &Item, plain: Plain, depth: usize) -> Option<Distribution> {
    let delay = if item.is_object() {
        object(reader, item, plain, depth + 1)?
    } else if item.is_text("never") {
        let hint = "a delay of which only a part ever ends has no mean";
        reader.problem(item.place(), "`never` is no part of another", Some(hint.into()));
        return None;
    } else {
        plain(reader.span(item)?)
    };
    Some(delay.written().clone())
}

fn needed<T>(
    reader: &mut Reader,
    fields: &mut Fields,
    key: &'static str,
    read: impl FnOnce(&mut Reader, &Item) -> Option<T>,
) -> Option<T> {
    let item = fields.need(reader, key)?;
    read(reader, &item)
}

fn positive_span(reader: &mut Reader, item: &Item) -> Option<Span> {
    let span = reader.span(item)?;
    if span.ns() > 0.0 {
        return Some(span);
    }
    reader.problem(item.place(), "must be longer than 0", None);
    None
}

fn positive_number(reader: &mut Reader, item: &Item) -> Option<f64> {
    let x = reader.number(item)?;
    if x > 0.0 {
        return Some(x);
    }
    reader.problem(item.place(), "must be above 0", None);
    None
}
