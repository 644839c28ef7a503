//! What shocks and the script hit must be there, and must be hit in a way that its kind can be.

use super::Check;
use crate::scenario::names::{Kind, Meaning};
use crate::scenario::problem::{Place, listed};
use crate::scenario::types::{Effect, Reference};

impl Effect {
    /// Returns the word for it.
    pub(in crate::scenario) const fn word(self) -> &'static str {
        match self {
            Effect::Crash => "crash",
            Effect::Hang => "hang",
            Effect::Process => "process",
            Effect::Degrade => "degrade",
            Effect::Unavailable => "unavailable",
            Effect::Loss => "loss",
            Effect::Down => "down",
        }
    }

    /// Returns what can happen to a kind of component; the first is what a fault does to it.
    const fn of(kind: Kind) -> &'static [Effect] {
        match kind {
            Kind::Node => &[Effect::Crash, Effect::Hang, Effect::Process, Effect::Degrade],
            Kind::Disk => &[Effect::Unavailable, Effect::Loss],
            Kind::Domain | Kind::Switch | Kind::Link | Kind::LoadBalancer => &[Effect::Down],
        }
    }
}

impl Check<'_> {
    pub(super) fn events(&mut self) {
        for shock in self.scenario.shocks.values() {
            self.hits(&shock.hits, shock.effect, &shock.place);
            self.means(shock.crew.as_ref(), shock.spare.as_ref());
        }
        for incident in &self.scenario.script {
            self.hits(&incident.hits, incident.effect, &incident.place);
        }
    }

    /// Checks that nodes which are degraded say how much they can do.
    pub(super) fn degrades(&mut self, place: &Place, mut nodes: std::ops::Range<usize>) {
        if let Some(without) = nodes.find(|i| self.node(*i).capacity.is_none()) {
            let name = &self.names.components[without].name;
            let what = format!("`{name}` has no `capacity` that could be degraded");
            let hint = "say how much it can do, in the unit of the services' `demand`";
            self.problem(place, what, Some(hint.into()));
        }
    }

    fn hits(&mut self, hits: &[Reference], effect: Option<Effect>, place: &Place) {
        let mut hit = std::collections::BTreeSet::new();
        let kills = effect == Some(Effect::Process);
        let clustered = if kills { self.clustered() } else { Vec::new() };
        for r in hits {
            let wanted = "a component or a group of them";
            if !self.expect(r, wanted, |m| matches!(m, Meaning::Components(..))) {
                continue;
            }
            let Some(Meaning::Components(kind, range)) = self.names.get(&r.name) else { continue };
            if let Some(twice) = range.clone().find(|i| !hit.insert(*i)) {
                let twice = &self.names.components[twice].name;
                self.problem(&r.place, format!("`{twice}` is hit twice"), None);
            }
            if let Some(effect) = effect
                && !Effect::of(*kind).contains(&effect)
            {
                let (word, kind_word) = (effect.word(), kind.word());
                let what = format!("`{word}` cannot happen to `{}`, a {kind_word}", r.name);
                let words: Vec<&str> = Effect::of(*kind).iter().map(|e| e.word()).collect();
                let hint = format!(
                    "to a {kind_word}: {}; without `effect` each is hit as a fault of its kind does",
                    listed(&words)
                );
                self.problem(place, what, Some(hint));
            } else if kills && !range.clone().all(|i| clustered[i]) {
                let what =
                    format!("`process` has no meaning for `{}`, which is in no cluster", r.name);
                let hint = "it kills the instance that a member of a cluster runs";
                self.problem(&r.place, what, Some(hint.into()));
            }
            if effect == Some(Effect::Degrade) && *kind == Kind::Node {
                self.degrades(&r.place, range.clone());
            }
        }
    }
}
