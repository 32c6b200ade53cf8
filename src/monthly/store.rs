//! Monthly summaries in the database: each statement answers for a whole page of people.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Addressee, Row};
use crate::{
    access::{Acting, AdministeredSystem, reach::true_on},
    entities::{
        access::account,
        engagement::{entry, entry_partner},
        monthly::{MonthlyKind, monthly_letter, monthly_run, monthly_stop},
        objectives::{ObjectiveState, Side, objective},
        people::{employment, person, posting},
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::Period,
        time::{Day, Instant},
    },
};

/// Where somebody is counted: the staff group, and the place.
pub(super) type Cell = (StaffGroupId, PlaceId);

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

/// The system's organisations, by name.
pub(super) async fn organisations(
    system: &AdministeredSystem,
) -> Answer<BTreeMap<OrganisationId, String>> {
    Ok(organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::Name)
        .filter(organisation::Column::SystemId.eq(system.id()))
        .into_tuple::<(OrganisationId, String)>()
        .all(system.acting().db().read())
        .await?
        .into_iter()
        .collect())
}

/// An entry that is not withdrawn.
#[derive(FromQueryResult)]
pub(super) struct Logged {
    pub(super) person: PersonId,
    pub(super) id: EntryId,
    pub(super) done_on: Day,
    pub(super) minutes: i32,
    pub(super) objective: Option<ObjectiveId>,
    pub(super) changed: String,
}

/// What these people did in a month, in the order of days.
pub(super) async fn entries(
    system: &AdministeredSystem,
    people: &[PersonId],
    month: Period,
) -> Answer<Vec<Logged>> {
    Ok(of_month(system, people, month)
        .column_as(employment::Column::PersonId, "person")
        .column_as(entry::Column::Id, "id")
        .column_as(entry::Column::DoneOn, "done_on")
        .column_as(entry::Column::Minutes, "minutes")
        .column_as(entry::Column::ObjectiveId, "objective")
        .column_as(entry::Column::Changed, "changed")
        .order_by_asc(entry::Column::DoneOn)
        .order_by_asc(entry::Column::Id)
        .into_model::<Logged>()
        .all(system.acting().db().read())
        .await?)
}

/// With whom each of those entries was done.
pub(super) async fn partners(
    system: &AdministeredSystem,
    people: &[PersonId],
    month: Period,
) -> Answer<Vec<(EntryId, OrganisationId)>> {
    let entries = of_month(system, people, month)
        .column(entry::Column::Id)
        .into_query();
    Ok(entry_partner::Entity::find()
        .select_only()
        .column(entry_partner::Column::EntryId)
        .column(entry_partner::Column::OrganisationId)
        .filter(entry_partner::Column::EntryId.in_subquery(entries))
        .into_tuple()
        .all(system.acting().db().read())
        .await?)
}

/// The titles of the objectives that those entries served.
pub(super) async fn titles(
    system: &AdministeredSystem,
    people: &[PersonId],
    month: Period,
) -> Answer<BTreeMap<ObjectiveId, String>> {
    let served = of_month(system, people, month)
        .column(entry::Column::ObjectiveId)
        .filter(entry::Column::ObjectiveId.is_not_null())
        .into_query();
    Ok(objective::Entity::find()
        .select_only()
        .column(objective::Column::Id)
        .column(objective::Column::Title)
        .filter(objective::Column::Id.in_subquery(served))
        .into_tuple::<(ObjectiveId, String)>()
        .all(system.acting().db().read())
        .await?
        .into_iter()
        .collect())
}

fn of_month(
    system: &AdministeredSystem,
    people: &[PersonId],
    month: Period,
) -> Select<entry::Entity> {
    entry::Entity::find()
        .select_only()
        .inner_join(employment::Entity)
        .filter(employment::Column::PersonId.is_in(people.iter().copied()))
        .filter(employment::Column::OrganisationId.in_subquery(of_system(system)))
        .filter(entry::Column::DoneOn.between(month.first_on, month.last_on))
        .filter(entry::Column::WithdrawnAt.is_null())
}

fn of_system(system: &AdministeredSystem) -> SelectStatement {
    Query::select()
        .column(organisation::Column::Id)
        .from(organisation::Entity)
        .and_where(organisation::Column::SystemId.eq(system.id()))
        .take()
}

fn in_post_on(day: Day) -> Condition {
    let began = Condition::any()
        .add(employment::Column::StartedOn.is_null())
        .add(employment::Column::StartedOn.lte(day));
    let goes_on = Condition::any()
        .add(employment::Column::EndedOn.is_null())
        .add(employment::Column::EndedOn.gte(day));
    Condition::all().add(began).add(goes_on)
}

/// Somebody whom one of these people manages today, at the same organisation.
pub(super) struct Report {
    pub(super) manager: PersonId,
    pub(super) id: EmploymentId,
    pub(super) organisation: OrganisationId,
}

