//! Queries of objectives: here those that write, beside them those that read.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use serde_json::json;

use super::{SeenObjective, Wording};
use crate::{
    access::{Acting, audit::Line},
    entities::objectives::{
        ObjectiveState, Side, Step, objective, objective_partner, objective_priority,
        objective_step, objective_theme,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        once::Once,
        time::Day,
    },
    mail::{self, Mail},
    tallies,
};

mod reading;
pub(super) mod without;

use reading::wording_choices_on;
pub(super) use reading::*;

/// What is said to a step made on an older page.
pub(super) const STALE: &str =
    "This objective has changed since you opened the page, so nothing was done.";

/// An objective to be written.
pub(super) struct NewRow {
    pub id: ObjectiveId,
    pub employment: EmploymentId,
    pub organisation: OrganisationId,
    pub system: SystemId,
    pub year_on: Day,
    pub author: Side,
    pub wording: Wording,
}

/// What a step makes of an objective.
pub(super) struct Change {
    pub step: Step,
    pub words: String,
    pub outcome: Option<ObjectiveState>,
    pub state: ObjectiveState,
    pub awaits: Side,
    pub agreed_on: Option<Day>,
    pub closed_on: Option<Day>,
    pub wording: Option<Wording>,
}

impl Change {
    /// A step that leaves everything as it is but for the history.
    pub fn of(seen: &SeenObjective, step: Step) -> Self {
        let objective = seen.objective();
        Self {
            step,
            words: String::new(),
            outcome: None,
            state: objective.state,
            awaits: objective.awaits,
            agreed_on: objective.agreed_on,
            closed_on: objective.closed_on,
            wording: None,
        }
    }
}

/// An objective by its id, whosever it is: what it may be used for is [`super::seen`]'s to say.
pub(super) async fn find(acting: &Acting, id: ObjectiveId) -> Answer<Option<objective::Model>> {
    Ok(objective::Entity::find_by_id(id)
        .one(acting.db().read())
        .await?)
}

/// Which side wrote it: the one that took its first step.
pub(super) async fn author(acting: &Acting, id: ObjectiveId) -> Answer<Side> {
    let first = objective_step::Entity::find()
        .filter(objective_step::Column::ObjectiveId.eq(id))
        .filter(objective_step::Column::Step.eq(Step::Proposed))
        .order_by_asc(objective_step::Column::Id)
        .one(acting.db().read())
        .await?;
    Ok(first.map_or(Side::Staff, |step| step.side))
}

/// Writes new objectives with their first steps, audit lines and mails: all of them, or none.
pub(super) async fn insert(
    acting: &Acting,
    rows: Vec<NewRow>,
    mails: Vec<Mail>,
    host: &str,
) -> Answer<Once<()>> {
    let write = acting.db().write().await?;
    for new in &rows {
        if !insert_row(acting, &write, new).await? {
            drop(write);
            return already(acting, new).await;
        }
        replace_choices(&write, new.id, &new.wording).await?;
        insert_step(
            acting,
            &write,
            new.id,
            new.author,
            Step::Proposed,
            ("", None),
        )
        .await?;
        Line::of("objective proposed")
            .system(new.system)
            .organisation(new.organisation)
            .subject(new.id.0)
            .to(json!({ "employment": new.employment, "wording": new.wording }))
            .write(acting, &write)
            .await?;
    }
    mail::queue_many(&write, acting.now(), host, mails).await?;
    write.commit().await?;
    Ok(Once::Now(()))
}

