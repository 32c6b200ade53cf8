//! What people type about objectives, and what it means.

use serde::{Deserialize, Serialize};

use super::{Choices, Wording};
use crate::{
    entities::objectives::{Level, ObjectiveState},
    kernel::{
        ids::*,
        once::FormToken,
        periods::{Period, PeriodKind, YearStart},
        time::Day,
    },
    web::{
        forms::{Errors, TypedDate},
        patients::typed_words,
    },
};

/// The most characters of a title.
pub(super) const TITLE_LENGTH: u32 = 120;
/// The most characters of what will be achieved.
pub(super) const WHAT_LENGTH: u32 = 2000;
/// The most characters of why working together helps.
pub(super) const PURPOSE_LENGTH: u32 = 1000;
/// The most characters of the words that go with a step.
pub(super) const WORDS_LENGTH: u32 = 1000;

/// The wording of an objective, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ObjectiveForm {
    pub token: String,
    pub revision: String,
    /// For which of one's own employments.
    pub employment: String,
    /// For which reports, where it is set for several.
    pub reports: Vec<String>,
    pub organisation: String,
    pub title: String,
    pub what: String,
    #[serde(rename = "due-day")]
    pub due_day: String,
    #[serde(rename = "due-month")]
    pub due_month: String,
    #[serde(rename = "due-year")]
    pub due_year: String,
    pub purpose: String,
    pub partners: Vec<String>,
    pub level: String,
    pub themes: Vec<String>,
    pub priorities: Vec<String>,
    /// Which button of the page that asks to check was pressed.
    pub answer: String,
}

/// A step with words, as typed; `outcome` where it closes an objective.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: String,
    pub words: String,
    pub outcome: String,
}

/// The days an objective may be due on: from today to the end of the next appraisal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DueWindow {
    pub first_on: Day,
    pub last_on: Day,
    /// The day it is due on already, which may stay.
    pub before: Option<Day>,
}

impl DueWindow {
    pub fn from(today: Day, start: YearStart, before: Option<Day>) -> Self {
        let this_year = Period::containing(PeriodKind::Year, today, start);
        Self {
            first_on: today,
            last_on: this_year.next().last_on,
            before,
        }
    }

    fn holds(self, day: Day) -> bool {
        (self.first_on <= day && day <= self.last_on) || self.before == Some(day)
    }
}

impl ObjectiveForm {
    /// An empty form, due when the appraisal year ends.
    pub fn new(today: Day, start: YearStart) -> Self {
        let year = Period::containing(PeriodKind::Year, today, start);
        Self {
            token: FormToken::new().to_string(),
            ..Self::default()
        }
        .due(year.last_on)
    }

    /// A form that says what an objective says.
    pub fn of(wording: &Wording, revision: i32) -> Self {
        Self {
            token: FormToken::new().to_string(),
            revision: revision.to_string(),
            title: wording.title.clone(),
            what: wording.what.clone(),
            purpose: wording.purpose.clone(),
            level: wording.level.word().to_owned(),
            partners: wording.partners.iter().map(ToString::to_string).collect(),
            themes: wording.themes.iter().map(ToString::to_string).collect(),
            priorities: wording.priorities.iter().map(ToString::to_string).collect(),
            ..Self::default()
        }
        .due(wording.due_on)
    }

    /// A form for another objective that says the same, due when the appraisal year ends.
    pub fn again(wording: &Wording, today: Day, start: YearStart) -> Self {
        let year = Period::containing(PeriodKind::Year, today, start);
        Self::of(wording, 0).due(year.last_on)
    }

    /// The same, due on another day.
    pub fn due(mut self, on: Day) -> Self {
        let typed = TypedDate::from(on.0);
        (self.due_day, self.due_month, self.due_year) = (typed.day, typed.month, typed.year);
        self
    }

    pub fn due_as_typed(&self) -> TypedDate {
        TypedDate::new(&self.due_day, &self.due_month, &self.due_year)
    }

    pub fn token(&self) -> FormToken {
        FormToken::returned(&self.token)
    }

