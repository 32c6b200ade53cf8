//! When boards meet, when their papers are due, and when a digest is due before them.
//!
//! Pure: civil days, the bank holidays of England, and the clock of Europe/London. A digest is due a number of
//! working days before papers are due, at an hour of the morning, so that whoever reads it has a day's work before
//! them and no clock change is near.

mod holidays;
pub mod ics;
mod rule;
#[cfg(test)]
mod tests;

pub use holidays::Holidays;
pub use rule::{Rule, Which};

use crate::kernel::{
    periods::{Period, PeriodKind, YearStart},
    time::{Day, Instant},
};

/// Most working days that a digest or papers may be due ahead.
pub const LONGEST_LEAD: i32 = 30;
/// How many working days before papers a digest is due, unless the secretary says otherwise.
pub const USUAL_LEAD: i32 = 2;
/// How many working days before a meeting its papers are due, unless the secretary says otherwise: about a week.
pub const USUAL_PAPERS: i32 = 5;
/// The hour, in London, at which a digest is due, unless the secretary says otherwise.
pub const USUAL_HOUR: i8 = 8;
/// The hours, in London, at which a digest may be due.
pub const MORNING: std::ops::RangeInclusive<i8> = 6..=11;

impl Holidays {
    /// Whether people are at work in an office on this day: no weekend, no bank holiday.
    pub fn is_working_day(&self, day: Day) -> bool {
        !is_weekend(day) && self.name(day).is_none()
    }

    /// The day that lies this many working days before; with none, the day itself, or the last working day before it.
    ///
    /// Three working days before a Thursday is the Monday; before the Thursday after Easter, the Thursday before.
    pub fn working_days_before(&self, day: Day, working_days: i32) -> Day {
        let mut at = day;
        let mut left = working_days.max(0);
        if left == 0 {
            while !self.is_working_day(at) {
                at = at.plus(-1);
            }
        }
        while left > 0 {
            at = at.plus(-1);
            if self.is_working_day(at) {
                left -= 1;
            }
        }
        at
    }

    /// The day that lies this many working days after; one that is none itself counts as the next that is.
    pub fn working_days_after(&self, day: Day, working_days: i32) -> Day {
        let mut at = day;
        while !self.is_working_day(at) {
            at = at.plus(1);
        }
        for _ in 0..working_days.max(0) {
            at = at.plus(1);
            while !self.is_working_day(at) {
                at = at.plus(1);
            }
        }
        at
    }

    /// The moment a digest is due: so many working days before papers are due, at this hour in London.
    pub fn digest_due(&self, papers_due_on: Day, lead: i32, hour: i8) -> Instant {
        let hour = hour.clamp(*MORNING.start(), *MORNING.end());
        self.working_days_before(papers_due_on, lead).at_hour(hour)
    }
}

/// Whether it is a Saturday or a Sunday.
pub fn is_weekend(day: Day) -> bool {
    matches!(
        day.0.weekday(),
        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
    )
}

/// The period that a digest due at this moment covers: the last of its kind that has ended by then.
pub fn period_covered(kind: PeriodKind, due_at: Instant, start: YearStart) -> Period {
    Period::containing(kind, due_at.day(), start).previous()
}
