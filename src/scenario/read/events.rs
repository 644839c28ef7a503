//! Reading what hits many components: shocks and the script.

use super::components::{constant, references};
use super::faults::{Effects, between, capacity, means, refuse_repair, repair};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::types::{Effect, Incident, Reference, Shock};
use crate::scenario::values::{Delay, Span};

pub(super) fn shock(reader: &mut Reader, item: &Item) -> Option<Shock> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let mtbf = fields.need(reader, "mtbf").and_then(|item| between(reader, &item));
    let hits = hits(reader, &mut fields);
    let probability = fields.take("probability").and_then(|item| reader.share(&item));
    let together = fields.take("together").and_then(|item| reader.flag(&item));
    let (effect, degrades) = Effects::ANY.read(reader, &mut fields);
    let capacity = capacity(reader, &mut fields, degrades);
    let mttr = if effect == Some(Effect::Process) {
        refuse_repair(reader, &mut fields, &["mttr", "repaired", "crew", "spare"]);
        Some(Delay::NEVER)
    } else {
        needed_repair(reader, &mut fields)
    };
    let words = [("each", false), ("together", true)];
    let repaired = fields.take("repaired").and_then(|item| reader.choice(&item, &words));
    let (crew, spare) = means(reader, &mut fields);
    fields.finish(reader);
    Some(Shock {
        place,
        mtbf: mtbf?,
        hits: hits?,
        probability: probability.unwrap_or(1.0),
        together: together.unwrap_or(false),
        effect,
        capacity,
        mttr: mttr?,
        repaired_together: (effect != Some(Effect::Process)).then_some(repaired.unwrap_or(false)),
        crew,
        spare,
    })
}

fn needed_repair(reader: &mut Reader, fields: &mut Fields) -> Option<Delay> {
    let before = reader.problems.len();
    let mttr = repair(reader, fields);
    if mttr.is_none() && reader.problems.len() == before {
        reader.problem(fields.place.clone(), "`mttr` is missing", None);
    }
    mttr
}

fn hits(reader: &mut Reader, fields: &mut Fields) -> Option<Vec<Reference>> {
    let item = fields.need(reader, "hits")?;
    references(reader, &item, "this hits nothing")
}

/// Reads the script, in the order of the file.
pub(super) fn script(reader: &mut Reader, item: &Item, horizon: Span) -> Vec<Incident> {
    let items = reader.list(item).unwrap_or_default();
    items.iter().filter_map(|item| incident(reader, item, horizon)).collect()
}

fn incident(reader: &mut Reader, item: &Item, horizon: Span) -> Option<Incident> {
    let mut fields = reader.fields(item)?;
    let place = fields.place.clone();
    let at = fields.need(reader, "at").and_then(|item| {
        let at = reader.span(&item)?;
        if at.rounded() >= horizon.rounded() {
            let hint =
                "`at` counts from the start of what is measured, and lies within the `horizon`";
            reader.problem(item.place(), "by then the trial is over", Some(hint.into()));
        }
        Some(at)
    });
    let hits = hits(reader, &mut fields);
    let (effect, degrades) = Effects::ANY.read(reader, &mut fields);
    let capacity = capacity(reader, &mut fields, degrades);
    let lasts = if effect == Some(Effect::Process) {
        refuse_repair(reader, &mut fields, &["for"]);
        None
    } else {
        Some(fields.need(reader, "for").and_then(|item| constant(reader, &item))?)
    };
    fields.finish(reader);
    Some(Incident { place, at: at?, hits: hits?, effect, capacity, lasts })
}
