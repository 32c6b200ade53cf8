//! The list of a system's measures for its keeper: their order, and which are retired; and the way out and back.

use rocket::{get, post, response::Redirect};
use serde::{Deserialize, Serialize};

use super::{hand::Forms, keeping::administered, one::page, seen_measure};
use crate::{
    access::Viewer,
    entities::measures::measure,
    kernel::{
        fault::Answer,
        ids::{MeasureId, SystemId},
        templates::View,
        time::Day,
    },
    measures::ordering,
    organisations::keeping::Way,
    web::{
        answer::{Submitted, WayOn, again, done, on_to},
        chrome::Chrome,
        components::{Button, DateInput, Link},
        forms::{Errors, TypedDate},
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// How many years ahead a retirement can be planned: beyond that a year was mistyped.
const YEARS_AHEAD: i16 = 10;

#[derive(Serialize)]
struct KeptRow {
    measure: Link,
    note: Option<String>,
    shift_to: String,
    shifts: Vec<Button>,
}

#[derive(Serialize)]
struct RetiredRow {
    measure: Link,
    note: String,
    bring_back_to: String,
    bring_back: Button,
}

#[derive(Serialize)]
pub(super) struct MeasuresView {
    kept: Vec<KeptRow>,
    retired: Vec<RetiredRow>,
    keep: Link,
    load: Link,
    keys: Link,
}

impl MeasuresView {
    fn new(system: SystemId, all: &[measure::Model], today: Day) -> Self {
        let (kept, retired): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|measure| ordering::is_kept_on(measure, today));
        let last = kept.len().saturating_sub(1);
        let link = |m: &measure::Model| Link::new(&m.name, format!("/measures/{}", m.id));
        let kept = kept.iter().enumerate().map(|(at, measure)| {
            let ways = [(at > 0, "Move up", "up"), (at < last, "Move down", "down")];
            let shifts =
                ways.into_iter()
                    .filter(|(possible, ..)| *possible)
                    .map(|(_, text, way)| {
                        let button = Button::new(text).sends("way", way).about(&measure.name);
                        button.secondary().small()
                    });
            KeptRow {
                measure: link(measure),
                note: measure
                    .retired_on
                    .map(|day| format!("To be retired on {}", day.long())),
                shift_to: format!("/measures/{}/position", measure.id),
                shifts: shifts.collect(),
            }
        });
        let retired = retired.iter().map(|measure| RetiredRow {
            measure: link(measure),
            note: measure
                .retired_on
                .map(|day| format!("Retired on {}", day.long()))
                .unwrap_or_default(),
            bring_back_to: format!("/measures/{}/return", measure.id),
            bring_back: Button::new("Bring back")
                .about(&measure.name)
                .secondary()
                .small(),
        });
        let of_system = |path: &str| format!("{path}?system={system}");
        Self {
            kept: kept.collect(),
            retired: retired.collect(),
            keep: Link::new("Add a measure", of_system("/measures/new")),
            load: Link::new("Load values from a file", of_system("/measures/values")),
            keys: Link::new(
                "Keys for programs that send values",
                format!("/systems/{system}/keys"),
            ),
        }
    }
}

impl View for MeasuresView {
    const TEMPLATE: &'static str = "measures/list";

    fn samples() -> Vec<Self> {
        let today = Day(jiff::civil::date(2026, 11, 23));
        let measure = |name: &str, retired_on| measure::Model {
            name: name.into(),
            ..sample_measure(retired_on)
        };
        let all = [
            measure("Days from ready to home", None),
            measure("Long waits", Some(today.plus(9))),
            measure("Beds", Some(today)),
        ];
        let id = SystemId::new();
        vec![Self::new(id, &all, today), Self::new(id, &[], today)]
    }
}

/// A measure for samples.
pub(super) fn sample_measure(retired_on: Option<Day>) -> measure::Model {
    measure::Model {
        id: MeasureId::new(),
        system_id: SystemId::new(),
        name: "Days from ready to home".into(),
        unit: "days".into(),
        definition: String::new(),
        source: String::new(),
        good_direction: crate::entities::measures::GoodDirection::Lower,
        theme_id: None,
        target: None,
        baseline_points: None,
        position: 1,
        retired_on,
    }
}

#[get("/measures?<system>")]
pub(super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    system: &str,
) -> Answer<Page<MeasuresView>> {
    let system = administered(viewer, system)?;
    let all = ordering::all(&system).await?;
    let view = MeasuresView::new(system.id(), &all, system.acting().today());
    Ok(Page::new(chrome, "Measures", view)
        .caption(&system.system().name)
        .back(format!("/trends?system={}", system.id()), "Back to trends")
        .wide())
}

/// Which way a measure goes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WayForm {
    way: String,
}

