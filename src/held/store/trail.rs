//! The audit trail of what somebody did, and of what others did to their records.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::{
    AT_ONCE, employments_of, entries_of, how_many, not_logging, objectives_of, organisations,
};
use crate::{
    entities::{
        access::{audit_line, grant},
        engagement::entry,
        objectives::objective,
        people::employment,
    },
    held::words::{Line, Part},
    kernel::{fault::Answer, ids::*},
};

/// What somebody did, the latest first: all of it; or so many lines, and without the entries they logged, which are
/// listed as entries anyhow.
pub(in crate::held) async fn done_by(
    on: &impl ConnectionTrait,
    person: PersonId,
    most: Option<u64>,
) -> Answer<Part<Line>> {
    let own = audit_line::Entity::find()
        .filter(audit_line::Column::PersonId.eq(person))
        .filter(not_logging());
    let mut rows = latest(own.clone(), most).all(on).await?;
    if most.is_none() {
        rows.extend(logged(on, person).await?);
        rows.sort_by_key(|row| std::cmp::Reverse((row.happened_at, row.id)));
    }
    let count = how_many(on, own, rows.len(), most).await?;
    let latest = told(on, person, rows).await?;
    Ok(Part { count, latest })
}

/// The lines of the entries that somebody logged.
async fn logged(on: &impl ConnectionTrait, person: PersonId) -> Answer<Vec<audit_line::Model>> {
    Ok(audit_line::Entity::find()
        .filter(audit_line::Column::SubjectId.in_subquery(entries_of(person)))
        .filter(audit_line::Column::Act.eq("entry logged"))
        .all(on)
        .await?)
}

/// What others did to somebody's records, the latest first: so many lines of it, or all. Nobody else touches entries.
pub(in crate::held) async fn done_to(
    on: &impl ConnectionTrait,
    person: PersonId,
    most: Option<u64>,
) -> Answer<Part<Line>> {
    let by = audit_line::Column::PersonId;
    let others = audit_line::Entity::find()
        .filter(audit_line::Column::SubjectId.is_in(subjects(on, person).await?))
        .filter(by.is_null().or(by.ne(person)));
    let rows = latest(others.clone(), most).all(on).await?;
    let count = how_many(on, others, rows.len(), most).await?;
    let latest = told(on, person, rows).await?;
    Ok(Part { count, latest })
}

/// What the trail knows somebody's records by, but for entries: themselves, their roles, employments and objectives.
pub(super) async fn subjects(on: &impl ConnectionTrait, person: PersonId) -> Answer<Vec<Uuid>> {
    let grants: Vec<GrantId> = grant::Entity::find()
        .select_only()
        .column(grant::Column::Id)
        .filter(grant::Column::PersonId.eq(person))
        .into_tuple()
        .all(on)
        .await?;
    let employments: Vec<EmploymentId> = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::PersonId.eq(person))
        .into_tuple()
        .all(on)
        .await?;
    let objectives: Vec<ObjectiveId> = objective::Entity::find()
        .select_only()
        .column(objective::Column::Id)
        .filter(objective::Column::Id.in_subquery(objectives_of(person)))
        .into_tuple()
        .all(on)
        .await?;
    let mut all = vec![person.0];
    all.extend(grants.into_iter().map(|id| id.0));
    all.extend(employments.into_iter().map(|id| id.0));
    all.extend(objectives.into_iter().map(|id| id.0));
    Ok(all)
}

fn latest(lines: Select<audit_line::Entity>, most: Option<u64>) -> Select<audit_line::Entity> {
    lines
        .order_by_desc(audit_line::Column::HappenedAt)
        .order_by_desc(audit_line::Column::Id)
        .limit(most)
}

/// Lines in words: what is said of records that are not theirs is left out, and who else did something is not named.
async fn told(
    on: &impl ConnectionTrait,
    person: PersonId,
    rows: Vec<audit_line::Model>,
) -> Answer<Vec<Line>> {
    let mut own: HashSet<Uuid> = subjects(on, person).await?.into_iter().collect();
    let others: Vec<Uuid> = rows.iter().filter_map(|row| row.subject_id).collect();
    for some in others.chunks(AT_ONCE) {
        let entries: Vec<EntryId> = entry::Entity::find()
            .select_only()
            .column(entry::Column::Id)
            .filter(entry::Column::Id.is_in(some.iter().map(|&id| EntryId(id))))
            .filter(entry::Column::EmploymentId.in_subquery(employments_of(person)))
            .into_tuple()
            .all(on)
            .await?;
        own.extend(entries.into_iter().map(|id| id.0));
    }
    let at = organisations(on, rows.iter().filter_map(|row| row.organisation_id)).await?;
    let told = rows.into_iter().map(|row| {
        let to_their_own = row.subject_id.is_some_and(|id| own.contains(&id));
        let by = match row.person_id {
            Some(id) if id == person => "you",
            Some(_) => "somebody else",
            None if row.actor == "operator" => "the operator",
            None if row.actor == "clockwork" => "the service by itself",
            None => "somebody with a link or a key",
        };
        Line {
            at: row.happened_at,
            act: row.act,
            by,
            organisation: row.organisation_id.and_then(|id| at.get(&id).cloned()),
            to_their_own,
            from: row.from_value.filter(|_| to_their_own),
            to: row.to_value.filter(|_| to_their_own),
        }
    });
    Ok(told.collect())
}
