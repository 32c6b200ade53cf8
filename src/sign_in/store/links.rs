//! Links to choose a password: each for one person, at the address it was sent to, for as long as they have it and
//! belong here.

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, Query, SelectStatement},
};

use super::AT_ONCE;
use crate::{
    access::{Acting, tokens::Token},
    entities::{
        access::{account, grant, sign_in_link},
        people::{employment, person},
    },
    kernel::{
        database::Write,
        fault::Answer,
        ids::{PersonId, SignInLinkId},
        time::Day,
    },
};

/// Somebody who is invited: with which link, to which address.
pub(in crate::sign_in) struct Invited {
    /// The link's id.
    pub link: SignInLinkId,
    /// Who.
    pub person: PersonId,
    /// Where it goes.
    pub to: String,
}

/// Someone with this address who is in post today or holds a grant today.
pub(in crate::sign_in) async fn find_entitled(
    acting: &Acting,
    email: &str,
) -> Answer<Option<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .filter(entitled(acting.today()))
        .one(acting.db().read())
        .await?)
}

/// In post, or holding a grant; and with no account that is closed. Asked of one person at a time, by its indexes.
fn entitled(today: Day) -> Condition {
    let employed = Query::select()
        .expr(Expr::val(1))
        .from(employment::Entity)
        .and_where(its(employment::Column::PersonId))
        .cond_where(in_post(today))
        .to_owned();
    let granted = Query::select()
        .expr(Expr::val(1))
        .from(grant::Entity)
        .and_where(its(grant::Column::PersonId))
        .and_where(grant::Column::FromOn.lte(today))
        .cond_where(
            Condition::any()
                .add(grant::Column::ToOn.is_null())
                .add(grant::Column::ToOn.gt(today)),
        )
        .to_owned();
    let closed = Query::select()
        .expr(Expr::val(1))
        .from(account::Entity)
        .and_where(its(account::Column::PersonId))
        .and_where(account::Column::ClosedAt.is_not_null())
        .to_owned();
    let there = |asked: SelectStatement| Expr::exists(asked);
    Condition::all()
        .add(Condition::any().add(there(employed)).add(there(granted)))
        .add(there(closed).not())
}

/// Whether a column is of the person who is asked about.
fn its(column: impl ColumnTrait) -> Expr {
    Expr::col((column.entity_name(), column)).equals((person::Entity, person::Column::Id))
}

pub(super) fn in_post(day: Day) -> Condition {
    Condition::all()
        .add(
            Condition::any()
                .add(employment::Column::StartedOn.is_null())
                .add(employment::Column::StartedOn.lte(day)),
        )
        .add(
            Condition::any()
                .add(employment::Column::EndedOn.is_null())
                .add(employment::Column::EndedOn.gte(day)),
        )
}

pub(in crate::sign_in) async fn make_link(
    acting: &Acting,
    write: &Write,
    (person, to): (PersonId, &str),
    hours: i64,
    token: &Token,
) -> Answer<()> {
    let invited = Invited {
        link: SignInLinkId::new(),
        person,
        to: to.to_owned(),
    };
    let row = link_row(acting, &invited, hours, token);
    row.insert(write.on()).await?;
    Ok(())
}

pub(in crate::sign_in) async fn make_links(
    acting: &Acting,
    write: &Write,
    people: &[Invited],
    hours: i64,
) -> Answer<Vec<Token>> {
    let tokens: Vec<Token> = people.iter().map(|_| Token::new()).collect();
    let rows: Vec<_> = people
        .iter()
        .zip(&tokens)
        .map(|(invited, token)| link_row(acting, invited, hours, token))
        .collect();
    for some in rows.chunks(AT_ONCE) {
        sign_in_link::Entity::insert_many(some.to_vec())
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(tokens)
}

fn link_row(
    acting: &Acting,
    invited: &Invited,
    hours: i64,
    token: &Token,
) -> sign_in_link::ActiveModel {
    sign_in_link::ActiveModel {
        id: Set(invited.link),
        person_id: Set(invited.person),
        token_hash: Set(token.hash()),
        created_at: Set(acting.now()),
        expires_at: Set(acting.now().plus_seconds(hours * 3600)),
        used_at: Set(None),
        sent_to: Set(Some(invited.to.clone())),
    }
}

/// The link of a token and whose it is: none that was used or has run out, that went to an address which is theirs no
/// more, or whose person has left.
pub(in crate::sign_in) async fn find_link(
    acting: &Acting,
    token: &Token,
) -> Answer<Option<(SignInLinkId, person::Model)>> {
    find_link_on(acting, acting.db().read(), token).await
}

/// Whether it can still be used, within the change that uses it.
pub(in crate::sign_in) async fn is_usable(
    acting: &Acting,
    write: &Write,
    token: &Token,
) -> Answer<bool> {
    Ok(find_link_on(acting, write.on(), token).await?.is_some())
}

async fn find_link_on(
    acting: &Acting,
    on: &impl ConnectionTrait,
    token: &Token,
) -> Answer<Option<(SignInLinkId, person::Model)>> {
    let Some(link) = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(token.hash()))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(acting.now()))
        .filter(sign_in_link::Column::SentTo.is_not_null())
        .one(on)
        .await?
    else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(link.person_id)
        .filter(person::Column::Email.eq(link.sent_to))
        .filter(entitled(acting.today()))
        .one(on)
        .await?;
    Ok(person.map(|person| (link.id, person)))
}

/// Whether somebody has been sent a link that they asked for so lately that no other is sent.
pub(in crate::sign_in) async fn has_fresh_link(
    acting: &Acting,
    write: &Write,
    person: &person::Model,
    (seconds, hours): (i64, i64),
) -> Answer<bool> {
    let now = acting.now();
    let found = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::PersonId.eq(person.id))
        .filter(sign_in_link::Column::SentTo.eq(person.email.as_deref()))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::CreatedAt.gt(now.plus_seconds(-seconds)))
        // An invitation lives longer; its mail may be held, and nobody waits for it.
        .filter(sign_in_link::Column::ExpiresAt.lte(now.plus_seconds(hours * 3600)))
        .count(write.on())
        .await?;
    Ok(found > 0)
}

/// Marks a link used, and every other of the same person; false if it was used already.
pub(in crate::sign_in) async fn use_up(
    acting: &Acting,
    write: &Write,
    (id, person): (SignInLinkId, PersonId),
) -> Answer<bool> {
    let used = sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(acting.now()))
        .filter(sign_in_link::Column::Id.eq(id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    end_links(acting, write, &[person]).await?;
    Ok(used.rows_affected == 1)
}

/// Marks every link of these people used. A few hundred of them are one statement.
pub(in crate::sign_in) async fn end_links(
    acting: &Acting,
    write: &Write,
    people: &[PersonId],
) -> Answer<()> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(acting.now()))
        .filter(sign_in_link::Column::PersonId.is_in(people.iter().copied()))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}

/// Deletes links a month after they ended.
pub(in crate::sign_in) async fn delete_old_links(acting: &Acting) -> Answer<()> {
    let write = acting.db().write().await?;
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::ExpiresAt.lt(acting.now().plus_seconds(-30 * 86_400)))
        .exec(write.on())
        .await?;
    write.commit().await
}
