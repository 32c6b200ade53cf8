//! A process control chart, as SVG of our own, and the sentence that says what it shows.
//!
//! It reads in black and white: a point's mark is its shape as well as its colour, and each line has its words.
//! Attributes only: a style would be refused by the content security policy.

use std::fmt::Write as _;

use fairwind_methods::spc::{Chart, FEWEST, Mark, Point};

use crate::kernel::time::Day;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
/// Room for the words of the lines, at the right.
const WORDS: f64 = 110.0;
const EDGE: f64 = 14.0;
const FOOT: f64 = 30.0;

/// A day from which the limits begin afresh, and why.
#[derive(Clone, Debug)]
pub struct Break {
    /// The day.
    pub from_on: Day,
    /// Why, in the words of whoever marked it.
    pub reason: String,
}

/// Where a day and a value lie in the drawing.
struct Scale {
    points: usize,
    least: f64,
    most: f64,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let limits = |point: &Point| {
            point
                .limits
                .map_or([point.value; 2], |(low, high)| [low, high])
        };
        let all = chart
            .points
            .iter()
            .flat_map(|point| [point.value, point.mean].into_iter().chain(limits(point)))
            .chain(chart.target);
        let (least, most) = all.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, most), value| (least.min(value), most.max(value)),
        );
        // A series that never moves is drawn in the middle.
        let room = if most > least {
            (most - least) * 0.05
        } else {
            1.0
        };
        Self {
            points: chart.points.len(),
            least: least - room,
            most: most + room,
        }
    }

    fn across(&self, at: f64) -> f64 {
        let steps = self.points.saturating_sub(1).max(1) as f64;
        EDGE + at / steps * (WIDTH - WORDS - 2.0 * EDGE)
    }

    fn down(&self, value: f64) -> f64 {
        let height = HEIGHT - FOOT - 2.0 * EDGE;
        EDGE + (self.most - value) / (self.most - self.least) * height
    }
}

/// Draws a chart. `id` is unique on its page. Nothing is drawn of a series without points.
pub fn draw(id: &str, title: &str, chart: &Chart, unit: &str, breaks: &[Break]) -> Option<String> {
    let (first, last) = (chart.points.first()?, chart.points.last()?);
    let scale = Scale::of(chart);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-labelledby=\"{id}-title {id}-description\" \
         font-family=\"Arial, Arimo, sans-serif\" font-size=\"13\" fill=\"#212b32\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-description\">{}</desc>",
        escape(title),
        escape(&in_words(chart, unit))
    );
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
        let ends = (scale.across(0.0), WIDTH - WORDS - EDGE);
        line(&mut svg, ends, scale.down(target), "#d5281b", "2 3");
    }
    label_lines(&mut svg, &scale, chart, last);
    for change in breaks {
        let Some(at) = chart
            .points
            .iter()
            .position(|point| point.date >= change.from_on.0)
        else {
            continue;
        };
        let x = scale.across((at as f64 - 0.5).max(0.0));
        let _ = write!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{EDGE}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#212b32\" stroke-dasharray=\"1 3\"/>\
             <text x=\"{:.1}\" y=\"{EDGE}\">{}</text>",
            HEIGHT - FOOT,
            x + 4.0,
            escape(&change.reason)
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
        "<text x=\"{EDGE}\" y=\"{foot}\">{}</text><text x=\"{}\" y=\"{foot}\" text-anchor=\"end\">{}</text></svg>",
        Day(first.date).month_and_year(),
        WIDTH - WORDS - EDGE,
        Day(last.date).month_and_year()
    );
    Some(svg)
}

