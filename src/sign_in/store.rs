//! Accounts and links in the database.

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, Query},
};

use super::Letterhead;
use crate::{
    access::{Acting, AdministeredOrganisation, tokens::Token},
    entities::{
        access::{Role, account, grant, sign_in_link},
        people::{employment, person, posting},
    },
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
    mail::{self, Mail},
};

/// Rows of one statement: far below either database's limit on parameters.
const AT_ONCE: usize = 500;

pub(super) async fn find_account(
    acting: &Acting,
    email: &str,
) -> Answer<Option<(account::Model, person::Model)>> {
    let found = account::Entity::find()
        .find_also_related(person::Entity)
        .filter(person::Column::Email.eq(email))
        .filter(account::Column::ClosedAt.is_null())
        .one(acting.db().read())
        .await?;
    Ok(found.and_then(|(account, person)| Some((account, person?))))
}

pub(super) async fn password_hash(acting: &Acting, id: AccountId) -> Answer<Option<String>> {
    Ok(account::Entity::find_by_id(id)
        .one(acting.db().read())
        .await?
        .and_then(|a| a.password_hash))
}

/// Someone with this address who is in post today or holds a grant today.
pub(super) async fn find_entitled(acting: &Acting, email: &str) -> Answer<Option<person::Model>> {
    let (db, today) = (acting.db().read(), acting.today());
    let Some(person) = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let closed = account::Entity::find()
        .filter(account::Column::PersonId.eq(person.id))
        .filter(account::Column::ClosedAt.is_not_null())
        .count(db)
        .await?;
    let employed = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(person.id))
        .filter(in_post(today))
        .count(db)
        .await?;
    let granted = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person.id))
        .filter(grant::Column::FromOn.lte(today))
        .filter(
            grant::Column::ToOn
                .is_null()
                .or(grant::Column::ToOn.gt(today)),
        )
        .count(db)
        .await?;
    Ok((closed == 0 && employed + granted > 0).then_some(person))
}

fn in_post(day: Day) -> Condition {
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

pub(super) async fn make_link(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    hours: i64,
) -> Answer<Token> {
    let (row, token) = link_row(acting, person, hours);
    row.insert(write.on()).await?;
    Ok(token)
}

pub(super) async fn make_links(
    acting: &Acting,
    write: &Write,
    people: &[person::Model],
    hours: i64,
) -> Answer<Vec<Token>> {
    let (rows, tokens): (Vec<_>, Vec<_>) =
        people.iter().map(|p| link_row(acting, p.id, hours)).unzip();
    for some in rows.chunks(AT_ONCE) {
        sign_in_link::Entity::insert_many(some.to_vec())
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(tokens)
}

fn link_row(acting: &Acting, person: PersonId, hours: i64) -> (sign_in_link::ActiveModel, Token) {
    let token = Token::new();
    let row = sign_in_link::ActiveModel {
        id: Set(SignInLinkId::new()),
        person_id: Set(person),
        token_hash: Set(token.hash()),
        created_at: Set(acting.now()),
        expires_at: Set(acting.now().plus_seconds(hours * 3600)),
        used_at: Set(None),
    };
    (row, token)
}

pub(super) async fn find_link(
    acting: &Acting,
    token: &Token,
) -> Answer<Option<(SignInLinkId, person::Model)>> {
    let Some(link) = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(token.hash()))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(acting.now()))
        .one(acting.db().read())
        .await?
    else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(link.person_id)
        .one(acting.db().read())
        .await?;
    Ok(person.map(|person| (link.id, person)))
}

