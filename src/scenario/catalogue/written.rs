//! Entries as they stand in a scenario.

use super::{Class, Kind, Often, Preset, Sort};
use crate::scenario::types::Effect;
use crate::scenario::values::{Delay, Distribution, Lognormal, Weibull};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

/// A piece of JSON whose keys stand in the order in which people write them.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Written {
    /// A value.
    Value(Value),
    /// A law.
    Law(Distribution),
    /// What something does.
    Effect(Effect),
    /// Keys with what they say.
    Keys(IndexMap<&'static str, Written>),
}

type Keys = IndexMap<&'static str, Written>;

impl From<&str> for Written {
    fn from(text: &str) -> Written {
        Written::Value(text.into())
    }
}

impl From<&Distribution> for Written {
    /// Writes a law as people do where things fail or are repaired: an exponential by its mean alone.
    fn from(distribution: &Distribution) -> Written {
        match distribution {
            Distribution::Exponential(mean) => mean.to_string().as_str().into(),
            other => Written::Law(other.clone()),
        }
    }
}

/// How long a repair takes in an example, where no source tells it.
const YOUR_OWN: &str = "8h";

/// Returns the declaration of a component of a class, or of a shock, under its key.
///
/// With `in_full` every figure is written out; a shock has no class and always is.
pub fn declaration(class: &Class, in_full: bool) -> Written {
    let mut keys = Keys::new();
    match class.sort {
        Sort::Component(Kind::Link) => {
            let ends = serde_json::json!(["db-1", "db-2"]);
            keys.insert("between", Written::Value(ends));
        }
        Sort::Component(Kind::LoadBalancer) => {
            keys.insert("balances", "db".into());
        }
        _ => {}
    }
    match class.sort {
        Sort::Shock => keys.extend(shock(&class.faults[0])),
        Sort::Component(_) if in_full => keys.extend(component(&class.faults)),
        Sort::Component(_) => keys.extend(named(class)),
    }
    let name = if class.sort == Sort::Shock { class.name } else { "my-own" };
    let named = Keys::from([(name, Written::Keys(keys))]);
    Written::Keys(Keys::from([(class.sort.key(), Written::Keys(named))]))
}

fn named(class: &Class) -> Keys {
    let mut keys = Keys::from([("class", class.name.into())]);
    if class.faults.iter().any(|fault| fault.is_repaired() && fault.repair.is_none()) {
        keys.insert("mttr", YOUR_OWN.into());
    }
    keys
}

fn component(faults: &[Preset]) -> Keys {
    match faults {
        [only] if only.effect.is_none() => fault(only),
        faults => {
            let all = faults.iter().map(|f| (f.fault, Written::Keys(fault(f)))).collect();
            Keys::from([("faults", Written::Keys(all))])
        }
    }
}

fn repair(preset: &Preset) -> Written {
    preset.repair.as_ref().map_or(YOUR_OWN.into(), |(repair, _)| repair.into())
}

fn fault(preset: &Preset) -> Keys {
    let mut keys = Keys::new();
    match &preset.often {
        Often::AfrPercent(percent) => keys.insert("afr", format!("{percent}%").as_str().into()),
        Often::Mtbf(distribution) => keys.insert("mtbf", distribution.into()),
    };
    if preset.is_repaired() {
        keys.insert("mttr", repair(preset));
    }
    if let Some(effect) = preset.effect {
        keys.insert("effect", Written::Effect(effect));
    }
    keys
}

fn shock(preset: &Preset) -> Keys {
    let mut keys = Keys::from([
        ("mtbf", (&preset.often.distribution()).into()),
        ("hits", Written::Value(serde_json::json!(["db"]))),
    ]);
    if let Some(hit) = preset.hit {
        if hit.probability < 1.0 {
            keys.insert("probability", Written::Value(hit.probability.into()));
        }
        if hit.together {
            keys.insert("together", Written::Value(true.into()));
            keys.insert("repaired", "together".into());
        }
    }
    keys.insert("mttr", repair(preset));
    keys
}

/// Longer lines than this are broken, where they can be.
const LINE: usize = 96;

impl Written {
    /// Returns it as text, objects that are short on one line, as people write them. `depth` says how far in
    /// it stands.
    pub fn text(&self, depth: usize) -> String {
        let Written::Keys(keys) = self else { return spaced(self) };
        let indent = "  ".repeat(depth);
        let line = |(key, value): (&&str, &Written)| {
            let begin = format!("{indent}  \"{key}\": ");
            let whole = spaced(value);
            let fits = depth > 0 && begin.len() + whole.len() < LINE;
            begin + &if fits { whole } else { value.text(depth + 1) }
        };
        format!("{{\n{}\n{indent}}}", keys.iter().map(line).collect::<Vec<_>>().join(",\n"))
    }
}

/// Returns JSON on one line, with a space where people put one.
fn spaced(json: &impl Serialize) -> String {
    let text = serde_json::to_string(json).unwrap_or_default();
    let (mut out, mut quoted) = (String::new(), false);
    for c in text.chars() {
        // No text of the catalogue has an escaped quote in it.
        quoted ^= c == '"';
        match c {
            '{' if !quoted => out.push_str("{ "),
            '}' if !quoted => out.push_str(" }"),
            ':' | ',' if !quoted => out.extend([c, ' ']),
            c => out.push(c),
        }
    }
    out
}

/// Returns a law in words: `exponential`, `Weibull, shape 0.735`.
pub fn law(delay: &Delay) -> String {
    match delay.written() {
        Distribution::Never => "never".into(),
        Distribution::Constant(_) => "constant".into(),
        Distribution::Exponential(_) => "exponential".into(),
        Distribution::Uniform(low, high) => format!("uniform {low} to {high}"),
        Distribution::Triangular(low, _, high) => format!("triangular {low} to {high}"),
        Distribution::Weibull(Weibull::Mean { shape, .. } | Weibull::Scale { shape, .. }) => {
            format!("Weibull, shape {shape}")
        }
        Distribution::Lognormal(
            Lognormal::MedianP95 { median, .. }
            | Lognormal::MeanMedian { median, .. }
            | Lognormal::MedianSigma { median, .. },
        ) => format!("lognormal, median {median}"),
        Distribution::Lognormal(Lognormal::MeanCv { .. }) => "lognormal".into(),
        Distribution::Gamma { shape, .. } => format!("gamma, shape {shape}"),
        Distribution::Erlang { stages, .. } => format!("Erlang, {stages} stages"),
        Distribution::Empirical(values) => format!("{} measured values", values.len()),
        Distribution::Mixture(parts) => format!("mixture of {}", parts.len()),
        Distribution::Shifted { by, of } => {
            let rest = Delay::new((**of).clone()).map_or_else(|_| String::new(), |d| law(&d));
            format!("{by} and {rest}")
        }
    }
}
