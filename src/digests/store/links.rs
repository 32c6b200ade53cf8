//! The links of deliveries, and what recipients choose with them, in the database.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    access::Acting,
    digests::links::Links,
    entities::{
        boards::{DigestState, Wants, board, delivery, delivery_link, digest, recipient},
        mail::mail_picture,
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::Instant,
    },
};

pub(in crate::digests) async fn add(
    write: &Write,
    deliveries: &[DeliveryId],
    links: &[Links],
) -> Answer<()> {
    let rows = deliveries
        .iter()
        .zip(links)
        .map(|(delivery, links)| delivery_link::ActiveModel {
            delivery_id: Set(*delivery),
            reading_hash: Set(links.reading.hash()),
            choosing_hash: Set(links.choosing.hash()),
            expires_at: Set(links.expires_at),
            withdrawn_at: Set(None),
        });
    delivery_link::Entity::insert_many(rows)
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

/// The link of this hash, and the issued digest that it is for.
pub(in crate::digests) async fn by_reading(
    acting: &Acting,
    hash: &str,
) -> Answer<Option<(delivery_link::Model, digest::Model)>> {
    let db = acting.db().read();
    let Some(link) = delivery_link::Entity::find()
        .filter(delivery_link::Column::ReadingHash.eq(hash))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let Some(delivery) = delivery::Entity::find_by_id(link.delivery_id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let digest = digest::Entity::find_by_id(delivery.digest_id)
        .filter(digest::Column::State.eq(DigestState::Issued))
        .one(db)
        .await?;
    Ok(digest.map(|digest| (link, digest)))
}

/// Whose link this is to choose with, of which board, and its organisation's name.
pub(in crate::digests) async fn by_choosing(
    acting: &Acting,
    hash: &str,
) -> Answer<Option<(recipient::Model, board::Model, String)>> {
    let db = acting.db().read();
    let Some(link) = delivery_link::Entity::find()
        .filter(delivery_link::Column::ChoosingHash.eq(hash))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let Some(delivery) = delivery::Entity::find_by_id(link.delivery_id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let Some(recipient) = recipient::Entity::find_by_id(delivery.recipient_id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let board = board::Entity::find_by_id(recipient.board_id)
        .find_also_related(organisation::Entity)
        .one(db)
        .await?;
    Ok(board.map(|(board, organisation)| {
        let organisation = organisation.map(|organisation| organisation.name);
        (recipient, board, organisation.unwrap_or_default())
    }))
}

/// Whether that is another choice than before.
pub(in crate::digests) async fn set_wants(
    write: &Write,
    id: RecipientId,
    wants: Wants,
) -> Answer<bool> {
    let done = recipient::Entity::update_many()
        .col_expr(recipient::Column::Wants, Expr::value(wants))
        .filter(recipient::Column::Id.eq(id))
        .filter(recipient::Column::Wants.ne(wants))
        .exec(write.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whether it had not been withdrawn before.
pub(in crate::digests) async fn withdraw(
    write: &Write,
    delivery: DeliveryId,
    now: Instant,
) -> Answer<bool> {
    let done = delivery_link::Entity::update_many()
        .col_expr(delivery_link::Column::WithdrawnAt, Expr::value(now))
        .filter(delivery_link::Column::DeliveryId.eq(delivery))
        .filter(delivery_link::Column::WithdrawnAt.is_null())
        .exec(write.on())
        .await?;
    if done.rows_affected == 1 {
        return Ok(true);
    }
    delivery_link::Entity::find_by_id(delivery)
        .one(write.on())
        .await?
        .map(|_| false)
        .ok_or(Fault::NotFound)
}

pub(in crate::digests) async fn picture(
    acting: &Acting,
    id: MailPictureId,
) -> Answer<Option<Vec<u8>>> {
    let picture = mail_picture::Entity::find_by_id(id)
        .one(acting.db().read())
        .await?;
    Ok(picture.map(|picture| picture.bytes))
}
