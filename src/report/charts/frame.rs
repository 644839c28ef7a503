//! What all charts share: size, colours, fonts, titles.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A drawing area of a chart.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(super) const WIDTH: u32 = 1600;
pub(super) const INK: RGBColor = RGBColor(33, 37, 41);
pub(super) const FAINT: RGBColor = RGBColor(108, 117, 125);
pub(super) const GRID: RGBColor = RGBColor(226, 230, 234);
pub(super) const BLUE: RGBColor = RGBColor(31, 95, 166);
pub(super) const ORANGE: RGBColor = RGBColor(198, 93, 9);

/// Drawing into a string cannot fail; plotters says `Result` for all of its backends.
pub(super) const DRAWN: &str = "drawing into memory cannot fail";

/// Returns a text style of this size and colour.
pub(super) fn text(size: u32, color: RGBColor) -> TextStyle<'static> {
    TextStyle {
        font: ("sans-serif", f64::from(size)).into_font(),
        color: color.to_backend_color(),
        pos: Pos::new(HPos::Left, VPos::Top),
    }
}

/// Returns a style that is anchored at this point of the text.
pub(super) fn anchored(style: &TextStyle<'static>, h: HPos, v: VPos) -> TextStyle<'static> {
    style.clone().pos(Pos::new(h, v))
}

/// Returns the SVG that `draw` draws below a title and a subtitle.
pub(super) fn chart(
    height: u32,
    title: &str,
    subtitle: &str,
    draw: impl FnOnce(&Area<'_>),
) -> String {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE).expect(DRAWN);
        root.draw_text(title, &text(44, INK), (48, 40)).expect(DRAWN);
        root.draw_text(subtitle, &text(30, FAINT), (48, 102)).expect(DRAWN);
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
