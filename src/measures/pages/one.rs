//! One measure: its chart, its values, what they were before, and for its keeper the forms to add to it and to take out of
//! it.

use rocket::get;
use serde::Serialize;

use super::{
    exports,
    hand::{Forms, Keeping, MarkRow},
    ordering::{RetirementForm, Retiring, sample_measure},
    seen_measure,
    views::{ReadingView, sample_readings},
};
use crate::{
    access::{SeenSystem, Viewer},
    entities::measures::measure_revision,
    kernel::{
        fault::{Answer, Fault},
        ids::MeasureId,
        templates::View,
        time::Day,
    },
    measures::{self, Series, chart, ordering::is_kept_on},
    web::{
        chrome::Chrome,
        components::{Column, Inset, Link, Row, SummaryList, SummaryRow, Table},
        download::{Download, Rows},
        forms::Errors,
        page::Page,
    },
};

#[derive(Serialize)]
pub(super) struct MeasureView {
    /// Said of a measure that is retired.
    retired: Option<Inset>,
    reading: ReadingView,
    about: SummaryList,
    corrections: Option<Table>,
    change: Option<Link>,
    keeping: Option<Keeping>,
    retiring: Option<Retiring>,
}

impl View for MeasureView {
    const TEMPLATE: &'static str = "measures/one";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        errors.add("value", "Enter a number");
        let sample = |reading, retired_on: Option<Day>| {
            let (measure, today) = (
                sample_measure(retired_on),
                Day(jiff::civil::date(2026, 11, 23)),
            );
            let is_kept = is_kept_on(&measure, today);
            Self {
                retired: (!is_kept).then(|| retired(today)),
                reading,
                about: SummaryList::new([SummaryRow::new(
                    "What it says",
                    "Days from ready to home",
                )]),
                corrections: None,
                change: is_kept.then(|| Link::new("Change the measure", "/measures/1/edit")),
                keeping: is_kept.then(|| {
                    let marks = vec![MarkRow::sample()];
                    Keeping::new(measure.id, marks, &Forms::default(), &errors)
                }),
                retiring: Some(Retiring::new(
                    &measure,
                    today,
                    &RetirementForm::default(),
                    &errors,
                )),
            }
        };
        let days = [None, Day::new(2026, 11, 1), Day::new(2027, 4, 1)];
        let readings = sample_readings().into_iter().zip(days);
        readings
            .map(|(reading, retired_on)| sample(reading, retired_on))
            .collect()
    }
}

fn retired(on: Day) -> Inset {
    Inset::new(format!(
        "This measure was retired on {}. It is watched no more; what was measured stays here.",
        on.long()
    ))
}

#[get("/measures/<id>")]
pub(super) async fn one(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
) -> Answer<Page<MeasureView>> {
    let (seen, series) = seen_measure(viewer, id).await?;
    page(
        viewer,
        chrome,
        (&seen, &series),
        Forms::default(),
        &Errors::new(),
    )
    .await
}

/// An export: its name without the ending, and its rows.
async fn export(viewer: &Viewer, id: &str) -> Answer<(String, Rows)> {
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    let (seen, series) = seen_measure(viewer, id).await?;
    let name = format!("measure-{}", series.measure.name);
    let today = seen.acting().today();
    let rows = exports::of_measure(&series, &seen.system().name, today);
    Ok((name, rows))
}

#[get("/measures/<id>/values.csv")]
pub(super) async fn csv(viewer: &Viewer, id: &str) -> Answer<Download> {
    let (name, rows) = export(viewer, id).await?;
    Ok(Download::csv(&name, &rows))
}

#[get("/measures/<id>/values.xlsx")]
pub(super) async fn xlsx(viewer: &Viewer, id: &str) -> Answer<Download> {
    let (name, rows) = export(viewer, id).await?;
    Download::xlsx(&name, &rows)
}

#[get("/measures/<id>/values.json")]
pub(super) async fn json(viewer: &Viewer, id: &str) -> Answer<Download> {
    let (name, rows) = export(viewer, id).await?;
    Download::json(&name, &rows)
}

pub(super) async fn page(
    viewer: &Viewer,
    chrome: Chrome,
    (seen, series): (&SeenSystem, &Series),
    forms: Forms,
    errors: &Errors,
) -> Answer<Page<MeasureView>> {
    let measure = &series.measure;
    let target = measure
        .target
        .map_or_else(|| "None".to_owned(), chart::number);
    let said = |text: &str| {
        if text.is_empty() {
            "Not said".to_owned()
        } else {
            text.to_owned()
        }
    };
    let about = SummaryList::new([
        SummaryRow::new("What it says", said(&measure.definition)),
        SummaryRow::new("Where it comes from", said(&measure.source)),
        SummaryRow::new("Which way is better", measure.good_direction.label()),
        SummaryRow::new("Target", target),
    ]);
    let revisions = measures::revisions(seen, measure.id).await?;
    let keeps = viewer.administered_system(seen.id()).is_ok();
    let today = seen.acting().today();
    let is_kept = is_kept_on(measure, today);
    let view = MeasureView {
        retired: measure.retired_on.filter(|_| !is_kept).map(retired),
        reading: ReadingView::of_measure("measure", series, true),
        about,
        corrections: corrections(&revisions),
        change: keeps.then(|| {
            Link::new(
                "Change the measure",
                format!("/measures/{}/edit", measure.id),
            )
        }),
        keeping: (keeps && is_kept).then(|| {
            let marks = series.marks.iter().map(MarkRow::of).collect();
            Keeping::new(measure.id, marks, &forms, errors)
        }),
        retiring: keeps.then(|| Retiring::new(measure, today, &forms.retirement, errors)),
    };
    Ok(Page::new(chrome, &measure.name, view)
        .caption(&seen.system().name)
        .back(format!("/trends?system={}", seen.id()), "Back to trends")
        .errors(errors)
        .wide()
        .kept([]))
}

/// The values that were corrected, as they were.
fn corrections(revisions: &[measure_revision::Model]) -> Option<Table> {
    if revisions.is_empty() {
        return None;
    }
    let columns = [
        Column::new("Of"),
        Column::numeric("It was"),
        Column::new("Corrected on"),
    ];
    let rows = revisions.iter().map(|revision| {
        Row::new([
            revision.measured_on.long(),
            chart::number(revision.value),
            revision.replaced_at.day().long(),
        ])
    });
    Some(Table::new("corrections", "Values that were corrected", columns).rows(rows))
}
