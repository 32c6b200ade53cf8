//! The method as a command: a series in, and its chart out, as JSON.

use std::{fs, path::Path};

use jiff::civil::Date;
use serde::Serialize;

use super::{Chart, Mark, Reading, Value};

#[derive(Serialize)]
struct Report {
    points: Vec<ReportedPoint>,
    mean: Option<f64>,
    moving_range: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    target: Option<f64>,
    variation: Option<Icon>,
    assurance: Option<Icon>,
}

#[derive(Serialize)]
struct ReportedPoint {
    date: Date,
    value: f64,
    mean: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    mark: Mark,
}

#[derive(Serialize)]
struct Icon {
    icon: serde_json::Value,
    words: &'static str,
}

/// Reads a file with the columns `date` and `value`, and says as JSON what its chart shows.
///
/// # Errors
/// A sentence that names the file and the line.
pub fn run(series: &Path, reading: &Reading) -> Result<String, String> {
    let name = series.display().to_string();
    let bytes = fs::read(series).map_err(|cause| format!("{name} could not be read: {cause}."))?;
    let values = parse(&name, &bytes)?;
    if values.is_empty() {
        return Err(format!("{name} has no values under its heading."));
    }
    let chart = Chart::of(&values, reading);
    let points = chart.points.iter().map(|point| ReportedPoint {
        date: point.date,
        value: point.value,
        mean: point.mean,
        lower: point.limits.map(|limits| limits.0),
        upper: point.limits.map(|limits| limits.1),
        mark: point.mark,
    });
    let last = chart.points.last();
    let icon = |icon, words| Icon { icon, words };
    let report = Report {
        points: points.collect(),
        mean: last.map(|point| point.mean),
        moving_range: chart
            .sections
            .last()
            .and_then(|section| section.moving_range),
        lower: last.and_then(|point| point.limits).map(|limits| limits.0),
        upper: last.and_then(|point| point.limits).map(|limits| limits.1),
        target: chart.target,
        variation: chart
            .variation
            .map(|v| icon(serde_json::json!(v), v.words())),
        assurance: chart
            .assurance
            .map(|a| icon(serde_json::json!(a), a.words())),
    };
    serde_json::to_string_pretty(&report).map_err(|cause| cause.to_string())
}

/// The values of a file.
///
/// # Errors
/// A sentence that names the file and the line.
pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Value>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = crate::lines::reader(name, bytes)?;
    let heading = reader
        .headers()
        .map_err(|cause| format!("{name}: {cause}."))?
        .clone();
    let column = |word: &str| {
        heading
            .iter()
            .position(|head| head.eq_ignore_ascii_case(word))
            .ok_or_else(|| format!("{name}, line 1: there is no column “{word}”."))
    };
    let (date_at, value_at) = (column("date")?, column("value")?);
    let mut values: Vec<(Value, u64)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| format!("{name}: {cause}."))?;
        let line = crate::line_of(bytes, &record);
        let (date, value) = (&record[date_at], &record[value_at]);
        let date: Date = date
            .parse()
            .map_err(|_| format!("{name}, line {line}: “{date}” is no date like 2026-10-31."))?;
        let value: f64 = value
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .ok_or_else(|| format!("{name}, line {line}: “{value}” is no number."))?;
        if let Some((_, earlier)) = values.iter().find(|(other, _)| other.date == date) {
            return Err(format!(
                "{name}, line {line}: {date} is in line {earlier} already."
            ));
        }
        values.push((Value { date, value }, line));
    }
    Ok(values.into_iter().map(|(value, _)| value).collect())
}
