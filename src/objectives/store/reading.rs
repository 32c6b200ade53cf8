//! Queries that read objectives, and what their wording can choose from.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::{Listed, Party, SeenObjective, StepTaken};
use crate::{
    access::{Acting, proofs::in_post_on, reach::true_on},
    entities::{
        engagement::{entry, entry_partner},
        objectives::{
            objective, objective_partner, objective_priority, objective_step, objective_theme,
        },
        people::{employment, person, posting},
        systems::{entry_kind, organisation, tension_kind},
    },
    kernel::{fault::Answer, ids::*, time::Day},
};

/// An entry that its owner linked to an objective.
pub(in super::super) struct LinkedEntry {
    pub done_on: Day,
    pub minutes: i32,
    pub kind: String,
    pub partners: Vec<String>,
    pub changed: String,
    pub tension: Option<String>,
    pub tension_words: String,
}

/// The line manager of an employment today: of the same organisation, and in post.
pub(in super::super) async fn manager_of(
    acting: &Acting,
    of: &employment::Model,
) -> Answer<Option<Party>> {
    let (db, today) = (acting.db().read(), acting.today());
    if !in_post_on(of, today) {
        return Ok(None);
    }
    let posting = posting::Entity::find()
        .filter(posting::Column::EmploymentId.eq(of.id))
        .filter(true_on(today))
        .one(db)
        .await?;
    let Some(manager) = posting.and_then(|posting| posting.manager_employment_id) else {
        return Ok(None);
    };
    let found = employment::Entity::find_by_id(manager)
        .find_also_related(person::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(employment, person)| {
        let person = person?;
        (in_post_on(&employment, today) && employment.organisation_id == of.organisation_id)
            .then_some(Party {
                name: person.name,
                email: person.email,
            })
    }))
}

/// What an objective has chosen.
pub(in super::super) struct Chosen {
    pub partners: Vec<OrganisationId>,
    pub themes: Vec<ThemeId>,
    pub priorities: Vec<PriorityId>,
}

/// The partners, themes and priorities an objective has.
pub(in super::super) async fn wording_choices(acting: &Acting, id: ObjectiveId) -> Answer<Chosen> {
    wording_choices_on(acting.db().read(), id).await
}

/// The same on a connection, within a change or not.
pub(super) async fn wording_choices_on(
    on: &impl ConnectionTrait,
    id: ObjectiveId,
) -> Answer<Chosen> {
    let partners = objective_partner::Entity::find()
        .filter(objective_partner::Column::ObjectiveId.eq(id))
        .all(on)
        .await?;
    let themes = objective_theme::Entity::find()
        .filter(objective_theme::Column::ObjectiveId.eq(id))
        .all(on)
        .await?;
    let priorities = objective_priority::Entity::find()
        .filter(objective_priority::Column::ObjectiveId.eq(id))
        .all(on)
        .await?;
    Ok(Chosen {
        partners: partners
            .into_iter()
            .map(|row| row.organisation_id)
            .collect(),
        themes: themes.into_iter().map(|row| row.theme_id).collect(),
        priorities: priorities.into_iter().map(|row| row.priority_id).collect(),
    })
}

/// The objectives of these employments, newest appraisal year and newest first; since a year, if one is given.
pub(in super::super) async fn list(
    acting: &Acting,
    employments: &[EmploymentId],
    since: Option<Day>,
) -> Answer<Vec<Listed>> {
    let mut query = objective::Entity::find()
        .filter(objective::Column::EmploymentId.is_in(employments.iter().copied()));
    if let Some(year_on) = since {
        query = query.filter(objective::Column::YearOn.gte(year_on));
    }
    let found = query
        .order_by_desc(objective::Column::YearOn)
        .order_by_desc(objective::Column::CreatedAt)
        .order_by_desc(objective::Column::Id)
        .all(acting.db().read())
        .await?;
    Ok(found
        .into_iter()
        .map(|row| Listed {
            id: row.id,
            employment: row.employment_id,
            year_on: row.year_on,
            title: row.title,
            due_on: row.due_on,
            state: row.state,
            awaits: row.awaits,
        })
        .collect())
}

/// Every step in an objective's history, oldest first.
pub(in super::super) async fn steps(seen: &SeenObjective) -> Answer<Vec<StepTaken>> {
    let db = seen.acting().db().read();
    let steps = objective_step::Entity::find()
        .filter(objective_step::Column::ObjectiveId.eq(seen.id()))
        .order_by_asc(objective_step::Column::HappenedAt)
        .order_by_asc(objective_step::Column::Id)
        .all(db)
        .await?;
    let names: HashMap<PersonId, String> = person::Entity::find()
        .filter(person::Column::Id.is_in(steps.iter().map(|step| step.person_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    Ok(steps
        .into_iter()
        .map(|step| StepTaken {
            at: step.happened_at,
            who: names.get(&step.person_id).cloned().unwrap_or_default(),
            side: step.side,
            step: step.step,
            words: step.words,
            outcome: step.outcome,
        })
        .collect())
}

/// One page (from 1) of the entries linked to an objective, newest first, and how many there are in all.
pub(in super::super) async fn linked_entries(
    seen: &SeenObjective,
    page: usize,
    size: usize,
) -> Answer<(Vec<LinkedEntry>, usize)> {
    let db = seen.acting().db().read();
    let linked = entry::Entity::find()
        .filter(entry::Column::ObjectiveId.eq(seen.id()))
        .filter(entry::Column::WithdrawnAt.is_null());
    let total = linked.clone().count(db).await?;
    let entries = linked
        .order_by_desc(entry::Column::DoneOn)
        .order_by_desc(entry::Column::Id)
        .offset((page.max(1) as u64 - 1) * size as u64)
        .limit(size as u64)
        .all(db)
        .await?;
    let with = entry_partner::Entity::find()
        .filter(entry_partner::Column::EntryId.is_in(entries.iter().map(|e| e.id)))
        .all(db)
        .await?;
    let organisations: HashMap<OrganisationId, String> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(with.iter().map(|w| w.organisation_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let system = seen.system().id;
    let kinds: HashMap<EntryKindId, String> = entry_kind::Entity::find()
        .filter(entry_kind::Column::SystemId.eq(system))
        .all(db)
        .await?
        .into_iter()
        .map(|kind| (kind.id, kind.name))
        .collect();
    let tensions: HashMap<TensionKindId, String> = tension_kind::Entity::find()
        .filter(tension_kind::Column::SystemId.eq(system))
        .all(db)
        .await?
        .into_iter()
        .map(|kind| (kind.id, kind.name))
        .collect();
    let entries = entries
        .into_iter()
        .map(|entry| {
            let mut partners: Vec<String> = with
                .iter()
                .filter(|w| w.entry_id == entry.id)
                .filter_map(|w| organisations.get(&w.organisation_id).cloned())
                .collect();
            partners.sort();
            LinkedEntry {
                done_on: entry.done_on,
                minutes: entry.minutes,
                kind: kinds.get(&entry.entry_kind_id).cloned().unwrap_or_default(),
                partners,
                changed: entry.changed,
                tension: entry
                    .tension_kind_id
                    .and_then(|kind| tensions.get(&kind).cloned()),
                tension_words: entry.tension_words,
            }
        })
        .collect();
    Ok((entries, usize::try_from(total).unwrap_or(usize::MAX)))
}
