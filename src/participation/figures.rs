//! What figures are: of a system, and of one organisation in it, for a period. Cut from one sheet, of which every cell is
//! decided.

use serde::{Deserialize, Serialize};

use super::{
    disclosure::{Column, Row, Shown, ShownCell, ShownSheet},
    material,
};
use crate::{
    entities::{objectives::ObjectiveState, systems::OrganisationKind},
    kernel::{
        ids::*,
        periods::{Period, YearStart},
        time::Day,
    },
};

/// A system's figures for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The system's name.
    pub system: String,
    /// What it calls the work: "system working".
    pub label: String,
    /// The period they are of.
    pub period: Period,
    /// When the system's appraisal year starts.
    pub year_start: YearStart,
    /// The day up to which they are counted.
    pub counted_to: Day,
    /// Counts below this are not shown.
    pub threshold: i32,
    /// The staff groups that are counted, in the system's order; the rows of the table.
    pub groups: Vec<GroupName>,
    /// The system's places, in its order.
    pub places: Vec<PlaceName>,
    /// What else the figures are by: bands, themes, priorities, partners worked with, tensions and outcomes.
    pub(super) rows: Vec<RowName>,
    /// The organisations as they stand today, by name, with what could not be re-assigned.
    #[serde(default)]
    pub(super) today: Vec<StandingName>,
    /// The partners with staff in the period, by name; the columns of the table.
    pub partners: Vec<Partner>,
    /// Partners without anybody counted in the period.
    pub without_staff: Vec<String>,
    /// The people of groups that are not counted with staff.
    pub apart: Vec<Apart>,
    /// The people whose staff group is not known.
    pub unplaced: Apart,
    /// The day these figures were published; none while the period runs, and for an organisation's own.
    pub published_on: Option<Day>,
    /// The first day on which more than numbers of staff is shown, of a period of which that is not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closes_on: Option<Day>,
    /// The day on which the first of the partners joined the system; not known of what was published before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) began_on: Option<Day>,
    pub(super) sheet: ShownSheet,
}

/// A staff group that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupName {
    /// Which.
    pub id: StaffGroupId,
    /// Its name.
    pub name: String,
}

/// A place of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceName {
    /// Which.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
}

/// An organisation as it stands today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StandingName {
    pub(super) column: Column,
    pub(super) name: String,
}

/// A row that is no staff group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowName {
    pub(super) row: Row,
    pub(super) name: String,
    /// What it belongs to: the framework of a theme, the place or organisation of a priority.
    pub(super) of: Option<String>,
}

impl RowName {
    /// Its name, with what it belongs to.
    pub(super) fn full_name(&self) -> String {
        match &self.of {
            Some(of) => format!("{} ({of})", self.name),
            None => self.name.clone(),
        }
    }
}

/// A partner with staff in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of legal body it is.
    pub kind: OrganisationKind,
    /// The day its staff list was last loaded.
    pub staff_list_on: Option<Day>,
    /// The day that list describes, where it said so; what was published before did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_list_describes: Option<Day>,
}

/// People who never enter a denominator, by organisation in the order of the partners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// Who: the name of the staff group, or that it is not known.
    pub name: String,
    /// How many at each partner.
    pub people: Vec<Shown>,
    /// How many in all.
    pub total: Shown,
}

/// One organisation's figures for one period: what its board's digest freezes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationFigures {
    /// The organisation's name.
    pub organisation: String,
    /// The period they are of.
    pub period: Period,
    /// The day up to which they are counted.
    pub counted_to: Day,
    /// Counts below this are not shown.
    pub threshold: i32,
    /// The staff groups that have staff there, in the system's order.
    pub groups: Vec<GroupFigures>,
    /// All of them.
    pub total: ShownCell,
    /// All staff groups at all partners of the system.
    pub system_total: ShownCell,
    /// People of groups that are not counted with staff.
    pub apart: Vec<PeopleApart>,
    /// People whose staff group is not known.
    pub unplaced: Shown,
    /// The day the staff list was last loaded.
    pub staff_list_on: Option<Day>,
    /// The day that list describes, where it said so; the first digests did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_list_describes: Option<Day>,
    /// Whether a figure is that of an earlier release, because the difference since would tell of single people.
    #[serde(default)]
    pub has_repeated: bool,
}

/// One staff group's figures at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// The staff group's name.
    pub name: String,
    /// Its counts.
    pub counts: ShownCell,
    /// Whether they are of those partners alone whose figures are shown.
    #[serde(default)]
    pub is_in_part: bool,
}

/// People of one group that is not counted with staff, at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleApart {
    /// The group's name.
    pub name: String,
    /// How many.
    pub people: Shown,
}

