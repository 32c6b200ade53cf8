//! What the pages of measures show, as tables to take away: made of the same answers, so that nothing else is in them.

use fairwind_methods::spc;

use crate::{
    kernel::time::Day,
    measures::{
        Series,
        chart::{self, Break},
        series::RateSeries,
    },
    web::{
        components::Link,
        download::{Datum, Rows},
    },
};

/// The columns of a series.
const COLUMNS: [&str; 7] = [
    "Date",
    "Value",
    "Mean",
    "Lower limit",
    "Upper limit",
    "What it says",
    "Limits begin afresh",
];

/// What is said over series that are taken away.
pub(super) const OF_CHARTS: &str = "Mean, limits, variation and assurance are those of process control charts (XmR), by \
                                    the rules of Making Data Count.";

/// A value of a series as it is shown, on the page and in exports.
pub(super) struct Line<'a> {
    pub day: Day,
    pub value: f64,
    pub mean: f64,
    pub limits: Option<(f64, f64)>,
    pub says: &'static str,
    /// Why limits begin afresh there: what was marked on its day, or since the value before.
    pub afresh: Vec<&'a str>,
}

/// The values of a chart, the latest first.
pub(super) fn lines<'a>(
    chart: &'a spc::Chart,
    breaks: &'a [Break],
) -> impl Iterator<Item = Line<'a>> {
    let since = |at: usize| {
        at.checked_sub(1)
            .map(|before| Day(chart.points[before].date))
    };
    let points = chart.points.iter().enumerate().rev();
    points.map(move |(at, point)| Line {
        day: Day(point.date),
        value: point.value,
        mean: point.mean,
        limits: point.limits,
        says: match point.limits {
            None => "Too early to say",
            Some(_) => chart::mark_in_words(point.mark),
        },
        afresh: breaks
            .iter()
            .filter(|mark| {
                mark.from_on <= Day(point.date)
                    && since(at).is_some_and(|before| before < mark.from_on)
            })
            .map(|mark| mark.reason.as_str())
            .collect(),
    })
}

/// The marked changes of a measure.
pub(super) fn breaks(series: &Series) -> Vec<Break> {
    let marks = series.marks.iter();
    marks
        .map(|mark| Break {
            from_on: mark.from_on,
            reason: mark.reason.clone(),
        })
        .collect()
}

/// A number as pages show it.
pub(super) fn number(value: f64) -> Datum {
    let shown = chart::number(value);
    let number = shown.parse().ok().map(Datum::Decimal);
    number.unwrap_or(Datum::Text(shown))
}

fn data(line: &Line<'_>) -> [Datum; 7] {
    let limit = |limit: Option<f64>| limit.map_or_else(|| Datum::text(""), number);
    [
        Datum::text(line.day.iso()),
        number(line.value),
        number(line.mean),
        limit(line.limits.map(|limits| limits.0)),
        limit(line.limits.map(|limits| limits.1)),
        Datum::text(line.says),
        Datum::text(line.afresh.join("; ")),
    ]
}

/// One measure's values, under what they are of. `system`: its name; `today`: the day they are taken away.
pub(super) fn of_measure(series: &Series, system: &str, today: Day) -> Rows {
    let measure = &series.measure;
    let unit = match measure.unit.as_str() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let target = measure
        .target
        .map(|target| format!("Target: {}.", chart::number(target)));
    let over = [
        format!("{}{unit}, {system}, on {}", measure.name, today.long()),
        measure.definition.clone(),
        format!("{}.", measure.good_direction.label()),
    ];
    let over = over.into_iter().chain(target).chain([OF_CHARTS.to_owned()]);
    let mut rows = Rows::new(COLUMNS).headed(over.filter(|line| !line.is_empty()));
    let (chart, breaks) = (series.chart(), breaks(series));
    for line in lines(&chart, &breaks) {
        rows.add(data(&line));
    }
    rows
}

/// Several series under each other: rates by their names, then measures. Of a series that is not charted, or
/// not whole, there is one row that says why.
pub(super) fn of_trends(rates: &[(String, RateSeries)], measures: &[Series]) -> Rows {
    let mut rows = Rows::new(["Series", "Unit"].into_iter().chain(COLUMNS));
    let mut add = |name: &str, unit: &str, chart: &spc::Chart, breaks: &[Break]| {
        for line in lines(chart, breaks) {
            rows.add([name, unit].map(Datum::text).into_iter().chain(data(&line)));
        }
    };
    for (name, series) in rates {
        if let RateSeries::Charted(chart, _) = series {
            add(name, "%", chart, &[]);
        }
    }
    for series in measures {
        let measure = &series.measure;
        add(
            &measure.name,
            &measure.unit,
            &series.chart(),
            &breaks(series),
        );
    }
    for (name, series) in rates {
        if let Some(words) = series.said_beside() {
            let row = [name.as_str(), "%", "", "", "", "", "", words.as_str(), ""];
            rows.add(row.map(Datum::text));
        }
    }
    rows
}

/// Where a page's tables can be had: an address for each form, from the page's path and its query.
pub(super) fn links(what: &str, path: &str, query: &str) -> Vec<Link> {
    [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")]
        .into_iter()
        .map(|(form, ending)| {
            Link::new(
                format!("Download {what} ({form})"),
                format!("{path}.{ending}{query}"),
            )
        })
        .collect()
}
