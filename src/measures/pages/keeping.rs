//! A new measure.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use crate::{
    access::{AdministeredSystem, Viewer},
    entities::measures::GoodDirection,
    kernel::{fault::Answer, ids::SystemId, templates::View},
    measures::{self, NewMeasure},
    organisations::lists::{self, Themed},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios, Select, Textarea},
        forms::{Errors, typed_text},
        page::Page,
        posted::Posted,
    },
};

/// A measure as it is typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MeasureForm {
    name: String,
    unit: String,
    definition: String,
    source: String,
    good: String,
    theme: String,
    target: String,
    baseline: String,
}

#[derive(Serialize)]
pub(super) struct NewMeasureView {
    address: String,
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

impl NewMeasureView {
    fn new(system: SystemId, frameworks: &[Themed], form: &MeasureForm, errors: &Errors) -> Self {
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
            address: format!("/measures?system={system}"),
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
            send: Button::new("Add the measure"),
        }
    }
}

impl View for NewMeasureView {
    const TEMPLATE: &'static str = "measures/new";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        MeasureForm::default().parse(&mut errors);
        vec![
            Self::new(
                SystemId::new(),
                &[],
                &MeasureForm::default(),
                &Errors::new(),
            ),
            Self::new(SystemId::new(), &[], &MeasureForm::default(), &errors),
        ]
    }
}

impl MeasureForm {
    fn parse(&self, errors: &mut Errors) -> Option<NewMeasure> {
        let name = typed_text("name", &self.name, 80, Some("Enter the name"), errors);
        let definition = typed_text(
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
) -> Answer<Page<NewMeasureView>> {
    let system = administered(viewer, system)?;
    page(chrome, &system, &MeasureForm::default(), &Errors::new()).await
}

async fn page(
    chrome: Chrome,
    system: &AdministeredSystem,
    form: &MeasureForm,
    errors: &Errors,
) -> Answer<Page<NewMeasureView>> {
    let frameworks = lists::themes(system.acting(), system.id()).await?;
    let view = NewMeasureView::new(system.id(), &frameworks, form, errors);
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
) -> Submitted<NewMeasureView> {
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
            None => errors.add(
                "name",
                "The system has a measure of this name, kept or retired: enter another",
            ),
        }
    }
    again(page(chrome, &system, &form.0, &errors).await?)
}

/// The system that is named, if the viewer administers it.
pub(super) fn administered(viewer: &Viewer, system: &str) -> Answer<AdministeredSystem> {
    let id = system
        .parse()
        .map_err(|_| crate::kernel::fault::Fault::NotFound)?;
    viewer.administered_system(id)
}
