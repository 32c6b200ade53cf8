//! The forms of single meetings, of a board's terms, and of a digest that is skipped.

use serde::Deserialize;

use crate::{
    boards::{
        Dates, LONGEST_BEFORE, MOST_YEARS_AHEAD, Terms,
        calendar::{Holidays, LONGEST_LEAD, MORNING},
        last_meeting,
        skipping::LONGEST_REASON,
    },
    kernel::time::Day,
    web::{
        forms::{Errors, TypedDate},
        patients::typed_words,
    },
};

/// A meeting as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::boards) struct MeetingForm {
    meets_day: String,
    meets_month: String,
    meets_year: String,
    papers_day: String,
    papers_month: String,
    papers_year: String,
    pub lead: String,
}

impl MeetingForm {
    /// A new meeting of a board with these terms.
    pub fn new(terms: Terms) -> Self {
        Self {
            lead: terms.lead_days.to_string(),
            ..Self::default()
        }
    }

    /// As it is kept.
    pub fn of(dates: &Dates) -> Self {
        let (meets, papers) = (
            TypedDate::from(dates.meets_on.0),
            TypedDate::from(dates.papers_due_on.0),
        );
        Self {
            meets_day: meets.day,
            meets_month: meets.month,
            meets_year: meets.year,
            papers_day: papers.day,
            papers_month: papers.month,
            papers_year: papers.year,
            lead: dates.lead_days.to_string(),
        }
    }

    /// The day of the meeting as typed.
    pub fn meets(&self) -> TypedDate {
        TypedDate::new(&self.meets_day, &self.meets_month, &self.meets_year)
    }

    /// The day its papers are due as typed.
    pub fn papers(&self) -> TypedDate {
        TypedDate::new(&self.papers_day, &self.papers_month, &self.papers_year)
    }

    /// The dates. Papers of which no day is typed are due as the board's terms have it.
    pub fn parse(
        &self,
        today: Day,
        terms: Terms,
        holidays: &Holidays,
        errors: &mut Errors,
    ) -> Option<Dates> {
        let meets = self
            .meets()
            .parse("meets", "the day of the meeting", errors);
        let typed = self.papers();
        let papers = if typed.is_empty() {
            meets.map(|meets| terms.papers_due(holidays, Day(meets)))
        } else {
            typed
                .parse("papers", "the day its papers are due", errors)
                .map(Day)
        };
        let lead_days = working_days("lead", &self.lead, LONGEST_LEAD, errors);
        let (meets_on, papers_due_on) = (Day(meets?), papers?);
        if meets_on < today {
            errors.add("meets", "The day of the meeting must be today or later");
        } else if last_meeting(today) < meets_on {
            errors.add(
                "meets",
                format!(
                    "The day of the meeting must be within {MOST_YEARS_AHEAD} years from today"
                ),
            );
        } else if papers_due_on.plus(LONGEST_BEFORE) < meets_on {
            errors.add(
                "papers",
                format!("The day its papers are due must be within {LONGEST_BEFORE} days before the meeting"),
            );
        } else if papers_due_on > meets_on {
            errors.add(
                "papers",
                "The day its papers are due must not be after the meeting",
            );
        } else {
            return Some(Dates {
                meets_on,
                papers_due_on,
                lead_days: lead_days?,
            });
        }
        None
    }
}

/// A board's terms as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::boards) struct TermsForm {
    pub papers: String,
    pub lead: String,
    pub hour: String,
    #[serde(default)]
    pub issues_itself: String,
}

impl TermsForm {
    /// As they are kept.
    pub fn of(terms: Terms) -> Self {
        Self {
            papers: terms.papers_days.to_string(),
            lead: terms.lead_days.to_string(),
            hour: terms.due_hour.to_string(),
            issues_itself: if terms.issues_itself { "yes" } else { "no" }.to_owned(),
        }
    }

    /// The terms.
    pub fn parse(&self, errors: &mut Errors) -> Option<Terms> {
        let papers_days = working_days("papers", &self.papers, LONGEST_LEAD, errors);
        let lead_days = working_days("lead", &self.lead, LONGEST_LEAD, errors);
        let due_hour = self.hour.trim().parse().ok();
        let due_hour = due_hour.filter(|hour| MORNING.contains(hour));
        if due_hour.is_none() {
            errors.add("hour", "Choose the hour at which a digest is due");
        }
        let issues_itself = match self.issues_itself.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        if issues_itself.is_none() {
            errors.add(
                "issues-itself",
                "Choose whether digests wait for you or go out by themselves",
            );
        }
        Some(Terms {
            papers_days: papers_days?,
            lead_days: lead_days?,
            due_hour: due_hour?,
            issues_itself: issues_itself?,
        })
    }
}

/// Why a digest does not go out, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::boards) struct SkipForm {
    pub reason: String,
}

impl SkipForm {
    /// The reason.
    pub fn parse(&self, errors: &mut Errors) -> Option<String> {
        let reason = typed_words(
            "reason",
            &self.reason,
            LONGEST_REASON,
            Some("Enter why this digest does not go out by itself"),
            errors,
        );
        errors.is_empty().then_some(reason)
    }
}

fn working_days(id: &str, typed: &str, most: i32, errors: &mut Errors) -> Option<i32> {
    let days = typed
        .trim()
        .parse()
        .ok()
        .filter(|days| (0..=most).contains(days));
    if days.is_none() {
        errors.add(
            id,
            format!("Enter a whole number of working days from 0 to {most}"),
        );
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_long_before_a_meeting_and_meetings_far_ahead_are_refused_at_their_field() {
        let today = Day::new(2026, 11, 16).expect("a day");
        let wrong = |meets: (&str, &str, &str), papers: (&str, &str, &str)| {
            let [meets_day, meets_month, meets_year] =
                [meets.0, meets.1, meets.2].map(str::to_owned);
            let [papers_day, papers_month, papers_year] =
                [papers.0, papers.1, papers.2].map(str::to_owned);
            let form = MeetingForm {
                meets_day,
                meets_month,
                meets_year,
                papers_day,
                papers_month,
                papers_year,
                lead: "2".into(),
            };
            let mut errors = Errors::new();
            let dates = form.parse(today, Terms::default(), &Holidays::bundled(), &mut errors);
            assert_eq!(dates.is_none(), !errors.is_empty());
            ["meets", "papers"].map(|field| errors.of(field).map(str::to_owned))
        };
        let meets = ("16", "11", "2031");
        assert_eq!(wrong(meets, ("17", "9", "2031")), [None, None]);
        let [_, papers] = wrong(meets, ("16", "9", "2031"));
        let said = "The day its papers are due must be within 60 days before the meeting";
        assert_eq!(papers.as_deref(), Some(said));
        let [meets, _] = wrong(("17", "11", "2031"), ("", "", ""));
        let said = "The day of the meeting must be within 5 years from today";
        assert_eq!(meets.as_deref(), Some(said));
    }
}
