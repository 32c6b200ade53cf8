//! Entries of people of whom it is known how they stand: written without a question before, under the condition that
//! they still stand so.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryTrait, Statement,
    sea_query::{Cond, Condition, Expr, ExprTrait, Query},
};

use super::{Logging, partners, standing};
use crate::{
    access::audit,
    engagement::DAY,
    entities::engagement::{entry, entry_partner},
    kernel::{at_once::AtOnce, fault::Answer, ids::EmploymentId, revision::Revision},
    tallies::{self, Differences},
};

/// Logs all of them, if each can be logged as far as is known here and all that is known still stands; none otherwise.
pub(super) async fn log(all: &[Logging]) -> Answer<bool> {
    let Some((first, at)) = of_one_revision(all) else {
        return Ok(false);
    };
    let db = first.acting.db();
    let organisations: BTreeSet<_> = all.iter().map(|one| one.organisation).collect();
    if standing::is_settled_first(db, &organisations) {
        return Ok(false);
    }
    let Some(mut known) = standing::known(db, all, at, first.acting.today()) else {
        return Ok(false);
    };
    let backend = first.backend();
    let unless = known.many.iter().map(|(&id, &many)| {
        let unless = at.unless(is_otherwise(id, many))?;
        Ok(backend.build(&unless))
    });
    let mut rows = unless.collect::<Answer<Vec<_>>>()?;
    let mut differences = Differences::default();
    for one in all {
        let has_room = known.minutes_beside(one) + one.work.minutes <= DAY;
        let own = known.stands.get_mut(&one.employment);
        let (Some(own), true) = (own, has_room) else {
            return Ok(false);
        };
        own.standing.log(one.work.clone(), &mut differences);
    }
    for one in all {
        rows.extend(one.rows.iter().cloned());
    }
    rows.extend(differences.rows()?.map(|rows| backend.build(&rows)));
    let one_each = |organisation| tallies::locks(&BTreeSet::from([organisation]));
    let change = AtOnce {
        locks: organisations.iter().copied().map(one_each).collect(),
        rows,
    };
    let months = all.iter().map(|one| (one.system.0, one.work.done_on));
    let is_done = db.write_at_once(&change, months).await;
    if is_done {
        standing::count_unsettled(db, &organisations);
        known.keep(db, all);
    }
    Ok(is_done)
}

/// The first of them, and the revision that all proofs are of, if it is the same.
fn of_one_revision(all: &[Logging]) -> Option<(&Logging, Revision)> {
    let first = all.first()?;
    let at = first.presumed_at?;
    let same = all.iter().all(|one| one.presumed_at == Some(at));
    same.then_some((first, at))
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

/// What is written of one entry, each row by itself: whatever is logged together, the statements are the same few, which
/// the database has prepared. Put into words by each who logs, beside what is being written meanwhile.
pub(super) fn rows_of(one: &Logging) -> Vec<Statement> {
    let backend = one.backend();
    let entry = entry::Entity::insert(one.row.clone()).into_query();
    let line = audit::rows([(&one.acting, one.line.clone())]);
    let partners = partners(one).map(|row| entry_partner::Entity::insert(row).into_query());
    let rows = [entry, line].into_iter().chain(partners);
    rows.map(|row| backend.build(&row)).collect()
}
