//! Who has no account yet, and who was sent a link lately.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
    sea_query::{LockType, Query, SelectStatement},
};

use super::{AT_ONCE, links::in_post};
use crate::{
    access::AdministeredOrganisation,
    entities::{
        access::{account, sign_in_link},
        people::{employment, person, posting},
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::Answer,
        ids::{PersonId, SignInLinkId, StaffGroupId},
    },
    sign_in::inviting::Uninvited,
};

/// The person, if they have an address.
pub(in crate::sign_in) async fn find_addressed(
    write: &Write,
    id: PersonId,
) -> Answer<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id)
        .filter(person::Column::Email.is_not_null())
        .one(write.on())
        .await?)
}

/// Two who invite at the same time take turns, so that the second finds what the first has sent.
pub(in crate::sign_in) async fn hold(
    organisation: &AdministeredOrganisation,
    write: &Write,
) -> Answer<()> {
    organisation::Entity::find_by_id(organisation.id())
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?;
    Ok(())
}

/// Everyone in post at an organisation, or of one staff group there, who has an address and no account, by name; and
/// whether they were sent a link within so many seconds.
pub(in crate::sign_in) async fn list_uninvited(
    organisation: &AdministeredOrganisation,
    group: Option<StaffGroupId>,
    seconds: i64,
) -> Answer<Vec<Uninvited>> {
    let on = organisation.acting().db().read();
    list_uninvited_on(organisation, on, group, seconds).await
}

/// The same within a change.
pub(in crate::sign_in) async fn list_uninvited_within(
    organisation: &AdministeredOrganisation,
    write: &Write,
    group: Option<StaffGroupId>,
    seconds: i64,
) -> Answer<Vec<Uninvited>> {
    list_uninvited_on(organisation, write.on(), group, seconds).await
}

async fn list_uninvited_on(
    organisation: &AdministeredOrganisation,
    on: &impl ConnectionTrait,
    group: Option<StaffGroupId>,
    seconds: i64,
) -> Answer<Vec<Uninvited>> {
    let acting = organisation.acting();
    let today = acting.today();
    let mut query = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .filter(in_post(today))
        .filter(employment::Column::PersonId.not_in_subquery(any_account()));
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
    let mut people: Vec<person::Model> = query
        .join(JoinType::InnerJoin, employment::Relation::Person.def())
        .select_also(person::Entity)
        .filter(person::Column::Email.is_not_null())
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id)
        .all(on)
        .await?
        .into_iter()
        .filter_map(|(_, person)| person)
        .collect();
    // Whoever is employed here twice is invited once.
    people.dedup_by_key(|person| person.id);
    let here = Query::select()
        .column(employment::Column::PersonId)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(organisation.id()))
        .to_owned();
    let since = acting.now().plus_seconds(-seconds);
    let lately: Vec<(PersonId, Option<String>)> = sign_in_link::Entity::find()
        .select_only()
        .columns([sign_in_link::Column::PersonId, sign_in_link::Column::SentTo])
        .filter(sign_in_link::Column::CreatedAt.gt(since))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::PersonId.in_subquery(here))
        .into_tuple()
        .all(on)
        .await?;
    let lately: HashSet<(PersonId, Option<String>)> = lately.into_iter().collect();
    Ok(people
        .into_iter()
        .map(|person| Uninvited {
            is_recent: lately.contains(&(person.id, person.email.clone())),
            person,
        })
        .collect())
}

/// Whether any of these links is there.
pub(in crate::sign_in) async fn was_sent(write: &Write, links: &[SignInLinkId]) -> Answer<bool> {
    for some in links.chunks(AT_ONCE) {
        let found = sign_in_link::Entity::find()
            .filter(sign_in_link::Column::Id.is_in(some.iter().copied()))
            .count(write.on())
            .await?;
        if found > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn any_account() -> SelectStatement {
    Query::select()
        .column(account::Column::PersonId)
        .from(account::Entity)
        .to_owned()
}
