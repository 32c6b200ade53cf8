//! The form in which an objective is written, by whomever and for whomever.

use serde::Serialize;

use super::super::{
    Choices, FrameworkThemes, Partner,
    forms::{DueWindow, ObjectiveForm, PURPOSE_LENGTH, TITLE_LENGTH, WHAT_LENGTH},
};
use crate::{
    entities::objectives::Level,
    kernel::{ids::*, once::FormToken, templates::View, time::Day},
    organisations::priorities::{Priority, Whose},
    web::{
        components::{Button, Checkboxes, Choice, DateInput, Input, Link, Radios, Textarea},
        forms::Errors,
    },
};

/// The page with the form.
#[derive(Debug, Serialize)]
pub(in super::super) struct Writing {
    save_to: String,
    hidden: Vec<Hidden>,
    lead: Vec<String>,
    elsewhere: Vec<Link>,
    reports: Option<Checkboxes>,
    name: Input,
    what: Textarea,
    due: DateInput,
    purpose: Textarea,
    partners: Checkboxes,
    level: Radios,
    /// None where the system keeps none.
    priorities: Option<Checkboxes>,
    frameworks: Vec<Checkboxes>,
    seen_by: String,
    send: Button,
}

/// A field that nobody sees.
#[derive(Debug, Serialize)]
pub(super) struct Hidden {
    name: &'static str,
    value: String,
}

impl Hidden {
    pub fn new(name: &'static str, value: impl ToString) -> Self {
        Self {
            name,
            value: value.to_string(),
        }
    }
}

impl Writing {
    /// The form for `save_to`, with what was typed and what was wrong with it.
    pub fn new(
        save_to: String,
        form: &ObjectiveForm,
        choices: &Choices,
        window: DueWindow,
        errors: &Errors,
    ) -> Self {
        let years = format!(
            "From {} to {}. The objective belongs to the appraisal year that this day is in.",
            window.first_on, window.last_on
        );
        Self {
            save_to,
            hidden: vec![Hidden::new("token", &form.token)],
            lead: Vec::new(),
            elsewhere: Vec::new(),
            reports: None,
            name: Input::new("title", "Title")
                .hint(format!("A few words that name it: up to {TITLE_LENGTH} characters. For example, Home sooner after a hip fracture"))
                .value(&form.title)
                .errors(errors),
            what: Textarea::new("what", "What will be achieved?")
                .hint("Say how anybody could tell that it has been.")
                .at_most(WHAT_LENGTH)
                .value(&form.what)
                .errors(errors),
            due: DateInput::new("due", "By when?")
                .hint(years)
                .value(form.due_as_typed())
                .errors(errors),
            purpose: Textarea::new("purpose", "Why does working together help?")
                .hint("The difference it makes for people, and why one organisation could not make it alone.")
                .rows(3)
                .at_most(PURPOSE_LENGTH)
                .value(&form.purpose)
                .errors(errors),
            partners: Checkboxes::new("partners", "With which organisations?", partners(choices))
                .hint("Choose all that apply, at least one.")
                .chosen(&form.partners)
                .errors(errors),
            level: Radios::new("level", "At what level is the work done?", levels())
                .chosen(&form.level)
                .errors(errors),
            priorities: priorities(choices, form, errors),
            frameworks: frameworks(choices, form),
            seen_by: String::new(),
            send: Button::new("Save"),
        }
    }

    /// A field that nobody sees, to come back with the form.
    #[must_use]
    pub fn hidden(mut self, name: &'static str, value: impl ToString) -> Self {
        self.hidden.push(Hidden::new(name, value));
        self
    }

    /// What the person should know before writing.
    #[must_use]
    pub fn lead(mut self, sentence: impl Into<String>) -> Self {
        self.lead.push(sentence.into());
        self
    }

    /// The same form for another employment of theirs.
    #[must_use]
    pub fn elsewhere(mut self, links: Vec<Link>) -> Self {
        self.elsewhere = links;
        self
    }

    /// For which reports.
    #[must_use]
    pub fn reports(mut self, reports: Checkboxes) -> Self {
        self.reports = Some(reports);
        self
    }

    /// Who will see it, and what the button says.
    #[must_use]
    pub fn sends(mut self, seen_by: impl Into<String>, text: &str) -> Self {
        self.seen_by = seen_by.into();
        self.send = Button::new(text);
        self
    }
}

