//! Charts as pixels.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Options, Tree};
use std::sync::{Arc, LazyLock};

/// The font of every picture, so that it looks the same on every machine.
const FONT: &[u8] = include_bytes!("font/DejaVuSans.ttf");

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Options { fontdb: Arc::new(fonts), ..Options::default() }
});

/// Returns a chart as PNG.
pub(crate) fn png(svg: &str) -> Vec<u8> {
    const DRAWN: &str = "the charts are SVG of a size that fits into memory";
    let tree = Tree::from_str(svg, &OPTIONS).expect(DRAWN);
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).expect(DRAWN);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().expect("encoding into memory cannot fail")
}
