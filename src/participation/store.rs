//! What the figures are shown with: a system's staff groups, its partners, and when their staff lists were loaded.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    access::SeenSystem,
    entities::{
        people::{StaffListState, staff_list},
        systems::{organisation, staff_group},
    },
    kernel::{
        fault::Answer,
        ids::{OrganisationId, StaffGroupId},
        periods::Period,
        time::{Day, Instant},
    },
};

/// A staff group of the system, retired ones too: their figures stay.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub id: StaffGroupId,
    pub name: String,
    pub is_counted: bool,
}

/// An organisation that is or was a partner of the system.
#[derive(Clone, Debug)]
pub(super) struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    joined_on: Day,
    left_on: Option<Day>,
}

impl Organisation {
    /// Whether it was a member on a day of the period.
    pub fn is_member_in(&self, period: Period) -> bool {
        self.joined_on <= period.last_on && self.left_on.is_none_or(|left| period.first_on < left)
    }
}

pub(super) async fn groups(seen: &SeenSystem) -> Answer<Vec<Group>> {
    let groups = staff_group::Entity::find()
        .filter(staff_group::Column::SystemId.eq(seen.id()))
        .order_by_asc(staff_group::Column::Position)
        .order_by_asc(staff_group::Column::Name)
        .all(seen.acting().db().read())
        .await?;
    Ok(groups
        .into_iter()
        .map(|g| Group {
            id: g.id,
            name: g.name,
            is_counted: g.is_counted,
        })
        .collect())
}

pub(super) async fn organisations(seen: &SeenSystem) -> Answer<Vec<Organisation>> {
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(seen.id()))
        .order_by_asc(organisation::Column::Name)
        .order_by_asc(organisation::Column::Id)
        .all(seen.acting().db().read())
        .await?;
    Ok(organisations
        .into_iter()
        .map(|o| Organisation {
            id: o.id,
            name: o.name,
            joined_on: o.joined_on,
            left_on: o.left_on,
        })
        .collect())
}

/// The day each organisation's staff list was last loaded.
pub(super) async fn last_lists(seen: &SeenSystem) -> Answer<BTreeMap<OrganisationId, Day>> {
    let of_the_system = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::SystemId.eq(seen.id()));
    let loaded: Vec<(OrganisationId, Option<Instant>)> = staff_list::Entity::find()
        .select_only()
        .column(staff_list::Column::OrganisationId)
        .column(staff_list::Column::SettledAt)
        .filter(staff_list::Column::State.eq(StaffListState::Loaded))
        .filter(staff_list::Column::OrganisationId.in_subquery(of_the_system.into_query()))
        .order_by_asc(staff_list::Column::SettledAt)
        .into_tuple()
        .all(seen.acting().db().read())
        .await?;
    Ok(loaded
        .into_iter()
        .filter_map(|(id, at)| Some((id, at?.day())))
        .collect())
}
