//! Digests and their deliveries in the database.

pub(super) mod again;
pub(super) mod at_hand;
pub(super) mod calendar;
pub(super) mod discarding;
pub(super) mod links;
pub(super) mod papers;
pub(super) mod returns;
pub(super) mod stories;

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::Expr,
};

use super::{DeliveryLine, Digest};
use crate::{
    access::{Acting, KeptBoard},
    entities::{
        boards::{DigestState, Wants, delivery, delivery_link, digest, recipient},
        mail::{mail_picture, outgoing_mail},
        people::person,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::Period,
    },
};

/// What issuing freezes.
pub(super) struct Parts {
    pub subject: String,
    pub figures: String,
    pub html: String,
    pub text: String,
    pub chart_id: Option<MailPictureId>,
    pub checksum: String,
}

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

fn of_board(board: &KeptBoard) -> sea_orm::Select<digest::Entity> {
    digest::Entity::find().filter(digest::Column::BoardId.eq(board.id()))
}

fn of_period(board: &KeptBoard, period: Period) -> sea_orm::Select<digest::Entity> {
    of_board(board)
        .filter(digest::Column::PeriodKind.eq(period.kind))
        .filter(digest::Column::FirstOn.eq(period.first_on))
        .order_by_desc(digest::Column::Version)
}

pub(super) async fn list(board: &KeptBoard) -> Answer<Vec<Digest>> {
    let rows = of_board(board)
        .order_by_desc(digest::Column::FirstOn)
        .order_by_desc(digest::Column::Version)
        .all(board.acting().db().read())
        .await?;
    Ok(rows.into_iter().map(|row| Digest { row }).collect())
}

pub(super) async fn find(board: &KeptBoard, id: DigestId) -> Answer<Digest> {
    of_board(board)
        .filter(digest::Column::Id.eq(id))
        .one(board.acting().db().read())
        .await?
        .map(|row| Digest { row })
        .ok_or(Fault::NotFound)
}

pub(super) async fn latest(board: &KeptBoard, period: Period) -> Answer<Option<Digest>> {
    let row = of_period(board, period)
        .one(board.acting().db().read())
        .await?;
    Ok(row.map(|row| Digest { row }))
}

pub(super) async fn latest_issued(board: &KeptBoard, period: Period) -> Answer<Option<Digest>> {
    let row = of_period(board, period)
        .filter(digest::Column::State.eq(DigestState::Issued))
        .one(board.acting().db().read())
        .await?;
    Ok(row.map(|row| Digest { row }))
}

/// Every version for a period, the latest first.
pub(super) async fn versions(board: &KeptBoard, period: Period) -> Answer<Vec<Digest>> {
    let rows = of_period(board, period)
        .all(board.acting().db().read())
        .await?;
    Ok(rows.into_iter().map(|row| Digest { row }).collect())
}

