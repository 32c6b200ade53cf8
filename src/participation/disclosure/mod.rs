//! What may be shown of a period's counts of people, and what is hidden so that nobody can be found in them.
//!
//! A count that leaves its organisation exists only as [`Shown`], and only this module makes one: for everything that
//! may be looked at in a period at once. A page, an export, a chart and a digest are all cut from that one result, so a
//! cell has the same fate wherever it is seen.
//!
//! # The rule
//! 1. **Primary.** A count is hidden where it, or those of whom it is not so, or the staff it is of, are fewer than the
//!    threshold: that covers zero, 0% and 100%. A rate is hidden with either of its counts. A cell in which nobody is
//!    employed is no count of people; it is shown as such.
//! 2. **Secondary** ([`fairwind_methods::protect`]). More is hidden until whoever solves the equations of everything
//!    shown (cells, places, kinds of organisation, bands, and every level of total) cannot confine a hidden count to an
//!    interval narrower than the threshold: not an outsider, not one who is alone in a cell, and not a partner who
//!    knows its own figures in full. A staff group summed over a kind of organisation or a place is kept from the last
//!    two only where it is small: whoever is in the total has it by taking their own from that, and to hide the total
//!    for its sake would cost the figure that is asked for first. Staff is protected as what it is; those with an objective and those who took part
//!    are protected even from somebody who knows all numbers of staff.
//! 3. **Earlier releases.** What was published of the months is known when their quarter and year are published: those
//!    who took part in a quarter and not in one of its months are a count too, and as small a one is protected. What a
//!    month hid adds up to what it showed, so sums of it that have grown by few stand in the quarter's equations, and a
//!    cell that was hidden stays so until it differs by the threshold (`earlier`).
//! 4. **Corrections of what was published** (`revision`). A published figure is repeated until the difference may be
//!    published: late work changes it in steps, never by one person.
//! 5. **A period that has not closed** shows what the months of it come to that have, and where none has, numbers of staff
//!    and nothing else, except to an organisation's own administrator: from one day to the next, every other figure
//!    would move by single people.
//!
//! # What is no secret
//! How many people an organisation employs from one month to the next: numbers of staff are compared freely, small
//! ones are hidden. That somebody moved between staff groups breaks the order of a month and its quarter; such cells
//! are not taken to bound each other.

mod counts;
mod decide;
mod earlier;
mod facets;
mod names;
mod revision;
mod team;
mod web;

pub use team::{Group, Team};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        periods::Period,
    },
};

pub(super) use counts::{Counts, Leaf, Sheet};
pub(super) use earlier::Earlier;
pub use names::{Column, Row};
pub(super) use revision::{Published, Said, revise};

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

/// Everything that may be looked at in a period, as it may be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSheet {
    cells: BTreeMap<String, ShownCell>,
    /// Cells whose figures are as an earlier release had them, because the difference would tell of single people.
    repeated: BTreeSet<String>,
    /// The organisation for whose own administrator it is: what is not counted there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own: Option<OrganisationId>,
}

/// The word for a hidden count wherever a reader or a machine meets one.
pub const HIDDEN: &str = "hidden";

impl Shown {
    const HIDDEN: Self = Self(None);
    const NOBODY: Self = Self(Some(0));

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

/// Figures that were frozen in a digest or a published table were [`Shown`] when they were written.
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
    pub(super) const HIDDEN: Self = Self {
        staff: Shown::HIDDEN,
        with_objective: Shown::HIDDEN,
        took_part: Shown::HIDDEN,
    };
    const NOBODY: Self = Self {
        staff: Shown::NOBODY,
        with_objective: Shown::NOBODY,
        took_part: Shown::NOBODY,
    };

    fn of(counts: Counts) -> Self {
        Self {
            staff: Shown(Some(counts.staff)),
            with_objective: Shown(Some(counts.with_objective)),
            took_part: Shown(Some(counts.took_part)),
        }
    }

    /// The sum of those of a total's parts that are told, in the place of the total: it tells nothing that they do not.
    /// None unless at least two of them are, and half of those with people. A count that one of these hides is hidden.
    pub(super) fn sum_of_shown(
        parts: impl IntoIterator<Item = Self>,
        is_told: impl Fn(Self) -> bool,
    ) -> Option<Self> {
        let with_people = parts.into_iter().filter(|part| !part.is_empty());
        let (told, hidden): (Vec<Self>, Vec<Self>) = with_people.partition(|part| is_told(*part));
        let sum = |of: fn(&Self) -> Shown| Shown(told.iter().map(|part| of(part).0).sum());
        (told.len() >= 2 && told.len() >= hidden.len()).then(|| Self {
            staff: sum(|part| part.staff),
            with_objective: sum(|part| part.with_objective),
            took_part: sum(|part| part.took_part),
        })
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
        self.staff == Shown::NOBODY
    }
}