/// Writes one new objective; false if the same form has already made it.
async fn insert_row(acting: &Acting, write: &Write, new: &NewRow) -> Answer<bool> {
    let row = objective::ActiveModel {
        id: Set(new.id),
        employment_id: Set(new.employment),
        year_on: Set(new.year_on),
        title: Set(new.wording.title.clone()),
        what: Set(new.wording.what.clone()),
        due_on: Set(new.wording.due_on),
        purpose: Set(new.wording.purpose.clone()),
        level: Set(new.wording.level),
        state: Set(ObjectiveState::Proposed),
        awaits: Set(new.author.other()),
        agreed_on: Set(None),
        closed_on: Set(None),
        revision: Set(0),
        created_at: Set(acting.now()),
    };
    let inserted = objective::Entity::insert(row)
        .on_conflict(
            OnConflict::column(objective::Column::Id)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(inserted > 0)
}

/// What it means that a form's objective is there already.
async fn already(acting: &Acting, new: &NewRow) -> Answer<Once<()>> {
    let there = find(acting, new.id).await?.ok_or(Fault::NotFound)?;
    let same = there.employment_id == new.employment
        && there.title == new.wording.title
        && there.what == new.wording.what
        && there.due_on == new.wording.due_on;
    Ok(if same {
        Once::Already(())
    } else {
        Once::Otherwise
    })
}

/// Takes one step in an objective's life, with its history, audit line, mail and tallies.
pub(super) async fn take_step(
    seen: &SeenObjective,
    change: Change,
    mail: Option<Mail>,
    host: &str,
) -> Answer<()> {
    let (acting, before) = (seen.acting(), seen.objective());
    let write = acting.db().write().await?;
    let is_agreed = before.agreed_on.is_some() || change.agreed_on.is_some();
    let is_counted = is_agreed
        && ((change.agreed_on, change.closed_on, change.state)
            != (before.agreed_on, before.closed_on, before.state)
            || change.wording.is_some());
    let opened = match is_counted {
        true => Some(tallies::open(&write, acting.today(), &[before.employment_id]).await?),
        false => None,
    };
    let mut row = objective::ActiveModel {
        state: Set(change.state),
        awaits: Set(change.awaits),
        agreed_on: Set(change.agreed_on),
        closed_on: Set(change.closed_on),
        revision: Set(before.revision + 1),
        ..Default::default()
    };
    if let Some(wording) = &change.wording {
        row.year_on = Set(seen.year_start().year_of(wording.due_on));
        row.title = Set(wording.title.clone());
        row.what = Set(wording.what.clone());
        row.due_on = Set(wording.due_on);
        row.purpose = Set(wording.purpose.clone());
        row.level = Set(wording.level);
    }
    let updated = objective::Entity::update_many()
        .set(row)
        .filter(objective::Column::Id.eq(before.id))
        .filter(objective::Column::Revision.eq(before.revision))
        .exec(write.on())
        .await?;
    if updated.rows_affected == 0 {
        return Err(Fault::refused(STALE));
    }
    let mut from = json!({ "state": before.state, "revision": before.revision, "title": before.title,
        "what": before.what, "due_on": before.due_on, "purpose": before.purpose, "level": before.level });
    if let Some(wording) = &change.wording {
        let chosen = wording_choices_on(write.on(), before.id).await?;
        from["partners"] = json!(chosen.partners);
        from["themes"] = json!(chosen.themes);
        from["priorities"] = json!(chosen.priorities);
        replace_choices(&write, before.id, wording).await?;
    }
    let said = (change.words.as_str(), change.outcome);
    insert_step(acting, &write, before.id, seen.side(), change.step, said).await?;
    Line::of(act(change.step))
        .system(seen.system().id)
        .organisation(seen.organisation().id)
        .subject(before.id.0)
        .from(from)
        .to(json!({ "state": change.state, "revision": before.revision + 1, "wording": change.wording }))
        .write(acting, &write)
        .await?;
    if let Some(mail) = mail {
        mail::queue(&write, acting.now(), host, mail).await?;
    }
    if let Some(opened) = opened {
        opened.close(&write).await?;
    }
    write.commit().await
}

async fn insert_step(
    acting: &Acting,
    write: &Write,
    objective: ObjectiveId,
    side: Side,
    step: Step,
    (words, outcome): (&str, Option<ObjectiveState>),
) -> Answer<()> {
    let person = acting.person().ok_or(Fault::NotFound)?;
    objective_step::ActiveModel {
        id: Set(ObjectiveStepId::new()),
        objective_id: Set(objective),
        happened_at: Set(acting.now()),
        person_id: Set(person),
        side: Set(side),
        step: Set(step),
        words: Set(words.to_owned()),
        outcome: Set(outcome),
    }
    .insert(write.on())
    .await?;
    Ok(())
}

async fn replace_choices(write: &Write, id: ObjectiveId, wording: &Wording) -> Answer<()> {
    objective_partner::Entity::delete_many()
        .filter(objective_partner::Column::ObjectiveId.eq(id))
        .exec(write.on())
        .await?;
    objective_theme::Entity::delete_many()
        .filter(objective_theme::Column::ObjectiveId.eq(id))
        .exec(write.on())
        .await?;
    objective_priority::Entity::delete_many()
        .filter(objective_priority::Column::ObjectiveId.eq(id))
        .exec(write.on())
        .await?;
    let partners = wording
        .partners
        .iter()
        .map(|&organisation| objective_partner::ActiveModel {
            objective_id: Set(id),
            organisation_id: Set(organisation),
        });
    objective_partner::Entity::insert_many(partners)
        .exec_without_returning(write.on())
        .await?;
    let themes = wording
        .themes
        .iter()
        .map(|&theme| objective_theme::ActiveModel {
            objective_id: Set(id),
            theme_id: Set(theme),
        });
    objective_theme::Entity::insert_many(themes)
        .exec_without_returning(write.on())
        .await?;
    let priorities = wording
        .priorities
        .iter()
        .map(|&priority| objective_priority::ActiveModel {
            objective_id: Set(id),
            priority_id: Set(priority),
        });
    objective_priority::Entity::insert_many(priorities)
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

fn act(step: Step) -> &'static str {
    match step {
        Step::Proposed => "objective proposed",
        Step::Amended => "objective amended",
        Step::ChangeAsked => "objective change asked",
        Step::Agreed => "objective agreed",
        Step::Progress => "objective progress recorded",
        Step::Closed => "objective closed",
        Step::Reopened => "objective reopened",
    }
}