/// Marks a link used, and every other of the same person; false if it was used already.
pub(super) async fn use_up(acting: &Acting, write: &Write, id: SignInLinkId) -> Answer<bool> {
    let used = sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(acting.now()))
        .filter(sign_in_link::Column::Id.eq(id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    let whose = Query::select()
        .column(sign_in_link::Column::PersonId)
        .from(sign_in_link::Entity)
        .and_where(sign_in_link::Column::Id.eq(id))
        .to_owned();
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(acting.now()))
        .filter(sign_in_link::Column::PersonId.in_subquery(whose))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Sets the password of a person's account, which is made if there is none.
pub(super) async fn set_password(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    hash: String,
) -> Answer<AccountId> {
    let found = account::Entity::find()
        .filter(account::Column::PersonId.eq(person))
        .one(write.on())
        .await?;
    if let Some(account) = found {
        let id = account.id;
        account::ActiveModel {
            id: Set(id),
            password_hash: Set(Some(hash)),
            ..Default::default()
        }
        .update(write.on())
        .await?;
        return Ok(id);
    }
    let id = AccountId::new();
    account::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        password_hash: Set(Some(hash)),
        created_at: Set(acting.now()),
        closed_at: Set(None),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

/// The person, if they have an address and no password.
pub(super) async fn find_without_password(
    write: &Write,
    id: PersonId,
) -> Answer<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id)
        .filter(person::Column::Email.is_not_null())
        .filter(person::Column::Id.not_in_subquery(with_account()))
        .one(write.on())
        .await?)
}

pub(super) async fn list_uninvited(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
) -> Answer<Vec<person::Model>> {
    let acting = organisation.acting();
    let today = acting.today();
    let mut query = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .filter(in_post(today))
        .filter(employment::Column::PersonId.not_in_subquery(with_account()));
    if let Some(group) = group {
        query = query.filter(
            employment::Column::Id.in_subquery(
                Query::select()
                    .column(posting::Column::EmploymentId)
                    .from(posting::Entity)
                    .and_where(posting::Column::StaffGroupId.eq(group))
                    .cond_where(crate::access::reach::true_on(today))
                    .to_owned(),
            ),
        );
    }
    Ok(query
        .join(JoinType::InnerJoin, employment::Relation::Person.def())
        .select_also(person::Entity)
        .filter(person::Column::Email.is_not_null())
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id)
        .all(acting.db().read())
        .await?
        .into_iter()
        .filter_map(|(_, person)| person)
        .collect())
}

fn with_account() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(account::Column::PersonId)
        .from(account::Entity)
        .to_owned()
}

pub(super) async fn queue(
    acting: &Acting,
    write: &Write,
    letterhead: &Letterhead,
    mail: Mail,
) -> Answer<()> {
    mail::queue(write, acting.now(), &letterhead.host, mail)
        .await
        .map(|_| ())
}

pub(super) async fn queue_all(
    acting: &Acting,
    write: &Write,
    letterhead: &Letterhead,
    mails: Vec<Mail>,
) -> Answer<()> {
    mail::queue_many(write, acting.now(), &letterhead.host, mails)
        .await
        .map(|_| ())
}

/// Deletes links a month after they ended.
pub(super) async fn delete_old_links(acting: &Acting) -> Answer<()> {
    let write = acting.db().write().await?;
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::ExpiresAt.lt(acting.now().plus_seconds(-30 * 86_400)))
        .exec(write.on())
        .await?;
    write.commit().await
}

/// The person with this address, added with this name if there is none.
pub(super) async fn find_or_add_person(
    acting: &Acting,
    write: &Write,
    email: &str,
    name: &str,
) -> Answer<PersonId> {
    if let Some(person) = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(write.on())
        .await?
    {
        return Ok(person.id);
    }
    let id = PersonId::new();
    person::ActiveModel {
        id: Set(id),
        email: Set(Some(email.to_owned())),
        name: Set(name.to_owned()),
        created_at: Set(acting.now()),
    }
    .insert(write.on())
    .await?;
    Ok(id)
}

/// Gives a role from today, unless it is held already.
pub(super) async fn add_grant(
    acting: &Acting,
    write: &Write,
    person: PersonId,
    role: Role,
    system: SystemId,
    organisation: Option<OrganisationId>,
) -> Answer<()> {
    let held = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person))
        .filter(grant::Column::Role.eq(role))
        .filter(grant::Column::SystemId.eq(system))
        .filter(grant::Column::ToOn.is_null())
        .all(write.on())
        .await?;
    if held
        .iter()
        .any(|grant| grant.organisation_id == organisation)
    {
        return Ok(());
    }
    grant::ActiveModel {
        id: Set(GrantId::new()),
        person_id: Set(person),
        role: Set(role),
        system_id: Set(system),
        organisation_id: Set(organisation),
        board_id: Set(None),
        from_on: Set(acting.today()),
        to_on: Set(None),
    }
    .insert(write.on())
    .await?;
    Ok(())
}
