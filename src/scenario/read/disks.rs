//! Reading disks, arrays of them, and what they are attached to.

use super::components::{common, constant, reference};
use super::faults::Effects;
use crate::engine::Law;
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::names::Kind;
use crate::scenario::types::{Array, Disk};
use crate::scenario::values::Delay;

pub(super) fn disk(reader: &mut Reader, item: &Item) -> Option<Disk> {
    let mut fields = reader.fields(item)?;
    let whole = fields.take("array");
    let effects = if whole.is_some() { &Effects::ARRAY } else { &Effects::DISK };
    let common = common(reader, &mut fields, Kind::Disk, effects);
    let attached_to = fields.take("attached_to").and_then(|item| reference(reader, &item));
    if let (Some(domain), true) = (common.domain.first(), attached_to.is_some()) {
        let hint = "it stands where its node stands: give the node the `domain`";
        let place = domain.place.clone();
        reader.problem(place, "an attached disk has no `domain`", Some(hint.into()));
    }
    let array = whole.as_ref().map(|item| array(reader, item, common.count));
    fields.finish(reader);
    let array = match array {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Disk { common, array, attached_to })
}

fn array(reader: &mut Reader, item: &Item, count: Option<u32>) -> Option<Array> {
    let mut fields = reader.fields(item)?;
    if count.is_none() {
        let hint = "`count` beside `array` says of how many disks it is";
        reader.problem(item.place(), "an array has a `count` of disks", Some(hint.into()));
    }
    let tolerates = fields.take("tolerates");
    let pairs = fields.take("mirrored_pairs");
    let mirrored_pairs = pairs.as_ref().and_then(|item| reader.flag(item)).unwrap_or(false);
    let most = count.map_or(u64::from(u32::MAX), |n| u64::from(n) - 1);
    match (&tolerates, &pairs) {
        (Some(item), _) if mirrored_pairs => {
            let hint = "of mirrored pairs one disk of each pair can be lost; keep one of the two";
            let what = "`tolerates` has no meaning with `mirrored_pairs`";
            reader.problem(item.place(), what, Some(hint.into()));
        }
        (None, _) if !mirrored_pairs => {
            let hint = "RAID 5 tolerates 1 lost disk, RAID 6 tolerates 2, a mirror of two 1; RAID 10 is `\"mirrored_pairs\": true`";
            reader.problem(item.place(), "`tolerates` is missing", Some(hint.into()));
        }
        _ => {}
    }
    if let (Some(item), Some(n)) = (&pairs, count)
        && mirrored_pairs
        && n % 2 == 1
    {
        let what = format!("{n} disks are no pairs");
        reader.problem(item.place(), what, Some("an even `count`".into()));
    }
    let tolerates = tolerates.and_then(|item| reader.whole(&item, 0, most)).map(|n| n as u32);
    let rebuild = span(reader, &mut fields, "rebuild");
    let restore = span(reader, &mut fields, "restore");
    fields.finish(reader);
    let place = item.place();
    Some(Array { place, tolerates, mirrored_pairs, rebuild: rebuild?, restore: restore? })
}

/// Reads how long a repair of the data takes: it has no default, since it grows with the disks.
fn span(reader: &mut Reader, fields: &mut Fields, key: &'static str) -> Option<Delay> {
    let item = fields.need(reader, key)?;
    let delay = constant(reader, &item)?;
    if delay.law() == Law::Never {
        reader.problem(item.place(), format!("a {key} ends some day"), None);
        return None;
    }
    Some(delay)
}
