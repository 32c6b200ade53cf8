//! The outbox: what is queued, what is taken to be sent, and what came of it.

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockBehavior, LockType, Query},
};

use super::{Attached, Mail};
use crate::{
    entities::mail::{MailState, mail_pause, mail_picture, outgoing_mail},
    kernel::{
        database::{Db, Write},
        fault::{Answer, Fault},
        ids::OutgoingMailId,
        time::Instant,
    },
};

mod kept;

pub use kept::{Kept, keep_attachment, keep_picture};
use kept::{attached, forget_attached};

/// Rows inserted by one statement, well below what either database takes in parameters.
const ROWS: usize = 500;

/// Queues a mail with the change that causes it: it will be sent if, and only if, that is committed.
///
/// `host` is the host of the service's own address; it makes the Message-ID ours.
pub async fn queue(write: &Write, now: Instant, host: &str, mail: Mail) -> Answer<OutgoingMailId> {
    queue_at(write, now, host, now, mail).await
}

/// Queues a mail that is not sent before `due_at`.
pub async fn queue_at(
    write: &Write,
    now: Instant,
    host: &str,
    due_at: Instant,
    mail: Mail,
) -> Answer<OutgoingMailId> {
    let id = OutgoingMailId::new();
    write.has_mail();
    row(id, now, host, due_at, mail).insert(write.on()).await?;
    Ok(id)
}

/// Queues many mails; the ids are in the order of the mails, and so is the sending.
pub async fn queue_many(
    write: &Write,
    now: Instant,
    host: &str,
    mails: Vec<Mail>,
) -> Answer<Vec<OutgoingMailId>> {
    write.has_mail();
    let ids: Vec<_> = mails.iter().map(|_| OutgoingMailId::new()).collect();
    // Made before the first await: an iterator that borrows cannot be held across one in a handler.
    let mut rows: Vec<_> = ids
        .iter()
        .zip(mails)
        .map(|(id, mail)| row(*id, now, host, now, mail))
        .collect();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS));
        outgoing_mail::Entity::insert_many(std::mem::replace(&mut rows, rest))
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(ids)
}

/// Puts a mail that has failed back among those that wait, due now and with all its tries before it.
pub async fn send_again(write: &Write, now: Instant, id: OutgoingMailId) -> Answer<()> {
    write.has_mail();
    let waiting = outgoing_mail::ActiveModel {
        state: Set(MailState::Waiting),
        due_at: Set(now),
        attempts: Set(0),
        settled_at: Set(None),
        last_answer: Set(None),
        ..Default::default()
    };
    let changed = outgoing_mail::Entity::update_many()
        .set(waiting)
        .filter(outgoing_mail::Column::Id.eq(id))
        .filter(outgoing_mail::Column::State.eq(MailState::Failed))
        .exec(write.on())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    match outgoing_mail::Entity::find_by_id(id)
        .one(write.on())
        .await?
    {
        Some(_) => Err(Fault::refused(
            "Only a mail that has failed can be sent again.",
        )),
        None => Err(Fault::NotFound),
    }
}

/// A mail in our hands until its lease runs out, its picture and what it carries.
pub(super) struct Taken {
    pub(super) mail: outgoing_mail::Model,
    pub(super) picture: Option<Vec<u8>>,
    pub(super) attached: Option<Attached>,
}

/// What came of handing a mail over.
pub(super) enum Outcome {
    /// It was taken.
    Sent,
    /// It is tried again.
    PutOff { due_at: Instant, answer: String },
    /// It will not be tried again by itself.
    Failed { answer: String },
}

