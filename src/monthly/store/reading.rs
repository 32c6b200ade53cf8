//! What monthly summaries are made of, in the database: each statement answers for a whole page of people.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Query, SelectStatement},
};

use crate::{
    access::{AdministeredSystem, reach::true_on},
    entities::{
        engagement::{entry, entry_partner},
        objectives::{ObjectiveState, Side, objective},
        people::{employment, posting},
        systems::organisation,
    },
    kernel::{fault::Answer, ids::*, periods::Period, time::Day},
};

/// Where somebody is counted: the staff group, and the place.
pub(in crate::monthly) type Cell = (StaffGroupId, PlaceId);

/// The system's organisations, by name.
pub(in crate::monthly) async fn organisations(
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
pub(in crate::monthly) struct Logged {
    pub(in crate::monthly) person: PersonId,
    pub(in crate::monthly) id: EntryId,
    pub(in crate::monthly) done_on: Day,
    pub(in crate::monthly) minutes: i32,
    pub(in crate::monthly) objective: Option<ObjectiveId>,
    pub(in crate::monthly) changed: String,
}

/// What these people did in a month, in the order of days.
pub(in crate::monthly) async fn entries(
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
pub(in crate::monthly) async fn partners(
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
pub(in crate::monthly) async fn titles(
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
pub(in crate::monthly) struct Report {
    pub(in crate::monthly) manager: PersonId,
    pub(in crate::monthly) id: EmploymentId,
    pub(in crate::monthly) organisation: OrganisationId,
}

/// Whom these people manage today.
pub(in crate::monthly) async fn reports(
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
pub(in crate::monthly) async fn cells(
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
pub(in crate::monthly) async fn logged(
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
pub(in crate::monthly) struct Standing {
    pub(in crate::monthly) employment: EmploymentId,
    pub(in crate::monthly) year_on: Day,
    pub(in crate::monthly) state: ObjectiveState,
    pub(in crate::monthly) awaits: Side,
}

/// The objectives, proposed or agreed, of those whom these manage today.
pub(in crate::monthly) async fn objectives(
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
