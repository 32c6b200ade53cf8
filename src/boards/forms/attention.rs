//! The forms about what came of meetings.

use serde::Deserialize;

use crate::{
    boards::{Doing, Minutes, NewAction},
    kernel::time::Day,
    web::{
        forms::{Errors, TypedDate},
        patients::typed_words,
    },
};

/// Most characters of what was decided, of an action and of what it led to.
pub(in crate::boards) const LONGEST_WORDS: u32 = 600;
/// Most characters of a reference and of who sees to something.
pub(in crate::boards) const LONGEST_LINE: u32 = 100;

/// What came of a meeting, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::boards) struct MinutesForm {
    #[serde(default)]
    pub on_agenda: String,
    pub decided: String,
    pub minute: String,
}

impl MinutesForm {
    /// What was said; nothing yet.
    pub fn of(said: Option<&Minutes>) -> Self {
        said.map_or_else(Self::default, |said| Self {
            on_agenda: if said.was_on_agenda { "yes" } else { "no" }.into(),
            decided: said.decided.clone(),
            minute: said.minute.clone(),
        })
    }

    /// What came of it.
    pub fn parse(&self, errors: &mut Errors) -> Option<Minutes> {
        let was_on_agenda = match self.on_agenda.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                errors.add("on-agenda", "Choose yes or no");
                None
            }
        };
        let decided = typed_words("decided", &self.decided, LONGEST_WORDS, None, errors);
        let minute = typed_words("minute", &self.minute, LONGEST_LINE, None, errors);
        if was_on_agenda == Some(false) && !decided.is_empty() {
            errors.add(
                "decided",
                "Choose yes if something was decided, or leave this empty",
            );
        }
        errors.is_empty().then_some(())?;
        Some(Minutes {
            was_on_agenda: was_on_agenda?,
            decided,
            minute,
        })
    }
}

/// An action as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::boards) struct ActionForm {
    /// By which a form that is sent twice is known.
    #[serde(default)]
    pub token: String,
    pub what: String,
    pub owner: String,
    pub due_day: String,
    pub due_month: String,
    pub due_year: String,
}

impl ActionForm {
    /// By when, as typed.
    pub fn due(&self) -> TypedDate {
        TypedDate::new(&self.due_day, &self.due_month, &self.due_year)
    }

    /// The action, of a meeting on this day.
    pub fn parse(&self, meets_on: Day, errors: &mut Errors) -> Option<NewAction> {
        let empty = Some("Enter what is to be done");
        let what = typed_words("what", &self.what, LONGEST_WORDS, empty, errors);
        let empty = Some("Enter who sees to it");
        let owner = typed_words("owner", &self.owner, LONGEST_LINE, empty, errors);
        let due_on = self
            .due()
            .parse("due", "the day it is due", errors)
            .map(Day);
        if due_on.is_some_and(|due| due < meets_on) {
            errors.add("due", "The day it is due must not be before the meeting");
        }
        errors.is_empty().then_some(())?;
        Some(NewAction {
            what,
            owner,
            due_on: due_on?,
        })
    }
}

/// That an action is done, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::boards) struct DoneForm {
    pub done_day: String,
    pub done_month: String,
    pub done_year: String,
    pub led_to: String,
}

impl DoneForm {
    /// When, as typed.
    pub fn done(&self) -> TypedDate {
        TypedDate::new(&self.done_day, &self.done_month, &self.done_year)
    }

    /// When it was done, and what it led to.
    pub fn parse(&self, today: Day, errors: &mut Errors) -> Option<Doing> {
        let done_on = self
            .done()
            .parse("done", "the day it was done", errors)
            .map(Day);
        if done_on.is_some_and(|done| today < done) {
            errors.add("done", "The day it was done must be today or in the past");
        }
        let empty = Some("Enter what it led to");
        let led_to = typed_words("led-to", &self.led_to, LONGEST_WORDS, empty, errors);
        errors.is_empty().then_some(())?;
        Some(Doing {
            done_on: Some(done_on?),
            led_to,
        })
    }
}
