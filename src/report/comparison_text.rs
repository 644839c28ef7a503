//! A comparison as a person reads it, and as a table.

use super::comparison::{Comparison, Contrast, Rival, Word};
use super::console::label;
use super::grid::Grid;
use super::units::{availability, change, count, digits, percent, span};
use crate::scenario::metrics::{Unit, unit_of};
use crate::statistics::Estimate;
use std::fmt::Write;

/// Names of designs stand above columns of about this width.
const HEADING: usize = 16;

/// Returns the comparison as text: for each design what it is better and worse at.
pub fn comparison_text(comparison: &Comparison) -> String {
    let mut out = String::new();
    let base = &comparison.base.name;
    for rival in &comparison.others {
        let _ = writeln!(
            out,
            "{} against {base}: {} trials of each, seed {}, the same random numbers in both",
            rival.scenario.name,
            count(comparison.trials),
            comparison.seed
        );
        let _ = writeln!(out, "In brackets: where the true difference lies, 95 times in 100.\n");
        answers(&mut out, base, rival);
        table(&mut out, base, rival);
        out.push('\n');
    }
    out
}

/// Says for each service which of both is less down.
fn answers(out: &mut String, base: &str, rival: &Rival) {
    let other = &rival.scenario.name;
    for (path, contrast) in &rival.metrics {
        let Some(service) =
            path.strip_prefix("services.").and_then(|p| p.strip_suffix(".downtime_s_per_year"))
        else {
            continue;
        };
        let d = &contrast.difference;
        let by = span(d.mean.abs());
        let said = match contrast.verdict {
            Word::Better => format!("{other} is better: {service} is down {by} a year less"),
            Word::Worse => format!("{other} is worse: {service} is down {by} a year more"),
            Word::Same => format!("{service} is down the same in both, in every single trial"),
            Word::Open | Word::More | Word::Less => cannot_tell(service, base, contrast),
        };
        let _ = write!(out, "{said}");
        if matches!(contrast.verdict, Word::Better | Word::Worse) {
            let _ = write!(out, " ({})", d.range(|x| signed(Unit::Seconds, x)));
        }
        out.push('\n');
        if let Some(times) = contrast.variance_reduction.filter(|times| *times >= 1.5) {
            let times = digits(times);
            let _ = writeln!(
                out,
                "  not played in step, it would take {times} times the trials to know that as well"
            );
        }
    }
    out.push('\n');
}

fn cannot_tell(service: &str, base: &str, contrast: &Contrast) -> String {
    let mut said = format!("{service}: cannot tell yet whether {base} is better");
    if let Some(trials) = contrast.trials_needed {
        let _ = write!(said, "; about {trials} trials would tell (--trials {trials})");
    }
    said
}

fn table(out: &mut String, base: &str, rival: &Rival) {
    let mut grid = Grid::new(&[4]);
    grid.heading(["", base, &rival.scenario.name, "difference", ""], HEADING);
    let mut thing = "";
    for (path, contrast) in rival.metrics.iter().filter(|(_, contrast)| is_seen(contrast)) {
        let mut parts = path.splitn(3, '.');
        let name = parts.nth(1).unwrap_or("");
        let metric = parts.next().unwrap_or("");
        if name != thing {
            grid.row([name]);
            thing = name;
        }
        let unit = unit_of(path);
        let difference = if contrast.verdict == Word::Same {
            String::new()
        } else {
            change(&contrast.difference, |x| signed(unit, x))
        };
        grid.row([
            format!("  {}", spoken(metric)),
            value(unit, &contrast.base),
            value(unit, &contrast.other),
            difference,
            contrast.verdict.said().to_owned(),
        ]);
    }
    out.push_str(&grid.lines(0));
}

/// Whether there is anything to compare.
fn is_seen(contrast: &Contrast) -> bool {
    contrast.base.mean != 0.0 || contrast.other.mean != 0.0
}

/// Returns a metric's name in words.
pub(super) fn spoken(metric: &str) -> String {
    let words = match metric {
        "served_fraction" => "requests answered",
        "split_brain_s_per_year" => "both sides write, a year",
        "fencing_blocked_s_per_year" => "fencing blocked, a year",
        "sla.p_met" => "periods that keep the SLA",
        "sla.expected_credit" => "expected credit",
        other => {
            return match other.strip_suffix("_s_per_year") {
                Some(time) => format!("{}, a year", time.replace('_', " ")),
                // As a run calls it.
                None if other.ends_with("_per_year") => format!("{} a year", label(other).0),
                None => other.replace('_', " "),
            };
        }
    };
    words.into()
}

fn value(unit: Unit, e: &Estimate) -> String {
    match unit {
        Unit::Share if e.mean > 0.9 => availability(e.mean, e.standard_error),
        Unit::Share => percent(e.mean),
        Unit::Seconds => span(e.mean),
        Unit::Number => digits(e.mean),
    }
}

fn signed(unit: Unit, x: f64) -> String {
    let sign = if x < 0.0 { "−" } else { "+" };
    let size = x.abs();
    match unit {
        Unit::Share => format!("{sign}{} %", digits(size * 100.0)),
        Unit::Seconds => format!("{sign}{}", span(size)),
        Unit::Number => format!("{sign}{}", digits(size)),
    }
}

/// Returns the comparison as CSV.
///
/// # Errors
/// Never, in memory.
pub fn comparison_csv(comparison: &Comparison) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let ends = ["", "_standard_error", "_low", "_high"];
    let columns = ["base", "other", "difference"];
    let mut header: Vec<String> = ["design", "metric"].map(Into::into).into();
    header.extend(columns.iter().flat_map(|column| ends.map(|end| format!("{column}{end}"))));
    header.extend(["relative", "variance_reduction", "verdict", "trials_needed"].map(Into::into));
    table.write_record(&header)?;
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    for rival in &comparison.others {
        for (path, c) in &rival.metrics {
            let mut row = vec![rival.scenario.name.clone(), path.clone()];
            for e in [&c.base, &c.other, &c.difference] {
                row.extend(super::tables::cells(e));
            }
            row.extend([number(c.relative), number(c.variance_reduction)]);
            row.push(c.verdict.said().to_owned());
            row.push(c.trials_needed.map_or(String::new(), |n| n.to_string()));
            table.write_record(&row)?;
        }
    }
    Ok(table.into_inner().unwrap_or_default())
}
