//! What may be shown of a table of counts of people, and what is hidden so that nobody can be found in it.
//!
//! A count that leaves its organisation exists only as [`Shown`], and only this module makes one: for a whole table
//! of staff group × organisation with its totals, together with the tables of all other periods of the same appraisal
//! year. A page, an export and a digest of one organisation are all cut from that one result, so a cell has the same
//! fate wherever it is seen.
//!
//! # The rule
//! 1. **Primary.** "With an objective" and "took part" are hidden where they, or those of whom it is not so, are fewer
//!    than the threshold: that covers zero, 0% and 100%. Where there are fewer staff than twice the threshold, one of
//!    the two is always so, and all three counts are hidden. A rate is hidden with either of its counts. A cell in
//!    which nobody is employed is no count of people; it is shown as such.
//! 2. **Secondary** (`cycles`). More counts and totals are hidden until, for every hidden one and its complement,
//!    there is another table that agrees with everything shown and differs in that count by at least the threshold.
//!    The other table is constructed, not estimated, so whoever solves the equations of everything shown cannot confine
//!    the count to an interval narrower than the threshold. It holds as well against each partner, who knows its own
//!    figures in full, looking at the others'.
//! 3. **Linked periods** (`linked`). A month, its quarter and its year count the same people, so one bounds the
//!    other: what was shown is hidden when it would confine a hidden count of a nested period to such an interval.
//!
//! # What this does not claim
//! Rules 2 and 3 are applied in turn until neither hides more, but are not proved together: someone who combines
//! the equations of one period's table with the bounds from another's, assuming that nobody changed staff group, may
//! narrow an interval further. Someone who is alone in a hidden cell knows their own value. Someone who looks at the
//! running period every day sees each figure move. The full method refines these three; this one is blunt.

mod counts;
mod cycles;
mod linked;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        periods::Period,
    },
};

pub(super) use counts::{Counts, Raw};
use counts::{Hidden, Measured};
use cycles::Lattice;

/// One count as a reader may see it. Nothing else makes one, so having one is being allowed to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown(Option<i64>);

/// The three counts of one cell or total. Where staff is hidden, all are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCell {
    /// Employments in post on at least one day of the period.
    pub staff: Shown,
    /// Those of them with an objective agreed and in force on a day of the period.
    pub with_objective: Shown,
    /// Those of them with an entry dated in the period.
    pub took_part: Shown,
}

/// A table whose every count is [`Shown`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownTable {
    groups: usize,
    organisations: usize,
    /// Cells row by row, the totals of the rows, the totals of the columns, the grand total.
    entries: Vec<ShownCell>,
}

/// The word for a hidden count wherever a reader or a machine meets one.
pub const HIDDEN: &str = "hidden";

impl Shown {
    const HIDDEN: Self = Self(None);

    /// The count; none if it is hidden.
    pub fn count(self) -> Option<i64> {
        self.0
    }

    /// Whether it is hidden.
    pub fn is_hidden(self) -> bool {
        self.0.is_none()
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(count) => serializer.serialize_i64(count),
            None => serializer.serialize_str(HIDDEN),
        }
    }
}

/// Figures that were frozen in a digest were [`Shown`] when they were written, and are read back as such.
impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(word) if word == HIDDEN => Ok(Self::HIDDEN),
            value => value
                .as_i64()
                .map(|count| Self(Some(count)))
                .ok_or_else(|| de::Error::custom("neither a count nor \"hidden\"")),
        }
    }
}

impl ShownCell {
    const HIDDEN: Self = Self {
        staff: Shown::HIDDEN,
        with_objective: Shown::HIDDEN,
        took_part: Shown::HIDDEN,
    };

    fn of(counts: Counts) -> Self {
        Self {
            staff: Shown(Some(counts.staff)),
            with_objective: Shown(Some(counts.with_objective)),
            took_part: Shown(Some(counts.took_part)),
        }
    }

    /// Whether all of it is hidden.
    pub fn is_hidden(self) -> bool {
        self.staff.is_hidden()
    }

    /// Whether any of its counts is hidden.
    pub fn has_hidden(self) -> bool {
        self.staff.is_hidden() || self.with_objective.is_hidden() || self.took_part.is_hidden()
    }

    /// Whether nobody is employed there, which is no secret.
    pub fn is_empty(self) -> bool {
        self.staff == Shown(Some(0))
    }
}

impl ShownTable {
    /// One staff group at one organisation.
    pub fn cell(&self, group: usize, organisation: usize) -> ShownCell {
        self.entries[group * self.organisations + organisation]
    }

