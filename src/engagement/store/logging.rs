//! Entries that are logged at the same moment, written together.

use std::collections::HashSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use super::{line, said, told};
use crate::{
    access::{
        Acting, OwnEmployment,
        audit::{self, Line},
    },
    engagement::Work,
    entities::engagement::{entry, entry_partner},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::FormToken,
        time::Day,
    },
    tallies,
};

/// An entry to be logged. Made of an [`OwnEmployment`], which is the proof that it may be.
#[derive(Clone)]
pub(super) struct Logging {
    acting: Acting,
    employment: EmploymentId,
    system: SystemId,
    done_on: Day,
    id: EntryId,
    token: FormToken,
    row: entry::ActiveModel,
    work: tallies::Logged,
    line: Line,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logged {
    Now(EntryId),
    /// Its form has made an entry before.
    Already,
}

impl Logging {
    pub fn new(own: &OwnEmployment, work: &Work, token: FormToken) -> Self {
        let (acting, id) = (own.acting().clone(), EntryId::new());
        Self {
            employment: own.id(),
            system: own.system().id,
            done_on: work.done_on,
            id,
            token,
            row: entry::ActiveModel {
                id: Set(id),
                form_token: Set(token.0),
                created_at: Set(acting.now()),
                amended_at: Set(None),
                withdrawn_at: Set(None),
                ..said(own, work)
            },
            work: tallies::Logged {
                done_on: work.done_on,
                minutes: work.minutes.into(),
                kind: work.kind,
                tension: work.tension,
                objective: work.objective,
                partners: work.partners.clone(),
            },
            line: line("entry logged", own, id).to(told(own.id(), work)),
            acting,
        }
    }
}

/// Logs them in one transaction; where that fails, each in one of its own, so that none fails for another's sake.
pub(super) async fn log_all(all: Vec<Logging>) -> Vec<Answer<Logged>> {
    if all.len() > 1 {
        match log(&all).await {
            Ok(logged) => return logged.into_iter().map(Ok).collect(),
            Err(fault) => tracing::warn!(%fault, "entries are logged one by one"),
        }
    }
    let mut logged = Vec::with_capacity(all.len());
    for one in all {
        let alone = log(std::slice::from_ref(&one)).await;
        logged.push(alone.and_then(|logged| logged.first().copied().ok_or(Fault::NotFound)));
    }
    logged
}

async fn log(all: &[Logging]) -> Answer<Vec<Logged>> {
    let Some(first) = all.first() else {
        return Ok(Vec::new());
    };
    let write = first.acting.db().write().await?;
    let mut employments: Vec<EmploymentId> = all.iter().map(|one| one.employment).collect();
    employments.sort();
    employments.dedup();
    let mut days: Vec<Day> = all.iter().map(|one| one.done_on).collect();
    days.sort();
    days.dedup();
    // Of several systems at once it is not worth telling apart.
    if all.iter().all(|one| one.system == first.system) {
        write.touches_only(first.system.0, &days);
    }
    let today = first.acting.today();
    let opened = tallies::open_work(&write, today, &employments, &days).await?;
    let mut taken = HashSet::new();
    if all.len() > 1 {
        let tokens = all.iter().map(|one| one.token.0);
        let found: Vec<uuid::Uuid> = entry::Entity::find()
            .select_only()
            .column(entry::Column::FormToken)
            .filter(entry::Column::FormToken.is_in(tokens))
            .into_tuple()
            .all(write.on())
            .await?;
        taken.extend(found);
    }
    // The first of two forms that are the same is the one that is written.
    let fresh: Vec<&Logging> = all.iter().filter(|one| taken.insert(one.token.0)).collect();
    if !fresh.is_empty() {
        let rows = fresh.iter().map(|one| one.row.clone());
        let inserted = entry::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::column(entry::Column::FormToken)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(write.on())
            .await?;
        if inserted != fresh.len() as u64 {
            return match all.len() {
                1 => Ok(vec![Logged::Already]),
                // Another process has taken one of the forms in this moment.
                _ => Err(Fault::broken("a form was taken meanwhile")),
            };
        }
        let partners = fresh.iter().flat_map(|one| {
            one.work
                .partners
                .iter()
                .map(|&organisation| entry_partner::ActiveModel {
                    entry_id: Set(one.id),
                    organisation_id: Set(organisation),
                })
        });
        entry_partner::Entity::insert_many(partners)
            .exec_without_returning(write.on())
            .await?;
        let lines = fresh.iter().map(|one| (&one.acting, one.line.clone()));
        audit::write_all(lines, &write).await?;
    }
    let logged = fresh.iter().map(|one| (one.employment, one.work.clone()));
    opened.close_logged(&write, logged).await?;
    write.commit().await?;
    let fresh: HashSet<EntryId> = fresh.iter().map(|one| one.id).collect();
    Ok(all
        .iter()
        .map(|one| match fresh.contains(&one.id) {
            true => Logged::Now(one.id),
            false => Logged::Already,
        })
        .collect())
}
