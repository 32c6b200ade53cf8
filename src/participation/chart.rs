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
    /// How long, as it is rather than as it is said; none where the figure is hidden.
    pub percent: Option<f64>,
    /// The figure in words: "31%", "hidden".
    pub words: String,
    /// Whether it is the sum of the others, and set apart from them.
    pub is_total: bool,
}

const WIDTH: i64 = 480;
const ROW: i64 = 46;
const EDGE: i64 = 2;
/// Between the lines of a long label.
const LINE: i64 = 18;
/// How wide a letter is, on average: of labels, and of figures, which are bold.
const LETTER: (usize, usize) = (8, 9);

/// Draws the bars, one under another. `id` is unique on its page.
pub fn bars(id: &str, title: &str, description: &str, bars: &[Bar]) -> String {
    let labels: Vec<Vec<String>> = bars.iter().map(lines).collect();
    let heights: Vec<i64> = labels.iter().map(|label| height(label)).collect();
    let height = heights.iter().sum::<i64>() + 2 * EDGE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" aria-labelledby=\"{id}-title {id}-description\" \
         font-family=\"Arial, Arimo, sans-serif\" font-size=\"15\" fill=\"#212b32\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-description\">{}</desc>",
        escape(title),
        escape(description)
    );
    let mut top = EDGE;
    for ((bar, label), height) in bars.iter().zip(&labels).zip(heights) {
        draw(&mut svg, top, bar, label);
        top += height;
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

fn height(label: &[String]) -> i64 {
    ROW + LINE * i64::try_from(label.len().saturating_sub(1)).unwrap_or(0)
}

/// A label in lines that leave room for the figure beside them.
fn lines(bar: &Bar) -> Vec<String> {
    let width = usize::try_from(WIDTH - 8 * EDGE).unwrap_or(0);
    let room = width.saturating_sub(bar.words.chars().count() * LETTER.1) / LETTER.0;
    let mut lines: Vec<String> = Vec::new();
    for word in bar.label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn draw(svg: &mut String, top: i64, bar: &Bar, label: &[String]) {
    let weight = if bar.is_total { "bold" } else { "normal" };
    let below = height(label) - ROW;
    let (words_at, bar_at, track) = (top + 15 + below, top + 21 + below, WIDTH - 2 * EDGE);
    // Writing to a string cannot fail.
    let mut at = top + 15;
    for line in label {
        let _ = write!(
            svg,
            "<text x=\"{EDGE}\" y=\"{at}\" font-weight=\"{weight}\">{}</text>",
            escape(line)
        );
        at += LINE;
    }
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{words_at}\" font-weight=\"bold\" text-anchor=\"end\">{}</text>",
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
        let length = track as f64 * percent.clamp(0.0, 100.0) / 100.0;
        let fill = if bar.is_total { "#212b32" } else { "#005eb8" };
        let _ = write!(
            svg,
            "<rect x=\"{EDGE}\" y=\"{bar_at}\" width=\"{length:.1}\" height=\"14\" fill=\"{fill}\"/>"
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
            &[bar("<script>", Some(31.0), "31%"), bar("B", None, "hidden")],
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

    #[test]
    fn a_long_label_leaves_room_for_its_figure_and_a_short_bar_is_no_empty_one() {
        let long = "NHS Buckinghamshire, Oxfordshire and Berkshire West Integrated Care Board";
        let bar = |label: &str, percent, words: &str| Bar {
            label: label.into(),
            percent,
            words: words.into(),
            is_total: false,
        };
        let short = bars("chart", "A", "B", &[bar("C", Some(0.4), "0.4%")]);
        assert!(short.contains("height=\"50\"") && short.contains("width=\"1.9\""));
        let svg = bars("chart", "A", "B", &[bar(long, None, "hidden")]);
        assert!(svg.contains("height=\"68\""), "{svg}");
        let said: Vec<&str> = svg
            .split("font-weight=\"normal\">")
            .skip(1)
            .filter_map(|rest| rest.split_once('<'))
            .map(|(line, _)| line)
            .collect();
        assert_eq!(said.join(" "), long);
        assert_eq!(said.len(), 2);
    }
}
