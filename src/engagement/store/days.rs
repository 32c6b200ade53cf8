//! How much of a day somebody has logged.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    access::Acting,
    entities::engagement::entry,
    kernel::{fault::Answer, ids::*, time::Day},
};

/// The minutes that stand in someone's entries of a day, without one entry.
pub(in crate::engagement) async fn minutes_on(
    acting: &Acting,
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
        .all(acting.db().read())
        .await?;
    Ok(minutes.into_iter().map(i64::from).sum())
}
