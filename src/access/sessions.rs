//! Sessions: begun at sign-in, found by the cookie's hash, ended by sign-out, password change and time.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::Query,
};

use super::{Acting, tokens::Token};
use crate::{
    entities::{
        access::{account, session},
        people::person,
    },
    kernel::{
        clock::Clock,
        database::{Db, Write},
        fault::Answer,
        ids::{AccountId, PersonId, SessionId},
        time::Instant,
    },
};

/// The cookie. The prefix makes browsers refuse it from any other host and without Secure.
pub const COOKIE: &str = "__Host-fairwind";

/// How long a session lasts.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// Seconds without a request after which it has ended.
    pub idle_seconds: i64,
    /// Seconds after sign-in at which it ends, whatever happens.
    pub absolute_seconds: i64,
}

/// Seconds after which "last seen" is written anew, so that not every page writes.
const SEEN_EVERY: i64 = 60;

/// A session with whose it is.
pub(super) struct Found {
    pub(super) session: SessionId,
    /// When it ends, whatever happens.
    pub(super) ends_at: Instant,
    pub(super) account: account::Model,
    pub(super) person: person::Model,
}

/// Begins a session and gives the token for its cookie: always a new one, so that none can be planted.
pub async fn begin(acting: &Acting, write: &Write, account: AccountId) -> Answer<Token> {
    let token = Token::new();
    session::ActiveModel {
        id: Set(SessionId::new()),
        account_id: Set(account),
        token_hash: Set(token.hash()),
        created_at: Set(acting.now()),
        last_seen_at: Set(acting.now()),
    }
    .insert(write.on())
    .await?;
    Ok(token)
}

/// Ends one session.
pub async fn end(acting: &Acting, id: SessionId) -> Answer<()> {
    let write = acting.db().write().await?;
    write.touches_nothing();
    write.revises();
    session::Entity::delete_by_id(id).exec(write.on()).await?;
    write.commit().await
}

/// Ends every session of an account.
pub async fn end_all(write: &Write, account: AccountId) -> Answer<()> {
    write.revises();
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(account))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Ends every session of these people. A few hundred of them are one statement.
pub async fn end_of(write: &Write, people: &[PersonId]) -> Answer<()> {
    write.revises();
    let theirs = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::PersonId.is_in(people.iter().copied()))
        .to_owned();
    session::Entity::delete_many()
        .filter(session::Column::AccountId.in_subquery(theirs))
        .exec(write.on())
        .await?;
    Ok(())
}

/// The session a cookie's token belongs to, if it has not ended.
pub(super) async fn find(
    db: &Db,
    clock: &Clock,
    limits: SessionLimits,
    token: &Token,
) -> Answer<Option<Found>> {
    let Some((session, Some(account), Some(person))) = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token.hash()))
        .find_also_related(account::Entity)
        .find_also(account::Entity, person::Entity)
        .one(db.read())
        .await?
    else {
        return Ok(None);
    };
    let now = clock.now();
    let over = now.seconds_since(session.last_seen_at) > limits.idle_seconds
        || now.seconds_since(session.created_at) > limits.absolute_seconds
        || account.closed_at.is_some();
    if over {
        return Ok(None);
    }
    if now.seconds_since(session.last_seen_at) > SEEN_EVERY {
        // Reading waits for nobody who writes: the next request says it again.
        if let Some(write) = db.write_if_free().await? {
            write.touches_nothing();
            session::ActiveModel {
                id: Set(session.id),
                last_seen_at: Set(now),
                ..Default::default()
            }
            .update(write.on())
            .await?;
            write.commit().await?;
        }
    }
    Ok(Some(Found {
        session: session.id,
        ends_at: session.created_at.plus_seconds(limits.absolute_seconds),
        account,
        person,
    }))
}

/// Deletes sessions that have ended by time.
pub async fn tidy(acting: &Acting, limits: SessionLimits) -> Answer<()> {
    let write = acting.db().write().await?;
    write.touches_nothing();
    session::Entity::delete_many()
        .filter(
            session::Column::LastSeenAt
                .lt(acting.now().plus_seconds(-limits.idle_seconds))
                .or(session::Column::CreatedAt
                    .lt(acting.now().plus_seconds(-limits.absolute_seconds))),
        )
        .exec(write.on())
        .await?;
    write.commit().await
}
