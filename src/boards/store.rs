//! Boards, secretaries and recipients in the database.

pub(super) mod agenda;
pub(super) mod attention;
pub(super) mod meetings;
pub(super) mod outlook;
pub(super) mod papers;
pub(super) mod skipping;
pub(super) mod terms;

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::LockType,
};

use super::{Addressee, BoardLine, NewBoard};
use crate::{
    access::{Acting, AdministeredSystem, KeptBoard},
    entities::{
        access::{Role, grant},
        boards::{Wants, board, recipient},
        people::person,
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
    },
};

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

pub(super) async fn organisation(
    system: &AdministeredSystem,
    id: OrganisationId,
) -> Answer<organisation::Model> {
    organisation::Entity::find_by_id(id)
        .filter(organisation::Column::SystemId.eq(system.id()))
        .one(system.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)
}

pub(super) async fn organisations(
    system: &AdministeredSystem,
) -> Answer<Vec<(OrganisationId, String)>> {
    let today = system.acting().today();
    let still = Condition::any()
        .add(organisation::Column::LeftOn.is_null())
        .add(organisation::Column::LeftOn.gt(today));
    let members = organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(system.id()))
        .filter(still)
        .order_by_asc(organisation::Column::Name)
        .all(system.acting().db().read())
        .await?;
    Ok(members.into_iter().map(|o| (o.id, o.name)).collect())
}

/// None where the organisation has a board of that name.
pub(super) async fn add_board(
    acting: &Acting,
    write: &Write,
    new: &NewBoard,
) -> Answer<Option<BoardId>> {
    let id = BoardId::new();
    let same_name = board::Entity::find()
        .filter(board::Column::OrganisationId.eq(new.organisation))
        .filter(board::Column::Name.eq(new.name.as_str()))
        .one(write.on())
        .await?;
    if same_name.is_some() {
        return Ok(None);
    }
    let added = board::ActiveModel {
        id: Set(id),
        organisation_id: Set(new.organisation),
        name: Set(new.name.clone()),
        period_kind: Set(new.period_kind),
        created_at: Set(acting.now()),
        closed_on: Set(None),
    }
    .insert(write.on())
    .await;
    match added {
        Ok(_) => Ok(Some(id)),
        Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(None)
        }
        Err(cause) => Err(cause.into()),
    }
}

