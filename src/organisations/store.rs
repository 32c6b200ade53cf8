//! Queries: systems, partners and lists.

use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    sea_query::{Expr, Func, LockType},
};
use uuid::Uuid;

use super::{
    founding,
    keeping::{List, Wording},
    partners::Details,
    priorities::Whose,
    settings::Settings,
};
use crate::{
    access::Acting,
    entities::{
        people::employment,
        systems::{organisation, staff_group, system},
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        kept::{Found, Kept},
        time::Instant,
    },
};

mod lists;
mod successions;
pub(super) use lists::*;
pub(super) use successions::*;

/// Begins a transaction of this subject's own.
pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

/// Every partner of a system, by name.
pub(super) async fn partners(
    acting: &Acting,
    system: SystemId,
) -> Answer<Vec<organisation::Model>> {
    kept(acting, system, every_partner(acting.db().read(), system)).await
}

/// A list of a system, kept in memory: other processes' changes to it are seen after a few seconds.
type Lists<T> = Kept<SystemId, Arc<[T]>, 100, 5>;

/// What is kept of a list, or is read now and kept.
pub(super) async fn kept<T: Clone + Send + Sync + 'static>(
    acting: &Acting,
    system: SystemId,
    read: impl Future<Output = Answer<Vec<T>>>,
) -> Answer<Vec<T>> {
    let lists = acting.db().shared::<Lists<T>>();
    let changes = acting.changes_so_far(system.0);
    if let Some(Found::Fresh(list)) = lists.get(&system, changes) {
        return Ok(list.to_vec());
    }
    let list = read.await?;
    lists.keep(system, changes, list.clone().into());
    Ok(list)
}

/// The same within a change.
pub(super) async fn partners_within(
    write: &Write,
    system: SystemId,
) -> Answer<Vec<organisation::Model>> {
    every_partner(write.on(), system).await
}

async fn every_partner(
    on: &impl ConnectionTrait,
    system: SystemId,
) -> Answer<Vec<organisation::Model>> {
    Ok(by_name(system).all(on).await?)
}

/// One page of a system's partners, the first being 1; of one past the last, the last. With its number, and how many
/// partners there are.
pub(super) async fn partners_page(
    acting: &Acting,
    system: SystemId,
    page: u64,
    size: u64,
) -> Answer<(Vec<organisation::Model>, u64, u64)> {
    let on = acting.db().read();
    let total = by_name(system).count(on).await?;
    let page = page.clamp(1, total.div_ceil(size).max(1));
    let partners = by_name(system)
        .offset((page - 1) * size)
        .limit(size)
        .all(on)
        .await?;
    Ok((partners, page, total))
}

fn by_name(system: SystemId) -> sea_orm::Select<organisation::Entity> {
    let folded = Func::lower(Expr::col(organisation::Column::Name));
    organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(system))
        .order_by_asc(Expr::expr(folded))
        .order_by_asc(organisation::Column::Id)
}

/// One partner, if it is of this system.
pub(super) async fn partner(
    acting: &Acting,
    system: SystemId,
    id: OrganisationId,
) -> Answer<Option<organisation::Model>> {
    partner_on(acting.db().read(), system, id).await
}

/// The same within a change.
pub(super) async fn partner_within(
    write: &Write,
    system: SystemId,
    id: OrganisationId,
) -> Answer<Option<organisation::Model>> {
    partner_on(write.on(), system, id).await
}

async fn partner_on(
    on: &impl ConnectionTrait,
    system: SystemId,
    id: OrganisationId,
) -> Answer<Option<organisation::Model>> {
    Ok(organisation::Entity::find_by_id(id)
        .filter(organisation::Column::SystemId.eq(system))
        .one(on)
        .await?)
}

/// Writes a new partner.
pub(super) async fn insert_partner(
    write: &Write,
    now: Instant,
    system: SystemId,
    id: OrganisationId,
    details: Details,
) -> Answer<()> {
    organisation::ActiveModel {
        system_id: Set(system),
        created_at: Set(now),
        ..row(id, details)
    }
    .insert(write.on())
    .await
    .map_err(|cause| taken(cause, PARTNER_TAKEN))?;
    Ok(())
}