    /// What the form says, or what is wrong with it, in the order of the page.
    pub fn read(
        &self,
        choices: &Choices,
        window: DueWindow,
        errors: &mut Errors,
    ) -> Option<Wording> {
        let title = typed_words(
            "title",
            &self.title.replace(['\r', '\n'], " "),
            TITLE_LENGTH,
            Some("Enter a title"),
            errors,
        );
        let nothing = Some("Enter what will be achieved");
        let what = typed_words("what", &self.what, WHAT_LENGTH, nothing, errors);
        let due_on = self
            .due_as_typed()
            .parse("due", "the day it is due", errors)
            .map(Day);
        if due_on.is_some_and(|day| !window.holds(day)) {
            errors.add(
                "due",
                format!(
                    "The day it is due must be from {} to {}",
                    window.first_on, window.last_on
                ),
            );
        }
        let nothing = Some("Enter why working together helps");
        let purpose = typed_words("purpose", &self.purpose, PURPOSE_LENGTH, nothing, errors);
        let partners: Vec<OrganisationId> = choices
            .partners
            .iter()
            .map(|partner| partner.id)
            .filter(|id| self.partners.contains(&id.to_string()))
            .collect();
        if partners.is_empty() {
            errors.add("partners", "Choose at least one organisation to work with");
        }
        let level = Level::from_word(&self.level);
        if level.is_none() {
            errors.add("level", "Choose at which level the work is done");
        }
        let priorities = self.read_priorities(choices, errors);
        let themes = choices
            .frameworks
            .iter()
            .flat_map(|framework| &framework.themes)
            .map(|(id, _)| *id)
            .filter(|id| self.themes.contains(&id.to_string()))
            .collect();
        if !errors.is_empty() {
            return None;
        }
        Some(Wording {
            title,
            what,
            due_on: due_on?,
            purpose,
            level: level?,
            partners,
            themes,
            priorities,
        })
    }

    /// The priorities it serves. One that was retired while the form was being filled in is said, not dropped; but
    /// where none is left to choose from, there is no question to say it at.
    fn read_priorities(&self, choices: &Choices, errors: &mut Errors) -> Vec<PriorityId> {
        let chosen: Vec<PriorityId> = choices
            .priorities
            .iter()
            .map(|priority| priority.id)
            .filter(|id| self.priorities.contains(&id.to_string()))
            .collect();
        let is_offered = |id: &String| chosen.iter().any(|chosen| chosen.to_string() == *id);
        if !choices.priorities.is_empty() && !self.priorities.iter().all(is_offered) {
            errors.add(
                "priorities",
                "A priority you chose is no longer offered. Choose again, or none",
            );
        }
        chosen
    }

    /// Every field but the answer to "is this right?", to be sent again.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let one = [
            ("token", &self.token),
            ("organisation", &self.organisation),
            ("title", &self.title),
            ("what", &self.what),
            ("due-day", &self.due_day),
            ("due-month", &self.due_month),
            ("due-year", &self.due_year),
            ("purpose", &self.purpose),
            ("level", &self.level),
        ];
        let several = [
            ("reports", &self.reports),
            ("partners", &self.partners),
            ("themes", &self.themes),
            ("priorities", &self.priorities),
        ];
        one.into_iter()
            .map(|(name, value)| (name, value.clone()))
            .chain(
                several.into_iter().flat_map(|(name, values)| {
                    values.iter().map(move |value| (name, value.clone()))
                }),
            )
            .collect()
    }
}

impl StepForm {
    /// Words that must be there, or why they are needed.
    pub fn words(&self, id: &str, needed: Option<&str>, errors: &mut Errors) -> String {
        typed_words(id, &self.words, WORDS_LENGTH, needed, errors)
    }

    /// The outcome it closes with, with words on what changed for people where it came to something.
    pub fn closing(&self, errors: &mut Errors) -> Option<(ObjectiveState, String)> {
        let outcome =
            ObjectiveState::from_word(&self.outcome).filter(|outcome| outcome.is_closed());
        if outcome.is_none() {
            errors.add("outcome", "Choose how it ended");
        }
        let needed = match outcome {
            Some(ObjectiveState::Met | ObjectiveState::PartlyMet) => {
                Some("Enter what changed for people")
            }
            Some(ObjectiveState::NotMet) => Some("Enter why, and what you learned"),
            _ => None,
        };
        let words = self.words("closing-words", needed, errors);
        outcome
            .filter(|_| errors.is_empty())
            .map(|outcome| (outcome, words))
    }
}

#[cfg(test)]
mod tests;
