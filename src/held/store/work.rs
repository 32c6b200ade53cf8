//! What somebody set out to do, and what they did.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{AT_ONCE, employers, employments_of, how_many, organisations};
use crate::{
    entities::{
        engagement::{entry, entry_partner, story},
        objectives::{
            objective, objective_partner, objective_priority, objective_step, objective_theme,
        },
        systems::{entry_kind, priority, tension_kind, theme},
    },
    held::words::{Entry, Objective, Part, Step, Story},
    kernel::{fault::Answer, ids::*},
};

/// Objectives, the latest first: so many of them, or all.
pub(in crate::held) async fn objectives(
    on: &impl ConnectionTrait,
    person: PersonId,
    most: Option<u64>,
) -> Answer<Part<Objective>> {
    let own = objective::Entity::find()
        .filter(objective::Column::EmploymentId.in_subquery(employments_of(person)));
    let rows = own
        .clone()
        .order_by_desc(objective::Column::YearOn)
        .order_by_desc(objective::Column::CreatedAt)
        .order_by_desc(objective::Column::Id)
        .limit(most)
        .all(on)
        .await?;
    let count = how_many(on, own, rows.len(), most).await?;
    let at = employers(on, person).await?;
    let mut latest = Vec::new();
    for some in rows.chunks(AT_ONCE) {
        latest.extend(worded(on, some, &at).await?);
    }
    Ok(Part { count, latest })
}

/// Objectives with what they serve and what happened to them.
async fn worded(
    on: &impl ConnectionTrait,
    rows: &[objective::Model],
    at: &HashMap<EmploymentId, String>,
) -> Answer<Vec<Objective>> {
    let ids = || rows.iter().map(|row| row.id);
    let steps = objective_step::Entity::find()
        .filter(objective_step::Column::ObjectiveId.is_in(ids()))
        .order_by_asc(objective_step::Column::HappenedAt)
        .order_by_asc(objective_step::Column::Id)
        .all(on)
        .await?;
    let partners = objective_partner::Entity::find()
        .filter(objective_partner::Column::ObjectiveId.is_in(ids()))
        .all(on)
        .await?;
    let themes = objective_theme::Entity::find()
        .filter(objective_theme::Column::ObjectiveId.is_in(ids()))
        .all(on)
        .await?;
    let priorities = objective_priority::Entity::find()
        .filter(objective_priority::Column::ObjectiveId.is_in(ids()))
        .all(on)
        .await?;
    let with = organisations(on, partners.iter().map(|row| row.organisation_id)).await?;
    let themes_named: HashMap<ThemeId, String> = theme::Entity::find()
        .filter(theme::Column::Id.is_in(themes.iter().map(|row| row.theme_id)))
        .all(on)
        .await?
        .into_iter()
        .map(|theme| (theme.id, theme.name))
        .collect();
    let priorities_named: HashMap<PriorityId, String> = priority::Entity::find()
        .filter(priority::Column::Id.is_in(priorities.iter().map(|row| row.priority_id)))
        .all(on)
        .await?
        .into_iter()
        .map(|priority| (priority.id, priority.name))
        .collect();
    let worded = rows.iter().map(|row| Objective {
        organisation: at.get(&row.employment_id).cloned().unwrap_or_default(),
        year_on: row.year_on,
        title: row.title.clone(),
        what: row.what.clone(),
        due_on: row.due_on,
        purpose: row.purpose.clone(),
        level: row.level.label(),
        state: row.state.label(),
        agreed_on: row.agreed_on,
        closed_on: row.closed_on,
        partners: sorted(
            partners
                .iter()
                .filter(|partner| partner.objective_id == row.id)
                .filter_map(|partner| with.get(&partner.organisation_id)),
        ),
        themes: sorted(
            themes
                .iter()
                .filter(|theme| theme.objective_id == row.id)
                .filter_map(|theme| themes_named.get(&theme.theme_id)),
        ),
        priorities: sorted(
            priorities
                .iter()
                .filter(|priority| priority.objective_id == row.id)
                .filter_map(|priority| priorities_named.get(&priority.priority_id)),
        ),
        steps: steps
            .iter()
            .filter(|step| step.objective_id == row.id)
            .map(|step| Step {
                at: step.happened_at,
                side: step.side.label(),
                step: step.step.label(),
                words: step.words.clone(),
                outcome: step.outcome.map(|outcome| outcome.label()),
            })
            .collect(),
    });
    Ok(worded.collect())
}

