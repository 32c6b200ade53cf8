//! Monthly summaries in the database: how far a month's are written, the one mail of each person, and who wants none.

pub(super) mod reading;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use super::{Addressee, Row};
use crate::{
    access::{Acting, AdministeredSystem},
    entities::{
        access::account,
        monthly::{MonthlyKind, monthly_letter, monthly_off, monthly_run, monthly_stop},
        people::{employment, person},
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::{Day, Instant},
    },
};

/// A count for people.
pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    let write = acting.db().write().await?;
    write.touches_nothing();
    Ok(write)
}

/// How far a system's month has come; it is begun where it was not.
pub(super) async fn run(system: &AdministeredSystem, month_on: Day) -> Answer<monthly_run::Model> {
    let acting = system.acting();
    let key = (system.id(), month_on);
    if let Some(run) = monthly_run::Entity::find_by_id(key)
        .one(acting.db().read())
        .await?
    {
        return Ok(run);
    }
    let write = begin(acting).await?;
    monthly_run::Entity::insert(monthly_run::ActiveModel {
        system_id: Set(system.id()),
        month_on: Set(month_on),
        after_person_id: Set(PersonId(Uuid::nil())),
        begun_at: Set(acting.now()),
        finished_at: Set(None),
    })
    .on_conflict(
        OnConflict::columns([monthly_run::Column::SystemId, monthly_run::Column::MonthOn])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    write.commit().await?;
    monthly_run::Entity::find_by_id(key)
        .one(acting.db().read())
        .await?
        .ok_or(Fault::NotFound)
}

/// Moves a run on from where it was read; whether nobody else had. On PostgreSQL the row is held until the end of the
/// transaction, so whoever else does the same waits, and finds it moved.
pub(super) async fn advance(
    write: &Write,
    run: &monthly_run::Model,
    after: PersonId,
) -> Answer<bool> {
    let moved = still_at(run)
        .col_expr(monthly_run::Column::AfterPersonId, Expr::value(after))
        .exec(write.on())
        .await?;
    Ok(moved.rows_affected == 1)
}

pub(super) async fn finish(write: &Write, run: &monthly_run::Model, now: Instant) -> Answer<()> {
    still_at(run)
        .col_expr(monthly_run::Column::FinishedAt, Expr::value(now))
        .exec(write.on())
        .await?;
    Ok(())
}

fn still_at(run: &monthly_run::Model) -> sea_orm::UpdateMany<monthly_run::Entity> {
    monthly_run::Entity::update_many()
        .filter(monthly_run::Column::SystemId.eq(run.system_id))
        .filter(monthly_run::Column::MonthOn.eq(run.month_on))
        .filter(monthly_run::Column::AfterPersonId.eq(run.after_person_id))
        .filter(monthly_run::Column::FinishedAt.is_null())
}

/// The next people of a system, by id, with an open account, an address and an employment there, past ones too.
pub(super) async fn people(
    system: &AdministeredSystem,
    after: PersonId,
    most: u64,
) -> Answer<Vec<Addressee>> {
    let has_account = Query::select()
        .expr(Expr::value(1))
        .from(account::Entity)
        .and_where(
            Expr::col((account::Entity, account::Column::PersonId))
                .equals((person::Entity, person::Column::Id)),
        )
        .and_where(Expr::col((account::Entity, account::Column::ClosedAt)).is_null())
        .take();
    let is_of_system = Query::select()
        .expr(Expr::value(1))
        .from(employment::Entity)
        .inner_join(
            organisation::Entity,
            Expr::col((organisation::Entity, organisation::Column::Id))
                .equals((employment::Entity, employment::Column::OrganisationId)),
        )
        .and_where(
            Expr::col((employment::Entity, employment::Column::PersonId))
                .equals((person::Entity, person::Column::Id)),
        )
        .and_where(
            Expr::col((organisation::Entity, organisation::Column::SystemId)).eq(system.id()),
        )
        .take();
    let found = person::Entity::find()
        .filter(person::Column::Id.gt(after))
        .filter(person::Column::Email.is_not_null())
        .filter(Expr::exists(has_account))
        .filter(Expr::exists(is_of_system))
        .order_by_asc(person::Column::Id)
        .limit(most)
        .all(system.acting().db().read())
        .await?;
    Ok(found
        .into_iter()
        .map(|person| Addressee {
            id: person.id,
            name: person.name,
            email: person.email.unwrap_or_default(),
        })
        .collect())
}

pub(super) async fn add(
    write: &Write,
    system: SystemId,
    month_on: Day,
    now: Instant,
    rows: Vec<Row>,
) -> Answer<()> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(person, kind, token)| monthly_letter::ActiveModel {
            id: Set(MonthlyLetterId::new()),
            system_id: Set(system),
            person_id: Set(person),
            month_on: Set(month_on),
            kind: Set(kind),
            token_hash: Set(token.hash()),
            queued_at: Set(now),
        })
        .collect();
    monthly_letter::Entity::insert_many(rows)
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

