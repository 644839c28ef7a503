//! Reading distributions.

use crate::engine::Law;
use crate::scenario::json::{Item, Reader};
use crate::scenario::problem::listed;
use crate::scenario::values::{Delay, Span};

const KNOWN: [&str; 5] = ["exponential", "constant", "uniform", "weibull", "lognormal"];
const LATER: [&str; 6] = ["triangular", "gamma", "erlang", "empirical", "mixture", "shifted"];

/// The standard normal's 95 % quantile.
const Z_P95: f64 = 1.644_853_626_951_472_7;

/// Reads `{"weibull": {"shape": 0.8, "mean": "90d"}}` and its like.
pub(in crate::scenario) fn distribution(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let mut fields = reader.fields(item)?;
    let mut found = Vec::new();
    for name in KNOWN {
        if let Some(item) = fields.take(name) {
            found.push((name, item));
        }
    }
    let place = item.place();
    fields.finish(reader, &LATER);
    let [(name, inner)] = &found[..] else {
        if found.is_empty() {
            let hint = format!("one of {}, such as {{\"exponential\": \"90d\"}}", listed(&KNOWN));
            reader.problem(place, "no distribution is named", Some(hint));
        } else {
            reader.problem(place, "more than one distribution", Some("keep one of them".into()));
        }
        return None;
    };
    match *name {
        "exponential" => reader.span(inner).map(Delay::exponential),
        "constant" => reader.span(inner).map(|span| Delay::constant(span.rounded())),
        "uniform" => uniform(reader, inner),
        "weibull" => weibull(reader, inner),
        _ => lognormal(reader, inner),
    }
}

fn uniform(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let ends = reader.list(item)?;
    let [low, high] = &ends[..] else {
        reader.problem(
            item.place(),
            "a uniform distribution has two ends: [shortest, longest]",
            None,
        );
        return None;
    };
    let (low, high) = (reader.span(low)?, reader.span(high)?);
    if low > high {
        reader.problem(item.place(), "the shortest end is longer than the longest", None);
        return None;
    }
    Some(Delay(Law::Uniform { low: low.ns(), high: high.ns() }))
}

fn weibull(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let mut fields = reader.fields(item)?;
    let shape = fields.need(reader, "shape").and_then(|item| positive_number(reader, &item));
    let mean = fields.take("mean").and_then(|item| positive_span(reader, &item));
    let scale = fields.take("scale").and_then(|item| positive_span(reader, &item));
    let before = reader.problems.len();
    fields.finish(reader, &[]);
    let inverse_shape = 1.0 / shape?;
    let scale = match (mean, scale) {
        (Some(mean), None) => mean.ns() / statrs::function::gamma::gamma(1.0 + inverse_shape),
        (None, Some(scale)) => scale.ns(),
        _ if reader.problems.len() > before => return None,
        _ => {
            let hint = "give one of `mean` and `scale`";
            reader.problem(
                item.place(),
                "a Weibull distribution is not fixed by this",
                Some(hint.into()),
            );
            return None;
        }
    };
    Some(Delay(Law::Weibull { inverse_shape, scale }))
}

fn lognormal(reader: &mut Reader, item: &Item) -> Option<Delay> {
    let mut fields = reader.fields(item)?;
    let before = reader.problems.len();
    let mut span = |key| fields.take(key).and_then(|item| positive_span(reader, &item));
    let (median, mean, p95) = (span("median"), span("mean"), span("p95"));
    let mut number = |key| fields.take(key).and_then(|item| positive_number(reader, &item));
    let (sigma, cv) = (number("sigma"), number("cv"));
    fields.finish(reader, &[]);
    if reader.problems.len() > before {
        return None;
    }
    let ln = |span: Span| span.ns().ln();
    let (mu, sigma) = match (median, mean, p95, sigma, cv) {
        (Some(median), None, Some(p95), None, None) => (ln(median), (ln(p95) - ln(median)) / Z_P95),
        (Some(median), Some(mean), None, None, None) => {
            (ln(median), signed_root(2.0 * (ln(mean) - ln(median))))
        }
        (Some(median), None, None, Some(sigma), None) => (ln(median), sigma),
        (None, Some(mean), None, None, Some(cv)) => {
            let variance = (cv * cv).ln_1p();
            (ln(mean) - variance / 2.0, variance.sqrt())
        }
        _ => {
            let hint = "give `median` and `p95`, `mean` and `median`, `median` and `sigma`, or `mean` and `cv`";
            reader.problem(
                item.place(),
                "a lognormal distribution is not fixed by this",
                Some(hint.into()),
            );
            return None;
        }
    };
    if sigma < 0.0 {
        let hint = "of a lognormal distribution both `mean` and `p95` are above the `median`";
        reader.problem(
            item.place(),
            "no lognormal distribution has these values",
            Some(hint.into()),
        );
        return None;
    }
    Some(Delay(Law::Lognormal { mu, sigma }))
}

fn signed_root(x: f64) -> f64 {
    x.abs().sqrt().copysign(x)
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
