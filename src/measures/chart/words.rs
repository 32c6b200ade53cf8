//! What a chart shows, in words.

use std::fmt::Write as _;

use fairwind_methods::spc::{Chart, FEWEST, Mark};

use crate::kernel::time::Day;

/// When the latest value is from: "for October 2026" where there is one a month, kept on its first day, "for the
/// quarter from 1 October 2026" where there is one a quarter, and otherwise "on 12 October 2026".
pub fn moment(chart: &Chart) -> Option<String> {
    let last = chart.points.last()?.date;
    Some(match months_between(chart) {
        Some(1) => format!("for {}", last.strftime("%B %Y")),
        Some(3) => format!("for the quarter from {}", Day(last)),
        _ => format!("on {}", Day(last)),
    })
}

/// How many months lie between values that are kept on first days of months, at the least.
fn months_between(chart: &Chart) -> Option<i32> {
    let month = |date: jiff::civil::Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let are_first_days = chart.points.iter().all(|point| point.date.day() == 1);
    let pairs = chart.points.iter().zip(chart.points.iter().skip(1));
    let shortest = pairs
        .map(|(one, next)| month(next.date) - month(one.date))
        .min();
    shortest.filter(|_| are_first_days)
}

/// What a value of a chart is of: "October 2026" where there is one a month, and otherwise "12 October 2026".
pub fn dated(chart: &Chart, day: Day) -> String {
    match months_between(chart) {
        Some(1) => day.month_and_year(),
        _ => day.long(),
    }
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
        None if chart.points.len() < FEWEST => {
            let _ = write!(
                said,
                " Limits need {FEWEST} values and there {} {} so far, so nothing is said of change yet.",
                if chart.points.len() == 1 { "is" } else { "are" },
                chart.points.len()
            );
        }
        None => said.push_str(
            " It is the first since limits began afresh, so nothing is said of change yet.",
        ),
    }
    let few = chart.sections.last().map(|section| section.rests_on);
    if let Some(few) = few.filter(|&few| few < FEWEST && chart.variation.is_some()) {
        let _ = write!(
            said,
            " The limits rest on only {few} values, and are not firm yet."
        );
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

/// How many decimals a number of this size is said with: two, and below 1 as many as three figures need.
pub(super) fn decimals(size: f64) -> usize {
    let size = size.abs();
    if size == 0.0 || size >= 1.0 {
        return 2;
    }
    // The largest that values can be kept as; beyond them there is nothing but noise.
    (2 - size.log10().floor() as i32).clamp(2, 15) as usize
}

/// A value for people: at most two decimals, and none where they are zero; below 1, three figures.
pub fn number(value: f64) -> String {
    let text = format!("{value:.*}", decimals(value));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use fairwind_methods::spc::{Good, Reading, Value};

    use super::*;

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
    fn numbers_are_short() {
        assert_eq!(
            [5.0, 5.5, 6.615, -0.001, 120.0].map(number),
            ["5", "5.5", "6.62", "-0.001", "120"]
        );
        assert_eq!(
            [0.0, -0.0, 0.5, 0.113, 0.004, 0.0045678, 0.99999, 1e-20].map(number),
            ["0", "0", "0.5", "0.113", "0.004", "0.00457", "1", "0"]
        );
    }
}
