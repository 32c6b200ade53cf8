//! Participation: how many staff have an objective about working across organisations, and how many took part.
//!
//! For a period, a sheet of staff group × organisation × place with all its totals, out of the tallies: one query
//! whatever the size of the records. What leaves this subject is [`Shown`](disclosure::Shown): decided for the whole
//! sheet at once, published when the period has ended, and the same for everyone. Every way to look, every export, and
//! the table of one organisation in its board's digest are cut from that one. Only an organisation's own administrator
//! sees its figures with nothing hidden, and only on a page of their own.
//!
//! Figures are as things stood: they belong to the organisation and staff group that an employment had on the day. By
//! organisation they can be looked at as successors stand today as well; what belonged to one that was split stays apart.

mod beside;
pub mod chart;
pub mod disclosure;
mod export;
mod figures;
mod forms;
mod looks;
mod marks;
mod material;
mod pages;
mod rates;
mod releases;
mod remembered;
mod sample;
mod store;
mod views;
pub mod words;

use std::sync::Arc;

use crate::{
    access::{KeptBoard, SeenSystem},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, PeriodKind},
    },
};

pub use beside::{Beside, FacetFigures, OutcomeFigures, ThemeOutcomes};
use disclosure::ShownCell;
pub use export::{ALL_COLUMNS as COLUMNS, ALL_GROUPS};
pub use figures::{
    Apart, Figures, GroupFigures, GroupName, OrganisationFigures, Partner, PeopleApart, PlaceName,
};
use figures::{RowName, StandingName};
pub use looks::By;
use material::Material;
pub use pages::{routes, samples};
pub use rates::{Change, Measure, Rate};
pub use sample::sample;
pub use views::bars;

/// What stands where a figure is hidden: never a blank or a zero.
pub const HIDDEN_WORD: &str = "hidden";
/// What stands where a figure is not shown because its period has not closed.
pub const NOT_YET_WORD: &str = "not yet";
/// What stands where nobody is employed.
pub const EMPTY_WORD: &str = "no staff";

/// A system's figures for a period, as everyone who may see its tables sees them.
///
/// # Errors
/// Not found for a period that has not begun.
pub async fn figures(seen: &SeenSystem, period: Period) -> Answer<Arc<Figures>> {
    releases::figures(seen, period).await
}

/// The last month, quarter or year whose figures are closed: the latest that everyone sees whole.
pub fn last_closed(seen: &SeenSystem, kind: PeriodKind) -> Period {
    releases::last_closed(seen, kind)
}

/// The figures for a board's digest: its organisation's part of the system's table, and what is told beside its staff
/// groups, both of one release. A period that has ended and not closed is closed by it, so that board papers are never
/// late.
///
/// # Errors
/// Refused where the organisation has nobody counted in the period.
pub async fn board_figures(
    board: &KeptBoard,
    period: Period,
) -> Answer<(OrganisationFigures, Beside)> {
    let figures = releases::closed(&board.seen_system(), period).await?;
    let id = board.organisation().id;
    let own = figures.of_organisation(id).zip(figures.beside(id));
    own.ok_or_else(|| {
        Fault::refused(format!(
            "{} has no staff counted in {}. Ask its administrator to load its staff list.",
            board.organisation().name,
            period.name(board.year_start())
        ))
    })
}

/// An organisation's own figures with nothing hidden, for its own administrator: a sheet in which everything of others
/// is hidden, and its part of it. None where nobody is counted there in the period.
///
/// # Errors
/// Not found for an organisation that the viewer does not administer.
async fn own_figures(
    seen: &SeenSystem,
    organisation: OrganisationId,
    period: Period,
) -> Answer<Option<(Figures, OrganisationFigures)>> {
    let material = Material::gather(seen, period).await?;
    let partners: Vec<OrganisationId> = material.partners.iter().map(|p| p.id).collect();
    let open = disclosure::open(
        seen,
        &partners,
        organisation,
        &material.sheet,
        &material.beside,
    )?;
    let Some(open) = open else {
        return Ok(None);
    };
    let figures = material.figures_from(open.sheet, open.lines);
    let own = figures.of_organisation(organisation);
    Ok(own.map(|own| (figures, own)))
}

/// A cell's figures in words, in the order of [`COLUMNS`].
pub fn cell_words(cell: ShownCell) -> Vec<String> {
    export::all_values(cell, false)
        .iter()
        .map(export::Value::words)
        .collect()
}
