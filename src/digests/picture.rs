//! The chart as a picture that mail readers show: PNG made from the page's SVG, with the letters of our own font.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

use crate::{
    kernel::fault::{Answer, Fault},
    web::assets,
};

/// Pixels for each unit of the drawing: sharp on a screen of twice the usual density.
const SCALE: f32 = 2.0;

/// Without fonts of its own the picture would have no letters: servers often have none installed.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(assets::ARIMO_REGULAR.to_vec());
    fonts.load_font_data(assets::ARIMO_BOLD.to_vec());
    fonts.set_sans_serif_family("Arimo");
    Arc::new(fonts)
});

/// Draws an SVG as PNG, on white, off the threads that answer requests.
pub(super) async fn png(svg: String) -> Answer<Vec<u8>> {
    tokio::task::spawn_blocking(move || draw(&svg))
        .await
        .map_err(Fault::broken)?
}

fn draw(svg: &str) -> Answer<Vec<u8>> {
    let options = Options {
        fontdb: FONTS.clone(),
        font_family: "Arimo".to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(Fault::broken)?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(SCALE)
        .ok_or_else(|| Fault::broken("the chart has no size"))?;
    let mut picture = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| Fault::broken("the chart has no size"))?;
    picture.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut picture.as_mut(),
    );
    picture.encode_png().map_err(Fault::broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digests::compose;

    #[test]
    fn the_chart_becomes_a_picture_with_letters_in_it() {
        let account = compose::sample();
        let svg = compose::chart(&account, &compose::compose(&account, "")).expect("a chart");
        let picture = Pixmap::decode_png(&draw(&svg).expect("a picture")).expect("it decodes");
        assert_eq!(picture.width(), 960);
        let wordless = svg.replace("<text", "<g").replace("</text>", "</g>");
        let wordless =
            Pixmap::decode_png(&draw(&wordless).expect("a picture")).expect("it decodes");
        let differing = picture
            .pixels()
            .iter()
            .zip(wordless.pixels())
            .filter(|(a, b)| a != b)
            .count();
        assert!(differing > 2_000, "only {differing} pixels are letters");
    }
}