    /// One staff group at all organisations.
    pub fn group_total(&self, group: usize) -> ShownCell {
        self.entries[self.groups * self.organisations + group]
    }

    /// All staff groups at one organisation.
    pub fn organisation_total(&self, organisation: usize) -> ShownCell {
        self.entries[self.groups * self.organisations + self.groups + organisation]
    }

    /// Everybody.
    pub fn total(&self) -> ShownCell {
        self.entries[self.entries.len() - 1]
    }

    /// In how many cells and totals something is hidden.
    pub fn hidden(&self) -> usize {
        self.entries.iter().filter(|cell| cell.has_hidden()).count()
    }
}

/// Decides what is shown of linked tables: the same staff groups and organisations in all periods of one appraisal
/// year. What is asked for is one of them; the others are what an attacker may look at as well.
pub(super) fn protect(
    tables: &BTreeMap<Period, Raw>,
    threshold: i64,
) -> BTreeMap<Period, ShownTable> {
    let threshold = threshold.max(1);
    let counts: BTreeMap<Period, Vec<Counts>> = tables
        .iter()
        .map(|(period, raw)| (*period, raw.entries()))
        .collect();
    let mut hidden: BTreeMap<Period, Hidden> = counts
        .iter()
        .map(|(period, entries)| (*period, Hidden::primary(entries, threshold)))
        .collect();
    loop {
        for (period, raw) in tables {
            if let Some(hidden) = hidden.get_mut(period) {
                Lattice::new(raw.groups, raw.organisations, &counts[period], threshold)
                    .complete(hidden);
            }
        }
        if !linked::widen(&counts, &mut hidden, threshold) {
            break;
        }
    }
    tables
        .iter()
        .map(|(period, raw)| {
            let entries = counts[period].iter().enumerate();
            let entries = entries
                .map(|(entry, counts)| hidden[period].cell(entry, *counts))
                .collect();
            let table = ShownTable {
                groups: raw.groups,
                organisations: raw.organisations,
                entries,
            };
            (*period, table)
        })
        .collect()
}

/// Decides what is shown of counts that stand beside the table, one for each organisation and one for them all:
/// people who could not be placed, or who are not counted with staff.
///
/// Only how many people there are is shown, so only that can be small. With the total shown, two hidden counts must
/// leave each other room; where they do not, the total is hidden and then no equation is left.
pub(super) fn protect_line(counts: &[i64], threshold: i64) -> (Vec<Shown>, Shown) {
    let threshold = threshold.max(1);
    let is_hidden = |count: i64| count > 0 && count < threshold;
    let total: i64 = counts.iter().sum();
    let any_hidden = counts.iter().any(|&count| is_hidden(count));
    let shown = counts
        .iter()
        .map(|&count| {
            if is_hidden(count) {
                Shown::HIDDEN
            } else {
                Shown(Some(count))
            }
        })
        .collect();
    let total = if any_hidden || is_hidden(total) {
        Shown::HIDDEN
    } else {
        Shown(Some(total))
    };
    (shown, total)
}

/// A table and what stands beside it, of which only one organisation's own part may be read.
pub(super) struct Open {
    pub table: ShownTable,
    pub lines: Vec<(Vec<Shown>, Shown)>,
}

/// An organisation's own figures for its own administrator: nothing of it is hidden, and everything of the others is.
///
/// # Errors
/// Not found for an organisation that the viewer does not administer.
pub(super) fn open(
    seen: &SeenSystem,
    partners: &[OrganisationId],
    organisation: OrganisationId,
    raw: &Raw,
    beside: &[Vec<i64>],
) -> Answer<Open> {
    let own = partners
        .iter()
        .position(|id| *id == organisation)
        .filter(|_| seen.administers(organisation));
    let own = own.ok_or(Fault::NotFound)?;
    let mut entries = vec![ShownCell::HIDDEN; raw.entries().len()];
    let counts = raw.entries();
    for group in 0..raw.groups {
        let cell = group * raw.organisations + own;
        entries[cell] = ShownCell::of(counts[cell]);
    }
    let total = raw.groups * raw.organisations + raw.groups + own;
    entries[total] = ShownCell::of(counts[total]);
    let lines = beside
        .iter()
        .map(|line| {
            let mut shown = vec![Shown::HIDDEN; line.len()];
            shown[own] = Shown(Some(line[own]));
            (shown, Shown::HIDDEN)
        })
        .collect();
    let table = ShownTable {
        groups: raw.groups,
        organisations: raw.organisations,
        entries,
    };
    Ok(Open { table, lines })
}

#[cfg(test)]
mod attacker;
#[cfg(test)]
mod tests;
