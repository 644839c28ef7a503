//! How the downtime of periods is spread, against what is promised for them.

use super::curves::{HEIGHT, annotate, axes};
use super::frame::{BLUE, DRAWN, FAINT, INK, ORANGE, chart};
use super::ticks::plain;
use crate::report::months::{Border, borders};
use crate::report::summary::Sla;
use crate::report::units::{percent, rare, span, uptime};
use crate::statistics::Distribution;
use plotters::prelude::*;
use std::fmt::Write;

/// Where the axes begin and end, in powers of ten.
struct Frame {
    low: f64,
    high: f64,
    bottom: f64,
}

impl Frame {
    /// Returns one that holds the downtimes and the borders; `None` if there are none to draw.
    fn new(each: &Distribution, borders: &[Border]) -> Option<Frame> {
        let any = each.shares_above(&[0.0])[0];
        let drawn = borders.iter().map(|border| border.allowed_s).filter(|s| *s > 0.0);
        let most = drawn.clone().fold(each.quantile_s(1.0), f64::max);
        if any == 0.0 || most <= 0.0 {
            return None;
        }
        // Of those with any downtime, where the first few of a thousand lie.
        let least = drawn.fold(each.quantile_s(1.0 - any * 0.997), f64::min).max(1e-3).min(most);
        let (low, high) = (least.log10(), most.log10());
        let margin = ((high - low) * 0.06).max(0.15).max((1.2 - (high - low)) / 2.0);
        let bottom = (1.0 / each.len() as f64).log10().floor().min(-1.0);
        Some(Frame { low: low - margin, high: high + margin, bottom })
    }
}

/// Draws the chance that a period has more downtime, both on logarithms, with the target and the tiers.
pub(super) fn draw(name: &str, sla: &Sla, each: &Distribution) -> Option<String> {
    let borders = &borders(sla);
    let frame = Frame::new(each, borders)?;
    let period = sla.period_word();
    let title = format!("{name}: downtime of a {period}");
    let subtitle = subtitle(&period, each, borders);
    let curve = curve(&frame, each);
    Some(chart(HEIGHT, &title, &subtitle, |area| {
        let label = |y: f64| format!("{} %", plain(10f64.powf(y) * 100.0));
        let Frame { low, high, bottom } = frame;
        let mut axes = axes(area, (low, high), (bottom, 0.0), label);
        let drawn: Vec<&Border> = borders.iter().filter(|border| border.allowed_s > 0.0).collect();
        for border in &drawn {
            let x = border.allowed_s.log10();
            let (ink, width) = if border.is_target { (ORANGE, 4) } else { (FAINT, 2) };
            let line = [(x, bottom), (x, 0.0)];
            axes.draw_series(std::iter::once(PathElement::new(line, ink.stroke_width(width))))
                .expect(DRAWN);
        }
        axes.draw_series(LineSeries::new(curve, BLUE.stroke_width(5))).expect(DRAWN);
        let mut unseen = 0;
        for border in &drawn {
            let x = border.allowed_s.log10();
            let ink = if border.is_target { ORANGE } else { INK };
            if border.share > 0.0 {
                let y = border.share.log10().max(bottom);
                axes.draw_series(std::iter::once(Circle::new((x, y), 9, ink.filled())))
                    .expect(DRAWN);
                // Near the ground there is no room for words below the point.
                let up = if y > 0.9 * bottom { 30 } else { 0 };
                annotate(area, &axes, (x, y), up, &words(border), ink);
            } else {
                // What was never seen stands above the ground, each higher than the one before.
                unseen += 1;
                let y = bottom * (1.0 - 0.06 * f64::from(unseen));
                annotate(area, &axes, (x, y), 0, &words(border), ink);
            }
        }
    }))
}

fn subtitle(period: &str, each: &Distribution, borders: &[Border]) -> String {
    let mut text = format!("share of {period}s with more downtime than this");
    let quiet = 1.0 - each.shares_above(&[0.0])[0];
    if quiet > 0.0 {
        let _ = write!(text, "; {} have none", percent(quiet));
    }
    if let Some(border) = borders.iter().find(|border| border.allowed_s == 0.0) {
        let _ = write!(text, "; {} allows none", uptime(border.below));
    }
    text
}

/// What a border is, and how many are below it.
fn words(border: &Border) -> String {
    let allowed = span(border.allowed_s);
    let share = match border.share {
        0.0 => "none".into(),
        share => rare(share),
    };
    let (of, missed) = if border.is_target { ("target", "missed by ") } else { ("below", "") };
    let mut text = format!("{of} {} ({allowed}): {missed}{share}", uptime(border.below));
    if let Some(credit) = border.credit {
        let _ = write!(text, ", credit {}", uptime(credit));
    }
    text
}

fn curve(frame: &Frame, each: &Distribution) -> Vec<(f64, f64)> {
    let steps = 600;
    let x = |i: i32| frame.low + (frame.high - frame.low) * f64::from(i) / f64::from(steps);
    let xs: Vec<f64> = (0..=steps).map(x).collect();
    let shares = each.shares_above(&xs.iter().map(|x| 10f64.powf(*x)).collect::<Vec<_>>());
    let mut curve: Vec<(f64, f64)> = xs
        .into_iter()
        .zip(shares)
        .filter(|(_, share)| *share > 1e-12)
        .map(|(x, share)| (x, share.log10()))
        .collect();
    // No period was worse than the worst.
    curve.extend(curve.last().map(|last| (last.0, frame.bottom)));
    curve
}
