//! Entries that are logged at the same moment, written together: in one transaction, which asks once and writes once.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, EntityTrait, QueryTrait, sea_query::InsertStatement};

use super::{line, said, told};
use crate::{
    access::{
        Acting, OwnEmployment,
        audit::{self, Line},
    },
    engagement::{DAY, Work},
    entities::engagement::{entry, entry_partner},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::FormToken,
        revision::Revision,
        time::Day,
    },
    tallies::{self, Differences},
};

mod standing;

/// An entry to be logged. Made of an [`OwnEmployment`], which is the proof that it may be.
#[derive(Clone)]
pub(super) struct Logging {
    acting: Acting,
    employment: EmploymentId,
    organisation: OrganisationId,
    system: SystemId,
    /// All employments of whoever did it.
    own: Vec<EmploymentId>,
    /// The days whose entries tell what it adds.
    days: (Day, Day),
    /// If the proof is of an earlier request, what it rests on.
    presumed_at: Option<Revision>,
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
    /// So many minutes are logged of its day already.
    TooLong(i64),
    /// The proof no longer stands.
    Stale,
}

impl Logging {
    pub fn new(
        own: &OwnEmployment,
        all_own: &[EmploymentId],
        work: &Work,
        token: FormToken,
        presumed_at: Option<Revision>,
    ) -> Self {
        let (acting, id) = (own.acting().clone(), EntryId::new());
        let today = acting.today();
        let earliest = work.done_on.min(today.plus(-own.system().late_entry_days));
        Self {
            employment: own.id(),
            organisation: own.organisation().id,
            system: own.system().id,
            own: all_own.to_vec(),
            days: (own.year_start().year_of(earliest), today),
            presumed_at,
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
    let (write, asked) = standing::ask(all).await?;
    write.touches_months(all.iter().map(|one| (one.system.0, one.work.done_on)));
    let still: Vec<&Logging> = all
        .iter()
        .filter(|one| one.presumed_at.is_none_or(|at| at == asked.revision))
        .collect();
    let mut standing = standing::of(&write, &still, &asked).await?;
    let mut taken = asked.tokens.clone();
    let (mut answers, mut fresh) = (HashMap::new(), Vec::new());
    let mut differences = Differences::default();
    for one in still {
        // The first of two forms that are the same is the one that is written.
        if taken.contains(&one.token.0) {
            answers.insert(one.id, Logged::Already);
            continue;
        }
        let theirs = one.own.iter().filter_map(|id| standing.get(id));
        let of_day: i64 = theirs
            .map(|own| own.standing.minutes_on(one.work.done_on))
            .sum();
        if of_day + one.work.minutes > DAY {
            answers.insert(one.id, Logged::TooLong(of_day));
            continue;
        }
        let own = standing
            .get_mut(&one.employment)
            .ok_or_else(|| Fault::broken("an employment that does not stand"))?;
        own.standing.log(one.work.clone(), &mut differences);
        taken.insert(one.token.0);
        answers.insert(one.id, Logged::Now(one.id));
        fresh.push(one);
    }
    if !fresh.is_empty() {
        standing::settle(&write, &fresh).await?;
    }
    let rows = rows(&fresh, &differences)?;
    write.commit_with(&rows).await?;
    standing::keep(&fresh, &asked, standing);
    Ok(all
        .iter()
        .map(|one| answers.get(&one.id).copied().unwrap_or(Logged::Stale))
        .collect())
}

/// The rows of entries, their partners, their audit lines and what they add to the tallies.
fn rows(fresh: &[&Logging], differences: &Differences) -> Answer<Vec<InsertStatement>> {
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let entries = entry::Entity::insert_many(fresh.iter().map(|one| one.row.clone()));
    let partners = fresh.iter().flat_map(|one| {
        let of = |&organisation| entry_partner::ActiveModel {
            entry_id: Set(one.id),
            organisation_id: Set(organisation),
        };
        one.work.partners.iter().map(of)
    });
    let partners = entry_partner::Entity::insert_many(partners);
    let lines = fresh.iter().map(|one| (&one.acting, one.line.clone()));
    let mut rows = vec![
        entries.into_query(),
        partners.into_query(),
        audit::rows(lines),
    ];
    rows.extend(differences.rows()?);
    Ok(rows)
}
