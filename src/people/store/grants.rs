//! Roles held over an organisation and its boards.

use std::collections::HashSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    access::AdministeredOrganisation,
    entities::{
        access::{Role, grant},
        boards::board,
        people::{employment, person},
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

/// A role held today over the organisation, or a board of it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The grant.
    pub grant: grant::Model,
    /// Who holds it.
    pub person: person::Model,
    /// Whether they are, or were, employed by the organisation, so that its administrators know their name.
    pub is_employed: bool,
    /// Of which board, for a secretary.
    pub board: Option<String>,
}

fn held_on(day: Day) -> Condition {
    let to = grant::Column::ToOn;
    Condition::all()
        .add(grant::Column::FromOn.lte(day))
        .add(to.is_null().or(to.gt(day)))
}

/// Everyone who holds a role over the organisation today, administrators first.
pub(in crate::people) async fn grants(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<Held>> {
    let acting = organisation.acting();
    let on = acting.db().read();
    let found = grant::Entity::find()
        .filter(grant::Column::OrganisationId.eq(organisation.id()))
        .filter(held_on(acting.today()))
        .order_by_desc(grant::Column::Role)
        .order_by_asc(grant::Column::Id)
        .all(on)
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(found.iter().map(|grant| grant.person_id)))
        .all(on)
        .await?;
    let employed: HashSet<PersonId> = employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .filter(employment::Column::PersonId.is_in(found.iter().map(|grant| grant.person_id)))
        .into_tuple()
        .all(on)
        .await?
        .into_iter()
        .collect();
    let boards = board::Entity::find()
        .filter(board::Column::OrganisationId.eq(organisation.id()))
        .all(on)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|grant| {
            let person = people.iter().find(|p| p.id == grant.person_id)?.clone();
            let board = boards
                .iter()
                .find(|board| Some(board.id) == grant.board_id)
                .map(|board| board.name.clone());
            Some(Held {
                is_employed: employed.contains(&person.id),
                grant,
                person,
                board,
            })
        })
        .collect())
}

/// Someone by their address.
pub(in crate::people) async fn person_addressed(
    write: &Write,
    email: &str,
) -> Answer<Option<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(write.on())
        .await?)
}

/// Makes a person who is on no list yet.
pub(in crate::people) async fn insert_person(write: &Write, person: person::Model) -> Answer<()> {
    person::Entity::insert(person::ActiveModel {
        id: Set(person.id),
        email: Set(person.email),
        name: Set(person.name),
        created_at: Set(person.created_at),
    })
    .exec_without_returning(write.on())
    .await?;
    Ok(())
}

/// Whether somebody administers the organisation today, or will.
pub(in crate::people) async fn administers(
    organisation: &AdministeredOrganisation,
    write: &Write,
    person: PersonId,
) -> Answer<bool> {
    let to = grant::Column::ToOn;
    let held = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person))
        .filter(grant::Column::OrganisationId.eq(organisation.id()))
        .filter(grant::Column::Role.eq(Role::OrganisationAdministrator))
        .filter(to.is_null().or(to.gt(organisation.acting().today())))
        .count(write.on())
        .await?;
    Ok(held > 0)
}

/// Grants the administration of the organisation from today.
pub(in crate::people) async fn insert_administrator(
    organisation: &AdministeredOrganisation,
    write: &Write,
    person: PersonId,
) -> Answer<GrantId> {
    let id = GrantId::new();
    grant::Entity::insert(grant::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        role: Set(Role::OrganisationAdministrator),
        system_id: Set(organisation.system().id),
        organisation_id: Set(Some(organisation.id())),
        board_id: Set(None),
        from_on: Set(organisation.acting().today()),
        to_on: Set(None),
    })
    .exec_without_returning(write.on())
    .await?;
    Ok(id)
}

/// How many administer the organisation today, within a change that holds it.
pub(in crate::people) async fn count_administrators(
    organisation: &AdministeredOrganisation,
    write: &Write,
) -> Answer<u64> {
    Ok(grant::Entity::find()
        .filter(grant::Column::OrganisationId.eq(organisation.id()))
        .filter(grant::Column::Role.eq(Role::OrganisationAdministrator))
        .filter(held_on(organisation.acting().today()))
        .count(write.on())
        .await?)
}

/// A role held today over the organisation or a board of it.
pub(in crate::people) async fn find_grant(
    organisation: &AdministeredOrganisation,
    write: &Write,
    id: GrantId,
) -> Answer<grant::Model> {
    grant::Entity::find_by_id(id)
        .filter(grant::Column::OrganisationId.eq(organisation.id()))
        .filter(held_on(organisation.acting().today()))
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)
}

/// Ends a grant: today is the first day on which it is not held.
pub(in crate::people) async fn end_grant(write: &Write, id: GrantId, today: Day) -> Answer<()> {
    grant::Entity::update_many()
        .col_expr(grant::Column::ToOn, Expr::value(today))
        .filter(grant::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}
