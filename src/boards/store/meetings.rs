//! Boards' meetings in the database.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    sea_query::{Expr, LockType, OnConflict},
};

use crate::{
    access::ScheduledBoard,
    boards::{Dates, Known},
    entities::boards::{meeting, meeting_source},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
    },
};

fn of_board(board: &ScheduledBoard) -> sea_orm::Select<meeting::Entity> {
    meeting::Entity::find().filter(meeting::Column::BoardId.eq(board.id()))
}

/// Today's and later ones, cancelled ones too, in order.
pub(in crate::boards) async fn ahead(board: &ScheduledBoard) -> Answer<Vec<meeting::Model>> {
    Ok(of_board(board)
        .filter(meeting::Column::MeetsOn.gte(board.acting().today()))
        .order_by_asc(meeting::Column::MeetsOn)
        .all(board.acting().db().read())
        .await?)
}

pub(in crate::boards) async fn find(
    board: &ScheduledBoard,
    id: MeetingId,
) -> Answer<meeting::Model> {
    of_board(board)
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::CancelledAt.is_null())
        .one(board.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)
}

/// One that was not cancelled, and that nobody else moves until this transaction ends.
pub(in crate::boards) async fn hold(
    board: &ScheduledBoard,
    write: &Write,
    id: MeetingId,
) -> Answer<meeting::Model> {
    of_board(board)
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::CancelledAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)
}

/// A cancelled one too.
pub(in crate::boards) async fn find_any(
    board: &ScheduledBoard,
    id: MeetingId,
) -> Answer<meeting::Model> {
    of_board(board)
        .filter(meeting::Column::Id.eq(id))
        .one(board.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)
}

/// None where the board meets on that day already; one that was cancelled comes back.
pub(in crate::boards) async fn add(
    board: &ScheduledBoard,
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
    board: &ScheduledBoard,
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

/// Every meeting, past and cancelled ones too, with the event it came from.
pub(in crate::boards) async fn known(board: &ScheduledBoard) -> Answer<Vec<Known>> {
    known_in(board, board.acting().db().read()).await
}

/// The same, within a change.
pub(in crate::boards) async fn known_on(
    board: &ScheduledBoard,
    write: &Write,
) -> Answer<Vec<Known>> {
    known_in(board, write.on()).await
}

async fn known_in(board: &ScheduledBoard, on: &impl ConnectionTrait) -> Answer<Vec<Known>> {
    let meetings = of_board(board)
        .order_by_asc(meeting::Column::MeetsOn)
        .all(on)
        .await?;
    let mut sources: BTreeMap<MeetingId, (String, i64)> = meeting_source::Entity::find()
        .filter(meeting_source::Column::BoardId.eq(board.id()))
        .all(on)
        .await?
        .into_iter()
        .map(|source| (source.meeting_id, (source.uid, source.sequence)))
        .collect();
    Ok(meetings
        .into_iter()
        .map(|meeting| Known {
            source: sources.remove(&meeting.id),
            meeting,
        })
        .collect())
}

pub(in crate::boards) async fn cancel_id(
    board: &ScheduledBoard,
    write: &Write,
    id: MeetingId,
) -> Answer<()> {
    meeting::Entity::update_many()
        .col_expr(
            meeting::Column::CancelledAt,
            Expr::value(board.acting().now()),
        )
        .filter(meeting::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}

pub(in crate::boards) async fn set_dates(
    write: &Write,
    id: MeetingId,
    dates: &Dates,
) -> Answer<()> {
    let row = meeting::ActiveModel {
        meets_on: Set(dates.meets_on),
        papers_due_on: Set(dates.papers_due_on),
        lead_days: Set(dates.lead_days),
        ..Default::default()
    };
    meeting::Entity::update_many()
        .set(row)
        .filter(meeting::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}

/// From now on the meeting is this event of a calendar file, and no other meeting is.
pub(in crate::boards) async fn follow_event(
    board: &ScheduledBoard,
    write: &Write,
    id: MeetingId,
    uid: &str,
    sequence: i64,
) -> Answer<()> {
    meeting_source::Entity::delete_many()
        .filter(meeting_source::Column::BoardId.eq(board.id()))
        .filter(meeting_source::Column::Uid.eq(uid))
        .exec(write.on())
        .await?;
    let row = meeting_source::ActiveModel {
        meeting_id: Set(id),
        board_id: Set(board.id()),
        uid: Set(uid.to_owned()),
        sequence: Set(sequence),
    };
    let columns = [
        meeting_source::Column::Uid,
        meeting_source::Column::Sequence,
    ];
    meeting_source::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_source::Column::MeetingId)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
