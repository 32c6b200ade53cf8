//! Meetings by a rule: "the second Thursday of every other month".

use jiff::civil::Weekday;

use crate::kernel::time::Day;

crate::worded! {
    /// Which of a month's weekdays of one name.
    Which {
        /// The first.
        First = "first": "First",
        /// The second.
        Second = "second": "Second",
        /// The third.
        Third = "third": "Third",
        /// The fourth.
        Fourth = "fourth": "Fourth",
        /// The last, whether the fourth or the fifth.
        Last = "last": "Last",
    }
}

/// A rule that meetings follow: one weekday of every so many months, counted from the month it begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which of the month's weekdays.
    pub which: Which,
    /// The weekday.
    pub weekday: Weekday,
    /// Every so many months: 1 for each, 2 for every other.
    pub every: i32,
    /// A day of the month it begins in; no meeting is before it.
    pub from_on: Day,
}

impl Rule {
    /// The meetings it makes up to a day, in order.
    pub fn meetings_until(self, last_on: Day) -> Vec<Day> {
        let nth = match self.which {
            Which::First => 1,
            Which::Second => 2,
            Which::Third => 3,
            Which::Fourth => 4,
            Which::Last => -1,
        };
        let first = self.from_on.first_of_month();
        let step = self.every.max(1);
        (0..)
            .map(|turn| {
                Day(first
                    .0
                    .saturating_add(jiff::Span::new().months(step * turn)))
            })
            .take_while(|month| *month <= last_on)
            .filter_map(|month| month.0.nth_weekday_of_month(nth, self.weekday).ok())
            .map(Day)
            .filter(|day| self.from_on <= *day && *day <= last_on)
            .collect()
    }

    /// "The second Thursday of every other month, from October 2026".
    pub fn in_words(self) -> String {
        let often = match self.every {
            1 => "each month".to_owned(),
            2 => "every other month".to_owned(),
            every => format!("every {every} months"),
        };
        format!(
            "The {} {} of {often}, from {}",
            self.which.label().to_lowercase(),
            weekday_name(self.weekday),
            self.from_on.month_and_year()
        )
    }
}

/// "Thursday".
fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
