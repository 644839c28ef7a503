//! Lanes over an axis of time.

use super::lanes::{Lane, Piece};
use super::style::Fill;
use super::svg::{Anchor, FAINT, GRID, INK, Svg};
use crate::engine::{Ns, from_seconds, seconds};
use crate::report::charts::frame::{fit, width};
use crate::report::charts::ticks::{linear, plain, unit};
use std::collections::BTreeSet;

pub(super) const ROW: f64 = 58.0;

/// Where a panel stands and what time it shows.
pub(super) struct Panel<'p> {
    /// Where labels begin.
    pub(super) left: f64,
    /// Where the axis begins and ends.
    pub(super) x: (f64, f64),
    pub(super) top: f64,
    /// From when until when.
    pub(super) window: (Ns, Ns),
    /// What the axis counts from.
    pub(super) zero: Ns,
    /// What the axis is about.
    pub(super) axis: &'p str,
    /// The name of the picture.
    pub(super) own: &'p str,
}

impl Panel<'_> {
    /// Returns where a moment stands.
    pub(super) fn x(&self, at: Ns) -> f64 {
        let (from, until) = self.window;
        let share = at.clamp(from, until).saturating_sub(from) as f64 / (until - from) as f64;
        self.x.0 + share * (self.x.1 - self.x.0)
    }

    /// Draws the lanes and the axis below them; returns where that ends.
    pub(super) fn draw(&self, svg: &mut Svg, lanes: &[&Lane]) -> f64 {
        let bottom = self.top + ROW * lanes.len() as f64;
        self.grid(svg, bottom);
        for (i, lane) in lanes.iter().enumerate() {
            self.lane(svg, lane, self.top + ROW * i as f64);
        }
        bottom + 80.0
    }

    fn grid(&self, svg: &mut Svg, bottom: f64) {
        let (from, until) = self.window;
        let (name, size) = unit(seconds(until - from));
        let at = |s: f64| (s - seconds(self.zero)) / size;
        let (low, high) = (at(seconds(from)), at(seconds(until)));
        let about = (self.x.1 - self.x.0) / 130.0;
        for tick in linear(low, high, about) {
            let share = (tick - low) / (high - low);
            let x = self.x.0 + share * (self.x.1 - self.x.0);
            svg.line([x, self.top, x, bottom], GRID, 2.0);
            svg.text((x, bottom + 20.0), &plain(tick), 24, FAINT, Anchor::Middle);
        }
        let words = format!("{} {}", in_full(name), self.axis);
        svg.text(
            (f64::midpoint(self.x.0, self.x.1), bottom + 52.0),
            &words,
            24,
            FAINT,
            Anchor::Middle,
        );
        svg.line([self.x.0, bottom, self.x.1, bottom], FAINT, 2.0);
    }

    fn lane(&self, svg: &mut Svg, lane: &Lane, top: f64) {
        let room = self.x.0 - self.left - 20.0;
        let label = fit(&lane.label, 28, room as i32);
        svg.text((self.x.0 - 16.0, top + ROW / 2.0), &label, 28, INK, Anchor::End);
        // Short pieces are drawn wider than they are: what lasted longer lies on top of them.
        let mut pieces: Vec<&Piece> = lane.pieces.iter().collect();
        pieces.sort_by_key(|piece| (piece.fill.is_loud(), piece.until - piece.from));
        let mut drawn = BTreeSet::new();
        for piece in pieces {
            if piece.from >= self.window.1 || piece.until <= self.window.0 {
                continue;
            }
            let least = if piece.fill.is_loud() { 4.0 } else { 0.0 };
            let (x, end) = (self.x(piece.from).min(self.x.1 - least), self.x(piece.until));
            let wide = (end - x).max(least);
            // What lies within what is drawn already is not to be seen.
            let column = (piece.fill.paint(self.own), x.round() as i64, wide.round() as i64);
            if wide < 0.3 || !drawn.insert(column) {
                continue;
            }
            let tall = (ROW - 20.0) * piece.share;
            svg.rect([x, top + ROW - 10.0 - tall, wide, tall], &piece.fill.paint(self.own));
            let long = f64::from(width(&piece.words, 24));
            if !piece.words.is_empty() && long + 12.0 < wide {
                write_on(svg, piece, (x + wide / 2.0, top + ROW / 2.0), long);
            }
        }
    }
}

/// Returns a unit as axes have it.
fn in_full(unit: &str) -> &str {
    match unit {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        other => other,
    }
}

/// Writes what a piece is, on white where its pattern would cross the letters out.
fn write_on(svg: &mut Svg, piece: &Piece, (x, y): (f64, f64), long: f64) {
    if !matches!(piece.fill, Fill::Runs(_) | Fill::Broken | Fill::Up) {
        svg.rect([x - long / 2.0 - 5.0, y - 14.0, long + 10.0, 28.0], "#ffffff");
    }
    svg.text((x, y), &piece.words, 24, piece.fill.ink(), Anchor::Middle);
}

/// Returns a time a bit before and after what a panel is about, within the history.
pub(super) fn window(from: Ns, until: Ns, horizon: Ns) -> (Ns, Ns) {
    let margin = ((until - from) / 5).max(from_seconds(0.001));
    (from.saturating_sub(margin), until.saturating_add(margin).min(horizon))
}
