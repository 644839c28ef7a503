//! How the downtime of a year is spread: its distribution and its exceedance.

use super::frame::{
    Area, BLUE, DRAWN, FAINT, GRID, INK, ORANGE, anchored, chart_told, text, width,
};
use super::ticks::{self, plain};
use crate::report::summary::Downtime;
use crate::report::units::{percent, span};
use crate::statistics::Distribution;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::fmt::Write;

pub(super) const HEIGHT: u32 = 1000;
const LABEL: u32 = 28;
const BINS: usize = 48;

/// The distribution is drawn up to this quantile.
const TOLD: f64 = 0.995;

pub(super) type Axes<'a, 'b> =
    ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Returns log₁₀ of the least downtime worth drawing and of this quantile of it.
fn range(yearly: &Distribution, last: f64) -> (f64, f64) {
    let most = yearly.quantile_s(last).max(1e-3);
    let quiet = 1.0 - yearly.shares_above(&[0.0])[0];
    let least = yearly.quantile_s(quiet + 0.003 * (1.0 - quiet)).clamp(1e-3, most);
    let (low, high) = (least.log10(), most.log10());
    // Wide enough that two spans with names fall into it.
    let margin = ((high - low) * 0.06).max(0.15).max((1.2 - (high - low)) / 2.0);
    (low - margin, high + margin)
}

/// Draws axes: downtime on a logarithm below, percent at the left.
pub(super) fn axes<'a, 'b>(
    area: &'a Area<'b>,
    (low, high): (f64, f64),
    (bottom, top): (f64, f64),
    percent: impl Fn(f64) -> String,
) -> Axes<'a, 'b> {
    let mut axes = ChartBuilder::on(area)
        .x_label_area_size(90)
        .y_label_area_size(130)
        .build_cartesian_2d(low..high, bottom..top)
        .expect(DRAWN);
    axes.configure_mesh()
        .disable_x_mesh()
        .x_labels(0)
        .bold_line_style(GRID.stroke_width(2))
        .light_line_style(TRANSPARENT)
        .axis_style(FAINT)
        .label_style(text(LABEL, FAINT))
        .y_labels(6)
        .y_label_formatter(&|y| percent(*y))
        .draw()
        .expect(DRAWN);
    let style = anchored(&text(LABEL, FAINT), HPos::Center, VPos::Top);
    let (x0, y0) = area.get_base_pixel();
    let mut last = i32::MIN;
    for (s, label) in ticks::SPANS {
        let x = s.log10();
        if !(low..=high).contains(&x) {
            continue;
        }
        let (left, y) = axes.backend_coord(&(x, bottom));
        if left - 110 < last {
            continue;
        }
        last = left;
        let line = [(x, bottom), (x, top)];
        axes.draw_series(std::iter::once(PathElement::new(line, GRID.stroke_width(2))))
            .expect(DRAWN);
        area.draw_text(label, &style, (left - x0, y + 18 - y0)).expect(DRAWN);
    }
    axes
}

/// Writes words beside a point, so much above it at the right or, where there is no room, below it at
/// the left; on white, so that lines do not cross them out.
pub(super) fn annotate(
    area: &Area<'_>,
    axes: &Axes<'_, '_>,
    at: (f64, f64),
    up: i32,
    words: &str,
    ink: RGBColor,
) {
    let (left, y) = axes.backend_coord(&at);
    let (x0, y0) = area.get_base_pixel();
    let (room, _) = area.dim_in_pixel();
    let long = width(words, LABEL);
    let is_crowded = left - x0 + 16 + long > room as i32;
    let (from, up) = if is_crowded { (left - 16 - long, -up) } else { (left + 16, up) };
    let (x, y) = (from - x0, y - up - y0);
    area.draw(&Rectangle::new([(x - 4, y - 16), (x + long + 4, y + 16)], WHITE.mix(0.85).filled()))
        .expect(DRAWN);
    let (side, x) = if is_crowded { (HPos::Right, x + long) } else { (HPos::Left, x) };
    area.draw_text(words, &anchored(&text(LABEL, ink), side, VPos::Center), (x, y)).expect(DRAWN);
}

