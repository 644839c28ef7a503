//! What stands in the lanes of a timeline.

use super::style::Fill;
use crate::engine::Ns;
use crate::model::Model;
use crate::report::trace::names::Names;
use crate::study::{Change, Condition, Doing, History, Span};
use crate::world::Plan;

/// Something that lasted, as it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) from: Ns,
    pub(super) until: Ns,
    pub(super) fill: Fill,
    /// Written upon it where there is room.
    pub(super) words: String,
    /// How much of the lane's height it takes.
    pub(super) share: f64,
}

/// A row of a timeline.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    pub(super) label: String,
    pub(super) pieces: Vec<Piece>,
}

fn piece<T>(span: &Span<T>, fill: Fill, words: impl Into<String>) -> Piece {
    Piece { from: span.from, until: span.until, fill, words: words.into(), share: 1.0 }
}

/// Returns the lane of a service: up, or down and for what.
pub(super) fn service(model: &Model, history: &History, service: u32) -> Lane {
    let up = Span { from: 0, until: history.horizon, what: () };
    let mut pieces = vec![piece(&up, Fill::Up, "")];
    pieces.extend(
        history
            .phases(service)
            .iter()
            .map(|span| piece(span, Fill::Down(span.what), span.what.name().replace('_', " "))),
    );
    Lane { label: model.services[service as usize].clone(), pieces }
}

/// Returns the lanes of a cluster: who holds each instance, or how many members serve.
pub(super) fn cluster(model: &Model, history: &History, k: u32) -> Vec<Lane> {
    let names = Names { model };
    let cluster = &model.clusters[k as usize];
    if cluster.shares {
        return vec![serving(model, history, k)];
    }
    let members = 0..cluster.members.len() as u8;
    let doing: Vec<(u8, Vec<Span<Doing>>)> =
        members.map(|m| (m, history.doing(model, k, m))).collect();
    let lane = |i: u8| {
        let mut pieces = Vec::new();
        for (m, spans) in &doing {
            let name = names.member(k, *m);
            pieces.extend(spans.iter().filter_map(|span| match span.what {
                Doing::Runs(of) if of == i => Some(piece(span, Fill::Runs(*m as usize), name)),
                Doing::Begins(of) if of == i => {
                    Some(piece(span, Fill::Begins, format!("{name} starts")))
                }
                _ => None,
            }));
        }
        pieces.extend(away(model, history, k));
        let duals = history.duals(k, i);
        pieces
            .extend(duals.iter().map(|span| piece(span, Fill::Dual, names.members(k, span.what))));
        Lane { label: format!("{}{}", cluster.name, names.instance(k, i)), pieces }
    };
    (0..cluster.active).map(lane).collect()
}

/// Returns when a cluster went on elsewhere.
fn away(model: &Model, history: &History, k: u32) -> Vec<Piece> {
    let Some(recovery) = model.clusters[k as usize].recovery else { return Vec::new() };
    let domain = &model.components[recovery.domain as usize].name;
    let spans = history.follow(None, |change| match change {
        Change::Plan { cluster, now, .. } if *cluster == k => {
            Some((*now == Plan::Away).then_some(()))
        }
        _ => None,
    });
    spans.iter().map(|span| piece(span, Fill::Runs(3), format!("in {domain}"))).collect()
}

/// Returns the lane of a cluster in which every member serves: as high as many do.
fn serving(model: &Model, history: &History, k: u32) -> Lane {
    let cluster = &model.clusters[k as usize];
    let n = cluster.members.len();
    let mut steps: Vec<(Ns, i64)> = Vec::new();
    for m in 0..n as u8 {
        for span in history.doing(model, k, m).iter().filter(|span| span.what == Doing::Runs(0)) {
            steps.extend([(span.from, 1), (span.until, -1)]);
        }
    }
    steps.sort_unstable();
    let mut pieces = Vec::new();
    let (mut since, mut count) = (0, 0);
    for (at, step) in steps {
        if at > since && count > 0 {
            let words = if count == n as i64 { String::new() } else { format!("{count} of {n}") };
            let span = Span { from: since, until: at, what: () };
            let share = count as f64 / n as f64;
            pieces.push(Piece { share, ..piece(&span, Fill::Runs(0), words) });
        }
        since = at;
        count += step;
    }
    pieces.extend(away(model, history, k));
    let duals = history.duals(k, 0);
    pieces.extend(duals.iter().map(|span| piece(span, Fill::Dual, "two sides")));
    Lane { label: cluster.name.clone(), pieces }
}

/// Returns the lane of a component: when it was down or silent.
pub(super) fn component(model: &Model, history: &History, c: u32) -> Lane {
    let of = |span: &Span<Condition>| match span.what {
        Condition::Hung => piece(span, Fill::Hung, "silent"),
        Condition::Up | Condition::Down => piece(span, Fill::Broken, "down"),
    };
    let pieces = history.down(c).iter().map(of).collect();
    Lane { label: model.components[c as usize].name.clone(), pieces }
}

impl Lane {
    /// Whether anything of it begins or ends within a time.
    pub(super) fn changes(&self, (from, until): (Ns, Ns)) -> bool {
        let inside = |at: Ns| at > from && at < until;
        self.pieces.iter().any(|piece| inside(piece.from) || inside(piece.until))
    }

    /// Whether anything of it lies within a time.
    pub(super) fn shows(&self, (from, until): (Ns, Ns)) -> bool {
        self.pieces.iter().any(|piece| piece.from < until && piece.until > from)
    }
}
