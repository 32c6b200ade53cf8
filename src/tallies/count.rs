//! What one employment adds to its organisation's counts: pure, so that it can be worked by hand.

use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

use crate::kernel::{
    ids::*,
    periods::{Period, PeriodKind, YearStart},
    time::Day,
};

/// The five counts of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Employments in post on at least one day of the period, of the organisation's membership, up to the day counted.
    pub staff: i32,
    /// Those of them with an objective agreed and in force on a day of the period.
    pub with_objective: i32,
    /// Those of them with an entry dated in the period.
    pub took_part: i32,
    /// Their entries dated in the period.
    pub entries: i32,
    /// The minutes of those entries.
    pub minutes: i64,
}

/// Which cell of an organisation's counts: a period, a staff group and a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellKey {
    /// The month, quarter or year.
    pub period: Period,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// [`PlaceId::NONE`] where neither the person nor the organisation belongs to a place.
    pub place: PlaceId,
}

/// The days on which something held: both ends included, and an end left open for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first; none if it held for as long as anybody knows.
    pub from_on: Option<Day>,
    /// The last; none while it holds.
    pub to_on: Option<Day>,
}

/// What was true of an employment from one day to another, as far as it matters to the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The first day it was true. It stays so until the next posting, whatever lies between.
    pub from_on: Day,
    /// The staff group, where the partner's own words are mapped to one.
    pub group: Option<StaffGroupId>,
    /// The person's own place; the organisation's where there is none.
    pub place: Option<PlaceId>,
}

/// The entries of one employment dated on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The day they are dated.
    pub done_on: Day,
    /// How many.
    pub entries: i32,
    /// Their minutes.
    pub minutes: i64,
}

/// Everything about one employment that the counts rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmploymentRecord {
    /// Whose record.
    pub id: EmploymentId,
    /// Where it is counted.
    pub organisation: OrganisationId,
    /// First to last day in post.
    pub in_post: Days,
    /// In no order.
    pub postings: Vec<Posted>,
    /// Of each objective that was ever agreed: the days it was [in force](in_force).
    pub in_force: Vec<Days>,
    /// Entries that are not withdrawn, in no order.
    pub logged: Vec<Logged>,
}

/// An organisation's membership of its system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Its first day.
    pub joined_on: Day,
    /// The first day on which it is no longer a member.
    pub left_on: Option<Day>,
    /// The organisation's place, for people who have none of their own.
    pub place: Option<PlaceId>,
    /// When the system's appraisal year starts.
    pub year_start: YearStart,
}

/// What an organisation's records are held against: its membership, and the day up to which they count.
#[derive(Clone, Debug)]
pub struct Frame {
    member: Days,
    place: Option<PlaceId>,
    counted_to: Day,
    periods: Vec<Period>,
}

impl Frame {
    /// Every period with a day of membership up to `counted_to`.
    pub fn new(membership: &Membership, counted_to: Day) -> Self {
        let member = Days {
            from_on: Some(membership.joined_on),
            to_on: membership.left_on.map(|left| left.plus(-1)),
        };
        let last_on = member.to_on.map_or(counted_to, |last| last.min(counted_to));
        let periods = if membership.joined_on <= last_on {
            Period::all_between(membership.joined_on, last_on, membership.year_start)
        } else {
            Vec::new()
        };
        Self {
            member,
            place: membership.place,
            counted_to,
            periods,
        }
    }

    /// Only the periods with a day after `counted_before`: no other can change because days have passed.
    pub fn since(mut self, counted_before: Day) -> Self {
        self.periods
            .retain(|period| period.last_on > counted_before);
        self
    }

    /// The periods that are counted.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The first day of the first of them, before which no entry matters; none if there is nothing to count.
    pub fn first_on(&self) -> Option<Day> {
        self.periods.iter().map(|period| period.first_on).min()
    }
}

