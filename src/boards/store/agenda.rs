//! The agenda items of boards' meetings in the database.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    access::KeptBoard,
    entities::boards::meeting_agenda_item,
    kernel::{database::Write, fault::Answer, ids::MeetingId},
};

pub(in crate::boards) async fn find(
    board: &KeptBoard,
    meeting: MeetingId,
) -> Answer<Option<String>> {
    find_in(board.acting().db().read(), meeting).await
}

/// The same within a change.
pub(in crate::boards) async fn find_on(
    write: &Write,
    meeting: MeetingId,
) -> Answer<Option<String>> {
    find_in(write.on(), meeting).await
}

async fn find_in(on: &impl ConnectionTrait, meeting: MeetingId) -> Answer<Option<String>> {
    let row = meeting_agenda_item::Entity::find_by_id(meeting)
        .one(on)
        .await?;
    Ok(row.map(|row| row.item))
}

pub(in crate::boards) async fn set(write: &Write, meeting: MeetingId, item: &str) -> Answer<()> {
    let row = meeting_agenda_item::ActiveModel {
        meeting_id: Set(meeting),
        item: Set(item.to_owned()),
    };
    meeting_agenda_item::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_agenda_item::Column::MeetingId)
                .update_column(meeting_agenda_item::Column::Item)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