impl Figures {
    /// What was published, with what stands beside it as `now` has it of the same sheet. Which rows there are is part of
    /// what was published; but with a partner that had left nobody could work, which is no figure.
    pub(super) fn told_now(self, now: impl FnOnce(ShownSheet) -> Self) -> Self {
        let now = now(self.sheet);
        let named = |published: RowName| {
            let found = now.rows.iter().find(|now| now.row == published.row);
            match (found, &published.row) {
                (Some(now), _) => Some(now.clone()),
                (None, Row::Partner(_)) => None,
                (None, _) => Some(published),
            }
        };
        let rows = self.rows.into_iter().filter_map(named).collect();
        let ids = |partners: &[Partner]| -> Vec<_> { partners.iter().map(|at| at.id).collect() };
        let are_those = |now: &[Partner]| {
            let (mut then, mut now) = (ids(&self.partners), ids(now));
            then.sort_unstable();
            now.sort_unstable();
            then == now
        };
        let published = Self {
            rows,
            threshold: self.threshold,
            published_on: self.published_on,
            ..now
        };
        if are_those(&published.partners) {
            return published;
        }
        // Where somebody came or went of whom nothing may be told yet, the lists beside are those of the same partners.
        Self {
            partners: self.partners,
            without_staff: self.without_staff,
            apart: self.apart,
            unplaced: self.unplaced,
            ..published
        }
    }

    /// One staff group at one partner, by their places in the lists.
    pub fn cell(&self, group: usize, partner: usize) -> ShownCell {
        let row = Row::Group(self.groups[group].id);
        self.sheet
            .cell(&row, &Column::Organisation(self.partners[partner].id))
    }

    /// One staff group at all partners.
    pub fn group_total(&self, group: usize) -> ShownCell {
        self.sheet
            .cell(&Row::Group(self.groups[group].id), &Column::All)
    }

    /// All staff groups at one partner.
    pub fn partner_total(&self, partner: usize) -> ShownCell {
        let column = Column::Organisation(self.partners[partner].id);
        self.sheet.cell(&Row::All, &column)
    }

    /// All staff groups at all partners.
    pub fn total(&self) -> ShownCell {
        self.sheet.cell(&Row::All, &Column::All)
    }

    /// Those whose objectives and work serve a theme, of all staff at all partners.
    pub fn theme(&self, theme: ThemeId) -> ShownCell {
        self.sheet.cell(&Row::Theme(theme), &Column::All)
    }

    /// Those with an objective that serves a theme closed in the period, of all staff at all partners, by each outcome.
    pub fn outcomes(&self, theme: ThemeId) -> Vec<(ObjectiveState, Shown)> {
        let of = |outcome: ObjectiveState| Row::Outcome(Some(theme), outcome.word().to_owned());
        let closed = material::CLOSED.into_iter();
        closed
            .map(|outcome| {
                let cell = self.sheet.cell(&of(outcome), &Column::All);
                (outcome, cell.with_objective)
            })
            .collect()
    }

    /// In how many cells and totals something is hidden, of how many in which somebody is counted.
    pub fn hidden(&self) -> (usize, usize) {
        self.sheet.hidden()
    }

    /// Whether the period has not closed and no month of it has, so that only numbers of staff are shown.
    pub(super) fn is_open(&self) -> bool {
        self.closes_on.is_some()
    }

    /// Whether the period was over before the first of the partners joined.
    pub fn is_before_the_system(&self) -> bool {
        let is_before = |began_on| self.period.last_on < began_on;
        self.partners.is_empty() && self.began_on.is_none_or(is_before)
    }

    /// Whether not all of its days are counted, because it runs or not all of its months have closed.
    pub fn is_counted_in_part(&self) -> bool {
        self.counted_to < self.period.last_on
    }

    /// The staff groups that have staff anywhere, by their places in the list.
    pub fn groups_with_staff(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.groups.len()).filter(|&group| !self.group_total(group).is_empty())
    }

    /// One partner's part of the table: never with anything that the table does not show.
    pub fn of_organisation(&self, id: OrganisationId) -> Option<OrganisationFigures> {
        let at = self.partners.iter().position(|partner| partner.id == id)?;
        let groups = (0..self.groups.len())
            .map(|group| GroupFigures {
                name: self.groups[group].name.clone(),
                counts: self.cell(group, at),
                is_in_part: false,
            })
            .filter(|group| !group.counts.is_empty())
            .collect();
        let apart = self.apart.iter().map(|apart| PeopleApart {
            name: apart.name.clone(),
            people: apart.people[at],
        });
        Some(OrganisationFigures {
            organisation: self.partners[at].name.clone(),
            period: self.period,
            counted_to: self.counted_to,
            threshold: self.threshold,
            groups,
            total: self.partner_total(at),
            system_total: self.total(),
            apart: apart
                .filter(|apart| apart.people.count() != Some(0))
                .collect(),
            unplaced: self.unplaced.people[at],
            staff_list_on: self.partners[at].staff_list_on,
            staff_list_describes: self.partners[at].staff_list_describes,
            has_repeated: self.is_repeated_at(id),
        })
    }
}

impl OrganisationFigures {
    /// In how many staff groups a figure is hidden.
    pub fn hidden_groups(&self) -> usize {
        self.groups
            .iter()
            .filter(|group| group.counts.has_hidden())
            .count()
    }
}
