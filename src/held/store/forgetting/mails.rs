//! The mails to somebody who is forgotten, and those that name them.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, LikeExpr, LockType, Query},
};

use super::super::{AT_ONCE, employments_of, objectives_of};
use crate::{
    entities::{
        access::audit_line,
        boards::{delivery, digest, recipient},
        mail::{MailState, mail_attachment, outgoing_mail},
        objectives::objective_step,
        people::{employment, person, posting},
    },
    held::{
        due::{Former, Standing},
        words::NOBODY,
    },
    kernel::{database::Write, fault::Answer, ids::*, time::Instant},
};

/// What is left of the subject of a letter that named them.
const ABOUT: &str = "About an objective";

/// Empties the mails to them, and those to others that name them. Says how many went to them.
pub(super) async fn empty_all(write: &Write, standing: &Standing, now: Instant) -> Answer<u64> {
    naming(write, standing, now).await?;
    match &standing.person.email {
        Some(email) => to_address(write, email, now).await,
        None => Ok(0),
    }
}

/// A letter about an objective begins with the name of whoever took the step: those to their managers, and to those they
/// managed.
async fn naming(write: &Write, standing: &Standing, now: Instant) -> Answer<()> {
    let addresses: Vec<String> = person::Entity::find()
        .select_only()
        .column(person::Column::Email)
        .filter(person::Column::Id.is_in(other_sides(write, standing.person.id).await?))
        .filter(person::Column::Email.is_not_null())
        .into_tuple()
        .all(write.on())
        .await?;
    let name = standing
        .person
        .name
        .replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_");
    let named = LikeExpr::new(format!("{name} %")).escape('\\');
    let letters: Vec<OutgoingMailId> = outgoing_mail::Entity::find()
        .select_only()
        .column(outgoing_mail::Column::Id)
        .filter(outgoing_mail::Column::ToEmail.is_in(addresses))
        .filter(outgoing_mail::Column::Subject.like(named))
        .into_tuple()
        .all(write.on())
        .await?;
    for some in letters.chunks(AT_ONCE) {
        give_up(write, some, now).await?;
        let wordless = outgoing_mail::ActiveModel {
            subject: Set(ABOUT.to_owned()),
            text: Set(String::new()),
            html: Set(String::new()),
            ..Default::default()
        };
        outgoing_mail::Entity::update_many()
            .set(wordless)
            .filter(outgoing_mail::Column::Id.is_in(some.iter().copied()))
            .exec(write.on())
            .await?;
    }
    Ok(())
}

/// Everybody who was on the other side of an appraisal: their managers, those they managed, and whoever took a step on
/// an objective of theirs.
async fn other_sides(write: &Write, id: PersonId) -> Answer<Vec<PersonId>> {
    let managers = Query::select()
        .column(posting::Column::ManagerEmploymentId)
        .from(posting::Entity)
        .and_where(posting::Column::EmploymentId.in_subquery(employments_of(id)))
        .and_where(posting::Column::ManagerEmploymentId.is_not_null())
        .take();
    let managed = Query::select()
        .column(posting::Column::EmploymentId)
        .from(posting::Entity)
        .and_where(posting::Column::ManagerEmploymentId.in_subquery(employments_of(id)))
        .take();
    let mut all: Vec<PersonId> = Vec::new();
    for theirs in [managers, managed] {
        let some: Vec<PersonId> = employment::Entity::find()
            .select_only()
            .column(employment::Column::PersonId)
            .filter(employment::Column::Id.in_subquery(theirs))
            .into_tuple()
            .all(write.on())
            .await?;
        all.extend(some);
    }
    let stepped: Vec<PersonId> = objective_step::Entity::find()
        .select_only()
        .column(objective_step::Column::PersonId)
        .filter(objective_step::Column::ObjectiveId.in_subquery(objectives_of(id)))
        .distinct()
        .into_tuple()
        .all(write.on())
        .await?;
    all.extend(stepped);
    all.sort_unstable();
    all.dedup();
    all.retain(|&other| other != id);
    Ok(all)
}

/// Mails to their address are emptied, and what was still to be sent is not. Where a board sends its digests to it to
/// this day, that is the secretary's list and no matter of having left: those mails stay.
async fn to_address(write: &Write, email: &str, now: Instant) -> Answer<u64> {
    let recipients = recipient::Entity::find()
        .filter(recipient::Column::Email.eq(email))
        .all(write.on())
        .await?;
    let mut stays: Vec<OutgoingMailId> = Vec::new();
    for recipient in recipients {
        let deliveries = deliveries_to(write, &recipient).await?;
        match recipient.removed_at {
            None => stays.extend(deliveries.iter().map(|delivery| delivery.outgoing_mail_id)),
            Some(_) => former_recipient(write, &recipient, &deliveries, now).await?,
        }
    }
    let kept: Vec<(OutgoingMailId, Option<MailAttachmentId>)> = outgoing_mail::Entity::find()
        .select_only()
        .columns([
            outgoing_mail::Column::Id,
            outgoing_mail::Column::AttachmentId,
        ])
        .filter(outgoing_mail::Column::ToEmail.eq(email))
        .into_tuple()
        .all(write.on())
        .await?;
    let going: Vec<_> = kept
        .into_iter()
        .filter(|(id, _)| !stays.contains(id))
        .collect();
    for some in going.chunks(AT_ONCE) {
        empty(write, some, now).await?;
    }
    Ok(going.len() as u64)
}

