//! What a measure's keeper adds by hand, and takes out again: values, and marks from which limits begin afresh.

use rocket::post;
use serde::{Deserialize, Serialize};

use super::{
    one::{MeasureView, page},
    ordering::RetirementForm,
    seen_measure,
};
use crate::{
    access::Viewer,
    entities::measures::measure_mark,
    kernel::{
        fault::Answer,
        ids::{MeasureId, MeasureMarkId},
        time::Day,
    },
    measures,
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Button, DateInput, Input},
        forms::{Errors, TypedDate},
        patients::typed_words,
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
pub(super) struct Keeping {
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
pub(super) struct MarkRow {
    says: String,
    remove_to: String,
    remove: Button,
}

impl MarkRow {
    pub fn of(mark: &measure_mark::Model) -> Self {
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

    pub fn sample() -> Self {
        Self {
            says: "1 September 2026: A new discharge team".into(),
            remove_to: "/measures/1/marks/1/removal".into(),
            remove: Button::new("Remove the mark").secondary().small(),
        }
    }
}

impl Keeping {
    pub fn new(id: MeasureId, marks: Vec<MarkRow>, forms: &Forms, errors: &Errors) -> Self {
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
) -> Answer<WayOn> {
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
    let reason = typed_words("reason", &form.reason, 120, empty, &mut errors);
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