#[post("/measures/<id>/position", data = "<form>")]
pub(super) async fn shift(
    viewer: &Viewer,
    id: MeasureId,
    form: Posted<WayForm>,
) -> Answer<Redirect> {
    let (seen, _) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let way = match form.0.way.as_str() {
        "up" => Some(Way::Up),
        "down" => Some(Way::Down),
        _ => None,
    };
    if let Some(way) = way {
        ordering::shift(&system, id, way).await?;
    }
    Ok(on_to(format!("/measures?system={}", system.id())))
}

/// The day from which a measure is retired, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct RetirementForm {
    retired_day: String,
    retired_month: String,
    retired_year: String,
}

impl RetirementForm {
    fn typed(&self) -> TypedDate {
        TypedDate::new(&self.retired_day, &self.retired_month, &self.retired_year)
    }

    fn read(&self, today: Day, errors: &mut Errors) -> Option<Day> {
        let what = "the day it is retired from";
        let day = self.typed().parse("retired", what, errors).map(Day)?;
        if day < today {
            errors.add(
                "retired",
                "The day it is retired from must be today or later",
            );
        } else if day.0.year() - today.0.year() > YEARS_AHEAD {
            let sentence = format!("The day it is retired from must be within {YEARS_AHEAD} years");
            errors.add("retired", sentence);
        }
        Some(day)
    }
}

/// The way out of what is watched, and back: on a measure's own page.
#[derive(Serialize)]
pub(super) struct Retiring {
    /// When it was or will be retired.
    says: Option<String>,
    return_to: Option<String>,
    bring_back: Button,
    retire_to: Option<String>,
    day: DateInput,
    retire: Button,
}

impl Retiring {
    pub(super) fn new(
        measure: &measure::Model,
        today: Day,
        form: &RetirementForm,
        errors: &Errors,
    ) -> Self {
        let at = format!("/measures/{}", measure.id);
        let is_kept = ordering::is_kept_on(measure, today);
        let planned = "Keep this measure";
        Self {
            says: measure.retired_on.filter(|_| is_kept).map(|day| {
                format!("It is to be retired on {}.", day.long())
            }),
            return_to: measure.retired_on.map(|_| format!("{at}/return")),
            bring_back: Button::new(if is_kept { planned } else { "Bring back" }).secondary(),
            retire_to: is_kept.then(|| format!("{at}/retirement")),
            day: DateInput::new("retired", "From which day?")
                .hint("Today or later. From then on it is no longer among the trends and on the scorecard, and takes no values. Its history stays on this page.")
                .value(form.typed())
                .errors(errors),
            retire: Button::new("Retire the measure").secondary(),
        }
    }
}

#[post("/measures/<id>/retirement", data = "<form>")]
pub(super) async fn retire(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
    form: Posted<RetirementForm>,
) -> Submitted<super::one::MeasureView> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let today = system.acting().today();
    let mut errors = Errors::new();
    if let Some(day) = form
        .0
        .read(today, &mut errors)
        .filter(|_| errors.is_empty())
    {
        ordering::retire(&system, id, day).await?;
        let name = &series.measure.name;
        let sentence = match today < day {
            true => format!("“{name}” is retired from {}", day.long()),
            false => format!("“{name}” is retired"),
        };
        return Ok(Ok(done(
            format!("/measures?system={}", system.id()),
            sentence,
        )));
    }
    let forms = Forms {
        retirement: form.0,
        ..Forms::default()
    };
    again(page(viewer, chrome, (&seen, &series), forms, &errors).await?)
}

#[post("/measures/<id>/return", data = "<_form>")]
pub(super) async fn bring_back(
    viewer: &Viewer,
    id: MeasureId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    ordering::bring_back(&system, id).await?;
    let name = &series.measure.name;
    let sentence = match ordering::is_kept_on(&series.measure, system.acting().today()) {
        true => format!("“{name}” is kept"),
        false => format!("“{name}” is brought back"),
    };
    Ok(done(format!("/measures?system={}", system.id()), sentence))
}
