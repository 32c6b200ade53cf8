//! What stands, for a list to be compared with.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Query, SelectStatement},
};

use super::AT_ONCE;
use crate::{
    access::Acting,
    entities::{
        access::grant,
        people::{employment, person, posting},
    },
    kernel::{database::Write, fault::Answer, ids::*},
    people::comparison::{Records, Standing},
};

/// The records that a list with these addresses is compared with.
pub(in crate::people) async fn records(
    acting: &Acting,
    organisation: OrganisationId,
    emails: &[&str],
) -> Answer<Records> {
    records_on(acting.db().read(), organisation, emails).await
}

/// The same within a change.
pub(in crate::people) async fn records_within(
    write: &Write,
    organisation: OrganisationId,
    emails: &[&str],
) -> Answer<Records> {
    records_on(write.on(), organisation, emails).await
}

async fn records_on(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
    emails: &[&str],
) -> Answer<Records> {
    let shared = shared(on, organisation).await?;
    let granted = granted_elsewhere(on, organisation).await?;
    let mut histories: HashMap<EmploymentId, Vec<posting::Model>> = HashMap::new();
    for posting in posting::Entity::find()
        .filter(posting::Column::EmploymentId.in_subquery(employments_of(organisation)))
        .order_by_asc(posting::Column::FromOn)
        .all(on)
        .await?
    {
        histories
            .entry(posting.employment_id)
            .or_default()
            .push(posting);
    }
    let standing: Vec<Standing> = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(organisation))
        .order_by_asc(employment::Column::Id)
        .find_also_related(person::Entity)
        .all(on)
        .await?
        .into_iter()
        .filter_map(|(employment, person)| {
            let person = person?;
            let is_shared = shared.contains(&person.id);
            Some(Standing {
                postings: histories.remove(&employment.id).unwrap_or_default(),
                is_shared,
                signs_in_elsewhere: is_shared || granted.contains(&person.id),
                employment,
                person,
            })
        })
        .collect();
    let known_addresses = known_addresses(on, &standing, emails).await?;
    Ok(Records {
        standing,
        known_addresses,
    })
}

/// Whose these addresses are.
async fn known_addresses(
    on: &impl ConnectionTrait,
    standing: &[Standing],
    emails: &[&str],
) -> Answer<HashMap<String, PersonId>> {
    let mut known: HashMap<String, PersonId> = standing
        .iter()
        .filter_map(|own| Some((own.person.email.clone()?, own.person.id)))
        .collect();
    let others: Vec<&str> = emails
        .iter()
        .copied()
        .filter(|email| !known.contains_key(*email))
        .collect();
    let addressed = || {
        person::Entity::find()
            .select_only()
            .columns([person::Column::Email, person::Column::Id])
            .filter(person::Column::Email.is_not_null())
    };
    // Where fewer are known than are asked about, reading them all is quicker than asking.
    if addressed().count(on).await? < others.len() as u64 {
        let all: Vec<(String, PersonId)> = addressed().into_tuple().all(on).await?;
        known.extend(all);
        return Ok(known);
    }
    for some in others.chunks(AT_ONCE) {
        let these = addressed().filter(person::Column::Email.is_in(some.iter().copied()));
        let found: Vec<(String, PersonId)> = these.into_tuple().all(on).await?;
        known.extend(found);
    }
    Ok(known)
}

/// The employments of an organisation, as a condition of another query.
pub(super) fn employments_of(organisation: OrganisationId) -> SelectStatement {
    Query::select()
        .column(employment::Column::Id)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(organisation))
        .to_owned()
}

fn people_of(organisation: OrganisationId) -> SelectStatement {
    Query::select()
        .column(employment::Column::PersonId)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(organisation))
        .to_owned()
}

/// Whoever of its people is, or was, employed by another partner too.
async fn shared(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<HashSet<PersonId>> {
    let found: Vec<PersonId> = employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .distinct()
        .filter(employment::Column::OrganisationId.ne(organisation))
        .filter(employment::Column::PersonId.in_subquery(people_of(organisation)))
        .into_tuple()
        .all(on)
        .await?;
    Ok(found.into_iter().collect())
}

/// Whoever of its people holds, or held, a role over anything beyond it.
async fn granted_elsewhere(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<HashSet<PersonId>> {
    let beyond = Condition::any()
        .add(grant::Column::OrganisationId.is_null())
        .add(grant::Column::OrganisationId.ne(organisation));
    let found: Vec<PersonId> = grant::Entity::find()
        .select_only()
        .column(grant::Column::PersonId)
        .distinct()
        .filter(beyond)
        .filter(grant::Column::PersonId.in_subquery(people_of(organisation)))
        .into_tuple()
        .all(on)
        .await?;
    Ok(found.into_iter().collect())
}