/// Whose summaries a link stops, and of which kind.
pub(super) async fn by_token(
    acting: &Acting,
    hash: &str,
) -> Answer<Option<(PersonId, MonthlyKind)>> {
    let letter = monthly_letter::Entity::find()
        .filter(monthly_letter::Column::TokenHash.eq(hash))
        .one(acting.db().read())
        .await?;
    Ok(letter.map(|letter| (letter.person_id, letter.kind)))
}

pub(super) async fn stops(
    acting: &Acting,
    people: &[PersonId],
) -> Answer<BTreeSet<(PersonId, MonthlyKind)>> {
    Ok(monthly_stop::Entity::find()
        .filter(monthly_stop::Column::PersonId.is_in(people.iter().copied()))
        .all(acting.db().read())
        .await?
        .into_iter()
        .map(|stop| (stop.person_id, stop.kind))
        .collect())
}

/// Whether that is another choice than before.
pub(super) async fn set_wanted(
    write: &Write,
    person: PersonId,
    kind: MonthlyKind,
    is_wanted: bool,
    now: Instant,
) -> Answer<bool> {
    if is_wanted {
        let gone = monthly_stop::Entity::delete_many()
            .filter(monthly_stop::Column::PersonId.eq(person))
            .filter(monthly_stop::Column::Kind.eq(kind))
            .exec(write.on())
            .await?;
        return Ok(gone.rows_affected == 1);
    }
    let added = monthly_stop::Entity::insert(monthly_stop::ActiveModel {
        id: Set(MonthlyStopId::new()),
        person_id: Set(person),
        kind: Set(kind),
        stopped_at: Set(now),
    })
    .on_conflict(
        OnConflict::columns([monthly_stop::Column::PersonId, monthly_stop::Column::Kind])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    Ok(added == 1)
}

/// The kinds that these systems send none of.
pub(super) async fn offs(
    acting: &Acting,
    systems: &[SystemId],
) -> Answer<BTreeMap<SystemId, BTreeSet<MonthlyKind>>> {
    let mut offs: BTreeMap<SystemId, BTreeSet<MonthlyKind>> = BTreeMap::new();
    for off in monthly_off::Entity::find()
        .filter(monthly_off::Column::SystemId.is_in(systems.iter().copied()))
        .all(acting.db().read())
        .await?
    {
        offs.entry(off.system_id).or_default().insert(off.kind);
    }
    Ok(offs)
}

/// Whether that is another choice than before.
pub(super) async fn set_sent(
    system: &AdministeredSystem,
    write: &Write,
    kind: MonthlyKind,
    is_sent: bool,
) -> Answer<bool> {
    let acting = system.acting();
    if is_sent {
        let gone = monthly_off::Entity::delete_by_id((system.id(), kind))
            .exec(write.on())
            .await?;
        return Ok(gone.rows_affected == 1);
    }
    let added = monthly_off::Entity::insert(monthly_off::ActiveModel {
        system_id: Set(system.id()),
        kind: Set(kind),
        off_at: Set(acting.now()),
        off_by: Set(acting.person()),
    })
    .on_conflict(
        OnConflict::columns([monthly_off::Column::SystemId, monthly_off::Column::Kind])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    Ok(added == 1)
}
