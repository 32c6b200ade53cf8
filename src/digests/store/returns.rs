//! What did not arrive, in the database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict, Query},
};

use crate::{
    access::{Acting, KeptBoard},
    entities::{
        boards::{board, delivery, digest, recipient},
        mail::{MailState, ReturnsSource, mail_pause, outgoing_mail, returns_failure},
    },
    kernel::{database::Write, fault::Answer, ids::*, time::Instant},
    mail::returns::Report,
};

/// The mail that a report is of; none where it is none of ours.
pub(in crate::digests) async fn mail_of(
    write: &Write,
    report: &Report,
) -> Answer<Option<outgoing_mail::Model>> {
    let mut named = Condition::any();
    if let Some(id) = &report.message_id {
        named = named.add(outgoing_mail::Column::MessageId.eq(id));
    }
    if let Some(id) = report.envelope_id.as_deref().and_then(|id| id.parse().ok()) {
        let id: OutgoingMailId = id;
        named = named.add(outgoing_mail::Column::Id.eq(id));
    }
    if named.is_empty() {
        return Ok(None);
    }
    Ok(outgoing_mail::Entity::find()
        .filter(named)
        .one(write.on())
        .await?)
}

/// Keeps what was said of a mail, and when it came back, if it did and had not before.
pub(in crate::digests) async fn note(
    write: &Write,
    mail: &outgoing_mail::Model,
    said: &str,
    returned_at: Option<Instant>,
) -> Answer<()> {
    // A mail that is known to have come back is not delayed any more.
    if mail.returned_at.is_some() {
        return Ok(());
    }
    outgoing_mail::Entity::update_many()
        .set(outgoing_mail::ActiveModel {
            last_answer: Set(Some(said.to_owned())),
            returned_at: Set(returned_at),
            ..Default::default()
        })
        .filter(outgoing_mail::Column::Id.eq(mail.id))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Marks the recipient of a delivery's mail as not to be reached, with the board's organisation; none where the mail
/// is no delivery's, or they are marked already.
pub(in crate::digests) async fn unreachable(
    write: &Write,
    mail: OutgoingMailId,
    now: Instant,
    said: &str,
) -> Answer<Option<(recipient::Model, OrganisationId)>> {
    let Some(delivery) = delivery::Entity::find()
        .filter(delivery::Column::OutgoingMailId.eq(mail))
        .one(write.on())
        .await?
    else {
        return Ok(None);
    };
    let marked = recipient::Entity::update_many()
        .set(recipient::ActiveModel {
            unreachable_at: Set(Some(now)),
            unreachable_because: Set(Some(said.to_owned())),
            ..Default::default()
        })
        .filter(recipient::Column::Id.eq(delivery.recipient_id))
        .filter(recipient::Column::UnreachableAt.is_null())
        .exec(write.on())
        .await?;
    if marked.rows_affected == 0 {
        return Ok(None);
    }
    let Some(recipient) = recipient::Entity::find_by_id(delivery.recipient_id)
        .one(write.on())
        .await?
    else {
        return Ok(None);
    };
    let board = board::Entity::find_by_id(recipient.board_id)
        .one(write.on())
        .await?;
    Ok(board.map(|board| (recipient, board.organisation_id)))
}

/// Keeps why a source of reports cannot be read, since when the first of its failures in a row; or that it can.
pub(in crate::digests) async fn note_failure(
    acting: &Acting,
    source: ReturnsSource,
    reason: Option<&str>,
) -> Answer<()> {
    let known = returns_failure::Entity::find_by_id(source)
        .one(acting.db().read())
        .await?;
    // As it was the last time, nearly always: nothing is written.
    if known.as_ref().map(|known| known.reason.as_str()) == reason {
        return Ok(());
    }
    let write = acting.db().write().await?;
    write.touches_nothing();
    match reason {
        None => {
            returns_failure::Entity::delete_by_id(source)
                .exec(write.on())
                .await?;
        }
        Some(reason) => {
            let key = returns_failure::Column::Source;
            returns_failure::Entity::insert(returns_failure::ActiveModel {
                source: Set(source),
                since: Set(acting.now()),
                reason: Set(reason.to_owned()),
            })
            .on_conflict(
                OnConflict::column(key)
                    .update_column(returns_failure::Column::Reason)
                    .to_owned(),
            )
            .exec_without_returning(write.on())
            .await?;
        }
    }
    write.commit().await
}

/// Deliveries whose mail has failed or came back, and of which nobody was told.
fn undelivered() -> sea_orm::Select<delivery::Entity> {
    let mails = Query::select()
        .column(outgoing_mail::Column::Id)
        .from(outgoing_mail::Entity)
        .cond_where(
            Condition::any()
                .add(outgoing_mail::Column::State.eq(MailState::Failed))
                .add(outgoing_mail::Column::ReturnedAt.is_not_null()),
        )
        .take();
    delivery::Entity::find()
        .filter(delivery::Column::ToldAt.is_null())
        .filter(delivery::Column::OutgoingMailId.in_subquery(mails))
        .order_by_asc(delivery::Column::Name)
}

/// The digests with deliveries that nobody was told of, and how many each has.
pub(in crate::digests) async fn untold(acting: &Acting) -> Answer<Vec<(digest::Model, usize)>> {
    let db = acting.db().read();
    let mut counts: BTreeMap<DigestId, usize> = BTreeMap::new();
    for delivery in undelivered().all(db).await? {
        *counts.entry(delivery.digest_id).or_default() += 1;
    }
    let digests = digest::Entity::find()
        .filter(digest::Column::Id.is_in(counts.keys().copied()))
        .all(db)
        .await?;
    Ok(digests
        .into_iter()
        .map(|digest| {
            let count = counts.get(&digest.id).copied().unwrap_or(0);
            (digest, count)
        })
        .collect())
}

/// Marks what nobody was told of as told, and gives the recipients' names; none of those that another process has
/// marked meanwhile.
pub(in crate::digests) async fn mark_told(
    write: &Write,
    digest: DigestId,
    now: Instant,
) -> Answer<Vec<String>> {
    let mut names = BTreeSet::new();
    for delivery in undelivered()
        .filter(delivery::Column::DigestId.eq(digest))
        .all(write.on())
        .await?
    {
        let marked = delivery::Entity::update_many()
            .col_expr(delivery::Column::ToldAt, Expr::value(now))
            .filter(delivery::Column::Id.eq(delivery.id))
            .filter(delivery::Column::ToldAt.is_null())
            .exec(write.on())
            .await?;
        if marked.rows_affected == 1 {
            names.insert(delivery.name);
        }
    }
    Ok(names.into_iter().collect())
}

/// What is sent again may fail again, which is then told again.
pub(in crate::digests) async fn forget_told(write: &Write, delivery: DeliveryId) -> Answer<()> {
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            told_at: Set(None),
            ..Default::default()
        })
        .filter(delivery::Column::Id.eq(delivery))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Whether an administrator holds the mail of the board's system.
pub(in crate::digests) async fn is_held(board: &KeptBoard) -> Answer<bool> {
    let pause = mail_pause::Entity::find_by_id(board.system().id)
        .one(board.acting().db().read())
        .await?;
    Ok(pause.is_some())
}
