//! The estimate as it settled while trials were added.

use super::frame::{Area, BLUE, DRAWN, FAINT, GRID, INK, anchored, chart_told, text, width};
use super::ticks;
use crate::report::units::span;
use crate::statistics::Estimate;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// The expected downtime of a year after so many trials.
pub(super) struct Point {
    pub(super) trials: u64,
    pub(super) downtime_s: Estimate,
}

const HEIGHT: u32 = 900;
const LEFT: i32 = 130;
const BOTTOM: i32 = 90;
const LABEL: u32 = 28;

/// Early intervals may reach far beyond this many times the last estimate; they are cut off there.
const MOST: f64 = 2.5;

/// Where things are in pixels.
struct Frame {
    size: (i32, i32),
    trials: (f64, f64),
    span_s: (f64, f64),
}

impl Frame {
    fn x(&self, trials: f64) -> i32 {
        let part = (trials / self.trials.0).ln() / (self.trials.1 / self.trials.0).ln();
        LEFT + (part * f64::from(self.size.0 - LEFT)) as i32
    }

    fn y(&self, s: f64) -> i32 {
        let (low, high) = self.span_s;
        let part = (s.clamp(low, high) - low) / (high - low);
        ((1.0 - part) * f64::from(self.size.1 - BOTTOM)) as i32
    }

    fn line(&self, of: impl Fn(&Point) -> Option<f64>, points: &[Point]) -> Vec<(i32, i32)> {
        let at = |p: &Point| of(p).map(|s| (self.x(p.trials as f64), self.y(s)));
        points.iter().filter_map(at).collect()
    }
}

/// Draws the estimate with its band over the trials; `None` where there is nothing to follow.
pub(super) fn draw(name: &str, points: &[Point]) -> Option<String> {
    let (first, last) = (points.first()?, points.last()?);
    let final_s = last.downtime_s.mean;
    if first.trials == last.trials || last.downtime_s.ci95.is_none() {
        return None;
    }
    let limits = points.iter().filter_map(|p| p.downtime_s.ci95);
    let means = points.iter().map(|p| p.downtime_s.mean);
    let high = limits.clone().map(|l| l[1]).chain(means.clone()).fold(0.0, f64::max);
    let low = limits.map(|l| l[0]).chain(means).fold(f64::INFINITY, f64::min);
    let last_high = last.downtime_s.ci95.map_or(0.0, |l| l[1]);
    let high = high.min((MOST * final_s).max(last_high));
    let margin = ((high - low) * 0.12).max(high * 0.01);
    let bottom = if low < 0.3 * high { 0.0 } else { low - margin };
    let title = format!("{name}: how the estimate settled");
    let subtitle = "expected downtime of a year, with its 95 % interval, by trials simulated";
    let told = format!(
        "{subtitle}: {} after {} trials, {} after {}",
        span(first.downtime_s.mean),
        ticks::count(first.trials as f64),
        span(final_s),
        ticks::count(last.trials as f64)
    );
    Some(chart_told(HEIGHT, (&title, subtitle), &told, |area| {
        let (w, h) = area.dim_in_pixel();
        let frame = Frame {
            // At the right there is room for what the last value is.
            size: (w as i32 - 330, h as i32),
            trials: (first.trials as f64, last.trials as f64),
            span_s: (bottom, high + margin),
        };
        axes(area, &frame);
        let upper = frame.line(|p| p.downtime_s.ci95.map(|l| l[1]), points);
        let mut band = frame.line(|p| p.downtime_s.ci95.map(|l| l[0]), points);
        band.extend(upper.into_iter().rev());
        area.draw(&Polygon::new(band, BLUE.mix(0.18))).expect(DRAWN);
        let line = frame.line(|p| Some(p.downtime_s.mean), points);
        let end = line.last().copied().unwrap_or_default();
        area.draw(&PathElement::new(line, BLUE.stroke_width(5))).expect(DRAWN);
        area.draw(&Circle::new(end, 9, BLUE.filled())).expect(DRAWN);
        let style = anchored(&text(32, INK), HPos::Left, VPos::Center);
        area.draw_text(&span(final_s), &style, (end.0 + 24, end.1 - 14)).expect(DRAWN);
        if let Some([low, high]) = last.downtime_s.ci95 {
            let style = anchored(&text(26, FAINT), HPos::Left, VPos::Center);
            let words = format!("{} to {}", span(low), span(high));
            area.draw_text(&words, &style, (end.0 + 24, end.1 + 22)).expect(DRAWN);
        }
    }))
}

/// Draws a grid with spans at the left and trials below.
fn axes(area: &Area<'_>, frame: &Frame) {
    let (right, bottom) = (frame.size.0, frame.size.1 - BOTTOM);
    let (low, high) = frame.span_s;
    let (unit, unit_s) = ticks::unit(high);
    let style = anchored(&text(LABEL, FAINT), HPos::Right, VPos::Center);
    for tick in ticks::linear(low / unit_s, high / unit_s, 6.0) {
        let y = frame.y(tick * unit_s);
        area.draw(&PathElement::new([(LEFT, y), (right, y)], GRID.stroke_width(2))).expect(DRAWN);
        let words = format!("{} {unit}", ticks::plain(tick));
        area.draw_text(&words, &style, (LEFT - 16, y)).expect(DRAWN);
    }
    let style = anchored(&text(LABEL, FAINT), HPos::Center, VPos::Top);
    let decades = frame.trials.0.log10().floor() as i32..=frame.trials.1.log10().ceil() as i32;
    let powers = decades.clone().map(|d| 10f64.powi(d));
    let others = decades.flat_map(|d| [2.0, 5.0].map(|m| m * 10f64.powi(d)));
    let within = |n: &f64| (frame.trials.0..=frame.trials.1).contains(n);
    let ends = [frame.trials.1, frame.trials.0];
    let mut taken: Vec<(i32, i32)> = Vec::new();
    // The ends first, then powers of ten, others where there is room.
    for n in ends.into_iter().chain(powers).chain(others).filter(within) {
        let (x, words) = (frame.x(n), ticks::count(n));
        let half = width(&words, LABEL) / 2 + 16;
        if taken.iter().all(|(a, b)| x + half < *a || x - half > *b) {
            taken.push((x - half, x + half));
            area.draw(&PathElement::new([(x, 0), (x, bottom)], GRID.stroke_width(2))).expect(DRAWN);
            area.draw_text(&words, &style, (x, bottom + 18)).expect(DRAWN);
        }
    }
    area.draw(&PathElement::new([(LEFT, bottom), (right, bottom)], FAINT)).expect(DRAWN);
}
