//! A sweep as a picture: a line over one parameter, a map over two.

use super::{Point, Sweep};
use crate::report::charts::frame::{
    BLUE, DRAWN, FAINT, GRID, INK, LIGHT, WIDTH, anchored, chart as frame, fit, text,
};
use crate::report::charts::ticks;
use crate::report::units::span;
use crate::scenario::{Variation, position};
use crate::statistics::Estimate;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

const HEIGHT: u32 = 1000;

/// Draws a service's downtime over what is varied; `None` for more than two parameters, which no picture shows.
pub fn chart(sweep: &Sweep, service: &str) -> Option<String> {
    let path = format!("services.{service}.downtime_s_per_year");
    match &sweep.variations[..] {
        [one] => line(sweep, one, service, &path),
        [rows, columns] => map(sweep, rows, columns, service, &path),
        _ => None,
    }
}

/// Where values stand on an axis: by what they are, if they rise, else one after another.
fn positions(values: &[String]) -> Vec<f64> {
    let in_turn = || (0..values.len()).map(|i| i as f64).collect();
    let found: Option<Vec<f64>> = values.iter().map(|value| position(value)).collect();
    let Some(found) = found.filter(|x| x.windows(2).all(|pair| pair[0] < pair[1])) else {
        return in_turn();
    };
    // What spans more than a factor of twenty is told apart by factors.
    let (low, high) = (found[0], found[found.len() - 1]);
    if low > 0.0 && high / low > 20.0 { found.iter().map(|x| x.ln()).collect() } else { found }
}

fn line(sweep: &Sweep, variation: &Variation, service: &str, path: &str) -> Option<String> {
    let found = sweep.points.iter().map(|point| point.metric(path));
    let found: Vec<&Estimate> = found.collect::<Option<_>>()?;
    let most = found.iter().map(|e| e.ci95.map_or(e.mean, |ci| ci[1])).fold(0.0, f64::max);
    if found.len() < 2 || most <= 0.0 {
        return None;
    }
    let at = positions(&variation.values);
    let (first, last) = (at[0], at[at.len() - 1]);
    let title = format!("{service}: downtime over {}", variation.path);
    let svg = frame(HEIGHT, &title, "downtime a year, with 95 % intervals", |area| {
        let (left, right, bottom) = (190, WIDTH as i32 - 190, 660);
        let x = |i: usize| {
            left + 40 + ((at[i] - first) / (last - first) * f64::from(right - left - 80)) as i32
        };
        let y = |s: f64| bottom - (s / most * 600.0) as i32;
        let side = anchored(&text(28, FAINT), HPos::Right, VPos::Center);
        let (unit, unit_s) = ticks::unit(most);
        for tick in ticks::linear(0.0, most / unit_s, 5.0) {
            let at = y(tick * unit_s);
            area.draw(&PathElement::new([(left, at), (right, at)], GRID.stroke_width(2)))
                .expect(DRAWN);
            let words = format!("{} {unit}", ticks::plain(tick));
            area.draw_text(&words, &side, (left - 16, at)).expect(DRAWN);
        }
        let points: Vec<(i32, i32)> =
            found.iter().enumerate().map(|(i, e)| (x(i), y(e.mean))).collect();
        area.draw(&PathElement::new(points.clone(), BLUE.stroke_width(5))).expect(DRAWN);
        let below = anchored(&text(28, INK), HPos::Center, VPos::Top);
        let mut free = i32::MIN;
        for (i, e) in found.iter().enumerate() {
            if let Some([low, high]) = e.ci95 {
                let ends = [(x(i), y(low)), (x(i), y(high.min(most)))];
                area.draw(&PathElement::new(ends, INK.stroke_width(3))).expect(DRAWN);
            }
            area.draw(&Circle::new(points[i], 9, BLUE.filled())).expect(DRAWN);
            let label = fit(&variation.values[i], 28, 260);
            let half = crate::report::charts::frame::width(&label, 28) / 2;
            if x(i) - half > free {
                area.draw_text(&label, &below, (x(i), bottom + 20)).expect(DRAWN);
                free = x(i) + half + 12;
            }
        }
        let name = fit(&variation.path, 28, right - left);
        area.draw_text(
            &name,
            &anchored(&text(28, FAINT), HPos::Center, VPos::Top),
            (i32::midpoint(left, right), bottom + 70),
        )
        .expect(DRAWN);
    });
    Some(svg)
}

fn map(
    sweep: &Sweep,
    rows: &Variation,
    columns: &Variation,
    service: &str,
    path: &str,
) -> Option<String> {
    let (n, m) = (rows.values.len(), columns.values.len());
    // Cells that nobody can read are no picture.
    if n > 24 || m > 12 {
        return None;
    }
    let mean = |point: &Point| point.metric(path).map(|e| e.mean);
    let found: Vec<f64> = sweep.points.iter().map(mean).collect::<Option<_>>()?;
    let (least, most) = found.iter().fold((f64::MAX, 0.0f64), |(l, h), x| (l.min(*x), h.max(*x)));
    let title = format!("{service}: downtime a year");
    let subtitle = format!("{} downwards, {} across", rows.path, columns.path);
    let tall = 64;
    let height = 320 + tall as u32 * n as u32;
    let svg = frame(height, &title, &subtitle, |area| {
        let (left, wide) = (300, (WIDTH as i32 - 88 - 300) / m as i32);
        let side = anchored(&text(28, INK), HPos::Right, VPos::Center);
        let middle = anchored(&text(28, INK), HPos::Center, VPos::Center);
        for (j, value) in columns.values.iter().enumerate() {
            let at = (left + wide * j as i32 + wide / 2, 24);
            area.draw_text(&fit(value, 28, wide - 8), &middle, at).expect(DRAWN);
        }
        for (i, value) in rows.values.iter().enumerate() {
            let top = 60 + tall * i as i32;
            area.draw_text(&fit(value, 28, left - 24), &side, (left - 16, top + tall / 2))
                .expect(DRAWN);
            for j in 0..m {
                let s = found[i * m + j];
                let share = if most > least { (s - least) / (most - least) } else { 0.0 };
                let corner = left + wide * j as i32;
                let cell = [(corner + 3, top + 3), (corner + wide - 3, top + tall - 3)];
                let color = LIGHT.mix(0.12 + 0.78 * share);
                area.draw(&Rectangle::new(cell, color.filled())).expect(DRAWN);
                let at = (corner + wide / 2, top + tall / 2);
                area.draw_text(&fit(&span(s), 28, wide - 12), &middle, at).expect(DRAWN);
            }
        }
    });
    Some(svg)
}
