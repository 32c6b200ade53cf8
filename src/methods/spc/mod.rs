//! Process control charts (XmR) of a series over time, by the rules of Making Data Count.
//!
//! - Under 13 points there are no limits and no icons; the mean and the target are shown all the same.
//! - Limits are the mean ± 2.66 × the mean moving range of the points they rest on, never the standard deviation.
//! - **Special causes**: a point outside a limit; 6 or more in a row on one side of the mean; 6 or more that all rise or
//!   all fall, which alone may cross the mean, and which an equal value breaks; 2 or 3 of 3 consecutive points that
//!   are all on one side of the mean, beyond two thirds of the way to a limit but within it, of which only those are
//!   marked.
//! - **Recalculation**: at a marked change the mean and limits begin afresh. A run may go on over the join, each point
//!   against the mean of its own section. A section of its own has limits from its second point on, which grow
//!   firmer as it grows. A **baseline** sets the limits from its first points and extends them.
//! - A point that is both an improvement and a concern is shown as an improvement.
//!
//! Source: NHS England, *Making Data Count*, and its guide to XmR charts.

mod icons;
mod report;
mod rules;

pub use icons::{Assurance, Variation};
pub use report::run;

use jiff::civil::Date;
use serde::Serialize;

/// The fewest points of a series that has limits and icons.
pub const FEWEST: usize = 13;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neither,
}

/// What a point says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A special cause in the good direction.
    Improvement,
    /// A special cause in the other.
    Concern,
    /// A special cause where no direction is good.
    Neither,
    /// Common cause: nothing but the usual variation.
    Common,
}

/// A value on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The day, or the first day of the period.
    pub date: Date,
    /// The value, in the series' own unit.
    pub value: f64,
}

/// How a series is to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which way is better.
    pub good: Good,
    /// What is aimed at.
    pub target: Option<f64>,
    /// Days from which the mean and the limits begin afresh.
    pub recalculate_at: Vec<Date>,
    /// How many points at the start set the limits of the first section.
    pub baseline: Option<usize>,
}

/// Mean and limits, and the points they hold for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// The first point.
    pub from: usize,
    /// The point after the last.
    pub to: usize,
    /// How many points mean and limits rest on.
    pub rests_on: usize,
    /// The mean of them.
    pub mean: f64,
    /// The mean of the moving ranges between them; none for a single point.
    pub moving_range: Option<f64>,
}

/// A point of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The day, or the first day of the period.
    pub date: Date,
    /// The value.
    pub value: f64,
    /// The mean of its section.
    pub mean: f64,
    /// The lower and the upper limit, where there are any.
    pub limits: Option<(f64, f64)>,
    /// What it says.
    pub mark: Mark,
    /// On which side its special cause lies: above or below, rising or falling. None for common cause.
    pub is_high: Option<bool>,
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The points, by date.
    pub points: Vec<Point>,
    /// The sections, one after another.
    pub sections: Vec<Section>,
    /// What the last point says of the process; none under 13 points, and none where it is the only one of its section.
    pub variation: Option<Variation>,
    /// Whether the target can be relied on; none without one, without limits, or where neither direction is good.
    pub assurance: Option<Assurance>,
    /// What is aimed at.
    pub target: Option<f64>,
}

impl Section {
    /// The lower and the upper limit.
    pub fn limits(&self) -> Option<(f64, f64)> {
        let reach = 2.66 * self.moving_range?;
        Some((self.mean - reach, self.mean + reach))
    }
}

impl Chart {
    /// Reads a series. Values are put in the order of their dates.
    pub fn of(values: &[Value], reading: &Reading) -> Self {
        let mut values = values.to_vec();
        values.sort_by_key(|value| value.date);
        let sections = sections(&values, reading);
        let has_limits = values.len() >= FEWEST;
        let found = if has_limits {
            rules::special_causes(&values, &sections)
        } else {
            vec![rules::Found::default(); values.len()]
        };
        let points: Vec<Point> = sections
            .iter()
            .flat_map(|section| (section.from..section.to).map(move |at| (at, section)))
            .map(|(at, section)| {
                let Value { date, value } = values[at];
                let (mark, is_high) = found[at].mark(reading.good);
                Point {
                    date,
                    value,
                    mean: section.mean,
                    limits: section.limits().filter(|_| has_limits),
                    mark,
                    is_high,
                }
            })
            .collect();
        let last = points.last().filter(|point| point.limits.is_some());
        let latest = last.and_then(|point| point.limits);
        Self {
            variation: last.map(Variation::of),
            assurance: reading.target.zip(latest).and_then(|(target, limits)| {
                Assurance::of(target, limits, slack(&values), reading.good)
            }),
            points,
            sections,
            target: reading.target,
        }
    }
}

/// How far apart two numbers of a series may be that are the same: a mean is off by less.
fn slack(values: &[Value]) -> f64 {
    let largest = values
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.value.abs()));
    largest * 1e-13
}

/// The sections of a series, each with the mean and moving range of the points it rests on.
fn sections(values: &[Value], reading: &Reading) -> Vec<Section> {
    let mut starts: Vec<usize> = reading
        .recalculate_at
        .iter()
        .map(|day| values.partition_point(|value| value.date < *day))
        .filter(|start| *start > 0 && *start < values.len())
        .collect();
    starts.push(0);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([values.len()]);
    starts
        .iter()
        .zip(ends)
        .filter(|(from, to)| **from < *to)
        .map(|(&from, to)| {
            let rests_on = match reading.baseline {
                Some(baseline) if from == 0 => &values[..to.min(baseline.max(2))],
                _ => &values[from..to],
            };
            let count = rests_on.len() as f64;
            // From the first on, so that what never moves has itself as its mean.
            let first = rests_on.first().map_or(0.0, |value| value.value);
            let beyond = rests_on.iter().map(|value| value.value - first);
            let mean = first + beyond.sum::<f64>() / count;
            let ranges = rests_on
                .windows(2)
                .map(|pair| (pair[1].value - pair[0].value).abs());
            let moving_range = (rests_on.len() > 1).then(|| ranges.sum::<f64>() / (count - 1.0));
            Section {
                from,
                to,
                rests_on: rests_on.len(),
                mean,
                moving_range,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
