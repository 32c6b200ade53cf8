//! A small file can ask for long work: a rule is few letters, and what it comes to are many dates, or long looking for
//! none. So rules end soon after the last day that is wanted, none repeats within a day, and one [`Budget`] of days is for
//! the whole file.

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendarComponent, ICalendarFrequency, ICalendarProperty, ICalendarRecurrenceRule,
        ICalendarValue,
    },
};

use crate::kernel::time::Day;

/// For how many years after the last day that is wanted a rule is followed: so that it is known whether dates come later.
const YEARS_AFTER: u16 = 2;
/// How many dates the series of one file may have together: a hundred that are weekly for more than twenty-five.
const MOST_DATES_TOGETHER: usize = 150_000;
/// Over how many years they may go together: 500 that began twenty years ago.
const MOST_YEARS_TOGETHER: usize = 12_500;

/// What looking for the dates of a rule that has none is counted as, which goes on for thousands of years.
const YEARS_OF_NONE: usize = 1_000;

const TOO_LONG: &str = "The series in the file have too many dates to be read. Export only the meetings of this board, or less of the calendar.";
pub(super) const WITHIN_A_DAY: &str = "It repeats within a day, as no meeting of a board does";

/// What is left of the work that one file may be.
pub(super) struct Budget {
    dates: usize,
    years: usize,
}

impl Budget {
    /// Of one file.
    pub fn whole() -> Self {
        Self {
            dates: MOST_DATES_TOGETHER,
            years: MOST_YEARS_TOGETHER,
        }
    }

    /// Takes some of it.
    ///
    /// # Errors
    /// A sentence, where there is not enough left.
    pub fn take(&mut self, dates: usize, years: usize) -> Result<(), String> {
        let left = self
            .dates
            .checked_sub(dates)
            .zip(self.years.checked_sub(years));
        let (dates, years) = left.ok_or(TOO_LONG)?;
        *self = Self { dates, years };
        Ok(())
    }

    /// Takes what a rule cost that came to no date.
    ///
    /// # Errors
    /// As [`Budget::take`].
    pub fn take_for_nothing(&mut self) -> Result<(), String> {
        self.take(0, YEARS_OF_NONE)
    }
}

/// Ends an event's rules some years after the last day that is wanted; over how many years they go.
pub(super) fn end(event: &mut ICalendarComponent, until: Day) -> usize {
    let first = event.property(&ICalendarProperty::Dtstart);
    let first = first.and_then(|start| start.values.first()?.as_partial_date_time()?.year);
    let wanted = u16::try_from(until.0.year()).unwrap_or(u16::MAX);
    let first = first.unwrap_or(wanted);
    let last = wanted.max(first).saturating_add(YEARS_AFTER);
    let mut years = 0;
    for rule in of(event) {
        years += usize::from(last.saturating_sub(first)) + 1;
        let ends_before = rule.until.as_ref().and_then(|until| until.year);
        if ends_before.is_none_or(|year| last < year) {
            rule.until = Some(PartialDateTime {
                year: Some(last),
                month: Some(12),
                day: Some(31),
                hour: Some(23),
                minute: Some(59),
                second: Some(59),
                ..PartialDateTime::default()
            });
        }
    }
    years
}

/// Whether an event is several times on a day.
pub(super) fn is_within_a_day(event: &mut ICalendarComponent) -> bool {
    of(event).any(|rule| {
        let is_short = matches!(
            rule.freq,
            ICalendarFrequency::Hourly
                | ICalendarFrequency::Minutely
                | ICalendarFrequency::Secondly
        );
        let times = [&rule.byhour, &rule.byminute, &rule.bysecond];
        is_short || times.iter().any(|times| times.len() > 1)
    })
}

/// Whether a property says that an event is on several days.
pub(super) fn repeats(property: &ICalendarProperty) -> bool {
    matches!(
        property,
        ICalendarProperty::Rrule | ICalendarProperty::Rdate
    )
}

/// The rules by which an event repeats.
fn of(event: &mut ICalendarComponent) -> impl Iterator<Item = &mut ICalendarRecurrenceRule> {
    let entries = event.entries.iter_mut();
    let values = entries.flat_map(|entry| &mut entry.values);
    values.filter_map(|value| match value {
        ICalendarValue::RecurrenceRule(rule) => Some(&mut **rule),
        _ => None,
    })
}
