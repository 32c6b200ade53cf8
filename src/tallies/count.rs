//! What one employment adds to its organisation's counts: pure, so that it can be worked by hand.

mod alike;
mod facets;
mod months;
mod one_more;
mod sums;

pub use alike::{AllBegun, Begun};
pub use months::{Months, MonthsKey};
pub use one_more::add_one_more;
pub use sums::{CellKey, Counts, FacetKey, Sums};

use uuid::Uuid;

use crate::{
    entities::{objectives::ObjectiveState, tallies::Facet},
    kernel::{
        ids::*,
        periods::{Period, PeriodKind, YearStart},
        time::Day,
    },
};

/// The days on which something held: both ends included, and an end left open for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first; none if it held for as long as anybody knows.
    pub from_on: Option<Day>,
    /// The last; none while it holds.
    pub to_on: Option<Day>,
}

/// What was true of an employment from one day to another, as far as it matters to the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The first day it was true. It stays so until the next posting, whatever lies between.
    pub from_on: Day,
    /// The staff group, where the partner's own words are mapped to one.
    pub group: Option<StaffGroupId>,
    /// The person's own place; the organisation's where there is none.
    pub place: Option<PlaceId>,
    /// The band or grade as the staff list has it.
    pub band: Option<String>,
}

/// An objective that was agreed at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Which.
    pub id: ObjectiveId,
    /// The days it was [in force](in_force).
    pub in_force: Days,
    /// The day it was closed, and the word it was closed with.
    pub closed: Option<(Day, ObjectiveState)>,
    /// Its themes, priorities and partners, each once.
    pub serves: Vec<(Facet, Uuid)>,
}

/// One entry that is not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The day it is dated.
    pub done_on: Day,
    /// How long it took; several together, if they are alike in everything else.
    pub minutes: i64,
    /// How many entries it is: those that are alike may be taken together.
    pub entries: i32,
    /// The kind of work.
    pub kind: EntryKindId,
    /// The kind of tension it names.
    pub tension: Option<TensionKindId>,
    /// The objective it is linked to.
    pub objective: Option<ObjectiveId>,
    /// The partners it was done with, each once.
    pub partners: Vec<OrganisationId>,
}

impl Logged {
    /// Whether another may be taken together with it: it says the same in everything but how long it took.
    fn is_like(&self, other: &Self) -> bool {
        (self.done_on, self.kind, self.tension, self.objective)
            == (other.done_on, other.kind, other.tension, other.objective)
            && self.partners == other.partners
    }
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
    /// Each objective that was ever agreed.
    pub objectives: Vec<Agreed>,
    /// Entries that are not withdrawn, in no order; those that are alike may be taken together.
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
        let mut frame = Self::without_periods(membership, counted_to);
        let last_on = frame.last_member_on();
        if membership.joined_on <= last_on {
            frame.periods =
                Period::all_between(membership.joined_on, last_on, membership.year_start);
        }
        frame
    }

    fn without_periods(membership: &Membership, counted_to: Day) -> Self {
        Self {
            member: Days {
                from_on: Some(membership.joined_on),
                to_on: membership.left_on.map(|left| left.plus(-1)),
            },
            place: membership.place,
            counted_to,
            periods: Vec::new(),
        }
    }

    /// The last day counted on which it is a member, if it has been one before it.
    fn last_member_on(&self) -> Day {
        let last = self.member.to_on.unwrap_or(self.counted_to);
        last.min(self.counted_to)
    }

    /// Only the periods with a day after `counted_before`: no other can change because days have passed.
    pub fn since(mut self, counted_before: Day) -> Self {
        self.periods
            .retain(|period| period.last_on > counted_before);
        self
    }

    /// The same with only the periods that have one of these days in them: no other can change because of what is dated
    /// on them.
    pub fn of_days(membership: &Membership, counted_to: Day, days: &[Day]) -> Self {
        let mut frame = Self::without_periods(membership, counted_to);
        let theirs = days
            .iter()
            .flat_map(|&day| Period::all_containing(day, membership.year_start));
        let counted = theirs.filter(|period| {
            period.first_on <= frame.last_member_on() && membership.joined_on <= period.last_on
        });
        let mut periods: Vec<_> = counted.collect();
        periods.sort();
        periods.dedup();
        if membership.joined_on <= frame.last_member_on() {
            frame.periods = periods;
        }
        frame
    }

    /// The first days of the appraisal years that are counted.
    pub fn years(&self) -> impl Iterator<Item = Day> {
        self.periods
            .iter()
            .filter(|period| period.kind == PeriodKind::Year)
            .map(|year| year.first_on)
    }

    /// The periods that are counted.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The first day of the first of them, before which no entry matters; none if there is nothing to count.
    pub fn first_on(&self) -> Option<Day> {
        self.periods.iter().map(|period| period.first_on).min()
    }

    /// The last day that matters: of the last of the periods, or the day counted to.
    pub fn last_on(&self) -> Option<Day> {
        let last = self.periods.iter().map(|period| period.last_on).max()?;
        Some(last.min(self.counted_to))
    }

    /// The days of a period that count.
    fn counted(&self, period: Period) -> Days {
        Days {
            from_on: Some(period.first_on),
            to_on: Some(period.last_on.min(self.counted_to)),
        }
    }

    /// The last of these days on which somebody was in post in a partner of the system.
    fn last_in_post(&self, record: &EmploymentRecord, counted: Days) -> Option<Day> {
        counted.and(self.member).and(record.in_post).last()
    }
}

