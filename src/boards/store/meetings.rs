//! Boards' meetings in the database.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, SqlErr,
};

use crate::{
    access::KeptBoard,
    boards::Dates,
    entities::boards::meeting,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
    },
};

fn of_board(board: &KeptBoard) -> sea_orm::Select<meeting::Entity> {
    meeting::Entity::find().filter(meeting::Column::BoardId.eq(board.id()))
}

/// Today's and later ones, cancelled ones too, in order.
pub(in crate::boards) async fn ahead(board: &KeptBoard) -> Answer<Vec<meeting::Model>> {
    Ok(of_board(board)
        .filter(meeting::Column::MeetsOn.gte(board.acting().today()))
        .order_by_asc(meeting::Column::MeetsOn)
        .all(board.acting().db().read())
        .await?)
}

pub(in crate::boards) async fn find(board: &KeptBoard, id: MeetingId) -> Answer<meeting::Model> {
    of_board(board)
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::CancelledAt.is_null())
        .one(board.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)
}

/// None where the board meets on that day already; one that was cancelled comes back.
pub(in crate::boards) async fn add(
    board: &KeptBoard,
    write: &Write,
    dates: &Dates,
) -> Answer<Option<MeetingId>> {
    let known = of_board(board)
        .filter(meeting::Column::MeetsOn.eq(dates.meets_on))
        .one(write.on())
        .await?;
    let id = known.as_ref().map_or_else(MeetingId::new, |known| known.id);
    let row = meeting::ActiveModel {
        id: Set(id),
        board_id: Set(board.id()),
        meets_on: Set(dates.meets_on),
        papers_due_on: Set(dates.papers_due_on),
        lead_days: Set(dates.lead_days),
        added_at: Set(board.acting().now()),
        cancelled_at: Set(None),
    };
    let added = match known {
        Some(known) if known.cancelled_at.is_none() => return Ok(None),
        Some(_) => row.update(write.on()).await,
        None => row.insert(write.on()).await,
    };
    taken_or(added.map(|_| id))
}

/// None where the board has another meeting on that day.
pub(in crate::boards) async fn change(
    write: &Write,
    meeting: meeting::Model,
    dates: &Dates,
) -> Answer<Option<()>> {
    let mut row = meeting.into_active_model();
    row.meets_on = Set(dates.meets_on);
    row.papers_due_on = Set(dates.papers_due_on);
    row.lead_days = Set(dates.lead_days);
    taken_or(row.update(write.on()).await.map(|_| ()))
}

pub(in crate::boards) async fn cancel(
    board: &KeptBoard,
    write: &Write,
    meeting: meeting::Model,
) -> Answer<()> {
    let mut row = meeting.into_active_model();
    row.cancelled_at = Set(Some(board.acting().now()));
    row.update(write.on()).await?;
    Ok(())
}

fn taken_or<T>(done: Result<T, sea_orm::DbErr>) -> Answer<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(None)
        }
        Err(cause) => Err(cause.into()),
    }
}
