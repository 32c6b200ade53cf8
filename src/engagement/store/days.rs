//! How much of a day somebody has logged.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    access::Acting,
    entities::engagement::entry,
    kernel::{fault::Answer, ids::*, once::FormToken, time::Day},
};

/// The minutes that stand in someone's entries of a day: without one entry, and without what a form has made already.
pub(in crate::engagement) async fn minutes_on(
    acting: &Acting,
    employments: &[EmploymentId],
    day: Day,
    but: Option<EntryId>,
    token: FormToken,
) -> Answer<i64> {
    let minutes: Vec<(EntryId, i32)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Id, entry::Column::Minutes])
        .filter(entry::Column::EmploymentId.is_in(employments.iter().copied()))
        .filter(entry::Column::DoneOn.eq(day))
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::FormToken.ne(token.0))
        .into_tuple()
        .all(acting.db().read())
        .await?;
    Ok(minutes
        .into_iter()
        .filter(|(id, _)| Some(*id) != but)
        .map(|(_, minutes)| i64::from(minutes))
        .sum())
}
