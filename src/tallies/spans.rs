//! Spans of months within an appraisal year.

use super::count::Counts;
use crate::kernel::{
    ids::*,
    periods::{Period, PeriodKind, YearStart},
    time::Day,
};

/// One or more whole months of one appraisal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    year_on: Day,
    /// Of the year: 0 to 11.
    first: i32,
    last: i32,
}

/// The counts of one organisation, staff group and place in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanTally {
    /// Whose.
    pub organisation: OrganisationId,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// [`PlaceId::NONE`] where neither the person nor the organisation belongs to a place.
    pub place: PlaceId,
    /// The five counts, of the span as they are of a period.
    pub counts: Counts,
}

impl Span {
    /// From the month of one day to the month of another, both included; none where the second is the earlier, or in
    /// another appraisal year.
    pub fn new(from: Day, to: Day, start: YearStart) -> Option<Self> {
        let year_on = start.year_of(from);
        let months = Period::all_between(year_on, to, start)
            .into_iter()
            .filter(|period| period.kind == PeriodKind::Month);
        let months: Vec<Period> = months.collect();
        let month_of = |day: Day| months.iter().position(|month| month.contains(day));
        let (first, last) = (month_of(from)?, month_of(to)?);
        (first <= last && start.year_of(to) == year_on).then_some(Self {
            year_on,
            first: i32::try_from(first).ok()?,
            last: i32::try_from(last).ok()?,
        })
    }

    /// The first day of its appraisal year.
    pub fn year_on(self) -> Day {
        self.year_on
    }

    /// The first and the last of its months, from 0 for the first month of the appraisal year.
    pub fn months_of_year(self) -> (i32, i32) {
        (self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, to: &str) -> Option<(i32, i32)> {
        let day = |text| Day::parse_iso(text).expect("a day");
        Span::new(day(from), day(to), YearStart(4)).map(Span::months_of_year)
    }

    #[test]
    fn a_span_is_of_whole_months_of_one_appraisal_year() {
        assert_eq!(span("2026-04-20", "2026-10-01"), Some((0, 6)));
        assert_eq!(span("2027-01-01", "2027-03-31"), Some((9, 11)));
        assert_eq!(span("2026-05-10", "2026-05-02"), Some((1, 1)));
        assert_eq!(span("2026-05-10", "2026-04-30"), None);
        assert_eq!(span("2026-05-10", "2027-04-01"), None);
    }
}
