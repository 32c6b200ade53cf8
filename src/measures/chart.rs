//! A process control chart, as SVG of our own, and the sentence that says what it shows.
//!
//! It reads in black and white: a point's mark is its shape as well as its colour, and each line has its words.
//! Attributes only: a style would be refused by the content security policy.

use std::fmt::Write as _;

use fairwind_methods::spc::{Chart, Mark, Point};

use crate::kernel::{templates::escape, time::Day};

mod scale;
mod words;

pub use words::{dated, in_words, mark_in_words, moment, number};

use scale::{HEIGHT, LETTERS, Scale, WIDTH};

/// A day from which the limits begin afresh, and why.
#[derive(Clone, Debug)]
pub struct Break {
    /// The day.
    pub from_on: Day,
    /// Why, in the words of whoever marked it.
    pub reason: String,
}

/// Draws a chart. `id` is unique on its page. Nothing is drawn of a series without points.
pub fn draw(id: &str, title: &str, chart: &Chart, unit: &str, breaks: &[Break]) -> Option<String> {
    let (first, last) = (chart.points.first()?, chart.points.last()?);
    let scale = Scale::of(chart, unit);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-labelledby=\"{id}-title {id}-description\" \
         font-family=\"Arial, Arimo, sans-serif\" font-size=\"{LETTERS}\" fill=\"#212b32\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-description\">{}</desc>",
        escape(title),
        escape(&in_words(chart, unit))
    );
    axis(&mut svg, &scale);
    for section in &chart.sections {
        let (from, to) = (section.from as f64 - 0.5, section.to as f64 - 0.5);
        let ends = (
            scale.across(from.max(0.0)),
            scale.across(to.min(scale.points as f64 - 1.0)),
        );
        line(&mut svg, ends, scale.down(section.mean), "#212b32", "");
        if let Some((lower, upper)) = chart
            .points
            .get(section.from)
            .and_then(|point| point.limits)
        {
            for limit in [lower, upper] {
                line(&mut svg, ends, scale.down(limit), "#4c6272", "6 4");
            }
        }
    }
    if let Some(target) = chart.target {
        let ends = (scale.left, scale.right);
        line(&mut svg, ends, scale.down(target), "#d5281b", "2 3");
    }
    label_lines(&mut svg, &scale, chart, last, unit);
    for change in breaks {
        let Some(at) = chart
            .points
            .iter()
            .position(|point| point.date >= change.from_on.0)
        else {
            continue;
        };
        let x = scale.across((at as f64 - 0.5).max(0.0));
        // Its words have more room on one side of it.
        let (words, anchor) = match x < (scale.left + scale.right) / 2.0 {
            true => (x + 4.0, "start"),
            false => (x - 4.0, "end"),
        };
        let _ = write!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{top}\" x2=\"{x:.1}\" y2=\"{}\" stroke=\"#212b32\" stroke-dasharray=\"1 3\"/>\
             <text x=\"{words:.1}\" y=\"{top}\" text-anchor=\"{anchor}\">{}</text>",
            scale.bottom,
            escape(&change.reason),
            top = scale.top,
        );
    }
    let path: Vec<String> = chart
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            format!(
                "{:.1},{:.1}",
                scale.across(at as f64),
                scale.down(point.value)
            )
        })
        .collect();
    let _ = write!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#768692\"/>",
        path.join(" ")
    );
    for (at, point) in chart.points.iter().enumerate() {
        shape(
            &mut svg,
            scale.across(at as f64),
            scale.down(point.value),
            point.mark,
        );
    }
    let foot = HEIGHT - 8.0;
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{foot}\">{}</text><text x=\"{}\" y=\"{foot}\" text-anchor=\"end\">{}</text></svg>",
        scale.left,
        Day(first.date).month_and_year(),
        scale.right,
        Day(last.date).month_and_year()
    );
    Some(svg)
}

/// The steps of the axis: a line across and its number, and what they are of.
fn axis(svg: &mut String, scale: &Scale) {
    for (value, words) in &scale.steps {
        let y = scale.down(*value);
        line(svg, (scale.left, scale.right), y, "#d8dde0", "");
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#4c6272\">{words}</text>",
            scale.number_ends(),
            y + LETTERS / 3.0
        );
    }
    if let Some(unit) = &scale.unit {
        let _ = write!(
            svg,
            "<text x=\"0\" y=\"{LETTERS}\" fill=\"#4c6272\">{}</text>",
            escape(unit)
        );
    }
}

/// The words of the lines, beside their right ends, apart from each other so that all can be read.
fn label_lines(svg: &mut String, scale: &Scale, chart: &Chart, last: &Point, unit: &str) {
    let sign = scale::sign_of(unit);
    let label = |name: &str, value: f64| {
        let words = format!("{name} {}{sign}", number(value));
        (scale.down(value), words)
    };
    let mut labels = vec![label("Mean", last.mean)];
    if let Some((lower, upper)) = last.limits {
        labels.extend([label("Upper limit", upper), label("Lower limit", lower)]);
    }
    labels.extend(chart.target.map(|target| label("Target", target)));
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = 0.0_f64;
    for (y, words) in labels {
        let y = (y + LETTERS / 3.0).max(free);
        free = y + LETTERS + 1.0;
        let x = scale.right + 6.0;
        let _ = write!(svg, "<text x=\"{x}\" y=\"{y:.1}\">{words}</text>");
    }
}

