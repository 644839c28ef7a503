//! Reading `class`: which faults a component has that it does not name itself.

use super::faults::{Effects, plain};
use crate::scenario::catalogue::{self, Class, Preset};
use crate::scenario::json::{Fields, Item, Reader};
use crate::scenario::names::Kind;
use crate::scenario::problem::{Place, listed};
use crate::scenario::types::{Effect, Fault};
use crate::scenario::values::Delay;

/// The class of a component, and where it is named.
pub(super) struct Chosen {
    class: &'static Class,
    place: Place,
}

impl Chosen {
    /// Reads `class`.
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields, kind: Kind) -> Option<Chosen> {
        let item = fields.take("class")?;
        let name = reader.text(&item)?;
        match catalogue::find_of(kind, &name) {
            Ok(class) => Some(Chosen { class, place: item.place() }),
            Err((what, hint)) => {
                reader.problem(item.place(), what, Some(hint));
                None
            }
        }
    }

    /// Returns the faults that the class brings.
    pub(super) fn faults(&self) -> &'static [Preset] {
        &self.class.faults
    }

    /// Says which faults the class brings, before something else is said.
    pub(super) fn brings(&self) -> String {
        let names: Vec<&str> = self.faults().iter().map(|preset| preset.fault).collect();
        format!("the class brings {}; of another fault ", listed(&names))
    }

    /// Returns a fault as the class has it.
    pub(super) fn fault(
        &self,
        reader: &mut Reader,
        effects: &Effects,
        preset: &Preset,
    ) -> Option<Fault> {
        let effect = preset.effect.unwrap_or(effects.default());
        let mttr = match preset.mttr() {
            _ if effect == Effect::Process => Delay::NEVER,
            Some(mttr) => mttr,
            None => {
                self.tells_no_repair(reader, self.place.clone());
                return None;
            }
        };
        Some(plain(self.place.clone(), preset.mtbf(), mttr, effect))
    }

    /// Says that the user has to say how long a repair takes.
    pub(super) fn tells_no_repair(&self, reader: &mut Reader, place: Place) {
        let what = format!("`mttr` is missing: the class `{}` has none", self.class.name);
        let hint = "no source tells how long its repair takes; say it: `\"mttr\": \"8h\"`";
        reader.problem(place, what, Some(hint.into()));
    }
}

/// Reports the short form of one fault beside a class that brings several.
pub(super) fn refuse_short(reader: &mut Reader, fields: &mut Fields, brought: &[Preset]) {
    let names: Vec<&str> = brought.iter().map(|preset| preset.fault).collect();
    for key in ["mtbf", "afr", "mttr"] {
        if let Some(item) = fields.take(key) {
            let first = names[0];
            let what = format!("`{key}` of which fault? the class brings {}", listed(&names));
            let hint = format!(
                "say `\"faults\": {{\"{first}\": {{\"{key}\": …}}}}`, or give a fault of your own a name"
            );
            reader.problem(item.place(), what, Some(hint));
        }
    }
}

/// Reports a fault that `null` cannot take away: it is not there.
pub(super) fn nothing_to_take(reader: &mut Reader, item: &Item, brought: &[Preset]) {
    if item.is_removed() {
        return;
    }
    let names: Vec<&str> = brought.iter().map(|preset| preset.fault).collect();
    let hint = if names.is_empty() {
        "`null` takes a fault away that a `class` brings, or that a file has which is extended"
            .into()
    } else {
        format!("the class brings {}", listed(&names))
    };
    reader.problem(item.place(), "there is no such fault to take away", Some(hint));
}
