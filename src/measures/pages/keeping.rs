//! A new measure, and what one is called and how it is read, changed.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use super::seen_measure;
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::measures::{GoodDirection, measure},
    kernel::{
        fault::Answer,
        ids::MeasureId,
        stood::{Amended, Stood},
        templates::View,
    },
    measures::{self, NewMeasure, chart},
    organisations::lists::{self, Themed},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios, Select, SummaryList, SummaryRow, Textarea},
        forms::{Errors, typed_text},
        page::Page,
        patients::typed_words,
        posted::{Amending, Posted},
    },
};

/// A measure as it is typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct MeasureForm {
    name: String,
    unit: String,
    definition: String,
    source: String,
    #[serde(default)]
    good: String,
    theme: String,
    target: String,
    baseline: String,
}

#[derive(Serialize)]
pub(super) struct MeasureFormView {
    address: String,
    /// How it stood, of one that is changed.
    stood: Option<Stood>,
    name: Input,
    unit: Input,
    definition: Textarea,
    source: Input,
    good: Radios,
    theme: Select,
    target: Input,
    baseline: Input,
    send: Button,
}

impl MeasureFormView {
    fn new(
        (address, send): (String, Button),
        frameworks: &[Themed],
        form: &MeasureForm,
        errors: &Errors,
    ) -> Self {
        let none = std::iter::once(Choice::new("", "None"));
        let themes = frameworks.iter().flat_map(|themed| {
            let of = &themed.framework.name;
            let choice = move |theme: &crate::entities::systems::theme::Model| {
                Choice::new(theme.id.to_string(), format!("{} ({of})", theme.name))
            };
            themed.themes.iter().map(choice)
        });
        let directions = GoodDirection::ALL.iter();
        let directions = directions.map(|good| Choice::new(good.word(), good.label()));
        Self {
            address,
            stood: None,
            name: Input::new("name", "Name").value(&form.name).errors(errors),
            unit: Input::new("unit", "Unit")
                .hint("Such as % or days. Leave it empty for a plain number.")
                .width(10)
                .value(&form.unit)
                .errors(errors),
            definition: Textarea::new("definition", "What it says")
                .hint("In a sentence that somebody on a board understands.")
                .rows(3)
                .value(&form.definition)
                .errors(errors),
            source: Input::new("source", "Where its values come from").value(&form.source).errors(errors),
            good: Radios::new("good", "Which way is better?", directions).chosen(&form.good).errors(errors),
            theme: Select::new("theme", "Theme it tells about", none.chain(themes))
                .chosen(&form.theme)
                .errors(errors),
            target: Input::new("target", "Target (optional)").width(10).value(&form.target).errors(errors),
            baseline: Input::new("baseline", "Points that set the limits (optional)")
                .hint("A whole number of 2 or more: limits are drawn from so many first points and extended.")
                .width(5)
                .value(&form.baseline)
                .errors(errors),
            send,
        }
    }
}

impl View for MeasureFormView {
    const TEMPLATE: &'static str = "measures/new";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        MeasureForm::default().parse(&mut errors);
        let to = |send: &str| ("/measures".to_owned(), Button::new(send));
        let form = MeasureForm::default();
        let mut changed = Self::new(to("Save"), &[], &form, &errors);
        changed.stood = Some(Stood::of(&"sample"));
        let new = Self::new(to("Add the measure"), &[], &form, &Errors::new());
        vec![new, changed]
    }
}

impl MeasureForm {
    /// As a measure has it.
    fn of(measure: &measure::Model) -> Self {
        let said = |some: Option<String>| some.unwrap_or_default();
        Self {
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            definition: measure.definition.clone(),
            source: measure.source.clone(),
            good: measure.good_direction.word().to_owned(),
            theme: said(measure.theme_id.map(|id| id.to_string())),
            target: said(measure.target.map(|target| target.to_string())),
            baseline: said(measure.baseline_points.map(|points| points.to_string())),
        }
    }

    fn parse(&self, errors: &mut Errors) -> Option<NewMeasure> {
        let name = typed_text("name", &self.name, 80, Some("Enter the name"), errors);
        let definition = typed_words(
            "definition",
            &self.definition,
            500,
            Some("Enter what it says"),
            errors,
        );
        let good_direction = GoodDirection::from_word(&self.good);
        if good_direction.is_none() {
            errors.add("good", "Choose which way is better");
        }
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let unit = self.unit.trim();
        if unit.chars().count() > 20 {
            errors.add("unit", "The unit must be at most 20 characters");
        }
        let source = self.source.trim();
        if source.chars().count() > 200 {
            errors.add(
                "source",
                "Where its values come from must be at most 200 characters",
            );
        }
        let target = said(&self.target).map(|text| {
            text.parse::<f64>()
                .ok()
                .filter(|t| measures::is_sensible(*t))
        });
        if target == Some(None) {
            errors.add("target", "The target must be a number, or empty");
        }
        let baseline =
            said(&self.baseline).map(|text| text.parse::<i32>().ok().filter(|n| *n >= 2));
        if baseline == Some(None) {
            errors.add(
                "baseline",
                "The points must be a whole number of 2 or more, or empty",
            );
        }
        let theme = said(&self.theme).map(|text| text.parse().ok());
        if theme == Some(None) {
            errors.add("theme", "Choose a theme, or none");
        }
        let new = NewMeasure {
            name,
            unit: unit.to_owned(),
            definition,
            source: source.to_owned(),
            good_direction: good_direction?,
            theme: theme.flatten(),
            target: target.flatten(),
            baseline_points: baseline.flatten(),
        };
        errors.is_empty().then_some(new)
    }
}

