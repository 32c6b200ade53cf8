//! What the figures are shown with: a system's staff groups, its partners, and when their staff lists were loaded.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockType},
};

use super::{
    PlaceName, RowName,
    disclosure::Row,
    remembered::{Key, Remembered},
};
use crate::{
    access::SeenSystem,
    entities::{
        people::{StaffListState, staff_list},
        systems::{
            OrganisationKind, framework, organisation, place, staff_group, system, tension_kind,
            theme,
        },
        tallies::published_table,
    },
    kernel::{
        fault::{Answer, Fault},
        ids::{OrganisationId, PublishedTableId, StaffGroupId},
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
    pub kind: OrganisationKind,
    pub joined_on: Day,
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
            kind: o.kind,
            joined_on: o.joined_on,
            left_on: o.left_on,
        })
        .collect())
}

/// What an organisation that is or was a partner of the system is called, whether anybody is counted there or not.
///
/// # Errors
/// Not found for any other.
pub(super) async fn organisation_name(seen: &SeenSystem, id: OrganisationId) -> Answer<String> {
    let found = organisation::Entity::find_by_id(id)
        .filter(organisation::Column::SystemId.eq(seen.id()))
        .one(seen.acting().db().read())
        .await?;
    found
        .map(|organisation| organisation.name)
        .ok_or(Fault::NotFound)
}

/// A staff list that was loaded.
pub(super) struct LoadedList {
    pub(super) loaded_on: Day,
    /// The day it describes, where it said so.
    pub(super) describes: Option<Day>,
}

/// The staff list of each organisation that was loaded last, however many there were before.
pub(super) async fn last_lists(seen: &SeenSystem) -> Answer<BTreeMap<OrganisationId, LoadedList>> {
    let of_the_system = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::SystemId.eq(seen.id()));
    let (of, at) = (
        staff_list::Column::OrganisationId,
        staff_list::Column::SettledAt,
    );
    let last_at = staff_list::Entity::find()
        .select_only()
        .column(of)
        .column_as(at.max(), "last_at")
        .filter(staff_list::Column::State.eq(StaffListState::Loaded))
        .filter(of.in_subquery(of_the_system.into_query()))
        .group_by(of);
    let loaded: Vec<(OrganisationId, Option<Instant>, Option<Day>)> = staff_list::Entity::find()
        .select_only()
        .column(staff_list::Column::OrganisationId)
        .column(staff_list::Column::SettledAt)
        .column(staff_list::Column::EffectiveOn)
        .filter(staff_list::Column::State.eq(StaffListState::Loaded))
        .filter(Expr::tuple([of.into_expr(), at.into_expr()]).in_subquery(last_at.into_query()))
        .order_by_asc(staff_list::Column::Id)
        .into_tuple()
        .all(seen.acting().db().read())
        .await?;
    Ok(loaded
        .into_iter()
        .filter_map(|(id, at, describes)| {
            let loaded_on = at?.day();
            Some((
                id,
                LoadedList {
                    loaded_on,
                    describes,
                },
            ))
        })
        .collect())
}

/// The system's places, in its order, retired ones too.
pub(super) async fn places(seen: &SeenSystem) -> Answer<Vec<PlaceName>> {
    let places = place::Entity::find()
        .filter(place::Column::SystemId.eq(seen.id()))
        .order_by_asc(place::Column::Position)
        .order_by_asc(place::Column::Name)
        .all(seen.acting().db().read())
        .await?;
    Ok(places
        .into_iter()
        .map(|place| PlaceName {
            id: place.id,
            name: place.name,
        })
        .collect())
}

/// One release of a period's figures.
pub(super) struct Release {
    pub version: i32,
    pub checksum: String,
    pub figures: String,
    pub behind: String,
}

/// The latest release of a period that was counted to a day.
pub(super) async fn latest_release(
    seen: &SeenSystem,
    period: Period,
    counted_to: Day,
) -> Answer<Option<Release>> {
    Ok(releases(seen, period)
        .filter(published_table::Column::CountedToOn.eq(counted_to))
        .order_by_desc(published_table::Column::Version)
        .one(seen.acting().db().read())
        .await?
        .map(Release::from))
}

/// The latest release of a period for each day it was counted to before another.
pub(super) async fn earlier_releases(
    seen: &SeenSystem,
    period: Period,
    counted_to: Day,
) -> Answer<BTreeMap<Day, Release>> {
    Ok(releases(seen, period)
        .filter(published_table::Column::CountedToOn.lt(counted_to))
        .order_by_asc(published_table::Column::Version)
        .all(seen.acting().db().read())
        .await?
        .into_iter()
        .map(|row| (row.counted_to_on, Release::from(row)))
        .collect())
}

