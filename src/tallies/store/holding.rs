//! The lock under which an organisation's records are counted.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, LockType, Query, SelectStatement},
};

use crate::{
    entities::{
        people::employment,
        systems::{organisation, system},
        tallies::tally_day,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::YearStart,
        time::Day,
    },
    tallies::count::Membership,
};

/// Ids in one statement, well below the parameters that either database takes.
const IDS_AT_ONCE: usize = 10_000;

/// An organisation whose counts nobody else can change until this transaction ends.
#[derive(Clone, Debug)]
pub(in crate::tallies) struct Held {
    pub id: OrganisationId,
    pub system: SystemId,
    pub name: String,
    pub membership: Membership,
    /// None if it has never been counted.
    pub counted_to: Option<Day>,
}

/// Locks organisations, in the order of their ids, and says how they stand.
///
/// PostgreSQL: the lock is one that no foreign key waits for. SQLite lets in only one writer anyhow.
pub(in crate::tallies) async fn hold(
    write: &Write,
    ids: &BTreeSet<OrganisationId>,
) -> Answer<Vec<Held>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // The start of the system's year is read only under the lock: who waits for it must see a change of that too, and
    // the statement that waits sees but the row that it locks anew.
    lock(write, ids).await?;
    seen_of(write, ids).await
}

/// The question that locks organisations, in the order of their ids, and says nothing of them.
pub(in crate::tallies) fn locks(ids: &BTreeSet<OrganisationId>) -> SelectStatement {
    organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(organisation::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_query()
}

/// Locks organisations, where rows can be locked.
pub(in crate::tallies) async fn lock(write: &Write, ids: &BTreeSet<OrganisationId>) -> Answer<()> {
    if write.on().get_database_backend() == DbBackend::Postgres {
        write.on().query_all(&locks(ids)).await?;
    }
    Ok(())
}

/// How organisations stand, without holding them.
pub(in crate::tallies) async fn seen_of(
    write: &Write,
    ids: &BTreeSet<OrganisationId>,
) -> Answer<Vec<Held>> {
    let which = organisation::Column::Id.is_in(ids.iter().copied());
    standing(write.on(), which, false).await
}

/// Locks the organisations of these employments, and says how they stand.
pub(in crate::tallies) async fn hold_of(
    write: &Write,
    employments: &[EmploymentId],
) -> Answer<Vec<Held>> {
    match employments.len() {
        0 => return Ok(Vec::new()),
        1..=IDS_AT_ONCE => {}
        _ => return hold(write, &organisations_of(write, employments).await?).await,
    }
    let theirs = Query::select()
        .column(employment::Column::OrganisationId)
        .from(employment::Entity)
        .and_where(employment::Column::Id.is_in(employments.iter().copied()))
        .take();
    standing(
        write.on(),
        organisation::Column::Id.in_subquery(theirs),
        true,
    )
    .await
}

/// How an organisation stands, without holding it.
pub(in crate::tallies) async fn seen(
    on: &impl ConnectionTrait,
    id: OrganisationId,
) -> Answer<Held> {
    let mut seen = standing(on, organisation::Column::Id.eq(id), false).await?;
    seen.pop().ok_or(Fault::NotFound)
}

async fn standing(on: &impl ConnectionTrait, which: Expr, is_locked: bool) -> Answer<Vec<Held>> {
    type Row = (
        OrganisationId,
        SystemId,
        String,
        Day,
        Option<Day>,
        Option<PlaceId>,
        i16,
    );
    // The system's row is not locked: its start of the year is read beside.
    let year_starts = Query::select()
        .column(system::Column::YearStartsMonth)
        .from(system::Entity)
        .and_where(
            Expr::col((system::Entity, system::Column::Id))
                .equals((organisation::Entity, organisation::Column::SystemId)),
        )
        .take();
    let mut query = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::SystemId)
        .column(organisation::Column::Name)
        .column(organisation::Column::JoinedOn)
        .column(organisation::Column::LeftOn)
        .column(organisation::Column::PlaceId)
        .expr_as(Expr::from(year_starts), "year_starts_month")
        .filter(which)
        .order_by_asc(organisation::Column::Id);
    if is_locked {
        query = query.lock(LockType::NoKeyUpdate);
    }
    let rows: Vec<Row> = query.into_tuple().all(on).await?;
    // Only now, under the lock: what waited for it must see what the other has counted.
    let days: HashMap<OrganisationId, Day> = tally_day::Entity::find()
        .filter(tally_day::Column::OrganisationId.is_in(rows.iter().map(|row| row.0)))
        .all(on)
        .await?
        .into_iter()
        .map(|counted| (counted.organisation_id, counted.counted_to_on))
        .collect();
    Ok(rows
        .into_iter()
        .map(
            |(id, system, name, joined_on, left_on, place, year_starts)| Held {
                id,
                system,
                name,
                membership: Membership {
                    joined_on,
                    left_on,
                    place,
                    year_start: YearStart(i8::try_from(year_starts).unwrap_or(4)),
                },
                counted_to: days.get(&id).copied(),
            },
        )
        .collect())
}

/// The organisations these employments are with.
pub(in crate::tallies) async fn organisations_of(
    write: &Write,
    employments: &[EmploymentId],
) -> Answer<BTreeSet<OrganisationId>> {
    let mut organisations = BTreeSet::new();
    for ids in employments.chunks(IDS_AT_ONCE) {
        let some: Vec<OrganisationId> = employment::Entity::find()
            .select_only()
            .column(employment::Column::OrganisationId)
            .filter(employment::Column::Id.is_in(ids.iter().copied()))
            .distinct()
            .into_tuple()
            .all(write.on())
            .await?;
        organisations.extend(some);
    }
    Ok(organisations)
}
