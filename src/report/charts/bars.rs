//! Parts of a whole as horizontal bars with their intervals.

use super::frame::{DRAWN, FAINT, GRID, INK, LIGHT, WIDTH, anchored, chart, fit, text, width};
use crate::report::units::{percent, span};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// One part.
pub(super) struct Bar {
    pub(super) label: String,
    /// Seconds a year.
    pub(super) mean_s: f64,
    pub(super) limits_s: Option<[f64; 2]>,
    /// Of the whole.
    pub(super) share: f64,
}

const ROW: i32 = 76;
/// Labels have at least and at most so much room.
const LABELS: (i32, i32) = (180, 620);
const RIGHT: i32 = 320;

/// More bars than this are summed up in a last one.
const MOST: usize = 12;

/// Draws the parts, the largest first.
pub(super) fn draw(title: &str, bars: &[Bar]) -> String {
    let (shown, rest) = bars.split_at(bars.len().min(MOST));
    let other = (!rest.is_empty()).then(|| Bar {
        label: format!("{} others", rest.len()),
        mean_s: rest.iter().map(|bar| bar.mean_s).sum(),
        limits_s: None,
        share: rest.iter().map(|bar| bar.share).sum(),
    });
    let row = |bar: &Bar| Row {
        label: bar.label.clone(),
        mean_s: bar.mean_s,
        limits_s: bar.limits_s,
        words: format!("{} · {}", span(bar.mean_s), percent(bar.share)),
    };
    let all: Vec<Row> = shown.iter().chain(&other).map(row).collect();
    rows(title, "downtime a year, with 95 % intervals, and share of the whole", &all)
}

/// A bar with words of the caller's at its end.
pub(super) struct Row {
    pub(super) label: String,
    /// Seconds a year.
    pub(super) mean_s: f64,
    pub(super) limits_s: Option<[f64; 2]>,
    pub(super) words: String,
}

/// Draws rows in the order in which they come.
pub(super) fn rows(title: &str, subtitle: &str, rows: &[Row]) -> String {
    let most = rows.iter().map(|bar| bar.limits_s.map_or(bar.mean_s, |l| l[1])).fold(0.0, f64::max);
    let labels: Vec<String> = rows.iter().map(|bar| fit(&bar.label, 32, LABELS.1)).collect();
    let widest = labels.iter().map(|label| width(label, 32)).max().unwrap_or(0);
    let left = widest.clamp(LABELS.0, LABELS.1) + 20;
    let words = rows.iter().map(|row| width(&row.words, 30)).max().unwrap_or(0);
    let right = RIGHT.max(words + 40);
    let height = 240 + ROW as u32 * rows.len() as u32;
    chart(height, title, subtitle, |area| {
        let full = f64::from((WIDTH as i32 - 88 - left - right).max(100));
        let x = |s: f64| left + (s / most.max(f64::MIN_POSITIVE) * full) as i32;
        let label = anchored(&text(32, INK), HPos::Right, VPos::Center);
        let value = anchored(&text(30, FAINT), HPos::Left, VPos::Center);
        let bottom = ROW * rows.len() as i32;
        area.draw(&PathElement::new([(left, 0), (left, bottom)], GRID.stroke_width(3)))
            .expect(DRAWN);
        for (i, bar) in rows.iter().enumerate() {
            let (top, middle) = (ROW * i as i32, ROW * i as i32 + ROW / 2);
            area.draw_text(&labels[i], &label, (left - 20, middle)).expect(DRAWN);
            let corners = [(left, top + 14), (x(bar.mean_s).max(left + 2), top + ROW - 14)];
            area.draw(&Rectangle::new(corners, LIGHT.filled())).expect(DRAWN);
            let mut end = x(bar.mean_s);
            if let Some([low, high]) = bar.limits_s {
                let (low, high) = (x(low), x(high));
                for line in [
                    [(low, middle), (high, middle)],
                    [(low, middle - 10), (low, middle + 10)],
                    [(high, middle - 10), (high, middle + 10)],
                ] {
                    area.draw(&PathElement::new(line, INK.stroke_width(3))).expect(DRAWN);
                }
                end = end.max(high);
            }
            area.draw_text(&bar.words, &value, (end + 20, middle)).expect(DRAWN);
        }
    })
}
