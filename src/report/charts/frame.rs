//! What all charts share: size, colours, fonts, titles.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A drawing area of a chart.
pub(in crate::report) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(in crate::report) const WIDTH: u32 = 1600;
pub(in crate::report) const INK: RGBColor = RGBColor(33, 37, 41);
pub(in crate::report) const FAINT: RGBColor = RGBColor(108, 117, 125);
pub(in crate::report) const GRID: RGBColor = RGBColor(226, 230, 234);
pub(in crate::report) const BLUE: RGBColor = RGBColor(31, 95, 166);
/// For bars that have something drawn upon them.
pub(in crate::report) const LIGHT: RGBColor = RGBColor(110, 160, 213);
pub(in crate::report) const ORANGE: RGBColor = RGBColor(198, 93, 9);

/// Drawing into a string cannot fail; plotters says `Result` for all of its backends.
pub(in crate::report) const DRAWN: &str = "drawing into memory cannot fail";

/// Returns a text style of this size and colour.
pub(in crate::report) fn text(size: u32, color: RGBColor) -> TextStyle<'static> {
    TextStyle {
        font: ("sans-serif", f64::from(size)).into_font(),
        color: color.to_backend_color(),
        pos: Pos::new(HPos::Left, VPos::Top),
    }
}

/// Returns a style that is anchored at this point of the text.
pub(in crate::report) fn anchored(
    style: &TextStyle<'static>,
    h: HPos,
    v: VPos,
) -> TextStyle<'static> {
    style.clone().pos(Pos::new(h, v))
}

/// Advances of the printable ASCII characters in hundredths of the font's size, as the font of the PNGs
/// has them, which is wider than most that a viewer of the SVGs may have.
const ADVANCES: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75,
    79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35,
    63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

/// plotters writes a font of this size as one so many times smaller.
const SHRINKS: f64 = 1.24;

/// Returns how wide words of this size are, in pixels.
pub(in crate::report) fn width(words: &str, size: u32) -> i32 {
    let advance = |c: char| {
        let i = (c as usize).wrapping_sub(32);
        f64::from(ADVANCES.get(i).copied().unwrap_or(if c == '·' { 32 } else { 100 }))
    };
    (words.chars().map(advance).sum::<f64>() / 100.0 * f64::from(size) / SHRINKS).ceil() as i32
}

/// Returns words that are at most so wide; what is too much is left out of the middle, where names
/// differ least.
pub(in crate::report) fn fit(words: &str, size: u32, most: i32) -> String {
    let count = words.chars().count();
    let cut = (2..=count).rev().map(|length| crate::report::units::shorten(words, length));
    cut.into_iter().find(|short| width(short, size) <= most).unwrap_or_else(|| "…".into())
}

/// Returns the SVG that `draw` draws below a title and a subtitle.
pub(in crate::report) fn chart(
    height: u32,
    title: &str,
    subtitle: &str,
    draw: impl FnOnce(&Area<'_>),
) -> String {
    let (shown, room) = (fit(title, 44, WIDTH as i32 - 96), WIDTH as i32 - 96);
    let below = fit(subtitle, 30, room);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE).expect(DRAWN);
        root.draw_text(&shown, &text(44, INK), (48, 40)).expect(DRAWN);
        root.draw_text(&below, &text(30, FAINT), (48, 102)).expect(DRAWN);
        draw(&root.margin(160, 40, 48, 60));
        root.present().expect(DRAWN);
    }
    // A title for those who cannot see it, and a size that fits wherever it is shown.
    let label = format!("{title}. {subtitle}").replace('&', "&amp;").replace('<', "&lt;");
    svg.replacen("<svg ", "<svg role=\"img\" style=\"max-width:100%;height:auto\" ", 1).replacen(
        ">\n",
        &format!(">\n<title>{label}</title>\n"),
        1,
    )
}