/// Entries, withdrawn ones too, the latest day first: so many of them, or all.
pub(in crate::held) async fn entries(
    on: &impl ConnectionTrait,
    person: PersonId,
    most: Option<u64>,
) -> Answer<Part<Entry>> {
    let own = entry::Entity::find()
        .filter(entry::Column::EmploymentId.in_subquery(employments_of(person)));
    let rows = own
        .clone()
        .order_by_desc(entry::Column::DoneOn)
        .order_by_desc(entry::Column::CreatedAt)
        .order_by_desc(entry::Column::Id)
        .limit(most)
        .all(on)
        .await?;
    let count = how_many(on, own, rows.len(), most).await?;
    let at = employers(on, person).await?;
    let mut latest = Vec::new();
    for some in rows.chunks(AT_ONCE) {
        latest.extend(told(on, some, &at).await?);
    }
    Ok(Part { count, latest })
}

/// Entries in words.
async fn told(
    on: &impl ConnectionTrait,
    rows: &[entry::Model],
    at: &HashMap<EmploymentId, String>,
) -> Answer<Vec<Entry>> {
    let ids = || rows.iter().map(|row| row.id);
    let partners = entry_partner::Entity::find()
        .filter(entry_partner::Column::EntryId.is_in(ids()))
        .all(on)
        .await?;
    let with = organisations(on, partners.iter().map(|row| row.organisation_id)).await?;
    let mut partners_of: HashMap<EntryId, Vec<OrganisationId>> = HashMap::new();
    for partner in partners {
        let of = partners_of.entry(partner.entry_id).or_default();
        of.push(partner.organisation_id);
    }
    let kinds: BTreeSet<EntryKindId> = rows.iter().map(|row| row.entry_kind_id).collect();
    let kinds: HashMap<EntryKindId, String> = entry_kind::Entity::find()
        .filter(entry_kind::Column::Id.is_in(kinds))
        .all(on)
        .await?
        .into_iter()
        .map(|kind| (kind.id, kind.name))
        .collect();
    let tensions: BTreeSet<TensionKindId> =
        rows.iter().filter_map(|row| row.tension_kind_id).collect();
    let tensions: HashMap<TensionKindId, String> = tension_kind::Entity::find()
        .filter(tension_kind::Column::Id.is_in(tensions))
        .all(on)
        .await?
        .into_iter()
        .map(|kind| (kind.id, kind.name))
        .collect();
    let objectives: BTreeSet<ObjectiveId> =
        rows.iter().filter_map(|row| row.objective_id).collect();
    let objectives: HashMap<ObjectiveId, String> = objective::Entity::find()
        .filter(objective::Column::Id.is_in(objectives))
        .all(on)
        .await?
        .into_iter()
        .map(|objective| (objective.id, objective.title))
        .collect();
    let mut stories: HashMap<EntryId, Story> = story::Entity::find()
        .filter(story::Column::EntryId.is_in(ids()))
        .all(on)
        .await?
        .into_iter()
        .map(|story| {
            let told = Story {
                words: story.words,
                offered_at: story.offered_at,
            };
            (story.entry_id, told)
        })
        .collect();
    let told = rows.iter().map(|row| Entry {
        organisation: at.get(&row.employment_id).cloned().unwrap_or_default(),
        done_on: row.done_on,
        minutes: row.minutes,
        kind: kinds.get(&row.entry_kind_id).cloned().unwrap_or_default(),
        partners: sorted(
            partners_of
                .get(&row.id)
                .into_iter()
                .flatten()
                .filter_map(|id| with.get(id)),
        ),
        objective: row.objective_id.and_then(|id| objectives.get(&id).cloned()),
        changed: row.changed.clone(),
        tension: row
            .tension_kind_id
            .and_then(|id| tensions.get(&id).cloned()),
        tension_words: row.tension_words.clone(),
        logged_at: row.created_at,
        amended_at: row.amended_at,
        withdrawn_at: row.withdrawn_at,
        story: stories.remove(&row.id),
    });
    Ok(told.collect())
}

fn sorted<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort();
    names
}
