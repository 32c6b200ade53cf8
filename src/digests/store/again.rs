//! A digest that goes to one recipient once more, in the database.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, SqlErr,
};

use crate::{
    access::KeptBoard,
    entities::{
        boards::{delivery, recipient},
        mail::outgoing_mail,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
    },
};

/// A digest's delivery of this id, and every delivery of it to the same recipient with its mail, the latest first.
pub(in crate::digests) async fn sendings(
    write: &Write,
    digest: DigestId,
    id: DeliveryId,
) -> Answer<Vec<(delivery::Model, outgoing_mail::Model)>> {
    let asked = delivery::Entity::find_by_id(id)
        .filter(delivery::Column::DigestId.eq(digest))
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)?;
    let all = delivery::Entity::find()
        .filter(delivery::Column::DigestId.eq(digest))
        .filter(delivery::Column::RecipientId.eq(asked.recipient_id))
        .order_by_desc(delivery::Column::Sending)
        .all(write.on())
        .await?;
    let mut mails: BTreeMap<OutgoingMailId, outgoing_mail::Model> = outgoing_mail::Entity::find()
        .filter(outgoing_mail::Column::Id.is_in(all.iter().map(|row| row.outgoing_mail_id)))
        .all(write.on())
        .await?
        .into_iter()
        .map(|mail| (mail.id, mail))
        .collect();
    Ok(all
        .into_iter()
        .filter_map(|row| mails.remove(&row.outgoing_mail_id).map(|mail| (row, mail)))
        .collect())
}

/// A recipient of the board; none once they are removed.
pub(in crate::digests) async fn recipient(
    board: &KeptBoard,
    write: &Write,
    id: RecipientId,
) -> Answer<Option<recipient::Model>> {
    Ok(recipient::Entity::find_by_id(id)
        .filter(recipient::Column::BoardId.eq(board.id()))
        .filter(recipient::Column::RemovedAt.is_null())
        .one(write.on())
        .await?)
}

/// None where somebody else has just added the same sending.
pub(in crate::digests) async fn add_delivery(
    write: &Write,
    digest: DigestId,
    recipient: &recipient::Model,
    mail: OutgoingMailId,
    sending: i32,
) -> Answer<Option<DeliveryId>> {
    let id = DeliveryId::new();
    let added = delivery::ActiveModel {
        id: Set(id),
        digest_id: Set(digest),
        recipient_id: Set(recipient.id),
        email: Set(recipient.email.clone()),
        name: Set(recipient.name.clone()),
        outgoing_mail_id: Set(mail),
        told_at: Set(None),
        wants: Set(super::form_of(recipient.wants)),
        sending: Set(sending),
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
