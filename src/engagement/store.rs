//! Queries of entries.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use super::Work;
use crate::{
    access::{Acting, OwnEmployment, audit::Line},
    entities::{
        engagement::{entry, entry_partner},
        objectives::objective,
        systems::{entry_kind, organisation},
    },
    kernel::{fault::Answer, ids::*, stood::Stood, time::Day},
    organisations::lists,
};

pub(super) mod amending;
pub(super) mod days;
pub(super) mod logging;
pub(super) mod stories;

/// One entry in a list, in words.
pub(super) struct Listed {
    pub id: EntryId,
    pub employment: EmploymentId,
    pub done_on: Day,
    pub minutes: i32,
    pub kind: String,
    pub partners: Vec<String>,
    pub objective: Option<(ObjectiveId, String)>,
    pub changed: String,
    /// Whether what changed is offered to its board as a story, in these words.
    pub is_offered: bool,
}

/// The lists of a system that an entry chooses from: what is not retired, or was chosen before.
pub(super) struct Lists {
    pub kinds: Vec<(EntryKindId, String)>,
    pub tensions: Vec<(TensionKindId, String)>,
}

/// An entry by its id, unless it is withdrawn; whose it is, is [`super::own_entry`]'s to say.
pub(super) async fn find(acting: &Acting, id: EntryId) -> Answer<Option<entry::Model>> {
    Ok(entry::Entity::find_by_id(id)
        .filter(entry::Column::WithdrawnAt.is_null())
        .one(acting.db().read())
        .await?)
}

/// What an entry says.
pub(super) async fn work_of(acting: &Acting, entry: &entry::Model) -> Answer<Work> {
    work_on(acting.db().read(), entry).await
}

/// The same on a connection, within a change or not.
async fn work_on(on: &impl ConnectionTrait, entry: &entry::Model) -> Answer<Work> {
    let mut partners = with(on, &[entry.id]).await?;
    Ok(work(entry, partners.remove(&entry.id).unwrap_or_default()))
}

/// What someone's last entries said, the latest first.
pub(super) async fn latest(
    acting: &Acting,
    employments: &[EmploymentId],
    at_most: u64,
) -> Answer<Vec<(EmploymentId, Work)>> {
    let entries = entry::Entity::find()
        .filter(entry::Column::EmploymentId.is_in(employments.iter().copied()))
        .filter(entry::Column::WithdrawnAt.is_null())
        .order_by_desc(entry::Column::CreatedAt)
        .order_by_desc(entry::Column::Id)
        .limit(at_most)
        .all(acting.db().read())
        .await?;
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let mut partners = with(acting.db().read(), &ids).await?;
    Ok(entries
        .iter()
        .map(|entry| {
            let partners = partners.remove(&entry.id).unwrap_or_default();
            (entry.employment_id, work(entry, partners))
        })
        .collect())
}

/// The kinds of work and of tension a system has, in its order.
pub(super) async fn lists(
    acting: &Acting,
    system: SystemId,
    before: Option<&Work>,
) -> Answer<Lists> {
    let today = acting.today();
    let (kind, tension) = (
        before.map(|work| work.kind),
        before.and_then(|work| work.tension),
    );
    let kinds = lists::entry_kinds_ever(acting, system).await?;
    let tensions = lists::tension_kinds_ever(acting, system).await?;
    Ok(Lists {
        kinds: kinds
            .into_iter()
            .filter(|item| lists::in_use_on(item.retired_on, today) || kind == Some(item.id))
            .map(|item| (item.id, item.name))
            .collect(),
        tensions: tensions
            .into_iter()
            .filter(|item| lists::in_use_on(item.retired_on, today) || tension == Some(item.id))
            .map(|item| (item.id, item.name))
            .collect(),
    })
}

