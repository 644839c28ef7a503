//! An SVG as it grows.

use crate::report::charts::frame;
use std::fmt::Write;

/// Which end of words a point is.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) const INK: &str = "#212529";
pub(super) const FAINT: &str = "#6c757d";
pub(super) const GRID: &str = "#e2e6ea";

/// Sizes are those of the other charts, whose library writes a font so many times smaller.
const SHRINKS: f64 = 1.24;

/// A picture as it grows.
pub(super) struct Svg(String);

impl Svg {
    pub(super) fn new() -> Svg {
        Svg(String::new())
    }

    /// Draws a rectangle; the paint is a colour or `url(#…)`.
    pub(super) fn rect(&mut self, [x, y, w, h]: [f64; 4], paint: &str) {
        let _ = writeln!(
            self.0,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" fill="{paint}"/>"#
        );
    }

    /// Draws the outline of a rectangle.
    pub(super) fn outline(&mut self, [x, y, w, h]: [f64; 4], ink: &str, dashes: &str) {
        let _ = writeln!(
            self.0,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="{dashes}"/>"#
        );
    }

    pub(super) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], ink: &str, width: f64) {
        let _ = writeln!(
            self.0,
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" stroke="{ink}" stroke-width="{width}"/>"#
        );
    }

    /// Draws a shape.
    pub(super) fn shape(&mut self, path: &str, paint: &str) {
        let _ = writeln!(self.0, r#"<path d="{path}" fill="{paint}"/>"#);
    }

    /// Writes words with their middle at this height.
    pub(super) fn text(
        &mut self,
        (x, y): (f64, f64),
        words: &str,
        size: u32,
        ink: &str,
        at: Anchor,
    ) {
        let size = f64::from(size) / SHRINKS;
        let anchor = match at {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        // Viewers differ in what they know of baselines, not in where letters stand.
        let y = y + size * 0.36;
        let words = escape(words);
        let _ = writeln!(
            self.0,
            r#"<text x="{x:.1}" y="{y:.1}" font-family="sans-serif" font-size="{size:.1}" fill="{ink}" text-anchor="{anchor}">{words}</text>"#
        );
    }

    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Returns the picture with its label for those who cannot see it.
    pub(super) fn finish(self, height: f64, label: &str) -> String {
        let (width, body, label) = (frame::WIDTH, self.0, escape(label));
        format!(
            r#"<svg role="img" style="max-width:100%;height:auto" width="{width}" height="{height:.0}" viewBox="0 0 {width} {height:.0}" xmlns="http://www.w3.org/2000/svg">
<title>{label}</title>
<rect width="{width}" height="{height:.0}" fill="white"/>
{body}</svg>
"#
        )
    }
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
