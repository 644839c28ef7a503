//! The tornado as a picture: bars to both sides of the design as it is, the widest on top.

use super::tornado::{Tornado, is_proven, signed};
use crate::report::charts::frame::{
    BLUE, DRAWN, FAINT, GRID, INK, ORANGE, WIDTH, anchored, chart as frame, fit, text,
};
use crate::report::units::{span, uptime};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// More parameters than this are no picture.
const MOST: usize = 16;
const ROW: i32 = 64;

/// Draws the parameters that matter most; `None` if none does anything.
pub fn tornado_chart(tornado: &Tornado) -> Option<String> {
    let swings: Vec<_> = tornado.swings.iter().filter(|s| s.size() > 0.0).take(MOST).collect();
    let widest = swings.iter().map(|swing| swing.size()).reduce(f64::max)?;
    let by = uptime(tornado.by);
    let title = format!("{}: what {by} less and {by} more of a parameter does", tornado.service);
    let subtitle = format!(
        "change of the downtime a year, which is {}; blue less, orange more of the parameter; pale: not proven",
        span(tornado.base.mean)
    );
    let height = 260 + ROW as u32 * swings.len() as u32;
    let svg = frame(height, &title, &subtitle, |area| {
        // Names at the left, and room for words at both ends of the widest bars.
        let (left, right) = (660, WIDTH as i32 - 60);
        let middle = i32::midpoint(left, right);
        let full = f64::from((right - left) / 2 - 170);
        let x = |s: f64| middle + (s / widest * full) as i32;
        let label = anchored(&text(28, INK), HPos::Right, VPos::Center);
        for (i, swing) in swings.iter().enumerate() {
            let (top, center) = (ROW * i as i32, ROW * i as i32 + ROW / 2);
            area.draw_text(&fit(&swing.path, 28, left - 40), &label, (left - 20, center))
                .expect(DRAWN);
            for (change, color) in swing.change.iter().zip([BLUE, ORANGE]) {
                // Where both go to one side the one lies in the other.
                let inset = if color == BLUE { 10 } else { 18 };
                let (from, to) = (x(0.0).min(x(change.mean)), x(0.0).max(x(change.mean)));
                let corners = [(from, top + inset), (to, top + ROW - inset)];
                let strong = if is_proven(change) { 0.75 } else { 0.2 };
                area.draw(&Rectangle::new(corners, color.mix(strong).filled())).expect(DRAWN);
            }
            let ends = swing.change.iter().map(|change| change.mean);
            let (low, high) = ends.fold((0.0f64, 0.0f64), |(l, h), s| (l.min(s), h.max(s)));
            let words = text(26, FAINT);
            if low < 0.0 {
                let style = anchored(&words, HPos::Right, VPos::Center);
                area.draw_text(&signed(low), &style, (x(low) - 12, center)).expect(DRAWN);
            }
            if high > 0.0 {
                let style = anchored(&words, HPos::Left, VPos::Center);
                area.draw_text(&signed(high), &style, (x(high) + 12, center)).expect(DRAWN);
            }
        }
        let bottom = ROW * swings.len() as i32;
        area.draw(&PathElement::new([(middle, 0), (middle, bottom)], GRID.stroke_width(3)))
            .expect(DRAWN);
    });
    Some(svg)
}
