//! Writing what a list changes.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyToColumn,
    QueryFilter, SqlErr, sea_query::Expr,
};

use super::AT_ONCE;
use crate::{
    entities::people::{employment, person, posting},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
    },
    people::comparison::Writes,
};

/// Writes everything, telling how many rows of how many are done.
pub(in crate::people) async fn write_all(
    write: &Write,
    writes: &Writes,
    mut progress: impl FnMut(usize, usize),
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
    for person in &writes.changed_people {
        update::<person::Entity, _>(write, person.clone(), person::Column::Id).await?;
        step(1);
    }
    insert::<person::Entity, _>(write, &writes.new_people, &mut step).await?;
    for employment in &writes.changed_employments {
        update::<employment::Entity, _>(write, employment.clone(), employment::Column::Id).await?;
        step(1);
    }
    insert::<employment::Entity, _>(write, &writes.new_employments, &mut step).await?;
    for posting in &writes.dropped_postings {
        posting::Entity::delete_by_id(posting.id)
            .exec(write.on())
            .await?;
        step(1);
    }
    for posting in &writes.changed_postings {
        update::<posting::Entity, _>(write, posting.clone(), posting::Column::Id).await?;
        step(1);
    }
    insert::<posting::Entity, _>(write, &writes.new_postings, &mut step).await
}

async fn update<E, A>(write: &Write, row: E::Model, id: E::Column) -> Answer<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A> + ModelTrait<Entity = E>,
    A: ActiveModelTrait<Entity = E>,
{
    let row = row.into_active_model();
    let mut update = E::update_many();
    for column in <E::Column as sea_orm::Iterable>::iter() {
        if let Some(value) = row.get(column).into_value()
            && E::PrimaryKey::from_column(column).is_none()
        {
            update = update.col_expr(column, Expr::value(value));
        }
    }
    let key = row
        .get(id)
        .into_value()
        .ok_or_else(|| Fault::broken("a row without its id"))?;
    update
        .filter(ColumnTrait::eq(&id, key))
        .exec(write.on())
        .await
        .map_err(told)?;
    Ok(())
}

async fn insert<E, A>(write: &Write, rows: &[E::Model], step: &mut impl FnMut(usize)) -> Answer<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A> + Clone,
    A: ActiveModelTrait<Entity = E> + Send,
{
    for some in rows.chunks(AT_ONCE) {
        let rows = some
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        E::insert_many(rows)
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