/// None where there is one of that period and version.
pub(super) async fn add_draft(
    board: &KeptBoard,
    write: &Write,
    period: Period,
    version: i32,
    commentary: &str,
) -> Answer<Option<DigestId>> {
    let id = DigestId::new();
    let added = digest::ActiveModel {
        id: Set(id),
        board_id: Set(board.id()),
        period_kind: Set(period.kind),
        first_on: Set(period.first_on),
        version: Set(version),
        state: Set(DigestState::Draft),
        commentary: Set(commentary.to_owned()),
        created_at: Set(board.acting().now()),
        issued_at: Set(None),
        issued_by: Set(None),
        figures: Set(None),
        subject: Set(None),
        html: Set(None),
        text: Set(None),
        chart_id: Set(None),
        checksum: Set(None),
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

/// Whether it is a draft, which nobody issues until this transaction ends.
pub(super) async fn hold_draft(write: &Write, id: DigestId) -> Answer<bool> {
    let held = digest::Entity::update_many()
        .col_expr(digest::Column::State, Expr::value(DigestState::Draft))
        .filter(digest::Column::Id.eq(id))
        .filter(digest::Column::State.eq(DigestState::Draft))
        .exec(write.on())
        .await?;
    Ok(held.rows_affected == 1)
}

/// The commentary of a draft, which nobody else writes until this transaction ends; none where it is no draft.
pub(super) async fn hold_commentary(write: &Write, id: DigestId) -> Answer<Option<String>> {
    if !hold_draft(write, id).await? {
        return Ok(None);
    }
    let held = digest::Entity::find_by_id(id).one(write.on()).await?;
    Ok(held.map(|row| row.commentary))
}

/// Writes the commentary of a draft that is held.
pub(super) async fn set_commentary(write: &Write, id: DigestId, commentary: &str) -> Answer<()> {
    digest::Entity::update_many()
        .col_expr(digest::Column::Commentary, Expr::value(commentary))
        .filter(digest::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Whether there was a draft, with the commentary that was read, to freeze.
pub(super) async fn freeze(
    acting: &Acting,
    write: &Write,
    digest: &Digest,
    parts: &Parts,
) -> Answer<bool> {
    let frozen = digest::ActiveModel {
        state: Set(DigestState::Issued),
        issued_at: Set(Some(acting.now())),
        issued_by: Set(acting.person()),
        figures: Set(Some(parts.figures.clone())),
        subject: Set(Some(parts.subject.clone())),
        html: Set(Some(parts.html.clone())),
        text: Set(Some(parts.text.clone())),
        chart_id: Set(parts.chart_id),
        checksum: Set(Some(parts.checksum.clone())),
        ..Default::default()
    };
    let done = digest::Entity::update_many()
        .set(frozen)
        .filter(digest::Column::Id.eq(digest.id()))
        .filter(digest::Column::State.eq(DigestState::Draft))
        .filter(digest::Column::Commentary.eq(digest.row.commentary.as_str()))
        .exec(write.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Those who get the board's next digest: they want it, and mail reaches them as far as we know.
pub(super) async fn recipients(board: &KeptBoard, write: &Write) -> Answer<Vec<recipient::Model>> {
    Ok(recipient::Entity::find()
        .filter(recipient::Column::BoardId.eq(board.id()))
        .filter(recipient::Column::RemovedAt.is_null())
        .filter(recipient::Column::UnreachableAt.is_null())
        .filter(recipient::Column::Wants.ne(Wants::Nothing))
        .order_by_asc(recipient::Column::Name)
        .all(write.on())
        .await?)
}

/// Where an answer to the digest goes: to whoever issues it, or to a secretary of a board whose digests go out by
/// themselves.
pub(super) async fn own_address(board: &KeptBoard, write: &Write) -> Answer<Option<String>> {
    if board.acting().person().is_none() {
        let secretaries = crate::boards::secretaries(board, write).await?;
        return Ok(secretaries.into_iter().next().map(|(_, email)| email));
    }
    Ok(oneself(board, write).await?.map(|(_, email)| email))
}

/// Name and address of who acts; none of what happens by itself.
pub(super) async fn oneself(board: &KeptBoard, write: &Write) -> Answer<Option<(String, String)>> {
    let Some(id) = board.acting().person() else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(id).one(write.on()).await?;
    Ok(person.and_then(|person| Some((person.name, person.email?))))
}

/// The form a digest is sent in: whole, but for who wants a link alone.
fn form_of(wants: Wants) -> Wants {
    match wants {
        Wants::Link => Wants::Link,
        Wants::Whole | Wants::Nothing => Wants::Whole,
    }
}

pub(super) async fn add_deliveries(
    write: &Write,
    digest: DigestId,
    recipients: &[recipient::Model],
    mails: &[OutgoingMailId],
) -> Answer<Vec<DeliveryId>> {
    let ids: Vec<DeliveryId> = recipients.iter().map(|_| DeliveryId::new()).collect();
    let rows = recipients
        .iter()
        .zip(mails)
        .zip(&ids)
        .map(|((recipient, mail), id)| delivery::ActiveModel {
            id: Set(*id),
            digest_id: Set(digest),
            recipient_id: Set(recipient.id),
            email: Set(recipient.email.clone()),
            name: Set(recipient.name.clone()),
            outgoing_mail_id: Set(*mail),
            told_at: Set(None),
            wants: Set(form_of(recipient.wants)),
            sending: Set(1),
        });
    delivery::Entity::insert_many(rows).exec(write.on()).await?;
    Ok(ids)
}

pub(super) async fn deliveries(board: &KeptBoard, digest: DigestId) -> Answer<Vec<DeliveryLine>> {
    let db = board.acting().db().read();
    let rows = delivery::Entity::find()
        .filter(delivery::Column::DigestId.eq(digest))
        .order_by_asc(delivery::Column::Name)
        .order_by_asc(delivery::Column::Email)
        .order_by_asc(delivery::Column::Sending)
        .all(db)
        .await?;
    let mails: BTreeMap<OutgoingMailId, outgoing_mail::Model> = outgoing_mail::Entity::find()
        .filter(outgoing_mail::Column::Id.is_in(rows.iter().map(|row| row.outgoing_mail_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|mail| (mail.id, mail))
        .collect();
    let links: BTreeMap<DeliveryId, delivery_link::Model> = delivery_link::Entity::find()
        .filter(delivery_link::Column::DeliveryId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?
        .into_iter()
        .map(|link| (link.delivery_id, link))
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let mail = mails.get(&row.outgoing_mail_id)?;
            Some(DeliveryLine {
                id: row.id,
                recipient: row.recipient_id,
                wants: row.wants,
                sending: row.sending,
                name: row.name,
                email: row.email,
                state: mail.state,
                settled_at: mail.settled_at,
                answer: mail.last_answer.clone(),
                returned: mail.returned_at.is_some(),
                link: links
                    .get(&row.id)
                    .map(|link| (link.expires_at, link.withdrawn_at.is_some())),
            })
        })
        .collect())
}

pub(super) async fn mail_of(
    write: &Write,
    digest: DigestId,
    id: DeliveryId,
) -> Answer<OutgoingMailId> {
    delivery::Entity::find_by_id(id)
        .filter(delivery::Column::DigestId.eq(digest))
        .one(write.on())
        .await?
        .map(|delivery| delivery.outgoing_mail_id)
        .ok_or(Fault::NotFound)
}

pub(super) async fn picture(board: &KeptBoard, id: MailPictureId) -> Answer<Option<Vec<u8>>> {
    let picture = mail_picture::Entity::find_by_id(id)
        .one(board.acting().db().read())
        .await?;
    Ok(picture.map(|picture| picture.bytes))
}
