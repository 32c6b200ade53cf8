//! The names of cells: which row and which column of everything that may be looked at in a period.
//!
//! A cell has one name, and so one fate, in whichever table it is seen.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{entities::systems::OrganisationKind, kernel::ids::*};

/// Whom a row counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Row {
    /// All staff.
    All,
    /// A staff group.
    Group(StaffGroupId),
    /// A pay band; empty for people without one.
    Band(String),
    /// Those whose objectives or entries serve a theme.
    Theme(ThemeId),
    /// Those whose objectives or entries serve a priority.
    Priority(PriorityId),
    /// Those who worked, or have an objective, with a partner.
    Partner(OrganisationId),
    /// Those who said that something of this kind got in the way.
    Tension(TensionKindId),
    /// Those with an objective closed in the period, by its outcome, of one theme or of any.
    Outcome(Option<ThemeId>, String),
}

/// Where they are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Column {
    /// At all partners.
    All,
    /// At one organisation.
    Organisation(OrganisationId),
    /// At the organisations of one kind.
    Kind(OrganisationKind),
    /// In a place, whichever the organisation.
    Place(PlaceId),
    /// At an organisation with all its predecessors.
    Successor(OrganisationId),
}

impl Row {
    /// Whether the rows of this sort add up to all staff.
    pub fn adds_up(&self) -> bool {
        matches!(self, Self::All | Self::Group(_) | Self::Band(_))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => write!(f, "all"),
            Self::Group(id) => write!(f, "group:{id}"),
            Self::Band(band) => write!(f, "band:{band}"),
            Self::Theme(id) => write!(f, "theme:{id}"),
            Self::Priority(id) => write!(f, "priority:{id}"),
            Self::Partner(id) => write!(f, "partner:{id}"),
            Self::Tension(id) => write!(f, "tension:{id}"),
            Self::Outcome(None, word) => write!(f, "outcome:{word}"),
            Self::Outcome(Some(theme), word) => write!(f, "outcome:{theme}:{word}"),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => write!(f, "all"),
            Self::Organisation(id) => write!(f, "organisation:{id}"),
            Self::Kind(kind) => write!(f, "kind:{}", kind.word()),
            Self::Place(id) => write!(f, "place:{id}"),
            Self::Successor(id) => write!(f, "successor:{id}"),
        }
    }
}

/// The staff group or band, the organisation and perhaps the place that a cell's key is of; none of a sum's.
pub(super) fn cell_of(key: &str) -> Option<(Row, OrganisationId, Option<PlaceId>)> {
    let mut parts = key.rsplit('|').collect::<Vec<_>>();
    parts.reverse();
    let (row, rest) = parts.split_first()?;
    let (column, place) = rest.split_first()?;
    let organisation = column.strip_prefix("organisation:")?.parse().ok()?;
    let place = match place {
        [] => None,
        [place] => Some(place.parse().ok()?),
        _ => return None,
    };
    let row = match row.split_once(':')? {
        ("group", id) => Row::Group(id.parse().ok()?),
        ("band", band) => Row::Band(band.to_owned()),
        _ => return None,
    };
    Some((row, organisation, place))
}

/// The name of a cell, as it is kept with a published table.
pub(super) fn name(row: &Row, column: &Column) -> String {
    format!("{row}|{column}")
}