/// Writes what has become of a partner.
pub(super) async fn update_partner(
    write: &Write,
    id: OrganisationId,
    details: Details,
) -> Answer<()> {
    row(id, details)
        .update(write.on())
        .await
        .map_err(|cause| taken(cause, PARTNER_TAKEN))?;
    Ok(())
}

fn row(id: OrganisationId, details: Details) -> organisation::ActiveModel {
    organisation::ActiveModel {
        id: Set(id),
        code: Set(details.code),
        name: Set(details.name),
        kind: Set(details.kind),
        place_id: Set(details.place_id),
        opened_on: Set(details.opened_on),
        closed_on: Set(details.closed_on),
        joined_on: Set(details.joined_on),
        left_on: Set(details.left_on),
        ..Default::default()
    }
}

const PARTNER_TAKEN: &str = "Another partner has this code or this name already.";

/// A unique key that is taken is the person's to mend; everything else is ours.
fn taken(cause: DbErr, sentence: &str) -> Fault {
    match cause.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Fault::refused(sentence),
        _ => cause.into(),
    }
}

/// Writes a new system with the lists every system begins with.
pub(super) async fn found(write: &Write, new: &system::Model) -> Answer<()> {
    let on = write.on();
    system::ActiveModel::from(new.clone())
        .insert(on)
        .await
        .map_err(|cause| taken(cause, "There is a system of this name already."))?;
    staff_group::Entity::insert_many((1..).zip(founding::STAFF_GROUPS).map(|(position, group)| {
        staff_group::ActiveModel {
            id: Set(StaffGroupId::new()),
            system_id: Set(new.id),
            code: Set(group.code.map(str::to_owned)),
            name: Set(group.name.to_owned()),
            is_counted: Set(group.is_counted),
            position: Set(position),
            retired_on: Set(None),
        }
    }))
    .exec(on)
    .await?;
    let framework = FrameworkId::new();
    let (name, version) = founding::FRAMEWORK;
    let worded = |name: &str, version: &str| Wording {
        name: name.to_owned(),
        version: version.to_owned(),
        is_counted: true,
        difference: String::new(),
        whose: Whose::System,
    };
    insert_item(
        write,
        new.id,
        List::Frameworks,
        framework.0,
        1,
        &worded(name, version),
    )
    .await?;
    for (list, names) in [
        (List::Themes(framework), founding::THEMES),
        (List::EntryKinds, founding::ENTRY_KINDS),
        (List::TensionKinds, founding::TENSION_KINDS),
    ] {
        for (position, name) in (1..).zip(names) {
            let id = Uuid::now_v7();
            insert_item(write, new.id, list, id, position, &worded(name, "")).await?;
        }
    }
    Ok(())
}

/// A system, whose settings and lists nobody else words anew until this transaction ends. No foreign key waits for it.
pub(super) async fn hold_system(write: &Write, id: SystemId) -> Answer<system::Model> {
    system::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)
}

/// Writes a system's settings.
pub(super) async fn set_settings(write: &Write, id: SystemId, to: &Settings) -> Answer<()> {
    system::ActiveModel {
        id: Set(id),
        name: Set(to.name.clone()),
        label: Set(to.label.clone()),
        year_starts_month: Set(to.year_starts_month),
        threshold: Set(to.threshold),
        late_entry_days: Set(to.late_entry_days),
        closing_days: Set(to.closing_days),
        years_kept: Set(to.years_kept),
        ..Default::default()
    }
    .update(write.on())
    .await
    .map_err(|cause| taken(cause, "Another system has this name already."))?;
    Ok(())
}

/// Whether any staff list was ever loaded in a system.
pub(super) async fn has_staff(acting: &Acting, system: SystemId) -> Answer<bool> {
    has_any_staff(acting.db().read(), system).await
}

/// The same within a change.
pub(super) async fn has_staff_within(write: &Write, system: SystemId) -> Answer<bool> {
    has_any_staff(write.on(), system).await
}

async fn has_any_staff(on: &impl ConnectionTrait, system: SystemId) -> Answer<bool> {
    let one = employment::Entity::find()
        .inner_join(organisation::Entity)
        .filter(organisation::Column::SystemId.eq(system))
        .limit(1)
        .one(on)
        .await?;
    Ok(one.is_some())
}