#[get("/measures/new?<system>")]
pub(super) async fn new(
    viewer: &Viewer,
    chrome: Chrome,
    system: &str,
) -> Answer<Page<MeasureFormView>> {
    let system = administered(viewer, system)?;
    page(chrome, &system, &MeasureForm::default(), &Errors::new()).await
}

async fn page(
    chrome: Chrome,
    system: &AdministeredSystem,
    form: &MeasureForm,
    errors: &Errors,
) -> Answer<Page<MeasureFormView>> {
    let frameworks = lists::themes(system.acting(), system.id()).await?;
    let to = format!("/measures?system={}", system.id());
    let send = Button::new("Add the measure");
    let view = MeasureFormView::new((to, send), &frameworks, form, errors);
    Ok(Page::new(chrome, "Add a measure", view)
        .caption(&system.system().name)
        .back(format!("/trends?system={}", system.id()), "Back to trends")
        .errors(errors))
}

#[post("/measures?<system>", data = "<form>")]
pub(super) async fn keep(
    viewer: &Viewer,
    chrome: Chrome,
    system: &str,
    form: Posted<MeasureForm>,
) -> Submitted<MeasureFormView> {
    let system = administered(viewer, system)?;
    let mut errors = Errors::new();
    if let Some(new) = form.0.parse(&mut errors) {
        match measures::keep(&system, &new).await? {
            Some(id) => {
                return Ok(Ok(done(
                    format!("/measures/{id}"),
                    format!("{} is kept", new.name),
                )));
            }
            None => errors.add("name", NAME_IS_TAKEN),
        }
    }
    again(page(chrome, &system, &form.0, &errors).await?)
}

const NAME_IS_TAKEN: &str = "The system has a measure of this name, kept or retired: enter another";

#[get("/measures/<id>/edit")]
pub(super) async fn edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
) -> Answer<Page<MeasureFormView>> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let stood = Stood::of(&NewMeasure::from(&series.measure));
    let drawn = (&MeasureForm::of(&series.measure), stood);
    edit_page(chrome, &system, &series.measure, drawn, &Errors::new()).await
}

async fn edit_page(
    chrome: Chrome,
    system: &AdministeredSystem,
    measure: &measure::Model,
    (form, stood): (&MeasureForm, Stood),
    errors: &Errors,
) -> Answer<Page<MeasureFormView>> {
    let frameworks = lists::themes(system.acting(), system.id()).await?;
    let to = (
        format!("/measures/{}/edit", measure.id),
        Button::new("Save"),
    );
    let view = MeasureFormView {
        stood: Some(stood),
        ..MeasureFormView::new(to, &frameworks, form, errors)
    };
    Ok(Page::new(chrome, "Change the measure", view)
        .caption(&measure.name)
        .back(format!("/measures/{}", measure.id), "Back to the measure")
        .errors(errors))
}

#[post("/measures/<id>/edit", data = "<sent>")]
pub(super) async fn change(
    viewer: &Viewer,
    chrome: Chrome,
    id: MeasureId,
    sent: Amending<MeasureForm>,
) -> Submitted<MeasureFormView> {
    let (seen, series) = seen_measure(viewer, id).await?;
    let system = viewer.administered_system(seen.id())?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    if let Some(to) = form.parse(&mut errors) {
        match measures::change(&system, id, &stood, &to).await? {
            Some(Amended::Done) => {
                let to_it = format!("/measures/{id}");
                return Ok(Ok(done(to_it, format!("{} is changed", to.name))));
            }
            Some(Amended::Overtaken(stands)) => {
                let drawn = (&form, Stood::of(&stands));
                let page = edit_page(chrome, &system, &series.measure, drawn, &errors).await?;
                return again(page.overtaken(standing(&system, &stands).await?));
            }
            None => errors.add("name", NAME_IS_TAKEN),
        }
    }
    again(edit_page(chrome, &system, &series.measure, (&form, stood), &errors).await?)
}

/// What stands, in the words of the form.
async fn standing(system: &AdministeredSystem, measure: &NewMeasure) -> Answer<SummaryList> {
    let frameworks = lists::themes(system.acting(), system.id()).await?;
    let mut themes = frameworks.iter().flat_map(|themed| &themed.themes);
    let theme = themes.find(|theme| Some(theme.id) == measure.theme);
    let target = measure.target.map(chart::number).unwrap_or_default();
    let baseline = measure.baseline_points.map(|points| points.to_string());
    Ok(SummaryList::new([
        SummaryRow::new("Name", &measure.name),
        SummaryRow::new("Unit", &measure.unit),
        SummaryRow::new("What it says", &measure.definition),
        SummaryRow::new("Where its values come from", &measure.source),
        SummaryRow::new("Which way is better?", measure.good_direction.label()),
        SummaryRow::new(
            "Theme it tells about",
            theme.map(|theme| &*theme.name).unwrap_or_default(),
        ),
        SummaryRow::new("Target", target),
        SummaryRow::new("Points that set the limits", baseline.unwrap_or_default()),
    ]))
}

/// The system that is named, if the viewer administers it.
pub(super) fn administered(viewer: &Viewer, system: &str) -> Answer<AdministeredSystem> {
    let id = system
        .parse()
        .map_err(|_| crate::kernel::fault::Fault::NotFound)?;
    viewer.administered_system(id)
}
