//! Participation: how many staff have an objective about working across organisations, and how many took part.
//!
//! For a period, a table of staff group × organisation with its totals, out of the tallies: one query whatever the
//! size of the records. What leaves this subject is [`Shown`]: decided for the whole table at
//! once, together with the other periods of its appraisal year, and the same for everyone. A table of one
//! organisation (its board's digest) is cut from that one. Only an organisation's own administrator sees its figures
//! with nothing hidden, and only on a page of their own: [`own_figures`].
//!
//! Figures are as things stood: they belong to the organisation and staff group that an employment had on the day.

pub mod chart;
pub mod disclosure;
mod export;
mod forms;
mod material;
mod pages;
mod rates;
mod sample;
mod store;
mod views;
pub mod words;

use serde::{Deserialize, Serialize};

use crate::{
    access::{KeptBoard, SeenSystem},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, YearStart},
        time::Day,
    },
};

use disclosure::{Shown, ShownCell, ShownTable};
pub use export::{ALL_COLUMNS as COLUMNS, ALL_GROUPS};
use material::Material;
pub use pages::{routes, samples};
pub use rates::{Measure, Rate};
pub use sample::sample;
pub use views::bars;

/// What stands where a figure is hidden: never a blank or a zero.
pub const HIDDEN_WORD: &str = "hidden";
/// What stands where nobody is employed.
pub const EMPTY_WORD: &str = "no staff";

/// A system's figures for one period.
#[derive(Clone, Debug)]
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
    pub groups: Vec<String>,
    /// The partners with staff in the period, by name; the columns of the table.
    pub partners: Vec<Partner>,
    /// Partners without anybody counted in the period.
    pub without_staff: Vec<String>,
    /// The people of groups that are not counted with staff.
    pub apart: Vec<Apart>,
    /// The people whose staff group is not known.
    pub unplaced: Apart,
    table: ShownTable,
}

/// A partner with staff in the period.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The day its staff list was last loaded.
    pub staff_list_on: Option<Day>,
}

/// People who never enter a denominator, by organisation in the order of the partners.
#[derive(Clone, Debug)]
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
}

/// One staff group's figures at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// The staff group's name.
    pub name: String,
    /// Its counts.
    pub counts: ShownCell,
}

/// People of one group that is not counted with staff, at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleApart {
    /// The group's name.
    pub name: String,
    /// How many.
    pub people: Shown,
}

/// A system's figures for a period, as everyone who may see its tables sees them.
///
/// # Errors
/// Not found for a period that has not begun.
pub async fn figures(seen: &SeenSystem, period: Period) -> Answer<Figures> {
    Ok(Material::gather(seen, period).await?.figures())
}

/// One organisation's part of its system's table, with the same fate for every figure.
///
/// # Errors
/// Not found for an organisation of another system, or without staff in the period.
pub async fn organisation_figures(
    seen: &SeenSystem,
    organisation: OrganisationId,
    period: Period,
) -> Answer<OrganisationFigures> {
    figures(seen, period)
        .await?
        .of_organisation(organisation)
        .ok_or(Fault::NotFound)
}

/// The figures for a board's digest: its organisation's part of the system's table.
///
/// # Errors
/// Refused where the organisation has nobody counted in the period.
pub async fn board_figures(board: &KeptBoard, period: Period) -> Answer<OrganisationFigures> {
    let figures = figures(&board.seen_system(), period).await?;
    figures
        .of_organisation(board.organisation().id)
        .ok_or_else(|| {
            Fault::refused(format!(
                "{} has no staff counted in {}. Ask its administrator to load its staff list.",
                board.organisation().name,
                period.name(board.year_start())
            ))
        })
}

/// An organisation's own figures with nothing hidden, for its own administrator.
///
/// # Errors
/// Not found for an organisation that the viewer does not administer, or without staff in the period.
pub async fn own_figures(
    seen: &SeenSystem,
    organisation: OrganisationId,
    period: Period,
) -> Answer<OrganisationFigures> {
    let material = Material::gather(seen, period).await?;
    let partners: Vec<OrganisationId> = material.partners.iter().map(|p| p.id).collect();
    let raw = material.tables.get(&period).ok_or(Fault::NotFound)?;
    let open = disclosure::open(seen, &partners, organisation, raw, &material.beside)?;
    material
        .figures_from(open.table, open.lines)
        .of_organisation(organisation)
        .ok_or(Fault::NotFound)
}

impl Figures {
    /// One staff group at one partner, by their places in the lists.
    pub fn cell(&self, group: usize, partner: usize) -> ShownCell {
        self.table.cell(group, partner)
    }

    /// One staff group at all partners.
    pub fn group_total(&self, group: usize) -> ShownCell {
        self.table.group_total(group)
    }

    /// All staff groups at one partner.
    pub fn partner_total(&self, partner: usize) -> ShownCell {
        self.table.organisation_total(partner)
    }

    /// All staff groups at all partners.
    pub fn total(&self) -> ShownCell {
        self.table.total()
    }

    /// In how many cells and totals of the table a figure is hidden.
    pub fn hidden(&self) -> usize {
        self.table.hidden()
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
                name: self.groups[group].clone(),
                counts: self.cell(group, at),
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
        })
    }
}

/// A cell's figures in words, in the order of [`COLUMNS`].
pub fn cell_words(cell: ShownCell) -> Vec<String> {
    export::all_values(cell)
        .iter()
        .map(export::Value::words)
        .collect()
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
