//! What people type about their work, and what it means.

use serde::Deserialize;

use super::{
    OwnEntry, Work,
    partners::{self, Partner},
    store::Lists,
    why_not_on,
};
use crate::{
    access::OwnEmployment,
    kernel::{ids::OrganisationId, once::FormToken, time::Day},
    objectives::Listed,
    web::{
        forms::{Errors, TypedDate},
        patients::typed_words,
    },
};

/// The most characters of what changed, and of what got in the way.
pub(super) const WORDS_LENGTH: u32 = 1000;
/// Minutes in a day: the most an entry can have.
const LONGEST: i32 = 1440;

/// An entry, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct TypedEntry {
    #[serde(default)]
    pub token: String,
    #[serde(default)]
    pub employment: String,
    #[serde(rename = "done-day")]
    pub done_day: String,
    #[serde(rename = "done-month")]
    pub done_month: String,
    #[serde(rename = "done-year")]
    pub done_year: String,
    pub minutes: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub partners: Vec<String>,
    /// None is asked of whoever has none.
    #[serde(default)]
    pub objective: String,
    pub changed: String,
    #[serde(default)]
    pub tension: String,
    #[serde(rename = "tension-words")]
    pub tension_words: String,
}

/// What an entry can choose from: of one system, in which the person may have several employments.
pub(super) struct Offered {
    /// The day on which it can.
    pub today: Day,
    pub employments: Vec<OwnEmployment>,
    pub partners: Vec<Partner>,
    pub lists: Lists,
    /// Agreed objectives of these employments; and the one chosen before.
    pub objectives: Vec<Listed>,
}

impl Offered {
    /// Whether an organisation is offered that was a partner on a day.
    pub fn is_open_on(&self, id: OrganisationId, day: Day) -> bool {
        let mut partners = self.partners.iter();
        partners.any(|partner| partner.id == id && partner.is_open_on(day))
    }
}

impl TypedEntry {
    /// A form that says what an entry says.
    pub fn of(mine: &OwnEntry) -> Self {
        let (own, work) = (mine.own(), mine.work());
        Self {
            token: FormToken::new().to_string(),
            employment: own.id().to_string(),
            minutes: work.minutes.to_string(),
            kind: work.kind.to_string(),
            partners: work.partners.iter().map(ToString::to_string).collect(),
            objective: work.objective.map(|id| id.to_string()).unwrap_or_default(),
            changed: work.changed.clone(),
            tension: work.tension.map(|id| id.to_string()).unwrap_or_default(),
            tension_words: work.tension_words.clone(),
            ..Self::default()
        }
        .done(work.done_on)
    }

    /// The same, done on another day.
    pub fn done(mut self, on: Day) -> Self {
        let typed = TypedDate::from(on.0);
        (self.done_day, self.done_month, self.done_year) = (typed.day, typed.month, typed.year);
        self
    }

    pub fn day_as_typed(&self) -> TypedDate {
        TypedDate::new(&self.done_day, &self.done_month, &self.done_year)
    }

    pub fn token(&self) -> FormToken {
        FormToken::returned(&self.token)
    }

    /// The employment it is for: the one chosen, or the only one there is.
    pub fn employment<'a>(&self, offered: &'a Offered) -> Option<&'a OwnEmployment> {
        match offered.employments.as_slice() {
            [only] => Some(only),
            several => several
                .iter()
                .find(|own| own.id().to_string() == self.employment),
        }
    }

    /// What the form says, or what is wrong with it, in the order of the page.
    pub fn read(&self, offered: &Offered, errors: &mut Errors) -> Option<Work> {
        let own = self.employment(offered);
        if own.is_none() {
            errors.add("employment", "Choose where you did it");
        }
        let done_on = self
            .day_as_typed()
            .parse("done", "the day it was done", errors)
            .map(Day);
        if let (Some(own), Some(day)) = (own, done_on)
            && let Some(sentence) = why_not_on(own, day)
        {
            errors.add("done", sentence);
        }
        let minutes = self.minutes(errors);
        let kind = offered
            .lists
            .kinds
            .iter()
            .map(|(id, _)| *id)
            .find(|id| id.to_string() == self.kind);
        if kind.is_none() {
            errors.add("kind", "Choose what kind of work it was");
        }
        let chosen: Vec<&Partner> = offered
            .partners
            .iter()
            .filter(|partner| self.partners.contains(&partner.id.to_string()))
            .collect();
        if let Some(day) = done_on.filter(|_| errors.of("done").is_none())
            && let Some(sentence) = partners::why_not_on(chosen.iter().copied(), day)
        {
            errors.add("partners", sentence);
        }
        let partners: Vec<_> = chosen.iter().map(|partner| partner.id).collect();
        if partners.is_empty() {
            errors.add(
                "partners",
                "Choose at least one organisation you worked with",
            );
        }
        if let Some(own) = own.filter(|own| partners.contains(&own.organisation().id)) {
            errors.add(
                "partners",
                format!(
                    "Choose only organisations other than the one you did it for, {}",
                    own.organisation().name
                ),
            );
        }
        let objective = offered
            .objectives
            .iter()
            .find(|listed| listed.id.to_string() == self.objective);
        let is_elsewhere = |listed: &&Listed| own.is_some_and(|own| own.id() != listed.employment);
        if !self.objective.is_empty() && objective.is_none() {
            errors.add("objective", "Choose one of your agreed objectives, or none");
        } else if let Some(listed) = objective.filter(is_elsewhere) {
            errors.add(
                "objective",
                format!(
                    "“{}” belongs to your work elsewhere: choose another, or none",
                    listed.title
                ),
            );
        }
        let changed = typed_words("changed", &self.changed, WORDS_LENGTH, None, errors);
        let tension = offered
            .lists
            .tensions
            .iter()
            .map(|(id, _)| *id)
            .find(|id| id.to_string() == self.tension);
        if !self.tension.is_empty() && tension.is_none() {
            errors.add("tension", "Choose what got in the way, or nothing");
        }
        let tension_words = typed_words(
            "tension-words",
            &self.tension_words,
            WORDS_LENGTH,
            None,
            errors,
        );
        if tension.is_none() && !tension_words.is_empty() {
            errors.add("tension", "Choose what kind of thing got in the way");
        }
        if !errors.is_empty() {
            return None;
        }
        Some(Work {
            done_on: done_on?,
            minutes: minutes?,
            kind: kind?,
            partners,
            objective: objective.map(|listed| listed.id),
            changed,
            tension,
            tension_words,
        })
    }

    fn minutes(&self, errors: &mut Errors) -> Option<i32> {
        let typed = self.minutes.trim();
        let minutes = typed
            .parse()
            .ok()
            .filter(|minutes| (1..=LONGEST).contains(minutes));
        if minutes.is_none() {
            let sentence = match typed {
                "" => "Enter how many minutes it took".to_owned(),
                _ => format!("Minutes must be a whole number from 1 to {LONGEST}"),
            };
            errors.add("minutes", sentence);
        }
        minutes
    }
}
