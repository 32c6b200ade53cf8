//! Counts, and what they are the counts of.

use std::{
    collections::BTreeMap,
    ops::{AddAssign, SubAssign},
};

use super::{AllBegun, EmploymentRecord, Frame, MonthsKey, alike};
use crate::{
    entities::tallies::Facet,
    kernel::{ids::*, periods::Period},
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

/// Which facet of an organisation's counts: a period, a facet with its subject, and a staff group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FacetKey {
    /// The month, quarter or year.
    pub period: Period,
    /// By what.
    pub facet: Facet,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// The band, the outcome's word, or an id.
    pub subject: String,
}

/// Everything that is counted of an organisation. The counts of facets and months name what is counted there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The tallies.
    pub cells: BTreeMap<CellKey, Counts>,
    /// The facets; their entries are objectives where the facet is an outcome.
    pub facets: BTreeMap<FacetKey, Counts>,
    /// The months; people are `staff`.
    pub months: BTreeMap<MonthsKey, Counts>,
}

impl Sums {
    /// Adds what these employments come to.
    pub fn add_all(&mut self, records: &[EmploymentRecord], frame: &Frame) {
        alike::add_all(records, frame, self);
    }

    /// Adds what employments of an organisation come to that have just begun.
    pub fn add_begun(&mut self, organisation: OrganisationId, begun: AllBegun<'_>, frame: &Frame) {
        alike::add_begun(organisation, begun, frame, self);
    }

    /// Whether there is nothing in them.
    pub fn is_nothing(&self) -> bool {
        self.cells.is_empty() && self.facets.is_empty() && self.months.is_empty()
    }

    /// Adds other sums so many times.
    pub fn add_times(&mut self, other: Self, times: i32) {
        add_times(&mut self.cells, other.cells, times);
        add_times(&mut self.facets, other.facets, times);
        add_times(&mut self.months, other.months, times);
    }

    /// Takes other sums away, and forgets where nothing is left.
    pub fn take(&mut self, other: Self) {
        take(&mut self.cells, other.cells);
        take(&mut self.facets, other.facets);
        take(&mut self.months, other.months);
    }
}

fn add_times<K: Ord>(to: &mut BTreeMap<K, Counts>, other: BTreeMap<K, Counts>, times: i32) {
    for (key, counts) in other {
        *to.entry(key).or_default() += counts.times(times);
    }
}

fn take<K: Ord>(from: &mut BTreeMap<K, Counts>, other: BTreeMap<K, Counts>) {
    for (key, counts) in other {
        *from.entry(key).or_default() -= counts;
    }
    from.retain(|_, counts| !counts.is_nothing());
}

impl Counts {
    /// So many times as much.
    fn times(self, times: i32) -> Self {
        Self {
            staff: self.staff * times,
            with_objective: self.with_objective * times,
            took_part: self.took_part * times,
            entries: self.entries * times,
            minutes: self.minutes * i64::from(times),
        }
    }

    /// Whether there is nothing in it.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Whether something in it is below zero, as differences may be.
    pub fn has_less(self) -> bool {
        let few = [
            self.staff,
            self.with_objective,
            self.took_part,
            self.entries,
        ];
        few.iter().any(|&count| count < 0) || self.minutes < 0
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