/// Draws what share of years has how much downtime, with mean, median and 95th percentile.
pub(super) fn downtime(name: &str, down: &Downtime, yearly: &Distribution) -> String {
    let quiet = 1.0 - yearly.shares_above(&[0.0])[0];
    // The few worst years would squeeze all others together: they are told of instead.
    let last = quiet + (1.0 - quiet) * TOLD;
    let (low, high) = range(yearly, last);
    let edges: Vec<f64> = (0..=BINS).map(|i| low + (high - low) * i as f64 / BINS as f64).collect();
    let limits: Vec<f64> = edges.iter().map(|x| 10f64.powf(*x)).collect();
    let above = yearly.shares_above(&limits);
    let shares: Vec<f64> = above.windows(2).map(|w| (w[0] - w[1]) * 100.0).collect();
    let top = shares.iter().copied().fold(1e-6, f64::max) * 1.35;
    let title = format!("{name}: downtime of a year");
    let mut subtitle = "share of trials by downtime".to_owned();
    if quiet > 0.0 {
        let _ = write!(subtitle, "; {} have none", percent(quiet));
    }
    if down.max.log10() > high {
        let _ = write!(
            subtitle,
            "; 1 in 200{} has more than is drawn, up to {}",
            if quiet > 0.0 { " of the others" } else { "" },
            span(down.max)
        );
    }
    let told = format!(
        "{subtitle}: the mean is {}; half have at most {}, 95 in 100 at most {}",
        span(down.mean.mean),
        span(down.p50),
        span(down.p95)
    );
    chart_told(HEIGHT, (&title, &subtitle), &told, |area| {
        let label = |y: f64| format!("{} %", plain(y));
        let mut axes = axes(area, (low, high), (0.0, top), label);
        let gap = (high - low) / BINS as f64 * 0.06;
        let bars = shares.iter().enumerate().filter(|(_, share)| **share > 0.0);
        axes.draw_series(bars.map(|(i, share)| {
            Rectangle::new([(edges[i] + gap, 0.0), (edges[i + 1] - gap, *share)], BLUE.filled())
        }))
        .expect(DRAWN);
        let mut marks =
            [("half below", down.p50), ("mean", down.mean.mean), ("95 in 100 below", down.p95)];
        marks.sort_by(|a, b| a.1.total_cmp(&b.1));
        let rows = marks.into_iter().enumerate().map(|(row, (label, s))| {
            // Each line ends at its label, below the labels of those before it.
            let end = top * (0.97 - 0.062 * row as f64);
            ((s.max(1e-9).log10(), end), format!("{label} {}", span(s)))
        });
        let rows: Vec<_> = rows.filter(|((x, _), _)| (low..=high).contains(x)).collect();
        for ((x, end), _) in &rows {
            let line = [(*x, 0.0), (*x, *end)];
            axes.draw_series(std::iter::once(PathElement::new(line, ORANGE.stroke_width(3))))
                .expect(DRAWN);
        }
        for (at, words) in &rows {
            annotate(area, &axes, *at, 0, words, ORANGE);
        }
    })
}

/// Returns a number with two significant digits: ticks of a logarithm need not be round.
fn two_digits(x: f64) -> f64 {
    let step = 10f64.powf(x.log10().floor() - 1.0);
    (x / step).round() * step
}

/// Draws the chance that a year has more than so much downtime, both on logarithms.
pub(super) fn exceedance(name: &str, down: &Downtime, yearly: &Distribution) -> String {
    let (low, high) = range(yearly, 1.0);
    let steps = 300;
    let xs: Vec<f64> =
        (0..=steps).map(|i| low + (high - low) * f64::from(i) / f64::from(steps)).collect();
    let shares = yearly.shares_above(&xs.iter().map(|x| 10f64.powf(*x)).collect::<Vec<_>>());
    let mut curve: Vec<(f64, f64)> = xs
        .into_iter()
        .zip(shares)
        .filter(|(_, share)| *share > 1e-12)
        .map(|(x, share)| (x, share.log10()))
        .collect();
    let bottom = (1.0 / yearly.len() as f64).log10().floor().min(-1.0);
    // No trial was worse than the worst.
    curve.extend(curve.last().map(|last| (last.0, bottom)));
    let title = format!("{name}: chance of a worse year");
    let subtitle = "share of trials with more downtime a year than this";
    let told = format!(
        "{subtitle}: one in two has {} or more, one in 20 {} or more, one in 100 {} or more",
        span(down.p50),
        span(down.p95),
        span(down.p99)
    );
    chart_told(HEIGHT, (&title, subtitle), &told, |area| {
        let label = |y: f64| format!("{} %", plain(two_digits(10f64.powf(y) * 100.0)));
        let mut axes = axes(area, (low, high), (bottom, 0.0), label);
        axes.draw_series(LineSeries::new(curve, BLUE.stroke_width(5))).expect(DRAWN);
        for (chance, s, label) in
            [(0.5f64, down.p50, "half have"), (0.05, down.p95, "one in 20 has")]
        {
            let at = (s.max(1e-9).log10(), chance.log10());
            if (low..=high).contains(&at.0) {
                axes.draw_series(std::iter::once(Circle::new(at, 9, ORANGE.filled())))
                    .expect(DRAWN);
                let words = format!("{label} {} or more", span(s));
                annotate(area, &axes, at, 26, &words, INK);
            }
        }
    })
}