/// Whom these people manage today.
pub(super) async fn reports(
    system: &AdministeredSystem,
    people: &[PersonId],
) -> Answer<Vec<Report>> {
    let db = system.acting().db().read();
    let managers: BTreeMap<EmploymentId, (PersonId, OrganisationId)> = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .column(employment::Column::PersonId)
        .column(employment::Column::OrganisationId)
        .filter(employment::Column::Id.in_subquery(managers(system, people)))
        .into_tuple::<(EmploymentId, PersonId, OrganisationId)>()
        .all(db)
        .await?
        .into_iter()
        .map(|(id, person, organisation)| (id, (person, organisation)))
        .collect();
    if managers.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<(Option<EmploymentId>, EmploymentId, OrganisationId)> = managed(system, people)
        .column(posting::Column::ManagerEmploymentId)
        .column(posting::Column::EmploymentId)
        .column(employment::Column::OrganisationId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(manager, id, organisation)| {
            let (manager, of) = *managers.get(&manager?)?;
            // A manager is someone of the same organisation; the staff list cannot say otherwise.
            (of == organisation).then_some(Report {
                manager,
                id,
                organisation,
            })
        })
        .collect())
}

/// Where the people whom these manage today were counted on a day; without those who were not in post on it.
pub(super) async fn cells(
    system: &AdministeredSystem,
    managers: &[PersonId],
    on: Day,
) -> Answer<BTreeMap<EmploymentId, Cell>> {
    type Found = (
        EmploymentId,
        OrganisationId,
        Option<StaffGroupId>,
        Option<PlaceId>,
    );
    let db = system.acting().db().read();
    let homes: BTreeMap<OrganisationId, PlaceId> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::PlaceId)
        .filter(organisation::Column::SystemId.eq(system.id()))
        .filter(organisation::Column::PlaceId.is_not_null())
        .into_tuple::<(OrganisationId, PlaceId)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let found: Vec<Found> = posting::Entity::find()
        .select_only()
        .inner_join(employment::Entity)
        .column(posting::Column::EmploymentId)
        .column(employment::Column::OrganisationId)
        .column(posting::Column::StaffGroupId)
        .column(posting::Column::PlaceId)
        .filter(posting::Column::EmploymentId.in_subquery(managed_ids(system, managers)))
        .filter(true_on(on))
        .filter(in_post_on(on))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|(id, organisation, group, place)| {
            let place = place.or_else(|| homes.get(&organisation).copied());
            let cell = (
                group.unwrap_or(StaffGroupId::UNPLACED),
                place.unwrap_or(PlaceId::NONE),
            );
            (id, cell)
        })
        .collect())
}

/// Those whom these manage today and who took part in a month; and whether their manager sees so, by an entry that is
/// linked to an objective.
pub(super) async fn logged(
    system: &AdministeredSystem,
    managers: &[PersonId],
    month: Period,
) -> Answer<BTreeMap<EmploymentId, bool>> {
    let found: Vec<(EmploymentId, i64)> = entry::Entity::find()
        .select_only()
        .column(entry::Column::EmploymentId)
        .column_as(entry::Column::ObjectiveId.count(), "linked")
        .filter(entry::Column::EmploymentId.in_subquery(managed_ids(system, managers)))
        .filter(entry::Column::DoneOn.between(month.first_on, month.last_on))
        .filter(entry::Column::WithdrawnAt.is_null())
        .group_by(entry::Column::EmploymentId)
        .into_tuple()
        .all(system.acting().db().read())
        .await?;
    Ok(found
        .into_iter()
        .map(|(id, linked)| (id, linked > 0))
        .collect())
}

/// An objective that is proposed or agreed.
#[derive(FromQueryResult)]
pub(super) struct Standing {
    pub(super) employment: EmploymentId,
    pub(super) year_on: Day,
    pub(super) state: ObjectiveState,
    pub(super) awaits: Side,
}

/// The objectives, proposed or agreed, of those whom these manage today.
pub(super) async fn objectives(
    system: &AdministeredSystem,
    managers: &[PersonId],
) -> Answer<Vec<Standing>> {
    Ok(objective::Entity::find()
        .select_only()
        .column_as(objective::Column::EmploymentId, "employment")
        .column_as(objective::Column::YearOn, "year_on")
        .column_as(objective::Column::State, "state")
        .column_as(objective::Column::Awaits, "awaits")
        .filter(objective::Column::EmploymentId.in_subquery(managed_ids(system, managers)))
        .filter(objective::Column::State.is_in([ObjectiveState::Proposed, ObjectiveState::Agreed]))
        .into_model::<Standing>()
        .all(system.acting().db().read())
        .await?)
}

/// The employments in which these people are in post today.
fn managers(system: &AdministeredSystem, people: &[PersonId]) -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::PersonId.is_in(people.iter().copied()))
        .filter(employment::Column::OrganisationId.in_subquery(of_system(system)))
        .filter(in_post_on(system.acting().today()))
        .into_query()
}

/// The postings, true today, of those whom these people manage.
fn managed(system: &AdministeredSystem, people: &[PersonId]) -> Select<posting::Entity> {
    let today = system.acting().today();
    posting::Entity::find()
        .select_only()
        .inner_join(employment::Entity)
        .filter(posting::Column::ManagerEmploymentId.in_subquery(managers(system, people)))
        .filter(true_on(today))
        .filter(in_post_on(today))
}

fn managed_ids(system: &AdministeredSystem, people: &[PersonId]) -> SelectStatement {
    managed(system, people)
        .column(posting::Column::EmploymentId)
        .into_query()
}
