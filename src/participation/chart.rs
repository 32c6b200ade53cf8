//! A chart of bars, as SVG of our own: for the page as it stands, and for mail as a picture made from it.
//!
//! It reads in black and white and without its colours, every bar has its words, and it names itself to those who
//! cannot see it. Attributes only: a style would be refused by the content security policy.

use std::fmt::Write as _;

use crate::kernel::templates::escape;

/// One bar, on a scale from 0 to 100.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long; none where the figure is hidden.
    pub percent: Option<i64>,
    /// The figure in words: "31%", "hidden".
    pub words: String,
    /// Whether it is the sum of the others, and set apart from them.
    pub is_total: bool,
}

const WIDTH: i64 = 480;
const ROW: i64 = 46;
const EDGE: i64 = 2;

/// Draws the bars, one under another. `id` is unique on its page.
pub fn bars(id: &str, title: &str, description: &str, bars: &[Bar]) -> String {
    let height = ROW * i64::try_from(bars.len()).unwrap_or(0) + 2 * EDGE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" aria-labelledby=\"{id}-title {id}-description\" \
         font-family=\"Arial, Arimo, sans-serif\" font-size=\"15\" fill=\"#212b32\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-description\">{}</desc>",
        escape(title),
        escape(description)
    );
    for (index, bar) in bars.iter().enumerate() {
        let top = ROW * i64::try_from(index).unwrap_or(0) + EDGE;
        draw(&mut svg, top, bar);
    }
    svg.push_str("</svg>");
    svg
}

/// A chart in words, for those who cannot see it.
pub fn in_words(title: &str, bars: &[Bar]) -> String {
    let said: Vec<String> = bars
        .iter()
        .map(|bar| format!("{} {}", bar.label, bar.words))
        .collect();
    format!("{title}: {}.", said.join(", "))
}

fn draw(svg: &mut String, top: i64, bar: &Bar) {
    let weight = if bar.is_total { "bold" } else { "normal" };
    let (words_at, bar_at, track) = (top + 15, top + 21, WIDTH - 2 * EDGE);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<text x=\"{EDGE}\" y=\"{words_at}\" font-weight=\"{weight}\">{}</text>\
         <text x=\"{}\" y=\"{words_at}\" font-weight=\"bold\" text-anchor=\"end\">{}</text>",
        escape(&bar.label),
        WIDTH - EDGE,
        escape(&bar.words)
    );
    let dashes = if bar.percent.is_some() {
        ""
    } else {
        " stroke-dasharray=\"4 4\""
    };
    let _ = write!(
        svg,
        "<rect x=\"{EDGE}\" y=\"{bar_at}\" width=\"{track}\" height=\"14\" fill=\"#ffffff\" stroke=\"#4c6272\"{dashes}/>"
    );
    if let Some(percent) = bar.percent {
        let length = track * percent.clamp(0, 100) / 100;
        let fill = if bar.is_total { "#212b32" } else { "#005eb8" };
        let _ = write!(
            svg,
            "<rect x=\"{EDGE}\" y=\"{bar_at}\" width=\"{length}\" height=\"14\" fill=\"{fill}\"/>"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_escaped_and_every_bar_has_its_words() {
        let bar = |label: &str, percent, words: &str| Bar {
            label: label.into(),
            percent,
            words: words.into(),
            is_total: false,
        };
        let svg = bars(
            "chart",
            "A <b> & C",
            "\"x\"",
            &[bar("<script>", Some(31), "31%"), bar("B", None, "hidden")],
        );
        assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;"));
        assert!(svg.contains(">31%<") && svg.contains(">hidden<"));
        assert_eq!(
            svg.matches("<rect").count(),
            3,
            "a hidden figure has a track and no bar"
        );
        assert!(!svg.contains("style="));
    }
}
