//! The agenda items of boards' meetings in the database.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{
    access::KeptBoard,
    entities::boards::meeting_agenda_item,
    kernel::{database::Write, fault::Answer, ids::MeetingId},
};

pub(in crate::boards) async fn find(
    board: &KeptBoard,
    meeting: MeetingId,
) -> Answer<Option<String>> {
    let row = meeting_agenda_item::Entity::find_by_id(meeting)
        .one(board.acting().db().read())
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
