//! A series as it is read: its chart, what it says, its icons and its table.

use fairwind_methods::spc;
use serde::Serialize;

use super::exports;
use crate::{
    kernel::templates::Safe,
    measures::{
        Series,
        chart::{self, Break},
        icons::Icon,
        series::RateSeries,
    },
    web::components::{Cell, Chart, Column, Link, Row, Table},
};

/// One series on a page.
#[derive(Clone, Serialize)]
pub(super) struct ReadingView {
    id: String,
    heading: String,
    link: Option<Link>,
    /// What it says in a sentence, or why it is not charted.
    says: String,
    chart: Option<Chart>,
    variation: Option<Icon>,
    assurance: Option<Icon>,
    table: Option<Table>,
}

/// What a series is called, on its page and in its table.
pub(super) struct Named<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub unit: &'a str,
}

impl ReadingView {
    /// A measure; `whole`: with the table of its values.
    pub fn of_measure(id: &str, series: &Series, whole: bool) -> Self {
        let breaks = exports::breaks(series);
        let measure = &series.measure;
        let named = Named {
            id,
            title: &measure.name,
            unit: &measure.unit,
        };
        let mut view = Self::of(&named, &series.chart(), &breaks, whole);
        view.table = view.table.map(|table| {
            let at = |ending| format!("/measures/{}/values.{ending}", measure.id);
            table.exports([
                ("CSV", at("csv")),
                ("Excel", at("xlsx")),
                ("JSON", at("json")),
            ])
        });
        if !whole {
            let link = Link::new(
                "All values and changes",
                format!("/measures/{}", measure.id),
            );
            view.link = Some(link.about(format!(": {}", measure.name)));
        }
        view
    }

    /// A rate over the months.
    pub fn of_rate(named: &Named<'_>, series: &RateSeries) -> Self {
        match series {
            RateSeries::Charted(chart, _) => {
                let mut view = Self::of(named, chart, &[], true);
                if let Some(words) = series.said_beside() {
                    view.says = format!("{} {words}", view.says);
                }
                view
            }
            other => Self::without(named, other.said_beside().unwrap_or_default()),
        }
    }

    fn without(named: &Named<'_>, says: String) -> Self {
        Self {
            id: named.id.to_owned(),
            heading: named.title.to_owned(),
            link: None,
            says,
            chart: None,
            variation: None,
            assurance: None,
            table: None,
        }
    }

    fn of(named: &Named<'_>, chart: &spc::Chart, breaks: &[Break], whole: bool) -> Self {
        let Named { id, title, unit } = named;
        let says = chart::in_words(chart, unit);
        let drawn = chart::draw(&format!("{id}-chart"), title, chart, unit, breaks);
        let table = whole.then(|| table(named, chart, breaks));
        Self {
            chart: drawn.map(|svg| {
                let where_else = if whole {
                    "The table below has the same values."
                } else {
                    ""
                };
                Chart::new(Safe::vouched(svg), where_else)
            }),
            variation: chart.variation.map(Icon::of_variation),
            assurance: chart.assurance.map(Icon::of_assurance),
            table: table.filter(|_| !chart.points.is_empty()),
            ..Self::without(named, says)
        }
    }
}

fn table(named: &Named<'_>, chart: &spc::Chart, breaks: &[Break]) -> Table {
    let columns = [
        Column::new("Date"),
        Column::numeric(if named.unit.is_empty() {
            "Value"
        } else {
            named.unit
        }),
        Column::numeric("Mean"),
        Column::numeric("Lower limit"),
        Column::numeric("Upper limit"),
        Column::new("What it says"),
    ];
    let rows = exports::lines(chart, breaks).map(|line| {
        let limit = |limit: Option<f64>| limit.map_or_else(|| "not yet".to_owned(), chart::number);
        let says = Cell::new(line.says);
        Row::new([
            chart::dated(chart, line.day),
            chart::number(line.value),
            chart::number(line.mean),
            limit(line.limits.map(|limits| limits.0)),
            limit(line.limits.map(|limits| limits.1)),
        ])
        .cell(match line.afresh[..] {
            [] => says,
            _ => says.note(format!("Limits begin afresh: {}", line.afresh.join("; "))),
        })
    });
    Table::new(
        format!("{}-values", named.id),
        format!("Values of {}", named.title),
        columns,
    )
    .rows(rows)
}

/// A series of 15 values, for samples: the published check of the method.
pub(super) fn sample_chart() -> spc::Chart {
    let values = [
        20., 24., 20., 26., 22., 16., 18., 16., 31., 28., 34., 26., 30., 19., 18.,
    ];
    let start = jiff::civil::date(2025, 8, 1);
    let values: Vec<spc::Value> = (0..)
        .zip(values)
        .map(|(months, value)| spc::Value {
            date: start.saturating_add(jiff::Span::new().months(months)),
            value,
        })
        .collect();
    let reading = spc::Reading {
        good: spc::Good::Lower,
        target: Some(20.0),
        recalculate_at: Vec::new(),
        baseline: None,
    };
    spc::Chart::of(&values, &reading)
}

/// One of each face of a series.
pub(super) fn sample_readings() -> Vec<ReadingView> {
    let named = |id| Named {
        id,
        title: "Days people wait to go home",
        unit: "days",
    };
    vec![
        ReadingView::of_rate(
            &named("first"),
            &RateSeries::Charted(sample_chart(), vec!["May 2026".into()]),
        ),
        ReadingView::of_rate(
            &named("second"),
            &RateSeries::Suppressed(vec!["May 2026".into()]),
        ),
        ReadingView::of_rate(&named("third"), &RateSeries::Empty),
    ]
}
