//! Entries that are logged at the same moment, written together: in one transaction, which asks once and writes once.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbBackend, EntityTrait, QueryFilter, QueryTrait,
    sea_query::InsertStatement,
};

use super::{line, said, told, work_of};
use crate::{
    access::{
        Acting, OwnEmployment,
        audit::{self, Line},
    },
    engagement::{AllOwn, DAY, Work},
    entities::engagement::{entry, entry_partner},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::{FormToken, Once},
        revision::Revision,
        time::Day,
        together::Together,
    },
    tallies::{self, Differences},
};

mod at_once;
mod standing;

/// An entry to be logged. Made of an [`OwnEmployment`], which is the proof that it may be.
struct Logging {
    acting: Acting,
    employment: EmploymentId,
    organisation: OrganisationId,
    system: SystemId,
    /// All employments of whoever did it: nothing is logged in any of them meanwhile.
    own: AllOwn,
    /// The days whose entries tell what it adds.
    days: (Day, Day),
    /// If the proof is of an earlier request, what it rests on.
    presumed_at: Option<Revision>,
    id: EntryId,
    token: FormToken,
    row: entry::ActiveModel,
    work: tallies::Logged,
    line: Line,
    /// All of it as it is written [at once](at_once), if the proof is of an earlier request and it is known how whoever
    /// did it stands.
    ready: Option<at_once::Ready>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Logged {
    Now(EntryId),
    /// Its form has made an entry before.
    Already,
    /// So many minutes are logged of its day already.
    TooLong(i64),
    /// The proof no longer stands.
    Stale,
}

impl Logging {
    fn new(
        own: &OwnEmployment,
        all_own: &AllOwn,
        work: &Work,
        token: FormToken,
        presumed_at: Option<Revision>,
    ) -> Self {
        let (acting, id) = (own.acting().clone(), EntryId::new());
        let today = acting.today();
        let earliest = work.done_on.min(today.plus(-own.system().late_entry_days));
        let mut logging = Self {
            employment: own.id(),
            organisation: own.organisation().id,
            system: own.system().id,
            own: all_own.clone(),
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
                entries: 1,
                kind: work.kind,
                tension: work.tension,
                objective: work.objective,
                partners: work.partners.clone(),
            },
            line: line("entry logged", own, id).to(told(own.id(), work)),
            acting,
            ready: None,
        };
        if let Some(at) = presumed_at {
            logging.ready = at_once::ready(&logging, at);
        }
        logging
    }

    fn backend(&self) -> DbBackend {
        self.acting.db().read().get_database_backend()
    }
}

/// What comes of an entry that is to be logged.
pub(in crate::engagement) enum Inserted {
    Once(Once<EntryId>),
    /// So many minutes of its day are logged already, in whichever employment.
    TooLong(i64),
}

/// Writes an entry with its audit line and tallies, unless its form has already made one or its day is full: durable
/// before the answer, in one transaction with whatever others log at the same moment. `all_own` are all employments of
/// whoever did it.
pub(in crate::engagement) async fn insert(
    own: &OwnEmployment,
    all_own: &AllOwn,
    work: &Work,
    token: FormToken,
) -> Answer<Inserted> {
    let logging = Logging::new(own, all_own, work, token, None);
    match log_together(own, logging).await? {
        Logged::Now(id) => Ok(Inserted::Once(Once::Now(id))),
        Logged::TooLong(minutes) => Ok(Inserted::TooLong(minutes)),
        Logged::Already => Ok(Inserted::Once(already(own, work, token).await?)),
        Logged::Stale => Err(Fault::broken("a proof of this request does not stand")),
    }
}

/// The same with a proof of an earlier request: false where it no longer stands or anything else is not as it should be,
/// and nothing is written.
pub(in crate::engagement) async fn insert_presumed(
    own: &OwnEmployment,
    at: Revision,
    all_own: &AllOwn,
    work: &Work,
    token: FormToken,
) -> Answer<bool> {
    let logging = Logging::new(own, all_own, work, token, Some(at));
    let logged = log_together(own, logging).await?;
    Ok(matches!(logged, Logged::Now(_)))
}

async fn log_together(own: &OwnEmployment, logging: Logging) -> Answer<Logged> {
    let db = own.acting().db();
    let together = db.shared::<Together<Logging, Logged>>();
    together.have_done(logging, log_all).await
}

/// What it means that a form's entry is there already.
async fn already(own: &OwnEmployment, work: &Work, token: FormToken) -> Answer<Once<EntryId>> {
    let there = entry::Entity::find()
        .filter(entry::Column::FormToken.eq(token.0))
        .one(own.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)?;
    let mut said = work_of(own.acting(), &there).await?;
    let mut wanted = work.clone();
    said.partners.sort();
    wanted.partners.sort();
    let same = there.employment_id == own.id() && there.withdrawn_at.is_none() && said == wanted;
    Ok(if same {
        Once::Already(there.id)
    } else {
        Once::Otherwise
    })
}