/// The words of the lines, beside their right ends, apart from each other so that all can be read.
fn label_lines(svg: &mut String, scale: &Scale, chart: &Chart, last: &Point) {
    let mut labels = vec![(scale.down(last.mean), format!("Mean {}", number(last.mean)))];
    if let Some((lower, upper)) = last.limits {
        labels.push((scale.down(upper), format!("Upper limit {}", number(upper))));
        labels.push((scale.down(lower), format!("Lower limit {}", number(lower))));
    }
    if let Some(target) = chart.target {
        labels.push((scale.down(target), format!("Target {}", number(target))));
    }
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = 0.0_f64;
    for (y, words) in labels {
        let y = (y + 4.0).max(free);
        free = y + 14.0;
        let x = WIDTH - WORDS - EDGE + 6.0;
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

/// When the latest value is from: "for October 2026" where there is one a month, kept on its first day, "for the
/// quarter from 1 October 2026" where there is one a quarter, and otherwise "on 12 October 2026".
pub fn moment(chart: &Chart) -> Option<String> {
    let last = chart.points.last()?.date;
    let month = |date: jiff::civil::Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let are_first_days = chart.points.iter().all(|point| point.date.day() == 1);
    let pairs = chart.points.iter().zip(chart.points.iter().skip(1));
    let shortest = pairs
        .map(|(one, next)| month(next.date) - month(one.date))
        .min();
    Some(match shortest {
        Some(1) if are_first_days => format!("for {}", last.strftime("%B %Y")),
        Some(3) if are_first_days => format!("for the quarter from {}", Day(last)),
        _ => format!("on {}", Day(last)),
    })
}

/// What a chart shows, in sentences.
pub fn in_words(chart: &Chart, unit: &str) -> String {
    let Some(last) = chart.points.last() else {
        return "There are no values yet.".to_owned();
    };
    let value = |value: f64| {
        let joint = if unit.is_empty() || unit == "%" {
            ""
        } else {
            " "
        };
        format!("{}{joint}{unit}", number(value))
    };
    let mut said = format!(
        "The latest value is {}, {}; the mean is {}.",
        value(last.value),
        moment(chart).unwrap_or_default(),
        value(last.mean)
    );
    match chart.variation {
        Some(variation) => {
            let _ = write!(said, " {}.", variation.words());
        }
        None => {
            let _ = write!(
                said,
                " There are {} of the {FEWEST} values that limits need, so nothing is said of change yet.",
                chart.points.len()
            );
        }
    }
    if let Some(assurance) = chart.assurance {
        let _ = write!(said, " {}.", assurance.words());
    }
    said
}

/// What a point's mark means, for the table under the chart.
pub fn mark_in_words(mark: Mark) -> &'static str {
    match mark {
        Mark::Improvement => "Special cause: improvement",
        Mark::Concern => "Special cause: concern",
        Mark::Neither => "Special cause",
        Mark::Common => "Common cause",
    }
}

/// A value for people: at most two decimals, and none where they are zero.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
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
    fn the_latest_value_is_of_its_month_its_quarter_or_its_day() {
        let of = |days: &[(i16, i8, i8)]| {
            let values: Vec<Value> = days
                .iter()
                .map(|&(year, month, day)| Value {
                    date: jiff::civil::date(year, month, day),
                    value: 1.0,
                })
                .collect();
            let reading = Reading {
                good: Good::Higher,
                target: None,
                recalculate_at: Vec::new(),
                baseline: None,
            };
            moment(&Chart::of(&values, &reading))
        };
        let said = |days| of(days).expect("a value");
        // A month left out is still a month's value.
        assert_eq!(
            said(&[(2026, 7, 1), (2026, 8, 1), (2026, 10, 1)]),
            "for October 2026"
        );
        assert_eq!(
            said(&[(2025, 10, 1), (2026, 1, 1), (2026, 7, 1)]),
            "for the quarter from 1 July 2026"
        );
        for days in [
            &[(2026, 10, 1)][..],
            &[(2026, 9, 1), (2026, 10, 2)],
            &[(2026, 9, 24), (2026, 10, 1)],
            &[(2025, 10, 1), (2026, 10, 1)],
        ] {
            assert!(said(days).starts_with("on "), "{days:?}");
        }
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_special_cause_has_a_shape_of_its_own_and_is_said_in_words() {
        let chart = chart(&JUMP, Some(3.0), &[]);
        let svg = draw("waits", "Waits", &chart, "days", &[]).expect("a drawing");
        // The jump draws the mean above all the others, which so are a run on its good side.
        let shapes =
            |svg: &str| ["<circle", "<rect", "<polygon"].map(|tag| svg.matches(tag).count());
        assert_eq!(shapes(&svg), [0, 12, 1]);
        for words in ["Mean 6.62", "Upper limit", "Lower limit", "Target 3"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
        assert!(in_words(&chart, "days").contains("of concern, with higher values"));
        assert!(!svg.contains("style="));
    }

    #[test]
    fn under_thirteen_values_only_the_mean_is_drawn() {
        let chart = chart(&JUMP[..12], None, &[]);
        let svg = draw("waits", "Waits", &chart, "%", &[]).expect("a drawing");
        assert!(svg.contains("Mean 5.5") && !svg.contains(" limit "));
        assert_eq!(svg.matches("<circle").count(), 12);
        assert!(in_words(&chart, "%").contains("There are 12 of the 13 values"));
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
        // Two sections: two means, four limits; and the break itself.
        assert_eq!(svg.matches("<line").count(), 7);
    }

    #[test]
    fn a_series_that_never_moves_is_drawn_and_one_without_values_is_not() {
        let flat = draw("w", "W", &chart(&[2.0; 13], None, &[]), "", &[]).expect("a drawing");
        assert!(!flat.contains("NaN") && !flat.contains("inf"));
        assert_eq!(draw("w", "W", &chart(&[], None, &[]), "", &[]), None);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [5.0, 5.5, 6.615, -0.001, 120.0].map(number),
            ["5", "5.5", "6.62", "0", "120"]
        );
    }
}
