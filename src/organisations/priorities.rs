//! Priorities: what a system, one of its places or one of its organisations wants to achieve, with the difference it
//! makes for people. They are kept as the other lists are ([`super::keeping`]); here is whose each is, and which of
//! them an objective may serve.

use std::collections::HashMap;

use serde::Serialize;

use super::lists::{self, in_use_on, is_open_on};
use crate::{
    access::Acting,
    entities::systems::priority,
    kernel::{
        fault::Answer,
        ids::{OrganisationId, PlaceId, PriorityId, SystemId},
        time::Day,
    },
};

/// The most characters of the difference a priority makes for people.
pub const LONGEST_DIFFERENCE: u32 = 300;

/// Whose priority it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Whose {
    /// The whole system's.
    #[default]
    System,
    /// One place's.
    Place(PlaceId),
    /// One organisation's.
    Organisation(OrganisationId),
}

/// A place or an organisation that a priority can belong to, or the whole system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Which.
    pub whose: Whose,
    /// What it is called.
    pub name: String,
}

/// A priority, and whose it is in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priority {
    /// Which.
    pub id: PriorityId,
    /// A few words that name it.
    pub name: String,
    /// The difference it makes for people.
    pub difference: String,
    /// Whose it is.
    pub whose: Whose,
    /// The place or the organisation it belongs to; none for one of the whole system.
    pub of: Option<String>,
    /// The first day on which it cannot be chosen any more.
    pub retired_on: Option<Day>,
}

impl Whose {
    /// As it stands in a form and in the audit trail.
    pub fn word(self) -> String {
        match self {
            Self::System => "system".to_owned(),
            Self::Place(id) => format!("place {id}"),
            Self::Organisation(id) => format!("organisation {id}"),
        }
    }

    /// Whose a row's priority is.
    pub(super) fn of(row: &priority::Model) -> Self {
        match (row.place_id, row.organisation_id) {
            (_, Some(organisation)) => Self::Organisation(organisation),
            (Some(place), None) => Self::Place(place),
            (None, None) => Self::System,
        }
    }

    /// The place, if it is a place's.
    pub(super) fn place(self) -> Option<PlaceId> {
        match self {
            Self::Place(id) => Some(id),
            Self::System | Self::Organisation(_) => None,
        }
    }

    /// The organisation, if it is an organisation's.
    pub fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(id) => Some(id),
            Self::System | Self::Place(_) => None,
        }
    }
}

impl Priority {
    /// "Home first", or "Home first (Reading)".
    pub fn title(&self) -> String {
        match &self.of {
            Some(of) => format!("{} ({of})", self.name),
            None => self.name.clone(),
        }
    }
}

/// Every priority of a system, retired ones too: the whole system's first, then places', then organisations', each in
/// the order the list is kept in.
pub async fn all(acting: &Acting, system: SystemId) -> Answer<Vec<Priority>> {
    let rows = lists::priorities_ever(acting, system).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let places = lists::places_ever(acting, system).await?;
    let partners = lists::all_partners(acting, system).await?;
    let names: HashMap<Whose, String> = places
        .into_iter()
        .map(|place| (Whose::Place(place.id), place.name))
        .chain(
            partners
                .into_iter()
                .map(|partner| (Whose::Organisation(partner.id), partner.name)),
        )
        .collect();
    let mut all: Vec<Priority> = rows
        .into_iter()
        .map(|row| {
            let whose = Whose::of(&row);
            Priority {
                id: row.id,
                of: names.get(&whose).cloned(),
                name: row.name,
                difference: row.difference,
                whose,
                retired_on: row.retired_on,
            }
        })
        .collect();
    all.sort_by_key(|priority| match priority.whose {
        Whose::System => 0,
        Whose::Place(_) => 1,
        Whose::Organisation(_) => 2,
    });
    Ok(all)
}

/// What an objective of somebody at this organisation may serve today: the whole system's priorities, those of every
/// place, and their own organisation's; with those it serves already.
///
/// Another organisation's own priorities are not among them: with a system's dozens of partners nobody would read the
/// list, and what partners share is for the system or a place to keep.
pub async fn open_to(
    acting: &Acting,
    system: SystemId,
    organisation: OrganisationId,
    before: &[PriorityId],
) -> Answer<Vec<Priority>> {
    let today = acting.today();
    let mut all = all(acting, system).await?;
    all.retain(|priority| {
        let is_theirs = match priority.whose {
            Whose::System | Whose::Place(_) => true,
            Whose::Organisation(owner) => owner == organisation,
        };
        (is_theirs && in_use_on(priority.retired_on, today)) || before.contains(&priority.id)
    });
    Ok(all)
}

/// Whom a priority may belong to: the system, its places and its open partners of today; with those that any of
/// `before` belongs to.
pub(super) async fn owners(
    acting: &Acting,
    system: SystemId,
    before: &[Whose],
) -> Answer<Vec<Owner>> {
    let today = acting.today();
    let places = lists::places_ever(acting, system).await?;
    let partners = lists::all_partners(acting, system).await?;
    let places = places.into_iter().map(|place| {
        let is_open = in_use_on(place.retired_on, today);
        (Whose::Place(place.id), place.name, is_open)
    });
    let partners = partners.into_iter().map(|partner| {
        let is_open = is_open_on(&partner, today);
        (Whose::Organisation(partner.id), partner.name, is_open)
    });
    let whole = Owner {
        whose: Whose::System,
        name: "The whole system".to_owned(),
    };
    Ok(std::iter::once(whole)
        .chain(
            places
                .chain(partners)
                .filter(|(whose, _, is_open)| *is_open || before.contains(whose))
                .map(|(whose, name, _)| Owner { whose, name }),
        )
        .collect())
}