impl ShownSheet {
    /// A cell. Where no count was made, nobody is employed; or, in a row that does not add up, it is hidden as a small
    /// number is.
    pub fn cell(&self, row: &Row, column: &Column) -> ShownCell {
        match self.cells.get(&names::name(row, column)) {
            Some(cell) => *cell,
            None if row.adds_up() => ShownCell::NOBODY,
            None if self
                .own
                .is_some_and(|own| *column == Column::Organisation(own)) =>
            {
                ShownCell {
                    staff: self.cell(&Row::All, column).staff,
                    ..ShownCell::NOBODY
                }
            }
            None => ShownCell {
                staff: self.cell(&Row::All, column).staff,
                ..ShownCell::HIDDEN
            },
        }
    }

    /// Whether a cell's figures are those of an earlier release.
    pub fn is_repeated(&self, row: &Row, column: &Column) -> bool {
        self.repeated.contains(&names::name(row, column))
    }

    /// How many cells there are with people in them, and in how many of these something is hidden.
    pub fn hidden(&self) -> (usize, usize) {
        let with_people = self.cells.values().filter(|cell| !cell.is_empty());
        let hidden = with_people.clone().filter(|cell| cell.has_hidden());
        (hidden.count(), with_people.count())
    }
}

/// Decides what is shown of a period that has ended, given what was published before.
pub(super) fn protect(
    sheet: &Sheet,
    period: Period,
    threshold: i64,
    earlier: &[Earlier],
) -> ShownSheet {
    let web = web::Web::of(sheet);
    let hidden = decide::fates(&web, period, threshold.max(1), earlier, None);
    let mut shown = hidden.sheet(&web);
    facets::add(&mut shown, sheet, period, threshold.max(1), earlier);
    shown
}

/// Decides what is shown of a period that runs: numbers of staff, and nothing of what they did.
pub(super) fn protect_staff(sheet: &Sheet, threshold: i64) -> ShownSheet {
    let web = web::Web::of(sheet);
    decide::staff(&web, threshold.max(1)).sheet(&web)
}

/// Decides what is shown of counts that stand beside the table, one for each organisation and one for them all:
/// people who could not be placed, or who are not counted with staff.
///
/// Only how many people there are is shown, so only that can be small. Where any is hidden the total is too, and then
/// no equation is left.
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

/// A sheet and what stands beside it, of which only one organisation's own part may be read.
pub(super) struct Open {
    pub sheet: ShownSheet,
    pub lines: Vec<(Vec<Shown>, Shown)>,
}

/// An organisation's own figures for its own administrator: nothing of it is hidden, and everything of the others is.
/// None where it is none of the partners of the period, in which somebody is counted.
///
/// # Errors
/// Not found for an organisation that the viewer does not administer.
pub(super) fn open(
    seen: &SeenSystem,
    partners: &[OrganisationId],
    organisation: OrganisationId,
    sheet: &Sheet,
    beside: &[Vec<i64>],
) -> Answer<Option<Open>> {
    if !seen.administers(organisation) {
        return Err(Fault::NotFound);
    }
    let Some(own) = partners.iter().position(|id| *id == organisation) else {
        return Ok(None);
    };
    let column = Column::Organisation(organisation);
    let mut cells: BTreeMap<String, ShownCell> = web::Web::of(sheet)
        .nodes
        .iter()
        .flat_map(|node| {
            let cell = if node.organisation == Some(organisation) {
                ShownCell::of(node.counts)
            } else {
                ShownCell::HIDDEN
            };
            node.names.iter().map(move |name| (name.clone(), cell))
        })
        .collect();
    let of_staff = cells.get(&names::name(&Row::All, &column)).copied();
    for (row, at, counts) in &sheet.facets {
        if *at == organisation {
            let staff = of_staff.map_or(Shown::HIDDEN, |all| all.staff);
            cells.insert(
                names::name(row, &column),
                ShownCell {
                    staff,
                    ..ShownCell::of(*counts)
                },
            );
        }
    }
    let lines = beside
        .iter()
        .map(|line| {
            let mut shown = vec![Shown::HIDDEN; line.len()];
            shown[own] = Shown(Some(line[own]));
            (shown, Shown::HIDDEN)
        })
        .collect();
    let sheet = ShownSheet {
        cells,
        repeated: BTreeSet::new(),
        own: Some(organisation),
    };
    Ok(Some(Open { sheet, lines }))
}

/// A shown count, for the tests of what is made of it.
#[cfg(test)]
pub(super) fn shown_for_tests(count: i64) -> Shown {
    Shown(Some(count))
}

/// The name of a cell, for the tests of what is made of hidden ones.
#[cfg(test)]
pub(super) fn name_for_tests(row: &Row, column: &Column) -> String {
    names::name(row, column)
}

#[cfg(test)]
mod tests;
