//! How much of a day somebody has logged.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    entities::engagement::entry,
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
};

/// The minutes that stand in someone's entries of a day, without one entry, while that one is changed.
pub(super) async fn minutes_on(
    write: &Write,
    employments: &[EmploymentId],
    day: Day,
    but: EntryId,
) -> Answer<i64> {
    let minutes: Vec<i32> = entry::Entity::find()
        .select_only()
        .column(entry::Column::Minutes)
        .filter(entry::Column::EmploymentId.is_in(employments.iter().copied()))
        .filter(entry::Column::DoneOn.eq(day))
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::Id.ne(but))
        .into_tuple()
        .all(write.on())
        .await?;
    Ok(minutes.into_iter().map(i64::from).sum())
}