/// The days an objective was in force: from the day it was agreed to the day it was closed, both included, or to the
/// last day of its appraisal year, which begins on `year_on`.
pub fn in_force(agreed_on: Day, closed_on: Option<Day>, year_on: Day) -> Days {
    Days {
        from_on: Some(agreed_on),
        to_on: closed_on.or(Some(Period::from_first(PeriodKind::Year, year_on).last_on)),
    }
}

/// What one employment adds: one cell for each period on at least one day of which it was in post, within the
/// organisation's membership and up to the day counted.
///
/// The cell is the staff group and place that were true on the last of those days, so that someone who moves is
/// counted once in a period, where they ended up in it. Objectives and entries count by their dates in the period up
/// to the day counted.
pub fn contributions(record: &EmploymentRecord, frame: &Frame) -> Vec<(CellKey, Counts)> {
    frame
        .periods
        .iter()
        .filter_map(|&period| {
            let counted = Days {
                from_on: Some(period.first_on),
                to_on: Some(period.last_on.min(frame.counted_to)),
            };
            let last_in_post_on = counted.and(frame.member).and(record.in_post).last()?;
            let posted = record
                .postings
                .iter()
                .filter(|posted| posted.from_on <= last_in_post_on)
                .max_by_key(|posted| posted.from_on);
            let key = CellKey {
                period,
                group: posted
                    .and_then(|posted| posted.group)
                    .unwrap_or(StaffGroupId::UNPLACED),
                place: posted
                    .and_then(|posted| posted.place)
                    .or(frame.place)
                    .unwrap_or(PlaceId::NONE),
            };
            Some((key, counts(record, counted)))
        })
        .collect()
}

/// The counts of all these records together.
pub fn count(records: &[EmploymentRecord], frame: &Frame) -> BTreeMap<CellKey, Counts> {
    let mut cells = BTreeMap::new();
    for record in records {
        for (key, counts) in contributions(record, frame) {
            *cells.entry(key).or_default() += counts;
        }
    }
    cells
}

/// The counts of someone who is staff in a period, of which these days count.
fn counts(record: &EmploymentRecord, counted: Days) -> Counts {
    let mut counts = Counts {
        staff: 1,
        ..Counts::default()
    };
    let with_objective = record
        .in_force
        .iter()
        .any(|days| days.and(counted).last().is_some());
    counts.with_objective = with_objective.into();
    for logged in record
        .logged
        .iter()
        .filter(|logged| counted.has(logged.done_on))
    {
        counts.entries += logged.entries;
        counts.minutes += logged.minutes;
    }
    counts.took_part = (counts.entries > 0).into();
    counts
}

impl Days {
    /// The days both have in common.
    fn and(self, other: Self) -> Self {
        let either = |one: Option<Day>, other: Option<Day>, choose: fn(Day, Day) -> Day| match (
            one, other,
        ) {
            (Some(one), Some(other)) => Some(choose(one, other)),
            (one, other) => one.or(other),
        };
        Self {
            from_on: either(self.from_on, other.from_on, Ord::max),
            to_on: either(self.to_on, other.to_on, Ord::min),
        }
    }

    fn has(self, day: Day) -> bool {
        self.from_on.is_none_or(|first| first <= day) && self.to_on.is_none_or(|last| day <= last)
    }

    /// The last day; none if there is no day at all, or no end.
    fn last(self) -> Option<Day> {
        self.to_on
            .filter(|&last| self.from_on.is_none_or(|first| first <= last))
    }
}

impl Counts {
    /// Whether there is nothing in it.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.staff += other.staff;
        self.with_objective += other.with_objective;
        self.took_part += other.took_part;
        self.entries += other.entries;
        self.minutes += other.minutes;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Self) {
        self.staff -= other.staff;
        self.with_objective -= other.with_objective;
        self.took_part -= other.took_part;
        self.entries -= other.entries;
        self.minutes -= other.minutes;
    }
}

#[cfg(test)]
mod tests;
