//! The forms that plan many meetings at once.

use jiff::civil::Weekday;
use serde::Deserialize;

use crate::{
    boards::{
        Wanted,
        calendar::{Rule, Which, ics},
        last_planned,
    },
    kernel::time::Day,
    web::forms::{Errors, TypedDate},
};

/// The weekdays a board can meet on by rule, with the words of the form.
pub(in crate::boards) const WEEKDAYS: [(&str, Weekday); 5] = [
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
];
/// Most months from one meeting to the next.
pub(in crate::boards) const MOST_MONTHS: i32 = 12;

/// A rule as typed, and the mark of what was shown of it.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::boards) struct RuleForm {
    pub which: String,
    pub weekday: String,
    pub every: String,
    pub from_day: String,
    pub from_month: String,
    pub from_year: String,
    pub until_day: String,
    pub until_month: String,
    pub until_year: String,
    pub shown: String,
}

impl RuleForm {
    /// From when, as typed.
    pub fn from(&self) -> TypedDate {
        TypedDate::new(&self.from_day, &self.from_month, &self.from_year)
    }

    /// Until when, as typed.
    pub fn until(&self) -> TypedDate {
        TypedDate::new(&self.until_day, &self.until_month, &self.until_year)
    }

    /// The rule, and the days it makes.
    pub fn parse(&self, today: Day, errors: &mut Errors) -> Option<(Rule, Vec<Day>)> {
        let which = Which::from_word(&self.which);
        if which.is_none() {
            errors.add("which", "Choose which week of the month");
        }
        let weekday = WEEKDAYS
            .iter()
            .find(|(word, _)| *word == self.weekday)
            .map(|(_, weekday)| *weekday);
        if weekday.is_none() {
            errors.add("weekday", "Choose the weekday");
        }
        let every = self.every.trim().parse().ok();
        let every = every.filter(|every| (1..=MOST_MONTHS).contains(every));
        if every.is_none() {
            errors.add(
                "every",
                format!("Enter a whole number of months from 1 to {MOST_MONTHS}"),
            );
        }
        let from_on = self.from().parse("from", "the first day", errors).map(Day);
        let last_on = last_planned(today);
        let until_on = if self.until().is_empty() {
            Some(last_on)
        } else {
            self.until().parse("until", "the last day", errors).map(Day)
        };
        let (from_on, until_on) = (from_on?, until_on?);
        if from_on < today {
            errors.add("from", "The first day must be today or later");
        } else if until_on < from_on {
            errors.add("until", "The last day must not be before the first");
        } else if last_on < until_on {
            errors.add(
                "until",
                format!("The last day must be {} or earlier", last_on.long()),
            );
        }
        if !errors.is_empty() {
            return None;
        }
        let rule = Rule {
            which: which?,
            weekday: weekday?,
            every: every?,
            from_on,
        };
        let days = rule.meetings_until(until_on);
        if days.is_empty() {
            errors.add(
                "until",
                "There is no such day between the first day and the last",
            );
            return None;
        }
        Some((rule, days))
    }
}

/// A calendar file that was looked at and is now confirmed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::boards) struct FileForm {
    pub file_text: String,
    pub words: String,
    pub shown: String,
}

/// What is wanted of a calendar file's text.
///
/// # Errors
/// A sentence, where it is no calendar.
pub(in crate::boards) fn wanted(text: &str, words: &str, today: Day) -> Result<Wanted, String> {
    let file = ics::read(text, today, last_planned(today))?;
    Ok(Wanted::Events {
        file,
        words: words.to_owned(),
    })
}
