//! One measure: its chart, its values, what they were before, and for its keeper the forms to add to it.

use rocket::{
    get, post,
    response::{Flash, Redirect},
};
use serde::{Deserialize, Serialize};

use super::{
    exports,
    ordering::{RetirementForm, Retiring, sample_measure},
    seen_measure,
    views::{ReadingView, sample_readings},
};
use crate::{
    access::{SeenSystem, Viewer},
    entities::measures::{measure_mark, measure_revision},
    kernel::{
        fault::{Answer, Fault},
        ids::{MeasureId, MeasureMarkId},
        templates::View,
        time::Day,
    },
    measures::{self, Series, chart, ordering::is_kept_on},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Column, DateInput, Input, Inset, Link, Row, SummaryList, SummaryRow, Table,
        },
        download::{Download, Rows},
        forms::{Errors, TypedDate, typed_text},
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// A value by hand.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ValueForm {
    day_day: String,
    day_month: String,
    day_year: String,
    value: String,
}

/// A marked change.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct MarkForm {
    from_day: String,
    from_month: String,
    from_year: String,
    reason: String,
}

/// The day whose value is taken out.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct RemovalForm {
    of_day: String,
    of_month: String,
    of_year: String,
}

/// What was typed into the forms of its keeper.
#[derive(Default)]
pub(super) struct Forms {
    pub value: ValueForm,
    pub mark: MarkForm,
    pub removal: RemovalForm,
    pub retirement: RetirementForm,
}

/// The forms of its keeper.
#[derive(Serialize)]
struct Keeping {
    values_to: String,
    day: DateInput,
    value: Input,
    add: Button,
    removal_to: String,
    of: DateInput,
    remove: Button,
    marks: Vec<MarkRow>,
    marks_to: String,
    from: DateInput,
    reason: Input,
    mark: Button,
}

/// A change that is marked.
#[derive(Serialize)]
struct MarkRow {
    says: String,
    remove_to: String,
    remove: Button,
}

impl MarkRow {
    fn of(mark: &measure_mark::Model) -> Self {
        let on = mark.from_on.long();
        Self {
            says: format!("{on}: {}", mark.reason),
            remove_to: format!("/measures/{}/marks/{}/removal", mark.measure_id, mark.id),
            remove: Button::new("Remove the mark")
                .about(&on)
                .secondary()
                .small(),
        }
    }
}

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

impl Keeping {
    fn new(id: MeasureId, marks: Vec<MarkRow>, forms: &Forms, errors: &Errors) -> Self {
        let (value, mark, removal) = (&forms.value, &forms.mark, &forms.removal);
        Self {
            values_to: format!("/measures/{id}/values"),
            day: DateInput::new("day", "Day, or first day of the period")
                .value(TypedDate::new(
                    &value.day_day,
                    &value.day_month,
                    &value.day_year,
                ))
                .errors(errors),
            value: Input::new("value", "Value")
                .width(10)
                .value(&value.value)
                .errors(errors),
            add: Button::new("Add the value"),
            removal_to: format!("/measures/{id}/values/removal"),
            of: DateInput::new("of", "Day of the value")
                .hint("What it was is kept among the values that were corrected.")
                .value(TypedDate::new(
                    &removal.of_day,
                    &removal.of_month,
                    &removal.of_year,
                ))
                .errors(errors),
            remove: Button::new("Take the value out").secondary(),
            marks,
            marks_to: format!("/measures/{id}/marks"),
            from: DateInput::new("from", "From which day?")
                .hint("The mean and the limits begin afresh from there.")
                .value(TypedDate::new(
                    &mark.from_day,
                    &mark.from_month,
                    &mark.from_year,
                ))
                .errors(errors),
            reason: Input::new("reason", "What has changed?")
                .value(&mark.reason)
                .errors(errors),
            mark: Button::new("Mark the change").secondary(),
        }
    }
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
                    let marks = vec![MarkRow {
                        says: "1 September 2026: A new discharge team".into(),
                        remove_to: "/measures/1/marks/1/removal".into(),
                        remove: Button::new("Remove the mark").secondary().small(),
                    }];
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

#[post("/measures/<id>/values", data = "<form>")]
pub(super) async fn add_value(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
    form: Posted<ValueForm>,
) -> Submitted<MeasureView> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let form = form.0;
    let mut errors = Errors::new();
    let typed = TypedDate::new(&form.day_day, &form.day_month, &form.day_year);
    let day = typed.parse("day", "the day", &mut errors).map(Day);
    if let Some(why) = day.and_then(|day| measures::why_not(day, seen.acting().today())) {
        errors.add("day", why.trim_end_matches('.'));
    }
    let value = form
        .value
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|value| measures::is_sensible(*value));
    if value.is_none() {
        errors.add("value", "Enter a number, such as 12 or 12.5");
    }
    match (day, value) {
        (Some(day), Some(value)) if errors.is_empty() => {
            measures::put(&system, id, day, value).await?;
            Ok(Ok(done(
                format!("/measures/{id}"),
                format!("The value of {} is in", day.long()),
            )))
        }
        _ => again(
            page(
                viewer,
                chrome,
                (&seen, &series),
                Forms {
                    value: form,
                    ..Forms::default()
                },
                &errors,
            )
            .await?,
        ),
    }
}