fn line(svg: &mut String, (from, to): (f64, f64), y: f64, colour: &str, dashes: &str) {
    let dashes = if dashes.is_empty() {
        String::new()
    } else {
        format!(" stroke-dasharray=\"{dashes}\"")
    };
    let _ = write!(
        svg,
        "<line x1=\"{from:.1}\" y1=\"{y:.1}\" x2=\"{to:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\"{dashes}/>"
    );
}

/// A point: a circle for common cause; for special causes a square (improvement), a triangle (concern) or a diamond.
fn shape(svg: &mut String, x: f64, y: f64, mark: Mark) {
    let _ = match mark {
        Mark::Common => write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#A6A6A6\" stroke=\"#212b32\"/>"
        ),
        Mark::Improvement => write!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"#00B0F0\" stroke=\"#212b32\"/>",
            x - 5.0,
            y - 5.0
        ),
        Mark::Concern => write!(
            svg,
            "<polygon points=\"{x:.1},{:.1} {:.1},{:.1} {:.1},{:.1}\" fill=\"#E46C0A\" stroke=\"#212b32\"/>",
            y - 6.0,
            x + 6.0,
            y + 5.0,
            x - 6.0,
            y + 5.0
        ),
        Mark::Neither => write!(
            svg,
            "<polygon points=\"{x:.1},{:.1} {:.1},{y:.1} {x:.1},{:.1} {:.1},{y:.1}\" fill=\"#490092\" stroke=\"#212b32\"/>",
            y - 6.0,
            x + 6.0,
            y + 6.0,
            x - 6.0
        ),
    };
}

#[cfg(test)]
mod tests {
    use fairwind_methods::spc::{Good, Reading, Value};

    use super::*;

    fn chart(values: &[f64], target: Option<f64>, recalculate_at: &[Day]) -> Chart {
        let start = Day::new(2025, 1, 1).expect("a day");
        let values: Vec<Value> = (0..)
            .zip(values)
            .map(|(week, value)| Value {
                date: start.plus(7 * week).0,
                value: *value,
            })
            .collect();
        let reading = Reading {
            good: Good::Lower,
            target,
            recalculate_at: recalculate_at.iter().map(|day| day.0).collect(),
            baseline: None,
        };
        Chart::of(&values, &reading)
    }

    /// Twelve of the usual, and one far above.
    const JUMP: [f64; 13] = [
        5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 20.0,
    ];

    #[test]
    fn a_special_cause_has_a_shape_of_its_own_and_is_said_in_words() {
        let chart = chart(&JUMP, Some(3.0), &[]);
        let svg = draw("waits", "Waits", &chart, "days", &[]).expect("a drawing");
        // The jump draws the mean above all the others, which so are a run on its good side.
        let shapes =
            |svg: &str| ["<circle", "<rect", "<polygon"].map(|tag| svg.matches(tag).count());
        assert_eq!(shapes(&svg), [0, 12, 1]);
        for words in ["Mean 6.62<", "Upper limit", "Lower limit", "Target 3<"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
        assert!(in_words(&chart, "days").contains("of concern, with higher values"));
        assert!(!svg.contains("style="));
        // The axis says what the values are of, and round values.
        for words in [">days</text>", ">5</text>", ">20</text>"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
    }

    #[test]
    fn under_thirteen_values_only_the_mean_is_drawn() {
        let chart = chart(&JUMP[..12], None, &[]);
        let svg = draw("waits", "Waits", &chart, "%", &[]).expect("a drawing");
        assert!(svg.contains("Mean 5.5%<") && !svg.contains(" limit "));
        assert_eq!(svg.matches("<circle").count(), 12);
        assert!(in_words(&chart, "%").contains("Limits need 13 values and there are 12 so far"));
    }

    #[test]
    fn a_break_bears_its_reason_and_what_people_wrote_is_escaped() {
        let from_on = Day::new(2025, 2, 12).expect("a day");
        let chart = chart(&JUMP, None, &[from_on]);
        let reason = "New <pathway> & team".to_owned();
        let svg =
            draw("w", "A \"b\" <c>", &chart, "", &[Break { from_on, reason }]).expect("a drawing");
        assert!(svg.contains("New &lt;pathway&gt; &amp; team"));
        assert!(svg.contains("A &quot;b&quot; &lt;c&gt;"));
        // Two sections: two means, four limits; and the break itself; besides the steps of the axis.
        let lines = svg.matches("<line").count();
        assert_eq!(lines - svg.matches("#d8dde0").count(), 7);
    }

    #[test]
    fn a_series_that_never_moves_is_drawn_and_one_without_values_is_not() {
        let flat = draw("w", "W", &chart(&[2.0; 13], None, &[]), "", &[]).expect("a drawing");
        assert!(!flat.contains("NaN") && !flat.contains("inf"));
        assert_eq!(draw("w", "W", &chart(&[], None, &[]), "", &[]), None);
    }
}
