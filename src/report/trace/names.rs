//! What things are called, and how moments and spans are said.

use crate::engine::{Ns, SECOND};
use crate::model::What;
use crate::model::{Members, Model, ones};
use crate::scenario::Kind;
use crate::study::Event;

/// Names of more things than this are summed up.
const MOST: usize = 4;

/// What the things of a model are called.
#[derive(Clone, Copy)]
pub(crate) struct Names<'m> {
    pub(crate) model: &'m Model,
}

impl<'m> Names<'m> {
    /// Returns the name of a component.
    pub(crate) fn of(self, component: u32) -> &'m str {
        &self.model.components[component as usize].name
    }

    /// Returns the name of a component with its kind before it.
    pub(super) fn full(self, component: u32) -> String {
        let it = &self.model.components[component as usize];
        let kind = match it.kind {
            Kind::Domain => "domain",
            Kind::Node => "node",
            Kind::Disk if it.whole.is_some() => "array",
            Kind::Disk => "disk",
            Kind::Switch => "switch",
            Kind::Link => "link",
            Kind::LoadBalancer => "load balancer",
        };
        format!("{kind} {}", it.name)
    }

    /// Returns the name of a member of a cluster.
    pub(super) fn member(self, cluster: u32, member: u8) -> &'m str {
        self.of(self.model.clusters[cluster as usize].members[member as usize])
    }

    /// Returns the names of members of a cluster.
    pub(super) fn members(self, cluster: u32, members: Members) -> String {
        list(ones(members).map(|m| self.member(cluster, m as u8)))
    }

    /// Returns ` instance 2`, where a cluster has several.
    pub(super) fn instance(self, cluster: u32, instance: u8) -> String {
        let k = &self.model.clusters[cluster as usize];
        let several = k.active > 1 && !k.shares;
        if several { format!(" instance {}", instance + 1) } else { String::new() }
    }

    /// Returns the name of the root cause of an event; work and duty that only time brings have none, or their
    /// own.
    pub(crate) fn cause(self, event: &Event) -> Option<&'m str> {
        let cause = match self.model.activities[event.slot as usize].what {
            What::Duty(..) => return None,
            What::Round(n) => self.model.maintenance[n as usize].cause,
            What::Done(w) => {
                let n = self.model.works[w as usize].maintenance;
                self.model.maintenance[n as usize].cause
            }
            _ => event.cause,
        };
        self.model.causes.get(cause as usize).map(|cause| cause.name.as_str())
    }
}

/// Returns `a`, `a and b`, `a, b and c`, or the first of them and how many more there are.
pub(super) fn list<'s>(names: impl Iterator<Item = &'s str>) -> String {
    let names: Vec<&str> = names.collect();
    let Some((last, before)) = names.split_last() else { return String::new() };
    if names.len() > MOST {
        let shown = MOST - 1;
        return format!("{} and {} more", names[..shown].join(", "), names.len() - shown);
    }
    if before.is_empty() { (*last).into() } else { format!("{} and {last}", before.join(", ")) }
}

/// A unit of time and its nanoseconds.
const UNITS: [(&str, Ns); 4] =
    [("d", 86_400 * SECOND), ("h", 3600 * SECOND), ("min", 60 * SECOND), ("s", SECOND)];

/// Returns the step to which a span of this length is said: a millisecond below 10 minutes, a second below 30
/// days, above that a minute.
pub(super) fn step(span: Ns) -> Ns {
    match span / SECOND {
        0..600 => SECOND / 1000,
        600..2_592_000 => SECOND,
        _ => 60 * SECOND,
    }
}

/// Returns a span as people say it, such as `2 h 3 min` or `0.25 s`, rounded to a step.
pub(super) fn said(span: Ns, step: Ns) -> String {
    let rounded = span.saturating_add(step / 2) / step * step;
    if rounded == 0 {
        return match span {
            0 => "0 s".into(),
            x if step > SECOND || x >= step / 1000 && step == SECOND => {
                format!("under {} s", step / SECOND)
            }
            x => format!("{} s", x as f64 / SECOND as f64),
        };
    }
    let mut rest = rounded;
    let mut words = Vec::new();
    for (unit, size) in &UNITS[..3] {
        if rest >= *size {
            words.push(format!("{} {unit}", rest / size));
        }
        rest %= size;
    }
    if rest > 0 {
        words.push(format!("{} s", rest as f64 / SECOND as f64));
    }
    words.join(" ")
}

/// Returns a span to its own step.
pub(super) fn span(span: Ns) -> String {
    said(span, step(span))
}

/// Returns the parts of a whole, each to the step of the whole, so that what is said adds up: the rounding
/// that is left goes to the largest part.
pub(super) fn parts(whole: Ns, parts: &[Ns]) -> Vec<String> {
    let step = step(whole);
    let round = |x: Ns| x.saturating_add(step / 2) / step * step;
    let rounded: Vec<Ns> = parts.iter().map(|part| round(*part)).collect();
    let rest = i128::from(round(whole)) - rounded.iter().map(|x| i128::from(*x)).sum::<i128>();
    let largest = (0..parts.len()).rev().max_by_key(|i| parts[*i]);
    let say = |i: usize| match rounded[i] {
        0 => said(parts[i], step),
        x if Some(i) == largest => said((i128::from(x) + rest).max(0) as Ns, step),
        x => said(x, step),
    };
    (0..parts.len()).map(say).collect()
}

/// Returns a moment as `+12 d 03:04:05.678`, wide enough that moments of a year stand under each other.
pub(crate) fn moment(at: Ns) -> String {
    let ms = at / (SECOND / 1_000);
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    format!(
        "+{days:>3} d {:02}:{:02}:{:02}.{:03}",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        let said = [0, 40_000, 250, 61_250, 7_500_000, 90_061_000, 2_600_000_000_500]
            .map(|ms| span(ms * 1_000_000));
        assert_eq!(
            said,
            [
                "0 s",
                "40 s",
                "0.25 s",
                "1 min 1.25 s",
                "2 h 5 min",
                "1 d 1 h 1 min 1 s",
                "30092 d 14 h 13 min"
            ]
        );
        assert_eq!(span(1), "0.000000001 s");
    }

    #[test]
    fn parts_add_up_as_they_are_said() {
        let s = SECOND;
        // 0.6 + 0.6 + 1200 s would be said as 1 + 1 + 1200 of 1201.
        let tenth = s / 10;
        assert_eq!(
            parts(1200 * s + 12 * tenth, &[6 * tenth, 6 * tenth, 1200 * s]),
            ["1 s", "1 s", "19 min 59 s"]
        );
        assert_eq!(parts(1200 * s, &[tenth, 1200 * s - tenth]), ["under 1 s", "20 min"]);
    }

    #[test]
    fn moments_sort_and_lists_are_short() {
        assert_eq!(moment(12 * 86_400 * SECOND + 11_045_678_000_000), "+ 12 d 03:04:05.678");
        assert_eq!(list(["a", "b", "c"].into_iter()), "a, b and c");
        assert_eq!(list(["a", "b", "c", "d", "e"].into_iter()), "a, b, c and 2 more");
    }
}