/// Takes the mail that has been due longest, for so many seconds: before those are over nobody else takes it,
/// whatever becomes of us.
pub(super) async fn take(
    db: &Db,
    now: Instant,
    lease_seconds: i64,
    most_attempts: i32,
) -> Answer<Option<Taken>> {
    // Read first: an outbox with nothing in it must not take SQLite's write lock every few seconds.
    let to_take = outgoing_mail::Entity::find()
        .filter(Condition::any().add(due(now)).add(run_out(now)))
        .select_only()
        .column(outgoing_mail::Column::Id)
        .into_tuple::<OutgoingMailId>()
        .one(db.read())
        .await?;
    if to_take.is_none() {
        return Ok(None);
    }
    let write = db.write().await?;
    write.touches_nothing();
    free_run_out(&write, now, most_attempts).await?;
    // On PostgreSQL other processes do the same; each skips what another is just taking.
    let found = outgoing_mail::Entity::find()
        .filter(due(now))
        .order_by_asc(outgoing_mail::Column::DueAt)
        .order_by_asc(outgoing_mail::Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(write.on())
        .await?;
    let taken = match found {
        Some(mail) => mark_sending(&write, mail, now.plus_seconds(lease_seconds)).await?,
        None => None,
    };
    write.commit().await?;
    let Some(mail) = taken else {
        return Ok(None);
    };
    let picture = match mail.picture_id {
        Some(id) => mail_picture::Entity::find_by_id(id).one(db.read()).await?,
        None => None,
    };
    let attached = match mail.attachment_id {
        Some(id) => attached(db, id).await?,
        None => None,
    };
    Ok(Some(Taken {
        mail,
        picture: picture.map(|picture| picture.bytes),
        attached,
    }))
}

/// Writes what came of a mail, if it is still ours: the number of the try tells. Its text, its HTML and its way to
/// unsubscribe go once it is sent, because of the links in them, and a digest is kept with its board anyway.
pub(super) async fn settle(
    db: &Db,
    now: Instant,
    mail: &outgoing_mail::Model,
    outcome: &Outcome,
) -> Answer<bool> {
    let mut settled = outgoing_mail::ActiveModel {
        leased_until: Set(None),
        ..Default::default()
    };
    match outcome {
        Outcome::Sent => {
            settled.state = Set(MailState::Sent);
            settled.settled_at = Set(Some(now));
            settled.text = Set(String::new());
            settled.html = Set(String::new());
            settled.unsubscribe_url = Set(None);
            settled.last_answer = Set(None);
        }
        Outcome::PutOff { due_at, answer } => {
            settled.state = Set(MailState::Waiting);
            settled.due_at = Set(*due_at);
            settled.last_answer = Set(Some(answer.clone()));
        }
        Outcome::Failed { answer } => {
            settled.state = Set(MailState::Failed);
            settled.settled_at = Set(Some(now));
            settled.last_answer = Set(Some(answer.clone()));
        }
    }
    let write = db.write().await?;
    write.touches_nothing();
    let changed = outgoing_mail::Entity::update_many()
        .set(settled)
        .filter(outgoing_mail::Column::Id.eq(mail.id))
        .filter(outgoing_mail::Column::State.eq(MailState::Sending))
        .filter(outgoing_mail::Column::Attempts.eq(mail.attempts))
        .exec(write.on())
        .await?;
    let is_ours = changed.rows_affected == 1;
    if let (true, Outcome::Sent, Some(id)) = (is_ours, outcome, mail.attachment_id) {
        forget_attached(&write, id).await?;
    }
    write.commit().await?;
    Ok(is_ours)
}

/// Frees every mail that is being sent, whatever its lease, and says how many there were. Only where no other
/// process can be sending.
pub(super) async fn free_all(db: &Db) -> Answer<u64> {
    let write = db.write().await?;
    write.touches_nothing();
    let freed = outgoing_mail::Entity::update_many()
        .set(freed())
        .filter(outgoing_mail::Column::State.eq(MailState::Sending))
        .exec(write.on())
        .await?;
    write.commit().await?;
    Ok(freed.rows_affected)
}

/// Frees the mails whose process has not been heard of until their lease ran out. One that has had all its tries
/// has failed: perhaps it is what stops the process.
async fn free_run_out(write: &Write, now: Instant, most_attempts: i32) -> Answer<()> {
    let failed = outgoing_mail::ActiveModel {
        state: Set(MailState::Failed),
        leased_until: Set(None),
        settled_at: Set(Some(now)),
        last_answer: Set(Some(
            "The service stopped while it was sending this, more often than it is tried.".into(),
        )),
        ..Default::default()
    };
    outgoing_mail::Entity::update_many()
        .set(failed)
        .filter(run_out(now))
        .filter(outgoing_mail::Column::Attempts.gte(most_attempts))
        .exec(write.on())
        .await?;
    outgoing_mail::Entity::update_many()
        .set(freed())
        .filter(run_out(now))
        .exec(write.on())
        .await?;
    Ok(())
}

async fn mark_sending(
    write: &Write,
    mut mail: outgoing_mail::Model,
    until: Instant,
) -> Answer<Option<outgoing_mail::Model>> {
    let sending = outgoing_mail::ActiveModel {
        state: Set(MailState::Sending),
        attempts: Set(mail.attempts + 1),
        leased_until: Set(Some(until)),
        ..Default::default()
    };
    let changed = outgoing_mail::Entity::update_many()
        .set(sending)
        .filter(outgoing_mail::Column::Id.eq(mail.id))
        .filter(outgoing_mail::Column::State.eq(MailState::Waiting))
        .filter(outgoing_mail::Column::Attempts.eq(mail.attempts))
        .exec(write.on())
        .await?;
    mail.state = MailState::Sending;
    mail.attempts += 1;
    mail.leased_until = Some(until);
    Ok((changed.rows_affected == 1).then_some(mail))
}

fn row(
    id: OutgoingMailId,
    now: Instant,
    host: &str,
    due_at: Instant,
    mail: Mail,
) -> outgoing_mail::ActiveModel {
    outgoing_mail::ActiveModel {
        id: Set(id),
        message_id: Set(format!("<{id}@{host}>")),
        to_email: Set(mail.to_email),
        to_name: Set(mail.to_name),
        subject: Set(mail.subject),
        text: Set(mail.text),
        html: Set(mail.html),
        picture_id: Set(mail.picture),
        attachment_id: Set(mail.attachment),
        reply_to: Set(mail.reply_to),
        system_id: Set(mail.system),
        unsubscribe_url: Set(mail.unsubscribe_url),
        state: Set(MailState::Waiting),
        created_at: Set(now),
        due_at: Set(due_at),
        attempts: Set(0),
        leased_until: Set(None),
        settled_at: Set(None),
        last_answer: Set(None),
        returned_at: Set(None),
    }
}

fn freed() -> outgoing_mail::ActiveModel {
    outgoing_mail::ActiveModel {
        state: Set(MailState::Waiting),
        leased_until: Set(None),
        ..Default::default()
    }
}

fn due(now: Instant) -> Condition {
    Condition::all()
        .add(outgoing_mail::Column::State.eq(MailState::Waiting))
        .add(outgoing_mail::Column::DueAt.lte(now))
        .add(not_held())
}

/// Mails of no system, or of one whose mail is not held.
fn not_held() -> Condition {
    let held = Query::select()
        .column(mail_pause::Column::SystemId)
        .from(mail_pause::Entity)
        .take();
    Condition::any()
        .add(outgoing_mail::Column::SystemId.is_null())
        .add(outgoing_mail::Column::SystemId.not_in_subquery(held))
}

fn run_out(now: Instant) -> Condition {
    Condition::all()
        .add(outgoing_mail::Column::State.eq(MailState::Sending))
        .add(outgoing_mail::Column::LeasedUntil.lte(now))
}
