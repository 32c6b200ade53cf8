//! Entries of people of whom it is known how they stand: written without a question before, under the condition that
//! they still stand so.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{
    ColumnTrait, EntityTrait, QueryTrait, Statement,
    sea_query::{Cond, Condition, Expr, ExprTrait, Query},
};

use super::{
    Logging, partners,
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
    /// First those that are refused if it no longer stands so.
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
    let unless = known.many.iter().map(|(&id, &many)| {
        let unless = at.unless(is_otherwise(id, many)).ok()?;
        Some(backend.build(&unless))
    });
    let mut rows = unless.collect::<Option<Vec<_>>>()?;
    rows.extend(rows_of(one));
    let mut differences = Differences::default();
    let own = known.stands.get_mut(&one.employment)?;
    own.standing.log(one.work.clone(), &mut differences);
    Some(Ready {
        rows,
        differences,
        known,
    })
}

/// Logs those that are [ready], all of them or none, and says which.
pub(super) async fn log(all: &mut [Logging]) -> Answer<HashSet<EntryId>> {
    standing::settle_first(all.iter().filter(|one| one.ready.is_some())).await?;
    let (mut rows, mut differences) = (Vec::new(), Differences::default());
    let (mut organisations, mut months) = (BTreeSet::new(), Vec::new());
    let mut known = Vec::new();
    let mut on = None;
    for one in all {
        let Some(ready) = one.ready.take() else {
            continue;
        };
        rows.extend(ready.rows);
        differences.add(ready.differences);
        organisations.insert(one.organisation);
        months.push((one.system.0, one.work.done_on));
        known.push((ready.known, &*one));
        on.get_or_insert(&one.acting);
    }
    let Some(acting) = on else {
        return Ok(HashSet::new());
    };
    let db = acting.db();
    let backend = db.read().get_database_backend();
    rows.extend(differences.rows()?.map(|rows| backend.build(&rows)));
    let one_each = |organisation| tallies::locks(&BTreeSet::from([organisation]));
    let change = AtOnce {
        locks: organisations.iter().copied().map(one_each).collect(),
        rows,
    };
    if !db.write_at_once(&change, months).await {
        return Ok(HashSet::new());
    }
    standing::count_unsettled(db, &organisations);
    Ok(known
        .into_iter()
        .map(|(known, one)| {
            known.keep(db, [one]);
            one.id
        })
        .collect())
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