fn partners(choices: &Choices) -> Vec<Choice> {
    choices
        .partners
        .iter()
        .map(|partner| Choice::new(partner.id.to_string(), &partner.name))
        .collect()
}

fn levels() -> impl Iterator<Item = Choice> {
    Level::ALL.iter().map(|&level| {
        let choice = Choice::new(level.word(), level.label());
        match level {
            Level::Neighbourhood => {
                choice.hint("Practices and teams that look after 30,000 to 50,000 people")
            }
            Level::Place => choice.hint("A town or county within the system"),
            Level::System => choice.hint("All of it"),
            Level::Beyond => choice.hint("With organisations of other systems too"),
        }
    })
}

/// The priorities it may serve, each with the difference it makes for people.
fn priorities(choices: &Choices, form: &ObjectiveForm, errors: &Errors) -> Option<Checkboxes> {
    let offered = choices.priorities.iter().map(|priority| {
        Choice::new(priority.id.to_string(), priority.title()).hint(&priority.difference)
    });
    (!choices.priorities.is_empty()).then(|| {
        Checkboxes::new("priorities", "Which priorities does it serve?", offered)
            .hint("Choose any that apply, or none.")
            .chosen(&form.priorities)
            .errors(errors)
    })
}

/// One question for each framework; all answers are sent under one name.
fn frameworks(choices: &Choices, form: &ObjectiveForm) -> Vec<Checkboxes> {
    let question = |(number, framework): (usize, &FrameworkThemes)| {
        let themes = framework
            .themes
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), name));
        Checkboxes::new(
            "themes",
            format!("Does it serve the {}?", framework.name),
            themes,
        )
        .id(format!("themes-of-{}", number + 1))
        .hint("Choose any that apply, or none.")
        .chosen(&form.themes)
    };
    choices
        .frameworks
        .iter()
        .enumerate()
        .map(question)
        .collect()
}

impl View for Writing {
    const TEMPLATE: &'static str = "objectives/writing";

    fn samples() -> Vec<Self> {
        let day = |text| Day::parse_iso(text).expect("a day");
        let window = DueWindow {
            first_on: day("2026-11-23"),
            last_on: day("2028-03-31"),
            before: None,
        };
        let partner = |name: &str| Partner {
            id: OrganisationId::new(),
            name: name.into(),
        };
        let themes = |name: &str, themes: &[&str]| FrameworkThemes {
            name: name.into(),
            themes: themes
                .iter()
                .map(|name| (ThemeId::new(), (*name).to_owned()))
                .collect(),
        };
        let priority = |name: &str, of: Option<&str>| Priority {
            id: PriorityId::new(),
            name: name.into(),
            difference: "People go home on the day they are ready to".into(),
            whose: Whose::System,
            of: of.map(str::to_owned),
            retired_on: None,
        };
        let choices = Choices {
            partners: vec![
                partner("Oxfordshire County Council"),
                partner("Reading Borough Council"),
            ],
            frameworks: vec![
                themes(
                    "Triple Aim",
                    &["Better health", "Better care", "Sustainable use"],
                ),
                themes("three shifts", &["Hospital to community"]),
            ],
            priorities: vec![
                priority("Home first", None),
                priority("Older people stay independent", Some("Reading")),
            ],
        };
        let form = ObjectiveForm {
            token: FormToken::new().to_string(),
            ..ObjectiveForm::default()
        };
        let mut errors = Errors::new();
        form.read(&choices, window, &mut errors);
        let empty = Errors::new();
        let page = |choices: &Choices, errors: &Errors| {
            Self::new("/objectives".into(), &form, choices, window, errors)
                .sends("You and your line manager see it.", "Propose it")
        };
        let reports = Checkboxes::new(
            "reports",
            "For whom?",
            [
                Choice::new("1", "Sam Osei").hint("Physiotherapist"),
                Choice::new("2", "Ada Obi"),
            ],
        );
        vec![
            page(&choices, &empty),
            page(&choices, &errors),
            page(&Choices::default(), &empty)
                .hidden("revision", 3)
                .lead("Changing it asks them to agree again.")
                .elsewhere(vec![Link::new(
                    "Propose one at Reading Borough Council",
                    "/objectives/new",
                )])
                .reports(reports),
        ]
    }
}
