//! The outbox as a system's administrators look at it, and what holds it, in the database.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, SqlErr,
};

use super::{Counts, Look, MOST_SHOWN, MailLine};
use crate::{
    access::{Acting, AdministeredSystem},
    entities::{
        mail::{MailState, mail_pause, outgoing_mail, returns_failure},
        people::person,
    },
    kernel::{database::Write, fault::Answer},
};

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

fn of(system: &AdministeredSystem, look: Look) -> Select<outgoing_mail::Entity> {
    let here = match look {
        Look::Waiting => Condition::all()
            .add(outgoing_mail::Column::State.is_in([MailState::Waiting, MailState::Sending])),
        Look::Undelivered => Condition::any()
            .add(outgoing_mail::Column::State.eq(MailState::Failed))
            .add(outgoing_mail::Column::ReturnedAt.is_not_null()),
        Look::Sent => Condition::all()
            .add(outgoing_mail::Column::State.eq(MailState::Sent))
            .add(outgoing_mail::Column::ReturnedAt.is_null()),
    };
    outgoing_mail::Entity::find()
        .filter(outgoing_mail::Column::SystemId.eq(system.id()))
        .filter(here)
}

pub(super) async fn counts(system: &AdministeredSystem) -> Answer<Counts> {
    let db = system.acting().db().read();
    Ok(Counts {
        waiting: of(system, Look::Waiting).count(db).await?,
        undelivered: of(system, Look::Undelivered).count(db).await?,
        sent: of(system, Look::Sent).count(db).await?,
    })
}

pub(super) async fn list(system: &AdministeredSystem, look: Look) -> Answer<Vec<MailLine>> {
    let query = of(system, look);
    let query = match look {
        Look::Waiting => query.order_by_asc(outgoing_mail::Column::DueAt),
        Look::Undelivered | Look::Sent => query.order_by_desc(outgoing_mail::Column::SettledAt),
    };
    let mails = query
        .order_by_asc(outgoing_mail::Column::Id)
        .limit(MOST_SHOWN)
        .all(system.acting().db().read())
        .await?;
    Ok(mails
        .into_iter()
        .map(|mail| MailLine {
            domain: mail
                .to_email
                .rsplit('@')
                .next()
                .unwrap_or_default()
                .to_owned(),
            state: mail.state,
            returned: mail.returned_at.is_some(),
            created_at: mail.created_at,
            due_at: mail.due_at,
            settled_at: mail.settled_at,
            attempts: mail.attempts,
            answer: mail.last_answer,
        })
        .collect())
}

/// The sources of reports that cannot be read.
pub(super) async fn failures(system: &AdministeredSystem) -> Answer<Vec<returns_failure::Model>> {
    Ok(returns_failure::Entity::find()
        .order_by_asc(returns_failure::Column::Source)
        .all(system.acting().db().read())
        .await?)
}

/// What holds the system's mail, and the name of whoever did.
pub(super) async fn pause(
    system: &AdministeredSystem,
) -> Answer<Option<(mail_pause::Model, String)>> {
    let db = system.acting().db().read();
    let Some(pause) = mail_pause::Entity::find_by_id(system.id()).one(db).await? else {
        return Ok(None);
    };
    let by = match pause.paused_by {
        Some(id) => person::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let by = by.map_or_else(|| "the operator".to_owned(), |person| person.name);
    Ok(Some((pause, by)))
}

/// Whether it was not held before.
pub(super) async fn add_pause(
    system: &AdministeredSystem,
    write: &Write,
    reason: &str,
) -> Answer<bool> {
    let added = mail_pause::ActiveModel {
        system_id: Set(system.id()),
        paused_at: Set(system.acting().now()),
        paused_by: Set(system.acting().person()),
        reason: Set(reason.to_owned()),
    }
    .insert(write.on())
    .await;
    match added {
        Ok(_) => Ok(true),
        Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(cause) => Err(cause.into()),
    }
}

/// What held it; none where nothing did.
pub(super) async fn end_pause(
    system: &AdministeredSystem,
    write: &Write,
) -> Answer<Option<mail_pause::Model>> {
    let pause = mail_pause::Entity::find_by_id(system.id())
        .one(write.on())
        .await?;
    write.has_mail();
    let ended = mail_pause::Entity::delete_by_id(system.id())
        .exec(write.on())
        .await?;
    Ok(pause.filter(|_| ended.rows_affected == 1))
}
