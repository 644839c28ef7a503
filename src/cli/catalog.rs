//! `quorate catalog`: what failure and repair rates are known, and who says so.

use super::Format;
use super::exit::{Exit, Failure};
use super::run::{print, to_json};
use super::wrap::wrapped;
use crate::report::span;
use crate::scenario::Delay;
use crate::scenario::catalogue::{self, Class, Origin, Preset, Sort, Trust, declaration, law};
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(Debug, clap::Args)]
pub(super) struct CatalogArguments {
    /// The entry to show in full; without it all are listed.
    name: Option<String>,
    /// What to print: text for people or JSON.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Shows every entry in a line, or one in full.
pub(super) fn catalog(arguments: &CatalogArguments) -> Result<Exit, Failure> {
    let text = match (&arguments.name, arguments.format) {
        (None, Format::Text) => table(),
        (None, Format::Json) => to_json(&catalogue::classes().iter().map(data).collect::<Vec<_>>()),
        (Some(name), format) => {
            let unknown = |(what, hint)| Failure::Unknown { what, hint };
            let class = catalogue::find(name).map_err(unknown)?;
            match format {
                Format::Text => entry(class),
                Format::Json => to_json(&data(class)),
            }
        }
    };
    print(&text)?;
    Ok(Exit::Fine)
}

const LEGEND: &str = "\
mtbf and mttr are means. Marks say how far to trust a figure: * a secondary source, ? from memory
and unverified, ~ assumed by us and to be replaced by yours; without a mark it was read in the
source itself. A - is to be said by you; what is restarted is so by its cluster's `monitor`. The
law is that of the repair, unless failures have one of their own. `quorate catalog NAME` says
more, and how it is written in a scenario.
";

/// Returns a line for each fault of each entry, sort by sort.
fn table() -> String {
    let mut text = String::new();
    for sort in Sort::ALL {
        let key = sort.key();
        let _ = writeln!(
            text,
            "{key:<27} {:>9}  {:>8}   {:<23} {:<40} year",
            "mtbf", "mttr", "law", "source"
        );
        for class in catalogue::classes().iter().filter(|class| class.sort == sort) {
            if class.faults.len() > 1 {
                let _ = writeln!(text, "  {}", class.name);
            }
            for preset in &class.faults {
                let name = match &class.faults[..] {
                    [_] => format!("  {}", class.name),
                    _ => format!("    {}", preset.fault),
                };
                row(&mut text, &name, preset);
            }
        }
        text.push('\n');
    }
    text.push_str(LEGEND);
    text
}

fn row(text: &mut String, name: &str, preset: &Preset) {
    let repair = match (&preset.repair, preset.mttr()) {
        (Some((_, from)), Some(mttr)) => format!("{}{}", span(mean_s(&mttr)), mark(from.trust)),
        _ if preset.is_repaired() => "- ".into(),
        _ => "restart ".into(),
    };
    let often = format!("{}{}", span(mean_s(&preset.mtbf())), mark(preset.often_from.trust));
    let laws = match preset.mttr() {
        Some(mttr) if law(&preset.mtbf()) == "exponential" => law(&mttr),
        _ => law(&preset.mtbf()),
    };
    let origins = origins(preset);
    let joined =
        |each: &dyn Fn(&Origin) -> String| origins.iter().map(each).collect::<Vec<_>>().join("; ");
    let (source, year) = (joined(&|o| o.source.into()), joined(&|o| o.year.to_string()));
    let _ = writeln!(text, "{name:<27} {often:>10} {repair:>9}  {laws:<23} {source:<40} {year}");
}

/// Returns the sources of both figures, each once; assumptions only if there is nothing else.
fn origins(preset: &Preset) -> Vec<Origin> {
    let mut origins = vec![preset.often_from];
    origins.extend(preset.repair.as_ref().map(|(_, from)| *from));
    origins.dedup_by_key(|origin| origin.source);
    if origins.iter().any(|origin| origin.source != "assumed") {
        origins.retain(|origin| origin.source != "assumed");
    }
    origins
}

fn mark(trust: Trust) -> char {
    match trust {
        Trust::Primary => ' ',
        Trust::Secondary => '*',
        Trust::Unverified => '?',
        Trust::Assumed => '~',
    }
}

/// Returns a mean in seconds, to the millisecond.
fn mean_s(delay: &Delay) -> f64 {
    (delay.law().mean() / 1e6).round() / 1e3
}

/// Returns everything about one entry, and how it is written.
fn entry(class: &Class) -> String {
    let mut text = format!("{}, a {}\n{}", class.name, class.sort.word(), wrapped(class.what, ""));
    for preset in &class.faults {
        let _ = writeln!(text, "\n{}", preset.fault);
        figure(&mut text, "every", &preset.mtbf(), &preset.often_from);
        match (&preset.repair, preset.mttr()) {
            (Some((_, from)), Some(mttr)) => figure(&mut text, "repair", &mttr, from),
            _ if preset.is_repaired() => {
                text.push_str("  repair   no source tells it: say it yourself with `mttr`\n");
            }
            _ => text.push_str("  repair   none: the cluster restarts it, as its `monitor` says\n"),
        }
        if let Some(effect) = preset.effect {
            let _ = writeln!(text, "  effect   {}", json!(effect).as_str().unwrap_or_default());
        }
    }
    let _ = writeln!(text, "\nIn a scenario:\n{}", declaration(class, false).text(0));
    if class.sort != Sort::Shock {
        let _ = writeln!(text, "\nThe same, written out:\n{}", declaration(class, true).text(0));
    }
    text
}

/// Adds a figure, its law and who says so.
fn figure(text: &mut String, label: &str, delay: &Delay, from: &Origin) {
    let mean = span(mean_s(delay));
    let _ = writeln!(text, "  {label:<8} {mean} on average, {}", law(delay));
    let said = match (from.source, from.trust) {
        ("assumed", _) => format!("assumed: {}", from.note),
        (source, Trust::Assumed) => format!("assumed after {source}, {}: {}", from.year, from.note),
        (source, trust) => {
            let note =
                if from.note.is_empty() { String::new() } else { format!(": {}", from.note) };
            format!("{source}, {} ({}){note}", from.year, trust.in_words())
        }
    };
    text.push_str(&wrapped(&said, "           "));
}

/// Returns an entry as data.
fn data(class: &Class) -> Value {
    let origin = |from: &Origin| {
        let (source, year, trust) = (from.source, from.year, from.trust.word());
        json!({ "source": source, "year": year, "trust": trust, "note": from.note })
    };
    let faults = class.faults.iter().map(|preset| {
        json!({
            "fault": preset.fault,
            "mtbf": preset.mtbf(),
            "mtbf_mean_s": mean_s(&preset.mtbf()),
            "mtbf_from": origin(&preset.often_from),
            "mttr": preset.mttr(),
            "mttr_mean_s": preset.mttr().map(|mttr| mean_s(&mttr)),
            "mttr_from": preset.repair.as_ref().map(|(_, from)| origin(from)),
            "effect": preset.effect,
        })
    });
    json!({
        "name": class.name,
        "kind": class.sort.word(),
        "what": class.what,
        "faults": faults.collect::<Vec<_>>(),
        "scenario": declaration(class, false),
        "written_out": declaration(class, true),
    })
}