#[post("/measures/<id>/values/removal", data = "<form>")]
pub(super) async fn remove_value(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
    form: Posted<RemovalForm>,
) -> Submitted<MeasureView> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let form = form.0;
    let mut errors = Errors::new();
    let typed = TypedDate::new(&form.of_day, &form.of_month, &form.of_year);
    if let Some(day) = typed.parse("of", "the day", &mut errors).map(Day) {
        if measures::remove(&system, id, day).await? {
            return Ok(Ok(done(
                format!("/measures/{id}"),
                format!("The value of {} is taken out", day.long()),
            )));
        }
        errors.add("of", format!("There is no value of {}", day.long()));
    }
    let forms = Forms {
        removal: form,
        ..Forms::default()
    };
    again(page(viewer, chrome, (&seen, &series), forms, &errors).await?)
}

#[post("/measures/<id>/marks/<mark>/removal", data = "<_form>")]
pub(super) async fn remove_mark(
    viewer: &Viewer,
    id: MeasureId,
    mark: MeasureMarkId,
    _form: Posted<Nothing>,
) -> Answer<Flash<Redirect>> {
    let (seen, _) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    measures::remove_mark(&system, id, mark).await?;
    Ok(done(
        format!("/measures/{id}"),
        "The mark is removed: the limits no longer begin afresh there",
    ))
}

#[post("/measures/<id>/marks", data = "<form>")]
pub(super) async fn add_mark(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
    form: Posted<MarkForm>,
) -> Submitted<MeasureView> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let form = form.0;
    let mut errors = Errors::new();
    let typed = TypedDate::new(&form.from_day, &form.from_month, &form.from_year);
    let from = typed.parse("from", "the day", &mut errors).map(Day);
    if let Some(why) = from.and_then(|from| measures::why_not(from, seen.acting().today())) {
        errors.add("from", why.trim_end_matches('.'));
    }
    let empty = Some("Enter what has changed");
    let reason = typed_text("reason", &form.reason, 120, empty, &mut errors);
    if let Some(from) = from.filter(|_| errors.is_empty()) {
        if measures::mark(&system, id, from, &reason).await? {
            return Ok(Ok(done(format!("/measures/{id}"), "The change is marked")));
        }
        errors.add("from", "This day is marked already");
    }
    again(
        page(
            viewer,
            chrome,
            (&seen, &series),
            Forms {
                mark: form,
                ..Forms::default()
            },
            &errors,
        )
        .await?,
    )
}
