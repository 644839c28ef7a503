//! The lanes of a history as data, for a page that draws them by itself and lets its reader look closer.

use super::lanes::Lane;
use super::style::Fill;
use super::{MOST, Picture, meanings, spent_on};
use crate::engine::{Ns, seconds};
use crate::model::Model;
use crate::study::History;
use serde::Serialize;
use std::collections::BTreeMap;

/// More pieces than this are no help to anybody.
const PIECES: usize = 10_000;

/// What a page draws.
#[derive(Serialize)]
struct Data {
    /// The end of the axis, in seconds.
    horizon: f64,
    /// What each kind of piece is painted with.
    colours: BTreeMap<&'static str, &'static str>,
    lanes: Vec<LaneData>,
    /// Colours and what they mean.
    legend: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct LaneData {
    label: String,
    pieces: Vec<PieceData>,
}

/// From when until when, in seconds; what kind, and how tall; what is written upon it.
#[derive(Serialize)]
struct PieceData(f64, f64, &'static str, f64, String);

/// Returns the lanes as JSON; nothing if there are too many pieces.
pub(in crate::report) fn lanes_json(model: &Model, history: &History) -> Option<String> {
    let picture = Picture { model, history, own: String::new() };
    let outages = history.outages(None);
    let lanes = picture.lanes(&outages);
    let services = lanes.services.iter().take(MOST[0]);
    let clusters = lanes.clusters.iter().map(|(_, lane)| lane).take(MOST[1]);
    let components = lanes.components.iter().map(|(_, lane)| lane).take(MOST[2]);
    let rows: Vec<&Lane> = services.chain(clusters).chain(components).collect();
    let pieces = || rows.iter().flat_map(|lane| &lane.pieces);
    if pieces().count() > PIECES {
        return None;
    }
    let data = Data {
        horizon: seconds(history.horizon),
        colours: pieces().map(|piece| (piece.fill.name(), piece.fill.colour())).collect(),
        lanes: rows.iter().map(|lane| lane_data(lane)).collect(),
        legend: meanings(&lanes, &spent_on(&outages))
            .into_iter()
            .map(|(fill, words)| (fill.colour(), words))
            .collect(),
    };
    Some(serde_json::to_string(&data).expect("all keys are texts"))
}

fn lane_data(lane: &Lane) -> LaneData {
    let piece = |piece: &super::lanes::Piece| {
        let words = match piece.fill {
            Fill::Up => "up".into(),
            _ => piece.words.clone(),
        };
        let (from, until) = (rounded(piece.from), rounded(piece.until));
        PieceData(from, until, piece.fill.name(), piece.share, words)
    };
    LaneData { label: lane.label.clone(), pieces: lane.pieces.iter().map(piece).collect() }
}

/// Returns a moment in seconds, to the millisecond: finer is not to be seen.
fn rounded(at: Ns) -> f64 {
    (seconds(at) * 1e3).round() / 1e3
}