pub(super) async fn find_or_add_person(
    acting: &Acting,
    write: &Write,
    new: &Addressee,
) -> Answer<PersonId> {
    let known = person::Entity::find()
        .filter(person::Column::Email.eq(new.email.as_str()))
        .one(write.on())
        .await?;
    if let Some(known) = known {
        return Ok(known.id);
    }
    let id = PersonId::new();
    person::ActiveModel {
        id: Set(id),
        email: Set(Some(new.email.clone())),
        name: Set(new.name.clone()),
        created_at: Set(acting.now()),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

pub(super) async fn grant_secretary(
    acting: &Acting,
    write: &Write,
    organisation: &organisation::Model,
    board: BoardId,
    secretary: PersonId,
) -> Answer<()> {
    grant::ActiveModel {
        id: Set(GrantId::new()),
        person_id: Set(secretary),
        role: Set(Role::BoardSecretary),
        system_id: Set(organisation.system_id),
        organisation_id: Set(Some(organisation.id)),
        board_id: Set(Some(board)),
        from_on: Set(acting.today()),
        to_on: Set(None),
    }
    .insert(write.on())
    .await?;
    Ok(())
}

pub(super) async fn list(system: &AdministeredSystem) -> Answer<Vec<BoardLine>> {
    let (db, today) = (system.acting().db().read(), system.acting().today());
    let boards = board::Entity::find()
        .find_also_related(organisation::Entity)
        .filter(organisation::Column::SystemId.eq(system.id()))
        .filter(board::Column::ClosedOn.is_null())
        .order_by_asc(organisation::Column::Name)
        .order_by_asc(board::Column::Name)
        .all(db)
        .await?;
    let held = Condition::any()
        .add(grant::Column::ToOn.is_null())
        .add(grant::Column::ToOn.gt(today));
    let grants = grant::Entity::find()
        .filter(grant::Column::SystemId.eq(system.id()))
        .filter(grant::Column::Role.eq(Role::BoardSecretary))
        .filter(held)
        .all(db)
        .await?;
    let people: BTreeMap<PersonId, String> = person::Entity::find()
        .filter(person::Column::Id.is_in(grants.iter().map(|g| g.person_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|p| (p.id, p.name))
        .collect();
    let mut recipients: BTreeMap<BoardId, usize> = BTreeMap::new();
    for recipient in recipient::Entity::find()
        .filter(recipient::Column::BoardId.is_in(boards.iter().map(|(b, _)| b.id)))
        .filter(recipient::Column::RemovedAt.is_null())
        .all(db)
        .await?
    {
        *recipients.entry(recipient.board_id).or_default() += 1;
    }
    Ok(boards
        .into_iter()
        .map(|(board, organisation)| BoardLine {
            organisation: organisation.map(|o| o.name).unwrap_or_default(),
            secretaries: grants
                .iter()
                .filter(|g| g.board_id == Some(board.id))
                .filter_map(|g| people.get(&g.person_id).cloned())
                .collect(),
            recipients: recipients.get(&board.id).copied().unwrap_or(0),
            period_kind: board.period_kind,
            id: board.id,
            name: board.name,
        })
        .collect())
}

/// Holds a board until this transaction ends: its terms, its cover sheet and what is said of its meetings are changed by
/// one at a time. No foreign key waits for it.
pub(super) async fn hold(write: &Write, board: BoardId) -> Answer<()> {
    board::Entity::find_by_id(board)
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?
        .map(|_| ())
        .ok_or(Fault::NotFound)
}

fn kept(board: &KeptBoard) -> sea_orm::Select<recipient::Entity> {
    recipient::Entity::find()
        .filter(recipient::Column::BoardId.eq(board.id()))
        .filter(recipient::Column::RemovedAt.is_null())
        .order_by_asc(recipient::Column::Name)
        .order_by_asc(recipient::Column::Email)
}

pub(super) async fn recipients(board: &KeptBoard) -> Answer<Vec<recipient::Model>> {
    Ok(kept(board).all(board.acting().db().read()).await?)
}

pub(super) async fn recipients_on(
    write: &Write,
    board: &KeptBoard,
) -> Answer<Vec<recipient::Model>> {
    Ok(kept(board).all(write.on()).await?)
}

/// None where the board has a recipient of that address.
pub(super) async fn add_recipient(
    acting: &Acting,
    write: &Write,
    board: &KeptBoard,
    new: &Addressee,
) -> Answer<Option<RecipientId>> {
    let known = recipient::Entity::find()
        .filter(recipient::Column::BoardId.eq(board.id()))
        .filter(recipient::Column::Email.eq(new.email.as_str()))
        .one(write.on())
        .await?;
    if let Some(known) = known {
        if known.removed_at.is_none() {
            return Ok(None);
        }
        let id = known.id;
        let mut again = known.into_active_model();
        // What they have chosen themselves stays: nobody else may subscribe them again.
        again.name = Set(new.name.clone());
        again.removed_at = Set(None);
        again.unreachable_at = Set(None);
        again.unreachable_because = Set(None);
        again.update(write.on()).await?;
        return Ok(Some(id));
    }
    let id = RecipientId::new();
    let added = recipient::ActiveModel {
        id: Set(id),
        board_id: Set(board.id()),
        name: Set(new.name.clone()),
        email: Set(new.email.clone()),
        added_at: Set(acting.now()),
        removed_at: Set(None),
        wants: Set(Wants::Whole),
        unreachable_at: Set(None),
        unreachable_because: Set(None),
    }
    .insert(write.on())
    .await;
    match added {
        Ok(_) => Ok(Some(id)),
        Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(None)
        }
        Err(cause) => Err(cause.into()),
    }
}

pub(super) async fn remove_recipient(
    acting: &Acting,
    write: &Write,
    board: &KeptBoard,
    id: RecipientId,
) -> Answer<recipient::Model> {
    let kept = kept(board)
        .filter(recipient::Column::Id.eq(id))
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)?;
    let mut removed = kept.clone().into_active_model();
    removed.removed_at = Set(Some(acting.now()));
    removed.update(write.on()).await?;
    Ok(kept)
}

/// What was known of a recipient who could not be reached; none for one who could.
pub(super) async fn set_reachable(
    write: &Write,
    board: &KeptBoard,
    id: RecipientId,
) -> Answer<Option<recipient::Model>> {
    let before = kept(board)
        .filter(recipient::Column::Id.eq(id))
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)?;
    if before.unreachable_at.is_none() {
        return Ok(None);
    }
    let mut after = before.clone().into_active_model();
    after.unreachable_at = Set(None);
    after.unreachable_because = Set(None);
    after.update(write.on()).await?;
    Ok(Some(before))
}

/// Name and address of each secretary the board has today.
pub(super) async fn secretaries(board: &KeptBoard, write: &Write) -> Answer<Vec<(String, String)>> {
    let held = Condition::any()
        .add(grant::Column::ToOn.is_null())
        .add(grant::Column::ToOn.gt(board.acting().today()));
    let grants = grant::Entity::find()
        .filter(grant::Column::BoardId.eq(board.id()))
        .filter(grant::Column::Role.eq(Role::BoardSecretary))
        .filter(held)
        .all(write.on())
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(grants.iter().map(|grant| grant.person_id)))
        .all(write.on())
        .await?;
    Ok(people
        .into_iter()
        .filter_map(|person| Some((person.name, person.email?)))
        .collect())
}
