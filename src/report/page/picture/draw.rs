//! The picture as SVG.

use super::boxes::Boxes;
use super::chips::{Chip, Chips};
use super::place::{Area, BOLD, NAME, Places, ROLE, places};
use super::wires::{Wire, wires};
use crate::model::{Kind, Model};
use crate::report::charts::{ems, escaped};
use crate::report::summary::Summary;
use crate::report::units::{percent, shorten};
use crate::scenario::{Names, Scenario};
use std::fmt::Write;

/// So many colours of lines follow one another.
const COLOURS: usize = 6;

/// A share of the downtime that is worth a mark.
const COSTLY: f64 = 0.005;

/// Draws the picture of a scenario, with what each component costs.
pub(in crate::report) fn draw(
    scenario: &Scenario,
    names: &Names,
    model: &Model,
    summary: &Summary,
) -> String {
    let boxes = Boxes::new(model);
    let chips = Chips::new(scenario, names, model, &boxes);
    let wires = wires(scenario, names, &boxes, &chips);
    let places = places(&boxes, &chips, &wires);
    let mut svg = Svg(String::new());
    svg.begin(places.size, &described(&boxes, &chips));
    for (frame, area) in boxes.frames.iter().zip(&places.frames) {
        svg.frame(&frame.label, frame.depth, *area);
    }
    if let Some(area) = places.clients {
        svg.clients(area);
    }
    svg.wires(&wires, &places, &chips);
    for (chip, area) in chips.all.iter().zip(&places.chips) {
        let share = chip.of.iter().map(|i| summary.components[*i].service_downtime_share.mean);
        svg.chip(chip, *area, share.sum());
    }
    svg.0.push_str("</svg>");
    svg.0
}

/// Says what the picture shows.
fn described(boxes: &Boxes, chips: &Chips) -> String {
    let names: Vec<&str> = chips.all.iter().map(|chip| chip.name.as_str()).collect();
    let frames: Vec<&str> = boxes.frames.iter().map(|frame| frame.label.as_str()).collect();
    let mut words = format!("Components: {}.", names.join(", "));
    if !frames.is_empty() {
        let _ = write!(words, " Failure domains around them: {}.", frames.join(", "));
    }
    words
}

/// An SVG as it grows.
struct Svg(String);

impl Svg {
    fn begin(&mut self, (w, h): (f64, f64), described: &str) {
        let described = escaped(described);
        let _ = write!(
            self.0,
            "<svg class=\"picture\" role=\"img\" width=\"{w:.0}\" height=\"{h:.0}\" \
             viewBox=\"0 0 {w:.0} {h:.0}\">\n\
             <title>The components and where they stand</title>\n<desc>{described}</desc>\n"
        );
    }

    fn rect(&mut self, class: &str, a: Area, radius: f64) {
        let Area { x, y, w, h } = a;
        let _ = writeln!(
            self.0,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{radius}\"/>"
        );
    }

    fn text(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        let words = escaped(words);
        let _ =
            writeln!(self.0, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>");
    }

    fn frame(&mut self, label: &str, depth: usize, area: Area) {
        self.0.push_str("<g>");
        let _ = write!(self.0, "<title>{}</title>", escaped(label));
        self.rect(if depth.is_multiple_of(2) { "box" } else { "box inner" }, area, 6.0);
        self.text("name", (area.x + 8.0, area.y + 16.0), &fit(label, NAME * BOLD, area.w - 14.0));
        self.0.push_str("</g>\n");
    }

    fn clients(&mut self, area: Area) {
        self.rect("outside", area, 6.0);
        self.text("name middle", (area.x + area.w / 2.0, area.y + 18.5), "clients");
    }

    fn wires(&mut self, wires: &[Wire], places: &Places, chips: &Chips) {
        for (i, (wire, lines)) in wires.iter().zip(&places.lines).enumerate() {
            let hub = escaped(&chips.all[wire.hub].name);
            let _ =
                write!(self.0, "<g class=\"wire w{}\"><title>{hub}</title><path d=\"", i % COLOURS);
            for [(x0, y0), (x1, y1)] in &lines.segments {
                let _ = write!(self.0, "M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}");
            }
            self.0.push_str("\"/>");
            for (x, y) in &lines.ends {
                let _ = write!(self.0, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>");
            }
            self.0.push_str("</g>\n");
        }
    }

    fn chip(&mut self, chip: &Chip, area: Area, share: f64) {
        let class = match chip.kind {
            Kind::LoadBalancer => "chip balancer",
            Kind::Switch | Kind::Link => "chip network",
            Kind::Disk => "chip disk",
            Kind::Node | Kind::Domain => "chip node",
        };
        let mut told = format!("{}: {}", chip.name, chip.kind.word());
        if !chip.role.is_empty() && chip.role != chip.kind.word() {
            let _ = write!(told, ", {}", chip.role);
        }
        if share > 0.0 {
            let _ = write!(told, "; began {} of all downtime", percent(share));
        }
        let _ = write!(self.0, "<g><title>{}</title>", escaped(&told));
        self.rect(class, area, if chip.kind == Kind::Node { 4.0 } else { 12.0 });
        if share >= COSTLY {
            let w = (area.w - 8.0) * share.min(1.0);
            self.rect("cost", Area { x: area.x + 4.0, y: area.y + area.h - 6.0, w, h: 3.0 }, 1.5);
        }
        let middle = area.x + area.w / 2.0;
        let name_y = if chip.role.is_empty() { area.y + 25.0 } else { area.y + 17.0 };
        self.text("name middle", (middle, name_y), &fit(&chip.name, NAME * BOLD, area.w - 8.0));
        if !chip.role.is_empty() {
            self.text("role middle", (middle, area.y + 31.5), &fit(&chip.role, ROLE, area.w - 8.0));
        }
        self.0.push_str("</g>\n");
    }
}

/// Returns words that are at most so wide.
fn fit(words: &str, size: f64, most: f64) -> String {
    let count = words.chars().count();
    let mut cut = (2..=count).rev().map(|length| shorten(words, length));
    cut.find(|short| ems(short) * size <= most).unwrap_or_else(|| "…".into())
}