/// One page (from 1) of someone's entries, the latest day first, and how many there are in all.
pub(super) async fn list(
    acting: &Acting,
    employments: &[EmploymentId],
    page: usize,
    size: usize,
) -> Answer<(Vec<Listed>, usize)> {
    let db = acting.db().read();
    let own = entry::Entity::find()
        .filter(entry::Column::EmploymentId.is_in(employments.iter().copied()))
        .filter(entry::Column::WithdrawnAt.is_null());
    let total = own.clone().count(db).await?;
    let entries = own
        .order_by_desc(entry::Column::DoneOn)
        .order_by_desc(entry::Column::CreatedAt)
        .order_by_desc(entry::Column::Id)
        .offset((page.max(1) as u64 - 1).saturating_mul(size as u64))
        .limit(size as u64)
        .all(db)
        .await?;
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let partners = with(db, &ids).await?;
    let organisations: HashMap<OrganisationId, String> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(partners.values().flatten().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let kinds: HashMap<EntryKindId, String> = entry_kind::Entity::find()
        .filter(entry_kind::Column::Id.is_in(entries.iter().map(|entry| entry.entry_kind_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|kind| (kind.id, kind.name))
        .collect();
    let objectives: HashMap<ObjectiveId, String> = objective::Entity::find()
        .filter(objective::Column::Id.is_in(entries.iter().filter_map(|entry| entry.objective_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|objective| (objective.id, objective.title))
        .collect();
    let stories = stories::offered_of(acting, &entries).await?;
    let listed = entries
        .into_iter()
        .map(|entry| {
            let mut names: Vec<String> = partners
                .get(&entry.id)
                .into_iter()
                .flatten()
                .filter_map(|id| organisations.get(id).cloned())
                .collect();
            names.sort();
            Listed {
                id: entry.id,
                employment: entry.employment_id,
                done_on: entry.done_on,
                minutes: entry.minutes,
                kind: kinds.get(&entry.entry_kind_id).cloned().unwrap_or_default(),
                partners: names,
                objective: entry
                    .objective_id
                    .and_then(|id| Some((id, objectives.get(&id)?.clone()))),
                is_offered: stories.contains(&entry.id),
                changed: entry.changed,
            }
        })
        .collect();
    Ok((listed, usize::try_from(total).unwrap_or(usize::MAX)))
}

/// The day and minutes of each of someone's entries from one day to another, both included.
pub(super) async fn minutes_between(
    acting: &Acting,
    employments: &[EmploymentId],
    from: Day,
    to: Day,
) -> Answer<Vec<(Day, i32)>> {
    Ok(entry::Entity::find()
        .select_only()
        .column(entry::Column::DoneOn)
        .column(entry::Column::Minutes)
        .filter(entry::Column::EmploymentId.is_in(employments.iter().copied()))
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::DoneOn.between(from, to))
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// The partners of each of these entries.
async fn with(
    on: &impl ConnectionTrait,
    entries: &[EntryId],
) -> Answer<HashMap<EntryId, Vec<OrganisationId>>> {
    let rows = entry_partner::Entity::find()
        .filter(entry_partner::Column::EntryId.is_in(entries.iter().copied()))
        .all(on)
        .await?;
    let mut partners: HashMap<EntryId, Vec<OrganisationId>> = HashMap::new();
    for row in rows {
        partners
            .entry(row.entry_id)
            .or_default()
            .push(row.organisation_id);
    }
    Ok(partners)
}

fn said(own: &OwnEmployment, work: &Work) -> entry::ActiveModel {
    entry::ActiveModel {
        employment_id: Set(own.id()),
        done_on: Set(work.done_on),
        minutes: Set(work.minutes),
        entry_kind_id: Set(work.kind),
        objective_id: Set(work.objective),
        changed: Set(work.changed.clone()),
        tension_kind_id: Set(work.tension),
        tension_words: Set(work.tension_words.clone()),
        ..Default::default()
    }
}

fn work(entry: &entry::Model, partners: Vec<OrganisationId>) -> Work {
    Work {
        done_on: entry.done_on,
        minutes: entry.minutes,
        kind: entry.entry_kind_id,
        partners,
        objective: entry.objective_id,
        changed: entry.changed.clone(),
        tension: entry.tension_kind_id,
        tension_words: entry.tension_words.clone(),
    }
}

fn line(act: &'static str, own: &OwnEmployment, id: EntryId) -> Line {
    Line::of(act)
        .system(own.system().id)
        .organisation(own.organisation().id)
        .subject(id.0)
}

fn told(employment: EmploymentId, work: &Work) -> Value {
    json!({
        "employment": employment, "done_on": work.done_on, "minutes": work.minutes, "kind": work.kind,
        "partners": work.partners, "objective": work.objective, "changed": work.changed,
        "tension": work.tension, "tension_words": work.tension_words,
    })
}

/// The mark of what an entry says, in whichever order its partners are chosen.
pub(super) fn stood(employment: EmploymentId, work: &Work) -> Stood {
    let mut work = work.clone();
    work.partners.sort_unstable();
    Stood::of(&told(employment, &work))
}
