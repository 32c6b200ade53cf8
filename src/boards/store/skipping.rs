//! Skipped meetings in the database.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{
    access::KeptBoard,
    boards::Skip,
    entities::boards::meeting_skip,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::MeetingId,
    },
};

pub(in crate::boards) async fn find(board: &KeptBoard, meeting: MeetingId) -> Answer<Option<Skip>> {
    let row = meeting_skip::Entity::find_by_id(meeting)
        .one(board.acting().db().read())
        .await?;
    Ok(row.map(|row| Skip {
        reason: row.reason,
        skipped_at: row.skipped_at,
    }))
}

pub(in crate::boards) async fn set(
    board: &KeptBoard,
    write: &Write,
    meeting: MeetingId,
    reason: &str,
) -> Answer<()> {
    let row = meeting_skip::ActiveModel {
        meeting_id: Set(meeting),
        reason: Set(reason.to_owned()),
        skipped_at: Set(board.acting().now()),
    };
    meeting_skip::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_skip::Column::MeetingId)
                .update_columns([
                    meeting_skip::Column::Reason,
                    meeting_skip::Column::SkippedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

pub(in crate::boards) async fn remove(write: &Write, meeting: MeetingId) -> Answer<()> {
    let removed = meeting_skip::Entity::delete_by_id(meeting)
        .exec(write.on())
        .await?;
    if removed.rows_affected == 0 {
        return Err(Fault::NotFound);
    }
    Ok(())
}
