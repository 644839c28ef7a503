//! How the downtime of a year is spread: its distribution and its exceedance.

use super::frame::{Area, BLUE, DRAWN, FAINT, GRID, INK, ORANGE, anchored, chart, text};
use crate::report::summary::Downtime;
use crate::report::units::{digits, span};
use crate::statistics::Distribution;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

const HEIGHT: u32 = 1000;
const BINS: usize = 40;

/// Returns the unit in which an axis up to this many seconds is labelled.
fn unit(s: f64) -> (f64, &'static str) {
    match s {
        x if x < 180.0 => (1.0, "seconds"),
        x if x < 10_800.0 => (60.0, "minutes"),
        x if x < 259_200.0 => (3600.0, "hours"),
        _ => (86_400.0, "days"),
    }
}

/// Returns a round number of at least this.
fn round_up(x: f64) -> f64 {
    let power = 10f64.powf(x.log10().floor());
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|y| *y >= x * 0.999_999)
        .unwrap_or(10.0 * power)
}

/// Draws what share of years has how much downtime, with mean, median and 95th percentile.
pub(super) fn downtime(name: &str, down: &Downtime, yearly: &Distribution) -> String {
    let (factor, unit) = unit(down.p99.max(down.mean.mean));
    let most = round_up(down.p99.max(down.mean.mean * 1.2) / factor);
    let edges: Vec<f64> = (0..=BINS).map(|i| most * i as f64 / BINS as f64).collect();
    let quiet = 1.0 - yearly.shares_above(&[0.0])[0];
    let above: Vec<f64> = std::iter::once(1.0 - quiet)
        .chain(yearly.shares_above(&edges[1..].iter().map(|x| x * factor).collect::<Vec<_>>()))
        .collect();
    let shares: Vec<f64> = above.windows(2).map(|w| w[0] - w[1]).collect();
    let highest = shares.iter().copied().fold(0.0, f64::max).max(1e-9);
    let title = format!("{name}: downtime of a year");
    let mut subtitle = format!("share of simulated years by their downtime in {unit}");
    if quiet > 0.0 {
        subtitle.push_str(&format!("; {} % have none and are not drawn", digits(quiet * 100.0)));
    }
    chart(HEIGHT, &title, &subtitle, |area| {
        let top = round_up(highest * 100.0 * 1.12);
        let mut axes = ChartBuilder::on(area)
            .x_label_area_size(90)
            .y_label_area_size(130)
            .build_cartesian_2d(0.0..most, 0.0..top)
            .expect(DRAWN);
        axes.configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID.stroke_width(2))
            .light_line_style(TRANSPARENT)
            .axis_style(FAINT)
            .label_style(text(28, FAINT))
            .x_labels(9)
            .y_labels(6)
            .x_label_formatter(&|x| digits_of_axis(*x))
            .y_label_formatter(&|y| format!("{} %", digits_of_axis(*y)))
            .draw()
            .expect(DRAWN);
        axes.draw_series(shares.iter().enumerate().filter(|(_, share)| **share > 0.0).map(
            |(i, share)| {
                let gap = most / BINS as f64 * 0.06;
                let corners = [(edges[i] + gap, 0.0), (edges[i + 1] - gap, share * 100.0)];
                Rectangle::new(corners, BLUE.filled())
            },
        ))
        .expect(DRAWN);
        let marks = [("mean", down.mean.mean), ("half", down.p50), ("95 in 100", down.p95)];
        let mut marks: Vec<_> =
            marks.into_iter().filter(|(_, s)| *s > 0.0 && *s / factor <= most).collect();
        marks.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (row, (label, s)) in marks.into_iter().enumerate() {
            let x = s / factor;
            let line = [(x, 0.0), (x, top)];
            axes.draw_series(std::iter::once(PathElement::new(line, ORANGE.stroke_width(3))))
                .expect(DRAWN);
            let (left, y) = axes.backend_coord(&(x, top));
            let right_half = x > most * 0.7;
            let side = if right_half { HPos::Right } else { HPos::Left };
            let style = anchored(&text(28, ORANGE), side, VPos::Top);
            let shift = if right_half { -12 } else { 12 };
            let words = format!("{label} {}", span(s));
            let (x0, y0) = area.get_base_pixel();
            area.draw_text(&words, &style, (left + shift - x0, y + 44 * row as i32 - y0))
                .expect(DRAWN);
        }
    })
}