fn releases(seen: &SeenSystem, period: Period) -> Select<published_table::Entity> {
    published_table::Entity::find()
        .filter(published_table::Column::SystemId.eq(seen.id()))
        .filter(published_table::Column::Period.eq(period.key()))
}

impl From<published_table::Model> for Release {
    fn from(row: published_table::Model) -> Self {
        Self {
            version: row.version,
            checksum: row.checksum,
            figures: row.figures,
            behind: row.behind,
        }
    }
}

/// The rows that a system's figures may have beside its staff groups: what each is, and what it is called.
pub(super) async fn rows(seen: &SeenSystem) -> Answer<Vec<RowName>> {
    let db = seen.acting().db().read();
    let mut rows = Vec::new();
    let frameworks = framework::Entity::find()
        .filter(framework::Column::SystemId.eq(seen.id()))
        .order_by_asc(framework::Column::Position)
        .order_by_asc(framework::Column::Name)
        .all(db)
        .await?;
    let themes = theme::Entity::find()
        .filter(theme::Column::FrameworkId.is_in(frameworks.iter().map(|framework| framework.id)))
        .order_by_asc(theme::Column::Position)
        .all(db)
        .await?;
    for framework in frameworks {
        for theme in themes
            .iter()
            .filter(|theme| theme.framework_id == framework.id)
        {
            rows.push(RowName {
                row: Row::Theme(theme.id),
                name: theme.name.clone(),
                of: Some(framework.name.clone()),
            });
        }
    }
    let tensions = tension_kind::Entity::find()
        .filter(tension_kind::Column::SystemId.eq(seen.id()))
        .order_by_asc(tension_kind::Column::Position)
        .all(db)
        .await?;
    rows.extend(tensions.into_iter().map(|tension| RowName {
        row: Row::Tension(tension.id),
        name: tension.name,
        of: None,
    }));
    Ok(rows)
}

/// How many releases of a system there are: they are only ever added.
pub(super) async fn releases_so_far(seen: &SeenSystem) -> Answer<u64> {
    releases_on(seen, seen.acting().db().read()).await
}

async fn releases_on(seen: &SeenSystem, on: &impl ConnectionTrait) -> Answer<u64> {
    let of_system =
        published_table::Entity::find().filter(published_table::Column::SystemId.eq(seen.id()));
    Ok(of_system.count(on).await?)
}

/// Keeps a release, unless there are more of the system by now than when it was decided: by this process or another.
pub(super) async fn add_release(
    seen: &SeenSystem,
    period: Period,
    counted_to: Day,
    release: &Release,
    so_far: u64,
) -> Answer<bool> {
    let write = seen.acting().db().write().await?;
    // What is published is kept in memory by whoever publishes it.
    write.touches_nothing();
    system::Entity::find_by_id(seen.id())
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?;
    if releases_on(seen, write.on()).await? != so_far {
        return Ok(false);
    }
    published_table::Entity::insert(published_table::ActiveModel {
        id: Set(PublishedTableId::new()),
        system_id: Set(seen.id()),
        period: Set(period.key()),
        counted_to_on: Set(counted_to),
        version: Set(release.version),
        published_at: Set(seen.acting().now()),
        figures: Set(release.figures.clone()),
        behind: Set(release.behind.clone()),
        checksum: Set(release.checksum.clone()),
    })
    .exec_without_returning(write.on())
    .await?;
    write.commit().await?;
    Ok(true)
}

/// How many changes there were that may change the figures of these days; see [`Changes`].
///
/// [`Changes`]: crate::kernel::changes::Changes
pub(super) fn changes_so_far(seen: &SeenSystem, days: Period) -> u64 {
    let months = std::iter::successors(Some(days.first_on.first_of_month()), |month| {
        Some(month.plus(31).first_of_month())
    });
    let months = months.take_while(|month| *month <= days.last_on);
    seen.acting().db().changes().so_far(seen.id().0, months)
}

/// Held by whoever decides what is published: one at a time in a process, for it takes a processor for as long. Of each
/// key it has the checksum of what was last found to leave what is published as it is.
#[derive(Default)]
pub(super) struct Deciding(tokio::sync::Mutex<HashMap<Key, String>>);

impl Deciding {
    pub(super) async fn lock(&self) -> tokio::sync::MutexGuard<'_, HashMap<Key, String>> {
        self.0.lock().await
    }
}

pub(super) fn deciding(seen: &SeenSystem) -> Arc<Deciding> {
    seen.acting().db().shared()
}

/// The figures that are kept in memory.
pub(super) fn remembered(seen: &SeenSystem) -> Arc<Remembered> {
    seen.acting().db().shared()
}
