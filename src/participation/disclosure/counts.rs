//! Counts as the tallies have them, and the sheet of a period they are put into. They never leave this subject.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Column, Row};
use crate::kernel::ids::*;

/// The counts of one cell as the tallies have them: never leaves this subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::participation) struct Counts {
    pub staff: i64,
    pub with_objective: i64,
    pub took_part: i64,
}

/// Which of the three counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Staff,
    WithObjective,
    TookPart,
}

/// Everything that is counted in one period and may be looked at: the finest counts, and what they are summed into.
#[derive(Clone, Debug, Default)]
pub(in crate::participation) struct Sheet {
    /// Staff groups at organisations in places: each cell once.
    pub leaves: Vec<Leaf>,
    /// The same people by band.
    pub bands: Vec<(String, OrganisationId, Counts)>,
    /// Sums over several organisations: those of one kind, or those that are one organisation today.
    pub classes: Vec<(Column, Vec<OrganisationId>)>,
    /// Rows that do not add up to the staff: someone may serve several themes, and work with several partners.
    pub facets: Vec<(Row, OrganisationId, Counts)>,
    /// Those of them that may be looked at, whether anybody is in them or not.
    pub offered: BTreeSet<Row>,
    /// Rows of facets in which only one organisation's people can be: its own priorities.
    pub of_one: BTreeMap<Row, OrganisationId>,
}

/// One staff group at one organisation in one place.
#[derive(Clone, Copy, Debug)]
pub(in crate::participation) struct Leaf {
    pub group: StaffGroupId,
    pub organisation: OrganisationId,
    pub place: PlaceId,
    pub counts: Counts,
}

impl Measured {
    pub(super) const PARTS: [Self; 2] = [Self::WithObjective, Self::TookPart];

    pub(super) fn of(self, counts: Counts) -> i64 {
        match self {
            Self::Staff => counts.staff,
            Self::WithObjective => counts.with_objective,
            Self::TookPart => counts.took_part,
        }
    }
}

impl Counts {
    pub(in crate::participation) fn plus(self, other: Self) -> Self {
        Self {
            staff: self.staff + other.staff,
            with_objective: self.with_objective + other.with_objective,
            took_part: self.took_part + other.took_part,
        }
    }

    /// What is left without another.
    pub(super) fn less(self, other: Self) -> Self {
        Self {
            staff: self.staff - other.staff,
            with_objective: self.with_objective - other.with_objective,
            took_part: self.took_part - other.took_part,
        }
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::plus)
    }
}
