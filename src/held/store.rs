//! What is held on somebody, in the database: reading all of it, and forgetting it.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, Query, SelectStatement},
};

use super::words::{Held, Person};
use crate::{
    access::{Acting, OwnRecords},
    entities::{
        engagement::entry,
        objectives::objective,
        people::employment,
        systems::{organisation, system},
    },
    kernel::{database::Write, fault::Answer, ids::*},
};

pub(super) mod due;
pub(super) mod forgetting;
pub(super) mod mails;
pub(super) mod person;
pub(super) mod trail;
pub(super) mod work;

/// Ids in one statement, well below the parameters that either database takes.
const AT_ONCE: usize = 500;

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

/// What is held on somebody: so much of what may be long, or all.
pub(super) async fn held_on(records: &OwnRecords, most: Option<u64>) -> Answer<Held> {
    let (acting, somebody) = (records.acting(), records.person());
    let (on, id) = (acting.db().read(), somebody.id);
    let email = somebody.email.as_deref().unwrap_or_default();
    Ok(Held {
        read_at: acting.now(),
        person: Person {
            name: somebody.name.clone(),
            email: somebody.email.clone(),
            on_record_since: somebody.created_at,
        },
        account: person::account(on, id).await?,
        sign_in_links: person::links(on, id).await?,
        roles: person::roles(on, id).await?,
        employments: person::employments(on, id).await?,
        objectives: work::objectives(on, id, most).await?,
        entries: work::entries(on, id, most).await?,
        summaries_stopped: person::summaries_stopped(on, id).await?,
        summaries_written: mails::summaries(on, id, most).await?,
        digests_to_them: mails::digests_to(on, email).await?,
        mails: mails::mails(on, email, most).await?,
        done_by_them: trail::done_by(on, id, most).await?,
        done_to_their_records: trail::done_to(on, id, most).await?,
    })
}

/// For how many years people are kept after they have left, in the system that keeps them longest; none without one.
pub(super) async fn longest(acting: &Acting) -> Answer<Option<i32>> {
    years(
        acting,
        system::Entity::find().order_by_desc(system::Column::YearsKept),
    )
    .await
}

/// The same in the system that keeps them shortest.
pub(super) async fn shortest(acting: &Acting) -> Answer<Option<i32>> {
    years(
        acting,
        system::Entity::find().order_by_asc(system::Column::YearsKept),
    )
    .await
}

async fn years(acting: &Acting, systems: sea_orm::Select<system::Entity>) -> Answer<Option<i32>> {
    Ok(systems
        .select_only()
        .column(system::Column::YearsKept)
        .limit(1)
        .into_tuple()
        .one(acting.db().read())
        .await?)
}

/// How many rows there are in all, of which so many were read where these were the most to read. They are counted only
/// where there may be more.
async fn how_many<E: EntityTrait>(
    on: &impl ConnectionTrait,
    all: Select<E>,
    read: usize,
    most: Option<u64>,
) -> Answer<u64>
where
    E::Model: Send + Sync,
{
    let read = read as u64;
    match most {
        Some(most) if read >= most => Ok(all.count(on).await?),
        _ => Ok(read),
    }
}

/// Somebody's employments, as a condition of another query.
fn employments_of(person: PersonId) -> SelectStatement {
    Query::select()
        .column(employment::Column::Id)
        .from(employment::Entity)
        .and_where(employment::Column::PersonId.eq(person))
        .take()
}

/// Somebody's objectives, as a condition of another query.
fn objectives_of(person: PersonId) -> SelectStatement {
    Query::select()
        .column(objective::Column::Id)
        .from(objective::Entity)
        .and_where(objective::Column::EmploymentId.in_subquery(employments_of(person)))
        .take()
}

/// Somebody's entries, as a condition of another query.
fn entries_of(person: PersonId) -> SelectStatement {
    Query::select()
        .column(entry::Column::Id)
        .from(entry::Entity)
        .and_where(entry::Column::EmploymentId.in_subquery(employments_of(person)))
        .take()
}

/// What is said of every line of the audit trail but those of entries that were logged: written as it stands in the
/// index of who did what, so that either database sees that it may use it.
fn not_logging() -> Expr {
    Expr::cust("act <> 'entry logged'")
}

/// What organisations are called.
async fn organisations(
    on: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Answer<HashMap<OrganisationId, String>> {
    let ids: BTreeSet<OrganisationId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let named: Vec<(OrganisationId, String)> = organisation::Entity::find()
        .select_only()
        .columns([organisation::Column::Id, organisation::Column::Name])
        .filter(organisation::Column::Id.is_in(ids))
        .into_tuple()
        .all(on)
        .await?;
    Ok(named.into_iter().collect())
}

/// What somebody's employers are called, by employment.
async fn employers(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<HashMap<EmploymentId, String>> {
    let own = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(person))
        .find_also_related(organisation::Entity)
        .all(on)
        .await?;
    Ok(own
        .into_iter()
        .filter_map(|(own, organisation)| Some((own.id, organisation?.name)))
        .collect())
}