/// Draws the chance that a year has more than so much downtime.
pub(super) fn exceedance(name: &str, down: &Downtime, yearly: &Distribution) -> String {
    let n = yearly.len() as f64;
    let most = yearly.quantile_s(1.0).max(1e-3);
    let least = (1..=64)
        .map(|i| yearly.quantile_s(f64::from(i) / 64.0))
        .find(|s| *s > 0.0)
        .unwrap_or(most)
        .min(most / 10.0);
    let (factor, unit) = unit(down.p95.max(down.mean.mean));
    let (low, high) =
        (10f64.powf((least / factor).log10().floor()), 10f64.powf((most / factor).log10().ceil()));
    let steps = 240;
    let xs: Vec<f64> =
        (0..=steps).map(|i| low * (high / low).powf(f64::from(i) / f64::from(steps))).collect();
    let shares = yearly.shares_above(&xs.iter().map(|x| x * factor).collect::<Vec<_>>());
    let points: Vec<(f64, f64)> =
        xs.iter().copied().zip(shares).filter(|(_, share)| *share > 0.0).collect();
    let floor = 10f64.powf((1.0 / n).log10().floor()).max(1e-9);
    let title = format!("{name}: chance of a worse year");
    let subtitle = format!("chance that a year has more than so many {unit} of downtime");
    chart(HEIGHT, &title, &subtitle, |area| {
        let mut axes = ChartBuilder::on(area)
            .x_label_area_size(90)
            .y_label_area_size(150)
            .build_cartesian_2d((low..high).log_scale(), (floor..1.0f64).log_scale())
            .expect(DRAWN);
        axes.configure_mesh()
            .bold_line_style(GRID.stroke_width(2))
            .light_line_style(TRANSPARENT)
            .axis_style(FAINT)
            .label_style(text(28, FAINT))
            .x_label_formatter(&|x| digits_of_axis(*x))
            .y_label_formatter(&|y| format!("{} %", digits_of_axis(*y * 100.0)))
            .draw()
            .expect(DRAWN);
        axes.draw_series(LineSeries::new(points, BLUE.stroke_width(5))).expect(DRAWN);
        mark_even_odds(area, &mut axes, factor, low, down);
    })
}

type LogAxes<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<
        plotters::coord::combinators::LogCoord<f64>,
        plotters::coord::combinators::LogCoord<f64>,
    >,
>;

/// Marks what one year in two and one year in twenty exceed.
fn mark_even_odds(
    area: &Area<'_>,
    axes: &mut LogAxes<'_, '_>,
    factor: f64,
    low: f64,
    down: &Downtime,
) {
    for (chance, s, label) in [(0.5, down.p50, "one year in 2"), (0.05, down.p95, "one year in 20")]
    {
        let x = s / factor;
        if x <= low {
            continue;
        }
        axes.draw_series(std::iter::once(Circle::new((x, chance), 9, ORANGE.filled())))
            .expect(DRAWN);
        let (left, y) = axes.backend_coord(&(x, chance));
        let (x0, y0) = area.get_base_pixel();
        let style = anchored(&text(28, INK), HPos::Left, VPos::Center);
        let words = format!("{label} is worse than {}", span(s));
        area.draw_text(&words, &style, (left + 24 - x0, y - 22 - y0)).expect(DRAWN);
    }
}

/// Returns a number of an axis without digits that say nothing.
fn digits_of_axis(x: f64) -> String {
    let text = format!("{x:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".into() } else { text.into() }
}