/// Logs those at once of whom it is known how they stand; the others in one transaction that asks first; where that
/// fails, each in one of its own, so that none fails for another's sake.
async fn log_all(mut all: Vec<Logging>) -> Vec<Answer<Logged>> {
    let done = match at_once::log(&mut all).await {
        Ok(done) => done,
        Err(fault) => {
            tracing::warn!(%fault, "entries are not logged at once");
            HashSet::new()
        }
    };
    let others: Vec<_> = all.iter().filter(|one| !done.contains(&one.id)).collect();
    let mut theirs = log_others(&others).await.into_iter();
    let of = |one: &Logging| match done.contains(&one.id) {
        true => Some(Ok(Logged::Now(one.id))),
        false => theirs.next(),
    };
    all.iter().map_while(of).collect()
}

async fn log_others(all: &[&Logging]) -> Vec<Answer<Logged>> {
    if all.len() > 1 {
        match log(all).await {
            Ok(logged) => return logged.into_iter().map(Ok).collect(),
            Err(fault) => tracing::warn!(%fault, "entries are logged one by one"),
        }
    }
    let mut logged = Vec::with_capacity(all.len());
    for &one in all {
        let mut alone = log(&[one]).await;
        if let Err(fault) = &alone {
            // In this very moment its form may have made its entry elsewhere, for another employment.
            tracing::warn!(%fault, "an entry is logged once more");
            alone = log(&[one]).await;
        }
        logged.push(alone.and_then(|logged| logged.first().copied().ok_or(Fault::NotFound)));
    }
    logged
}

async fn log(all: &[&Logging]) -> Answer<Vec<Logged>> {
    let (write, asked) = standing::ask(all).await?;
    write.touches_months(all.iter().map(|one| (one.system.0, one.work.done_on)));
    let still: Vec<&Logging> = all
        .iter()
        .copied()
        .filter(|one| one.presumed_at.is_none_or(|at| at == asked.revision))
        .collect();
    let mut known = standing::of(&write, &still, &asked).await?;
    let mut taken = asked.tokens.clone();
    let (mut answers, mut fresh) = (HashMap::new(), Vec::new());
    let mut differences = Differences::default();
    for one in still {
        // The first of two forms that are the same is the one that is written.
        if taken.contains(&one.token.0) {
            answers.insert(one.id, Logged::Already);
            continue;
        }
        let of_day = known.minutes_beside(one);
        if of_day + one.work.minutes > DAY {
            answers.insert(one.id, Logged::TooLong(of_day));
            continue;
        }
        let own = known
            .stands
            .get_mut(&one.employment)
            .ok_or_else(|| Fault::broken("an employment that does not stand"))?;
        own.standing.log(one.work.clone(), &mut differences);
        taken.insert(one.token.0);
        answers.insert(one.id, Logged::Now(one.id));
        fresh.push(one);
    }
    let rows = rows(&fresh, &differences)?;
    write.commit_with(&rows).await?;
    if let Some(first) = fresh.first() {
        standing::count_unsettled(&first.acting, &organisations(&fresh));
        known.keep(first.acting.db(), fresh.iter().copied());
    }
    Ok(all
        .iter()
        .map(|one| answers.get(&one.id).copied().unwrap_or(Logged::Stale))
        .collect())
}

/// Where those are employed who log: a day has 24 hours wherever its work is counted.
fn employers(all: &[&Logging]) -> BTreeSet<OrganisationId> {
    let own = all.iter().flat_map(|one| &one.own);
    own.map(|&(_, organisation)| organisation).collect()
}

/// Where they are counted.
fn organisations(all: &[&Logging]) -> BTreeSet<OrganisationId> {
    all.iter().map(|one| one.organisation).collect()
}

/// The rows of entries, their partners, their audit lines and what they add to the tallies.
fn rows(fresh: &[&Logging], differences: &Differences) -> Answer<Vec<InsertStatement>> {
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let entries = entry::Entity::insert_many(fresh.iter().map(|one| one.row.clone()));
    let partners = fresh.iter().flat_map(|one| partners(one));
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

/// The rows of the partners of one.
fn partners(one: &Logging) -> impl Iterator<Item = entry_partner::ActiveModel> {
    let of = |&organisation| entry_partner::ActiveModel {
        entry_id: Set(one.id),
        organisation_id: Set(organisation),
    };
    one.work.partners.iter().map(of)
}