/// The days an objective was in force: from the day it was agreed to the day it was closed, both included, and no longer
/// than to the last day of its appraisal year, which begins on `year_on`: that it is closed at a review in the next year
/// puts it into force there no more than leaving it open does.
pub fn in_force(agreed_on: Day, closed_on: Option<Day>, year_on: Day) -> Days {
    let year_ends_on = Period::from_first(PeriodKind::Year, year_on).last_on;
    Days {
        from_on: Some(agreed_on),
        to_on: Some(closed_on.map_or(year_ends_on, |day| day.min(year_ends_on))),
    }
}

/// Adds what one employment comes to: one cell for each period on at least one day of which it was in post, within
/// the organisation's membership and up to the day counted; its facets in the staff group of that cell; and the months
/// of each appraisal year.
///
/// The cell is the staff group and place that were true on the last of those days, so that someone who moves is
/// counted once in a period, where they ended up in it. Objectives and entries count by their dates in the period up
/// to the day counted.
pub fn add(record: &EmploymentRecord, frame: &Frame, sums: &mut Sums) {
    for &period in &frame.periods {
        let counted = frame.counted(period);
        let Some(last_in_post_on) = frame.last_in_post(record, counted) else {
            continue;
        };
        let posted = record.posted_on(last_in_post_on);
        let (group, place) = whereabouts(posted, frame);
        let key = CellKey {
            period,
            group,
            place,
        };
        let whole = counts(record, counted);
        *sums.cells.entry(key).or_default() += whole;
        for ((facet, subject), counts) in facets::of(record, counted, whole, posted) {
            let key = FacetKey {
                period,
                facet,
                group,
                subject,
            };
            *sums.facets.entry(key).or_default() += counts;
        }
    }
    for year_on in frame.years() {
        for (key, counts) in months::of(record, frame, year_on) {
            *sums.months.entry(key).or_default() += counts;
        }
    }
}

/// The staff group and place of somebody of this posting.
fn whereabouts(posted: Option<&Posted>, frame: &Frame) -> (StaffGroupId, PlaceId) {
    let group = posted.and_then(|posted| posted.group);
    let place = posted.and_then(|posted| posted.place).or(frame.place);
    (
        group.unwrap_or(StaffGroupId::UNPLACED),
        place.unwrap_or(PlaceId::NONE),
    )
}

/// The counts of someone who is staff in a period, of which these days count.
fn counts(record: &EmploymentRecord, counted: Days) -> Counts {
    let mut counts = Counts {
        staff: 1,
        ..Counts::default()
    };
    let with_objective = record
        .objectives
        .iter()
        .any(|objective| objective.in_force.has_any_of(counted));
    counts.with_objective = with_objective.into();
    for logged in record.logged_on(counted) {
        counts.entries += logged.entries;
        counts.minutes += logged.minutes;
    }
    counts.took_part = (counts.entries > 0).into();
    counts
}

impl EmploymentRecord {
    /// Adds an entry, to one of the same day that is like it if there is one.
    pub fn log(&mut self, logged: Logged) {
        match self.logged.iter_mut().find(|one| one.is_like(&logged)) {
            Some(one) => {
                one.minutes += logged.minutes;
                one.entries += logged.entries;
            }
            None => self.logged.push(logged),
        }
    }

    /// What was true on a day; where no posting was true then, the latest before it; and before the first of them, the
    /// first: a list that does not say when people started posts them from the day on which its organisation joined, and
    /// that day may be moved back afterwards.
    fn posted_on(&self, day: Day) -> Option<&Posted> {
        let begun = self.postings.iter().filter(|posted| posted.from_on <= day);
        begun
            .max_by_key(|posted| posted.from_on)
            .or_else(|| self.postings.iter().min_by_key(|posted| posted.from_on))
    }

    fn logged_on(&self, days: Days) -> impl Iterator<Item = &Logged> {
        self.logged
            .iter()
            .filter(move |logged| days.has(logged.done_on))
    }
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

    fn has_any_of(self, other: Self) -> bool {
        self.and(other).last().is_some()
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

#[cfg(test)]
mod tests;