/// Forgets whoever a board has taken off its list, with the mails that brought them its digests; false where they have
/// been on the list again since that was read, and nothing is done.
pub(in crate::held) async fn forget_recipient(
    write: &Write,
    former: &Former,
    now: Instant,
) -> Answer<bool> {
    let removed = recipient::Entity::find_by_id(former.id)
        .filter(recipient::Column::RemovedAt.eq(former.removed_at))
        .lock(LockType::Update)
        .one(write.on())
        .await?;
    let Some(former) = removed else {
        return Ok(false);
    };
    let deliveries = deliveries_to(write, &former).await?;
    former_recipient(write, &former, &deliveries, now).await?;
    let mails: Vec<_> = deliveries.iter().map(|one| one.outgoing_mail_id).collect();
    for some in mails.chunks(AT_ONCE) {
        let theirs: Vec<(OutgoingMailId, Option<MailAttachmentId>)> = outgoing_mail::Entity::find()
            .select_only()
            .columns([
                outgoing_mail::Column::Id,
                outgoing_mail::Column::AttachmentId,
            ])
            .filter(outgoing_mail::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(write.on())
            .await?;
        empty(write, &theirs, now).await?;
    }
    Ok(true)
}

async fn deliveries_to(write: &Write, to: &recipient::Model) -> Answer<Vec<delivery::Model>> {
    // By the board's digests, as they are indexed.
    let digests = Query::select()
        .column(digest::Column::Id)
        .from(digest::Entity)
        .and_where(digest::Column::BoardId.eq(to.board_id))
        .take();
    Ok(delivery::Entity::find()
        .filter(delivery::Column::DigestId.in_subquery(digests))
        .filter(delivery::Column::RecipientId.eq(to.id))
        .all(write.on())
        .await?)
}

/// Somebody a board's digests went to once is as nameless as the rest of them.
async fn former_recipient(
    write: &Write,
    recipient: &recipient::Model,
    deliveries: &[delivery::Model],
    now: Instant,
) -> Answer<()> {
    let nobody = recipient::ActiveModel {
        name: Set(NOBODY.to_owned()),
        // A board has each address once.
        email: Set(format!("{}@forgotten.invalid", recipient.id)),
        unreachable_because: Set(None),
        ..Default::default()
    };
    recipient::Entity::update_many()
        .set(nobody)
        .filter(recipient::Column::Id.eq(recipient.id))
        .exec(write.on())
        .await?;
    let mut about = vec![recipient.id.0];
    for delivery in deliveries {
        about.push(delivery.id.0);
        let unnamed = delivery::ActiveModel {
            name: Set(NOBODY.to_owned()),
            email: Set(String::new()),
            // Nobody is told that what is emptied did not arrive.
            told_at: Set(Some(delivery.told_at.unwrap_or(now))),
            ..Default::default()
        };
        delivery::Entity::update_many()
            .set(unnamed)
            .filter(delivery::Column::Id.eq(delivery.id))
            .exec(write.on())
            .await?;
    }
    for some in about.chunks(AT_ONCE) {
        let unsaid = audit_line::ActiveModel {
            from_value: Set(None),
            to_value: Set(None),
            ..Default::default()
        };
        audit_line::Entity::update_many()
            .set(unsaid)
            .filter(audit_line::Column::SubjectId.is_in(some.iter().copied()))
            .exec(write.on())
            .await?;
    }
    Ok(())
}

/// Gives up those of some mails that were still to be sent. A process that is just handing one over finds that it is its
/// own no longer.
async fn give_up(write: &Write, mails: &[OutgoingMailId], now: Instant) -> Answer<()> {
    let given_up = outgoing_mail::ActiveModel {
        state: Set(MailState::Failed),
        leased_until: Set(None),
        settled_at: Set(Some(now)),
        ..Default::default()
    };
    outgoing_mail::Entity::update_many()
        .set(given_up)
        .filter(outgoing_mail::Column::Id.is_in(mails.iter().copied()))
        .filter(outgoing_mail::Column::State.is_in([MailState::Waiting, MailState::Sending]))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Empties mails, sent or not.
async fn empty(
    write: &Write,
    mails: &[(OutgoingMailId, Option<MailAttachmentId>)],
    now: Instant,
) -> Answer<()> {
    let ids: Vec<OutgoingMailId> = mails.iter().map(|(id, _)| *id).collect();
    give_up(write, &ids, now).await?;
    let emptied = outgoing_mail::ActiveModel {
        to_email: Set(String::new()),
        to_name: Set(NOBODY.to_owned()),
        subject: Set(String::new()),
        text: Set(String::new()),
        html: Set(String::new()),
        reply_to: Set(None),
        unsubscribe_url: Set(None),
        last_answer: Set(None),
        ..Default::default()
    };
    outgoing_mail::Entity::update_many()
        .set(emptied)
        .filter(outgoing_mail::Column::Id.is_in(ids))
        .exec(write.on())
        .await?;
    // A paper is its digest's; a file of one mail alone goes with it.
    let attachments = mails.iter().filter_map(|(_, attachment)| *attachment);
    mail_attachment::Entity::update_many()
        .col_expr(mail_attachment::Column::Bytes, Expr::value(None::<Vec<u8>>))
        .filter(mail_attachment::Column::Id.is_in(attachments))
        .filter(mail_attachment::Column::DigestId.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}
