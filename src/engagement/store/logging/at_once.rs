//! Entries of people of whom it is known how they stand: written without a question before, under the condition that
//! they still stand so.

use std::{collections::HashSet, sync::OnceLock};

use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, QueryTrait, Statement,
    sea_query::{Cond, Condition, Expr, ExprTrait, Query},
};

use super::{
    Logging, employers, organisations, partners,
    standing::{self, Known},
};
use crate::{
    access::audit,
    engagement::DAY,
    entities::engagement::{entry, entry_partner},
    kernel::{
        at_once::AtOnce,
        fault::Answer,
        ids::{EmploymentId, EntryId},
        revision::Revision,
    },
    tallies::{self, Differences},
};

/// What is written of one entry, worked out by whoever logs it, beside what is being written meanwhile.
pub(super) struct Ready {
    /// Refused if it no longer stands so.
    conditions: Vec<Statement>,
    /// None where they are written with those of others, if there are others.
    rows: Vec<Statement>,
    differences: Differences,
    /// How they stand with the entry.
    known: Known,
}

/// What is written of one at a revision; none where it is not known how they stand, or the entry is one to be looked at.
pub(super) fn ready(one: &Logging, at: Revision) -> Option<Ready> {
    let (db, backend) = (one.acting.db(), one.backend());
    let mut known = standing::known(one, at)?;
    let has_room = known.minutes_beside(one) + one.work.minutes <= DAY;
    if !has_room || !known.stands.contains_key(&one.employment) {
        known.keep(db, []);
        return None;
    }
    let unless = |(&id, &many)| unless(backend, at, id, many);
    let conditions = known.many.iter().map(unless).collect::<Option<_>>()?;
    let mut differences = Differences::default();
    let own = known.stands.get_mut(&one.employment)?;
    own.standing.log(one.work.clone(), &mut differences);
    Some(Ready {
        conditions,
        rows: match always_by_itself(backend) {
            true => rows_of(one).collect(),
            false => Vec::new(),
        },
        differences,
        known,
    })
}

/// Logs those that are [ready], all of them or none, and says which.
pub(super) async fn log(all: &mut [Logging]) -> Answer<HashSet<EntryId>> {
    let (mut change, mut differences) = (AtOnce::default(), Differences::default());
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for one in all {
        let Some(ready) = one.ready.take() else {
            continue;
        };
        change.rows.extend(ready.conditions);
        rows.extend(ready.rows);
        differences.add(ready.differences);
        known.push((ready.known, &*one));
    }
    let ready: Vec<&Logging> = known.iter().map(|&(_, one)| one).collect();
    let Some(first) = ready.first() else {
        return Ok(HashSet::new());
    };
    let (acting, backend) = (&first.acting, first.backend());
    let organisations = organisations(&ready);
    change.locks.push(tallies::locks(&employers(&ready)));
    let by_themselves = match &ready[..] {
        _ if always_by_itself(backend) => Some(rows),
        [one] => Some(rows_of(one).collect()),
        _ => None,
    };
    if let Some(rows) = by_themselves {
        change.rows.extend(rows);
        let differences = differences.rows()?;
        change
            .rows
            .extend(differences.map(|rows| backend.build(&rows)));
    } else {
        change.many = super::rows(&ready, &differences)?;
    }
    let months = ready.iter().map(|one| (one.system.0, one.work.done_on));
    if !acting.db().write_at_once(&change, months).await {
        return Ok(HashSet::new());
    }
    standing::count_unsettled(acting, &organisations);
    Ok(known
        .into_iter()
        .map(|(known, one)| {
            known.keep(one.acting.db(), [one]);
            one.id
        })
        .collect())
}

/// Whether the rows of each entry are written by themselves even where there are others: where a statement that is there
/// already costs next to nothing; otherwise those of several go together.
fn always_by_itself(backend: DbBackend) -> bool {
    backend == DbBackend::Sqlite
}

/// What is refused unless the revision is this one and an employment has so many entries. The words are put together
/// once: they are the same for all.
fn unless(backend: DbBackend, at: Revision, id: EmploymentId, many: i64) -> Option<Statement> {
    static SQLITE: OnceLock<String> = OnceLock::new();
    static POSTGRES: OnceLock<String> = OnceLock::new();
    let words = match backend {
        DbBackend::Sqlite => &SQLITE,
        _ => &POSTGRES,
    };
    let sql = match words.get() {
        Some(sql) => sql,
        None => {
            let whole = backend.build(&at.unless(is_otherwise(id, many)).ok()?);
            words.get_or_init(|| whole.sql)
        }
    };
    let values = [at.value(), id.into(), many.into()];
    Some(Statement::from_sql_and_values(backend, sql, values))
}

/// That an employment has another number of entries, withdrawn ones too.
fn is_otherwise(id: EmploymentId, many: i64) -> Condition {
    let number = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(entry::Entity)
        .and_where(entry::Column::EmploymentId.eq(id))
        .take();
    Cond::all().add(Expr::from(number).ne(many))
}

/// The rows of one entry, each by itself: whatever is logged together, the statements are the same few, which the
/// database has prepared.
fn rows_of(one: &Logging) -> impl Iterator<Item = Statement> {
    let backend = one.backend();
    let entry = entry::Entity::insert(one.row.clone()).into_query();
    let line = audit::rows([(&one.acting, one.line.clone())]);
    let partners = partners(one).map(|row| entry_partner::Entity::insert(row).into_query());
    let rows = [entry, line].into_iter().chain(partners);
    rows.map(move |row| backend.build(&row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_once_says_the_same_of_the_next() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for (revision, many) in [(7, 0), (8, 3)] {
                let (at, id) = (Revision::read(revision), EmploymentId::new());
                let whole = at.unless(is_otherwise(id, many)).expect("rows");
                let said = unless(backend, at, id, many);
                assert_eq!(said, Some(backend.build(&whole)));
            }
        }
    }
}
