//! Writing what a list changes.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn,
    QueryFilter, SqlErr,
    sea_query::{Expr, OnConflict},
};

use super::AT_ONCE;
use crate::{
    entities::people::{employment, person, posting},
    kernel::{
        bulk::Bulk,
        database::Write,
        fault::{Answer, Fault},
        ids::OrganisationId,
        time::Instant,
    },
    people::{
        comparison::{Begun, Writes},
        staff_list::rows::StaffRow,
    },
};

mod begun;

/// What employments that begin have in common.
#[derive(Clone, Copy, Debug)]
pub(in crate::people) struct Begins<'r> {
    /// Where.
    pub organisation: OrganisationId,
    /// When they are written.
    pub now: Instant,
    /// The rows of the list that they are of.
    pub rows: &'r [StaffRow],
}

/// Writes everything, telling how many rows of how many are done. Each employment that begins is counted meanwhile.
pub(in crate::people) async fn write_all(
    write: &Bulk,
    begins: Begins<'_>,
    writes: &Writes,
    count: impl FnMut(&Begun) + Send,
    mut progress: impl FnMut(usize, usize) + Send,
) -> Answer<()> {
    let (of, mut done) = (writes.len(), 0);
    let mut step = |more: usize| {
        done += more;
        progress(done, of);
    };
    for (from, to) in &writes.merged {
        employment::Entity::update_many()
            .col_expr(employment::Column::PersonId, Expr::value(*to))
            .filter(employment::Column::PersonId.eq(*from))
            .exec(write.on())
            .await?;
        person::Entity::delete_by_id(*from).exec(write.on()).await?;
        step(1);
    }
    update::<person::Entity, _>(write, &writes.changed_people, &mut step).await?;
    begun::people(write, begins, writes, &mut step).await?;
    update::<employment::Entity, _>(write, &writes.changed_employments, &mut step).await?;
    begun::employments(write, begins, writes, &mut step).await?;
    for some in writes.dropped_postings.chunks(AT_ONCE) {
        posting::Entity::delete_many()
            .filter(posting::Column::Id.is_in(some.iter().map(|posting| posting.id)))
            .exec(write.on())
            .await?;
        step(some.len());
    }
    update::<posting::Entity, _>(write, &writes.changed_postings, &mut step).await?;
    put::<posting::Entity, _>(write, &writes.new_postings, None, &mut step).await?;
    // Last: a manager may have begun too.
    begun::postings(write, begins, writes, count, &mut step).await
}

/// Writes rows that are there, whole.
async fn update<E, A>(
    write: &Write,
    rows: &[E::Model],
    step: &mut (impl FnMut(usize) + Send),
) -> Answer<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A> + Clone,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let (key, rest): (Vec<_>, Vec<_>) =
        E::Column::iter().partition(|column| E::PrimaryKey::from_column(*column).is_some());
    // One statement for many rows on either database: each is there, so that each is an update.
    let there = OnConflict::columns(key).update_columns(rest).to_owned();
    put::<E, A>(write, rows, Some(&there), step).await
}

async fn put<E, A>(
    write: &Write,
    rows: &[E::Model],
    there: Option<&OnConflict>,
    step: &mut (impl FnMut(usize) + Send),
) -> Answer<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A> + Clone,
    A: ActiveModelTrait<Entity = E> + Send,
{
    for some in rows.chunks(AT_ONCE) {
        let rows = some
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        let mut insert = E::insert_many(rows);
        if let Some(there) = there {
            insert = insert.on_conflict(there.clone());
        }
        insert
            .exec_without_returning(write.on())
            .await
            .map_err(told)?;
        step(some.len());
    }
    Ok(())
}

/// A unique key that was free a moment ago: another partner's list gave the same address meanwhile.
fn told(cause: sea_orm::DbErr) -> Fault {
    match cause.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Fault::refused(
            "Another partner\u{2019}s staff list was loaded at the same moment. Nothing was written: load this one again.",
        ),
        _ => cause.into(),
    }
}
