//! In which months of an appraisal year an employment was what, so that any span of them can be counted exactly.

use std::collections::BTreeMap;

use super::{Counts, EmploymentRecord, Frame, whereabouts};
use crate::kernel::{
    ids::*,
    periods::{Period, PeriodKind},
    time::Day,
};

/// Months of an appraisal year, a bit each, the first month the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Months(pub i32);

/// Which row of an organisation's months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MonthsKey {
    /// The first day of the appraisal year.
    pub year_on: Day,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// [`PlaceId::NONE`] where neither the person nor the organisation belongs to a place.
    pub place: PlaceId,
    /// The months such that a span ending with one of them counts the people here. Who moves has several rows, and
    /// no month is in two of them.
    pub here: Months,
    /// The months in which they were in post.
    pub in_post: Months,
    /// The months in which they had an objective in force; none where their work is counted.
    pub with_objective: Months,
    /// The months in which they took part; none where their work is counted.
    pub took_part: Months,
    /// 0 where the people are counted; 1 to 12 where their work of one month is.
    pub month: i32,
}

/// What somebody was in an appraisal year: a row for each staff group and place they were last in post in for a span
/// that ends in one of its months, and one for each month in which they took part.
pub(super) fn of(
    record: &EmploymentRecord,
    frame: &Frame,
    year_on: Day,
) -> Vec<(MonthsKey, Counts)> {
    let months = std::iter::successors(
        Some(Period::from_first(PeriodKind::Month, year_on)),
        |month| Some(month.next()),
    );
    let (mut in_post, mut with_objective, mut took_part) =
        (Months::default(), Months::default(), Months::default());
    let mut work = Vec::new();
    let mut here: BTreeMap<(StaffGroupId, PlaceId), Months> = BTreeMap::new();
    // Where a span counts them that ends with this month: where they last were in post up to it. The months in post
    // follow each other, so that it does not matter where the span began.
    let mut last_seen = None;
    for (at, month) in (0..12).zip(months) {
        let counted = frame.counted(month);
        if let Some(last_on) = frame.last_in_post(record, counted) {
            in_post.put(at);
            last_seen = Some(whereabouts(record.posted_on(last_on), frame));
        }
        if let Some(whereabouts) = last_seen {
            here.entry(whereabouts).or_default().put(at);
        }
        let in_force = |days: super::Days| days.has_any_of(counted);
        if record.objectives.iter().any(|o| in_force(o.in_force)) {
            with_objective.put(at);
        }
        let mut counts = Counts::default();
        for logged in record.logged_on(counted) {
            counts.entries += logged.entries;
            counts.minutes += logged.minutes;
        }
        if counts.entries > 0 {
            took_part.put(at);
            work.push((at + 1, counts));
        }
    }
    let mut rows = Vec::new();
    for ((group, place), here) in here {
        let people = MonthsKey {
            year_on,
            group,
            place,
            here,
            in_post,
            with_objective,
            took_part,
            month: 0,
        };
        let one = Counts {
            staff: 1,
            ..Counts::default()
        };
        rows.push((people, one));
        for &(month, counts) in &work {
            let key = MonthsKey {
                with_objective: Months::default(),
                took_part: Months::default(),
                month,
                ..people
            };
            rows.push((key, counts));
        }
    }
    rows
}

impl Months {
    /// From one month of the year to another, 0 to 11, both included.
    pub fn between(first: i32, last: i32) -> Self {
        let mut months = Self::default();
        (first..=last).for_each(|month| months.put(month));
        months
    }

    fn put(&mut self, month: i32) {
        self.0 |= 1 << month;
    }
}
