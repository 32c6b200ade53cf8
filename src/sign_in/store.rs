//! Accounts, links and grants in the database.

mod inviting;
mod links;

pub(super) use inviting::{find_addressed, hold, list_uninvited, list_uninvited_within, was_sent};
pub(super) use links::{
    Invited, delete_old_links, end_links, find_entitled, find_link, has_fresh_link, is_usable,
    make_link, make_links, use_up,
};

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
};

use super::Letterhead;
use crate::{
    access::Acting,
    entities::{
        access::{Role, account, grant},
        people::person,
    },
    kernel::{database::Write, fault::Answer, ids::*},
    mail::{self, Mail},
};

/// Rows of one statement: far below either database's limit on parameters.
const AT_ONCE: usize = 500;

/// Those of these people who have an account. A few hundred of them are one statement.
pub(super) async fn with_account(write: &Write, people: &[PersonId]) -> Answer<Vec<PersonId>> {
    Ok(account::Entity::find()
        .select_only()
        .column(account::Column::PersonId)
        .filter(account::Column::PersonId.is_in(people.iter().copied()))
        .into_tuple()
        .all(write.on())
        .await?)
}

pub(super) async fn find_account(
    acting: &Acting,
    email: &str,
) -> Answer<Option<(account::Model, person::Model)>> {
    let found = account::Entity::find()
        .find_also_related(person::Entity)
        .filter(person::Column::Email.eq(email))
        .filter(account::Column::ClosedAt.is_null())
        .one(acting.db().read())
        .await?;
    Ok(found.and_then(|(account, person)| Some((account, person?))))
}

pub(super) async fn password_hash(acting: &Acting, id: AccountId) -> Answer<Option<String>> {
    Ok(account::Entity::find_by_id(id)
        .one(acting.db().read())
        .await?
        .and_then(|a| a.password_hash))
}

/// Sets the password of a person's account, which is made if there is none.
pub(super) async fn set_password(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    hash: String,
) -> Answer<AccountId> {
    let found = account::Entity::find()
        .filter(account::Column::PersonId.eq(person))
        .one(write.on())
        .await?;
    if let Some(account) = found {
        let id = account.id;
        account::ActiveModel {
            id: Set(id),
            password_hash: Set(Some(hash)),
            ..Default::default()
        }
        .update(write.on())
        .await?;
        return Ok(id);
    }
    let id = AccountId::new();
    account::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        password_hash: Set(Some(hash)),
        created_at: Set(acting.now()),
        closed_at: Set(None),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

pub(super) async fn queue(
    acting: &Acting,
    write: &Write,
    letterhead: &Letterhead,
    mail: Mail,
) -> Answer<()> {
    mail::queue(write, acting.now(), &letterhead.host, mail)
        .await
        .map(|_| ())
}

pub(super) async fn queue_all(
    acting: &Acting,
    write: &Write,
    letterhead: &Letterhead,
    mails: Vec<Mail>,
) -> Answer<()> {
    mail::queue_many(write, acting.now(), &letterhead.host, mails)
        .await
        .map(|_| ())
}

/// The person with this address, added with this name if there is none.
pub(super) async fn find_or_add_person(
    acting: &Acting,
    write: &Write,
    email: &str,
    name: &str,
) -> Answer<PersonId> {
    if let Some(person) = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(write.on())
        .await?
    {
        return Ok(person.id);
    }
    let id = PersonId::new();
    person::ActiveModel {
        id: Set(id),
        email: Set(Some(email.to_owned())),
        name: Set(name.to_owned()),
        created_at: Set(acting.now()),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

/// Gives a role from today, unless it is held already.
pub(super) async fn add_grant(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    role: Role,
    system: SystemId,
    organisation: Option<OrganisationId>,
) -> Answer<()> {
    let held = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person))
        .filter(grant::Column::Role.eq(role))
        .filter(grant::Column::SystemId.eq(system))
        .filter(grant::Column::ToOn.is_null())
        .all(write.on())
        .await?;
    if held
        .iter()
        .any(|grant| grant.organisation_id == organisation)
    {
        return Ok(());
    }
    grant::ActiveModel {
        id: Set(GrantId::new()),
        person_id: Set(person),
        role: Set(role),
        system_id: Set(system),
        organisation_id: Set(organisation),
        board_id: Set(None),
        from_on: Set(acting.today()),
        to_on: Set(None),
    }
    .insert(write.on())
    .await?;
    Ok(())
}
